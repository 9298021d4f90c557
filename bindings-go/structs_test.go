package isobyte

import (
	"encoding/hex"
	"errors"
	"io"
	"math/big"
	"reflect"
	"strings"
	"testing"
	"time"
)

// Bytes in these tests are written by hand from Avro's specification.

func recordSchema(fields string) *Schema {
	return MustParseSchema(`{"type":"record","name":"R","namespace":"ns","fields":[` + fields + `]}`)
}

// both encodes a value, wants the bytes, and wants the value back.
func both[T any](t *testing.T, schema *Schema, value T, want string, opts ...Option) {
	t.Helper()
	codec, err := NewCodec[T](schema, opts...)
	if err != nil {
		t.Fatal(err)
	}
	data, err := codec.Append([]byte("x"), &value)
	if got := hex.EncodeToString(data[1:]); err != nil || got != want {
		t.Fatalf("expected %s, found %s, %v", want, got, err)
	}
	var back T
	if err := codec.Decode(data[1:], &back); err != nil || !reflect.DeepEqual(back, value) {
		t.Errorf("expected %+v, found %+v, %v", value, back, err)
	}
}

type inner struct {
	X int8 `avro:"x"`
}

type Base struct {
	ID int64 `avro:"id"`
}

type wide struct {
	Base
	Flag   bool
	Small  uint16
	Big    uint64
	In     inner
	Opt    *inner
	Number *float32
	Skip   int `avro:"-"`
	hidden int
	Raw    []byte
	Four   [4]byte
	List   []inner
	Lists  [][]string
	Map    map[string]inner
	Opts   map[string]*int32
}

func TestStruct(t *testing.T) {
	schema := recordSchema(`
		{"name":"Flag","type":"boolean"},{"name":"id","type":"long"},{"name":"Small","type":"int"},{"name":"Big","type":"long"},
		{"name":"In","type":{"type":"record","name":"I","fields":[{"name":"x","type":"int"}]}},{"name":"Opt","type":["null","I"]},
		{"name":"Number","type":["double","null"]},{"name":"Raw","type":"bytes"},
		{"name":"Four","type":{"type":"fixed","name":"F","size":4}},{"name":"List","type":{"type":"array","items":"I"}},
		{"name":"Lists","type":{"type":"array","items":{"type":"array","items":"string"}}},
		{"name":"Map","type":{"type":"map","values":"I"}},{"name":"Opts","type":{"type":"map","values":["int","null"]}}`)
	number, three := float32(0.5), int32(3)
	both(t, schema, wide{
		Base: Base{7}, Flag: true, Small: 65535, Big: 1, In: inner{-1}, Opt: &inner{2}, Number: &number, Raw: []byte{9},
		Four: [4]byte{1, 2, 3, 4}, List: []inner{{1}, {2}}, Lists: [][]string{{"a"}, {}},
		Map: map[string]inner{"b": {1}, "a": {2}}, Opts: map[string]*int32{"n": nil, "m": &three},
	}, "01"+"0e"+"feff07"+"02"+"01"+"0204"+"00000000000000e03f"+"0209"+"01020304"+"04020400"+"0402026100"+"0000"+
		"040261040262"+"0200"+"04026d00"+"06026e0200")
	// nil is empty; only pointers are null; what is not exported is no part of the record.
	codec := MustCodec[wide](schema)
	data, err := codec.Encode(&wide{hidden: 7})
	if got := hex.EncodeToString(data); err != nil || got != "00000000"+"00"+"00"+"02"+"00"+"00000000"+"00000000" {
		t.Errorf("found %s, %v", got, err)
	}
}

type holder struct {
	When  time.Time     `avro:"when"`
	Day   Date          `avro:"day"`
	Clock TimeOfDay     `avro:"clock"`
	Local LocalDateTime `avro:"local"`
	Span  Duration      `avro:"span"`
	ID    UUID          `avro:"uuid"`
	Price Decimal       `avro:"price"`
	Ratio *big.Rat      `avro:"ratio"`
}

func TestLogical(t *testing.T) {
	schema := recordSchema(`
		{"name":"when","type":{"type":"long","logicalType":"timestamp-micros"}},
		{"name":"day","type":{"type":"int","logicalType":"date"}},
		{"name":"clock","type":{"type":"int","logicalType":"time-millis"}},
		{"name":"local","type":{"type":"long","logicalType":"local-timestamp-millis"}},
		{"name":"span","type":{"type":"fixed","name":"D","size":12,"logicalType":"duration"}},
		{"name":"uuid","type":{"type":"fixed","name":"U","size":16,"logicalType":"uuid"}},
		{"name":"price","type":{"type":"bytes","logicalType":"decimal","precision":6,"scale":2}},
		{"name":"ratio","type":["null",{"type":"bytes","logicalType":"decimal","precision":6,"scale":2}]}`)
	both(t, schema, holder{
		When: time.Unix(-1, 999_999_000).UTC(), Day: Date{1969, 12, 31}, Clock: NewTimeOfDay(0, 0, 1, 0),
		Local: LocalDateTime{Date{1970, 1, 2}, NewTimeOfDay(0, 0, 0, 1_000_000)}, Span: Duration{1, 2, 3},
		ID: must(ParseUUID("00010203-0405-0607-0809-0a0b0c0d0e0f")), Price: must(ParseDecimal("-1.29")), Ratio: big.NewRat(1, 4),
	}, "01"+"01"+"d00f"+"82f0b252"+"010000000200000003000000"+"000102030405060708090a0b0c0d0e0f"+"04ff7f"+"020219")
	codec := MustCodec[holder](schema)
	value := holder{Day: Date{1970, 1, 1}, Local: LocalDateTime{Date: Date{1970, 1, 1}}, Ratio: big.NewRat(1, 3)}
	for path, spoil := range map[string]func(*holder){
		"ratio": func(h *holder) { h.Ratio = big.NewRat(1, 3) },
		"day":   func(h *holder) { h.Day = Date{2026, 2, 30} },
		"local": func(h *holder) { h.Local.Time = TimeOfDay(dayNanos) },
		"clock": func(h *holder) { h.Clock = -1 },
		"price": func(h *holder) { h.Price = Decimal{big.NewInt(1), 3} },
	} {
		bad := value
		bad.Ratio = nil
		spoil(&bad)
		wantError(t, func() error { _, err := codec.Encode(&bad); return err }, CodeValueRange, path)
	}
}

func wantError(t *testing.T, call func() error, code Code, path string) {
	t.Helper()
	err := call()
	var e *Error
	if !errors.As(err, &e) || e.Code != code || e.Path != path || e.Message == "" {
		t.Errorf("expected %v at %q, found %v", code, path, err)
	}
	if !errors.Is(err, code) || !errors.Is(err, code.Kind()) || errors.Is(err, CodeInternal) || errors.Is(err, ErrInternal) {
		t.Errorf("errors.Is is wrong about %v", err)
	}
}

type colour string

type tree struct {
	Value int64 `avro:"value"`
	Left  *tree `avro:"left"`
	Right *tree `avro:"right"`
}

func TestRecursion(t *testing.T) {
	schema := MustParseSchema(`{"type":"record","name":"T","fields":[{"name":"value","type":"long"},
		{"name":"left","type":["null","T"]},{"name":"right","type":["null","T"]}]}`)
	both(t, schema, tree{1, &tree{2, nil, nil}, &tree{3, nil, &tree{4, nil, nil}}}, "02"+"02040000"+"020600"+"02080000")
	codec := MustCodec[tree](schema)
	loop := &tree{}
	loop.Left, loop.Right = loop, loop
	path := strings.Repeat(".left", 999)[1:]
	wantError(t, func() error { _, err := codec.Encode(loop); return err }, CodeValueLimit, path+".left")
	if _, err := Marshal(schema, map[string]any{"value": 1, "left": loop, "right": nil}); !errors.Is(err, CodeValueLimit) {
		t.Errorf("found %v", err)
	}
	shallow := MustCodec[tree](schema, MaxDepth(2))
	if _, err := shallow.Encode(&tree{Left: &tree{}}); err != nil {
		t.Error(err)
	}
	wantError(t, func() error { _, err := shallow.Encode(&tree{Left: &tree{Right: &tree{}}}); return err }, CodeValueLimit, "left.right")
}

func TestPairs(t *testing.T) {
	schema := MustParseSchema(`{"type":"map","values":"long"}`)
	both(t, schema, Pairs[int64]{{"a", 1}, {"b", 2}}, "04"+"026102"+"026204"+"00")
	both(t, schema, Pairs[int64]{{"b", 2}, {"a", 1}}, "04"+"026204"+"026102"+"00", KeepMapOrder())
	codec := MustCodec[Pairs[int64]](schema)
	wantError(t, func() error { _, err := codec.Encode(&Pairs[int64]{{"a", 1}, {"a", 2}}); return err }, CodeValueConstraint, "")
	// Of keys that occur twice in the data, the last wins: few keys, and many.
	data, _ := hex.DecodeString("06" + "026102" + "026204" + "026106" + "00")
	var pairs Pairs[int64]
	if err := codec.Decode(data, &pairs); err != nil || !reflect.DeepEqual(pairs, Pairs[int64]{{"a", 3}, {"b", 2}}) {
		t.Errorf("found %v, %v", pairs, err)
	}
	data, _ = hex.DecodeString("14" + "026102026202026302026402026502026602026702026802026902" + "026104" + "00")
	if err := codec.Decode(data, &pairs); err != nil || len(pairs) != 9 || pairs[0].Value != 2 {
		t.Errorf("found %v, %v", pairs, err)
	}
	if value, ok := pairs.Get("a"); !ok || value != 2 || len(pairs.Map()) != 9 || len(PairsOf(pairs.Map())) != 9 {
		t.Errorf("found %v in %v", value, pairs)
	}
}

type level string

var _ = RegisterEnum[level]("ns.Level", "low", "high")

type animal interface{ legs() int }
type Dog struct{ Name string }
type Bird struct{ Name string }

func (Dog) legs() int   { return 4 }
func (*Bird) legs() int { return 2 }

var _, _ = Register[Dog]("ns.Dog"), Register[Bird]("ns.Bird")

func TestNamedTypes(t *testing.T) {
	enums := MustParseSchema(`[{"type":"enum","name":"ns.Other","symbols":["low","high"]},{"type":"enum","name":"ns.Level","symbols":["high","low"]}]`)
	both(t, enums, any(Branch{"ns.Level", "high"}), "0200", TaggedUnions())
	for _, value := range []any{level("high"), Enum{"ns.Level", "high"}, Enum{"Level", "high"}} {
		if data, err := Marshal(MustParseSchema(`["null",`+enums.Printed()[1:]), &value); err != nil || hex.EncodeToString(data) != "0400" {
			t.Errorf("%T: found %x, %v", value, data, err)
		}
	}
	one := MustParseSchema(`{"type":"enum","name":"ns.Level","symbols":["none","high","low"]}`)
	both(t, one, level("low"), "04")
	both(t, one, colour("none"), "00")
	wantError(t, func() error { _, err := Marshal(one, level("no")); return err }, CodeValueConstraint, "")
	wantError(t, func() error { _, err := Marshal(one, colour("no")); return err }, CodeValueConstraint, "")
	var l level
	wantError(t, func() error { return Unmarshal(one, []byte{0}, &l) }, CodeDataUnrepresentable, "")

	same := MustParseSchema(`["null",{"type":"record","name":"ns.Bird","fields":[{"name":"Name","type":"string"}]},
		{"type":"record","name":"ns.Dog","fields":[{"name":"Name","type":"string"}]}]`)
	for want, value := range map[string]animal{"020261": &Bird{"a"}, "040262": Dog{"b"}, "00": nil} {
		both(t, same, value, want)
		var v any = value
		if data, err := Marshal(same, v); err != nil || hex.EncodeToString(data) != want {
			t.Errorf("%T: found %x, %v", value, data, err)
		}
	}
	if data, err := Marshal(same, Dog{"b"}); err != nil || hex.EncodeToString(data) != "040262" {
		t.Errorf("a struct of its own name: found %x, %v", data, err)
	}
}

func TestShapeMismatch(t *testing.T) {
	schema := recordSchema(`{"name":"a","type":"int"},{"name":"b","type":{"type":"array","items":"string"}}`)
	type both struct {
		A string `avro:"a"`
		B []bool `avro:"b"`
		C int    `avro:"c"`
	}
	_, err := NewCodec[both](schema)
	for _, part := range []string{"a: ", "b[]: ", "c: "} {
		if !errors.Is(err, CodeShapeMismatch) || !strings.Contains(err.Error(), part) {
			t.Errorf("expected %q, found %v", part, err)
		}
	}
	type twice struct {
		A int `avro:"a"`
		B int `avro:"a"`
	}
	for _, bad := range []func() error{
		func() error { _, err := NewCodec[struct{ A chan int }](schema); return err },
		func() error { _, err := NewCodec[twice](schema); return err },
		func() error { _, err := NewCodec[map[int]string](schema); return err },
		func() error { _, err := NewCodec[**int](schema); return err },
		func() error { _, err := NewCodec[Branch](schema); return err },
		func() error { _, err := NewCodec[error](schema); return err },
		func() error { _, err := NewCodec[[3]int](schema); return err },
	} {
		if err := bad(); !errors.Is(err, CodeShapeMismatch) {
			t.Errorf("found %v", err)
		}
	}
	type unheld struct {
		A func()           `avro:"a"`
		B []map[int]string `avro:"b"`
	}
	_, err = NewCodec[unheld](schema)
	want := "a: found func(), for which no schema has a type; b[]: found map[int]string, but the keys of maps are text"
	if !errors.Is(err, CodeShapeMismatch) || err.Error() != want {
		t.Errorf("found %v", err)
	}
}

func TestPartialStructs(t *testing.T) {
	schema := recordSchema(`{"name":"a","type":"int","aliases":["old"]},{"name":"b","type":"string","default":"x"},{"name":"c","type":"long"}`)
	type part struct {
		C int64 `avro:"c"`
		A int32 `avro:"old"`
	}
	codec := MustCodec[part](schema)
	data, err := codec.Encode(&part{C: 1, A: 2})
	if got := hex.EncodeToString(data); err != nil || got != "04"+"0278"+"02" {
		t.Errorf("found %s, %v", got, err)
	}
	var back part
	if err := codec.Decode([]byte{4, 4, 'y', 'z', 2}, &back); err != nil || back != (part{1, 2}) {
		t.Errorf("found %v, %v", back, err)
	}
	type more struct {
		part
		A, C  int64 `avro:"-"`
		Extra []string
		Also  *string
	}
	type flat struct {
		A     int32  `avro:"a"`
		B     string `avro:"b"`
		C     int64  `avro:"c"`
		Extra []string
		Also  *string
	}
	lenient := MustCodec[flat](schema, IgnoreUnknownFields())
	value := flat{A: 1, B: "b", C: 2, Extra: []string{"no"}}
	data, err = lenient.Encode(&value)
	if err != nil || hex.EncodeToString(data) != "02"+"0262"+"04" {
		t.Errorf("found %x, %v", data, err)
	}
	if err := lenient.Decode(data, &value); err != nil || value.Also != nil || len(value.Extra) != 0 {
		t.Errorf("found %+v, %v", value, err)
	}
	_ = more{}
}

func TestFailureLeavesThingsAlone(t *testing.T) {
	schema := recordSchema(`{"name":"a","type":"string"},{"name":"b","type":"int"}`)
	type ab struct {
		A string `avro:"a"`
		B int64  `avro:"b"`
	}
	codec := MustCodec[ab](schema)
	dst, err := codec.Append([]byte("kept"), &ab{"x", 1 << 40})
	if string(dst) != "kept" || !errors.Is(err, CodeValueRange) {
		t.Errorf("found %q, %v", dst, err)
	}
	dst, err = codec.AppendAll(dst, []ab{{"x", 1}, {"x", 1 << 40}})
	if string(dst) != "kept" {
		t.Errorf("found %q", dst)
	}
	wantError(t, func() error { return err }, CodeValueRange, "[1].b")
	value, values := ab{"old", 5}, []ab{{"old", 5}, {"old", 6}}
	for _, bad := range []string{"0278", "027802ff", "0378", "02ff02"} {
		data, _ := hex.DecodeString(bad)
		if err := codec.Decode(data, &value); !errors.Is(err, ErrDecode) || value != (ab{"old", 5}) {
			t.Errorf("%s: found %v, %v", bad, value, err)
		}
		if err := codec.DecodeAll(data, values); !errors.Is(err, ErrDecode) || values[0] != (ab{"old", 5}) {
			t.Errorf("%s: found %v, %v", bad, values, err)
		}
		if err := Unmarshal(schema, data, &value); !errors.Is(err, ErrDecode) || value != (ab{"old", 5}) {
			t.Errorf("%s: found %v, %v", bad, value, err)
		}
	}
}

func TestBatches(t *testing.T) {
	schema := recordSchema(`{"name":"a","type":"string"},{"name":"b","type":"int"}`)
	type ab struct {
		A string `avro:"a"`
		B int32  `avro:"b"`
	}
	codec := MustCodec[ab](schema)
	encoder, decoder := codec.NewEncoder(), codec.NewDecoder()
	for _, count := range []int{0, 1, 2, 1000} {
		values, want := make([]ab, count), []byte{}
		for i := range values {
			values[i] = ab{strings.Repeat("x", i%50), int32(i)}
			want = must(codec.Append(want, &values[i]))
		}
		got, err := encoder.AppendAll([]byte{}, values)
		if err != nil || string(got) != string(want) || len(encoder.Ends()) != count || count > 0 && int(encoder.Ends()[count-1]) != len(want) {
			t.Errorf("%d: found %x, %v, %v", count, got, encoder.Ends(), err)
		}
		if got, err := codec.AppendAll([]byte{}, values); err != nil || string(got) != string(want) {
			t.Errorf("%d: found %x, %v", count, got, err)
		}
		back := make([]ab, count)
		if err := decoder.DecodeAll(want, back); err != nil || !reflect.DeepEqual(back, values) {
			t.Errorf("%d: found %v, %v", count, back, err)
		}
		wantError(t, func() error { return codec.DecodeAll(append(want, 0), back) }, CodeDataTrailing, "")
	}
}

func closeTwice(t *testing.T, c io.Closer) {
	t.Helper()
	for range 2 {
		if err := c.Close(); err != nil {
			t.Errorf("closing %T: %v", c, err)
		}
	}
}

func TestCloseTwice(t *testing.T) {
	schema := MustParseSchema(`"long"`)
	codec := MustCodec[int64](schema)
	closeTwice(t, schema)
	v := int64(1)
	if data, err := codec.Encode(&v); err != nil || len(data) != 1 {
		t.Errorf("a codec outlives its schema: found %x, %v", data, err)
	}
	encoder, decoder := codec.NewEncoder(), codec.NewDecoder()
	closeTwice(t, codec)
	registry := must(NewRegistry(RegistryConfig{URL: "memory:"}))
	closeTwice(t, registry)
	for name, call := range map[string]func() error{
		"codec":      func() error { _, err := NewCodec[int64](schema); return err },
		"marshal":    func() error { _, err := Marshal(schema, 1); return err },
		"unmarshal":  func() error { return Unmarshal(schema, []byte{2}, &v) },
		"references": func() error { _, err := ParseSchema(`"int"`, References(schema)); return err },
		"append":     func() error { _, err := codec.Encode(&v); return err },
		"decode":     func() error { return codec.Decode([]byte{2}, &v) },
		"all":        func() error { _, err := encoder.AppendAll(nil, []int64{1, 2}); return err },
		"decode all": func() error { return decoder.DecodeAll([]byte{2, 2}, []int64{1, 2}) },
		"registry":   func() error { _, err := registry.SchemaByID(t.Context(), 1); return err },
		"register":   func() error { _, err := registry.Register(t.Context(), "s", MustParseSchema(`"int"`)); return err },
	} {
		if err := call(); !errors.Is(err, CodeClosed) || !errors.Is(err, ErrUsage) {
			t.Errorf("%s: found %v", name, err)
		}
	}
	if schema.Text() != "" || schema.Fingerprint(CRC64) != nil || schema.Equal(MustParseSchema(`"long"`)) {
		t.Error("a closed schema still answers")
	}
}

func TestNilSchema(t *testing.T) {
	registry := must(NewRegistry(RegistryConfig{URL: "memory:"}))
	var v int64
	for _, call := range []func() error{
		func() error { _, err := NewCodec[int64](nil); return err },
		func() error { _, err := Marshal(nil, v); return err },
		func() error { return Unmarshal(nil, []byte{0}, &v) },
		func() error { _, err := registry.Register(t.Context(), "s", nil); return err },
		func() error { _, err := registry.Lookup(t.Context(), "s", nil); return err },
	} {
		wantError(t, call, CodeInvalidArgument, "")
	}
}

func TestNilArguments(t *testing.T) {
	schema := MustParseSchema(`["null","long"]`)
	codec := MustCodec[*int64](schema)
	wantError(t, func() error { _, err := codec.Append(nil, nil); return err }, CodeInvalidArgument, "")
	wantError(t, func() error { return codec.Decode([]byte{0}, nil) }, CodeInvalidArgument, "")
	for _, v := range []any{nil, 5, (*int64)(nil)} {
		wantError(t, func() error { return Unmarshal(schema, []byte{0}, v) }, CodeInvalidArgument, "")
	}
	for _, v := range []any{nil, (*int64)(nil), (*tree)(nil), map[string]any(nil)} {
		if data, err := Marshal(schema, v); reflect.TypeOf(v) == reflect.TypeFor[*int64]() || v == nil {
			if err != nil || len(data) != 1 || data[0] != 0 {
				t.Errorf("%T: found %x, %v", v, data, err)
			}
		} else if err == nil {
			t.Errorf("%T: found %x", v, data)
		}
	}
}
