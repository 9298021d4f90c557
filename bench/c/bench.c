/* isobyte from C: values written one by one, encoded, decoded and read; process CPU time, interleaved, least of the rounds. */
#include <isobyte.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROUNDS = 25, CASES = 4 };

typedef struct {
    const char *name;
    const iso_codec *codec;
    iso_writer *writer;
    iso_reader *reader;
    uint8_t data[512];
    size_t length;
    void (*write)(iso_writer *);
} record;

static void check(iso_status status, iso_error *error) {
    if (status != ISO_OK) {
        fprintf(stderr, "c-bench: %s\n", iso_error_text(error));
        exit(1);
    }
}

static void text_field(iso_writer *w, const char *name, const char *text) {
    iso_writer_field(w, name);
    iso_writer_text(w, text, ISO_CSTR);
}

static void long_field(iso_writer *w, const char *name, int64_t number) {
    iso_writer_field(w, name);
    iso_writer_long(w, number);
}

static void double_field(iso_writer *w, const char *name, double number) {
    iso_writer_field(w, name);
    iso_writer_double(w, number);
}

static void write_order(iso_writer *w) {
    iso_writer_record_begin(w, "bench.Order");
    long_field(w, "id", 123456789);
    text_field(w, "user", "marcos-schro");
    text_field(w, "email", "marcos@example-mail.com");
    iso_writer_field(w, "active");
    iso_writer_boolean(w, true);
    double_field(w, "score", 3.14159);
    iso_writer_field(w, "created");
    iso_writer_timestamp(w, 1700000000, 0);
    iso_writer_field(w, "kind");
    iso_writer_enum(w, "bench.Kind", "PAID");
    iso_writer_field(w, "address");
    iso_writer_record_begin(w, "bench.Address");
    text_field(w, "street", "221B Baker Street");
    text_field(w, "city", "London");
    long_field(w, "zip", 12345);
    iso_writer_record_end(w);
    iso_writer_field(w, "tags");
    iso_writer_list_begin(w);
    iso_writer_text(w, "avro", ISO_CSTR);
    iso_writer_text(w, "kafka", ISO_CSTR);
    iso_writer_text(w, "stream", ISO_CSTR);
    iso_writer_list_end(w);
    iso_writer_field(w, "attrs");
    iso_writer_map_begin(w);
    iso_writer_key(w, "a", ISO_CSTR);
    iso_writer_long(w, 1);
    iso_writer_key(w, "b", ISO_CSTR);
    iso_writer_long(w, 200000);
    iso_writer_map_end(w);
    iso_writer_record_end(w);
}

static void write_tick(iso_writer *w) {
    iso_writer_record_begin(w, "bench.Tick");
    long_field(w, "ts", 1700000000123456);
    double_field(w, "bid", 101.25);
    double_field(w, "ask", 101.27);
    long_field(w, "bid_size", 1200);
    long_field(w, "ask_size", 900);
    long_field(w, "venue", 7);
    long_field(w, "flags", 0);
    iso_writer_field(w, "open");
    iso_writer_boolean(w, true);
    iso_writer_record_end(w);
}

static void encode(record *r) {
    iso_error *error = NULL;
    iso_writer_reset(r->writer);
    r->write(r->writer);
    check(iso_codec_encode(r->codec, r->writer, r->data, sizeof r->data, &r->length, &error), error);
}

/* Decoded and looked at: the values lie where the reader's next datum will be. */
static void decode(record *r) {
    iso_error *error = NULL;
    check(iso_reader_decode(r->reader, r->codec, r->data, r->length, &error), error);
    if (iso_value_length(iso_reader_root(r->reader)) < 8) exit(1);
}

static record open_record(const char *name, const char *file, void (*write)(iso_writer *)) {
    record r = {.name = name, .write = write};
    iso_error *error = NULL;
    const iso_schema *schema = NULL;
    static char text[4096];
    FILE *in = fopen(file, "rb");
    if (in == NULL) exit(1);
    size_t length = fread(text, 1, sizeof text, in);
    fclose(in);
    check(iso_schema_parse(text, length, NULL, &schema, &error), error);
    check(iso_codec_new(schema, NULL, &r.codec, &error), error);
    check(iso_writer_new(&r.writer, &error), error);
    iso_schema_free(schema);
    encode(&r);
    check(iso_codec_decode(r.codec, r.data, r.length, &r.reader, &error), error);
    return r;
}

static double cpu(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

int main(void) {
    record records[2] = {open_record("order", "order.avsc", write_order), open_record("tick", "tick.avsc", write_tick)};
    void (*const calls[2])(record *) = {encode, decode};
    static const char *const words[2] = {"encode", "decode"};
    double best[CASES] = {1e18, 1e18, 1e18, 1e18};
    for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < CASES; i++) {
            const int count = 20000;
            double began = cpu();
            for (int n = 0; n < count; n++) calls[i % 2](&records[i / 2]);
            double took = (cpu() - began) / count;
            if (took < best[i]) best[i] = took;
        }
    }
    for (int i = 0; i < CASES; i++) {
        printf("{\"case\": \"%s %s\", \"contestant\": \"isobyte (writer, reader)\", \"cpu_ns\": %.1f, \"allocations\": "
               "null}\n",
               records[i / 2].name, words[i % 2], best[i]);
    }
    for (int i = 0; i < 2; i++) {
        iso_reader_free(records[i].reader);
        iso_writer_free(records[i].writer);
        iso_codec_free(records[i].codec);
    }
    return 0;
}
