/* A small reader of JSON for tests and examples: no part of the library, and written without it. */
#ifndef ISO_TEST_JSON_H
#define ISO_TEST_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_TEXT, JSON_LIST, JSON_OBJECT } json_kind;

/* A value. Children are a chain: `first`, then each one's `next`. All memory belongs to the document. */
typedef struct json {
    json_kind kind;
    bool truth;
    /* Texts are decoded to UTF-8 (lone surrogates become three bytes, which is no UTF-8); numbers stay as written. Ends with NUL. */
    const char *text;
    size_t len;
    /* The key, for the members of an object. */
    const char *key;
    size_t key_len;
    struct json *first;
    struct json *next;
    size_t count;
} json;

typedef struct json_doc json_doc;

/* Reads a whole text; NULL if it is no JSON or nests deeper than 20,000. `*root` is valid until json_free. */
json_doc *json_parse(const char *text, size_t len, const json **root);
void json_free(json_doc *doc);

/* The member of an object, or NULL. */
const json *json_get(const json *object, const char *key);
/* Item `index` of a list, or NULL. */
const json *json_at(const json *list, size_t index);
/* The text of a member, or NULL. */
const char *json_text(const json *object, const char *key);
/* The integer of a number or of a text of digits. */
int64_t json_long(const json *value);

/* Reads a whole file; NUL-terminated; ends the program if it cannot. Freed with free. */
char *read_file(const char *path, size_t *len);

#endif
