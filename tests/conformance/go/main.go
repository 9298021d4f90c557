// Command runner answers tasks with one of Go's libraries: runner isobyte|hamba|twmb|goavro.
package main

import (
	"bufio"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"math"
	"os"
	"reflect"
	"runtime/debug"
	"strconv"

	hamba "github.com/hamba/avro/v2"
	isobyte "github.com/isobyte/isobyte/bindings-go"
	"github.com/linkedin/goavro/v2"
	twmb "github.com/twmb/avro"
)

type task struct {
	Op, Schema, Hex string
	Value           []any
}

// library is what a contestant can do.
type library struct {
	module string
	parse  func(schema string) (canonical string, err error)
	encode func(schema string, value any) ([]byte, error)
	decode func(schema string, data []byte) (any, error)
}

// An input that waits for its turn, so that holding it is not measured.
var (
	heldSchema string
	heldData   []byte
)

var errLeftOver = errors.New("bytes are left over")

var libraries = map[string]library{
	"isobyte": {
		"github.com/isobyte/isobyte/bindings-go",
		func(text string) (string, error) {
			schema, err := isobyte.ParseSchema(text)
			if err != nil {
				return "", err
			}
			return schema.Canonical(), nil
		},
		func(text string, value any) ([]byte, error) {
			codec, err := dynamic(text)
			if err != nil {
				return nil, err
			}
			return codec.Encode(&value)
		},
		func(text string, data []byte) (value any, err error) {
			codec, err := dynamic(text)
			if err == nil {
				err = codec.Decode(data, &value)
			}
			return value, err
		},
	},
	"hamba": {
		"github.com/hamba/avro/v2",
		func(text string) (string, error) {
			schema, err := hambaSchema(text)
			if err != nil {
				return "", err
			}
			return schema.String(), nil
		},
		func(text string, value any) ([]byte, error) {
			schema, err := hambaSchema(text)
			if err != nil {
				return nil, err
			}
			return hambaAPI.Marshal(schema, value)
		},
		func(text string, data []byte) (value any, err error) {
			schema, err := hambaSchema(text)
			if err == nil {
				err = hambaAPI.Unmarshal(schema, data, &value)
			}
			return value, err
		},
	},
	"twmb": {
		"github.com/twmb/avro",
		func(text string) (string, error) {
			schema, err := twmb.Parse(text)
			if err != nil {
				return "", err
			}
			return string(schema.Canonical()), nil
		},
		func(text string, value any) ([]byte, error) {
			schema, err := twmb.Parse(text)
			if err != nil {
				return nil, err
			}
			return schema.Encode(value)
		},
		func(text string, data []byte) (value any, err error) {
			schema, err := twmb.Parse(text)
			if err != nil {
				return nil, err
			}
			rest, err := schema.Decode(data, &value)
			if err == nil && len(rest) > 0 {
				err = errLeftOver
			}
			return value, err
		},
	},
	"goavro": {
		"github.com/linkedin/goavro/v2",
		func(text string) (string, error) {
			codec, err := goavro.NewCodec(text)
			if err != nil {
				return "", err
			}
			return codec.CanonicalSchema(), nil
		},
		func(text string, value any) ([]byte, error) {
			codec, err := goavro.NewCodec(text)
			if err != nil {
				return nil, err
			}
			return codec.BinaryFromNative(nil, value)
		},
		func(text string, data []byte) (any, error) {
			codec, err := goavro.NewCodec(text)
			if err != nil {
				return nil, err
			}
			value, rest, err := codec.NativeFromBinary(data)
			if err == nil && len(rest) > 0 {
				err = errLeftOver
			}
			return value, err
		},
	},
}

// hambaAPI writes blocks without their sizes, as everybody else does: by default its bytes are legal, but others.
var hambaAPI = hamba.Config{DisableBlockSizeHeader: true}.Freeze()

func dynamic(text string) (*isobyte.Codec[any], error) {
	schema, err := isobyte.ParseSchema(text)
	if err != nil {
		return nil, err
	}
	return isobyte.NewCodec[any](schema)
}

// hambaSchema parses apart from what other tasks have defined.
func hambaSchema(text string) (hamba.Schema, error) {
	return hamba.ParseWithCache(text, "", &hamba.SchemaCache{})
}

func number(bits string) any {
	raw, err := strconv.ParseUint(bits, 16, 64)
	if err != nil {
		log.Fatal(err)
	}
	if len(bits) == 8 {
		return math.Float32frombits(uint32(raw))
	}
	return math.Float64frombits(raw)
}

// build makes a host value of notation; branches are named as the library wants it.
func build(who string, value []any) any {
	text := func(i int) string { return value[i].(string) }
	items := func(i int) []any { return value[i].([]any) }
	switch kind := text(0); kind {
	case "null":
		return nil
	case "boolean", "string", "text":
		return value[1]
	case "int", "long", "integer":
		n, err := strconv.ParseInt(text(1), 10, 64)
		switch {
		case err != nil:
			log.Fatal(err)
		case kind == "integer" || kind == "int" && who == "hamba":
			return int(n)
		case kind == "int":
			return int32(n)
		}
		return n
	case "float", "double":
		return number(text(1))
	case "bytes", "fixed":
		data, err := hex.DecodeString(text(len(value) - 1))
		if err != nil {
			log.Fatal(err)
		}
		if kind == "fixed" && who == "hamba" {
			array := reflect.New(reflect.ArrayOf(len(data), reflect.TypeFor[byte]())).Elem()
			reflect.Copy(array, reflect.ValueOf(data))
			return array.Interface()
		}
		return data
	case "enum":
		return value[2]
	case "array":
		list := []any{}
		for _, item := range items(1) {
			list = append(list, build(who, item.([]any)))
		}
		return list
	case "map", "record":
		entries := map[string]any{}
		for _, entry := range items(len(value) - 1) {
			pair := entry.([]any)
			entries[pair[0].(string)] = build(who, pair[1].([]any))
		}
		return entries
	case "union":
		inner := build(who, items(3))
		if inner == nil {
			return nil
		}
		if who == "isobyte" {
			return isobyte.Branch{Name: text(1), Value: inner}
		}
		return map[string]any{text(1): inner}
	default:
		log.Fatalf("unknown kind %s", kind)
		return nil
	}
}

// show describes a decoded value.
func show(value any) any {
	switch v := value.(type) {
	case nil, bool:
		return v
	case string:
		return map[string]any{"t": v}
	case []byte:
		return map[string]any{"b": hex.EncodeToString(v)}
	case float32:
		return show(float64(v))
	case float64:
		if math.IsNaN(v) {
			return map[string]any{"f": "7ff8000000000000"}
		}
		return map[string]any{"f": fmt.Sprintf("%016x", math.Float64bits(v))}
	}
	switch r := reflect.ValueOf(value); r.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return map[string]any{"i": strconv.FormatInt(r.Int(), 10)}
	case reflect.Slice:
		list := []any{}
		for i := range r.Len() {
			list = append(list, show(r.Index(i).Interface()))
		}
		return list
	case reflect.Array:
		data := make([]byte, r.Len())
		reflect.Copy(reflect.ValueOf(data), r)
		return show(data)
	case reflect.Map:
		entries := map[string]any{}
		for _, key := range r.MapKeys() {
			entries[key.String()] = show(r.MapIndex(key).Interface())
		}
		return map[string]any{"m": entries}
	default:
		return map[string]any{"x": fmt.Sprintf("%T", value)}
	}
}

func answer(who string, t task) (result any, err error) {
	defer func() {
		if caught := recover(); caught != nil {
			err = fmt.Errorf("panic: %v", caught)
		}
	}()
	lib := libraries[who]
	switch t.Op {
	case "version":
		info, _ := debug.ReadBuildInfo()
		for _, module := range info.Deps {
			if module.Path == lib.module {
				return module.Version, nil
			}
		}
		return "", fmt.Errorf("%s is not linked", lib.module)
	case "parse":
		return lib.parse(t.Schema)
	case "encode":
		data, err := lib.encode(t.Schema, build(who, t.Value))
		return hex.EncodeToString(data), err
	default:
		data, err := hex.DecodeString(t.Hex)
		if err != nil {
			return nil, err
		}
		if t.Op == "hold" {
			heldSchema, heldData = t.Schema, data
			return nil, nil
		}
		if t.Op == "decode held" {
			t.Schema, data = heldSchema, heldData
		}
		value, err := lib.decode(t.Schema, data)
		if err != nil {
			return nil, err
		}
		return show(value), nil
	}
}

func main() {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	for {
		line, err := in.ReadBytes('\n')
		if err != nil {
			return
		}
		var t task
		if err := json.Unmarshal(line, &t); err != nil {
			log.Fatal(err)
		}
		result, err := answer(os.Args[1], t)
		reply := map[string]any{"ok": result}
		if err != nil {
			reply = map[string]any{"error": err.Error()}
		}
		if err := out.Encode(reply); err != nil {
			log.Fatal(err)
		}
	}
}
