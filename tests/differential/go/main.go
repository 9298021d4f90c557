// Command twmb answers, with twmb/avro, one line for each line; see README.md of the folder above.
package main

import (
	"bufio"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"slices"

	"github.com/twmb/avro"
)

type question struct {
	Schema string
	Data   []struct{ JSON, Hex string }
}

type failure struct {
	Error string `json:"error"`
}

// row holds what was written: hex, or a failure.
type row struct {
	Encode any `json:"encode"`
	Decode any `json:"decode"`
}

type answer struct {
	Error     string `json:"error,omitempty"`
	Canonical string `json:"canonical"`
	CRC64     string `json:"crc64"`
	Data      []row  `json:"data"`
}

// raw leaves all logical types alone.
var raw = func() (options []avro.SchemaOpt) {
	for _, name := range []string{
		"date", "time-millis", "time-micros", "timestamp-millis", "timestamp-micros", "timestamp-nanos", "local-timestamp-millis",
		"local-timestamp-micros", "local-timestamp-nanos", "decimal", "big-decimal", "uuid", "duration",
	} {
		options = append(options, avro.CustomType{LogicalType: name})
	}
	return options
}()

func main() {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := json.NewEncoder(os.Stdout)
	for {
		line, err := in.ReadBytes('\n')
		if err != nil {
			return
		}
		var asked question
		if err := json.Unmarshal(line, &asked); err != nil {
			log.Fatal(err)
		}
		if err := out.Encode(reply(asked)); err != nil {
			log.Fatal(err)
		}
	}
}

func reply(asked question) answer {
	schema, err := avro.Parse(asked.Schema, raw...)
	if err != nil {
		return answer{Error: err.Error()}
	}
	crc := schema.Fingerprint(avro.NewRabin())
	slices.Reverse(crc) // To the order of single-object headers.
	a := answer{Canonical: string(schema.Canonical()), CRC64: hex.EncodeToString(crc)}
	for _, datum := range asked.Data {
		a.Data = append(a.Data, row{
			Encode: written(schema, func(value *any) error { return schema.DecodeJSON([]byte(datum.JSON), value, avro.TaggedUnions()) }),
			Decode: written(schema, func(value *any) error {
				data, err := hex.DecodeString(datum.Hex)
				if err != nil {
					return err
				}
				rest, err := schema.Decode(data, value, avro.TaggedUnions())
				if err == nil && len(rest) > 0 {
					err = fmt.Errorf("%d bytes are left over", len(rest))
				}
				return err
			}),
		})
	}
	return a
}

// written reads a value and writes it again.
func written(schema *avro.Schema, read func(*any) error) any {
	var value any
	if err := read(&value); err != nil {
		return failure{"reading: " + err.Error()}
	}
	data, err := schema.Encode(value)
	if err != nil {
		return failure{"writing: " + err.Error()}
	}
	return hex.EncodeToString(data)
}
