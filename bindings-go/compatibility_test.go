package isobyte

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
)

// Avro Java's list of reasons.
func TestCompatibleVectors(t *testing.T) {
	suite(t, "schema-compatible.jsonl", func(t *testing.T, r row) error {
		found := must(Compatible(must(ParseSchema(text(r, "reader"), UTF8Names())), must(ParseSchema(text(r, "writer"), UTF8Names()))))
		var told []string
		for _, one := range found {
			told = append(told, fmt.Sprint(one.Kind, one.Path, one.Message))
			if one.Words == "" || !strings.HasPrefix(one.ReaderPath, "/") || !strings.HasPrefix(one.WriterPath, "/") {
				return fmt.Errorf("a finding without words or places: %+v", one)
			}
		}
		var want []string
		for _, one := range r["incompatibilities"].([]any) {
			want = append(want, fmt.Sprint(text(one.(row), "kind"), text(one.(row), "path"), text(one.(row), "message")))
		}
		if !reflect.DeepEqual(told, want) {
			return fmt.Errorf("expected %q, found %q", want, told)
		}
		return nil
	})
}

func TestCheckCompatibility(t *testing.T) {
	first, second := recordSchema(`{"name":"x","type":"string"}`), recordSchema(`{"name":"x","type":"int"}`)
	third := recordSchema(`{"name":"x","type":"long"}`)
	for level, want := range map[CompatibilityLevel]string{
		LevelNone: "", LevelBackward: "", LevelBackwardTransitive: "0 BACKWARD;", LevelForward: "1 FORWARD;", LevelFull: "1 FORWARD;",
		LevelForwardTransitive: "1 FORWARD;0 FORWARD;", LevelFullTransitive: "1 FORWARD;0 BACKWARD;0 FORWARD;",
	} {
		var found string
		for _, one := range must(CheckCompatibility(level, third, first, second)) {
			found += fmt.Sprintf("%d %v;", one.Version, one.Direction)
			if one.Kind != "TYPE_MISMATCH" || one.ReaderPath != "/fields/0/type" {
				t.Errorf("%s: %+v", level, one)
			}
		}
		if found != want {
			t.Errorf("%s: expected %q, found %q", level, want, found)
		}
	}
	told := fmt.Sprint(must(CheckCompatibility(LevelForward, third, second))[0], "; ", must(Diff(first, second))[0])
	if !strings.HasPrefix(told, "/fields/0/type: the old schema expects int, ") || !strings.HasSuffix(told, "; x: type of field `x` changed from string to int") {
		t.Error(told)
	}
	one := must(Compatible(MustParseSchema(`["null",{"type":"fixed","name":"F","size":1}]`), MustParseSchema(`{"type":"fixed","name":"F","size":2}`)))
	if len(one) != 1 || len(one[0].Causes) != 1 || one[0].Causes[0].Kind != "FIXED_SIZE_MISMATCH" {
		t.Errorf("%+v", one)
	}
	closed := MustParseSchema(`"int"`)
	closed.Close()
	for code, call := range map[Code]func() ([]Finding, error){
		CodeInvalidArgument: func() ([]Finding, error) { return CheckCompatibility("SIDEWAYS", third) },
		CodeClosed:          func() ([]Finding, error) { return CheckCompatibility(LevelFull, third, closed) },
	} {
		if _, err := call(); !errors.Is(err, code) {
			t.Errorf("expected %v, found %v", code, err)
		}
	}
	if _, err := CheckCompatibility("", third); !errors.Is(err, CodeInvalidArgument) {
		t.Error(err)
	}
	if _, err := Compatible(nil, third); !errors.Is(err, CodeInvalidArgument) {
		t.Error(err)
	}
}

func TestDiff(t *testing.T) {
	before := recordSchema(`{"name":"x","type":"int"},{"name":"gone","type":"null"}`)
	after := recordSchema(`{"name":"x","type":"long"},{"name":"y","type":"string","default":""}`)
	var found []string
	for _, one := range must(Diff(before, after)) {
		found = append(found, one.Kind+" "+one.Path)
		if !strings.Contains(one.Sentence, one.Path) {
			t.Error(one.Sentence)
		}
	}
	if want := []string{"field_removed gone", "type_changed x", "field_added y"}; !reflect.DeepEqual(found, want) {
		t.Errorf("expected %q, found %q", want, found)
	}
	if none := must(Diff(after, after)); len(none) != 0 {
		t.Error(none)
	}
	if _, err := Diff(before, nil); !errors.Is(err, CodeInvalidArgument) {
		t.Error(err)
	}
}

func TestProperties(t *testing.T) {
	schema := MustParseSchema(`{"type":"record","name":"geo.Point","doc":"A place.","aliases":["Spot"],"since":3,"fields":[
		{"name":"x","type":"long","doc":"East.","order":"descending","unit":"m","tags":["a", 1]},
		{"name":"y","type":["null","int"],"default":null,"aliases":["north"]}]}`)
	if schema.Type() != "record" || schema.Doc() != "A place." || !reflect.DeepEqual(schema.Aliases(), []string{"geo.Spot"}) ||
		string(schema.Attributes()["since"]) != "3" {
		t.Errorf("%s %s %v %s", schema.Type(), schema.Doc(), schema.Aliases(), schema.Attributes())
	}
	none := map[string]json.RawMessage{}
	want := []Field{
		{"x", "long", "East.", nil, nil, "descending", map[string]json.RawMessage{"unit": []byte(`"m"`), "tags": []byte(`["a",1]`)}},
		{"y", "union", "", []string{"north"}, []byte("null"), "ascending", none},
	}
	if found := schema.Fields(); !reflect.DeepEqual(found, want) {
		t.Errorf("expected %+v, found %+v", want, found)
	}
	if decimal := MustParseSchema(`{"type":"bytes","logicalType":"decimal","precision":4}`); string(decimal.Attributes()["precision"]) != "4" ||
		decimal.Fields() != nil || decimal.Doc() != "" {
		t.Error(decimal.Attributes())
	}
	schema.Close()
	if schema.Doc() != "" || schema.Fields() != nil || schema.Aliases() != nil {
		t.Error("properties after Close")
	}
}
