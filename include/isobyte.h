/* isobyte.h: schemas and codecs for events, with the same bytes from every language.
 *
 * Generated from bindings-c by `cargo run -p xtask -- header`; not to be edited.
 *
 * Names are iso_<noun>_<verb>; the noun is the first parameter, outputs follow the inputs, and `err` is last.
 *
 * Calls that can fail return an iso_status: ISO_OK (0), or what went wrong. `err` may be NULL; on failure it takes a fresh
 * iso_error that the caller frees with iso_error_free; on success it is not touched, nor when ISO_BUFFER_TOO_SMALL is returned.
 * Other outputs are written only on success, except for the size needed with ISO_BUFFER_TOO_SMALL.
 *
 * Every object is freed once, with iso_<noun>_free; NULL is fine. Nouns that are handed out as const (iso_schema, iso_codec,
 * iso_registry, iso_store, iso_file_header) are counted and may be used by many threads at once; mutable ones (iso_writer,
 * iso_reader, iso_buffer, iso_file_reader, iso_file_writer) by one at a time, readers by many while nobody changes them.
 *
 * Bytes and texts that go in are a pointer and a length, and are borrowed for the call; NULL with length 0 is empty.
 * Lengths of texts may be ISO_CSTR: the text ends with NUL. Parameters without a length are texts that end with NUL.
 * No call ever unwinds, prints, or ends the process.
 */

#ifndef ISOBYTE_H
#define ISOBYTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** The length of a text that ends with NUL. */
#define ISO_CSTR ((size_t)-1)

#ifndef ISO_MUST_USE
#if defined(__GNUC__)
#define ISO_MUST_USE __attribute__((warn_unused_result))
#else
#define ISO_MUST_USE
#endif
#endif

/** In the place of a field's number: the root of the schema itself. */
#define ISO_ROOT ((size_t)-1)

/** The registry's latest version of a subject. */
#define ISO_VERSION_LATEST (-1)

/** The event header that says how the event was serialized: "avro" or "avro-json". */
#define ISO_HEADER_CONTENT_TYPE "content-type"

/** The event header that says the same, under another name. */
#define ISO_HEADER_SERIALIZATION_TYPE "serialization-type"

/** The event header that names the schema, by id or URL. */
#define ISO_HEADER_SCHEMA_ID "schema-id"

/**
 * The version of the ABI that this header describes. Within one version functions are only ever added,
 * and no number, layout or meaning changes.
 */
#define ISO_ABI_VERSION 1

/**
 * The version of the tape's layout, which `core/src/tape/mod.rs` describes in full.
 */
#define ISO_TAPE_VERSION 1

/**
 * In the offset of a decoded text on a tape: the other bits are the index of a string of the codec (`iso_codec_string`).
 */
#define ISO_TAPE_STRING 2147483648

/**
 * The length of Confluent's frame: a zero byte and the schema id in four bytes, big-endian.
 */
#define ISO_CONFLUENT_LENGTH 5

/**
 * The length of the header of Avro's single-object encoding.
 */
#define ISO_SINGLE_OBJECT_LENGTH 10

/**
 * What a call came to. 0 is success; `status / 100` is the kind: 1 usage, 2 schema, 3 value (encoding), 4 data (decoding),
 * 5 registry, 9 internal. The numbers are permanent; later versions may add some.
 */
enum iso_status
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * Done.
     */
    ISO_OK = 0,
    /**
     * An argument that no call could accept: NULL, an unknown option, a writer's value that is not complete.
     */
    ISO_INVALID_ARGUMENT = 100,
    /**
     * The caller's buffer is too small; the size needed is in the output parameter. Makes no error object.
     */
    ISO_BUFFER_TOO_SMALL = 101,
    /**
     * Not offered for this format or in this build.
     */
    ISO_UNSUPPORTED = 102,
    /**
     * The object was closed before.
     */
    ISO_CLOSED = 103,
    /**
     * The host's type does not fit the schema; the message lists every mismatch.
     */
    ISO_SHAPE_MISMATCH = 104,
    /**
     * The schema's text is no JSON.
     */
    ISO_SCHEMA_SYNTAX = 200,
    /**
     * The schema says something that the specification forbids.
     */
    ISO_SCHEMA_INVALID = 201,
    /**
     * A name that the schema uses is defined nowhere.
     */
    ISO_SCHEMA_REFERENCE = 202,
    /**
     * Reader and writer schema do not go together.
     */
    ISO_SCHEMA_INCOMPATIBLE = 203,
    /**
     * A value of the wrong kind.
     */
    ISO_VALUE_TYPE = 300,
    /**
     * A value of the right kind that is out of range or would lose digits.
     */
    ISO_VALUE_RANGE = 301,
    /**
     * A field without a value and without a default.
     */
    ISO_VALUE_MISSING = 302,
    /**
     * Two branches of a union fit the value.
     */
    ISO_VALUE_AMBIGUOUS = 303,
    /**
     * A value that breaks a rule of its type: an unknown symbol or field, a wrong size, text that is no UTF-8 or no UUID.
     */
    ISO_VALUE_CONSTRAINT = 304,
    /**
     * A value that is too deep or has too many items.
     */
    ISO_VALUE_LIMIT = 305,
    /**
     * The bytes end too soon, or claim more than there is.
     */
    ISO_DATA_TRUNCATED = 400,
    /**
     * Bytes that no encoder writes.
     */
    ISO_DATA_MALFORMED = 401,
    /**
     * Bytes behind the datum.
     */
    ISO_DATA_TRAILING = 402,
    /**
     * Bytes that are too deep or hold too many items.
     */
    ISO_DATA_LIMIT = 403,
    /**
     * Legal bytes that the host's type cannot hold.
     */
    ISO_DATA_UNREPRESENTABLE = 404,
    /**
     * Bytes that do not begin with a known frame.
     */
    ISO_FRAME_UNKNOWN = 405,
    /**
     * The registry does not have it.
     */
    ISO_NOT_FOUND = 500,
    /**
     * The registry holds something that stands against it.
     */
    ISO_CONFLICT = 501,
    /**
     * The registry refuses it.
     */
    ISO_REJECTED = 502,
    /**
     * The registry wants other credentials.
     */
    ISO_UNAUTHORIZED = 503,
    /**
     * The registry's answer is not understood.
     */
    ISO_PROTOCOL = 504,
    /**
     * The registry does not answer now; the call may be repeated.
     */
    ISO_UNAVAILABLE = 505,
    /**
     * A bug in isobyte.
     */
    ISO_INTERNAL = 900,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum iso_status iso_status;
#else
typedef int32_t iso_status;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * Which of two schemas is the reader.
 */
enum iso_direction
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * The new schema reads what the version wrote.
     */
    ISO_BACKWARD = 0,
    /**
     * The version reads what the new schema writes.
     */
    ISO_FORWARD = 1,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum iso_direction iso_direction;
#else
typedef int32_t iso_direction;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * The kind of a value that knows its own.
 */
enum iso_kind
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * No value: what was asked for is not there. Never on a tape.
     */
    ISO_KIND_NONE = -1,
    /**
     * Null.
     */
    ISO_KIND_NULL = 0,
    /**
     * A boolean.
     */
    ISO_KIND_BOOLEAN = 1,
    /**
     * An integer that the schema calls int.
     */
    ISO_KIND_INT = 2,
    /**
     * An integer.
     */
    ISO_KIND_LONG = 3,
    /**
     * A number that the schema calls float.
     */
    ISO_KIND_FLOAT = 4,
    /**
     * A floating-point number.
     */
    ISO_KIND_DOUBLE = 5,
    /**
     * Text.
     */
    ISO_KIND_TEXT = 6,
    /**
     * Bytes, or a fixed.
     */
    ISO_KIND_BYTES = 7,
    /**
     * A symbol of an enum.
     */
    ISO_KIND_ENUM = 8,
    /**
     * A decimal.
     */
    ISO_KIND_DECIMAL = 9,
    /**
     * A UUID.
     */
    ISO_KIND_UUID = 10,
    /**
     * A date.
     */
    ISO_KIND_DATE = 11,
    /**
     * A time of day.
     */
    ISO_KIND_TIME = 12,
    /**
     * An instant.
     */
    ISO_KIND_TIMESTAMP = 13,
    /**
     * A date and a time of day in no particular zone.
     */
    ISO_KIND_LOCAL_TIMESTAMP = 14,
    /**
     * A duration.
     */
    ISO_KIND_DURATION = 15,
    /**
     * A list.
     */
    ISO_KIND_LIST = 16,
    /**
     * A map.
     */
    ISO_KIND_MAP = 17,
    /**
     * A record.
     */
    ISO_KIND_RECORD = 18,
    /**
     * A union's value with the name of its branch.
     */
    ISO_KIND_BRANCH = 19,
    /**
     * An unsigned integer of 64 bits; never decoded.
     */
    ISO_KIND_UNSIGNED = 20,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum iso_kind iso_kind;
#else
typedef int32_t iso_kind;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * How an event's value was serialized.
 */
enum iso_content_type
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * Avro binary: "avro".
     */
    ISO_CONTENT_AVRO = 0,
    /**
     * Avro's JSON encoding: "avro-json".
     */
    ISO_CONTENT_AVRO_JSON = 1,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum iso_content_type iso_content_type;
#else
typedef int32_t iso_content_type;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * How a value lies in its slot on a tape; also what a walker does with a field (`iso_walk.op`).
 */
enum iso_rep
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * 16 bytes: kind (`iso_kind`, 32 bits), a number, a value.
     */
    ISO_REP_ANY = 0,
    /**
     * 1 byte, 0 or 1.
     */
    ISO_REP_BOOL = 1,
    /**
     * 1 byte.
     */
    ISO_REP_I8 = 2,
    /**
     * 2 bytes.
     */
    ISO_REP_I16 = 3,
    /**
     * 4 bytes.
     */
    ISO_REP_I32 = 4,
    /**
     * 8 bytes.
     */
    ISO_REP_I64 = 5,
    /**
     * 1 byte.
     */
    ISO_REP_U8 = 6,
    /**
     * 2 bytes.
     */
    ISO_REP_U16 = 7,
    /**
     * 4 bytes.
     */
    ISO_REP_U32 = 8,
    /**
     * 8 bytes.
     */
    ISO_REP_U64 = 9,
    /**
     * 4 bytes.
     */
    ISO_REP_F32 = 10,
    /**
     * 8 bytes.
     */
    ISO_REP_F64 = 11,
    /**
     * A word: offset, length << 32.
     */
    ISO_REP_TEXT = 12,
    /**
     * A word.
     */
    ISO_REP_BYTES = 14,
    /**
     * So many bytes in the slot itself.
     */
    ISO_REP_FIXED = 15,
    /**
     * A bytes word (two's complement, big-endian), the scale.
     */
    ISO_REP_DECIMAL = 16,
    /**
     * 16 bytes, big-endian.
     */
    ISO_REP_UUID = 17,
    /**
     * Days since 1970-01-01.
     */
    ISO_REP_DATE = 18,
    /**
     * Nanoseconds since midnight.
     */
    ISO_REP_TIME = 19,
    /**
     * Seconds since 1970-01-01T00:00Z, nanoseconds.
     */
    ISO_REP_TIMESTAMP = 20,
    /**
     * Seconds, nanoseconds, in no particular zone.
     */
    ISO_REP_LOCAL_TIMESTAMP = 21,
    /**
     * Months, days, milliseconds as 32 bits each, and four bytes of nothing.
     */
    ISO_REP_DURATION = 22,
    /**
     * The index of the host's symbol.
     */
    ISO_REP_ENUM = 23,
    /**
     * A word that is 0 when absent, or a presence word and the slot.
     */
    ISO_REP_OPTIONAL = 24,
    /**
     * A word; items one behind the other.
     */
    ISO_REP_LIST = 25,
    /**
     * A word; entries (key word, value slot) one behind the other.
     */
    ISO_REP_MAP = 26,
    /**
     * The record's head, in the slot itself.
     */
    ISO_REP_STRUCT = 27,
    /**
     * The alternative's number from 1 on (0: none), the offset of its slot.
     */
    ISO_REP_ONE_OF = 28,
    /**
     * For walkers only: a run of the host's memory that is copied as it lies.
     */
    ISO_REP_RUN = 29,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum iso_rep iso_rep;
#else
typedef uint32_t iso_rep;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * Algorithms that make a short name for a schema.
 */
enum iso_fingerprint
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * CRC-64-AVRO: 8 bytes, little-endian.
     */
    ISO_FINGERPRINT_CRC64 = 0,
    /**
     * MD5: 16 bytes.
     */
    ISO_FINGERPRINT_MD5 = 1,
    /**
     * SHA-256: 32 bytes.
     */
    ISO_FINGERPRINT_SHA256 = 2,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum iso_fingerprint iso_fingerprint;
#else
typedef int32_t iso_fingerprint;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * What is told of the root or of a field.
 */
enum iso_property
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * The full name of the root, if it is a record, an enum or a fixed; the name of a field.
     */
    ISO_PROPERTY_NAME = 0,
    /**
     * The word for the type, or the type of the field: "record", "union", "int".
     */
    ISO_PROPERTY_TYPE = 1,
    /**
     * The documentation.
     */
    ISO_PROPERTY_DOC = 2,
    /**
     * The default of a field as JSON text; that of an enum, a symbol.
     */
    ISO_PROPERTY_DEFAULT = 3,
    /**
     * How a field takes part in sorting: "ascending", "descending" or "ignore".
     */
    ISO_PROPERTY_ORDER = 4,
    /**
     * The attributes that the specification does not define, and those of logical types, as the JSON text of an object.
     */
    ISO_PROPERTY_ATTRIBUTES = 5,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum iso_property iso_property;
#else
typedef int32_t iso_property;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * What a finding tells.
 */
enum iso_finding_part
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * The kind, as Avro Java names it: "TYPE_MISMATCH".
     */
    ISO_FINDING_KIND = 0,
    /**
     * A sentence for people, without its place.
     */
    ISO_FINDING_WORDS = 1,
    /**
     * Where in the reader's schema, as a JSON pointer; "/" for the whole schema.
     */
    ISO_FINDING_READER_PATH = 2,
    /**
     * Where in the writer's schema, likewise.
     */
    ISO_FINDING_WRITER_PATH = 3,
    /**
     * Where Avro Java locates it.
     */
    ISO_FINDING_PATH = 4,
    /**
     * What was expected and what was found, in Avro Java's words.
     */
    ISO_FINDING_MESSAGE = 5,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum iso_finding_part iso_finding_part;
#else
typedef int32_t iso_finding_part;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * What a change tells.
 */
enum iso_change_part
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * The kind: "field_added".
     */
    ISO_CHANGE_KIND = 0,
    /**
     * Where, by the names of fields: `address.zip`; `[]` for the items of an array, `{}` for the values of a map; empty for the
     * whole schema.
     */
    ISO_CHANGE_PATH = 1,
    /**
     * The change in words.
     */
    ISO_CHANGE_SENTENCE = 2,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum iso_change_part iso_change_part;
#else
typedef int32_t iso_change_part;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * Bytes that calls append to, and whose room is used again. One thread at a time.
 */
typedef struct iso_buffer iso_buffer;

/**
 * What changed between two schemas, owned by the caller. Many threads may look at it.
 */
typedef struct iso_changes iso_changes;

/**
 * A compiled schema: immutable, counted, safe to share between threads.
 */
typedef struct iso_codec iso_codec;

/**
 * Why a call failed. Made by the call that failed, owned by the caller, freed with `iso_error_free`.
 * All its texts are UTF-8 that ends with NUL and live as long as it does.
 */
typedef struct iso_error iso_error;

/**
 * The header of a file: immutable, counted, safe to share between threads.
 */
typedef struct iso_file_header iso_file_header;

/**
 * Takes the bytes of a file, gives its header and then whole blocks. One thread at a time.
 *
 * Feed bytes, take blocks with `iso_file_reader_next` until there is none, feed again; at the end of the file call
 * `iso_file_reader_finish`. What was fed is kept until its block is taken.
 */
typedef struct iso_file_reader iso_file_reader;

/**
 * Takes data, appends the bytes of the file to buffers: the header with the first call, and each block when it is full.
 * One thread at a time. The last block comes with `iso_file_writer_flush` alone.
 */
typedef struct iso_file_writer iso_file_writer;

/**
 * What stands against the compatibility of schemas, owned by the caller. Many threads may look at it.
 */
typedef struct iso_findings iso_findings;

/**
 * A decoded value, to be looked at through `iso_value`. Its memory is used again by `iso_reader_decode`.
 */
typedef struct iso_reader iso_reader;

/**
 * A registry: counted, safe to share between threads; one per process is enough. Every call but `_new`, `_share`, `_free` and
 * `_forget_latest` may do HTTP, and blocks meanwhile; nothing is locked then. Answers are cached.
 */
typedef struct iso_registry iso_registry;

/**
 * A parsed schema: immutable, counted, safe to share between threads.
 */
typedef struct iso_schema iso_schema;

/**
 * Schemas by their CRC-64-AVRO fingerprints: counted, locked inside, safe to share between threads.
 */
typedef struct iso_store iso_store;

/**
 * A value in the making. One thread at a time.
 *
 * A value is one call (`iso_writer_long`), or a `_begin`, the values inside, and the `_end`. Inside a map each value follows its
 * `iso_writer_key`, inside a record its `iso_writer_field`; `iso_writer_branch` stands before the value whose branch of a union
 * it names. Nothing is checked against a schema before `iso_codec_encode`.
 *
 * The first call that does not fit (an end without its beginning, a second value where one is wanted, NULL) fails with
 * `ISO_INVALID_ARGUMENT`; so do all calls behind it, and `iso_codec_encode`, until `iso_writer_reset`. Hence the status of the
 * single calls need not be looked at.
 */
typedef struct iso_writer iso_writer;

/**
 * Bytes, owned by the object that they were asked from.
 */
typedef struct iso_bytes {
    /**
     * The first. NULL where there are none to show; not NULL for bytes of length 0.
     */
    const uint8_t *data;
    /**
     * How many.
     */
    size_t len;
} iso_bytes;

/**
 * How a schema's text is read. Zero it, then set `struct_size` and what differs from the defaults.
 */
typedef struct iso_schema_options {
    /**
     * `sizeof(iso_schema_options)`.
     */
    size_t struct_size;
    /**
     * Not 0: names may hold letters and digits of any script, not of ASCII alone.
     */
    uint32_t utf8_names;
    /**
     * Schemas whose named types the text may use; borrowed for the call.
     */
    const struct iso_schema *const *references;
    /**
     * How many they are.
     */
    size_t reference_count;
} iso_schema_options;

/**
 * Text that is not NUL-terminated: UTF-8, `len` bytes. Owned by the object that it was asked from.
 */
typedef struct iso_str {
    /**
     * The first byte. NULL where there is no text; not NULL for an empty text.
     */
    const char *data;
    /**
     * How many bytes.
     */
    size_t len;
} iso_str;

/**
 * How a codec behaves where the specification leaves a choice. Zero it, then set `struct_size` and what differs from the
 * defaults.
 */
typedef struct iso_codec_options {
    /**
     * `sizeof(iso_codec_options)`.
     */
    size_t struct_size;
    /**
     * Nested records, arrays and maps in one value; 0: 1,000.
     */
    uint32_t depth;
    /**
     * Items that take no bytes, in one datum; 0: 16,384.
     */
    uint32_t empty_items;
    /**
     * Not 0: leave out fields that the schema lacks, instead of refusing them.
     */
    uint32_t ignore_unknown_fields;
    /**
     * Not 0: leave logical types alone; values are those of the underlying type.
     */
    uint32_t raw_logical;
    /**
     * Not 0: decoded values of unions (but null) come as `ISO_KIND_BRANCH`.
     */
    uint32_t tagged_unions;
    /**
     * Not 0: maps are written in the host's order, instead of sorted by key.
     */
    uint32_t insertion_order_maps;
} iso_codec_options;

/**
 * One step of a binding's walk over the fields of a record, in the host's order.
 */
typedef struct iso_walk {
    /**
     * An `iso_rep`.
     */
    uint32_t op;
    /**
     * Where the slot lies behind the record's head on the tape, in bytes.
     */
    uint32_t slot;
    /**
     * Where the field lies in the host's memory, in bytes; for shapes without offsets, the field's number.
     */
    uint32_t field;
    /**
     * The index of the field's shape; for `ISO_REP_RUN`, how many bytes are copied as they lie.
     */
    uint32_t arg;
} iso_walk;

/**
 * A place in a decoded value: small, passed by value, valid as long as its reader has that value. Not to be made by hand.
 */
typedef struct iso_value {
    /**
     * Whose value it is; NULL for no value.
     */
    const struct iso_reader *reader;
    /**
     * Where in it.
     */
    uint64_t at;
} iso_value;

/**
 * What files may ask for. Zero it, then set `struct_size` and what differs from the defaults.
 */
typedef struct iso_file_reader_options {
    /**
     * `sizeof(iso_file_reader_options)`.
     */
    size_t struct_size;
    /**
     * The largest header in bytes; 0: 16 MiB.
     */
    size_t header_bytes;
    /**
     * The largest block in bytes, as it stands in the file and decompressed; 0: 64 MiB.
     */
    size_t block_bytes;
    /**
     * Data in one block that take no bytes; 0: 16,384.
     */
    uint32_t empty_items;
    /**
     * Not 0: names of the schema may hold letters and digits of any script, not of ASCII alone.
     */
    uint32_t utf8_names;
} iso_file_reader_options;

/**
 * Data that were written together.
 */
typedef struct iso_file_block {
    /**
     * How many data there are. Whether the bytes hold so many is for the decoder to see.
     */
    uint64_t count;
    /**
     * The data one behind the other, decompressed. Owned by the reader, until its next call that feeds or takes.
     */
    struct iso_bytes data;
    /**
     * Where the block begins in the file, in bytes.
     */
    uint64_t offset;
    /**
     * Where it ends, behind its sync marker, and the next begins.
     */
    uint64_t end;
} iso_file_block;

/**
 * A key of metadata and its value; borrowed for the call.
 */
typedef struct iso_file_metadata {
    /**
     * The key, in UTF-8; keys that begin with `avro.` are reserved.
     */
    const char *key;
    /**
     * Its length in bytes, or `ISO_CSTR`.
     */
    size_t key_len;
    /**
     * The value.
     */
    const uint8_t *value;
    /**
     * Its length in bytes.
     */
    size_t value_len;
} iso_file_metadata;

/**
 * How a file is written. Zero it, then set `struct_size` and what differs from the defaults.
 */
typedef struct iso_file_writer_options {
    /**
     * `sizeof(iso_file_writer_options)`.
     */
    size_t struct_size;
    /**
     * How blocks are compressed: "null" (also for NULL), "deflate", "bzip2", "snappy", "xz" or "zstandard".
     */
    const char *codec;
    /**
     * Not 0: `level` is given; otherwise it is the codec's usual one.
     */
    uint32_t has_level;
    /**
     * The level of deflate (0 to 9), bzip2 (1 to 9), xz (0 to 9) or zstandard (-131072 to 22).
     */
    int32_t level;
    /**
     * The bytes of data, before they are compressed, at which a block ends; 0: 64,000.
     */
    size_t block_bytes;
    /**
     * Metadata of the caller.
     */
    const struct iso_file_metadata *metadata;
    /**
     * How many entries they are.
     */
    size_t metadata_count;
    /**
     * 16 bytes that stand behind every block, new for every file; NULL: random ones.
     */
    const uint8_t *sync;
} iso_file_writer_options;

/**
 * How to reach a registry. Zero it, then set `struct_size`, `url` and what differs from the defaults.
 * All is borrowed for the call of `iso_registry_new`; texts end with NUL.
 */
typedef struct iso_registry_options {
    /**
     * `sizeof(iso_registry_options)`.
     */
    size_t struct_size;
    /**
     * `http://` or `https://` addresses of one registry, separated by commas, tried in turn; or `memory:` (a registry of its
     * own) or `memory:NAME` (shared by all of this process who give the same name).
     */
    const char *url;
    /**
     * The name for basic authentication, or NULL.
     */
    const char *user;
    /**
     * The password for basic authentication, or NULL.
     */
    const char *password;
    /**
     * A bearer token, or NULL. Not together with `user`.
     */
    const char *token;
    /**
     * How long one request may take, in milliseconds; 0: 10,000.
     */
    uint32_t timeout_ms;
    /**
     * How long connecting may take, in milliseconds; 0: 5,000.
     */
    uint32_t connect_timeout_ms;
    /**
     * How often a request that finds the registry unavailable is repeated; 0: 3 times; negative: never.
     */
    int32_t retries;
    /**
     * The wait before the first repetition, in milliseconds, doubled from one to the next; 0: 100.
     */
    uint32_t backoff_ms;
    /**
     * How long the latest version of a subject is believed, in milliseconds; 0: 60,000.
     */
    uint32_t latest_ttl_ms;
    /**
     * Hosts, beside those of `url`, from which schemas may be fetched by URL: "schemas.example.com", "10.0.0.7:8081".
     * They are never sent credentials.
     */
    const char *const *allowed_hosts;
    /**
     * How many they are.
     */
    size_t allowed_host_count;
    /**
     * A file of PEM certificates to trust instead of the public authorities, or NULL.
     */
    const char *ca_file;
} iso_registry_options;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * The version of the ABI that the library speaks. A program that was compiled against `ISO_ABI_VERSION` may use the library
 * if the two are equal.
 */
ISO_MUST_USE
uint32_t iso_abi_version(void);

/**
 * The version of the library, such as "0.1.0". Static: never freed.
 */
ISO_MUST_USE const char *iso_version(void);

/**
 * The status that the failing call returned; `ISO_OK` for NULL.
 */
ISO_MUST_USE iso_status iso_error_code(const struct iso_error *error);

/**
 * The code's name, the same in all languages, such as "value_range". "" for NULL. Owned by the error.
 */
ISO_MUST_USE const char *iso_error_name(const struct iso_error *error);

/**
 * What was expected and what was found, without the place. "" for NULL. Owned by the error.
 */
ISO_MUST_USE const char *iso_error_message(const struct iso_error *error);

/**
 * The place in the value or in the schema's text, such as `order.items[3].price`; "" for the whole, and for NULL.
 * Owned by the error.
 */
ISO_MUST_USE const char *iso_error_path(const struct iso_error *error);

/**
 * Place and message in one line, for people: `order.zip: expected int, found text`. "" for NULL. Owned by the error.
 */
ISO_MUST_USE const char *iso_error_text(const struct iso_error *error);

/**
 * The place in the input, in bytes; -1 where there is none, and for NULL.
 */
ISO_MUST_USE int64_t iso_error_offset(const struct iso_error *error);

/**
 * Frees an error, once. NULL is fine.
 */
void iso_error_free(struct iso_error *error);

/**
 * The name of a status: "ok", "value_range"; NULL for a number that is none. Static: never freed.
 */
ISO_MUST_USE const char *iso_status_name(int32_t status);

/**
 * An empty buffer. On success `*buffer` is one that the caller frees with `iso_buffer_free`.
 */
ISO_MUST_USE iso_status iso_buffer_new(struct iso_buffer **buffer, struct iso_error **err);

/**
 * What is in the buffer, until it is changed or freed. {NULL, 0} for NULL.
 */
ISO_MUST_USE struct iso_bytes iso_buffer_bytes(const struct iso_buffer *buffer);

/**
 * Empties a buffer; its room stays. NULL is fine.
 */
void iso_buffer_clear(struct iso_buffer *buffer);

/**
 * Frees a buffer, once. NULL is fine.
 */
void iso_buffer_free(struct iso_buffer *buffer);

/**
 * Parses Avro schema text.
 *
 * `text_len` is in bytes, or `ISO_CSTR` if the text ends with NUL. `options` may be NULL.
 * On success `*schema` is a schema that the caller frees with `iso_schema_free`.
 * Fails with `ISO_SCHEMA_SYNTAX`, `ISO_SCHEMA_INVALID` or `ISO_SCHEMA_REFERENCE`; the error's path is the place in the text,
 * such as `fields[2].type`.
 */
ISO_MUST_USE
iso_status iso_schema_parse(const char *text,
                            size_t text_len,
                            const struct iso_schema_options *options,
                            const struct iso_schema **schema,
                            struct iso_error **err);

/**
 * The text as it was parsed, byte for byte. {NULL, 0} for NULL. Owned by the schema.
 */
ISO_MUST_USE struct iso_str iso_schema_text(const struct iso_schema *schema);

/**
 * The Parsing Canonical Form, self-contained. {NULL, 0} for NULL. Owned by the schema.
 */
ISO_MUST_USE struct iso_str iso_schema_canonical(const struct iso_schema *schema);

/**
 * Printed again without white space, with documentation, defaults and custom attributes; self-contained.
 * {NULL, 0} for NULL. Owned by the schema.
 */
ISO_MUST_USE struct iso_str iso_schema_printed(const struct iso_schema *schema);

/**
 * The full name of the root, where it is a record, an enum or a fixed; {NULL, 0} for other schemas and for NULL.
 * Owned by the schema.
 */
ISO_MUST_USE struct iso_str iso_schema_name(const struct iso_schema *schema);

/**
 * The fingerprint of the canonical form.
 *
 * On success it is in `out` and its length (8, 16 or 32) in `*written`; 32 bytes of room are always enough.
 * `ISO_BUFFER_TOO_SMALL` puts the length into `*written` and makes no error object. `written` may be NULL.
 */
ISO_MUST_USE
iso_status iso_schema_fingerprint(const struct iso_schema *schema,
                                  int32_t algorithm,
                                  uint8_t *out,
                                  size_t out_cap,
                                  size_t *written,
                                  struct iso_error **err);

/**
 * Whether the two print the same: white space and the order of JSON attributes do not matter.
 * NULL equals nothing.
 */
ISO_MUST_USE bool iso_schema_equal(const struct iso_schema *a, const struct iso_schema *b);

/**
 * One more share of the schema, to be freed like the first. Gives the same pointer; NULL for NULL.
 */
const struct iso_schema *iso_schema_share(const struct iso_schema *schema);

/**
 * Gives back one share; the last frees the schema. NULL is fine.
 */
void iso_schema_free(const struct iso_schema *schema);

/**
 * How many fields the root has, if it is a record; 0 for other schemas and for NULL.
 */
ISO_MUST_USE size_t iso_schema_field_count(const struct iso_schema *schema);

/**
 * A property (an `iso_property`) of field number `field`, or of the root for `ISO_ROOT`. {NULL, 0} if there is none.
 * Owned by the schema.
 */
ISO_MUST_USE struct iso_str iso_schema_property(const struct iso_schema *schema, size_t field, int32_t property);

/**
 * How many aliases field number `field` has, or the root for `ISO_ROOT`. 0 for what is none.
 */
ISO_MUST_USE size_t iso_schema_alias_count(const struct iso_schema *schema, size_t field);

/**
 * Alias number `index` of field number `field`, or of the root for `ISO_ROOT`, whose aliases are full names. {NULL, 0} if there is
 * none. Owned by the schema.
 */
ISO_MUST_USE
struct iso_str iso_schema_alias(const struct iso_schema *schema,
                                size_t field,
                                size_t index);

/**
 * An attribute of field number `field`, or of the root for `ISO_ROOT`, as JSON text. `name_len` is in bytes or `ISO_CSTR`.
 * {NULL, 0} if there is none. Owned by the schema.
 */
ISO_MUST_USE
struct iso_str iso_schema_attribute(const struct iso_schema *schema,
                                    size_t field,
                                    const char *name,
                                    size_t name_len);

/**
 * How two data of a schema sort, by the specification's order; each is one datum, the whole of its bytes.
 *
 * On success `*order` is -1 if `a` comes first, 1 if `b` does, 0 if they are equal.
 * Fails with `ISO_DATA_...`, path and offset; with `ISO_UNSUPPORTED` where two maps decide, for maps have no order.
 */
ISO_MUST_USE
iso_status iso_schema_compare(const struct iso_schema *schema,
                              const uint8_t *a,
                              size_t a_len,
                              const uint8_t *b,
                              size_t b_len,
                              int32_t *order,
                              struct iso_error **err);

/**
 * Why data of `writer` can fail to be read as `reader`, judged by the schemas alone, as Avro Java judges.
 *
 * On success `*findings` is what stands against it, empty if nothing does, which the caller frees with `iso_findings_free`.
 */
ISO_MUST_USE
iso_status iso_schema_compatible(const struct iso_schema *reader,
                                 const struct iso_schema *writer,
                                 struct iso_findings **findings,
                                 struct iso_error **err);

/**
 * All that stands against a new schema under a level of compatibility.
 *
 * `level` is its name in any case ("BACKWARD", "FULL_TRANSITIVE", ...); `level_len` is in bytes or `ISO_CSTR`. `versions` are the
 * `count` earlier ones, oldest first; borrowed for the call. On success `*findings` is what stands against it, those about later
 * versions first, empty if nothing does, which the caller frees with `iso_findings_free`.
 * Fails with `ISO_INVALID_ARGUMENT` for a name of no level.
 */
ISO_MUST_USE
iso_status iso_schema_check(const struct iso_schema *candidate,
                            const char *level,
                            size_t level_len,
                            const struct iso_schema *const *versions,
                            size_t count,
                            struct iso_findings **findings,
                            struct iso_error **err);

/**
 * How many there are; 0 for NULL.
 */
ISO_MUST_USE size_t iso_findings_count(const struct iso_findings *findings);

/**
 * A part of finding number `index`, an `iso_finding_part`; {NULL, 0} if there is none. Owned by the findings.
 */
ISO_MUST_USE struct iso_str iso_findings_text(const struct iso_findings *findings, size_t index, int32_t part);

/**
 * Which version finding number `index` is about: its position in the list, counted from 0. 0 if there is none.
 */
ISO_MUST_USE size_t iso_findings_version(const struct iso_findings *findings, size_t index);

/**
 * Who cannot read whom in finding number `index`; `ISO_BACKWARD` if there is none.
 */
ISO_MUST_USE iso_direction iso_findings_direction(const struct iso_findings *findings, size_t index);

/**
 * Where finding number `index` is a missing branch of a union: why the branches that have the right type or name cannot read it.
 * NULL if there is no such finding. Owned by the findings: not freed by the caller.
 */
ISO_MUST_USE
const struct iso_findings *iso_findings_causes(const struct iso_findings *findings,
                                               size_t index);

/**
 * Frees findings, once. NULL is fine.
 */
void iso_findings_free(struct iso_findings *findings);

/**
 * What changed from an old schema to a new one, in words.
 *
 * On success `*changes` is a list, outer changes before inner ones, empty if the schemas are equal, which the caller frees with
 * `iso_changes_free`.
 */
ISO_MUST_USE
iso_status iso_schema_diff(const struct iso_schema *old,
                           const struct iso_schema *new_,
                           struct iso_changes **changes,
                           struct iso_error **err);

/**
 * How many there are; 0 for NULL.
 */
ISO_MUST_USE size_t iso_changes_count(const struct iso_changes *changes);

/**
 * A part of change number `index`, an `iso_change_part`; {NULL, 0} if there is none. Owned by the changes.
 */
ISO_MUST_USE struct iso_str iso_changes_text(const struct iso_changes *changes, size_t index, int32_t part);

/**
 * Frees changes, once. NULL is fine.
 */
void iso_changes_free(struct iso_changes *changes);

/**
 * A codec for values that know their own kind: those of `iso_writer` and `iso_reader`.
 *
 * `options` may be NULL. On success `*codec` is a codec that the caller frees with `iso_codec_free`; the schema may be freed
 * before it. Fails with `ISO_INVALID_ARGUMENT`.
 */
ISO_MUST_USE
iso_status iso_codec_new(const struct iso_schema *schema,
                         const struct iso_codec_options *given,
                         const struct iso_codec **codec,
                         struct iso_error **err);

/**
 * For bindings: a codec for one host type, whose values cross on tapes.
 *
 * `shapes` is the type as JSON text, in the form that `core/src/model/shape_text.rs` describes; `shapes_len` is in bytes or
 * `ISO_CSTR`. `options` may be NULL. On success `*codec` is a codec that the caller frees with `iso_codec_free`.
 * Fails with `ISO_SHAPE_MISMATCH`, naming every mismatch and its path, and `ISO_INVALID_ARGUMENT` for shapes that are none.
 */
ISO_MUST_USE
iso_status iso_codec_bind(const struct iso_schema *schema,
                          const char *shapes,
                          size_t shapes_len,
                          const struct iso_codec_options *given,
                          const struct iso_codec **codec,
                          struct iso_error **err);

/**
 * A codec that reads data of `writer` as values of `reader`, for `iso_reader`: fields are matched by name and alias, numbers
 * widened, what the writer lacks takes its default. It encodes nothing (`ISO_UNSUPPORTED`).
 *
 * `options` may be NULL. On success `*codec` is a codec that the caller frees with `iso_codec_free`; the schemas may be freed
 * before it. Fails with `ISO_SCHEMA_INCOMPATIBLE`, naming all reasons, if no data at all can be read; what only some data show
 * is an error of theirs. With the same object for both schemas it is `iso_codec_new`.
 */
ISO_MUST_USE
iso_status iso_codec_resolve(const struct iso_schema *writer,
                             const struct iso_schema *reader,
                             const struct iso_codec_options *given,
                             const struct iso_codec **codec,
                             struct iso_error **err);

/**
 * For bindings: `iso_codec_resolve` for one host type, as `iso_codec_bind` describes it. Fails as both do.
 */
ISO_MUST_USE
iso_status iso_codec_resolve_bind(const struct iso_schema *writer,
                                  const struct iso_schema *reader,
                                  const char *shapes,
                                  size_t shapes_len,
                                  const struct iso_codec_options *given,
                                  const struct iso_codec **codec,
                                  struct iso_error **err);

/**
 * One more share of the codec, to be freed like the first. Gives the same pointer; NULL for NULL.
 */
const struct iso_codec *iso_codec_share(const struct iso_codec *codec);

/**
 * Gives back one share; the last frees the codec. NULL is fine.
 */
void iso_codec_free(const struct iso_codec *codec);

/**
 * The schema of the data that a codec reads: the writer's, which is the codec's own unless it resolves. NULL for NULL. Owned by
 * the codec, as its schema.
 */
ISO_MUST_USE
const struct iso_schema *iso_codec_writer_schema(const struct iso_codec *codec);

/**
 * The codec's schema (the reader's, if it resolves); NULL for NULL. Owned by the codec: not freed by the caller (but see `iso_schema_share`).
 */
ISO_MUST_USE
const struct iso_schema *iso_codec_schema(const struct iso_codec *codec);

/**
 * A size of buffer that most data of this codec fit into, in bytes. 0 for NULL.
 */
ISO_MUST_USE size_t iso_codec_size_hint(const struct iso_codec *codec);

/**
 * For bindings: encodes `count` values whose heads lie one behind the other at the front of the tape.
 *
 * With `wide_text` not NULL, texts lie there as `wide_len` units of UTF-16, and text words count its units. The data are
 * written one behind the other into `out`, which must not overlap the tape; `ends`, unless NULL, takes the `count` offsets at
 * which they end. On success `*written` is the number of bytes.
 * `ISO_BUFFER_TOO_SMALL` makes no error object and puts a size into `*written` that is larger than `out_cap`, without which it
 * cannot do: the next attempt may ask for more, so at least double the buffer.
 * Otherwise fails with `ISO_VALUE_...` and the path (in batches it begins with the value's number), or
 * `ISO_INVALID_ARGUMENT` for a tape that refers to something outside of itself. What `out` and `ends` then hold is undefined.
 */
ISO_MUST_USE
iso_status iso_codec_encode_tape(const struct iso_codec *codec,
                                 const uint8_t *tape,
                                 size_t tape_len,
                                 const uint16_t *wide_text,
                                 size_t wide_len,
                                 size_t count,
                                 uint8_t *out,
                                 size_t out_cap,
                                 size_t *written,
                                 uint32_t *ends,
                                 struct iso_error **err);

/**
 * For bindings: decodes `count` data, which together are the whole of `src`, onto a tape: their heads at its front.
 *
 * Texts and bytes become words into `src`, which the caller keeps, or strings of the codec (`ISO_TAPE_STRING`).
 * On success `*used` is how much of the tape is in use. `ISO_BUFFER_TOO_SMALL` makes no error object and puts a size into
 * `*used` that is larger than `tape_cap`, without which it cannot do: the next attempt may ask for more, so at least double
 * the tape. Otherwise fails with `ISO_DATA_...`, path and offset; what the tape then holds is undefined.
 */
ISO_MUST_USE
iso_status iso_codec_decode_tape(const struct iso_codec *codec,
                                 const uint8_t *src,
                                 size_t src_len,
                                 size_t count,
                                 uint8_t *tape,
                                 size_t tape_cap,
                                 size_t *used,
                                 struct iso_error **err);

/**
 * For bindings: decodes the first `count` data of `src`, which may be followed by others, onto a tape, as `iso_codec_decode_tape`
 * does. On success `*end` is where the last ends in `src`. In the paths of errors the numbers of the data begin with `first`.
 */
ISO_MUST_USE
iso_status iso_codec_decode_tape_some(const struct iso_codec *codec,
                                      const uint8_t *src,
                                      size_t src_len,
                                      size_t first,
                                      size_t count,
                                      uint8_t *tape,
                                      size_t tape_cap,
                                      size_t *used,
                                      size_t *end,
                                      struct iso_error **err);

/**
 * For bindings: the steps of a walk over the fields of struct number `shape`. On success `*count` is how many they are.
 * NULL and 0 for other shapes, numbers that are none, and NULL. Owned by the codec.
 */
ISO_MUST_USE const struct iso_walk *iso_codec_walk(const struct iso_codec *codec, uint32_t shape, size_t *count);

/**
 * For bindings: where the slot of each field of struct number `shape` lies behind its head, in the host's order.
 * On success `*count` is how many they are. NULL and 0 for other shapes, numbers that are none, and NULL. Owned by the codec.
 */
ISO_MUST_USE
const uint32_t *iso_codec_slots(const struct iso_codec *codec,
                                uint32_t shape,
                                size_t *count);

/**
 * For bindings: the size of the head of struct number `shape` on a tape, in bytes; 0 for other shapes and for NULL.
 */
ISO_MUST_USE uint32_t iso_codec_head_size(const struct iso_codec *codec, uint32_t shape);

/**
 * For bindings: the size of the slot of shape number `shape` on a tape, in bytes; 0 for numbers that are none and for NULL.
 */
ISO_MUST_USE
uint32_t iso_codec_slot_size(const struct iso_codec *codec,
                             uint32_t shape);

/**
 * For bindings: whether the head of struct number `shape` is the host's memory as it lies.
 */
ISO_MUST_USE bool iso_codec_is_flat(const struct iso_codec *codec, uint32_t shape);

/**
 * For bindings: how many strings the codec's table of names has.
 */
ISO_MUST_USE uint32_t iso_codec_string_count(const struct iso_codec *codec);

/**
 * For bindings: string number `index` of the codec's table of names; {NULL, 0} if there is none. Owned by the codec.
 */
ISO_MUST_USE struct iso_str iso_codec_string(const struct iso_codec *codec, uint32_t index);

/**
 * For bindings: how many named types the codec has (records, enums, fixed types, and the names of the branches of unions).
 */
ISO_MUST_USE
uint32_t iso_codec_type_count(const struct iso_codec *codec);

/**
 * For bindings: the strings of named type number `named`: the index of the first, and how many. A record's are its full name
 * and its fields'; an enum's, its full name and its symbols; a fixed's, its full name; a union's, the names of its branches.
 * False, and nothing written, if there is no such type. `first` and `count` may be NULL.
 */
ISO_MUST_USE
bool iso_codec_type(const struct iso_codec *codec,
                    uint32_t named,
                    uint32_t *first,
                    uint32_t *count);

/**
 * One datum in Avro binary, the whole of `src`, as text in Avro's JSON encoding under the codec's writer schema.
 *
 * On success the text (UTF-8, without NUL) is appended to `out`; on failure `out` is as it was.
 * Fails with `ISO_DATA_...`, path and offset. The codec may be bound to a host type.
 */
ISO_MUST_USE
iso_status iso_codec_binary_to_json(const struct iso_codec *codec,
                                    const uint8_t *src,
                                    size_t src_len,
                                    struct iso_buffer *out,
                                    struct iso_error **err);

/**
 * One value in Avro's JSON encoding, the whole of `json` but for white space, as Avro binary under the codec's writer schema.
 * `json_len` is in bytes or `ISO_CSTR`.
 *
 * On success the datum is appended to `out`; on failure `out` is as it was. Fails with `ISO_DATA_...`, path and offset.
 * The codec may be bound to a host type.
 */
ISO_MUST_USE
iso_status iso_codec_json_to_binary(const struct iso_codec *codec,
                                    const char *json,
                                    size_t json_len,
                                    struct iso_buffer *out,
                                    struct iso_error **err);

/**
 * Encodes the value of a writer as text in Avro's JSON encoding.
 *
 * On success the text (UTF-8, without NUL) is appended to `out`; on failure `out` is as it was. Fails as `iso_codec_encode`.
 */
ISO_MUST_USE
iso_status iso_codec_encode_json(const struct iso_codec *codec,
                                 const struct iso_writer *writer,
                                 struct iso_buffer *out,
                                 struct iso_error **err);

/**
 * Decodes one value in Avro's JSON encoding, the whole of `json` but for white space; `json_len` is in bytes or `ISO_CSTR`.
 *
 * On success `*reader` is a reader that the caller frees with `iso_reader_free`; the codec may be freed before it.
 * Fails with `ISO_DATA_...`, path and offset (in the text, or in its binary form where resolution refuses it); with
 * `ISO_INVALID_ARGUMENT` for a codec from `iso_codec_bind`.
 */
ISO_MUST_USE
iso_status iso_codec_decode_json(const struct iso_codec *codec,
                                 const char *json,
                                 size_t json_len,
                                 struct iso_reader **reader,
                                 struct iso_error **err);

/**
 * A writer without a value. On success `*writer` is a writer that the caller frees with `iso_writer_free`.
 * Fails with `ISO_INVALID_ARGUMENT`.
 */
ISO_MUST_USE iso_status iso_writer_new(struct iso_writer **writer, struct iso_error **err);

/**
 * Forgets value and failure, and keeps the memory: for the next value.
 */
void iso_writer_reset(struct iso_writer *writer);

/**
 * Frees a writer, once. NULL is fine.
 */
void iso_writer_free(struct iso_writer *writer);

/**
 * Why the first call failed that did, or NULL. Owned by the writer, until it is reset or freed.
 */
ISO_MUST_USE const struct iso_error *iso_writer_error(const struct iso_writer *writer);

/**
 * Null.
 */
iso_status iso_writer_null(struct iso_writer *writer);

/**
 * A boolean.
 */
iso_status iso_writer_boolean(struct iso_writer *writer, bool boolean);

/**
 * An integer, for int and long (and, if exact, float and double): ranges are checked on encoding.
 */
iso_status iso_writer_long(struct iso_writer *writer, int64_t number);

/**
 * An unsigned integer; encoding refuses what 64 signed bits do not hold.
 */
iso_status iso_writer_unsigned(struct iso_writer *writer, uint64_t number);

/**
 * A number, for float and double.
 */
iso_status iso_writer_double(struct iso_writer *writer, double number);

/**
 * Text in UTF-8, copied; `text_len` is in bytes or `ISO_CSTR`. Encoding refuses what is no UTF-8.
 */
iso_status iso_writer_text(struct iso_writer *writer, const char *text, size_t text_len);

/**
 * Bytes, for bytes and fixed, copied.
 */
iso_status iso_writer_bytes(struct iso_writer *writer, const uint8_t *bytes, size_t bytes_len);

/**
 * A symbol of an enum. `type_name` is the enum's full or simple name, or NULL; in unions it tells enums apart.
 */
iso_status iso_writer_enum(struct iso_writer *writer, const char *type_name, const char *symbol);

/**
 * A decimal: `unscaled * 10^-scale`; `unscaled` is two's complement, big-endian, copied; no bytes are zero.
 */
iso_status iso_writer_decimal(struct iso_writer *writer, const uint8_t *unscaled, size_t unscaled_len, int32_t scale);

/**
 * A decimal from its digits, such as "-12.50", whose scale is 2, or "1E+3", whose scale is -3.
 * At most 65,536 digits.
 */
iso_status iso_writer_decimal_text(struct iso_writer *writer, const char *digits);

/**
 * A UUID: 16 bytes, big-endian, copied.
 */
iso_status iso_writer_uuid(struct iso_writer *writer, const uint8_t *uuid);

/**
 * A date: days since 1970-01-01.
 */
iso_status iso_writer_date(struct iso_writer *writer, int64_t days);

/**
 * A time of day: nanoseconds since midnight, floored to the schema's unit on encoding.
 */
iso_status iso_writer_time(struct iso_writer *writer, int64_t nanos);

/**
 * An instant: seconds since 1970-01-01T00:00Z (floored) and 0 to 999,999,999 nanoseconds, floored to the schema's unit on
 * encoding.
 */
iso_status iso_writer_timestamp(struct iso_writer *writer,
                                int64_t seconds,
                                uint32_t nanos);

/**
 * A date and time of day in no particular zone: as `iso_writer_timestamp`, counted from 1970-01-01T00:00 there.
 */
iso_status iso_writer_local_timestamp(struct iso_writer *writer, int64_t seconds, uint32_t nanos);

/**
 * Avro's duration: three independent numbers.
 */
iso_status iso_writer_duration(struct iso_writer *writer, uint32_t months, uint32_t days, uint32_t millis);

/**
 * Begins a list.
 */
iso_status iso_writer_list_begin(struct iso_writer *writer);

/**
 * Ends the list that was begun last.
 */
iso_status iso_writer_list_end(struct iso_writer *writer);

/**
 * Begins a map (or a record: the schema decides).
 */
iso_status iso_writer_map_begin(struct iso_writer *writer);

/**
 * The key of the value that follows, in UTF-8, copied; `key_len` is in bytes or `ISO_CSTR`. The order of keys does not matter.
 */
iso_status iso_writer_key(struct iso_writer *writer,
                          const char *key,
                          size_t key_len);

/**
 * Ends the map that was begun last.
 */
iso_status iso_writer_map_end(struct iso_writer *writer);

/**
 * Begins a record. `name` is its full or simple name, or NULL; in unions it tells records apart.
 */
iso_status iso_writer_record_begin(struct iso_writer *writer, const char *name);

/**
 * The field whose value follows. Fields in the schema's order are found fastest; those left out take their defaults.
 */
iso_status iso_writer_field(struct iso_writer *writer, const char *name);

/**
 * Ends the record that was begun last.
 */
iso_status iso_writer_record_end(struct iso_writer *writer);

/**
 * Names the branch of a union for the value that follows: "long", "shop.Order". Without it, the kind of the value decides.
 */
iso_status iso_writer_branch(struct iso_writer *writer,
                             const char *name);

/**
 * Encodes the value of a writer, which stays as it is.
 *
 * On success the datum is in `out` and its length in `*written`. `ISO_BUFFER_TOO_SMALL` makes no error object and puts the
 * length that is needed into `*written`: call with NULL and 0 to ask for it, or begin with `iso_codec_size_hint`.
 * Fails with `ISO_VALUE_...` and the path; with `ISO_INVALID_ARGUMENT` for a writer whose value is not complete or that was
 * misused, and for a codec from `iso_codec_bind`. What `out` then holds is undefined.
 */
ISO_MUST_USE
iso_status iso_codec_encode(const struct iso_codec *codec,
                            const struct iso_writer *writer,
                            uint8_t *out,
                            size_t out_cap,
                            size_t *written,
                            struct iso_error **err);

/**
 * Decodes one datum, the whole of `src`, which is copied.
 *
 * On success `*reader` is a reader that the caller frees with `iso_reader_free`; the codec may be freed before it.
 * Fails with `ISO_DATA_...`, path and offset; with `ISO_INVALID_ARGUMENT` for a codec from `iso_codec_bind`.
 */
ISO_MUST_USE
iso_status iso_codec_decode(const struct iso_codec *codec,
                            const uint8_t *src,
                            size_t src_len,
                            struct iso_reader **reader,
                            struct iso_error **err);

/**
 * Decodes the next datum, by the same codec or another, into a reader whose memory is used again. All `iso_value` and views
 * that came from it are void. Fails as `iso_codec_decode`; the reader then has no value.
 */
ISO_MUST_USE
iso_status iso_reader_decode(struct iso_reader *reader,
                             const struct iso_codec *codec,
                             const uint8_t *src,
                             size_t src_len,
                             struct iso_error **err);

/**
 * A reader without a value, for `iso_reader_decode` and `iso_reader_decode_at`.
 * On success `*reader` is one that the caller frees with `iso_reader_free`; the codec may be freed before it.
 */
ISO_MUST_USE
iso_status iso_reader_new(const struct iso_codec *codec,
                          struct iso_reader **reader,
                          struct iso_error **err);

/**
 * Decodes the datum that begins at offset `at` of `src`, which others may follow, such as those of a block of a file; by the same
 * codec or another. The datum is copied, and all `iso_value` and views that came from the reader are void.
 *
 * On success `*end` is where the datum ends, and the next begins. Fails as `iso_codec_decode`; the reader then has no value.
 */
ISO_MUST_USE
iso_status iso_reader_decode_at(struct iso_reader *reader,
                                const struct iso_codec *codec,
                                const uint8_t *src,
                                size_t src_len,
                                size_t at,
                                size_t *end,
                                struct iso_error **err);

/**
 * Frees a reader, once: all `iso_value` and views that came from it are void. NULL is fine.
 */
void iso_reader_free(struct iso_reader *reader);

/**
 * The whole value; of kind `ISO_KIND_NONE` for NULL.
 */
ISO_MUST_USE struct iso_value iso_reader_root(const struct iso_reader *reader);

/**
 * The kind of a value; `ISO_KIND_NONE` for no value.
 */
ISO_MUST_USE iso_kind iso_value_kind(struct iso_value value);

/**
 * A boolean. False, and nothing written, if the value is of another kind.
 */
ISO_MUST_USE bool iso_value_as_boolean(struct iso_value value, bool *boolean);

/**
 * An int or long. False, and nothing written, if the value is of another kind.
 */
ISO_MUST_USE bool iso_value_as_long(struct iso_value value, int64_t *number);

/**
 * A float or double. False, and nothing written, if the value is of another kind.
 */
ISO_MUST_USE bool iso_value_as_double(struct iso_value value, double *number);

/**
 * Text, in UTF-8, owned by the reader. False, and nothing written, if the value is of another kind.
 */
ISO_MUST_USE bool iso_value_as_text(struct iso_value value, struct iso_str *text);

/**
 * The symbol of an enum, owned by the reader. False, and nothing written, if the value is of another kind.
 */
ISO_MUST_USE bool iso_value_as_symbol(struct iso_value value, struct iso_str *symbol);

/**
 * Bytes or a fixed, owned by the reader. False, and nothing written, if the value is of another kind.
 */
ISO_MUST_USE bool iso_value_as_bytes(struct iso_value value, struct iso_bytes *bytes);

/**
 * A decimal: `unscaled * 10^-scale`; `unscaled` is two's complement, big-endian, owned by the reader; no bytes are zero.
 * False, and nothing written, if the value is of another kind.
 */
ISO_MUST_USE
bool iso_value_as_decimal(struct iso_value value,
                          struct iso_bytes *unscaled,
                          int32_t *scale);

/**
 * A UUID: 16 bytes, big-endian, into `uuid`. False, and nothing written, if the value is of another kind.
 */
ISO_MUST_USE bool iso_value_as_uuid(struct iso_value value, uint8_t *uuid);

/**
 * A date: days since 1970-01-01. False, and nothing written, if the value is of another kind.
 */
ISO_MUST_USE bool iso_value_as_date(struct iso_value value, int64_t *days);

/**
 * A time of day: nanoseconds since midnight. False, and nothing written, if the value is of another kind. A time that is no
 * time of day, which data may hold, is a long in the schema's unit.
 */
ISO_MUST_USE
bool iso_value_as_time(struct iso_value value,
                       int64_t *nanos);

/**
 * An instant: seconds since 1970-01-01T00:00Z, floored, and nanoseconds. False, and nothing written, if the value is of
 * another kind.
 */
ISO_MUST_USE bool iso_value_as_timestamp(struct iso_value value, int64_t *seconds, uint32_t *nanos);

/**
 * A date and time of day in no particular zone: seconds since 1970-01-01T00:00 there, floored, and nanoseconds. False, and
 * nothing written, if the value is of another kind.
 */
ISO_MUST_USE
bool iso_value_as_local_timestamp(struct iso_value value,
                                  int64_t *seconds,
                                  uint32_t *nanos);

/**
 * A duration. False, and nothing written, if the value is of another kind.
 */
ISO_MUST_USE bool iso_value_as_duration(struct iso_value value, uint32_t *months, uint32_t *days, uint32_t *millis);

/**
 * How many items a list has, or entries a map, or fields a record; 0 for all else.
 */
ISO_MUST_USE size_t iso_value_length(struct iso_value value);

/**
 * Item `index` of a list, or the value of entry `index` of a map or of field `index` of a record, in the schema's order.
 * Of kind `ISO_KIND_NONE` if there is none.
 */
ISO_MUST_USE
struct iso_value iso_value_item(struct iso_value value,
                                size_t index);

/**
 * The key of entry `index` of a map, or the name of field `index` of a record, owned by the reader; {NULL, 0} if there is none.
 * Keys stand in the order of the data; each occurs once.
 */
ISO_MUST_USE
struct iso_str iso_value_key(struct iso_value value,
                             size_t index);

/**
 * The value of a map's key or of a record's field; `name_len` is in bytes or `ISO_CSTR`.
 * Of kind `ISO_KIND_NONE` if there is none.
 */
ISO_MUST_USE struct iso_value iso_value_get(struct iso_value value, const char *name, size_t name_len);

/**
 * The full name of the record, enum or fixed that a value belongs to, owned by the reader; {NULL, 0} for all else.
 */
ISO_MUST_USE struct iso_str iso_value_type_name(struct iso_value value);

/**
 * The value inside of an `ISO_KIND_BRANCH`; on success `*name`, unless NULL, is the name of the branch, owned by the reader.
 * Of kind `ISO_KIND_NONE`, and nothing written, for a value of another kind.
 */
ISO_MUST_USE
struct iso_value iso_value_branch(struct iso_value value,
                                  struct iso_str *name);

/**
 * Writes Confluent's frame, which the datum follows.
 *
 * On success its length (5) is in `*written`, which may be NULL. `ISO_BUFFER_TOO_SMALL` makes no error object and puts the
 * length there.
 */
ISO_MUST_USE
iso_status iso_frame_write_confluent(uint32_t id,
                                     uint8_t *out,
                                     size_t out_cap,
                                     size_t *written,
                                     struct iso_error **err);

/**
 * Reads Confluent's frame. On success `*id` is the schema's id and `*datum_at` is where the datum begins.
 * Fails with `ISO_DATA_TRUNCATED` below five bytes and `ISO_FRAME_UNKNOWN` if the first byte is not zero.
 */
ISO_MUST_USE
iso_status iso_frame_read_confluent(const uint8_t *src,
                                    size_t src_len,
                                    uint32_t *id,
                                    size_t *datum_at,
                                    struct iso_error **err);

/**
 * Writes the header of Avro's single-object encoding, which the datum follows.
 *
 * On success its length (10) is in `*written`, which may be NULL. `ISO_BUFFER_TOO_SMALL` makes no error object and puts the
 * length there.
 */
ISO_MUST_USE
iso_status iso_frame_write_single_object(const struct iso_schema *schema,
                                         uint8_t *out,
                                         size_t out_cap,
                                         size_t *written,
                                         struct iso_error **err);

/**
 * Reads the header of Avro's single-object encoding. On success the schema's CRC-64-AVRO, little-endian, is in the 8 bytes of
 * `fingerprint`, and `*datum_at` is where the datum begins.
 * Fails with `ISO_DATA_TRUNCATED` below ten bytes and `ISO_FRAME_UNKNOWN` if the first two are not C3 01.
 */
ISO_MUST_USE
iso_status iso_frame_read_single_object(const uint8_t *src,
                                        size_t src_len,
                                        uint8_t *fingerprint,
                                        size_t *datum_at,
                                        struct iso_error **err);

/**
 * Reads the value of a `content-type` header; `value_len` is in bytes or `ISO_CSTR`. On success `*content_type` is it.
 * Fails with `ISO_FRAME_UNKNOWN`.
 */
ISO_MUST_USE
iso_status iso_frame_parse_content_type(const char *value,
                                        size_t value_len,
                                        iso_content_type *content_type,
                                        struct iso_error **err);

/**
 * The value of a `content-type` header: "avro" for `ISO_CONTENT_AVRO`. {NULL, 0} for a number that is none. Static.
 */
ISO_MUST_USE struct iso_str iso_frame_content_type_name(int32_t content_type);

/**
 * An empty store. On success `*store` is one that the caller frees with `iso_store_free`.
 */
ISO_MUST_USE iso_status iso_store_new(const struct iso_store **store, struct iso_error **err);

/**
 * Adds a schema, of which the store keeps a share. One with the same canonical form takes the place of the one before.
 *
 * On success `*fingerprint` is its CRC-64-AVRO as a number; it may be NULL.
 * Fails with `ISO_CONFLICT` when a schema of another canonical form has the same fingerprint; the store is as it was.
 */
ISO_MUST_USE
iso_status iso_store_add(const struct iso_store *store,
                         const struct iso_schema *schema,
                         uint64_t *fingerprint,
                         struct iso_error **err);

/**
 * How many schemas there are; 0 for NULL.
 */
ISO_MUST_USE size_t iso_store_count(const struct iso_store *store);

/**
 * The schema of a fingerprint: CRC-64-AVRO as a number.
 *
 * On success `*schema` is a share that the caller frees with `iso_schema_free`: the pointer that was added last.
 * Fails with `ISO_FRAME_UNKNOWN` when no schema has it.
 */
ISO_MUST_USE
iso_status iso_store_find(const struct iso_store *store,
                          uint64_t fingerprint,
                          const struct iso_schema **schema,
                          struct iso_error **err);

/**
 * The writer schema of a message in single-object encoding.
 *
 * On success `*schema` is a share that the caller frees with `iso_schema_free`, and `*datum_at` where the datum begins in the
 * message. Fails with `ISO_DATA_TRUNCATED` below ten bytes, and `ISO_FRAME_UNKNOWN` for another header or a fingerprint that no
 * schema has.
 */
ISO_MUST_USE
iso_status iso_store_read(const struct iso_store *store,
                          const uint8_t *message,
                          size_t message_len,
                          const struct iso_schema **schema,
                          size_t *datum_at,
                          struct iso_error **err);

/**
 * One more share of the store, to be freed like the first. Gives the same pointer; NULL for NULL.
 */
const struct iso_store *iso_store_share(const struct iso_store *store);

/**
 * Gives back one share; the last frees the store. NULL is fine.
 */
void iso_store_free(const struct iso_store *store);

/**
 * The schema that the data were written with; NULL for NULL. Owned by the header (but see `iso_schema_share`).
 */
ISO_MUST_USE const struct iso_schema *iso_file_header_schema(const struct iso_file_header *header);

/**
 * How blocks are compressed: "null", "deflate", "bzip2", "snappy", "xz" or "zstandard". {NULL, 0} for NULL. Static.
 */
ISO_MUST_USE struct iso_str iso_file_header_codec(const struct iso_file_header *header);

/**
 * The 16 bytes that stand behind every block. {NULL, 0} for NULL. Owned by the header.
 */
ISO_MUST_USE struct iso_bytes iso_file_header_sync(const struct iso_file_header *header);

/**
 * The length of the header in bytes, which is the offset of the first block; 0 for NULL.
 */
ISO_MUST_USE uint64_t iso_file_header_length(const struct iso_file_header *header);

/**
 * How many entries of metadata there are, `avro.schema` and `avro.codec` among them; 0 for NULL.
 */
ISO_MUST_USE size_t iso_file_header_metadata_count(const struct iso_file_header *header);

/**
 * Entry number `index` of the metadata, in the order of the file; a key may stand there twice.
 * False, and nothing written, if there is none. `key` and `value` may be NULL. Owned by the header.
 */
ISO_MUST_USE
bool iso_file_header_metadata(const struct iso_file_header *header,
                              size_t index,
                              struct iso_str *key,
                              struct iso_bytes *value);

/**
 * The metadata of a key; of several, the last. `key_len` is in bytes or `ISO_CSTR`. {NULL, 0} if there is none.
 * Owned by the header.
 */
ISO_MUST_USE
struct iso_bytes iso_file_header_get(const struct iso_file_header *header,
                                     const char *key,
                                     size_t key_len);

/**
 * One more share of the header, to be freed like the first. Gives the same pointer; NULL for NULL.
 */
const struct iso_file_header *iso_file_header_share(const struct iso_file_header *header);

/**
 * Gives back one share; the last frees the header. NULL is fine.
 */
void iso_file_header_free(const struct iso_file_header *header);

/**
 * A reader of a whole file. `options` may be NULL.
 *
 * On success `*reader` is one that the caller frees with `iso_file_reader_free`.
 */
ISO_MUST_USE
iso_status iso_file_reader_new(const struct iso_file_reader_options *options,
                               struct iso_file_reader **reader,
                               struct iso_error **err);

/**
 * A reader of a part of a file whose header is known: of the blocks whose preceding sync marker begins at `from` or behind it and
 * before `to` (offsets in bytes). Ranges that cover a file without overlapping give each of its blocks once. The bytes to feed
 * are those from `from` on, until `iso_file_reader_is_done`. `options` may be NULL.
 *
 * On success `*reader` is one that the caller frees with `iso_file_reader_free`; the header may be freed before it.
 */
ISO_MUST_USE
iso_status iso_file_reader_resume(const struct iso_file_header *header,
                                  uint64_t from,
                                  uint64_t to,
                                  const struct iso_file_reader_options *options,
                                  struct iso_file_reader **reader,
                                  struct iso_error **err);

/**
 * Takes the next bytes of the file, which are copied.
 *
 * Fails, while the header is read, with `ISO_FRAME_UNKNOWN` for what is no such file; `ISO_DATA_MALFORMED` with the offset for
 * metadata that is no map of bytes or has no schema; `ISO_DATA_LIMIT` for too much of it; `ISO_UNSUPPORTED` for its codec;
 * `ISO_SCHEMA_...` under the path `avro.schema`. After an error every call says the same.
 */
ISO_MUST_USE
iso_status iso_file_reader_feed(struct iso_file_reader *reader,
                                const uint8_t *bytes,
                                size_t bytes_len,
                                struct iso_error **err);

/**
 * The header, once all of it was fed; NULL before, and for NULL. Owned by the reader (but see `iso_file_header_share`).
 */
ISO_MUST_USE const struct iso_file_header *iso_file_reader_header(const struct iso_file_reader *reader);

/**
 * The next block that was fed whole.
 *
 * On success `*found` says whether there is one, which is then in `*block`; without one, more has to be fed, or there is no more.
 * Fails with the offset in the file: `ISO_DATA_MALFORMED` for impossible counts and sizes, a wrong sync marker, and bytes that do
 * not decompress; `ISO_DATA_LIMIT` for a block that is too large; as `iso_file_reader_feed` for the header. After an error every
 * call says the same.
 */
ISO_MUST_USE
iso_status iso_file_reader_next(struct iso_file_reader *reader,
                                struct iso_file_block *block,
                                bool *found,
                                struct iso_error **err);

/**
 * Whether no more blocks follow, whatever is fed: the end of the range was passed. False for NULL.
 */
ISO_MUST_USE bool iso_file_reader_is_done(const struct iso_file_reader *reader);

/**
 * Says whether the file may end here. To be asked when `iso_file_reader_next` finds none.
 * Fails with `ISO_DATA_TRUNCATED` in the middle of the header or of a block. Between two blocks nothing tells that some are
 * missing.
 */
ISO_MUST_USE
iso_status iso_file_reader_finish(const struct iso_file_reader *reader,
                                  struct iso_error **err);

/**
 * Frees a reader, once; what was asked from it is void, headers of which there are shares excepted. NULL is fine.
 */
void iso_file_reader_free(struct iso_file_reader *reader);

/**
 * A writer of a new file. `options` may be NULL.
 *
 * The header holds the schema's text as it was parsed, or printed with the types of its references in full if it has any.
 * On success `*writer` is one that the caller frees with `iso_file_writer_free`; the schema may be freed before it.
 * Fails with `ISO_UNSUPPORTED` for a codec that is none; `ISO_INVALID_ARGUMENT` for a level that it does not have, and metadata
 * with a reserved key or a key that stands there twice.
 */
ISO_MUST_USE
iso_status iso_file_writer_new(const struct iso_schema *schema,
                               const struct iso_file_writer_options *given,
                               struct iso_file_writer **writer,
                               struct iso_error **err);

/**
 * A writer of more blocks at the end of a file with that header, with its schema, codec (at the usual level) and sync marker.
 * What was in the file before must end with a whole block. `block_bytes` is as in the options; 0: 64,000.
 *
 * On success `*writer` is one that the caller frees with `iso_file_writer_free`; the header may be freed before it.
 */
ISO_MUST_USE
iso_status iso_file_writer_append_to(const struct iso_file_header *header,
                                     size_t block_bytes,
                                     struct iso_file_writer **writer,
                                     struct iso_error **err);

/**
 * Takes one encoded datum of the file's schema, which is not looked at. What is ready of the file is appended to `out`.
 * Fails as `iso_file_writer_flush`.
 */
ISO_MUST_USE
iso_status iso_file_writer_append(struct iso_file_writer *writer,
                                  const uint8_t *datum,
                                  size_t datum_len,
                                  struct iso_buffer *out,
                                  struct iso_error **err);

/**
 * Encodes the value of an `iso_writer` into the file. What is ready of the file is appended to `out`.
 *
 * Fails as `iso_codec_encode`, after which the value is not in the file; with `ISO_INVALID_ARGUMENT` for a codec whose schema has
 * another canonical form; as `iso_file_writer_flush`.
 */
ISO_MUST_USE
iso_status iso_file_writer_append_value(struct iso_file_writer *writer,
                                        const struct iso_codec *codec,
                                        const struct iso_writer *value,
                                        struct iso_buffer *out,
                                        struct iso_error **err);

/**
 * Takes several encoded data of the file's schema, one behind the other; `ends` are the `count` offsets at which they end, as
 * `iso_codec_encode_tape` gives them. What is ready of the file is appended to `out`.
 *
 * Fails with `ISO_INVALID_ARGUMENT`, before any datum is taken, for ends that go back or are not those of `data`; as
 * `iso_file_writer_flush`.
 */
ISO_MUST_USE
iso_status iso_file_writer_append_batch(struct iso_file_writer *writer,
                                        const uint8_t *data,
                                        size_t data_len,
                                        const uint32_t *ends,
                                        size_t count,
                                        struct iso_buffer *out,
                                        struct iso_error **err);

/**
 * How many data wait for their block to be full; 0 for NULL.
 */
ISO_MUST_USE uint64_t iso_file_writer_pending(const struct iso_file_writer *writer);

/**
 * Ends the block that is being filled: it is appended to `out`, if it has any data; before it the header, if that has not come
 * out. To be called at the end of the file, without which its last block is lost.
 * Fails with `ISO_INTERNAL` where a compressor fails; the data still wait.
 */
ISO_MUST_USE
iso_status iso_file_writer_flush(struct iso_file_writer *writer,
                                 struct iso_buffer *out,
                                 struct iso_error **err);

/**
 * Frees a writer, once; what was not flushed is lost. NULL is fine.
 */
void iso_file_writer_free(struct iso_file_writer *writer);

/**
 * A registry; nothing is connected to yet.
 *
 * On success `*registry` is a registry that the caller frees with `iso_registry_free`.
 * Fails with `ISO_INVALID_ARGUMENT` for options that contradict each other and addresses that are none.
 */
ISO_MUST_USE
iso_status iso_registry_new(const struct iso_registry_options *given,
                            const struct iso_registry **registry,
                            struct iso_error **err);

/**
 * One more share of the registry, to be freed like the first. Gives the same pointer; NULL for NULL.
 */
const struct iso_registry *iso_registry_share(const struct iso_registry *registry);

/**
 * Gives back one share; the last frees the registry. Schemas and codecs that came from it live on. NULL is fine.
 */
void iso_registry_free(const struct iso_registry *registry);

/**
 * The schema of an id.
 *
 * On success `*schema` is a share that the caller frees with `iso_schema_free`; the same id gives the same pointer.
 * Fails with `ISO_NOT_FOUND`, and the other codes of kind 5.
 */
ISO_MUST_USE
iso_status iso_registry_schema_by_id(const struct iso_registry *registry,
                                     uint32_t id,
                                     const struct iso_schema **schema,
                                     struct iso_error **err);

/**
 * A codec (without options) for data that were written under the schema of an id: that of a frame.
 *
 * On success `*codec` is a share that the caller frees with `iso_codec_free`; it is compiled once for an id.
 * Fails with `ISO_NOT_FOUND`, and the other codes of kind 5.
 */
ISO_MUST_USE
iso_status iso_registry_codec_by_id(const struct iso_registry *registry,
                                    uint32_t id,
                                    const struct iso_codec **codec,
                                    struct iso_error **err);

/**
 * A version of a subject; `version` may be `ISO_VERSION_LATEST`; `subject_len` is in bytes or `ISO_CSTR`.
 *
 * On success `*schema` is a share that the caller frees with `iso_schema_free`, `*id` its id and `*found` its version, -1 where
 * the registry tells none. Each output may be NULL. Fails with `ISO_NOT_FOUND`, and the other codes of kind 5.
 */
ISO_MUST_USE
iso_status iso_registry_schema_by_version(const struct iso_registry *registry,
                                          const char *subject,
                                          size_t subject_len,
                                          int32_t version,
                                          const struct iso_schema **schema,
                                          int64_t *id,
                                          int32_t *found,
                                          struct iso_error **err);

/**
 * The schema behind a URL: `.../schemas/ids/{id}` or `.../{name}/schema.avsc`, the latest version of that name.
 * `url_len` is in bytes or `ISO_CSTR`.
 *
 * On success `*schema` is a share that the caller frees with `iso_schema_free`, and `*id` its id, -1 where a URL led to a text
 * that has none. Each output may be NULL. Fails with `ISO_INVALID_ARGUMENT`, before anything is connected to, for a URL of
 * another form and for a host that is neither the registry's nor allowed by its options; with `ISO_NOT_FOUND`, and the other
 * codes of kind 5.
 */
ISO_MUST_USE
iso_status iso_registry_schema_by_url(const struct iso_registry *registry,
                                      const char *url,
                                      size_t url_len,
                                      const struct iso_schema **schema,
                                      int64_t *id,
                                      struct iso_error **err);

/**
 * The schema that a class or an event names: an id (`7`), a URL as above, a GUID, or a version of a subject (`users:3`,
 * `users:latest`). `name_len` is in bytes or `ISO_CSTR`.
 *
 * On success `*schema` is a share that the caller frees with `iso_schema_free`, `*id` its id and `*version` its version, -1 where
 * the registry tells none. Each output may be NULL. Fails with `ISO_INVALID_ARGUMENT` for what is no name, and as the function
 * that asks for what it names.
 */
ISO_MUST_USE
iso_status iso_registry_schema_by_name(const struct iso_registry *registry,
                                       const char *name,
                                       size_t name_len,
                                       const struct iso_schema **schema,
                                       int64_t *id,
                                       int32_t *version,
                                       struct iso_error **err);

/**
 * The schema that the header of an event names: the bytes of `schema-id`, which are a name as above, or of Confluent's
 * `__value_schema_id`.
 *
 * On success as `iso_registry_schema_by_name`. Fails with `ISO_FRAME_UNKNOWN` for what is no name, and for an empty header.
 */
ISO_MUST_USE
iso_status iso_registry_schema_by_header(const struct iso_registry *registry,
                                         const uint8_t *value,
                                         size_t value_len,
                                         const struct iso_schema **schema,
                                         int64_t *id,
                                         int32_t *version,
                                         struct iso_error **err);

/**
 * What the header `schema-id` of an event should say of a schema with that name, so that it says the same for good: the name
 * itself, or for the latest version of a subject the id that it has now, in a context the version. `name_len` is in bytes or `ISO_CSTR`.
 *
 * On success its length is in `*written`, which may be NULL. `ISO_BUFFER_TOO_SMALL` makes no error object and puts the length
 * there. Fails as `iso_registry_schema_by_name`.
 */
ISO_MUST_USE
iso_status iso_registry_fixed_name(const struct iso_registry *registry,
                                   const char *name,
                                   size_t name_len,
                                   uint8_t *out,
                                   size_t out_cap,
                                   size_t *written,
                                   struct iso_error **err);

/**
 * Registers a schema under a subject; `subject_len` is in bytes or `ISO_CSTR`. Registering what is registered is no change.
 *
 * On success `*id` is the schema's id. Fails with `ISO_CONFLICT` when the schema is incompatible with an earlier version,
 * `ISO_REJECTED`, and the other codes of kind 5.
 */
ISO_MUST_USE
iso_status iso_registry_register(const struct iso_registry *registry,
                                 const char *subject,
                                 size_t subject_len,
                                 const struct iso_schema *schema,
                                 int64_t *id,
                                 struct iso_error **err);

/**
 * Where a schema lies under a subject, without registering it; `subject_len` is in bytes or `ISO_CSTR`.
 *
 * On success `*id` is its id and `*version` its version, -1 where the registry tells none. Each output may be NULL.
 * Fails with `ISO_NOT_FOUND`, and the other codes of kind 5.
 */
ISO_MUST_USE
iso_status iso_registry_lookup(const struct iso_registry *registry,
                               const char *subject,
                               size_t subject_len,
                               const struct iso_schema *schema,
                               int64_t *id,
                               int32_t *version,
                               struct iso_error **err);

/**
 * Forgets what was the latest version of any subject, so that it is asked for anew. NULL is fine.
 */
void iso_registry_forget_latest(const struct iso_registry *registry);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* ISOBYTE_H */
