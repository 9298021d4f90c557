"""Model classes for two libraries: isobyte, and dataclasses-avroschema, which made `model_schemas.json`:

python model_cases.py > model_schemas.json     (where dataclasses-avroschema 0.71.1 is installed)
"""

import dataclasses
import datetime
import enum
import json
import typing
import uuid
from typing import Any


class Color(enum.Enum):
    BLUE = "blue"
    GREEN = "green"


class Suit(str, enum.Enum):
    """The suit of a card."""

    HEARTS = "H"
    SPADES = "S"


def build(lib: Any) -> dict[str, Any]:
    """The classes, by their names here."""
    AvroModel, condecimal, confixed = lib.AvroModel, lib.condecimal, lib.confixed
    field = dataclasses.field
    made: dict[str, Any] = {}

    def case(cls: Any) -> Any:
        cls = dataclasses.dataclass(cls)
        made[cls.__name__] = cls
        return cls

    @case
    class Page(AvroModel):
        "My User Class"

        name: str
        age: int
        has_pets: bool = False
        money: float = 100.3

        class Meta:
            schema_id = "https://my-schema-server/users/schema.avsc"

    @case
    class Primitives(AvroModel):
        a: str
        b: int
        c: float
        d: bool
        e: bytes
        f: None

    @case
    class Defaults(AvroModel):
        a: str = "x"
        b: int = 0
        c: float = 1e100
        d: bool = True
        e: bytes = b"ab"
        f: None = None
        g: float = 3

    @case
    class Nones(AvroModel):
        a: str = None
        b: int = None
        c: datetime.datetime = None
        d: uuid.UUID = None
        e: condecimal(max_digits=4, decimal_places=2) = None

    @case
    class Optionals(AvroModel):
        a: typing.Optional[str]
        b: typing.Optional[int] = None
        c: typing.Optional[float] = 2.5
        d: typing.Optional[bytes] = b""

    @case
    class Pipes(AvroModel):
        a: str | None
        b: int | str | None = None
        c: int | str = "x"

    @case
    class Unions(AvroModel):
        a: typing.Union[int, str]
        b: typing.Union[str, int] = 3
        c: typing.Union[int, str, None] = None
        d: typing.Union[bool, float, bytes] = 1.5

    @case
    class Lists(AvroModel):
        names: typing.List[str]
        ages: list[int] = field(default_factory=list)
        addresses: typing.Sequence[float] = field(default_factory=lambda: [1.0])
        matrices: typing.List[typing.List[int]] = field(default_factory=list)
        cities: typing.Optional[typing.List[str]] = None
        things: typing.List[typing.Optional[int]] = field(default_factory=list)
        pair: typing.Tuple[str] = ("a",)
        people: typing.MutableSequence[str] = None

    @case
    class Maps(AvroModel):
        accounts: typing.Dict[str, int]
        keys: dict[str, str] = field(default_factory=dict)
        indices: typing.Mapping[str, typing.List[bool]] = field(default_factory=lambda: {"a": [True]})
        data: typing.Optional[typing.Dict[str, float]] = None

    @case
    class Times(AvroModel):
        day: datetime.date
        time: datetime.time
        moment: datetime.datetime
        day2: datetime.date = datetime.date(2020, 2, 29)
        time2: datetime.time = datetime.time(23, 59, 59, 5000)
        moment2: datetime.datetime = datetime.datetime(2020, 1, 2, 3, 4, 5, 678000)
        moment3: datetime.datetime = datetime.datetime(1969, 12, 31, tzinfo=datetime.timezone.utc)
        day3: typing.Optional[datetime.date] = None

    @case
    class Precise(AvroModel):
        a: lib.Int32
        b: lib.Float32
        c: lib.TimeMicro
        d: lib.DateTimeMicro
        e: lib.LocalDateTime
        f: lib.LocalDateTimeMicro
        g: lib.Int32 = 5
        h: lib.DateTimeMicro = datetime.datetime(2020, 1, 2, 3, 4, 5, 500000)

    @case
    class Others(AvroModel):
        id: uuid.UUID
        price: condecimal(max_digits=10, decimal_places=3)
        hash: confixed(size=16)
        id2: uuid.UUID = uuid.UUID("d793fc4e-dc9f-4b2b-8b3c-4d2a1c3e5f60")
        id3: typing.Optional[uuid.UUID] = None
        price2: typing.Optional[condecimal(max_digits=5, decimal_places=0)] = None

    @case
    class Enums(AvroModel):
        color: Color
        suit: Suit
        color2: Color = Color.GREEN
        suit2: typing.Optional[Suit] = None
        colors: typing.List[Color] = field(default_factory=lambda: [Color.BLUE])

    @case
    class Literals(AvroModel):
        a: typing.Literal["x", "y"]
        b: typing.Literal["x", "y"] = "x"

    @dataclasses.dataclass
    class Address(AvroModel):
        "An Address"

        street: str
        number: int = 7

    @case
    class Nested(AvroModel):
        address: Address
        other: Address
        maybe: typing.Optional[Address] = None
        all: typing.List[Address] = field(default_factory=list)
        named: typing.Dict[str, Address] = field(default_factory=dict)
        given: Address = field(default_factory=lambda: Address("x", 1))

    @case
    class InList(AvroModel):
        addresses: typing.List[Address]
        address: typing.Optional[Address] = None

    @case
    class InMap(AvroModel):
        addresses: typing.Dict[str, Address]

    @case
    class InUnion(AvroModel):
        any: typing.Union[Address, Color, str]
        opt: typing.Optional[typing.Union[Address, Color]] = None

    @case
    class Selfish(AvroModel):
        name: str
        friend: typing.Optional[typing.Type["Selfish"]] = None
        relatives: typing.List[typing.Type["Selfish"]] = field(default_factory=list)
        teams: typing.Dict[str, typing.Type["Selfish"]] = field(default_factory=dict)

    @case
    class Named(AvroModel):
        "Ignored"

        a: int

        class Meta:
            schema_name = "Renamed"
            namespace = "shop.v1"
            schema_doc = "Said by Meta"
            aliases = ["Old", "Older"]
            schema_id = 12

    @case
    class Undocumented(AvroModel):
        "Not shown"

        a: int

        class Meta:
            schema_doc = False

    @dataclasses.dataclass
    class Spaced(AvroModel):
        a: int

        class Meta:
            namespace = "inner.space"

    @case
    class Spaces(AvroModel):
        one: Spaced
        two: Spaced
        color: Color
        color2: Color

        class Meta:
            namespace = "outer"

    @case
    class Metadata(AvroModel):
        a: str = field(metadata={"doc": "said", "aliases": ["b", "c"]})
        b: typing.List[int] = field(default_factory=list, metadata={"inner_name": "number"})
        c: int = field(default=3, metadata={"exclude_default": True})

    @dataclasses.dataclass
    class Parent(AvroModel):
        a: int

    @case
    class Child(Parent):
        b: str = "x"

    @case
    class Plain(AvroModel):
        words: typing.List[str]
        boxes: typing.List[str]
        cities: typing.List[str]
        statuses: typing.List[str]
        children: typing.List[str]
        series: typing.List[str]
        addresses: typing.List[str]
        analyses: typing.List[str]
        wolves: typing.List[str]
        knives: typing.List[str]
        mice: typing.List[str]
        data: typing.List[str]
        news: typing.List[str]
        classes: typing.List[str]
        user_tags: typing.List[str]
        home_addresses: typing.List[str]
        buses: typing.List[str]
        heroes: typing.List[str]
        movies: typing.List[str]
        l: typing.List[str]
        s: typing.List[str]
        days: typing.List[str]
        glass: typing.List[str]
        men: typing.List[str]
        women: typing.List[str]
        objectives: typing.List[str]
        caches: typing.List[str]
        quizzes: typing.List[str]
        phases: typing.List[str]
        databases: typing.List[str]

    return made


if __name__ == "__main__":
    import types as _types

    import dataclasses_avroschema
    from dataclasses_avroschema import types

    lib = _types.SimpleNamespace(**vars(types))
    lib.AvroModel = dataclasses_avroschema.AvroModel
    print(json.dumps({name: cls.avro_schema() for name, cls in build(lib).items()}, indent=1))
