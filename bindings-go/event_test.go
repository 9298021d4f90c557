package isobyte

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"testing"
)

// recordHeader is a header as Kafka clients have it: a type of its own, with fields of these names and types.
type recordHeader struct {
	Key   string
	Value []byte
}

type eventUser struct {
	Name string `avro:"name"`
	Age  int64  `avro:"age"`
}

type laterUser struct {
	Name  string `avro:"name"`
	Age   int64  `avro:"age"`
	Email string `avro:"email"`
}

const eventFields = `{"name":"name","type":"string"},{"name":"age","type":"long"}`

var (
	eventSchema = MustParseSchema(`{"type":"record","name":"User","fields":[` + eventFields + `]}`)
	laterSchema = MustParseSchema(`{"type":"record","name":"User","fields":[` + eventFields + `,{"name":"email","type":"string","default":"none"}]}`)
	bond        = "\x08Bond\x64" // by hand: a length of 4, "Bond"; 50 zig-zag
)

func TestHeaders(t *testing.T) {
	made := AppendHeaders([]recordHeader{{"trace", []byte("1")}}, "7", ContentAvroJSON)
	want := []recordHeader{{"trace", []byte("1")}, {"content-type", []byte("avro-json")}, {"schema-id", []byte("7")}}
	if !reflect.DeepEqual(made, want) {
		t.Errorf("found %q", made)
	}
	if made := AppendHeaders[Header](nil, "", ContentAvro); len(made) != 1 {
		t.Errorf("found %q", made)
	}
	for _, row := range []struct {
		headers []recordHeader
		want    EventHeaders
		code    Code
	}{
		{nil, EventHeaders{}, 0},
		{made, EventHeaders{ContentAvroJSON, "7"}, 0},
		{[]recordHeader{{"Content-Type", []byte("application/avro+json")}, {"SCHEMA-ID", []byte(" 7 ")}}, EventHeaders{ContentAvroJSON, "7"}, 0},
		{[]recordHeader{{"serialization-type", []byte("avro")}, {"schema-id", []byte("7")}, {"schema-id", []byte("8")}}, EventHeaders{ContentAvro, "8"}, 0},
		{[]recordHeader{{"__value_schema_id", []byte("\x00\x00\x00\x00\x07")}}, EventHeaders{ContentAvro, "\x00\x00\x00\x00\x07"}, 0},
		{[]recordHeader{{"schema-id", []byte("9")}, {"__value_schema_id", []byte("\x00\x00\x00\x00\x07")}}, EventHeaders{ContentAvro, "9"}, 0},
		{[]recordHeader{{"content-type", []byte("text/plain")}}, EventHeaders{}, CodeFrameUnknown},
	} {
		found, err := ParseHeaders(row.headers)
		if row.code != 0 {
			if !errors.Is(err, row.code) {
				t.Errorf("%q: expected %v, found %v", row.headers, row.code, err)
			}
		} else if err != nil || found != row.want {
			t.Errorf("%q: expected %v, found %v, %v", row.headers, row.want, found, err)
		}
	}
}

func TestEvents(t *testing.T) {
	url, ctx := serve(t), context.Background()
	registry := must(NewRegistry(RegistryConfig{URL: url, Retries: -1}))
	defer registry.Close()
	id := must(registry.Register(ctx, "users", eventSchema))
	must(registry.Register(ctx, ":.apart:a:b", laterSchema))
	for _, row := range []struct{ name, fixed string }{
		{fmt.Sprint(id), fmt.Sprint(id)},
		{"users:1", "users:1"},
		{"users:latest", fmt.Sprint(id)},
		{":.apart:a:b:latest", ":.apart:a:b:1"},
		{url + "/users/schema.avsc", fmt.Sprintf("%s/schemas/ids/%d", url, id)},
	} {
		registered, err := registry.SchemaByName(ctx, row.name)
		if err != nil || registered.Name != row.fixed || registered.ID < 1 {
			t.Fatalf("%s: expected %s, found %+v, %v", row.name, row.fixed, registered, err)
		}
	}
	resolver := must(NewResolver[laterUser](laterSchema))
	framed := string(AppendFrame(nil, id)) + bond
	for _, row := range []struct {
		headers EventHeaders
		value   string
		framed  bool
		code    Code
	}{
		{EventHeaders{ContentAvro, fmt.Sprint(id)}, bond, false, 0},
		{EventHeaders{ContentAvro, "users:latest"}, bond, false, 0},
		{EventHeaders{ContentAvro, url + "/users/schema.avsc"}, bond, false, 0},
		{EventHeaders{ContentAvro, string(AppendFrame(nil, id))}, bond, false, 0}, // Confluent's header
		{EventHeaders{ContentAvroJSON, fmt.Sprint(id)}, `{"name":"Bond","age":50}`, false, 0},
		{EventHeaders{ContentAvro, ""}, framed, true, 0},
		{EventHeaders{ContentAvro, "4711"}, framed, true, 0},
		{EventHeaders{ContentAvro, "4711"}, bond, false, CodeNotFound},
		{EventHeaders{ContentAvro, fmt.Sprint(id)}, bond[:3], false, CodeDataTruncated},
		{EventHeaders{ContentAvro, fmt.Sprint(id)}, bond + "x", false, CodeDataTrailing},
		{EventHeaders{ContentAvro, "http://127.0.0.2:9/schemas/ids/1"}, bond, false, CodeInvalidArgument},
		{EventHeaders{ContentAvro, "users"}, bond, false, CodeFrameUnknown},
		{EventHeaders{ContentAvro, "\xff"}, bond, false, CodeFrameUnknown},
		{EventHeaders{ContentAvro, fmt.Sprint(id)}, bond, true, CodeFrameUnknown},
	} {
		headers, value, err := row.headers, []byte(row.value), error(nil)
		if row.framed {
			headers, value, err = headers.Unframe(value)
		}
		user, dynamic := laterUser{}, any(nil)
		if err == nil {
			err = resolver.DecodeEvent(ctx, registry, headers, value, &user)
		}
		if row.code != 0 {
			if !errors.Is(err, row.code) {
				t.Errorf("%+v: expected %v, found %v", row, row.code, err)
			}
			continue
		}
		if want := (laterUser{"Bond", 50, "none"}); err != nil || user != want {
			t.Errorf("%+v: found %v, %v", row, user, err)
		}
		err = UnmarshalEvent(ctx, registry, headers, value, &dynamic)
		if want := (map[string]any{"name": "Bond", "age": int64(50)}); err != nil || !reflect.DeepEqual(dynamic, want) {
			t.Errorf("%+v: found %v, %v", row, dynamic, err)
		}
		var own eventUser
		if err := UnmarshalEvent(ctx, registry, headers, value, &own); err != nil || own != (eventUser{"Bond", 50}) {
			t.Errorf("%+v: found %v, %v", row, own, err)
		}
	}
	// Events without a name are the reader's own; nothing is known of them without a reader.
	var user laterUser
	if err := resolver.DecodeEvent(ctx, registry, EventHeaders{}, []byte(bond+"\x02x"), &user); err != nil || user.Email != "x" {
		t.Errorf("found %v, %v", user, err)
	}
	if err := UnmarshalEvent(ctx, registry, EventHeaders{}, []byte(bond), &user); !errors.Is(err, CodeFrameUnknown) {
		t.Errorf("found %v", err)
	}
	if err := UnmarshalEvent(ctx, registry, EventHeaders{7, fmt.Sprint(id)}, []byte(bond), &user); !errors.Is(err, ErrUsage) {
		t.Errorf("found %v", err)
	}
	for _, name := range []string{"", "users", "users:0", ":.apart:3"} {
		if _, err := registry.SchemaByName(ctx, name); !errors.Is(err, CodeInvalidArgument) {
			t.Errorf("%q: found %v", name, err)
		}
	}
}
