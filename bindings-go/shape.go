package isobyte

import (
	"encoding/json"
	"fmt"
	"math/big"
	"reflect"
	"strings"
	"time"
)

// shape describes a Go type to the core. Numbers are indexes into the table of shapes. The core's own documentation
// of the form is in model/shape_text.rs.
type shape struct {
	Kind    string       `json:"kind"`
	Name    string       `json:"name,omitempty"`
	Size    *uintptr     `json:"size,omitempty"`
	Item    *int         `json:"item,omitempty"`
	Items   []int        `json:"items,omitempty"`
	Symbols []string     `json:"symbols,omitempty"`
	Fields  []shapeField `json:"fields,omitzero"`

	typ    reflect.Type
	offset uintptr         // of the value in an entry of Pairs
	types  []*registration // of the alternatives of an interface
}

type shapeField struct {
	Name   string  `json:"name"`
	Shape  int     `json:"shape"`
	Offset uintptr `json:"offset"`
}

// shapes is the table for one Go type, which comes first.
type shapes struct {
	table []*shape
	known map[reflect.Type]int
	wrong []string // what no schema can hold, each with its place
}

var (
	timeType     = reflect.TypeFor[time.Time]()
	ratType      = reflect.TypeFor[big.Rat]()
	branchType   = reflect.TypeFor[Branch]()
	enumType     = reflect.TypeFor[Enum]()
	pairsType    = reflect.TypeFor[interface{ isPairs() }]()
	anyType      = reflect.TypeFor[any]()
	logicalTypes = map[reflect.Type]string{
		timeType:                         "timestamp",
		reflect.TypeFor[Date]():          "date",
		reflect.TypeFor[TimeOfDay]():     "time",
		reflect.TypeFor[LocalDateTime](): "local_timestamp",
		reflect.TypeFor[Duration]():      "duration",
		reflect.TypeFor[UUID]():          "uuid",
		reflect.TypeFor[Decimal]():       "decimal",
		ratType:                          "decimal",
	}
	plainKinds = map[reflect.Kind]string{
		reflect.Bool: "bool", reflect.String: "text",
		reflect.Int8: "i8", reflect.Int16: "i16", reflect.Int32: "i32", reflect.Int64: "i64", reflect.Int: "i64",
		reflect.Uint8: "u8", reflect.Uint16: "u16", reflect.Uint32: "u32", reflect.Uint64: "u64", reflect.Uint: "u64",
		reflect.Float32: "f32", reflect.Float64: "f64",
	}
)

// plainOf gives the kind of a type whose shape refers to no other; "" for others.
func plainOf(t reflect.Type) string {
	if kind, ok := logicalTypes[t]; ok {
		return kind
	}
	if t == anyType {
		return "any"
	}
	if t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8 && !t.Implements(pairsType) {
		return "bytes"
	}
	return plainKinds[t.Kind()]
}

// shapesOf describes a type and all that it refers to.
func shapesOf(t reflect.Type) (*shapes, string, error) {
	s := &shapes{known: map[reflect.Type]int{}}
	s.add(t, "")
	if len(s.wrong) > 0 {
		return nil, "", newError(CodeShapeMismatch, "%s", strings.Join(s.wrong, "; "))
	}
	text, err := json.Marshal(s.table)
	if err != nil {
		return nil, "", newError(CodeInternal, "%v", err)
	}
	return s, string(text), nil
}

// add gives the index of a type's shape. place is for what is wrong.
func (s *shapes) add(t reflect.Type, place string) int {
	if index, ok := s.known[t]; ok {
		return index
	}
	index := len(s.table)
	described := &shape{typ: t}
	s.known[t] = index
	s.table = append(s.table, described)
	inner := func(t reflect.Type, place string) *int {
		index := s.add(t, place)
		return &index
	}
	if r := registered(t); r != nil && r.symbols != nil {
		described.Kind, described.Name, described.Symbols, described.types = "enum", r.name, r.symbols, []*registration{r}
		return index
	}
	if described.Kind = plainOf(t); described.Kind != "" {
		return index
	}
	switch {
	case t == branchType || t == enumType:
		s.mismatch(place, t, "which is for values of type any only")
	case t.Implements(pairsType) && t.Kind() == reflect.Slice:
		value := t.Elem().Field(1)
		described.Kind, described.offset = "map", value.Offset
		described.Item = inner(value.Type, place+"{}")
	case t.Kind() == reflect.Map && t.Key().Kind() == reflect.String:
		described.Kind = "map"
		described.Item = inner(t.Elem(), place+"{}")
	case t.Kind() == reflect.Map:
		s.mismatch(place, t, "but the keys of maps are text")
	case t.Kind() == reflect.Slice:
		described.Kind = "list"
		described.Item = inner(t.Elem(), place+"[]")
	case t.Kind() == reflect.Array && t.Elem().Kind() == reflect.Uint8:
		size := uintptr(t.Len())
		described.Kind, described.Size = "fixed", &size
	case t.Kind() == reflect.Pointer:
		if kind := t.Elem().Kind(); kind == reflect.Pointer || kind == reflect.Interface {
			s.mismatch(place, t, "a pointer to what may be nil already")
			break
		}
		described.Kind = "optional"
		described.Item = inner(t.Elem(), place)
	case t.Kind() == reflect.Struct:
		described.Kind, described.Name = "struct", nameOf(t)
		s.addStruct(described, place)
	case t.Kind() == reflect.Interface:
		described.Kind, described.types = "one_of", implementers(t)
		if len(described.types) == 0 {
			s.mismatch(place, t, "an interface that no registered type implements")
		}
		for _, r := range described.types {
			described.Items = append(described.Items, s.add(r.typ, place))
		}
	default:
		s.mismatch(place, t, "for which no schema has a type")
	}
	return index
}

func (s *shapes) addStruct(described *shape, place string) {
	t := described.typ
	r := recordOf(t)
	if r.err != nil {
		s.wrong = append(s.wrong, r.err.Error())
		return
	}
	size := t.Size()
	if !r.whole {
		size = 0
	}
	described.Size, described.Fields = &size, []shapeField{}
	if place != "" {
		place += "."
	}
	for _, f := range r.fields {
		described.Fields = append(described.Fields, shapeField{f.name, s.add(f.typ, place+f.name), f.offset})
	}
}

func (s *shapes) mismatch(place string, t reflect.Type, why string) {
	if place != "" {
		place += ": "
	}
	s.wrong = append(s.wrong, fmt.Sprintf("%sfound %s, %s", place, t, why))
}
