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
from collections.abc import Mapping
from typing import Any, NamedTuple

from isobyte._adapters import (
    MISSING,
    Adapter,
    adapter_of,
    class_of,
    declared,
    enum_members,
    excluded,
    fields_of,
    make_of,
    names_of,
    record_name,
    text_of,
)
from isobyte._hints import LISTS, MAPS, NoneType, is_any, is_union, item_of, parts_of, unwrap, usage
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
        wanted = (
            "isobyte.Duration (months, days and milliseconds), or an int of a unit of your own; "
            "isobyte.compat writes the seconds as a double"
        )
    else:
        wanted = "a type that schemas know"
    found = repr(hint) if typing.get_origin(hint) is not None else getattr(hint, "__qualname__", None) or repr(hint)
    return usage(f"{place}: expected {wanted}, found {found}")


class Words(NamedTuple):
    """What the plan of a model adds to the descriptions of classes."""

    #: The model.
    cls: type
    #: The full names that classes have in its schema.
    names: Mapping[type, str]
    #: Whether a ``timedelta`` is a double of seconds.
    seconds: bool = False
    #: Whether a default's class joins the union of its field.
    default_type: bool = False

    def name(self, hint: Any) -> str:
        """The name that a class has in the schema; one that is derived from a class there goes by its name."""
        bases: tuple[type, ...] = getattr(class_of(hint), "__mro__", ())
        return next((self.names[base] for base in bases if base in self.names), None) or record_name(hint)


_NO_WORDS = Words(object, {})


def words_of(hint: Any) -> Words:
    """The words of a model; few if its plan is not made yet."""
    cls = class_of(hint)
    words: Words | None = getattr(cls, "__isobyte_words__", None)
    if words is not None and words.cls is cls:
        return words
    dialect = getattr(cls, "__isobyte_dialect__", None)
    return _NO_WORDS if dialect is None else Words(cls, {}, dialect.timedelta, dialect.default_type)


def describe(cls: type, words: Words | None = None) -> tuple[str, str, list[Any], bool]:
    """What the objects of a class stand for.

    A word, a name in schemas, members or attributes, and whether the attributes lie in a dict with no code before it.
    """
    words = words or _NO_WORDS
    if issubclass(cls, enum.Enum):
        return "enum", words.name(cls), enum_members(cls), False
    adapter = adapter_of(cls)
    if adapter is not None:
        without = excluded(cls)
        names = [pair for pair in names_of(cls, adapter) if pair[0] not in without]
        return "record", words.name(cls), names, _has_dict(cls, [name for name, _ in names])
    if words.seconds and issubclass(cls, datetime.timedelta):
        return "seconds", "", [], False
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
        show = text_of(cls, words.cls)
        if show is not None:
            return "shown", "", [show], False
    return word, "", [], False


def _has_dict(cls: type, names: list[str]) -> bool:
    if cls.__dictoffset__ == 0 or cls.__getattribute__ is not object.__getattribute__:
        return False
    inherited = (base.__dict__.get(name) for base in cls.__mro__ for name in names)
    return not any(hasattr(type(found), "__set__") or hasattr(type(found), "__delete__") for found in inherited)


class Shaper:
    """Collects the rows of a table of shapes; a class has one row however often it is used."""

    def __init__(self, words: Words = _NO_WORDS) -> None:
        self.rows: list[Any] = []
        self._words = words
        self._known: dict[Any, int] = {}

    def add(self, hint: Any, place: str) -> int:
        """The row of a type."""
        hint, _ = unwrap(hint)
        named = isinstance(class_of(hint), type) and class_of(hint) not in LISTS | MAPS | {tuple}
        known = self._known.get(hint) if named else None
        if known is not None:
            return known
        index = len(self.rows)
        self.rows.append(None)
        if named:
            self._known[hint] = index
        self.rows[index] = self._row(hint, place)
        return index

    def _row(self, hint: Any, place: str) -> tuple[Any, ...]:
        if hint in (Any, object, None, NoneType, Branch) or isinstance(hint, typing.TypeVar):
            return ("any",)
        if is_union(hint):
            return self._union(typing.get_args(hint), place)
        origin, args = typing.get_origin(hint), typing.get_args(hint)
        if origin is typing.Literal:
            return self._union(tuple(dict.fromkeys(type(value) for value in args)), place)
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
            return self._class(hint, base, place)
        raise unknown(place, hint)

    def _union(self, args: tuple[Any, ...], place: str) -> tuple[Any, ...]:
        every = parts_of(args)
        parts = [part for part in every if part is not NoneType]
        optional = len(parts) < len(every)
        if not parts or any(is_any(part) or unwrap(part)[0] is Branch for part in parts):
            return ("any",)
        if len(parts) == 1:
            return ("optional", self.add(parts[0], place)) if optional else self._row(unwrap(parts[0])[0], place)
        rows: list[int] = []
        for part in parts:
            index = self.add(part, place)
            row = self.rows[index]
            # A datetime is two alternatives itself.
            rows.extend(row[1] if row is not None and row[0] == "one_of" else [index])
        if not optional:
            return ("one_of", rows)
        self.rows.append(("one_of", rows))
        return ("optional", len(self.rows) - 1)

    def _class(self, hint: Any, cls: Any, place: str) -> tuple[Any, ...]:
        if issubclass(cls, enum.Enum):
            members = enum_members(cls)
            return "enum", self._words.name(cls), [symbol for _, symbol in members], [member for member, _ in members]
        adapter = adapter_of(cls)
        if adapter is not None:
            return self._struct(hint, cls, adapter)
        if issubclass(cls, datetime.datetime):
            # One class for both: the schema says which it is.
            self.rows.extend([("timestamp",), ("local_timestamp",)])
            return "one_of", [len(self.rows) - 2, len(self.rows) - 1]
        if cls is datetime.timedelta and self._words.seconds:
            return ("seconds",)
        for kind, word in _PLAIN:
            if cls is kind:
                return (word,)
        raise unknown(place, cls)

    def _struct(self, hint: Any, cls: type, adapter: Adapter) -> tuple[Any, ...]:
        fields: list[tuple[Any, ...]] = []
        without = excluded(cls)
        for field in fields_of(hint):
            if field.name in without:
                continue
            annotation = declared(field, self._words.default_type)
            if field.default is None and not is_any(annotation):
                annotation = typing.Optional[annotation]
            shape = self.add(annotation, f"{cls.__qualname__}.{field.name}")
            default = None if field.default is MISSING else (field.default,)
            factory = None if field.factory is MISSING else field.factory
            fields.append((field.alias or field.name, shape, field.init, default, factory, field.name))
        return (
            "struct",
            self._words.names.get(cls) or record_name(hint),
            cls,
            make_of(adapter, cls),
            adapter.after(cls),
            fields,
        )


def shapes(hint: Any, words: Words | None = None) -> list[tuple[Any, ...]]:
    """The table of shapes of a type; the type itself comes first."""
    shaper = Shaper(words or _NO_WORDS)
    name = getattr(hint, "__qualname__", None) or str(hint)
    shaper.add(hint, name)
    return shaper.rows
