"""Resolution: the reference's rows through dicts and dataclasses, and defaults of every kind in typed objects."""

from __future__ import annotations

import dataclasses
import datetime
import decimal
import enum
import json
from typing import Any

import isobyte
import pytest
from support import Classes, Names, codes, load, plain, tagged
from test_vectors import cases, fails


def expected_of(row: dict[str, Any]) -> tuple[str, str]:
    accepted = "contract_" if row["contract"] == "accept" else ""
    return row[accepted + "result"], row[accepted + "result_hex"]


@pytest.mark.parametrize("row", [*cases("resolve"), *cases("resolve-fail")])
def test_resolve(row: dict[str, Any]) -> None:
    def read() -> Any:
        return isobyte.Codec(row["writer"], reader=row["reader"], raw_logical=True, tagged_unions=True).decode(
            bytes.fromhex(row["hex"])
        )

    if (row["kind"], row["id"]) in codes():
        fails(codes()[row["kind"], row["id"]], read)
        return
    result, result_hex = expected_of(row)
    assert tagged(read()) == tagged(load(Names(row["reader"]), json.loads(result)))
    # Java writes a default map in the order of the text; ours are sorted.
    codec = isobyte.Codec(row["reader"], raw_logical=True, tagged_unions=True)
    assert codec.encode(read()) == codec.encode(codec.decode(bytes.fromhex(result_hex)))


@pytest.mark.parametrize("row", [case for case in cases("resolve") if "record" in case.values[0]["reader"]])
def test_resolve_dataclasses(row: dict[str, Any]) -> None:
    names = Names(row["reader"])
    classes = Classes(names)
    root = classes.by_name.get(names.root.get("__full__", "") if isinstance(names.root, dict) else "")
    if root is None or ("resolve", row["id"]) in codes():
        return
    codec = isobyte.Codec(row["writer"], reader=row["reader"], type=root, raw_logical=True)
    found = codec.decode(bytes.fromhex(row["hex"]))
    assert type(found) is root
    assert plain(found) == plain(load(names, json.loads(expected_of(row)[0]), classes=classes))


class Kind(enum.Enum):
    A = "A"
    B = "B"


@dataclasses.dataclass
class Inner:
    x: int
    s: str


@dataclasses.dataclass
class Everything:
    n: int
    text: str
    raw: bytes
    money: decimal.Decimal
    items: list[str]
    attrs: dict[str, bytes]
    kind: Kind
    inner: Inner
    inners: list[Inner]
    maybe: str | None
    when: datetime.datetime
    flag: bool
    ratio: float


def test_defaults_of_every_kind() -> None:
    fields: list[Any] = [
        {"name": "n", "type": "long"},
        {"name": "text", "type": "string", "default": "h\u00e9"},
        {"name": "raw", "type": "bytes", "default": "\u00ff\u0000"},
        {
            "name": "money",
            "type": {"type": "bytes", "logicalType": "decimal", "precision": 4, "scale": 2},
            "default": "\u0001\u0000",
        },
        {"name": "items", "type": {"type": "array", "items": "string"}, "default": ["a", "b"]},
        {"name": "attrs", "type": {"type": "map", "values": "bytes"}, "default": {"k": "\u0001"}},
        {"name": "kind", "type": {"type": "enum", "name": "Kind", "symbols": ["A", "B"]}, "default": "B"},
        {
            "name": "inner",
            "type": {
                "type": "record",
                "name": "Inner",
                "fields": [{"name": "x", "type": "int"}, {"name": "s", "type": "string", "default": "in"}],
            },
            "default": {"x": 7},
        },
        {"name": "inners", "type": {"type": "array", "items": "Inner"}, "default": [{"x": 1, "s": "z"}]},
        {"name": "maybe", "type": ["null", "string"], "default": None},
        {"name": "when", "type": {"type": "long", "logicalType": "timestamp-millis"}, "default": 1000},
        {"name": "flag", "type": "boolean", "default": True},
        {"name": "ratio", "type": "double", "default": 1},
    ]
    reader = json.dumps({"type": "record", "name": "Everything", "fields": fields})
    writer = (
        '{"type":"record","name":"Everything","fields":[{"name":"gone","type":"string"},{"name":"n","type":"int"}]}'
    )
    # "bye", then 5: by hand.
    data = bytes.fromhex("066279650a")
    expected = Everything(
        n=5,
        text="h\u00e9",
        raw=b"\xff\0",
        money=decimal.Decimal("2.56"),
        items=["a", "b"],
        attrs={"k": b"\1"},
        kind=Kind.B,
        inner=Inner(7, "in"),
        inners=[Inner(1, "z")],
        maybe=None,
        when=datetime.datetime(1970, 1, 1, 0, 0, 1, tzinfo=datetime.timezone.utc),
        flag=True,
        ratio=1.0,
    )
    codec = isobyte.Codec(writer, reader=reader, type=Everything)
    assert codec.decode(data) == expected
    assert codec.decode_many([data, data]) == codec.decode_all(data * 2) == [expected] * 2
    found = isobyte.Codec(writer, reader=reader).decode(data)
    assert found == {**dataclasses.asdict(expected), "kind": "B"}
    # Every value is one of its own.
    first, second = codec.decode_many([data, data])
    first.items.append("c")
    assert second.items == ["a", "b"]
    assert (codec.schema.canonical, codec.reader.canonical) == (
        isobyte.Schema(writer).canonical,
        isobyte.Schema(reader).canonical,
    )
    fails("unsupported", codec.encode, expected)
    fails("schema_incompatible", lambda: isobyte.Codec('"string"', reader='"int"'))
