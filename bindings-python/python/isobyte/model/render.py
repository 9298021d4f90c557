"""From a model class to the schema of its records: names and types only, in the order that a reader expects."""

from __future__ import annotations

import datetime
import decimal
import enum
import json
import re
import typing
import uuid
from collections import abc
from typing import Any, NamedTuple

from isobyte._adapters import (
    MISSING,
    ModelField,
    adapter_of,
    class_of,
    declared,
    enum_members,
    fields_of,
    simple_name,
)
from isobyte._hints import LISTS, MAPS, NoneType, is_union, item_of, parts_of, unwrap, usage
from isobyte._hosts import unknown
from isobyte._native import Duration
from isobyte.model.defaults import Defaults, given, part_of
from isobyte.model.dialect import Dialect, dialect_of
from isobyte.model.exceptions import InvalidMap, InvalidSymbol
from isobyte.model.meta import EnumMeta, Meta
from isobyte.model.scope import Scope
from isobyte.model.words import singular
from isobyte.types import AvroType, DecimalType, FixedType, Named

Json = Any

_SYMBOL = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def _logical(base: str, logical: str) -> Json:
    return {"type": base, "logicalType": logical}


_SIMPLE: dict[Any, Any] = {
    bool: "boolean",
    int: "long",
    float: "double",
    str: "string",
    bytes: "bytes",
    None: "null",
    NoneType: "null",
    datetime.date: _logical("int", "date"),
    datetime.time: _logical("int", "time-millis"),
    datetime.datetime: _logical("long", "timestamp-millis"),
    uuid.UUID: _logical("string", "uuid"),
}
_TIMEDELTA = _logical("double", "dataclasses-avroschema-timedelta")


class Spot(NamedTuple):
    """Where in the schema a type stands."""

    #: For errors: the class and the field.
    place: str
    #: The name that types without one are called after.
    name: str
    #: The namespace around it.
    namespace: str | None
    #: Whether a ``Literal`` of texts is an enum.
    literal_enums: bool = False
    #: What the default is, MISSING without one; one that a factory makes is ``made``.
    default: Any = MISSING
    made: Any = MISSING
    #: The name of the outermost type, if it was said.
    inner_name: str | None = None

    def inside(self, name: str | None = None, **changes: Any) -> Spot:
        """A type inside, which has no default of its own."""
        changes = {"default": MISSING, "made": MISSING, "inner_name": None, **changes}
        return self._replace(name=name or self.name, **changes)

    @property
    def called(self) -> str:
        """The name of a type without one."""
        return self.inner_name or singular(self.name)


class Renderer:
    """The schema of one model and of all the types inside it, each defined where it comes first."""

    def __init__(self, dialect: Dialect, aliases: typing.Mapping[str, str] | None = None, root: Any = None) -> None:
        self.scope = Scope()
        self._dialect = dialect
        self._aliases = aliases or {}
        self._root = root

    @classmethod
    def of(cls, model: Any) -> Renderer:
        """For a model as the outermost record."""
        return cls(dialect_of(class_of(model)), Meta.of(class_of(model)).alias_nested_items, model)

    def enter(self, model: Any) -> None:
        """Takes a model for defined, for its fields alone."""
        inside = Meta.of(class_of(model)).namespace
        self.scope.define((model, None), simple_name(model), inside, class_of(model).__qualname__)

    def record(self, hint: Any, namespace: str | None = None, name: str | None = None) -> Json:
        """The definition of a record."""
        cls = class_of(hint)
        meta = Meta.of(cls)
        owner, name = (hint, name), name or simple_name(hint)
        inside = namespace if meta.namespace is None else meta.namespace
        full = self.scope.define(owner, name, inside, cls.__qualname__)
        inside = full.rpartition(".")[0]
        fields = {field.name: field for field in fields_of(hint)}
        schema: dict[str, Json] = {"type": "record", "name": name}
        schema["fields"] = [
            self.field(fields[field], f"{cls.__qualname__}.{field}", inside, meta.convert_literal_to_enum)
            for field in meta.ordered(list(fields), cls.__qualname__)
        ]
        doc = _doc(cls, meta)
        if doc:
            schema["doc"] = doc
        if meta.namespace is not None:
            schema["namespace"] = meta.namespace
        if meta.aliases is not None:
            schema["aliases"] = list(meta.aliases)
        return schema

    def field(self, field: ModelField, place: str, namespace: str | None, literal_enums: bool = False) -> Json:
        """The definition of a field."""
        name = field.alias or field.name
        metadata = dict(field.metadata)
        exclude_default, inner_name = metadata.pop("exclude_default", False), metadata.pop("inner_name", None)
        schema = {**metadata, "name": name}
        hint = declared(field, self._dialect.default_type)
        value = given(field, self._dialect)
        default = MISSING if field.factory is not MISSING else field.default
        made = MISSING if field.factory is MISSING else value
        schema["type"] = self.type(hint, Spot(place, name, namespace, literal_enums, default, made, inner_name))
        if exclude_default or value is MISSING:
            return schema
        base = class_of(unwrap(hint)[0])
        if value is None and (base is tuple or base in LISTS):
            schema["default"] = []
        elif value is None and base in MAPS:
            schema["default"] = {}
        else:
            schema["default"] = Defaults(self._dialect).json(hint, value, place)
        return schema

    def type(self, hint: Any, spot: Spot) -> Json:
        """The schema of a type."""
        hint, extras = unwrap(hint)
        if is_union(hint):
            return self._union(typing.get_args(hint), spot)
        origin, args = typing.get_origin(hint), typing.get_args(hint)
        base = origin or hint
        if base in LISTS or base is tuple:
            if not args:
                raise usage(f"{spot.place}: expected a type for the items, as in list[str]")
            item = item_of(args, spot.place) if base is tuple else args[0]
            # The items of a list are optional as the list itself is.
            keep = spot.default if spot.default is None and is_union(unwrap(item)[0]) else MISSING
            return {"type": "array", "items": self.type(item, spot.inside(default=keep)), "name": spot.called}
        if base in MAPS:
            if not args or unwrap(args[0])[0] is not str:
                raise InvalidMap(spot.place, args[0] if args else Any)
            return {"type": "map", "values": self.type(args[1], spot.inside()), "name": spot.called}
        if origin is typing.Literal:
            schema = self._literal(args, spot)
        else:
            schema = self._scalar(hint, extras, spot)
        # A default of None makes a field optional, whatever its annotation says.
        if spot.default is None and schema != "null" and not isinstance(schema, list):
            return ["null", schema]
        return schema

    def _union(self, args: tuple[Any, ...], spot: Spot) -> list[Json]:
        parts = parts_of(args)
        if spot.default is None:
            parts.sort(key=lambda part: part is not NoneType)
        else:
            value = spot.made if spot.default is MISSING else spot.default
            first = MISSING if value is MISSING else part_of(parts, value)
            if first is not MISSING:
                parts.remove(first)
                parts.insert(0, first)
        branches: list[Json] = []
        if spot.default is None and NoneType not in parts:
            branches.append("null")
        inside = spot.inside(singular(spot.name))
        for part in parts:
            branch = self.type(part, inside)
            # A literal of several types is several alternatives.
            branches.extend(b for b in (branch if isinstance(branch, list) else [branch]) if b not in branches)
        return branches

    def _literal(self, args: tuple[Any, ...], spot: Spot) -> Json:
        kinds = list(dict.fromkeys(type(value) for value in args))
        if kinds == [str] and spot.literal_enums:
            name = spot.inner_name or spot.name
            return self._unowned({"type": "enum", "name": name, "symbols": _symbols(args, spot.place)}, spot)
        if len(kinds) == 1:
            return self.type(kinds[0], spot._replace(default=MISSING))
        return self._union(tuple(kinds), spot)

    def _scalar(self, hint: Any, extras: tuple[Any, ...], spot: Spot) -> Json:
        for extra in extras:
            if isinstance(extra, AvroType):
                schema: dict[str, Json] = json.loads(extra.definition)
                return self._unowned(schema, spot) if "name" in schema else schema
            if isinstance(extra, Named):
                return extra.schema()
            if isinstance(extra, DecimalType) and hint is decimal.Decimal:
                return _decimal(extra, spot.place)
            if isinstance(extra, FixedType):
                schema = {"type": "fixed", "name": extra.name or spot.called, "size": extra.size}
                if extra.namespace is not None:
                    schema["namespace"] = extra.namespace
                if extra.aliases is not None:
                    schema["aliases"] = list(extra.aliases)
                return self._unowned(schema, spot)
        if hint is Duration:
            return self._unowned({"type": "fixed", "name": spot.called, "size": 12, "logicalType": "duration"}, spot)
        if hint is decimal.Decimal:
            wanted = "Annotated[Decimal, DecimalType(10, 2)]"
            raise usage(f"{spot.place}: expected a decimal with its digits, as in {wanted}, found Decimal")
        if isinstance(hint, abc.Hashable) and hint in _SIMPLE:
            simple = _SIMPLE[hint]
            return simple if isinstance(simple, str) else dict(simple)
        if hint is datetime.timedelta and self._dialect.timedelta:
            return dict(_TIMEDELTA)
        cls = class_of(hint)
        if isinstance(cls, type) and issubclass(cls, enum.Enum):
            return self._enum(cls, spot)
        if isinstance(cls, type) and adapter_of(cls) is not None:
            return self._record(hint, spot)
        raise unknown(spot.place, hint)

    def _record(self, hint: Any, spot: Spot) -> Json:
        alias = None if hint == self._root else self._aliases.get(spot.name)
        known = self.scope.find((hint, alias))
        if known is None:
            return self.record(hint, spot.namespace, alias)
        # Whoever says a namespace is called by the full name, but for the outermost record.
        if Meta.of(class_of(hint)).namespace and hint != self._root:
            return known
        return self.scope.refer(known, spot.namespace, spot.place)

    def _enum(self, cls: type[enum.Enum], spot: Spot) -> Json:
        meta = EnumMeta.of(cls)
        known = self.scope.find(cls)
        if known is not None:
            return known if meta.namespace else self.scope.refer(known, spot.namespace, spot.place)
        name = meta.schema_name or cls.__name__
        self.scope.define(cls, name, spot.namespace if meta.namespace is None else meta.namespace, spot.place)
        members = enum_members(cls)
        symbols = [symbol for member, symbol in members if cls[member.name] is member]
        schema: dict[str, Json] = {"type": "enum", "name": name, "symbols": _symbols(symbols, spot.place)}
        doc = cls.__doc__ if cls.__doc__ != "An enumeration." else None
        for key, value in (
            ("aliases", list(meta.aliases)),
            ("doc", doc.strip() if doc else meta.doc),
            ("namespace", meta.namespace),
        ):
            if value:
                schema[key] = value
        if meta.default is not None:
            schema["default"] = dict(members).get(meta.default, meta.default)
        return schema

    def _unowned(self, schema: dict[str, Json], spot: Spot) -> Json:
        """A type that has no class; the same definition comes once."""
        owner = repr(schema)
        namespace = schema.get("namespace", spot.namespace)
        known = self.scope.find(owner)
        full = self.scope.define(owner, schema["name"], namespace, spot.place)
        return schema if known != full else self.scope.refer(full, spot.namespace, spot.place)


def _decimal(kind: DecimalType, place: str) -> Json:
    if kind.precision < 1 or not 0 <= kind.scale <= kind.precision:
        wanted = "a precision of at least 1, and a scale from 0 to it"
        raise usage(f"{place}: expected {wanted}, found precision {kind.precision} and scale {kind.scale}")
    return {**_logical("bytes", "decimal"), "precision": kind.precision, "scale": kind.scale}


def _symbols(symbols: typing.Iterable[str], place: str) -> list[str]:
    for symbol in symbols:
        if not _SYMBOL.fullmatch(symbol):
            raise InvalidSymbol(place, symbol)
    return list(dict.fromkeys(symbols))


def _doc(cls: Any, meta: Meta) -> str | None:
    if isinstance(meta.schema_doc, str):
        return meta.schema_doc.strip()
    adapter = adapter_of(cls)
    return adapter.doc(cls) if adapter is not None and meta.schema_doc else None
