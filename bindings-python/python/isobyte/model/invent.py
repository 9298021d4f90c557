"""Objects with made-up values, by the package ``faker``."""

from __future__ import annotations

import datetime
import decimal
import enum
import functools
import random
import typing
import uuid
from typing import Any, TypeVar

from isobyte._adapters import MISSING, adapter_of, class_of, enum_members, fields_of
from isobyte._hints import LISTS, MAPS, NoneType, is_union, item_of, unwrap, usage
from isobyte._hosts import unknown
from isobyte._native import Duration
from isobyte.types import DecimalType, FixedType, Named

T = TypeVar("T")

#: Models inside models inside models, so far down that one ends.
_MOST_DEEP = 3
_MOST_BYTES = 65_536
_MOST_DIGITS = 1_000


def fake(cls: type[T], **data: Any) -> T:
    """An object with made-up values; those that are given are taken. Needs the package ``faker``."""
    found: T = _Faker(faker()).model(cls, data, 0)
    return found


def fake_value(hint: Any, name: str) -> Any:
    """A made-up value of a type. Needs the package ``faker``."""
    return _Faker(faker()).value(hint, name, name, 0)


@functools.cache
def faker() -> Any:
    """What makes things up."""
    try:
        from faker import Faker  # pyright: ignore
    except ImportError as e:
        raise usage(
            "fake: expected the package faker, found none: pip install isobyte[fake]", code="unsupported", number=102
        ) from e
    made: Any = Faker()
    return made


class _Faker:
    def __init__(self, faker: Any) -> None:
        self._faker = faker

    def model(self, hint: Any, data: dict[str, Any], depth: int) -> Any:
        cls = class_of(hint)
        fields = fields_of(hint)
        names = [field.name for field in fields]
        for name in data:
            if name not in names:
                raise usage(f"{cls.__qualname__}: expected one of the fields {', '.join(names)}, found {name!r}")
        values = dict(data)
        for field in fields:
            if field.name in data or not field.init:
                continue
            # What goes round and round takes its default at last.
            if depth >= _MOST_DEEP and (field.default is not MISSING or field.factory is not MISSING):
                continue
            values[field.name] = self.value(field.annotation, f"{cls.__qualname__}.{field.name}", field.name, depth)
        return cls(**values)

    def value(self, hint: Any, place: str, name: str, depth: int) -> Any:
        hint, extras = unwrap(hint)
        args = typing.get_args(hint)
        base = class_of(hint)
        if is_union(hint):
            parts = [NoneType] if depth >= _MOST_DEEP and NoneType in args else args
            return self.value(random.choice(parts), place, name, depth)
        if base is typing.Literal:
            return random.choice(args)
        if base is tuple or base in LISTS:
            item = item_of(args, place) if base is tuple else args[0]
            count = 0 if depth >= _MOST_DEEP else 1
            items = [self.value(item, place, name, depth) for _ in range(count)]
            return tuple(items) if base is tuple else items
        if base in MAPS:
            return {} if depth >= _MOST_DEEP else {self._faker.pystr(): self.value(args[1], place, name, depth)}
        if isinstance(base, type) and issubclass(base, enum.Enum):
            return random.choice([member for member, _ in enum_members(base)])
        if isinstance(base, type) and adapter_of(base) is not None:
            if depth > _MOST_DEEP * 4:
                raise usage(f"{place}: expected a model that ends, found one that holds itself")
            return self.model(hint, {}, depth + 1)
        return self._scalar(base, extras, place)

    def _scalar(self, base: Any, extras: tuple[Any, ...], place: str) -> Any:
        faker = self._faker
        for extra in extras:
            if isinstance(extra, FixedType):
                return random.randbytes(_at_most(extra.size, _MOST_BYTES, "bytes", place))
            if isinstance(extra, DecimalType):
                digits = random.randrange(10 ** _at_most(extra.precision, _MOST_DIGITS, "digits", place))
                return decimal.Decimal((random.getrandbits(1), tuple(map(int, str(digits))), -extra.scale))
        named = next((extra for extra in extras if isinstance(extra, Named)), None)
        micros = named is not None and (named.logical_type or "").endswith("micros")
        if base is bool:
            return faker.pybool()
        if base is int:
            return faker.pyint()
        if base is float:
            value = faker.pyfloat(min_value=-1e6, max_value=1e6)
            return value if named is None else random.randrange(-(2**24), 2**24) / 256
        if base is str:
            return faker.pystr()
        if base is bytes:
            return random.randbytes(20)
        if base is uuid.UUID:
            return uuid.uuid4()
        if base is datetime.datetime:
            local = named is not None and (named.logical_type or "").startswith("local")
            moment = faker.date_time(tzinfo=None if local else datetime.timezone.utc)
            return moment.replace(microsecond=_fraction(micros))
        if base is datetime.date:
            return faker.date_object()
        if base is datetime.time:
            return faker.time_object().replace(microsecond=_fraction(micros))
        if base is datetime.timedelta:
            return datetime.timedelta(milliseconds=random.randrange(10**9))
        if base is Duration:
            return Duration(random.randrange(24), random.randrange(31), random.randrange(86_400_000))
        if base in (None, NoneType):
            return None
        raise unknown(place, base)


def _fraction(micros: bool) -> int:
    return random.randrange(1_000_000) if micros else random.randrange(1_000) * 1_000


def _at_most(size: int, most: int, of: str, place: str) -> int:
    if size > most:
        raise usage(f"{place}: expected at most {most} {of} to be made up, found {size}")
    return size
