"""Makes models of pydantic's with one library and prints what it says of each: `python pydantic_run.py LIBRARY`.

LIBRARY is the module that has `AvroBaseModel`: dataclasses_avroschema.pydantic, isobyte.compat.pydantic, or isobyte.pydantic.
"""

from __future__ import annotations

import datetime
import decimal
import enum
import importlib
import json
import sys
import typing
import uuid
from collections.abc import Iterator
from typing import Any

import pydantic
from pydantic import Field


class Color(enum.Enum):
    BLUE = "blue"
    GREEN = "green"


_DAY, _ID = datetime.date(2020, 2, 29), "123e4567-e89b-12d3-a456-42661417400"
_INSTANT = datetime.datetime(2020, 2, 29, 1, 2, 3, 4_000, tzinfo=datetime.timezone.utc)
_FUTURE = datetime.datetime(2199, 1, 1, tzinfo=datetime.timezone.utc)
#: A type by its name, and a value of it as validation takes it.
KINDS: dict[str, tuple[Any, Any]] = {
    "bool": (bool, True),
    "int": (int, -5),
    "float": (float, 2.5),
    "str": (str, "x\u00e9"),
    "bytes": (bytes, b"a\xff"),
    "date": (datetime.date, _DAY),
    "time": (datetime.time, datetime.time(1, 2, 3, 4_000)),
    "datetime": (datetime.datetime, _INSTANT),
    "uuid": (uuid.UUID, _ID + "0"),
    "enum": (Color, Color.GREEN),
    "Literal": (typing.Literal["a", "b"], "b"),
    "ByteSize": (pydantic.ByteSize, 5),
    "StrictInt": (pydantic.StrictInt, 5),
    "StrictStr": (pydantic.StrictStr, "s"),
    "PositiveInt": (pydantic.PositiveInt, 1),
    "NegativeInt": (pydantic.NegativeInt, -1),
    "NonNegativeInt": (pydantic.NonNegativeInt, 0),
    "NonPositiveInt": (pydantic.NonPositiveInt, 0),
    "PositiveFloat": (pydantic.PositiveFloat, 0.5),
    "NegativeFloat": (pydantic.NegativeFloat, -0.5),
    "NonNegativeFloat": (pydantic.NonNegativeFloat, 0.0),
    "FiniteFloat": (pydantic.FiniteFloat, 0.5),
    "conint": (pydantic.conint(gt=1, lt=10), 5),
    "confloat": (pydantic.confloat(ge=0.5), 0.5),
    "constr": (pydantic.constr(min_length=1, max_length=3), "abc"),
    "conbytes": (pydantic.conbytes(max_length=3), b"abc"),
    "condate": (pydantic.condate(ge=_DAY), _DAY),
    "condecimal": (pydantic.condecimal(max_digits=6, decimal_places=2), decimal.Decimal("12.50")),
    "decimal": (typing.Annotated[decimal.Decimal, Field(max_digits=5, decimal_places=1)], decimal.Decimal("-0.1")),
    "conlist": (pydantic.conlist(int, min_length=1), [1]),
    "field": (typing.Annotated[int, Field(gt=3, multiple_of=2)], 4),
    "EmailStr": (pydantic.EmailStr, "a@example.com"),
    "NameEmail": (pydantic.NameEmail, "ann <ann@example.com>"),
    "SecretStr": (pydantic.SecretStr, "hush"),
    "FilePath": (pydantic.FilePath, __file__),
    "IPvAnyAddress": (pydantic.IPvAnyAddress, "10.0.0.1"),
    "IPvAnyInterface": (pydantic.IPvAnyInterface, "10.0.0.1"),
    "IPvAnyNetwork": (pydantic.IPvAnyNetwork, "10.0.0.0/8"),
    "AnyUrl": (pydantic.AnyUrl, "x://example.com/a"),
    "HttpUrl": (pydantic.HttpUrl, "http://example.com/a"),
    "PostgresDsn": (pydantic.PostgresDsn, "postgres://u@localhost:5432/d"),
    "KafkaDsn": (pydantic.KafkaDsn, "kafka://localhost:9092"),
    "MongoDsn": (pydantic.MongoDsn, "mongodb://localhost:27017"),
    "UUID1": (pydantic.UUID1, "a8098c1a-f86e-11da-bd1a-00112444be1e"),
    "UUID4": (pydantic.UUID4, "16fd2706-8baf-433b-82eb-8c7fada847da"),
    "PastDate": (pydantic.PastDate, _DAY),
    "FutureDate": (pydantic.FutureDate, _FUTURE.date()),
    "PastDatetime": (pydantic.PastDatetime, _INSTANT),
    "FutureDatetime": (pydantic.FutureDatetime, _FUTURE),
    "AwareDatetime": (pydantic.AwareDatetime, _INSTANT),
    "NaiveDatetime": (pydantic.NaiveDatetime, _INSTANT.replace(tzinfo=None)),
    "Json": (pydantic.Json[int], "5"),
    "Base64Str": (pydantic.Base64Str, "YWI="),
    "set": (set[int], {1}),
}


def fields_of(name: str) -> Iterator[tuple[str, Any, Any, Any]]:
    """A type in every place: the place, the annotation, the default or what Field says, and a value."""
    kind, value = KINDS[name]
    yield name, kind, ..., value
    yield f"{name} optional", typing.Optional[kind], None, None
    yield f"{name} optional value", typing.Optional[kind], None, value
    yield f"{name} optional without default", typing.Optional[kind], ..., value
    yield f"{name} list", list[kind], ..., [value, value]
    yield f"{name} dict", dict[str, kind], Field(default_factory=dict), {"k": value}
    if name in ("bool", "int", "float", "str", "date", "time", "enum", "PositiveInt", "EmailStr", "HttpUrl"):
        yield f"{name} default", kind, value, value
        yield (
            f"{name} metadata",
            kind,
            Field(value, description="said", json_schema_extra={"metadata": {"z": 1}}),
            value,
        )


def models(base: Any) -> Iterator[tuple[str, Any, dict[str, Any]]]:
    """All models, with the arguments of an object each."""
    for name in KINDS:
        for case, annotation, default, value in fields_of(name):
            yield (
                case,
                lambda a=annotation, d=default: pydantic.create_model("Model", __base__=base, f=(a, d)),
                {"f": value},
            )
    yield from shapes(base)


def shapes(base: Any) -> Iterator[tuple[str, Any, dict[str, Any]]]:
    """What concerns the whole model."""

    def make(meta: dict[str, Any] | None = None, **attributes: Any) -> Any:
        def model() -> Any:
            made: Any = type("Model", (base,), {"__module__": __name__, "__annotations__": {"f": int}, **attributes})
            if meta is not None:
                made.Meta = type("Meta", (), meta)
            return made

        return model

    value = {"f": 1}
    yield "doc", make(__doc__=" A model. "), value
    yield "title", make(model_config={"title": "T"}, __doc__="hidden"), value
    yield "frozen", make(model_config={"frozen": True}), value
    yield "forbid", make(model_config={"extra": "forbid"}), value
    yield "alias", make(f=Field(alias="other")), {"other": 1}
    yield "alias that is no name", make(f=Field(alias="other-name")), {"other-name": 1}
    yield "serialization alias", make(f=Field(serialization_alias="other")), value
    yield "validation alias", make(f=Field(validation_alias="other")), {"other": 1}
    yield "field order", make({"field_order": ["g"]}, __annotations__={"f": int, "g": str}), {"f": 1, "g": "x"}
    meta = {"namespace": "ns", "schema_name": "Other", "aliases": ["Old"], "schema_doc": "Said."}
    yield "meta", make(meta), value
    yield "self", _itself(base), {"f": 1, "next": {"f": 2}}
    yield "nested", _nested(base), {"one": {"f": 1}, "many": [{"f": 2}], "by": {"k": {"f": 3}}}
    yield "inherited", _inherited(base), {"f": 1, "g": 2}


def _itself(base: Any) -> Any:
    def make() -> Any:
        class Model(base):
            f: int
            next: typing.Optional[Model] = None

        return Model

    return make


def _nested(base: Any) -> Any:
    def make() -> Any:
        inner = type("Inner", (base,), {"__module__": __name__, "__annotations__": {"f": int}})
        return pydantic.create_model(
            "Model", __base__=base, one=(inner, ...), many=(list[inner], ...), by=(dict[str, inner], ...)
        )

    return make


def _inherited(base: Any) -> Any:
    def make() -> Any:
        above = type("Above", (base,), {"__module__": __name__, "__annotations__": {"f": int}})
        return type("Model", (above,), {"__module__": __name__, "__annotations__": {"g": int}})

    return make


def attempt(function: Any) -> dict[str, Any]:
    """What a call gives, or what it raises."""
    try:
        return {"ok": function()}
    except Exception as e:
        return {"error": type(e).__name__, "message": str(e)[:200]}


def answer(case: str, make: Any, arguments: dict[str, Any]) -> dict[str, Any]:
    """Everything that a library says about a model."""
    made = attempt(make)
    if "error" in made:
        return {"id": case, "schema": made, "bytes": made}
    model = made["ok"]
    said: dict[str, Any] = {"id": case, "schema": attempt(model.avro_schema)}
    value = model(**arguments)
    said["bytes"] = attempt(lambda: value.serialize().hex())
    if "ok" in said["bytes"]:
        said["back"] = attempt(lambda: model.deserialize(bytes.fromhex(said["bytes"]["ok"])) == value)
    return said


def main(library: str) -> None:
    base = importlib.import_module(library).AvroBaseModel
    for case, make, arguments in models(base):
        print(json.dumps(answer(case, make, arguments)))


if __name__ == "__main__":
    main(sys.argv[1])
