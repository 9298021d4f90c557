/* Runners over our own files: host.jsonl, decode-host.jsonl, limits.jsonl and errors.json. */
#include "vectors.h"

#include <stdio.h>
#include <stdlib.h>

/* Rows that C cannot hold. */
static size_t big, other_hosts, cycles;

void run_host(void) {
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
        withdraw();
    } else if (hex != NULL) {
        expect_bytes(codec, writer, hex);
    } else {
        size_t written;
        status = iso_codec_encode(codec, writer, bytes, sizeof bytes, &written, &error);
        expect_code(status, error, json_text(row, "code"));
        if (path != NULL && !is(iso_error_path(error), path))
            complain("path %s, expected %s", iso_error_path(error), path);
    }
    iso_error_free(error);
    iso_writer_free(writer);
    iso_codec_free(codec);
    iso_schema_free(schema);
    if (unheld == NULL) finish_row();
}

void run_decode_host(void) {
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

void run_limits(void) {
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

void run_errors(void) {
    static const int32_t HEADER[] = {
        ISO_INVALID_ARGUMENT,    ISO_BUFFER_TOO_SMALL, ISO_UNSUPPORTED,    ISO_CLOSED,
        ISO_SHAPE_MISMATCH,      ISO_SCHEMA_SYNTAX,    ISO_SCHEMA_INVALID, ISO_SCHEMA_REFERENCE,
        ISO_SCHEMA_INCOMPATIBLE, ISO_VALUE_TYPE,       ISO_VALUE_RANGE,    ISO_VALUE_MISSING,
        ISO_VALUE_AMBIGUOUS,     ISO_VALUE_CONSTRAINT, ISO_VALUE_LIMIT,    ISO_DATA_TRUNCATED,
        ISO_DATA_MALFORMED,      ISO_DATA_TRAILING,    ISO_DATA_LIMIT,     ISO_DATA_UNREPRESENTABLE,
        ISO_FRAME_UNKNOWN,       ISO_NOT_FOUND,        ISO_CONFLICT,       ISO_REJECTED,
        ISO_UNAUTHORIZED,        ISO_PROTOCOL,         ISO_UNAVAILABLE,    ISO_INTERNAL};
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
    else
        failed++, printf("errors: the library has %zu codes, the header %zu, the table %zu\n", named, in_header, count);
    printf("%-12s %zu\n", "errors", count + 1);
    json_free(doc);
    free(text);
    free(path);
}

bool count_unheld(void) {
    printf("not held by C: %zu integers beyond 64 bits, %zu for other hosts, %zu cycles\n", big, other_hosts, cycles);
    bool right = big == 5 && other_hosts == 1 && cycles == 3;
    if (!right) printf("expected 5, 1 and 3\n");
    return right;
}
