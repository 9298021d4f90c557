/* A small reader of JSON for tests and examples. */
#include "json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 1 << 16, DEEPEST = 20000 };

struct json_doc {
    struct block *blocks;
};

struct block {
    struct block *next;
    size_t used, size;
    max_align_t data[];
};

typedef struct {
    json_doc *doc;
    const char *at, *end;
    int depth;
} reader;

static void *get_memory(json_doc *doc, size_t size) {
    size = (size + sizeof(max_align_t) - 1) / sizeof(max_align_t) * sizeof(max_align_t);
    struct block *top = doc->blocks;
    if (top == NULL || top->size - top->used < size) {
        size_t room = size > BLOCK ? size : BLOCK;
        struct block *fresh = malloc(sizeof *fresh + room);
        if (fresh == NULL) abort();
        *fresh = (struct block){.next = top, .used = 0, .size = room};
        doc->blocks = top = fresh;
    }
    void *memory = (char *)top->data + top->used;
    top->used += size;
    return memory;
}

static void skip_space(reader *r) {
    while (r->at < r->end && strchr(" \t\r\n", *r->at) != NULL && *r->at != '\0') r->at++;
}

static bool take(reader *r, char wanted) {
    skip_space(r);
    if (r->at == r->end || *r->at != wanted) return false;
    r->at++;
    return true;
}

static bool take_word(reader *r, const char *word) {
    size_t len = strlen(word);
    if ((size_t)(r->end - r->at) < len || memcmp(r->at, word, len) != 0) return false;
    r->at += len;
    return true;
}

static bool read_unit(reader *r, uint32_t *unit) {
    if (r->end - r->at < 4) return false;
    *unit = 0;
    for (int i = 0; i < 4; i++) {
        char c = *r->at++;
        uint32_t digit = c >= '0' && c <= '9'   ? (uint32_t)(c - '0')
                         : c >= 'a' && c <= 'f' ? (uint32_t)(c - 'a' + 10)
                         : c >= 'A' && c <= 'F' ? (uint32_t)(c - 'A' + 10)
                                                : 16;
        if (digit == 16) return false;
        *unit = *unit * 16 + digit;
    }
    return true;
}

static char *put_character(char *out, uint32_t c) {
    if (c < 0x80) {
        *out++ = (char)c;
    } else if (c < 0x800) {
        *out++ = (char)(0xc0 | c >> 6);
        *out++ = (char)(0x80 | (c & 0x3f));
    } else if (c < 0x10000) {
        *out++ = (char)(0xe0 | c >> 12);
        *out++ = (char)(0x80 | (c >> 6 & 0x3f));
        *out++ = (char)(0x80 | (c & 0x3f));
    } else {
        *out++ = (char)(0xf0 | c >> 18);
        *out++ = (char)(0x80 | (c >> 12 & 0x3f));
        *out++ = (char)(0x80 | (c >> 6 & 0x3f));
        *out++ = (char)(0x80 | (c & 0x3f));
    }
    return out;
}

static bool read_escape(reader *r, char **out) {
    if (r->at == r->end) return false;
    char c = *r->at++;
    const char *plain = strchr("\"\\/b\bf\fn\nr\rt\t", c);
    if (c == '"' || c == '\\' || c == '/') {
        *(*out)++ = c;
        return true;
    }
    if (c == 'u') {
        uint32_t unit, low;
        if (!read_unit(r, &unit)) return false;
        if (unit >= 0xd800 && unit < 0xdc00 && r->end - r->at >= 6 && r->at[0] == '\\' && r->at[1] == 'u') {
            const char *back = r->at;
            r->at += 2;
            if (!read_unit(r, &low)) return false;
            if (low >= 0xdc00 && low < 0xe000) {
                unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
            } else {
                r->at = back;
            }
        }
        *out = put_character(*out, unit);
        return true;
    }
    if (plain == NULL || c == '\0' || strchr("bfnrt", c) == NULL) return false;
    *(*out)++ = plain[1];
    return true;
}

/* Decoded text is never longer than what stands between the quotes. */
static bool read_text(reader *r, const char **text, size_t *len) {
    if (!take(r, '"')) return false;
    const char *end = r->at;
    while (end < r->end && *end != '"') end += *end == '\\' ? 2 : 1;
    if (end >= r->end) return false;
    char *start = get_memory(r->doc, (size_t)(end - r->at) + 1), *out = start;
    while (r->at < end) {
        char c = *r->at++;
        if (c != '\\') {
            *out++ = c;
        } else if (!read_escape(r, &out)) {
            return false;
        }
    }
    *out = '\0';
    *text = start;
    *len = (size_t)(out - start);
    return take(r, '"');
}

static json *read_value(reader *r);

static bool read_children(reader *r, json *parent, char close) {
    json **next = &parent->first;
    if (take(r, close)) return true;
    do {
        const char *key = NULL;
        size_t key_len = 0;
        if (close == '}' && (!read_text(r, &key, &key_len) || !take(r, ':'))) return false;
        json *child = read_value(r);
        if (child == NULL) return false;
        child->key = key;
        child->key_len = key_len;
        *next = child;
        next = &child->next;
        parent->count++;
    } while (take(r, ','));
    return take(r, close);
}

static bool read_number(reader *r, json *value) {
    const char *start = r->at;
    while (r->at < r->end && *r->at != '\0' && strchr("+-.0123456789eE", *r->at) != NULL) r->at++;
    value->len = (size_t)(r->at - start);
    if (value->len == 0) return false;
    char *copy = get_memory(r->doc, value->len + 1);
    memcpy(copy, start, value->len);
    copy[value->len] = '\0';
    value->text = copy;
    return true;
}

static json *read_value(reader *r) {
    if (++r->depth > DEEPEST) return NULL;
    skip_space(r);
    if (r->at == r->end) return NULL;
    json *value = get_memory(r->doc, sizeof *value);
    *value = (json){.kind = JSON_NULL};
    bool good;
    if (take(r, '{')) {
        value->kind = JSON_OBJECT;
        good = read_children(r, value, '}');
    } else if (take(r, '[')) {
        value->kind = JSON_LIST;
        good = read_children(r, value, ']');
    } else if (*r->at == '"') {
        value->kind = JSON_TEXT;
        good = read_text(r, &value->text, &value->len);
    } else if (take_word(r, "null")) {
        good = true;
    } else if (take_word(r, "true")) {
        value->kind = JSON_BOOL;
        good = value->truth = true;
    } else if (take_word(r, "false")) {
        value->kind = JSON_BOOL;
        good = true;
    } else {
        value->kind = JSON_NUMBER;
        good = read_number(r, value);
    }
    r->depth--;
    return good ? value : NULL;
}

json_doc *json_parse(const char *text, size_t len, const json **root) {
    json_doc *doc = calloc(1, sizeof *doc);
    if (doc == NULL) abort();
    reader r = {.doc = doc, .at = text, .end = text + len};
    *root = read_value(&r);
    skip_space(&r);
    if (*root == NULL || r.at != r.end) {
        json_free(doc);
        *root = NULL;
        return NULL;
    }
    return doc;
}

void json_free(json_doc *doc) {
    if (doc == NULL) return;
    for (struct block *block = doc->blocks; block != NULL;) {
        struct block *next = block->next;
        free(block);
        block = next;
    }
    free(doc);
}

const json *json_get(const json *object, const char *key) {
    if (object == NULL || object->kind != JSON_OBJECT) return NULL;
    size_t len = strlen(key);
    for (const json *child = object->first; child != NULL; child = child->next) {
        if (child->key_len == len && memcmp(child->key, key, len) == 0) return child;
    }
    return NULL;
}

const json *json_at(const json *list, size_t index) {
    if (list == NULL || list->kind != JSON_LIST) return NULL;
    const json *child = list->first;
    while (child != NULL && index-- > 0) child = child->next;
    return child;
}

const char *json_text(const json *object, const char *key) {
    const json *value = json_get(object, key);
    return value != NULL && value->kind == JSON_TEXT ? value->text : NULL;
}

int64_t json_long(const json *value) {
    return value == NULL || value->text == NULL ? 0 : strtoll(value->text, NULL, 10);
}

char *read_file(const char *path, size_t *len) {
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        perror(path);
        exit(2);
    }
    size_t room = 1 << 16, used = 0;
    char *text = malloc(room + 1);
    for (;;) {
        if (text == NULL) abort();
        size_t got = fread(text + used, 1, room - used, file);
        used += got;
        if (got == 0) break;
        if (used == room) text = realloc(text, (room *= 2) + 1);
    }
    fclose(file);
    text[used] = '\0';
    if (len != NULL) *len = used;
    return text;
}
