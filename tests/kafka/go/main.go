// Command events is Go's side of the tests with a broker: it reads events as a struct, as an evolved struct and as a map,
// and writes some.
//
//	events consume KAFKA REGISTRY TOPIC COUNT framed|bare
//	events produce KAFKA REGISTRY TOPIC framed|bare
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strconv"
	"time"

	isobyte "github.com/isobyte/isobyte/bindings-go"
	"github.com/twmb/franz-go/pkg/kgo"
)

// User is the user of the first version.
type User struct {
	Name    string  `avro:"name" json:"name"`
	Age     int64   `avro:"age" json:"age"`
	HasPets bool    `avro:"has_pets" json:"has_pets"`
	Money   float64 `avro:"money" json:"money"`
}

// Later is the user of the second.
type Later struct {
	User
	Email string `avro:"email" json:"email"`
}

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "events:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	if len(args) < 5 {
		return errors.New("usage: events consume KAFKA REGISTRY TOPIC COUNT framed|bare | events produce KAFKA REGISTRY TOPIC framed|bare")
	}
	registry, err := isobyte.NewRegistry(isobyte.RegistryConfig{URL: args[2]})
	if err != nil {
		return err
	}
	defer registry.Close()
	topic, framed := args[3], args[len(args)-1] == "framed"
	client, err := kgo.NewClient(kgo.SeedBrokers(args[1]), kgo.ConsumeTopics(topic),
		kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()), kgo.AllowAutoTopicCreation())
	if err != nil {
		return err
	}
	defer client.Close()
	if args[0] == "produce" {
		return produce(ctx, client, registry, topic, framed)
	}
	count, err := strconv.Atoi(args[4])
	if err != nil {
		return err
	}
	return consume(ctx, client, registry, count, framed)
}

func produce(ctx context.Context, client *kgo.Client, registry *isobyte.Registry, topic string, framed bool) error {
	registered, err := registry.SchemaByName(ctx, "users:latest")
	if err != nil {
		return err
	}
	codec, err := isobyte.NewCodec[Later](registered.Schema)
	if err != nil {
		return err
	}
	user := Later{User{"Bond", 50, false, 100.3}, "go"}
	for _, as := range []isobyte.ContentType{isobyte.ContentAvro, isobyte.ContentAvroJSON} {
		record := &kgo.Record{Topic: topic}
		if framed {
			record.Value = isobyte.AppendFrame(nil, uint32(registered.ID))
		}
		if record.Value, err = codec.AppendAs(as, record.Value, &user); err != nil {
			return err
		}
		record.Headers = isobyte.AppendHeaders(record.Headers, registered.Name, as)
		if err := client.ProduceSync(ctx, record).FirstErr(); err != nil {
			return err
		}
	}
	return nil
}

func consume(ctx context.Context, client *kgo.Client, registry *isobyte.Registry, count int, framed bool) error {
	users, err := resolver[User](ctx, registry, "users:1")
	if err != nil {
		return err
	}
	later, err := resolver[Later](ctx, registry, "users:2")
	if err != nil {
		return err
	}
	for count > 0 {
		fetches := client.PollFetches(ctx)
		if err := fetches.Err(); err != nil {
			return err
		}
		for _, record := range fetches.Records() {
			count--
			headers, err := isobyte.ParseHeaders(record.Headers)
			value := record.Value
			if framed && err == nil {
				headers, value, err = headers.Unframe(value)
			}
			as := map[string]any{"class": told(err), "evolved": told(err), "map": told(err)}
			if err == nil {
				var user User
				var evolved Later
				var dynamic any
				as["class"] = either(&user, users.DecodeEvent(ctx, registry, headers, value, &user))
				as["evolved"] = either(&evolved, later.DecodeEvent(ctx, registry, headers, value, &evolved))
				as["map"] = either(&dynamic, isobyte.UnmarshalEvent(ctx, registry, headers, value, &dynamic))
			}
			if err := json.NewEncoder(os.Stdout).Encode(as); err != nil {
				return err
			}
		}
	}
	return nil
}

func resolver[T any](ctx context.Context, registry *isobyte.Registry, name string) (*isobyte.Resolver[T], error) {
	reader, err := registry.SchemaByName(ctx, name)
	if err != nil {
		return nil, err
	}
	return isobyte.NewResolver[T](reader.Schema)
}

func either(value any, err error) any {
	if err != nil {
		return told(err)
	}
	return value
}

// told gives the code of an error.
func told(err error) any {
	var known *isobyte.Error
	if errors.As(err, &known) {
		return map[string]string{"error": known.Code.String()}
	}
	return nil
}
