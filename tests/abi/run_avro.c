/* Runners over the reference files, avro/: value and bytes, canonical forms and fingerprints, what must be refused. */
#include "vectors.h"

#include <stdlib.h>
#include <string.h>

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
    static const struct {
        const char *key;
        int32_t algorithm;
    } NAMES[] = {{"crc64_le", ISO_FINGERPRINT_CRC64}, {"md5", ISO_FINGERPRINT_MD5}, {"sha256", ISO_FINGERPRINT_SHA256}};
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

void run_encode(void) {
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
            expect_json(c.encoder, c.writer, hex);
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

void run_decode(void) {
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
            expect_written(c.encoder, hex, json_get(row, "value"));
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

void run_refused(void) {
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

void run_logical_fail(void) {
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

void run_parse(void) {
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
