"""The headers of an event: how it was serialized, and by which schema.

Headers are lists of pairs, as Kafka clients have them. Names are compared without case; values may be bytes or text.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from isobyte import _native

__all__ = [
    "CONTENT_TYPE",
    "SCHEMA_ID",
    "SERIALIZATION_TYPE",
    "VALUE_SCHEMA_ID",
    "EventHeaders",
    "Headers",
    "build",
    "parse",
]

#: The header that says how the event was serialized: ``avro`` or ``avro-json``.
CONTENT_TYPE: str = _native.CONTENT_TYPE
#: Another name for it.
SERIALIZATION_TYPE: str = _native.SERIALIZATION_TYPE
#: The header that names the schema: an id, a URL, a GUID, or a subject and its version.
SCHEMA_ID: str = _native.SCHEMA_ID
#: The header by which Confluent's clients name it: 01 and the GUID, or 00 and the id. Read where there is no ``schema-id``.
VALUE_SCHEMA_ID: str = _native.VALUE_SCHEMA_ID

#: What producers of Kafka clients take.
Headers = list[tuple[str, bytes]]


class EventHeaders(NamedTuple):
    """What the headers of an event say; None where they say nothing."""

    content_type: str | None
    schema_id: int | str | None


def build(schema_id: int | str | None = None, *, content_type: str = "avro") -> Headers:
    """The headers for an event."""
    headers: Headers = [(CONTENT_TYPE, _native.content_type(content_type).encode())]
    if schema_id is not None:
        headers.append((SCHEMA_ID, str(schema_id).encode()))
    return headers


def parse(headers: Iterable[tuple[str | bytes, bytes | str | None]] | None) -> EventHeaders:
    """What headers say. Of a header that comes twice the last counts; all others are left alone."""
    content_type: str | None = None
    schema_id: int | str | None = None
    confluent: str | bytes | None = None
    for raw_name, value in headers or ():
        name = raw_name if raw_name in _NAMES else _text(raw_name).lower()
        if name not in _NAMES or value is None:
            continue
        if name == SCHEMA_ID:
            schema_id = _schema_id(value)
        elif name == VALUE_SCHEMA_ID:
            confluent = value
        else:
            content_type = "avro" if value == b"avro" else _native.content_type(_text(value))
    if schema_id is None and confluent:
        data = confluent.encode() if isinstance(confluent, str) else bytes(confluent)
        schema_id = _schema_id(_native.schema_id_text(data))
    return EventHeaders(content_type, schema_id)


_NAMES = frozenset((CONTENT_TYPE, SERIALIZATION_TYPE, SCHEMA_ID, VALUE_SCHEMA_ID))
_LARGEST_ID = 2**32 - 1


def _schema_id(value: str | bytes) -> int | str | None:
    text = _text(value).strip()
    # What is too large for an id stays text, which no registry takes.
    if len(text) <= 10 and text.isdecimal() and text.isascii() and int(text) <= _LARGEST_ID:
        return int(text)
    return text or None


def _text(value: str | bytes) -> str:
    return value if isinstance(value, str) else bytes(value).decode("utf-8", "replace")
