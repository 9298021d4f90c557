"""A field of a model as an object: what ``get_fields`` gives and ``AvroField`` makes."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from isobyte._adapters import MISSING, ModelField, class_of
from isobyte._hints import usage
from isobyte.model.defaults import Defaults, given
from isobyte.model.dialect import AVRO, Dialect, dialect_of
from isobyte.model.meta import Meta
from isobyte.model.words import singular


class Field:
    """A field: its name, type and default, and what it is in a schema."""

    __slots__ = ("_dialect", "_field", "model_metadata", "parent")

    def __init__(self, field: ModelField, parent: type | None, meta: Meta | None, dialect: Dialect) -> None:
        self._field = field
        self._dialect = dialect
        #: The model that the field belongs to.
        self.parent = parent
        #: What the model's ``Meta`` says.
        self.model_metadata = meta or Meta()

    @property
    def name(self) -> str:
        """The name."""
        return self._field.alias or self._field.name

    @property
    def type(self) -> Any:
        """The annotation."""
        return self._field.annotation

    @property
    def default(self) -> Any:
        """The default, or ``dataclasses.MISSING``."""
        return self._field.default

    @property
    def default_factory(self) -> Callable[[], Any] | Any:
        """What makes the default, or ``dataclasses.MISSING``."""
        return self._field.factory

    @property
    def metadata(self) -> Mapping[str, Any]:
        """What the class says about the field beyond that."""
        return self._field.metadata

    @property
    def exclude_default(self) -> bool:
        """Whether the schema has no default for it."""
        return bool(self.metadata.get("exclude_default", False))

    @property
    def inner_name(self) -> str | None:
        """The name of the type inside an array or a map."""
        return self.metadata.get("inner_name")

    @property
    def avro_type(self) -> Any:
        """The type in the schema."""
        return self.get_avro_type()

    def get_avro_type(self) -> Any:
        """The type in the schema."""
        return self.render()["type"]

    def get_metadata(self) -> list[tuple[str, Any]]:
        """What the schema's field has of the metadata."""
        return [(key, value) for key, value in self.metadata.items() if key not in ("exclude_default", "inner_name")]

    def get_default_value(self) -> Any:
        """The default, made by its factory if it has one; ``dataclasses.MISSING`` for none."""
        return MISSING if self.exclude_default else given(self._field, self._dialect)

    def default_to_avro(self, value: Any) -> Any:
        """A default as the schema's JSON has it."""
        return Defaults(self._dialect).json(self.type, value, self.name)

    def validate_default(self, default: Any) -> bool:
        """True; or the error for a value that cannot be the field's default."""
        from isobyte._native import Schema

        field = self._field._replace(default=default, factory=MISSING)
        rendered = Field(field, self.parent, self.model_metadata, self._dialect).render()
        Schema(json.dumps({"type": "record", "name": "Field", "fields": [rendered]}))
        return True

    @staticmethod
    def get_singular_name(name: str) -> str:
        """The singular of an English word."""
        return singular(name)

    def render(self) -> dict[str, Any]:
        """The field of the schema."""
        from isobyte.model.render import Renderer

        aliases = self.model_metadata.alias_nested_items
        place = self.name if self.parent is None else f"{self.parent.__qualname__}.{self.name}"
        renderer = Renderer(self._dialect, aliases, self.parent)
        if self.parent is not None:
            renderer.enter(self.parent)
        namespace = self.model_metadata.namespace
        return renderer.field(self._field, place, namespace, self.model_metadata.convert_literal_to_enum)

    def to_dict(self) -> dict[str, Any]:
        """The field of the schema."""
        return self.render()

    def to_json(self) -> str:
        """The field of the schema as text."""
        return json.dumps(self.render(), indent=2)

    def fake(self) -> Any:
        """A made-up value. Needs the package ``faker``."""
        from isobyte.model.invent import fake_value

        return fake_value(self.type, self.name)

    def __repr__(self) -> str:
        return f"Field({self.name!r}, {self.type!r})"


def AvroField(
    name: str,
    native_type: Any,
    parent: type | None = None,
    *,
    default: Any = MISSING,
    default_factory: Any = MISSING,
    metadata: Mapping[str, Any] | None = None,
    model_metadata: Meta | None = None,
) -> Field:
    """A field without a class around it: ``AvroField("age", int).to_dict()`` is what a schema says of it."""
    dialect = AVRO if parent is None else dialect_of(parent)
    field = ModelField(name, native_type, default, default_factory, metadata or {})
    return Field(field, parent, model_metadata, dialect)


def get_fields(cls: Any) -> list[Field]:
    """The fields of a model, in its own order, without those that ``Meta`` excludes."""
    from isobyte._adapters import fields_of

    model = class_of(cls)
    if "__isobyte_base__" in model.__dict__:
        raise usage(f"expected a class derived from {model.__name__}, found {model.__name__} itself")
    meta = Meta.of(model)
    fields = [field for field in fields_of(cls) if field.name not in meta.exclude]
    return [Field(field, model, meta, dialect_of(model)) for field in fields]
