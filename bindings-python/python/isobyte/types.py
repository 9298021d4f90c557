"""Annotations for what Python's own types leave open: how wide a number is, how precise a decimal or a time."""

from __future__ import annotations

import dataclasses
import datetime
import decimal
from typing import Annotated, Any

from isobyte._native import Duration

__all__ = [
    "AvroType",
    "DateTimeMicro",
    "DecimalType",
    "Duration",
    "FixedType",
    "Float32",
    "Int32",
    "LocalDateTime",
    "LocalDateTimeMicro",
    "TimeMicro",
    "condecimal",
    "confixed",
]


@dataclasses.dataclass(frozen=True)
class DecimalType:
    """How many digits a decimal has at most, and how many of them behind the point.

    ``Annotated[Decimal, DecimalType(10, 2)]``
    """

    precision: int
    scale: int = 0


@dataclasses.dataclass(frozen=True)
class FixedType:
    """Bytes of a fixed size: ``Annotated[bytes, FixedType(16)]``."""

    size: int
    aliases: tuple[str, ...] | None = None
    namespace: str | None = None
    #: The name of the type, if it is not called after its field.
    name: str | None = None


@dataclasses.dataclass(frozen=True)
class AvroType:
    """A type in the words of a schema, where Python has none: a decimal in a fixed, nanoseconds, custom attributes.

    ``Annotated[UUID, AvroType('{"type": "fixed", "name": "Id", "size": 16, "logicalType": "uuid"}')]``
    """

    #: The definition, JSON text: of a primitive type or of a fixed.
    definition: str


@dataclasses.dataclass(frozen=True)
class Named:
    """A type of the schema by its name, with the logical type and the attributes that it carries."""

    type: str
    logical_type: str | None = None
    attributes: tuple[tuple[str, str], ...] = ()

    def schema(self) -> Any:
        """The type as the schema has it."""
        if self.logical_type is None and not self.attributes:
            return self.type
        logical = {} if self.logical_type is None else {"logicalType": self.logical_type}
        return {"type": self.type, **logical, **dict(self.attributes)}


#: An int of 32 bits.
Int32 = Annotated[int, Named("int")]
#: A float of 32 bits.
Float32 = Annotated[float, Named("float")]
#: A time of day in microseconds.
TimeMicro = Annotated[datetime.time, Named("long", "time-micros")]
#: An instant in microseconds.
DateTimeMicro = Annotated[datetime.datetime, Named("long", "timestamp-micros")]
#: A date and time of no particular zone, in milliseconds.
LocalDateTime = Annotated[datetime.datetime, Named("long", "local-timestamp-millis")]
#: A date and time of no particular zone, in microseconds.
LocalDateTimeMicro = Annotated[datetime.datetime, Named("long", "local-timestamp-micros")]


def condecimal(*, max_digits: int, decimal_places: int = 0) -> Any:
    """A decimal of so many digits, so many of them behind the point."""
    return Annotated[decimal.Decimal, DecimalType(max_digits, decimal_places)]


def confixed(*, size: int, aliases: list[str] | None = None, namespace: str | None = None) -> Any:
    """Bytes of a fixed size."""
    return Annotated[bytes, FixedType(size, tuple(aliases) if aliases else None, namespace)]
