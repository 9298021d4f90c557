"""Avro as record batches of Apache Arrow: for pyarrow, polars, DuckDB and whatever else reads Arrow's capsules.

The columns are filled by the decoder, without a Python object for any value, and other threads run meanwhile::

    table = pyarrow.table(isobyte.arrow.read("orders.avro"))
    frame = polars.DataFrame(isobyte.arrow.decode_many(payloads, schema, framed=True))

Nothing but isobyte is needed here; whoever takes the batches brings their own library.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from isobyte import _native, _open
from isobyte._native import RecordBatch, RecordBatches

__all__ = ["RecordBatch", "RecordBatches", "decode_many", "read"]

#: Rows in a batch unless told.
BATCH_SIZE = 65_536


def read(
    source: _open.ReadableFile,
    *,
    reader: _native.AnySchema | None = None,
    batch_size: int = BATCH_SIZE,
    names: Literal["strict", "utf8"] = "strict",
    max_block_bytes: int | None = None,
) -> RecordBatches:
    """The rows of a container file: a path, the bytes of a file, or a binary file object, which is read at once.

    ``reader`` is the schema that rows are read as; what the file lacks takes its default. No more than a batch and a block
    are in memory. Batches can be read once. A file that is bad raises DecodeError here or in the iteration; a library that
    takes the batches raises its own error, with the same words.
    """
    given: Any = source
    if isinstance(source, (bytearray, memoryview)):
        given = bytes(source)
    elif hasattr(source, "read"):
        given = _open.binary(source, "read").read()
    return _native.arrow_read(given, reader=reader, names=names, batch_size=batch_size, max_block_bytes=max_block_bytes)


def decode_many(
    data: Iterable[_native.Buffer],
    schema: _native.AnySchema,
    *,
    reader: _native.AnySchema | None = None,
    framed: bool = False,
    batch_size: int = BATCH_SIZE,
) -> RecordBatches:
    """The values of several bytes as rows, each of one value of ``schema``.

    With ``framed``, each has Confluent's frame before it, all with the same schema's id; ``unframe`` says which. Of bad data,
    the path of the error begins with their number.
    """
    return _native.arrow_decode_many(data, schema, reader=reader, framed=framed, batch_size=batch_size)
