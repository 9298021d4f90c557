"""Models of pydantic v2 that know their schema, their bytes, and their events. Needs pydantic 2.11 or later.

A class that is derived from ``AvroBaseModel`` is a model of pydantic's and a model of isobyte's; plain models of pydantic
may stand inside it, and may be the ``type`` of a ``Codec``.
"""

from __future__ import annotations

from isobyte.pydantic.base import AvroBaseModel

__all__ = ["AvroBaseModel"]
