"""AvroModel: a base class for dataclasses that know their schema, their bytes, and their events."""

from __future__ import annotations

import dataclasses
import json
import sys
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from isobyte import _native
from isobyte.model.events import EventMethods, decode, is_json
from isobyte.model.plan import Plan, plan_of

Model = TypeVar("Model", bound="ModelMethods")


class ModelMethods(EventMethods):
    """What every model can do, whatever kind of class it is."""

    __slots__ = ()
    __isobyte_plan__: ClassVar[Plan | None] = None
    __isobyte_codec__: ClassVar[_native.Codec[Any] | None] = None

    @classmethod
    def avro_schema(cls, **kwargs: Any) -> str:
        """The schema as text. Keywords are those of ``json.dumps``."""
        plan = plan_of(cls)
        return json.dumps(plan.python, **kwargs) if kwargs else plan.text

    @classmethod
    def avro_schema_to_python(cls) -> dict[str, Any]:
        """The schema as Python objects; a copy of your own."""
        result: dict[str, Any] = json.loads(plan_of(cls).text)
        return result

    @classmethod
    def get_fullname(cls) -> str:
        """The full name of the record."""
        return plan_of(cls).schema.name or cls.__name__

    if TYPE_CHECKING:

        def serialize(self, serialization_type: str = "avro") -> bytes:
            """The object's bytes: Avro's binary encoding, or with ``avro-json`` its JSON encoding."""
            ...

        @classmethod
        def deserialize(
            cls: type[Model],
            data: _native.Buffer | str,
            serialization_type: str = "avro",
            writer_schema: _native.Schema | str | type[ModelMethods] | None = None,
        ) -> Model:
            """The object of bytes that this class's schema wrote, or another one: ``writer_schema``.

            What data of another schema lack takes its default, what the class lacks is left out. Text in Avro's JSON
            encoding (``avro-json``) may be given as such.
            """
            ...
    else:
        # Methods in C, which call the functions of these names below when there is more to do.
        serialize = _native.serialize
        deserialize = _native.deserialize

    def validate(self) -> bool:
        """True; or the EncodeError that ``serialize`` would raise."""
        self.serialize()
        return True


class AvroModel(ModelMethods):
    """The base of a dataclass that is a record.

    The fields' annotations make the schema. A class ``Meta`` inside may say ``schema_id`` (the id of the schema in a
    registry, or its URL), ``namespace``, ``schema_name``, ``schema_doc`` and ``aliases``::

        @dataclass
        class User(AvroModel):
            name: str
            age: int

            class Meta:
                schema_id = "https://my-schema-server/users/schema.avsc"

    What ``dataclasses.field(metadata={...})`` holds becomes the field's attributes: ``aliases`` (names that data of other
    schemas may have for it), ``doc``, and the caller's own.

    A URL like the one above is that of the latest version. An event that carries it does not tell in which version it was
    written: where the schema changes, name it by its id, or frame the events.
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


def serialize(model: ModelMethods, serialization_type: str = "avro") -> bytes:
    """What ``AvroModel.serialize`` does the first time for a class, and with arguments."""
    codec = plan_of(type(model)).codec
    return codec.encode_json(model) if is_json(serialization_type) else codec.encode(model)


def deserialize(
    cls: type[Model],
    data: _native.Buffer | str,
    serialization_type: str = "avro",
    writer_schema: _native.Schema | str | type[ModelMethods] | None = None,
) -> Model:
    """What ``AvroModel.deserialize`` does the first time for a class, and with more arguments."""
    plan = plan_of(cls)
    codec = plan.codec if writer_schema is None else plan.reading(writer_schema)
    result: Model = decode(codec, data, "avro-json" if is_json(serialization_type) else "avro")
    return result


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
