"""Python's classes as the native part wants to hear of them: what an object's class stands for, and a type as shapes.

Nothing here knows about schemas: the core binds shapes to a schema, and finds what does not fit.
"""

from __future__ import annotations

import dataclasses
import datetime
import decimal
import enum
import sys
import types
import typing
import uuid
from collections import abc
from typing import Any

from isobyte import errors
from isobyte._native import Branch, Duration

NoneType = type(None)

_LISTS: frozenset[Any] = frozenset(
    {list, abc.Sequence, abc.MutableSequence, abc.Collection, abc.Iterable},
)
_MAPS: frozenset[Any] = frozenset({dict, abc.Mapping, abc.MutableMapping})

_PLAIN: tuple[tuple[type, str], ...] = (
    (bool, "bool"),
    (int, "int"),
    (float, "float"),
    (str, "str"),
    (bytes, "bytes"),
    (decimal.Decimal, "decimal"),
    (uuid.UUID, "uuid"),
    (datetime.date, "date"),
    (datetime.time, "time"),
    (Duration, "duration"),
)


def usage(message: str, *, code: str = "invalid_argument", number: int = 100) -> errors.UsageError:
    """A UsageError."""
    return errors.UsageError(message, code=code, number=number)


def unknown(place: str, hint: Any) -> errors.UsageError:
    """A UsageError for an annotation that no schema has a type for."""
    if hint is datetime.timedelta:
        wanted = "isobyte.Duration, for Avro's durations have months"
    else:
        wanted = "a type that schemas know"
    return usage(f"{place}: expected {wanted}, found {hint.__qualname__ if isinstance(hint, type) else repr(hint)}")


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


def describe(cls: type) -> tuple[str, str, list[Any], bool]:
    """What the objects of a class stand for.

    A word, a name in schemas, members or attributes, and whether the attributes lie in a dict with no code before it.
    """
    if issubclass(cls, enum.Enum):
        return "enum", record_name(cls), enum_members(cls), False
    if dataclasses.is_dataclass(cls):
        names = [field.name for field in dataclasses.fields(cls)]
        return "record", record_name(cls), names, _has_dict(cls, names)
    word = "other"
    for kind, said in (
        (int, "int"),
        (float, "float"),
        (str, "str"),
        ((bytes, bytearray, memoryview), "bytes"),
        (datetime.datetime, "datetime"),
        (datetime.date, "date"),
        (datetime.time, "time"),
        (decimal.Decimal, "decimal"),
        (uuid.UUID, "uuid"),
        (dict, "dict"),
        ((list, tuple), "list"),
        (abc.Mapping, "mapping"),
        (abc.Sequence, "sequence"),
    ):
        if issubclass(cls, kind):
            word = said
            break
    else:
        # Integers of other libraries, such as numpy's; their booleans and arrays are none.
        numbers = sys.modules.get("numbers")
        if numbers is not None and issubclass(cls, numbers.Integral):
            word = "int"
    return word, "", [], False


def _has_dict(cls: type, names: list[str]) -> bool:
    if cls.__dictoffset__ == 0 or cls.__getattribute__ is not object.__getattribute__:
        return False
    inherited = (base.__dict__.get(name) for base in cls.__mro__ for name in names)
    return not any(hasattr(type(found), "__set__") or hasattr(type(found), "__delete__") for found in inherited)


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
            fields = {field.name: field.type for field in dataclasses.fields(cls)}
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


class Shaper:
    """Collects the rows of a table of shapes; a class has one row however often it is used."""

    def __init__(self) -> None:
        self.rows: list[Any] = []
        self._known: dict[Any, int] = {}

    def add(self, hint: Any, place: str) -> int:
        """The row of a type."""
        hint, _ = unwrap(hint)
        known = self._known.get(hint) if isinstance(hint, type) else None
        if known is not None:
            return known
        index = len(self.rows)
        self.rows.append(None)
        if isinstance(hint, type):
            self._known[hint] = index
        self.rows[index] = self._row(hint, place)
        return index

    def _row(self, hint: Any, place: str) -> tuple[Any, ...]:
        if hint in (Any, object, None, NoneType, Branch) or isinstance(hint, typing.TypeVar):
            return ("any",)
        if is_union(hint):
            return self._union(hint, place)
        origin, args = typing.get_origin(hint), typing.get_args(hint)
        if origin is typing.Literal:
            kinds = {type(value) for value in args}
            return self._row(kinds.pop(), place) if len(kinds) == 1 else ("any",)
        base = origin or hint
        if base in _LISTS:
            return ("list", self.add(args[0] if args else Any, place + "[]"))
        if base is tuple:
            return ("tuple", self.add(self._item(args, place), place + "[]"))
        if base in _MAPS:
            if args and unwrap(args[0])[0] is not str:
                raise usage(f"{place}: expected a mapping from str, found keys of type {args[0]!r}")
            return ("map", self.add(args[1] if args else Any, place + "{}"))
        if isinstance(base, type):
            return self._class(base, place)
        raise unknown(place, hint)

    @staticmethod
    def _item(args: tuple[Any, ...], place: str) -> Any:
        if not args:
            return Any
        if len(args) == 1 or (len(args) == 2 and args[1] is Ellipsis) or len(set(args)) == 1:
            return args[0]
        raise usage(f"{place}: expected a tuple of one type, found {args!r}")

    def _union(self, hint: Any, place: str) -> tuple[Any, ...]:
        parts = [part for part in typing.get_args(hint) if part is not NoneType]
        optional = len(parts) < len(typing.get_args(hint))
        if any(self._row_is_any(part) for part in parts):
            return ("any",)
        if len(parts) == 1:
            return ("optional", self.add(parts[0], place)) if optional else self._row(parts[0], place)
        rows: list[int] = []
        for part in parts:
            index = self.add(part, place)
            row = self.rows[index]
            # Alternatives of alternatives are alternatives.
            rows.extend(row[1] if row is not None and row[0] == "one_of" else [index])
        if not optional:
            return ("one_of", rows)
        self.rows.append(("one_of", rows))
        return ("optional", len(self.rows) - 1)

    @staticmethod
    def _row_is_any(part: Any) -> bool:
        part, _ = unwrap(part)
        return part in (Any, object, Branch) or isinstance(part, typing.TypeVar)

    def _class(self, cls: Any, place: str) -> tuple[Any, ...]:
        if issubclass(cls, enum.Enum):
            members = enum_members(cls)
            return "enum", record_name(cls), [symbol for _, symbol in members], [member for member, _ in members]
        if dataclasses.is_dataclass(cls):
            return self._struct(cls)
        if issubclass(cls, datetime.datetime):
            # One class for both: the schema says which it is.
            self.rows.extend([("timestamp",), ("local_timestamp",)])
            return "one_of", [len(self.rows) - 2, len(self.rows) - 1]
        for kind, word in _PLAIN:
            if cls is kind:
                return (word,)
        raise unknown(place, cls)

    def _struct(self, cls: Any) -> tuple[Any, ...]:
        hints = hints_of(cls)
        fields: list[tuple[Any, ...]] = []
        for field in dataclasses.fields(cls):
            hint = hints[field.name]
            if field.default is None and not self._row_is_any(hint):
                hint = typing.Optional[hint]
            shape = self.add(hint, f"{cls.__qualname__}.{field.name}")
            default = None if field.default is dataclasses.MISSING else (field.default,)
            factory = None if field.default_factory is dataclasses.MISSING else field.default_factory
            fields.append((field.name, shape, field.init, default, factory))
        after = "__post_init__" if callable(getattr(cls, "__post_init__", None)) else None
        return "struct", record_name(cls), cls, not is_bare(cls), after, fields


def is_bare(cls: Any) -> bool:
    """Whether objects can be made without ``__init__``: one that ``dataclass`` wrote only sets attributes."""
    if cls.__new__ is not object.__new__:
        return False
    pseudo = getattr(cls, "__dataclass_fields__", {}).values()
    initvar = getattr(dataclasses, "_FIELD_INITVAR", None)
    if any(getattr(field, "_field_type", None) is initvar for field in pseudo):
        return False
    for base in cls.__mro__:
        if "__init__" in base.__dict__:
            params = base.__dict__.get("__dataclass_params__")
            return params is not None and bool(params.init)
    return False


def shapes(hint: Any) -> list[tuple[Any, ...]]:
    """The table of shapes of a type; the type itself comes first."""
    shaper = Shaper()
    name = getattr(hint, "__qualname__", None) or str(hint)
    shaper.add(hint, name)
    return shaper.rows
