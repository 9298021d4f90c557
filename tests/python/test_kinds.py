"""Records beside dataclasses: named tuples, typed dicts, classes of attrs and of msgspec, alone and inside one another."""

from __future__ import annotations

import collections
import dataclasses
import json
import typing
from typing import Any, Optional, Union

import attrs
import isobyte
import msgspec
import pytest
from isobyte import model


class Pair(typing.NamedTuple):
    x: int
    y: str = "q"


class Row(typing.TypedDict):
    a: int
    b: typing.NotRequired[str] if hasattr(typing, "NotRequired") else Optional[str]  # type: ignore[valid-type]


class Loose(typing.TypedDict, total=False):
    a: int
    pair: Pair


@attrs.define
class Node:
    """A node."""

    _hidden: int
    pairs: list[Pair] = attrs.field(factory=list, metadata={"doc": "said"})
    next: Optional[Node] = None
    later: int = attrs.field(init=False, default=3)


@attrs.frozen
class Checked:
    x: int = attrs.field(validator=attrs.validators.gt(0), converter=int)


class Struct(msgspec.Struct, rename="camel", frozen=True):
    some_name: int
    row: Row
    pair: Pair
    node: Node
    either: Union[Checked, Pair, None] = None

    class Meta:
        namespace = "m"


@dataclasses.dataclass
class Holder(isobyte.AvroModel):
    struct: Struct
    rows: list[Row] = dataclasses.field(default_factory=list)


STRUCT = Struct(1, {"a": 1, "b": "x"}, Pair(2), Node(3), Pair(4, "z"))
VALUES: list[Any] = [
    Pair(1),
    Node(1, [Pair(3, "a")], Node(2)),
    Checked(3),
    Struct(1, {"a": 1, "b": "x"}, Pair(2), Node(3), Checked(2)),
    Holder(STRUCT, [{"a": 4, "b": "y"}]),
]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_back_and_forth(value: Any) -> None:
    cls = type(value)
    read = model.deserialize(model.serialize(value), cls)
    assert read == value and type(read) is cls
    codec = isobyte.Codec(model.avro_schema(cls), type=cls)
    assert codec.decode_many(codec.encode_many([value, value])) == [value, value]
    assert codec.decode_json(codec.encode_json(value)) == value


def test_objects_inside_have_their_class() -> None:
    read = Holder.deserialize(Holder(STRUCT).serialize())
    assert [type(one) for one in (read.struct, read.struct.pair, read.struct.node, read.struct.either)] == [
        Struct,
        Pair,
        Node,
        Pair,
    ]
    assert type(read.struct.row) is dict


def test_schemas() -> None:
    assert json.loads(model.avro_schema(Pair)) == {
        "type": "record",
        "name": "Pair",
        "fields": [{"name": "x", "type": "long"}, {"name": "y", "type": "string", "default": "q"}],
    }
    node = json.loads(model.avro_schema(Node))
    assert [field["name"] for field in node["fields"]] == ["_hidden", "pairs", "next", "later"]
    assert node["doc"] == "A node." and node["fields"][1]["doc"] == "said"
    assert [field.get("default", "none") for field in node["fields"]] == ["none", [], None, 3]
    struct = json.loads(model.avro_schema(Struct))
    assert struct["fields"][0] == {"aliases": ["someName"], "name": "some_name", "type": "long"}
    assert model.get_fullname(Struct) == "m.Struct"


def test_keys_that_may_be_absent() -> None:
    assert json.loads(model.avro_schema(Loose))["fields"][0]["type"] == ["null", "long"]
    for value in ({}, {"a": 1}, {"pair": Pair(1)}, {"a": 1, "pair": Pair(2, "x")}):
        data = model.serialize(value, Loose)
        assert model.deserialize(data, Loose) == value
    assert model.serialize({}, Loose) == b"\x00\x00"
    with pytest.raises(isobyte.EncodeError, match="z"):
        model.serialize({"z": 1}, Loose)


def test_code_of_a_class_sees_what_is_read() -> None:
    for data in (b"\x00", b"\x01"):
        with pytest.raises(isobyte.DecodeError, match="must be > 0") as e:
            model.deserialize(data, Checked)
        assert isinstance(e.value.__cause__, ValueError)


def test_data_of_another_schema() -> None:
    writer = '{"type": "record", "name": "W", "fields": [{"name": "someName", "type": "int"}, {"name": "z", "type": "long"}]}'

    class Small(msgspec.Struct, rename="camel"):
        some_name: int
        other: str = "d"

    class Tuple(typing.NamedTuple):
        z: int
        other: str = "d"

    data = isobyte.Codec(writer).encode({"someName": 1, "z": 2})
    for cls, wanted in ((Small, Small(1)), (Tuple, Tuple(2))):
        assert model.deserialize(data, cls, writer_schema=writer) == wanted
    # What the schema has no field for is the class's own default.
    narrow = isobyte.Codec(
        '{"type": "record", "name": "W", "fields": [{"name": "z", "type": "long"}]}',
        type=Tuple,
        unknown_fields="ignore",
    )
    assert narrow.decode(b"\x04") == Tuple(2)


def test_tuples_are_sequences_too() -> None:
    longs = isobyte.Codec('{"type": "array", "items": "long"}')

    class Both(typing.NamedTuple):
        a: int
        b: int

    untyped = collections.namedtuple("untyped", "a b")
    assert longs.encode(Both(1, 2)) == longs.encode(untyped(1, 2)) == longs.encode([1, 2])


def test_what_is_no_record() -> None:
    for cls in (int, dict, tuple, collections.namedtuple("untyped", "a b")):
        with pytest.raises(isobyte.UsageError, match="expected a model or a dataclass"):
            model.avro_schema(cls)
