"""A plan: what one model class is compiled into, once."""

from __future__ import annotations

import contextlib
import json
import threading
import typing
from collections.abc import Iterator, Mapping
from typing import Any

from isobyte import _hosts, _native, errors
from isobyte._adapters import adapter_of, class_of, fields_of
from isobyte._hints import unwrap, usage
from isobyte.model.dialect import dialect_of
from isobyte.model.meta import Meta

#: What names the schema that wrote data: the schema itself, its text, that text as Python objects, or a model.
Writer = _native.Schema | str | Mapping[str, Any] | type

_LOCK = threading.RLock()
#: Writer schemas of a class whose codecs are kept.
_MOST_READERS = 256


class Plan:
    """The schema and the codecs of one model class. Immutable, but for the codecs that it keeps for other schemas."""

    __slots__ = ("cls", "codec", "hooked", "python", "readers", "schema", "text", "words")

    def __init__(self, cls: type) -> None:
        from isobyte.model.render import Renderer

        renderer = Renderer.of(cls)
        dialect = dialect_of(cls)
        #: The class.
        self.cls = cls
        original = Meta.of(cls).original_schema
        # Annotations may lack words for what the original schema says.
        with contextlib.suppress(*(errors.IsobyteError,) if original else ()):
            #: The schema as Python objects.
            self.python: dict[str, Any] = renderer.record(cls)
        if original:
            self.python = json.loads(original)
        #: The schema as text.
        self.text = original or json.dumps(self.python)
        #: The schema.
        self.schema = self._parse()
        #: How classes are called in the schema.
        self.words = _hosts.Words(cls, renderer.scope.classes(), dialect.timedelta, dialect.default_type)
        type.__setattr__(cls, "__isobyte_words__", self.words)
        #: Objects to bytes and back.
        self.codec: _native.Codec[Any] = _native.Codec(self.schema, type=cls)
        #: Whether ``Meta.dacite_config`` has hooks that every object goes through.
        self.hooked = any(_has_hooks(one) for one in _models(cls))
        #: Codecs for data of other schemas, by these.
        self.readers: dict[Any, _native.Codec[Any]] = {}

    def _parse(self) -> _native.Schema:
        try:
            return _native.Schema(self.text)
        except errors.SchemaError as e:
            path = f"{self.cls.__qualname__}.{_named(self.python, e.path)}"
            raise errors.SchemaError(e.message, code=e.code, number=e.number, path=path) from None

    def reading(self, writer: Writer | None, *, plain: bool = False) -> _native.Codec[Any]:
        """The codec for data of another schema, as objects or as dicts. The most recent are kept."""
        if writer is None and not plain:
            return self.codec
        if isinstance(writer, Mapping):
            writer = json.dumps(writer)
        key = (writer, plain)
        codec = self.readers.get(key)
        if codec is None:
            schema = self.schema if writer is None else plan_of(writer).schema if isinstance(writer, type) else writer
            reader = None if writer is None else self.schema
            codec = _native.Codec(schema, reader=reader, type=None if plain else self.cls)
            if len(self.readers) >= _MOST_READERS:
                self.readers.clear()
            self.readers[key] = codec
        return codec

    def name_of(self, cls: type) -> str:
        """The full name that a class has in the schema."""
        return self.words.name(cls)


def plan_of(cls: type) -> Plan:
    """The plan of a model class, or of any class that an adapter knows."""
    plan: Plan | None = getattr(cls, "__isobyte_plan__", None)
    # The plan may be that of a class above.
    if plan is not None and plan.cls is cls:
        return plan
    with _LOCK:
        plan = getattr(cls, "__isobyte_plan__", None)
        if plan is None or plan.cls is not cls:
            check_model(cls)
            plan = Plan(cls)
            type.__setattr__(cls, "__isobyte_plan__", plan)
            # What goes through hooks has no way past them.
            type.__setattr__(cls, "__isobyte_codec__", None if plan.hooked else plan.codec)
    return plan


def check_model(cls: Any) -> None:
    """Raises UsageError for what is no class with fields."""
    if not isinstance(cls, type):
        raise usage(f"expected a model or a dataclass, found {cls!r}")
    if "__isobyte_base__" in cls.__dict__:
        raise usage(f"expected a class derived from {cls.__name__}, found {cls.__name__} itself")
    if adapter_of(cls) is None:
        raise usage(f"expected a model or a dataclass, found {cls.__qualname__}")


def _named(schema: Any, path: str) -> str:
    """A place in a schema with the names of fields instead of their numbers."""
    steps: list[str] = []
    for step in path.split("."):
        name, _, rest = step.partition("[")
        schema = schema.get(name) if isinstance(schema, dict) else None
        for index in rest.rstrip("]").split("][") if rest else ():
            schema = schema[int(index)] if isinstance(schema, list) and index.isdigit() else None
        is_field = name == "fields" and isinstance(schema, dict)
        steps.append(str(schema["name"]) if is_field else step)
    return ".".join(steps)


def _has_hooks(cls: type) -> bool:
    config = Meta.of(cls).dacite_config or {}
    return bool(config.get("type_hooks") or config.get("cast"))


def _models(cls: type) -> Iterator[type]:
    """A model and all those inside it."""
    seen: set[Any] = set()
    open_hints: list[Any] = [cls]
    while open_hints:
        hint, _ = unwrap(open_hints.pop())
        if hint in seen:
            continue
        seen.add(hint)
        open_hints.extend(arg for arg in typing.get_args(hint) if arg is not Ellipsis and not isinstance(arg, str))
        found = class_of(hint)
        if isinstance(found, type) and adapter_of(found) is not None:
            yield found
            open_hints.extend(field.annotation for field in fields_of(hint))
