"""The types of fastavro's arguments and results."""

from __future__ import annotations

import decimal
from typing import Any, Dict, List, Union

__all__ = ["AvroMessage", "DictSchema", "NamedSchemas", "Schema"]

# In the spelling that programs may look into at run time, on every Python.
DictSchema = Dict[Any, Any]  # noqa: UP006
Schema = Union[str, List[Any], DictSchema]  # noqa: UP006
NamedSchemas = Dict[str, Dict[Any, Any]]  # noqa: UP006
AvroMessage = Union[None, str, float, int, decimal.Decimal, bool, bytes, List[Any], Dict[Any, Any]]  # noqa: UP006
