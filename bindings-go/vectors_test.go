package isobyte

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// failing gives the rows of known_failures.txt that concern Go.
func failing(t *testing.T) map[string]bool {
	known := map[string]bool{}
	for _, line := range strings.Split(string(must(os.ReadFile(filepath.Join("..", "tests", "vectors", "known_failures.txt")))), "\n") {
		if words := strings.Fields(line); len(words) > 3 && words[0] != "#" && (words[2] == "go" || words[2] == "*") {
			known[words[0]+" "+words[1]] = true
		}
	}
	return known
}

// suite runs one file: each row is a test of its own, and none is lost.
func suite(t *testing.T, file string, run func(t *testing.T, r row) error) {
	known, ran := failing(t), 0
	name := strings.TrimSuffix(filepath.Base(file), ".jsonl")
	for _, r := range rows(t, file) {
		ran++
		t.Run(text(r, "id"), func(t *testing.T) {
			err := run(t, r)
			switch listed := known[name+" "+text(r, "id")]; {
			case listed && err == nil:
				t.Error("listed in known_failures.txt, but passes")
			case !listed && err != nil:
				t.Error(err)
			}
		})
	}
	if ran == 0 {
		t.Fatal("no row ran")
	}
}

func dynamic(schema string, opts ...Option) (*Codec[any], error) {
	s, err := ParseSchema(schema)
	if err != nil {
		return nil, err
	}
	return NewCodec[any](s, opts...)
}

func expect(row, want string, got []byte, err error) error {
	if err != nil || hex.EncodeToString(got) != want {
		return fmt.Errorf("%s: expected %s, found %x, %v", row, want, got, err)
	}
	return nil
}

func TestEncodeVectors(t *testing.T) {
	codes := codes(t)
	surrogates := 0
	suite(t, "avro/encode.jsonl", func(t *testing.T, r row) error {
		if strings.Contains(text(r, "value"), `\ud800`) || strings.Contains(text(r, "id"), "lone-surrogate") {
			surrogates++ // Go's JSON reader gives U+FFFD for them; host.jsonl has text that is not UTF-8
			return nil
		}
		schema := text(r, "schema")
		a := newAvro(schema)
		value := a.load(a.root, "", parseJSON(text(r, "value")))
		codec, err := dynamic(schema, TaggedUnions())
		if err != nil {
			return err
		}
		got, err := codec.Encode(&value)
		if r["contract"] == "reject" {
			if code := codes["encode "+text(r, "id")]; codeOf(err) != code {
				return fmt.Errorf("expected %s, found %x, %v", code, got, err)
			}
			return nil
		}
		want := text(r, "hex")
		if contract, ok := r["contract_hex"].(string); ok {
			want = contract
		}
		if err := expect("encode", want, got, err); err != nil {
			return err
		}
		raw := must(dynamic(schema, TaggedUnions(), RawLogical()))
		for _, data := range []string{want, text(r, "hex")} {
			var back any
			if err := raw.Decode(unhex(data), &back); err != nil {
				return err
			}
			if found := normal(back); found != normal(value) && !strings.EqualFold(found, normal(value)) {
				return fmt.Errorf("decoded %s, expected %s", found, normal(value))
			}
		}
		if s := codec.Schema(); s.Canonical() != text(r, "canonical") || hex.EncodeToString(s.Fingerprint(CRC64)) != text(r, "crc64_le") {
			return fmt.Errorf("canonical form or fingerprint differ: %s", s.Canonical())
		}
		if err := expectText(must(dynamic(schema, TaggedUnions(), RawLogical())), r, value, want); err != nil {
			return err
		}
		return typedRow(schema, a, value, want)
	})
	if surrogates != 2 {
		t.Errorf("%d rows with lone surrogates were left out, expected 2", surrogates)
	}
}

// typedRow sends a record through a struct type made for its schema.
func typedRow(schema string, a *avro, value any, want string) error {
	def, _ := a.resolve(a.root, "")
	if m, ok := def.(row); !ok || m["type"] != "record" {
		return nil
	}
	typ := a.typeOf(a.root, "", nil)
	s := must(ParseSchema(schema))
	v := reflect.New(typ)
	a.fill(v.Elem(), a.root, "", value)
	got, err := Marshal(s, v.Interface())
	if err := expect("struct", want, got, err); err != nil {
		return err
	}
	back := reflect.New(typ)
	if err := Unmarshal(s, got, back.Interface()); err != nil {
		return fmt.Errorf("struct: %w", err)
	}
	if strings.Contains(schema, "logicalType") || hasAny(typ) {
		return nil // values of interfaces come back without their branch
	}
	again, err := Marshal(s, back.Interface())
	return expect("struct again", want, again, err)
}

func hasAny(t reflect.Type) bool { return strings.Contains(t.String(), "interface {}") }

// typeOf makes a Go type for a schema: structs, slices, maps, arrays; whatever is a union of more or recursive is any.
func (a *avro) typeOf(s any, space string, open []string) reflect.Type {
	def, name := a.resolve(s, space)
	space = spaceOf(def, space)
	dynamic := reflect.TypeFor[any]()
	switch def := def.(type) {
	case string:
		return map[string]reflect.Type{
			"null": dynamic, "boolean": reflect.TypeFor[bool](), "int": reflect.TypeFor[int32](), "long": reflect.TypeFor[int64](),
			"float": reflect.TypeFor[float32](), "double": reflect.TypeFor[float64](), "string": reflect.TypeFor[string](),
			"bytes": reflect.TypeFor[[]byte](),
		}[def]
	case []any:
		if len(def) == 2 {
			for i, branch := range def {
				if other, _ := a.resolve(def[1-i], space); branch == "null" {
					if inner := a.typeOf(other, spaceOf(other, space), open); inner != dynamic && !hasAny(inner) {
						return reflect.PointerTo(inner)
					}
				}
			}
		}
		return dynamic
	case row:
		switch def["type"] {
		case "array":
			return reflect.SliceOf(a.typeOf(def["items"], space, open))
		case "map":
			return reflect.MapOf(reflect.TypeFor[string](), a.typeOf(def["values"], space, open))
		case "enum":
			return reflect.TypeFor[string]()
		case "fixed":
			return reflect.ArrayOf(int(must(def["size"].(json.Number).Int64())), reflect.TypeFor[byte]())
		}
		for _, outer := range open {
			if outer == name {
				return dynamic
			}
		}
		var fields []reflect.StructField
		for i, f := range def["fields"].([]any) {
			fields = append(fields, reflect.StructField{
				Name: fmt.Sprintf("F%d", i), Tag: reflect.StructTag(fmt.Sprintf("avro:%q", f.(row)["name"])),
				Type: a.typeOf(f.(row)["type"], space, append(open, name)),
			})
		}
		return reflect.StructOf(fields)
	}
	return dynamic
}

func (a *avro) fill(to reflect.Value, s any, space string, value any) {
	def, _ := a.resolve(s, space)
	space = spaceOf(def, space)
	switch to.Kind() {
	case reflect.Interface:
		if value != nil {
			to.Set(reflect.ValueOf(value))
		}
	case reflect.Pointer:
		if branch, ok := value.(Branch); ok {
			to.Set(reflect.New(to.Type().Elem()))
			for _, b := range def.([]any) {
				if b != "null" {
					a.fill(to.Elem(), b, space, branch.Value)
				}
			}
		}
	case reflect.Slice:
		if list, ok := value.([]any); ok {
			to.Set(reflect.MakeSlice(to.Type(), len(list), len(list)))
			for i := range list {
				a.fill(to.Index(i), def.(row)["items"], space, list[i])
			}
		} else {
			to.SetBytes(value.([]byte))
		}
	case reflect.Array:
		reflect.Copy(to, reflect.ValueOf(value))
	case reflect.Map:
		to.Set(reflect.MakeMap(to.Type()))
		for key, one := range value.(map[string]any) {
			cell := reflect.New(to.Type().Elem()).Elem()
			a.fill(cell, def.(row)["values"], space, one)
			to.SetMapIndex(reflect.ValueOf(key), cell)
		}
	case reflect.Struct:
		for i, f := range def.(row)["fields"].([]any) {
			a.fill(to.Field(i), f.(row)["type"], space, value.(map[string]any)[f.(row)["name"].(string)])
		}
	case reflect.String:
		if e, ok := value.(Enum); ok {
			value = e.Symbol
		}
		to.SetString(value.(string))
	default:
		to.Set(reflect.ValueOf(value).Convert(to.Type()))
	}
}

func TestDecodeVectors(t *testing.T) {
	codes := codes(t)
	suite(t, "avro/decode.jsonl", func(t *testing.T, r row) error {
		codec, err := dynamic(text(r, "schema"), TaggedUnions(), RawLogical())
		if err != nil {
			return err
		}
		var back any
		err = codec.Decode(unhex(text(r, "hex")), &back)
		if code, ok := codes["decode "+text(r, "id")]; ok {
			if codeOf(err) != code {
				return fmt.Errorf("expected %s, found %v, %v", code, back, err)
			}
			return nil
		}
		a := newAvro(text(r, "schema"))
		if want := normal(a.load(a.root, "", parseJSON(text(r, "value")))); err != nil || normal(back) != want {
			return fmt.Errorf("expected %s, found %s, %v", want, normal(back), err)
		}
		// Java's order of maps is another: compare with what its bytes decode to.
		var java any
		if err := codec.Decode(unhex(text(r, "reencoded_hex")), &java); err != nil {
			return err
		}
		again, err := codec.Encode(&back)
		if err != nil {
			return err
		}
		return expect("again", hex.EncodeToString(must(codec.Encode(&java))), again, nil)
	})
}

func schemaOfRow(r row) string {
	if parts, ok := r["schema_parts"]; ok {
		return joined(parts)
	}
	return text(r, "schema")
}

func dataOfRow(r row) []byte {
	if parts, ok := r["hex_parts"]; ok {
		return unhex(joined(parts))
	}
	data, _ := r["hex"].(string)
	return unhex(data)
}

func TestFailingVectors(t *testing.T) {
	codes := codes(t)
	for _, file := range []string{"decode-fail", "bombs", "logical-fail", "parse-fail"} {
		t.Run(file, func(t *testing.T) {
			suite(t, "avro/"+file+".jsonl", func(t *testing.T, r row) error {
				codec, err := dynamic(schemaOfRow(r))
				if err == nil && file == "logical-fail" {
					var value any = hostDecimal(text(r, "logical"))
					_, err = codec.Encode(&value)
				} else if err == nil && file != "parse-fail" {
					var back any
					err = codec.Decode(dataOfRow(r), &back)
				}
				if code := codes[file+" "+text(r, "id")]; codeOf(err) != code {
					return fmt.Errorf("expected %s, found %v", code, err)
				}
				return nil
			})
		})
	}
}

func TestParseVectors(t *testing.T) {
	codes := codes(t)
	suite(t, "avro/parse.jsonl", func(t *testing.T, r row) error {
		s, err := ParseSchema(text(r, "schema"))
		if code, ok := codes["parse "+text(r, "id")]; ok {
			if codeOf(err) != code {
				return fmt.Errorf("expected %s, found %v", code, err)
			}
			if s, err = ParseSchema(text(r, "schema"), UTF8Names()); r["contract"] != "lenient-only" {
				return nil
			}
		}
		if err != nil {
			return err
		}
		found := []string{s.Canonical()}
		for _, algorithm := range []Fingerprint{CRC64, MD5, SHA256} {
			found = append(found, hex.EncodeToString(s.Fingerprint(algorithm)))
		}
		if want := []string{text(r, "canonical"), text(r, "crc64_le"), text(r, "md5"), text(r, "sha256")}; !reflect.DeepEqual(found, want) {
			return fmt.Errorf("expected %v, found %v", want, found)
		}
		return nil
	})
}

func TestHostVectors(t *testing.T) {
	unheld := map[string]int{}
	suite(t, "host.jsonl", func(t *testing.T, r row) error {
		if hosts, ok := r["hosts"].([]any); ok && !strings.Contains(fmt.Sprint(hosts), "go") {
			unheld["for other hosts"]++
			return nil
		}
		value, why := host(r["value"])
		if why != "" {
			unheld[why]++
			return nil
		}
		var opts []Option
		if options, ok := r["options"].(row); ok {
			if options["unknown_fields"] == "ignore" {
				opts = append(opts, IgnoreUnknownFields())
			}
			if options["map_order"] == "insertion" {
				opts = append(opts, KeepMapOrder())
			}
		}
		codec, err := dynamic(text(r, "schema"), opts...)
		if err != nil {
			return err
		}
		got, err := codec.Encode(&value)
		if want, ok := r["hex"].(string); ok {
			return expect("host", want, got, err)
		}
		if codeOf(err) != r["code"] {
			return fmt.Errorf("expected %v, found %x, %v", r["code"], got, err)
		}
		if path, ok := r["path"].(string); ok && err.(*Error).Path != path {
			return fmt.Errorf("expected the path %q, found %q", path, err.(*Error).Path)
		}
		return nil
	})
	t.Log("left out:", unheld)
	if want := map[string]int{"for other hosts": unheld["for other hosts"], "no integers beyond 64 bits": bigRows(t), "no lone surrogates": surrogateRows(t)}; !maps.Equal(compact(want), unheld) {
		t.Errorf("left out %v, expected %v", unheld, want)
	}
}

func compact(m map[string]int) map[string]int {
	maps.DeleteFunc(m, func(_ string, n int) bool { return n == 0 })
	return m
}

// bigRows and surrogateRows count the rows of host.jsonl by their text, so that none is left out for another reason.
func bigRows(t *testing.T) int { return rowsWith(t, `"big":`) }

func surrogateRows(t *testing.T) (n int) {
	for _, r := range rows(t, "host.jsonl") {
		if _, other := r["hosts"]; !other && strings.Contains(string(must(json.Marshal(r["value"]))), `"utf16":`) {
			if _, why := host(r["value"]); why == "no lone surrogates" {
				n++
			}
		}
	}
	return n
}

func rowsWith(t *testing.T, part string) (n int) {
	for _, r := range rows(t, "host.jsonl") {
		if _, other := r["hosts"]; !other && strings.Contains(string(must(json.Marshal(r["value"]))), part) {
			n++
		}
	}
	return n
}

func TestDecodedHostVectors(t *testing.T) {
	suite(t, "decode-host.jsonl", func(t *testing.T, r row) error {
		codec, err := dynamic(text(r, "schema"))
		if err != nil {
			return err
		}
		var back any
		if err := codec.Decode(unhex(text(r, "hex")), &back); err != nil {
			return err
		}
		want, why := host(r["value"])
		if why != "" {
			return fmt.Errorf("Go cannot hold it: %s", why)
		}
		if normal(back) != normal(want) {
			return fmt.Errorf("expected %s, found %s", normal(want), normal(back))
		}
		return nil
	})
}

func TestLimitVectors(t *testing.T) {
	suite(t, "limits.jsonl", func(t *testing.T, r row) error {
		codec, err := dynamic(schemaOfRow(r))
		var value, back any
		encoded := true
		if nest, ok := r["value_nest"].(row); ok {
			value = nested(text(nest, "kind"), text(nest, "field"), int(must(nest["depth"].(json.Number).Int64())))
		} else if cycle, ok := r["value_cycle"].(row); ok {
			value = cyclic(text(cycle, "kind"), text(cycle, "field"))
		} else if repeat, ok := r["value_repeat"].(row); ok {
			one, _ := host(repeat["value"])
			list := make([]any, must(repeat["count"].(json.Number).Int64()))
			for i := range list {
				list[i] = one
			}
			value = list
		} else {
			encoded = false
		}
		var got []byte
		if err == nil && encoded {
			got, err = codec.Encode(&value)
		} else if err == nil {
			err = codec.Decode(dataOfRow(r), &back)
		}
		if code, ok := r["code"]; ok {
			if codeOf(err) != code {
				return fmt.Errorf("expected %v, found %v", code, err)
			}
			return nil
		}
		if err == nil && encoded {
			return expect("limit", hex.EncodeToString(dataOfRow(r)), got, nil)
		}
		return err
	})
}

func wrapped(kind string, value any) any {
	switch kind {
	case "list":
		return []any{value}
	case "map":
		return map[string]any{"k": value}
	}
	return value
}

func nested(kind, field string, depth int) any {
	value := map[string]any{"record": nil, "list": []any{}, "map": map[string]any{}}[kind]
	for level := range depth {
		if level > 0 {
			value = wrapped(kind, value)
		}
		value = map[string]any{field: value}
	}
	return value
}

func cyclic(kind, field string) any {
	record := map[string]any{}
	record[field] = wrapped(kind, record)
	return record
}

func TestErrorTable(t *testing.T) {
	var table []struct {
		Name   string `json:"name"`
		Number int32  `json:"number"`
		Kind   int32  `json:"kind"`
		Word   string `json:"kind_name"`
	}
	check := json.Unmarshal(must(os.ReadFile(filepath.Join("..", "tests", "vectors", "errors.json"))), &table)
	if check != nil || len(table) != len(codeNames) {
		t.Fatalf("%v: %d codes, expected %d", check, len(codeNames), len(table))
	}
	for _, r := range table {
		code := Code(r.Number)
		if code.String() != r.Name || int32(code.Kind()) != r.Kind || code.Kind().String() != r.Word {
			t.Errorf("%v: found %v of %v", r, code, code.Kind())
		}
	}
}
