"""``fastavro.json_write``: values as lines of Avro's JSON encoding."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import IO, Any

from isobyte._hosts import usage
from isobyte.fastavro import _parse
from isobyte.fastavro.types import Schema

__all__ = ["json_writer"]


def json_writer(
    fo: IO[str],
    schema: Schema,
    records: Iterable[Any],
    *,
    write_union_type: bool = True,
    validator: bool = False,
    encoder: Any = None,
    strict: bool = False,
    strict_allow_default: bool = False,
    disable_tuple_notation: bool = False,
) -> None:
    """Writes values in Avro's JSON encoding, one a line."""
    if encoder is not None:
        raise usage("expected no encoder of one's own, found one", code="unsupported", number=102)
    if not write_union_type:
        message = "expected write_union_type to be true: text without the types of unions is not Avro's encoding"
        raise usage(message, code="unsupported", number=102)
    if isinstance(records, dict):
        raise ValueError('"records" argument should be an iterable, not dict')
    codec = _parse.compiled(schema).codec(_parse.of_writing(strict, strict_allow_default, disable_tuple_notation))
    for number, record in enumerate(records):
        # With the white space that the json module writes.
        line = json.dumps(json.loads(codec.encode_json(record)))
        fo.write(f"\n{line}" if number else line)
    fo.flush()
