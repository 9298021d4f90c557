"""Schemas as fastavro has them, Python's own objects: written out with full names, and compiled once."""

from __future__ import annotations

import json
from typing import Any

from isobyte import _native
from isobyte.errors import SchemaError
from isobyte.fastavro.errors import SchemaParseException, SchemaResolutionError, UnknownType, schema_error

PRIMITIVES = frozenset({"boolean", "bytes", "double", "float", "int", "long", "null", "string"})
HINTS = frozenset({"__fastavro_parsed", "__named_schemas"})
_NAMED = frozenset({"enum", "fixed", "record", "error"})
_MOVED = frozenset({"type", "name", "namespace", "fields", "items", "size", "symbols", "values", "doc"})
_OF_FIELD = ("doc", "aliases", "default")

#: Schemas that were not parsed before they are used: so many are kept, by their text.
_KEPT = 256
_by_text: dict[str, Compiled] = {}


class Options:
    """What a codec is made for, besides its schema. Compared by what it says."""

    __slots__ = ("key", "missing", "told", "tuples", "unknown", "unless_only")

    def __init__(
        self,
        *,
        missing: str = "null",
        unknown: str = "ignore",
        tuples: bool = True,
        told: str | None = None,
        unless_only: bool = False,
    ) -> None:
        self.missing, self.unknown, self.tuples, self.told, self.unless_only = (
            missing,
            unknown,
            tuples,
            told,
            unless_only,
        )
        self.key = (missing, unknown, tuples, told, unless_only)


PLAIN = Options()


def of_writing(strict: bool, strict_allow_default: bool, disable_tuple_notation: bool) -> Options:
    """fastavro's options of writing as those of a codec."""
    if not (strict or strict_allow_default or disable_tuple_notation):
        return PLAIN
    missing = "error" if strict else "default" if strict_allow_default else "null"
    unknown = "error" if strict or strict_allow_default else "ignore"
    return Options(missing=missing, unknown=unknown, tuples=not disable_tuple_notation)


class Compiled:
    """A schema of the core's, and the codecs that were made of it."""

    __slots__ = ("_codecs", "plain", "schema", "stream")

    def __init__(self, schema: _native.Schema) -> None:
        self.schema = schema
        self._codecs: dict[Any, _native.Codec[Any]] = {}
        #: The codec of calls without options, and the same beside files.
        self.plain = self.codec(PLAIN)
        self.stream = _native.Stream(self.plain)

    def codec(self, options: Options, reader: Compiled | None = None) -> _native.Codec[Any]:
        """The codec for these options, made once."""
        key = (options.key, reader.schema if reader is not None else None)
        codec = self._codecs.get(key)
        if codec is None:
            codec = self._make(options, reader)
            if len(self._codecs) < _KEPT:
                self._codecs[key] = codec
        return codec

    def _make(self, options: Options, reader: Compiled | None) -> _native.Codec[Any]:
        told: Any = options.told
        missing: Any = options.missing
        unknown: Any = options.unknown
        try:
            return _native.dialect_codec(
                self.schema,
                None if reader is None else reader.schema,
                missing_fields=missing,
                unknown_fields=unknown,
                tuples=options.tuples,
                told=told,
                unless_only=options.unless_only,
            )
        except SchemaError as error:
            if error.code != "schema_incompatible":
                raise
            raise SchemaResolutionError(error.message, code=error.code, number=error.number, path=error.path) from None


class ParsedDict(dict[Any, Any]):
    """A schema that ``parse_schema`` gives: a dict like any other, which knows what it was compiled to. Not to be changed."""

    __slots__ = ("compiled", "stream")
    compiled: Compiled
    stream: _native.Stream

    def __reduce__(self) -> tuple[Any, ...]:
        return dict, (dict(self),)


class ParsedList(list[Any]):
    """As ``ParsedDict``, of a union."""

    __slots__ = ("compiled", "stream")
    compiled: Compiled
    stream: _native.Stream

    def __reduce__(self) -> tuple[Any, ...]:
        return list, (list(self),)


def parse(schema: Any, named: dict[str, Any], *, expand: bool, hint: bool) -> Any:
    """A schema with full names; what it defines is added to ``named``."""
    if isinstance(schema, dict) and "__fastavro_parsed" in schema:
        named.update(schema.get("__named_schemas", {}))
        if not expand:
            return schema if type(schema) is ParsedDict else _remember(ParsedDict(schema), schema, named)
    known = dict(named)
    try:
        made = shape(schema, "", named, set(), expand, hint)
    except UnknownType:
        raise
    except SchemaError as error:
        raise schema_error(error) from None
    except (KeyError, TypeError, AttributeError, RecursionError, ValueError) as error:
        # What is no schema at all: the core says how.
        _schema(schema, {})
        raise SchemaParseException(
            f"expected a schema, found one that is not: {error}", code="schema_invalid"
        ) from None
    if isinstance(made, str) or expand:
        if not isinstance(made, str) or made in PRIMITIVES:
            _schema(schema, known)
        return made
    return _remember(ParsedDict(made) if isinstance(made, dict) else ParsedList(made), schema, known)


def _remember(parsed: Any, given: Any, known: dict[str, Any]) -> Any:
    """Compiles what was parsed. ``known`` are the types that it may use besides its own."""
    native = _schema(given, known)
    try:
        # The text that fastavro writes into files, if it says the same.
        printed = _native.Schema(json.dumps(clean(parsed)), names="utf8")
        native = printed if printed.canonical == native.canonical else native
    except (SchemaError, TypeError, ValueError):
        pass
    parsed.compiled = Compiled(native)
    parsed.stream = parsed.compiled.stream
    return parsed


def compiled(schema: Any) -> Compiled:
    """What a schema is compiled to: kept with it if it was parsed, otherwise by its text."""
    if type(schema) is ParsedDict or type(schema) is ParsedList:
        return schema.compiled
    known: dict[str, Any] = {}
    for part in schema if isinstance(schema, list) else [schema]:
        if isinstance(part, dict):
            known.update(part.get("__named_schemas", {}))
    text = _text(schema, known)
    found = _by_text.get(text)
    if found is not None:
        return found
    parse(schema, dict(known), expand=False, hint=False)
    return kept(_parsed(text))


def kept(schema: _native.Schema) -> Compiled:
    """What a schema is compiled to, once for all schemas of its text."""
    found = _by_text.get(schema.text)
    if found is None:
        found = Compiled(schema)
        if len(_by_text) >= _KEPT:
            _by_text.clear()
        _by_text[schema.text] = found
    return found


def shaped(schema: Any) -> Any:
    """A schema with full names, for those who look at it."""
    return shape(clean(schema), "", {}, set(), False, False)


def clean(schema: Any) -> Any:
    """Without the hints that parsing leaves."""
    if isinstance(schema, list):
        return [clean(part) for part in schema]
    if isinstance(schema, dict):
        return {key: value for key, value in schema.items() if key not in HINTS}
    return schema


def _schema(given: Any, known: dict[str, Any]) -> _native.Schema:
    return _parsed(_text(given, known))


def _text(given: Any, known: dict[str, Any]) -> str:
    """The text for the core: types that the schema takes from elsewhere stand where they are used first."""
    given = clean(given)
    if known:
        given = inline(shape(given, "", dict(known), set(), False, False), known, set())
    try:
        return json.dumps(given)
    except (TypeError, ValueError, RecursionError) as error:
        raise SchemaParseException(f"expected a schema of JSON's types, found one that is not: {error}") from None


def _parsed(text: str) -> _native.Schema:
    try:
        return _native.Schema(text, names="utf8")
    except SchemaError as error:
        raise schema_error(error) from None


def full_name(schema: dict[Any, Any], namespace: str) -> tuple[str, str]:
    """The namespace and the full name of a named type."""
    if "name" not in schema:
        raise SchemaParseException(f'"name" is a required field missing from the schema: {schema}')
    name = schema["name"]
    namespace = schema.get("namespace", namespace)
    if "." in name:
        return name.rsplit(".", 1)[0], name
    return (namespace, f"{namespace}.{name}") if namespace else ("", name)


def shape(schema: Any, namespace: str, named: dict[str, Any], names: set[str], expand: bool, hint: bool) -> Any:
    """A schema as fastavro writes it out: full names, no namespaces. What it means is for the core to check."""
    if isinstance(schema, list):
        return [shape(part, namespace, named, names, expand, hint) for part in schema]
    if not isinstance(schema, dict):
        if schema in PRIMITIVES:
            return schema
        name = f"{namespace}.{schema}" if "." not in schema and namespace else schema
        if name not in named:
            raise UnknownType(name)
        return named[name] if expand and "name" in named[name] else name
    kind = schema["type"]
    if not isinstance(kind, str) or kind not in PRIMITIVES | _NAMED | {"array", "map"}:
        raise UnknownType(kind if isinstance(kind, str) else json.dumps(kind))
    parsed = {key: value for key, value in schema.items() if key not in _MOVED}
    parsed["type"] = kind
    if "doc" in schema:
        parsed["doc"] = schema["doc"]
    if kind == "array":
        parsed["items"] = shape(schema["items"], namespace, named, names, expand, False)
    elif kind == "map":
        parsed["values"] = shape(schema["values"], namespace, named, names, expand, False)
    elif kind in _NAMED:
        _shape_named(schema, parsed, namespace, named, names, expand, hint)
    return parsed


def _shape_named(
    schema: dict[Any, Any],
    parsed: dict[Any, Any],
    namespace: str,
    named: dict[str, Any],
    names: set[str],
    expand: bool,
    hint: bool,
) -> None:
    namespace, name = full_name(schema, namespace)
    if name in names:
        raise SchemaParseException(f"redefined named type: {name}")
    names.add(name)
    named[name] = parsed
    if parsed["type"] in ("enum", "fixed"):
        attribute = "symbols" if parsed["type"] == "enum" else "size"
        parsed["name"] = name
        parsed[attribute] = schema[attribute]
        return
    fields = [_shape_field(field, namespace, named, names, expand) for field in schema.get("fields", [])]
    parsed["name"] = name
    parsed["fields"] = fields
    if hint:
        # A copy, so that nothing refers to itself.
        named[name] = dict(parsed)
        parsed["__fastavro_parsed"] = True
        parsed["__named_schemas"] = named


def _shape_field(field: Any, namespace: str, named: dict[str, Any], names: set[str], expand: bool) -> dict[Any, Any]:
    if not isinstance(field, dict):
        raise SchemaParseException(f"Record field must be a dict, not {type(field).__name__}: {field}")
    for key in ("name", "type"):
        if key not in field:
            raise SchemaParseException(f"Record field is missing {key!r}: {field}")
    parsed = {key: value for key, value in field.items() if key not in ("type", "name", *_OF_FIELD)}
    parsed.update((key, field[key]) for key in _OF_FIELD if key in field)
    parsed["name"] = field["name"]
    parsed["type"] = shape(field["type"], namespace, named, names, expand, False)
    return parsed


def inline(schema: Any, known: dict[str, Any], seen: set[str]) -> Any:
    """A schema with full names, with the types of ``known`` where they are used first."""
    if isinstance(schema, list):
        return [inline(part, known, seen) for part in schema]
    if isinstance(schema, str):
        return schema if schema in PRIMITIVES or schema in seen else inline(clean(known[schema]), known, seen)
    made = dict(schema)
    if made["type"] in _NAMED:
        seen.add(made["name"])
        if "." not in made["name"]:
            # Or it would take the namespace of what it stands in.
            made["namespace"] = ""
    for key in ("items", "values"):
        if key in made and made["type"] in ("array", "map"):
            made[key] = inline(made[key], known, seen)
    if made["type"] in ("record", "error"):
        made["fields"] = [{**field, "type": inline(field["type"], known, seen)} for field in made["fields"]]
    return made
