// Command conversation talks to a registry through franz-go's client, with every method that the client has.
package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"reflect"
	"slices"
	"sort"
	"strings"

	"github.com/twmb/franz-go/pkg/sr"
)

const (
	first  = `{"type":"record","name":"Order","namespace":"shop","fields":[{"name":"id","type":"long"}]}`
	second = `{"type":"record","name":"Order","namespace":"shop","fields":[{"name":"id","type":"long"},` +
		`{"name":"note","type":"string","default":""}]}`
	broken = `{"type":"record","name":"Order","namespace":"shop","fields":[{"name":"id","type":"string"}]}`
	line   = `{"type":"record","name":"Line","namespace":"shop","fields":[{"name":"order","type":"Order"}]}`
)

// talk is the client, and the names of its methods that were used.
type talk struct {
	*sr.Client
	ctx  context.Context
	used map[string]bool
}

func (t *talk) did(names ...string) {
	for _, name := range names {
		t.used[name] = true
	}
}

func with(ctx context.Context, params ...sr.Param) context.Context {
	return sr.WithParams(ctx, params...)
}

// must ends the conversation when a call fails.
func must[T any](value T, err error) T {
	if err != nil {
		panic(fmt.Errorf("unexpected refusal: %w", err))
	}
	return value
}

// same ends the conversation when an answer is another one than expected.
func same(what string, found, expected any) {
	if !reflect.DeepEqual(found, expected) {
		panic(fmt.Errorf("%s: expected %v, found %v", what, expected, found))
	}
}

// refused ends the conversation unless a call was refused with this code.
func refused(what string, err error, status, code int) {
	var answer *sr.ResponseError
	if !errors.As(err, &answer) {
		panic(fmt.Errorf("%s: expected a refusal, found %v", what, err))
	}
	same(what, [2]int{answer.StatusCode, answer.ErrorCode}, [2]int{status, code})
}

func avro(text string) sr.Schema { return sr.Schema{Schema: text} }

func subjects(versions []sr.SubjectSchema) []string {
	var names []string
	for _, version := range versions {
		names = append(names, fmt.Sprintf("%s %d", version.Subject, version.Version))
	}
	sort.Strings(names)
	return names
}

func (t *talk) registering() {
	t.did("Subjects", "CreateSchema", "RegisterSchema", "CreateSchemaWithIDAndVersion", "LookupSchema", "SupportedTypes")
	same("subjects", len(must(t.Subjects(t.ctx))), 0)
	one := must(t.CreateSchema(t.ctx, "orders", avro(first)))
	same("first", [3]any{one.Subject, one.Version, one.ID}, [3]any{"orders", 1, 1})
	same("again", must(t.RegisterSchema(t.ctx, "orders", avro(first), -1, -1)), 1)
	same("second", must(t.RegisterSchema(with(t.ctx, sr.Normalize), "orders", avro(second), -1, -1)), 2)
	same("copy", must(t.CreateSchemaWithIDAndVersion(t.ctx, "a/b c", avro(first), -1, -1)).ID, 1)
	found := must(t.LookupSchema(t.ctx, "orders", avro(second)))
	same("look-up", [2]int{found.Version, found.ID}, [2]int{2, 2})
	_, err := t.LookupSchema(t.ctx, "orders", avro(broken))
	refused("look-up", err, 404, 40403)
	_, err = t.CreateSchema(t.ctx, "orders", avro(broken))
	refused("incompatible", err, 409, 409)
	_, err = t.CreateSchema(t.ctx, "orders", avro("{"))
	refused("no schema", err, 422, 42201)
	same("types", slices.Contains(must(t.SupportedTypes(t.ctx)), sr.TypeAvro), true)
}

func (t *talk) reading() {
	t.did("SchemaByID", "SchemaByGUID", "SchemaIDsByGUID", "SchemaTextByID", "SubjectsByID", "SchemaVersionsByID",
		"SubjectVersions", "SchemaByVersion", "SchemaTextByVersion", "AllSchemas", "Schemas", "SchemaUsagesByID")
	same("by id", must(t.SchemaByID(t.ctx, 1)).Schema, first)
	same("text by id", must(t.SchemaTextByID(t.ctx, 2)), second)
	two := must(t.SchemaByVersion(t.ctx, "orders", -1))
	same("latest", [3]any{two.Version, two.ID, two.Schema.Schema}, [3]any{2, 2, second})
	same("text by version", must(t.SchemaTextByVersion(t.ctx, "orders", 1)), first)
	same("by GUID", must(t.SchemaByGUID(t.ctx, two.GUID)).Schema.Schema, second)
	same("ids by GUID", must(t.SchemaIDsByGUID(t.ctx, two.GUID)), []sr.ContextID{{Context: ".", ID: 2}})
	same("subjects by id", must(t.SubjectsByID(t.ctx, 1)), []string{"a/b c", "orders"})
	same("versions by id", len(must(t.SchemaVersionsByID(t.ctx, 1))), 2)
	same("versions", must(t.SubjectVersions(t.ctx, "orders")), []int{1, 2})
	same("subjects", must(t.Subjects(with(t.ctx, sr.SubjectPrefix("a/")))), []string{"a/b c"})
	same("all", subjects(must(t.AllSchemas(t.ctx))), []string{"a/b c 1", "orders 1", "orders 2"})
	same("latest only", subjects(must(t.AllSchemas(with(t.ctx, sr.LatestOnly)))), []string{"a/b c 1", "orders 2"})
	same("schemas", subjects(must(t.Schemas(t.ctx, "orders"))), []string{"orders 1", "orders 2"})
	same("usages", subjects(must(t.SchemaUsagesByID(t.ctx, 1))), []string{"a/b c 1", "orders 1"})
	_, err := t.SchemaByID(t.ctx, 99)
	refused("no id", err, 404, 40403)
	_, err = t.SchemaByVersion(t.ctx, "orders", 9)
	refused("no version", err, 404, 40402)
	_, err = t.SubjectVersions(t.ctx, "nobody")
	refused("no subject", err, 404, 40401)
}

func (t *talk) references() {
	t.did("SchemaReferences")
	used := []sr.SchemaReference{{Name: "shop.Order", Subject: "orders", Version: 2}}
	schema := sr.Schema{Schema: line, References: used}
	same("referring", must(t.CreateSchema(t.ctx, "lines", schema)).References, used)
	same("referrers", subjects(must(t.SchemaReferences(t.ctx, "orders", 2))), []string{"lines 1"})
	_, err := t.DeleteSubject(t.ctx, "orders", sr.SoftDelete)
	refused("referred to", err, 422, 42206)
}

func (t *talk) compatibility() {
	t.did("CheckCompatibility", "Compatibility", "SetCompatibility", "ResetCompatibility")
	verdict := must(t.CheckCompatibility(with(t.ctx, sr.Verbose), "orders", -1, avro(broken)))
	same("verdict", verdict.Is, false)
	same("kind", strings.Contains(strings.Join(verdict.Messages, ""), "TYPE_MISMATCH"), true)
	same("all versions", must(t.CheckCompatibility(t.ctx, "orders", -2, avro(second))).Is, true)
	set := sr.SetCompatibility{
		Level: sr.CompatFullTransitive, Normalize: true, Group: "major",
		DefaultMetadata: &sr.SchemaMetadata{Properties: map[string]string{"owner": "me"}},
	}
	results := t.SetCompatibility(t.ctx, set, "orders", "lines")
	for _, result := range append(results, t.Compatibility(t.ctx, "orders", "lines")...) {
		must(result, result.Err)
		same("level", result.Level, sr.CompatFullTransitive)
		same("group", result.Group, "major")
		same("default", result.DefaultMetadata.Properties["owner"], "me")
	}
	same("global", t.Compatibility(t.ctx)[0].Level, sr.CompatBackward)
	must(0, t.ResetCompatibility(t.ctx, "orders")[0].Err)
	refused("reset", t.Compatibility(t.ctx, "orders")[0].Err, 404, 40408)
	same("inherited", t.Compatibility(with(t.ctx, sr.DefaultToGlobal), "orders")[0].Level, sr.CompatBackward)
	must(0, t.ResetCompatibility(t.ctx)[0].Err)
}

func (t *talk) modes() {
	t.did("Mode", "SetMode", "ResetMode")
	same("mode", t.Mode(t.ctx)[0].Mode, sr.ModeReadWrite)
	refused("own mode", t.Mode(t.ctx, "orders")[0].Err, 404, 40409)
	must(0, t.SetMode(t.ctx, sr.ModeReadOnly, "orders")[0].Err)
	same("mode", t.Mode(t.ctx, "orders")[0].Mode, sr.ModeReadOnly)
	_, err := t.CreateSchema(t.ctx, "orders", avro(`"int"`))
	refused("read-only", err, 422, 42205)
	same("reset", t.ResetMode(t.ctx, "orders")[0].Mode, sr.ModeReadOnly)
	refused("import", t.SetMode(t.ctx, sr.ModeImport, "orders")[0].Err, 422, 42205)
	must(0, t.SetMode(with(t.ctx, sr.Force), sr.ModeImport, "moved")[0].Err)
	placed := must(t.CreateSchemaWithIDAndVersion(t.ctx, "moved", avro(`"bytes"`), 500, 7))
	same("imported", [2]int{placed.ID, placed.Version}, [2]int{500, 7})
	must(0, t.ResetMode(t.ctx, "moved")[0].Err)
}

func (t *talk) contexts() {
	t.did("Contexts", "DeleteContext")
	inside := must(sr.NewClient(append(t.Opts(), sr.DefaultSchemaContext(".eu"))...))
	same("id", must(inside.CreateSchema(t.ctx, "orders", avro(`"string"`))).ID, 1)
	same("contexts", must(t.Contexts(t.ctx)), []string{".", ".eu"})
	same("inside", must(inside.SchemaTextByVersion(t.ctx, "orders", 1)), `"string"`)
	refused("not empty", t.DeleteContext(t.ctx, ".eu"), 422, 42211)
	must(t.DeleteSubject(t.ctx, ":.eu:orders", sr.SoftDelete))
	must(t.DeleteSubject(t.ctx, ":.eu:orders", sr.HardDelete))
	must(0, t.DeleteContext(t.ctx, ".eu"))
	same("contexts", must(t.Contexts(t.ctx)), []string{"."})
}

func (t *talk) deleting() {
	t.did("DeleteSchema", "DeleteSubject")
	refused("hard first", t.DeleteSchema(t.ctx, "orders", 1, sr.HardDelete), 404, 40407)
	must(0, t.DeleteSchema(t.ctx, "orders", 1, sr.SoftDelete))
	same("left", must(t.SubjectVersions(t.ctx, "orders")), []int{2})
	same("all", must(t.SubjectVersions(with(t.ctx, sr.ShowDeleted), "orders")), []int{1, 2})
	same("deleted", must(t.SubjectVersions(with(t.ctx, sr.DeletedOnly), "orders")), []int{1})
	same("lines", must(t.DeleteSubject(t.ctx, "lines", sr.SoftDelete)), []int{1})
	same("orders", must(t.DeleteSubject(t.ctx, "orders", sr.SoftDelete)), []int{2})
	same("for good", must(t.DeleteSubject(t.ctx, "orders", sr.HardDelete)), []int{1, 2})
	_, err := t.DeleteSubject(t.ctx, "orders", sr.SoftDelete)
	refused("gone", err, 404, 40401)
}

func main() {
	client := must(sr.NewClient(sr.URLs(os.Args[1])))
	t := &talk{Client: client, ctx: context.Background(), used: map[string]bool{}}
	// These speak to no server.
	t.did("Opts", "OptValue", "OptValues")
	same("options", t.OptValue(sr.URLs), []string{os.Args[1]})
	t.did("Do")
	var root map[string]any
	must(0, t.Do(t.ctx, http.MethodGet, "/", nil, &root))
	for _, part := range []func(){
		t.registering, t.reading, t.references, t.compatibility, t.modes, t.contexts, t.deleting,
	} {
		part()
	}
	kind := reflect.TypeOf(client)
	for index := range kind.NumMethod() {
		if name := kind.Method(index).Name; !t.used[name] {
			panic("not used: " + name)
		}
	}
	fmt.Println("done")
}
