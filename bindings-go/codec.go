package isobyte

import (
	"reflect"
	"unsafe"
)

// Codec encodes and decodes values of one Go type under one schema: immutable, and safe for all goroutines at once.
// Make it once and keep it: whatever can be decided from schema and type is decided by [NewCodec].
type Codec[T any] struct {
	b              *binding
	schema, writer *Schema
}

const stackTape = 512

// NewCodec binds a Go type to a schema. With T = any, values tell their own kind.
//
// It fails with [CodeShapeMismatch] and a list of all mismatches if the type does not fit.
func NewCodec[T any](schema *Schema, opts ...Option) (*Codec[T], error) {
	b, err := bind(nil, schema, reflect.TypeFor[T](), opts)
	if err != nil {
		return nil, err
	}
	return &Codec[T]{b, schema, schema}, nil
}

// MustCodec is [NewCodec] for types that are known to fit; it panics when they do not.
func MustCodec[T any](schema *Schema, opts ...Option) *Codec[T] {
	codec, err := NewCodec[T](schema, opts...)
	if err != nil {
		panic("isobyte: " + err.Error())
	}
	return codec
}

// NewResolvingCodec gives a codec that decodes what writer's schema wrote as values of reader's: fields are matched by name
// and alias, numbers widened, fields that the writer lacks take their defaults. It encodes nothing ([CodeUnsupported]).
//
// It fails with [CodeSchemaIncompatible] and all the reasons if no data at all can be read; what only some data show, such
// as a branch of a union that the reader lacks, is an error of those. It also fails as [NewCodec] does.
func NewResolvingCodec[T any](writer, reader *Schema, opts ...Option) (*Codec[T], error) {
	if writer == nil {
		return nil, nilSchema()
	}
	b, err := bind(writer, reader, reflect.TypeFor[T](), opts)
	if err != nil {
		return nil, err
	}
	return &Codec[T]{b, reader, writer}, nil
}

// Schema gives the schema that the codec was made with; of a resolving codec, the reader's.
func (c *Codec[T]) Schema() *Schema { return c.schema }

// WriterSchema gives the schema of the data that the codec decodes: the same, unless it resolves.
func (c *Codec[T]) WriterSchema() *Schema { return c.writer }

// Append appends the encoding of *v to dst. On failure dst comes back as it was.
func (c *Codec[T]) Append(dst []byte, v *T) ([]byte, error) {
	if v == nil {
		return dst, nilValue()
	}
	var local [stackTape]byte
	w := writer{buf: onStack(&local)}
	return c.b.append(dst, unsafe.Pointer(v), 1, &w, nil)
}

// Encode is Append to a new buffer.
func (c *Codec[T]) Encode(v *T) ([]byte, error) { return c.Append(nil, v) }

// AppendAll appends the encodings of all values, one behind the other: for more than one value it is faster than Append.
// The path of an error begins with the number of the value. On failure dst comes back as it was.
func (c *Codec[T]) AppendAll(dst []byte, values []T) ([]byte, error) {
	if len(values) == 0 {
		return dst, nil
	}
	w := c.b.scratch()
	defer c.b.writers.Put(w)
	return c.b.append(dst, unsafe.Pointer(unsafe.SliceData(values)), len(values), w, nil)
}

// Decode decodes src, which must be one datum, into *v. What *v held before is replaced; on failure it stays.
//
// The texts of the value share one copy of src, which lives as long as one of them.
func (c *Codec[T]) Decode(src []byte, v *T) error {
	var local [stackTape]byte
	_, err := c.decode(src, v, onStack(&local))
	return err
}

// onStack gives a tape that lies on the caller's stack, and keeps that from the escape analysis: a walker's error and a
// loader's texts outlive the call, which for the compiler is all of them, but their tape never does.
func onStack(local *[stackTape]byte) []byte {
	x := uintptr(unsafe.Pointer(local))
	return unsafe.Slice(*(**byte)(unsafe.Pointer(&x)), stackTape)
}

func (c *Codec[T]) decode(src []byte, v *T, tape []byte) ([]byte, error) {
	if v == nil {
		return tape, nilValue()
	}
	var value T
	tape, err := c.b.decodeOne(src, unsafe.Pointer(&value), tape)
	if err == nil {
		*v = value
	}
	return tape, err
}

// DecodeAll decodes src, which must hold exactly len(values) data one behind the other. On failure values
// stay as they were.
func (c *Codec[T]) DecodeAll(src []byte, values []T) error {
	w := c.b.scratch()
	defer c.b.writers.Put(w)
	d := Decoder[T]{codec: c, tape: w.buf}
	err := d.DecodeAll(src, values)
	w.buf = d.tape
	return err
}

// Close gives the codec back before the collector does. It may be called twice, and while other goroutines use the
// codec; what begins later fails with [CodeClosed].
func (c *Codec[T]) Close() error {
	c.b.close()
	return nil
}

func nilSchema() *Error { return newError(CodeInvalidArgument, "expected a schema, found nil") }

func nilValue() *Error {
	return newError(CodeInvalidArgument, "expected a pointer to a value, found nil")
}

// Encoder is a [Codec] with a buffer of its own, for one goroutine at a time.
type Encoder[T any] struct {
	codec *Codec[T]
	w     writer
	ends  []uint32
}

// NewEncoder gives an encoder for a hot loop.
func (c *Codec[T]) NewEncoder() *Encoder[T] {
	return &Encoder[T]{codec: c, w: writer{buf: make([]byte, 2*stackTape)}}
}

// Append is [Codec.Append].
func (e *Encoder[T]) Append(dst []byte, v *T) ([]byte, error) {
	if v == nil {
		return dst, nilValue()
	}
	return e.codec.b.append(dst, unsafe.Pointer(v), 1, &e.w, nil)
}

// AppendAll is [Codec.AppendAll].
func (e *Encoder[T]) AppendAll(dst []byte, values []T) ([]byte, error) {
	if e.ends = e.ends[:0]; len(values) == 0 {
		return dst, nil
	}
	if cap(e.ends) < len(values) {
		e.ends = make([]uint32, len(values))
	}
	e.ends = e.ends[:len(values)]
	return e.codec.b.append(dst, unsafe.Pointer(unsafe.SliceData(values)), len(values), &e.w, e.ends)
}

// Ends gives where each of the data of the last AppendAll ends, counted from where the first began. The next call
// overwrites it.
func (e *Encoder[T]) Ends() []uint32 { return e.ends }

// Decoder is a [Codec] with a buffer of its own, for one goroutine at a time.
type Decoder[T any] struct {
	codec *Codec[T]
	tape  []byte
}

// NewDecoder gives a decoder for a hot loop.
func (c *Codec[T]) NewDecoder() *Decoder[T] {
	return &Decoder[T]{codec: c, tape: make([]byte, 2*stackTape)}
}

// Decode is [Codec.Decode].
func (d *Decoder[T]) Decode(src []byte, v *T) (err error) {
	d.tape, err = d.codec.decode(src, v, d.tape)
	return err
}

// DecodeAll is [Codec.DecodeAll].
func (d *Decoder[T]) DecodeAll(src []byte, values []T) (err error) {
	if len(values) == 0 {
		if len(src) > 0 {
			return newError(CodeDataTrailing, "expected no data, found %d bytes", len(src))
		}
		return nil
	}
	p := unsafe.Pointer(unsafe.SliceData(values))
	d.tape, err = d.codec.b.decode(src, p, len(values), d.tape, func() { clear(values) })
	return err
}
