package isobyte

import (
	"io"
	"math"
	"runtime"
)

// FileWriterOption says how a container file is written.
type FileWriterOption func(*fileWriterOptions)

type fileWriterOptions struct {
	codec       []Option
	compression Compression
	leveled     bool
	level       int32
	blockBytes  int
	metadata    []metadata
	sync        *[16]byte
}

type metadata struct {
	key   string
	value []byte
}

// Compress compresses the blocks of a file at the codec's usual level. The default is [NoCompression].
func Compress(with Compression) FileWriterOption {
	return func(o *fileWriterOptions) { o.compression, o.leveled = with, false }
}

// CompressLevel compresses the blocks of a file at a level: 0 to 9 for [Deflate] and [XZ], 1 to 9 for [Bzip2], -131072 to
// 22 for [Zstandard].
func CompressLevel(with Compression, level int) FileWriterOption {
	return func(o *fileWriterOptions) {
		o.compression, o.leveled, o.level = with, true, int32(max(math.MinInt32, min(level, math.MaxInt32)))
	}
}

// BlockBytes ends a block when its data, before they are compressed, are as many bytes or more. The default is 64,000.
func BlockBytes(n int) FileWriterOption {
	return func(o *fileWriterOptions) { o.blockBytes = max(n, 0) }
}

// Metadata puts a key and its value into the header. Keys that begin with avro. are reserved.
func Metadata(key string, value []byte) FileWriterOption {
	return func(o *fileWriterOptions) { o.metadata = append(o.metadata, metadata{key, value}) }
}

// SyncMarker sets what stands behind every block, for files that are to be the same again. By default it is random, as it
// should be: readers find blocks by it.
func SyncMarker(marker [16]byte) FileWriterOption {
	return func(o *fileWriterOptions) { o.sync = &marker }
}

// EncodeWith gives the options of the codec that encodes the values of a file.
func EncodeWith(opts ...Option) FileWriterOption {
	return func(o *fileWriterOptions) { o.codec = append(o.codec, opts...) }
}

func writerOptions(opts []FileWriterOption) fileWriterOptions {
	o := fileWriterOptions{compression: NoCompression}
	for _, opt := range opts {
		opt(&o)
	}
	return o
}

// FileWriter writes values to an object container file. Close it, or the last of them are lost. One goroutine at a time
// may use it.
//
// After an error of the underlying writer every call fails with it; after an error of a value the file goes on without it.
type FileWriter[T any] struct {
	handle
	to      io.Writer
	encoder *Encoder[T]
	data    []byte // encoded, not yet handed on
	ends    []uint32
	out     []byte // bytes of the file
	err     error
}

const (
	mostHeld      = 16 << 10 // bytes of data that are handed to the core together
	mostHeldItems = 1024
)

// NewFileWriter writes a new container file. It fails as [NewCodec], with [CodeUnsupported] for a compression that is
// none, and with [CodeInvalidArgument] for a level that it lacks, and metadata with a reserved key or one that stands there
// twice.
func NewFileWriter[T any](to io.Writer, schema *Schema, opts ...FileWriterOption) (*FileWriter[T], error) {
	if to == nil {
		return nil, newError(CodeInvalidArgument, "expected a writer, found nil")
	}
	owner, err := schema.open()
	if err != nil {
		return nil, err
	}
	defer runtime.KeepAlive(owner)
	o := writerOptions(opts)
	object, err := nativeFileWriter(0, owner.object, &o)
	if err != nil {
		return nil, err
	}
	return newFileWriter[T](object, to, schema, &o)
}

// NewFileAppender writes more values to the end of a container file, with its schema, its compression (at the usual level)
// and its sync marker. It fails as [NewFileReader]; with [CodeDataTruncated] if the file does not end with a whole block;
// with [CodeInvalidArgument] for options that the file has decided.
func NewFileAppender[T any](file io.ReadWriteSeeker, opts ...FileWriterOption) (*FileWriter[T], error) {
	o := writerOptions(opts)
	if o.compression != NoCompression || o.leveled || o.metadata != nil || o.sync != nil {
		return nil, newError(CodeInvalidArgument, "expected options that do not concern the header, which is written already")
	}
	if file == nil {
		return nil, newError(CodeInvalidArgument, "expected a file, found nil")
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	header, err := ReadFileHeader(file, FileUTF8Names())
	if err != nil {
		return nil, err
	}
	var marker [16]byte
	if _, err := file.Seek(-int64(len(marker)), io.SeekEnd); err != nil {
		return nil, err
	}
	if _, err := io.ReadFull(file, marker[:]); err != nil {
		return nil, err
	}
	if marker != header.Sync {
		return nil, newError(CodeDataTruncated, "expected a file that ends with a sync marker, found other bytes")
	}
	if _, err := file.Seek(0, io.SeekEnd); err != nil {
		return nil, err
	}
	owner := header.owner.Load()
	defer runtime.KeepAlive(owner)
	object, err := nativeFileWriter(owner.object, 0, &o)
	if err != nil {
		return nil, err
	}
	return newFileWriter[T](object, file, header.Schema, &o)
}

func newFileWriter[T any](object uintptr, to io.Writer, schema *Schema, o *fileWriterOptions) (*FileWriter[T], error) {
	f := &FileWriter[T]{to: to}
	f.own(object, freeFileWriter)
	codec, err := NewCodec[T](schema, o.codec...)
	if err != nil {
		return nil, err
	}
	f.encoder = codec.NewEncoder()
	return f, nil
}

// Schema gives the schema of the file.
func (f *FileWriter[T]) Schema() *Schema { return f.encoder.codec.schema }

// Append writes a value. Blocks go to the underlying writer when they are full.
func (f *FileWriter[T]) Append(v *T) error {
	if err := f.check(); err != nil {
		return err
	}
	data, err := f.encoder.Append(f.data, v)
	if err != nil {
		return err
	}
	f.data, f.ends = data, append(f.ends, uint32(len(data)))
	if len(f.data) < mostHeld && len(f.ends) < mostHeldItems {
		return nil
	}
	return f.push(false)
}

// AppendAll writes values: faster than Append, and all of them or none. The path of an error begins with the number of the
// value.
func (f *FileWriter[T]) AppendAll(values []T) error {
	if err := f.check(); err != nil {
		return err
	}
	start := uint32(len(f.data))
	data, err := f.encoder.AppendAll(f.data, values)
	if err != nil {
		return err
	}
	if uint64(len(data)) > 1<<32-1 {
		return newError(CodeValueLimit, "expected values that take less than 4 GiB together, found %d bytes", len(data))
	}
	f.data = data
	for _, end := range f.encoder.Ends() {
		f.ends = append(f.ends, start+end)
	}
	return f.push(false)
}

// Flush ends the block that is being filled, and hands all that was written to the underlying writer.
func (f *FileWriter[T]) Flush() error {
	if err := f.check(); err != nil {
		return err
	}
	return f.push(true)
}

// Close flushes, and gives back what the file holds in the core; it does not close the underlying writer. Called again it
// does nothing.
func (f *FileWriter[T]) Close() error {
	if f.owner.Load() == nil {
		return nil
	}
	err := f.Flush()
	f.close()
	return err
}

func (f *FileWriter[T]) check() error {
	if f.owner.Load() == nil {
		return closed("file")
	}
	return f.err
}

// push hands what was encoded to the core, and what the core made of it to the underlying writer.
func (f *FileWriter[T]) push(flush bool) error {
	owner := f.owner.Load()
	defer runtime.KeepAlive(owner)
	f.out, f.err = nativeFileAppend(owner.object, f.out[:0], f.data, f.ends, flush)
	f.data, f.ends = f.data[:0], f.ends[:0]
	if f.err == nil && len(f.out) > 0 {
		_, f.err = f.to.Write(f.out)
	}
	if cap(f.data) > mostKept {
		f.data = nil
	}
	if cap(f.out) > mostKept {
		f.out = nil
	}
	return f.err
}
