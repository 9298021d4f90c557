package isobyte

import (
	"reflect"
	"unsafe"
)

// Marshal encodes any value under a schema. A pointer to a struct is encoded like the struct. What binding the type to the
// schema takes is done once and kept with the schema; a [Codec] saves the look-up as well.
func Marshal(schema *Schema, v any) ([]byte, error) {
	t, p := reflect.TypeOf(v), unsafe.Pointer(nil)
	for t != nil && t.Kind() == reflect.Pointer && t.Elem().Kind() == reflect.Interface {
		// What matters is what the interface holds.
		if held := reflect.ValueOf(v); held.IsNil() || held.Elem().IsNil() {
			v = nil
		} else {
			v = held.Elem().Elem().Interface()
		}
		t = reflect.TypeOf(v)
	}
	switch {
	case t == nil || !typed(t):
		t, p = anyType, unsafe.Pointer(&v)
	case t.Kind() == reflect.Pointer && !reflect.ValueOf(v).IsNil() && typed(t.Elem()):
		t, p = t.Elem(), reflect.ValueOf(v).UnsafePointer()
	default:
		p = dataOf(v, t)
	}
	b, err := schema.binding(t)
	if err != nil {
		return nil, err
	}
	var local [stackTape]byte
	w := writer{buf: local[:]}
	return b.append(nil, p, 1, &w, nil)
}

// Unmarshal decodes data, which must be one datum, to where v points. With v a *any it becomes maps, slices and plain
// values. On failure what v points to stays as it was.
func Unmarshal(schema *Schema, data []byte, v any) error {
	if v == nil {
		return nilValue()
	}
	target := reflect.ValueOf(v)
	if target.Kind() != reflect.Pointer || target.IsNil() {
		return newError(CodeInvalidArgument, "expected a pointer to a value, found %T", v)
	}
	b, err := schema.binding(target.Type().Elem())
	if err != nil {
		return err
	}
	value := reflect.New(target.Type().Elem())
	var local [stackTape]byte
	if _, err := b.decodeOne(data, value.UnsafePointer(), local[:]); err != nil {
		return err
	}
	target.Elem().Set(value.Elem())
	return nil
}

// typed reports whether values of a type are bound to the schema by their type, and not walked as what they hold.
func typed(t reflect.Type) bool {
	switch t {
	case anyType, reflect.TypeFor[map[string]any](), reflect.TypeFor[[]any](), branchType, enumType:
		return false
	}
	return t.Kind() != reflect.Interface
}

func (s *Schema) binding(t reflect.Type) (*binding, error) {
	if s == nil {
		return nil, nilSchema()
	}
	if known, ok := s.bindings.Load(t); ok {
		return known.(*binding), nil
	}
	made, err := bind(nil, s, t, nil)
	if err != nil {
		return nil, err
	}
	known, _ := s.bindings.LoadOrStore(t, made)
	return known.(*binding), nil
}
