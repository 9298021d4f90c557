/* The C side of the demo: real events, through a registry, to a file and back.
 *
 *   quakes write REGISTRY_URL SUBJECT EVENTS.json OUT
 *   quakes read REGISTRY_URL FILE...
 *
 * A file holds, for each event, the length of what follows in four bytes, big-endian, then the datum in Confluent's frame.
 */
#include "isobyte.h"
#include "json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static iso_error *error;

/* Ends the program if a call failed. */
static void check(iso_status status, const char *what) {
    if (status == ISO_OK) return;
    fprintf(stderr, "quakes: %s: %s: %s\n", what, iso_status_name(status), iso_error_text(error));
    exit(1);
}

static void fail(const char *what) {
    fprintf(stderr, "quakes: %s\n", what);
    exit(1);
}

static const iso_registry *open_registry(const char *url) {
    iso_registry_options options = {.struct_size = sizeof options, .url = url};
    const iso_registry *registry = NULL;
    check(iso_registry_new(&options, &registry, &error), url);
    return registry;
}

static const json *field(iso_writer *writer, const json *event, const char *name) {
    const json *value = json_get(event, name);
    if (value == NULL) fail(name);
    iso_writer_field(writer, name);
    return value;
}

static void text_field(iso_writer *writer, const json *event, const char *name) {
    const json *value = field(writer, event, name);
    iso_writer_text(writer, value->text, value->len);
}

static void instant_field(iso_writer *writer, const json *event, const char *name) {
    int64_t millis = json_long(field(writer, event, name)), rest = millis % 1000;
    if (rest < 0) rest += 1000;
    iso_writer_timestamp(writer, (millis - rest) / 1000, (uint32_t)rest * 1000000);
}

static void double_field(iso_writer *writer, const json *event, const char *name) {
    const json *value = field(writer, event, name);
    if (value->kind == JSON_NULL) iso_writer_null(writer);
    else iso_writer_double(writer, strtod(value->text, NULL));
}

static void long_field(iso_writer *writer, const json *event, const char *name) {
    const json *value = field(writer, event, name);
    if (value->kind == JSON_NULL) iso_writer_null(writer);
    else iso_writer_long(writer, json_long(value));
}

static void enum_field(iso_writer *writer, const json *event, const char *name, const char *type) {
    const json *value = field(writer, event, name);
    if (value->kind == JSON_NULL) iso_writer_null(writer);
    else iso_writer_enum(writer, type, value->text);
}

static void texts_field(iso_writer *writer, const json *event, const char *name) {
    const json *texts = field(writer, event, name);
    iso_writer_list_begin(writer);
    for (const json *item = texts->first; item != NULL; item = item->next) {
        iso_writer_text(writer, item->text, item->len);
    }
    iso_writer_list_end(writer);
}

static void write_event(iso_writer *writer, const json *event) {
    iso_writer_reset(writer);
    iso_writer_record_begin(writer, "quakes.Quake");
    text_field(writer, event, "id");
    instant_field(writer, event, "time");
    instant_field(writer, event, "updated");
    text_field(writer, event, "place");
    const json *location = field(writer, event, "location");
    iso_writer_record_begin(writer, "quakes.Location");
    double_field(writer, location, "longitude");
    double_field(writer, location, "latitude");
    double_field(writer, location, "depth");
    iso_writer_record_end(writer);
    double_field(writer, event, "mag");
    text_field(writer, event, "mag_type");
    text_field(writer, event, "type");
    enum_field(writer, event, "status", "quakes.Status");
    enum_field(writer, event, "alert", "quakes.Alert");
    long_field(writer, event, "felt");
    double_field(writer, event, "cdi");
    double_field(writer, event, "mmi");
    iso_writer_boolean(writer, field(writer, event, "tsunami")->truth);
    long_field(writer, event, "sig");
    text_field(writer, event, "net");
    texts_field(writer, event, "ids");
    texts_field(writer, event, "sources");
    texts_field(writer, event, "types");
    const json *quality = field(writer, event, "quality");
    iso_writer_map_begin(writer);
    for (const json *entry = quality->first; entry != NULL; entry = entry->next) {
        iso_writer_key(writer, entry->key, entry->key_len);
        iso_writer_double(writer, strtod(entry->text, NULL));
    }
    iso_writer_map_end(writer);
    iso_writer_record_end(writer);
}

static void write_file(const char *url, const char *subject, const char *events, const char *out) {
    const iso_registry *registry = open_registry(url);
    const iso_schema *schema = NULL;
    const iso_codec *codec = NULL;
    iso_writer *writer = NULL;
    int64_t id;
    check(iso_registry_schema_by_version(registry, subject, ISO_CSTR, ISO_VERSION_LATEST, &schema, &id, NULL, &error),
          subject);
    check(iso_codec_new(schema, NULL, &codec, &error), "codec");
    check(iso_writer_new(&writer, &error), "writer");

    size_t len, count = 0;
    char *text = read_file(events, &len);
    const json *root;
    json_doc *doc = json_parse(text, len, &root);
    if (doc == NULL) fail("the events are no JSON");
    FILE *file = fopen(out, "wb");
    if (file == NULL) fail(out);
    size_t room = 4096;
    uint8_t *bytes = malloc(room);
    for (const json *event = root->first; event != NULL; event = event->next, count++) {
        write_event(writer, event);
        size_t frame = 0, datum;
        iso_status status;
        for (;;) {
            if (bytes == NULL) fail("out of memory");
            check(iso_frame_write_confluent((uint32_t)id, bytes + 4, room - 4, &frame, &error), "frame");
            status = iso_codec_encode(codec, writer, bytes + 4 + frame, room - 4 - frame, &datum, &error);
            if (status != ISO_BUFFER_TOO_SMALL) break;
            bytes = realloc(bytes, room = 4 + frame + datum);
        }
        check(status, "encode");
        size_t length = frame + datum;
        for (int i = 0; i < 4; i++) bytes[i] = (uint8_t)(length >> (24 - 8 * i));
        if (fwrite(bytes, 1, 4 + length, file) != 4 + length) fail(out);
    }
    if (fclose(file) != 0) fail(out);
    printf("events %zu ok\n", count);
    free(bytes);
    free(text);
    json_free(doc);
    iso_writer_free(writer);
    iso_codec_free(codec);
    iso_schema_free(schema);
    iso_registry_free(registry);
}

/* Writes again what was read, knowing nothing of the schema. */
static void copy(iso_value value, iso_writer *writer) {
    char name[256];
    bool truth;
    int64_t number;
    uint32_t nanos;
    double wide;
    iso_str text, type = iso_value_type_name(value);
    iso_kind kind = iso_value_kind(value);
    snprintf(name, sizeof name, "%.*s", (int)type.len, type.data == NULL ? "" : type.data);
    if (kind == ISO_KIND_NULL) iso_writer_null(writer);
    else if (iso_value_as_boolean(value, &truth)) iso_writer_boolean(writer, truth);
    else if (iso_value_as_long(value, &number)) iso_writer_long(writer, number);
    else if (iso_value_as_double(value, &wide)) iso_writer_double(writer, wide);
    else if (iso_value_as_text(value, &text)) iso_writer_text(writer, text.data, text.len);
    else if (iso_value_as_timestamp(value, &number, &nanos)) iso_writer_timestamp(writer, number, nanos);
    else if (iso_value_as_symbol(value, &text)) {
        char symbol[256];
        snprintf(symbol, sizeof symbol, "%.*s", (int)text.len, text.data);
        iso_writer_enum(writer, name, symbol);
    } else if (kind == ISO_KIND_LIST) {
        iso_writer_list_begin(writer);
        for (size_t i = 0; i < iso_value_length(value); i++) copy(iso_value_item(value, i), writer);
        iso_writer_list_end(writer);
    } else if (kind == ISO_KIND_MAP) {
        iso_writer_map_begin(writer);
        for (size_t i = 0; i < iso_value_length(value); i++) {
            text = iso_value_key(value, i);
            iso_writer_key(writer, text.data, text.len);
            copy(iso_value_item(value, i), writer);
        }
        iso_writer_map_end(writer);
    } else if (kind == ISO_KIND_RECORD) {
        iso_writer_record_begin(writer, name);
        for (size_t i = 0; i < iso_value_length(value); i++) {
            text = iso_value_key(value, i);
            snprintf(name, sizeof name, "%.*s", (int)text.len, text.data);
            iso_writer_field(writer, name);
            copy(iso_value_item(value, i), writer);
        }
        iso_writer_record_end(writer);
    } else fail("a value of a kind that events do not have");
}

/* Decodes one framed event by the id in its frame, and encodes it again; whether the bytes are the same. */
static bool same_again(const iso_registry *registry, iso_writer *writer, const uint8_t *event, size_t len,
                       const char *place) {
    const iso_codec *codec = NULL;
    iso_reader *reader = NULL;
    uint32_t id;
    size_t at, frame, datum;
    check(iso_frame_read_confluent(event, len, &id, &at, &error), place);
    check(iso_registry_codec_by_id(registry, id, &codec, &error), place);
    check(iso_codec_decode(codec, event + at, len - at, &reader, &error), place);
    iso_writer_reset(writer);
    copy(iso_reader_root(reader), writer);
    uint8_t *again = malloc(len + 1);
    if (again == NULL) fail("out of memory");
    check(iso_frame_write_confluent(id, again, len, &frame, &error), place);
    iso_status status = iso_codec_encode(codec, writer, again + frame, len - frame, &datum, &error);
    if (status != ISO_BUFFER_TOO_SMALL) check(status, place);
    bool same = status == ISO_OK && frame + datum == len && memcmp(again, event, len) == 0;
    free(again);
    iso_reader_free(reader);
    iso_codec_free(codec);
    return same;
}

static void cut(const char *path, size_t event) {
    fprintf(stderr, "quakes: %s: event %zu: the file ends within it\n", path, event);
    exit(1);
}

static bool read_events(const iso_registry *registry, const char *path) {
    iso_writer *writer = NULL;
    check(iso_writer_new(&writer, &error), "writer");
    char place[512];
    size_t len, count = 0, at = 0;
    uint8_t *bytes = (uint8_t *)read_file(path, &len);
    bool identical = true;
    while (at < len) {
        if (len - at < 4) cut(path, count);
        size_t size =
            (size_t)bytes[at] << 24 | (size_t)bytes[at + 1] << 16 | (size_t)bytes[at + 2] << 8 | bytes[at + 3];
        at += 4;
        if (len - at < size) cut(path, count);
        snprintf(place, sizeof place, "%s: event %zu", path, count);
        identical = same_again(registry, writer, bytes + at, size, place) && identical;
        at += size;
        count++;
    }
    printf("{\"language\":\"c\",\"file\":\"%s\",\"events\":%zu,\"identical\":%s}\n", path, count,
           identical ? "true" : "false");
    free(bytes);
    iso_writer_free(writer);
    return identical;
}

int main(int argc, char **argv) {
    if (argc == 6 && strcmp(argv[1], "write") == 0) {
        write_file(argv[2], argv[3], argv[4], argv[5]);
        return 0;
    }
    if (argc < 4 || strcmp(argv[1], "read") != 0) {
        fprintf(stderr,
                "usage: quakes write REGISTRY_URL SUBJECT EVENTS.json OUT\n       quakes read REGISTRY_URL FILE...\n");
        return 2;
    }
    const iso_registry *registry = open_registry(argv[2]);
    bool identical = true;
    for (int i = 3; i < argc; i++) identical = read_events(registry, argv[i]) && identical;
    iso_registry_free(registry);
    return identical ? 0 : 1;
}
