package main

import (
	"encoding/binary"
	"log"
	"math"
	"os"
	"slices"
	"time"

	"github.com/isobyte/isobyte/bindings-go"
)

// What plain Go code for this one record costs, without a schema and with no more checks than it takes to stay within the
// data: the floor that no general library can go below.

func handText(b []byte, s string) []byte {
	return append(binary.AppendVarint(b, int64(len(s))), s...)
}

func handEncode(b []byte, o *Order) []byte {
	b = binary.AppendVarint(b, o.ID)
	b = handText(b, o.User)
	if o.Email == nil {
		b = append(b, 0)
	} else {
		b = handText(append(b, 2), *o.Email)
	}
	if o.Active {
		b = append(b, 1)
	} else {
		b = append(b, 0)
	}
	b = binary.LittleEndian.AppendUint64(b, math.Float64bits(o.Score))
	b = binary.AppendVarint(b, o.Created.UnixMilli())
	b = binary.AppendVarint(b, int64(slices.Index(handKinds[:], o.Kind)))
	b = handText(b, o.Address.Street)
	b = handText(b, o.Address.City)
	b = binary.AppendVarint(b, int64(o.Address.Zip))
	if len(o.Tags) > 0 {
		b = binary.AppendVarint(b, int64(len(o.Tags)))
		for _, tag := range o.Tags {
			b = handText(b, tag)
		}
	}
	b = append(b, 0)
	if len(o.Attrs) > 0 {
		b = binary.AppendVarint(b, int64(len(o.Attrs)))
		var local [8]string
		keys := local[:0]
		for key := range o.Attrs {
			keys = append(keys, key)
		}
		slices.Sort(keys)
		for _, key := range keys {
			b = binary.AppendVarint(handText(b, key), o.Attrs[key])
		}
	}
	return append(b, 0)
}

var handKinds = [...]string{"NEW", "PAID", "SHIPPED"}

// handReader reads what handEncode writes.
type handReader struct {
	b    []byte
	text string // one copy, which all texts share
	at   int
}

func (r *handReader) long() int64 {
	value, n := binary.Varint(r.b[r.at:])
	if n <= 0 {
		log.Fatal("hand: cut")
	}
	r.at += n
	return value
}

func (r *handReader) string() string {
	n := int(r.long())
	r.at += n
	return r.text[r.at-n : r.at]
}

func handDecode(b []byte, o *Order) {
	r := handReader{b: b, text: string(b)}
	o.ID = r.long()
	o.User = r.string()
	if r.long() == 1 {
		email := r.string()
		o.Email = &email
	}
	o.Active = b[r.at] == 1
	o.Score = math.Float64frombits(binary.LittleEndian.Uint64(b[r.at+1:]))
	r.at += 9
	o.Created = time.UnixMilli(r.long()).UTC()
	o.Kind = handKinds[r.long()]
	o.Address.Street = r.string()
	o.Address.City = r.string()
	o.Address.Zip = int32(r.long())
	for n := r.long(); n > 0; n = r.long() {
		if o.Tags == nil {
			o.Tags = make([]string, 0, n)
		}
		for range n {
			o.Tags = append(o.Tags, r.string())
		}
	}
	for n := r.long(); n > 0; n = r.long() {
		if o.Attrs == nil {
			o.Attrs = make(map[string]int64, n)
		}
		for range n {
			key := r.string()
			o.Attrs[key] = r.long()
		}
	}
}

// handRows adds the floor beside the contestants of Order.
func handRows(value Order) []row {
	codec := isobyte.MustCodec[Order](isobyte.MustParseSchema(string(must(os.ReadFile("order.avsc")))))
	data := must(codec.Encode(&value))
	var into, zero Order
	handDecode(data, &into)
	if string(handEncode(nil, &into)) != string(data) {
		log.Fatal("hand: writes other bytes")
	}
	return []row{
		{"order encode", "hand-written", 1, func() { buf = handEncode(buf[:0], &value) }},
		{"order decode", "hand-written", 1, func() { into = zero; handDecode(data, &into) }},
	}
}
