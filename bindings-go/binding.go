package isobyte

import (
	"reflect"
	"runtime"
	"slices"
	"sync"
	"unsafe"
)

// Option says how a codec behaves where the specification leaves a choice.
type Option func(*options)

type options struct {
	depth, empty                          uint32
	ignoreUnknown, raw, tagged, keepOrder bool
}

// MaxDepth limits nested records, arrays and maps, both ways. The default is 1,000.
func MaxDepth(levels int) Option { return func(o *options) { o.depth = uint32(levels) } }

// MaxEmptyItems limits the items of a datum that take no bytes, such as nulls. The default is 16,384.
func MaxEmptyItems(items int) Option { return func(o *options) { o.empty = uint32(items) } }

// IgnoreUnknownFields leaves out fields of the Go type, and keys of maps, that the schema's record lacks.
// By default they are errors.
func IgnoreUnknownFields() Option { return func(o *options) { o.ignoreUnknown = true } }

// RawLogical leaves logical types alone: a timestamp is its integer, a decimal its bytes.
func RawLogical() Option { return func(o *options) { o.raw = true } }

// TaggedUnions makes decoded values of unions, if they are of type any and not nil, a [Branch].
func TaggedUnions() Option { return func(o *options) { o.tagged = true } }

// KeepMapOrder writes the entries of [Pairs] in their order, instead of sorted by key.
func KeepMapOrder() Option { return func(o *options) { o.keepOrder = true } }

// binding is a schema bound to one Go type: immutable, shared by all goroutines.
type binding struct {
	writers sync.Pool // of *writer, for batches
	handle
	typ   reflect.Type
	root  *node
	depth int
	names []string // of types, fields and symbols
	types []int    // where those of each named type begin
	wipe  bool     // whether the core may leave slots as they are
}

func (b *binding) name(named, index int) string { return b.names[b.types[named]+index] }

// bind binds a type to a schema; with a writer's schema, to what its data become under the reader's.
func bind(writer, schema *Schema, t reflect.Type, opts []Option) (*binding, error) {
	var o options
	for _, opt := range opts {
		opt(&o)
	}
	if schema == nil {
		return nil, nilSchema()
	}
	owner := schema.owner.Load()
	if owner == nil {
		return nil, closed("schema")
	}
	defer runtime.KeepAlive(owner)
	var from uintptr
	if writer != nil {
		owner := writer.owner.Load()
		if owner == nil {
			return nil, closed("schema")
		}
		defer runtime.KeepAlive(owner)
		from = owner.object
	}
	shapes, text, err := shapesOf(t)
	if err != nil {
		return nil, err
	}
	object, err := nativeBind(from, owner.object, text, &o)
	if err != nil {
		return nil, err
	}
	b := &binding{typ: t, depth: int(o.depth), wipe: o.ignoreUnknown}
	b.own(object, freeCodec)
	if b.depth == 0 {
		b.depth = 1000
	}
	b.root = nodesOf(shapes, bound(object))
	b.names, b.types = bound(object).names()
	return b, nil
}

// append encodes count values that lie at p, one behind the other, behind dst. scratch is a buffer to begin with.
func (b *binding) append(dst []byte, p unsafe.Pointer, count int, w *writer, ends []uint32) ([]byte, error) {
	owner := b.owner.Load()
	if owner == nil {
		return dst, closed("codec")
	}
	n, head := b.root, int(b.root.slot)
	var tape []byte
	if n.memory && inPlace {
		tape = unsafe.Slice((*byte)(p), count*head)
	} else {
		if !b.fill(w, p, count) {
			return dst, w.err
		}
		tape = w.buf[:w.n]
	}
	// Most values are shorter than their tape, but for small numbers of many bytes each.
	if room := len(tape) + count*16 + 16; cap(dst)-len(dst) < room {
		dst = slices.Grow(dst, room)
	}
	for {
		out := dst[len(dst):cap(dst)]
		written, need, err := nativeEncode(owner.object, tape, count, out, ends)
		if need == 0 {
			runtime.KeepAlive(owner)
			return dst[:len(dst)+written], err
		}
		dst = slices.Grow(dst, max(need, 2*len(out)))
	}
}

// fill walks over the values and leaves their tape in w.
func (b *binding) fill(w *writer, p unsafe.Pointer, count int) bool {
	n, head := b.root, int(b.root.slot)
	w.n, w.err, w.maxDepth = 0, nil, b.depth
	if _, ok := w.items(count, max(head, 1)); !ok {
		return false
	}
	if n.memory {
		size := count * head
		copy(w.buf[:size], unsafe.Slice((*byte)(p), size))
		return true
	}
	for i := range count {
		w.depth = b.depth
		q := unsafe.Add(p, uintptr(i)*n.size)
		ok := false
		if n.op == opStruct {
			ok = w.structure(n, q, i*head)
		} else {
			ok = w.value(n, q, i*head)
		}
		if !ok || w.err != nil {
			if count > 1 {
				w.err.inItem(i)
			}
			return false
		}
	}
	return true
}

// mostKept is how much of a tape a pool keeps.
const mostKept = 1 << 20

// scratch gives a tape for a batch. Single values have theirs on the stack.
func (b *binding) scratch() *writer {
	w, _ := b.writers.Get().(*writer)
	if w == nil || len(w.buf) > mostKept {
		w = &writer{buf: make([]byte, 8*stackTape)}
	}
	return w
}

// decodeOne decodes one datum, which is the whole of src, to p, which is zero. tape is a buffer to begin with; the one that
// was used comes back.
func (b *binding) decodeOne(src []byte, p unsafe.Pointer, tape []byte) ([]byte, error) {
	n := b.root
	// The core wants whole words of room.
	if !n.memory || !inPlace || n.size%8 != 0 || n.size == 0 {
		return b.decode(src, p, 1, tape, nil)
	}
	owner := b.owner.Load()
	if owner == nil {
		return tape, closed("codec")
	}
	_, need, err := nativeDecode(owner.object, src, 1, unsafe.Slice((*byte)(p), n.size))
	runtime.KeepAlive(owner)
	if need > 0 {
		err = newError(CodeInternal, "a type without pointers needs %d bytes, not %d", need, n.size)
	}
	return tape, err
}

// decode decodes count data, which are the whole of src, to p, one value behind the other. On failure nothing is
// written; else wipe, if it is not nil, must make the values zero.
func (b *binding) decode(src []byte, p unsafe.Pointer, count int, tape []byte, wipe func()) ([]byte, error) {
	owner := b.owner.Load()
	if owner == nil {
		return tape, closed("codec")
	}
	n, head := b.root, int(b.root.slot)
	if count > maxTape/max(head, 1) {
		return tape, newError(CodeInvalidArgument, "expected values whose heads fit 4 GiB, found %d", count)
	}
	if room := count*head + 2*len(src) + 64; len(tape) < room {
		tape = make([]byte, room)
	} else if b.wipe {
		clear(tape)
	}
	used := 0
	for {
		done, need, err := nativeDecode(owner.object, src, count, tape)
		if err != nil {
			return tape, err
		}
		if need == 0 {
			used = done
			break
		}
		if need > nameBit || len(tape) >= nameBit {
			return tape, newError(CodeDataLimit, "expected data that take less than 2 GiB in memory, found more")
		}
		tape = make([]byte, min(max(need, 2*len(tape)), nameBit))
	}
	runtime.KeepAlive(owner)
	if wipe != nil {
		wipe()
	}
	if n.memory {
		size := count * head
		copy(unsafe.Slice((*byte)(p), size), tape[:size])
	} else {
		b.load(src, p, count, tape[:used])
	}
	return tape, nil
}

func (b *binding) load(src []byte, p unsafe.Pointer, count int, tape []byte) {
	n := b.root
	l := loader{tape: tape, src: src, b: b}
	l.open(n)
	for i := range count {
		q := unsafe.Add(p, uintptr(i)*n.size)
		if n.op == opStruct {
			l.structure(n, q, i*int(n.slot))
		} else {
			l.value(n, q, i*int(n.slot))
		}
	}
}
