package isobyte

import (
	"fmt"
	"strconv"
	"strings"
)

// Error is what every failing call of this package returns (registry calls that a context ended also wrap its error).
type Error struct {
	Code    Code
	Path    string // the place in the value or schema, such as order.items[3].price; empty for the whole
	Message string // what was expected and what was found
	Offset  int64  // the place in the data, in bytes; -1 where there is none
	cause   error
}

// Error gives path and message.
func (e *Error) Error() string {
	if e.Path == "" {
		return e.Message
	}
	return e.Path + ": " + e.Message
}

// Is reports whether target is the error's [Code] or its [Kind].
func (e *Error) Is(target error) bool { return e.Code == target || e.Code.Is(target) }

// Unwrap gives the context's error, if a context ended the call.
func (e *Error) Unwrap() error { return e.cause }

// Kind gives the family of the error.
func (e *Error) Kind() Kind { return e.Code.Kind() }

// Kind gives the family of the code.
func (c Code) Kind() Kind { return Kind(c / 100) }

// Error gives the name that all the languages share.
func (c Code) Error() string { return c.String() }

// String gives the name that all the languages share.
func (c Code) String() string {
	if name, ok := codeNames[c]; ok {
		return name
	}
	return "code " + strconv.Itoa(int(c))
}

// Is reports whether target is the code's [Kind].
func (c Code) Is(target error) bool {
	kind, ok := target.(Kind)
	return ok && kind == c.Kind()
}

// Error gives the name of the kind.
func (k Kind) Error() string { return k.String() }

// String gives the name of the kind.
func (k Kind) String() string {
	if name, ok := kindNames[k]; ok {
		return name
	}
	return "kind " + strconv.Itoa(int(k))
}

func newError(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...), Offset: -1}
}

func closed(what string) *Error { return newError(CodeClosed, "the %s is closed", what) }

// inField, inItem and inKey add an outer step while a walker's error travels outwards.
func (e *Error) inField(name string) {
	switch {
	case e.Path == "" || e.Path[0] == '[':
		e.Path = name + e.Path
	default:
		e.Path = name + "." + e.Path
	}
}

func (e *Error) inItem(index int) { e.join("[" + strconv.Itoa(index) + "]") }

func (e *Error) inKey(key string) {
	if runes := []rune(key); len(runes) > 64 {
		key = string(runes[:64])
	}
	e.join("[" + strconv.Quote(strings.ToValidUTF8(key, "\uFFFD")) + "]")
}

func (e *Error) join(step string) {
	if e.Path == "" || e.Path[0] == '[' {
		e.Path = step + e.Path
	} else {
		e.Path = step + "." + e.Path
	}
}
