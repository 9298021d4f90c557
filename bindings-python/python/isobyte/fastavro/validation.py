"""``fastavro.validation``: whether values can be written, by writing them to nowhere."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from isobyte.errors import EncodeError
from isobyte.fastavro import _parse
from isobyte.fastavro._parse import Options
from isobyte.fastavro.errors import ValidationError, ValidationErrorData
from isobyte.fastavro.types import Schema

__all__ = ["ValidationError", "ValidationErrorData", "validate", "validate_many"]


def validate(
    datum: Any,
    schema: Schema,
    field: str = "",
    raise_errors: bool = True,
    strict: bool = False,
    disable_tuple_notation: bool = False,
) -> bool:
    """Whether a value can be written. With ``raise_errors`` it is True or a ValidationError.

    With ``strict``, a field without a value and without a default is an error even if it could be null.
    """
    codec = _parse.compiled(schema).codec(_options(strict, disable_tuple_notation))
    try:
        codec.encode(datum)
    except EncodeError as error:
        if raise_errors:
            place = ".".join(part for part in (field, error.path) if part)
            raise ValidationError(ValidationErrorData(datum, schema, place), causes=(error,)) from None
        return False
    return True


def validate_many(
    records: Iterable[Any],
    schema: Schema,
    raise_errors: bool = True,
    strict: bool = False,
    disable_tuple_notation: bool = False,
) -> bool:
    """Whether all of several values can be written; the ValidationError has all that cannot."""
    codec = _parse.compiled(schema).codec(_options(strict, disable_tuple_notation))
    errors: list[ValidationErrorData] = []
    causes: list[EncodeError] = []
    for record in records:
        try:
            codec.encode(record)
        except EncodeError as error:
            errors.append(ValidationErrorData(record, schema, error.path))
            causes.append(error)
    if errors and raise_errors:
        raise ValidationError(*errors, causes=tuple(causes))
    return not errors


def _options(strict: bool, disable_tuple_notation: bool) -> Options:
    return Options(missing="default" if strict else "null", tuples=not disable_tuple_notation)
