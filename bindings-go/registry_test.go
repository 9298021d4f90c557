package isobyte

import (
	"bufio"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// serve starts the real server on a free loopback port.
func serve(t *testing.T) string {
	t.Helper()
	binary := os.Getenv("ISOBYTE_BIN")
	if binary == "" {
		binary = filepath.Join("..", "target", "quick", "isobyte")
	}
	server := exec.Command(binary, "serve", "--listen", "127.0.0.1:0", "--data", t.TempDir())
	out := must(server.StdoutPipe())
	if err := server.Start(); err != nil {
		t.Fatalf("%v: `make test-go` builds the server first", err)
	}
	t.Cleanup(func() { _ = server.Process.Kill(); _ = server.Wait() })
	line, err := bufio.NewReader(out).ReadString('\n')
	_, address, ok := strings.Cut(strings.TrimSpace(line), "http://")
	if !ok {
		t.Fatalf("the server said %q, %v", line, err)
	}
	return "http://" + address
}

func TestRegistry(t *testing.T) {
	url, ctx := serve(t), context.Background()
	registry := must(NewRegistry(RegistryConfig{URL: url, Timeout: 5 * time.Second, Retries: -1}))
	defer registry.Close()
	schema := MustParseSchema(`{"type":"record","name":"users","fields":[{"name":"age","type":"long"}]}`)
	id, err := registry.Register(ctx, "users", schema)
	if err != nil || id != 1 {
		t.Fatalf("found id %d, %v", id, err)
	}
	if found, err := registry.SchemaByID(ctx, id); err != nil || !found.Equal(schema) {
		t.Errorf("by id: %v, %v", found, err)
	}
	if found, err := registry.SchemaBySubject(ctx, "users", -1); err != nil || found.ID != int64(id) || found.Version != 1 {
		t.Errorf("by subject: %+v, %v", found, err)
	}
	for _, path := range []string{"/users/schema.avsc", "/schemas/ids/1"} {
		if found, err := registry.SchemaByURL(ctx, url+path); err != nil || !found.Schema.Equal(schema) {
			t.Errorf("by %s: %+v, %v", path, found, err)
		}
	}
	for want, call := range map[Code]func() error{
		CodeNotFound: func() error { _, err := registry.SchemaByID(ctx, 99); return err },
		CodeInvalidArgument: func() error {
			_, err := registry.SchemaByURL(ctx, "http://elsewhere.example/schemas/ids/1")
			return err
		},
		CodeConflict: func() error {
			_, err := registry.Register(ctx, "users", MustParseSchema(`{"type":"record","name":"users","fields":[{"name":"age","type":"string"}]}`))
			return err
		},
		CodeUnavailable: func() error {
			down := must(NewRegistry(RegistryConfig{URL: "http://127.0.0.1:9", Retries: -1}))
			defer down.Close()
			_, err := down.SchemaByID(ctx, 1)
			return err
		},
	} {
		if err := call(); !errors.Is(err, want) || !errors.Is(err, want.Kind()) {
			t.Errorf("expected %v, found %v", want, err)
		}
	}
	registry.Close()
	if _, err := registry.SchemaByID(ctx, 1); !errors.Is(err, CodeClosed) {
		t.Errorf("after Close: %v", err)
	}
}
