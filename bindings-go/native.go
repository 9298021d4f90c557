package isobyte

// The border: the only file with import "C". Only []byte memory without pointers, and integers, cross it. Handles are
// kept as integers: they are C memory, and nothing for the collector.

/*
#cgo CFLAGS: -I${SRCDIR}/lib -I${SRCDIR}/../include
#cgo LDFLAGS: ${SRCDIR}/lib/libisobyte.a -lm -ldl -lpthread
#cgo noescape go_encode
#cgo nocallback go_encode
#cgo noescape go_decode
#cgo nocallback go_decode
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
	default:
		told.answer.status = iso_registry_lookup(registry, text, len, (const iso_schema *)own, &told.id, &told.version, &err);
	}
	told.answer.object = told.answer.status ? (uintptr_t)err : (uintptr_t)schema;
	return told;
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
*/
import "C"

import (
	"math"
	"runtime"
	"strings"
	"sync/atomic"
	"time"
	"unsafe"
)

// owner owns an object of the core, and frees it when nobody holds the owner any more.
type owner struct{ object uintptr }

// handle is what a Go object holds: an owner, until it is closed. A call that is under way when Close is called holds
// the owner itself, so that the object outlives the call.
type handle struct{ owner atomic.Pointer[owner] }

func (h *handle) own(object uintptr, free func(uintptr)) {
	o := &owner{object}
	runtime.AddCleanup(o, free, object)
	h.owner.Store(o)
}

func (h *handle) close() { h.owner.Store(nil) }

func freeSchema(object uintptr) { C.go_free_schema(C.uintptr_t(object)) }
func freeCodec(object uintptr)  { C.go_free_codec(C.uintptr_t(object)) }

func goString(s C.iso_str) string { return C.GoStringN(s.data, C.int(s.len)) }

func chars(text string) *C.char { return (*C.char)(unsafe.Pointer(unsafe.StringData(text))) }

// failure makes a Go error of the core's, and frees that.
func failure(status C.int32_t, object C.uintptr_t) *Error {
	if object == 0 {
		return &Error{Code: Code(status), Message: Code(status).String(), Offset: -1}
	}
	defer C.go_free_error(object)
	return &Error{
		Code:    Code(status),
		Path:    C.GoString(C.go_error_path(object)),
		Message: C.GoString(C.go_error_message(object)),
		Offset:  int64(C.go_error_offset(object)),
	}
}

func nativeParse(text string, utf8 bool, references []uintptr) (uintptr, error) {
	a := C.go_parse(chars(text), C.size_t(len(text)), flag(utf8), (*C.uintptr_t)(unsafe.Pointer(unsafe.SliceData(references))), C.size_t(len(references)))
	if a.status != 0 {
		return 0, failure(a.status, a.object)
	}
	return uintptr(a.object), nil
}

func flag(set bool) C.int {
	if set {
		return 1
	}
	return 0
}

func nativeSchemaText(schema uintptr, which int) string {
	return goString(C.go_schema_text(C.uintptr_t(schema), C.int(which)))
}

func nativeFingerprint(schema uintptr, algorithm int) []byte {
	out := make([]byte, 32)
	return out[:C.go_fingerprint(C.uintptr_t(schema), C.int(algorithm), (*C.uint8_t)(unsafe.SliceData(out)))]
}

func nativeSchemaEqual(a, b uintptr) bool {
	return bool(C.go_schema_equal(C.uintptr_t(a), C.uintptr_t(b)))
}

func nativeBind(writer, schema uintptr, shapes string, o *options) (uintptr, error) {
	a := C.go_bind(C.uintptr_t(writer), C.uintptr_t(schema), chars(shapes), C.size_t(len(shapes)), C.uint32_t(o.depth), C.uint32_t(o.empty),
		flag(o.ignoreUnknown), flag(o.raw), flag(o.tagged), flag(o.keepOrder))
	if a.status != 0 {
		return 0, failure(a.status, a.object)
	}
	return uintptr(a.object), nil
}

// bound asks a codec for its layout.
type bound uintptr

func (b bound) slotSize(shape int) uint32 {
	return uint32(C.go_slot_size(C.uintptr_t(b), C.uint32_t(shape)))
}

func (b bound) flat(shape int) bool {
	return bool(C.go_is_flat(C.uintptr_t(b), C.uint32_t(shape)))
}

func (b bound) walk(shape int) []walkStep {
	var count C.size_t
	first := C.go_walk(C.uintptr_t(b), C.uint32_t(shape), &count)
	steps := make([]walkStep, 0, count)
	for _, w := range unsafe.Slice(first, count) {
		steps = append(steps, walkStep{uint32(w.op), uint32(w.slot), uint32(w.field), uint32(w.arg)})
	}
	return steps
}

// names gives the codec's strings, and where those of each named type begin.
func (b bound) names() (strings []string, types []int) {
	for i := range C.go_string_count(C.uintptr_t(b)) {
		strings = append(strings, goString(C.go_string(C.uintptr_t(b), i)))
	}
	for i := range C.go_type_count(C.uintptr_t(b)) {
		types = append(types, int(C.go_type_first(C.uintptr_t(b), i)))
	}
	return strings, types
}

func octets(b []byte) *C.uint8_t { return (*C.uint8_t)(unsafe.SliceData(b)) }

// nativeEncode encodes the values of a tape into out. need, if not 0, is the least size that out lacks.
func nativeEncode(codec uintptr, tape []byte, count int, out []byte, ends []uint32) (written, need int, err error) {
	var a C.go_answer
	C.go_encode(C.uintptr_t(codec), octets(tape), C.size_t(len(tape)), C.size_t(count), octets(out), C.size_t(len(out)),
		(*C.uint32_t)(unsafe.SliceData(ends)), &a)
	switch {
	case a.status == 0:
		return int(a.size), 0, nil
	case Code(a.status) == CodeBufferTooSmall:
		return 0, int(a.size), nil
	}
	return 0, 0, failure(a.status, a.object)
}

// nativeDecode decodes count data onto a tape.
func nativeDecode(codec uintptr, src []byte, count int, tape []byte) (used, need int, err error) {
	var a C.go_answer
	C.go_decode(C.uintptr_t(codec), octets(src), C.size_t(len(src)), C.size_t(count), octets(tape), C.size_t(len(tape)), &a)
	switch {
	case a.status == 0:
		return int(a.size), 0, nil
	case Code(a.status) == CodeBufferTooSmall:
		return 0, int(a.size), nil
	}
	return 0, 0, failure(a.status, a.object)
}

func freeRegistry(object uintptr) { C.go_free_registry(C.uintptr_t(object)) }

func nativeRegistry(c *RegistryConfig) (uintptr, error) {
	texts := [5]string{c.URL, c.User, c.Password, c.Token, c.CAFile}
	var copies [5]*C.char
	for i, text := range texts {
		copies[i] = C.CString(text)
		defer C.free(unsafe.Pointer(copies[i]))
	}
	hosts := C.CString(strings.Join(c.AllowedHosts, "\x00"))
	defer C.free(unsafe.Pointer(hosts))
	a := C.go_registry_new(copies[0], copies[1], copies[2], copies[3], copies[4], millis(c.Timeout), millis(c.ConnectTimeout),
		C.int32_t(c.Retries), millis(c.Backoff), millis(c.LatestTTL), hosts, C.size_t(len(c.AllowedHosts)))
	if a.status != 0 {
		return 0, failure(a.status, a.object)
	}
	return uintptr(a.object), nil
}

func millis(d time.Duration) C.uint32_t {
	return C.uint32_t(min(max(d.Milliseconds(), 0), math.MaxUint32))
}

// question is what a registry is asked.
type question int

const (
	askID question = iota
	askSubject
	askURL
	askRegister
	askLookup
)

func nativeAsk(registry uintptr, q question, text string, number int64, own uintptr) (schema uintptr, id int64, version int, err error) {
	told := C.go_registry_ask(C.uintptr_t(registry), C.int(q), chars(text), C.size_t(len(text)), C.int64_t(number), C.uintptr_t(own))
	if told.answer.status != 0 {
		return 0, -1, -1, failure(told.answer.status, told.answer.object)
	}
	return uintptr(told.answer.object), int64(told.id), int(told.version), nil
}

func nativeForget(registry uintptr) { C.go_registry_forget(C.uintptr_t(registry)) }

func nativeFrame(src []byte) (uint32, error) {
	a := C.go_frame(octets(src), C.size_t(len(src)))
	if a.status != 0 {
		return 0, failure(a.status, a.object)
	}
	return uint32(a.size), nil
}

func nativeContentType(text string) (ContentType, error) {
	a := C.go_content_type(chars(text), C.size_t(len(text)))
	if a.status != 0 {
		return 0, failure(a.status, a.object)
	}
	return ContentType(a.size), nil
}

// Version gives the version of the core.
func Version() string { return C.GoString(C.iso_version()) }
