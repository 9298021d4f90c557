package isobyte

import (
	"encoding/json"
	"runtime"
)

// Field is what a schema says of a field of its record.
type Field struct {
	Name    string
	Type    string // the word for the type: record, union, int
	Doc     string
	Aliases []string
	Default json.RawMessage // nil where there is none
	Order   string          // ascending, descending or ignore
	// Attributes are those that the specification does not define.
	Attributes map[string]json.RawMessage
}

// Type gives the word for the type: record, union, int. Like all properties of a schema it is empty after Close.
func (s *Schema) Type() string { return s.property(propertyType) }

// Doc gives the documentation of a record, an enum or a fixed.
func (s *Schema) Doc() string { return s.property(propertyDoc) }

// Aliases gives the full names that a record, an enum or a fixed is also known by.
func (s *Schema) Aliases() (aliases []string) {
	_ = s.with(func(schema uintptr) error {
		aliases = nativeAliases(schema, rootField)
		return nil
	})
	return aliases
}

// Attributes gives the attributes that the specification does not define, and those of logical types.
func (s *Schema) Attributes() map[string]json.RawMessage {
	return attributes(s.property(propertyAttributes))
}

// Fields gives the fields of a record, in the order of the schema; nil for other schemas.
func (s *Schema) Fields() (fields []Field) {
	_ = s.with(func(schema uintptr) error {
		for i := range nativeFieldCount(schema) {
			text := func(which int) string {
				found, _ := nativeProperty(schema, i, which)
				return found
			}
			field := Field{
				Name: text(propertyName), Type: text(propertyType), Doc: text(propertyDoc), Aliases: nativeAliases(schema, i),
				Order: text(propertyOrder), Attributes: attributes(text(propertyAttributes)),
			}
			if value, ok := nativeProperty(schema, i, propertyDefault); ok {
				field.Default = json.RawMessage(value)
			}
			fields = append(fields, field)
		}
		return nil
	})
	return fields
}

// Compare gives how two data of the schema sort by the specification's order: -1 if a comes first, 1 if b does, 0 if they
// are equal. It fails with codes of [ErrDecode], and with [CodeUnsupported] where two maps decide: they have no order.
func (s *Schema) Compare(a, b []byte) (order int, err error) {
	err = s.with(func(schema uintptr) (err error) {
		order, err = nativeCompare(schema, a, b)
		return err
	})
	return order, err
}

func (s *Schema) property(which int) (text string) {
	_ = s.with(func(schema uintptr) error {
		text, _ = nativeProperty(schema, rootField, which)
		return nil
	})
	return text
}

func attributes(text string) map[string]json.RawMessage {
	var found map[string]json.RawMessage
	if text != "" {
		_ = json.Unmarshal([]byte(text), &found) // the core wrote it
	}
	return found
}

// open gives the owner of a schema that is there and not closed. The caller keeps it alive.
func (s *Schema) open() (*owner, error) {
	if s == nil {
		return nil, nilSchema()
	}
	if owner := s.owner.Load(); owner != nil {
		return owner, nil
	}
	return nil, closed("schema")
}

func (s *Schema) with(do func(schema uintptr) error) error {
	owner, err := s.open()
	if err != nil {
		return err
	}
	defer runtime.KeepAlive(owner)
	return do(owner.object)
}
