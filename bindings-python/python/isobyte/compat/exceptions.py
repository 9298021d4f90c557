"""The exceptions of ``dataclasses_avroschema.exceptions``."""

from __future__ import annotations

from isobyte.model.exceptions import InvalidMap, InvalidSymbol

__all__ = ["InvalidMap", "InvalidSymbol"]
