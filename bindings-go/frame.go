package isobyte

// The names of the headers of an event.
const (
	HeaderContentType       = "content-type"       // how the event was serialized
	HeaderSerializationType = "serialization-type" // another name for it
	HeaderSchemaID          = "schema-id"          // what names the schema: its id, URL, GUID, or a version of a subject
	HeaderValueSchemaID     = "__value_schema_id"  // how Confluent's clients name it; read where there is no schema-id
)

// ContentType says how an event was serialized.
type ContentType int

// The content types.
const (
	ContentAvro     ContentType = 0 // Avro binary
	ContentAvroJSON ContentType = 1 // Avro's JSON encoding
)

// String gives the value of the header: avro or avro-json.
func (c ContentType) String() string {
	if c == ContentAvroJSON {
		return "avro-json"
	}
	return "avro"
}

// ParseContentType reads the value of a content-type header. It fails with [CodeFrameUnknown].
func ParseContentType(text string) (ContentType, error) { return nativeContentType(text) }

// FrameLength is the length of Confluent's frame: a zero byte and the schema's id in four bytes, big-endian.
const FrameLength = 5

// AppendFrame appends Confluent's frame to dst; the datum follows it.
func AppendFrame(dst []byte, id uint32) []byte {
	return append(dst, 0, byte(id>>24), byte(id>>16), byte(id>>8), byte(id))
}

// ParseFrame splits a message into the id of its schema and the datum behind Confluent's frame. It fails with
// [CodeDataTruncated] and [CodeFrameUnknown].
func ParseFrame(src []byte) (id uint32, datum []byte, err error) {
	if len(src) >= FrameLength && src[0] == 0 {
		return uint32(src[1])<<24 | uint32(src[2])<<16 | uint32(src[3])<<8 | uint32(src[4]), src[FrameLength:], nil
	}
	if id, err = nativeFrame(src); err != nil {
		return 0, nil, err
	}
	return id, src[FrameLength:], nil
}
