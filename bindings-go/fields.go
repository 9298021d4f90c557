package isobyte

import (
	"reflect"
	"sync"
)

// field is a field of a struct, or of a struct embedded in it.
type field struct {
	name   string
	typ    reflect.Type
	offset uintptr
	index  []int
	depth  int
}

// record is what is known of a struct type.
type record struct {
	fields []field
	whole  bool // every byte is that of a field, or padding
	err    *Error
}

var records sync.Map // reflect.Type -> *record

// recordOf lists the fields of a struct: the exported ones, under the name of their tag, those of embedded structs
// among them. Of two of the same name the outer one counts.
func recordOf(t reflect.Type) *record {
	if known, ok := records.Load(t); ok {
		return known.(*record)
	}
	r := &record{whole: true}
	r.add(t, 0, nil)
	seen := map[string]int{}
	kept := r.fields[:0]
	for _, f := range r.fields {
		at, again := seen[f.name]
		switch {
		case !again:
			seen[f.name] = len(kept)
			kept = append(kept, f)
		case kept[at].depth == f.depth:
			r.err = newError(CodeShapeMismatch, "%s: field %q is there twice", t, f.name)
		case kept[at].depth > f.depth:
			kept[at], r.whole = f, false
		default:
			r.whole = false
		}
	}
	r.fields = kept
	known, _ := records.LoadOrStore(t, r)
	return known.(*record)
}

func (r *record) add(t reflect.Type, offset uintptr, index []int) {
	for i := range t.NumField() {
		f := t.Field(i)
		name, tagged := f.Tag.Lookup("avro")
		inner := append(append([]int(nil), index...), i)
		switch {
		case name == "-":
			r.whole = false
		case f.Anonymous && !tagged && f.Type.Kind() == reflect.Struct && plainOf(f.Type) == "":
			r.add(f.Type, offset+f.Offset, inner)
		case !f.IsExported():
			r.whole = false
		default:
			if name == "" {
				name = f.Name
			}
			r.fields = append(r.fields, field{name, f.Type, offset + f.Offset, inner, len(inner)})
		}
	}
}
