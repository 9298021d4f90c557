"""``fastavro.schema``: schemas parsed, loaded, expanded and fingerprinted."""

from __future__ import annotations

import hashlib
import os
from typing import Any

from isobyte import _native
from isobyte.fastavro import _parse
from isobyte.fastavro.errors import SchemaParseException, UnknownType
from isobyte.fastavro.repository import AbstractSchemaRepository, FlatDictRepository, SchemaRepositoryError
from isobyte.fastavro.types import DictSchema, NamedSchemas, Schema

__all__ = [
    "FINGERPRINT_ALGORITHMS",
    "SchemaParseException",
    "UnknownType",
    "expand_schema",
    "fingerprint",
    "fullname",
    "load_schema",
    "load_schema_ordered",
    "parse_schema",
    "to_parsing_canonical_form",
]

_JAVA_NAMES = {"SHA-256": "sha256", "MD5": "md5"}
_CRC = "CRC-64-AVRO"
FINGERPRINT_ALGORITHMS: frozenset[str] = frozenset(hashlib.algorithms_guaranteed | _JAVA_NAMES.keys() | {_CRC})


def parse_schema(
    schema: Schema,
    named_schemas: NamedSchemas | None = None,
    *,
    expand: bool = False,
    _write_hint: bool = True,
    _force: bool = False,
    _ignore_default_error: bool = False,
) -> Schema:
    """A schema with full names, compiled: what is done with it later costs no parsing.

    ``named_schemas`` has types that the schema may use, and takes those that it defines. With ``expand``, names are
    replaced by what they stand for; such a schema is for reading only.
    """
    named = {} if named_schemas is None else named_schemas
    if _force and isinstance(schema, dict):
        schema = _parse.clean(schema)
    return _parse.parse(schema, named, expand=expand, hint=_write_hint)


def fullname(schema: DictSchema) -> str:
    """The full name of a named type."""
    return _parse.full_name(schema, "")[1]


def expand_schema(schema: Schema) -> Schema:
    """A schema in which names are replaced by the types that they stand for."""
    return parse_schema(schema, expand=True, _write_hint=False)


def load_schema(
    schema_path: str,
    *,
    repo: AbstractSchemaRepository | None = None,
    named_schemas: NamedSchemas | None = None,
    _write_hint: bool = True,
    _injected_schemas: set[str] | None = None,
) -> Schema:
    """The schema of a file, with those that it uses from files ``<full name>.avsc`` beside it, or from a repository."""
    name = schema_path
    if repo is None:
        folder, file = os.path.split(schema_path)
        name = os.path.splitext(file)[0]
        repo = FlatDictRepository(folder)
    named: dict[str, Any] = {} if named_schemas is None else named_schemas
    own = dict(named)
    loaded = _load(name, repo, own, [])
    seen = set(named)
    whole = parse_schema(_parse.inline(loaded, own, seen), dict(named), _write_hint=_write_hint)
    named.update(own)
    return whole


def _load(name: str, repo: AbstractSchemaRepository, named: dict[str, Any], under_way: list[str]) -> Any:
    """The schema of a name with full names; what it uses is loaded into ``named``."""
    schema = repo.load(name)
    while True:
        tried = dict(named)
        try:
            parsed = _parse.shape(_parse.clean(schema), "", tried, set(), False, False)
        except UnknownType as error:
            if error.name in under_way or error.name == name:
                raise
            try:
                _load(error.name, repo, named, [*under_way, name])
            except SchemaRepositoryError:
                raise error from None
            if error.name not in named:
                raise
        else:
            named.update(tried)
            return parsed


def load_schema_ordered(ordered_schemas: list[str], *, _write_hint: bool = True) -> Schema:
    """The last of several files, of which each may use what those before it define."""
    named: dict[str, Any] = {}
    loaded: Any = None
    for path in ordered_schemas:
        folder, file = os.path.split(path)
        loaded = _load(os.path.splitext(file)[0], FlatDictRepository(folder), named, [])
    return parse_schema(_parse.inline(loaded, named, set()), _write_hint=_write_hint)


def to_parsing_canonical_form(schema: Schema) -> str:
    """The Parsing Canonical Form."""
    return _parse.compiled(schema).schema.canonical


def fingerprint(parsing_canonical_form: str, algorithm: str) -> str:
    """The fingerprint of a canonical form, in hexadecimal digits."""
    if algorithm not in FINGERPRINT_ALGORITHMS:
        known = ", ".join(sorted(FINGERPRINT_ALGORITHMS))
        raise ValueError(f"Unknown schema fingerprint algorithm {algorithm}. Valid values include: {known}")
    form = parsing_canonical_form.encode()
    if algorithm == _CRC:
        return _native.crc64_avro(form).hex()
    return hashlib.new(_JAVA_NAMES.get(algorithm, algorithm), form).hexdigest()
