"""Whether schemas go together, and what changed between them, as data and in words.

What forbids a new version::

    for finding in check(new, [first, second], "FULL_TRANSITIVE"):
        print(finding.version, finding.direction, finding)

A schema may be a ``Schema``, its text, or a class derived from ``AvroModel``.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from isobyte import _native

if TYPE_CHECKING:
    from isobyte._native import AnySchema

__all__ = ["Change", "Finding", "Incompatibility", "Level", "check", "compatible", "diff"]


class Level(str, enum.Enum):
    """Which earlier versions a new schema must go together with, and in which direction."""

    NONE = "NONE"
    BACKWARD = "BACKWARD"
    BACKWARD_TRANSITIVE = "BACKWARD_TRANSITIVE"
    FORWARD = "FORWARD"
    FORWARD_TRANSITIVE = "FORWARD_TRANSITIVE"
    FULL = "FULL"
    FULL_TRANSITIVE = "FULL_TRANSITIVE"


class Incompatibility(NamedTuple):
    """A reason why data of a writer schema may fail to be read under a reader schema."""

    #: The kind, as Avro Java names it, such as ``TYPE_MISMATCH``.
    kind: str
    #: Where Avro Java locates it: a JSON pointer into the reader's schema, in which branches of the writer's are steps too.
    path: str
    #: Where in the reader's schema, as a JSON pointer; ``/`` for the whole schema.
    reader_path: str
    #: Where in the writer's schema, likewise.
    writer_path: str
    #: What was expected and what was found, in Avro Java's words.
    message: str
    #: The reason as a sentence.
    words: str
    #: Of a missing branch of a union: why the branches that have the right type or name cannot read it.
    causes: tuple[Incompatibility, ...] = ()

    def __str__(self) -> str:
        return f"{self.reader_path}: {self.words}"


class Finding(NamedTuple):
    """One thing that stands against a new schema."""

    #: The position of the version in the list, counted from 0, the oldest.
    version: int
    #: ``backward``: the new schema cannot read the version's data; ``forward``: the version cannot read the new one's.
    direction: Literal["backward", "forward"]
    #: What exactly.
    incompatibility: Incompatibility

    @property
    def kind(self) -> str:
        """The kind, as Avro Java names it."""
        return self.incompatibility.kind

    @property
    def reader_path(self) -> str:
        """Where in the reader's schema, as a JSON pointer."""
        return self.incompatibility.reader_path

    @property
    def writer_path(self) -> str:
        """Where in the writer's schema, as a JSON pointer."""
        return self.incompatibility.writer_path

    @property
    def words(self) -> str:
        """The finding as a sentence that speaks of the new and the old schema."""
        return self.incompatibility.words

    def __str__(self) -> str:
        return str(self.incompatibility)


class Change(NamedTuple):
    """One difference between an old and a new schema."""

    #: Where, by the names of fields: ``address.zip``; ``[]`` for items of an array, ``{}`` for values of a map.
    path: str
    #: The kind, such as ``field_added``.
    kind: str
    #: The change in words.
    sentence: str

    def __str__(self) -> str:
        return f"{self.path}: {self.sentence}" if self.path else self.sentence


def compatible(reader: AnySchema, writer: AnySchema) -> list[Incompatibility]:
    """Why data of ``writer`` can fail to be read as ``reader``, judged by the schemas alone; empty when they never can."""
    return [_reason(found) for found in _native.compatible(reader, writer)]


def check(
    candidate: AnySchema,
    versions: Iterable[AnySchema],
    level: Level | str = Level.BACKWARD,
) -> list[Finding]:
    """What stands against a new schema under a level; empty when nothing does. ``versions`` are the earlier, oldest first."""
    name = level.value if isinstance(level, Level) else level
    found = _native.check(candidate, versions, name)
    return [Finding(version, direction, _reason(reason)) for version, direction, reason in found]


def diff(old: AnySchema, new: AnySchema) -> list[Change]:
    """What changed from one schema to the other; empty when they are equal."""
    return [Change(*found) for found in _native.diff(old, new)]


def _reason(found: tuple[Any, ...]) -> Incompatibility:
    *own, causes = found
    return Incompatibility(*own, causes=tuple(_reason(cause) for cause in causes))
