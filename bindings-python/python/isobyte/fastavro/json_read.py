"""``fastavro.json_read``: values out of lines of Avro's JSON encoding."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any

from isobyte._hosts import usage
from isobyte.errors import DecodeError
from isobyte.fastavro import _parse
from isobyte.fastavro.errors import decoded
from isobyte.fastavro.types import Schema

__all__ = ["json_reader"]


class json_reader:
    """The values of lines in Avro's JSON encoding, one after the other."""

    def __init__(
        self, fo: IO[str], schema: Schema, reader_schema: Schema | None = None, *, decoder: Any = None
    ) -> None:
        if decoder is not None:
            raise usage("expected no decoder of one's own, found one", code="unsupported", number=102)
        reader = _parse.compiled(reader_schema) if reader_schema else None
        self.writer_schema = schema
        self.reader_schema = reader_schema
        self._codec = _parse.compiled(schema).codec(_parse.PLAIN, reader)
        self._elems = self._values(fo)

    def _values(self, fo: IO[str]) -> Iterator[Any]:
        try:
            for line in fo:
                if text := line.strip():
                    yield self._codec.decode_json(text)
        except DecodeError as error:
            raise decoded(error) from None

    def __iter__(self) -> Iterator[Any]:
        return self._elems

    def __next__(self) -> Any:
        return next(self._elems)
