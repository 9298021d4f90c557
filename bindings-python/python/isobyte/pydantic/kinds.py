"""pydantic's own types, as the types of schemas."""

from __future__ import annotations

import datetime
import decimal
import ipaddress
import pathlib
import sys
import types
import typing
import uuid
from typing import Annotated, Any

import pydantic
import pydantic_core
from pydantic.fields import FieldInfo

from isobyte._adapters import register_text
from isobyte._hints import is_union, usage
from isobyte.types import AvroType, DecimalType, FixedType, Named

_TEXTS = (
    *("FilePath", "DirectoryPath", "EmailStr", "NameEmail", "SecretStr"),
    *("IPvAnyAddress", "IPvAnyInterface", "IPvAnyNetwork"),
    *("AnyUrl", "AnyHttpUrl", "HttpUrl", "FileUrl", "FtpUrl", "WebsocketUrl", "AnyWebsocketUrl"),
    *("PostgresDsn", "CockroachDsn", "MySQLDsn", "MariaDBDsn", "ClickHouseDsn", "SnowflakeDsn"),
    *("AmqpDsn", "RedisDsn", "MongoDsn", "KafkaDsn", "NatsDsn"),
)
_KINDS: tuple[tuple[str, Any, str, str | None], ...] = (
    *((name, str, "string", None) for name in _TEXTS),
    *((name, int, "long", None) for name in ("NegativeInt", "PositiveInt")),
    *((name, float, "double", None) for name in ("NegativeFloat", "PositiveFloat")),
    *((name, uuid.UUID, "string", "uuid") for name in ("UUID1", "UUID3", "UUID4", "UUID5")),
    *((name, datetime.date, "int", "date") for name in ("PastDate", "FutureDate")),
    *(
        (name, datetime.datetime, "long", "timestamp-millis")
        for name in ("PastDatetime", "FutureDatetime", "AwareDatetime")
    ),
    # Without a zone it is no instant.
    ("NaiveDatetime", datetime.datetime, "long", "local-timestamp-millis"),
)
_KNOWN: dict[Any, Any] = {
    getattr(pydantic, name): Annotated[base, Named(kind, logical, (("pydantic-class", name),))]
    for name, base, kind, logical in _KINDS
    if hasattr(pydantic, name)
}
_KNOWN[pydantic.ByteSize] = int
_SHOWN: tuple[type, ...] = (
    pathlib.PurePath,
    ipaddress.IPv4Address,
    ipaddress.IPv6Address,
    ipaddress.IPv4Interface,
    ipaddress.IPv6Interface,
    ipaddress.IPv4Network,
    ipaddress.IPv6Network,
    pydantic_core.Url,
    pydantic_core.MultiHostUrl,
    pydantic.NameEmail,
    *(cls for name in _TEXTS if name.endswith(("Url", "Dsn")) if (cls := getattr(pydantic, name, None)) is not None),
)
_KNOWN.update({cls: Annotated[str, Named("string")] for cls in (pathlib.Path, *_SHOWN) if cls not in _KNOWN})
# What reads a text and becomes another value: it cannot be read a second time.
_READERS: tuple[Any, ...] = (pydantic.Json, pydantic.EncodedStr, pydantic.EncodedBytes)


def _secret(value: Any) -> str:
    name = type(value).__name__
    raise usage(
        f"expected a function for {name} in json_encoders, as in {{{name}: {name}.get_secret_value}}, found none"
    )


for _cls in _SHOWN:
    register_text(_cls, str)
register_text(pydantic.SecretStr, _secret)


def translate(hint: Any, place: str, cls: Any = None) -> Any:
    """A type of a field of a class, with pydantic's own types replaced by those that schemas know."""
    if isinstance(hint, (str, typing.ForwardRef)):
        return hint if cls is None else translate(_named(hint, cls), place)
    try:
        known = _KNOWN.get(hint)
    except TypeError:
        known = None
    if known is not None:
        return known
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin is Annotated:
        return _annotated(args[0], hint.__metadata__, place, cls)
    if origin in (None, typing.Literal):
        return hint
    inside = tuple(arg if arg is Ellipsis else translate(arg, place, cls) for arg in args)
    if inside == args:
        return hint
    if is_union(hint):
        return typing.Union[inside]
    # A list is a list under each of its names.
    return types.GenericAlias(origin, inside)


def _named(hint: str | typing.ForwardRef, cls: Any) -> Any:
    """What a name stands for: Python 3.10 leaves those inside of ``list[...]`` as they are."""
    name = hint if isinstance(hint, str) else hint.__forward_arg__
    return cls if name == cls.__name__ else vars(sys.modules[cls.__module__]).get(name, hint)


def _flat(metadata: tuple[Any, ...]) -> list[Any]:
    """What annotations say, that of ``Field`` inside them included."""
    return [part for item in metadata for part in (item.metadata if isinstance(item, FieldInfo) else [item])]


def _annotated(base: Any, metadata: tuple[Any, ...], place: str, cls: Any) -> Any:
    kept: list[Any] = []
    for item in _flat(metadata):
        if isinstance(item, _READERS) or item in _READERS:
            name = getattr(item, "__name__", type(item).__name__)
            raise usage(f"{place}: expected a type whose values are read as they are written, found {name}")
        if isinstance(item, (AvroType, Named, DecimalType, FixedType)):
            kept.append(item)
        digits, places = getattr(item, "max_digits", None), getattr(item, "decimal_places", None)
        if base is decimal.Decimal and digits is not None and places is not None:
            kept.append(DecimalType(digits, places))
    base = translate(base, place, cls)
    for item in kept:
        base = Annotated[base, item]
    return base
