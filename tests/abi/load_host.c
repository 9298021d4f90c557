/* The typed notation of host.jsonl, and values copied from a reader into a writer. */
#include "load.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WIDE = 64 };

static bool is(const json *value, const char *key) {
    return strlen(key) == value->key_len && memcmp(key, value->key, value->key_len) == 0;
}

uint8_t *hex_bytes(const char *hex, size_t *len) {
    size_t count = strlen(hex) / 2;
    uint8_t *bytes = malloc(count + 1);
    if (bytes == NULL) abort();
    for (size_t i = 0; i < count; i++) {
        unsigned byte = 0;
        for (int half = 0; half < 2; half++) {
            char c = hex[2 * i + (size_t)half];
            byte = byte * 16 + (unsigned)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
        }
        bytes[i] = (uint8_t)byte;
    }
    *len = count;
    return bytes;
}

/* A float: digits, or `bits:` and its bits, widened. */
static double single(const char *text) {
    if (strncmp(text, "bits:", 5) != 0) return (double)strtof(text, NULL);
    uint32_t bits = (uint32_t)strtoul(text + 5, NULL, 16);
    float value;
    memcpy(&value, &bits, sizeof value);
    return (double)value;
}

static double twofold(const char *text) {
    if (strncmp(text, "bits:", 5) != 0) return strtod(text, NULL);
    uint64_t bits = strtoull(text + 5, NULL, 16);
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* A text, as UTF-8 or what was meant to be: freed with free. */
static char *held_text(const json *value, size_t *len) {
    const json *inner = value->kind == JSON_OBJECT ? value->first : value;
    if (inner == value || is(inner, "text")) {
        char *copy = malloc(inner->len + 1);
        if (copy == NULL) abort();
        memcpy(copy, inner->text, inner->len + 1);
        *len = inner->len;
        return copy;
    }
    if (is(inner, "rawtext")) return (char *)hex_bytes(inner->text, len);
    /* UTF-16: let the reader of JSON put the units together. */
    char *quoted = malloc(inner->count * 6 + 3), *out = quoted;
    if (quoted == NULL) abort();
    *out++ = '"';
    for (const json *unit = inner->first; unit != NULL; unit = unit->next) out += sprintf(out, "\\u%.4s", unit->text);
    *out++ = '"';
    const json *root;
    json_doc *doc = json_parse(quoted, (size_t)(out - quoted), &root);
    free(quoted);
    if (doc == NULL) abort();
    char *copy = held_text(root, len);
    json_free(doc);
    return copy;
}

/* Days since 1970-01-01 in the proleptic Gregorian calendar. */
static int64_t days_of(const char *date) {
    int64_t sign = *date == '-' ? -1 : 1;
    if (*date == '-' || *date == '+') date++;
    char *end;
    int64_t year = sign * strtoll(date, &end, 10);
    int64_t month = strtoll(end + 1, &end, 10), day = strtoll(end + 1, NULL, 10);
    /* Years that begin in March: the leap day is the last. */
    int64_t from_march = month > 2 ? month - 3 : month + 9;
    year -= month <= 2;
    int64_t era = (year >= 0 ? year : year - 399) / 400, in_era = year - era * 400;
    return era * 146097 + in_era * 365 + in_era / 4 - in_era / 100 + (153 * from_march + 2) / 5 + day - 1 - 719468;
}

/* Two's complement, big-endian, in WIDE bytes, of the digits of a decimal; its scale. */
static int32_t unscaled_of(const char *text, uint8_t wide[WIDE]) {
    bool negative = *text == '-', behind = false;
    int32_t scale = 0;
    memset(wide, 0, WIDE);
    for (text += negative; *text != '\0' && *text != 'E' && *text != 'e'; text++) {
        if (*text == '.') {
            behind = true;
            continue;
        }
        scale += behind;
        unsigned carry = (unsigned)(*text - '0');
        for (int i = WIDE; i-- > 0;) {
            carry += wide[i] * 10u;
            wide[i] = (uint8_t)carry;
            carry >>= 8;
        }
    }
    if (*text != '\0') scale -= (int32_t)strtol(text + 1, NULL, 10);
    unsigned carry = 1;
    for (int i = WIDE; negative && i-- > 0;) {
        carry += (uint8_t)~wide[i];
        wide[i] = (uint8_t)carry;
        carry >>= 8;
    }
    return scale;
}

static void uuid_of(const char *text, uint8_t uuid[16]) {
    char digits[33] = {0};
    size_t count = 0;
    for (; *text != '\0' && count < 32; text++) {
        if (*text != '-') digits[count++] = *text;
    }
    size_t len;
    uint8_t *bytes = hex_bytes(digits, &len);
    memcpy(uuid, bytes, 16);
    free(bytes);
}

static const char *load_pairs(const json *pairs, iso_writer *writer, bool record) {
    for (const json *pair = pairs->first; pair != NULL; pair = pair->next) {
        size_t len;
        char *key = held_text(json_at(pair, 0), &len);
        if (record) iso_writer_field(writer, key);
        else iso_writer_key(writer, key, len);
        free(key);
        const char *unheld = host_load(json_at(pair, 1), writer);
        if (unheld != NULL) return unheld;
    }
    return NULL;
}

const char *host_load(const json *object, iso_writer *writer) {
    const json *value = object->first;
    const char *unheld = NULL;
    if (is(value, "null")) iso_writer_null(writer);
    else if (is(value, "bool")) iso_writer_boolean(writer, value->truth);
    else if (is(value, "i32") || is(value, "i64")) iso_writer_long(writer, json_long(value));
    else if (is(value, "u64")) iso_writer_unsigned(writer, strtoull(value->text, NULL, 10));
    else if (is(value, "big")) return "no integers beyond 64 bits";
    else if (is(value, "f32")) iso_writer_double(writer, single(value->text));
    else if (is(value, "f64")) iso_writer_double(writer, twofold(value->text));
    else if (is(value, "text") || is(value, "utf16") || is(value, "rawtext")) {
        size_t len;
        char *text = held_text(object, &len);
        iso_writer_text(writer, text, len);
        free(text);
    } else if (is(value, "bytes")) {
        size_t len;
        uint8_t *bytes = hex_bytes(value->text, &len);
        iso_writer_bytes(writer, bytes, len);
        free(bytes);
    } else if (is(value, "enum")) iso_writer_enum(writer, json_text(value, "type"), json_text(value, "symbol"));
    else if (is(value, "decimal")) iso_writer_decimal_text(writer, value->text);
    else if (is(value, "uuid")) {
        uint8_t uuid[16];
        uuid_of(value->text, uuid);
        iso_writer_uuid(writer, uuid);
    } else if (is(value, "date")) iso_writer_date(writer, days_of(value->text));
    else if (is(value, "time")) iso_writer_time(writer, json_long(json_get(value, "nanos")));
    else if (is(value, "instant") || is(value, "local")) {
        int64_t seconds = json_long(json_get(value, "seconds"));
        uint32_t nanos = (uint32_t)json_long(json_get(value, "nanos"));
        if (is(value, "local")) iso_writer_local_timestamp(writer, seconds, nanos);
        else iso_writer_timestamp(writer, seconds, nanos);
    } else if (is(value, "duration")) {
        uint32_t months = (uint32_t)json_long(json_get(value, "months"));
        uint32_t days = (uint32_t)json_long(json_get(value, "days"));
        iso_writer_duration(writer, months, days, (uint32_t)json_long(json_get(value, "millis")));
    } else if (is(value, "list")) {
        iso_writer_list_begin(writer);
        for (const json *item = value->first; item != NULL && unheld == NULL; item = item->next) {
            unheld = host_load(item, writer);
        }
        iso_writer_list_end(writer);
    } else if (is(value, "map")) {
        iso_writer_map_begin(writer);
        unheld = load_pairs(value, writer, false);
        iso_writer_map_end(writer);
    } else if (is(value, "struct")) {
        iso_writer_record_begin(writer, json_text(value, "name"));
        unheld = load_pairs(json_get(value, "fields"), writer, true);
        iso_writer_record_end(writer);
    } else if (is(value, "branch")) {
        iso_writer_branch(writer, json_text(value, "name"));
        unheld = host_load(json_get(value, "value"), writer);
    } else {
        fprintf(stderr, "unknown kind of host value: %s\n", value->key);
        exit(2);
    }
    return unheld;
}

static bool same_pairs(const json *pairs, iso_value found) {
    iso_kind kind = iso_value_kind(found);
    if ((kind != ISO_KIND_MAP && kind != ISO_KIND_RECORD) || iso_value_length(found) != pairs->count) return false;
    for (const json *pair = pairs->first; pair != NULL; pair = pair->next) {
        size_t len;
        char *key = held_text(json_at(pair, 0), &len);
        iso_value inner = iso_value_get(found, key, len);
        free(key);
        if (!host_same(json_at(pair, 1), inner)) return false;
    }
    return true;
}

static bool same_decimal(const char *text, iso_value found) {
    uint8_t expected[WIDE], wide[WIDE];
    iso_bytes unscaled;
    int32_t scale;
    if (!iso_value_as_decimal(found, &unscaled, &scale) || unscaled.len > WIDE) return false;
    int32_t expected_scale = unscaled_of(text, expected);
    memset(wide, unscaled.len > 0 && unscaled.data[0] & 0x80 ? 0xff : 0, WIDE);
    if (unscaled.len > 0) memcpy(wide + WIDE - unscaled.len, unscaled.data, unscaled.len);
    return scale == expected_scale && memcmp(wide, expected, WIDE) == 0;
}

bool host_same(const json *object, iso_value found) {
    const json *value = object->first;
    bool truth;
    int64_t number;
    uint32_t nanos, months, days, millis;
    double wide;
    iso_str text;
    iso_bytes bytes;
    size_t len;
    if (is(value, "null")) return iso_value_kind(found) == ISO_KIND_NULL;
    if (is(value, "bool")) return iso_value_as_boolean(found, &truth) && truth == value->truth;
    if (is(value, "i32") || is(value, "i64")) return iso_value_as_long(found, &number) && number == json_long(value);
    if (is(value, "f32") || is(value, "f64")) {
        double expected = is(value, "f32") ? single(value->text) : twofold(value->text);
        if (!iso_value_as_double(found, &wide)) return false;
        return (wide != wide && expected != expected) || memcmp(&wide, &expected, sizeof wide) == 0;
    }
    if (is(value, "text")) {
        bool symbol = iso_value_kind(found) == ISO_KIND_ENUM;
        if (!(symbol ? iso_value_as_symbol(found, &text) : iso_value_as_text(found, &text))) return false;
        return text.len == value->len && (text.len == 0 || memcmp(text.data, value->text, text.len) == 0);
    }
    if (is(value, "bytes")) {
        uint8_t *expected = hex_bytes(value->text, &len);
        bool equal = iso_value_as_bytes(found, &bytes) && bytes.len == len &&
                     (len == 0 || memcmp(bytes.data, expected, len) == 0);
        free(expected);
        return equal;
    }
    if (is(value, "decimal")) return same_decimal(value->text, found);
    if (is(value, "uuid")) {
        uint8_t expected[16], uuid[16];
        uuid_of(value->text, expected);
        return iso_value_as_uuid(found, uuid) && memcmp(uuid, expected, 16) == 0;
    }
    if (is(value, "date")) return iso_value_as_date(found, &number) && number == days_of(value->text);
    if (is(value, "time")) {
        return iso_value_as_time(found, &number) && number == json_long(json_get(value, "nanos"));
    }
    if (is(value, "instant") || is(value, "local")) {
        bool found_one = is(value, "local") ? iso_value_as_local_timestamp(found, &number, &nanos)
                                            : iso_value_as_timestamp(found, &number, &nanos);
        return found_one && number == json_long(json_get(value, "seconds")) &&
               nanos == (uint32_t)json_long(json_get(value, "nanos"));
    }
    if (is(value, "duration")) {
        return iso_value_as_duration(found, &months, &days, &millis) &&
               months == (uint32_t)json_long(json_get(value, "months")) &&
               days == (uint32_t)json_long(json_get(value, "days")) &&
               millis == (uint32_t)json_long(json_get(value, "millis"));
    }
    if (is(value, "list")) {
        if (iso_value_kind(found) != ISO_KIND_LIST || iso_value_length(found) != value->count) return false;
        size_t i = 0;
        for (const json *item = value->first; item != NULL; item = item->next, i++) {
            if (!host_same(item, iso_value_item(found, i))) return false;
        }
        return true;
    }
    if (is(value, "map")) return same_pairs(value, found);
    fprintf(stderr, "a decoded value cannot be a %s\n", value->key);
    exit(2);
}

/* The names of a schema end with NUL here: freed with free. */
static char *name_of(iso_str text) {
    char *name = malloc(text.len + 1);
    if (name == NULL) abort();
    if (text.len > 0) memcpy(name, text.data, text.len);
    name[text.len] = '\0';
    return name;
}

static void copy_children(iso_value value, iso_writer *writer, iso_kind kind) {
    for (size_t i = 0; i < iso_value_length(value); i++) {
        iso_str key = iso_value_key(value, i);
        if (kind == ISO_KIND_MAP) iso_writer_key(writer, key.data, key.len);
        if (kind == ISO_KIND_RECORD) {
            char *name = name_of(key);
            iso_writer_field(writer, name);
            free(name);
        }
        copy_value(iso_value_item(value, i), writer);
    }
}

void copy_value(iso_value value, iso_writer *writer) {
    bool truth = false;
    int64_t number = 0;
    uint32_t nanos = 0, months = 0, days = 0;
    int32_t scale = 0;
    double wide = 0;
    iso_str text = {0};
    iso_bytes bytes = {0};
    uint8_t uuid[16];
    char *name = name_of(iso_value_type_name(value)), *symbol;
    switch (iso_value_kind(value)) {
    case ISO_KIND_NULL: iso_writer_null(writer); break;
    case ISO_KIND_BOOLEAN:
        if (iso_value_as_boolean(value, &truth)) iso_writer_boolean(writer, truth);
        break;
    case ISO_KIND_INT:
    case ISO_KIND_LONG:
        if (iso_value_as_long(value, &number)) iso_writer_long(writer, number);
        break;
    case ISO_KIND_FLOAT:
    case ISO_KIND_DOUBLE:
        if (iso_value_as_double(value, &wide)) iso_writer_double(writer, wide);
        break;
    case ISO_KIND_TEXT:
        if (iso_value_as_text(value, &text)) iso_writer_text(writer, text.data, text.len);
        break;
    case ISO_KIND_BYTES:
        if (iso_value_as_bytes(value, &bytes)) iso_writer_bytes(writer, bytes.data, bytes.len);
        break;
    case ISO_KIND_ENUM:
        if (!iso_value_as_symbol(value, &text)) break;
        symbol = name_of(text);
        iso_writer_enum(writer, name, symbol);
        free(symbol);
        break;
    case ISO_KIND_DECIMAL:
        if (iso_value_as_decimal(value, &bytes, &scale)) iso_writer_decimal(writer, bytes.data, bytes.len, scale);
        break;
    case ISO_KIND_UUID:
        if (iso_value_as_uuid(value, uuid)) iso_writer_uuid(writer, uuid);
        break;
    case ISO_KIND_DATE:
        if (iso_value_as_date(value, &number)) iso_writer_date(writer, number);
        break;
    case ISO_KIND_TIME:
        if (iso_value_as_time(value, &number)) iso_writer_time(writer, number);
        break;
    case ISO_KIND_TIMESTAMP:
        if (iso_value_as_timestamp(value, &number, &nanos)) iso_writer_timestamp(writer, number, nanos);
        break;
    case ISO_KIND_LOCAL_TIMESTAMP:
        if (iso_value_as_local_timestamp(value, &number, &nanos)) iso_writer_local_timestamp(writer, number, nanos);
        break;
    case ISO_KIND_DURATION:
        if (iso_value_as_duration(value, &months, &days, &nanos)) iso_writer_duration(writer, months, days, nanos);
        break;
    case ISO_KIND_LIST:
        iso_writer_list_begin(writer);
        copy_children(value, writer, ISO_KIND_LIST);
        iso_writer_list_end(writer);
        break;
    case ISO_KIND_MAP:
        iso_writer_map_begin(writer);
        copy_children(value, writer, ISO_KIND_MAP);
        iso_writer_map_end(writer);
        break;
    case ISO_KIND_RECORD:
        iso_writer_record_begin(writer, name);
        copy_children(value, writer, ISO_KIND_RECORD);
        iso_writer_record_end(writer);
        break;
    case ISO_KIND_BRANCH: {
        iso_value inner = iso_value_branch(value, &text);
        symbol = name_of(text);
        iso_writer_branch(writer, symbol);
        free(symbol);
        copy_value(inner, writer);
        break;
    }
    default: break;
    }
    free(name);
}
