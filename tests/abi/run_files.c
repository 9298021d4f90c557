/* Runners over what is around data: container files of Avro Java, read in pieces and written again; single objects. */
#include "vectors.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const uint8_t SYNC[16] = {0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77,
                                 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff};

/* A file that is being compared with the row: item i is `value` with id = i. */
typedef struct {
    const iso_codec *codec;
    schema_text text;
    const json *value;
    json *id;
    int64_t seen;
    /* Takes what is read, if it is there. */
    iso_file_writer *copy;
    iso_buffer *out;
    iso_writer *writer;
} expected_file;

static void look_at_item(expected_file *expected, const iso_reader *reader) {
    char digits[24];
    snprintf(digits, sizeof digits, "%lld", (long long)expected->seen++);
    expected->id->text = digits;
    expected->id->len = strlen(digits);
    if (!avro_same(&expected->text, expected->value, iso_reader_root(reader))) complain("item %s is another", digits);
}

static void look_at_block(expected_file *expected, iso_reader *reader, const iso_file_block *block) {
    iso_error *error = NULL;
    size_t at = 0;
    for (uint64_t i = 0; i < block->count; i++) {
        size_t end = 0;
        if (iso_reader_decode_at(reader, expected->codec, block->data.data, block->data.len, at, &end, &error) !=
            ISO_OK) {
            complain("an item: %s", iso_error_text(error));
            iso_error_free(error);
            return;
        }
        look_at_item(expected, reader);
        /* By turns as a value and as its bytes. */
        if (expected->copy != NULL && i % 2 == 0) {
            iso_writer_reset(expected->writer);
            copy_value(iso_reader_root(reader), expected->writer);
            if (iso_file_writer_append_value(expected->copy, expected->codec, expected->writer, expected->out, NULL) !=
                ISO_OK) {
                complain("a value was not taken");
            }
        } else if (expected->copy != NULL && iso_file_writer_append(expected->copy, block->data.data + at, end - at,
                                                                    expected->out, NULL) != ISO_OK) {
            complain("a datum was not taken");
        }
        at = end;
    }
    if (at != block->data.len) complain("a block is longer than its data");
}

/* Reads a file in pieces. */
static void read_file_in(expected_file *expected, const uint8_t *file, size_t len, size_t piece) {
    iso_file_reader *reader = NULL;
    iso_reader *item = NULL;
    iso_error *error = NULL;
    iso_file_block block;
    bool found = true;
    expected->seen = 0;
    if (iso_file_reader_new(NULL, &reader, NULL) != ISO_OK || iso_reader_new(expected->codec, &item, NULL) != ISO_OK)
        abort();
    for (size_t at = 0; at < len && error == NULL; at += piece) {
        size_t size = len - at < piece ? len - at : piece;
        if (iso_file_reader_feed(reader, file + at, size, &error) != ISO_OK) break;
        while (iso_file_reader_next(reader, &block, &found, &error) == ISO_OK && found)
            look_at_block(expected, item, &block);
    }
    if (error == NULL && iso_file_reader_finish(reader, &error) == ISO_OK) {
        const iso_file_header *header = iso_file_reader_header(reader);
        iso_str codec = iso_file_header_codec(header);
        iso_bytes sync = iso_file_header_sync(header), user = iso_file_header_get(header, "user.key", ISO_CSTR);
        if (codec.len != strlen(json_text(row, "codec")) ||
            memcmp(codec.data, json_text(row, "codec"), codec.len) != 0) {
            complain("another codec");
        }
        if (sync.len != 16 || memcmp(sync.data, SYNC, 16) != 0) complain("another marker");
        if (user.len != 3 || memcmp(user.data, "v\xc3\xa9", 3) != 0) complain("other metadata");
        if (iso_file_header_metadata_count(header) != 3) complain("not three entries of metadata");
        if (!iso_schema_equal(iso_file_header_schema(header), iso_codec_schema(expected->codec)))
            complain("another schema");
    }
    if (error != NULL) complain("in pieces of %zu: %s", piece, iso_error_text(error));
    if (expected->seen != json_long(json_get(row, "count"))) complain("%lld items", (long long)expected->seen);
    iso_error_free(error);
    iso_reader_free(item);
    iso_file_reader_free(reader);
}

static iso_file_writer *writer_of(const iso_schema *schema) {
    iso_file_metadata user = {"user.key", ISO_CSTR, (const uint8_t *)"v\xc3\xa9", 3};
    iso_file_writer_options options = {.struct_size = sizeof options,
                                       .codec = json_text(row, "codec"),
                                       .block_bytes = 4000,
                                       .metadata = &user,
                                       .metadata_count = 1,
                                       .sync = SYNC};
    iso_file_writer *writer = NULL;
    iso_error *error = NULL;
    if (iso_file_writer_new(schema, &options, &writer, &error) != ISO_OK) complain("writer: %s", iso_error_text(error));
    iso_error_free(error);
    return writer;
}

void run_ocf(void) {
    iso_status status;
    const iso_schema *schema = parse_row(&status, false, NULL);
    expected_file expected = {.codec = make_codec(schema, true, true, false, false)};
    const json *value = json_get(row, "value");
    json_doc *doc = json_parse(value->text, value->len, &expected.value);
    expected.text = schema_read(json_text(row, "schema"));
    expected.id = (json *)json_get(expected.value, "id");
    size_t len;
    uint8_t *file = hex_bytes(json_text(row, "hex"), &len);
    if (iso_buffer_new(&expected.out, NULL) != ISO_OK || iso_writer_new(&expected.writer, NULL) != ISO_OK) abort();
    read_file_in(&expected, file, len, 1);
    read_file_in(&expected, file, len, 777);
    expected.copy = writer_of(schema);
    read_file_in(&expected, file, len, len);
    if (iso_file_writer_flush(expected.copy, expected.out, NULL) != ISO_OK) complain("not flushed");
    if (iso_file_writer_pending(expected.copy) != 0) complain("something waits behind a flush");
    iso_file_writer_free(expected.copy);
    expected.copy = NULL;
    /* What was written is read as well. Uncompressed blocks are Java's, byte for byte. */
    iso_bytes copy = iso_buffer_bytes(expected.out);
    read_file_in(&expected, copy.data, copy.len, 1000);
    if (is(json_text(row, "codec"), "null")) {
        iso_file_reader *header = NULL;
        if (iso_file_reader_new(NULL, &header, NULL) != ISO_OK ||
            iso_file_reader_feed(header, file, len, NULL) != ISO_OK)
            abort();
        size_t theirs = (size_t)iso_file_header_length(iso_file_reader_header(header)), blocks = len - theirs;
        if (copy.len < blocks || memcmp(copy.data + copy.len - blocks, file + theirs, blocks) != 0)
            complain("other blocks");
        iso_file_reader_free(header);
    }
    iso_buffer_free(expected.out);
    iso_writer_free(expected.writer);
    free(file);
    json_free(doc);
    schema_close(&expected.text);
    iso_codec_free(expected.codec);
    iso_schema_free(schema);
    finish_row();
}

void run_single_object(void) {
    iso_status status;
    iso_error *error = NULL;
    const char *code = code_of_row();
    const iso_schema *schema = parse_row(&status, false, NULL), *found = NULL;
    const iso_store *store = NULL;
    size_t len, at = 0, written = 0;
    uint8_t *message = hex_bytes(json_text(row, "hex"), &len);
    if (iso_store_new(&store, NULL) != ISO_OK || iso_store_add(store, schema, NULL, NULL) != ISO_OK)
        complain("no store");
    status = iso_store_read(store, message, len, &found, &at, &error);
    if (code != NULL) {
        /* What the header cannot show, the datum does. */
        if (status == ISO_OK) {
            const iso_codec *codec = make_codec(found, false, false, false, false);
            iso_reader *reader = NULL;
            status = iso_codec_decode(codec, message + at, len - at, &reader, &error);
            iso_reader_free(reader);
            iso_codec_free(codec);
        }
        expect_code(status, error, code);
    } else if (status != ISO_OK || found != schema) {
        complain("another schema: %s", iso_error_text(error));
    } else {
        const json *value = json_get(row, "value");
        iso_buffer *out = NULL;
        const iso_codec *codec = make_codec(schema, false, false, false, false);
        if (iso_buffer_new(&out, NULL) != ISO_OK ||
            iso_codec_json_to_binary(codec, value->text, value->len, out, NULL) != ISO_OK ||
            iso_frame_write_single_object(schema, bytes, sizeof bytes, &written, NULL) != ISO_OK) {
            complain("not encoded");
        }
        iso_bytes datum = iso_buffer_bytes(out);
        if (at != written || memcmp(bytes, message, at) != 0) complain("another header");
        if (len - at != datum.len || memcmp(message + at, datum.data, datum.len) != 0) complain("other bytes");
        iso_buffer_free(out);
        iso_codec_free(codec);
    }
    iso_schema_free(found);
    iso_store_free(store);
    iso_schema_free(schema);
    iso_error_free(error);
    free(message);
    finish_row();
}
