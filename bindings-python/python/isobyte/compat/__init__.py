"""For programs that come from dataclasses-avroschema: its names, and the habits that its users depend on.

``from isobyte.compat import AvroModel`` in place of ``from dataclasses_avroschema import AvroModel``. Nothing else differs
from ``isobyte.model`` than these habits:

- defaults of decimals are the text ``\\u`` and hexadecimal digits, which readers of other libraries take for other numbers;
- defaults of bytes are read as UTF-8, which readers take for other bytes where they are not ASCII;
- ``timedelta`` is a double of seconds, whose logical type no other library knows;
- a default whose class is none of a union's adds its class to the union: ``Optional[float] = 3`` is long, double or null;
- what a default factory gives is the default in the schema, even where every call gives something else;
- ``asdict`` gives a model in a union as a pair of its full name and its dict;
- ``to_json`` writes times without fractions of seconds, and bytes as UTF-8 text, and ``parse_obj`` reads bytes so;
- ``parse_obj`` takes any value for any field; ``serialize`` finds what is wrong.

What is the same and what is better: docs/models.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from isobyte._adapters import MISSING, ModelField
from isobyte.compat.names import (
    ARRAY,
    BOOLEAN,
    BYTES,
    DATE,
    DECIMAL,
    DOUBLE,
    ENUM,
    FIXED,
    FLOAT,
    INT,
    LOGICAL_DATE,
    LOGICAL_DATETIME_MICROS,
    LOGICAL_DATETIME_MILIS,
    LOGICAL_LOCAL_DATETIME_MICROS,
    LOGICAL_LOCAL_DATETIME_MILIS,
    LOGICAL_TIME_MICROS,
    LOGICAL_TIME_MILIS,
    LOGICAL_UUID,
    LONG,
    MAP,
    NULL,
    RECORD,
    STRING,
    TIME_MICROS,
    TIME_MILLIS,
    TIMESTAMP_MICROS,
    TIMESTAMP_MILLIS,
    UUID,
)
from isobyte.compat.types import SerializationType
from isobyte.model import deserialize, serialize
from isobyte.model.base import AvroModel as _AvroModel
from isobyte.model.dialect import COMPAT, Dialect
from isobyte.model.field import Field
from isobyte.model.meta import Meta
from isobyte.types import (
    DateTimeMicro,
    Float32,
    Int32,
    LocalDateTime,
    LocalDateTimeMicro,
    TimeMicro,
    condecimal,
    confixed,
)

__all__ = [
    "ARRAY",
    "AVRO",
    "AVRO_JSON",
    "BOOLEAN",
    "BYTES",
    "DATE",
    "DECIMAL",
    "DOUBLE",
    "ENUM",
    "FIXED",
    "FLOAT",
    "INT",
    "LOGICAL_DATE",
    "LOGICAL_DATETIME_MICROS",
    "LOGICAL_DATETIME_MILIS",
    "LOGICAL_LOCAL_DATETIME_MICROS",
    "LOGICAL_LOCAL_DATETIME_MILIS",
    "LOGICAL_TIME_MICROS",
    "LOGICAL_TIME_MILIS",
    "LOGICAL_UUID",
    "LONG",
    "MAP",
    "NULL",
    "RECORD",
    "STRING",
    "TIMESTAMP_MICROS",
    "TIMESTAMP_MILLIS",
    "TIME_MICROS",
    "TIME_MILLIS",
    "UUID",
    "AvroField",
    "AvroModel",
    "DateTimeMicro",
    "Float32",
    "Int32",
    "LocalDateTime",
    "LocalDateTimeMicro",
    "SerializationType",
    "TimeMicro",
    "condecimal",
    "confixed",
    "deserialize",
    "serialize",
]

#: Avro's binary encoding.
AVRO = "avro"
#: Avro's JSON encoding.
AVRO_JSON = "avro-json"


class AvroModel(_AvroModel):
    """``isobyte.AvroModel`` with the habits of dataclasses-avroschema."""

    __slots__ = ()
    __isobyte_base__: ClassVar[bool] = True
    __isobyte_dialect__: ClassVar[Dialect] = COMPAT


def AvroField(
    name: str,
    native_type: Any,
    parent: type | None = None,
    *,
    default: Any = MISSING,
    default_factory: Any = MISSING,
    metadata: Mapping[str, Any] | None = None,
    model_metadata: Meta | None = None,
) -> Field:
    """``isobyte.model.AvroField`` with the habits of dataclasses-avroschema."""
    field = ModelField(name, native_type, default, default_factory, metadata or {})
    return Field(field, parent, model_metadata, COMPAT)
