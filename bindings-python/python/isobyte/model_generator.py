"""From schemas to Python code: classes that give back the schemas that they were made from.

::

    code = ModelGenerator().render(schema={"type": "record", "name": "User", "fields": [{"name": "id", "type": "long"}]})

Calls are those of dataclasses-avroschema.
"""

from __future__ import annotations

import dataclasses
import enum
import json
import os
import pathlib
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from isobyte import _native
from isobyte._hints import usage

#: A schema: itself, its text, or that text as Python objects.
AnySchema = _native.Schema | str | Mapping[str, Any] | Sequence[Any]

__all__ = ["BaseClassEnum", "ModelGenerator", "ModelType"]


class BaseClassEnum(str, enum.Enum):
    """Base classes."""

    AVRO_MODEL = "AvroModel"
    PYDANTIC_MODEL = "BaseModel"
    AVRO_DANTIC_MODEL = "AvroBaseModel"


class ModelType(str, enum.Enum):
    """Kinds of classes."""

    #: Dataclasses derived from ``isobyte.AvroModel``.
    DATACLASS = "dataclass"
    #: Classes derived from ``pydantic.BaseModel``, which know nothing of Avro.
    PYDANTIC = "pydantic"
    #: Classes derived from ``isobyte.pydantic.AvroBaseModel``.
    AVRODANTIC = "avrodantic"


_Style = Literal["dataclass", "pydantic", "avrodantic"]
_STYLES: dict[str, _Style] = {
    "AvroModel": "dataclass",
    "BaseModel": "pydantic",
    "AvroBaseModel": "avrodantic",
    "dataclass": "dataclass",
    "pydantic": "pydantic",
    "avrodantic": "avrodantic",
}


@dataclasses.dataclass
class ModelGenerator:
    """Makes modules of classes. The base class is named, or given with every call as ``model_type``."""

    base_class: str = BaseClassEnum.AVRO_MODEL.value
    #: Whether every class carries its schema as ``Meta.original_schema``; else only those that cannot say it otherwise.
    include_original_schema: bool = False

    def render(
        self, *, schema: AnySchema, model_type: str | None = None, include_original_schema: bool | None = None
    ) -> str:
        """The source of a module with a class for every record and enum of a schema."""
        return self.render_module(
            schemas=[schema], model_type=model_type, include_original_schema=include_original_schema
        )

    def render_module(
        self,
        *,
        schemas: Sequence[AnySchema],
        model_type: str | None = None,
        include_original_schema: bool | None = None,
    ) -> str:
        """The same for several schemas. Each may use the types of those before it; a type of several comes once."""
        word = model_type or self.base_class
        style = _STYLES.get(word.value if isinstance(word, enum.Enum) else word)
        if style is None:
            raise usage(f"expected one of {', '.join(_STYLES)}, found {word!r}")
        original = self.include_original_schema if include_original_schema is None else include_original_schema
        parsed: list[_native.Schema] = []
        for schema in schemas:
            parsed.append(_parse(schema, parsed))
        return _native.generate(parsed, style, original)

    @classmethod
    def render_files(
        cls,
        paths: Sequence[str | os.PathLike[str]],
        *,
        model_type: str | None = None,
        base_class: str = BaseClassEnum.AVRO_MODEL.value,
        include_original_schema: bool = False,
    ) -> str:
        """The same for files of schema text."""
        schemas = [pathlib.Path(path).read_text(encoding="utf-8") for path in paths]
        return cls(base_class, include_original_schema).render_module(schemas=schemas, model_type=model_type)


def _parse(schema: AnySchema, before: list[_native.Schema]) -> _native.Schema:
    if isinstance(schema, _native.Schema):
        return schema
    return _native.Schema(schema if isinstance(schema, str) else json.dumps(schema), references=before)
