"""AvroModel: a base class for dataclasses that know their schema, their bytes, and their events."""

from __future__ import annotations

import dataclasses
import json
import re
import sys
import threading
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from isobyte import _hosts, _native, errors, headers
from isobyte._hosts import usage

if TYPE_CHECKING:
    from isobyte.aio import AsyncRegistry

__all__ = ["AvroModel"]

Model = TypeVar("Model", bound="AvroModel")
AnyHeaders = Iterable[tuple["str | bytes", "bytes | str | None"]]

_LOCK = threading.RLock()
_ID_URL = re.compile(r"/schemas/ids/(\d+)/?$")


class Plan:
    """What one model class is compiled into, once. Immutable."""

    __slots__ = ("cls", "codec", "decode", "python", "schema", "text")

    decode: Callable[[Any], Any]

    def __init__(self, cls: type[AvroModel]) -> None:
        from isobyte._render import Renderer

        self.cls = cls
        self.python = Renderer().record(cls)
        self.text = json.dumps(self.python)
        self.schema = _native.Schema(self.text)
        self.codec: _native.Codec[Any] = _native.Codec(self.schema, type=cls)
        self.decode = self.codec.decode


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
            """The object's bytes."""
            ...

        @classmethod
        def deserialize(cls: type[Model], data: bytes, serialization_type: str = "avro") -> Model:
            """The object of bytes that this class's schema wrote."""
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
        self, registry: _native.Registry | None = None, *, framed: bool = False
    ) -> tuple[bytes, headers.Headers]:
        """The value and headers of an event.

        With a registry, the schema that ``Meta.schema_id`` names is fetched (the first time) and the object is written
        by it. ``framed`` puts Confluent's frame before the value: zero, and the schema's id in four bytes.
        """
        schema_id = _schema_id(self.__class__)
        if registry is None or schema_id is None:
            return _write(self, schema_id, None, framed)
        return _write(self, schema_id, _ask(registry, schema_id), framed)

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
        writer, datum = _writer(cls, value, headers, framed, has_registry=registry is not None)
        if writer is None or registry is None:
            return cls.deserialize(datum)
        return _read(cls, datum, _ask(registry, writer))

    async def to_event_async(self, registry: AsyncRegistry, *, framed: bool = False) -> tuple[bytes, headers.Headers]:
        """As ``to_event``; the registry is asked off the event loop."""
        schema_id = _schema_id(self.__class__)
        registered = None if schema_id is None else await registry.get(schema_id)
        return _write(self, schema_id, registered, framed)

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
        writer, datum = _writer(cls, value, headers, framed, has_registry=True)
        if writer is None:
            return cls.deserialize(datum)
        return _read(cls, datum, await registry.get(writer))


def serialize(model: AvroModel, serialization_type: str = "avro") -> bytes:
    """What ``AvroModel.serialize`` does the first time for a class, and with arguments."""
    if serialization_type != "avro":
        _only_avro(serialization_type)
    return plan_of(type(model)).codec.encode(model)


def deserialize(cls: type[Model], data: bytes, serialization_type: str = "avro") -> Model:
    """What ``AvroModel.deserialize`` does the first time for a class, and with more arguments."""
    if serialization_type != "avro":
        _only_avro(serialization_type)
    return plan_of(cls).codec.decode(data)


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


def _only_avro(serialization_type: str) -> None:
    _native.content_type(serialization_type)
    message = f"serialization_type {serialization_type!r} is not offered yet: expected 'avro'"
    raise usage(message, code="unsupported", number=102)


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
    model: AvroModel, schema_id: int | str | None, registered: _native.Registered | None, framed: bool
) -> tuple[bytes, headers.Headers]:
    codec: _native.Codec[Any] = plan_of(model.__class__).codec
    if registered is not None and registered.schema.canonical != codec.schema.canonical:
        codec = registered.codec()
    if not framed:
        return codec.encode(model), headers.build(schema_id)
    number = _number(schema_id) if registered is None else registered.id
    if number is None:
        raise usage(f"expected a schema_id that is an id, or a registry to ask for it; found {schema_id!r}")
    return codec.encode_framed(model, number), headers.build(schema_id)


def _writer(
    cls: type[AvroModel], value: bytes, pairs: AnyHeaders | None, framed: bool, *, has_registry: bool
) -> tuple[int | str | None, bytes]:
    """Which schema the event names, or None for the class's own; and the datum."""
    said = headers.parse(pairs)
    if said.content_type not in (None, "avro"):
        _only_avro(str(said.content_type))
    writer, datum = said.schema_id, value
    if framed:
        writer, datum = _native.unframe(value)
    own = _schema_id(cls)
    if writer is None or writer == own or (_number(writer) is not None and _number(writer) == own):
        return None, datum
    if not has_registry:
        message = (
            f"the event was written by schema {writer!r}, not by {own!r} of {cls.__qualname__}: expected a registry"
        )
        raise errors.UsageError(message, code="invalid_argument", number=100)
    return writer, datum


def _read(cls: type[Model], datum: bytes, registered: _native.Registered) -> Model:
    plan = plan_of(cls)
    if registered.schema.canonical == plan.schema.canonical:
        result: Model = plan.decode(datum)
    else:
        result = registered.codec(cls, reader=plan.schema).decode(datum)
    return result
