"""Events of models: an object's bytes with the headers that say which schema wrote them, and back; and the class's schema in a registry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from isobyte import _native, events
from isobyte._adapters import meta_of
from isobyte._hints import usage
from isobyte.events import AnyHeaders, Said, told
from isobyte.model.plan import plan_of

if TYPE_CHECKING:
    from isobyte.aio import AsyncRegistry
    from isobyte.headers import Headers
    from isobyte.model.match import Match

Model = TypeVar("Model", bound="EventMethods")


class EventMethods:
    """What every model can do with events."""

    __slots__ = ()

    def to_event(
        self,
        registry: _native.Registry | None = None,
        *,
        framed: bool = False,
        content_type: str = "avro",
        schema_id: int | str | None = None,
    ) -> tuple[bytes, Headers]:
        """The value and headers of an event.

        With a registry, the schema that ``schema_id`` names, or else ``Meta.schema_id``, is fetched (the first time) and the
        object is written by it; where that is the latest version of a subject, the header says which one that was. Without a
        registry it is written by the class's own schema. ``framed`` puts Confluent's frame before the value: zero, and the
        schema's id in four bytes. ``content_type`` is ``avro``, or ``avro-json`` for Avro's JSON encoding.
        """
        name = _named(type(self)) if schema_id is None else schema_id
        found = None if registry is None or name is None else registry.get(name)
        return _write(self, name, found, framed, content_type)

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

        The schema is the one that the event names, whose data are read as this class's schema: what they lack takes its
        default, what the class lacks is left out. It is taken to be this class's own if the event names none, or the one that
        ``Meta.schema_id`` names for good; all others are asked of the registry.
        """
        said = events.unpack(value, headers, framed)
        if registry is None or _is_own(cls, said):
            return _own(cls, said, has_registry=registry is not None)
        return _read(cls, said, registry.get(said.asked()))

    async def to_event_async(
        self,
        registry: AsyncRegistry,
        *,
        framed: bool = False,
        content_type: str = "avro",
        schema_id: int | str | None = None,
    ) -> tuple[bytes, Headers]:
        """As ``to_event``; the registry is asked off the event loop."""
        name = _named(type(self)) if schema_id is None else schema_id
        found = None if name is None else await registry.get(name)
        return _write(self, name, found, framed, content_type)

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
        said = events.unpack(value, headers, framed)
        if _is_own(cls, said):
            return _own(cls, said, has_registry=True)
        return _read(cls, said, await registry.get(said.asked()))

    @classmethod
    def register(
        cls, registry: _native.Registry, subject: str | None = None, *, topic: str | None = None
    ) -> _native.Registered:
        """Registers the class's schema, unless it is there already, and gives what is registered: id, subject, version.

        The subject is the one that is given; that of the values of a ``topic`` (``orders-value``); the one that
        ``Meta.schema_id`` names; or else the full name of the record. The class is not changed: what ``schema_id`` is to be
        is yours to say. Raises RegistryError, ``conflict`` if the schema is incompatible with an earlier version.
        """
        name = _subject(cls, subject, topic)
        registry.register(name, cls)
        return registry.lookup(name, cls)

    @classmethod
    async def register_async(
        cls, registry: AsyncRegistry, subject: str | None = None, *, topic: str | None = None
    ) -> _native.Registered:
        """As ``register``; the registry is asked off the event loop."""
        name = _subject(cls, subject, topic)
        await registry.register(name, cls)
        return await registry.lookup(name, cls)

    @classmethod
    def check(
        cls, registry: _native.Registry, schema_id: int | str | None = None, *, topic: str | None = None
    ) -> Match:
        """Whether the class still matches what is registered, and how not, in words::

            match = User.check(registry)
            assert match, match

        It is held against what ``schema_id`` names, or else ``Meta.schema_id``; without either against the latest version of
        the subject where ``register`` would put it. Raises RegistryError, ``not_found`` if nothing is registered there.
        """
        return _match(cls, registry.get(_registered(cls, schema_id, topic)))

    @classmethod
    async def check_async(
        cls, registry: AsyncRegistry, schema_id: int | str | None = None, *, topic: str | None = None
    ) -> Match:
        """As ``check``; the registry is asked off the event loop."""
        return _match(cls, await registry.get(_registered(cls, schema_id, topic)))


def is_json(serialization_type: str) -> bool:
    """Whether it is Avro's JSON encoding. Raises DecodeError for what is unknown."""
    return serialization_type != "avro" and _native.content_type(serialization_type) == "avro-json"


def _named(cls: type) -> int | str | None:
    schema_id: int | str | None = getattr(meta_of(cls), "schema_id", None)
    return schema_id


def _write(
    model: EventMethods,
    name: int | str | None,
    found: _native.Registered | None,
    framed: bool,
    content_type: str,
) -> tuple[bytes, Headers]:
    codec: _native.Codec[Any] = plan_of(type(model)).codec
    if found is not None and found.schema.canonical != codec.schema.canonical:
        codec = found.codec()
    return events.pack(codec, model, name, found, framed, content_type)


def _is_own(cls: type, said: Said) -> bool:
    """Whether the event was written by the class's own schema, as far as its names tell without anybody else."""
    own = _named(cls)
    return said.schema_id is None or (said.schema_id == own and told(own)[2])


def _own(cls: type[Model], said: Said, *, has_registry: bool) -> Model:
    own = _named(cls)
    if not has_registry and said.schema_id is not None and said.schema_id != own:
        id = told(said.schema_id)[0]
        if id is None or id != told(own)[0]:
            wanted = f"{own!r} of {cls.__qualname__}"
            raise usage(f"the event was written by schema {said.schema_id!r}, not by {wanted}: expected a registry")
    result: Model = events.decode(plan_of(cls).codec, said.datum, said.is_json)
    return result


def _read(cls: type[Model], said: Said, found: _native.Registered) -> Model:
    plan = plan_of(cls)
    codec: _native.Codec[Any] = plan.codec
    if found.schema.canonical != plan.schema.canonical:
        codec = found.codec(cls, reader=plan.schema)
    result: Model = events.decode(codec, said.datum, said.is_json)
    return result


def _subject(cls: type, subject: str | None, topic: str | None) -> str:
    if subject is not None:
        return subject
    schema = plan_of(cls).schema
    if topic is not None:
        return _native.subject_name(topic, schema)
    return told(_named(cls))[1] or _native.subject_name("", schema, "record")


def _registered(cls: type, schema_id: int | str | None, topic: str | None) -> int | str:
    name = _named(cls) if schema_id is None and topic is None else schema_id
    return f"{_subject(cls, None, topic)}:latest" if name is None else name


def _match(cls: type, found: _native.Registered) -> Match:
    from isobyte.model.match import match

    return match(plan_of(cls).schema, found)
