"""What is wrong with a value, a class or a dict: each error says where, what was expected, and what was found."""

from __future__ import annotations

import dataclasses
import datetime
import decimal
import enum
import typing
import uuid
from typing import Any

import isobyte
import isobyte.model
import pytest
from isobyte import types
from isobyte.model import InvalidMap, InvalidSymbol

ONE = uuid.UUID(int=1)


class Color(enum.Enum):
    RED = "red"
    BLUE = "blue"


class Spaced(enum.Enum):
    A = "not a symbol"


@dataclasses.dataclass
class Item(isobyte.AvroModel):
    price: types.condecimal(max_digits=5, decimal_places=2)  # type: ignore[valid-type]
    count: types.Int32 = 1


@dataclasses.dataclass
class Stranger(isobyte.AvroModel):
    x: int


@dataclasses.dataclass
class Order(isobyte.AvroModel):
    id: uuid.UUID = ONE
    name: str = "n"
    number: int = 1
    ratio: float = 0.5
    small: types.Float32 = 0.5
    ok: bool = True
    raw: bytes = b""
    hash: types.confixed(size=4) = b"abcd"  # type: ignore[valid-type]
    color: Color = Color.RED
    day: datetime.date = datetime.date(2020, 1, 1)
    when: datetime.datetime = datetime.datetime(2020, 1, 1)
    at: datetime.time = datetime.time(1)
    items: list[Item] = dataclasses.field(default_factory=list)
    by: dict[str, Item] = dataclasses.field(default_factory=dict)
    either: typing.Union[int, str] = 3
    maybe: typing.Optional[Item] = None
    kind: typing.Literal["a", "b"] = "a"
    pair: tuple[int, ...] = ()


D = decimal.Decimal
# The field, a value that is none of its own, and of the error: the rest of the path, what was expected, what was found.
WRONG: tuple[tuple[str, Any, str, str, str], ...] = (
    ("name", 5, "", "string", "integer"),
    ("name", None, "", "string", "null"),
    ("name", "\ud800", "", "text that is Unicode", "a lone surrogate"),
    ("number", "5", "", "an integer", "text"),
    ("number", True, "", "an integer", "boolean"),
    ("number", 5.0, "", "an integer", "float"),
    ("number", 2**63, "", "an integer of 64 bits", "out of range"),
    ("ratio", "x", "", "a number", "text"),
    ("ratio", 2**60 + 1, "", "a double", "integer 1152921504606846977"),
    ("small", 1e39, "", "a float", "too large"),
    ("ok", 1, "", "boolean", "integer"),
    ("raw", "text", "", "bytes", "text"),
    ("hash", b"abc", "", "4 bytes", "found 3"),
    ("color", "green", "", 'enum "Color" (red, blue)', '"green"'),
    ("day", datetime.datetime(2020, 1, 1), "", "date", "local timestamp"),
    ("when", "2020", "", "timestamp-millis", "text"),
    ("when", datetime.date(2020, 1, 1), "", "timestamp-millis", "date"),
    ("at", 5.5, "", "time", "float"),
    ("items", [Item(D(1)), Item(D("1.234"))], "[1].price", "2 digits behind the point", "found 3"),
    ("items", [Item(D("12345.67"))], "[0].price", "decimal(5, 2)", "more digits"),
    ("items", [Item(5)], "[0].price", "decimal", "integer"),
    ("items", [Item(D(1), 2**31)], "[0].count", "int", "2147483648"),
    ("items", Item(D(1)), "", "array", "record"),
    ("items", [Stranger(1)], "[0].price", "a value", "none"),
    ("by", {"k": Item("1")}, '["k"].price', "decimal", "text"),
    ("by", {3: Item(D(1))}, "", "a text as key", "integer"),
    ("by", [1], "", "map", "sequence"),
    ("either", 1.5, "", "union [long, string]", "float"),
    ("maybe", 5, "", "union [null, Item]", "integer"),
    ("kind", 3, "", "string", "integer"),
    ("id", "x", "", "a uuid of 36 characters", '"x"'),
    ("id", 5, "", "uuid", "integer"),
    ("pair", (1, "x"), "[1]", "an integer", "text"),
)


def check(error: isobyte.IsobyteError, path: str, expected: str, found: str) -> None:
    assert error.path == path
    assert str(error).startswith(path + ": ") or not path
    before, word, after = error.message.partition(", found")
    assert word, error.message
    assert "expected" in before and expected in before, error.message
    assert found.removeprefix("found ") in after, error.message


@pytest.mark.parametrize(("field", "value", "inside", "expected", "found"), WRONG)
def test_wrong_values(field: str, value: Any, inside: str, expected: str, found: str) -> None:
    for call in ("serialize", "validate"):
        order = Order(**{field: value})
        with pytest.raises(isobyte.EncodeError) as caught:
            getattr(order, call)()
        check(caught.value, field + inside, expected, found)


CLASSES: tuple[tuple[Any, dict[str, Any], type[Exception], str, str], ...] = (
    (complex, {}, isobyte.UsageError, "a type that schemas know", "complex"),
    (datetime.timedelta, {}, isobyte.UsageError, "isobyte.Duration", "timedelta"),
    (set[int], {}, isobyte.UsageError, "a type that schemas know", "set[int]"),
    (dict[int, str], {}, InvalidMap, "a mapping from str", "keys of type int"),
    (list, {}, isobyte.UsageError, "a type for the items", ""),
    (D, {}, isobyte.UsageError, "a decimal with its digits", "Decimal"),
    (types.condecimal(max_digits=0), {}, isobyte.UsageError, "a precision of at least 1", "precision 0"),
    (types.condecimal(max_digits=2, decimal_places=3), {}, isobyte.UsageError, "a scale from 0 to it", "scale 3"),
    (tuple[int, str], {}, isobyte.UsageError, "a tuple of one type", "str"),
    (Any, {}, isobyte.UsageError, "a type that schemas know", "Any"),
    (Spaced, {}, InvalidSymbol, "letters, digits and underscores", "'not a symbol'"),
    (int, {"default": "x"}, isobyte.UsageError, "a default of int", "'x'"),
    (str, {"default": b"x"}, isobyte.UsageError, "a default of str", "b'x'"),
    (datetime.date, {"default": datetime.datetime(2020, 1, 1)}, isobyte.UsageError, "a default of date", "datetime"),
    (types.Int32, {"default": 2**31}, isobyte.SchemaError, "int", "2147483648"),
    (typing.Optional[int], {"default": "x"}, isobyte.UsageError, "a default of typing.Optional[int]", "'x'"),
    (types.condecimal(max_digits=3, decimal_places=1), {"default": D("1.25")}, isobyte.UsageError, "1 digits", "1.25"),
    (types.condecimal(max_digits=3, decimal_places=1), {"default": D("1234")}, isobyte.UsageError, "3 digits", "1234"),
    (types.confixed(size=3), {"default": b"ab"}, isobyte.SchemaError, "3 bytes", "found 2"),
    (Color, {"default": "green"}, isobyte.SchemaError, "a symbol of the enum", '"green"'),
)


@pytest.mark.parametrize(("hint", "given", "kind", "expected", "found"), CLASSES)
def test_wrong_classes(hint: Any, given: dict[str, Any], kind: type[Exception], expected: str, found: str) -> None:
    field = ("field", hint, dataclasses.field(**given))
    cls = dataclasses.make_dataclass("Wrong", [field], bases=(isobyte.AvroModel,))
    with pytest.raises(kind) as caught:
        cls.avro_schema()  # type: ignore[attr-defined]
    message = str(caught.value)
    assert message.startswith("Wrong.field")
    assert expected in message and found in message


def test_wrong_metas() -> None:
    for name, value, expected, found in (
        ("field_order", ["nothing"], "a field in Meta.field_order", "'nothing'"),
        ("namespace", "a b", "name", '"a b"'),
        ("schema_name", "9", "name", '"9"'),
    ):
        meta = type("Meta", (), {name: value})
        cls = dataclasses.make_dataclass("Wrong", [("a", int)], bases=(isobyte.AvroModel,), namespace={"Meta": meta})
        with pytest.raises((isobyte.UsageError, isobyte.SchemaError)) as caught:
            cls.avro_schema()  # type: ignore[attr-defined]
        assert str(caught.value).startswith("Wrong") and expected in str(caught.value) and found in str(caught.value)


def test_two_classes_of_one_name() -> None:
    first = dataclasses.make_dataclass("Same", [("a", int)], bases=(isobyte.AvroModel,))
    second = dataclasses.make_dataclass("Same", [("b", int)], bases=(isobyte.AvroModel,))
    both = dataclasses.make_dataclass("Both", [("one", first), ("two", second)], bases=(isobyte.AvroModel,))
    with pytest.raises(isobyte.UsageError) as caught:
        both.avro_schema()  # type: ignore[attr-defined]
    assert "both called Same: Meta.namespace tells them apart" in str(caught.value)


PARSED: tuple[tuple[dict[str, Any], str, str, str], ...] = (
    ({"name": 5}, "name", "str", "5"),
    ({"number": "5"}, "number", "int", "the text '5'"),
    ({"number": True}, "number", "int", "True"),
    ({"ratio": "x"}, "ratio", "float", "the text 'x'"),
    ({"raw": 5}, "raw", "bytes", "5"),
    ({"color": "green"}, "color", "one of 'red', 'blue'", "the text 'green'"),
    ({"day": "2020-13-01"}, "day", "the text of a date", "the text '2020-13-01'"),
    ({"when": "x"}, "when", "the text of a datetime", "the text 'x'"),
    ({"items": 5}, "items", "a list", "5"),
    ({"items": [{}]}, "items[0].price", "Decimal", "nothing"),
    ({"items": [{"price": 1.5}]}, "items[0].price", "Decimal", "1.5"),
    ({"by": {"k": {"price": None}}}, 'by["k"].price', "Decimal", "None"),
    ({"by": [1]}, "by", "a dict", "a value of type list"),
    ({"either": 1.5}, "either", "one of int, str", "1.5"),
    ({"maybe": 5}, "maybe", "a dict for Item", "5"),
    ({"maybe": {"price": "1", "count": "2"}}, "maybe.count", "int", "the text '2'"),
    ({"kind": "c"}, "kind", "one of 'a', 'b'", "the text 'c'"),
    ({"id": "x"}, "id", "the text of a UUID", "the text 'x'"),
    ({"pair": [1, "x"]}, "pair[1]", "int", "the text 'x'"),
)


@pytest.mark.parametrize(("data", "path", "expected", "found"), PARSED)
def test_wrong_dicts(data: dict[str, Any], path: str, expected: str, found: str) -> None:
    with pytest.raises(isobyte.EncodeError) as caught:
        Order.parse_obj(data)
    check(caught.value, path, expected, found)


def test_no_models() -> None:
    for call in (
        lambda: isobyte.model.serialize(object()),
        lambda: isobyte.model.avro_schema(5),  # type: ignore[arg-type]
        lambda: isobyte.model.avro_schema(int),
        lambda: isobyte.model.to_json(5),
        lambda: isobyte.model.get_fullname(str),
        isobyte.AvroModel.get_fields,
        isobyte.AvroModel.avro_schema,
        lambda: Order.generate_schema("json"),
        lambda: Order.avro_schema(case_type="shouting"),
    ):
        with pytest.raises(isobyte.UsageError) as caught:
            call()
        assert "expected" in str(caught.value) and "found" in str(caught.value)
