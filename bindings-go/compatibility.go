package isobyte

import "runtime"

// CompatibilityLevel says which earlier versions a new schema must go together with, and in which direction.
type CompatibilityLevel string

// The levels, as registries call them.
const (
	LevelNone               CompatibilityLevel = "NONE"
	LevelBackward           CompatibilityLevel = "BACKWARD"            // the new schema reads what the latest version wrote
	LevelBackwardTransitive CompatibilityLevel = "BACKWARD_TRANSITIVE" // ... what any version wrote
	LevelForward            CompatibilityLevel = "FORWARD"             // the latest version reads what the new schema writes
	LevelForwardTransitive  CompatibilityLevel = "FORWARD_TRANSITIVE"  // every version does
	LevelFull               CompatibilityLevel = "FULL"                // both ways, with the latest version
	LevelFullTransitive     CompatibilityLevel = "FULL_TRANSITIVE"     // both ways, with every version
)

// Direction says which of two schemas is the reader.
type Direction int

// The directions.
const (
	NewReadsOld Direction = 0 // the new schema reads what the version wrote
	OldReadsNew Direction = 1 // the version reads what the new schema writes
)

// String gives BACKWARD or FORWARD.
func (d Direction) String() string {
	if d == OldReadsNew {
		return string(LevelForward)
	}
	return string(LevelBackward)
}

// Finding is a reason why data of one schema may fail to be read by another.
type Finding struct {
	Version    int       // the position of the earlier schema, counted from 0
	Direction  Direction // who cannot read whom
	Kind       string    // as Avro Java calls it: TYPE_MISMATCH
	Words      string    // a sentence for people, without the place
	ReaderPath string    // where in the reader's schema, as a JSON pointer; / for the whole schema
	WriterPath string    // where in the writer's schema, likewise
	Path       string    // where Avro Java locates it
	Message    string    // what was expected and what was found, in Avro Java's words
	Causes     []Finding // of a missing branch: why the branches that come near cannot read it
}

// Change is one difference between two schemas.
type Change struct {
	Kind     string // such as field_added
	Path     string // by the names of fields: address.zip; [] for items, {} for the values of a map; empty for the whole schema
	Sentence string // the change in words
}

// String gives the place in the reader's schema and the sentence.
func (f Finding) String() string { return f.ReaderPath + ": " + f.Words }

// String gives the place and the sentence.
func (c Change) String() string {
	if c.Path == "" {
		return c.Sentence
	}
	return c.Path + ": " + c.Sentence
}

// Compatible gives the reasons why data of a writer's schema can fail to be read by a reader's, judged by the schemas
// alone, as Avro Java judges; none if they never can.
func Compatible(reader, writer *Schema) ([]Finding, error) {
	return check(reader, "", []*Schema{writer})
}

// CheckCompatibility gives all that stands against a new schema under a level; none if nothing does. The versions are the
// earlier ones, oldest first. It fails with [CodeInvalidArgument] for a level that is none.
func CheckCompatibility(level CompatibilityLevel, candidate *Schema, versions ...*Schema) ([]Finding, error) {
	if level == "" {
		return nil, newError(CodeInvalidArgument, "expected a level of compatibility, found none")
	}
	return check(candidate, level, versions)
}

func check(candidate *Schema, level CompatibilityLevel, versions []*Schema) ([]Finding, error) {
	own, err := candidate.open()
	if err != nil {
		return nil, err
	}
	defer runtime.KeepAlive(own)
	objects := make([]uintptr, 0, len(versions))
	for _, version := range versions {
		owner, err := version.open()
		if err != nil {
			return nil, err
		}
		defer runtime.KeepAlive(owner)
		objects = append(objects, owner.object)
	}
	return nativeCheck(own.object, string(level), objects)
}

// Diff gives what changed from an old schema to a new one, outer changes before inner ones; nothing if they are equal.
func Diff(old, new *Schema) ([]Change, error) {
	before, err := old.open()
	if err != nil {
		return nil, err
	}
	defer runtime.KeepAlive(before)
	after, err := new.open()
	if err != nil {
		return nil, err
	}
	defer runtime.KeepAlive(after)
	return nativeDiff(before.object, after.object)
}
