package isobyte

import (
	"context"
	"strconv"
	"strings"
)

// Header is a header of an event. Headers of Kafka clients are taken as they are if they have these fields: those of
// franz-go, kafka-go and confluent-kafka-go do.
type Header struct {
	Key   string
	Value []byte
}

// EventHeaders is what the headers of an event say.
type EventHeaders struct {
	ContentType ContentType // Avro binary where no header says it
	SchemaID    string      // what names the schema that wrote the event, for [Registry.SchemaByHeader]; empty where nothing does
}

// ParseHeaders reads the headers of an event. Names are compared without case; of a header that comes twice the last counts.
// It fails as [ParseContentType].
func ParseHeaders[H ~struct {
	Key   string
	Value []byte
}](headers []H) (EventHeaders, error) {
	var said EventHeaders
	confluent := ""
	for _, h := range headers {
		var err error
		switch header := Header(h); {
		case strings.EqualFold(header.Key, HeaderSchemaID):
			said.SchemaID = strings.TrimSpace(string(header.Value))
		case strings.EqualFold(header.Key, HeaderContentType), strings.EqualFold(header.Key, HeaderSerializationType):
			said.ContentType, err = ParseContentType(string(header.Value))
		case strings.EqualFold(header.Key, HeaderValueSchemaID):
			confluent = string(header.Value)
		}
		if err != nil {
			return said, err
		}
	}
	if said.SchemaID == "" {
		said.SchemaID = confluent
	}
	return said, nil
}

// AppendHeaders appends the headers of an event: how it is encoded, and what names its schema, which is left out if it is
// empty. [Registered.Name] is such a name.
func AppendHeaders[H ~struct {
	Key   string
	Value []byte
}](dst []H, schemaID string, as ContentType) []H {
	dst = append(dst, H(Header{HeaderContentType, []byte(as.String())}))
	if schemaID != "" {
		dst = append(dst, H(Header{HeaderSchemaID, []byte(schemaID)}))
	}
	return dst
}

// Unframe takes Confluent's frame off a value; the schema is then the one that the frame names, whatever the headers said.
// It fails as [ParseFrame].
func (h EventHeaders) Unframe(value []byte) (EventHeaders, []byte, error) {
	id, datum, err := ParseFrame(value)
	if err != nil {
		return h, nil, err
	}
	h.SchemaID = strconv.FormatUint(uint64(id), 10)
	return h, datum, nil
}

// DecodeEvent decodes the value of an event, which the schema that its headers name has written; where they name none, the
// reader's. It fails as [Registry.SchemaByHeader] and [Resolver.Decode]. On failure *v stays as it was.
func (r *Resolver[T]) DecodeEvent(ctx context.Context, registry *Registry, headers EventHeaders, value []byte, v *T) error {
	writer := r.reader
	if headers.SchemaID != "" {
		found, err := registry.SchemaByHeader(ctx, headers.SchemaID)
		if err != nil {
			return err
		}
		writer = found.Schema
	}
	codec, err := r.Codec(writer)
	if err != nil {
		return err
	}
	return codec.DecodeAs(headers.ContentType, value, v)
}

// UnmarshalEvent decodes the value of an event as [Unmarshal] does, by the schema that its headers name. It fails with
// [CodeFrameUnknown] if they name none.
func UnmarshalEvent(ctx context.Context, registry *Registry, headers EventHeaders, value []byte, v any) error {
	found, err := registry.SchemaByHeader(ctx, headers.SchemaID)
	if err != nil {
		return err
	}
	switch headers.ContentType {
	case ContentAvro:
	case ContentAvroJSON:
		b, err := found.Schema.binding(anyType)
		if err != nil {
			return err
		}
		if value, err = b.text(nil, value, true); err != nil {
			return err
		}
	default:
		return noContentType(headers.ContentType)
	}
	return Unmarshal(found.Schema, value, v)
}
