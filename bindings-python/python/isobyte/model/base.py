"""AvroModel: a base class for dataclasses that know their schema, their bytes, and their events."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypeVar, overload

from isobyte import _native
from isobyte.model import functions
from isobyte.model.dialect import AVRO, Dialect
from isobyte.model.events import EventMethods
from isobyte.model.functions import deserialize_model as deserialize_model
from isobyte.model.functions import serialize_model as serialize_model
from isobyte.model.plan import Plan, Writer

if TYPE_CHECKING:
    from isobyte.model.field import Field

Model = TypeVar("Model", bound="ModelMethods")


class ModelMethods(EventMethods):
    """What every model can do, whatever kind of class it is."""

    __slots__ = ()
    __isobyte_plan__: ClassVar[Plan | None] = None
    __isobyte_codec__: ClassVar[_native.Codec[Any] | None] = None
    __isobyte_dialect__: ClassVar[Dialect] = AVRO

    @classmethod
    def avro_schema(cls, case_type: str | None = None, **kwargs: Any) -> str:
        """The schema as text, its fields in another case (``camelcase``...) if that is wanted.

        Other keywords are those of ``json.dumps``.
        """
        return functions.avro_schema(cls, case_type, **kwargs)

    @classmethod
    def avro_schema_to_python(cls, parent: type | None = None, case_type: str | None = None) -> dict[str, Any]:
        """The schema as Python objects; a copy of your own."""
        return functions.avro_schema_to_python(cls, parent, case_type)

    @classmethod
    def generate_schema(cls, schema_type: str = "avro") -> dict[str, Any]:
        """The schema as Python objects; ``avro`` is the only type."""
        return functions.generate_schema(cls, schema_type)

    @classmethod
    def get_fields(cls) -> list[Field]:
        """The fields as objects, each of which knows its part of the schema."""
        from isobyte.model.field import get_fields

        return get_fields(cls)

    @classmethod
    def get_fullname(cls) -> str:
        """The full name of the record."""
        return functions.get_fullname(cls)

    if TYPE_CHECKING:

        def serialize(self, serialization_type: str = "avro") -> bytes:
            """The object's bytes: Avro's binary encoding, or with ``avro-json`` its JSON encoding."""
            ...

        @overload
        @classmethod
        def deserialize(
            cls: type[Model],
            data: _native.Buffer | str,
            serialization_type: str = "avro",
            create_instance: Literal[True] = True,
            writer_schema: Writer | None = None,
        ) -> Model: ...
        @overload
        @classmethod
        def deserialize(
            cls: type[Model],
            data: _native.Buffer | str,
            serialization_type: str = "avro",
            *,
            create_instance: Literal[False],
            writer_schema: Writer | None = None,
        ) -> dict[str, Any]: ...
        @classmethod
        def deserialize(
            cls: type[Model],
            data: _native.Buffer | str,
            serialization_type: str = "avro",
            create_instance: bool = True,
            writer_schema: Writer | None = None,
        ) -> Any:
            """The object of bytes that this class's schema wrote, or another one: ``writer_schema``.

            What data of another schema lack takes its default, what the class lacks is left out. Text in Avro's JSON
            encoding (``avro-json``) may be given as such. Without ``create_instance`` it is the object's dict.
            """
            ...
    else:
        # Methods in C, which call the functions of these names above when there is more to do.
        serialize = _native.serialize
        deserialize = _native.deserialize

    @classmethod
    def deserialize_to_python(
        cls, data: _native.Buffer | str, serialization_type: str = "avro", writer_schema: Writer | None = None
    ) -> dict[str, Any]:
        """What ``deserialize`` makes an object of, as a dict, with dicts for the models inside."""
        return functions.deserialize_to_python(cls, data, serialization_type, writer_schema)

    @classmethod
    def parse_obj(cls: type[Model], data: Mapping[str, Any]) -> Model:
        """An object from a dict, such as ``asdict`` and JSON give. Raises EncodeError for what does not fit."""
        from isobyte.model.parse import parse_obj

        return parse_obj(cls, data)

    @classmethod
    def fake(cls: type[Model], **data: Any) -> Model:
        """An object with made-up values; those that are given are taken. Needs the package ``faker``."""
        from isobyte.model.invent import fake

        return fake(cls, **data)

    def asdict(self) -> dict[str, Any]:
        """A dict of what schemas know: models inside are dicts, members of enums their values."""
        from isobyte.model.plain import asdict

        return asdict(self)

    def to_dict(self) -> dict[str, Any]:
        """A dict; models inside are dicts too, everything else is as it was."""
        from isobyte.model.plain import to_dict

        return to_dict(self)

    def to_json(self, **kwargs: Any) -> str:
        """JSON text, which ``parse_obj`` takes back once it is loaded. Keywords are those of ``json.dumps``."""
        from isobyte.model.plain import to_json

        return to_json(self, **kwargs)

    def validate(self) -> bool:
        """True; or the EncodeError that ``serialize`` would raise."""
        return functions.validate(self)


class AvroModel(ModelMethods):
    """The base of a dataclass that is a record.

    The fields' annotations make the schema. A class ``Meta`` inside may say ``schema_id`` (what names the schema in a
    registry: its id, its URL, or ``subject:version``), ``namespace``, ``schema_name``, ``schema_doc``, ``aliases``,
    ``field_order``, ``exclude``, ``alias_nested_items``, ``convert_literal_to_enum`` and ``dacite_config``::

        @dataclass
        class User(AvroModel):
            name: str
            age: int

            class Meta:
                schema_id = "https://my-schema-server/users/schema.avsc"

    What ``dataclasses.field(metadata={...})`` holds becomes the field's attributes: ``aliases`` (names that data of other
    schemas may have for it), ``doc``, and the caller's own; but ``exclude_default`` keeps the default out of the schema,
    and ``inner_name`` names the type inside.

    A URL like the one above, and ``users:latest``, is the latest version. An event that carries it does not tell in which
    version it was written: where the schema changes, give ``to_event`` the registry, or name it by its id, or frame the events.
    """

    __slots__ = ()
    __isobyte_base__: ClassVar[bool] = True

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "<locals>" in cls.__qualname__:
            remember_names(cls)

    @classmethod
    def __isobyte_prepare__(cls) -> None:
        # Without the decorator the annotations make a dataclass all the same.
        if "__isobyte_base__" not in cls.__dict__ and "__dataclass_fields__" not in cls.__dict__:
            dataclasses.dataclass(cls)


def remember_names(cls: type) -> None:
    """Keeps the names that were visible where a model is made inside a function, for its annotations."""
    names: dict[str, Any] = dict(cls.__dict__.get("__isobyte_names__", {}))
    frame = sys._getframe(2)
    for _ in range(3):
        if frame is None or frame.f_locals is frame.f_globals:
            break
        for name, value in frame.f_locals.items():
            if isinstance(value, type):
                names.setdefault(name, value)
        frame = frame.f_back  # type: ignore[assignment]
    type.__setattr__(cls, "__isobyte_names__", names)
