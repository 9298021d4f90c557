/* A value there and back: cc -std=c11 hello.c $(pkg-config --cflags --libs isobyte) */
#include <isobyte.h>
#include <stdio.h>

static const char USER[] = "{\"type\":\"record\",\"name\":\"User\",\"fields\":["
                           "{\"name\":\"name\",\"type\":\"string\"},{\"name\":\"age\",\"type\":\"int\"}]}";

int main(void) {
    const iso_schema *schema = NULL;
    const iso_codec *codec = NULL;
    iso_writer *writer = NULL;
    iso_reader *reader = NULL;
    iso_error *error = NULL;
    uint8_t bytes[64];
    size_t length;
    iso_str name;
    int64_t age;

    if (iso_schema_parse(USER, ISO_CSTR, NULL, &schema, &error)) goto done;
    if (iso_codec_new(schema, NULL, &codec, &error)) goto done;
    if (iso_writer_new(&writer, &error)) goto done;

    iso_writer_record_begin(writer, "User");
    iso_writer_field(writer, "name");
    iso_writer_text(writer, "Ada", ISO_CSTR);
    iso_writer_field(writer, "age");
    iso_writer_long(writer, 36);
    iso_writer_record_end(writer);

    if (iso_codec_encode(codec, writer, bytes, sizeof bytes, &length, &error)) goto done;
    if (iso_codec_decode(codec, bytes, length, &reader, &error)) goto done;

    iso_value user = iso_reader_root(reader);
    if (iso_value_as_text(iso_value_get(user, "name", ISO_CSTR), &name) &&
        iso_value_as_long(iso_value_get(user, "age", ISO_CSTR), &age)) {
        printf("%zu bytes: %.*s, %d\n", length, (int)name.len, name.data, (int)age);
    }

done:
    if (error != NULL) fprintf(stderr, "%s: %s\n", iso_error_name(error), iso_error_text(error));
    int code = error != NULL;
    iso_error_free(error);
    iso_reader_free(reader);
    iso_writer_free(writer);
    iso_codec_free(codec);
    iso_schema_free(schema);
    return code;
}
