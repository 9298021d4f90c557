// Command go-bench measures isobyte beside hamba/avro and twmb/avro: process CPU time, contestants interleaved, least of the rounds.
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"os"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"syscall"

	hamba "github.com/hamba/avro/v2"
	"github.com/isobyte/isobyte/bindings-go"
	twmb "github.com/twmb/avro"
)

type row struct {
	name, contestant string
	records          int
	call             func()
}

func must[T any](value T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return value
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func cpu() int64 {
	var usage syscall.Rusage
	check(syscall.Getrusage(syscall.RUSAGE_SELF, &usage))
	return usage.Utime.Nano() + usage.Stime.Nano()
}

var buf = make([]byte, 0, 1<<17)

// rows makes the cases of one record type; every contestant must read what every other wrote.
func rows[T any](name, file string, value T) []row {
	text := string(must(os.ReadFile(file)))
	h, t := hamba.MustParse(text), twmb.MustParse(text)
	codec := isobyte.MustCodec[T](isobyte.MustParseSchema(text))
	fast := hamba.Config{DisableBlockSizeHeader: true}.Freeze()
	writer := hamba.NewWriter(nil, 1<<17, hamba.WithWriterConfig(fast))
	encoder, decoder := codec.NewEncoder(), codec.NewDecoder()

	writer.WriteVal(h, &value)
	written := map[string][]byte{
		"isobyte": must(codec.Append(nil, &value)), "twmb": must(t.Encode(&value)), "hamba": append([]byte(nil), writer.Buffer()...),
	}
	for who, data := range written {
		var a, b, c T
		check(codec.Decode(data, &a))
		_, err := t.Decode(data, &b)
		check(err)
		check(hamba.Unmarshal(h, data, &c))
		if !reflect.DeepEqual(a, value) || !reflect.DeepEqual(b, value) || !reflect.DeepEqual(c, value) {
			log.Fatalf("%s: what %s wrote is read differently: %+v %+v %+v", name, who, a, b, c)
		}
	}
	data := written["isobyte"]
	var into T
	var result []row
	add := func(what, who string, records int, call func()) {
		result = append(result, row{name + " " + what, who, records, call})
	}

	add("encode", "isobyte", 1, func() { buf = must(codec.Append(buf[:0], &value)) })
	add("encode", "isobyte own encoder", 1, func() { buf = must(encoder.Append(buf[:0], &value)) })
	add("encode", "hamba", 1, func() { writer.Reset(nil); writer.WriteVal(h, &value); check(writer.Error) })
	add("encode", "twmb", 1, func() { buf = must(t.AppendEncode(buf[:0], &value)) })

	var zero T
	reader := hamba.NewReader(nil, 0)
	add("decode", "isobyte", 1, func() { into = zero; check(codec.Decode(data, &into)) })
	add("decode", "isobyte own decoder", 1, func() { into = zero; check(decoder.Decode(data, &into)) })
	add("decode", "hamba", 1, func() {
		into = zero
		reader.Reset(data)
		reader.ReadVal(h, &into)
		if reader.Error != nil && reader.Error.Error() != "EOF" {
			log.Fatal(reader.Error)
		}
	})
	add("decode", "twmb", 1, func() { into = zero; must(t.Decode(data, &into)) })

	for _, n := range []int{8, 100} {
		many, all := make([]T, n), []byte(nil)
		for i := range many {
			many[i] = value
			all = append(all, data...)
		}
		back := make([]T, n)
		add(fmt.Sprintf("encode x%d", n), "isobyte", n, func() { buf = must(codec.AppendAll(buf[:0], many)) })
		add(fmt.Sprintf("encode x%d", n), "hamba", n, func() {
			writer.Reset(nil)
			for i := range many {
				writer.WriteVal(h, &many[i])
			}
			check(writer.Error)
		})
		add(fmt.Sprintf("encode x%d", n), "twmb", n, func() {
			b := buf[:0]
			for i := range many {
				b = must(t.AppendEncode(b, &many[i]))
			}
			buf = b
		})
		add(fmt.Sprintf("decode x%d", n), "isobyte", n, func() { clear(back); check(codec.DecodeAll(all, back)) })
		add(fmt.Sprintf("decode x%d", n), "hamba", n, func() {
			clear(back)
			reader.Reset(all)
			for i := range back {
				reader.ReadVal(h, &back[i])
			}
			if reader.Error != nil && reader.Error.Error() != "EOF" {
				log.Fatal(reader.Error)
			}
		})
		add(fmt.Sprintf("decode x%d", n), "twmb", n, func() {
			clear(back)
			rest := all
			for i := range back {
				rest = must(t.Decode(rest, &back[i]))
			}
		})
	}
	return append(result, fileRows(name, text, value)...)
}

// chunk gives the CPU time of one call in nanoseconds, and its allocations. It is long enough for several collections, and
// begins behind one, so that everybody pays for their own garbage.
func chunk(call func(), count int) (float64, float64) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	began := cpu()
	for range count {
		call()
	}
	took := cpu() - began
	runtime.ReadMemStats(&after)
	return float64(took) / float64(count), float64(after.Mallocs-before.Mallocs) / float64(count)
}

func main() {
	runtime.GOMAXPROCS(1)
	rounds, target := 25, 2e7
	if os.Getenv("BENCH_QUICK") == "1" {
		rounds, target = 8, 1e7
	}
	all := append(rows("order", "order.avsc", newOrder()), rows("tick", "tick.avsc", newTick())...)
	all = append(all, handRows(newOrder())...)
	// For a profiler: only the cases and contestants that contain all the words of the command line.
	all = slices.DeleteFunc(all, func(r row) bool {
		return slices.ContainsFunc(os.Args[1:], func(word string) bool { return !strings.Contains(r.name+"/"+r.contestant, word) })
	})
	counts, best, mallocs := make([]int, len(all)), make([]float64, len(all)), make([]float64, len(all))
	for i, r := range all {
		for counts[i] = 1; ; counts[i] *= 2 {
			if took, _ := chunk(r.call, counts[i]); took*float64(counts[i]) > target {
				break
			}
		}
		best[i] = 1e18
	}
	for range rounds {
		for i, r := range all {
			took, allocations := chunk(r.call, counts[i])
			if took < best[i] {
				best[i], mallocs[i] = took, allocations
			}
		}
	}
	out := json.NewEncoder(os.Stdout)
	for i, r := range all {
		n := float64(r.records)
		check(out.Encode(map[string]any{
			"case": r.name, "contestant": r.contestant, "cpu_ns": best[i] / n, "allocations": float64(int(mallocs[i]/n*100+0.5)) / 100,
		}))
	}
}
