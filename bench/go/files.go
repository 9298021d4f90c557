package main

import (
	"bytes"
	"io"
	"log"
	"reflect"

	hamba "github.com/hamba/avro/v2/ocf"
	"github.com/isobyte/isobyte/bindings-go"
	twmb "github.com/twmb/avro"
	twmbfile "github.com/twmb/avro/ocf"
)

// fileRecords is how many records a file has.
const fileRecords = 5000

// fileRows makes the cases of container files of one record type. Every contestant reads the file that isobyte wrote, and
// must find the same values there; isobyte reads what hamba and twmb write.
func fileRows[T any](name, text string, value T) []row {
	schema, t := isobyte.MustParseSchema(text), twmb.MustParse(text)
	var result []row
	add := func(what, who string, call func()) {
		result = append(result, row{name + " file " + what, who, fileRecords, call})
	}
	var out bytes.Buffer
	expect := func(who string, got T) {
		if !reflect.DeepEqual(got, value) {
			log.Fatalf("%s: %s reads a file differently: %+v", name, who, got)
		}
	}
	ours := func(file io.Reader) (last T) {
		n := 0
		f := must(isobyte.NewFileReader[T](file))
		for ; f.Next(); n++ {
			last = *f.Value()
		}
		check(f.Err())
		if n != fileRecords {
			log.Fatalf("%s: isobyte reads %d records of %d", name, n, fileRecords)
		}
		check(f.Close())
		return last
	}
	theirs := func(file io.Reader) (last T) {
		d := must(hamba.NewDecoder(file))
		n := 0
		for ; d.HasNext(); n++ {
			var v T
			check(d.Decode(&v))
			last = v
		}
		check(d.Error())
		if n != fileRecords {
			log.Fatalf("%s: hamba reads %d records of %d", name, n, fileRecords)
		}
		return last
	}
	others := func(file io.Reader) (last T) {
		d := must(twmbfile.NewReader(file))
		n := 0
		for ; ; n++ {
			var v T
			if err := d.Decode(&v); err == io.EOF {
				break
			} else if err != nil {
				log.Fatal(err)
			}
			last = v
		}
		if n != fileRecords {
			log.Fatalf("%s: twmb reads %d records of %d", name, n, fileRecords)
		}
		check(d.Close())
		return last
	}
	write := func(codec isobyte.Compression) {
		out.Reset()
		w := must(isobyte.NewFileWriter[T](&out, schema, isobyte.Compress(codec)))
		for range fileRecords {
			check(w.Append(&value))
		}
		check(w.Close())
	}
	for _, codec := range []isobyte.Compression{isobyte.NoCompression, isobyte.Deflate} {
		what := "read"
		if codec != isobyte.NoCompression {
			what += " " + string(codec)
		}
		write(codec)
		file := bytes.Clone(out.Bytes())
		expect("isobyte", ours(bytes.NewReader(file)))
		expect("hamba", theirs(bytes.NewReader(file)))
		expect("twmb", others(bytes.NewReader(file)))
		add(what, "isobyte", func() { ours(bytes.NewReader(file)) })
		add(what, "hamba", func() { theirs(bytes.NewReader(file)) })
		add(what, "twmb", func() { others(bytes.NewReader(file)) })
	}

	writeHamba := func() {
		out.Reset()
		w := must(hamba.NewEncoder(text, &out, hamba.WithBlockLength(1<<30), hamba.WithBlockSize(64_000)))
		for range fileRecords {
			check(w.Encode(&value))
		}
		check(w.Close())
	}
	writeTwmb := func() {
		out.Reset()
		w := must(twmbfile.NewWriter(&out, t, twmbfile.WithBlockBytes(64_000)))
		for range fileRecords {
			check(w.Encode(&value))
		}
		check(w.Close())
	}
	for _, other := range []func(){writeHamba, writeTwmb} {
		other()
		expect("isobyte", ours(bytes.NewReader(out.Bytes())))
	}
	add("write", "isobyte", func() { write(isobyte.NoCompression) })
	add("write", "hamba", writeHamba)
	add("write", "twmb", writeTwmb)
	return result
}
