"""Python's classes as the native part wants to hear of them: what an object's class stands for, and a type as shapes.

Nothing here knows about schemas: the core binds shapes to a schema, and finds what does not fit.
"""

from __future__ import annotations

import datetime
import decimal
import enum
import sys
import typing
import uuid
from collections import abc
from typing import Any

from isobyte._adapters import MISSING, Adapter, adapter_of, enum_members, record_name
from isobyte._hints import LISTS, MAPS, NoneType, is_any, is_union, item_of, unwrap, usage
from isobyte._native import Branch, Duration

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


def unknown(place: str, hint: Any) -> Exception:
    """A UsageError for an annotation that no schema has a type for."""
    if hint is datetime.timedelta:
        wanted = "isobyte.Duration, for Avro's durations have months"
    else:
        wanted = "a type that schemas know"
    return usage(f"{place}: expected {wanted}, found {hint.__qualname__ if isinstance(hint, type) else repr(hint)}")


def describe(cls: type) -> tuple[str, str, list[Any], bool]:
    """What the objects of a class stand for.

    A word, a name in schemas, members or attributes, and whether the attributes lie in a dict with no code before it.
    """
    if issubclass(cls, enum.Enum):
        return "enum", record_name(cls), enum_members(cls), False
    adapter = adapter_of(cls)
    if adapter is not None:
        names = adapter.names(cls)
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
        if base in LISTS:
            return ("list", self.add(args[0] if args else Any, place + "[]"))
        if base is tuple:
            return ("tuple", self.add(item_of(args, place), place + "[]"))
        if base in MAPS:
            if args and unwrap(args[0])[0] is not str:
                raise usage(f"{place}: expected a mapping from str, found keys of type {args[0]!r}")
            return ("map", self.add(args[1] if args else Any, place + "{}"))
        if isinstance(base, type):
            return self._class(base, place)
        raise unknown(place, hint)

    def _union(self, hint: Any, place: str) -> tuple[Any, ...]:
        parts = [part for part in typing.get_args(hint) if part is not NoneType]
        optional = len(parts) < len(typing.get_args(hint))
        if any(is_any(part) or unwrap(part)[0] is Branch for part in parts):
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

    def _class(self, cls: Any, place: str) -> tuple[Any, ...]:
        if issubclass(cls, enum.Enum):
            members = enum_members(cls)
            return "enum", record_name(cls), [symbol for _, symbol in members], [member for member, _ in members]
        adapter = adapter_of(cls)
        if adapter is not None:
            return self._struct(cls, adapter)
        if issubclass(cls, datetime.datetime):
            # One class for both: the schema says which it is.
            self.rows.extend([("timestamp",), ("local_timestamp",)])
            return "one_of", [len(self.rows) - 2, len(self.rows) - 1]
        for kind, word in _PLAIN:
            if cls is kind:
                return (word,)
        raise unknown(place, cls)

    def _struct(self, cls: type, adapter: Adapter) -> tuple[Any, ...]:
        fields: list[tuple[Any, ...]] = []
        for field in adapter.fields(cls):
            hint = field.annotation
            if field.default is None and not is_any(hint):
                hint = typing.Optional[hint]
            shape = self.add(hint, f"{cls.__qualname__}.{field.name}")
            default = None if field.default is MISSING else (field.default,)
            factory = None if field.factory is MISSING else field.factory
            fields.append((field.name, shape, field.init, default, factory))
        return "struct", record_name(cls), cls, not adapter.is_bare(cls), adapter.after(cls), fields


def shapes(hint: Any) -> list[tuple[Any, ...]]:
    """The table of shapes of a type; the type itself comes first."""
    shaper = Shaper()
    name = getattr(hint, "__qualname__", None) or str(hint)
    shaper.add(hint, name)
    return shaper.rows
