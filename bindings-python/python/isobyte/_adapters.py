"""What a class of any kind says of itself as a record: its fields, its documentation, its ``Meta``, and how it is made.

Everything that turns classes into schemas and shapes asks an adapter, and nothing else. There is one for dataclasses;
others are added by ``register`` in the module that knows their kind of class.
"""

from __future__ import annotations

import dataclasses
import datetime
import enum
import importlib
import re
import sys
import typing
import weakref
from collections.abc import Callable, Collection, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol

from isobyte import _hints

#: That a field has no default.
MISSING: Any = dataclasses.MISSING
# The classes of defaults that may add themselves to a union.
_PLAIN: tuple[type, ...] = (bool, int, float, str, bytes, datetime.time)


class ModelField(NamedTuple):
    """A field of a record."""

    #: The attribute.
    name: str
    #: The type; texts are resolved.
    annotation: Any
    #: The default, or MISSING.
    default: Any = MISSING
    #: What makes the default, or MISSING.
    factory: Callable[[], Any] | Any = MISSING
    #: What the class says about the field beyond that.
    metadata: Mapping[str, Any] = MappingProxyType[str, Any]({})
    #: The name in schemas, if it is not that of the attribute.
    alias: str | None = None
    #: Whether the class takes the field where it is called; None if it may be absent, which stands for null.
    init: bool | None = True


class Adapter(Protocol):
    """Speaks for one kind of classes."""

    def owns(self, cls: type) -> bool:
        """Whether the class is of this kind."""
        ...

    def fields(self, cls: type) -> list[ModelField]:
        """Its fields in their order."""
        ...

    def names(self, cls: type) -> list[str]:
        """Its attributes in the order of the fields; no annotation is looked at."""
        ...

    def doc(self, cls: type) -> str | None:
        """What its author wrote about it."""
        ...

    def is_bare(self, cls: type) -> bool:
        """Whether objects are made by setting attributes; else the class is called with keywords."""
        ...

    def after(self, cls: type) -> str | None:
        """A method that is called once the attributes of a bare object are set."""
        ...


class DataclassAdapter:
    """Dataclasses."""

    def __init__(self) -> None:
        #: Fields whose annotations were looked up already.
        self._known: weakref.WeakKeyDictionary[type, list[ModelField]] = weakref.WeakKeyDictionary()

    def owns(self, cls: type) -> bool:
        return dataclasses.is_dataclass(cls)

    def fields(self, cls: Any) -> list[ModelField]:
        known = self._known.get(cls)
        if known is not None:
            return known
        hints = _hints.hints_of(cls)
        self._known[cls] = fields = [
            ModelField(
                field.name, hints[field.name], field.default, field.default_factory, field.metadata, None, field.init
            )
            for field in dataclasses.fields(cls)
        ]
        return fields

    def names(self, cls: Any) -> list[str]:
        return [field.name for field in dataclasses.fields(cls)]

    def doc(self, cls: Any) -> str | None:
        doc: str | None = cls.__doc__
        if doc is None:
            return None
        # The text that `dataclass` writes where there is none: the class with its fields, in words that depend on Python.
        fields = [field.name for field in dataclasses.fields(cls) if field.init]
        pattern = ".*".join([re.escape(f"{cls.__name__}("), *(rf"\b{name}\b" for name in fields), r"\)"])
        return None if re.fullmatch(pattern, doc, re.DOTALL) else doc.strip()

    def is_bare(self, cls: type) -> bool:
        if cls.__new__ is not object.__new__:
            return False
        pseudo = getattr(cls, "__dataclass_fields__", {}).values()
        initvar = getattr(dataclasses, "_FIELD_INITVAR", None)
        if any(getattr(field, "_field_type", None) is initvar for field in pseudo):
            return False
        for base in cls.__mro__:
            if "__init__" in base.__dict__:
                # One that `dataclass` wrote only sets attributes.
                params = base.__dict__.get("__dataclass_params__")
                return params is not None and bool(params.init)
        return False

    def after(self, cls: type) -> str | None:
        return "__post_init__" if callable(getattr(cls, "__post_init__", None)) else None


_ADAPTERS: list[Adapter] = [DataclassAdapter()]
# Kinds of classes by an attribute that they have, with the modules that know them, which are imported when one is met.
_MARKS = {
    "__pydantic_core_schema__": "isobyte.pydantic",
    "__attrs_attrs__": "isobyte._classes",
    "__struct_fields__": "isobyte._classes",
    "_fields": "isobyte._classes",
    "__total__": "isobyte._classes",
}
_TEXTS: dict[type, Callable[[Any], str]] = {}


def register(adapter: Adapter) -> None:
    """Adds an adapter. It is asked before those that were there."""
    _ADAPTERS.insert(0, adapter)


def register_text(cls: type, function: Callable[[Any], str]) -> None:
    """Lets objects of a class, and of those derived from it, be written as the text that a function makes of them."""
    _TEXTS[cls] = function


def adapter_of(cls: type) -> Adapter | None:
    """The adapter of a class, or None if it is no record."""
    prepare = getattr(cls, "__isobyte_prepare__", None)
    if prepare is not None:
        prepare()
    for mark, module in _MARKS.items():
        if hasattr(cls, mark) and module not in sys.modules:
            importlib.import_module(module)
    return next((adapter for adapter in _ADAPTERS if adapter.owns(cls)), None)


def make_of(adapter: Adapter, cls: type) -> Any:
    """How objects are made: bare (False), by calling the class (True), or as the method ``make`` says.

    It may say None for a dict, a function that makes the object of a dict, or that and what else a bare object has.
    """
    make: Callable[[type], Any] | None = getattr(adapter, "make", None)
    if make is not None:
        return make(cls)
    # What is not in the schema is for the class itself to set.
    return bool(excluded(cls)) or not adapter.is_bare(cls)


def text_of(cls: type, model: type) -> Callable[[Any], str] | None:
    """What makes a text of the objects of a class inside a model, or None."""
    own: Mapping[type, Callable[[Any], str]] = getattr(model, "__isobyte_texts__", {})
    return next((texts[base] for base in cls.__mro__ for texts in (own, _TEXTS) if base in texts), None)


def meta_of(cls: type) -> Any:
    """The ``Meta`` of a model or an enum; in an enum of Python before 3.13 it may have become a member."""
    meta = cls.__dict__.get("Meta") if issubclass(cls, enum.Enum) else getattr(cls, "Meta", None)
    return meta.value if isinstance(meta, enum.Enum) else meta


def fields_of(hint: Any) -> list[ModelField]:
    """The fields of a class, or of a generic class whose type variables are said."""
    cls = class_of(hint)
    adapter = adapter_of(cls)
    if adapter is None:
        raise _hints.usage(f"expected a class with fields, found {cls!r}")
    fields = [_renamed(field) for field in adapter.fields(cls)]
    said = dict(zip(getattr(cls, "__parameters__", ()), typing.get_args(hint)))  # noqa: B905
    if not said:
        return fields
    return [field._replace(annotation=_hints.substitute(field.annotation, said)) for field in fields]


def _renamed(field: ModelField) -> ModelField:
    """A field whose metadata say that schemas call it otherwise."""
    name = field.metadata.get("schema_name")
    if name is None:
        return field
    return field._replace(alias=name, metadata={k: v for k, v in field.metadata.items() if k != "schema_name"})


def names_of(cls: type, adapter: Adapter) -> list[tuple[str, str]]:
    """The attributes of a class, each with the name that schemas have for it."""
    names = adapter.names(cls)
    said: Any = getattr(cls, "__dataclass_fields__", None) or getattr(cls, "model_fields", None)
    if not isinstance(said, Mapping):
        return [(name, name) for name in names]
    return [(name, _schema_name(said.get(name)) or name) for name in names]


def _schema_name(field: Any) -> str | None:
    extra: Any = getattr(field, "json_schema_extra", None)
    metadata: Any = extra.get("metadata") if isinstance(extra, Mapping) else getattr(field, "metadata", None)
    name: str | None = metadata.get("schema_name") if isinstance(metadata, Mapping) else None
    return name


def declared(field: ModelField, default_type: bool) -> Any:
    """The annotation of a field; with what the class of its default adds to a union, if that is wanted."""
    hint, kind = field.annotation, type(field.default)
    bare, _ = _hints.unwrap(hint)
    if default_type and kind in _PLAIN and _hints.is_union(bare) and kind not in typing.get_args(bare):
        return typing.Union[(kind, *typing.get_args(bare))]
    return hint


def class_of(hint: Any) -> Any:
    """The class itself of a generic class whose type variables are said."""
    return typing.get_origin(hint) or hint


def simple_name(hint: Any) -> str:
    """The name that a class has in schemas, without its namespace."""
    cls = class_of(hint)
    name: str = getattr(meta_of(cls), "schema_name", None) or cls.__name__
    return "_".join([name, *(_argument(arg) for arg in typing.get_args(hint))])


def _argument(hint: Any) -> str:
    hint, _ = _hints.unwrap(hint)
    if hint is None or hint is _hints.NoneType:
        return "None"
    name = getattr(class_of(hint), "__name__", None) or "Union"
    return "_".join([name, *(_argument(arg) for arg in typing.get_args(hint))])


def record_name(hint: Any) -> str:
    """The name that a class has in schemas: full if its ``Meta`` gives a namespace."""
    namespace: str | None = getattr(meta_of(class_of(hint)), "namespace", None)
    return f"{namespace}.{simple_name(hint)}" if namespace else simple_name(hint)


def excluded(cls: type) -> Collection[str]:
    """The attributes that ``Meta.exclude`` keeps out of the schema."""
    names: Collection[str] = getattr(meta_of(cls), "exclude", ())
    return names


def enum_members(cls: type[enum.Enum]) -> list[tuple[enum.Enum, str]]:
    """The members of an enum with their symbols: the value if it is a text, else the name."""
    members = [(m, n) for n, m in cls.__members__.items() if n != "Meta"]
    return [(member, member.value if isinstance(member.value, str) else name) for member, name in members]
