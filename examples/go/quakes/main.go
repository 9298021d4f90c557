// Command quakes is the Go side of the demo: it writes real events as framed Avro, and reads what other languages wrote.
//
//	quakes write REGISTRY_URL SUBJECT EVENTS.json OUT
//	quakes read REGISTRY_URL IN...
//
// A file holds one event behind the other: four bytes with the length, big-endian, then Confluent's frame and the datum.
package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"time"

	isobyte "github.com/isobyte/isobyte/bindings-go"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "quakes:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	switch {
	case len(args) == 5 && args[0] == "write":
		return write(args[1], args[2], args[3], args[4])
	case len(args) >= 3 && args[0] == "read":
		return read(args[1], args[2:])
	}
	return fmt.Errorf("usage: quakes write REGISTRY_URL SUBJECT EVENTS.json OUT | quakes read REGISTRY_URL IN [IN...]")
}

func write(url, subject, in, out string) error {
	quakes, err := events(in)
	if err != nil {
		return err
	}
	registry, err := isobyte.NewRegistry(isobyte.RegistryConfig{URL: url})
	if err != nil {
		return err
	}
	defer registry.Close()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	registered, err := registry.SchemaBySubject(ctx, subject, isobyte.Latest)
	if err != nil {
		return err
	}
	codec, err := isobyte.NewCodec[Quake](registered.Schema)
	if err != nil {
		return err
	}
	var file []byte
	for i := range quakes {
		at := len(file)
		file = append(file, 0, 0, 0, 0)
		file = isobyte.AppendFrame(file, uint32(registered.ID))
		if file, err = codec.Append(file, &quakes[i]); err != nil {
			return fmt.Errorf("event %d: %w", i, err)
		}
		binary.BigEndian.PutUint32(file[at:], uint32(len(file)-at-4))
	}
	return os.WriteFile(out, file, 0o644)
}

// verdict is what is printed of a file.
type verdict struct {
	Language  string `json:"language"`
	File      string `json:"file"`
	Events    int    `json:"events"`
	Identical bool   `json:"identical"`
}

func read(url string, files []string) error {
	registry, err := isobyte.NewRegistry(isobyte.RegistryConfig{URL: url})
	if err != nil {
		return err
	}
	defer registry.Close()
	for _, file := range files {
		v, err := check(registry, file)
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		if err := json.NewEncoder(os.Stdout).Encode(v); err != nil {
			return err
		}
	}
	return nil
}

// check decodes every event of a file, encodes it again and compares the bytes.
func check(registry *isobyte.Registry, path string) (verdict, error) {
	v := verdict{Language: "go", File: path, Identical: true}
	file, err := os.ReadFile(path)
	if err != nil {
		return v, err
	}
	codecs := map[uint32]*isobyte.Codec[Quake]{}
	for ; len(file) > 0; v.Events++ {
		if len(file) < 4 || uint64(len(file)-4) < uint64(binary.BigEndian.Uint32(file)) {
			return v, fmt.Errorf("event %d: the file ends within it", v.Events)
		}
		length := int(binary.BigEndian.Uint32(file))
		message := file[4 : 4+length]
		file = file[4+length:]
		id, datum, err := isobyte.ParseFrame(message)
		if err != nil {
			return v, fmt.Errorf("event %d: %w", v.Events, err)
		}
		codec := codecs[id]
		if codec == nil {
			if codec, err = codecOf(registry, id); err != nil {
				return v, fmt.Errorf("event %d: %w", v.Events, err)
			}
			codecs[id] = codec
		}
		var quake Quake
		if err := codec.Decode(datum, &quake); err != nil {
			return v, fmt.Errorf("event %d: %w", v.Events, err)
		}
		again, err := codec.Append(isobyte.AppendFrame(nil, id), &quake)
		if err != nil {
			return v, fmt.Errorf("event %d: %w", v.Events, err)
		}
		v.Identical = v.Identical && bytes.Equal(again, message)
	}
	return v, nil
}

func codecOf(registry *isobyte.Registry, id uint32) (*isobyte.Codec[Quake], error) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	schema, err := registry.SchemaByID(ctx, id)
	if err != nil {
		return nil, err
	}
	return isobyte.NewCodec[Quake](schema)
}
