/* The shared vectors, in C: every value goes through a writer, every datum through a reader.
 *
 *   vectors FOLDER [--every N [--except ID]]     runs every Nth row of every file (all, without it), but one
 *   vectors FOLDER --bomb ID       one hostile input in a process of its own: prints its peak memory and its time
 */
#include "load.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MOST_BYTES = 1 << 21, MOST_MEMORY_KB = 16 * 1024, MOST_MILLIS = 1000, BOMBS = 17 };

static const char *folder, *program;
static long every = 1;
static const char *except;
static size_t passed, failed, skipped;
static const json *codes, *row;
static char *known;
static const char *file;
static char complaint[4096];

static bool is(const char *a, const char *b) { return a != NULL && b != NULL && strcmp(a, b) == 0; }

/* Notes why the row under way fails; the first reason stays. */
static void complain(const char *format, ...) {
    if (complaint[0] != '\0') return;
    va_list args;
    va_start(args, format);
    vsnprintf(complaint, sizeof complaint, format, args);
    va_end(args);
}

/* Whether known_failures.txt lists the row for C or for all languages. */
static bool is_known(const char *id) {
    char language[16], name[64], found[256];
    for (const char *line = known; line != NULL; line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL) {
        if (*line == '#' || sscanf(line, "%63s %255s %15s", name, found, language) != 3) continue;
        if (is(name, file) && is(found, id) && (is(language, "c") || is(language, "*"))) return true;
    }
    return false;
}

static void finish_row(void) {
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

static char *path_of(const char *name) {
    char *path = malloc(strlen(folder) + strlen(name) + 2);
    if (path == NULL) abort();
    sprintf(path, "%s/%s", folder, name);
    return path;
}

/* Calls `run` for every row of a file (or every Nth), with `row` set. */
static void each(const char *name, const char *path, void (*run)(void)) {
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

/* The code that codes.jsonl asks of the row, or NULL. */
static const char *code_of_row(void) {
    const char *id = json_text(row, "id");
    for (const json *code = codes->first; code != NULL; code = code->next) {
        if (is(json_text(code, "file"), file) && is(json_text(code, "id"), id)) return json_text(code, "code");
    }
    return NULL;
}

/* [part, repetitions] joined: freed with free. */
static char *parts(const json *list) {
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

/* The row's schema; NULL, and its status in `*status`, if it does not parse. */
static const iso_schema *parse_row(iso_status *status, bool utf8_names, iso_error **error) {
    const json *pieces = json_get(row, "schema_parts"), *plain = json_get(row, "schema");
    iso_schema_options options = {.struct_size = sizeof options, .utf8_names = utf8_names};
    char *joined = pieces == NULL ? NULL : parts(pieces);
    const iso_schema *schema = NULL;
    *status = iso_schema_parse(joined != NULL ? joined : plain->text, joined != NULL ? ISO_CSTR : plain->len, &options,
                               &schema, error);
    free(joined);
    return schema;
}

static const iso_codec *make_codec(const iso_schema *schema, bool raw, bool tagged, bool insertion, bool ignore) {
    iso_codec_options options = {.struct_size = sizeof options, .raw_logical = raw, .tagged_unions = tagged,
                                 .insertion_order_maps = insertion, .ignore_unknown_fields = ignore};
    const iso_codec *codec = NULL;
    iso_error *error = NULL;
    if (iso_codec_new(schema, &options, &codec, &error) != ISO_OK) complain("codec: %s", iso_error_text(error));
    iso_error_free(error);
    return codec;
}

static uint8_t bytes[MOST_BYTES];

static void expect_code(iso_status status, iso_error *error, const char *code) {
    if (status == ISO_OK) complain("expected %s, found success", code);
    else if (!is(iso_status_name(status), code) || !is(iso_error_name(error), code)) {
        complain("expected %s, found %s: %s", code, iso_status_name(status), iso_error_text(error));
    } else if (iso_error_message(error)[0] == '\0') complain("an error without a message");
}

/* What a writer holds must encode to `hex`. */
static void expect_bytes(const iso_codec *codec, const iso_writer *writer, const char *hex) {
    size_t written = 0, len;
    iso_error *error = NULL;
    iso_status status = iso_codec_encode(codec, writer, bytes, sizeof bytes, &written, &error);
    uint8_t *expected = hex_bytes(hex, &len);
    if (status != ISO_OK) complain("expected %s, found %s: %s", hex, iso_status_name(status), iso_error_text(error));
    else if (written != len || memcmp(bytes, expected, len) != 0) complain("expected %s, found other bytes", hex);
    free(expected);
    iso_error_free(error);
}

static iso_reader *decode(const iso_codec *codec, const char *hex, iso_status *status, iso_error **error) {
    size_t len;
    uint8_t *data = hex_bytes(hex, &len);
    iso_reader *reader = NULL;
    *status = iso_codec_decode(codec, data, len, &reader, error);
    free(data);
    return reader;
}

/* `hex` must decode to `value`. The reader is freed by the caller. */
static iso_reader *expect_value(const iso_codec *codec, const schema_text *text, const char *hex, const json *value) {
    iso_status status;
    iso_error *error = NULL;
    iso_reader *reader = decode(codec, hex, &status, &error);
    if (status != ISO_OK) complain("decoding %s: %s", hex, iso_error_text(error));
    else if (!avro_same(text, value, iso_reader_root(reader))) complain("decoding %s gives another value", hex);
    iso_error_free(error);
    return reader;
}

/* Canonical form and fingerprints, those that the row has. */
static void expect_schema(const iso_schema *schema) {
    static const struct { const char *key; int32_t algorithm; } NAMES[] = {
        {"crc64_le", ISO_FINGERPRINT_CRC64}, {"md5", ISO_FINGERPRINT_MD5}, {"sha256", ISO_FINGERPRINT_SHA256}};
    const json *canonical = json_get(row, "canonical");
    iso_str found = iso_schema_canonical(schema);
    if (canonical != NULL && (found.len != canonical->len || memcmp(found.data, canonical->text, found.len) != 0)) {
        complain("canonical form %.*s", (int)found.len, found.data);
    }
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        const char *expected = json_text(row, NAMES[i].key);
        uint8_t print[32];
        size_t len, expected_len;
        if (expected == NULL) continue;
        uint8_t *wanted = hex_bytes(expected, &expected_len);
        if (iso_schema_fingerprint(schema, NAMES[i].algorithm, print, sizeof print, &len, NULL) != ISO_OK ||
            len != expected_len || memcmp(print, wanted, len) != 0) {
            complain("fingerprint %s", NAMES[i].key);
        }
        free(wanted);
    }
}

typedef struct {
    const iso_schema *schema;
    const iso_codec *encoder, *decoder;
    iso_writer *writer;
    schema_text text;
    json_doc *doc;
    const json *value;
} avro_case;

/* What rows of the reference have: schema, value in avro-json, and codecs. */
static bool open_case(avro_case *c) {
    iso_status status;
    iso_error *error = NULL;
    *c = (avro_case){.schema = parse_row(&status, false, &error)};
    if (c->schema == NULL) complain("schema: %s", iso_error_text(error));
    iso_error_free(error);
    if (c->schema == NULL) return false;
    c->encoder = make_codec(c->schema, false, false, false, false);
    c->decoder = make_codec(c->schema, true, true, false, false);
    c->text = schema_read(json_text(row, "schema"));
    const json *value = json_get(row, "value");
    c->doc = json_parse(value->text, value->len, &c->value);
    if (iso_writer_new(&c->writer, NULL) != ISO_OK || c->doc == NULL) complain("the value is no JSON");
    return c->doc != NULL;
}

static void close_case(avro_case *c) {
    iso_writer_free(c->writer);
    iso_codec_free(c->encoder);
    iso_codec_free(c->decoder);
    iso_schema_free(c->schema);
    schema_close(&c->text);
    json_free(c->doc);
}

static void run_encode(void) {
    avro_case c;
    if (open_case(&c)) {
        expect_schema(c.schema);
        if (!avro_load(&c.text, c.value, c.writer)) {
            const iso_error *why = iso_writer_error(c.writer);
            complain("the value cannot be loaded: %s", iso_error_text(why));
        }
        if (is(json_text(row, "contract"), "reject")) {
            size_t written;
            iso_error *error = NULL;
            iso_status status = iso_codec_encode(c.encoder, c.writer, bytes, sizeof bytes, &written, &error);
            expect_code(status, error, code_of_row());
            iso_error_free(error);
        } else {
            const char *java = json_text(row, "hex"), *hex = json_text(row, "contract_hex");
            if (hex == NULL) hex = java;
            expect_bytes(c.encoder, c.writer, hex);
            iso_reader *reader = expect_value(c.decoder, &c.text, hex, c.value);
            iso_writer_reset(c.writer);
            if (reader != NULL) {
                copy_value(iso_reader_root(reader), c.writer);
                expect_bytes(c.decoder, c.writer, hex);
            }
            iso_reader_free(reader);
            iso_reader_free(expect_value(c.decoder, &c.text, java, c.value));
            /* The logical value in words, where it is a decimal. */
            if (json_text(row, "logical") != NULL && is(json_text(c.text.root, "logicalType"), "decimal")) {
                iso_writer_reset(c.writer);
                iso_writer_decimal_text(c.writer, json_text(row, "logical"));
                expect_bytes(c.encoder, c.writer, hex);
            }
        }
    }
    close_case(&c);
    finish_row();
}

static void run_decode(void) {
    avro_case c;
    if (open_case(&c)) {
        const char *code = code_of_row(), *hex = json_text(row, "hex"), *java = json_text(row, "reencoded_hex");
        iso_status status;
        iso_error *error = NULL;
        if (code != NULL) {
            iso_reader_free(decode(c.decoder, hex, &status, &error));
            expect_code(status, error, code);
            iso_error_free(error);
        } else {
            iso_reader *reader = expect_value(c.decoder, &c.text, hex, c.value);
            iso_reader *again = expect_value(c.decoder, &c.text, java, c.value);
            if (reader != NULL && again != NULL) {
                /* Java's order of keys comes out again where order is kept; both are the same where keys are sorted. */
                const iso_codec *kept = make_codec(c.schema, true, true, true, false);
                size_t len = 0, len_again = 0;
                copy_value(iso_reader_root(again), c.writer);
                expect_bytes(kept, c.writer, java);
                static uint8_t sorted[MOST_BYTES];
                if (iso_codec_encode(c.decoder, c.writer, sorted, sizeof sorted, &len_again, NULL)) complain("sorted");
                iso_writer_reset(c.writer);
                copy_value(iso_reader_root(reader), c.writer);
                if (iso_codec_encode(c.decoder, c.writer, bytes, sizeof bytes, &len, NULL)) complain("again");
                if (len != len_again || memcmp(bytes, sorted, len) != 0) complain("encoded again, the two differ");
                iso_codec_free(kept);
            }
            iso_reader_free(reader);
            iso_reader_free(again);
        }
    }
    close_case(&c);
    finish_row();
}

/* decode-fail, and bombs: refused with the code, whatever refuses it. */
static void run_refused(void) {
    iso_status status;
    iso_error *error = NULL;
    const iso_schema *schema = parse_row(&status, false, &error);
    const json *pieces = json_get(row, "hex_parts");
    char *joined = pieces == NULL ? NULL : parts(pieces);
    if (schema != NULL) {
        const iso_codec *codec = make_codec(schema, false, false, false, false);
        iso_reader_free(decode(codec, joined != NULL ? joined : json_text(row, "hex"), &status, &error));
        iso_codec_free(codec);
    }
    expect_code(status, error, code_of_row());
    iso_error_free(error);
    iso_schema_free(schema);
    free(joined);
    finish_row();
}

static void run_logical_fail(void) {
    iso_status status;
    iso_error *error = NULL;
    size_t written;
    iso_writer *writer = NULL;
    const iso_schema *schema = parse_row(&status, false, &error);
    const iso_codec *codec = make_codec(schema, false, false, false, false);
    status = iso_writer_new(&writer, NULL);
    iso_writer_decimal_text(writer, json_text(row, "logical"));
    status = iso_codec_encode(codec, writer, bytes, sizeof bytes, &written, &error);
    expect_code(status, error, code_of_row());
    iso_error_free(error);
    iso_writer_free(writer);
    iso_codec_free(codec);
    iso_schema_free(schema);
    finish_row();
}

/* parse and parse-fail. */
static void run_parse(void) {
    iso_status status;
    iso_error *error = NULL;
    const char *code = code_of_row();
    const iso_schema *schema = parse_row(&status, false, &error);
    if (code != NULL) {
        expect_code(status, error, code);
        if (is(json_text(row, "contract"), "lenient-only")) {
            iso_error_free(error);
            error = NULL;
            iso_schema_free(schema);
            schema = parse_row(&status, true, &error);
            if (schema == NULL) complain("with names = utf8: %s", iso_error_text(error));
            else expect_schema(schema);
        }
    } else if (schema == NULL) complain("%s", iso_error_text(error));
    else expect_schema(schema);
    iso_error_free(error);
    iso_schema_free(schema);
    finish_row();
}

static size_t big, other_hosts;

static void run_host(void) {
    const json *hosts = json_get(row, "hosts"), *options = json_get(row, "options");
    bool ours = hosts == NULL;
    for (const json *host = hosts == NULL ? NULL : hosts->first; host != NULL; host = host->next) {
        ours = ours || is(host->text, "c");
    }
    if (!ours) {
        other_hosts++;
        return;
    }
    iso_status status;
    iso_error *error = NULL;
    iso_writer *writer = NULL;
    const char *hex = json_text(row, "hex"), *path = json_text(row, "path"), *unheld;
    const iso_schema *schema = parse_row(&status, false, &error);
    const iso_codec *codec = make_codec(schema, false, false, is(json_text(options, "map_order"), "insertion"),
                                        is(json_text(options, "unknown_fields"), "ignore"));
    if (iso_writer_new(&writer, NULL) != ISO_OK) complain("writer");
    unheld = host_load(json_get(row, "value"), writer);
    if (unheld != NULL) {
        big++;
        complaint[0] = '\0';
    } else if (hex != NULL) {
        expect_bytes(codec, writer, hex);
    } else {
        size_t written;
        status = iso_codec_encode(codec, writer, bytes, sizeof bytes, &written, &error);
        expect_code(status, error, json_text(row, "code"));
        if (path != NULL && !is(iso_error_path(error), path)) complain("path %s, expected %s", iso_error_path(error), path);
    }
    iso_error_free(error);
    iso_writer_free(writer);
    iso_codec_free(codec);
    iso_schema_free(schema);
    if (unheld == NULL) finish_row();
}

static void run_decode_host(void) {
    iso_status status;
    iso_error *error = NULL;
    const iso_schema *schema = parse_row(&status, false, &error);
    const iso_codec *codec = make_codec(schema, false, false, false, false);
    iso_reader *reader = decode(codec, json_text(row, "hex"), &status, &error);
    if (status != ISO_OK) complain("%s: %s", iso_status_name(status), iso_error_text(error));
    else if (!host_same(json_get(row, "value"), iso_reader_root(reader))) complain("another value");
    iso_error_free(error);
    iso_reader_free(reader);
    iso_codec_free(codec);
    iso_schema_free(schema);
    finish_row();
}

/* Records inside records, each in the field of the one before. */
static void write_nest(iso_writer *writer, const json *nest) {
    const char *kind = json_text(nest, "kind"), *field = json_text(nest, "field");
    int64_t depth = json_long(json_get(nest, "depth"));
    bool list = is(kind, "list"), map = is(kind, "map");
    for (int64_t i = 0; i < depth; i++) {
        iso_writer_record_begin(writer, NULL);
        iso_writer_field(writer, field);
        if (list) iso_writer_list_begin(writer);
        else if (map) iso_writer_map_begin(writer);
        if (map && i + 1 < depth) iso_writer_key(writer, "k", ISO_CSTR);
    }
    if (!list && !map) iso_writer_null(writer);
    for (int64_t i = 0; i < depth; i++) {
        if (list) iso_writer_list_end(writer);
        else if (map) iso_writer_map_end(writer);
        iso_writer_record_end(writer);
    }
}

static size_t cycles;

static void run_limits(void) {
    const json *nest = json_get(row, "value_nest"), *repeat = json_get(row, "value_repeat");
    if (json_get(row, "value_cycle") != NULL) {
        cycles++;
        return;
    }
    iso_status status;
    iso_error *error = NULL;
    const char *code = json_text(row, "code");
    const iso_schema *schema = parse_row(&status, false, &error);
    const iso_codec *codec = schema == NULL ? NULL : make_codec(schema, false, false, false, false);
    const json *pieces = json_get(row, "hex_parts");
    char *hex = pieces == NULL ? NULL : parts(pieces);
    iso_writer *writer = NULL;
    if (schema != NULL && (nest != NULL || repeat != NULL)) {
        if (iso_writer_new(&writer, NULL) != ISO_OK) complain("writer");
        if (nest != NULL) {
            write_nest(writer, nest);
        } else {
            iso_writer_list_begin(writer);
            for (int64_t i = json_long(json_get(repeat, "count")); i > 0; i--) {
                host_load(json_get(repeat, "value"), writer);
            }
            iso_writer_list_end(writer);
        }
        size_t written;
        if (code == NULL) expect_bytes(codec, writer, hex);
        else status = iso_codec_encode(codec, writer, bytes, sizeof bytes, &written, &error);
    } else if (schema != NULL && hex != NULL) {
        iso_reader_free(decode(codec, hex, &status, &error));
        if (code == NULL && status != ISO_OK) complain("%s", iso_error_text(error));
    } else if (code == NULL && status != ISO_OK) complain("%s", iso_error_text(error));
    if (code != NULL) expect_code(status, error, code);
    iso_error_free(error);
    iso_writer_free(writer);
    iso_codec_free(codec);
    iso_schema_free(schema);
    free(hex);
    finish_row();
}

/* errors.json and the library's table, in both directions; and the header's constants. */
static void run_errors(void) {
    static const int32_t HEADER[] = {
        ISO_INVALID_ARGUMENT, ISO_BUFFER_TOO_SMALL, ISO_UNSUPPORTED, ISO_CLOSED, ISO_SHAPE_MISMATCH, ISO_SCHEMA_SYNTAX,
        ISO_SCHEMA_INVALID, ISO_SCHEMA_REFERENCE, ISO_SCHEMA_INCOMPATIBLE, ISO_VALUE_TYPE, ISO_VALUE_RANGE,
        ISO_VALUE_MISSING, ISO_VALUE_AMBIGUOUS, ISO_VALUE_CONSTRAINT, ISO_VALUE_LIMIT, ISO_DATA_TRUNCATED,
        ISO_DATA_MALFORMED, ISO_DATA_TRAILING, ISO_DATA_LIMIT, ISO_DATA_UNREPRESENTABLE, ISO_FRAME_UNKNOWN,
        ISO_NOT_FOUND, ISO_CONFLICT, ISO_REJECTED, ISO_UNAUTHORIZED, ISO_PROTOCOL, ISO_UNAVAILABLE, ISO_INTERNAL};
    size_t len, count = 0, named = 0, in_header = sizeof HEADER / sizeof *HEADER;
    char *path = path_of("errors.json"), *text = read_file(path, &len);
    const json *table;
    json_doc *doc = json_parse(text, len, &table);
    for (const json *entry = table->first; entry != NULL; entry = entry->next, count++) {
        int64_t number = json_long(json_get(entry, "number"));
        bool right = is(iso_status_name((int32_t)number), json_text(entry, "name")) &&
                     number / 100 == json_long(json_get(entry, "kind")) && count < in_header && HEADER[count] == number;
        if (right) passed++;
        else failed++, printf("errors %s: not the same\n", json_text(entry, "name"));
    }
    for (int32_t number = 1; number < 10000; number++) named += iso_status_name(number) != NULL;
    if (named == count && in_header == count) passed++;
    else failed++, printf("errors: the library has %zu codes, the header %zu, the table %zu\n", named, in_header, count);
    printf("%-12s %zu\n", "errors", count + 1);
    json_free(doc);
    free(text);
    free(path);
}

static void measure(const char *id) {
    bool found = false;
    char *path = path_of("avro/bombs.jsonl"), *text = read_file(path, NULL);
    struct timespec start, end;
    clock_gettime(CLOCK_MONOTONIC, &start);
    for (char *line = text; *line != '\0' && !found; line = strchr(line, '\n') + 1) {
        json_doc *doc = json_parse(line, (size_t)(strchr(line, '\n') - line), &row);
        if (is(json_text(row, "id"), id)) {
            const json *pieces = json_get(row, "hex_parts");
            char *hex = parts(pieces);
            size_t len;
            uint8_t *data = hex_bytes(hex, &len);
            found = true;
            iso_status status;
            clock_gettime(CLOCK_MONOTONIC, &start);
            const iso_schema *schema = parse_row(&status, false, NULL);
            if (schema != NULL) {
                const iso_codec *codec = make_codec(schema, false, false, false, false);
                iso_reader *reader = NULL;
                status = iso_codec_decode(codec, data, len, &reader, NULL);
                iso_reader_free(reader);
                iso_codec_free(codec);
            }
            iso_schema_free(schema);
            clock_gettime(CLOCK_MONOTONIC, &end);
            if (status == ISO_OK) exit(1);
            free(data);
            free(hex);
        }
        json_free(doc);
    }
    free(text);
    free(path);
    if (!found) clock_gettime(CLOCK_MONOTONIC, &end);
    long millis = (end.tv_sec - start.tv_sec) * 1000 + (end.tv_nsec - start.tv_nsec) / 1000000, peak = 0;
    char *status = read_file("/proc/self/status", NULL), *line = strstr(status, "VmHWM:");
    if (line != NULL) sscanf(line, "VmHWM: %ld", &peak);
    printf("%ld %ld\n", peak, millis);
    free(status);
}

/* The peak memory in KB of a process that meets one bomb, or none; and how long it took. */
static bool measured(const char *id, long *peak, long *millis) {
    char command[1024];
    snprintf(command, sizeof command, "'%s' '%s' --bomb '%s'", program, folder, id);
    FILE *child = popen(command, "r");
    bool good = child != NULL && fscanf(child, "%ld %ld", peak, millis) == 2;
    return child != NULL && pclose(child) == 0 && good;
}

static long calm;

static void run_bomb_cost(void) {
    long peak = 0, millis = 0;
    const char *id = json_text(row, "id");
    if (!measured(id, &peak, &millis)) complain("was not refused, or its process failed");
    else if (peak - calm > MOST_MEMORY_KB) complain("took %ld KB more than a process without it", peak - calm);
    else if (millis > MOST_MILLIS) complain("took %ld ms", millis);
    finish_row();
}

int main(int argc, char **argv) {
    if (argc == 4 && is(argv[2], "--bomb")) {
        folder = argv[1];
        measure(argv[3]);
        return 0;
    }
    if (argc != 2 && !((argc == 4 || (argc == 6 && is(argv[4], "--except"))) && is(argv[2], "--every"))) {
        fprintf(stderr, "usage: vectors FOLDER [--every N [--except ID]]\n");
        return 2;
    }
    program = argv[0];
    folder = argv[1];
    if (argc >= 4) every = strtol(argv[3], NULL, 10);
    if (argc == 6) except = argv[5];

    /* codes.jsonl as one list. */
    size_t len;
    char *path = path_of("codes.jsonl"), *text = read_file(path, &len), *list = malloc(len + 3);
    sprintf(list, "[%s", text);
    for (char *c = list; *c != '\0'; c++) {
        if (*c == '\n') *c = c[1] == '\0' ? ' ' : ',';
    }
    strcat(list, "]");
    json_doc *doc = json_parse(list, strlen(list), &codes);
    if (doc == NULL) return 2;
    free(path);
    free(text);
    free(list);
    path = path_of("known_failures.txt");
    known = read_file(path, NULL);
    free(path);

    each("encode", "avro/encode.jsonl", run_encode);
    each("decode", "avro/decode.jsonl", run_decode);
    each("decode-fail", "avro/decode-fail.jsonl", run_refused);
    each("parse", "avro/parse.jsonl", run_parse);
    each("parse-fail", "avro/parse-fail.jsonl", run_parse);
    each("logical-fail", "avro/logical-fail.jsonl", run_logical_fail);
    each("host", "host.jsonl", run_host);
    each("decode-host", "decode-host.jsonl", run_decode_host);
    each("limits", "limits.jsonl", run_limits);
    run_errors();
    if (every == 1) {
        each("bombs", "avro/bombs.jsonl", run_refused);
        long millis;
        if (!measured("none", &calm, &millis)) calm = 0;
        size_t before = passed + failed;
        each("bombs", "avro/bombs.jsonl", run_bomb_cost);
        if (passed + failed - before != BOMBS) failed++, printf("bombs: not all were measured\n");
        skipped = big + other_hosts + cycles;
        printf("not held by C: %zu integers beyond 64 bits, %zu for other hosts, %zu cycles\n", big, other_hosts, cycles);
        if (big != 5 || other_hosts != 1 || cycles != 3) failed++, printf("expected 5, 1 and 3\n");
    }
    json_free(doc);
    free(known);
    printf("%zu passed, %zu failed\n", passed, failed);
    return failed == 0 ? 0 : 1;
}
