package isobyte

// The border: the only file with import "C"; native.h is its other half. Only []byte memory without pointers, and
// integers, cross it. Handles are kept as integers: they are C memory, and nothing for the collector.

/*
#cgo CFLAGS: -I${SRCDIR}/lib -I${SRCDIR}/../include
#cgo LDFLAGS: ${SRCDIR}/lib/libisobyte.a -lm -ldl -lpthread
#cgo noescape go_encode
#cgo nocallback go_encode
#cgo noescape go_decode
#cgo nocallback go_decode
#cgo noescape go_decode_some
#cgo nocallback go_decode_some
#include "native.h"
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

// nativeDecodeSome decodes the first count data of src onto a tape; end is where the last ends.
func nativeDecodeSome(codec uintptr, src []byte, first, count int, tape []byte) (used, end, need int, err error) {
	var a C.go_answer
	var stop C.size_t
	C.go_decode_some(C.uintptr_t(codec), octets(src), C.size_t(len(src)), C.size_t(first), C.size_t(count), octets(tape), C.size_t(len(tape)),
		&stop, &a)
	switch {
	case a.status == 0:
		return int(a.size), int(stop), 0, nil
	case Code(a.status) == CodeBufferTooSmall:
		return 0, 0, int(a.size), nil
	}
	return 0, 0, 0, failure(a.status, a.object)
}

// outcome gives what an answer holds: an object, or an error.
func outcome(a C.go_answer) (uintptr, error) {
	if a.status != 0 {
		return 0, failure(a.status, a.object)
	}
	return uintptr(a.object), nil
}

// made appends what the core made to dst.
func made(dst []byte, m C.go_made) ([]byte, error) {
	if m.answer.status != 0 {
		return dst, failure(m.answer.status, m.answer.object)
	}
	dst = append(dst, unsafe.Slice((*byte)(m.data), m.len)...)
	C.go_free_buffer(m.answer.object)
	return dst, nil
}

// nativeText appends a datum as text in Avro's JSON encoding, or such a text as a datum.
func nativeText(codec uintptr, dst, src []byte, toBinary bool) ([]byte, error) {
	return made(dst, C.go_json(C.uintptr_t(codec), octets(src), C.size_t(len(src)), flag(toBinary)))
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
	askName
	askHeader
	askLookup
)

func nativeAsk(registry uintptr, q question, text string, number int64, own uintptr) (schema uintptr, id int64, version int, err error) {
	told := C.go_registry_ask(C.uintptr_t(registry), C.int(q), chars(text), C.size_t(len(text)), C.int64_t(number), C.uintptr_t(own))
	if told.answer.status != 0 {
		return 0, -1, -1, failure(told.answer.status, told.answer.object)
	}
	return uintptr(told.answer.object), int64(told.id), int(told.version), nil
}

// nativeFixedName gives what a header should say of a name.
func nativeFixedName(registry uintptr, name string) (string, error) {
	room := make([]byte, 256)
	for {
		a := C.go_registry_fixed_name(C.uintptr_t(registry), chars(name), C.size_t(len(name)), octets(room), C.size_t(len(room)))
		switch Code(a.status) {
		case 0:
			return string(room[:a.size]), nil
		case CodeBufferTooSmall:
			room = make([]byte, a.size)
		default:
			return "", failure(a.status, a.object)
		}
	}
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

// The properties of a schema's root or of one of its fields.
const (
	propertyName = iota
	propertyType
	propertyDoc
	propertyDefault
	propertyOrder
	propertyAttributes
)

// rootField stands for the root itself in the place of a field's number.
const rootField = -1

func nativeFieldCount(schema uintptr) int { return int(C.go_field_count(C.uintptr_t(schema))) }

func nativeProperty(schema uintptr, field, which int) (text string, ok bool) {
	found := C.go_property(C.uintptr_t(schema), place(field), C.int(which))
	return goString(found), found.data != nil
}

func place(field int) C.size_t {
	if field == rootField {
		return C.go_root()
	}
	return C.size_t(field)
}

func nativeAliases(schema uintptr, field int) (aliases []string) {
	for i := range C.go_alias_count(C.uintptr_t(schema), place(field)) {
		aliases = append(aliases, goString(C.go_alias(C.uintptr_t(schema), place(field), i)))
	}
	return aliases
}

func nativeSingleObject(schema uintptr) (header [SingleObjectLength]byte) {
	C.go_single_object(C.uintptr_t(schema), octets(header[:]), SingleObjectLength)
	return header
}

func nativeCompare(schema uintptr, a, b []byte) (int, error) {
	answer := C.go_compare(C.uintptr_t(schema), octets(a), C.size_t(len(a)), octets(b), C.size_t(len(b)))
	if answer.status != 0 {
		return 0, failure(answer.status, answer.object)
	}
	return int(answer.size) - 1, nil
}

// nativeCheck gives what stands against a schema under a level; without one, against a reader and its writer.
func nativeCheck(candidate uintptr, level string, versions []uintptr) ([]Finding, error) {
	var name *C.char
	if level != "" {
		name = chars(level)
	}
	object, err := outcome(C.go_check(C.uintptr_t(candidate), name, C.size_t(len(level)), (*C.uintptr_t)(unsafe.Pointer(unsafe.SliceData(versions))),
		C.size_t(len(versions))))
	if err != nil {
		return nil, err
	}
	defer C.go_free_findings(C.uintptr_t(object))
	return findingsOf(C.uintptr_t(object)), nil
}

func findingsOf(object C.uintptr_t) (findings []Finding) {
	for i := range C.go_finding_count(object) {
		text := func(part C.int) string { return goString(C.go_finding_text(object, i, part)) }
		findings = append(findings, Finding{
			Version: int(C.go_finding_version(object, i)), Direction: Direction(C.go_finding_direction(object, i)),
			Kind: text(0), Words: text(1), ReaderPath: text(2), WriterPath: text(3), Path: text(4), Message: text(5),
			Causes: findingsOf(C.go_finding_causes(object, i)),
		})
	}
	return findings
}

func nativeDiff(before, after uintptr) ([]Change, error) {
	found, err := outcome(C.go_diff(C.uintptr_t(before), C.uintptr_t(after)))
	if err != nil {
		return nil, err
	}
	object := C.uintptr_t(found)
	defer C.go_free_changes(object)
	var changes []Change
	for i := range C.go_change_count(object) {
		text := func(part C.int) string { return goString(C.go_change_text(object, i, part)) }
		changes = append(changes, Change{Kind: text(0), Path: text(1), Sentence: text(2)})
	}
	return changes, nil
}

func freeStore(object uintptr) { C.go_free_store(C.uintptr_t(object)) }

func nativeStore() (uintptr, error) { return outcome(C.go_store_new()) }

func nativeStoreAdd(store, schema uintptr) (fingerprint uint64, err error) {
	var print C.uint64_t
	_, err = outcome(C.go_store_add(C.uintptr_t(store), C.uintptr_t(schema), &print))
	return uint64(print), err
}

// nativeStoreRead gives a share of the schema of a message, and where its datum begins.
func nativeStoreRead(store uintptr, message []byte) (schema uintptr, at int, err error) {
	a := C.go_store_read(C.uintptr_t(store), octets(message), C.size_t(len(message)))
	schema, err = outcome(a)
	return schema, int(a.size), err
}

func freeFileReader(object uintptr) { C.go_free_file_reader(C.uintptr_t(object)) }
func freeFileWriter(object uintptr) { C.go_free_file_writer(C.uintptr_t(object)) }
func freeHeader(object uintptr)     { C.go_free_header(C.uintptr_t(object)) }

// nativeFileReader gives a reader of a file; with a header, of the blocks that a range of the file has.
func nativeFileReader(header uintptr, from, to uint64, o *fileReaderOptions) (uintptr, error) {
	return outcome(C.go_file_reader(C.uintptr_t(header), C.uint64_t(from), C.uint64_t(to), C.size_t(o.headerBytes), C.size_t(o.blockBytes),
		C.uint32_t(o.empty), flag(o.utf8)))
}

func nativeFeed(reader uintptr, data []byte) error {
	_, err := outcome(C.go_file_feed(C.uintptr_t(reader), octets(data), C.size_t(len(data))))
	return err
}

// nativeNextBlock gives how many data the next block has, and its bytes: C memory, until the reader's next call. It gives
// false where more must be fed.
func nativeNextBlock(reader uintptr) (count uint64, data []byte, found bool, err error) {
	var block C.iso_file_block
	a := C.go_file_next(C.uintptr_t(reader), &block)
	if _, err := outcome(a); err != nil || a.size == 0 {
		return 0, nil, false, err
	}
	return uint64(block.count), unsafe.Slice((*byte)(block.data.data), block.data.len), true, nil
}

func nativeFinish(reader uintptr) error {
	_, err := outcome(C.go_file_finish(C.uintptr_t(reader)))
	return err
}

func nativeFileDone(reader uintptr) bool { return bool(C.go_file_done(C.uintptr_t(reader))) }

// nativeHeader gives a share of the header of a file; 0 as long as it was not fed whole.
func nativeHeader(reader uintptr) uintptr { return uintptr(C.go_file_header(C.uintptr_t(reader))) }

// nativeHeaderParts copies what a header says.
func nativeHeaderParts(header uintptr) *FileHeader {
	object := C.uintptr_t(header)
	h := &FileHeader{
		Schema: schemaOf(uintptr(C.go_header_schema(object))), Compression: Compression(goString(C.go_header_codec(object))),
		Metadata: map[string][]byte{}, length: int64(C.go_header_length(object)),
	}
	sync := C.go_header_sync(object)
	copy(h.Sync[:], unsafe.Slice((*byte)(sync.data), sync.len))
	var key C.iso_str
	var value C.iso_bytes
	for i := C.size_t(0); C.go_header_metadata(object, i, &key, &value); i++ {
		h.Metadata[goString(key)] = append([]byte{}, unsafe.Slice((*byte)(value.data), value.len)...)
	}
	return h
}

// nativeFileWriter gives a writer of a new file with a schema, or of more blocks behind those of a file with a header.
func nativeFileWriter(header, schema uintptr, o *fileWriterOptions) (uintptr, error) {
	codec := C.CString(string(o.compression))
	defer C.free(unsafe.Pointer(codec))
	var texts []byte
	var lengths []C.size_t
	for _, entry := range o.metadata {
		texts = append(append(texts, entry.key...), entry.value...)
		lengths = append(lengths, C.size_t(len(entry.key)), C.size_t(len(entry.value)))
	}
	var sync *C.uint8_t
	if o.sync != nil {
		sync = octets(o.sync[:])
	}
	return outcome(C.go_file_writer(C.uintptr_t(header), C.uintptr_t(schema), codec, flag(o.leveled), C.int32_t(o.level), C.size_t(o.blockBytes),
		sync, (*C.char)(unsafe.Pointer(unsafe.SliceData(texts))), unsafe.SliceData(lengths), C.size_t(len(o.metadata))))
}

// nativeFileAppend hands encoded data to a file, and appends what is ready of the file to dst.
func nativeFileAppend(writer uintptr, dst, data []byte, ends []uint32, flush bool) ([]byte, error) {
	return made(dst, C.go_file_append(C.uintptr_t(writer), octets(data), C.size_t(len(data)), (*C.uint32_t)(unsafe.SliceData(ends)),
		C.size_t(len(ends)), flag(flush)))
}
