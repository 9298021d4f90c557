"""Events: a model's bytes with the headers that say which schema wrote them, and back."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TypeVar

from isobyte import _native, errors, headers
from isobyte._adapters import meta_of
from isobyte._hints import usage
from isobyte.model.plan import plan_of

if TYPE_CHECKING:
    from isobyte.aio import AsyncRegistry

Model = TypeVar("Model", bound="EventMethods")
AnyHeaders = Iterable[tuple["str | bytes", "bytes | str | None"]]

_ID_URL = re.compile(r"/schemas/ids/(\d+)/?$")


class EventMethods:
    """What every model can do with events."""

    __slots__ = ()

    def to_event(
        self, registry: _native.Registry | None = None, *, framed: bool = False, content_type: str = "avro"
    ) -> tuple[bytes, headers.Headers]:
        """The value and headers of an event.

        With a registry, the schema that ``Meta.schema_id`` names is fetched (the first time) and the object is written
        by it. ``framed`` puts Confluent's frame before the value: zero, and the schema's id in four bytes.
        ``content_type`` is ``avro``, or ``avro-json`` for Avro's JSON encoding.
        """
        schema_id = _schema_id(self.__class__)
        registered = None if registry is None or schema_id is None else _ask(registry, schema_id)
        return _write(self, schema_id, registered, framed, content_type)

    @classmethod
    def from_event(
        cls: type[Model],
        value: bytes,
        headers: AnyHeaders | None = None,
        registry: _native.Registry | None = None,
        *,
        framed: bool = False,
    ) -> Model:
        """The object of an event.

        The schema is the one that the event names: this class's own if that is ``Meta.schema_id``, else the registry's,
        whose data are then read as this class's schema: what they lack takes its default, what the class lacks is left out.
        """
        writer, datum, kind = _writer(cls, value, headers, framed, has_registry=registry is not None)
        if writer is None or registry is None:
            return _own(cls, datum, kind)
        return _read(cls, datum, kind, _ask(registry, writer))

    async def to_event_async(
        self, registry: AsyncRegistry, *, framed: bool = False, content_type: str = "avro"
    ) -> tuple[bytes, headers.Headers]:
        """As ``to_event``; the registry is asked off the event loop."""
        schema_id = _schema_id(self.__class__)
        registered = None if schema_id is None else await registry.get(schema_id)
        return _write(self, schema_id, registered, framed, content_type)

    @classmethod
    async def from_event_async(
        cls: type[Model],
        value: bytes,
        headers: AnyHeaders | None,
        registry: AsyncRegistry,
        *,
        framed: bool = False,
    ) -> Model:
        """As ``from_event``; the registry is asked off the event loop."""
        writer, datum, kind = _writer(cls, value, headers, framed, has_registry=True)
        if writer is None:
            return _own(cls, datum, kind)
        return _read(cls, datum, kind, await registry.get(writer))


def is_json(serialization_type: str) -> bool:
    """Whether it is Avro's JSON encoding. Raises DecodeError for what is unknown."""
    return serialization_type != "avro" and _native.content_type(serialization_type) == "avro-json"


def decode(codec: _native.Codec[Any], data: Any, kind: str) -> Any:
    """The value of a datum."""
    return codec.decode_json(data) if kind == "avro-json" else codec.decode(data)


def _schema_id(cls: type) -> int | str | None:
    schema_id: int | str | None = getattr(meta_of(cls), "schema_id", None)
    return schema_id


def _ask(registry: _native.Registry, schema_id: int | str) -> _native.Registered:
    return registry.by_id(schema_id) if isinstance(schema_id, int) else registry.by_url(schema_id)


def _number(schema_id: int | str | None) -> int | None:
    if schema_id is None or isinstance(schema_id, int):
        return schema_id
    found = _ID_URL.search(schema_id)
    return int(found[1]) if found else None


def _write(
    model: EventMethods,
    schema_id: int | str | None,
    registered: _native.Registered | None,
    framed: bool,
    content_type: str,
) -> tuple[bytes, headers.Headers]:
    codec: _native.Codec[Any] = plan_of(model.__class__).codec
    if registered is not None and registered.schema.canonical != codec.schema.canonical:
        codec = registered.codec()
    pairs = headers.build(schema_id, content_type=content_type)
    as_json = is_json(content_type)
    if not framed:
        return codec.encode_json(model) if as_json else codec.encode(model), pairs
    number = _number(schema_id) if registered is None else registered.id
    if number is None:
        raise usage(f"expected a schema_id that is an id, or a registry to ask for it; found {schema_id!r}")
    if as_json:
        return _native.frame(number, codec.encode_json(model)), pairs
    return codec.encode_framed(model, number), pairs


def _writer(
    cls: type[EventMethods], value: bytes, pairs: AnyHeaders | None, framed: bool, *, has_registry: bool
) -> tuple[int | str | None, bytes, str]:
    """Which schema the event names, or None for the class's own; the datum; and how it is encoded."""
    said = headers.parse(pairs)
    kind = said.content_type or "avro"
    writer, datum = said.schema_id, value
    if framed:
        writer, datum = _native.unframe(value)
    own = _schema_id(cls)
    if writer is None or writer == own or (_number(writer) is not None and _number(writer) == own):
        return None, datum, kind
    if not has_registry:
        message = (
            f"the event was written by schema {writer!r}, not by {own!r} of {cls.__qualname__}: expected a registry"
        )
        raise errors.UsageError(message, code="invalid_argument", number=100)
    return writer, datum, kind


def _own(cls: type[Model], datum: bytes, kind: str) -> Model:
    result: Model = decode(plan_of(cls).codec, datum, "avro-json" if is_json(kind) else "avro")
    return result


def _read(cls: type[Model], datum: bytes, kind: str, registered: _native.Registered) -> Model:
    plan = plan_of(cls)
    codec: _native.Codec[Any] = plan.codec
    if registered.schema.canonical != plan.schema.canonical:
        codec = registered.codec(cls, reader=plan.schema)
    result: Model = decode(codec, datum, kind)
    return result
