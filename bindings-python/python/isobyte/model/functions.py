"""What models can do, as functions: for classes derived from AvroModel, and for any dataclass besides."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Literal, TypeVar, overload

from isobyte import _native
from isobyte._adapters import adapter_of
from isobyte._hints import usage
from isobyte.events import decode
from isobyte.model.events import is_json
from isobyte.model.plan import Writer, check_model, plan_of

T = TypeVar("T")

#: What names a schema: the schema itself, its text, or that text as Python objects.
AnySchema = _native.Schema | str | Mapping[str, Any]


def avro_schema(cls: type, case_type: str | None = None, **kwargs: Any) -> str:
    """The schema of a class as text, its fields in another case if that is wanted. Keywords are those of ``json.dumps``."""
    if case_type is None and not kwargs:
        return plan_of(cls).text
    return json.dumps(avro_schema_to_python(cls, case_type=case_type), **kwargs)


def avro_schema_to_python(cls: type, parent: type | None = None, case_type: str | None = None) -> dict[str, Any]:
    """The schema of a class as Python objects; a copy of your own.

    With a ``parent`` it is as inside that model: ``alias_nested_items`` of the parent's ``Meta`` counts.
    """
    if parent is None:
        text = plan_of(cls).text
    else:
        from isobyte.model.render import Renderer

        check_model(cls)
        text = json.dumps(Renderer.of(parent).record(cls))
    found: dict[str, Any] = json.loads(text)
    if case_type is None:
        return found
    from isobyte.model.case import convert

    return convert(found, case_type)


def generate_schema(cls: type, schema_type: str = "avro") -> dict[str, Any]:
    """The schema of a class as Python objects; ``avro`` is the only type."""
    if schema_type != "avro":
        raise usage(f"expected the schema_type avro, found {schema_type!r}")
    return avro_schema_to_python(cls)


def get_fullname(cls: type) -> str:
    """The full name of a class's record."""
    return plan_of(cls).schema.name or cls.__name__


def validate(model: Any) -> bool:
    """True; or the EncodeError that ``serialize`` would raise."""
    plan_of(type(model)).codec.encode(model)
    return True


def serialize(payload: Any, schema: AnySchema | type | None = None, serialization_type: str = "avro") -> bytes:
    """The bytes of a value: of a model or a dataclass by its own schema, of anything by the one that is given."""
    if schema is None:
        return serialize_model(payload, serialization_type)
    codec = plan_of(schema).codec if isinstance(schema, type) else codec_of(schema)
    return codec.encode_json(payload) if is_json(serialization_type) else codec.encode(payload)


@overload
def deserialize(
    data: _native.Buffer | str,
    schema: type[T],
    serialization_type: str = "avro",
    context: Mapping[str, Any] | None = None,
    writer_schema: Writer | None = None,
) -> T: ...
@overload
def deserialize(
    data: _native.Buffer | str,
    schema: AnySchema,
    serialization_type: str = "avro",
    context: Mapping[str, Any] | None = None,
    writer_schema: Writer | None = None,
) -> Any: ...
def deserialize(
    data: _native.Buffer | str,
    schema: Any,
    serialization_type: str = "avro",
    context: Mapping[str, Any] | None = None,
    writer_schema: Writer | None = None,
) -> Any:
    """The value of bytes: an object if ``schema`` is a class, else dicts, lists and plain values.

    ``context`` is there for programs that give one; which class a record is of is never looked up in it.
    """
    if isinstance(schema, type):
        return deserialize_model(schema, data, serialization_type, True, writer_schema)
    reader = None if writer_schema is None else schema
    codec = codec_of(schema if writer_schema is None else writer_schema, reader)
    return decode(codec, data, is_json(serialization_type))


def deserialize_to_python(
    cls: type, data: _native.Buffer | str, serialization_type: str = "avro", writer_schema: Writer | None = None
) -> dict[str, Any]:
    """What ``deserialize`` makes an object of, as a dict, with dicts for the models inside."""
    codec = plan_of(cls).reading(writer_schema, plain=True)
    found: dict[str, Any] = decode(codec, data, is_json(serialization_type))
    return found


def serialize_model(model: Any, serialization_type: str = "avro") -> bytes:
    """What ``AvroModel.serialize`` does the first time for a class, and with arguments."""
    codec = plan_of(type(model)).codec
    return codec.encode_json(model) if is_json(serialization_type) else codec.encode(model)


@overload
def deserialize_model(
    cls: type[T],
    data: _native.Buffer | str,
    serialization_type: str = "avro",
    create_instance: Literal[True] = True,
    writer_schema: Writer | None = None,
) -> T: ...
@overload
def deserialize_model(
    cls: type[T],
    data: _native.Buffer | str,
    serialization_type: str = "avro",
    create_instance: bool = True,
    writer_schema: Writer | None = None,
) -> T | dict[str, Any]: ...
def deserialize_model(
    cls: type[T],
    data: _native.Buffer | str,
    serialization_type: str = "avro",
    create_instance: bool = True,
    writer_schema: Writer | None = None,
) -> T | dict[str, Any]:
    """What ``AvroModel.deserialize`` does the first time for a class, and with more arguments."""
    plan = plan_of(cls)
    model: T = decode(plan.reading(writer_schema), data, is_json(serialization_type))
    if plan.hooked:
        from isobyte.model.parse import again

        model = again(model)
    if create_instance:
        return model
    from isobyte.model.plain import to_dict

    return to_dict(model)


_KEPT: dict[Any, _native.Codec[Any]] = {}
#: Schemas whose codecs are kept.
_MOST_KEPT = 256


def codec_of(schema: Writer, reader: Writer | None = None) -> _native.Codec[Any]:
    """The codec of a schema for plain values. The most recent are kept."""
    key = (_key(schema), _key(reader))
    codec = _KEPT.get(key)
    if codec is None:
        codec = _native.Codec(key[0], reader=key[1])
        if len(_KEPT) >= _MOST_KEPT:
            _KEPT.clear()
        _KEPT[key] = codec
    return codec


def _key(schema: Writer | None) -> Any:
    if isinstance(schema, type):
        return plan_of(schema).schema if adapter_of(schema) is not None else schema
    return json.dumps(schema) if isinstance(schema, (Mapping, list)) else schema
