package isobyte

import (
	"encoding/binary"
	"runtime"
	"sync"
)

// SingleObjectLength is the length of the header of Avro's single-object encoding: C3 01 and the schema's CRC-64-AVRO.
const SingleObjectLength = 10

// AppendSingleObject appends *v in Avro's single-object encoding: a header that names the schema, and the datum. On failure
// dst comes back as it was.
func (c *Codec[T]) AppendSingleObject(dst []byte, v *T) ([]byte, error) {
	header, err := c.schema.singleObject()
	if err != nil {
		return dst, err
	}
	whole, err := c.Append(append(dst, header...), v)
	if err != nil {
		return dst, err
	}
	return whole, nil
}

// singleObject gives the header of messages of a schema.
func (s *Schema) singleObject() ([]byte, error) {
	if known := s.header.Load(); known != nil {
		return known[:], nil
	}
	owner := s.owner.Load()
	if owner == nil {
		return nil, closed("schema")
	}
	defer runtime.KeepAlive(owner)
	header := nativeSingleObject(owner.object)
	s.header.Store(&header)
	return header[:], nil
}

// SchemaStore holds schemas by their fingerprints, to read messages in Avro's single-object encoding. It is safe for all
// goroutines at once.
type SchemaStore struct {
	handle
	known sync.Map // uint64 -> *Schema
}

// NewSchemaStore gives a store of some schemas. It fails as [SchemaStore.Add].
func NewSchemaStore(schemas ...*Schema) (*SchemaStore, error) {
	object, err := nativeStore()
	if err != nil {
		return nil, err
	}
	s := new(SchemaStore)
	s.own(object, freeStore)
	for _, schema := range schemas {
		if err := s.Add(schema); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// Add adds a schema; one of the same canonical form takes the place of the one before. It fails with [CodeConflict] when a
// schema of another canonical form has the same fingerprint.
func (s *SchemaStore) Add(schema *Schema) error {
	store, err := s.open()
	if err != nil {
		return err
	}
	defer runtime.KeepAlive(store)
	own, err := schema.open()
	if err != nil {
		return err
	}
	defer runtime.KeepAlive(own)
	fingerprint, err := nativeStoreAdd(store.object, own.object)
	if err != nil {
		return err
	}
	s.known.Store(fingerprint, schema)
	return nil
}

// Read gives the schema that a message was written with, and the datum behind its header. It fails with
// [CodeDataTruncated], and with [CodeFrameUnknown] for another header or a schema that the store lacks.
func (s *SchemaStore) Read(message []byte) (writer *Schema, datum []byte, err error) {
	store, err := s.open()
	if err != nil {
		return nil, nil, err
	}
	defer runtime.KeepAlive(store)
	if len(message) >= SingleObjectLength && message[0] == 0xc3 && message[1] == 0x01 {
		if known, ok := s.known.Load(binary.LittleEndian.Uint64(message[2:])); ok && known.(*Schema).owner.Load() != nil {
			return known.(*Schema), message[SingleObjectLength:], nil
		}
	}
	object, at, err := nativeStoreRead(store.object, message)
	if err != nil {
		return nil, nil, err
	}
	return schemaOf(object), message[at:], nil
}

// Close gives the store back before the collector does. What begins later fails with [CodeClosed]. The schemas live on.
func (s *SchemaStore) Close() error {
	s.close()
	s.known.Clear()
	return nil
}

func (s *SchemaStore) open() (*owner, error) {
	if owner := s.owner.Load(); owner != nil {
		return owner, nil
	}
	return nil, closed("store")
}
