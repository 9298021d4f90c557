// The C side of native.go: every call of the core with numbers for handles, so that no pointer of C lies in a Go object.
#ifndef ISOBYTE_GO_NATIVE_H
#define ISOBYTE_GO_NATIVE_H

#include <stdlib.h>
#include <string.h>

#include "isobyte.h"

// What a call answers: a status, and two numbers. The second may be an error object.
typedef struct { int32_t status; size_t size; uintptr_t object; } go_answer;

static void go_encode(uintptr_t codec, const uint8_t *tape, size_t tape_len, size_t count, uint8_t *out, size_t cap,
                      uint32_t *ends, go_answer *answer) {
	iso_error *err = NULL;
	size_t size = 0;
	answer->status = iso_codec_encode_tape((const iso_codec *)codec, tape, tape_len, NULL, 0, count, out, cap, &size, ends, &err);
	answer->size = size;
	answer->object = (uintptr_t)err;
}

static void go_decode(uintptr_t codec, const uint8_t *src, size_t len, size_t count, uint8_t *tape, size_t cap,
                      go_answer *answer) {
	iso_error *err = NULL;
	size_t size = 0;
	answer->status = iso_codec_decode_tape((const iso_codec *)codec, src, len, count, tape, cap, &size, &err);
	answer->size = size;
	answer->object = (uintptr_t)err;
}

static go_answer go_parse(const char *text, size_t len, int utf8, const uintptr_t *references, size_t count) {
	iso_error *err = NULL;
	const iso_schema *schema = NULL;
	iso_schema_options options;
	memset(&options, 0, sizeof options);
	options.struct_size = sizeof options;
	options.utf8_names = utf8;
	options.references = (const iso_schema *const *)references;
	options.reference_count = count;
	go_answer answer = {iso_schema_parse(text, len, &options, &schema, &err), 0, 0};
	answer.object = answer.status ? (uintptr_t)err : (uintptr_t)schema;
	return answer;
}

static go_answer go_bind(uintptr_t writer, uintptr_t schema, const char *shapes, size_t len, uint32_t depth,
                         uint32_t empty, int ignore, int raw, int tagged, int insertion) {
	iso_error *err = NULL;
	const iso_codec *codec = NULL;
	iso_codec_options options;
	memset(&options, 0, sizeof options);
	options.struct_size = sizeof options;
	options.depth = depth;
	options.empty_items = empty;
	options.ignore_unknown_fields = ignore;
	options.raw_logical = raw;
	options.tagged_unions = tagged;
	options.insertion_order_maps = insertion;
	go_answer answer = {0, 0, 0};
	if (writer)
		answer.status = iso_codec_resolve_bind((const iso_schema *)writer, (const iso_schema *)schema, shapes, len, &options, &codec, &err);
	else
		answer.status = iso_codec_bind((const iso_schema *)schema, shapes, len, &options, &codec, &err);
	answer.object = answer.status ? (uintptr_t)err : (uintptr_t)codec;
	return answer;
}

static iso_str go_schema_text(uintptr_t schema, int which) {
	const iso_schema *s = (const iso_schema *)schema;
	switch (which) {
	case 0: return iso_schema_text(s);
	case 1: return iso_schema_canonical(s);
	case 2: return iso_schema_printed(s);
	default: return iso_schema_name(s);
	}
}

static size_t go_fingerprint(uintptr_t schema, int algorithm, uint8_t *out) {
	size_t size = 0;
	return iso_schema_fingerprint((const iso_schema *)schema, algorithm, out, 32, &size, NULL) ? 0 : size;
}

static bool go_schema_equal(uintptr_t a, uintptr_t b) {
	return iso_schema_equal((const iso_schema *)a, (const iso_schema *)b);
}
static void go_free_schema(uintptr_t schema) { iso_schema_free((const iso_schema *)schema); }
static void go_free_codec(uintptr_t codec) { iso_codec_free((const iso_codec *)codec); }
static void go_free_error(uintptr_t err) { iso_error_free((iso_error *)err); }
static const iso_walk *go_walk(uintptr_t codec, uint32_t shape, size_t *count) {
	return iso_codec_walk((const iso_codec *)codec, shape, count);
}
static uint32_t go_slot_size(uintptr_t codec, uint32_t shape) { return iso_codec_slot_size((const iso_codec *)codec, shape); }
static bool go_is_flat(uintptr_t codec, uint32_t shape) { return iso_codec_is_flat((const iso_codec *)codec, shape); }
static uint32_t go_string_count(uintptr_t codec) { return iso_codec_string_count((const iso_codec *)codec); }
static iso_str go_string(uintptr_t codec, uint32_t i) { return iso_codec_string((const iso_codec *)codec, i); }
static uint32_t go_type_count(uintptr_t codec) { return iso_codec_type_count((const iso_codec *)codec); }
static uint32_t go_type_first(uintptr_t codec, uint32_t named) {
	uint32_t first = 0, count = 0;
	return iso_codec_type((const iso_codec *)codec, named, &first, &count) ? first : 0;
}
static go_answer go_registry_new(const char *url, const char *user, const char *password, const char *token, const char *ca,
                                 uint32_t timeout, uint32_t connect, int32_t retries, uint32_t backoff, uint32_t ttl,
                                 const char *hosts, size_t host_count) {
	iso_error *err = NULL;
	const iso_registry *registry = NULL;
	iso_registry_options options;
	memset(&options, 0, sizeof options);
	options.struct_size = sizeof options;
	options.url = url;
	options.user = *user ? user : NULL;
	options.password = *password ? password : NULL;
	options.token = *token ? token : NULL;
	options.ca_file = *ca ? ca : NULL;
	options.timeout_ms = timeout;
	options.connect_timeout_ms = connect;
	options.retries = retries;
	options.backoff_ms = backoff;
	options.latest_ttl_ms = ttl;
	// The hosts lie one behind the other, each ended by NUL.
	const char **list = malloc((host_count + 1) * sizeof *list);
	for (size_t i = 0; i < host_count; i++) {
		list[i] = hosts;
		hosts += strlen(hosts) + 1;
	}
	options.allowed_hosts = list;
	options.allowed_host_count = host_count;
	go_answer answer = {iso_registry_new(&options, &registry, &err), 0, 0};
	answer.object = answer.status ? (uintptr_t)err : (uintptr_t)registry;
	free(list);
	return answer;
}

// What a registry tells of a schema.
typedef struct { go_answer answer; int64_t id; int32_t version; } go_told;

static go_told go_registry_ask(uintptr_t object, int question, const char *text, size_t len, int64_t number, uintptr_t own) {
	const iso_registry *registry = (const iso_registry *)object;
	iso_error *err = NULL;
	const iso_schema *schema = NULL;
	go_told told;
	memset(&told, 0, sizeof told);
	told.id = -1;
	told.version = -1;
	switch (question) {
	case 0:
		told.id = number;
		told.answer.status = iso_registry_schema_by_id(registry, (uint32_t)number, &schema, &err);
		break;
	case 1:
		told.answer.status = iso_registry_schema_by_version(registry, text, len, (int32_t)number, &schema, &told.id, &told.version, &err);
		break;
	case 2:
		told.answer.status = iso_registry_schema_by_url(registry, text, len, &schema, &told.id, &err);
		break;
	case 3:
		told.answer.status = iso_registry_register(registry, text, len, (const iso_schema *)own, &told.id, &err);
		break;
	case 4:
		told.answer.status = iso_registry_schema_by_name(registry, text, len, &schema, &told.id, &told.version, &err);
		break;
	case 5:
		told.answer.status = iso_registry_schema_by_header(registry, (const uint8_t *)text, len, &schema, &told.id, &told.version, &err);
		break;
	default:
		told.answer.status = iso_registry_lookup(registry, text, len, (const iso_schema *)own, &told.id, &told.version, &err);
	}
	told.answer.object = told.answer.status ? (uintptr_t)err : (uintptr_t)schema;
	return told;
}

static go_answer go_registry_fixed_name(uintptr_t object, const char *name, size_t len, uint8_t *out, size_t cap) {
	iso_error *err = NULL;
	go_answer answer;
	memset(&answer, 0, sizeof answer);
	answer.status = iso_registry_fixed_name((const iso_registry *)object, name, len, out, cap, &answer.size, &err);
	answer.object = (uintptr_t)err;
	return answer;
}

static void go_registry_forget(uintptr_t object) { iso_registry_forget_latest((const iso_registry *)object); }
static void go_free_registry(uintptr_t object) { iso_registry_free((const iso_registry *)object); }

static go_answer go_frame(const uint8_t *src, size_t len) {
	iso_error *err = NULL;
	uint32_t id = 0;
	size_t at = 0;
	go_answer answer = {iso_frame_read_confluent(src, len, &id, &at, &err), 0, 0};
	answer.size = id;
	answer.object = (uintptr_t)err;
	return answer;
}

static go_answer go_content_type(const char *text, size_t len) {
	iso_error *err = NULL;
	iso_content_type type = ISO_CONTENT_AVRO;
	go_answer answer = {iso_frame_parse_content_type(text, len, &type, &err), 0, 0};
	answer.size = (size_t)type;
	answer.object = (uintptr_t)err;
	return answer;
}

static const char *go_error_message(uintptr_t err) { return iso_error_message((const iso_error *)err); }
static const char *go_error_path(uintptr_t err) { return iso_error_path((const iso_error *)err); }
static int64_t go_error_offset(uintptr_t err) { return iso_error_offset((const iso_error *)err); }

static void go_decode_some(uintptr_t codec, const uint8_t *src, size_t len, size_t first, size_t count, uint8_t *tape, size_t cap,
                           size_t *end, go_answer *answer) {
	iso_error *err = NULL;
	size_t size = 0;
	answer->status = iso_codec_decode_tape_some((const iso_codec *)codec, src, len, first, count, tape, cap, &size, end, &err);
	answer->size = size;
	answer->object = (uintptr_t)err;
}

// Bytes that the core made, and the buffer that holds them until go_free_buffer.
typedef struct { go_answer answer; const uint8_t *data; size_t len; } go_made;

static go_made go_made_of(iso_buffer *buffer, iso_status status, iso_error *err) {
	iso_bytes bytes = iso_buffer_bytes(buffer);
	go_made made = {{status, 0, status ? (uintptr_t)err : (uintptr_t)buffer}, bytes.data, bytes.len};
	if (status) iso_buffer_free(buffer);
	return made;
}

static go_made go_json(uintptr_t codec, const uint8_t *src, size_t len, int to_binary) {
	iso_error *err = NULL;
	iso_buffer *out = NULL;
	iso_status status = iso_buffer_new(&out, &err);
	if (!status && to_binary) status = iso_codec_json_to_binary((const iso_codec *)codec, (const char *)src, len, out, &err);
	else if (!status) status = iso_codec_binary_to_json((const iso_codec *)codec, src, len, out, &err);
	return go_made_of(out, status, err);
}

static void go_free_buffer(uintptr_t buffer) { iso_buffer_free((iso_buffer *)buffer); }

// What a schema says.
static size_t go_root(void) { return ISO_ROOT; }
static size_t go_field_count(uintptr_t schema) { return iso_schema_field_count((const iso_schema *)schema); }
static iso_str go_property(uintptr_t schema, size_t field, int which) {
	return iso_schema_property((const iso_schema *)schema, field, which);
}
static size_t go_alias_count(uintptr_t schema, size_t field) { return iso_schema_alias_count((const iso_schema *)schema, field); }
static iso_str go_alias(uintptr_t schema, size_t field, size_t index) {
	return iso_schema_alias((const iso_schema *)schema, field, index);
}
static size_t go_single_object(uintptr_t schema, uint8_t *out, size_t cap) {
	size_t size = 0;
	return iso_frame_write_single_object((const iso_schema *)schema, out, cap, &size, NULL) ? 0 : size;
}
static go_answer go_compare(uintptr_t schema, const uint8_t *a, size_t a_len, const uint8_t *b, size_t b_len) {
	iso_error *err = NULL;
	int32_t order = 0;
	go_answer answer = {iso_schema_compare((const iso_schema *)schema, a, a_len, b, b_len, &order, &err), 0, 0};
	answer.size = (size_t)(order + 1);
	answer.object = (uintptr_t)err;
	return answer;
}

// Findings: without a level, those of one reader and one writer.
static go_answer go_check(uintptr_t candidate, const char *level, size_t len, const uintptr_t *versions, size_t count) {
	iso_error *err = NULL;
	iso_findings *findings = NULL;
	go_answer answer = {0, 0, 0};
	if (level)
		answer.status = iso_schema_check((const iso_schema *)candidate, level, len, (const iso_schema *const *)versions, count, &findings, &err);
	else
		answer.status = iso_schema_compatible((const iso_schema *)candidate, (const iso_schema *)versions[0], &findings, &err);
	answer.object = answer.status ? (uintptr_t)err : (uintptr_t)findings;
	return answer;
}
static size_t go_finding_count(uintptr_t findings) { return iso_findings_count((const iso_findings *)findings); }
static iso_str go_finding_text(uintptr_t findings, size_t index, int part) {
	return iso_findings_text((const iso_findings *)findings, index, part);
}
static size_t go_finding_version(uintptr_t findings, size_t index) { return iso_findings_version((const iso_findings *)findings, index); }
static int go_finding_direction(uintptr_t findings, size_t index) { return iso_findings_direction((const iso_findings *)findings, index); }
static uintptr_t go_finding_causes(uintptr_t findings, size_t index) {
	return (uintptr_t)iso_findings_causes((const iso_findings *)findings, index);
}
static void go_free_findings(uintptr_t findings) { iso_findings_free((iso_findings *)findings); }
static go_answer go_diff(uintptr_t before, uintptr_t after) {
	iso_error *err = NULL;
	iso_changes *changes = NULL;
	go_answer answer = {iso_schema_diff((const iso_schema *)before, (const iso_schema *)after, &changes, &err), 0, 0};
	answer.object = answer.status ? (uintptr_t)err : (uintptr_t)changes;
	return answer;
}
static size_t go_change_count(uintptr_t changes) { return iso_changes_count((const iso_changes *)changes); }
static iso_str go_change_text(uintptr_t changes, size_t index, int part) {
	return iso_changes_text((const iso_changes *)changes, index, part);
}
static void go_free_changes(uintptr_t changes) { iso_changes_free((iso_changes *)changes); }

static go_answer go_store_new(void) {
	iso_error *err = NULL;
	const iso_store *store = NULL;
	go_answer answer = {iso_store_new(&store, &err), 0, 0};
	answer.object = answer.status ? (uintptr_t)err : (uintptr_t)store;
	return answer;
}
static go_answer go_store_add(uintptr_t store, uintptr_t schema, uint64_t *fingerprint) {
	iso_error *err = NULL;
	go_answer answer = {iso_store_add((const iso_store *)store, (const iso_schema *)schema, fingerprint, &err), 0, 0};
	answer.object = (uintptr_t)err;
	return answer;
}
static go_answer go_store_read(uintptr_t store, const uint8_t *message, size_t len) {
	iso_error *err = NULL;
	const iso_schema *schema = NULL;
	go_answer answer = {0, 0, 0};
	answer.status = iso_store_read((const iso_store *)store, message, len, &schema, &answer.size, &err);
	answer.object = answer.status ? (uintptr_t)err : (uintptr_t)schema;
	return answer;
}
static void go_free_store(uintptr_t store) { iso_store_free((const iso_store *)store); }

static go_answer go_file_reader(uintptr_t header, uint64_t from, uint64_t to, size_t header_bytes, size_t block_bytes, uint32_t empty, int utf8) {
	iso_error *err = NULL;
	iso_file_reader *reader = NULL;
	iso_file_reader_options options;
	memset(&options, 0, sizeof options);
	options.struct_size = sizeof options;
	options.header_bytes = header_bytes;
	options.block_bytes = block_bytes;
	options.empty_items = empty;
	options.utf8_names = utf8;
	go_answer answer = {0, 0, 0};
	if (header)
		answer.status = iso_file_reader_resume((const iso_file_header *)header, from, to, &options, &reader, &err);
	else
		answer.status = iso_file_reader_new(&options, &reader, &err);
	answer.object = answer.status ? (uintptr_t)err : (uintptr_t)reader;
	return answer;
}
static go_answer go_file_feed(uintptr_t reader, const uint8_t *bytes, size_t len) {
	iso_error *err = NULL;
	go_answer answer = {iso_file_reader_feed((iso_file_reader *)reader, bytes, len, &err), 0, 0};
	answer.object = (uintptr_t)err;
	return answer;
}
// The next block; size tells whether there is one.
static go_answer go_file_next(uintptr_t reader, iso_file_block *block) {
	iso_error *err = NULL;
	bool found = false;
	go_answer answer = {iso_file_reader_next((iso_file_reader *)reader, block, &found, &err), 0, 0};
	answer.size = found;
	answer.object = (uintptr_t)err;
	return answer;
}
static go_answer go_file_finish(uintptr_t reader) {
	iso_error *err = NULL;
	go_answer answer = {iso_file_reader_finish((const iso_file_reader *)reader, &err), 0, 0};
	answer.object = (uintptr_t)err;
	return answer;
}
static bool go_file_done(uintptr_t reader) { return iso_file_reader_is_done((const iso_file_reader *)reader); }
static void go_free_file_reader(uintptr_t reader) { iso_file_reader_free((iso_file_reader *)reader); }

// A share of the header, to be freed; 0 before it was read.
static uintptr_t go_file_header(uintptr_t reader) {
	return (uintptr_t)iso_file_header_share(iso_file_reader_header((const iso_file_reader *)reader));
}
static uintptr_t go_header_schema(uintptr_t header) {
	return (uintptr_t)iso_schema_share(iso_file_header_schema((const iso_file_header *)header));
}
static iso_str go_header_codec(uintptr_t header) { return iso_file_header_codec((const iso_file_header *)header); }
static iso_bytes go_header_sync(uintptr_t header) { return iso_file_header_sync((const iso_file_header *)header); }
static uint64_t go_header_length(uintptr_t header) { return iso_file_header_length((const iso_file_header *)header); }
static bool go_header_metadata(uintptr_t header, size_t index, iso_str *key, iso_bytes *value) {
	return iso_file_header_metadata((const iso_file_header *)header, index, key, value);
}
static void go_free_header(uintptr_t header) { iso_file_header_free((const iso_file_header *)header); }

// Metadata crosses as texts one behind the other: keys and values by turns, with their lengths.
static go_answer go_file_writer(uintptr_t header, uintptr_t schema, const char *codec, int has_level, int32_t level, size_t block_bytes,
                                const uint8_t *sync, const char *texts, const size_t *lengths, size_t count) {
	iso_error *err = NULL;
	iso_file_writer *writer = NULL;
	go_answer answer = {0, 0, 0};
	if (header) {
		answer.status = iso_file_writer_append_to((const iso_file_header *)header, block_bytes, &writer, &err);
	} else {
		iso_file_writer_options options;
		iso_file_metadata *metadata = calloc(count + 1, sizeof *metadata);
		memset(&options, 0, sizeof options);
		for (size_t i = 0; i < count; i++) {
			metadata[i].key = texts;
			metadata[i].key_len = lengths[2 * i];
			texts += lengths[2 * i];
			metadata[i].value = (const uint8_t *)texts;
			metadata[i].value_len = lengths[2 * i + 1];
			texts += lengths[2 * i + 1];
		}
		options.struct_size = sizeof options;
		options.codec = codec;
		options.has_level = has_level;
		options.level = level;
		options.block_bytes = block_bytes;
		options.metadata = metadata;
		options.metadata_count = count;
		options.sync = sync;
		answer.status = iso_file_writer_new((const iso_schema *)schema, &options, &writer, &err);
		free(metadata);
	}
	answer.object = answer.status ? (uintptr_t)err : (uintptr_t)writer;
	return answer;
}
static go_made go_file_append(uintptr_t writer, const uint8_t *data, size_t len, const uint32_t *ends, size_t count, int flush) {
	iso_error *err = NULL;
	iso_buffer *out = NULL;
	iso_status status = iso_buffer_new(&out, &err);
	if (!status && count) status = iso_file_writer_append_batch((iso_file_writer *)writer, data, len, ends, count, out, &err);
	if (!status && flush) status = iso_file_writer_flush((iso_file_writer *)writer, out, &err);
	return go_made_of(out, status, err);
}
static void go_free_file_writer(uintptr_t writer) { iso_file_writer_free((iso_file_writer *)writer); }

#endif
