package isobyte

import "runtime"

// AppendJSON appends *v to dst as text in Avro's JSON encoding: keys in the order of the schema, those of maps sorted, no
// white space. On failure dst comes back as it was.
func (c *Codec[T]) AppendJSON(dst []byte, v *T) ([]byte, error) {
	datum, err := c.Append(nil, v)
	if err != nil {
		return dst, err
	}
	return c.b.text(dst, datum, false)
}

// EncodeJSON is AppendJSON to a new buffer.
func (c *Codec[T]) EncodeJSON(v *T) ([]byte, error) { return c.AppendJSON(nil, v) }

// DecodeJSON decodes src, which must be one value in Avro's JSON encoding under the writer's schema, into *v. What *v held
// before is replaced; on failure it stays.
func (c *Codec[T]) DecodeJSON(src []byte, v *T) error {
	if v == nil {
		return nilValue()
	}
	datum, err := c.b.text(nil, src, true)
	if err != nil {
		return err
	}
	return c.Decode(datum, v)
}

// text appends a datum as text, or a text as a datum.
func (b *binding) text(dst, src []byte, toBinary bool) ([]byte, error) {
	owner := b.owner.Load()
	if owner == nil {
		return dst, closed("codec")
	}
	defer runtime.KeepAlive(owner)
	return nativeText(owner.object, dst, src, toBinary)
}

// AppendAs appends *v to dst as an event of a content type has it: in Avro binary or in Avro's JSON encoding.
func (c *Codec[T]) AppendAs(as ContentType, dst []byte, v *T) ([]byte, error) {
	switch as {
	case ContentAvro:
		return c.Append(dst, v)
	case ContentAvroJSON:
		return c.AppendJSON(dst, v)
	}
	return dst, noContentType(as)
}

// DecodeAs decodes the value of an event of a content type: what [ParseContentType] has read from its header.
func (c *Codec[T]) DecodeAs(as ContentType, src []byte, v *T) error {
	switch as {
	case ContentAvro:
		return c.Decode(src, v)
	case ContentAvroJSON:
		return c.DecodeJSON(src, v)
	}
	return noContentType(as)
}

func noContentType(as ContentType) *Error {
	return newError(CodeInvalidArgument, "expected a content type, found number %d", int(as))
}
