package isobyte

import (
	"reflect"
	"unsafe"
)

// What a step of the walker or the loader does: the core's numbers for the ways in which values lie on the tape, and
// behind them the walker's own for what is frequent.
const (
	opAny           = 0
	opBool          = 1
	opI8            = 2
	opI16           = 3
	opI32           = 4
	opI64           = 5
	opU8            = 6
	opU16           = 7
	opU32           = 8
	opU64           = 9
	opF32           = 10
	opF64           = 11
	opText          = 12
	opBytes         = 14
	opFixed         = 15
	opDecimal       = 16
	opUUID          = 17
	opDate          = 18
	opTime          = 19
	opTimestamp     = 20
	opLocal         = 21
	opDuration      = 22
	opEnum          = 23
	opOptional      = 24
	opList          = 25
	opMap           = 26
	opStruct        = 27
	opOneOf         = 28
	opRun           = 29
	opRun8          = 40 // a run of one word
	opRun16         = 41 // a run of two words
	opOptionalText  = 42 // *string
	opListText      = 43 // []string
	opOptionalPlain = 44 // a pointer to memory that is copied
)

var plainOps = map[string]uint32{
	"any": opAny, "bool": opBool, "i8": opI8, "i16": opI16, "i32": opI32, "i64": opI64, "u8": opU8, "u16": opU16,
	"u32": opU32, "u64": opU64, "f32": opF32, "f64": opF64, "text": opText, "bytes": opBytes, "fixed": opFixed,
	"decimal": opDecimal, "uuid": opUUID, "date": opDate, "time": opTime, "timestamp": opTimestamp,
	"local_timestamp": opLocal, "duration": opDuration, "enum": opEnum, "optional": opOptional, "list": opList,
	"map": opMap, "struct": opStruct, "one_of": opOneOf,
}

// step is what is done with one field, or with fields that lie together. The core made it.
type step struct {
	op    uint32
	slot  uint32 // behind the head on the tape
	field uintptr
	size  uintptr // of a run
	node  *node
	name  string
}

// node is one Go type as the walker and the loader see it.
type node struct {
	op     uint32
	slot   uint32 // bytes on the tape
	stride uint32 // from one item of a list to the next
	memory bool   // lies on the tape as in Go
	word   bool   // of an optional: nil is told from the word alone
	texts  bool   // holds texts, or what may hold some
	size   uintptr
	typ    reflect.Type
	elem   *node
	steps  []step
	enum   *registration
	mapped mapKind
	entry  uint32  // bytes of an entry of a map on the tape
	value  uintptr // where the value lies in an entry of Pairs
	alts   []alternative
}

// alternative is a registered type that an interface may hold.
type alternative struct {
	typ     reflect.Type
	node    *node
	pointer bool // decoded as a pointer
	table   unsafe.Pointer
}

func align8(n uint32) uint32 { return (n + 7) &^ 7 }

// layout is what the core tells about a bound type.
type layout interface {
	slotSize(shape int) uint32
	flat(shape int) bool
	walk(shape int) []walkStep
}

// walkStep is a step as the core gives it.
type walkStep struct{ op, slot, field, arg uint32 }

// nodesOf joins the shapes of a type with the core's layout.
func nodesOf(s *shapes, core layout) *node {
	nodes := make([]*node, len(s.table))
	for i, shape := range s.table {
		op := plainOps[shape.Kind]
		n := &node{op: op, slot: core.slotSize(i), size: shape.typ.Size(), typ: shape.typ}
		n.memory = op >= opBool && op <= opF64 || op == opFixed || op == opStruct && core.flat(i)
		if n.stride = n.slot; !n.memory {
			n.stride = align8(n.slot)
		}
		nodes[i] = n
	}
	for i, shape := range s.table {
		if shape.Item != nil {
			nodes[i].elem = nodes[*shape.Item]
		}
	}
	for i, shape := range s.table {
		n := nodes[i]
		switch n.op {
		case opOptional:
			inner := n.elem.op
			n.word = inner == opText || inner == opBytes || inner == opList || inner == opMap || inner == opStruct
		case opEnum:
			n.enum = shape.types[0]
		case opMap:
			n.entry, n.value = 8+align8(n.elem.slot), shape.offset
			n.mapped = mapKindOf(n)
		case opStruct:
			n.addSteps(shape, nodes, core.walk(i))
		case opOneOf:
			for j, r := range shape.types {
				n.alts = append(n.alts, alternativeOf(n.typ, r.typ, nodes[shape.Items[j]]))
			}
		}
	}
	for changed := true; changed; {
		changed = false
		for _, n := range nodes {
			if !n.texts && n.findTexts() {
				n.texts, changed = true, true
			}
		}
	}
	return nodes[0]
}

func (n *node) addSteps(shape *shape, nodes []*node, walk []walkStep) {
	for _, w := range walk {
		st := step{op: w.op, slot: w.slot, field: uintptr(w.field)}
		if w.op == opRun {
			st.size = uintptr(w.arg)
			// Behind a run that ends inside a word lies padding, or the struct's end.
			if whole := (st.size + 7) &^ 7; whole > 0 && st.field%8 == 0 && st.field+whole <= n.size && whole <= 16 && n.padded(shape, st.field+st.size, st.field+whole) {
				st.op = opRun8 + uint32(whole/8) - 1
			}
		} else {
			st.node = nodes[w.arg]
			st.op = st.node.special()
		}
		for _, f := range shape.Fields {
			if f.Offset == st.field {
				st.name = f.Name
			}
		}
		n.steps = append(n.steps, st)
	}
}

// padded reports whether no field lies between two offsets.
func (n *node) padded(shape *shape, from, to uintptr) bool {
	if *shape.Size == 0 {
		return from == to
	}
	for _, f := range shape.Fields {
		if f.Offset >= from && f.Offset < to {
			return false
		}
	}
	return true
}

// special gives the walker's own number for what is frequent.
func (n *node) special() uint32 {
	switch {
	case n.op == opOptional && n.elem.op == opText:
		return opOptionalText
	case n.op == opOptional && n.elem.memory && n.elem.op != opStruct:
		return opOptionalPlain
	case n.op == opList && n.elem.op == opText:
		return opListText
	}
	return n.op
}

func (n *node) findTexts() bool {
	switch n.op {
	case opText, opAny, opMap:
		return true
	case opStruct:
		for _, st := range n.steps {
			if st.node != nil && st.node.texts {
				return true
			}
		}
	case opOneOf:
		for _, a := range n.alts {
			if a.node.texts {
				return true
			}
		}
	}
	return n.elem != nil && n.elem.texts
}

func alternativeOf(held, typ reflect.Type, n *node) alternative {
	a := alternative{typ: typ, node: n, pointer: !typ.Implements(held)}
	value := reflect.New(typ)
	if !a.pointer {
		value = value.Elem()
	}
	// The first word of an interface value depends on the types alone.
	cell := reflect.New(held)
	cell.Elem().Set(value)
	a.table = *(*unsafe.Pointer)(cell.UnsafePointer())
	return a
}
