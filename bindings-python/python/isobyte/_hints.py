"""Annotations, as far as it matters what they mean: which are unions, lists and maps, and what a name in a text stands for."""

from __future__ import annotations

import dataclasses
import datetime
import decimal
import inspect
import re
import sys
import types
import typing
import uuid
from collections import abc
from collections.abc import Iterable, Mapping
from typing import Any

from isobyte import errors

NoneType = type(None)

#: What stands for an array.
LISTS: frozenset[Any] = frozenset({list, abc.Sequence, abc.MutableSequence, abc.Collection, abc.Iterable})
#: What stands for a map.
MAPS: frozenset[Any] = frozenset({dict, abc.Mapping, abc.MutableMapping})
# What a name in a schema may be.
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def usage(message: str, *, code: str = "invalid_argument", number: int = 100) -> errors.UsageError:
    """A UsageError."""
    return errors.UsageError(message, code=code, number=number)


def hints_of(cls: type) -> dict[str, Any]:
    """The types of a class's attributes.

    Names are those of the module and of the function where a model was made; type variables of generic classes above
    are what the class says they are.
    """
    hints = _named_hints(cls)
    said = _type_arguments(cls)
    if not said:
        return hints
    for base in reversed(cls.__mro__):
        if base in said:
            for name in annotated(base):
                # Unless a class below says something else about it.
                if name in hints and next(c for c in cls.__mro__ if name in annotated(c)) is base:
                    hints[name] = substitute(hints[name], said[base])
    return hints


def annotated(cls: type) -> Iterable[str]:
    """The names that a class itself has annotations for."""
    if sys.version_info >= (3, 14):
        import annotationlib

        return annotationlib.get_annotations(cls, format=annotationlib.Format.FORWARDREF)
    return inspect.get_annotations(cls)


def _type_arguments(cls: type) -> dict[type, dict[Any, Any]]:
    """For each generic class above, what its type variables stand for."""
    found: dict[type, dict[Any, Any]] = {}
    for base in cls.__mro__:
        inside = found.get(base, {})
        for generic in base.__dict__.get("__orig_bases__", ()):
            origin = typing.get_origin(generic)
            if isinstance(origin, type) and origin is not typing.Generic:
                args = [substitute(arg, inside) for arg in typing.get_args(generic)]
                found[origin] = dict(zip(getattr(origin, "__parameters__", ()), args))  # noqa: B905
    return found


def aliases_of(name: str, others: Iterable[str | None], metadata: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The metadata of a field with other names that it has, as far as schemas allow them."""
    found: dict[str, Any] = dict(metadata or {})
    aliases = dict.fromkeys([*found.get("aliases", ()), *others])
    names = [alias for alias in aliases if alias and alias != name and _NAME.fullmatch(alias)]
    return {**found, "aliases": names} if names else found


def substitute(hint: Any, said: dict[Any, Any]) -> Any:
    """A type with its type variables replaced."""
    if isinstance(hint, typing.TypeVar):
        return said.get(hint, hint)
    # A generic class by itself has type variables too, but none that anybody said.
    parameters = () if typing.get_origin(hint) is None else getattr(hint, "__parameters__", ())
    generic: Any = hint
    return generic[tuple(said.get(one, one) for one in parameters)] if parameters else hint


# What programs import for type checkers alone, under the names that are common for it.
_COMMON: dict[str, Any] = {
    "uuid": uuid,
    "UUID": uuid.UUID,
    "datetime": datetime,
    "date": datetime.date,
    "time": datetime.time,
    "timedelta": datetime.timedelta,
    "decimal": decimal,
    "Decimal": decimal.Decimal,
}


def _named_hints(cls: type) -> dict[str, Any]:
    names: dict[str, Any] = {}
    for base in reversed(cls.__mro__):
        names.update(base.__dict__.get("__isobyte_names__", {}))
        names.setdefault(base.__name__, base)
    names[cls.__name__] = cls
    try:
        try:
            return _resolve(cls, names)
        except NameError:
            return _resolve(cls, {**_COMMON, **names})
    except NameError as e:
        wanted = "annotations of names that are known where the class is made"
        raise usage(f"{cls.__qualname__}: expected {wanted}, found {e.name!r}") from e


def _resolve(cls: type, names: dict[str, Any]) -> dict[str, Any]:
    try:
        return typing.get_type_hints(cls, localns=names, include_extras=True)
    except TypeError:
        # Python 3.10 takes no InitVar: ask for the fields alone.
        fields: dict[str, Any] = {field.name: field.type for field in dataclasses.fields(cls)}
        alone = type(cls.__name__, (), {"__annotations__": fields, "__module__": cls.__module__})
        return typing.get_type_hints(alone, localns=names, include_extras=True)


def unwrap(hint: Any) -> tuple[Any, tuple[Any, ...]]:
    """A type without ``Annotated``, ``NewType`` and ``type[...]``, and the annotations that it had."""
    extras: tuple[Any, ...] = ()
    while True:
        if typing.get_origin(hint) is typing.Annotated:
            extras = (*extras, *hint.__metadata__)
            hint = hint.__origin__
        elif isinstance(hint, typing.NewType):
            hint = hint.__supertype__
        elif typing.get_origin(hint) in (typing.Final, type):
            hint = typing.get_args(hint)[0]
        elif isinstance(hint, getattr(typing, "TypeAliasType", ())):
            hint = hint.__value__
        elif isinstance(alias := typing.get_origin(hint), getattr(typing, "TypeAliasType", ())):
            hint = substitute(alias.__value__, dict(zip(alias.__type_params__, typing.get_args(hint))))  # noqa: B905
        elif hint is uuid.uuid4:
            hint = uuid.UUID
        else:
            return hint, extras


def is_union(hint: Any) -> bool:
    """Whether it is ``Union[...]`` or ``X | Y``."""
    return typing.get_origin(hint) in (typing.Union, types.UnionType)


def parts_of(args: Iterable[Any]) -> list[Any]:
    """The types of a union; alternatives of alternatives are alternatives."""
    parts: list[Any] = []
    for part in args:
        bare, _ = unwrap(part)
        inside = parts_of(typing.get_args(bare)) if is_union(bare) else [NoneType if bare is None else part]
        # What annotations hold need have no hash.
        parts.extend(one for one in inside if one not in parts)
    return parts


def is_any(hint: Any) -> bool:
    """Whether it says nothing about the value."""
    hint, _ = unwrap(hint)
    return hint in (Any, object) or isinstance(hint, typing.TypeVar)


def item_of(args: tuple[Any, ...], place: str) -> Any:
    """The type of the items of a tuple."""
    if not args:
        return Any
    if len(args) == 1 or (len(args) == 2 and args[1] is Ellipsis) or len(set(args)) == 1:
        return args[0]
    raise usage(f"{place}: expected a tuple of one type, found {args!r}")
