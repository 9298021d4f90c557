"""Defaults, as the JSON of a schema has them."""

from __future__ import annotations

import datetime
import decimal
import enum
import math
import typing
import uuid
from collections import abc
from typing import Any

from isobyte._adapters import MISSING, ModelField, adapter_of, class_of, enum_members, fields_of
from isobyte._hints import LISTS, MAPS, NoneType, is_union, unwrap, usage
from isobyte.model.dialect import Dialect
from isobyte.model.meta import Meta
from isobyte.types import DecimalType, Named

_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
_MILLI = datetime.timedelta(milliseconds=1)
_MICRO = datetime.timedelta(microseconds=1)


# What defaults of a type may be.
_CLASSES: dict[type, tuple[type, ...]] = {
    bool: (bool,),
    int: (int,),
    float: (int, float),
    str: (str,),
    bytes: (bytes,),
    datetime.date: (datetime.date,),
    datetime.time: (datetime.time,),
    datetime.datetime: (datetime.datetime,),
    datetime.timedelta: (datetime.timedelta,),
    uuid.UUID: (uuid.UUID, str),
    decimal.Decimal: (decimal.Decimal,),
}


def given(field: ModelField, dialect: Dialect) -> Any:
    """The value that a field has by default in the schema, or MISSING."""
    if field.factory is MISSING:
        return field.default
    value = field.factory()
    # What changes from call to call (a time, an id) is no part of a schema.
    if not dialect.changing_defaults and not _same(value, field.factory()):
        return MISSING
    return value


def _same(a: Any, b: Any) -> bool:
    try:
        return (type(a) is type(b) and bool(a == b)) or repr(a) == repr(b)
    except Exception:
        return False


def part_of(parts: typing.Iterable[Any], value: Any) -> Any:
    """The type of a union that a value is of, or MISSING."""
    parts = list(parts)
    for part in parts:
        if class_of(unwrap(part)[0]) is type(value):
            return part
    return next((part for part in parts if _takes(part, value)), MISSING)


def _takes(part: Any, value: Any) -> bool:
    part, _ = unwrap(part)
    base = class_of(part)
    if base in (None, NoneType):
        return value is None
    if base is typing.Literal:
        return value in typing.get_args(part)
    if base is tuple or base in LISTS:
        return isinstance(value, (list, tuple))
    if base in MAPS:
        return isinstance(value, abc.Mapping)
    if base is float:
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    if isinstance(base, type) and issubclass(base, enum.Enum) and isinstance(value, str):
        return value in [symbol for _, symbol in enum_members(base)]
    return isinstance(base, type) and isinstance(value, base)


class Defaults:
    """Turns values into JSON."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect

    def json(self, hint: Any, value: Any, place: str) -> Any:
        """A value of a type."""
        hint, extras = unwrap(hint)
        if value is None:
            return None
        if is_union(hint):
            part = part_of(typing.get_args(hint), value)
            if part is MISSING:
                raise usage(f"{place}: expected a default of {hint!r}, found {value!r}")
            return self.json(part, value, place)
        wanted = _CLASSES.get(class_of(hint)) if isinstance(class_of(hint), type) else None
        is_moment = isinstance(value, datetime.datetime) and hint is datetime.date
        if wanted is not None and (is_moment or not isinstance(value, wanted)):
            raise usage(f"{place}: expected a default of {hint.__qualname__}, found {value!r}")
        if isinstance(value, enum.Enum):
            return dict(enum_members(type(value))).get(value)
        if isinstance(value, float) and not math.isfinite(value):
            return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
        if isinstance(value, (bool, int, float, str)):
            return value
        if isinstance(value, bytes):
            return self._bytes(value)
        if isinstance(value, uuid.UUID):
            return str(value)
        if isinstance(value, decimal.Decimal):
            kind = next((extra for extra in extras if isinstance(extra, DecimalType)), DecimalType(38))
            return self._decimal(value, kind, place)
        if isinstance(value, datetime.timedelta):
            return value.total_seconds()
        if isinstance(value, (datetime.date, datetime.time)):
            return _time(value, extras)
        return self._container(hint, value, place)

    def _container(self, hint: Any, value: Any, place: str) -> Any:
        args = typing.get_args(hint)
        if isinstance(value, abc.Mapping):
            inner = args[1] if len(args) == 2 else Any
            return {key: self.json(inner, item, f"{place}[{key!r}]") for key, item in value.items()}
        if isinstance(value, abc.Sequence):
            inner = args[0] if args else Any
            return [self.json(inner, item, f"{place}[{index}]") for index, item in enumerate(value)]
        cls = type(value)
        if adapter_of(cls) is None:
            raise usage(f"{place}: expected a default that a schema can hold, found {value!r}")
        without = Meta.of(cls).exclude
        return {
            field.alias or field.name: self.json(field.annotation, getattr(value, field.name), f"{place}.{field.name}")
            for field in fields_of(hint if class_of(hint) is cls else cls)
            if field.name not in without
        }

    def _bytes(self, value: bytes) -> str:
        if self._dialect.bytes_text:
            try:
                return value.decode()
            except UnicodeDecodeError:
                pass
        return value.decode("latin-1")

    def _decimal(self, value: decimal.Decimal, kind: DecimalType, place: str) -> str:
        data = _unscaled(value, kind, place)
        return "\\u" + data.hex() if self._dialect.decimal_text else data.decode("latin-1")


def _time(value: datetime.date | datetime.time, extras: tuple[Any, ...]) -> int:
    logical = next((e.logical_type for e in extras if isinstance(e, Named) and e.logical_type), "")
    unit = _MICRO if logical.endswith("micros") else _MILLI
    if isinstance(value, datetime.datetime):
        instant = value if value.tzinfo else value.replace(tzinfo=datetime.timezone.utc)
        return (instant - _EPOCH) // unit
    if isinstance(value, datetime.date):
        return value.toordinal() - _EPOCH.toordinal()
    since = datetime.timedelta(
        hours=value.hour, minutes=value.minute, seconds=value.second, microseconds=value.microsecond
    )
    return since // unit


def _unscaled(value: decimal.Decimal, kind: DecimalType, place: str) -> bytes:
    """The shortest two's complement of a decimal's digits."""
    sign, digits, exponent = value.as_tuple()
    shift = exponent + kind.scale if isinstance(exponent, int) else -1
    number = int("".join(map(str, digits)) or "0")
    if shift < 0 and (not isinstance(exponent, int) or number % 10**-shift):
        raise usage(f"{place}: expected a default of {kind.scale} digits behind the point, found {value}")
    number = number * 10**shift if shift >= 0 else number // 10**-shift
    if number >= 10**kind.precision:
        raise usage(f"{place}: expected a default of {kind.precision} digits, found {value}")
    number = -number if sign else number
    size = (number + (number < 0)).bit_length() // 8 + 1
    return number.to_bytes(size, "big", signed=True)
