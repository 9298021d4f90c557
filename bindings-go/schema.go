package isobyte

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// Schema is a parsed Avro schema: immutable, and safe for all goroutines at once.
type Schema struct {
	handle
	bindings sync.Map // reflect.Type -> *binding, for Marshal and Unmarshal
	header   atomic.Pointer[[SingleObjectLength]byte]
}

// Fingerprint is an algorithm that makes a short name of a schema's canonical form.
type Fingerprint int

// The fingerprints of the specification.
const (
	CRC64  Fingerprint = 0 // CRC-64-AVRO: 8 bytes, little-endian
	MD5    Fingerprint = 1 // 16 bytes
	SHA256 Fingerprint = 2 // 32 bytes
)

// ParseOption says how a schema's text is read.
type ParseOption func(*parseOptions)

type parseOptions struct {
	utf8       bool
	references []*Schema
}

// UTF8Names allows letters and digits of any script in names, not of ASCII alone.
func UTF8Names() ParseOption { return func(o *parseOptions) { o.utf8 = true } }

// References lets the text use the named types of other schemas.
func References(schemas ...*Schema) ParseOption {
	return func(o *parseOptions) { o.references = append(o.references, schemas...) }
}

// ParseSchema parses the text of an Avro schema. The path of its error is the place in the text: fields[2].type.
func ParseSchema(text string, opts ...ParseOption) (*Schema, error) {
	var o parseOptions
	for _, opt := range opts {
		opt(&o)
	}
	var references []uintptr
	for _, schema := range o.references {
		owner := schema.owner.Load()
		if owner == nil {
			return nil, closed("schema")
		}
		defer runtime.KeepAlive(owner)
		references = append(references, owner.object)
	}
	object, err := nativeParse(text, o.utf8, references)
	if err != nil {
		return nil, err
	}
	return schemaOf(object), nil
}

// MustParseSchema is [ParseSchema] for texts that are known to be right; it panics when they are not.
func MustParseSchema(text string, opts ...ParseOption) *Schema {
	schema, err := ParseSchema(text, opts...)
	if err != nil {
		panic("isobyte: " + err.Error())
	}
	return schema
}

func schemaOf(object uintptr) *Schema {
	s := new(Schema)
	s.own(object, freeSchema)
	return s
}

func (s *Schema) text(which int) string {
	owner := s.owner.Load()
	if owner == nil {
		return ""
	}
	defer runtime.KeepAlive(owner)
	return nativeSchemaText(owner.object, which)
}

// Text gives the text as it was parsed, byte for byte. Like all texts of a schema it is empty after Close.
func (s *Schema) Text() string { return s.text(0) }

// Canonical gives the Parsing Canonical Form: only what matters to a reader of data.
func (s *Schema) Canonical() string { return s.text(1) }

// Printed gives the schema without white space, with documentation, defaults and custom attributes.
func (s *Schema) Printed() string { return s.text(2) }

// Name gives the full name of a record, an enum or a fixed; "" for other schemas.
func (s *Schema) Name() string { return s.text(3) }

// String is [Schema.Printed].
func (s *Schema) String() string { return s.Printed() }

// Fingerprint gives a fingerprint of the canonical form; nil after Close.
func (s *Schema) Fingerprint(algorithm Fingerprint) []byte {
	owner := s.owner.Load()
	if owner == nil {
		return nil
	}
	defer runtime.KeepAlive(owner)
	return nativeFingerprint(owner.object, int(algorithm))
}

// Equal reports whether two schemas print the same. A closed schema equals nothing.
func (s *Schema) Equal(other *Schema) bool {
	a, b := s.owner.Load(), other.owner.Load()
	if a == nil || b == nil {
		return false
	}
	defer runtime.KeepAlive(a)
	defer runtime.KeepAlive(b)
	return nativeSchemaEqual(a.object, b.object)
}

// Close gives the schema back before the collector does. Codecs that were made from it go on working.
// It may be called twice, and while other goroutines use the schema; what begins later fails with [CodeClosed].
func (s *Schema) Close() error {
	s.close()
	s.bindings.Clear()
	return nil
}
