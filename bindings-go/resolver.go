package isobyte

import (
	"context"
	"sync"
)

// Resolver decodes what any writer's schema wrote as values of one Go type, by the reader's schema: it keeps one
// resolving codec for each writer. It is safe for all goroutines at once.
type Resolver[T any] struct {
	reader *Schema
	opts   []Option
	codecs sync.Map // *Schema -> *Codec[T]
}

// NewResolver gives a resolver to a reader's schema. It fails as [NewCodec], if the type does not fit that schema.
func NewResolver[T any](reader *Schema, opts ...Option) (*Resolver[T], error) {
	codec, err := NewCodec[T](reader, opts...)
	if err != nil {
		return nil, err
	}
	r := &Resolver[T]{reader: reader, opts: opts}
	r.codecs.Store(reader, codec)
	return r, nil
}

// Codec gives the codec for data of a writer's schema. It fails as [NewResolvingCodec].
func (r *Resolver[T]) Codec(writer *Schema) (*Codec[T], error) {
	if known, ok := r.codecs.Load(writer); ok {
		return known.(*Codec[T]), nil
	}
	codec, err := NewResolvingCodec[T](writer, r.reader, r.opts...)
	if err != nil {
		return nil, err
	}
	known, _ := r.codecs.LoadOrStore(writer, codec)
	return known.(*Codec[T]), nil
}

// Decode decodes a datum of a writer's schema into *v. On failure *v stays as it was.
func (r *Resolver[T]) Decode(writer *Schema, datum []byte, v *T) error {
	codec, err := r.Codec(writer)
	if err != nil {
		return err
	}
	return codec.Decode(datum, v)
}

// DecodeFrame decodes a message with Confluent's frame, whose schema the registry knows. It fails as [ParseFrame],
// [Registry.SchemaByID] and Decode.
func (r *Resolver[T]) DecodeFrame(ctx context.Context, registry *Registry, message []byte, v *T) error {
	id, datum, err := ParseFrame(message)
	if err != nil {
		return err
	}
	writer, err := registry.SchemaByID(ctx, id)
	if err != nil {
		return err
	}
	return r.Decode(writer, datum, v)
}

// DecodeSingleObject decodes a message in Avro's single-object encoding, whose schema the store has. It fails as
// [SchemaStore.Read] and Decode.
func (r *Resolver[T]) DecodeSingleObject(store *SchemaStore, message []byte, v *T) error {
	writer, datum, err := store.Read(message)
	if err != nil {
		return err
	}
	return r.Decode(writer, datum, v)
}
