/* Runners over what two schemas are about: resolution, the verdict of compatibility, and Avro's sort order. */
#include "vectors.h"

#include <stdlib.h>
#include <string.h>

/* The rows whose verdict is not Java's on purpose; the reasons stand in core/tests/compat_vectors.rs. */
static const char *const DEVIATING[] = {"resolve-logical-003", "resolve-fail-alias.field-001",
                                        "resolve-fail-alias.field-002"};

static const iso_schema *parse(const char *key) {
    iso_schema_options options = {.struct_size = sizeof options, .utf8_names = 1};
    const iso_schema *schema = NULL;
    const json *text = json_get(row, key);
    iso_error *error = NULL;
    if (iso_schema_parse(text->text, text->len, &options, &schema, &error) != ISO_OK) {
        complain("%s: %s", key, iso_error_text(error));
    }
    iso_error_free(error);
    return schema;
}

static void expect_verdict(const iso_schema *reader, const iso_schema *writer) {
    iso_findings *findings = NULL;
    bool compatible = is(json_text(row, "java_compat"), "COMPATIBLE");
    for (size_t i = 0; i < sizeof DEVIATING / sizeof *DEVIATING; i++) {
        if (is(json_text(row, "id"), DEVIATING[i])) compatible = false;
    }
    if (iso_schema_compatible(reader, writer, &findings, NULL) != ISO_OK) complain("no verdict");
    else if ((iso_findings_count(findings) == 0) != compatible) complain("another verdict");
    for (size_t i = 0; i < iso_findings_count(findings); i++) {
        if (iso_findings_text(findings, i, ISO_FINDING_WORDS).len == 0) complain("a finding without words");
    }
    iso_findings_free(findings);
}

void run_resolve(void) {
    iso_status status;
    iso_error *error = NULL;
    const iso_schema *writer = parse("writer"), *reader = parse("reader");
    if (writer != NULL && reader != NULL) {
        iso_codec_options options = {.struct_size = sizeof options, .raw_logical = 1, .tagged_unions = 1};
        const char *code = code_of_row();
        const iso_codec *codec = NULL, *plain = make_codec(reader, true, true, false, false);
        iso_reader *found = NULL, *expected = NULL;
        iso_writer *again = NULL;
        status = iso_codec_resolve(writer, reader, &options, &codec, &error);
        if (status == ISO_OK) found = decode(codec, json_text(row, "hex"), &status, &error);
        if (code != NULL) {
            expect_code(status, error, code);
        } else if (status != ISO_OK || iso_writer_new(&again, NULL) != ISO_OK) {
            complain("%s", iso_error_text(error));
        } else {
            bool accept = is(json_text(row, "contract"), "accept");
            const json *value, *result = json_get(row, accept ? "contract_result" : "result");
            const char *hex = json_text(row, accept ? "contract_result_hex" : "result_hex");
            json_doc *doc = json_parse(result->text, result->len, &value);
            schema_text text = schema_read(json_text(row, "reader"));
            expect_written(plain, hex, result);
            if (!avro_same(&text, value, iso_reader_root(found))) complain("another value");
            /* Java writes a default map in the text's order; ours are sorted. */
            static uint8_t theirs[MOST_BYTES];
            size_t len = 0, their_len = 0;
            expected = decode(plain, hex, &status, NULL);
            copy_value(iso_reader_root(expected), again);
            if (iso_codec_encode(plain, again, theirs, sizeof theirs, &their_len, NULL)) complain("theirs");
            iso_writer_reset(again);
            copy_value(iso_reader_root(found), again);
            if (iso_codec_encode(plain, again, bytes, sizeof bytes, &len, NULL)) complain("encoded again");
            if (len != their_len || memcmp(bytes, theirs, len) != 0) complain("encoded again, it differs");
            schema_close(&text);
            json_free(doc);
        }
        expect_verdict(reader, writer);
        iso_writer_free(again);
        iso_reader_free(found);
        iso_reader_free(expected);
        iso_codec_free(codec);
        iso_codec_free(plain);
    }
    iso_error_free(error);
    iso_schema_free(writer);
    iso_schema_free(reader);
    finish_row();
}

static bool same_text(iso_str found, const json *expected) {
    return expected != NULL && found.len == expected->len && memcmp(found.data, expected->text, found.len) == 0;
}

/* schema-compatible: Avro Java's list of reasons. */
void run_compatible(void) {
    const iso_schema *writer = parse("writer"), *reader = parse("reader");
    iso_findings *findings = NULL;
    const json *expected = json_get(row, "incompatibilities");
    if (iso_schema_compatible(reader, writer, &findings, NULL) != ISO_OK) complain("no verdict");
    else if (iso_findings_count(findings) != expected->count) complain("found %zu", iso_findings_count(findings));
    for (size_t i = 0; i < expected->count; i++) {
        const json *one = json_at(expected, i);
        if (!same_text(iso_findings_text(findings, i, ISO_FINDING_KIND), json_get(one, "kind")) ||
            !same_text(iso_findings_text(findings, i, ISO_FINDING_PATH), json_get(one, "path")) ||
            !same_text(iso_findings_text(findings, i, ISO_FINDING_MESSAGE), json_get(one, "message"))) {
            complain("finding %zu is another", i);
        }
    }
    iso_findings_free(findings);
    iso_schema_free(writer);
    iso_schema_free(reader);
    finish_row();
}

void run_compare(void) {
    const iso_schema *schema = parse("schema");
    size_t len, len2;
    uint8_t *a = hex_bytes(json_text(row, "hex"), &len), *b = hex_bytes(json_text(row, "hex2"), &len2);
    int32_t order = 9, back = 9;
    int64_t result = json_long(json_get(row, "result"));
    if (iso_schema_compare(schema, a, len, b, len2, &order, NULL) != ISO_OK ||
        iso_schema_compare(schema, b, len2, a, len, &back, NULL) != ISO_OK) {
        complain("no order");
    } else if (order != (result > 0) - (result < 0) || back != -order) {
        complain("found %d and %d", order, back);
    }
    free(a);
    free(b);
    iso_schema_free(schema);
    finish_row();
}
