/* Values of the shared vectors: from avro-json or from the typed notation of host.jsonl into a writer, and compared with what
   a reader holds. Written from the specification, without the library's knowledge of schemas. */
#ifndef ISO_TEST_LOAD_H
#define ISO_TEST_LOAD_H

#include "isobyte.h"
#include "json.h"

/* A named type of a schema's text. */
typedef struct {
    char *full;
    const json *node;
    char *space;
} named_type;

/* A schema's text, read by this test alone. */
typedef struct {
    json_doc *doc;
    const json *root;
    named_type *types;
    size_t count;
} schema_text;

schema_text schema_read(const char *text);
void schema_close(schema_text *schema);

/* avro-json: drives a writer, with explicit branches; false for a value that does not fit. */
bool avro_load(const schema_text *schema, const json *value, iso_writer *writer);
/* avro-json: whether a decoded value (raw logical types, tagged unions) is the same. */
bool avro_same(const schema_text *schema, const json *value, iso_value found);

/* host.jsonl: drives a writer. NULL, or why C cannot hold the value. */
const char *host_load(const json *value, iso_writer *writer);
/* host.jsonl: whether a decoded value (neither raw nor tagged) is the same. */
bool host_same(const json *value, iso_value found);

/* Writes what a reader holds. */
void copy_value(iso_value value, iso_writer *writer);

/* Bytes from hexadecimal digits: freed with free. */
uint8_t *hex_bytes(const char *hex, size_t *len);

#endif
