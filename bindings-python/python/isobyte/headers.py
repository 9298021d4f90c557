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
    confluent: str | None = None
    for raw_name, raw_value in headers or ():
        name = _text(raw_name).lower()
        if raw_value is None or name not in _NAMES:
            continue
        if name == VALUE_SCHEMA_ID:
            confluent = _native.schema_id_text(raw_value.encode() if isinstance(raw_value, str) else bytes(raw_value))
            continue
        value = _text(raw_value).strip()
        if name != SCHEMA_ID:
            content_type = _native.content_type(value)
        elif value:
            schema_id = value
    found = confluent if schema_id is None else schema_id
    return EventHeaders(content_type, int(found) if found and found.isascii() and found.isdecimal() else found)


_NAMES = frozenset((CONTENT_TYPE, SERIALIZATION_TYPE, SCHEMA_ID, VALUE_SCHEMA_ID))


def _text(value: str | bytes) -> str:
    return value if isinstance(value, str) else bytes(value).decode("utf-8", "replace")
