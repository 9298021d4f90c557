// A value there and back.
package main

import (
	"fmt"
	"log"

	"github.com/isobyte/isobyte/bindings-go"
)

const text = `{"type":"record","name":"User","fields":[{"name":"name","type":"string"},{"name":"age","type":"long"}]}`

type User struct {
	Name string `avro:"name"`
	Age  int64  `avro:"age"`
}

func main() {
	schema, err := isobyte.ParseSchema(text)
	if err != nil {
		log.Fatal(err)
	}
	codec, err := isobyte.NewCodec[User](schema)
	if err != nil {
		log.Fatal(err)
	}
	data, err := codec.Append(nil, &User{"Ada", 36})
	if err != nil {
		log.Fatal(err)
	}
	var user User
	if err := codec.Decode(data, &user); err != nil {
		log.Fatal(err) // errors.Is(err, isobyte.ErrDecode)
	}
	fmt.Printf("%x %v\n", data, user)
}
