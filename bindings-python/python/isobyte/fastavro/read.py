"""``fastavro.read``: values out of bytes and container files."""

from __future__ import annotations

import functools
import io
import itertools
import json
import warnings
from collections.abc import Iterator
from typing import IO, Any, Generic, TypeVar

from isobyte import _native, _open
from isobyte._hosts import usage
from isobyte.errors import DecodeError, IsobyteError
from isobyte.fastavro import _parse
from isobyte.fastavro._parse import Options
from isobyte.fastavro.errors import SchemaResolutionError, decoded
from isobyte.fastavro.types import AvroMessage, Schema

__all__ = ["Block", "SchemaResolutionError", "block_reader", "is_avro", "reader", "schemaless_reader"]

schemaless_reader = _native.schemaless_reader

MAGIC = b"Obj\x01"
T = TypeVar("T")
#: How much of a file is read for one value at first, in bytes.
_FIRST = 4096


def options_of(
    return_record_name: bool,
    return_record_name_override: bool,
    handle_unicode_errors: str,
    return_named_type: bool,
    return_named_type_override: bool,
) -> Options:
    """fastavro's options of reading as those of a codec."""
    if handle_unicode_errors != "strict":
        message = f"expected handle_unicode_errors strict, found {handle_unicode_errors!r}: text is UTF-8 or an error"
        raise usage(message, code="unsupported", number=102)
    if return_named_type:
        return Options(told="named", unless_only=return_named_type_override)
    if return_record_name:
        return Options(told="record", unless_only=return_record_name_override)
    return _parse.PLAIN


def read_slowly(
    fo: IO[bytes],
    writer_schema: Schema,
    reader_schema: Schema | None,
    record_names: tuple[bool, bool, str],
    named_types: tuple[bool, bool],
) -> AvroMessage:
    """What ``schemaless_reader`` does with options, with a schema that was not parsed, or with a file that is not in memory."""
    reader = None if not reader_schema or reader_schema == writer_schema else _parse.compiled(reader_schema)
    codec = _parse.compiled(writer_schema).codec(options_of(*record_names, *named_types), reader)
    try:
        return _from_file(fo, codec)
    except DecodeError as error:
        raise decoded(error) from None


def _from_file(fo: IO[bytes], codec: _native.Codec[Any]) -> Any:
    """Reads as much as it takes, and goes back to where the value ends."""
    if not fo.seekable():
        raise usage("expected a file that can seek, found one that cannot: io.BytesIO(file.read()) is one that can")
    start, size = fo.tell(), _FIRST
    data = b""
    while True:
        more = fo.read(size)
        data += more
        try:
            value, end = codec.decode_next(data)
        except DecodeError as error:
            if error.code != "data_truncated" or not more:
                raise
            size = len(data)
        else:
            fo.seek(start + end)
            return value


class _FileReader(Generic[T]):
    """What readers of values and of blocks have in common."""

    #: The metadata of the file as text.
    metadata: dict[str, str]
    #: How blocks are compressed.
    codec: str
    _reader_schema: Schema | None
    _elems: Iterator[T]

    def __init__(
        self,
        fo: IO[bytes],
        reader_schema: Schema | None = None,
        return_record_name: bool = False,
        return_record_name_override: bool = False,
        handle_unicode_errors: str = "strict",
        return_named_type: bool = False,
        return_named_type_override: bool = False,
    ) -> None:
        options = options_of(
            return_record_name,
            return_record_name_override,
            handle_unicode_errors,
            return_named_type,
            return_named_type_override,
        )
        self._fo = _open.binary(fo, "read")
        self._native = _native.FileReader(names="utf8")
        try:
            header = _open.read_header(self._native, fo)
        except IsobyteError as error:
            raise _no_header(error) from None
        self.metadata = {key: value.decode("utf-8", "replace") for key, value in header.metadata.items()}
        self.codec = header.codec
        self._header = header
        self._reader_schema = reader_schema or None
        reader = _parse.compiled(reader_schema) if reader_schema else None
        self._coder = _parse.kept(header.schema).codec(options, reader)
        self._elems = self._found()

    def _found(self) -> Iterator[T]:
        """What the reader gives, one after the other."""
        raise NotImplementedError

    @functools.cached_property
    def writer_schema(self) -> Schema:
        """The schema that the file was written with, with its names in full."""
        return _parse.shaped(self._schema)

    @functools.cached_property
    def reader_schema(self) -> Schema | None:
        """The schema that the file is read as, if one was given."""
        return None if self._reader_schema is None else _parse.shaped(self._reader_schema)

    @functools.cached_property
    def _schema(self) -> Any:
        return json.loads(self._header.schema.text)

    @property
    def schema(self) -> Any:
        """The schema of the file as it stands there; ``writer_schema`` has its names in full."""
        message = "The 'schema' attribute is deprecated. Please use 'writer_schema'"
        warnings.warn(message, DeprecationWarning, stacklevel=2)
        return self._schema

    def __iter__(self) -> Iterator[T]:
        return self._elems

    def __next__(self) -> T:
        return next(self._elems)

    def _pieces(self, take: Any) -> Iterator[Any]:
        """What ``take`` gives for as long as the file lasts."""
        native, file = self._native, self._fo
        try:
            while True:
                found = take()
                if found is not None:
                    yield found
                elif data := file.read(_open.CHUNK):
                    native.feed(data)
                else:
                    native.finish()
                    return
        except DecodeError as error:
            raise decoded(error) from None


def _no_header(error: IsobyteError) -> IsobyteError:
    message = f"cannot read header - is it an avro file? {error.message}"
    return type(error)(message, code=error.code, number=error.number, path=error.path, offset=error.offset)


class reader(_FileReader[Any]):
    """The values of a container file, one after the other."""

    def _found(self) -> Iterator[Any]:
        native, coder = self._native, self._coder
        return itertools.chain.from_iterable(self._pieces(lambda: native.values(coder)))


class Block:
    """A block of a container file; iterating gives its values."""

    def __init__(self, found: tuple[int, bytes, int, int], owner: block_reader) -> None:
        count, data, offset, end = found
        self.bytes_ = io.BytesIO(data)
        #: How many values there are.
        self.num_records = count
        self.codec = owner.codec
        self._owner = owner
        #: Where the block begins in the file.
        self.offset = offset
        #: Its size in the file, in bytes.
        self.size = end - offset
        self._coder = owner._coder

    @property
    def writer_schema(self) -> Schema:
        """The schema that the file was written with."""
        return self._owner.writer_schema

    @property
    def reader_schema(self) -> Schema | None:
        """The schema that the file is read as, if one was given."""
        return self._owner.reader_schema

    def __iter__(self) -> Iterator[Any]:
        try:
            yield from self._coder.decode_all(self.bytes_.getvalue(), self.num_records)
        except DecodeError as error:
            raise decoded(error) from None

    def __str__(self) -> str:
        size = len(self.bytes_.getbuffer())
        place = f"position {self.offset}+{self.size}"
        return f"Avro block: {size} bytes, {self.num_records} records, codec: {self.codec}, {place}"


class block_reader(_FileReader[Block]):
    """The blocks of a container file, one after the other."""

    def _found(self) -> Iterator[Block]:
        return (Block(found, self) for found in self._pieces(self._native.block))


def is_avro(path_or_buffer: str | IO[bytes]) -> bool:
    """Whether a file begins as container files do."""
    if isinstance(path_or_buffer, str):
        with open(path_or_buffer, "rb") as file:
            return file.read(len(MAGIC)) == MAGIC
    return path_or_buffer.read(len(MAGIC)) == MAGIC
