package main

import "time"

// Address is the nested record of an Order.
type Address struct {
	Street string `avro:"street"`
	City   string `avro:"city"`
	Zip    int32  `avro:"zip"`
}

// Order has ten mixed fields.
type Order struct {
	ID      int64            `avro:"id"`
	User    string           `avro:"user"`
	Email   *string          `avro:"email"`
	Active  bool             `avro:"active"`
	Score   float64          `avro:"score"`
	Created time.Time        `avro:"created"`
	Kind    string           `avro:"kind"`
	Address Address          `avro:"address"`
	Tags    []string         `avro:"tags"`
	Attrs   map[string]int64 `avro:"attrs"`
}

// Tick has eight numbers.
type Tick struct {
	Ts      int64   `avro:"ts"`
	Bid     float64 `avro:"bid"`
	Ask     float64 `avro:"ask"`
	BidSize int64   `avro:"bid_size"`
	AskSize int64   `avro:"ask_size"`
	Venue   int32   `avro:"venue"`
	Flags   int32   `avro:"flags"`
	Open    bool    `avro:"open"`
}

func newOrder() Order {
	email := "marcos@example-mail.com"
	return Order{
		ID: 123456789, User: "marcos-schro", Email: &email, Active: true, Score: 3.14159,
		Created: time.UnixMilli(1700000000000).UTC(), Kind: "PAID",
		Address: Address{"221B Baker Street", "London", 12345},
		Tags:    []string{"avro", "kafka", "stream"},
		Attrs:   map[string]int64{"a": 1, "b": 200000},
	}
}

func newTick() Tick {
	return Tick{1700000000123456, 101.25, 101.27, 1200, 900, 7, 0, true}
}
