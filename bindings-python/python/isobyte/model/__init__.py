"""Models: classes that know their schema, their bytes, and their events.

``AvroModel`` is the base of dataclasses; the functions do the same for dataclasses without that base.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from isobyte.model.base import AvroModel, ModelMethods
from isobyte.model.functions import (
    avro_schema,
    avro_schema_to_python,
    deserialize,
    deserialize_to_python,
    generate_schema,
    get_fullname,
    serialize,
    validate,
)
from isobyte.model.plan import Plan, plan_of

if TYPE_CHECKING:
    from isobyte.model.exceptions import InvalidMap, InvalidSymbol
    from isobyte.model.field import AvroField, Field, get_fields
    from isobyte.model.invent import fake
    from isobyte.model.parse import parse_obj
    from isobyte.model.plain import asdict, to_dict, to_json

__all__ = [
    "AvroField",
    "AvroModel",
    "Field",
    "InvalidMap",
    "InvalidSymbol",
    "ModelMethods",
    "Plan",
    "asdict",
    "avro_schema",
    "avro_schema_to_python",
    "deserialize",
    "deserialize_to_python",
    "fake",
    "generate_schema",
    "get_fields",
    "get_fullname",
    "parse_obj",
    "plan_of",
    "serialize",
    "to_dict",
    "to_json",
    "validate",
]

# Imported when they are asked for.
_LATER = {
    "AvroField": "field",
    "Field": "field",
    "InvalidMap": "exceptions",
    "InvalidSymbol": "exceptions",
    "asdict": "plain",
    "fake": "invent",
    "get_fields": "field",
    "parse_obj": "parse",
    "to_dict": "plain",
    "to_json": "plain",
}


def __getattr__(name: str) -> Any:
    module = _LATER.get(name)
    if module is None:
        raise AttributeError(f"module 'isobyte.model' has no attribute {name!r}")
    import importlib

    value = getattr(importlib.import_module(f"isobyte.model.{module}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
