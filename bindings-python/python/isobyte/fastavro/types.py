"""The types of fastavro's arguments and results."""

from __future__ import annotations

import decimal
from typing import Any, Union

__all__ = ["AvroMessage", "DictSchema", "NamedSchemas", "Schema"]

DictSchema = dict[Any, Any]
Schema = Union[str, list[Any], DictSchema]
NamedSchemas = dict[str, dict[Any, Any]]
AvroMessage = Union[None, str, float, int, decimal.Decimal, bool, bytes, list[Any], dict[Any, Any]]
