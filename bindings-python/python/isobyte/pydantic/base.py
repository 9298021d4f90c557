"""AvroBaseModel: a base class for models of pydantic's that know their schema, their bytes, and their events."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, TypeVar

import pydantic

from isobyte._adapters import text_of
from isobyte._hints import usage
from isobyte.model import functions
from isobyte.model.base import ModelMethods
from isobyte.pydantic import adapter

Model = TypeVar("Model", bound="AvroBaseModel")

if tuple(int(part) for part in pydantic.VERSION.split(".")[:2]) < (2, 11):
    raise usage(f"expected pydantic 2.11 or later, found {pydantic.VERSION}", code="unsupported", number=102)


class AvroBaseModel(pydantic.BaseModel, ModelMethods):  # pyright: ignore[reportIncompatibleMethodOverride]
    """The base of a model of pydantic's that is a record.

    The fields make the schema. A class ``Meta`` inside says what that of an ``AvroModel`` may say. What
    ``Field(json_schema_extra={"metadata": {...}})`` holds becomes the field's attributes, its description the ``doc``, its
    aliases the ``aliases``. Data that are read are validated.
    """

    __isobyte_base__: ClassVar[bool] = True
    __isobyte_texts__: ClassVar[Mapping[type, Callable[[Any], str]]] = {}

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        cls.__isobyte_texts__ = cls.model_config.get("json_encoders") or {}  # pyright: ignore

    @classmethod
    def model_parametrized_name(cls, params: tuple[type[Any], ...]) -> str:
        """The name of a generic model whose types are said: one that schemas allow."""
        return "_".join([cls.__name__, *(_name(param) for param in params)])

    @classmethod
    def parse_obj(cls: type[Model], data: Any) -> Model:  # pyright: ignore[reportIncompatibleMethodOverride]
        """An object from a dict, by the names of the attributes or by their aliases."""
        return cls.model_validate(data, by_alias=True, by_name=True)

    @classmethod
    def json_schema(cls, *args: Any, **kwargs: Any) -> str:
        """The JSON Schema of the model as text."""
        return json.dumps(cls.model_json_schema(*args, **kwargs))

    @classmethod
    def fake(cls: type[Model], **data: Any) -> Model:
        """An object with made-up values; those that are given are taken. Needs the package ``faker``."""
        from isobyte.pydantic.invent import fake

        return fake(cls, data)

    def asdict(self) -> dict[str, Any]:
        """A dict of what schemas know: models inside are dicts, members of enums their values, URLs and the like texts."""
        found: dict[str, Any] = _shown(super().asdict(), type(self))
        return found

    def to_dict(self) -> dict[str, Any]:
        """A dict; models inside are dicts too, everything else is as it was."""
        return self.model_dump()

    def to_json(self, **kwargs: Any) -> str:
        """JSON text, which ``parse_obj`` takes back once it is loaded. Keywords are those of ``json.dumps``."""
        from isobyte.model.plain import json_of

        return json.dumps(json_of(self.asdict(), self.__isobyte_dialect__), **kwargs)

    def validate_avro(self) -> bool:
        """True; or the EncodeError that ``serialize`` would raise."""
        return functions.validate(self)


def _name(param: Any) -> str:
    name: str = getattr(param, "__name__", None) or str(param)
    return "".join(letter if letter.isalnum() else "_" for letter in name)


def _shown(value: Any, model: type) -> Any:
    if isinstance(value, dict):
        return {key: _shown(item, model) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        items = [_shown(item, model) for item in value]
        return tuple(items) if isinstance(value, tuple) else items
    show = text_of(type(value), model)
    return value if show is None else show(value)


__all__ = ["AvroBaseModel", "adapter"]
