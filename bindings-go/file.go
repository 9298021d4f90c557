package isobyte

import (
	"io"
	"math"
	"runtime"
)

// Compression is the codec of the blocks of a container file.
type Compression string

// The codecs of the specification.
const (
	NoCompression Compression = "null"
	Deflate       Compression = "deflate"
	Bzip2         Compression = "bzip2"
	Snappy        Compression = "snappy"
	XZ            Compression = "xz"
	Zstandard     Compression = "zstandard"
)

// FileHeader is what an object container file says of itself before its data.
type FileHeader struct {
	Schema      *Schema // that the data were written with
	Compression Compression
	Metadata    map[string][]byte // avro.schema and avro.codec among them; of a key that stands there twice, the last
	Sync        [16]byte          // stands behind every block
	length      int64
	handle
}

// Length gives the length of the header in bytes, which is the offset of the first block.
func (h *FileHeader) Length() int64 { return h.length }

// fileFeed reads a file piece by piece into a native reader.
type fileFeed struct {
	handle
	from  io.Reader
	piece []byte
	ended bool
}

// filePiece is how much of a file is read at once.
const filePiece = 64 << 10

func newFileFeed(header *FileHeader, from io.Reader, start, end uint64, o *fileReaderOptions) (*fileFeed, error) {
	if from == nil {
		return nil, newError(CodeInvalidArgument, "expected a reader, found nil")
	}
	var known uintptr
	if header != nil {
		owner := header.owner.Load()
		defer runtime.KeepAlive(owner)
		known = owner.object
	}
	object, err := nativeFileReader(known, start, end, o)
	if err != nil {
		return nil, err
	}
	f := &fileFeed{from: from, piece: make([]byte, filePiece)}
	f.own(object, freeFileReader)
	return f, nil
}

// more feeds the next piece; false at the end of the file.
func (f *fileFeed) more(reader uintptr) (bool, error) {
	if f.ended || nativeFileDone(reader) {
		return false, nil
	}
	for range 100 {
		n, err := f.from.Read(f.piece)
		f.ended = err == io.EOF
		if err != nil && !f.ended {
			return false, err
		}
		if n > 0 {
			return true, nativeFeed(reader, f.piece[:n])
		}
		if f.ended {
			return false, nil
		}
	}
	return false, io.ErrNoProgress
}

// header reads until the header is there.
func (f *fileFeed) header() (*FileHeader, error) {
	owner := f.owner.Load()
	defer runtime.KeepAlive(owner)
	for {
		if object := nativeHeader(owner.object); object != 0 {
			header := nativeHeaderParts(object)
			header.own(object, freeHeader)
			return header, nil
		}
		more, err := f.more(owner.object)
		if err == nil && !more {
			err = nativeFinish(owner.object)
		}
		if err != nil {
			return nil, err
		}
	}
}

// ReadFileHeader reads the header of a container file. It reads further than the header's end.
func ReadFileHeader(from io.Reader, opts ...FileReaderOption) (*FileHeader, error) {
	o := readerOptions(opts)
	feed, err := newFileFeed(nil, from, 0, math.MaxUint64, &o)
	if err != nil {
		return nil, err
	}
	defer feed.close()
	return feed.header()
}
