"""What a user of the binding meets: objects of all sorts, errors with their places, threads, and memory."""

from __future__ import annotations

import array
import collections
import dataclasses
import datetime
import decimal
import enum
import pickle
import types
import typing
import uuid
from typing import Any

import isobyte
import pytest

UTC = datetime.timezone.utc
ORDER = """{"type":"record","name":"Order","namespace":"shop","fields":[
 {"name":"id","type":"long"},{"name":"user","type":"string"},{"name":"email","type":["null","string"],"default":null},
 {"name":"created","type":{"type":"long","logicalType":"timestamp-millis"}},
 {"name":"kind","type":{"type":"enum","name":"Kind","symbols":["NEW","PAID"]}},
 {"name":"address","type":{"type":"record","name":"Address","fields":[{"name":"city","type":"string"},{"name":"zip","type":"int"}]}},
 {"name":"tags","type":{"type":"array","items":"string"}},{"name":"attrs","type":{"type":"map","values":"long"}}]}"""
WHEN = datetime.datetime(2026, 1, 2, 3, 4, 5, 678000, UTC)


class Kind(enum.Enum):
    NEW = "NEW"
    PAID = "PAID"


def order(**changes: Any) -> dict[str, Any]:
    address = {"city": "London", "zip": 12345}
    value = {"id": 1, "user": "Bond", "email": None, "created": WHEN, "kind": "PAID", "address": address}
    return {**value, "tags": ["a", "b"], "attrs": {"y": 2, "x": 1}, **changes}


@dataclasses.dataclass
class Address:
    city: str
    zip: int


@dataclasses.dataclass
class Order:
    id: int
    user: str
    email: str | None
    created: datetime.datetime
    kind: Kind
    address: Address
    tags: list[str]
    attrs: dict[str, int]


def fails(code: str, call: Any, *arguments: Any) -> isobyte.IsobyteError:
    with pytest.raises(isobyte.IsobyteError) as caught:
        call(*arguments)
    assert caught.value.code == code, caught.value
    return caught.value


def test_dicts_and_dataclasses_are_the_same_bytes() -> None:
    codec, typed = isobyte.Codec(ORDER), isobyte.Codec(ORDER, type=Order)
    data = codec.encode(order())
    assert codec.decode(data) == order()
    plain = order(kind=Kind.PAID, address=Address("London", 12345))
    assert typed.encode(Order(**plain)) == data
    assert typed.decode(data) == Order(**plain)
    assert codec.encode(Order(**plain)) == data
    assert typed.encode(order()) == data
    for view in (bytearray(data), memoryview(data), memoryview(bytearray(data))):
        assert codec.decode(view) == order()
    assert codec.encode_framed(order(), 258) == isobyte.frame(258, data) == b"\0\0\0\1\2" + data
    assert isobyte.unframe(isobyte.frame(258, data)) == (258, data)


@pytest.mark.parametrize(
    ("change", "code", "path", "words"),
    [
        ({"id": "1"}, "value_type", "id", "found text"),
        ({"id": 2**63}, "value_range", "id", "64 bits"),
        ({"id": 1.0}, "value_type", "id", "found float"),
        ({"id": True}, "value_type", "id", "found boolean"),
        ({"user": None}, "value_type", "user", "found null"),
        ({"user": b"x"}, "value_type", "user", "found bytes"),
        ({"user": "\ud800"}, "value_constraint", "user", "surrogate"),
        ({"email": 5}, "value_type", "email", "integer"),
        ({"kind": "LOST"}, "value_constraint", "kind", "LOST"),
        ({"address": {"city": "x"}}, "value_missing", "address.zip", "no default"),
        ({"address": {"city": "x", "zip": "y"}}, "value_type", "address.zip", "found text"),
        ({"address": {"city": "x", "zip": 1, "land": 2}}, "value_constraint", "address", "land"),
        ({"address": []}, "value_type", "address", "found sequence"),
        ({"tags": ["a", 1]}, "value_type", "tags[1]", "found integer"),
        ({"tags": {"a"}}, "value_type", "tags", "set"),
        ({"tags": "ab"}, "value_type", "tags", "found text"),
        ({"attrs": {"k": "v"}}, "value_type", 'attrs["k"]', "found text"),
        ({"attrs": {1: 2}}, "value_type", "attrs", "key"),
        ({"created": datetime.date(2026, 1, 1)}, "value_type", "created", "found date"),
        ({"created": "now"}, "value_type", "created", "found text"),
        ({"more": 1}, "value_constraint", "", "more"),
    ],
)
def test_errors_say_where_and_what(change: dict[str, Any], code: str, path: str, words: str) -> None:
    error = fails(code, isobyte.Codec(ORDER).encode, order(**change))
    assert isinstance(error, isobyte.EncodeError)
    assert isinstance(error, ValueError)
    assert error.path == path
    assert words in str(error)
    assert str(error).startswith(path)
    copy = pickle.loads(pickle.dumps(error))
    assert (type(copy), copy.code, copy.path, str(copy)) == (type(error), error.code, error.path, str(error))


def test_options() -> None:
    value = order(more=1)
    assert isobyte.Codec(ORDER, unknown_fields="ignore").encode(value) == isobyte.Codec(ORDER).encode(order())
    assert (
        isobyte.Codec(ORDER, raw_logical=True).decode(isobyte.Codec(ORDER).encode(order()))["created"] == 1767323045678
    )
    nested = {"type": "array", "items": {"type": "array", "items": "int"}}
    text = str(nested).replace("'", '"')
    fails("value_limit", isobyte.Codec(text, max_depth=1).encode, [[1]])
    assert isobyte.Codec(text, max_depth=2).encode([[1]]) == b"\x02\x02\x02\x00\x00"
    for wrong in ({"unknown_fields": "x"}, {"map_order": "x"}, {"max_depth": 10**6}):
        with pytest.raises(isobyte.UsageError):
            isobyte.Codec(ORDER, **wrong)
    with pytest.raises(isobyte.UsageError):
        isobyte.Codec(5)
    with pytest.raises(TypeError):
        isobyte.Codec(ORDER).decode("text")


def test_a_type_that_does_not_fit_is_told_at_once() -> None:
    @dataclasses.dataclass
    class Wrong:
        id: str
        user: int

    error = fails("shape_mismatch", lambda: isobyte.Codec(ORDER, type=Wrong))
    assert "id" in str(error) and "user" in str(error)
    with pytest.raises(isobyte.UsageError) as caught:
        isobyte.Codec(ORDER, type=dict[int, str])
    assert caught.value.code == "invalid_argument"


def test_schema_objects() -> None:
    schema = isobyte.Schema(ORDER)
    assert schema == isobyte.Schema.parse(ORDER.replace("\n", ""))
    assert hash(schema) == hash(isobyte.Schema(ORDER.replace("\n", "")))
    assert schema != isobyte.Schema('"long"')
    assert schema.name == "shop.Order"
    assert schema.text == ORDER
    assert pickle.loads(pickle.dumps(schema)) == schema
    assert repr(isobyte.Schema('"int"')) == "Schema('\"int\"')"
    assert len(schema.fingerprint("md5")) == 16
    with pytest.raises(isobyte.UsageError):
        schema.fingerprint("crc32")
    error = fails("schema_reference", isobyte.Schema, '{"type":"array","items":"Lost"}')
    assert "Lost" in str(error)
    fails("schema_syntax", isobyte.Schema, "{")


def test_branches_and_durations() -> None:
    branch = isobyte.Branch("long", 5)
    assert (branch.name, branch.value) == ("long", 5)
    assert branch == isobyte.Branch("long", 5) != isobyte.Branch("int", 5)
    assert len({branch, isobyte.Branch("long", 5)}) == 1
    assert repr(branch) == "Branch('long', 5)"
    assert pickle.loads(pickle.dumps(branch)) == branch
    match branch:
        case isobyte.Branch("long", value):
            assert value == 5
    union = isobyte.Codec('["int","long"]')
    assert union.encode(branch) == b"\x02\x0a"
    assert isobyte.Codec('["int","long"]', tagged_unions=True).decode(b"\x02\x0a") == branch
    fails("value_constraint", union.encode, isobyte.Branch("string", "x"))
    duration = isobyte.Duration(1, 2, 3)
    assert repr(duration) == "Duration(months=1, days=2, millis=3)"
    assert pickle.loads(pickle.dumps(duration)) == duration and hash(duration) == hash(isobyte.Duration(1, 2, 3))
    with pytest.raises(isobyte.EncodeError):
        isobyte.Duration(-1)
    # A duration has months: a timedelta is none, neither as a value nor as a type.
    codec = isobyte.Codec('{"type":"fixed","name":"D","size":12,"logicalType":"duration"}')
    assert codec.decode(codec.encode(duration)) == duration
    assert "timedelta" in str(fails("value_type", codec.encode, datetime.timedelta(days=1)))
    error = fails("invalid_argument", lambda: isobyte.Codec(codec.schema, type=datetime.timedelta))
    assert "isobyte.Duration" in str(error)
    assert not hasattr(duration, "__dict__")


def test_other_mappings_and_sequences() -> None:
    codec = isobyte.Codec(ORDER)
    data = codec.encode(order())
    for mapping in (
        types.MappingProxyType(order()),
        collections.OrderedDict(order()),
        collections.ChainMap(order()),
        collections.UserDict(order()),
    ):
        assert codec.encode(mapping) == data
    numbers = isobyte.Codec('{"type":"array","items":"long"}')
    for sequence in (
        [1, 2],
        (1, 2),
        range(1, 3),
        collections.deque([1, 2]),
        array.array("l", [1, 2]),
        collections.UserList([1, 2]),
    ):
        assert numbers.encode(sequence).hex() == "04020400", sequence
    raw = isobyte.Codec('"bytes"')
    for data in (b"ab", bytearray(b"ab"), memoryview(b"ab"), memoryview(b"a.b.")[::2]):
        assert raw.encode(data) == b"\x04ab"


def test_classes_derived_from_the_basic_ones() -> None:
    class Text(str): ...

    class Number(int): ...

    class Real(float): ...

    assert isobyte.Codec('"string"').encode(Text("a")) == b"\x02a"
    assert isobyte.Codec('"long"').encode(Number(3)) == b"\x06"
    assert isobyte.Codec('"double"').encode(Real(1.0)) == isobyte.Codec('"double"').encode(1)
    fails("value_type", isobyte.Codec('"string"').encode, Kind.NEW)

    class Level(enum.IntEnum):
        LOW = 1

    levels = isobyte.Codec('{"type":"enum","name":"Level","symbols":["LOW"]}')
    assert levels.encode(Level.LOW) == b"\x00"
    fails("value_type", isobyte.Codec('"long"').encode, Level.LOW)


def test_times() -> None:
    stamp = isobyte.Codec('{"type":"long","logicalType":"timestamp-micros"}')
    east = datetime.timezone(datetime.timedelta(hours=2, microseconds=1))
    assert stamp.encode(WHEN) == stamp.encode(WHEN.astimezone(east)) == stamp.encode(WHEN.replace(tzinfo=None))
    assert stamp.decode(stamp.encode(WHEN)) == WHEN
    assert stamp.decode(stamp.encode(WHEN)).tzinfo is UTC
    local = isobyte.Codec('{"type":"long","logicalType":"local-timestamp-micros"}')
    assert local.decode(local.encode(WHEN.replace(tzinfo=None))) == WHEN.replace(tzinfo=None)
    fails("value_type", local.encode, WHEN)
    time = isobyte.Codec('{"type":"long","logicalType":"time-micros"}')
    assert time.decode(time.encode(datetime.time(23, 59, 59, 999999))) == datetime.time(23, 59, 59, 999999)
    fails("value_type", time.encode, datetime.time(1, tzinfo=UTC))
    days = isobyte.Codec('{"type":"int","logicalType":"date"}')
    for day in (
        datetime.date.min,
        datetime.date.max,
        datetime.date(1970, 1, 1),
        datetime.date(2000, 2, 29),
        datetime.date(1900, 3, 1),
    ):
        assert days.decode(days.encode(day)) == day
        assert isobyte.Codec('"int"').decode(days.encode(day)) == day.toordinal() - 719163
    # Beyond Python's years: raw where anything will do, an error where a date is wanted.
    beyond = isobyte.Codec('"int"').encode(3_000_000)
    assert days.decode(beyond) == 3_000_000
    fails(
        "data_unrepresentable", isobyte.Codec('{"type":"int","logicalType":"date"}', type=datetime.date).decode, beyond
    )


def test_decimals() -> None:
    codec = isobyte.Codec('{"type":"bytes","logicalType":"decimal","precision":60,"scale":5}')
    for text in ("0", "-0", "1", "-1", "1E+2", "-123.45", "0.00001", "9" * 50, "-" + "8" * 40 + ".12345"):
        value = decimal.Decimal(text)
        found = codec.decode(codec.encode(value))
        assert found == value and found.as_tuple().exponent == -5
    with decimal.localcontext(decimal.Context(prec=3)):
        assert codec.decode(codec.encode(decimal.Decimal("123456.78901"))) == decimal.Decimal("123456.78901")
    for text in ("NaN", "Infinity", "-Infinity", "sNaN", "1E-6", "1E+60"):
        fails("value_range", codec.encode, decimal.Decimal(text))
    fails("value_type", codec.encode, 1.5)
    big = isobyte.Codec('"bytes"').encode(b"\x01" * 20_000)
    assert codec.decode(big) == b"\x01" * 20_000


def test_an_error_of_the_users_own_code_is_the_cause() -> None:
    class Broken:
        def __get__(self, owner: Any, kind: Any = None) -> Any:
            raise RuntimeError("on purpose") if owner is not None else AttributeError

        def __set__(self, owner: Any, value: Any) -> None: ...

    @dataclasses.dataclass
    class Address:
        city: str

        @property
        def zip(self) -> int:
            raise RuntimeError("on purpose")

    fields = {field.name: field for field in dataclasses.fields(Address)}
    assert "zip" not in fields
    made = dataclasses.make_dataclass("Address", [("city", str), ("zip", int)])
    made.zip = property(lambda self: 1 / 0, lambda self, value: None)
    error = fails("value_missing", isobyte.Codec(ORDER).encode, order(address=made("x", 1)))
    assert error.path == "address.zip"
    assert isinstance(error.__cause__, ZeroDivisionError)

    class Mapping(collections.UserDict[str, Any]):
        def __getitem__(self, key: str) -> Any:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        isobyte.Codec(ORDER).encode(Mapping(order()))

    class Zone(datetime.tzinfo):
        def utcoffset(self, when: Any) -> Any:
            raise LookupError("no zone")

    error = fails("value_type", isobyte.Codec(ORDER).encode, order(created=WHEN.replace(tzinfo=Zone())))
    assert isinstance(error.__cause__, LookupError)

    @dataclasses.dataclass
    class Checked:
        a: int

        def __post_init__(self) -> None:
            if self.a < 0:
                raise ValueError("below zero")

    codec = isobyte.Codec('{"type":"record","name":"Checked","fields":[{"name":"a","type":"long"}]}', type=Checked)
    assert codec.decode(b"\x02") == Checked(1)
    error = fails("data_unrepresentable", codec.decode, b"\x01")
    assert isinstance(error.__cause__, ValueError)


def test_objects_with_and_without_slots_frozen_and_with_init() -> None:
    schema = (
        '{"type":"record","name":"P","fields":[{"name":"a","type":"long"},{"name":"b","type":"string","default":"d"}]}'
    )

    @dataclasses.dataclass(slots=True)
    class Slots:
        a: int
        b: str = "d"

    @dataclasses.dataclass(frozen=True, slots=True)
    class Frozen:
        a: int
        b: str = "d"

    @dataclasses.dataclass
    class Counted:
        a: int
        b: str = "d"
        made: typing.ClassVar[int] = 0

        def __post_init__(self) -> None:
            type(self).made += 1

    @dataclasses.dataclass(init=False)
    class Own:
        a: int
        b: str

        def __init__(self, a: int, b: str) -> None:
            self.a, self.b, self.seen = a, b, True

    @dataclasses.dataclass
    class Init:
        a: int
        b: str
        scale: dataclasses.InitVar[int] = 2

        def __post_init__(self, scale: int) -> None:
            self.a *= scale

    for cls in (Slots, Frozen, Counted):
        codec = isobyte.Codec(schema, type=cls)
        data = codec.encode(cls(1, "x"))
        assert data == b"\x02\x02x"
        assert codec.decode(data) == cls(1, "x")
    assert Counted.made == 3
    assert isobyte.Codec(schema, type=Own).decode(b"\x02\x02x").seen
    assert isobyte.Codec(schema, type=Init).decode(b"\x02\x02x").a == 2
    empty = Slots(1, "x")
    del empty.b
    error = fails("value_missing", isobyte.Codec(schema).encode, empty)
    assert isinstance(error.__cause__, AttributeError)


def test_fields_that_the_schema_lacks() -> None:
    @dataclasses.dataclass
    class More:
        a: int
        b: list[int] = dataclasses.field(default_factory=lambda: [7])
        c: str = "c"

    schema = '{"type":"record","name":"More","fields":[{"name":"a","type":"long"},{"name":"z","type":"string"}]}'
    fails("shape_mismatch", lambda: isobyte.Codec(schema, type=More))
    codec = isobyte.Codec(schema, type=More, unknown_fields="ignore")
    first, second = codec.decode(b"\x02\x02z"), codec.decode(b"\x02\x02z")
    assert first == More(1)
    assert first.b is not second.b


def test_types_that_are_no_classes() -> None:
    typed = isobyte.Codec('{"type":"array","items":["null","long"]}', type=tuple[int | None, ...])
    assert typed.decode(b"\x04\x00\x02\x06\x00") == (None, 3)
    numbers = isobyte.Codec('{"type":"map","values":"double"}', type=dict[str, float])
    assert numbers.decode(numbers.encode({"a": 1})) == {"a": 1.0}
    kinds = isobyte.Codec(
        '{"type":"array","items":{"type":"enum","name":"Kind","symbols":["NEW","PAID"]}}', type=list[Kind]
    )
    assert kinds.decode(b"\x04\x02\x00\x00") == [Kind.PAID, Kind.NEW]
    ids = isobyte.Codec('{"type":"string","logicalType":"uuid"}', type=uuid.UUID)
    value = uuid.uuid4()
    found = ids.decode(ids.encode(value))
    assert found == value and found.is_safe == value.is_safe and hash(found) == hash(value) and str(found) == str(value)
    fails("data_unrepresentable", ids.decode, b"\x02x")


def test_a_union_of_classes_goes_by_the_class() -> None:
    @dataclasses.dataclass
    class A:
        x: int

    @dataclasses.dataclass
    class B:
        x: int

    schema = """[{"type":"record","name":"A","fields":[{"name":"x","type":"long"}]},
      {"type":"record","name":"B","fields":[{"name":"x","type":"long"}]}]"""
    codec = isobyte.Codec('{"type":"array","items":' + schema + "}", type=list[A | B])
    values = [B(1), A(2), B(3)]
    assert codec.decode(codec.encode(values)) == values
    fails("value_ambiguous", codec.encode, [{"x": 1}])
    assert codec.decode(codec.encode([isobyte.Branch("B", {"x": 1})])) == [B(1)]
