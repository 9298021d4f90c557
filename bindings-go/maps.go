package isobyte

import (
	"reflect"
	"unsafe"
)

// mapKind says how a map is walked: those that are frequent by a loop of their own, all others by reflection.
type mapKind uint8

const (
	mapReflected mapKind = iota
	mapPairs
	mapString
	mapInt
	mapInt32
	mapInt64
	mapFloat64
	mapBool
	mapAny
)

func mapKindOf(n *node) mapKind {
	if n.typ.Implements(pairsType) {
		return mapPairs
	}
	switch op, kind := n.elem.op, n.typ.Elem().Kind(); {
	case op == opText:
		return mapString
	case op == opI64 && kind == reflect.Int:
		return mapInt
	case op == opI64:
		return mapInt64
	case op == opI32:
		return mapInt32
	case op == opF64:
		return mapFloat64
	case op == opBool:
		return mapBool
	case op == opAny:
		return mapAny
	}
	return mapReflected
}

// mapping writes the map at p: entries of a key's word and a value's slot.
func (w *writer) mapping(n *node, p unsafe.Pointer, at int) bool {
	if n.mapped == mapPairs {
		return w.pairs(n, *(*header)(p), at)
	}
	switch n.mapped {
	case mapString:
		m := *(*map[string]string)(p)
		entry := w.openMap(n, len(m), at)
		for key, v := range m {
			w.set(entry, w.text(key))
			w.set(entry+8, w.text(v))
			entry += 16
		}
	case mapInt:
		m := *(*map[string]int)(p)
		entry := w.openMap(n, len(m), at)
		for key, v := range m {
			w.pair(entry, w.text(key), uint64(v))
			entry += 16
		}
	case mapInt64:
		m := *(*map[string]int64)(p)
		entry := w.openMap(n, len(m), at)
		for key, v := range m {
			w.pair(entry, w.text(key), uint64(v))
			entry += 16
		}
	case mapInt32:
		m := *(*map[string]int32)(p)
		entry := w.openMap(n, len(m), at)
		for key, v := range m {
			w.pair(entry, w.text(key), uint64(uint32(v)))
			entry += 16
		}
	case mapFloat64:
		m := *(*map[string]float64)(p)
		entry := w.openMap(n, len(m), at)
		for key, v := range m {
			w.set(entry, w.text(key))
			*(*float64)(w.at(entry + 8)) = v
			entry += 16
		}
	case mapBool:
		m := *(*map[string]bool)(p)
		entry := w.openMap(n, len(m), at)
		for key, v := range m {
			w.pair(entry, w.text(key), boolWord(v))
			entry += 16
		}
	case mapAny:
		m := *(*map[string]any)(p)
		entry := w.openMap(n, len(m), at)
		if !w.enter() {
			return false
		}
		for key, v := range m {
			w.set(entry, w.text(key))
			if !w.dynamic(v, entry+8) {
				w.err.inKey(key)
				return false
			}
			entry += anyEntry
		}
		w.depth++
	default:
		return w.reflectedMapping(n, reflect.ValueOf(anyOf(n.typ, *(*unsafe.Pointer)(p))), at)
	}
	return w.err == nil
}

func (w *writer) openMap(n *node, count, at int) (entry int) {
	size := int(n.entry)
	if count > maxTape/size {
		w.grow(maxTape)
		return 0
	}
	entry = w.room(count * size)
	w.set(at, uint64(entry)|uint64(count)<<32)
	return entry
}

func (w *writer) pairs(n *node, items header, at int) bool {
	entry := w.openMap(n, items.len, at)
	if !w.enter() {
		return false
	}
	size := n.typ.Elem().Size()
	for i := range items.len {
		p := unsafe.Add(items.data, uintptr(i)*size)
		key := *(*string)(p)
		w.set(entry, w.text(key))
		if !w.value(n.elem, unsafe.Add(p, n.value), entry+8) {
			w.err.inKey(key)
			return false
		}
		entry += int(n.entry)
	}
	w.depth++
	return true
}

func (w *writer) reflectedMapping(n *node, m reflect.Value, at int) bool {
	entry := w.openMap(n, m.Len(), at)
	if !w.enter() {
		return false
	}
	cell := reflect.New(n.typ.Elem())
	for iter := m.MapRange(); iter.Next(); entry += int(n.entry) {
		key := iter.Key().String()
		w.set(entry, w.text(key))
		cell.Elem().SetIterValue(iter)
		if !w.value(n.elem, cell.UnsafePointer(), entry+8) {
			w.err.inKey(key)
			return false
		}
	}
	w.depth++
	return true
}

// mapping makes the map of a word and stores it at p. Of keys that occur twice the last one wins.
func (l *loader) mapping(n *node, p unsafe.Pointer, word uint64) {
	entry, count := int(uint32(word)), int(word>>32)
	switch n.mapped {
	case mapPairs:
		l.pairs(n, p, entry, count)
	case mapString:
		m := make(map[string]string, count)
		for range count {
			m[l.text(l.word(entry))] = l.text(l.word(entry + 8))
			entry += 16
		}
		*(*map[string]string)(p) = m
	case mapInt:
		m := make(map[string]int, count)
		for range count {
			m[l.text(l.word(entry))] = int(l.word(entry + 8))
			entry += 16
		}
		*(*map[string]int)(p) = m
	case mapInt64:
		m := make(map[string]int64, count)
		for range count {
			m[l.text(l.word(entry))] = int64(l.word(entry + 8))
			entry += 16
		}
		*(*map[string]int64)(p) = m
	case mapInt32:
		m := make(map[string]int32, count)
		for range count {
			m[l.text(l.word(entry))] = int32(l.word(entry + 8))
			entry += 16
		}
		*(*map[string]int32)(p) = m
	case mapFloat64:
		m := make(map[string]float64, count)
		for range count {
			m[l.text(l.word(entry))] = *(*float64)(l.at(entry + 8))
			entry += 16
		}
		*(*map[string]float64)(p) = m
	case mapBool:
		m := make(map[string]bool, count)
		for range count {
			m[l.text(l.word(entry))] = *(*bool)(l.at(entry + 8))
			entry += 16
		}
		*(*map[string]bool)(p) = m
	case mapAny:
		m := make(map[string]any, count)
		for range count {
			m[l.text(l.word(entry))] = l.dynamic(entry + 8)
			entry += anyEntry
		}
		*(*map[string]any)(p) = m
	default:
		l.reflectedMapping(n, p, entry, count)
	}
}

func (l *loader) reflectedMapping(n *node, p unsafe.Pointer, entry, count int) {
	m := reflect.MakeMapWithSize(n.typ, count)
	keys := n.typ.Key()
	for range count {
		cell := reflect.New(n.typ.Elem())
		l.value(n.elem, cell.UnsafePointer(), entry+8)
		key := reflect.ValueOf(l.text(l.word(entry)))
		if key.Type() != keys {
			key = key.Convert(keys)
		}
		m.SetMapIndex(key, cell.Elem())
		entry += int(n.entry)
	}
	*(*unsafe.Pointer)(p) = m.UnsafePointer()
}

func (l *loader) pairs(n *node, p unsafe.Pointer, entry, count int) {
	pairs := reflect.MakeSlice(n.typ, count, count)
	data, size := pairs.UnsafePointer(), n.typ.Elem().Size()
	seen := make(map[string]int, 0)
	kept := 0
	for range count {
		key := l.text(l.word(entry))
		at := kept
		// Few keys are compared, many are looked up.
		if count > 8 {
			if known, again := seen[key]; again {
				at = known
			} else {
				seen[key] = kept
			}
		} else {
			for i := range kept {
				if *(*string)(unsafe.Add(data, uintptr(i)*size)) == key {
					at = i
					break
				}
			}
		}
		if at == kept {
			kept++
		} else {
			pairs.Index(at).SetZero()
		}
		q := unsafe.Add(data, uintptr(at)*size)
		*(*string)(q) = key
		l.value(n.elem, unsafe.Add(q, n.value), entry+8)
		entry += int(n.entry)
	}
	*(*header)(p) = header{data, kept, count}
}
