package isobyte

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"os"
	"path/filepath"
	"reflect"
	"sort"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf16"
)

// What the vector tests share: reading the files, and loading values that other implementations wrote. None of it uses the
// package's own encoder.

type row = map[string]any

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func parseJSON(text string) any {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		panic(fmt.Sprintf("%v: %.200s", err, text))
	}
	return v
}

func rows(t *testing.T, file string) (all []row) {
	t.Helper()
	data := must(os.ReadFile(filepath.Join("..", "tests", "vectors", file)))
	for scanner := bufio.NewReader(bytes.NewReader(data)); ; {
		line, err := scanner.ReadString('\n')
		if strings.TrimSpace(line) != "" {
			all = append(all, parseJSON(line).(row))
		}
		if err != nil {
			break
		}
	}
	if len(all) == 0 {
		t.Fatalf("%s is empty", file)
	}
	return all
}

func text(r row, key string) string { return r[key].(string) }

func unhex(s string) []byte { return must(hex.DecodeString(s)) }

func joined(v any) string {
	var b strings.Builder
	for _, part := range v.([]any) {
		pair := part.([]any)
		b.WriteString(strings.Repeat(pair[0].(string), int(must(pair[1].(json.Number).Int64()))))
	}
	return b.String()
}

// codes gives "file id" -> error code of the reference's failing rows.
func codes(t *testing.T) map[string]string {
	all := map[string]string{}
	for _, r := range rows(t, "codes.jsonl") {
		all[text(r, "file")+" "+text(r, "id")] = text(r, "code")
	}
	return all
}

func codeOf(err error) string {
	if e, ok := err.(*Error); ok {
		return e.Code.String()
	}
	return fmt.Sprint(err)
}

// avro walks schema text and Avro JSON side by side.
type avro struct {
	root  any
	named map[string]any
}

func newAvro(schema string) *avro {
	a := &avro{parseJSON(schema), map[string]any{}}
	a.collect(a.root, "")
	return a
}

func fullName(m row, space string) (full, inner string) {
	name := m["name"].(string)
	if i := strings.LastIndexByte(name, '.'); i >= 0 {
		return name, name[:i]
	}
	if s, ok := m["namespace"].(string); ok {
		space = s
	}
	if space == "" {
		return name, ""
	}
	return space + "." + name, space
}

func (a *avro) collect(s any, space string) {
	switch s := s.(type) {
	case []any:
		for _, b := range s {
			a.collect(b, space)
		}
	case row:
		switch s["type"] {
		case "record", "error", "enum", "fixed":
			full, inner := fullName(s, space)
			s[" full"], s[" space"] = full, inner
			a.named[full] = s
			fields, _ := s["fields"].([]any)
			for _, f := range fields {
				a.collect(f.(row)["type"], inner)
			}
		case "array":
			a.collect(s["items"], space)
		case "map":
			a.collect(s["values"], space)
		default:
			a.collect(s["type"], space)
		}
	}
}

// resolve gives the definition of a type and the name by which a union calls it.
func (a *avro) resolve(s any, space string) (any, string) {
	switch s := s.(type) {
	case string:
		for _, name := range []string{space + "." + s, s} {
			if def, ok := a.named[name]; ok {
				return def, name
			}
		}
		return s, s
	case row:
		if full, ok := s[" full"].(string); ok {
			return s, full
		}
		if inner, ok := s["type"].(string); ok && inner != "array" && inner != "map" {
			return a.resolve(inner, space)
		}
		if inner, ok := s["type"].(string); ok {
			return s, inner
		}
		return a.resolve(s["type"], space)
	}
	return s, ""
}

func spaceOf(def any, space string) string {
	if m, ok := def.(row); ok {
		if inner, ok := m[" space"].(string); ok {
			return inner
		}
	}
	return space
}

func (a *avro) load(s any, space string, v any) any {
	def, _ := a.resolve(s, space)
	space = spaceOf(def, space)
	switch def := def.(type) {
	case string:
		return loadPrimitive(def, v)
	case []any:
		if v == nil {
			return nil
		}
		for name, value := range v.(row) {
			for _, branch := range def {
				if _, found := a.resolve(branch, space); found == name {
					return Branch{name, a.load(branch, space, value)}
				}
			}
		}
		panic(fmt.Sprint("no branch: ", v))
	case row:
		switch def["type"] {
		case "record", "error":
			m := map[string]any{}
			for _, f := range def["fields"].([]any) {
				name := f.(row)["name"].(string)
				m[name] = a.load(f.(row)["type"], space, v.(row)[name])
			}
			return m
		case "enum":
			return Enum{def[" full"].(string), v.(string)}
		case "fixed":
			return latin1(v.(string))
		case "array":
			list := []any{}
			for _, item := range v.([]any) {
				list = append(list, a.load(def["items"], space, item))
			}
			return list
		case "map":
			m := map[string]any{}
			for key, value := range v.(row) {
				m[key] = a.load(def["values"], space, value)
			}
			return m
		}
	}
	panic(fmt.Sprintf("no such schema: %v", def))
}

func loadPrimitive(name string, v any) any {
	switch name {
	case "null":
		return nil
	case "boolean", "string":
		return v
	case "bytes":
		return latin1(v.(string))
	case "int", "long":
		return must(v.(json.Number).Int64())
	case "float":
		return float32(must(strconv.ParseFloat(fmt.Sprint(v), 32)))
	}
	return must(strconv.ParseFloat(fmt.Sprint(v), 64))
}

func latin1(s string) []byte {
	b := []byte{}
	for _, r := range s {
		b = append(b, byte(r))
	}
	return b
}

// normal makes values comparable: maps without order, floats by bits with one NaN, integers without width, enums as text.
func normal(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case int32:
		return fmt.Sprintf("i%d", v)
	case int64:
		return fmt.Sprintf("i%d", v)
	case float32:
		return normal(float64(v))
	case float64:
		if math.IsNaN(v) {
			return "fNaN"
		}
		return fmt.Sprintf("f%x", math.Float64bits(v))
	case Enum:
		return strconv.Quote(v.Symbol)
	case string:
		return strconv.Quote(v)
	case []byte:
		return fmt.Sprintf("b%x", v)
	case Branch:
		return v.Name + ":" + normal(v.Value)
	case Decimal:
		return "d" + v.String() + "/" + strconv.Itoa(int(v.Scale))
	case time.Time:
		return fmt.Sprintf("t%d.%09d", v.Unix(), v.Nanosecond())
	case []any:
		items := make([]string, len(v))
		for i := range v {
			items[i] = normal(v[i])
		}
		return "[" + strings.Join(items, ",") + "]"
	case map[string]any:
		entries := make([]string, 0, len(v))
		for key, value := range v {
			entries = append(entries, strconv.Quote(key)+":"+normal(value))
		}
		sort.Strings(entries)
		return "{" + strings.Join(entries, ",") + "}"
	case Pairs[any]:
		m := map[string]any{}
		for _, pair := range v {
			m[pair.Key] = pair.Value
		}
		return normal(m)
	}
	return fmt.Sprintf("%T %v", v, v)
}

// The host classes of host.jsonl.
type (
	nsUser struct {
		Name string `avro:"name"`
		Age  int64  `avro:"age"`
	}
	nsAddress struct {
		Street string `avro:"street"`
		Zip    int64  `avro:"zip"`
	}
	nsA struct {
		X int64 `avro:"x"`
	}
	nsB struct {
		X int64 `avro:"x"`
	}
	otherB struct {
		X int64 `avro:"x"`
	}
)

var (
	_ = Register[nsUser]("ns.User")
	_ = Register[nsAddress]("ns.Address")
	_ = Register[nsA]("ns.A")
	_ = Register[nsB]("ns.B")
	_ = Register[otherB]("other.B")
)

// host makes a Go value of the typed notation of host.jsonl, or says why Go cannot hold it.
func host(v any) (value any, unheld string) {
	kind, arg := "", any(nil)
	for kind, arg = range v.(row) {
	}
	word := func() string { return arg.(string) }
	member := func(key string) int64 { return must(strconv.ParseInt(fmt.Sprint(arg.(row)[key]), 10, 64)) }
	switch kind {
	case "null":
		return nil, ""
	case "bool", "text":
		return arg, ""
	case "i32":
		return int32(must(strconv.ParseInt(word(), 10, 32))), ""
	case "i64":
		return must(strconv.ParseInt(word(), 10, 64)), ""
	case "u64":
		return must(strconv.ParseUint(word(), 10, 64)), ""
	case "big":
		return nil, "no integers beyond 64 bits"
	case "f32":
		if bits, ok := strings.CutPrefix(word(), "bits:"); ok {
			return math.Float32frombits(uint32(must(strconv.ParseUint(bits, 16, 32)))), ""
		}
		return float32(must(strconv.ParseFloat(word(), 32))), ""
	case "f64":
		if bits, ok := strings.CutPrefix(word(), "bits:"); ok {
			return math.Float64frombits(must(strconv.ParseUint(bits, 16, 64))), ""
		}
		return must(strconv.ParseFloat(word(), 64)), ""
	case "bytes":
		return unhex(word()), ""
	case "utf16", "rawtext":
		return hostText(v)
	case "enum":
		return Enum{text(arg.(row), "type"), text(arg.(row), "symbol")}, ""
	case "decimal":
		return hostDecimal(word()), ""
	case "uuid":
		return UUID(unhex(strings.ReplaceAll(word(), "-", ""))), ""
	case "date":
		return hostDate(word()), ""
	case "time":
		return TimeOfDay(member("nanos")), ""
	case "instant":
		return time.Unix(member("seconds"), member("nanos")).UTC(), ""
	case "local":
		return localOfMoment(member("seconds"), member("nanos")), ""
	case "duration":
		return Duration{uint32(member("months")), uint32(member("days")), uint32(member("millis"))}, ""
	case "list":
		list := []any{}
		for _, item := range arg.([]any) {
			one, unheld := host(item)
			if unheld != "" {
				return nil, unheld
			}
			list = append(list, one)
		}
		return list, ""
	case "map":
		return hostPairs(arg)
	case "branch":
		inner, unheld := host(arg.(row)["value"])
		return Branch{text(arg.(row), "name"), inner}, unheld
	case "struct":
		return hostStruct(arg.(row))
	}
	panic("unknown kind " + kind)
}

func hostText(v any) (any, string) {
	if raw, ok := v.(row)["rawtext"]; ok {
		return string(unhex(raw.(string))), ""
	}
	var units []uint16
	for _, unit := range v.(row)["utf16"].([]any) {
		units = append(units, uint16(must(strconv.ParseUint(unit.(string), 16, 16))))
	}
	runes := utf16.Decode(units)
	if !reflect.DeepEqual(utf16.Encode(runes), units) || strings.ContainsRune(string(runes), 0xfffd) {
		return nil, "no lone surrogates"
	}
	return string(runes), ""
}

func hostPairs(v any) (any, string) {
	pairs := Pairs[any]{}
	for _, entry := range v.([]any) {
		key, value := entry.([]any)[0], entry.([]any)[1]
		if _, ok := key.(string); !ok {
			var unheld string
			if key, unheld = hostText(key); unheld != "" {
				return nil, unheld
			}
		}
		one, unheld := host(value)
		if unheld != "" {
			return nil, unheld
		}
		pairs = append(pairs, Pair[any]{key.(string), one})
	}
	return pairs, ""
}

func hostStruct(arg row) (any, string) {
	pairs, unheld := hostPairs(arg["fields"])
	if unheld != "" {
		return nil, unheld
	}
	m := map[string]any{}
	for _, pair := range pairs.(Pairs[any]) {
		m[pair.Key] = pair.Value
	}
	switch text(arg, "name") {
	case "ns.User":
		return nsUser{m["name"].(string), m["age"].(int64)}, ""
	case "ns.Address":
		return nsAddress{m["street"].(string), m["zip"].(int64)}, ""
	case "ns.A":
		return nsA{m["x"].(int64)}, ""
	case "ns.B":
		return nsB{m["x"].(int64)}, ""
	case "other.B":
		return otherB{m["x"].(int64)}, ""
	}
	panic("no class " + text(arg, "name"))
}

func hostDecimal(s string) Decimal {
	digits, exponent, _ := strings.Cut(strings.ToLower(s), "e")
	whole, fraction, _ := strings.Cut(digits, ".")
	unscaled, ok := new(big.Int).SetString(whole+fraction, 10)
	if !ok {
		panic("no decimal: " + s)
	}
	scale := len(fraction)
	if exponent != "" {
		scale -= must(strconv.Atoi(exponent))
	}
	return Decimal{unscaled, int32(scale)}
}

func hostDate(s string) Date {
	sign, rest := 1, s
	if s[0] == '-' || s[0] == '+' {
		rest = s[1:]
		if s[0] == '-' {
			sign = -1
		}
	}
	parts := strings.Split(rest, "-")
	return Date{sign * must(strconv.Atoi(parts[0])), time.Month(must(strconv.Atoi(parts[1]))), must(strconv.Atoi(parts[2]))}
}
