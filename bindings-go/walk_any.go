package isobyte

import (
	"math"
	"math/big"
	"reflect"
	"time"
)

// The kinds of values of type any on the tape.
const (
	anyNull      = 0
	anyBoolean   = 1
	anyInt       = 2
	anyLong      = 3
	anyFloat     = 4
	anyDouble    = 5
	anyText      = 6
	anyBytes     = 7
	anyEnum      = 8
	anyDecimal   = 9
	anyUUID      = 10
	anyDate      = 11
	anyTime      = 12
	anyTimestamp = 13
	anyLocal     = 14
	anyDuration  = 15
	anyList      = 16
	anyMap       = 17
	anyRecord    = 18
	anyBranch    = 19
	anyUnsigned  = 20
)

const anySize, anyEntry = 16, 24

func typeOf(v any) reflect.Type { return reflect.TypeOf(v) }

func isPointerTo(t, elem reflect.Type) bool { return t.Kind() == reflect.Pointer && t.Elem() == elem }

// dynamic writes a value that tells its own kind into the any slot at an offset.
func (w *writer) dynamic(v any, at int) bool {
	switch v := v.(type) {
	case nil:
		w.pair(at, anyNull, 0)
	case bool:
		w.pair(at, anyBoolean, boolWord(v))
	case string:
		w.pair(at, anyText, w.text(v))
	case int:
		w.pair(at, anyLong, uint64(v))
	case int32:
		w.pair(at, anyInt, uint64(v))
	case int64:
		w.pair(at, anyLong, uint64(v))
	case float64:
		w.pair(at, anyDouble, math.Float64bits(v))
	case float32:
		w.pair(at, anyFloat, math.Float64bits(float64(v)))
	case []byte:
		w.pair(at, anyBytes, w.bytes(v))
	case []any:
		return w.dynamicList(v, at)
	case map[string]any:
		return w.dynamicMap(v, at)
	case Branch:
		cell := w.room(8 + anySize)
		w.set(cell, w.text(v.Name))
		w.pair(at, anyBranch, uint64(cell))
		return w.dynamic(v.Value, cell+8)
	case Enum:
		w.symbol(v.Type, v.Symbol, at)
	case time.Time:
		w.pair(at, anyTimestamp, w.two(uint64(v.Unix()), uint64(v.Nanosecond())))
	case Date:
		w.pair(at, anyDate, 0)
		return w.date(v, at+8)
	case TimeOfDay:
		w.pair(at, anyTime, uint64(v))
	case LocalDateTime:
		cell := w.two(0, 0)
		w.pair(at, anyLocal, cell)
		return w.local(v, int(cell))
	case Duration:
		cell := w.two(0, 0)
		w.pair(at, anyDuration, cell)
		w.duration(v, int(cell))
	case UUID:
		cell := w.two(0, 0)
		w.pair(at, anyUUID, cell)
		*(*UUID)(w.at(int(cell))) = v
	case Decimal:
		cell := w.two(0, 0)
		w.pair(at, anyDecimal, cell)
		w.decimal(v, int(cell))
	case *big.Rat:
		if v == nil {
			w.pair(at, anyNull, 0)
			return true
		}
		cell := w.two(0, 0)
		w.pair(at, anyDecimal, cell)
		return w.fraction(v, int(cell))
	default:
		return w.reflected(reflect.ValueOf(v), at)
	}
	return true
}

func boolWord(v bool) uint64 {
	if v {
		return 1
	}
	return 0
}

// two writes a slot of 16 bytes behind all others; gives its offset.
func (w *writer) two(first, second uint64) uint64 {
	cell := w.room(16)
	w.pair(cell, first, second)
	return uint64(cell)
}

func (w *writer) symbol(typ, symbol string, at int) {
	word, name := w.text(symbol), uint64(0)
	if typ != "" {
		name = w.text(typ)
	}
	w.pair(at, anyEnum, w.two(word, name))
}

// items reserves room for so many items, or fails.
func (w *writer) items(count, size int) (first int, ok bool) {
	if count > maxTape/size {
		w.err = newError(CodeValueLimit, "expected what fits 4 GiB, found %d items", count)
		return 0, false
	}
	return w.room(count * size), true
}

func (w *writer) dynamicList(list []any, at int) bool {
	first, ok := w.items(len(list), anySize)
	if !ok || !w.enter() {
		return false
	}
	w.pair(at, anyList, uint64(first)|uint64(len(list))<<32)
	for i, v := range list {
		if !w.dynamic(v, first+anySize*i) {
			w.err.inItem(i)
			return false
		}
	}
	w.depth++
	return true
}

func (w *writer) dynamicMap(m map[string]any, at int) bool {
	entry, ok := w.items(len(m), anyEntry)
	if !ok || !w.enter() {
		return false
	}
	w.pair(at, anyMap, uint64(entry)|uint64(len(m))<<32)
	for key, v := range m {
		w.set(entry, w.text(key))
		if !w.dynamic(v, entry+8) {
			w.err.inKey(key)
			return false
		}
		entry += anyEntry
	}
	w.depth++
	return true
}

// reflected writes a value of a type of the caller's own.
func (w *writer) reflected(v reflect.Value, at int) bool {
	t := v.Type()
	if r := registered(t); r != nil && r.symbols != nil {
		w.symbol(r.name, v.String(), at)
		return true
	}
	if _, logical := logicalTypes[t]; logical && t != ratType {
		return w.dynamic(v.Interface(), at)
	}
	switch t.Kind() {
	case reflect.Bool:
		w.pair(at, anyBoolean, boolWord(v.Bool()))
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		w.pair(at, anyLong, uint64(v.Int()))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		w.pair(at, anyUnsigned, v.Uint())
	case reflect.Float32:
		w.pair(at, anyFloat, math.Float64bits(v.Float()))
	case reflect.Float64:
		w.pair(at, anyDouble, math.Float64bits(v.Float()))
	case reflect.String:
		w.pair(at, anyText, w.text(v.String()))
	case reflect.Interface, reflect.Pointer:
		return w.indirect(v, at)
	case reflect.Slice, reflect.Array:
		if t.Elem().Kind() == reflect.Uint8 {
			bytes := make([]byte, v.Len())
			reflect.Copy(reflect.ValueOf(bytes), v)
			w.pair(at, anyBytes, w.bytes(bytes))
			return true
		}
		if t.Implements(pairsType) {
			return w.reflectedPairs(v, at)
		}
		return w.reflectedList(v, at)
	case reflect.Map:
		return w.reflectedMap(v, at)
	case reflect.Struct:
		return w.reflectedStruct(v, at)
	default:
		w.err = newError(CodeValueType, "expected a value that schemas have, found %s", t)
		return false
	}
	return true
}

// indirect follows pointers and interfaces. Chains without a level of their own count one, so that cycles end.
func (w *writer) indirect(v reflect.Value, at int) bool {
	if v.IsNil() {
		w.pair(at, anyNull, 0)
		return true
	}
	if v.Kind() == reflect.Pointer && v.Type().Elem() == ratType {
		return w.dynamic(v.Interface(), at)
	}
	elem := v.Elem()
	if kind := elem.Kind(); kind == reflect.Pointer || kind == reflect.Interface {
		if !w.enter() {
			return false
		}
		defer func() { w.depth++ }()
	}
	if elem.CanInterface() && elem.Type() != ratType {
		return w.dynamic(elem.Interface(), at)
	}
	return w.reflected(elem, at)
}

func (w *writer) reflectedList(v reflect.Value, at int) bool {
	first, ok := w.items(v.Len(), anySize)
	if !ok || !w.enter() {
		return false
	}
	w.pair(at, anyList, uint64(first)|uint64(v.Len())<<32)
	for i := range v.Len() {
		if !w.dynamic(v.Index(i).Interface(), first+anySize*i) {
			w.err.inItem(i)
			return false
		}
	}
	w.depth++
	return true
}

func (w *writer) reflectedMap(v reflect.Value, at int) bool {
	if v.Type().Key().Kind() != reflect.String {
		w.err = newError(CodeValueType, "expected a map whose keys are text, found %s", v.Type())
		return false
	}
	iter := v.MapRange()
	return w.entries(anyMap, 0, v.Len(), at, func(int) (string, any) {
		iter.Next()
		return iter.Key().String(), iter.Value().Interface()
	})
}

func (w *writer) reflectedPairs(v reflect.Value, at int) bool {
	return w.entries(anyMap, 0, v.Len(), at, func(i int) (string, any) {
		pair := v.Index(i)
		return pair.Field(0).String(), pair.Field(1).Interface()
	})
}

func (w *writer) reflectedStruct(v reflect.Value, at int) bool {
	r := recordOf(v.Type())
	if r.err != nil {
		w.err = r.err
		return false
	}
	name := uint64(0)
	if text := nameOf(v.Type()); text != "" {
		name = w.text(text)
	}
	return w.entries(anyRecord, name, len(r.fields), at, func(i int) (string, any) {
		f := r.fields[i]
		return f.name, v.FieldByIndex(f.index).Interface()
	})
}

// entries writes a map, or a record: that begins with the word of its name.
func (w *writer) entries(kind, name uint64, count, at int, entry func(int) (string, any)) bool {
	if count > maxTape/anyEntry-1 {
		w.err = newError(CodeValueLimit, "expected what fits 4 GiB, found %d items", count)
		return false
	}
	if !w.enter() {
		return false
	}
	var cell, first int
	if kind == anyRecord {
		cell = w.room(8 + count*anyEntry)
		w.set(cell, name)
		first = cell + 8
	} else {
		cell = w.room(count * anyEntry)
		first = cell
	}
	w.pair(at, kind, uint64(cell)|uint64(count)<<32)
	for i := range count {
		key, v := entry(i)
		slot := first + anyEntry*i
		w.set(slot, w.text(key))
		if !w.dynamic(v, slot+8) {
			// A function value here would make every writer escape to the heap.
			if kind == anyRecord {
				w.err.inField(key)
			} else {
				w.err.inKey(key)
			}
			return false
		}
	}
	w.depth++
	return true
}
