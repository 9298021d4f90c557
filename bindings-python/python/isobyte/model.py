"""AvroModel: a base class for dataclasses that know their schema, their bytes, and their events."""

from __future__ import annotations

import dataclasses
import json
import re
import sys
import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from isobyte import _hosts, _native, errors, headers
from isobyte._hosts import usage

if TYPE_CHECKING:
    from isobyte.aio import AsyncRegistry

__all__ = ["AvroModel"]

Model = TypeVar("Model", bound="AvroModel")
AnyHeaders = Iterable[tuple["str | bytes", "bytes | str | None"]]

_LOCK = threading.RLock()
#: Writer schemas of a class whose codecs are kept.
_MOST_READERS = 256
_ID_URL = re.compile(r"/schemas/ids/(\d+)/?$")


class Plan:
    """What one model class is compiled into, once."""

    __slots__ = ("cls", "codec", "python", "readers", "schema", "text")

    def __init__(self, cls: type[AvroModel]) -> None:
        from isobyte._render import Renderer

        self.cls = cls
        self.python = Renderer().record(cls)
        self.text = json.dumps(self.python)
        self.schema = _native.Schema(self.text)
        self.codec: _native.Codec[Any] = _native.Codec(self.schema, type=cls)
        #: Codecs for data of other schemas, by these.
        self.readers: dict[Any, _native.Codec[Any]] = {}

    def reading(self, writer: _native.Schema | str | type[AvroModel]) -> _native.Codec[Any]:
        """The codec for data of another schema. The most recent are kept."""
        codec = self.readers.get(writer)
        if codec is None:
            schema = plan_of(writer).schema if isinstance(writer, type) else writer
            codec = _native.Codec(schema, reader=self.schema, type=self.cls)
            if len(self.readers) >= _MOST_READERS:
                self.readers.clear()
            self.readers[writer] = codec
        return codec


def plan_of(cls: type[AvroModel]) -> Plan:
    """The plan of a model class."""
    plan = cls.__isobyte_plan__
    # The plan may be that of a class above.
    if plan is not None and plan.cls is cls:
        return plan
    with _LOCK:
        plan = cls.__isobyte_plan__
        if plan is None or plan.cls is not cls:
            if cls is AvroModel:
                raise usage("expected a class derived from AvroModel, found AvroModel itself")
            if "__dataclass_fields__" not in cls.__dict__:
                dataclasses.dataclass(cls)
            plan = Plan(cls)
            cls.__isobyte_plan__ = plan
            cls.__isobyte_codec__ = plan.codec
    return plan


class AvroModel:
    """The base of a dataclass that is a record.

    The fields' annotations make the schema. A class ``Meta`` inside may say ``schema_id`` (the id of the schema in a
    registry, or its URL), ``namespace``, ``schema_name``, ``schema_doc`` and ``aliases``::

        @dataclass
        class User(AvroModel):
            name: str
            age: int

            class Meta:
                schema_id = "https://my-schema-server/users/schema.avsc"

    What ``dataclasses.field(metadata={...})`` holds becomes the field's attributes: ``aliases`` (names that data of other
    schemas may have for it), ``doc``, and the caller's own.

    A URL like the one above is that of the latest version. An event that carries it does not tell in which version it was
    written: where the schema changes, name it by its id, or frame the events.
    """

    __slots__ = ()
    __isobyte_plan__: ClassVar[Plan | None] = None
    __isobyte_codec__: ClassVar[_native.Codec[Any] | None] = None

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "<locals>" in cls.__qualname__:
            _remember_names(cls)

    @classmethod
    def avro_schema(cls, **kwargs: Any) -> str:
        """The schema as text. Keywords are those of ``json.dumps``."""
        plan = plan_of(cls)
        return json.dumps(plan.python, **kwargs) if kwargs else plan.text

    @classmethod
    def avro_schema_to_python(cls) -> dict[str, Any]:
        """The schema as Python objects; a copy of your own."""
        result: dict[str, Any] = json.loads(plan_of(cls).text)
        return result

    @classmethod
    def get_fullname(cls) -> str:
        """The full name of the record."""
        return plan_of(cls).schema.name or cls.__name__

    if TYPE_CHECKING:

        def serialize(self, serialization_type: str = "avro") -> bytes:
            """The object's bytes: Avro's binary encoding, or with ``avro-json`` its JSON encoding."""
            ...

        @classmethod
        def deserialize(
            cls: type[Model],
            data: _native.Buffer | str,
            serialization_type: str = "avro",
            writer_schema: _native.Schema | str | type[AvroModel] | None = None,
        ) -> Model:
            """The object of bytes that this class's schema wrote, or another one: ``writer_schema``.

            What data of another schema lack takes its default, what the class lacks is left out. Text in Avro's JSON
            encoding (``avro-json``) may be given as such.
            """
            ...
    else:
        # Methods in C, which call the functions of these names below when there is more to do.
        serialize = _native.serialize
        deserialize = _native.deserialize

    def validate(self) -> bool:
        """True; or the EncodeError that ``serialize`` would raise."""
        self.serialize()
        return True

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
            return cls.deserialize(datum, kind)
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
            return cls.deserialize(datum, kind)
        return _read(cls, datum, kind, await registry.get(writer))


def serialize(model: AvroModel, serialization_type: str = "avro") -> bytes:
    """What ``AvroModel.serialize`` does the first time for a class, and with arguments."""
    codec = plan_of(type(model)).codec
    return codec.encode_json(model) if _is_json(serialization_type) else codec.encode(model)


def deserialize(
    cls: type[Model],
    data: _native.Buffer | str,
    serialization_type: str = "avro",
    writer_schema: _native.Schema | str | type[AvroModel] | None = None,
) -> Model:
    """What ``AvroModel.deserialize`` does the first time for a class, and with more arguments."""
    plan = plan_of(cls)
    codec = plan.codec if writer_schema is None else plan.reading(writer_schema)
    result: Model = _decode(codec, data, "avro-json" if _is_json(serialization_type) else "avro")
    return result


def _remember_names(cls: type) -> None:
    """Keeps the names that were visible where a model is made inside a function, for its annotations."""
    names: dict[str, Any] = dict(cls.__dict__.get("__isobyte_names__", {}))
    frame = sys._getframe(2)
    for _ in range(3):
        if frame is None or frame.f_locals is frame.f_globals:
            break
        for name, value in frame.f_locals.items():
            if isinstance(value, type):
                names.setdefault(name, value)
        frame = frame.f_back  # type: ignore[assignment]
    type.__setattr__(cls, "__isobyte_names__", names)


def _is_json(serialization_type: str) -> bool:
    return serialization_type != "avro" and _native.content_type(serialization_type) == "avro-json"


def _decode(codec: _native.Codec[Any], data: Any, kind: str) -> Any:
    return codec.decode_json(data) if kind == "avro-json" else codec.decode(data)


def _schema_id(cls: type) -> int | str | None:
    schema_id: int | str | None = getattr(_hosts.meta_of(cls), "schema_id", None)
    return schema_id


def _ask(registry: _native.Registry, schema_id: int | str) -> _native.Registered:
    return registry.by_id(schema_id) if isinstance(schema_id, int) else registry.by_url(schema_id)


def _number(schema_id: int | str | None) -> int | None:
    if schema_id is None or isinstance(schema_id, int):
        return schema_id
    found = _ID_URL.search(schema_id)
    return int(found[1]) if found else None


def _write(
    model: AvroModel,
    schema_id: int | str | None,
    registered: _native.Registered | None,
    framed: bool,
    content_type: str,
) -> tuple[bytes, headers.Headers]:
    codec: _native.Codec[Any] = plan_of(model.__class__).codec
    if registered is not None and registered.schema.canonical != codec.schema.canonical:
        codec = registered.codec()
    pairs = headers.build(schema_id, content_type=content_type)
    is_json = _is_json(content_type)
    if not framed:
        return codec.encode_json(model) if is_json else codec.encode(model), pairs
    number = _number(schema_id) if registered is None else registered.id
    if number is None:
        raise usage(f"expected a schema_id that is an id, or a registry to ask for it; found {schema_id!r}")
    if is_json:
        return _native.frame(number, codec.encode_json(model)), pairs
    return codec.encode_framed(model, number), pairs


def _writer(
    cls: type[AvroModel], value: bytes, pairs: AnyHeaders | None, framed: bool, *, has_registry: bool
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


def _read(cls: type[Model], datum: bytes, kind: str, registered: _native.Registered) -> Model:
    plan = plan_of(cls)
    codec: _native.Codec[Any] = plan.codec
    if registered.schema.canonical != plan.schema.canonical:
        codec = registered.codec(cls, reader=plan.schema)
    result: Model = _decode(codec, datum, kind)
    return result
