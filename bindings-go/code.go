package isobyte

// Code says what went wrong. The numbers are permanent and the same in every language; number / 100 is the [Kind].
//
// A Code is an error itself, so that errors.Is(err, isobyte.CodeDataTruncated) asks whether it happened.
type Code int32

// Kind is the family of a [Code]. A Kind is an error itself, so that errors.Is(err, isobyte.ErrDecode) asks
// whether anything of that family happened.
type Kind int32

// The kinds of errors.
const (
	ErrUsage    Kind = 1 // the call itself is wrong
	ErrSchema   Kind = 2 // a schema does not parse or fit
	ErrEncode   Kind = 3 // a value does not fit its schema
	ErrDecode   Kind = 4 // bytes are no datum of their schema
	ErrRegistry Kind = 5 // the registry refuses or fails
	ErrInternal Kind = 9 // a bug in isobyte
)

// The codes.
const (
	CodeInvalidArgument Code = 100 // an argument that no call could accept
	CodeBufferTooSmall  Code = 101 // never seen in Go: buffers grow
	CodeUnsupported     Code = 102 // not offered for this format or in this build
	CodeClosed          Code = 103 // used after Close
	CodeShapeMismatch   Code = 104 // the Go type does not fit the schema; the message lists every mismatch

	CodeSchemaSyntax       Code = 200 // the schema's text is no JSON
	CodeSchemaInvalid      Code = 201 // the schema says what the specification forbids
	CodeSchemaReference    Code = 202 // a name that is defined nowhere
	CodeSchemaIncompatible Code = 203 // reader and writer schema do not go together

	CodeValueType       Code = 300 // a value of the wrong kind
	CodeValueRange      Code = 301 // a value out of range, or one that would lose digits
	CodeValueMissing    Code = 302 // a field without a value and without a default
	CodeValueAmbiguous  Code = 303 // two branches of a union fit
	CodeValueConstraint Code = 304 // an unknown symbol or field, a wrong size, text that is no UTF-8 or no UUID
	CodeValueLimit      Code = 305 // too deep, cyclic, or too many items

	CodeDataTruncated       Code = 400 // the bytes end too soon
	CodeDataMalformed       Code = 401 // bytes that no encoder writes
	CodeDataTrailing        Code = 402 // bytes behind the datum
	CodeDataLimit           Code = 403 // too deep, or too many items
	CodeDataUnrepresentable Code = 404 // legal bytes that the Go type cannot hold
	CodeFrameUnknown        Code = 405 // bytes that do not begin with a known frame

	CodeNotFound     Code = 500 // the registry does not have it
	CodeConflict     Code = 501 // the registry holds something that stands against it
	CodeRejected     Code = 502 // the registry refuses it
	CodeUnauthorized Code = 503 // the registry wants other credentials
	CodeProtocol     Code = 504 // the registry's answer is not understood
	CodeUnavailable  Code = 505 // the registry does not answer now; the call may be repeated

	CodeInternal Code = 900 // a bug in isobyte
)

var codeNames = map[Code]string{
	CodeInvalidArgument:     "invalid_argument",
	CodeBufferTooSmall:      "buffer_too_small",
	CodeUnsupported:         "unsupported",
	CodeClosed:              "closed",
	CodeShapeMismatch:       "shape_mismatch",
	CodeSchemaSyntax:        "schema_syntax",
	CodeSchemaInvalid:       "schema_invalid",
	CodeSchemaReference:     "schema_reference",
	CodeSchemaIncompatible:  "schema_incompatible",
	CodeValueType:           "value_type",
	CodeValueRange:          "value_range",
	CodeValueMissing:        "value_missing",
	CodeValueAmbiguous:      "value_ambiguous",
	CodeValueConstraint:     "value_constraint",
	CodeValueLimit:          "value_limit",
	CodeDataTruncated:       "data_truncated",
	CodeDataMalformed:       "data_malformed",
	CodeDataTrailing:        "data_trailing",
	CodeDataLimit:           "data_limit",
	CodeDataUnrepresentable: "data_unrepresentable",
	CodeFrameUnknown:        "frame_unknown",
	CodeNotFound:            "not_found",
	CodeConflict:            "conflict",
	CodeRejected:            "rejected",
	CodeUnauthorized:        "unauthorized",
	CodeProtocol:            "protocol",
	CodeUnavailable:         "unavailable",
	CodeInternal:            "internal",
}

var kindNames = map[Kind]string{
	ErrUsage:    "usage",
	ErrSchema:   "schema",
	ErrEncode:   "value",
	ErrDecode:   "data",
	ErrRegistry: "registry",
	ErrInternal: "internal",
}
