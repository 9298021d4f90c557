"""The constants of ``dataclasses_avroschema.fields.field_utils``: names of Avro's types, and schemas of logical types."""

from __future__ import annotations

from typing import Any

BOOLEAN = "boolean"
NULL = "null"
INT = "int"
FLOAT = "float"
LONG = "long"
DOUBLE = "double"
BYTES = "bytes"
STRING = "string"
ARRAY = "array"
ENUM = "enum"
MAP = "map"
FIXED = "fixed"
RECORD = "record"
DATE = "date"
UUID = "uuid"
DECIMAL = "decimal"
TIME_MILLIS = "time-millis"
TIME_MICROS = "time-micros"
TIMESTAMP_MILLIS = "timestamp-millis"
TIMESTAMP_MICROS = "timestamp-micros"
LOGICAL_DATE: dict[str, Any] = {"type": INT, "logicalType": DATE}
LOGICAL_TIME_MILIS: dict[str, Any] = {"type": INT, "logicalType": TIME_MILLIS}
LOGICAL_TIME_MICROS: dict[str, Any] = {"type": LONG, "logicalType": TIME_MICROS}
LOGICAL_DATETIME_MILIS: dict[str, Any] = {"type": LONG, "logicalType": TIMESTAMP_MILLIS}
LOGICAL_DATETIME_MICROS: dict[str, Any] = {"type": LONG, "logicalType": TIMESTAMP_MICROS}
LOGICAL_LOCAL_DATETIME_MILIS: dict[str, Any] = {"type": LONG, "logicalType": "local-timestamp-millis"}
LOGICAL_LOCAL_DATETIME_MICROS: dict[str, Any] = {"type": LONG, "logicalType": "local-timestamp-micros"}
LOGICAL_UUID: dict[str, Any] = {"type": STRING, "logicalType": UUID}
