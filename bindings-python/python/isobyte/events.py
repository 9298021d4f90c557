"""Events: values with the headers that say which schema wrote them, and how; and back.

A model has this as its methods ``to_event`` and ``from_event``. Here it is for dicts and values of any other kind::

    value, headers = events.to_event({"name": "Bond", "age": 50}, registry, "users:latest")
    assert events.from_event(value, headers, registry) == {"name": "Bond", "age": 50}
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, overload

from isobyte import _native, errors, headers

if TYPE_CHECKING:
    from isobyte._native import AnySchema
    from isobyte.aio import AsyncRegistry

__all__ = ["from_event", "from_event_async", "to_event", "to_event_async"]

Value = TypeVar("Value")
AnyHeaders = Iterable[tuple["str | bytes", "bytes | str | None"]]


def to_event(
    value: Any,
    registry: _native.Registry,
    schema_id: int | str,
    *,
    framed: bool = False,
    content_type: str = "avro",
) -> tuple[bytes, headers.Headers]:
    """The value and headers of an event, written by the schema that ``schema_id`` names.

    Where that is the latest version of a subject, the header says its id: the event names its schema for good.
    ``framed`` puts Confluent's frame before the value. ``content_type`` is ``avro``, or ``avro-json`` for Avro's JSON
    encoding.
    """
    found = registry.get(schema_id)
    return pack(found.codec(), value, schema_id, found, framed, content_type)


async def to_event_async(
    value: Any,
    registry: AsyncRegistry,
    schema_id: int | str,
    *,
    framed: bool = False,
    content_type: str = "avro",
) -> tuple[bytes, headers.Headers]:
    """As ``to_event``; the registry is asked off the event loop."""
    found = await registry.get(schema_id)
    return pack(found.codec(), value, schema_id, found, framed, content_type)


@overload
def from_event(
    value: bytes,
    headers: AnyHeaders | None,
    registry: _native.Registry,
    type: type[Value],
    *,
    reader: AnySchema | None = None,
    framed: bool = False,
) -> Value: ...
@overload
def from_event(
    value: bytes,
    headers: AnyHeaders | None,
    registry: _native.Registry,
    type: Any = None,
    *,
    reader: AnySchema | None = None,
    framed: bool = False,
) -> Any: ...
def from_event(
    value: bytes,
    headers: AnyHeaders | None,
    registry: _native.Registry,
    type: Any = None,
    *,
    reader: AnySchema | None = None,
    framed: bool = False,
) -> Any:
    """The value of an event, by the schema that its headers or its frame name.

    Without a ``type`` it is dicts, lists and plain values. With a ``reader`` (a schema, or a model) it is read as that
    schema's. Raises DecodeError for an event that names no schema.
    """
    said = unpack(value, headers, framed)
    return _read(said, registry.get(said.asked()), type, reader)


async def from_event_async(
    value: bytes,
    headers: AnyHeaders | None,
    registry: AsyncRegistry,
    type: Any = None,
    *,
    reader: AnySchema | None = None,
    framed: bool = False,
) -> Any:
    """As ``from_event``; the registry is asked off the event loop."""
    said = unpack(value, headers, framed)
    return _read(said, await registry.get(said.asked()), type, reader)


class Said(NamedTuple):
    """An event taken apart."""

    #: What names the schema; None where nothing does.
    schema_id: int | str | None
    datum: bytes
    is_json: bool

    def asked(self) -> int | bytes:
        """The schema's name as a registry is asked for it: what is none is the event's fault."""
        return self.schema_id if isinstance(self.schema_id, int) else (self.schema_id or "").encode()


def unpack(value: bytes, pairs: AnyHeaders | None, framed: bool) -> Said:
    """Takes an event apart. A frame tells more than headers do."""
    said = headers.parse(pairs)
    is_json = said.content_type == "avro-json"
    if framed:
        return Said(*_native.unframe(value), is_json)
    return Said(said.schema_id, value, is_json)


def pack(
    codec: _native.Codec[Any],
    value: Any,
    schema_id: int | str | None,
    found: _native.Registered | None,
    framed: bool,
    content_type: str,
) -> tuple[bytes, headers.Headers]:
    """Puts an event together. ``found`` is what the registry has by the name ``schema_id``."""
    id, _, is_fixed = told(schema_id)
    if found is not None and schema_id is not None:
        id = found.id
        schema_id = schema_id if is_fixed else _native.fixed_schema_id(schema_id, found)
    pairs = headers.build(schema_id, content_type=content_type)
    is_json = pairs[0][1] == b"avro-json"
    if not framed:
        return codec.encode_json(value) if is_json else codec.encode(value), pairs
    if id is None:
        message = f"expected a schema_id that is an id, or a registry to ask for it, found {schema_id!r}"
        raise errors.UsageError(message, code="invalid_argument", number=100)
    return _native.frame(id, codec.encode_json(value)) if is_json else codec.encode_framed(value, id), pairs


@functools.lru_cache(maxsize=1024)
def told(schema_id: int | str | None) -> tuple[int | None, str | None, bool]:
    """What a schema's name itself tells: the id, the subject, and whether it is the same schema for good."""
    if schema_id is None:
        return None, None, False
    try:
        return _native.read_schema_id(schema_id)
    except errors.UsageError:
        # It may be anything as long as nobody is asked for it.
        return None, None, False


def decode(codec: _native.Codec[Any], datum: Any, is_json: bool) -> Any:
    """The value of a datum."""
    return codec.decode_json(datum) if is_json else codec.decode(datum)


def _read(said: Said, found: _native.Registered, type: Any, reader: AnySchema | None) -> Any:
    # A model is read as its own schema.
    if reader is None and hasattr(type, "__isobyte_plan__"):
        reader = type
    return decode(found.codec(type, reader=reader), said.datum, said.is_json)
