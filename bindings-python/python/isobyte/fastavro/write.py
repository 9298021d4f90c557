"""``fastavro.write``: values into bytes and container files."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import IO, Any

from isobyte import _native, _open
from isobyte._hosts import usage
from isobyte.fastavro import _parse
from isobyte.fastavro.json_write import json_writer
from isobyte.fastavro.read import Block
from isobyte.fastavro.types import Schema

__all__ = ["Writer", "json_writer", "schemaless_writer", "writer"]

schemaless_writer = _native.schemaless_writer

SYNC_SIZE = 16
_LEVELS = frozenset({"deflate", "zstandard"})


def write_slowly(
    fo: IO[bytes], schema: Schema, record: Any, strict: bool, strict_allow_default: bool, disable_tuple_notation: bool
) -> None:
    """What ``schemaless_writer`` does with options, or with a schema that was not parsed."""
    options = _parse.of_writing(strict, strict_allow_default, disable_tuple_notation)
    fo.write(_parse.compiled(schema).codec(options).encode(record))


class Writer:
    """Writes values into a container file one by one. ``flush`` writes the last block."""

    def __init__(
        self,
        fo: IO[bytes],
        schema: Schema | None,
        codec: str = "null",
        sync_interval: int = 1000 * SYNC_SIZE,
        metadata: dict[str, str] | None = None,
        validator: bool = False,
        sync_marker: bytes = b"",
        compression_level: int | None = None,
        options: dict[str, bool] | None = None,
    ) -> None:
        given = options or {}
        made = _parse.of_writing(
            given.get("strict", False),
            given.get("strict_allow_default", False),
            given.get("disable_tuple_notation", False),
        )
        self._fo = fo
        if _is_appendable(fo):
            fo.seek(0)
            native = _native.FileReader(names="utf8")
            header = _open.read_header(native, fo)
            _, tail = _open.tail(fo, SYNC_SIZE)
            fo.seek(0, os.SEEK_END)
            coder = _parse.kept(header.schema).codec(made)
            self._native = _native.FileWriter.append_to(coder, header, tail, block_bytes=sync_interval)
        else:
            if schema is None:
                raise usage("expected a schema, found None, and a file that nothing can be appended to")
            self._native = _native.FileWriter(
                _parse.compiled(schema).codec(made),
                sync_marker or os.urandom(SYNC_SIZE),
                compression=codec,
                level=compression_level if codec in _LEVELS else None,
                metadata=[(key, value.encode()) for key, value in (metadata or {}).items()],
                block_bytes=sync_interval,
            )

    def write(self, record: Any) -> None:
        """Adds a value."""
        data = self._native.append(record)
        if data is not None:
            self._fo.write(data)

    def extend(self, records: Iterable[Any]) -> None:
        """Adds several values. Of a bad one, the path of the error begins with its number."""
        self._native.extend(records, self._fo.write)

    def write_block(self, block: Block) -> None:
        """Adds a block of ``block_reader`` as it is, compressed anew."""
        data = self._native.append_block(block.bytes_.getvalue(), block.num_records)
        if data is not None:
            self._fo.write(data)

    def dump(self) -> None:
        """Ends the block that is being filled."""
        data = self._native.flush()
        if data is not None:
            self._fo.write(data)

    def flush(self) -> None:
        """Ends the block that is being filled, and flushes the file."""
        self.dump()
        self._fo.flush()


def writer(
    fo: IO[bytes],
    schema: Schema | None,
    records: Iterable[Any],
    codec: str = "null",
    sync_interval: int = 1000 * SYNC_SIZE,
    metadata: dict[str, str] | None = None,
    validator: bool = False,
    sync_marker: bytes = b"",
    codec_compression_level: int | None = None,
    *,
    strict: bool = False,
    strict_allow_default: bool = False,
    disable_tuple_notation: bool = False,
) -> None:
    """Writes values into a container file; into one that has values already, behind them and with its schema.

    Every value is checked by the schema anyway, so ``validator`` changes nothing.
    """
    if isinstance(records, dict):
        raise ValueError('"records" argument should be an iterable, not dict')
    options = {
        "strict": strict,
        "strict_allow_default": strict_allow_default,
        "disable_tuple_notation": disable_tuple_notation,
    }
    output = Writer(
        fo, schema, codec, sync_interval, metadata, validator, sync_marker, codec_compression_level, options
    )
    output.extend(records)
    output.flush()


def _is_appendable(fo: Any) -> bool:
    if not getattr(fo, "seekable", bool)() or fo.tell() == 0 or getattr(fo, "name", "") == "<stdout>":
        return False
    if fo.readable():
        return True
    raise ValueError("When appending to an avro file you must use the 'a+' mode, not just 'a'")
