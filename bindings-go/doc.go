// Package isobyte encodes and decodes Avro, with the same bytes, values and error codes as isobyte in Python, Java and C:
// all of them share one core, written in Rust.
//
// # A value there and back
//
// Parse the schema, bind a Go type to it, and keep the codec:
//
//	schema, err := isobyte.ParseSchema(text)
//	codec, err := isobyte.NewCodec[User](schema)
//	data, err := codec.Append(nil, &user)
//	err = codec.Decode(data, &user)
//
// [NewCodec] compares type and schema once, and names every mismatch. After that nothing is looked up by name.
// [Codec.AppendAll] and [Codec.DecodeAll] take many values in one go; an [Encoder] or [Decoder] keeps its buffers, for hot
// loops. [Marshal] and [Unmarshal] find the codec of a type themselves.
//
// # Go types
//
// A struct stands for a record. Its exported fields are called as their tag `avro:"name"` says, else as in Go;
// `avro:"-"` leaves one out; the fields of embedded structs count as its own. A schema's field that the struct lacks is
// written from its default, and skipped on reading. Aliases of the schema's fields are found, too.
//
//	null in a union             nil pointer or nil interface
//	boolean                     bool
//	int, long                   any integer type; a value out of range is an error
//	float, double               float32, float64; an integer type if every value fits exactly
//	bytes, fixed                []byte, [N]byte
//	string, enum                string, or a type of that kind (see [RegisterEnum])
//	array                       slice
//	map                         map with text keys, or [Pairs], which is faster
//	record                      struct, or a map
//	union                       pointer, interface of registered types (see [Register]), or any
//	decimal, big-decimal        [Decimal], *big.Rat
//	uuid                        [UUID], string
//	date                        [Date]
//	time-millis, -micros        [TimeOfDay]
//	timestamp-*                 [time.Time]; decoded in UTC
//	local-timestamp-*           [LocalDateTime]
//	duration                    [Duration]
//
// A nil slice or map is an empty one. Only a nil pointer or interface is null. What a schema annotates as a logical type
// may always be held as its underlying type: a timestamp as an int64, a decimal as []byte.
//
// A value of type any tells its own kind, and a union takes the branch that fits it: the first int or long that holds an
// integer, the only record that has the keys of a map. [Branch] names the branch where that is not enough; a struct
// brings its own name. Decoded, a value of type any is nil, bool, int32, int64, float32, float64, string, []byte,
// []any, map[string]any, or one of the types above for logical types.
//
// # Errors
//
// Every error is an [*Error] with a code, the path of the value and, on reading, the offset of the byte:
//
//	order.items[3].price: expected a value for union [null, double], found text
//
// Ask for the code or for its kind:
//
//	errors.Is(err, isobyte.CodeDataTruncated)
//	errors.Is(err, isobyte.ErrDecode)
//
// No input makes this package panic, hang, or allocate by a length that the input only claims. Values may nest 1,000
// levels deep; a cycle is an error.
//
// # Events
//
// A [Registry] holds schemas by id. Confluent's frame stands before a datum and names that id:
//
//	message, err := codec.Append(isobyte.AppendFrame(nil, id), &user)
//
//	id, datum, err := isobyte.ParseFrame(message)
//	schema, err := registry.SchemaByID(ctx, id)
//	err = isobyte.Unmarshal(schema, datum, &user)
//
// A [Resolver] does the same, and reads what any writer's schema wrote by the reader's own: fields that the writer lacks
// take their defaults, numbers are widened, aliases are found. [NewResolvingCodec] is its single step.
//
//	resolver, err := isobyte.NewResolver[User](schema)
//	err = resolver.DecodeFrame(ctx, registry, message, &user)
//
// Or the headers of the event name its schema and say how it is encoded; they may be those of any Kafka client whose
// headers have a Key of text and a Value of bytes:
//
//	registered, err := registry.SchemaByName(ctx, "users:latest")
//	codec, err := isobyte.NewCodec[User](registered.Schema)
//	record.Value, err = codec.Append(nil, &user)
//	record.Headers = isobyte.AppendHeaders(record.Headers, registered.Name, isobyte.ContentAvro)
//
//	headers, err := isobyte.ParseHeaders(record.Headers)
//	err = resolver.DecodeEvent(ctx, registry, headers, record.Value, &user)
//
// [Codec.AppendSingleObject], [SchemaStore] and [Resolver.DecodeSingleObject] are for Avro's single-object encoding,
// [Codec.AppendJSON] and [Codec.DecodeJSON] for its JSON encoding.
//
// # Files
//
// Object container files, of any size, hold their schema themselves:
//
//	file, err := isobyte.NewFileWriter[User](to, schema, isobyte.Compress(isobyte.Zstandard))
//	err = file.Append(&user)
//	err = file.Close()
//
//	file, err := isobyte.NewFileReader[User](from)
//	for user, err := range file.All() {
//
// The type must fit the file's schema. [ReadAs] reads by another schema, which the type fits instead;
// [NewFileRangeReader] reads a part of a file, [NewFileAppender] writes more to its end.
//
// # Schemas that change
//
// [CheckCompatibility] says what stands between a new schema and earlier versions, [Diff] what has changed, both in words:
// their values print as the place and a sentence.
//
// # Goroutines and memory
//
// [Schema], [Codec] and [Registry] may be shared by all goroutines. The collector frees what they hold in the core; Close
// does so earlier, and is safe at any time: what begins after it fails with [CodeClosed].
// Only bytes and integers cross into the core; it never sees a Go pointer that it could keep.
package isobyte
