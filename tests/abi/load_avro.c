/* avro-json: a walk over a schema's text and a value's text, side by side. */
#include "load.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const PRIMITIVES[] = {"null", "boolean", "int", "long", "float", "double", "bytes", "string"};

static bool is_primitive(const char *name) {
    for (size_t i = 0; i < sizeof PRIMITIVES / sizeof *PRIMITIVES; i++) {
        if (strcmp(name, PRIMITIVES[i]) == 0) return true;
    }
    return false;
}

static bool is(const char *a, const char *b) { return a != NULL && b != NULL && strcmp(a, b) == 0; }

static char *join(const char *space, size_t space_len, const char *name) {
    size_t len = strlen(name);
    char *full = malloc(space_len + len + 2);
    if (full == NULL) abort();
    memcpy(full, space, space_len);
    if (space_len > 0) full[space_len++] = '.';
    memcpy(full + space_len, name, len + 1);
    return full;
}

/* The full name of a definition or of a use, in a namespace. */
static char *full_name(const char *name, const char *space) {
    return strchr(name, '.') != NULL ? join("", 0, name) : join(space, strlen(space), name);
}

static char *definition_name(const json *node, const char *space) {
    const char *name = json_text(node, "name"), *own = json_text(node, "namespace");
    return full_name(name == NULL ? "" : name, own == NULL ? space : own);
}

static char *space_of(const char *full) {
    const char *dot = strrchr(full, '.');
    char *space = join("", 0, full);
    space[dot == NULL ? 0 : dot - full] = '\0';
    return space;
}

static bool is_named(const char *type) {
    return is(type, "record") || is(type, "error") || is(type, "enum") || is(type, "fixed");
}

static void collect(schema_text *schema, const json *node, const char *space) {
    if (node->kind == JSON_LIST) {
        for (const json *branch = node->first; branch != NULL; branch = branch->next) collect(schema, branch, space);
        return;
    }
    if (node->kind != JSON_OBJECT) return;
    const char *type = json_text(node, "type");
    if (is(type, "array") && json_get(node, "items") != NULL) collect(schema, json_get(node, "items"), space);
    if (is(type, "map") && json_get(node, "values") != NULL) collect(schema, json_get(node, "values"), space);
    if (!is_named(type)) return;
    char *full = definition_name(node, space);
    schema->types = realloc(schema->types, (schema->count + 1) * sizeof *schema->types);
    if (schema->types == NULL) abort();
    char *inner = space_of(full);
    schema->types[schema->count++] = (named_type){.full = full, .node = node, .space = inner};
    const json *fields = json_get(node, "fields");
    for (const json *field = fields == NULL ? NULL : fields->first; field != NULL; field = field->next) {
        if (json_get(field, "type") != NULL) collect(schema, json_get(field, "type"), inner);
    }
}

schema_text schema_read(const char *text) {
    schema_text schema = {0};
    schema.doc = json_parse(text, strlen(text), &schema.root);
    if (schema.doc != NULL) collect(&schema, schema.root, "");
    return schema;
}

void schema_close(schema_text *schema) {
    for (size_t i = 0; i < schema->count; i++) {
        free(schema->types[i].full);
        free(schema->types[i].space);
    }
    free(schema->types);
    json_free(schema->doc);
    *schema = (schema_text){0};
}

/* What a node of the schema's text means. */
typedef struct {
    const char *type; /* a primitive's name, "record", "array", ..., "union" */
    const json *node;
    const char *name;  /* the full name */
    const char *space; /* the namespace inside */
} meaning;

static meaning find(const schema_text *schema, const char *name, const char *space) {
    char *full = full_name(name, space);
    meaning found = {0};
    for (int turn = 0; turn < 2 && found.type == NULL; turn++) {
        const char *wanted = turn == 0 ? full : name;
        for (size_t i = 0; i < schema->count && found.type == NULL; i++) {
            const named_type *type = &schema->types[i];
            if (strcmp(type->full, wanted) == 0) {
                found = (meaning){json_text(type->node, "type"), type->node, type->full, type->space};
                if (is(found.type, "error")) found.type = "record";
            }
        }
    }
    free(full);
    return found;
}

static meaning understand(const schema_text *schema, const json *node, const char *space) {
    if (node == NULL) return (meaning){0};
    if (node->kind == JSON_LIST) return (meaning){"union", node, "union", space};
    if (node->kind == JSON_TEXT) {
        if (is_primitive(node->text)) return (meaning){node->text, node, node->text, space};
        return find(schema, node->text, space);
    }
    const char *type = json_text(node, "type");
    if (type == NULL) return (meaning){0};
    if (is_named(type)) {
        char *full = definition_name(node, space);
        meaning found = find(schema, full, "");
        free(full);
        return found;
    }
    if (is(type, "array") || is(type, "map") || is_primitive(type)) return (meaning){type, node, type, space};
    return find(schema, type, space);
}

/* The branch of a union that the only key of `value` names. */
static meaning branch_of(const schema_text *schema, meaning outer, const json *value) {
    if (value->kind != JSON_OBJECT || value->count != 1) return (meaning){0};
    for (const json *branch = outer.node->first; branch != NULL; branch = branch->next) {
        meaning found = understand(schema, branch, outer.space);
        if (is(found.name, value->first->key)) return found;
    }
    return (meaning){0};
}

/* U+0000 to U+00FF as bytes: freed with free; NULL if there are others. */
static uint8_t *latin1(const json *value, size_t *len) {
    uint8_t *bytes = malloc(value->len + 1);
    if (bytes == NULL) abort();
    size_t count = 0;
    for (size_t i = 0; i < value->len; i++) {
        uint8_t c = (uint8_t)value->text[i];
        if (c < 0x80) {
            bytes[count++] = c;
        } else if (c == 0xc2 || c == 0xc3) {
            bytes[count++] = (uint8_t)((c & 3) << 6 | ((uint8_t)value->text[++i] & 0x3f));
        } else {
            free(bytes);
            return NULL;
        }
    }
    *len = count;
    return bytes;
}

/* A float's digits are read as a float's: by way of a double they could be rounded twice. */
static double floating(const json *value, bool single) {
    return single ? (double)strtof(value->text, NULL) : strtod(value->text, NULL);
}

static bool load(const schema_text *schema, meaning type, const json *value, iso_writer *writer);

static bool load_record(const schema_text *schema, meaning type, const json *value, iso_writer *writer) {
    const json *fields = json_get(type.node, "fields");
    if (value->kind != JSON_OBJECT || fields == NULL) return false;
    iso_writer_record_begin(writer, type.name);
    for (const json *field = fields->first; field != NULL; field = field->next) {
        const char *name = json_text(field, "name");
        const json *inner = name == NULL ? NULL : json_get(value, name);
        if (inner == NULL) return false;
        iso_writer_field(writer, name);
        if (!load(schema, understand(schema, json_get(field, "type"), type.space), inner, writer)) return false;
    }
    return iso_writer_record_end(writer) == ISO_OK;
}

static bool load(const schema_text *schema, meaning type, const json *value, iso_writer *writer) {
    if (type.type == NULL) return false;
    if (is(type.type, "union")) {
        if (value->kind == JSON_NULL) return iso_writer_null(writer) == ISO_OK;
        meaning branch = branch_of(schema, type, value);
        if (branch.type == NULL) return false;
        iso_writer_branch(writer, branch.name);
        return load(schema, branch, value->first, writer);
    }
    if (is(type.type, "null")) return value->kind == JSON_NULL && iso_writer_null(writer) == ISO_OK;
    if (is(type.type, "boolean")) {
        return value->kind == JSON_BOOL && iso_writer_boolean(writer, value->truth) == ISO_OK;
    }
    if (is(type.type, "int") || is(type.type, "long")) {
        return value->kind == JSON_NUMBER && iso_writer_long(writer, json_long(value)) == ISO_OK;
    }
    if (is(type.type, "float") || is(type.type, "double")) {
        if (value->kind != JSON_NUMBER && value->kind != JSON_TEXT) return false;
        return iso_writer_double(writer, floating(value, is(type.type, "float"))) == ISO_OK;
    }
    if (is(type.type, "array") || is(type.type, "map")) {
        bool list = is(type.type, "array");
        if (value->kind != (list ? JSON_LIST : JSON_OBJECT)) return false;
        meaning inner = understand(schema, json_get(type.node, list ? "items" : "values"), type.space);
        if (list) iso_writer_list_begin(writer);
        else iso_writer_map_begin(writer);
        for (const json *item = value->first; item != NULL; item = item->next) {
            if (!list) iso_writer_key(writer, item->key, item->key_len);
            if (!load(schema, inner, item, writer)) return false;
        }
        return (list ? iso_writer_list_end(writer) : iso_writer_map_end(writer)) == ISO_OK;
    }
    if (is(type.type, "record")) return load_record(schema, type, value, writer);
    if (value->kind != JSON_TEXT) return false;
    if (is(type.type, "string")) return iso_writer_text(writer, value->text, value->len) == ISO_OK;
    if (is(type.type, "enum")) return iso_writer_enum(writer, type.name, value->text) == ISO_OK;
    size_t len = 0;
    uint8_t *bytes = latin1(value, &len);
    bool done = bytes != NULL && iso_writer_bytes(writer, bytes, len) == ISO_OK;
    free(bytes);
    return done;
}

bool avro_load(const schema_text *schema, const json *value, iso_writer *writer) {
    return load(schema, understand(schema, schema->root, ""), value, writer);
}

static bool equals(iso_str found, const char *text, size_t len) {
    return found.len == len && (len == 0 || memcmp(found.data, text, len) == 0);
}

/* Upper and lower case alike: a UUID is written in lower case. */
static bool equals_uuid(iso_str found, const json *value) {
    if (found.len != value->len) return false;
    for (size_t i = 0; i < found.len; i++) {
        if ((found.data[i] | 0x20) != (value->text[i] | 0x20)) return false;
    }
    return true;
}

static bool same(const schema_text *schema, meaning type, const json *value, iso_value found);

static bool same_children(const schema_text *schema, meaning type, const json *value, iso_value found) {
    bool list = is(type.type, "array");
    meaning inner = understand(schema, json_get(type.node, list ? "items" : "values"), type.space);
    if (iso_value_kind(found) != (list ? ISO_KIND_LIST : ISO_KIND_MAP)) return false;
    if (iso_value_length(found) != value->count) return false;
    size_t i = 0;
    for (const json *item = value->first; item != NULL; item = item->next, i++) {
        iso_value child = list ? iso_value_item(found, i) : iso_value_get(found, item->key, item->key_len);
        if (!same(schema, inner, item, child)) return false;
    }
    return true;
}

static bool same_record(const schema_text *schema, meaning type, const json *value, iso_value found) {
    const json *fields = json_get(type.node, "fields");
    if (iso_value_kind(found) != ISO_KIND_RECORD || iso_value_length(found) != value->count) return false;
    if (!equals(iso_value_type_name(found), type.name, strlen(type.name))) return false;
    size_t i = 0;
    for (const json *field = fields->first; field != NULL; field = field->next, i++) {
        const char *name = json_text(field, "name");
        if (!equals(iso_value_key(found, i), name, strlen(name))) return false;
        meaning inner = understand(schema, json_get(field, "type"), type.space);
        if (!same(schema, inner, json_get(value, name), iso_value_item(found, i))) return false;
    }
    return true;
}

static bool same(const schema_text *schema, meaning type, const json *value, iso_value found) {
    if (type.type == NULL || value == NULL) return false;
    if (is(type.type, "union")) {
        if (value->kind == JSON_NULL) return iso_value_kind(found) == ISO_KIND_NULL;
        meaning branch = branch_of(schema, type, value);
        iso_str name = {0};
        iso_value inner = iso_value_branch(found, &name);
        return branch.type != NULL && equals(name, branch.name, strlen(branch.name)) &&
               same(schema, branch, value->first, inner);
    }
    if (is(type.type, "array") || is(type.type, "map")) return same_children(schema, type, value, found);
    if (is(type.type, "record")) return same_record(schema, type, value, found);
    if (is(type.type, "null")) return value->kind == JSON_NULL && iso_value_kind(found) == ISO_KIND_NULL;
    bool truth;
    int64_t number;
    double wide;
    iso_str text;
    iso_bytes bytes;
    if (is(type.type, "boolean")) return iso_value_as_boolean(found, &truth) && truth == value->truth;
    if (is(type.type, "int") || is(type.type, "long")) {
        bool right = iso_value_kind(found) == (is(type.type, "int") ? ISO_KIND_INT : ISO_KIND_LONG);
        return right && iso_value_as_long(found, &number) && number == json_long(value);
    }
    if (is(type.type, "float") || is(type.type, "double")) {
        double expected = floating(value, is(type.type, "float"));
        if (!iso_value_as_double(found, &wide)) return false;
        return (wide != wide && expected != expected) || memcmp(&wide, &expected, sizeof wide) == 0;
    }
    if (is(type.type, "string")) {
        if (!iso_value_as_text(found, &text)) return false;
        if (is(json_text(type.node, "logicalType"), "uuid")) return equals_uuid(text, value);
        return equals(text, value->text, value->len);
    }
    if (is(type.type, "enum")) return iso_value_as_symbol(found, &text) && equals(text, value->text, value->len);
    size_t len = 0;
    uint8_t *expected = latin1(value, &len);
    bool equal = expected != NULL && iso_value_as_bytes(found, &bytes) && bytes.len == len &&
                 (len == 0 || memcmp(bytes.data, expected, len) == 0);
    free(expected);
    return equal;
}

bool avro_same(const schema_text *schema, const json *value, iso_value found) {
    return same(schema, understand(schema, schema->root, ""), value, found);
}
