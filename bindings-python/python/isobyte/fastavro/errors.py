"""fastavro's exceptions, each also the isobyte error of its kind."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from isobyte.errors import DecodeError, EncodeError, IsobyteError, SchemaError

__all__ = [
    "EndOfData",
    "SchemaParseException",
    "SchemaResolutionError",
    "UnknownType",
    "ValidationError",
    "ValidationErrorData",
    "decoded",
    "schema_error",
]


class SchemaParseException(SchemaError):
    """A schema that says something that the specification forbids."""


class UnknownType(SchemaError):
    """A schema that uses a name which is defined nowhere; ``name`` is that name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"expected a known type, found {name!r}", code="schema_reference", number=202)
        self.name = name

    def __reduce__(self) -> tuple[Any, ...]:
        return UnknownType, (self.name,)


class SchemaResolutionError(SchemaError):
    """Two schemas of which the one cannot read data of the other, or data that shows it."""


class EndOfData(DecodeError, EOFError):
    """The data end too soon: what ``while True`` around ``schemaless_reader`` waits for."""


class ValidationErrorData(NamedTuple):
    """What is wrong: the value that was validated, its schema, and the place of the error in it."""

    datum: Any
    schema: Any
    field: str


class ValidationError(EncodeError):
    """Values that the schema does not allow, and in ``errors`` each of them."""

    def __init__(self, *errors: ValidationErrorData, causes: tuple[EncodeError, ...] = ()) -> None:
        words = [str(cause) for cause in causes]
        first = causes[0] if causes else None
        super().__init__(
            json.dumps(words, ensure_ascii=False),
            code=first.code if first else "value_type",
            number=first.number if first else 300,
        )
        self.errors = errors
        self.causes = causes

    def __reduce__(self) -> tuple[Any, ...]:
        return _validation_error, (self.errors, self.causes)


def _validation_error(errors: tuple[ValidationErrorData, ...], causes: tuple[EncodeError, ...]) -> ValidationError:
    return ValidationError(*errors, causes=causes)


def _as(kind: type[IsobyteError], error: IsobyteError) -> IsobyteError:
    return kind(error.message, code=error.code, number=error.number, path=error.path, offset=error.offset)


def decoded(error: IsobyteError) -> IsobyteError:
    """An error of reading as fastavro's callers catch it."""
    if error.code == "data_truncated":
        return _as(EndOfData, error)
    if error.code == "schema_incompatible":
        return _as(SchemaResolutionError, error)
    return error


def schema_error(error: SchemaError) -> SchemaError:
    """An error of a schema as fastavro's callers catch it."""
    if isinstance(error, (SchemaParseException, UnknownType)):
        return error
    return SchemaParseException(error.message, code=error.code, number=error.number, path=error.path)
