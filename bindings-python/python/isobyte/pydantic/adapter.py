"""What a model of pydantic's says of itself, and how its objects are made: validated, unless nothing could be wrong."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any

import pydantic
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from isobyte._adapters import MISSING, ModelField, excluded, register, text_of
from isobyte._hints import aliases_of, usage
from isobyte.pydantic.kinds import translate
from isobyte.pydantic.plain import is_plain


class PydanticAdapter:
    """Models of pydantic."""

    def owns(self, cls: type) -> bool:
        return issubclass(cls, pydantic.BaseModel) and not issubclass(cls, pydantic.RootModel)

    def fields(self, cls: Any) -> list[ModelField]:
        complete(cls)
        return [_field(cls, name, info) for name, info in cls.model_fields.items()]

    def names(self, cls: Any) -> list[str]:
        return list(cls.model_fields)

    def doc(self, cls: Any) -> str | None:
        doc: str | None = cls.model_config.get("title", cls.__doc__)
        return doc.strip() if doc else None

    def is_bare(self, cls: type) -> bool:
        return False

    def after(self, cls: type) -> str | None:
        return None

    def make(self, cls: Any) -> Any:
        complete(cls)
        validate = _validator(cls)
        if excluded(cls) or cls.__new__ is not object.__new__ or not is_plain(cls):
            return validate
        return validate, "__pydantic_fields_set__", [("__pydantic_extra__", None), ("__pydantic_private__", None)]


register(PydanticAdapter())


def complete(cls: type[pydantic.BaseModel]) -> None:
    """Resolves what a model's annotations name."""
    if cls.__pydantic_complete__:
        return
    try:
        cls.model_rebuild()
    except pydantic.errors.PydanticUndefinedAnnotation as e:
        raise usage(f"{cls.__qualname__}: an annotation names {e.name!r}, which is not known here") from e


def _validator(cls: Any) -> Callable[[dict[str, Any]], Any]:
    """A function that makes an object of a dict by the names of the attributes, whatever aliases there are."""
    if cls.__init__ is pydantic.BaseModel.__init__:
        return functools.partial(cls.__pydantic_validator__.validate_python, by_alias=False, by_name=True)
    # A class that initializes its objects itself is called, by the names that it knows.
    config = cls.model_config
    by_name = config.get("populate_by_name") or config.get("validate_by_name")
    keys = {} if by_name else {name: info.validation_alias for name, info in cls.model_fields.items()}
    return lambda values: cls(
        **{key if isinstance(key := keys.get(name), str) else name: value for name, value in values.items()}
    )


def _field(cls: Any, name: str, info: FieldInfo) -> ModelField:
    place = f"{cls.__qualname__}.{name}"
    default, factory = info.default, info.default_factory
    if default is PydanticUndefined or factory is not None:
        default = MISSING
    if factory is None or info.default_factory_takes_validated_data:
        factory = MISSING
    hint = _encoded(cls, info.rebuild_annotation(), place)
    show = text_of(type(default), cls)
    if show is not None:
        default = show(default)
    return ModelField(name, hint, default, factory, _metadata(name, info))


def _encoded(cls: Any, hint: Any, place: str) -> Any:
    """The type of a field; of a class that ``json_encoders`` has a type for, that type."""
    encoder = (cls.model_config.get("json_encoders") or {}).get(hint) if isinstance(hint, type) else None
    return encoder if encoder is str else translate(hint, place, cls)


def _metadata(name: str, info: FieldInfo) -> Mapping[str, Any]:
    extra = info.json_schema_extra
    said: Any = extra.get("metadata") if isinstance(extra, Mapping) else None
    metadata: dict[str, Any] = dict(said or {})
    if info.description:
        metadata["doc"] = info.description
    others = [info.alias, *_choices(info.validation_alias), info.serialization_alias]
    return aliases_of(name, others, metadata)


def _choices(alias: Any) -> list[Any]:
    choices = alias.choices if isinstance(alias, pydantic.AliasChoices) else [alias]
    return [choice for choice in choices if isinstance(choice, str)]
