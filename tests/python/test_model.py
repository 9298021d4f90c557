"""AvroModel: schemas as dataclasses-avroschema writes them, bytes both ways, resolution of names, one plan a class."""

from __future__ import annotations

import dataclasses
import datetime
import decimal
import enum
import io
import json
import threading
import types
import typing
import uuid
from typing import Annotated, Any, Optional

import fastavro
import isobyte
import isobyte.types
import model_cases
import pytest
from support import HERE

LIB = types.SimpleNamespace(**vars(isobyte.types), AvroModel=isobyte.AvroModel)
CASES = model_cases.build(LIB)
EXPECTED = json.loads((HERE / "model_schemas.json").read_text())


@pytest.mark.parametrize("name", CASES)
def test_schema_text_is_that_of_dataclasses_avroschema(name: str) -> None:
    assert CASES[name].avro_schema() == EXPECTED[name]
    assert CASES[name].avro_schema_to_python() == json.loads(EXPECTED[name])


def test_no_case_is_lost() -> None:
    assert CASES.keys() == EXPECTED.keys()
    assert len(CASES) >= 24


def sample(hint: Any) -> Any:
    """Some value of a type."""
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin is Annotated:
        for extra in hint.__metadata__:
            if isinstance(extra, isobyte.types.FixedType):
                return b"x" * extra.size
            if isinstance(extra, isobyte.types.Named) and (extra.logical_type or "").startswith("local"):
                return datetime.datetime(2020, 1, 2, 3, 4, 5)
        return sample(args[0])
    if origin in (typing.Union, types.UnionType):
        return sample(args[-1] if args[-1] is not type(None) else args[0])
    if origin is typing.Literal:
        return args[0]
    if origin is type:
        return None
    if origin is tuple:
        return (sample(args[0]),)
    if origin is dict or str(origin).endswith("Mapping'>"):
        return {"k": sample(args[1])} if typing.get_origin(args[1]) is not type else {}
    if origin is not None:
        return [sample(args[0])] if typing.get_origin(args[0]) is not type else []
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return list(hint)[-1]
    if dataclasses.is_dataclass(hint):
        return filled(hint)
    return {
        str: "é text",
        int: -7,
        float: 1.5,
        bool: True,
        bytes: b"\0\xff",
        type(None): None,
        datetime.date: datetime.date(1969, 12, 31),
        datetime.time: datetime.time(1, 2, 3, 4000),
        datetime.datetime: datetime.datetime(1969, 12, 31, 23, 59, 59, 999000, datetime.timezone.utc),
        decimal.Decimal: decimal.Decimal("12"),
        uuid.UUID: uuid.UUID(int=2**127 + 1),
    }[hint]


def filled(cls: Any) -> Any:
    names = {"Selfish": cls}
    hints = typing.get_type_hints(cls, localns=names, include_extras=True)
    return cls(**{field.name: sample(hints[field.name]) for field in dataclasses.fields(cls)})


@pytest.mark.parametrize("name", CASES)
def test_there_and_back(name: str) -> None:
    cls = CASES[name]
    model = filled(cls)
    data = model.serialize()
    assert cls.deserialize(data) == model
    # The same bytes from the plain schema, and readable by others.
    assert isobyte.Codec(cls.avro_schema()).encode(model) == data
    fastavro.schemaless_reader(io.BytesIO(data), fastavro.parse_schema(json.loads(cls.avro_schema())), None)


def test_a_wrong_value_says_where() -> None:
    page = CASES["Page"]
    with pytest.raises(isobyte.EncodeError) as caught:
        page("Bond", age="50").serialize()
    assert (caught.value.path, caught.value.code) == ("age", "value_type")
    assert "found text" in str(caught.value)
    with pytest.raises(isobyte.EncodeError):
        page("Bond", 50, has_pets=1).validate()
    assert page("Bond", 50).validate()


def test_json() -> None:
    """Avro's JSON encoding of a model, as text and as bytes; also what another schema wrote."""
    page = CASES["Page"]
    text = b'{"name":"Bond","age":50,"has_pets":false,"money":100.3}'
    assert page("Bond", 50).serialize("avro-json") == page("Bond", 50).serialize(serialization_type="avro-json") == text
    for form in (text, text.decode(), bytearray(text)):
        assert page.deserialize(form, "avro-json") == page("Bond", 50)
        assert page.deserialize(form, serialization_type="avro-json") == page("Bond", 50)
    with pytest.raises(isobyte.DecodeError) as caught:
        page.deserialize(b'{"name":"Bond","age":"x"}', "avro-json")
    assert (caught.value.path, caught.value.code) == ("age", "data_malformed")
    with pytest.raises(isobyte.EncodeError) as wrong:
        page("Bond", "50").serialize("avro-json")
    assert wrong.value.path == "age"
    for call in (page("Bond", 50).serialize, lambda kind: page.deserialize(b"", kind)):
        with pytest.raises(isobyte.DecodeError) as unknown:
            call("xml")
        assert unknown.value.code == "frame_unknown"


@pytest.mark.parametrize("name", CASES)
def test_json_of_every_case(name: str) -> None:
    cls = CASES[name]
    model = filled(cls)
    assert cls.deserialize(model.serialize("avro-json"), "avro-json") == model


def test_data_of_another_schema() -> None:
    page = CASES["Page"]
    writer = '{"type":"record","name":"Page","fields":[{"name":"age","type":"int"},{"name":"x","type":"int"},{"name":"name","type":"string"}]}'
    # 50, 1, "Bond": by hand.
    data = b"\x64\x02\x08Bond"
    for schema in (writer, isobyte.Schema(writer), writer, isobyte.Schema(writer)):
        assert page.deserialize(data, writer_schema=schema) == page("Bond", 50)
        text = '{"age":50,"x":1,"name":"Bond"}'
        assert page.deserialize(text, serialization_type="avro-json", writer_schema=schema) == page("Bond", 50)

    @dataclasses.dataclass
    class Page(isobyte.AvroModel):
        name: str
        age: int
        more: int = 1

    assert page.deserialize(Page("Bond", 50).serialize(), writer_schema=Page) == page("Bond", 50)
    with pytest.raises(isobyte.SchemaError) as caught:
        page.deserialize(data, writer_schema='"int"')
    assert caught.value.code == "schema_incompatible"


def test_events() -> None:
    page = CASES["Page"]("Bond", 50)
    value, headers = page.to_event()
    assert headers == [("content-type", b"avro"), ("schema-id", b"https://my-schema-server/users/schema.avsc")]
    assert type(page).from_event(value, headers) == page
    named = CASES["Named"](1)
    value, headers = named.to_event(framed=True)
    assert value == b"\0\0\0\0\x0c\x02"
    assert headers == [("content-type", b"avro"), ("schema-id", b"12")]
    assert type(named).from_event(value, headers, framed=True) == named
    with pytest.raises(isobyte.UsageError):
        page.to_event(framed=True)
    with pytest.raises(isobyte.UsageError):
        type(named).from_event(b"\x02", [("schema-id", b"13")])
    with pytest.raises(isobyte.DecodeError):
        type(named).from_event(b"\x01\0\0\0\x0c\x02", framed=True)


def test_names_inside_functions_and_of_the_future() -> None:
    # This module's annotations are texts: they are looked up where the class is made.
    @dataclasses.dataclass
    class Inner(isobyte.AvroModel):
        a: int

    @dataclasses.dataclass
    class Outer(isobyte.AvroModel):
        inner: Inner
        again: Optional[Outer] = None
        price: Annotated[decimal.Decimal, isobyte.DecimalType(5, 2)] = decimal.Decimal("1.25")
        tags: list[Inner] = dataclasses.field(default_factory=list)

    value = Outer(Inner(1), Outer(Inner(2), tags=[Inner(3)]))
    assert Outer.deserialize(value.serialize()) == value
    assert Outer.avro_schema_to_python()["fields"][2]["default"] == "}"

    @dataclasses.dataclass
    class Lost(isobyte.AvroModel):
        a: Nowhere  # type: ignore[name-defined]  # noqa: F821

    with pytest.raises(isobyte.UsageError) as caught:
        Lost.avro_schema()
    assert "Nowhere" in str(caught.value)


def test_slots_frozen_inheritance_and_no_decorator() -> None:
    @dataclasses.dataclass(slots=True, frozen=True)
    class Point(isobyte.AvroModel):
        x: int
        y: int = 0
        before: Optional[Point] = None

    assert not hasattr(Point(1), "__dict__")
    assert Point.deserialize(Point(1, 2, Point(3)).serialize()) == Point(1, 2, Point(3))

    @dataclasses.dataclass
    class Base(isobyte.AvroModel):
        a: int

    @dataclasses.dataclass
    class Derived(Base):
        b: str = "x"

    assert Base(1).serialize() == b"\x02"
    assert Derived(1).serialize() == b"\x02\x02x"
    assert Derived.deserialize(b"\x02\x02x") == Derived(1)

    class Bare(isobyte.AvroModel):
        a: int
        b: str = "x"

    assert json.loads(Bare.avro_schema())["fields"][1]["default"] == "x"
    assert Bare(1).serialize() == b"\x02\x02x"  # type: ignore[call-arg]
    with pytest.raises(isobyte.UsageError):
        isobyte.AvroModel.avro_schema()


def test_types_that_no_schema_knows() -> None:
    for hint, word in (
        (complex, "complex"),
        (datetime.timedelta, "isobyte.Duration"),
        (set[int], "set"),
        (dict[int, str], "mapping"),
        (decimal.Decimal, "digits"),
        (list, "items"),
    ):
        cls = dataclasses.make_dataclass("Wrong", [("field", hint)], bases=(isobyte.AvroModel,))
        with pytest.raises(isobyte.UsageError) as caught:
            cls.avro_schema()
        assert "Wrong.field" in str(caught.value) and word in str(caught.value)
    cls = dataclasses.make_dataclass(
        "Wrong", [("field", int, dataclasses.field(default="x"))], bases=(isobyte.AvroModel,)
    )
    with pytest.raises(isobyte.UsageError):
        cls.avro_schema()


def test_unions_go_by_the_class_of_the_value() -> None:
    @dataclasses.dataclass
    class Cat(isobyte.AvroModel):
        name: str

    @dataclasses.dataclass
    class Dog(isobyte.AvroModel):
        name: str

        class Meta:
            namespace = "pets"

    @dataclasses.dataclass
    class Home(isobyte.AvroModel):
        pets: list[Cat | Dog]
        first: Cat | Dog | None = None
        by_name: dict[str, Dog | Cat] = dataclasses.field(default_factory=dict)

    home = Home([Dog("a"), Cat("b"), Dog("c")], Dog("d"), {"x": Cat("y")})
    assert Home.deserialize(home.serialize()) == home


def test_types_that_come_again_in_other_namespaces() -> None:
    @dataclasses.dataclass
    class Shared(isobyte.AvroModel):
        a: int

    @dataclasses.dataclass
    class Middle(isobyte.AvroModel):
        shared: Shared

        class Meta:
            namespace = "middle"

    @dataclasses.dataclass
    class Top(isobyte.AvroModel):
        middle: Middle
        shared: Shared

        class Meta:
            namespace = "top"

    # Shared is defined in `middle`, and `top` must say so.
    assert Top.avro_schema_to_python()["fields"][1]["type"] == "middle.Shared"
    value = Top(Middle(Shared(1)), Shared(2))
    assert Top.deserialize(value.serialize()) == value


def test_one_plan_whoever_asks_first() -> None:
    for _ in range(20):

        @dataclasses.dataclass
        class Many(isobyte.AvroModel):
            a: int
            b: Optional[Many] = None

        barrier, found = threading.Barrier(8), []

        def work(cls: Any = Many, barrier: Any = barrier, found: Any = found) -> None:
            barrier.wait()
            found.append((cls(1, cls(2)).serialize(), cls.__isobyte_plan__))

        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len({id(plan) for _, plan in found}) == 1
        assert {data for data, _ in found} == {b"\x02\x02\x04\x00"}
    text = Many.avro_schema()
    Many.avro_schema_to_python()["fields"].clear()
    assert Many.avro_schema() == text
    assert Many.avro_schema(indent=1) != text
