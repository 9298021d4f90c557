package isobyte

import (
	"math"
	"math/big"
	"time"
	"unsafe"
)

// The walker dumps Go values onto a tape, the pointer-free buffer that crosses into the core in one piece. It knows Go
// types and the core's layout of them; what a schema does with the values is the core's business.

const (
	spare   = 16                 // bytes behind the tape that may be read
	maxTape = math.MaxUint32 - 1 // offsets are of 32 bits
)

// writer is a tape under construction: n bytes are in use.
type writer struct {
	buf      []byte // its length is the room
	n        int
	depth    int // levels that may still be entered
	maxDepth int
	err      *Error
}

// block has the type of memory that is known to be long enough.
type block [1 << 30]byte

func (w *writer) at(offset int) unsafe.Pointer {
	return unsafe.Add(unsafe.Pointer(unsafe.SliceData(w.buf)), offset)
}

func (w *writer) set(at int, word uint64) { *(*uint64)(w.at(at)) = word }

func (w *writer) pair(at int, first, second uint64) {
	*(*[2]uint64)(w.at(at)) = [2]uint64{first, second}
}

// room reserves bytes at the end.
func (w *writer) room(size int) int {
	if len(w.buf)-spare-w.n < size {
		w.grow(size)
	}
	at := w.n
	w.n = at + size
	return at
}

//go:noinline
func (w *writer) grow(size int) {
	if w.n+size > maxTape {
		w.err = newError(CodeValueLimit, "expected a value of less than 4 GiB, found more")
		w.n = 0 // the tape is worthless now, but every write must still land in it
	}
	if room := w.n + size + spare; room > len(w.buf) {
		buf := make([]byte, room+len(w.buf)+512)
		copy(buf, w.buf[:w.n])
		w.buf = buf
	}
}

// text writes a text or bytes behind all others; gives its word, which is never 0.
func (w *writer) text(s string) uint64 {
	if len(w.buf)-spare-w.n < len(s) {
		w.grow(len(s))
	}
	n := w.n
	copy((*block)(w.at(n))[:len(s):len(s)], s)
	w.n = n + len(s)
	return uint64(n) | uint64(len(s))<<32
}

func (w *writer) bytes(b []byte) uint64 {
	return w.text(unsafe.String(unsafe.SliceData(b), len(b)))
}

func (w *writer) enter() bool {
	if w.depth--; w.depth < 0 {
		w.err = newError(CodeValueLimit, "expected at most %d levels, found more (or a cycle)", w.maxDepth)
		return false
	}
	return w.err == nil
}

// structure writes the fields of the struct at p into the head at offset head. On false, err says why.
func (w *writer) structure(n *node, p unsafe.Pointer, head int) bool {
	if !w.enter() {
		return false
	}
	for i := range n.steps {
		st := &n.steps[i]
		p, at := unsafe.Add(p, st.field), head+int(st.slot)
		switch st.op {
		case opRun:
			copy((*block)(w.at(at))[:st.size:st.size], (*block)(p)[:st.size:st.size])
		case opRun8:
			w.set(at, *(*uint64)(p))
		case opRun16:
			*(*[2]uint64)(w.at(at)) = *(*[2]uint64)(p)
		case opText:
			word := w.text(*(*string)(p))
			w.set(at, word)
		case opOptionalText:
			word := uint64(0)
			if s := *(**string)(p); s != nil {
				word = w.text(*s)
			}
			w.set(at, word)
		case opTimestamp:
			t := (*time.Time)(p)
			w.pair(at, uint64(t.Unix()), uint64(t.Nanosecond()))
		case opOptionalPlain:
			if q := *(*unsafe.Pointer)(p); q == nil {
				w.set(at, 0)
			} else {
				w.set(at, 1)
				w.memory(st.node.elem, q, at+8)
			}
		default:
			if !w.value(st.node, p, at) {
				w.err.inField(st.name)
				return false
			}
		}
	}
	w.depth++
	return true
}

// memory copies a number or fixed as it lies.
func (w *writer) memory(n *node, p unsafe.Pointer, at int) {
	switch n.size {
	case 8:
		w.set(at, *(*uint64)(p))
	case 4:
		*(*uint32)(w.at(at)) = *(*uint32)(p)
	case 1:
		*(*byte)(w.at(at)) = *(*byte)(p)
	default:
		copy((*block)(w.at(at))[:n.size:n.size], (*block)(p)[:n.size:n.size])
	}
}

// value writes the value at p into the slot at an offset.
func (w *writer) value(n *node, p unsafe.Pointer, at int) bool {
	switch n.op {
	case opText:
		w.set(at, w.text(*(*string)(p)))
	case opBytes:
		w.set(at, w.bytes(*(*[]byte)(p)))
	case opStruct:
		if !n.memory {
			return w.structure(n, p, at)
		}
		w.memory(n, p, at)
	case opOptional:
		return w.optional(n, *(*unsafe.Pointer)(p), at)
	case opList:
		return w.list(n, p, at)
	case opMap:
		return w.mapping(n, p, at)
	case opAny:
		return w.dynamic(*(*any)(p), at)
	case opOneOf:
		return w.oneOf(n, held(p), at)
	case opTimestamp:
		t := (*time.Time)(p)
		w.pair(at, uint64(t.Unix()), uint64(t.Nanosecond()))
	case opUUID:
		*(*UUID)(w.at(at)) = *(*UUID)(p)
	case opDate:
		return w.date(*(*Date)(p), at)
	case opTime:
		w.set(at, uint64(*(*TimeOfDay)(p)))
	case opLocal:
		return w.local(*(*LocalDateTime)(p), at)
	case opDuration:
		w.duration(*(*Duration)(p), at)
	case opDecimal:
		if n.typ == ratType {
			return w.fraction((*big.Rat)(p), at)
		}
		w.decimal(*(*Decimal)(p), at)
	case opEnum:
		symbol := *(*string)(p)
		index, ok := n.enum.order[symbol]
		if !ok {
			w.err = newError(CodeValueConstraint, "expected a symbol of enum %q, found %q", n.enum.name, shorten(symbol))
			return false
		}
		w.set(at, index)
	default:
		w.memory(n, p, at)
	}
	return true
}

func (w *writer) optional(n *node, p unsafe.Pointer, at int) bool {
	switch {
	case p == nil:
		w.set(at, 0)
		return true
	case n.elem.op == opStruct:
		head := w.room(int(align8(n.elem.slot)))
		w.set(at, uint64(head))
		return w.value(n.elem, p, head)
	case n.word:
		return w.value(n.elem, p, at)
	}
	w.set(at, 1)
	return w.value(n.elem, p, at+8)
}

func (w *writer) list(n *node, p unsafe.Pointer, at int) bool {
	items := *(*header)(p)
	if items.len > maxTape/max(int(n.elem.stride), 1) {
		w.err = newError(CodeValueLimit, "expected a list that fits 4 GiB, found %d items", items.len)
		return false
	}
	elem, stride := n.elem, int(n.elem.stride)
	first := w.room(items.len * stride)
	w.set(at, uint64(first)|uint64(items.len)<<32)
	if elem.memory {
		size := items.len * stride
		copy((*block)(w.at(first))[:size:size], unsafe.Slice((*byte)(items.data), size))
		return true
	}
	if elem.op == opText {
		for i, s := range unsafe.Slice((*string)(items.data), items.len) {
			word := w.text(s)
			w.set(first+8*i, word)
		}
		return true
	}
	if !w.enter() {
		return false
	}
	for i := range items.len {
		if !w.value(elem, unsafe.Add(items.data, uintptr(i)*elem.size), first+i*stride) {
			w.err.inItem(i)
			return false
		}
	}
	w.depth++
	return true
}

// oneOf writes what an interface holds: one of the registered types, or a pointer to one.
func (w *writer) oneOf(n *node, v any, at int) bool {
	if v == nil {
		w.pair(at, 0, 0)
		return true
	}
	t := typeOf(v)
	for i := range n.alts {
		a := &n.alts[i]
		var p unsafe.Pointer
		switch {
		case t == a.typ:
			p = dataOf(v, t)
		case isPointerTo(t, a.typ):
			p = (*face)(unsafe.Pointer(&v)).data
			if p == nil {
				w.pair(at, 0, 0)
				return true
			}
		default:
			continue
		}
		slot := w.room(int(align8(a.node.slot)))
		w.pair(at, uint64(i)+1, uint64(slot))
		return w.value(a.node, p, slot)
	}
	w.err = newError(CodeValueType, "expected a registered type, found %s", t)
	return false
}

func (w *writer) date(d Date, at int) bool {
	if !d.IsValid() {
		w.err = newError(CodeValueRange, "expected a day of the calendar, found %s", d)
		return false
	}
	w.set(at, uint64(d.days()))
	return true
}

func (w *writer) local(l LocalDateTime, at int) bool {
	if !l.Date.IsValid() || !l.Time.IsValid() {
		w.err = newError(CodeValueRange, "expected a day of the calendar and a time within it, found %s", l)
		return false
	}
	seconds, nanos := l.moment()
	w.pair(at, uint64(seconds), uint64(nanos))
	return true
}

func (w *writer) duration(d Duration, at int) {
	w.pair(at, uint64(d.Months)|uint64(d.Days)<<32, uint64(d.Millis))
}

func (w *writer) decimal(d Decimal, at int) {
	w.pair(at, w.bytes(twosComplement(d.Unscaled)), uint64(int64(d.Scale)))
}

func (w *writer) fraction(r *big.Rat, at int) bool {
	d, ok := decimalOf(r)
	if !ok {
		w.err = newError(CodeValueRange, "expected a decimal fraction, found %s", shorten(r.String()))
		return false
	}
	w.decimal(d, at)
	return true
}
