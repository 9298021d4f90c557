"""What can go wrong, as exceptions: one base, one class a kind, and on each the code that all the languages share."""

from __future__ import annotations

from typing import Any

__all__ = [
    "DecodeError",
    "EncodeError",
    "InternalError",
    "IsobyteError",
    "RegistryError",
    "SchemaError",
    "UsageError",
]


class IsobyteError(Exception):
    """The base of every error that isobyte raises.

    ``code`` is the permanent name of what went wrong, such as ``value_range``; ``number`` its number. ``path`` is the
    place in the value or the schema, such as ``order.items[3].price``; ``offset`` the place in the bytes, where there
    is one. ``message`` says what was expected and what was found, without the path.
    """

    code: str
    number: int
    path: str
    offset: int | None
    message: str

    def __init__(
        self, message: str, *, code: str = "internal", number: int = 900, path: str = "", offset: int | None = None
    ) -> None:
        super().__init__(f"{path}: {message}" if path else message)
        self.message = message
        self.code = code
        self.number = number
        self.path = path
        self.offset = offset

    def __reduce__(self) -> tuple[Any, ...]:
        return make, (self.code, self.number, self.message, self.path, self.offset)


class UsageError(IsobyteError, ValueError):
    """An argument that no call could accept, or something that isobyte does not offer."""


class SchemaError(IsobyteError, ValueError):
    """A schema that cannot be read, or two that do not go together."""


class EncodeError(IsobyteError, ValueError):
    """A value that the schema does not allow."""


class DecodeError(IsobyteError, ValueError):
    """Bytes that are no datum of the schema, or that Python cannot hold."""


class RegistryError(IsobyteError):
    """The registry does not have it, refuses it, or does not answer."""


class InternalError(IsobyteError, RuntimeError):
    """A bug in isobyte."""


_KINDS: dict[int, type[IsobyteError]] = {
    1: UsageError,
    2: SchemaError,
    3: EncodeError,
    4: DecodeError,
    5: RegistryError,
}


def make(code: str, number: int, message: str, path: str, offset: int | None) -> IsobyteError:
    """The exception for an error of the core."""
    kind = _KINDS.get(number // 100, InternalError)
    return kind(message, code=code, number=number, path=path, offset=offset)
