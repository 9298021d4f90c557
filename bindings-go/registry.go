package isobyte

import (
	"context"
	"runtime"
	"strconv"
	"sync"
	"time"
)

// RegistryConfig says where a registry is and how to speak to it. Only URL is needed.
type RegistryConfig struct {
	// URL is one http:// or https:// address, or several of one registry, separated by commas. For tests: "memory:", a
	// registry of its own, or "memory:NAME", shared by all of this process who give that name.
	URL string

	User, Password string // for basic authentication
	Token          string // a bearer token instead

	Timeout        time.Duration // of one request; 0 is 10 s
	ConnectTimeout time.Duration // 0 is 5 s
	Retries        int           // of requests that find the registry unavailable; 0 is 3, negative is never
	Backoff        time.Duration // before the first repetition, doubled from one to the next; 0 is 100 ms
	LatestTTL      time.Duration // how long the latest version of a subject is believed; 0 is 60 s

	// AllowedHosts are hosts beside the registry's own from which SchemaByURL may fetch: schemas.example.com, 10.0.0.7:8081.
	AllowedHosts []string
	// CAFile holds PEM certificates to trust instead of the public authorities.
	CAFile string
}

// Latest is the version of a subject that was registered last.
const Latest = -1

// Registered is a schema that a registry knows.
type Registered struct {
	Schema  *Schema
	ID      int64 // -1 where a URL led to a text without one
	Version int   // of the subject; -1 where the registry tells none

	// Name is what the header schema-id of an event that this schema wrote should say; of answers of SchemaByName only.
	// It says the same for good, also where the latest version was asked for.
	Name string
}

// Registry is the client of a registry of schemas: safe for all goroutines at once; make one for a process. Answers are
// cached; nothing is connected to before the first question.
//
// A call whose context ends returns at once, with an error that wraps the context's. The request itself ends with its
// own time-out in the background, and what it brings is cached all the same.
type Registry struct {
	handle
	ids   sync.Map // uint32 -> *Schema
	known sync.Map // uintptr -> *Schema
}

// NewRegistry gives the client of a registry.
func NewRegistry(config RegistryConfig) (*Registry, error) {
	object, err := nativeRegistry(&config)
	if err != nil {
		return nil, err
	}
	r := new(Registry)
	r.own(object, freeRegistry)
	return r, nil
}

// SchemaByID gives the schema of an id: that of a frame. It fails with [CodeNotFound] and other codes of [ErrRegistry].
// The same id gives the same schema, so that [Unmarshal] finds what it has bound before.
func (r *Registry) SchemaByID(ctx context.Context, id uint32) (*Schema, error) {
	if known, ok := r.ids.Load(id); ok && r.owner.Load() != nil {
		if schema := known.(*Schema); schema.owner.Load() != nil {
			return schema, nil
		}
	}
	found, err := r.ask(ctx, askID, "", int64(id), nil)
	if err != nil {
		return nil, err
	}
	r.ids.Store(id, found.Schema)
	return found.Schema, nil
}

// SchemaBySubject gives a version of a subject; the version may be [Latest].
func (r *Registry) SchemaBySubject(ctx context.Context, subject string, version int) (*Registered, error) {
	return r.ask(ctx, askSubject, subject, int64(version), nil)
}

// SchemaByURL gives the schema behind a URL: .../schemas/ids/{id}, or .../{name}/schema.avsc, which is the latest
// version of that name. Hosts that were not configured are refused with [CodeInvalidArgument] before anything is sent.
func (r *Registry) SchemaByURL(ctx context.Context, url string) (*Registered, error) {
	return r.ask(ctx, askURL, url, 0, nil)
}

// SchemaByName gives the schema that a name means: an id ("7"), a URL, a GUID, or a version of a subject ("users:3",
// "users:latest"). It fails with [CodeInvalidArgument] for what is no name.
func (r *Registry) SchemaByName(ctx context.Context, name string) (*Registered, error) {
	return r.ask(ctx, askName, name, 0, nil)
}

// SchemaByHeader gives the schema that a header of an event names: [EventHeaders.SchemaID]. It fails with
// [CodeFrameUnknown] for what is no name, and with [CodeInvalidArgument] for a URL on a host that was not configured.
func (r *Registry) SchemaByHeader(ctx context.Context, value string) (*Registered, error) {
	// Ids, which most headers hold, are found without crossing into the core.
	if id, err := strconv.ParseUint(value, 10, 32); err == nil {
		schema, err := r.SchemaByID(ctx, uint32(id))
		if err != nil {
			return nil, err
		}
		return &Registered{Schema: schema, ID: int64(id), Version: -1}, nil
	}
	return r.ask(ctx, askHeader, value, 0, nil)
}

// Register registers a schema under a subject and gives its id. What is registered already is no change. It fails with
// [CodeConflict] when the schema is incompatible with an earlier version.
func (r *Registry) Register(ctx context.Context, subject string, schema *Schema) (id uint32, err error) {
	registered, err := r.ask(ctx, askRegister, subject, 0, schema)
	if err != nil {
		return 0, err
	}
	return uint32(registered.ID), nil
}

// Lookup says where a schema lies under a subject, without registering it.
func (r *Registry) Lookup(ctx context.Context, subject string, schema *Schema) (*Registered, error) {
	return r.ask(ctx, askLookup, subject, 0, schema)
}

// ForgetLatest makes the client ask anew for the latest versions.
func (r *Registry) ForgetLatest() {
	if owner := r.owner.Load(); owner != nil {
		nativeForget(owner.object)
		runtime.KeepAlive(owner)
	}
}

// Close gives the client back before the collector does. It may be called twice, and while other goroutines use it; what
// begins later fails with [CodeClosed]. Schemas that came from it live on.
func (r *Registry) Close() error {
	r.close()
	r.ids.Clear()
	r.known.Clear()
	return nil
}

type answer struct {
	registered *Registered
	err        error
}

func (r *Registry) ask(ctx context.Context, q question, text string, number int64, own *Schema) (*Registered, error) {
	if own == nil && (q == askRegister || q == askLookup) {
		return nil, nilSchema()
	}
	if err := ctx.Err(); err != nil {
		return nil, ended(err)
	}
	if ctx.Done() == nil {
		return r.wait(q, text, number, own)
	}
	answers := make(chan answer, 1)
	go func() {
		registered, err := r.wait(q, text, number, own)
		answers <- answer{registered, err}
	}()
	select {
	case a := <-answers:
		return a.registered, a.err
	case <-ctx.Done():
		return nil, ended(ctx.Err())
	}
}

func ended(cause error) error {
	return &Error{Code: CodeUnavailable, Message: "expected an answer of the registry in time: " + cause.Error(), Offset: -1, cause: cause}
}

// wait asks, and blocks meanwhile.
func (r *Registry) wait(q question, text string, number int64, own *Schema) (*Registered, error) {
	owner := r.owner.Load()
	if owner == nil {
		return nil, closed("registry")
	}
	defer runtime.KeepAlive(owner)
	object := uintptr(0)
	if own != nil {
		schema := own.owner.Load()
		if schema == nil {
			return nil, closed("schema")
		}
		defer runtime.KeepAlive(schema)
		object = schema.object
	}
	found, id, version, err := nativeAsk(owner.object, q, text, number, object)
	if err != nil {
		return nil, err
	}
	schema := own
	if found != 0 {
		schema = r.schemaOf(found)
	}
	registered := &Registered{Schema: schema, ID: id, Version: version}
	if q == askName {
		registered.Name, err = nativeFixedName(owner.object, text)
	}
	return registered, err
}

// schemaOf gives the Go object of a schema that the core may have handed out before.
func (r *Registry) schemaOf(object uintptr) *Schema {
	made := schemaOf(object)
	for {
		known, again := r.known.LoadOrStore(object, made)
		schema := known.(*Schema)
		if !again || schema.owner.Load() != nil {
			return schema
		}
		r.known.CompareAndDelete(object, known)
	}
}
