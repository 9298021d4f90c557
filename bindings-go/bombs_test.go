package isobyte

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

const (
	bombAsked      = "ISOBYTE_TEST_BOMB"
	bombMostMemory = 16 * 1024 // kB
	bombMostTime   = time.Second
)

// TestBombChild is the part that runs in a process of its own; without being asked it has nothing to do.
func TestBombChild(t *testing.T) {
	asked := os.Getenv(bombAsked)
	if asked == "" {
		return
	}
	began := time.Now()
	for _, r := range rows(t, "avro/bombs.jsonl") {
		schema, data := schemaOfRow(r), dataOfRow(r)
		if text(r, "id") != asked {
			continue
		}
		began = time.Now()
		codec, err := dynamic(schema)
		if err == nil {
			var back any
			err = codec.Decode(data, &back)
		}
		if err == nil {
			t.Fatal("not refused")
		}
	}
	took := time.Since(began)
	for _, line := range strings.Split(string(must(os.ReadFile("/proc/self/status"))), "\n") {
		if peak, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			fmt.Printf("measured %s %d\n", strings.Fields(peak)[0], took.Milliseconds())
		}
	}
}

func measure(t *testing.T, bomb string) (kB int, took time.Duration) {
	command := exec.Command(os.Args[0], "-test.run=^TestBombChild$", "-test.v")
	command.Env = append(os.Environ(), bombAsked+"="+bomb)
	out, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v: %s", bomb, err, out)
	}
	_, numbers, _ := strings.Cut(string(out), "measured ")
	var millis int
	if _, err := fmt.Sscan(numbers, &kB, &millis); err != nil {
		t.Fatalf("%s: %v: %s", bomb, err, out)
	}
	return kB, time.Duration(millis) * time.Millisecond
}

// TestBombs holds hostile inputs to a second and 16 MB more than a process without one takes.
func TestBombs(t *testing.T) {
	if _, err := os.Stat("/proc/self/status"); err != nil {
		t.Log("no /proc: peaks cannot be measured here")
		return
	}
	calm, _ := measure(t, "none")
	bombs := rows(t, "avro/bombs.jsonl")
	if len(bombs) != 17 {
		t.Fatalf("%d bombs, expected 17", len(bombs))
	}
	for _, r := range bombs {
		peak, took := measure(t, text(r, "id"))
		if peak-calm > bombMostMemory || took > bombMostTime {
			t.Errorf("%s: %d kB more than without, %v", text(r, "id"), peak-calm, took)
		}
	}
}
