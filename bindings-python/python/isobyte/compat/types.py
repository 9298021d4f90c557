"""The types of ``dataclasses_avroschema.types``."""

from __future__ import annotations

from typing import Any, Literal

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
    "DateTimeMicro",
    "Float32",
    "Int32",
    "JsonDict",
    "LocalDateTime",
    "LocalDateTimeMicro",
    "SerializationType",
    "TimeMicro",
    "condecimal",
    "confixed",
]

JsonDict = dict[str, Any]
SerializationType = Literal["avro", "avro-json"]
