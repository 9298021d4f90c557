"""The native part of isobyte; import `isobyte` instead."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, Generic, Literal, TypeVar, Union, final, overload

from isobyte.fastavro.types import AvroMessage

_T = TypeVar("_T")
Buffer = Union[bytes, bytearray, memoryview]
#: A schema, its text, or a class derived from AvroModel.
AnySchema = Union["Schema", str, type[Any]]

__version__: Final[str]
CONTENT_TYPE: Final[str]
SERIALIZATION_TYPE: Final[str]
SCHEMA_ID: Final[str]
VALUE_SCHEMA_ID: Final[str]

@final
class Schema:
    """An Avro schema. Equal schemas say the same; white space does not matter.

    ``references`` are schemas whose named types the text may use.
    """

    def __new__(
        cls, text: str, *, names: Literal["strict", "utf8"] = "strict", references: Sequence[Schema] | None = None
    ) -> Schema: ...
    @classmethod
    def parse(
        cls, text: str, *, names: Literal["strict", "utf8"] = "strict", references: Sequence[Schema] | None = None
    ) -> Schema:
        """The same as calling the class."""
    @property
    def text(self) -> str:
        """The text as it was given."""
    @property
    def canonical(self) -> str:
        """The Parsing Canonical Form."""
    @property
    def name(self) -> str | None:
        """The full name of a record, enum or fixed; None for other types."""
    @property
    def printed(self) -> str:
        """Printed again without white space, with the types of references in full."""
    @property
    def doc(self) -> str | None:
        """The documentation of a record, enum or fixed."""
    @property
    def aliases(self) -> tuple[str, ...]:
        """The full names that a record, enum or fixed is also known by."""
    @property
    def attributes(self) -> dict[str, Any]:
        """The attributes that the specification does not define, and those of logical types; in the order of the text."""
    @property
    def fields(self) -> tuple[SchemaField, ...]:
        """The fields of a record; of another type none."""
    def fingerprint(self, algorithm: Literal["crc64-avro", "md5", "sha256"] = "crc64-avro") -> bytes:
        """The fingerprint of the canonical form; CRC-64-AVRO as its eight bytes, little-endian."""
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class SchemaField:
    """A field of a record."""

    @property
    def name(self) -> str:
        """The name."""
    @property
    def doc(self) -> str | None:
        """The documentation."""
    @property
    def aliases(self) -> tuple[str, ...]:
        """Other names."""
    @property
    def order(self) -> Literal["ascending", "descending", "ignore"]:
        """How the field takes part in sorting."""
    @property
    def has_default(self) -> bool:
        """Whether there is a default."""
    @property
    def default(self) -> Any:
        """The default as the schema's text has it, in Python's objects; None without one."""
    @property
    def attributes(self) -> dict[str, Any]:
        """The attributes that the specification does not define, in the order of the text."""

@final
class Codec(Generic[_T]):
    """Values to bytes and back, by one schema. Immutable: share one among all threads.

    ``type`` is the class (or type) that decoding gives; without it, decoding gives dicts, lists and plain values.
    Encoding takes either. With a ``reader`` (a schema too), data of ``schema`` are decoded as values of ``reader``: fields
    are matched by name and alias, numbers widened, what the data lack takes its default; such a codec encodes nothing.
    ``raw_logical`` leaves logical types alone, ``tagged_unions`` gives the values of unions as
    branches, ``unknown_fields`` says what to do with fields that the schema lacks, ``map_order`` in which order maps
    are written.
    """

    @overload
    def __new__(
        cls,
        schema: AnySchema,
        *,
        reader: AnySchema | None = None,
        type: type[_T],
        raw_logical: bool = False,
        tagged_unions: bool = False,
        unknown_fields: Literal["error", "ignore"] = "error",
        map_order: Literal["sorted", "insertion"] = "sorted",
        max_depth: int | None = None,
        max_empty_items: int | None = None,
    ) -> Codec[_T]: ...
    @overload
    def __new__(
        cls,
        schema: AnySchema,
        *,
        reader: AnySchema | None = None,
        type: Any = None,
        raw_logical: bool = False,
        tagged_unions: bool = False,
        unknown_fields: Literal["error", "ignore"] = "error",
        map_order: Literal["sorted", "insertion"] = "sorted",
        max_depth: int | None = None,
        max_empty_items: int | None = None,
    ) -> Codec[Any]: ...
    @property
    def schema(self) -> Schema:
        """The schema of the data."""
    @property
    def reader(self) -> Schema:
        """The schema that values are read as; the same, unless another was given."""
    @property
    def type(self) -> Any:
        """The class that decoding gives, or None."""
    def encode(self, value: Any, /) -> bytes:
        """The bytes of a value. Raises EncodeError."""
    def encode_framed(self, value: Any, schema_id: int, /) -> bytes:
        """The bytes of a value behind Confluent's frame. Raises EncodeError."""
    def decode(self, data: Buffer, /) -> _T:
        """The value of bytes, of which none may be left over. Raises DecodeError."""
    def encode_many(self, values: Iterable[Any], /) -> list[bytes]:
        """The bytes of each of several values. Of a bad one, the path of the error begins with its number."""
    def decode_many(self, data: Iterable[Buffer], /) -> list[_T]:
        """The values of several bytes, each of one value. Of bad ones, the path of the error begins with their number.

        While a hundred thousand objects and more are made at once, Python's cyclic garbage collector goes through them again
        and again, which takes most of the time: a ``gc.disable()`` around the call spares it.
        """
    def decode_all(self, data: Buffer, count: int | None = None) -> list[_T]:
        """The values of data that lie one behind the other: ``count`` of them, or as many as there are. See ``decode_many``."""
    def encode_json(self, value: Any, /) -> bytes:
        """A value as text in Avro's JSON encoding, in UTF-8. Raises EncodeError."""
    def decode_json(self, text: str | Buffer, /) -> _T:
        """The value of text in Avro's JSON encoding. Raises DecodeError, whose offset is the place in the text."""
    def encode_single_object(self, value: Any, /) -> bytes:
        """The bytes of a value behind the header of Avro's single-object encoding: C3 01, and the schema's fingerprint."""
    def decode_single_object(self, message: Buffer, /) -> _T:
        """The value of a message in single-object encoding that ``schema`` wrote; ``SchemaStore`` reads those of several."""
    def decode_next(self, data: Buffer, at: int = 0, /) -> tuple[_T, int]:
        """The value that begins at ``at``, and where it ends: for data that lie one behind the other."""
    def compare(self, a: Buffer, b: Buffer, /) -> int:
        """How two data of ``schema`` sort, by Avro's order: -1, 0 or 1."""

@final
class SchemaStore:
    """Schemas by their fingerprints: what finds the writer of a message in single-object encoding. Safe to share."""

    def __new__(cls, schemas: Iterable[AnySchema] | None = None) -> SchemaStore: ...
    def add(self, schema: AnySchema, /) -> bytes:
        """Adds a schema and gives its fingerprint (CRC-64-AVRO, 8 bytes, little-endian)."""
    def get(self, fingerprint: Buffer, /) -> Schema | None:
        """The schema of a fingerprint."""
    def read(self, message: Buffer, /) -> tuple[Schema, bytes]:
        """The schema that wrote a message, and the datum. Raises DecodeError: ``frame_unknown`` for what nobody added."""
    @overload
    def decode(self, message: Buffer, type: type[_T], *, reader: AnySchema | None = None) -> _T: ...
    @overload
    def decode(self, message: Buffer, type: Any = None, *, reader: AnySchema | None = None) -> Any:
        """The value of a message; as ``Codec(schema, type=type, reader=reader).decode`` with the schema that wrote it.

        A class derived from ``AvroModel`` is read as its own schema unless another is given.
        """
    def __len__(self) -> int: ...
    def __contains__(self, schema: object, /) -> bool: ...

@final
class FileHeader:
    """What a container file says of itself before its data."""

    @property
    def schema(self) -> Schema:
        """The schema that the data were written with."""
    @property
    def codec(self) -> str:
        """How blocks are compressed: ``null``, ``deflate``, ``bzip2``, ``snappy``, ``xz`` or ``zstandard``."""
    @property
    def metadata(self) -> dict[str, bytes]:
        """All the metadata, ``avro.schema`` and ``avro.codec`` among them, in the order of the file."""
    @property
    def sync(self) -> bytes:
        """The 16 bytes that stand behind every block."""
    @property
    def length(self) -> int:
        """The length of the header in bytes, which is the offset of the first block."""

@final
class FileReader:
    """Takes the bytes of a container file, gives lists of values; ``isobyte.files`` reads with it."""

    def __new__(
        cls,
        *,
        names: Literal["strict", "utf8"] = "strict",
        max_block_bytes: int | None = None,
        max_empty_items: int | None = None,
    ) -> FileReader: ...
    def feed(self, data: Buffer, /) -> None:
        """Takes the next bytes of the file."""
    @property
    def header(self) -> FileHeader | None:
        """The header, once it was fed."""
    def resume(self, header: FileHeader, start: int, end: int, /) -> None:
        """Starts anew with the blocks of a range; the bytes to feed are those from ``start`` on."""
    def values(self, codec: Codec[_T], /) -> list[_T] | None:
        """Some of the next values; None when more has to be fed."""
    def block(self) -> tuple[int, bytes, int, int] | None:
        """The next block as it is: how many data, their bytes, where it begins in the file and where it ends."""
    @property
    def done(self) -> bool:
        """Whether no more values follow, whatever is fed."""
    def finish(self) -> None:
        """Raises DecodeError if the file may not end here."""

@final
class FileWriter:
    """Takes values, gives the bytes of a container file; ``isobyte.files`` writes with it."""

    def __new__(
        cls,
        codec: Codec[Any],
        sync: bytes,
        *,
        compression: str = "null",
        level: int | None = None,
        metadata: Sequence[tuple[str, bytes]] = ...,
        block_bytes: int | None = None,
    ) -> FileWriter: ...
    @staticmethod
    def append_to(codec: Codec[Any], header: FileHeader, tail: bytes, *, block_bytes: int | None = None) -> FileWriter:
        """A writer of more blocks at the end of a file, whose last bytes are ``tail``."""
    def append(self, value: Any, /) -> bytes | None:
        """Takes a value; gives the bytes that are to be written by now."""
    def extend(self, values: Iterable[Any], write: Callable[[bytes], Any], /) -> None:
        """Takes several values, and hands ``write`` the bytes that are to be written."""
    def append_block(self, data: Buffer, count: int, /) -> bytes | None:
        """Takes data as a block of their own; gives the bytes that are to be written by now."""
    def flush(self) -> bytes | None:
        """Ends the block that is being filled; gives the bytes that are to be written by now."""
    @property
    def pending(self) -> int:
        """How many values wait for their block to be full."""

@final
class Branch:
    """A value of a union whose branch is named: by the type's name, or by the full name of a record, enum or fixed."""

    __match_args__: Final[tuple[str, str]]  # type: ignore[misc]
    def __new__(cls, name: str, value: Any) -> Branch: ...
    @property
    def name(self) -> str:
        """The branch."""
    @property
    def value(self) -> Any:
        """The value."""
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Duration:
    """Avro's duration: months, days and milliseconds, three independent numbers of 32 bits."""

    __match_args__: Final[tuple[str, str, str]]  # type: ignore[misc]
    def __new__(cls, months: int = 0, days: int = 0, millis: int = 0) -> Duration: ...
    @property
    def months(self) -> int:
        """Months."""
    @property
    def days(self) -> int:
        """Days."""
    @property
    def millis(self) -> int:
        """Milliseconds."""
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Registered:
    """A schema that a registry knows."""

    @property
    def id(self) -> int | None:
        """The id, or None if only a URL leads to the schema."""
    @property
    def subject(self) -> str | None:
        """The subject, if the question was about one."""
    @property
    def version(self) -> int | None:
        """The version of the subject."""
    @property
    def schema(self) -> Schema:
        """The schema."""
    @overload
    def codec(
        self,
        type: type[_T],
        *,
        reader: AnySchema | None = None,
        unknown_fields: Literal["error", "ignore"] = "error",
    ) -> Codec[_T]: ...
    @overload
    def codec(
        self,
        type: Any = None,
        *,
        reader: AnySchema | None = None,
        unknown_fields: Literal["error", "ignore"] = "error",
    ) -> Codec[Any]:
        """A codec for the schema, made once for each class and reader's schema."""

@final
class Registry:
    """A registry of schemas: a Confluent-compatible server, or ``memory:``. Answers are cached; share one in a process.

    Raises RegistryError; its code ``unavailable`` is the only one after which a call was repeated, and may be again.
    """

    def __new__(
        cls,
        url: str | Sequence[str],
        *,
        auth: tuple[str, str] | None = None,
        token: str | None = None,
        timeout: float = 10.0,
        connect_timeout: float = 5.0,
        retries: int = 3,
        backoff: float = 0.1,
        latest_ttl: float = 60.0,
        allowed_hosts: Sequence[str] | None = None,
        ca_file: str | os.PathLike[str] | None = None,
    ) -> Registry: ...
    def by_id(self, id: int) -> Registered:
        """The schema of an id."""
    def by_subject(self, subject: str, version: int | str | None = None) -> Registered:
        """A version of a subject; the latest if nothing is said."""
    def by_url(self, url: str) -> Registered:
        """The schema behind ``.../schemas/ids/{id}`` or ``.../{name}/schema.avsc``, on an allowed host."""
    def get(self, name: int | str | bytes) -> Registered:
        """The schema that a class or an event names: an id, a URL, a GUID, ``subject:version``; or the bytes of a header."""
    def register(self, subject: str, schema: AnySchema) -> int:
        """Registers a schema and gives its id."""
    def lookup(self, subject: str, schema: AnySchema) -> Registered:
        """Where a schema lies under a subject."""
    def cached_by_id(self, id: int) -> Registered | None:
        """What ``by_id`` would answer without asking anybody."""
    def cached_by_subject(self, subject: str, version: int | str | None = None) -> Registered | None:
        """What ``by_subject`` would answer without asking anybody."""
    def cached_by_url(self, url: str) -> Registered | None:
        """What ``by_url`` would answer without asking anybody."""
    def cached_get(self, name: int | str | bytes) -> Registered | None:
        """What ``get`` would answer without asking anybody."""
    def cached_register(self, subject: str, schema: AnySchema) -> int | None:
        """What ``register`` would answer without asking anybody."""
    def forget_latest(self) -> None:
        """Forgets what was the latest of anything, so that it is asked for anew."""

def frame(schema_id: int, data: Buffer, /) -> bytes:
    """Puts Confluent's frame before a datum: zero, and the schema's id in four bytes."""

def unframe(data: Buffer, /) -> tuple[int, bytes]:
    """Takes Confluent's frame off: the schema's id, and the datum."""

def content_type(value: str, /) -> Literal["avro", "avro-json"]:
    """The plain name of a content type."""

def read_schema_id(name: int | str | bytes, /) -> tuple[int | None, str | None, bool]:
    """What a schema's name itself tells: the id, the subject, and whether it is the same schema for good."""

def schema_id_text(name: int | str | bytes, /) -> str:
    """The text of a schema's name, as it stands in a header."""

def fixed_schema_id(name: int | str | bytes, found: Registered, /) -> str:
    """The text of a name that means the same for good, of what a registry found for it."""

def subject_name(
    topic: str, schema: AnySchema, naming: Literal["topic", "record", "topic-record"] = "topic", *, key: bool = False
) -> str:
    """The subject under which the schema of a topic's messages belongs."""

def compatible(reader: AnySchema, writer: AnySchema) -> list[tuple[Any, ...]]:
    """``isobyte.compatibility.compatible``, as tuples."""

def check(
    candidate: AnySchema, versions: Iterable[AnySchema], level: str
) -> list[tuple[int, Literal["backward", "forward"], tuple[Any, ...]]]:
    """``isobyte.compatibility.check``, as tuples."""

def diff(old: AnySchema, new: AnySchema) -> list[tuple[str, str, str]]:
    """``isobyte.compatibility.diff``, as tuples."""

def dialect_codec(
    schema: AnySchema,
    reader: AnySchema | None = None,
    *,
    missing_fields: Literal["default", "null", "error"] = "default",
    unknown_fields: Literal["error", "ignore"] = "error",
    tuples: bool = False,
    told: Literal["record", "named"] | None = None,
    unless_only: bool = False,
) -> Codec[Any]:
    """A codec for ``isobyte.fastavro``."""

@final
class Stream:
    """A codec beside files, for ``isobyte.fastavro``."""

    def __new__(cls, codec: Codec[Any]) -> Stream: ...

def schemaless_writer(
    fo: Any,
    schema: str | list[Any] | dict[Any, Any],
    record: Any,
    *,
    strict: bool = False,
    strict_allow_default: bool = False,
    disable_tuple_notation: bool = False,
) -> None:
    """Writes one value, without a schema or a header."""

def schemaless_reader(
    fo: Any,
    writer_schema: str | list[Any] | dict[Any, Any],
    reader_schema: str | list[Any] | dict[Any, Any] | None = None,
    return_record_name: bool = False,
    return_record_name_override: bool = False,
    handle_unicode_errors: str = "strict",
    return_named_type: bool = False,
    return_named_type_override: bool = False,
) -> AvroMessage:
    """Reads one value, and leaves the file behind it. The file must be one that can ``seek``, like ``io.BytesIO``."""

@final
class RecordBatch:
    """Rows as columns. Whatever reads Arrow takes it: ``pyarrow.record_batch(batch)``."""

    @property
    def num_rows(self) -> int:
        """How many rows there are."""
    def __len__(self) -> int: ...
    def __arrow_c_schema__(self) -> object: ...
    def __arrow_c_array__(self, requested_schema: object | None = None) -> tuple[object, object]: ...

@final
class RecordBatches:
    """Batches of rows, each read when it is asked for. They can be read once: one by one, or by whatever reads Arrow."""

    def __iter__(self) -> RecordBatches: ...
    def __next__(self) -> RecordBatch: ...
    def __arrow_c_schema__(self) -> object: ...
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...

def arrow_read(
    source: bytes | str | os.PathLike[str],
    *,
    reader: AnySchema | None = None,
    names: Literal["strict", "utf8"] = "strict",
    batch_size: int = 65_536,
    max_block_bytes: int | None = None,
) -> RecordBatches:
    """``isobyte.arrow.read``."""

def arrow_decode_many(
    data: Iterable[Buffer],
    schema: AnySchema,
    *,
    reader: AnySchema | None = None,
    framed: bool = False,
    batch_size: int = 65_536,
) -> RecordBatches:
    """``isobyte.arrow.decode_many``."""

def crc64_avro(data: Buffer, /) -> bytes:
    """The CRC-64-AVRO of bytes, in eight bytes, little-endian."""

def generate(
    schemas: Sequence[Schema], style: Literal["dataclass", "pydantic", "avrodantic"], original_schema: bool = False
) -> str:
    """The source of a module of classes."""

def serialize(model: Any, serialization_type: str = "avro") -> bytes:
    """``AvroModel.serialize``."""

def deserialize(
    cls: type[_T],
    data: Buffer | str,
    serialization_type: str = "avro",
    writer_schema: AnySchema | None = None,
) -> _T:
    """``AvroModel.deserialize``."""

def codes() -> list[tuple[str, int]]:
    """All error codes with their numbers."""
