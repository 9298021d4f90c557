"""Container files: many values of one schema in a file, with the schema at its front. All six codecs of Avro.

Written and read again::

    with open_writer("users.avro", schema, codec="zstandard") as users:
        users.extend([{"name": "Bond"}, {"name": "Moneypenny"}])

    with open_reader("users.avro") as users:
        for user in users:
            print(user["name"])
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterable, Iterator, Mapping
from types import TracebackType
from typing import Any, Generic, Literal, TypeVar, cast, overload

from isobyte import _native, _open
from isobyte._hints import usage
from isobyte._open import CHUNK, ReadableFile, WritableFile

__all__ = ["CodecName", "DataFileReader", "DataFileWriter", "FileHeader", "open_reader", "open_writer"]

T = TypeVar("T")
Self = TypeVar("Self", bound="DataFileReader[Any] | DataFileWriter")

FileHeader = _native.FileHeader
CodecName = Literal["null", "deflate", "bzip2", "snappy", "xz", "zstandard"]


@overload
def open_reader(
    source: ReadableFile,
    *,
    type: type[T],
    reader: _native.Schema | str | type[Any] | None = None,
    range: tuple[int, int] | None = None,
    names: Literal["strict", "utf8"] = "strict",
    raw_logical: bool = False,
    tagged_unions: bool = False,
    max_depth: int | None = None,
    max_empty_items: int | None = None,
    max_block_bytes: int | None = None,
) -> DataFileReader[T]: ...
@overload
def open_reader(
    source: ReadableFile,
    *,
    type: Any = None,
    reader: _native.Schema | str | type[Any] | None = None,
    range: tuple[int, int] | None = None,
    names: Literal["strict", "utf8"] = "strict",
    raw_logical: bool = False,
    tagged_unions: bool = False,
    max_depth: int | None = None,
    max_empty_items: int | None = None,
    max_block_bytes: int | None = None,
) -> DataFileReader[Any]: ...
def open_reader(
    source: ReadableFile,
    *,
    type: Any = None,
    reader: _native.Schema | str | type[Any] | None = None,
    range: tuple[int, int] | None = None,
    names: Literal["strict", "utf8"] = "strict",
    raw_logical: bool = False,
    tagged_unions: bool = False,
    max_depth: int | None = None,
    max_empty_items: int | None = None,
    max_block_bytes: int | None = None,
) -> DataFileReader[Any]:
    """Opens a container file for reading: a path, a binary file object, or the bytes of the file.

    ``type`` is the class of the values; without it they are dicts, lists and plain values. With ``reader``, a schema,
    values are read as that schema has them: what the file lacks takes its default. A class derived from ``AvroModel``
    is read as its own schema unless another is given.

    ``range`` gives the blocks whose preceding sync marker begins between two offsets, in bytes, so that several readers
    share a file: ranges that cover it without overlapping give each value once.

    ``max_block_bytes`` limits a block, as it stands in the file and decompressed (64 MiB); the other options are those of
    ``Codec``. A file object is left open; what a path opened, ``close`` closes.
    """
    options: Any = {"raw_logical": raw_logical, "tagged_unions": tagged_unions, "max_depth": max_depth}
    options["max_empty_items"] = max_empty_items
    native = _native.FileReader(names=names, max_block_bytes=max_block_bytes, max_empty_items=max_empty_items)
    file, owned = _open.source(source)
    try:
        start = file.tell() if range is not None else 0
        header = _open.read_header(native, file)
        if range is not None:
            _open.go_to(native, header, file, start, range)
        reader = _schema_of_model(type) if reader is None else reader
        codec = _native.Codec(header.schema, reader=reader, type=type, **options)
    except BaseException:
        if owned:
            file.close()
        raise
    return DataFileReader(native, header, codec, file, owned=owned)


def open_writer(
    target: WritableFile,
    schema: _native.Schema | str | _native.Codec[Any] | type[Any] | None = None,
    *,
    codec: CodecName | None = None,
    level: int | None = None,
    metadata: Mapping[str, bytes | str] | None = None,
    sync: bytes | None = None,
    block_bytes: int | None = None,
    append: bool = False,
) -> DataFileWriter:
    """Opens a container file for writing: a path, or a binary file object.

    ``schema`` may be a class derived from ``AvroModel``, or a ``Codec``, whose options then hold. ``codec`` says how
    blocks are compressed (not at all), ``level`` how hard. ``metadata`` are the caller's; keys that begin with ``avro.``
    are reserved. A block ends when its values have ``block_bytes`` (64,000). ``sync`` are the 16 bytes that stand behind
    every block: random, unless files must be equal.

    With ``append``, values are added to an existing file, whose schema, codec and metadata stay; a file object must then
    ``read`` and ``seek``. A file object is left open; what a path opened, ``close`` closes.
    """
    if append:
        if codec is not None or level is not None or metadata is not None or sync is not None:
            raise usage("expected no codec, level, metadata or sync for append: the file has its own")
        return _append(target, schema, block_bytes)
    if schema is None:
        raise usage("expected a schema for a new file, found none")
    if sync is not None and len(sync) != 16:
        raise usage(f"expected a sync marker of 16 bytes, found {len(sync)}")
    native = _native.FileWriter(
        _codec_of(schema),
        os.urandom(16) if sync is None else sync,
        compression=codec or "null",
        level=level,
        metadata=[(key, text.encode() if isinstance(text, str) else text) for key, text in (metadata or {}).items()],
        block_bytes=block_bytes,
    )
    file, owned = _open.target(target, "wb")
    return DataFileWriter(native, file, owned=owned)


def _append(target: WritableFile, schema: Any, block_bytes: int | None) -> DataFileWriter:
    file, owned = _open.target(target, "r+b")
    try:
        _open.binary(file, "read", "seek")
        file.seek(0)
        header = _open.read_header(_native.FileReader(names="utf8"), file)
        end, tail = _open.tail(file, len(header.sync))
        codec = _codec_of(header.schema if schema is None else schema)
        native = _native.FileWriter.append_to(codec, header, tail, block_bytes=block_bytes)
        file.seek(end)
    except BaseException:
        if owned:
            file.close()
        raise
    return DataFileWriter(native, file, owned=owned)


def _schema_of_model(model: Any) -> _native.Schema | None:
    # Whoever has a model has its module.
    if not isinstance(model, type) or not hasattr(model, "__isobyte_plan__"):
        return None
    from isobyte.model import plan_of

    return plan_of(model).schema


def _codec_of(schema: Any) -> _native.Codec[Any]:
    if isinstance(schema, _native.Codec):
        return cast("_native.Codec[Any]", schema)
    return _native.Codec(schema)


class DataFileReader(Generic[T]):
    """The values of a container file, one after the other, made by ``open_reader``. No more than a block is in memory.

    A bad file raises DecodeError where it is bad: the values before have been given.
    """

    def __init__(
        self, native: _native.FileReader, header: FileHeader, codec: _native.Codec[T], file: Any, *, owned: bool
    ) -> None:
        self._native = native
        self._file = file
        self._owned = owned
        self._closed = False
        #: What the file says of itself.
        self.header = header
        self._codec = codec
        self._values: Iterator[T] = itertools.chain.from_iterable(self._lists())

    @property
    def schema(self) -> _native.Schema:
        """The schema that the values were written with."""
        return self.header.schema

    @property
    def codec(self) -> str:
        """How blocks are compressed."""
        return self.header.codec

    @property
    def metadata(self) -> dict[str, bytes]:
        """All the metadata, ``avro.schema`` and ``avro.codec`` among them."""
        return self.header.metadata

    def _lists(self) -> Iterator[list[T]]:
        values, codec = self._native.values, self._codec
        while True:
            self._check()
            found = values(codec)
            if found is not None:
                yield found
            elif self._native.done:
                return
            elif data := self._file.read(CHUNK):
                self._native.feed(data)
            else:
                self._native.finish()
                return

    def __iter__(self) -> Iterator[T]:
        self._check()
        return self._values

    def __next__(self) -> T:
        self._check()
        return next(self._values)

    def close(self) -> None:
        """Ends reading. Twice does no harm."""
        if not self._closed:
            self._closed = True
            if self._owned:
                self._file.close()

    def _check(self) -> None:
        if self._closed:
            raise usage("the reader is closed", code="closed", number=103)

    def __enter__(self: Self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class DataFileWriter:
    """Values on their way into a container file, made by ``open_writer``.

    ``close`` writes the last block: use it as a context manager, or call it. A value that the schema does not allow raises
    EncodeError and is not in the file; the writer goes on. When the file cannot be written to, nothing more is.
    """

    def __init__(self, native: _native.FileWriter, file: Any, *, owned: bool) -> None:
        self._native = native
        self._file = file
        self._owned = owned
        self._closed = False
        self._broken = False

    def append(self, value: Any) -> None:
        """Adds a value."""
        self._check()
        data = self._native.append(value)
        if data is not None:
            self._write(data)

    def extend(self, values: Iterable[Any]) -> None:
        """Adds several values. Of a bad one, the path of the error begins with its number; those before are added."""
        self._check()
        self._native.extend(values, self._write)

    def flush(self) -> None:
        """Ends the block that is being filled, and writes all that was added."""
        self._check()
        data = self._native.flush()
        if data is not None:
            self._write(data)
        flush = getattr(self._file, "flush", None)
        if flush is not None:
            flush()

    def close(self) -> None:
        """Writes the last block and ends writing. Twice does no harm."""
        if self._closed:
            return
        try:
            if not self._broken:
                self.flush()
        finally:
            self._closed = True
            if self._owned:
                self._file.close()

    def _check(self) -> None:
        if self._closed:
            raise usage("the writer is closed", code="closed", number=103)
        if self._broken:
            raise usage("a write has failed: the file ends within a block", code="closed", number=103)

    def _write(self, data: bytes) -> None:
        self._broken = True
        written = self._file.write(data)
        # What is not buffered may take less than it was given.
        while isinstance(written, int) and written < len(data):
            data = data[written:]
            written = self._file.write(data)
        self._broken = False

    def __enter__(self: Self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
