"""What container files are read from and written to: paths, file objects, bytes; and the header at their front."""

from __future__ import annotations

import io
import os
from typing import Any, Protocol, Union

from isobyte import _native
from isobyte._hints import usage

#: How much is read from a file at once, in bytes.
CHUNK = 1 << 16


class Readable(Protocol):
    """What is read from: a binary file object. Only ranges need it to ``seek`` and ``tell``."""

    def read(self, size: int, /) -> bytes | None:
        """Up to so many bytes; none at the end."""
        ...


class Writable(Protocol):
    """What is written to: a binary file object."""

    def write(self, data: bytes, /) -> Any:
        """Writes, and says how much."""
        ...


ReadableFile = Union[str, "os.PathLike[str]", "_native.Buffer", Readable]
WritableFile = Union[str, "os.PathLike[str]", Writable]


class Memory:
    """The bytes of a file as a file, without a copy of the whole."""

    def __init__(self, data: _native.Buffer) -> None:
        self._view = memoryview(data).cast("B")
        self._at = 0

    def read(self, size: int) -> bytes:
        data = bytes(self._view[self._at : self._at + size])
        self._at += len(data)
        return data

    def seek(self, offset: int) -> int:
        self._at = offset
        return offset

    def tell(self) -> int:
        return self._at

    def close(self) -> None:
        self._view.release()


def source(given: ReadableFile) -> tuple[Any, bool]:
    """A file to read from, and whether it is to be closed."""
    if isinstance(given, (str, os.PathLike)):
        return open(given, "rb", buffering=0), True
    if isinstance(given, (bytes, bytearray, memoryview)):
        return Memory(given), True
    return binary(given, "read"), False


def target(given: WritableFile, mode: str) -> tuple[Any, bool]:
    """A file to write to, and whether it is to be closed."""
    if isinstance(given, (str, os.PathLike)):
        return open(given, mode), True
    return binary(given, "write"), False


def binary(file: Any, *methods: str) -> Any:
    """The file object, if it is one with these methods."""
    if isinstance(file, io.TextIOBase):
        raise usage("expected a binary file, found one of text")
    for method in methods:
        if not hasattr(file, method):
            raise usage(f"expected a path or a binary file with {method}(), found {type(file).__name__}")
    return file


def read_header(native: _native.FileReader, file: Any) -> _native.FileHeader:
    """The header, for which as much is read as it takes."""
    while (header := native.header) is None:
        data = file.read(CHUNK)
        if not data:
            native.finish()
        native.feed(data)
    return header


def go_to(
    native: _native.FileReader, header: _native.FileHeader, file: Any, start: int, range: tuple[int, int]
) -> None:
    """Goes to where a range begins, in a file that begins at ``start``."""
    first, last = range
    if not 0 <= first <= last:
        raise usage(f"expected a range of offsets from 0, the lower first, found {range}")
    native.resume(header, min(first, 1 << 63), min(last, 1 << 63))
    file.seek(start + first)


def tail(file: Any, size: int) -> tuple[int, bytes]:
    """The length of a file, and its last bytes."""
    end = file.seek(0, os.SEEK_END)
    file.seek(max(0, end - size))
    return end, file.read(size)
