package isobyte

import (
	"io"
	"iter"
	"math"
	"runtime"
	"unsafe"
)

// FileReaderOption says how a container file is read.
type FileReaderOption func(*fileReaderOptions)

type fileReaderOptions struct {
	reader                  *Schema
	codec                   []Option
	headerBytes, blockBytes int
	empty                   uint32
	utf8, resolves          bool
}

// ReadAs reads the data of a file, whoever wrote them, by a reader's schema, as [NewResolvingCodec] does.
func ReadAs(reader *Schema) FileReaderOption {
	return func(o *fileReaderOptions) { o.reader, o.resolves = reader, true }
}

// DecodeWith gives the options of the codec that decodes the data of a file.
func DecodeWith(opts ...Option) FileReaderOption {
	return func(o *fileReaderOptions) { o.codec = append(o.codec, opts...) }
}

// MaxHeaderBytes limits the header of a file. The default is 16 MiB.
func MaxHeaderBytes(n int) FileReaderOption {
	return func(o *fileReaderOptions) { o.headerBytes = max(n, 0) }
}

// MaxBlockBytes limits a block, as it stands in the file and decompressed. The default is 64 MiB.
func MaxBlockBytes(n int) FileReaderOption {
	return func(o *fileReaderOptions) { o.blockBytes = max(n, 0) }
}

// FileUTF8Names allows letters and digits of any script in the names of the schema of a file.
func FileUTF8Names() FileReaderOption { return func(o *fileReaderOptions) { o.utf8 = true } }

func readerOptions(opts []FileReaderOption) (o fileReaderOptions) {
	for _, opt := range opts {
		opt(&o)
	}
	return o
}

// FileReader reads the values of an object container file. It holds one block of the file and at most 128 values at a
// time. One goroutine at a time may use it.
//
//	for file.Next() {
//		use(file.Value())
//	}
//	err := file.Err()
//
// The path of an error begins with the number of the value, counted from the first that was read. The offset is that in
// the file, or, of an error in the data, that in the data of the block.
type FileReader[T any] struct {
	feed   *fileFeed
	header *FileHeader
	codec  *Codec[T]
	values []T // that were decoded together
	at     int // of the value that Value gives
	tape   []byte
	block  []byte // what is left of the block: memory of the core
	offset int    // where that begins in the block
	left   uint64 // data in it
	total  int    // values that were decoded before
	single bool   // whether one value is decoded at a time, to the one that fails
	err    error
	ended  bool
}

const (
	mostTogether      = 128       // values decoded at a time
	mostBytesTogether = 128 << 10 // of data, if they are not one value
)

// NewFileReader reads the header of a container file, and binds T to its schema, or to that of [ReadAs]. It fails as
// [NewCodec] and [NewResolvingCodec], with codes of [ErrDecode] and [ErrSchema], and with the reader's errors, as they are.
func NewFileReader[T any](from io.Reader, opts ...FileReaderOption) (*FileReader[T], error) {
	o := readerOptions(opts)
	feed, err := newFileFeed(nil, from, 0, math.MaxUint64, &o)
	if err != nil {
		return nil, err
	}
	header, err := feed.header()
	if err != nil {
		feed.close()
		return nil, err
	}
	return newFileReader[T](feed, header, &o)
}

// NewFileRangeReader reads the blocks of a file whose preceding sync marker begins at start or behind it, and before end
// (offsets in bytes): ranges that cover a file without overlapping give each value once. It fails as [NewFileReader].
func NewFileRangeReader[T any](file io.ReaderAt, start, end int64, opts ...FileReaderOption) (*FileReader[T], error) {
	if file == nil {
		return nil, newError(CodeInvalidArgument, "expected a reader, found nil")
	}
	if start < 0 || end < start {
		return nil, newError(CodeInvalidArgument, "expected a range of a file, found %d to %d", start, end)
	}
	o := readerOptions(opts)
	header, err := ReadFileHeader(io.NewSectionReader(file, 0, math.MaxInt64), opts...)
	if err != nil {
		return nil, err
	}
	feed, err := newFileFeed(header, io.NewSectionReader(file, start, math.MaxInt64-start), uint64(start), uint64(end), &o)
	if err != nil {
		return nil, err
	}
	return newFileReader[T](feed, header, &o)
}

func newFileReader[T any](feed *fileFeed, header *FileHeader, o *fileReaderOptions) (*FileReader[T], error) {
	codec, err := (*Codec[T])(nil), error(nil)
	if o.resolves {
		codec, err = NewResolvingCodec[T](header.Schema, o.reader, o.codec...)
	} else {
		codec, err = NewCodec[T](header.Schema, o.codec...)
	}
	if err != nil {
		feed.close()
		return nil, err
	}
	return &FileReader[T]{feed: feed, header: header, codec: codec}, nil
}

// Header gives what the file says of itself.
func (f *FileReader[T]) Header() *FileHeader { return f.header }

// Next goes to the next value; it gives false at the end and after an error, which [FileReader.Err] tells apart.
func (f *FileReader[T]) Next() bool {
	if f.at++; f.at < len(f.values) {
		return true
	}
	for !f.ended {
		if f.ended = !f.fill(); !f.ended && len(f.values) > 0 {
			f.at = 0
			return true
		}
	}
	f.values = nil
	return false
}

// Value gives the value that Next has gone to: the caller's, but for the memory of *Value itself, which the next call of
// Next may use again. It is nil without such a value.
func (f *FileReader[T]) Value() *T {
	if f.at >= len(f.values) {
		return nil
	}
	return &f.values[f.at]
}

// Err gives the error that ended the reading, or nil.
func (f *FileReader[T]) Err() error { return f.err }

// All gives the values that are left; an error comes last, with a value that is zero.
func (f *FileReader[T]) All() iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for f.Next() {
			if !yield(*f.Value(), nil) {
				return
			}
		}
		if f.err != nil {
			var zero T
			yield(zero, f.err)
		}
	}
}

// Close gives back the file's block and the codec; it does not close what is read from. It may be called twice. Next then
// gives false, with [CodeClosed] if the file was not at its end.
func (f *FileReader[T]) Close() error {
	f.feed.close()
	f.values, f.block, f.left = nil, nil, 0
	return f.codec.Close()
}

// fill decodes the next values, of the next block if there are none; false at the end and after an error.
func (f *FileReader[T]) fill() bool {
	owner := f.feed.owner.Load()
	if owner == nil {
		f.err = closed("file")
		return false
	}
	defer runtime.KeepAlive(owner)
	for f.left == 0 {
		if len(f.block) > 0 {
			f.err = newError(CodeDataTrailing, "expected the end of the block, found %d more bytes", len(f.block))
			return false
		}
		count, data, found, err := nativeNextBlock(owner.object)
		if err == nil && found {
			f.left, f.block, f.offset = count, data, 0
			continue
		}
		more := false
		if err == nil {
			more, err = f.feed.more(owner.object)
		}
		if err == nil && !more {
			err = nativeFinish(owner.object)
		}
		if err != nil || !more {
			f.err = err
			return false
		}
	}
	return f.decode()
}

// decode decodes some values of the block.
func (f *FileReader[T]) decode() bool {
	// A count that no block of this size can have is found out by the first value that is not there.
	count := int(min(f.left, mostTogether))
	if f.single {
		count = 1
	}
	if each := uint64(len(f.block)) / f.left; each > mostBytesTogether/mostTogether {
		count = max(1, min(count, int(mostBytesTogether/each)))
	}
	if cap(f.values) < count {
		f.values = make([]T, count)
	}
	f.values = f.values[:count]
	clear(f.values)
	b := f.codec.b
	tape, end, err := b.decodeSome(f.block, f.total, unsafe.Pointer(unsafe.SliceData(f.values)), count, f.tape)
	f.tape = tape
	if err != nil && count > 1 {
		f.single = true
		return f.decode()
	}
	if err != nil {
		if e, ok := err.(*Error); ok && e.Offset >= 0 {
			e.Offset += int64(f.offset)
		}
		f.err, f.values = err, nil
		return false
	}
	f.block, f.offset = f.block[end:], f.offset+end
	f.left -= uint64(count)
	f.total += count
	return true
}

// decodeSome decodes the first count data of src to p, which is zero, one value behind the other; end is where the last
// ends in src. In the paths of errors the numbers of the values begin with first.
func (b *binding) decodeSome(src []byte, first int, p unsafe.Pointer, count int, tape []byte) (kept []byte, end int, err error) {
	owner := b.owner.Load()
	if owner == nil {
		return tape, 0, closed("codec")
	}
	defer runtime.KeepAlive(owner)
	n, head := b.root, int(b.root.slot)
	if room := count*head + mostBytesTogether/4; len(tape) < room {
		tape = make([]byte, room)
	} else if b.wipe {
		clear(tape)
	}
	used := 0
	for {
		done, stop, need, err := nativeDecodeSome(owner.object, src, first, count, tape)
		if err != nil {
			return tape, 0, err
		}
		if need == 0 {
			used, end = done, stop
			break
		}
		if need > nameBit || len(tape) >= nameBit {
			return tape, 0, newError(CodeDataLimit, "expected data that take less than 2 GiB in memory, found more")
		}
		tape = make([]byte, min(max(need, 2*len(tape)), nameBit))
	}
	if n.memory {
		size := count * head
		copy(unsafe.Slice((*byte)(p), size), tape[:size])
	} else {
		b.load(src[:end], p, count, tape[:used])
	}
	return tape, end, nil
}
