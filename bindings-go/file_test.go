package isobyte

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

// marker is that of the reference's files.
var marker = [16]byte{0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff}

type fileOrder struct {
	ID      int64            `avro:"id"`
	User    string           `avro:"user"`
	Email   *string          `avro:"email"`
	Active  bool             `avro:"active"`
	Score   float64          `avro:"score"`
	Created time.Time        `avro:"created"`
	Kind    string           `avro:"kind"`
	Address fileAddress      `avro:"address"`
	Tags    []string         `avro:"tags"`
	Attrs   map[string]int64 `avro:"attrs"`
}

type fileAddress struct {
	Street string `avro:"street"`
	City   string `avro:"city"`
	Zip    int32  `avro:"zip"`
}

func readAll[T any](f *FileReader[T], err error) ([]T, error) {
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var all []T
	for value, err := range f.All() {
		if err != nil {
			return all, err
		}
		all = append(all, value)
	}
	return all, nil
}

func TestFileVectors(t *testing.T) {
	suite(t, "avro/ocf.jsonl", func(t *testing.T, r row) error {
		file := unhex(text(r, "hex"))
		count := int(must(r["count"].(json.Number).Int64()))
		a := newAvro(text(r, "schema"))
		raw := DecodeWith(RawLogical(), TaggedUnions())
		item := func(i int) any {
			value := a.load(a.root, "", parseJSON(text(r, "value"))).(map[string]any)
			value["id"] = int64(i)
			return value
		}
		for name, from := range map[string]io.Reader{
			"whole": bytes.NewReader(file), "bytes": iotest.OneByteReader(bytes.NewReader(file)), "late": iotest.DataErrReader(bytes.NewReader(file)),
		} {
			f, err := NewFileReader[any](from, raw)
			if err != nil {
				return err
			}
			h := f.Header()
			if string(h.Compression) != text(r, "codec") || h.Sync != marker || string(h.Metadata["user.key"]) != "vé" || len(h.Metadata) != 3 ||
				!h.Schema.Equal(must(ParseSchema(text(r, "schema")))) {
				return fmt.Errorf("%s: another header: %+v", name, h)
			}
			i := 0
			for ; f.Next(); i++ {
				if found := normal(*f.Value()); found != normal(item(i)) {
					return fmt.Errorf("%s: item %d is %s", name, i, found)
				}
			}
			if f.Err() != nil || i != count || f.Value() != nil || f.Next() {
				return fmt.Errorf("%s: %d items, %w", name, i, f.Err())
			}
		}
		structs, err := readAll(NewFileReader[fileOrder](bytes.NewReader(file)))
		if err != nil || len(structs) != count {
			return fmt.Errorf("%d structs, %w", len(structs), err)
		}
		for _, one := range []func(*FileWriter[fileOrder]) error{
			func(w *FileWriter[fileOrder]) error { return w.AppendAll(structs) },
			func(w *FileWriter[fileOrder]) (err error) {
				for i := range structs {
					err = errors.Join(err, w.Append(&structs[i]))
				}
				return err
			},
		} {
			var out bytes.Buffer
			w, err := NewFileWriter[fileOrder](&out, must(ParseSchema(text(r, "schema"))), Compress(Compression(text(r, "codec"))), BlockBytes(4000),
				SyncMarker(marker), Metadata("user.key", []byte("vé")))
			if err == nil {
				err = errors.Join(one(w), w.Close(), w.Close())
			}
			if err != nil {
				return err
			}
			back, err := readAll(NewFileReader[fileOrder](&out))
			if err != nil || !reflect.DeepEqual(back, structs) {
				return fmt.Errorf("what was written is read as %d other values, %w", len(back), err)
			}
		}
		// Java's blocks, byte for byte, where nothing is compressed.
		if text(r, "codec") == "null" {
			h := must(ReadFileHeader(bytes.NewReader(file)))
			begun := &seekBuffer{data: append([]byte(nil), file[:h.Length()]...)}
			w, err := NewFileAppender[fileOrder](begun, BlockBytes(4000))
			if err == nil {
				err = errors.Join(w.AppendAll(structs), w.Close())
			}
			if err != nil || !bytes.Equal(begun.data, file) {
				return fmt.Errorf("other bytes, %w", err)
			}
		}
		return nil
	})
}

// seekBuffer is a file in memory.
type seekBuffer struct {
	data []byte
	at   int64
}

func (b *seekBuffer) Read(p []byte) (int, error) {
	if b.at >= int64(len(b.data)) {
		return 0, io.EOF
	}
	n := copy(p, b.data[b.at:])
	b.at += int64(n)
	return n, nil
}

func (b *seekBuffer) Write(p []byte) (int, error) {
	b.data = append(b.data[:b.at], p...)
	b.at += int64(len(p))
	return len(p), nil
}

func (b *seekBuffer) Seek(offset int64, whence int) (int64, error) {
	b.at = offset + []int64{0, b.at, int64(len(b.data))}[whence]
	if b.at < 0 {
		return 0, errors.New("before the file")
	}
	return b.at, nil
}

// longs makes a file of the numbers from 0 on.
func longs(t *testing.T, count int, opts ...FileWriterOption) []byte {
	t.Helper()
	var out bytes.Buffer
	w := must(NewFileWriter[int64](&out, MustParseSchema(`"long"`), opts...))
	for i := range int64(count) {
		if err := w.Append(&i); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestFileRanges(t *testing.T) {
	file := longs(t, 10_000, BlockBytes(500), Compress(Deflate))
	for _, cuts := range [][]int64{{0, math.MaxInt64}, {0, 7, 100, 101, 5000, int64(len(file)) - 1, math.MaxInt64}} {
		next := int64(0)
		for i := range len(cuts) - 1 {
			found, err := readAll(NewFileRangeReader[int64](bytes.NewReader(file), cuts[i], cuts[i+1]))
			if err != nil {
				t.Fatal(err)
			}
			for _, value := range found {
				if value != next {
					t.Fatalf("expected %d, found %d", next, value)
				}
				next++
			}
		}
		if next != 10_000 {
			t.Errorf("%d values in the ranges %v", next, cuts)
		}
	}
	if _, err := NewFileRangeReader[int64](bytes.NewReader(file), 5, 4); !errors.Is(err, CodeInvalidArgument) {
		t.Error(err)
	}
}

func TestFileAppend(t *testing.T) {
	path := filepath.Join(t.TempDir(), "numbers.avro")
	if err := os.WriteFile(path, longs(t, 3, Compress(Zstandard)), 0o600); err != nil {
		t.Fatal(err)
	}
	file := must(os.OpenFile(path, os.O_RDWR, 0))
	defer file.Close()
	w := must(NewFileAppender[int64](file))
	if err := w.AppendAll([]int64{3, 4}); err != nil || w.Schema().Text() != `"long"` {
		t.Error(err, w.Schema())
	}
	if err := w.Flush(); err != nil {
		t.Error(err)
	}
	if found, err := readAll(NewFileReader[int64](bytes.NewReader(must(os.ReadFile(path))))); err != nil || !reflect.DeepEqual(found, []int64{0, 1, 2, 3, 4}) {
		t.Error(found, err)
	}
	if err := w.Close(); err != nil {
		t.Error(err)
	}
	five := int64(5)
	if err := w.Append(&five); !errors.Is(err, CodeClosed) {
		t.Error(err)
	}
	if _, err := NewFileAppender[int64](file, Compress(Snappy)); !errors.Is(err, CodeInvalidArgument) {
		t.Error(err)
	}
	if _, err := NewFileAppender[string](file); !errors.Is(err, CodeShapeMismatch) {
		t.Error(err)
	}
	if err := file.Truncate(must(file.Seek(0, io.SeekEnd)) - 1); err != nil {
		t.Fatal(err)
	}
	if _, err := NewFileAppender[int64](file); !errors.Is(err, CodeDataTruncated) {
		t.Error(err)
	}
	if _, err := NewFileAppender[int64](&seekBuffer{}); !errors.Is(err, CodeDataTruncated) {
		t.Error(err)
	}
}

func TestFileOfOtherSchema(t *testing.T) {
	type old struct {
		ID int32 `avro:"id"`
	}
	var out bytes.Buffer
	w := must(NewFileWriter[old](&out, recordSchema(`{"name":"id","type":"int"}`)))
	if err := errors.Join(w.AppendAll([]old{{1}, {2}}), w.Close()); err != nil {
		t.Fatal(err)
	}
	type now struct {
		ID   int64  `avro:"id"`
		Name string `avro:"name"`
	}
	reader := recordSchema(`{"name":"id","type":"long"},{"name":"name","type":"string","default":"none"}`)
	found, err := readAll(NewFileReader[now](bytes.NewReader(out.Bytes()), ReadAs(reader)))
	if err != nil || !reflect.DeepEqual(found, []now{{1, "none"}, {2, "none"}}) {
		t.Error(found, err)
	}
	if _, err := NewFileReader[now](bytes.NewReader(out.Bytes()), ReadAs(MustParseSchema(`"int"`))); !errors.Is(err, CodeSchemaIncompatible) {
		t.Error(err)
	}
}

func TestBadFiles(t *testing.T) {
	file := longs(t, 100, SyncMarker(marker))
	header := must(ReadFileHeader(bytes.NewReader(file))).Length()
	flip := func(at int) []byte {
		bad := append([]byte(nil), file...)
		bad[at] ^= 0xff
		return bad
	}
	for name, c := range map[string]struct {
		data []byte
		code Code
	}{
		"empty":         {nil, CodeDataTruncated},
		"other magic":   {flip(0), CodeFrameUnknown},
		"cut header":    {file[:header-1], CodeDataTruncated},
		"cut block":     {file[:len(file)-1], CodeDataTruncated},
		"other marker":  {flip(len(file) - 1), CodeDataMalformed},
		"no such codec": {bytes.Replace(file, []byte("\x08null"), []byte("\x08nill"), 1), CodeUnsupported},
		"no schema":     {bytes.Replace(file, []byte(`"long"`), []byte(`"lung"`), 1), CodeSchemaReference},
	} {
		if _, err := readAll(NewFileReader[int64](bytes.NewReader(c.data))); !errors.Is(err, c.code) {
			t.Errorf("%s: expected %v, found %v", name, c.code, err)
		}
	}
	broken := errors.New("broken")
	if _, err := readAll(NewFileReader[int64](io.MultiReader(bytes.NewReader(file[:header+9]), iotest.ErrReader(broken)))); !errors.Is(err, broken) {
		t.Error(err)
	}
	if _, err := readAll(NewFileReader[int64](stuck{})); !errors.Is(err, io.ErrNoProgress) {
		t.Error(err)
	}
	for _, opt := range []FileReaderOption{MaxBlockBytes(20), MaxHeaderBytes(20)} {
		if _, err := readAll(NewFileReader[int64](bytes.NewReader(file), opt)); !errors.Is(err, CodeDataLimit) {
			t.Error(err)
		}
	}
	f := must(NewFileReader[int64](bytes.NewReader(file)))
	f.Close()
	f.Close()
	if f.Next() || !errors.Is(f.Err(), CodeClosed) {
		t.Error(f.Err())
	}
}

type stuck struct{}

func (stuck) Read([]byte) (int, error) { return 0, nil }

// What comes before bad data is given, and the error says where they are.
func TestBadDataInFiles(t *testing.T) {
	const before = 300
	var out bytes.Buffer
	w := must(NewFileWriter[string](&out, MustParseSchema(`"string"`), SyncMarker(marker)))
	for range before {
		good := "g"
		if err := w.Append(&good); err != nil {
			t.Fatal(err)
		}
	}
	bad := "Q"
	if err := errors.Join(w.Append(&bad), w.Append(&bad), w.Close()); err != nil {
		t.Fatal(err)
	}
	file := bytes.Replace(out.Bytes(), []byte("\x02Q\x02Q"), []byte("\x02\xff\x02Q"), 1)
	found, err := readAll(NewFileReader[string](bytes.NewReader(file)))
	e, ok := err.(*Error)
	if len(found) != before || !ok || e.Code != CodeDataMalformed || e.Path != fmt.Sprintf("[%d]", before) || e.Offset < 2*before || e.Offset > 2*before+2 {
		t.Errorf("%d values, %+v", len(found), err)
	}
	// More and fewer data than the block says: the count is the two bytes behind the header.
	at := must(ReadFileHeader(bytes.NewReader(out.Bytes()))).Length()
	if out.Bytes()[at] != 0xdc || out.Bytes()[at+1] != 0x04 { // 302
		t.Fatalf("the count is %x", out.Bytes()[at:at+2])
	}
	for count, code := range map[byte]Code{0xda: CodeDataTrailing, 0xde: CodeDataTruncated} {
		file := append([]byte(nil), out.Bytes()...)
		file[at] = count
		if found, err := readAll(NewFileReader[string](bytes.NewReader(file))); !errors.Is(err, code) || len(found) < 301 {
			t.Errorf("%d values, %v", len(found), err)
		}
	}
}

type brokenWriter struct{ err error }

func (f brokenWriter) Write([]byte) (int, error) { return 0, f.err }

func TestFileWriterErrors(t *testing.T) {
	schema := MustParseSchema(`"long"`)
	for _, c := range []struct {
		code Code
		opts []FileWriterOption
	}{
		{CodeUnsupported, []FileWriterOption{Compress("zip")}},
		{CodeInvalidArgument, []FileWriterOption{CompressLevel(Deflate, 10)}},
		{CodeInvalidArgument, []FileWriterOption{CompressLevel(Snappy, 1)}},
		{CodeInvalidArgument, []FileWriterOption{Metadata("avro.codec", nil)}},
		{CodeInvalidArgument, []FileWriterOption{Metadata("a", nil), Metadata("a", []byte{1})}},
	} {
		if _, err := NewFileWriter[int64](io.Discard, schema, c.opts...); !errors.Is(err, c.code) {
			t.Errorf("expected %v, found %v", c.code, err)
		}
	}
	var file bytes.Buffer
	if err := must(NewFileWriter[int64](&file, schema)).Close(); err != nil {
		t.Fatal(err)
	}
	for _, open := range []func() error{
		func() error { _, err := NewFileWriter[int64](nil, schema); return err },
		func() error { _, err := NewFileReader[int64](nil); return err },
		func() error { _, err := NewFileReader[int64](&file, ReadAs(nil)); return err },
		func() error { _, err := NewFileRangeReader[int64](nil, 0, 9); return err },
		func() error { _, err := NewFileAppender[int64](nil); return err },
		func() error { _, err := ReadFileHeader(nil); return err },
	} {
		if err := open(); !errors.Is(err, CodeInvalidArgument) {
			t.Error(err)
		}
	}
	if _, err := NewFileWriter[int64](io.Discard, nil); !errors.Is(err, CodeInvalidArgument) {
		t.Error(err)
	}
	if _, err := NewFileWriter[string](io.Discard, schema); !errors.Is(err, CodeShapeMismatch) {
		t.Error(err)
	}
	broken, one := errors.New("broken"), int64(1)
	w := must(NewFileWriter[int64](brokenWriter{broken}, schema))
	if err := errors.Join(w.Append(&one), w.Flush()); !errors.Is(err, broken) {
		t.Error(err)
	}
	if err := w.Append(&one); !errors.Is(err, broken) {
		t.Error(err)
	}
	// A value that does not fit is no part of the file.
	var out bytes.Buffer
	any1 := must(NewFileWriter[any](&out, schema, CompressLevel(Deflate, 0)))
	good, bad := any(int64(7)), any("text")
	err := any1.AppendAll([]any{good, bad})
	if e, ok := err.(*Error); !ok || e.Code != CodeValueType || e.Path != "[1]" {
		t.Error(err)
	}
	if err := any1.Append(&bad); !errors.Is(err, CodeValueType) {
		t.Error(err)
	}
	if err := errors.Join(any1.Append(&good), any1.Close()); err != nil {
		t.Error(err)
	}
	if found, err := readAll(NewFileReader[int64](&out)); err != nil || !reflect.DeepEqual(found, []int64{7}) {
		t.Error(found, err)
	}
	// A file without values is one.
	if found, err := readAll(NewFileReader[int64](bytes.NewReader(longs(t, 0)))); err != nil || found != nil {
		t.Error(found, err)
	}
	a, b := must(ReadFileHeader(bytes.NewReader(longs(t, 0)))), must(ReadFileHeader(bytes.NewReader(longs(t, 0))))
	if a.Sync == b.Sync {
		t.Error("two files have one marker")
	}
}

// Files of data without bytes, of one large value, and of many blocks.
func TestFileShapes(t *testing.T) {
	var out bytes.Buffer
	nulls := must(NewFileWriter[any](&out, MustParseSchema(`"null"`)))
	if err := errors.Join(nulls.AppendAll(make([]any, 40_000)), nulls.Close()); err != nil {
		t.Fatal(err)
	}
	if found, err := readAll(NewFileReader[any](&out)); err != nil || len(found) != 40_000 {
		t.Error(len(found), err)
	}
	out.Reset()
	large := must(NewFileWriter[string](&out, MustParseSchema(`"string"`), Compress(Bzip2)))
	values := []string{strings.Repeat("x", 3<<20), "", strings.Repeat("é", 1<<19)}
	if err := errors.Join(large.AppendAll(values), large.Close()); err != nil {
		t.Fatal(err)
	}
	if found, err := readAll(NewFileReader[string](&out)); err != nil || !reflect.DeepEqual(found, values) {
		t.Error(len(found), err)
	}
}

// endless gives blocks for ever.
type endless struct {
	header, block []byte
	at            int
}

func (e *endless) Read(p []byte) (int, error) {
	if len(e.header) > 0 {
		n := copy(p, e.header)
		e.header = e.header[n:]
		return n, nil
	}
	n := copy(p, e.block[e.at:])
	e.at = (e.at + n) % len(e.block)
	return n, nil
}

func resident(t *testing.T) (kb int) {
	for _, line := range strings.Split(string(must(os.ReadFile("/proc/self/status"))), "\n") {
		if strings.HasPrefix(line, "VmRSS:") {
			fmt.Sscanf(line, "VmRSS: %d", &kb)
		}
	}
	return kb
}

// A file of any length takes the memory of a block.
func TestFileMemory(t *testing.T) {
	if _, err := os.Stat("/proc/self/status"); err != nil {
		t.Skip("no /proc")
	}
	file := longs(t, 20_000)
	header := must(ReadFileHeader(bytes.NewReader(file))).Length()
	f := must(NewFileReader[int64](&endless{header: file[:header], block: file[header:]}))
	read := func(n int) {
		for range n {
			if !f.Next() {
				t.Fatal(f.Err())
			}
		}
	}
	read(1_000_000)
	runtime.GC()
	before := resident(t)
	read(10_000_000)
	runtime.GC()
	if grown := resident(t) - before; grown > 8<<10 {
		t.Errorf("reading ten million values took %d KB more", grown)
	}
}
