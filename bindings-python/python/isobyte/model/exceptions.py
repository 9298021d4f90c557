"""What can be wrong with a model, beyond ``isobyte.errors``."""

from __future__ import annotations

from typing import Any

from isobyte.errors import UsageError


class InvalidMap(UsageError):
    """A mapping whose keys are no texts."""

    def __init__(self, field_name: str, key_type: Any) -> None:
        found = key_type.__qualname__ if isinstance(key_type, type) else repr(key_type)
        message = f"expected a mapping from str, as in dict[str, int], found keys of type {found}"
        super().__init__(message, code="invalid_argument", number=100, path=field_name)
        self.field_name = field_name
        self.key_type = key_type


class InvalidSymbol(UsageError):
    """A symbol of an enum that Avro does not allow: they are made of letters, digits and underscores."""

    def __init__(self, field_name: str, symbol: Any) -> None:
        message = f"expected a symbol of letters, digits and underscores, found {symbol!r}"
        super().__init__(message, code="invalid_argument", number=100, path=field_name)
        self.field_name = field_name
        self.symbol = symbol
