"""The native part of isobyte; import `isobyte` instead."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any, Final, Generic, Literal, TypeVar, Union, final, overload

_T = TypeVar("_T")
Buffer = Union[bytes, bytearray, memoryview]

__version__: Final[str]
CONTENT_TYPE: Final[str]
SERIALIZATION_TYPE: Final[str]
SCHEMA_ID: Final[str]

@final
class Schema:
    """An Avro schema. Equal schemas say the same; white space does not matter."""

    def __new__(cls, text: str, *, names: Literal["strict", "utf8"] = "strict") -> Schema: ...
    @classmethod
    def parse(cls, text: str, *, names: Literal["strict", "utf8"] = "strict") -> Schema:
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
    def fingerprint(self, algorithm: Literal["crc64-avro", "md5", "sha256"] = "crc64-avro") -> bytes:
        """The fingerprint of the canonical form; CRC-64-AVRO as its eight bytes, little-endian."""
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

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
        schema: Schema | str,
        *,
        reader: Schema | str | None = None,
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
        schema: Schema | str,
        *,
        reader: Schema | str | None = None,
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
        reader: Schema | str | None = None,
        unknown_fields: Literal["error", "ignore"] = "error",
    ) -> Codec[_T]: ...
    @overload
    def codec(
        self,
        type: Any = None,
        *,
        reader: Schema | str | None = None,
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
    def register(self, subject: str, schema: Schema | str) -> int:
        """Registers a schema and gives its id."""
    def lookup(self, subject: str, schema: Schema | str) -> Registered:
        """Where a schema lies under a subject."""
    def cached_by_id(self, id: int) -> Registered | None:
        """What ``by_id`` would answer without asking anybody."""
    def cached_by_subject(self, subject: str, version: int | str | None = None) -> Registered | None:
        """What ``by_subject`` would answer without asking anybody."""
    def cached_by_url(self, url: str) -> Registered | None:
        """What ``by_url`` would answer without asking anybody."""
    def cached_register(self, subject: str, schema: Schema | str) -> int | None:
        """What ``register`` would answer without asking anybody."""
    def forget_latest(self) -> None:
        """Forgets what was the latest of anything, so that it is asked for anew."""

def frame(schema_id: int, data: Buffer, /) -> bytes:
    """Puts Confluent's frame before a datum: zero, and the schema's id in four bytes."""

def unframe(data: Buffer, /) -> tuple[int, bytes]:
    """Takes Confluent's frame off: the schema's id, and the datum."""

def content_type(value: str, /) -> Literal["avro", "avro-json"]:
    """The plain name of a content type."""

def serialize(model: Any, serialization_type: str = "avro") -> bytes:
    """``AvroModel.serialize``."""

def deserialize(cls: type[_T], data: Buffer, serialization_type: str = "avro") -> _T:
    """``AvroModel.deserialize``."""

def codes() -> list[tuple[str, int]]:
    """All error codes with their numbers."""
