/* The table of rows: files of JSON lines, the codes that rows must fail with, the failures that are known; and what is asked
   of a row. */
#include "vectors.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const json *row;
size_t passed, failed;
uint8_t bytes[MOST_BYTES];

static const char *folder, *except, *file;
static long every;
static json_doc *codes_doc;
static const json *codes;
static char *known;
static char complaint[4096];

bool is(const char *a, const char *b) { return a != NULL && b != NULL && strcmp(a, b) == 0; }

void complain(const char *format, ...) {
    if (complaint[0] != '\0') return;
    va_list args;
    va_start(args, format);
    vsnprintf(complaint, sizeof complaint, format, args);
    va_end(args);
}

void withdraw(void) { complaint[0] = '\0'; }

/* Whether known_failures.txt lists the row for C or for all languages. */
static bool is_known(const char *id) {
    char language[16], name[64], found[256];
    for (const char *line = known; line != NULL; line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL) {
        if (*line == '#' || sscanf(line, "%63s %255s %15s", name, found, language) != 3) continue;
        if (is(name, file) && is(found, id) && (is(language, "c") || is(language, "*"))) return true;
    }
    return false;
}

void finish_row(void) {
    const char *id = json_text(row, "id");
    bool bad = complaint[0] != '\0', expected = is_known(id);
    if (bad == expected) {
        passed++;
    } else {
        failed++;
        printf("%s %s: %s\n", file, id, bad ? complaint : "is listed in known_failures.txt and passes");
    }
    complaint[0] = '\0';
}

char *path_of(const char *name) {
    char *path = malloc(strlen(folder) + strlen(name) + 2);
    if (path == NULL) abort();
    sprintf(path, "%s/%s", folder, name);
    return path;
}

void rows_open(const char *path, long step, const char *but) {
    folder = path;
    every = step;
    except = but;
    /* codes.jsonl as one list. */
    size_t len;
    char *name = path_of("codes.jsonl"), *text = read_file(name, &len), *list = malloc(len + 3);
    if (list == NULL) abort();
    sprintf(list, "[%s", text);
    for (char *c = list; *c != '\0'; c++) {
        if (*c == '\n') *c = c[1] == '\0' ? ' ' : ',';
    }
    strcat(list, "]");
    codes_doc = json_parse(list, strlen(list), &codes);
    if (codes_doc == NULL) {
        printf("codes.jsonl: a line is no JSON\n");
        exit(2);
    }
    free(name);
    free(text);
    free(list);
    name = path_of("known_failures.txt");
    known = read_file(name, NULL);
    free(name);
}

void rows_close(void) {
    json_free(codes_doc);
    free(known);
}

void each(const char *name, const char *path, void (*run)(void)) {
    char *whole = path_of(path), *text = read_file(whole, NULL);
    file = name;
    size_t before = passed, number = 0;
    for (char *line = text; line != NULL && *line != '\0';) {
        char *end = strchr(line, '\n');
        json_doc *doc = json_parse(line, end == NULL ? strlen(line) : (size_t)(end - line), &row);
        if (doc == NULL) {
            printf("%s: a line is no JSON\n", path);
            exit(2);
        }
        if (number++ % (size_t)every == 0 && (except == NULL || !is(json_text(row, "id"), except))) run();
        json_free(doc);
        line = end == NULL ? NULL : end + 1;
    }
    if (number == 0) {
        printf("%s: no rows\n", path);
        failed++;
    }
    printf("%-12s %zu\n", name, passed - before);
    free(text);
    free(whole);
}

const char *code_of_row(void) {
    const char *id = json_text(row, "id");
    for (const json *code = codes->first; code != NULL; code = code->next) {
        if (is(json_text(code, "file"), file) && is(json_text(code, "id"), id)) return json_text(code, "code");
    }
    return NULL;
}

char *parts(const json *list) {
    size_t room = 1;
    for (const json *part = list->first; part != NULL; part = part->next) {
        room += json_at(part, 0)->len * (size_t)json_long(json_at(part, 1));
    }
    char *text = malloc(room), *out = text;
    if (text == NULL) abort();
    for (const json *part = list->first; part != NULL; part = part->next) {
        const json *piece = json_at(part, 0);
        for (int64_t i = json_long(json_at(part, 1)); i > 0; i--, out += piece->len) {
            memcpy(out, piece->text, piece->len);
        }
    }
    *out = '\0';
    return text;
}

const iso_schema *parse_row(iso_status *status, bool utf8_names, iso_error **error) {
    const json *pieces = json_get(row, "schema_parts"), *plain = json_get(row, "schema");
    iso_schema_options options = {.struct_size = sizeof options, .utf8_names = utf8_names};
    char *joined = pieces == NULL ? NULL : parts(pieces);
    const iso_schema *schema = NULL;
    *status = iso_schema_parse(joined != NULL ? joined : plain->text, joined != NULL ? ISO_CSTR : plain->len, &options,
                               &schema, error);
    free(joined);
    return schema;
}

const iso_codec *make_codec(const iso_schema *schema, bool raw, bool tagged, bool insertion, bool ignore) {
    iso_codec_options options = {.struct_size = sizeof options,
                                 .raw_logical = raw,
                                 .tagged_unions = tagged,
                                 .insertion_order_maps = insertion,
                                 .ignore_unknown_fields = ignore};
    const iso_codec *codec = NULL;
    iso_error *error = NULL;
    if (iso_codec_new(schema, &options, &codec, &error) != ISO_OK) complain("codec: %s", iso_error_text(error));
    iso_error_free(error);
    return codec;
}

void expect_code(iso_status status, iso_error *error, const char *code) {
    if (status == ISO_OK) complain("expected %s, found success", code);
    else if (!is(iso_status_name(status), code) || !is(iso_error_name(error), code)) {
        complain("expected %s, found %s: %s", code, iso_status_name(status), iso_error_text(error));
    } else if (iso_error_message(error)[0] == '\0') complain("an error without a message");
}

void expect_bytes(const iso_codec *codec, const iso_writer *writer, const char *hex) {
    size_t written = 0, len;
    iso_error *error = NULL;
    iso_status status = iso_codec_encode(codec, writer, bytes, sizeof bytes, &written, &error);
    uint8_t *expected = hex_bytes(hex, &len);
    if (status != ISO_OK) complain("expected %s, found %s: %s", hex, iso_status_name(status), iso_error_text(error));
    else if (written != len || memcmp(bytes, expected, len) != 0) complain("expected %s, found other bytes", hex);
    free(expected);
    iso_error_free(error);
}

iso_reader *decode(const iso_codec *codec, const char *hex, iso_status *status, iso_error **error) {
    size_t len;
    uint8_t *data = hex_bytes(hex, &len);
    iso_reader *reader = NULL;
    *status = iso_codec_decode(codec, data, len, &reader, error);
    free(data);
    return reader;
}
