"""Records beside dataclasses: named tuples, typed dicts, and the classes of attrs and of msgspec. Nothing of theirs is imported."""

from __future__ import annotations

import sys
import typing
from collections.abc import Callable, Mapping
from typing import Any

from isobyte import _hints
from isobyte._adapters import MISSING, ModelField, register

# What says in a typed dict whether a key may be absent, by its name: Python 3.10 has it from elsewhere.
_REQUIRED = {"Required": True, "NotRequired": False, "ReadOnly": None}


class _Called:
    """A class that is called with its attributes."""

    def is_bare(self, cls: type) -> bool:
        return False

    def after(self, cls: type) -> str | None:
        return None

    def doc(self, cls: type) -> str | None:
        return cls.__doc__.strip() if cls.__doc__ else None


class NamedTupleAdapter(_Called):
    """Classes derived from ``typing.NamedTuple``."""

    def owns(self, cls: Any) -> bool:
        if not issubclass(cls, tuple) or not hasattr(cls, "_field_defaults"):
            return False
        own = next((base for base in cls.__mro__ if "_fields" in base.__dict__), cls)
        # Those of ``collections.namedtuple`` do not say their types: they are sequences.
        return bool(cls._fields) and set(cls._fields) <= set(_hints.annotated(own))  # pyright: ignore

    def fields(self, cls: Any) -> list[ModelField]:
        hints = _hints.hints_of(cls)
        return [ModelField(name, hints[name], cls._field_defaults.get(name, MISSING)) for name in cls._fields]

    def names(self, cls: Any) -> list[str]:
        return list(cls._fields)

    def doc(self, cls: Any) -> str | None:
        written = f"{cls.__name__}({', '.join(cls._fields)})"
        return None if cls.__doc__ == written else super().doc(cls)


class TypedDictAdapter(_Called):
    """Classes derived from ``typing.TypedDict``: their objects are dicts. A key that may be absent stands for a null."""

    def owns(self, cls: type) -> bool:
        return issubclass(cls, dict) and hasattr(cls, "__required_keys__")

    def fields(self, cls: Any) -> list[ModelField]:
        fields: list[ModelField] = []
        for name, said in _hints.hints_of(cls).items():
            hint, required = said, name in cls.__required_keys__
            while (word := getattr(typing.get_origin(hint), "_name", None)) in _REQUIRED:
                hint = typing.get_args(hint)[0]
                wanted = _REQUIRED[word]
                required = required if wanted is None else wanted
            if required:
                fields.append(ModelField(name, hint))
            else:
                fields.append(ModelField(name, typing.Optional[hint], None, init=None))
        return fields

    def names(self, cls: Any) -> list[str]:
        return list(cls.__required_keys__ | cls.__optional_keys__)

    def make(self, cls: type) -> Any:
        return None


class AttrsAdapter(_Called):
    """Classes of attrs: converters and validators see what is read."""

    def owns(self, cls: type) -> bool:
        return hasattr(cls, "__attrs_attrs__")

    def fields(self, cls: Any) -> list[ModelField]:
        hints = _hints.hints_of(cls)
        return [_attrs_field(one, hints.get(one.name, one.type)) for one in cls.__attrs_attrs__]

    def names(self, cls: Any) -> list[str]:
        return [one.name for one in cls.__attrs_attrs__]

    def make(self, cls: Any) -> Any:
        renamed = {one.name: one.alias for one in cls.__attrs_attrs__ if one.init and one.alias != one.name}
        return _renaming(cls, renamed, [one.name for one in cls.__attrs_attrs__ if not one.init]) if renamed else True


def _attrs_field(one: Any, hint: Any) -> ModelField:
    attr: Any = sys.modules["attr"]
    default, factory = one.default, MISSING
    if default is attr.NOTHING:
        default = MISSING
    elif isinstance(default, attr.Factory):
        # One that looks at the object has nothing to say before there is one.
        default, factory = MISSING, MISSING if one.default.takes_self else one.default.factory
    metadata: Mapping[str, Any] = {key: value for key, value in one.metadata.items() if isinstance(key, str)}
    return ModelField(one.name, hint, default, factory, metadata, init=one.init)


def _renaming(cls: Any, renamed: dict[str, str], later: list[str]) -> Callable[[dict[str, Any]], Any]:
    def make(values: dict[str, Any]) -> Any:
        after = {name: values.pop(name) for name in later if name in values}
        made = cls(**{renamed.get(name, name): value for name, value in values.items()})
        for name, value in after.items():
            object.__setattr__(made, name, value)
        return made

    return make


class StructAdapter(_Called):
    """Classes derived from ``msgspec.Struct``; what ``rename`` says are other names of the fields."""

    def owns(self, cls: type) -> bool:
        msgspec: Any = sys.modules.get("msgspec")
        return msgspec is not None and hasattr(cls, "__struct_fields__") and issubclass(cls, msgspec.Struct)

    def fields(self, cls: Any) -> list[ModelField]:
        msgspec: Any = sys.modules["msgspec"]
        hints = _hints.hints_of(cls)
        return [
            ModelField(
                one.name,
                hints[one.name],
                MISSING if one.default is msgspec.NODEFAULT else one.default,
                MISSING if one.default_factory is msgspec.NODEFAULT else one.default_factory,
                _hints.aliases_of(one.name, [one.encode_name]),
            )
            for one in msgspec.structs.fields(cls)
        ]

    def names(self, cls: Any) -> list[str]:
        return list(cls.__struct_fields__)


for _adapter in (NamedTupleAdapter(), TypedDictAdapter(), AttrsAdapter(), StructAdapter()):
    register(_adapter)
