"""What a class of any kind says of itself as a record: its fields, its documentation, its ``Meta``, and how it is made.

Everything that turns classes into schemas and shapes asks an adapter, and nothing else. There is one for dataclasses;
others are added by ``register`` in the module that knows their kind of class.
"""

from __future__ import annotations

import dataclasses
import enum
import inspect
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from isobyte import _hints

#: That a field has no default.
MISSING: Any = dataclasses.MISSING


@dataclasses.dataclass(frozen=True)
class ModelField:
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
    metadata: Mapping[str, Any] = dataclasses.field(default_factory=dict[str, Any])
    #: The name in schemas, if it is not that of the attribute.
    alias: str | None = None
    #: Whether the class takes the field where it is called.
    init: bool = True


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

    def owns(self, cls: type) -> bool:
        return dataclasses.is_dataclass(cls)

    def fields(self, cls: Any) -> list[ModelField]:
        hints = _hints.hints_of(cls)
        return [
            ModelField(
                field.name, hints[field.name], field.default, field.default_factory, field.metadata, None, field.init
            )
            for field in dataclasses.fields(cls)
        ]

    def names(self, cls: Any) -> list[str]:
        return [field.name for field in dataclasses.fields(cls)]

    def doc(self, cls: type) -> str | None:
        doc = cls.__doc__
        if doc is None:
            return None
        # The text that `dataclass` writes where there is none.
        try:
            written = cls.__name__ + str(inspect.signature(cls)).replace(" -> None", "")
        except (TypeError, ValueError):
            written = None
        return None if doc == written else doc.strip()

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


def register(adapter: Adapter) -> None:
    """Adds an adapter. It is asked before those that were there."""
    _ADAPTERS.insert(0, adapter)


def adapter_of(cls: type) -> Adapter | None:
    """The adapter of a class, or None if it is no record."""
    prepare = getattr(cls, "__isobyte_prepare__", None)
    if prepare is not None:
        prepare()
    return next((adapter for adapter in _ADAPTERS if adapter.owns(cls)), None)


def meta_of(cls: type) -> Any:
    """The ``Meta`` of a model or an enum; in an enum of Python before 3.13 it may have become a member."""
    meta = cls.__dict__.get("Meta") if issubclass(cls, enum.Enum) else getattr(cls, "Meta", None)
    return meta.value if isinstance(meta, enum.Enum) else meta


def record_name(cls: type) -> str:
    """The name that a class has in schemas: full if its ``Meta`` gives a namespace."""
    meta = meta_of(cls)
    name: str = getattr(meta, "schema_name", None) or cls.__name__
    namespace: str | None = getattr(meta, "namespace", None)
    return f"{namespace}.{name}" if namespace else name


def enum_members(cls: type[enum.Enum]) -> list[tuple[enum.Enum, str]]:
    """The members of an enum with their symbols: the value if it is a text, else the name."""
    members = [(m, n) for n, m in cls.__members__.items() if n != "Meta"]
    return [(member, member.value if isinstance(member.value, str) else name) for member, name in members]
