"""Dicts as objects of a model, field by field, by the annotations."""

from __future__ import annotations

import datetime
import decimal
import enum
import sys
import typing
import uuid
from collections import abc
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from isobyte import errors
from isobyte._adapters import MISSING, ModelField, adapter_of, class_of, enum_members, fields_of
from isobyte._hints import LISTS, MAPS, NoneType, is_any, is_union, item_of, unwrap
from isobyte._native import Branch, Duration
from isobyte.model.dialect import dialect_of
from isobyte.model.meta import Meta

T = TypeVar("T")

_FLOATS = {"NaN": float("nan"), "Infinity": float("inf"), "-Infinity": float("-inf")}


def parse_obj(cls: type[T], data: Mapping[str, Any]) -> T:
    """An object of a model from a dict, such as ``to_json`` and ``asdict`` give.

    Texts become times, UUIDs, decimals and bytes where these are wanted, dicts become models, and values become members of
    enums. A union takes the first of its types that the value is of. Raises EncodeError for what does not fit.
    """
    found: T = _Parser(cls).model(cls, data, "")
    return found


def again(model: T) -> T:
    """An object made anew from its own attributes, for the hooks of ``Meta.dacite_config``."""
    parser = _Parser(type(model))
    parser.again = True
    found: T = parser.model(type(model), model, "")
    return found


class _Parser:
    def __init__(self, cls: Any) -> None:
        config: Mapping[str, Any] = Meta.of(class_of(cls)).dacite_config or {}
        self._dialect = dialect_of(class_of(cls))
        self._hooks: Mapping[Any, Callable[[Any], Any]] = config.get("type_hooks") or {}
        self._casts: tuple[Any, ...] = tuple(config.get("cast") or ())
        self._check = bool(config.get("check_types", not self._dialect.unchecked))
        self._strict = bool(config.get("strict", False))
        self.again = False

    def model(self, hint: Any, data: Any, path: str) -> Any:
        cls = class_of(hint)
        if isinstance(data, cls):
            if not self.again:
                return data
            data = {field.name: getattr(data, field.name) for field in fields_of(hint) if hasattr(data, field.name)}
        if not isinstance(data, Mapping):
            raise _wrong(path, f"a dict for {cls.__qualname__}", data)
        fields = fields_of(hint)
        if self._strict:
            self._no_strangers(fields, data, path)
        values: dict[str, Any] = {}
        after: dict[str, Any] = {}
        for field in fields:
            key = field.alias if field.alias is not None and field.alias in data else field.name
            inside = f"{path}.{field.name}" if path else field.name
            if key in data:
                wanted = typing.Optional[field.annotation] if field.default is None else field.annotation
                (values if field.init else after)[field.name] = self.value(wanted, data[key], inside)
            elif field.default is MISSING and field.factory is MISSING and field.init:
                raise _missing(inside, field)
        made = cls(**values)
        for name, value in after.items():
            object.__setattr__(made, name, value)
        return made

    def _no_strangers(self, fields: list[ModelField], data: Mapping[str, Any], path: str) -> None:
        known = {name for field in fields for name in (field.name, field.alias)}
        for key in data:
            if key not in known:
                message = f"expected one of the fields {', '.join(field.name for field in fields)}, found {key!r}"
                raise errors.EncodeError(message, code="value_constraint", number=304, path=path)

    def value(self, hint: Any, value: Any, path: str) -> Any:
        hint, _ = unwrap(hint)
        base = class_of(hint)
        if isinstance(base, abc.Hashable) and base in self._hooks:
            value = self._hooks[base](value)
        if isinstance(base, type) and any(isinstance(c, type) and issubclass(base, c) for c in self._casts):
            return value if isinstance(value, base) else base(value)
        if is_any(hint):
            return value
        if is_union(hint):
            return self._union(typing.get_args(hint), value, path)
        args = typing.get_args(hint)
        if base is typing.Literal:
            if value in args or not self._check:
                return value
            raise _wrong(path, f"one of {', '.join(map(repr, args))}", value)
        if base in MAPS:
            return self._map(args, value, path)
        if base is tuple or base in LISTS:
            return self._list(base, args, value, path)
        if isinstance(base, type) and issubclass(base, enum.Enum):
            return self._enum(base, value, path)
        if isinstance(base, type) and adapter_of(base) is not None:
            return self.model(hint, value, path)
        return self._scalar(NoneType if base is None else base, value, path)

    def _union(self, args: tuple[Any, ...], value: Any, path: str) -> Any:
        if value is None and NoneType in args:
            return None
        # A pair of a name and a dict, as in asdict, and a branch.
        if isinstance(value, Branch):
            value = (value.name, value.value)
        if isinstance(value, tuple) and len(value) == 2 and isinstance(value[0], str):
            for part in args:
                cls = class_of(unwrap(part)[0])
                if getattr(cls, "__name__", None) == value[0].rpartition(".")[2] and isinstance(value[1], Mapping):
                    return self.value(part, value[1], path)
        parts = [part for part in args if part is not NoneType]
        exact = [part for part in parts if class_of(unwrap(part)[0]) is type(value)]
        if isinstance(value, Mapping):
            exact = [part for part in parts if _has_just(unwrap(part)[0], value)] or exact
        failed: errors.EncodeError | None = None
        for part in exact or parts:
            try:
                return self.value(part, value, path)
            except errors.EncodeError as e:
                failed = failed or e
        if len(exact or parts) == 1 and failed is not None:
            raise failed
        if not self._check:
            return value
        raise _wrong(path, f"one of {', '.join(_shown(part) for part in args)}", value)

    def _list(self, base: Any, args: tuple[Any, ...], value: Any, path: str) -> Any:
        if not isinstance(value, (list, tuple)):
            if not self._check:
                return value
            raise _wrong(path, "a list", value)
        hint = (item_of(args, path) if base is tuple else args[0]) if args else Any
        items = [self.value(hint, item, f"{path}[{index}]") for index, item in enumerate(value)]
        return tuple(items) if base is tuple else items

    def _map(self, args: tuple[Any, ...], value: Any, path: str) -> Any:
        if not isinstance(value, Mapping):
            if not self._check:
                return value
            raise _wrong(path, "a dict", value)
        hint = args[1] if len(args) == 2 else Any
        return {key: self.value(hint, item, f'{path}["{key}"]') for key, item in value.items()}

    def _enum(self, cls: type[enum.Enum], value: Any, path: str) -> Any:
        if isinstance(value, cls):
            return value
        try:
            return cls(value)
        except ValueError:
            members = {symbol: member for member, symbol in enum_members(cls)}
        if isinstance(value, str) and value in members:
            return members[value]
        raise _wrong(path, f"one of {', '.join(map(repr, members))}", value)

    def _scalar(self, base: Any, value: Any, path: str) -> Any:
        if isinstance(value, str) and base is not str:
            value = self._from_text(base, value, path)
        elif base is datetime.timedelta and isinstance(value, (int, float)):
            return datetime.timedelta(seconds=value)
        elif base is Duration and isinstance(value, Mapping):
            return Duration(**value)
        elif base is float and type(value) is int:
            return value
        elif base is decimal.Decimal and type(value) is int:
            return decimal.Decimal(value)
        elif base is bytes and isinstance(value, (bytearray, memoryview)):
            return bytes(value)
        # A boolean is no number, and a moment is no day.
        odd = (isinstance(value, bool) and base is not bool) or (
            isinstance(value, datetime.datetime) and base is datetime.date
        )
        if self._check and (odd or not (isinstance(base, type) and isinstance(value, base))):
            raise _wrong(path, _shown(base), value)
        return value

    def _from_text(self, base: Any, text: str, path: str) -> Any:
        try:
            if base is datetime.datetime:
                return datetime.datetime.fromisoformat(_zoned(text))
            if base is datetime.date:
                return datetime.date.fromisoformat(text[:10]) if len(text) > 10 else datetime.date.fromisoformat(text)
            if base is datetime.time:
                return datetime.time.fromisoformat(_zoned(text))
            if base is uuid.UUID:
                return uuid.UUID(text)
            if base is decimal.Decimal:
                return decimal.Decimal(text)
            if base is bytes:
                return text.encode("utf-8" if self._dialect.short_json else "latin-1")
        except (ValueError, decimal.InvalidOperation):
            raise _wrong(path, f"the text of a {_shown(base)}", text) from None
        return _FLOATS.get(text, text) if base is float else text


def _zoned(text: str) -> str:
    # Python before 3.11 knows no Z, and wants a colon in +0000.
    if sys.version_info < (3, 11):
        if text.endswith("Z"):
            return text[:-1] + "+00:00"
        if len(text) > 5 and text[-5] in "+-" and text[-4:].isdigit():
            return text[:-2] + ":" + text[-2:]
    return text


def _has_just(hint: Any, value: Mapping[str, Any]) -> bool:
    """Whether a dict has the fields of a model, all that are needed and no others."""
    cls = class_of(hint)
    if not isinstance(cls, type) or issubclass(cls, enum.Enum) or adapter_of(cls) is None:
        return False
    fields = fields_of(hint)
    needed = {f.name for f in fields if f.default is MISSING and f.factory is MISSING}
    return needed <= set(value) <= {name for field in fields for name in (field.name, field.alias)}


def _shown(hint: Any) -> str:
    hint, _ = unwrap(hint)
    return "None" if hint is NoneType else getattr(hint, "__qualname__", None) or repr(hint)


def _wrong(path: str, wanted: str, value: Any) -> errors.EncodeError:
    if value is None or isinstance(value, (bool, int, float)):
        found = repr(value)
    elif isinstance(value, str):
        found = f"the text {value[:32]!r}"
    else:
        found = f"a value of type {type(value).__qualname__}"
    return errors.EncodeError(f"expected {wanted}, found {found}", code="value_type", number=300, path=path)


def _missing(path: str, field: ModelField) -> errors.EncodeError:
    message = f"expected {_shown(field.annotation)}, found nothing"
    return errors.EncodeError(message, code="value_missing", number=302, path=path)
