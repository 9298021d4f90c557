"""What models can do beyond bytes: Meta, dicts, JSON, made-up values, fields, other kinds of annotations and classes."""

from __future__ import annotations

import dataclasses
import datetime
import decimal
import enum
import json
import typing
import uuid
from typing import Annotated, Any, Generic, Literal, NewType, Optional, TypeVar, Union

import isobyte
import isobyte.compat
import isobyte.compat.exceptions
import isobyte.compat.types
import isobyte.model
import pytest
from isobyte import types
from isobyte.model import AvroField, asdict, deserialize, parse_obj, serialize, to_dict, to_json

UTC = datetime.timezone.utc
T = TypeVar("T")
UserId = NewType("UserId", int)


class Color(enum.Enum):
    RED = "red"
    BLUE = "blue"


class Level(enum.IntEnum):
    LOW = 1
    HIGH = 2


@dataclasses.dataclass
class Cat(isobyte.AvroModel):
    name: str


@dataclasses.dataclass
class Dog(isobyte.AvroModel):
    name: str


@dataclasses.dataclass
class Plain:
    """No model, but a dataclass."""

    id: int
    tags: list[str] = dataclasses.field(default_factory=list)


@dataclasses.dataclass
class Rich(isobyte.AvroModel):
    pet: Union[Cat, Dog]
    color: Color
    level: Level
    price: types.condecimal(max_digits=6, decimal_places=2)  # type: ignore[valid-type]
    when: types.DateTimeMicro
    day: datetime.date
    at: types.TimeMicro
    id: uuid.UUID
    raw: bytes
    ratio: float
    pets: list[Union[Cat, Dog]]
    by: dict[str, Optional[Cat]]
    pair: tuple[int, ...]
    user: UserId
    note: Annotated[Optional[str], "for people"] = None
    mode: Literal["on", "off"] = "on"


RICH = Rich(
    Dog("a"),
    Color.BLUE,
    Level.HIGH,
    decimal.Decimal("12.50"),
    datetime.datetime(2020, 1, 2, 3, 4, 5, 678901, UTC),
    datetime.date(1969, 12, 31),
    datetime.time(1, 2, 3, 4),
    uuid.UUID(int=2**100),
    b"\x00\xff",
    0.1,
    [Cat("b"), Dog("c")],
    {"k": Cat("d"), "n": None},
    (1, 2),
    UserId(7),
)


def test_bytes_there_and_back() -> None:
    assert Rich.deserialize(RICH.serialize()) == RICH
    assert Rich.deserialize(RICH.serialize("avro-json"), "avro-json") == RICH
    named = {field["name"]: field["type"] for field in Rich.avro_schema_to_python()["fields"]}
    assert named["level"] == {"type": "enum", "name": "Level", "symbols": ["LOW", "HIGH"], "doc": Level.__doc__} or (
        named["level"] == {"type": "enum", "name": "Level", "symbols": ["LOW", "HIGH"]}
    )
    assert named["user"] == "long"


def test_dicts() -> None:
    found = asdict(RICH)
    assert found["pet"] == {"name": "a"} and found["color"] == "blue" and found["level"] == 2
    assert found["by"] == {"k": {"name": "d"}, "n": None} and found["pair"] == (1, 2)
    found = RICH.to_dict()
    assert found["color"] is Color.BLUE and found["pets"] == [{"name": "b"}, {"name": "c"}]
    assert to_dict(Plain(1, ["x"])) == {"id": 1, "tags": ["x"]}


def test_json_text_is_exact() -> None:
    said = json.loads(RICH.to_json())
    assert said["when"] == "2020-01-02T03:04:05.678901+00:00"
    assert (said["day"], said["at"]) == ("1969-12-31", "01:02:03.000004")
    assert (said["price"], said["raw"], said["ratio"]) == ("12.50", "\x00\xff", 0.1)
    # Of two models of the same fields a dict is the first: name them where that matters.
    assert said["pets"] == [{"name": "b"}, {"name": "c"}]
    again = Rich.parse_obj(
        {**said, "pet": ("Dog", said["pet"]), "pets": [Cat("b"), isobyte.Branch("Dog", {"name": "c"})]}
    )
    assert again == RICH
    assert RICH.to_json(indent=1) != RICH.to_json()
    odd = dataclasses.make_dataclass("Odd", [("a", float)], bases=(isobyte.AvroModel,))(float("-inf"))
    assert odd.to_json() == '{"a": "-Infinity"}'  # type: ignore[attr-defined]
    assert type(odd).parse_obj({"a": "-Infinity"}) == odd  # type: ignore[attr-defined]


def test_plain_dataclasses() -> None:
    assert serialize(Plain(1, ["x"])) == b"\x02\x02\x02x\x00"
    assert deserialize(b"\x02\x02\x02x\x00", Plain) == Plain(1, ["x"])
    assert isobyte.model.get_fullname(Plain) == "Plain"
    assert json.loads(isobyte.model.avro_schema(Plain))["doc"] == "No model, but a dataclass."
    assert parse_obj(Plain, json.loads(to_json(Plain(1)))) == Plain(1)
    assert isobyte.model.validate(Plain(1))
    writer = {"type": "record", "name": "Plain", "fields": [{"name": "id", "type": "int"}]}
    assert deserialize(b"\x02", Plain, writer_schema=writer) == Plain(1)
    assert deserialize(b'{"id":1}', Plain, "avro-json", writer_schema=writer) == Plain(1)


def test_functions_for_dicts() -> None:
    """The example of dataclasses-avroschema's documentation."""
    schema = {"type": "record", "name": "R", "fields": [{"name": "event", "type": "string", "default": "x"}]}
    payload = {"event": "Hello world"}
    assert serialize(payload=payload, schema=schema) == b"\x16Hello world"
    assert deserialize(data=b"\x16Hello world", schema=schema) == payload
    assert serialize(payload, schema, "avro-json") == b'{"event":"Hello world"}'
    assert deserialize(b'{"event":"Hello world"}', json.dumps(schema), serialization_type="avro-json") == payload
    older = {"type": "record", "name": "R", "fields": []}
    assert deserialize(b"", schema, writer_schema=older) == {"event": "x"}


def test_deserialize_gives_dicts_too() -> None:
    data = Plain(1, ["x"])
    model = dataclasses.make_dataclass("M", [("a", Color), ("b", Optional[Cat], None)], bases=(isobyte.AvroModel,))
    made: Any = model(Color.RED, Cat("x"))
    assert serialize(data) == serialize(dataclasses.asdict(data), Plain)
    assert made.deserialize_to_python(made.serialize()) == {"a": "red", "b": {"name": "x"}}
    assert made.deserialize(made.serialize(), create_instance=False) == {"a": Color.RED, "b": {"name": "x"}}
    assert made.deserialize(made.serialize(), "avro", False) == {"a": Color.RED, "b": {"name": "x"}}
    writer = (
        '{"type":"record","name":"M","fields":[{"name":"a","type":{"type":"enum","name":"Color","symbols":["blue"]}}]}'
    )
    assert made.deserialize_to_python(b"\x00", writer_schema=writer) == {"a": "blue", "b": None}
    assert made.deserialize(b"\x00", writer_schema=json.loads(writer)) == model(Color.BLUE)


def test_meta_on_bytes() -> None:
    @dataclasses.dataclass
    class Some(isobyte.AvroModel):
        a: int
        b: str = "b"
        secret: str = "none"
        home: Optional[Cat] = None
        work: Optional[Cat] = None
        mode: Literal["on", "off"] = "on"

        class Meta:
            field_order = ("b",)
            exclude = ("secret",)
            alias_nested_items: typing.ClassVar = {"home": "Home", "work": "Work"}
            convert_literal_to_enum = True

    schema = Some.avro_schema_to_python()
    assert [field["name"] for field in schema["fields"]] == ["b", "a", "home", "work", "mode"]
    assert [field["type"] for field in schema["fields"]][4] == {
        "type": "enum",
        "name": "mode",
        "symbols": ["on", "off"],
    }
    some = Some(1, "x", "secret", Cat("h"), Cat("w"), "off")
    # A text of one letter, 1, the second branch and a text, again, the second symbol: by hand.
    assert some.serialize() == b"\x02x\x02\x02\x02h\x02\x02w\x02"
    assert Some.deserialize(some.serialize()) == dataclasses.replace(some, secret="none")
    assert [field.name for field in Some.get_fields()] == ["a", "b", "home", "work", "mode"]
    with pytest.raises(isobyte.EncodeError):
        Some(1, mode="neither").serialize()  # type: ignore[arg-type]


def test_dacite_config() -> None:
    @dataclasses.dataclass
    class Hooked(isobyte.AvroModel):
        name: str
        tags: tuple[str, ...]
        inner: Optional[Cat] = None

        class Meta:
            dacite_config: typing.ClassVar = {"type_hooks": {str: str.lower}, "strict": True}

    made = Hooked("BOND", ("A",), Cat("X"))
    lower = Hooked("bond", ("a",), Cat("x"))
    assert Hooked.deserialize(made.serialize()) == lower
    assert Hooked.parse_obj({"name": "BOND", "tags": ["A"], "inner": {"name": "X"}}) == lower
    with pytest.raises(isobyte.EncodeError) as caught:
        Hooked.parse_obj({"name": "x", "tags": [], "more": 1})
    assert "'more'" in str(caught.value)

    @dataclasses.dataclass
    class Cast(isobyte.AvroModel):
        number: int

        class Meta:
            dacite_config: typing.ClassVar = {"cast": [int]}

    assert Cast.parse_obj({"number": "5"}) == Cast(5)


def test_generic_models() -> None:
    @dataclasses.dataclass
    class Page(isobyte.AvroModel, Generic[T]):
        items: list[T]
        next: Optional[Page[T]] = None

    @dataclasses.dataclass
    class Numbers(Page[int]):
        total: int = 0

    @dataclasses.dataclass
    class Both(isobyte.AvroModel):
        a: Page[int]
        b: Page[Cat]

    assert Numbers.avro_schema_to_python()["fields"][0]["type"]["items"] == "long"
    names = [field["type"]["name"] for field in Both.avro_schema_to_python()["fields"]]
    assert names == ["Page_int", "Page_Cat"]
    both = Both(Page([1], Page([2])), Page([Cat("x")]))
    assert Both.deserialize(both.serialize()) == both
    assert Numbers.deserialize(Numbers([1], None, 2).serialize()) == Numbers([1], None, 2)
    with pytest.raises(isobyte.UsageError):
        Page.avro_schema()


def test_names_tell_same_shapes_apart_across_namespaces() -> None:
    @dataclasses.dataclass
    class Pet(isobyte.AvroModel):
        name: str

        class Meta:
            namespace = "one"

    first = Pet

    @dataclasses.dataclass
    class Pet(isobyte.AvroModel):  # type: ignore[no-redef]
        name: str

    second = Pet

    @dataclasses.dataclass
    class Home(isobyte.AvroModel):
        pets: list[first | second]  # type: ignore[valid-type]

        class Meta:
            namespace = "home"

    Home.__isobyte_names__ = {"first": first, "second": second}  # type: ignore[attr-defined]
    home = Home([first("a"), second("b")])
    # Two items: the first branch and the second.
    assert home.serialize() == b"\x04\x00\x02a\x02\x02b\x00"
    assert [type(pet) for pet in Home.deserialize(home.serialize()).pets] == [first, second]


def test_defaults_that_change_are_no_part_of_a_schema() -> None:
    @dataclasses.dataclass
    class Event(isobyte.AvroModel):
        id: uuid.UUID = dataclasses.field(default_factory=uuid.uuid4)
        numbers: list[int] = dataclasses.field(default_factory=lambda: [1])

    fields = Event.avro_schema_to_python()["fields"]
    assert "default" not in fields[0] and fields[1]["default"] == [1]

    @dataclasses.dataclass
    class Habit(isobyte.compat.AvroModel):
        id: uuid.UUID = dataclasses.field(default_factory=uuid.uuid4)

    assert uuid.UUID(Habit.avro_schema_to_python()["fields"][0]["default"])


def test_defaults_are_exact() -> None:
    before = datetime.datetime(1969, 12, 31, 23, 59, 59, 999999, UTC)

    @dataclasses.dataclass
    class Exact(isobyte.AvroModel):
        price: types.condecimal(max_digits=9, decimal_places=2) = decimal.Decimal("-1.28")  # type: ignore[valid-type]
        when: types.DateTimeMicro = before
        millis: datetime.datetime = before
        far: types.DateTimeMicro = datetime.datetime(9999, 12, 31, 23, 59, 59, 999999, UTC)
        raw: bytes = b"\x80\xff"
        odd: float = float("nan")

    found = [field["default"] for field in Exact.avro_schema_to_python()["fields"]]
    # Floors: the last millisecond before 1970. -128 as one byte.
    assert found == ["\x80", -1, -1, 253402300799999999, "\x80\xff", "NaN"]
    empty = Exact.deserialize(b"", writer_schema='{"type":"record","name":"Exact","fields":[]}')
    assert (empty.price, empty.when, empty.far, empty.raw) == (
        decimal.Decimal("-1.28"),
        before,
        Exact.far,
        b"\x80\xff",
    )


def test_fields_as_objects() -> None:
    field = AvroField("tags", list[str], default_factory=list, metadata={"doc": "d", "inner_name": "one"})
    said = {"doc": "d", "name": "tags", "type": {"type": "array", "items": "string", "name": "one"}, "default": []}
    assert field.to_dict() == field.render() == json.loads(field.to_json()) == said
    assert field.avro_type == field.get_avro_type() == said["type"]
    assert (field.get_default_value(), field.inner_name, field.exclude_default) == ([], "one", False)
    assert field.get_metadata() == [("doc", "d")]
    assert AvroField("a", Optional[int], default=None).to_dict()["type"] == ["null", "long"]
    assert AvroField("a", int).validate_default(3)
    with pytest.raises(isobyte.UsageError):
        AvroField("a", int).validate_default("3")
    assert isobyte.compat.AvroField("a", datetime.timedelta).avro_type["type"] == "double"
    cat = Cat.get_fields()[0]
    assert (cat.name, cat.type, cat.parent, cat.default) == ("name", str, Cat, dataclasses.MISSING)


def test_compat_has_the_habits() -> None:
    @dataclasses.dataclass
    class Habits(isobyte.compat.AvroModel):
        length: datetime.timedelta
        pet: Optional[Cat] = None
        when: Optional[datetime.datetime] = None

    made = Habits(datetime.timedelta(minutes=1), Cat("x"), datetime.datetime(2020, 1, 2, 3, 4, 5, 678, UTC))
    assert made.asdict()["pet"] == ("Cat", {"name": "x"})
    assert json.loads(made.to_json())["when"] == "2020-01-02T03:04:05+0000"
    # 60.0, little-endian; the second branch, a text; the second branch, a number.
    assert made.serialize().startswith(b"\0\0\0\0\0\0\x4e\x40\x02\x02x\x02")
    assert Habits.deserialize(made.serialize()).length == datetime.timedelta(minutes=1)
    assert Habits.parse_obj({"length": "whatever"}).length == "whatever"
    assert isobyte.compat.exceptions.InvalidMap is isobyte.model.InvalidMap
    assert isobyte.compat.types.Int32 is types.Int32
    with pytest.raises(isobyte.UsageError):
        isobyte.compat.AvroModel.avro_schema()


def test_made_up_values() -> None:
    @dataclasses.dataclass
    class Tree(isobyte.AvroModel):
        small: types.Int32
        single: types.Float32
        local: types.LocalDateTimeMicro
        hash: types.confixed(size=16)  # type: ignore[valid-type]
        length: isobyte.Duration
        left: Optional[Tree] = None
        more: list[Tree] = dataclasses.field(default_factory=list)

    for _ in range(20):
        for made in (Rich.fake(), Tree.fake(), isobyte.model.fake(Plain)):
            # What was made up can be written, and comes back.
            assert deserialize(serialize(made), type(made)) == made
    assert Rich.fake(color=Color.RED, user=3).color is Color.RED
    with pytest.raises(isobyte.UsageError):
        Rich.fake(colour=Color.RED)
    assert isinstance(AvroField("a", str).fake(), str)


def test_fake_says_what_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    from isobyte.model import invent

    monkeypatch.setitem(sys.modules, "faker", None)
    invent.faker.cache_clear()
    with pytest.raises(isobyte.UsageError) as caught:
        Rich.fake()
    assert "pip install isobyte[fake]" in str(caught.value)
    invent.faker.cache_clear()


def test_derived_classes_go_by_their_bases() -> None:
    @dataclasses.dataclass
    class Kitten(Dog):
        pass

    home = dataclasses.make_dataclass("Home", [("pets", list[Union[Cat, Dog]])], bases=(isobyte.AvroModel,))
    made: Any = home([Kitten("x"), Cat("y")])
    # Two items: the second branch, then the first.
    assert made.serialize() == b"\x04\x02\x02x\x00\x02y\x00"
    assert made.deserialize(made.serialize()) == home([Dog("x"), Cat("y")])


def test_what_dataclass_writes_is_no_documentation() -> None:
    def documented(doc: Optional[str]) -> Optional[str]:
        @dataclasses.dataclass
        class Pair(isobyte.AvroModel):
            __doc__ = doc
            a: int
            b: Optional[str] = None

        found: Optional[str] = Pair.avro_schema_to_python().get("doc")
        return found

    assert documented(None) is None
    # As other releases of Python spell it.
    assert documented("Pair(a: 'int', b: 'Optional[str]' = None)") is None
    assert documented("Pair(a: int, b: str | None = None)") is None
    for text in ("Two of a kind.", "Pair(a)", "Pair(b: str, a: int)"):
        assert documented(text) == text
