/* What the C ABI promises beyond values: misuse is an error and never a fault, errors follow the rules, threads may share. */
#include "check.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

size_t passed, failed;

static const char ORDER[] =
    "{\"type\":\"record\",\"name\":\"Order\",\"namespace\":\"shop\",\"fields\":["
    "{\"name\":\"id\",\"type\":\"long\"},{\"name\":\"note\",\"type\":[\"null\",\"string\"],\"default\":null},"
    "{\"name\":\"tags\",\"type\":{\"type\":\"map\",\"values\":\"int\"},\"default\":{}}]}";

static const iso_schema *parse(const char *text) {
    const iso_schema *schema = NULL;
    WORKS(iso_schema_parse(text, ISO_CSTR, NULL, &schema, NULL));
    return schema;
}

static const iso_codec *codec_of(const char *text) {
    const iso_schema *schema = parse(text);
    const iso_codec *codec = NULL;
    WORKS(iso_codec_new(schema, NULL, &codec, NULL));
    iso_schema_free(schema);
    return codec;
}

static bool same(iso_str text, const char *expected) {
    return text.data != NULL && text.len == strlen(expected) && memcmp(text.data, expected, text.len) == 0;
}

static void versions(void) {
    CHECK(iso_abi_version() == ISO_ABI_VERSION);
    CHECK(strchr(iso_version(), '.') != NULL);
    CHECK(strcmp(iso_status_name(ISO_OK), "ok") == 0);
    CHECK(iso_status_name(-1) == NULL && iso_status_name(1) == NULL);
}

/* NULL is fine where the header says so, and an error everywhere else. */
static void nulls(void) {
    const iso_schema *schema = parse(ORDER);
    const iso_codec *codec = codec_of(ORDER);
    size_t size = 77;
    int64_t number;
    iso_str text;
    iso_error_free(NULL);
    iso_schema_free(NULL);
    iso_codec_free(NULL);
    iso_writer_free(NULL);
    iso_reader_free(NULL);
    iso_registry_free(NULL);
    iso_writer_reset(NULL);
    iso_registry_forget_latest(NULL);
    CHECK(iso_schema_share(NULL) == NULL && iso_codec_share(NULL) == NULL && iso_registry_share(NULL) == NULL);
    CHECK(iso_error_code(NULL) == ISO_OK && iso_error_offset(NULL) == -1);
    CHECK(iso_error_message(NULL)[0] == '\0' && iso_error_path(NULL)[0] == '\0');
    CHECK(iso_schema_text(NULL).data == NULL && iso_schema_name(NULL).len == 0);
    CHECK(!iso_schema_equal(NULL, NULL) && !iso_schema_equal(schema, NULL));
    CHECK(iso_codec_schema(NULL) == NULL && iso_codec_size_hint(NULL) == 0);
    CHECK(iso_codec_walk(NULL, 0, &size) == NULL && size == 0);
    CHECK(iso_codec_slot_size(codec, 99) == 0 && iso_codec_string(codec, 999999).data == NULL);
    CHECK(!iso_codec_type(codec, 999999, NULL, NULL));
    CHECK(iso_writer_long(NULL, 1) == ISO_INVALID_ARGUMENT && iso_writer_error(NULL) == NULL);
    CHECK(iso_value_kind(iso_reader_root(NULL)) == ISO_KIND_NONE);
    CHECK(!iso_value_as_long(iso_reader_root(NULL), &number) && !iso_value_as_text(iso_reader_root(NULL), &text));

    FAILS(ISO_INVALID_ARGUMENT, iso_schema_parse(NULL, 5, NULL, &schema, &error));
    FAILS(ISO_INVALID_ARGUMENT, iso_schema_parse(NULL, ISO_CSTR, NULL, &schema, &error));
    FAILS(ISO_SCHEMA_SYNTAX, iso_schema_parse(NULL, 0, NULL, &schema, &error));
    FAILS(ISO_INVALID_ARGUMENT, iso_schema_parse(ORDER, ISO_CSTR, NULL, NULL, &error));
    FAILS(ISO_INVALID_ARGUMENT, iso_codec_new(NULL, NULL, &codec, &error));
    FAILS(ISO_INVALID_ARGUMENT, iso_codec_new(schema, NULL, NULL, &error));
    FAILS(ISO_INVALID_ARGUMENT, iso_codec_encode(NULL, NULL, NULL, 0, &size, &error));
    FAILS(ISO_INVALID_ARGUMENT, iso_codec_encode(codec, NULL, NULL, 0, &size, &error));
    FAILS(ISO_INVALID_ARGUMENT, iso_codec_decode(codec, NULL, 3, NULL, &error));
    FAILS(ISO_INVALID_ARGUMENT, iso_codec_decode_tape(codec, NULL, 3, 1, NULL, 9, &size, &error));
    FAILS(ISO_INVALID_ARGUMENT, iso_registry_new(NULL, NULL, &error));
    FAILS(ISO_INVALID_ARGUMENT, iso_registry_schema_by_id(NULL, 1, &schema, &error));
    /* Without an error object the status still comes, and no output is touched. */
    const iso_schema *before = schema;
    CHECK(iso_schema_parse("{", 1, NULL, &schema, NULL) == ISO_SCHEMA_SYNTAX && schema == before);
    CHECK(size == 0);
    iso_codec_free(codec);
    iso_schema_free(schema);
}

static void errors(void) {
    const iso_schema *schema = NULL;
    iso_error *error = NULL, *untouched = (iso_error *)&passed;
    CHECK(iso_schema_parse("{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"a\",\"type\":\"nope\"}]}",
                           ISO_CSTR, NULL, &schema, &error) == ISO_SCHEMA_REFERENCE);
    CHECK(schema == NULL && strstr(iso_error_text(error), "nope") != NULL);
    CHECK(strstr(iso_error_path(error), "fields[0]") != NULL);
    iso_error_free(error);
    WORKS(iso_schema_parse("\"int\"", ISO_CSTR, NULL, &schema, &untouched));
    CHECK(untouched == (iso_error *)&passed);
    iso_schema_free(schema);

    const iso_codec *codec = codec_of(ORDER);
    iso_reader *reader = NULL;
    error = NULL;
    CHECK(iso_codec_decode(codec, (const uint8_t *)"\x02\x02", 2, &reader, &error) == ISO_DATA_TRUNCATED);
    CHECK(reader == NULL && strcmp(iso_error_path(error), "note") == 0 && iso_error_offset(error) >= 0);
    iso_error_free(error);
    FAILS(ISO_DATA_TRAILING, iso_codec_decode(codec, (const uint8_t *)"\x02\x00\x00\x00", 4, &reader, &error));
    iso_codec_free(codec);
}

static void options(void) {
    const iso_schema *schema = parse("\"int\"");
    const iso_codec *codec = NULL;
    struct {
        iso_codec_options known;
        uint64_t later;
    } longer = {.known = {.struct_size = sizeof longer}, .later = 0};
    iso_codec_options given = {0};
    FAILS(ISO_INVALID_ARGUMENT, iso_codec_new(schema, &given, &codec, &error));
    given.struct_size = offsetof(iso_codec_options, empty_items);
    WORKS(iso_codec_new(schema, &given, &codec, NULL));
    iso_codec_free(codec);
    WORKS(iso_codec_new(schema, &longer.known, &codec, NULL));
    iso_codec_free(codec);
    longer.later = 1;
    FAILS(ISO_INVALID_ARGUMENT, iso_codec_new(schema, &longer.known, &codec, &error));
    iso_schema_free(schema);

    iso_schema_options names = {.struct_size = sizeof names, .utf8_names = 1};
    const char *umlaut = "{\"type\":\"fixed\",\"name\":\"\xc3\x9c\",\"size\":1}";
    FAILS(ISO_SCHEMA_INVALID, iso_schema_parse(umlaut, ISO_CSTR, NULL, &schema, &error));
    WORKS(iso_schema_parse(umlaut, ISO_CSTR, &names, &schema, NULL));
    const iso_schema *used = schema, *outer = NULL;
    names.references = &used;
    names.reference_count = 1;
    WORKS(iso_schema_parse("{\"type\":\"array\",\"items\":\"\xc3\x9c\"}", ISO_CSTR, &names, &outer, NULL));
    iso_schema_free(outer);
    iso_schema_free(schema);
}

/* Every call after the first that does not fit fails, encoding too, until the writer is reset. */
static void misuse(void) {
    const iso_codec *codec = codec_of(ORDER);
    iso_writer *w = NULL;
    uint8_t out[64];
    size_t written;
    WORKS(iso_writer_new(&w, NULL));
    FAILS(ISO_INVALID_ARGUMENT, iso_codec_encode(codec, w, out, sizeof out, &written, &error));

#define MISUSE(...)                                                                                        \
    do {                                                                                                   \
        iso_writer_reset(w);                                                                               \
        __VA_ARGS__;                                                                                       \
        CHECK(iso_writer_error(w) != NULL && iso_error_code(iso_writer_error(w)) == ISO_INVALID_ARGUMENT); \
        CHECK(iso_writer_null(w) == ISO_INVALID_ARGUMENT);                                                 \
        FAILS(ISO_INVALID_ARGUMENT, iso_codec_encode(codec, w, out, sizeof out, &written, &error));        \
    } while (0)

    MISUSE(iso_writer_long(w, 1), iso_writer_long(w, 2));
    MISUSE(iso_writer_list_end(w));
    MISUSE(iso_writer_map_end(w));
    MISUSE(iso_writer_record_end(w));
    MISUSE(iso_writer_list_begin(w), iso_writer_map_end(w));
    MISUSE(iso_writer_list_begin(w), iso_writer_key(w, "k", 1));
    MISUSE(iso_writer_map_begin(w), iso_writer_long(w, 1));
    MISUSE(iso_writer_map_begin(w), iso_writer_field(w, "f"));
    MISUSE(iso_writer_map_begin(w), iso_writer_key(w, "k", 1), iso_writer_key(w, "l", 1));
    MISUSE(iso_writer_map_begin(w), iso_writer_key(w, "k", 1), iso_writer_map_end(w));
    MISUSE(iso_writer_record_begin(w, NULL), iso_writer_null(w));
    MISUSE(iso_writer_record_begin(w, NULL), iso_writer_field(w, "f"), iso_writer_record_end(w));
    MISUSE(iso_writer_record_begin(w, NULL), iso_writer_field(w, NULL));
    MISUSE(iso_writer_list_begin(w), iso_writer_branch(w, "int"), iso_writer_list_end(w));
    MISUSE(iso_writer_branch(w, NULL));
    MISUSE(iso_writer_text(w, NULL, 3));
    MISUSE(iso_writer_bytes(w, NULL, 3));
    MISUSE(iso_writer_uuid(w, NULL));
    MISUSE(iso_writer_enum(w, NULL, NULL));
    MISUSE(iso_writer_decimal_text(w, NULL));
    MISUSE(iso_writer_decimal_text(w, ""));
    MISUSE(iso_writer_decimal_text(w, "."));
    MISUSE(iso_writer_decimal_text(w, "1.2.3"));
    MISUSE(iso_writer_decimal_text(w, "--1"));
    MISUSE(iso_writer_decimal_text(w, "1E"));

    /* Open at the end. */
    iso_writer_reset(w);
    iso_writer_record_begin(w, "shop.Order");
    iso_writer_field(w, "id");
    FAILS(ISO_INVALID_ARGUMENT, iso_codec_encode(codec, w, out, sizeof out, &written, &error));
    CHECK(iso_writer_error(w) == NULL);
    WORKS(iso_writer_long(w, 1));
    WORKS(iso_writer_record_end(w));
    WORKS(iso_codec_encode(codec, w, out, sizeof out, &written, NULL));
    CHECK(written == 3 && memcmp(out, "\x02\x00\x00", 3) == 0);

    /* What does not fit the schema is the value's fault. */
    iso_writer_reset(w);
    iso_writer_record_begin(w, NULL);
    iso_writer_field(w, "id");
    iso_writer_long(w, 1);
    iso_writer_field(w, "tags");
    iso_writer_map_begin(w);
    iso_writer_key(w, "k", ISO_CSTR);
    iso_writer_text(w, "no number", ISO_CSTR);
    iso_writer_map_end(w);
    iso_writer_record_end(w);
    iso_error *error = NULL;
    CHECK(iso_codec_encode(codec, w, out, sizeof out, &written, &error) == ISO_VALUE_TYPE);
    CHECK(strcmp(iso_error_path(error), "tags[\"k\"]") == 0);
    iso_error_free(error);

    /* A field twice, or a timestamp whose nanoseconds are more than a second. */
    iso_writer_reset(w);
    iso_writer_record_begin(w, NULL);
    iso_writer_field(w, "id");
    iso_writer_long(w, 1);
    iso_writer_field(w, "id");
    iso_writer_long(w, 2);
    iso_writer_record_end(w);
    CHECK(iso_codec_encode(codec, w, out, sizeof out, &written, NULL) != ISO_OK);
    iso_writer_free(w);
    iso_codec_free(codec);
}

static void buffers(void) {
    const iso_codec *codec = codec_of("\"string\"");
    iso_writer *w = NULL;
    char text[5000];
    uint8_t out[6000], frame[10];
    size_t written = 0, frame_len = 0, used = 0;
    iso_error *error = NULL;
    memset(text, 'x', sizeof text);
    WORKS(iso_writer_new(&w, NULL));
    iso_writer_text(w, text, sizeof text);
    CHECK(iso_codec_encode(codec, w, NULL, 0, &written, &error) == ISO_BUFFER_TOO_SMALL);
    CHECK(written == 5002 && error == NULL);
    CHECK(iso_codec_encode(codec, w, out, 5001, &written, &error) == ISO_BUFFER_TOO_SMALL && written == 5002);
    WORKS(iso_codec_encode(codec, w, out, 5002, &written, &error));
    CHECK(iso_codec_size_hint(codec) >= 5002);

    uint8_t tape[64];
    CHECK(iso_codec_decode_tape(codec, out, written, 1, tape, 8, &used, &error) == ISO_BUFFER_TOO_SMALL);
    CHECK(used > 8 && error == NULL);
    WORKS(iso_codec_decode_tape(codec, out, written, 1, tape, sizeof tape, &used, &error));
    CHECK(used >= 16 && tape[0] == ISO_KIND_TEXT);
    /* A tape that lies is an error. */
    memset(tape, 0xff, sizeof tape);
    FAILS(ISO_INVALID_ARGUMENT,
          iso_codec_encode_tape(codec, tape, sizeof tape, NULL, 0, 1, out, sizeof out, &written, NULL, &error));
    FAILS(ISO_INVALID_ARGUMENT,
          iso_codec_encode_tape(codec, tape, sizeof tape, NULL, 0, 5, out, sizeof out, &written, NULL, &error));

    CHECK(iso_frame_write_confluent(258, frame, 4, &frame_len, &error) == ISO_BUFFER_TOO_SMALL && frame_len == 5);
    WORKS(iso_frame_write_confluent(258, frame, sizeof frame, &frame_len, &error));
    CHECK(frame_len == ISO_CONFLUENT_LENGTH && memcmp(frame, "\0\0\0\1\2", 5) == 0);
    uint32_t id = 0;
    size_t at = 0;
    WORKS(iso_frame_read_confluent(frame, 5, &id, &at, &error));
    CHECK(id == 258 && at == 5);
    FAILS(ISO_DATA_TRUNCATED, iso_frame_read_confluent(frame, 4, &id, &at, &error));
    FAILS(ISO_FRAME_UNKNOWN, iso_frame_read_confluent(frame + 3, 2, &id, &at, &error));
    const iso_schema *schema = iso_codec_schema(codec);
    uint8_t print[8], expected[8];
    WORKS(iso_frame_write_single_object(schema, frame, sizeof frame, &frame_len, &error));
    WORKS(iso_frame_read_single_object(frame, sizeof frame, print, &at, &error));
    WORKS(iso_schema_fingerprint(schema, ISO_FINGERPRINT_CRC64, expected, 8, NULL, &error));
    CHECK(at == ISO_SINGLE_OBJECT_LENGTH && memcmp(print, expected, 8) == 0);
    FAILS(ISO_INVALID_ARGUMENT, iso_schema_fingerprint(schema, 9, expected, 8, NULL, &error));
    iso_content_type type;
    WORKS(iso_frame_parse_content_type("avro-json", ISO_CSTR, &type, &error));
    CHECK(type == ISO_CONTENT_AVRO_JSON && same(iso_frame_content_type_name(ISO_CONTENT_AVRO), "avro"));
    FAILS(ISO_FRAME_UNKNOWN, iso_frame_parse_content_type("xml", ISO_CSTR, &type, &error));
    iso_writer_free(w);
    iso_codec_free(codec);
}

/* Views are right, and asking for what is not there is no fault. */
static void reading(void) {
    const iso_codec *codec = codec_of(ORDER);
    /* id 1, note "hi", tags {a: 1, b: 2, a: 3}: of keys that occur twice the last wins. */
    static const uint8_t DATUM[] = "\x02\x02\x04hi\x06\x02"
                                   "a\x02\x02"
                                   "b\x04\x02"
                                   "a\x06";
    iso_reader *reader = NULL;
    int64_t number = 0;
    iso_str text = {0};
    WORKS(iso_codec_decode(codec, DATUM, sizeof DATUM, &reader, NULL));
    iso_codec_free(codec);
    iso_value order = iso_reader_root(reader);
    CHECK(iso_value_kind(order) == ISO_KIND_RECORD && iso_value_length(order) == 3);
    CHECK(same(iso_value_type_name(order), "shop.Order") && same(iso_value_key(order, 2), "tags"));
    CHECK(iso_value_as_long(iso_value_get(order, "id", ISO_CSTR), &number) && number == 1);
    CHECK(iso_value_as_text(iso_value_item(order, 1), &text) && same(text, "hi"));
    CHECK(!iso_value_as_long(iso_value_item(order, 1), &number) && number == 1);
    iso_value tags = iso_value_get(order, "tags", 4);
    CHECK(iso_value_length(tags) == 2 && same(iso_value_key(tags, 0), "a") && same(iso_value_key(tags, 1), "b"));
    CHECK(iso_value_as_long(iso_value_get(tags, "a", 1), &number) && number == 3);
    CHECK(iso_value_kind(iso_value_get(tags, "c", 1)) == ISO_KIND_NONE);
    CHECK(iso_value_kind(iso_value_item(tags, 2)) == ISO_KIND_NONE && iso_value_key(tags, 2).data == NULL);
    CHECK(iso_value_kind(iso_value_item(iso_value_item(order, 0), 0)) == ISO_KIND_NONE);
    iso_value forged = {.reader = reader, .at = UINT64_MAX - 4};
    CHECK(iso_value_kind(forged) == ISO_KIND_NONE && iso_value_length(forged) == 0);
    /* The memory is used again; a failure leaves nothing to look at. */
    const iso_codec *other = codec_of("[\"null\",\"long\"]");
    WORKS(iso_reader_decode(reader, other, (const uint8_t *)"\x02\x0a", 2, NULL));
    CHECK(iso_value_as_long(iso_reader_root(reader), &number) && number == 5);
    FAILS(ISO_DATA_MALFORMED, iso_reader_decode(reader, other, (const uint8_t *)"\x04", 1, &error));
    CHECK(iso_value_kind(iso_reader_root(reader)) == ISO_KIND_NULL);
    iso_codec_free(other);
    iso_reader_free(reader);
}

static void registries(void) {
    iso_registry_options given = {.struct_size = sizeof given};
    const iso_registry *registry = NULL;
    const iso_schema *schema = parse(ORDER), *found = NULL, *again = NULL;
    const iso_codec *codec = NULL, *same_codec = NULL;
    int64_t id = 0;
    int32_t version = 0;
    FAILS(ISO_INVALID_ARGUMENT, iso_registry_new(&given, &registry, &error));
    given.url = "memory:";
    given.user = "me";
    given.token = "secret";
    FAILS(ISO_INVALID_ARGUMENT, iso_registry_new(&given, &registry, &error));
    given.user = given.token = NULL;
    WORKS(iso_registry_new(&given, &registry, NULL));
    FAILS(ISO_NOT_FOUND, iso_registry_schema_by_id(registry, 1, &found, &error));
    WORKS(iso_registry_register(registry, "orders-value", ISO_CSTR, schema, &id, NULL));
    CHECK(id > 0);
    WORKS(iso_registry_schema_by_id(registry, (uint32_t)id, &found, NULL));
    WORKS(iso_registry_schema_by_id(registry, (uint32_t)id, &again, NULL));
    CHECK(found == again && iso_schema_equal(found, schema));
    iso_schema_free(again);
    iso_schema_free(found);
    WORKS(iso_registry_schema_by_version(registry, "orders-value", ISO_CSTR, ISO_VERSION_LATEST, &found, &id, &version,
                                         NULL));
    CHECK(version == 1);
    iso_schema_free(found);
    FAILS(ISO_INVALID_ARGUMENT, iso_registry_schema_by_version(registry, "x", 1, -2, &found, NULL, NULL, &error));
    WORKS(iso_registry_lookup(registry, "orders-value", ISO_CSTR, schema, &id, &version, NULL));
    FAILS(ISO_NOT_FOUND, iso_registry_lookup(registry, "nope", ISO_CSTR, schema, &id, &version, &error));
    WORKS(iso_registry_codec_by_id(registry, (uint32_t)id, &codec, NULL));
    WORKS(iso_registry_codec_by_id(registry, (uint32_t)id, &same_codec, NULL));
    CHECK(codec == same_codec);
    const uint8_t header[] = {0, 0, 0, 0, 1}, none[] = {2};
    char name[64];
    size_t length = 0;
    WORKS(iso_registry_schema_by_name(registry, "orders-value:latest", ISO_CSTR, &found, &id, &version, NULL));
    CHECK(id == 1 && version == 1 && iso_schema_equal(found, schema));
    iso_schema_free(found);
    WORKS(iso_registry_schema_by_header(registry, header, sizeof header, &found, &id, NULL, NULL));
    CHECK(id == 1 && iso_schema_equal(found, schema));
    iso_schema_free(found);
    WORKS(iso_registry_schema_by_header(registry, (const uint8_t *)"1", 1, NULL, NULL, NULL, NULL));
    FAILS(ISO_INVALID_ARGUMENT,
          iso_registry_schema_by_name(registry, "orders-value", ISO_CSTR, &found, &id, NULL, &error));
    FAILS(ISO_INVALID_ARGUMENT, iso_registry_schema_by_name(registry, NULL, 0, &found, &id, NULL, &error));
    FAILS(ISO_FRAME_UNKNOWN, iso_registry_schema_by_header(registry, none, sizeof none, &found, &id, NULL, &error));
    FAILS(ISO_FRAME_UNKNOWN, iso_registry_schema_by_header(registry, NULL, 0, &found, &id, NULL, &error));
    WORKS(iso_registry_fixed_name(registry, "orders-value:latest", ISO_CSTR, (uint8_t *)name, sizeof name, &length,
                                  NULL));
    CHECK(length == 1 && name[0] == '1');
    CHECK(iso_registry_fixed_name(registry, "orders-value:1", ISO_CSTR, (uint8_t *)name, 3, &length, NULL) ==
          ISO_BUFFER_TOO_SMALL);
    CHECK(length == strlen("orders-value:1"));
    FAILS(ISO_NOT_FOUND,
          iso_registry_fixed_name(registry, "nope:latest", ISO_CSTR, (uint8_t *)name, sizeof name, &length, &error));
    FAILS(ISO_INVALID_ARGUMENT,
          iso_registry_schema_by_url(registry, "http://evil.example/schemas/ids/1", ISO_CSTR, &found, &id, &error));
    iso_registry_free(registry);
    /* What came from it lives on. */
    CHECK(iso_schema_name(iso_codec_schema(codec)).len == strlen("shop.Order"));
    iso_codec_free(codec);
    iso_codec_free(same_codec);
    iso_schema_free(schema);

    /* Nobody listens there: unavailable, and the wait is the caller's choice. */
    given.url = "http://127.0.0.1:1";
    given.retries = -1;
    WORKS(iso_registry_new(&given, &registry, NULL));
    FAILS(ISO_UNAVAILABLE, iso_registry_schema_by_id(registry, 1, &found, &error));
    iso_registry_free(registry);
}

enum { THREADS = 4, ROUNDS = 500 };

static void *work(void *shared) {
    const iso_codec *codec = iso_codec_share(shared);
    iso_writer *w = NULL;
    iso_reader *reader = NULL;
    size_t good = 0;
    if (iso_writer_new(&w, NULL) != ISO_OK) return NULL;
    for (int64_t i = 0; i < ROUNDS; i++) {
        uint8_t out[64];
        size_t written;
        int64_t number = -1;
        iso_writer_reset(w);
        iso_writer_record_begin(w, "Order");
        iso_writer_field(w, "id");
        iso_writer_long(w, i);
        iso_writer_record_end(w);
        if (iso_codec_encode(codec, w, out, sizeof out, &written, NULL) != ISO_OK) break;
        iso_status status = reader == NULL ? iso_codec_decode(codec, out, written, &reader, NULL)
                                           : iso_reader_decode(reader, codec, out, written, NULL);
        if (status != ISO_OK) break;
        good += iso_value_as_long(iso_value_get(iso_reader_root(reader), "id", 2), &number) && number == i;
        iso_error *error = NULL;
        good += iso_codec_decode(codec, out, 0, &(iso_reader *){NULL}, &error) == ISO_DATA_TRUNCATED;
        iso_error_free(error);
    }
    iso_reader_free(reader);
    iso_writer_free(w);
    iso_codec_free(codec);
    return good == 2 * ROUNDS ? shared : NULL;
}

static void threads(void) {
    const iso_codec *codec = codec_of(ORDER);
    pthread_t thread[THREADS];
    for (int i = 0; i < THREADS; i++) CHECK(pthread_create(&thread[i], NULL, work, (void *)(uintptr_t)codec) == 0);
    for (int i = 0; i < THREADS; i++) {
        void *result = NULL;
        pthread_join(thread[i], &result);
        CHECK(result != NULL);
    }
    iso_codec_free(codec);
}

/* A host type with offsets, as bindings use it. */
static void binding(void) {
    const iso_schema *schema =
        parse("{\"type\":\"record\",\"name\":\"P\",\"fields\":[{\"name\":\"x\",\"type\":\"long\"},"
              "{\"name\":\"y\",\"type\":\"double\"}]}");
    static const char SHAPES[] =
        "[{\"kind\":\"struct\",\"name\":\"P\",\"size\":16,\"fields\":[{\"name\":\"y\",\"shape\":1,\"offset\":0},"
        "{\"name\":\"x\",\"shape\":2,\"offset\":8}]},{\"kind\":\"f64\"},{\"kind\":\"i64\"}]";
    struct {
        double y;
        int64_t x;
    } points[3] = {{1.0, 1}, {2.0, 2}, {0.5, -3}}, back[3];
    const iso_codec *codec = NULL;
    uint8_t out[64];
    uint32_t ends[3];
    size_t written, used, count;
    WORKS(iso_codec_bind(schema, SHAPES, ISO_CSTR, NULL, &codec, NULL));
    CHECK(iso_codec_is_flat(codec, 0) && iso_codec_head_size(codec, 0) == 16 && iso_codec_slot_size(codec, 2) == 8);
    const iso_walk *walk = iso_codec_walk(codec, 0, &count);
    CHECK(count == 1 && walk->op == ISO_REP_RUN && walk->arg == 16);
    CHECK(iso_codec_slots(codec, 0, &count)[1] == 8 && count == 2);
    WORKS(iso_codec_encode_tape(codec, (const uint8_t *)points, sizeof points, NULL, 0, 3, out, sizeof out, &written,
                                ends, NULL));
    CHECK(written == 27 && ends[0] == 9 && ends[1] == 18 && ends[2] == 27 && out[0] == 2 && out[9] == 4 &&
          out[18] == 5);
    WORKS(iso_codec_decode_tape(codec, out, written, 3, (uint8_t *)back, sizeof back, &used, NULL));
    CHECK(memcmp(points, back, sizeof back) == 0);
    WORKS(iso_codec_encode_tape(codec, (const uint8_t *)points, 16, NULL, 0, 1, out, sizeof out, &written, ends, NULL));
    CHECK(written == 9 && ends[0] == 9);
    iso_reader *reader = NULL;
    iso_writer *w = NULL;
    FAILS(ISO_INVALID_ARGUMENT, iso_codec_decode(codec, out, written, &reader, &error));
    WORKS(iso_writer_new(&w, NULL));
    iso_writer_null(w);
    FAILS(ISO_INVALID_ARGUMENT, iso_codec_encode(codec, w, out, sizeof out, &written, &error));
    iso_writer_free(w);
    uint32_t first, names;
    CHECK(iso_codec_type_count(codec) == 1 && iso_codec_type(codec, 0, &first, &names) && names == 3);
    CHECK(same(iso_codec_string(codec, first), "P") && iso_codec_string_count(codec) >= 3);
    iso_codec_free(codec);
    FAILS(ISO_SHAPE_MISMATCH, iso_codec_bind(schema, "[{\"kind\":\"text\"}]", ISO_CSTR, NULL, &codec, &error));
    FAILS(ISO_INVALID_ARGUMENT, iso_codec_bind(schema, "[]", ISO_CSTR, NULL, &codec, &error));
    iso_schema_free(schema);
}

int main(void) {
    versions();
    nulls();
    errors();
    options();
    misuse();
    buffers();
    reading();
    registries();
    threads();
    binding();
    api_files();
    printf("api: %zu passed, %zu failed\n", passed, failed);
    return failed == 0 ? 0 : 1;
}
