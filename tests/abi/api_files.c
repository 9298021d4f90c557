/* What the C ABI promises of files, stores, findings, properties and JSON texts: misuse, limits, ownership. */
#include "check.h"

#include <string.h>

static const char POINT[] =
    "{\"type\":\"record\",\"name\":\"Point\",\"namespace\":\"geo\",\"doc\":\"A "
    "place.\",\"aliases\":[\"Spot\"],\"since\":3,"
    "\"fields\":[{\"name\":\"x\",\"type\":\"long\",\"doc\":\"East.\",\"order\":\"descending\",\"unit\":\"m\"},"
    "{\"name\":\"tag\",\"type\":\"string\",\"default\":\"a\\\"b\",\"aliases\":[\"label\",\"mark\"]}]}";
static const char EARLIER[] = "{\"type\":\"record\",\"name\":\"Point\",\"namespace\":\"geo\",\"fields\":["
                              "{\"name\":\"x\",\"type\":\"string\"}]}";

static bool same(iso_str text, const char *expected) {
    return text.data != NULL && text.len == strlen(expected) && memcmp(text.data, expected, text.len) == 0;
}

static const iso_schema *parse(const char *text) {
    const iso_schema *schema = NULL;
    WORKS(iso_schema_parse(text, ISO_CSTR, NULL, &schema, NULL));
    return schema;
}

static void properties(void) {
    const iso_schema *schema = parse(POINT);
    CHECK(iso_schema_field_count(schema) == 2 && iso_schema_field_count(NULL) == 0);
    CHECK(same(iso_schema_property(schema, ISO_ROOT, ISO_PROPERTY_NAME), "geo.Point"));
    CHECK(same(iso_schema_property(schema, ISO_ROOT, ISO_PROPERTY_TYPE), "record"));
    CHECK(same(iso_schema_property(schema, ISO_ROOT, ISO_PROPERTY_DOC), "A place."));
    CHECK(same(iso_schema_property(schema, ISO_ROOT, ISO_PROPERTY_ATTRIBUTES), "{\"since\":3}"));
    CHECK(iso_schema_property(schema, ISO_ROOT, ISO_PROPERTY_DEFAULT).data == NULL);
    CHECK(iso_schema_property(schema, ISO_ROOT, ISO_PROPERTY_ORDER).data == NULL);
    CHECK(iso_schema_alias_count(schema, ISO_ROOT) == 1 && same(iso_schema_alias(schema, ISO_ROOT, 0), "geo.Spot"));
    CHECK(same(iso_schema_attribute(schema, ISO_ROOT, "since", ISO_CSTR), "3"));
    CHECK(same(iso_schema_property(schema, 0, ISO_PROPERTY_DOC), "East."));
    CHECK(same(iso_schema_property(schema, 0, ISO_PROPERTY_TYPE), "long"));
    CHECK(same(iso_schema_property(schema, 0, ISO_PROPERTY_ORDER), "descending"));
    CHECK(same(iso_schema_attribute(schema, 0, "unit", 4), "\"m\""));
    CHECK(same(iso_schema_property(schema, 1, ISO_PROPERTY_NAME), "tag"));
    CHECK(same(iso_schema_property(schema, 1, ISO_PROPERTY_DEFAULT), "\"a\\\"b\""));
    CHECK(iso_schema_alias_count(schema, 1) == 2 && same(iso_schema_alias(schema, 1, 1), "mark"));
    CHECK(iso_schema_property(schema, 2, ISO_PROPERTY_NAME).data == NULL &&
          iso_schema_property(schema, 0, 99).data == NULL);
    CHECK(iso_schema_property(schema, 0, -1).data == NULL && iso_schema_alias(schema, 1, 2).data == NULL);
    CHECK(iso_schema_attribute(schema, 0, "none", ISO_CSTR).data == NULL);
    CHECK(iso_schema_attribute(schema, 0, NULL, ISO_CSTR).data == NULL);
    CHECK(iso_schema_property(NULL, ISO_ROOT, ISO_PROPERTY_NAME).data == NULL);
    int32_t order = 7;
    FAILS(ISO_DATA_TRUNCATED, iso_schema_compare(schema, NULL, 0, NULL, 0, &order, &error));
    FAILS(ISO_INVALID_ARGUMENT, iso_schema_compare(NULL, NULL, 0, NULL, 0, &order, &error));
    FAILS(ISO_INVALID_ARGUMENT, iso_schema_compare(schema, NULL, 0, NULL, 0, NULL, &error));
    CHECK(order == 7);
    iso_schema_free(schema);
}

static void findings(void) {
    const iso_schema *now = parse(POINT), *before = parse(EARLIER);
    const iso_schema *versions[2] = {before, now}, *holes[1] = {NULL};
    iso_findings *found = NULL;
    WORKS(iso_schema_check(now, "full_transitive", ISO_CSTR, versions, 2, &found, NULL));
    CHECK(iso_findings_count(found) == 2);
    CHECK(iso_findings_version(found, 0) == 0 && iso_findings_direction(found, 0) == ISO_BACKWARD);
    CHECK(iso_findings_direction(found, 1) == ISO_FORWARD);
    CHECK(same(iso_findings_text(found, 0, ISO_FINDING_KIND), "TYPE_MISMATCH"));
    CHECK(same(iso_findings_text(found, 0, ISO_FINDING_READER_PATH), "/fields/0/type"));
    CHECK(same(iso_findings_text(found, 0, ISO_FINDING_WRITER_PATH), "/fields/0/type"));
    CHECK(iso_findings_text(found, 0, 6).data == NULL && iso_findings_text(found, 2, 0).data == NULL);
    CHECK(iso_findings_count(iso_findings_causes(found, 0)) == 0 && iso_findings_causes(found, 2) == NULL);
    iso_findings_free(found);
    WORKS(iso_schema_check(now, "BACKWARD", 8, versions, 2, &found, NULL));
    CHECK(iso_findings_count(found) == 0);
    iso_findings_free(found);
    /* A branch of the right name that cannot be read is a cause. */
    const iso_schema *one = parse("[\"null\",{\"type\":\"fixed\",\"name\":\"F\",\"size\":1}]");
    const iso_schema *two = parse("{\"type\":\"fixed\",\"name\":\"F\",\"size\":2}");
    WORKS(iso_schema_compatible(one, two, &found, NULL));
    CHECK(same(iso_findings_text(found, 0, ISO_FINDING_KIND), "MISSING_UNION_BRANCH"));
    const iso_findings *causes = iso_findings_causes(found, 0);
    CHECK(iso_findings_count(causes) == 1 &&
          same(iso_findings_text(causes, 0, ISO_FINDING_KIND), "FIXED_SIZE_MISMATCH"));
    iso_findings_free(found);
    iso_schema_free(one);
    iso_schema_free(two);
    FAILS(ISO_INVALID_ARGUMENT, iso_schema_check(now, "SIDEWAYS", ISO_CSTR, versions, 2, &found, &error));
    FAILS(ISO_INVALID_ARGUMENT, iso_schema_check(now, "FULL", ISO_CSTR, holes, 1, &found, &error));
    FAILS(ISO_INVALID_ARGUMENT, iso_schema_check(now, "FULL", ISO_CSTR, NULL, 1, &found, &error));
    FAILS(ISO_INVALID_ARGUMENT, iso_schema_compatible(now, NULL, &found, &error));
    FAILS(ISO_INVALID_ARGUMENT, iso_schema_compatible(now, now, NULL, &error));
    CHECK(iso_findings_count(NULL) == 0 && iso_findings_causes(NULL, 0) == NULL);

    iso_changes *changes = NULL;
    WORKS(iso_schema_diff(before, now, &changes, NULL));
    bool type = false, added = false;
    for (size_t i = 0; i < iso_changes_count(changes); i++) {
        bool at_x = same(iso_changes_text(changes, i, ISO_CHANGE_PATH), "x");
        type = type || (at_x && same(iso_changes_text(changes, i, ISO_CHANGE_KIND), "type_changed"));
        added = added || same(iso_changes_text(changes, i, ISO_CHANGE_KIND), "field_added");
        CHECK(iso_changes_text(changes, i, ISO_CHANGE_SENTENCE).len > 0);
    }
    CHECK(type && added && iso_changes_text(changes, 0, 3).data == NULL &&
          iso_changes_text(changes, 99, 0).data == NULL);
    iso_changes_free(changes);
    WORKS(iso_schema_diff(now, now, &changes, NULL));
    CHECK(iso_changes_count(changes) == 0 && iso_changes_count(NULL) == 0);
    iso_changes_free(changes);
    FAILS(ISO_INVALID_ARGUMENT, iso_schema_diff(now, NULL, &changes, &error));
    iso_findings_free(NULL);
    iso_changes_free(NULL);
    iso_schema_free(now);
    iso_schema_free(before);
}

static void stores(void) {
    const iso_schema *schema = parse(POINT), *other = parse("\"long\""), *found = NULL;
    const iso_store *store = NULL;
    uint64_t print = 0;
    size_t at = 0;
    static const uint8_t message[] = {0xc3, 0x01, 0xb7, 0x1d, 0xf4, 0x93, 0x44, 0xe1, 0x54, 0xd0, 0x0a};
    WORKS(iso_store_new(&store, NULL));
    WORKS(iso_store_add(store, schema, &print, NULL));
    WORKS(iso_store_find(store, print, &found, NULL));
    CHECK(found == schema && iso_store_count(store) == 1 && iso_store_count(NULL) == 0);
    iso_schema_free(found);
    found = NULL;
    FAILS(ISO_FRAME_UNKNOWN, iso_store_find(store, print + 1, &found, &error));
    FAILS(ISO_FRAME_UNKNOWN, iso_store_read(store, message, sizeof message, &found, &at, &error));
    FAILS(ISO_DATA_TRUNCATED, iso_store_read(store, message, 9, &found, &at, &error));
    FAILS(ISO_INVALID_ARGUMENT, iso_store_read(NULL, message, sizeof message, &found, &at, &error));
    FAILS(ISO_INVALID_ARGUMENT, iso_store_read(store, message, sizeof message, NULL, &at, &error));
    FAILS(ISO_INVALID_ARGUMENT, iso_store_add(store, NULL, NULL, &error));
    CHECK(found == NULL && at == 0);
    WORKS(iso_store_add(store, other, NULL, NULL));
    const iso_store *again = iso_store_share(store);
    iso_store_free(store);
    /* The store keeps a share of its own. */
    iso_schema_free(other);
    WORKS(iso_store_read(again, message, sizeof message, &found, NULL, NULL));
    CHECK(same(iso_schema_text(found), "\"long\""));
    iso_schema_free(found);
    iso_store_free(again);
    iso_store_free(NULL);
    CHECK(iso_store_share(NULL) == NULL);
    iso_schema_free(schema);
}

static void texts(void) {
    const iso_schema *schema = parse(POINT);
    const iso_codec *codec = NULL;
    iso_buffer *out = NULL;
    iso_reader *reader = NULL;
    int64_t x = 0;
    iso_str tag;
    static const uint8_t datum[] = {0x06, 0x02, 'q'};
    WORKS(iso_codec_new(schema, NULL, &codec, NULL));
    WORKS(iso_buffer_new(&out, NULL));
    CHECK(iso_buffer_bytes(out).len == 0 && iso_buffer_bytes(NULL).data == NULL);
    WORKS(iso_codec_binary_to_json(codec, datum, sizeof datum, out, NULL));
    iso_bytes text = iso_buffer_bytes(out);
    CHECK(text.len == 17 && memcmp(text.data, "{\"x\":3,\"tag\":\"q\"}", 17) == 0);
    /* What is there stays, after success and after failure. */
    FAILS(ISO_DATA_TRUNCATED, iso_codec_binary_to_json(codec, datum, 1, out, &error));
    FAILS(ISO_DATA_MALFORMED, iso_codec_json_to_binary(codec, "{\"x\":3}", ISO_CSTR, out, &error));
    CHECK(iso_buffer_bytes(out).len == 17);
    iso_buffer_clear(out);
    WORKS(iso_codec_json_to_binary(codec, " {\"x\":3,\"tag\":\"q\"}", ISO_CSTR, out, NULL));
    CHECK(iso_buffer_bytes(out).len == 3 && memcmp(iso_buffer_bytes(out).data, datum, 3) == 0);
    WORKS(iso_codec_decode_json(codec, "{\"x\":-5,\"tag\":\"\"}", ISO_CSTR, &reader, NULL));
    iso_value root = iso_reader_root(reader);
    CHECK(iso_value_as_long(iso_value_item(root, 0), &x) && x == -5);
    CHECK(iso_value_as_text(iso_value_item(root, 1), &tag) && tag.len == 0);
    FAILS(ISO_INVALID_ARGUMENT, iso_codec_json_to_binary(codec, NULL, ISO_CSTR, out, &error));
    FAILS(ISO_INVALID_ARGUMENT, iso_codec_binary_to_json(codec, datum, sizeof datum, NULL, &error));
    FAILS(ISO_INVALID_ARGUMENT, iso_codec_encode_json(codec, NULL, out, &error));
    FAILS(ISO_INVALID_ARGUMENT, iso_codec_decode_json(NULL, "1", 1, &reader, &error));
    iso_reader_free(reader);

    /* One datum behind the other. */
    static const uint8_t two[] = {0x06, 0x02, 'q', 0x08, 0x04, 'r', 's'};
    size_t end = 99;
    WORKS(iso_reader_new(codec, &reader, NULL));
    CHECK(iso_value_kind(iso_reader_root(reader)) == ISO_KIND_NONE);
    WORKS(iso_reader_decode_at(reader, codec, two, sizeof two, 3, &end, NULL));
    CHECK(end == 7 && iso_value_as_text(iso_value_item(iso_reader_root(reader), 1), &tag) && same(tag, "rs"));
    WORKS(iso_reader_decode_at(reader, codec, two, sizeof two, 0, &end, NULL));
    CHECK(end == 3 && iso_value_as_text(iso_value_item(iso_reader_root(reader), 1), &tag) && same(tag, "q"));
    FAILS(ISO_DATA_TRUNCATED, iso_reader_decode_at(reader, codec, two, sizeof two, 7, &end, &error));
    CHECK(iso_value_kind(iso_reader_root(reader)) == ISO_KIND_NULL && end == 3);
    FAILS(ISO_INVALID_ARGUMENT, iso_reader_decode_at(reader, codec, two, sizeof two, 8, &end, &error));
    iso_error *where = NULL;
    CHECK(iso_reader_decode_at(reader, codec, two, 6, 3, &end, &where) == ISO_DATA_TRUNCATED);
    CHECK(iso_error_offset(where) >= 4 && strcmp(iso_error_path(where), "tag") == 0);
    iso_error_free(where);
    /* The same on a tape, some at a time. */
    uint8_t tape[256];
    size_t used;
    WORKS(iso_codec_decode_tape_some(codec, two, sizeof two, 0, 1, tape, sizeof tape, &used, &end, NULL));
    CHECK(end == 3);
    CHECK(iso_codec_decode_tape_some(codec, two, sizeof two, 0, 2, tape, 8, &used, &end, NULL) == ISO_BUFFER_TOO_SMALL);
    CHECK(used > 8 && end == 3);
    CHECK(iso_codec_decode_tape_some(codec, two, sizeof two, 40, 3, tape, sizeof tape, &used, &end, &where) ==
          ISO_DATA_TRUNCATED);
    CHECK(strcmp(iso_error_path(where), "[42].x") == 0);
    iso_error_free(where);
    iso_reader_free(reader);
    iso_buffer_free(out);
    iso_buffer_clear(NULL);
    iso_buffer_free(NULL);
    iso_codec_free(codec);
    iso_schema_free(schema);
}

static void files(void) {
    const iso_schema *schema = parse("\"long\""), *other = parse("\"string\"");
    const iso_codec *strings = NULL;
    iso_file_writer *writer = NULL;
    iso_file_reader *reader = NULL;
    iso_buffer *out = NULL;
    iso_file_block block;
    bool found = true;
    static const uint8_t sync[16] = {1, 2, 3}, data[] = {0x02, 0x04, 0x06};
    static const uint32_t ends[] = {1, 2, 3}, wrong[] = {1, 3, 2};
    iso_file_writer_options options = {.struct_size = sizeof options, .codec = "deflate", .sync = sync};
    WORKS(iso_buffer_new(&out, NULL));
    WORKS(iso_codec_new(other, NULL, &strings, NULL));
    iso_writer *text = NULL;
    WORKS(iso_writer_new(&text, NULL));
    iso_writer_text(text, "t", 1);

    options.codec = "zip";
    FAILS(ISO_UNSUPPORTED, iso_file_writer_new(schema, &options, &writer, &error));
    options.codec = "snappy";
    options.has_level = 1;
    FAILS(ISO_INVALID_ARGUMENT, iso_file_writer_new(schema, &options, &writer, &error));
    options.codec = "deflate";
    options.level = 10;
    FAILS(ISO_INVALID_ARGUMENT, iso_file_writer_new(schema, &options, &writer, &error));
    options.level = 0;
    iso_file_metadata reserved = {"avro.codec", ISO_CSTR, NULL, 0};
    options.metadata = &reserved;
    options.metadata_count = 1;
    FAILS(ISO_INVALID_ARGUMENT, iso_file_writer_new(schema, &options, &writer, &error));
    options.metadata_count = 0;
    FAILS(ISO_INVALID_ARGUMENT, iso_file_writer_new(NULL, &options, &writer, &error));
    FAILS(ISO_INVALID_ARGUMENT, iso_file_writer_new(schema, &options, NULL, &error));
    WORKS(iso_file_writer_new(schema, &options, &writer, NULL));

    FAILS(ISO_INVALID_ARGUMENT, iso_file_writer_append(writer, data, 1, NULL, &error));
    FAILS(ISO_INVALID_ARGUMENT, iso_file_writer_append(NULL, data, 1, out, &error));
    FAILS(ISO_INVALID_ARGUMENT, iso_file_writer_append_batch(writer, data, 3, wrong, 3, out, &error));
    FAILS(ISO_INVALID_ARGUMENT, iso_file_writer_append_value(writer, strings, text, out, &error));
    CHECK(iso_file_writer_pending(writer) == 0 && iso_file_writer_pending(NULL) == 0);
    /* Nothing has come out: the header is still to come. */
    CHECK(iso_buffer_bytes(out).len == 0);
    WORKS(iso_file_writer_append_batch(writer, data, 3, ends, 3, out, NULL));
    CHECK(iso_file_writer_pending(writer) == 3);
    WORKS(iso_file_writer_flush(writer, out, NULL));
    size_t once = iso_buffer_bytes(out).len;
    WORKS(iso_file_writer_flush(writer, out, NULL));
    CHECK(iso_file_writer_pending(writer) == 0 && iso_buffer_bytes(out).len == once);
    iso_file_writer_free(writer);

    WORKS(iso_file_reader_new(NULL, &reader, NULL));
    CHECK(iso_file_reader_header(reader) == NULL && !iso_file_reader_is_done(reader));
    WORKS(iso_file_reader_next(reader, &block, &found, NULL));
    CHECK(!found && block.count == 0 && block.data.data == NULL);
    FAILS(ISO_DATA_TRUNCATED, iso_file_reader_finish(reader, &error));
    WORKS(iso_file_reader_feed(reader, iso_buffer_bytes(out).data, once - 1, NULL));
    const iso_file_header *header = iso_file_header_share(iso_file_reader_header(reader));
    CHECK(same(iso_file_header_codec(header), "deflate") && iso_file_header_sync(header).data[1] == 2);
    WORKS(iso_file_reader_next(reader, &block, &found, NULL));
    CHECK(!found);
    FAILS(ISO_DATA_TRUNCATED, iso_file_reader_finish(reader, &error));
    WORKS(iso_file_reader_feed(reader, iso_buffer_bytes(out).data + once - 1, 1, NULL));
    WORKS(iso_file_reader_next(reader, &block, &found, NULL));
    CHECK(found && block.count == 3 && block.data.len == 3 && memcmp(block.data.data, data, 3) == 0);
    CHECK(block.offset == iso_file_header_length(header) && block.end == once);
    WORKS(iso_file_reader_finish(reader, NULL));
    FAILS(ISO_INVALID_ARGUMENT, iso_file_reader_next(reader, NULL, &found, &error));
    FAILS(ISO_INVALID_ARGUMENT, iso_file_reader_next(NULL, &block, &found, &error));
    FAILS(ISO_INVALID_ARGUMENT, iso_file_reader_feed(reader, NULL, 1, &error));
    iso_file_reader_free(reader);

    /* More at the end, and a range that begins in the middle. */
    WORKS(iso_file_writer_append_to(header, 0, &writer, NULL));
    WORKS(iso_file_writer_append(writer, data, 1, out, NULL));
    WORKS(iso_file_writer_flush(writer, out, NULL));
    iso_file_writer_free(writer);
    uint64_t middle = iso_file_header_length(header);
    WORKS(iso_file_reader_resume(header, middle, UINT64_MAX, NULL, &reader, NULL));
    WORKS(iso_file_reader_feed(reader, iso_buffer_bytes(out).data + middle, iso_buffer_bytes(out).len - middle, NULL));
    WORKS(iso_file_reader_next(reader, &block, &found, NULL));
    CHECK(found && block.count == 1 && block.offset == once);
    WORKS(iso_file_reader_next(reader, &block, &found, NULL));
    CHECK(!found);
    iso_file_reader_free(reader);
    WORKS(iso_file_reader_resume(header, middle, middle, NULL, &reader, NULL));
    CHECK(iso_file_reader_is_done(reader));
    iso_file_reader_free(reader);
    FAILS(ISO_INVALID_ARGUMENT, iso_file_reader_resume(NULL, 0, 1, NULL, &reader, &error));
    FAILS(ISO_INVALID_ARGUMENT, iso_file_writer_append_to(NULL, 0, &writer, &error));

    iso_str key;
    iso_bytes value;
    CHECK(iso_file_header_metadata_count(header) == 2 && iso_file_header_metadata(header, 0, &key, &value));
    CHECK(same(key, "avro.codec") && value.len == 7 && !iso_file_header_metadata(header, 2, NULL, NULL));
    CHECK(iso_file_header_get(header, "none", ISO_CSTR).data == NULL && iso_file_header_get(NULL, "x", 1).data == NULL);
    CHECK(iso_file_header_schema(NULL) == NULL && iso_file_header_sync(NULL).data == NULL);
    CHECK(iso_file_header_share(NULL) == NULL && iso_file_header_codec(NULL).data == NULL);
    iso_file_header_free(header);

    /* No such file; and one that asks for more than is allowed. */
    WORKS(iso_file_reader_new(NULL, &reader, NULL));
    FAILS(ISO_FRAME_UNKNOWN, iso_file_reader_feed(reader, data, 3, &error));
    FAILS(ISO_FRAME_UNKNOWN, iso_file_reader_feed(reader, data, 3, &error));
    iso_file_reader_free(reader);
    iso_file_reader_options tight = {.struct_size = sizeof tight, .header_bytes = 8};
    WORKS(iso_file_reader_new(&tight, &reader, NULL));
    FAILS(ISO_DATA_LIMIT, iso_file_reader_feed(reader, iso_buffer_bytes(out).data, once, &error));
    iso_file_reader_free(reader);
    iso_file_reader_free(NULL);
    iso_file_writer_free(NULL);

    /* Random markers differ. */
    uint8_t first[16];
    for (int i = 0; i < 2; i++) {
        iso_buffer_clear(out);
        WORKS(iso_file_writer_new(schema, NULL, &writer, NULL));
        WORKS(iso_file_writer_flush(writer, out, NULL));
        size_t len = iso_buffer_bytes(out).len;
        const uint8_t *marker = iso_buffer_bytes(out).data + len - 16;
        if (i == 0) memcpy(first, marker, 16);
        else CHECK(memcmp(first, marker, 16) != 0);
        iso_file_writer_free(writer);
    }
    iso_writer_free(text);
    iso_buffer_free(out);
    iso_codec_free(strings);
    iso_schema_free(schema);
    iso_schema_free(other);
}

void api_files(void) {
    properties();
    findings();
    stores();
    texts();
    files();
}
