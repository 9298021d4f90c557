"""Models of pydantic's with made-up values, by the package ``faker``: values that their types and limits accept."""

from __future__ import annotations

import datetime
import decimal
import functools
import random
import typing
import uuid
from collections.abc import Callable
from typing import Annotated, Any, TypeVar

import pydantic

from isobyte._hints import LISTS, MAPS, NoneType, is_union, usage
from isobyte.model.invent import fake_value, faker
from isobyte.pydantic.adapter import complete
from isobyte.pydantic.kinds import translate

Model = TypeVar("Model", bound=pydantic.BaseModel)

#: Models inside models inside models, so far down that one ends.
_MOST_DEEP = 3


def _now(days: int) -> datetime.datetime:
    """A moment up to so many days from now, in whole seconds."""
    moment = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
    step = 1 if days > 0 else -1
    return moment + step * datetime.timedelta(days=random.randrange(1, abs(days)), hours=1)


def _url(scheme: str, fake: Any) -> str:
    return f"{scheme}://{fake.first_name()}@127.0.0.1:1234/{fake.first_name()}"


_MADE: dict[str, Callable[[Any], Any]] = {
    "EmailStr": lambda fake: fake.company_email(),
    "NameEmail": lambda fake: f"{fake.first_name()} <{fake.company_email()}>",
    "FilePath": lambda _: __file__,
    "DirectoryPath": lambda _: ".",
    "AnyUrl": lambda fake: fake.url(),
    "AnyHttpUrl": lambda fake: fake.url(),
    "HttpUrl": lambda fake: fake.url(),
    "FileUrl": lambda fake: f"file:///{fake.first_name()}",
    "IPvAnyAddress": lambda fake: fake.ipv4(),
    "IPvAnyInterface": lambda fake: fake.ipv4(),
    "IPvAnyNetwork": lambda fake: fake.ipv4(),
    "UUID1": lambda _: uuid.uuid1(),
    "UUID3": lambda fake: uuid.uuid3(uuid.NAMESPACE_URL, fake.url()),
    "UUID5": lambda fake: uuid.uuid5(uuid.NAMESPACE_URL, fake.url()),
    "PastDate": lambda _: _now(-9_999).date(),
    "FutureDate": lambda _: _now(9_999).date() + datetime.timedelta(days=1),
    "PastDatetime": lambda _: _now(-9_999),
    "FutureDatetime": lambda _: _now(9_999),
    "AwareDatetime": lambda _: _now(-9_999),
    "NaiveDatetime": lambda _: _now(-9_999).replace(tzinfo=None),
}
_SCHEMES = {
    **{
        "FtpUrl": "ftp",
        "WebsocketUrl": "ws",
        "AnyWebsocketUrl": "wss",
        "AmqpDsn": "amqp",
        "ClickHouseDsn": "clickhouse",
    },
    **{"CockroachDsn": "cockroachdb", "KafkaDsn": "kafka", "MariaDBDsn": "mariadb", "MongoDsn": "mongodb"},
    **{
        "MySQLDsn": "mysql",
        "NatsDsn": "nats",
        "PostgresDsn": "postgres",
        "RedisDsn": "redis",
        "SnowflakeDsn": "snowflake",
    },
}
_MADE.update({name: functools.partial(_url, scheme) for name, scheme in _SCHEMES.items()})
_BY_TYPE: dict[Any, Callable[[Any], Any]] = {
    getattr(pydantic, name): made for name, made in _MADE.items() if hasattr(pydantic, name)
}


def fake(cls: type[Model], data: dict[str, Any], depth: int = 0) -> Model:
    """A model with made-up values; those that are given are taken, by the names of the attributes."""
    complete(cls)
    if depth > _MOST_DEEP * 4:
        raise usage(f"{cls.__qualname__}: expected a model that ends, found one that holds itself")
    values = dict(data)
    for name, info in cls.model_fields.items():
        # What goes round and round takes its default at last.
        if name not in values and (depth < _MOST_DEEP or info.is_required()):
            values[name] = _value(info.rebuild_annotation(), f"{cls.__qualname__}.{name}", depth)
    return cls.model_validate(values, by_alias=True, by_name=True)


def _value(hint: Any, place: str, depth: int) -> Any:
    try:
        made = _BY_TYPE.get(hint)
    except TypeError:
        made = None
    if made is not None:
        return made(faker())
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin is Annotated:
        return _limited(args[0], hint.__metadata__, place, depth)
    if is_union(hint):
        parts = [NoneType] if depth >= _MOST_DEEP and NoneType in args else args
        return _value(random.choice(parts), place, depth)
    if origin in MAPS:
        return {} if depth >= _MOST_DEEP else {"key": _value(args[1], place, depth)}
    if origin is tuple or origin in LISTS:
        items = [] if depth >= _MOST_DEEP else [_value(args[0], place, depth)]
        return tuple(items) if origin is tuple else items
    if isinstance(hint, type) and issubclass(hint, pydantic.BaseModel):
        return fake(hint, {}, depth + 1)
    return fake_value(translate(hint, place), place)


def _limited(base: Any, metadata: tuple[Any, ...], place: str, depth: int) -> Any:
    """A value within limits."""

    def limit(name: str) -> Any:
        found = (getattr(item, name, None) for item in metadata)
        return next((value for value in found if value is not None), None)

    least, most = limit("min_length"), limit("max_length")
    if base is str and (least is not None or most is not None):
        shortest = 0 if least is None else least
        count = random.randint(shortest, shortest + 20 if most is None else most)
        return "".join(random.choices("abcdefghijklmnopqrstuvwxyz", k=count))
    if typing.get_origin(base) in LISTS and least:
        return [_value(typing.get_args(base)[0], place, depth) for _ in range(least)]
    if base in (int, float, decimal.Decimal):
        low = max((value for value in (limit("ge"), limit("gt")) if value is not None), default=None)
        high = min((value for value in (limit("le"), limit("lt")) if value is not None), default=None)
        step = limit("multiple_of")
        if low is not None or high is not None or step is not None:
            return _number(base, low, high, step, open_below=limit("gt") == low, open_above=limit("lt") == high)
    return fake_value(translate(Annotated[(base, *metadata)], place), place)


def _number(base: Any, low: Any, high: Any, step: Any, *, open_below: bool, open_above: bool) -> Any:
    low = low if low is not None else (high - 1_000 if high is not None else 0)
    high = high if high is not None else low + 1_000
    if base is int:
        step = int(step or 1)
        first = -(-(int(low) + (1 if open_below else 0)) // step)
        last = (int(high) - (1 if open_above else 0)) // step
        return step * random.randint(first, max(first, last))
    if step is not None:
        return base(step) * (int(low / step) + 1)
    middle = (low + high) / 2
    return middle if base is float else base(int(middle)).to_integral_value()
