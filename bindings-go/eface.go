package isobyte

import (
	"reflect"
	"unsafe"
)

// face is a value of type any in memory.
type face struct{ typ, data unsafe.Pointer }

// header is a slice in memory.
type header struct {
	data     unsafe.Pointer
	len, cap int
}

// typeWord gives what stands for a type in a value of type any.
func typeWord(t reflect.Type) unsafe.Pointer { return (*face)(unsafe.Pointer(&t)).data }

// anyOf makes a value of type any from a type and its data word.
func anyOf(t reflect.Type, data unsafe.Pointer) (v any) {
	*(*face)(unsafe.Pointer(&v)) = face{typeWord(t), data}
	return v
}

// method has the memory of any interface type with methods, whichever they are.
type method interface{ isobyteMethod() }

// held gives what an interface with methods holds.
func held(p unsafe.Pointer) any { return any(*(*method)(p)) }

// isDirect reports whether a value of the type is itself the data word of a value of type any.
func isDirect(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Pointer, reflect.Map, reflect.Chan, reflect.Func, reflect.UnsafePointer:
		return true
	case reflect.Struct:
		return t.NumField() == 1 && isDirect(t.Field(0).Type)
	case reflect.Array:
		return t.Len() == 1 && isDirect(t.Elem())
	}
	return false
}

// dataOf gives where the value of an any lies, to be read only.
func dataOf(v any, t reflect.Type) unsafe.Pointer {
	data := (*face)(unsafe.Pointer(&v)).data
	if isDirect(t) {
		cell := new(unsafe.Pointer)
		*cell = data
		return unsafe.Pointer(cell)
	}
	return data
}
