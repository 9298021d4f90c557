/* The shared vectors, in C: every value goes through a writer, every datum through a reader.
 *
 *   vectors FOLDER [--every N [--except ID]]     runs every Nth row of every file (all, without it), but one
 *   vectors FOLDER --bomb ID       one hostile input in a process of its own: prints its peak memory and its time
 */
#include "vectors.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MOST_MEMORY_KB = 16 * 1024, MOST_MILLIS = 1000, BOMBS = 17 };

static const char *folder, *program;

static void measure(const char *id) {
    bool found = false;
    char *path = path_of("avro/bombs.jsonl"), *text = read_file(path, NULL);
    struct timespec start, end;
    clock_gettime(CLOCK_MONOTONIC, &start);
    for (char *line = text; *line != '\0' && !found; line = strchr(line, '\n') + 1) {
        json_doc *doc = json_parse(line, (size_t)(strchr(line, '\n') - line), &row);
        if (is(json_text(row, "id"), id)) {
            const json *pieces = json_get(row, "hex_parts");
            char *hex = parts(pieces);
            size_t len;
            uint8_t *data = hex_bytes(hex, &len);
            found = true;
            iso_status status;
            clock_gettime(CLOCK_MONOTONIC, &start);
            const iso_schema *schema = parse_row(&status, false, NULL);
            if (schema != NULL) {
                const iso_codec *codec = make_codec(schema, false, false, false, false);
                iso_reader *reader = NULL;
                status = iso_codec_decode(codec, data, len, &reader, NULL);
                iso_reader_free(reader);
                iso_codec_free(codec);
            }
            iso_schema_free(schema);
            clock_gettime(CLOCK_MONOTONIC, &end);
            if (status == ISO_OK) exit(1);
            free(data);
            free(hex);
        }
        json_free(doc);
    }
    free(text);
    free(path);
    if (!found) clock_gettime(CLOCK_MONOTONIC, &end);
    long millis = (end.tv_sec - start.tv_sec) * 1000 + (end.tv_nsec - start.tv_nsec) / 1000000, peak = 0;
    char *status = read_file("/proc/self/status", NULL), *line = strstr(status, "VmHWM:");
    if (line != NULL) sscanf(line, "VmHWM: %ld", &peak);
    printf("%ld %ld\n", peak, millis);
    free(status);
}

/* The peak memory in KB of a process that meets one bomb, or none; and how long it took. */
static bool measured(const char *id, long *peak, long *millis) {
    char command[1024];
    snprintf(command, sizeof command, "'%s' '%s' --bomb '%s'", program, folder, id);
    FILE *child = popen(command, "r");
    bool good = child != NULL && fscanf(child, "%ld %ld", peak, millis) == 2;
    return child != NULL && pclose(child) == 0 && good;
}

static long calm;

static void run_bomb_cost(void) {
    long peak = 0, millis = 0;
    const char *id = json_text(row, "id");
    if (!measured(id, &peak, &millis)) complain("was not refused, or its process failed");
    else if (peak - calm > MOST_MEMORY_KB) complain("took %ld KB more than a process without it", peak - calm);
    else if (millis > MOST_MILLIS) complain("took %ld ms", millis);
    finish_row();
}

int main(int argc, char **argv) {
    if (argc == 4 && is(argv[2], "--bomb")) {
        rows_open(argv[1], 1, NULL);
        measure(argv[3]);
        rows_close();
        return 0;
    }
    if (argc != 2 && !((argc == 4 || (argc == 6 && is(argv[4], "--except"))) && is(argv[2], "--every"))) {
        fprintf(stderr, "usage: vectors FOLDER [--every N [--except ID]]\n");
        return 2;
    }
    program = argv[0];
    folder = argv[1];
    long every = argc == 2 ? 1 : strtol(argv[3], NULL, 10);
    rows_open(folder, every, argc == 6 ? argv[5] : NULL);

    each("encode", "avro/encode.jsonl", run_encode);
    each("decode", "avro/decode.jsonl", run_decode);
    each("decode-fail", "avro/decode-fail.jsonl", run_refused);
    each("parse", "avro/parse.jsonl", run_parse);
    each("parse-fail", "avro/parse-fail.jsonl", run_parse);
    each("logical-fail", "avro/logical-fail.jsonl", run_logical_fail);
    each("resolve", "avro/resolve.jsonl", run_resolve);
    each("resolve-fail", "avro/resolve-fail.jsonl", run_resolve);
    each("compatible", "schema-compatible.jsonl", run_compatible);
    each("compare", "avro/compare.jsonl", run_compare);
    each("json-fail", "avro/json-fail.jsonl", run_json_fail);
    each("ocf", "avro/ocf.jsonl", run_ocf);
    each("single-object", "avro/single-object.jsonl", run_single_object);
    each("single-object-fail", "avro/single-object-fail.jsonl", run_single_object);
    each("host", "host.jsonl", run_host);
    each("decode-host", "decode-host.jsonl", run_decode_host);
    each("limits", "limits.jsonl", run_limits);
    run_errors();
    if (every == 1) {
        each("bombs", "avro/bombs.jsonl", run_refused);
        long millis;
        if (!measured("none", &calm, &millis)) calm = 0;
        size_t before = passed + failed;
        each("bombs", "avro/bombs.jsonl", run_bomb_cost);
        if (passed + failed - before != BOMBS) failed++, printf("bombs: not all were measured\n");
        if (!count_unheld()) failed++;
    }
    rows_close();
    printf("%zu passed, %zu failed\n", passed, failed);
    return failed == 0 ? 0 : 1;
}
