package isobyte

import (
	"reflect"
	"slices"
	"strings"
	"sync"
)

// registration is what is known of a Go type by name. Registered types are the alternatives of interface types.
type registration struct {
	name    string
	typ     reflect.Type
	symbols []string // of an enum
	order   map[string]uint64
}

var registry struct {
	sync.RWMutex
	types map[reflect.Type]*registration
}

// Register gives a Go type the name of a record type of schemas, in full or simple. Two things need it: a value in an
// interface (of type any, or in a field of an interface type that T or *T implements), and a union with records of
// which more than one fits. Without it, a struct is called as in Go.
//
// Codecs that were made before are not changed. Register types in init functions or package variables.
func Register[T any](name string) struct{} {
	register(&registration{name: name, typ: reflect.TypeFor[T]()})
	return struct{}{}
}

// RegisterEnum makes a named string type an enum with the symbols that schemas have, in any order. A string type that
// is not registered does for enums, too; registered ones find their branch among several enums of a union.
func RegisterEnum[T ~string](name string, symbols ...T) struct{} {
	r := &registration{name: name, typ: reflect.TypeFor[T](), order: map[string]uint64{}}
	for i, symbol := range symbols {
		r.symbols = append(r.symbols, string(symbol))
		r.order[string(symbol)] = uint64(i)
	}
	register(r)
	return struct{}{}
}

func register(r *registration) {
	registry.Lock()
	defer registry.Unlock()
	if registry.types == nil {
		registry.types = map[reflect.Type]*registration{}
	}
	registry.types[r.typ] = r
}

func registered(t reflect.Type) *registration {
	registry.RLock()
	defer registry.RUnlock()
	return registry.types[t]
}

// implementers gives the registered types that an interface can hold, by name.
func implementers(t reflect.Type) []*registration {
	registry.RLock()
	defer registry.RUnlock()
	var found []*registration
	for _, r := range registry.types {
		if r.typ.Implements(t) || reflect.PointerTo(r.typ).Implements(t) {
			found = append(found, r)
		}
	}
	slices.SortFunc(found, func(a, b *registration) int { return strings.Compare(a.name, b.name) })
	return found
}

// nameOf is what a Go struct type is called in schemas.
func nameOf(t reflect.Type) string {
	if r := registered(t); r != nil {
		return r.name
	}
	if strings.ContainsRune(t.Name(), '[') {
		return ""
	}
	return t.Name()
}
