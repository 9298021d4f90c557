package isobyte

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"math/big"
	"reflect"
	"strings"
	"testing"
	"time"
)

// deviating are the rows whose verdict is not Java's on purpose; the reasons stand in core/tests/compat_vectors.rs.
var deviating = map[string]bool{
	"resolve-logical-003": true, "resolve-fail-alias.field-001": true, "resolve-fail-alias.field-002": true,
}

func TestResolveVectors(t *testing.T) {
	codes := codes(t)
	for _, file := range []string{"resolve", "resolve-fail"} {
		suite(t, "avro/"+file+".jsonl", func(t *testing.T, r row) error {
			writer, reader := must(ParseSchema(text(r, "writer"), UTF8Names())), must(ParseSchema(text(r, "reader"), UTF8Names()))
			if found := must(Compatible(reader, writer)); (len(found) == 0) != (r["java_compat"] == "COMPATIBLE" && !deviating[text(r, "id")]) {
				return fmt.Errorf("the verdict is not %s: %+v", r["java_compat"], found)
			}
			codec, err := NewResolvingCodec[any](writer, reader, TaggedUnions(), RawLogical())
			var back any
			if err == nil {
				err = codec.Decode(unhex(text(r, "hex")), &back)
			}
			if code, ok := codes[file+" "+text(r, "id")]; ok {
				if codeOf(err) != code {
					return fmt.Errorf("expected %s, found %v, %v", code, back, err)
				}
				return nil
			}
			result, want := "result", "result_hex"
			if r["contract"] == "accept" {
				result, want = "contract_result", "contract_result_hex"
			}
			a := newAvro(text(r, "reader"))
			expected := a.load(a.root, "", parseJSON(text(r, result)))
			if err != nil || normal(back) != normal(expected) {
				return fmt.Errorf("expected %s, found %s, %v", normal(expected), normal(back), err)
			}
			return resolvedStruct(a, writer, reader, unhex(text(r, "hex")), text(r, want))
		})
	}
}

// resolvedStruct reads a datum into a struct type that is made for the reader's schema.
func resolvedStruct(a *avro, writer, reader *Schema, data []byte, want string) error {
	def, _ := a.resolve(a.root, "")
	if m, ok := def.(row); !ok || m["type"] != "record" {
		return nil
	}
	typ := a.typeOf(a.root, "", nil)
	b, err := bind(writer, reader, typ, nil)
	if err != nil {
		return fmt.Errorf("struct: %w", err)
	}
	back := reflect.New(typ)
	if _, err := b.decodeOne(data, back.UnsafePointer(), make([]byte, stackTape)); err != nil {
		return fmt.Errorf("struct: %w", err)
	}
	if hasAny(typ) || strings.Contains(reader.Text(), `"map"`) {
		return nil // no branches, and Java's maps have another order
	}
	got, err := Marshal(reader, back.Interface())
	return expect("struct", want, got, err)
}

func TestResolvingEncodesNothing(t *testing.T) {
	codec := must(NewResolvingCodec[int64](MustParseSchema(`"int"`), MustParseSchema(`"long"`)))
	one := int64(1)
	if _, err := codec.Append(nil, &one); !errors.Is(err, CodeUnsupported) {
		t.Error(err)
	}
	if _, err := codec.AppendJSON(nil, &one); !errors.Is(err, CodeUnsupported) {
		t.Error(err)
	}
	if codec.Schema().Text() != `"long"` || codec.WriterSchema().Text() != `"int"` {
		t.Error(codec.Schema(), codec.WriterSchema())
	}
	if err := codec.DecodeJSON([]byte("7"), &one); err != nil || one != 7 {
		t.Error(one, err)
	}
}

type grown struct {
	Kept   int64             `avro:"kept"`
	Text   string            `avro:"text"`
	Opt    *string           `avro:"opt"`
	Raw    []byte            `avro:"raw"`
	Four   [4]byte           `avro:"four"`
	Price  Decimal           `avro:"price"`
	Ratio  big.Rat           `avro:"ratio"`
	Kind   string            `avro:"kind"`
	List   []string          `avro:"list"`
	Map    map[string]string `avro:"map"`
	Raws   map[string][]byte `avro:"raws"`
	At     time.Time         `avro:"at"`
	ID     UUID              `avro:"id"`
	In     grownIn           `avro:"in"`
	Ins    []grownIn         `avro:"ins"`
	Any    any               `avro:"any"`
	Number float64           `avro:"number"`
	Flag   bool              `avro:"flag"`
	None   *int32            `avro:"none"`
}

type grownIn struct {
	A string `avro:"a"`
	B []byte `avro:"b"`
}

// Defaults of every kind, for fields of their own Go types.
func TestDefaults(t *testing.T) {
	writer := recordSchema(`{"name":"kept","type":"int"}`)
	reader := recordSchema(`{"name":"kept","type":"long"},
		{"name":"text","type":"string","default":"t\u00e9xt"},{"name":"opt","type":["string","null"],"default":"o"},
		{"name":"raw","type":"bytes","default":"\u0001\u00ff"},
		{"name":"four","type":{"type":"fixed","name":"F","size":4},"default":"\u0001\u0002\u0003\u0004"},
		{"name":"price","type":{"type":"bytes","logicalType":"decimal","precision":6,"scale":2},"default":"\u0001\u0000"},
		{"name":"ratio","type":{"type":"bytes","logicalType":"decimal","precision":6,"scale":1},"default":"\u0005"},
		{"name":"kind","type":{"type":"enum","name":"K","symbols":["A","B"]},"default":"B"},
		{"name":"list","type":{"type":"array","items":"string"},"default":["x","yy"]},
		{"name":"map","type":{"type":"map","values":"string"},"default":{"k":"v"}},
		{"name":"raws","type":{"type":"map","values":"bytes"},"default":{"k":"\u00fe"}},
		{"name":"at","type":{"type":"long","logicalType":"timestamp-millis"},"default":1500},
		{"name":"id","type":{"type":"string","logicalType":"uuid"},"default":"00000000-0000-0000-0000-0000000000ff"},
		{"name":"in","type":{"type":"record","name":"I","fields":[{"name":"a","type":"string"},{"name":"b","type":"bytes"}]},
			"default":{"a":"q","b":"\u0007"}},
		{"name":"ins","type":{"type":"array","items":"I"},"default":[{"a":"r","b":""}]},
		{"name":"any","type":["bytes","null"],"default":"\u0009"},
		{"name":"number","type":"double","default":1.5},{"name":"flag","type":"boolean","default":true},
		{"name":"none","type":["null","int"],"default":null}`)
	o := "o"
	want := grown{
		Kept: -1, Text: "téxt", Opt: &o, Raw: []byte{1, 255}, Four: [4]byte{1, 2, 3, 4}, Price: Decimal{big.NewInt(256), 2},
		Ratio: *big.NewRat(1, 2), Kind: "B", List: []string{"x", "yy"}, Map: map[string]string{"k": "v"}, Raws: map[string][]byte{"k": {0xfe}},
		At: time.UnixMilli(1500).UTC(), ID: UUID{15: 0xff}, In: grownIn{"q", []byte{7}}, Ins: []grownIn{{"r", []byte{}}}, Any: []byte{9},
		Number: 1.5, Flag: true,
	}
	codec := must(NewResolvingCodec[grown](writer, reader))
	var one grown
	if err := codec.Decode([]byte{1}, &one); err != nil || !reflect.DeepEqual(one, want) {
		t.Errorf("expected %+v, found %+v, %v", want, one, err)
	}
	many := make([]grown, 3)
	if err := codec.DecodeAll([]byte{1, 1, 1}, many); err != nil || !reflect.DeepEqual(many[2], want) {
		t.Errorf("expected %+v, found %+v, %v", want, many[2], err)
	}
	// Written by the reader's schema, they are the same values, and the same text.
	plain := MustCodec[grown](reader)
	data := must(plain.Encode(&one))
	var back, fromText grown
	if err := plain.Decode(data, &back); err != nil || !reflect.DeepEqual(back, want) {
		t.Errorf("found %+v, %v", back, err)
	}
	if err := plain.DecodeJSON(must(plain.EncodeJSON(&one)), &fromText); err != nil || !reflect.DeepEqual(fromText, want) {
		t.Errorf("found %+v, %v", fromText, err)
	}
}

func TestResolver(t *testing.T) {
	first, second := recordSchema(`{"name":"id","type":"int"}`), recordSchema(`{"name":"id","type":"long"},{"name":"more","type":"string"}`)
	resolver := must(NewResolver[Base](second))
	store := must(NewSchemaStore(first))
	for writer, data := range map[*Schema]string{first: "04", second: "04" + "0278"} {
		var found Base
		if err := resolver.Decode(writer, unhex(data), &found); writer == second && (err != nil || found.ID != 2) {
			t.Error(found, err)
		} else if writer == first && !errors.Is(err, CodeSchemaIncompatible) {
			t.Error("more has no default:", err)
		}
	}
	third := recordSchema(`{"name":"id","type":"long"},{"name":"more","type":"string","default":""}`)
	resolver = must(NewResolver[Base](third))
	message := append(must(first.singleObject()), 4)
	var found Base
	if err := resolver.DecodeSingleObject(store, message, &found); err != nil || found.ID != 2 {
		t.Error(found, err)
	}
	if a, b := must(resolver.Codec(first)), must(resolver.Codec(first)); a != b {
		t.Error("a codec was made twice")
	}
	if err := resolver.DecodeSingleObject(store, append(must(third.singleObject()), 4, 0), &found); !errors.Is(err, CodeFrameUnknown) {
		t.Error(err)
	}
	registry := must(NewRegistry(RegistryConfig{URL: "memory:"}))
	id := must(registry.Register(context.Background(), "base", first))
	if err := resolver.DecodeFrame(context.Background(), registry, append(AppendFrame(nil, id), 6), &found); err != nil || found.ID != 3 {
		t.Error(found, err)
	}
	if err := resolver.DecodeFrame(context.Background(), registry, []byte{1, 2}, &found); !errors.Is(err, CodeFrameUnknown) {
		t.Error(err)
	}
	if _, err := NewResolver[Base](nil); !errors.Is(err, CodeInvalidArgument) {
		t.Error(err)
	}
}

func TestSingleObjectVectors(t *testing.T) {
	codes := codes(t)
	for _, file := range []string{"single-object", "single-object-fail"} {
		suite(t, "avro/"+file+".jsonl", func(t *testing.T, r row) error {
			schema := must(ParseSchema(text(r, "schema")))
			store := must(NewSchemaStore(schema))
			codec := MustCodec[any](schema, TaggedUnions(), RawLogical())
			message := unhex(text(r, "hex"))
			writer, datum, err := store.Read(message)
			var back any
			if err == nil {
				err = MustCodec[any](writer, TaggedUnions(), RawLogical()).Decode(datum, &back)
			}
			if code, ok := codes[file+" "+text(r, "id")]; ok {
				if codeOf(err) != code {
					return fmt.Errorf("expected %s, found %v", code, err)
				}
				return nil
			}
			a := newAvro(text(r, "schema"))
			value := a.load(a.root, "", parseJSON(text(r, "value")))
			if err != nil || writer != schema || normal(back) != normal(value) {
				return fmt.Errorf("expected %s, found %s, %v", normal(value), normal(back), err)
			}
			got, err := codec.AppendSingleObject([]byte{}, &value)
			return expect("message", text(r, "hex"), got, err)
		})
	}
}

func TestSchemaStore(t *testing.T) {
	a := MustParseSchema(`"long"`)
	store := must(NewSchemaStore())
	if _, _, err := store.Read(append(must(a.singleObject()), 2)); !errors.Is(err, CodeFrameUnknown) {
		t.Error(err)
	}
	if err := store.Add(nil); !errors.Is(err, CodeInvalidArgument) {
		t.Error(err)
	}
	// A schema that its owner closes stays in the store.
	if err := store.Add(a); err != nil {
		t.Fatal(err)
	}
	message := append(must(a.singleObject()), 2)
	a.Close()
	found, datum, err := store.Read(message)
	if err != nil || found.Text() != `"long"` || !bytes.Equal(datum, []byte{2}) {
		t.Error(found, datum, err)
	}
	store.Close()
	if _, _, err := store.Read(message); !errors.Is(err, CodeClosed) {
		t.Error(err)
	}
	if err := store.Add(found); !errors.Is(err, CodeClosed) {
		t.Error(err)
	}
	// On failure dst comes back as it was.
	codec := MustCodec[any](found)
	wrong := any("text")
	if got, err := codec.AppendSingleObject([]byte("x"), &wrong); !errors.Is(err, CodeValueType) || string(got) != "x" {
		t.Error(got, err)
	}
}

func TestCompareVectors(t *testing.T) {
	suite(t, "avro/compare.jsonl", func(t *testing.T, r row) error {
		schema := must(ParseSchema(text(r, "schema")))
		a, b := unhex(text(r, "hex")), unhex(text(r, "hex2"))
		forth, err := schema.Compare(a, b)
		back, err2 := schema.Compare(b, a)
		if want := fmt.Sprint(r["result"]); err != nil || err2 != nil || fmt.Sprint(forth) != want || back != -forth {
			return fmt.Errorf("expected %s, found %d and %d, %v, %v", want, forth, back, err, err2)
		}
		return nil
	})
	if _, err := MustParseSchema(`"long"`).Compare([]byte{2}, nil); !errors.Is(err, CodeDataTruncated) {
		t.Error(err)
	}
}

func TestFailingTexts(t *testing.T) {
	codes := codes(t)
	suite(t, "avro/json-fail.jsonl", func(t *testing.T, r row) error {
		var back any
		err := must(dynamic(text(r, "schema"))).DecodeJSON([]byte(text(r, "value")), &back)
		if code := codes["json-fail "+text(r, "id")]; codeOf(err) != code {
			return fmt.Errorf("expected %s, found %v, %v", code, back, err)
		}
		return nil
	})
	codec := MustCodec[any](MustParseSchema(`"string"`))
	if err := codec.DecodeJSON([]byte(`"a"`), nil); !errors.Is(err, CodeInvalidArgument) {
		t.Error(err)
	}
	codec.Close()
	var back any
	if err := codec.DecodeJSON([]byte(`"a"`), &back); !errors.Is(err, CodeClosed) {
		t.Error(err)
	}
}

// expectText holds a value against its text in Avro's JSON encoding, both ways. Java does not sort the keys of maps: there
// the texts are the same but for the order.
func expectText(codec *Codec[any], r row, value any, want string) error {
	got, err := codec.AppendJSON([]byte("x"), &value)
	theirs := text(r, "value")
	same := string(got) == "x"+theirs
	if text(r, "id") == "encode-logical.ignored-008" { // a UUID is read into lower case, and written as it is
		same = strings.EqualFold(string(got), "x"+theirs)
	}
	if err != nil || (!same && (r["contract"] != "canonical" || !sameLetters(got[1:], theirs))) {
		return fmt.Errorf("expected the text %s, found %s, %v", theirs, got, err)
	}
	for _, from := range []string{theirs, string(got[1:]), " " + theirs + "\n"} {
		var back any
		if err := codec.DecodeJSON([]byte(from), &back); err != nil {
			return fmt.Errorf("from the text %s: %w", from, err)
		}
		again, err := codec.Encode(&back)
		if err := expect("from text", want, again, err); err != nil {
			return err
		}
	}
	return nil
}

func sameLetters(a []byte, b string) bool {
	var counts [256]int
	for _, c := range a {
		counts[c]++
	}
	for _, c := range []byte(b) {
		counts[c]--
	}
	return counts == [256]int{}
}

func TestFingerprintOfSingleObjects(t *testing.T) {
	schema := MustParseSchema(`"long"`)
	if got := hex.EncodeToString(must(schema.singleObject())); got != "c301"+hex.EncodeToString(schema.Fingerprint(CRC64)) {
		t.Error(got)
	}
}

func TestContentTypes(t *testing.T) {
	codec := MustCodec[int64](MustParseSchema(`"long"`))
	for header, want := range map[string]string{"avro": "\x0e", "avro-json": "7"} {
		as, seven, back := must(ParseContentType(header)), int64(7), int64(0)
		if data, err := codec.AppendAs(as, []byte("x"), &seven); err != nil || string(data) != "x"+want {
			t.Errorf("%s: %q, %v", header, data, err)
		}
		if err := codec.DecodeAs(as, []byte(want), &back); err != nil || back != 7 {
			t.Errorf("%s: %d, %v", header, back, err)
		}
		if err := codec.DecodeAs(9, []byte(want), &back); !errors.Is(err, CodeInvalidArgument) {
			t.Error(err)
		}
		if data, err := codec.AppendAs(9, []byte("x"), &back); !errors.Is(err, CodeInvalidArgument) || string(data) != "x" {
			t.Error(data, err)
		}
	}
}
