"""Objects as plain dicts, and as JSON text."""

from __future__ import annotations

import datetime
import decimal
import enum
import json
import math
import uuid
from collections import abc
from typing import Any

from isobyte._adapters import ModelField, adapter_of, fields_of
from isobyte._hints import is_union, unwrap, usage
from isobyte._native import Branch, Duration
from isobyte.model.dialect import Dialect, dialect_of


def asdict(model: Any) -> dict[str, Any]:
    """A model as a dict of what schemas know: models inside are dicts, members of enums their values."""
    return _asdict(model, model)


def _asdict(model: Any, outermost: Any) -> dict[str, Any]:
    def value_of(value: Any, field: ModelField | None) -> Any:
        if isinstance(value, enum.Enum):
            return value.value
        if not _is_model(value):
            return _inside(value, lambda item: value_of(item, None))
        made = _asdict(value, outermost)
        if field is not None and _is_pair(field, outermost):
            from isobyte.model.plan import plan_of

            return plan_of(type(outermost)).name_of(type(value)), made
        return made

    return {field.name: value_of(getattr(model, field.name), field) for field in _fields(model)}


def _is_pair(field: ModelField, outermost: Any) -> bool:
    return dialect_of(type(outermost)).named_pairs and is_union(unwrap(field.annotation)[0])


def to_dict(model: Any) -> dict[str, Any]:
    """A model as a dict; models inside are dicts too, everything else is as it was."""

    def value_of(value: Any) -> Any:
        return to_dict(value) if _is_model(value) else _inside(value, value_of)

    return {field.name: value_of(getattr(model, field.name)) for field in _fields(model)}


def to_json(model: Any, **kwargs: Any) -> str:
    """A model as JSON text that ``parse_obj`` takes back. Keywords are those of ``json.dumps``.

    Times are those of ISO 8601, with all their digits; decimals and UUIDs are texts; bytes are one character a byte, as in
    Avro's own JSON; a float that no JSON number is (NaN) is its name.
    """
    return json.dumps(json_of(to_dict(model), dialect_of(type(model))), **kwargs)


def json_of(value: Any, dialect: Dialect) -> Any:
    """A value as JSON has it."""
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, float) and not math.isfinite(value) and not dialect.short_json:
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, (bytes, bytearray)):
        return _bytes(bytes(value), dialect)
    if isinstance(value, (datetime.datetime, datetime.date, datetime.time)):
        return _time(value, dialect)
    if isinstance(value, datetime.timedelta):
        return value.total_seconds()
    if isinstance(value, Duration):
        return {"months": value.months, "days": value.days, "millis": value.millis}
    if isinstance(value, Branch):
        return {value.name: json_of(value.value, dialect)}
    if isinstance(value, (uuid.UUID, decimal.Decimal)):
        return str(value)
    if isinstance(value, abc.Mapping):
        return {key: json_of(item, dialect) for key, item in value.items()}
    if isinstance(value, abc.Sequence):
        return [json_of(item, dialect) for item in value]
    raise usage(f"expected a value that JSON can hold, found {type(value).__qualname__}")


def _bytes(value: bytes, dialect: Dialect) -> str:
    if not dialect.short_json:
        return value.decode("latin-1")
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")


def _time(value: datetime.date | datetime.time, dialect: Dialect) -> str:
    if not dialect.short_json:
        return value.isoformat()
    if isinstance(value, datetime.datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%S%z")
    return value.strftime("%Y-%m-%d" if isinstance(value, datetime.date) else "%H:%M:%S")


def _fields(model: Any) -> list[ModelField]:
    if not _is_model(model):
        raise usage(f"expected a model or a dataclass, found {type(model).__qualname__}")
    return fields_of(type(model))


def _is_model(value: Any) -> bool:
    return adapter_of(type(value)) is not None


def _inside(value: Any, function: abc.Callable[[Any], Any]) -> Any:
    """The same container with other items."""
    if isinstance(value, abc.Mapping):
        return {key: function(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        items = [function(item) for item in value]
        return tuple(items) if isinstance(value, tuple) else items
    return value
