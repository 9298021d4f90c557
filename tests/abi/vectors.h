/* What the runners over the shared vectors share: the table of rows, and what is asked of a row. */
#ifndef ISO_TEST_VECTORS_H
#define ISO_TEST_VECTORS_H

#include "load.h"

enum { MOST_BYTES = 1 << 21 };

/* The row under way, and how many rows went which way. */
extern const json *row;
extern size_t passed, failed;
/* Room for what a row encodes to. */
extern uint8_t bytes[MOST_BYTES];

/* Opens the folder of the vectors, with its codes.jsonl and known_failures.txt. `each` then takes every Nth row, but `except`. */
void rows_open(const char *folder, long every, const char *except);
void rows_close(void);
/* A file of the folder: freed with free. */
char *path_of(const char *name);
/* Calls `run` for every row of a file (or every Nth), with `row` set. */
void each(const char *name, const char *path, void (*run)(void));
/* Notes why the row under way fails; the first reason stays. */
void complain(const char *format, ...);
/* Takes back what was noted. */
void withdraw(void);
/* Counts the row under way. */
void finish_row(void);

bool is(const char *a, const char *b);
/* The code that codes.jsonl asks of the row, or NULL. */
const char *code_of_row(void);
/* [part, repetitions] joined: freed with free. */
char *parts(const json *list);
/* The row's schema; NULL, and its status in `*status`, if it does not parse. */
const iso_schema *parse_row(iso_status *status, bool utf8_names, iso_error **error);
const iso_codec *make_codec(const iso_schema *schema, bool raw, bool tagged, bool insertion, bool ignore);
iso_reader *decode(const iso_codec *codec, const char *hex, iso_status *status, iso_error **error);

void expect_code(iso_status status, iso_error *error, const char *code);
/* What a writer holds must encode to `hex`. */
void expect_bytes(const iso_codec *codec, const iso_writer *writer, const char *hex);

/* One row of avro/. */
void run_encode(void);
void run_decode(void);
/* decode-fail, and bombs: refused with the code, whatever refuses it. */
void run_refused(void);
/* parse and parse-fail. */
void run_parse(void);
void run_logical_fail(void);
/* resolve and resolve-fail; schema-compatible; compare. */
void run_resolve(void);
void run_compatible(void);
void run_compare(void);
void run_json_fail(void);
void run_ocf(void);
/* single-object and single-object-fail. */
void run_single_object(void);

/* `hex`, the row's value, must be its text in Avro's JSON encoding, both ways; so must the writer's value, unless it is NULL. */
void expect_json(const iso_codec *codec, const iso_writer *writer, const char *hex);

/* One row of our own files. */
void run_host(void);
void run_decode_host(void);
void run_limits(void);
/* errors.json and the library's table, in both directions; and the header's constants. */
void run_errors(void);
/* Whether the rows that C cannot hold are those that are known to be so. */
bool count_unheld(void);
/* The text of `hex` in Avro's JSON encoding must be `value`. */
void expect_written(const iso_codec *codec, const char *hex, const json *value);

#endif
