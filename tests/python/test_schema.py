"""Schemas: references, printing, what they say beside the types, and that they can be pickled."""

from __future__ import annotations

import copy
import json
import pickle
from typing import Any

import isobyte
import pytest
from support import rows
from test_vectors import cases, fails


@pytest.mark.parametrize("row", [pytest.param(row, id=row["id"]) for row in rows("schema-printed.jsonl")])
def test_printed(row: dict[str, Any]) -> None:
    try:
        schema = isobyte.Schema(row["schema"])
    except isobyte.SchemaError:
        schema = isobyte.Schema(row["schema"], names="utf8")
    assert schema.printed == row["printed"]
    assert schema.canonical == row["canonical"]
    assert schema == isobyte.Schema(schema.printed, names="utf8")


def test_references() -> None:
    address = isobyte.Schema(
        '{"type":"record","name":"Address","namespace":"shop","fields":[{"name":"zip","type":"int"}]}'
    )
    text = '{"type":"record","name":"User","namespace":"shop","fields":[{"name":"home","type":"Address"}]}'
    fails("schema_reference", isobyte.Schema, text)
    user = isobyte.Schema(text, references=[address])
    assert user == isobyte.Schema.parse(text, references=[address])
    assert user.text == text
    assert json.loads(user.printed)["fields"][0]["type"]["name"] == "Address"
    # Zig-zag of 5, by hand.
    assert isobyte.Codec(user).encode({"home": {"zip": 5}}) == b"\x0a"
    for other in (pickle.loads(pickle.dumps(user)), copy.deepcopy(user)):
        assert other == user and other.printed == user.printed
    other = isobyte.Schema('{"type":"enum","name":"shop.Address","symbols":["A"]}')
    fails("schema_invalid", lambda: isobyte.Schema(text, references=[address, other]))
    with pytest.raises(TypeError, match=r"expected the text of a schema, found dict: json\.dumps"):
        isobyte.Schema({"type": "int"})  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        isobyte.Schema(text, references=["text"])  # type: ignore[list-item]


def test_what_it_says() -> None:
    schema = isobyte.Schema("""{"type":"record","name":"User","namespace":"shop","doc":"Who buys.","aliases":["Buyer","old.Buyer"],
        "owner":{"team":[1,null,2.5]},"fields":[
        {"name":"id","type":"long","doc":"Its number.","aliases":["number"],"order":"descending","pii":true},
        {"name":"mail","type":["null","string"],"default":null,"order":"ignore"},
        {"name":"tags","type":{"type":"array","items":"string"},"default":["a"]}]}""")
    assert schema.name == "shop.User"
    assert schema.doc == "Who buys."
    assert schema.aliases == ("shop.Buyer", "old.Buyer")
    assert schema.attributes == {"owner": {"team": [1, None, 2.5]}}
    id, mail, tags = schema.fields
    assert (id.name, id.doc, id.aliases, id.order) == ("id", "Its number.", ("number",), "descending")
    assert (id.has_default, id.default, id.attributes) == (False, None, {"pii": True})
    assert (mail.doc, mail.aliases, mail.order, mail.has_default, mail.default) == (None, (), "ignore", True, None)
    assert (tags.order, tags.default, tags.attributes) == ("ascending", ["a"], {})
    long = isobyte.Schema('{"type":"long","logicalType":"timestamp-millis","x":"y"}')
    assert (long.doc, long.aliases, long.fields) == (None, (), ())
    assert long.attributes == {"logicalType": "timestamp-millis", "x": "y"}


def test_equality_and_pickling() -> None:
    first, second = isobyte.Schema('{"type":"int"}'), isobyte.Schema('  "int" ')
    assert first == second and hash(first) == hash(second) and {first: 1}[second] == 1
    assert first != isobyte.Schema('"long"') and first != '"int"'
    documented = isobyte.Schema('{"type":"fixed","name":"F","size":2,"doc":"d"}')
    assert documented != isobyte.Schema('{"type":"fixed","name":"F","size":2}')
    utf8 = isobyte.Schema('{"type":"enum","name":"\u00c4","symbols":["\u00d6"]}', names="utf8")
    for schema in (first, second, documented, utf8):
        again = pickle.loads(pickle.dumps(schema))
        assert again == schema and again.text == schema.text and hash(again) == hash(schema)


@pytest.mark.parametrize("row", cases("compare"))
def test_compare(row: dict[str, Any]) -> None:
    codec = isobyte.Codec(row["schema"])
    a, b = bytes.fromhex(row["hex"]), bytes.fromhex(row["hex2"])
    sign = (row["result"] > 0) - (row["result"] < 0)
    assert codec.compare(a, b) == sign
    assert codec.compare(bytearray(b), memoryview(a)) == -sign
    assert codec.compare(a, a) == 0
    fails("data_trailing", codec.compare, a, b + b"x")
