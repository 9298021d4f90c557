"""From a model class to the schema of its records: names and types only, in the order that a reader expects."""

from __future__ import annotations

import datetime
import decimal
import enum
import typing
import uuid
from collections import abc
from typing import Any

from isobyte._adapters import MISSING, Adapter, ModelField, adapter_of, enum_members, meta_of
from isobyte._hints import LISTS, MAPS, NoneType, is_union, item_of, unwrap, usage
from isobyte._hosts import unknown
from isobyte._native import Duration
from isobyte.model.words import singular
from isobyte.types import DecimalType, FixedType, Named

Json = Any
_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
_MILLI = datetime.timedelta(milliseconds=1)
_MICRO = datetime.timedelta(microseconds=1)


def _logical(base: str, logical: str) -> Json:
    return {"type": base, "logicalType": logical}


_SIMPLE: dict[Any, Any] = {
    bool: "boolean",
    int: "long",
    float: "double",
    str: "string",
    bytes: "bytes",
    NoneType: "null",
    datetime.date: _logical("int", "date"),
    datetime.time: _logical("int", "time-millis"),
    datetime.datetime: _logical("long", "timestamp-millis"),
    uuid.UUID: _logical("string", "uuid"),
}


class Renderer:
    """The schema of one model and of all the types inside it, each defined where it comes first."""

    def __init__(self) -> None:
        self._defined: dict[type, str] = {}

    def record(self, cls: Any, namespace: str | None = None) -> Json:
        """The definition of a record."""
        meta = meta_of(cls)
        own: str | None = getattr(meta, "namespace", None)
        namespace = own or namespace
        name: str = getattr(meta, "schema_name", None) or cls.__name__
        self._defined[cls] = f"{namespace}.{name}" if namespace else name
        adapter = adapter_of(cls)
        if adapter is None:
            raise usage(f"expected a class with fields, found {cls.__qualname__}")
        schema: dict[str, Json] = {"type": "record", "name": name}
        schema["fields"] = [self._field(cls, field, namespace) for field in adapter.fields(cls)]
        doc = _doc(cls, adapter, meta)
        if doc:
            schema["doc"] = doc
        if own is not None:
            schema["namespace"] = own
        if getattr(meta, "aliases", None) is not None:
            schema["aliases"] = list(meta.aliases)
        return schema

    def _field(self, cls: Any, field: ModelField, namespace: str | None) -> Json:
        hint = field.annotation
        metadata = dict(field.metadata)
        exclude_default, inner_name = metadata.pop("exclude_default", False), metadata.pop("inner_name", None)
        place = f"{cls.__qualname__}.{field.name}"
        schema = {**metadata, "name": field.alias or field.name}
        default = field.default
        schema["type"] = self._type(
            hint, place, inner_name or field.name, namespace, default, field.factory, inner_name
        )
        if exclude_default:
            return schema
        if field.factory is not MISSING:
            default = field.factory()
        if default is MISSING:
            return schema
        bare, _ = unwrap(hint)
        origin = typing.get_origin(bare) or bare
        if default is None and origin in LISTS | {tuple}:
            schema["default"] = []
        elif default is None and origin in MAPS:
            schema["default"] = {}
        else:
            schema["default"] = self._default(hint, default, place)
        return schema

    def _type(
        self,
        hint: Any,
        place: str,
        name: str,
        namespace: str | None,
        default: Any = MISSING,
        factory: Any = MISSING,
        inner_name: str | None = None,
    ) -> Json:
        hint, extras = unwrap(hint)
        if is_union(hint):
            return self._union(hint, place, name, namespace, default, factory)
        origin, args = typing.get_origin(hint), typing.get_args(hint)
        base = origin or hint
        if base in LISTS or base is tuple:
            if not args:
                raise usage(f"{place}: expected a type for the items, as in list[str]")
            item, _ = unwrap(item_of(args, place) if base is tuple else args[0])
            if is_union(item):
                items = self._union(item, place, name, namespace, default if default is None else MISSING, factory)
            else:
                items = self._type(item if item is not args[0] else args[0], place, name, namespace)
            return {"type": "array", "items": items, "name": inner_name or singular(name)}
        if base in MAPS:
            if not args or unwrap(args[0])[0] is not str:
                raise usage(f"{place}: expected a mapping from str, as in dict[str, int]")
            values = self._type(args[1], place, name, namespace)
            return {"type": "map", "values": values, "name": inner_name or singular(name)}
        schema = self._scalar(hint, extras, place, inner_name or singular(name), namespace)
        # A default of None makes a field optional, whatever its annotation says.
        return ["null", schema] if default is None and schema != "null" else schema

    def _union(self, hint: Any, place: str, name: str, namespace: str | None, default: Any, factory: Any) -> list[Json]:
        parts = list(typing.get_args(hint))
        if default is None and factory is MISSING:
            parts.sort(key=lambda part: part is not NoneType)
        elif default is not MISSING and default is not None:
            exact = [part for part in parts if unwrap(part)[0] is type(default)]
            first = exact or [part for part in parts if _takes(part, default)]
            if first:
                parts.remove(first[0])
                parts.insert(0, first[0])
        name = singular(name)
        branches: list[Json] = []
        if default is None and factory is MISSING and NoneType not in parts:
            branches.append("null")
        for part in parts:
            branch = self._type(part, place, name, namespace)
            if branch not in branches:
                branches.append(branch)
        return branches

    def _scalar(self, hint: Any, extras: tuple[Any, ...], place: str, inner: str, namespace: str | None) -> Json:
        for extra in extras:
            if isinstance(extra, Named):
                return _logical(extra.type, extra.logical_type) if extra.logical_type else extra.type
            if isinstance(extra, DecimalType) and hint is decimal.Decimal:
                schema: dict[str, Json] = _logical("bytes", "decimal")
                return {**schema, "precision": extra.precision, "scale": extra.scale}
            if isinstance(extra, FixedType):
                schema = {"type": "fixed", "name": inner, "size": extra.size}
                if extra.namespace is not None:
                    schema["namespace"] = extra.namespace
                if extra.aliases is not None:
                    schema["aliases"] = list(extra.aliases)
                return schema
        if hint is None:
            return "null"
        if hint is Duration:
            return {"type": "fixed", "name": inner, "size": 12, "logicalType": "duration"}
        if hint is decimal.Decimal:
            raise usage(f"{place}: expected a decimal with its digits, as in Annotated[Decimal, DecimalType(10, 2)]")
        if isinstance(hint, abc.Hashable) and hint in _SIMPLE:
            simple = _SIMPLE[hint]
            return simple if isinstance(simple, str) else dict(simple)
        if typing.get_origin(hint) is typing.Literal:
            kinds = list(dict.fromkeys(type(value) for value in typing.get_args(hint)))
            branches = [self._scalar(kind, (), place, inner, namespace) for kind in kinds]
            return branches[0] if len(branches) == 1 else branches
        if isinstance(hint, type) and (issubclass(hint, enum.Enum) or adapter_of(hint) is not None):
            return self._named(hint, namespace)
        raise unknown(place, hint)

    def _named(self, cls: Any, namespace: str | None) -> Json:
        known = self._defined.get(cls)
        if known is not None:
            # In its own namespace a simple name will do.
            home, _, name = known.rpartition(".")
            return name if home == (namespace or "") else known
        if issubclass(cls, enum.Enum):
            return self._enum(cls, namespace)
        return self.record(cls, namespace)

    def _enum(self, cls: type[enum.Enum], namespace: str | None) -> Json:
        meta = meta_of(cls)
        own: str | None = getattr(meta, "namespace", None)
        name: str = getattr(meta, "schema_name", None) or cls.__name__
        home = own or namespace
        self._defined[cls] = f"{home}.{name}" if home else name
        symbols = [symbol for member, symbol in enum_members(cls) if cls[member.name] is member]
        schema: dict[str, Json] = {"type": "enum", "name": name, "symbols": list(dict.fromkeys(symbols))}
        doc = cls.__doc__ if cls.__doc__ != "An enumeration." else None
        doc = doc.strip() if doc else getattr(meta, "doc", None)
        for key, value in (("aliases", getattr(meta, "aliases", None)), ("doc", doc), ("namespace", own)):
            if value:
                schema[key] = value
        default = getattr(meta, "default", None)
        if default is not None:
            schema["default"] = default.value if isinstance(default, enum.Enum) else default
        return schema

    def _default(self, hint: Any, value: Any, place: str) -> Json:
        """A default as the schema's JSON has it."""
        hint, extras = unwrap(hint)
        if value is None:
            return None
        if is_union(hint):
            parts = typing.get_args(hint)
            exact = [part for part in parts if unwrap(part)[0] is type(value)]
            for part in exact or [part for part in parts if _takes(part, value)]:
                return self._default(part, value, place)
            raise usage(f"{place}: the default {value!r} is of none of the types of {hint!r}")
        args = typing.get_args(hint)
        if isinstance(value, enum.Enum):
            return dict(enum_members(type(value))).get(value)
        if isinstance(value, (bool, int, float, str)):
            return value
        if isinstance(value, bytes):
            return value.decode("latin-1")
        if isinstance(value, uuid.UUID):
            return str(value)
        if isinstance(value, decimal.Decimal):
            return _decimal_text(value, next((e for e in extras if isinstance(e, DecimalType)), DecimalType(38)), place)
        if isinstance(value, datetime.datetime):
            instant = value if value.tzinfo else value.replace(tzinfo=datetime.timezone.utc)
            return (instant - _EPOCH) // _unit(extras)
        if isinstance(value, datetime.date):
            return value.toordinal() - _EPOCH.toordinal()
        if isinstance(value, datetime.time):
            since = datetime.timedelta(
                hours=value.hour, minutes=value.minute, seconds=value.second, microseconds=value.microsecond
            )
            return since // _unit(extras)
        if isinstance(value, abc.Mapping):
            inner = args[1] if len(args) == 2 else Any
            return {key: self._default(inner, item, place) for key, item in value.items()}
        if isinstance(value, abc.Sequence):
            return [self._default(args[0] if args else Any, item, place) for item in value]
        adapter = adapter_of(type(value))
        if adapter is not None:
            return {
                field.alias or field.name: self._default(field.annotation, getattr(value, field.name), place)
                for field in adapter.fields(type(value))
            }
        raise usage(f"{place}: no schema can hold the default {value!r}")


def _takes(part: Any, value: Any) -> bool:
    part, _ = unwrap(part)
    base = typing.get_origin(part) or part
    if base is tuple or base in LISTS:
        return isinstance(value, (list, tuple))
    if base in MAPS:
        return isinstance(value, abc.Mapping)
    if base is float:
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    return isinstance(base, type) and isinstance(value, base)


def _unit(extras: tuple[Any, ...]) -> datetime.timedelta:
    for extra in extras:
        if isinstance(extra, Named) and extra.logical_type and extra.logical_type.endswith("micros"):
            return _MICRO
    return _MILLI


def _decimal_text(value: decimal.Decimal, kind: DecimalType, place: str) -> str:
    sign, digits, exponent = value.as_tuple()
    shift = exponent + kind.scale if isinstance(exponent, int) else -1
    number = int("".join(map(str, digits)) or "0")
    if shift < 0 and (not isinstance(exponent, int) or number % 10**-shift):
        raise usage(f"{place}: the default {value} has more than {kind.scale} digits behind the point")
    number = number * 10**shift if shift >= 0 else number // 10**-shift
    number = -number if sign else number
    size = (number + (number < 0)).bit_length() // 8 + 1
    return number.to_bytes(size, "big", signed=True).decode("latin-1")


def _doc(cls: Any, adapter: Adapter, meta: Any) -> str | None:
    said = getattr(meta, "schema_doc", True)
    if isinstance(said, str):
        return said.strip()
    return adapter.doc(cls) if said else None
