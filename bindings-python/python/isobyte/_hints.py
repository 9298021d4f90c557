"""Annotations, as far as it matters what they mean: which are unions, lists and maps, and what a name in a text stands for."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections import abc
from typing import Any

from isobyte import errors

NoneType = type(None)

#: What stands for an array.
LISTS: frozenset[Any] = frozenset({list, abc.Sequence, abc.MutableSequence, abc.Collection, abc.Iterable})
#: What stands for a map.
MAPS: frozenset[Any] = frozenset({dict, abc.Mapping, abc.MutableMapping})


def usage(message: str, *, code: str = "invalid_argument", number: int = 100) -> errors.UsageError:
    """A UsageError."""
    return errors.UsageError(message, code=code, number=number)


def hints_of(cls: type) -> dict[str, Any]:
    """The types of a dataclass's fields; names are those of the module and of the function where a model was made."""
    names: dict[str, Any] = {}
    for base in reversed(cls.__mro__):
        names.update(base.__dict__.get("__isobyte_names__", {}))
        names.setdefault(base.__name__, base)
    names[cls.__name__] = cls
    try:
        try:
            return typing.get_type_hints(cls, localns=names, include_extras=True)
        except TypeError:
            # Python 3.10 takes no InitVar: ask for the fields alone.
            fields: dict[str, Any] = {field.name: field.type for field in dataclasses.fields(cls)}
            alone = type(cls.__name__, (), {"__annotations__": fields, "__module__": cls.__module__})
            return typing.get_type_hints(alone, localns=names, include_extras=True)
    except NameError as e:
        raise usage(f"{cls.__qualname__}: an annotation names {e.name!r}, which is not known here") from e


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
        else:
            return hint, extras


def is_union(hint: Any) -> bool:
    """Whether it is ``Union[...]`` or ``X | Y``."""
    return typing.get_origin(hint) in (typing.Union, types.UnionType)


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
