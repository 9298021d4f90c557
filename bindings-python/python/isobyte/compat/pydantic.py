"""AvroBaseModel with the habits of dataclasses-avroschema, which ``isobyte.compat`` tells."""

from __future__ import annotations

from typing import ClassVar

from isobyte.model.dialect import COMPAT, Dialect
from isobyte.pydantic import base

__all__ = ["AvroBaseModel"]


class AvroBaseModel(base.AvroBaseModel):
    """The base of a model of pydantic's that is a record."""

    __isobyte_base__: ClassVar[bool] = True
    __isobyte_dialect__: ClassVar[Dialect] = COMPAT
