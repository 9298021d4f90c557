package isobyte_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	isobyte "github.com/isobyte/isobyte/bindings-go"
)

func Example() {
	type User struct {
		Name string  `avro:"name"`
		Age  int     `avro:"age"`
		Mail *string `avro:"mail"`
	}
	schema, err := isobyte.ParseSchema(`{"type":"record","name":"User","fields":[
		{"name":"name","type":"string"},{"name":"age","type":"int"},{"name":"mail","type":["null","string"]}]}`)
	if err != nil {
		log.Fatal(err)
	}
	codec, err := isobyte.NewCodec[User](schema)
	if err != nil {
		log.Fatal(err)
	}
	data, err := codec.Append(nil, &User{Name: "Bond", Age: 50})
	if err != nil {
		log.Fatal(err)
	}
	var user User
	if err := codec.Decode(data, &user); err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%x %s is %d\n", data, user.Name, user.Age)
	// Output: 08426f6e646400 Bond is 50
}

func ExampleError() {
	type Address struct {
		Zip int64 `avro:"zip"`
	}
	type Order struct {
		Address Address `avro:"address"`
	}
	schema := isobyte.MustParseSchema(`{"type":"record","name":"Order","fields":[{"name":"address","type":
		{"type":"record","name":"Address","fields":[{"name":"zip","type":"int"}]}}]}`)
	codec := isobyte.MustCodec[Order](schema)
	_, err := codec.Append(nil, &Order{Address{Zip: 1 << 40}})
	var e *isobyte.Error
	fmt.Println(errors.Is(err, isobyte.ErrEncode), errors.Is(err, isobyte.CodeValueRange))
	fmt.Println(errors.As(err, &e), e.Path)
	// Output:
	// true true
	// true address.zip
}

func ExampleUnmarshal() {
	schema := isobyte.MustParseSchema(`{"type":"map","values":["long","string"]}`)
	data, err := isobyte.Marshal(schema, map[string]any{"a": 1, "b": "two"})
	if err != nil {
		log.Fatal(err)
	}
	var v any
	if err := isobyte.Unmarshal(schema, data, &v); err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%x %v\n", data, v)
	// Output: 04026100020262020674776f00 map[a:1 b:two]
}

// Shape is held by fields that may be one of several records.
type Shape interface{ Area() float64 }

// Circle is one of them.
type Circle struct {
	Radius float64 `avro:"radius"`
}

// Square is another.
type Square struct {
	Side float64 `avro:"side"`
}

func (c Circle) Area() float64 { return 3 * c.Radius * c.Radius }
func (s Square) Area() float64 { return s.Side * s.Side }

var _, _ = isobyte.Register[Circle]("shapes.Circle"), isobyte.Register[Square]("shapes.Square")

func ExampleRegister() {
	schema := isobyte.MustParseSchema(`{"type":"array","items":[
		{"type":"record","name":"shapes.Circle","fields":[{"name":"radius","type":"double"}]},
		{"type":"record","name":"shapes.Square","fields":[{"name":"side","type":"double"}]}]}`)
	codec := isobyte.MustCodec[[]Shape](schema)
	data, err := codec.Encode(&[]Shape{Square{2}, Circle{1}})
	if err != nil {
		log.Fatal(err)
	}
	var shapes []Shape
	if err := codec.Decode(data, &shapes); err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%T %T\n", shapes[0], shapes[1])
	// Output: isobyte_test.Square isobyte_test.Circle
}

func ExampleRegistry() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	registry, err := isobyte.NewRegistry(isobyte.RegistryConfig{URL: "memory:"})
	if err != nil {
		log.Fatal(err)
	}
	defer registry.Close()

	// Who writes registers the schema, and frames the datum with its id.
	codec := isobyte.MustCodec[string](isobyte.MustParseSchema(`"string"`))
	id, err := registry.Register(ctx, "greetings-value", codec.Schema())
	if err != nil {
		log.Fatal(err)
	}
	greeting := "hello"
	message, err := codec.Append(isobyte.AppendFrame(nil, id), &greeting)
	if err != nil {
		log.Fatal(err)
	}

	// Who reads asks for the schema of the id.
	id, datum, err := isobyte.ParseFrame(message)
	if err != nil {
		log.Fatal(err)
	}
	schema, err := registry.SchemaByID(ctx, id)
	if err != nil {
		log.Fatal(err)
	}
	var read string
	fmt.Println(isobyte.Unmarshal(schema, datum, &read), read)
	// Output: <nil> hello
}

func ExampleFileWriter() {
	type Point struct {
		X int64 `avro:"x"`
	}
	schema := isobyte.MustParseSchema(`{"type":"record","name":"Point","fields":[{"name":"x","type":"long"}]}`)
	var data bytes.Buffer
	points, err := isobyte.NewFileWriter[Point](&data, schema, isobyte.Compress(isobyte.Zstandard), isobyte.Metadata("unit", []byte("m")))
	if err != nil {
		log.Fatal(err)
	}
	for x := range int64(3) {
		if err := points.Append(&Point{x}); err != nil {
			log.Fatal(err)
		}
	}
	if err := points.Close(); err != nil {
		log.Fatal(err)
	}
	file, err := isobyte.NewFileReader[Point](&data)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(file.Header().Compression, string(file.Header().Metadata["unit"]))
	for point, err := range file.All() {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(point.X)
	}
	// Output:
	// zstandard m
	// 0
	// 1
	// 2
}

func ExampleCheckCompatibility() {
	before := isobyte.MustParseSchema(`{"type":"record","name":"User","fields":[{"name":"name","type":"string"}]}`)
	after := isobyte.MustParseSchema(`{"type":"record","name":"User","fields":[{"name":"name","type":"string"},{"name":"age","type":"int"}]}`)
	findings, err := isobyte.CheckCompatibility(isobyte.LevelBackward, after, before)
	if err != nil {
		log.Fatal(err)
	}
	for _, finding := range findings {
		fmt.Println(finding.Kind, finding.ReaderPath)
	}
	// Output: READER_FIELD_MISSING_DEFAULT_VALUE /fields/1
}
