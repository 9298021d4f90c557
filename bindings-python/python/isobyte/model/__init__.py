"""Models: classes that know their schema, their bytes, and their events."""

from __future__ import annotations

from isobyte.model.base import AvroModel, ModelMethods, deserialize, serialize
from isobyte.model.plan import Plan, plan_of

__all__ = ["AvroModel", "ModelMethods", "Plan", "deserialize", "plan_of", "serialize"]
