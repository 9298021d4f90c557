package isobyte

import (
	"math/big"
	"reflect"
	"strings"
	"time"
	"unsafe"
)

// The loader fills Go values from a tape that the core has written. All has been checked there: it cannot fail.

// nameBit in the offset of a text: the other bits number one of the codec's names; of bytes: they lie on the tape.
const nameBit = 1 << 31

// loader is a tape that is being read.
type loader struct {
	tape   []byte
	src    []byte // the payload
	shared string // its private copy, which the texts share
	b      *binding
}

func (l *loader) at(offset int) unsafe.Pointer {
	return unsafe.Add(unsafe.Pointer(unsafe.SliceData(l.tape)), offset)
}

func (l *loader) word(at int) uint64 { return *(*uint64)(l.at(at)) }

// text gives the text of a word.
func (l *loader) text(word uint64) string {
	from, length := uint(uint32(word)), uint(word>>32)
	if from&nameBit != 0 {
		return l.b.names[from&^nameBit]
	}
	return l.shared[from : from+length]
}

// view gives the bytes of a word: of the payload, or of the tape where a default has put them.
func (l *loader) view(word uint64) []byte {
	from, length := uint(uint32(word)), uint(word>>32)
	switch {
	case length == 0: // where nothing is, there may be no payload either
		return nil
	case from&nameBit != 0:
		from &^= nameBit
		return l.tape[from : from+length]
	}
	return l.src[from : from+length]
}

// bytes gives a copy of the bytes of a word.
func (l *loader) bytes(word uint64) []byte {
	return append(make([]byte, 0, word>>32), l.view(word)...)
}

// structure fills the struct at p from the head at an offset.
func (l *loader) structure(n *node, p unsafe.Pointer, head int) {
	for i := range n.steps {
		st := &n.steps[i]
		p, at := unsafe.Add(p, st.field), head+int(st.slot)
		switch st.op {
		case opRun:
			copy((*block)(p)[:st.size:st.size], (*block)(l.at(at))[:st.size:st.size])
		case opRun8:
			*(*uint64)(p) = l.word(at)
		case opRun16:
			*(*[2]uint64)(p) = *(*[2]uint64)(l.at(at))
		case opText:
			*(*string)(p) = l.text(l.word(at))
		case opOptionalText:
			if word := l.word(at); word != 0 {
				s := new(string)
				*s = l.text(word)
				*(**string)(p) = s
			}
		case opListText:
			word := l.word(at)
			first, count := int(uint32(word)), int(word>>32)
			list := make([]string, count)
			for j := range list {
				list[j] = l.text(l.word(first + 8*j))
			}
			*(*[]string)(p) = list
		case opTimestamp:
			*(*time.Time)(p) = time.Unix(int64(l.word(at)), int64(l.word(at+8))).UTC()
		default:
			l.value(st.node, p, at)
		}
	}
}

func (l *loader) memory(n *node, p unsafe.Pointer, at int) {
	switch n.size {
	case 8:
		*(*uint64)(p) = l.word(at)
	case 4:
		*(*uint32)(p) = *(*uint32)(l.at(at))
	case 1:
		*(*byte)(p) = *(*byte)(l.at(at))
	default:
		copy((*block)(p)[:n.size:n.size], (*block)(l.at(at))[:n.size:n.size])
	}
}

// value fills the value at p from the slot at an offset. What p points to is zero before.
func (l *loader) value(n *node, p unsafe.Pointer, at int) {
	switch n.op {
	case opText:
		*(*string)(p) = l.text(l.word(at))
	case opBytes:
		*(*[]byte)(p) = l.bytes(l.word(at))
	case opStruct:
		if n.memory {
			l.memory(n, p, at)
		} else {
			l.structure(n, p, at)
		}
	case opOptional:
		l.optional(n, p, at)
	case opList:
		l.list(n, p, l.word(at))
	case opMap:
		l.mapping(n, p, l.word(at))
	case opAny:
		*(*any)(p) = l.dynamic(at)
	case opOneOf:
		l.oneOf(n, p, at)
	case opTimestamp:
		*(*time.Time)(p) = time.Unix(int64(l.word(at)), int64(l.word(at+8))).UTC()
	case opUUID:
		*(*UUID)(p) = *(*UUID)(l.at(at))
	case opDate:
		*(*Date)(p) = dateOfDays(int64(l.word(at)))
	case opTime:
		*(*TimeOfDay)(p) = TimeOfDay(l.word(at))
	case opLocal:
		*(*LocalDateTime)(p) = localOfMoment(int64(l.word(at)), int64(l.word(at+8)))
	case opDuration:
		*(*Duration)(p) = l.duration(at)
	case opDecimal:
		if d := l.decimal(at); n.typ == ratType {
			*(*big.Rat)(p) = *d.Rat()
		} else {
			*(*Decimal)(p) = d
		}
	case opEnum:
		*(*string)(p) = n.enum.symbols[l.word(at)]
	default:
		l.memory(n, p, at)
	}
}

func (l *loader) optional(n *node, p unsafe.Pointer, at int) {
	word := l.word(at)
	if word == 0 {
		return
	}
	switch {
	case n.elem.op == opStruct:
		at = int(word)
	case !n.word:
		at += 8
	}
	cell := reflect.New(n.elem.typ).UnsafePointer()
	l.value(n.elem, cell, at)
	*(*unsafe.Pointer)(p) = cell
}

func (l *loader) list(n *node, p unsafe.Pointer, word uint64) {
	first, count := int(uint32(word)), int(word>>32)
	elem := n.elem
	if elem.op == opText {
		list := make([]string, count)
		for i := range list {
			list[i] = l.text(l.word(first + 8*i))
		}
		*(*[]string)(p) = list
		return
	}
	data := reflect.MakeSlice(n.typ, count, count).UnsafePointer()
	if elem.memory {
		size := count * int(elem.stride)
		copy(unsafe.Slice((*byte)(data), size), (*block)(l.at(first))[:size:size])
	} else {
		for i := range count {
			l.value(elem, unsafe.Add(data, uintptr(i)*elem.size), first+i*int(elem.stride))
		}
	}
	*(*header)(p) = header{data, count, count}
}

func (l *loader) oneOf(n *node, p unsafe.Pointer, at int) {
	index, slot := l.word(at), int(l.word(at+8))
	if index == 0 {
		return
	}
	a := &n.alts[index-1]
	cell := reflect.New(a.typ).UnsafePointer()
	l.value(a.node, cell, slot)
	if !a.pointer && isDirect(a.typ) {
		cell = *(*unsafe.Pointer)(cell)
	}
	*(*face)(p) = face{a.table, cell}
}

func (l *loader) duration(at int) Duration {
	parts := *(*[3]uint32)(l.at(at))
	return Duration{parts[0], parts[1], parts[2]}
}

func (l *loader) decimal(at int) Decimal {
	return Decimal{bigOf(l.view(l.word(at))), int32(l.word(at + 8))}
}

// dynamic makes the value of the any slot at an offset.
func (l *loader) dynamic(at int) any {
	kind, word := l.word(at), l.word(at+8)
	named := int(kind >> 32)
	switch uint32(kind) {
	case anyBoolean:
		return word != 0
	case anyInt:
		return int32(word)
	case anyLong:
		return int64(word)
	case anyFloat:
		return float32(*(*float64)(l.at(at + 8)))
	case anyDouble:
		return *(*float64)(l.at(at + 8))
	case anyText:
		return l.text(word)
	case anyBytes:
		return l.bytes(word)
	case anyEnum:
		return l.b.name(named, int(word)+1)
	case anyDecimal:
		return l.decimal(int(word))
	case anyUUID:
		return *(*UUID)(l.at(int(word)))
	case anyDate:
		return dateOfDays(int64(word))
	case anyTime:
		return TimeOfDay(word)
	case anyTimestamp:
		at := int(word)
		return time.Unix(int64(l.word(at)), int64(l.word(at+8))).UTC()
	case anyLocal:
		at := int(word)
		return localOfMoment(int64(l.word(at)), int64(l.word(at+8)))
	case anyDuration:
		return l.duration(int(word))
	case anyList:
		first := int(uint32(word))
		list := make([]any, word>>32)
		for i := range list {
			list[i] = l.dynamic(first + anySize*i)
		}
		return list
	case anyMap:
		entry, count := int(uint32(word)), int(word>>32)
		m := make(map[string]any, count)
		for range count {
			m[l.text(l.word(entry))] = l.dynamic(entry + 8)
			entry += anyEntry
		}
		return m
	case anyRecord:
		first, count := int(uint32(word)), int(word>>32)
		m := make(map[string]any, count)
		for i := range count {
			m[l.b.name(named, i+1)] = l.dynamic(first + anySize*i)
		}
		return m
	case anyBranch:
		return Branch{l.b.name(named, int(word>>32)), l.dynamic(int(uint32(word)))}
	}
	return nil
}

// open makes the private copy of the payload, if there are texts that share it.
func (l *loader) open(n *node) {
	if n.texts {
		l.shared = strings.Clone(unsafe.String(unsafe.SliceData(l.src), len(l.src)))
	}
}
