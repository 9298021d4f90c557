package isobyte

import (
	"fmt"
	"testing"
	"time"
)

type in struct {
	A int32
	B string
}
type rec struct {
	Name string             `avro:"name"`
	Age  *int32             `avro:"age"`
	In   in                 `avro:"in"`
	Tags []string           `avro:"tags"`
	M    map[string]float64 `avro:"m"`
	T    time.Time          `avro:"t"`
	D    any                `avro:"d"`
}

func TestSmoke(t *testing.T) {
	s := MustParseSchema(`{"type":"record","name":"R","fields":[{"name":"name","type":"string"},{"name":"age","type":["null","int"]},{"name":"in","type":{"type":"record","name":"I","fields":[{"name":"A","type":"int"},{"name":"B","type":"string"}]}},{"name":"tags","type":{"type":"array","items":"string"}},{"name":"m","type":{"type":"map","values":"double"}},{"name":"t","type":{"type":"long","logicalType":"timestamp-millis"}},{"name":"d","type":["null","string","long",{"type":"map","values":"int"}]}]}`)
	c, err := NewCodec[rec](s)
	if err != nil {
		t.Fatal(err)
	}
	age := int32(5)
	v := rec{"bo", &age, in{1, "x"}, []string{"a", "b"}, map[string]float64{"z": 1, "b": 2.5}, time.UnixMilli(12345).UTC(), map[string]any{"q": 3}}
	b, err := c.Append(nil, &v)
	fmt.Printf("%x %v\n", b, err)
	var w rec
	err = c.Decode(b, &w)
	fmt.Printf("%+v %v %v\n", w, *w.Age, err)
	var x any
	fmt.Println(Unmarshal(s, b, &x))
	fmt.Println(x)
	b2, err := Marshal(s, x)
	fmt.Println(string(b2) == string(b), err)
	b2, err = Marshal(s, v)
	fmt.Println(string(b2) == string(b), err)
	v.D = make(chan int)
	_, err = c.Append(nil, &v)
	fmt.Println(err)
	fmt.Println(c.Decode(b[:5], &w))
	_, err = NewCodec[in](s)
	fmt.Println(err)
	all, err := c.AppendAll(nil, []rec{w, w, w})
	fmt.Println(len(all), len(b), err)
	vs := make([]rec, 3)
	fmt.Println(c.DecodeAll(all, vs), *vs[2].Age, vs[2].M)
}
