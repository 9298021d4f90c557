"""AvroBaseModel: data are validated when they are read, objects are those that pydantic itself would make."""

import copy
import datetime
import decimal
import enum
import json
import pickle
import subprocess
import sys
import typing
import uuid
from typing import Annotated, Any, Generic, Optional, TypeVar, Union

import isobyte
import isobyte.compat.pydantic
import isobyte.types
import pydantic
import pytest
from isobyte import model
from isobyte.pydantic import AvroBaseModel
from isobyte.pydantic.plain import is_plain
from pydantic import AliasChoices, BaseModel, ConfigDict, Field, PositiveInt

T = TypeVar("T")


class Color(enum.Enum):
    BLUE = "blue"
    GREEN = "green"


class Point(BaseModel):
    x: int
    y: int = 0


class Pixel(BaseModel):
    x: int
    y: int = 0


class Plain(AvroBaseModel):
    a: int
    b: str
    c: float
    d: bool
    e: bytes
    f: datetime.datetime
    g: datetime.date
    h: datetime.time
    j: uuid.UUID
    k: Color
    l: list[int]  # noqa: E741
    m: dict[str, Point]
    n: Optional["Plain"] = None
    o: Union[Pixel, Point, None] = None
    p: tuple[float, ...] = ()
    q: Annotated[int, isobyte.types.Int32] = 5


VALUES: dict[str, Any] = {
    "a": 1,
    "b": "x",
    "c": 0.5,
    "d": True,
    "e": b"e",
    "f": datetime.datetime(2020, 2, 29, tzinfo=datetime.timezone.utc),
    "g": datetime.date(2020, 2, 29),
    "h": datetime.time(1, 2, 3),
    "j": uuid.UUID(int=5),
    "k": Color.GREEN,
    "l": [1, 2],
    "m": {"k": Point(x=1)},
    "o": Point(x=5),
    "p": (1.0, 2.0),
    "q": 7,
}


def schema_of(*fields: tuple[str, str]) -> str:
    return json.dumps({"type": "record", "name": "W", "fields": [{"name": n, "type": t} for n, t in fields]})


def test_an_object_that_is_filled_is_one_that_was_validated() -> None:
    assert is_plain(Plain)
    value = Plain(**VALUES, n=Plain(**VALUES))
    read = Plain.deserialize(value.serialize())
    made = Plain(**{**VALUES, "n": Plain(**VALUES, n=None)})
    assert read == made == value
    assert type(read.n) is Plain and type(read.o) is Point and type(read.m["k"]) is Point
    assert read.__dict__ == made.__dict__ and list(read.__dict__) == list(made.__dict__)
    assert read.model_fields_set == set(Plain.model_fields)
    assert read.__pydantic_extra__ is None and read.__pydantic_private__ is None
    assert copy.deepcopy(read) == pickle.loads(pickle.dumps(read)) == read.model_copy() == read
    assert read.model_dump() == made.model_dump() and read.model_dump_json() == made.model_dump_json()
    read.a = 5
    other = Plain.deserialize(value.serialize())
    assert other.a == 1 and other.model_fields_set is not read.model_fields_set
    with pytest.raises(pydantic.ValidationError):
        Plain.model_validate({**read.__dict__, "a": "no"})


def test_what_is_not_said_to_be_harmless_is_validated() -> None:
    def one(hint: Any, default: Any = ..., **config: Any) -> Any:
        return pydantic.create_model("M", __config__=ConfigDict(**config) if config else None, f=(hint, default))

    for hint in (
        PositiveInt,
        Annotated[int, Field(lt=5)],
        pydantic.EmailStr,
        pydantic.HttpUrl,
        pydantic.UUID4,
        pydantic.PastDate,
        pydantic.AwareDatetime,
        pydantic.SecretStr,
        pydantic.condecimal(max_digits=4, decimal_places=1),
        typing.Literal["a"],
        pydantic.conlist(int, max_length=1),
        list[PositiveInt],
        dict[str, Optional[PositiveInt]],
        Union[int, pydantic.EmailStr],
        Annotated[int, pydantic.AfterValidator(lambda v: v)],
        Annotated[Point, pydantic.BeforeValidator(lambda v: v)],
        tuple[int, int],
        datetime.timedelta,
    ):
        assert not is_plain(one(hint)), hint
    for config in (
        {"str_max_length": 3},
        {"str_strip_whitespace": True},
        {"allow_inf_nan": False},
        {"extra": "allow"},
        {"use_enum_values": True},
        {"str_to_upper": True},
    ):
        assert not is_plain(one(Color, **config)), config
    assert not is_plain(one(float, 1.0, validate_default=True, ser_json_inf_nan="null", revalidate_instances="always"))
    for config in ({"frozen": True}, {"title": "T"}, {"extra": "forbid"}, {"populate_by_name": True}):
        assert is_plain(one(Color, **config)), config

    class Private(BaseModel):
        f: int
        _own: int = 5

    class Post(BaseModel):
        f: int

        def model_post_init(self, context: Any, /) -> None: ...

    class Init(BaseModel):
        f: int

        def __init__(self, **data: Any) -> None:
            super().__init__(**data)

    class New(BaseModel):
        f: int

        def __new__(cls, *args: Any, **data: Any) -> "New":
            made.append(1)
            return super().__new__(cls)

    made: list[int] = []
    isobyte.Codec(schema_of(("f", "long")), type=New).decode(b"\x02")
    assert made == [1]

    class Excluded(AvroBaseModel):
        f: int
        g: int = 5

        class Meta:
            exclude = ("g",)

    for cls in (Private, Post, Init):
        assert not is_plain(cls)
        codec = isobyte.Codec(schema_of(("f", "long")), type=cls)
        assert codec.decode(b"\x02") == cls(f=1)
    assert isobyte.Codec(schema_of(("f", "long")), type=Private).decode(b"\x02")._own == 5
    assert Excluded.deserialize(Excluded(f=1, g=7).serialize()) == Excluded(f=1)


class Checked(AvroBaseModel):
    name: str = Field(min_length=1)
    age: PositiveInt

    @pydantic.field_validator("name")
    @classmethod
    def _upper(cls, name: str) -> str:
        return name.upper()

    @pydantic.model_validator(mode="after")
    def _adult(self) -> "Checked":
        if self.name == "X" and self.age > 5:
            raise ValueError("too old for X")
        return self


def test_validators_and_constraints_see_what_is_read() -> None:
    write = isobyte.Codec(schema_of(("name", "string"), ("age", "long"))).encode
    assert Checked.deserialize(write({"name": "ann", "age": 5})) == Checked(name="ANN", age=5)
    for wrong, said in (
        ({"name": "", "age": 5}, "at least 1 character"),
        ({"name": "a", "age": -1}, "greater than 0"),
        ({"name": "x", "age": 9}, "too old for X"),
    ):
        with pytest.raises(isobyte.DecodeError, match=said) as e:
            Checked.deserialize(write(wrong))
        assert e.value.code == "data_unrepresentable"
        assert isinstance(e.value.__cause__, pydantic.ValidationError)

    class Outer(AvroBaseModel):
        many: list[Checked]

    inside = isobyte.Codec(Outer.avro_schema()).encode({"many": [{"name": "a", "age": 1}, {"name": "a", "age": 0}]})
    with pytest.raises(isobyte.DecodeError) as e:
        Outer.deserialize(inside)
    assert e.value.path == "many[1]"


def test_validators_before_and_around() -> None:
    class Around(AvroBaseModel):
        a: int
        seen: str = ""

        @pydantic.model_validator(mode="before")
        @classmethod
        def _before(cls, data: Any) -> Any:
            return {**data, "a": data["a"] + 1}

        @pydantic.model_validator(mode="wrap")
        @classmethod
        def _wrap(cls, data: Any, handler: Any) -> Any:
            made = handler(data)
            made.seen = "yes"
            return made

    codec = isobyte.Codec(schema_of(("a", "long")), reader=Around.avro_schema(), type=Around)
    assert codec.decode(b"\x02").model_dump() == {"a": 2, "seen": "yes"}


class Aliased(AvroBaseModel):
    one: int = Field(alias="first")
    two: str = Field(validation_alias=AliasChoices("second", "zwei", "not a name"), serialization_alias="deux")
    three: int = Field(
        default=3, json_schema_extra={"metadata": {"aliases": ["drei"], "note": "n"}}, description="said"
    )


def test_aliases_both_ways() -> None:
    assert [(f["name"], f.get("aliases"), f.get("doc")) for f in Aliased.avro_schema_to_python()["fields"]] == [
        ("one", ["first"], None),
        ("two", ["second", "zwei", "deux"], None),
        ("three", ["drei"], "said"),
    ]
    value = Aliased(first=1, second="x")
    assert Aliased.deserialize(value.serialize()) == value
    assert Aliased.parse_obj(value.asdict()) == Aliased.parse_obj({"first": 1, "zwei": "x"}) == value
    for names in (("first", "zwei"), ("one", "deux"), ("first", "second")):
        writer = schema_of((names[0], "long"), (names[1], "string"))
        data = isobyte.Codec(writer).encode({names[0]: 1, names[1]: "x"})
        assert Aliased.deserialize(data, writer_schema=writer) == value


def test_a_class_with_an_init_of_its_own_is_called() -> None:
    calls: list[dict[str, Any]] = []

    class Own(AvroBaseModel):
        one: int = Field(alias="first")

        def __init__(self, **data: Any) -> None:
            calls.append(data)
            super().__init__(**data)

    value = Own(first=1)
    assert Own.deserialize(value.serialize()) == value
    assert calls == [{"first": 1}, {"first": 1}]


def test_frozen_models_and_self_references() -> None:
    class Node(AvroBaseModel):
        model_config = ConfigDict(frozen=True)
        value: int
        children: list["Node"] = Field(default_factory=list)

    tree = Node(value=1, children=[Node(value=2, children=[Node(value=3)])])
    assert Node.deserialize(tree.serialize()) == tree
    assert hash(Node.deserialize(Node(value=1, children=[]).serialize()).value) == hash(1)
    with pytest.raises(pydantic.ValidationError):
        Node.deserialize(tree.serialize()).value = 5  # type: ignore[misc]


def test_generic_models_have_a_name_for_each_type() -> None:
    class Page(AvroBaseModel, Generic[T]):
        items: list[T]

    for hint, name, items in ((int, "Page_int", [1]), (Point, "Page_Point", [Point(x=1)])):
        made = Page[hint](items=items)  # type: ignore[valid-type]
        assert type(made).get_fullname() == name
        assert type(made).deserialize(made.serialize()) == made


def test_a_union_goes_by_the_class() -> None:
    class Shapes(AvroBaseModel):
        many: list[Union[Point, Pixel]]
        by: dict[str, Union[Pixel, Point]]

    value = Shapes(many=[Pixel(x=1), Point(x=2)], by={"k": Point(x=3)})
    read = Shapes.deserialize(value.serialize())
    assert [type(one) for one in read.many] == [Pixel, Point] and type(read.by["k"]) is Point


def test_plain_models_of_pydantic() -> None:
    assert model.deserialize(model.serialize(Point(x=1)), Point) == Point(x=1)
    assert json.loads(model.avro_schema(Point))["name"] == "Point"
    codec = isobyte.Codec(model.avro_schema(Point), type=Point)
    assert codec.decode(codec.encode({"x": 1})) == Point(x=1)


@pytest.mark.filterwarnings("ignore:`json_encoders`")
def test_secrets_are_written_when_it_is_said_how() -> None:
    class Silent(AvroBaseModel):
        token: pydantic.SecretStr

    class Open(AvroBaseModel):
        model_config = ConfigDict(json_encoders={pydantic.SecretStr: pydantic.SecretStr.get_secret_value})
        token: pydantic.SecretStr

    with pytest.raises(isobyte.EncodeError) as e:
        Silent(token="hush").serialize()  # type: ignore[arg-type]
    assert e.value.path == "token" and "json_encoders" in str(e.value.__cause__) and "hush" not in str(e.value)
    value = Open(token="hush")  # type: ignore[arg-type]
    assert value.serialize() == b"\x08hush" and Open.deserialize(b"\x08hush") == value


def test_evolution_takes_the_default() -> None:
    class Wide(AvroBaseModel):
        a: int
        b: list[int] = Field(default_factory=lambda: [1])
        c: PositiveInt = 7

    writer = schema_of(("a", "long"))
    assert Wide.deserialize(b"\x02", writer_schema=writer) == Wide(a=1)


def test_events_and_json() -> None:
    class User(AvroBaseModel):
        name: str
        home: Optional[pydantic.HttpUrl] = None

        class Meta:
            schema_id = 5

    value = User(name="ann", home="http://example.com/")  # type: ignore[arg-type]
    data, headers = value.to_event()
    assert User.from_event(data, headers) == value
    assert User.deserialize(value.serialize("avro-json"), "avro-json") == value
    assert json.loads(value.to_json()) == {"name": "ann", "home": "http://example.com/"}
    assert User.parse_obj(json.loads(value.to_json())) == value
    assert value.asdict() == {"name": "ann", "home": "http://example.com/"}
    assert value.to_dict() == {"name": "ann", "home": pydantic.HttpUrl("http://example.com/")}
    assert json.loads(User.json_schema())["title"] == "User"
    assert value.validate_avro()


def test_wrong_values_are_told() -> None:
    class User(AvroBaseModel):
        age: int

    wrong = User.model_construct(age="x")
    with pytest.raises(isobyte.EncodeError) as e:
        wrong.serialize()
    assert (e.value.path, e.value.code) == ("age", "value_type")
    with pytest.raises(isobyte.UsageError, match="derived from AvroBaseModel"):
        AvroBaseModel.avro_schema()
    with pytest.raises(isobyte.UsageError, match="names 'Missing'"):
        type("Bad", (AvroBaseModel,), {"__annotations__": {"f": "Missing"}}).avro_schema()


def test_made_up_models_fit() -> None:
    class Limits(AvroBaseModel):
        a: Annotated[int, Field(gt=3, lt=9, multiple_of=4)]
        b: Annotated[str, Field(min_length=2, max_length=3)]
        c: pydantic.EmailStr
        d: Optional[pydantic.HttpUrl]
        e: list[pydantic.NegativeFloat]
        f: dict[str, Point]
        g: pydantic.FutureDate
        h: pydantic.conlist(int, min_length=3)  # type: ignore[valid-type]
        i: isobyte.types.condecimal(max_digits=4, decimal_places=2)  # type: ignore[valid-type]
        j: int = Field(alias="jot")

    for _ in range(50):
        made = Limits.fake(jot=3) if _ % 2 else Limits.fake()
        assert Limits.deserialize(made.serialize()) == made
    assert Limits.fake(b="xy").b == "xy"


def test_the_other_library_writes_seconds() -> None:
    class Wait(isobyte.compat.pydantic.AvroBaseModel):
        time: datetime.timedelta

    value = Wait(time=datetime.timedelta(seconds=1.5))
    assert value.serialize() == b"\x00\x00\x00\x00\x00\x00\xf8?"
    assert Wait.deserialize(value.serialize()) == value


def test_decimals_with_digits() -> None:
    class Price(AvroBaseModel):
        a: pydantic.condecimal(max_digits=4, decimal_places=2)  # type: ignore[valid-type]
        b: Optional[Annotated[decimal.Decimal, Field(max_digits=4, decimal_places=1)]] = None

    value = Price(a=decimal.Decimal("12.50"), b=decimal.Decimal("1.5"))
    assert Price.deserialize(value.serialize()) == value


def test_nobody_imports_pydantic_unasked() -> None:
    code = "import sys, isobyte, isobyte.model, isobyte.files; assert 'pydantic' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
