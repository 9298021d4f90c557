"""Avro's JSON encoding: the reference's texts, both ways, through Python's own values."""

from __future__ import annotations

import json
import threading
from typing import Any

import isobyte
import pytest
from support import Classes, Names, codes, load, plain, tagged
from test_vectors import cases, fails


def ordered(names: Names, pairs: Any, schema: Any = None, namespace: str = "") -> Any:
    """Parsed text whose objects are lists of pairs, with the keys of maps sorted by their bytes."""
    kind, found, inner = names.resolve(names.root if schema is None else schema, namespace)
    if kind == "union":
        if pairs is None:
            return None
        ((name, value),) = pairs
        branch = next(branch for branch in found if names.branch_name(branch, inner) == name)
        return [(name, ordered(names, value, branch, inner))]
    if kind == "array":
        return [ordered(names, item, found["items"], inner) for item in pairs]
    if kind == "map":
        entries = sorted(pairs, key=lambda pair: pair[0].encode())
        return [(key, ordered(names, value, found["values"], inner)) for key, value in entries]
    if kind in ("record", "error"):
        types = {field["name"]: field["type"] for field in found["fields"]}
        return [(key, ordered(names, value, types[key], inner)) for key, value in pairs]
    return pairs


def parsed(text: str) -> Any:
    """Text with objects as pairs in their order, and numbers as they are written."""
    number = dict.fromkeys(("parse_int", "parse_float"), lambda text: ("number", text))
    return json.loads(text, object_pairs_hook=list, **number)  # type: ignore[arg-type]


def check_text(schema: str, found: bytes, expected: str) -> None:
    """The very text, but for the order of keys in maps."""
    text = found.decode()
    if '"map"' not in schema:
        assert text == expected
    assert parsed(text) == ordered(Names(schema), parsed(expected))


@pytest.mark.parametrize("row", cases("encode"))
def test_encode(row: dict[str, Any]) -> None:
    names, text = Names(row["schema"]), row["value"]
    value = load(names, json.loads(text))
    encoder = isobyte.Codec(row["schema"])
    decoder = isobyte.Codec(row["schema"], raw_logical=True, tagged_unions=True)
    if row["contract"] == "reject":
        fails(codes()["encode", row["id"]], encoder.encode_json, value)
        for form in (text, text.encode()):
            assert fails("data_malformed", decoder.decode_json, form).offset is not None
        return
    # A UUID is written in lower case.
    lower = isinstance(value, str) and "uuid" in row["schema"]
    check_text(row["schema"], encoder.encode_json(value), text.lower() if lower else text)
    for form in (text, text.encode(), memoryview(f" \n{text}\t".encode())):
        found = decoder.decode_json(form)
        assert tagged(found) == tagged(value.lower() if lower else value)
    assert encoder.encode(found).hex() == row.get("contract_hex", row["hex"])


@pytest.mark.parametrize("row", [case for case in cases("encode") if "record" in case.values[0]["schema"]][::7])
def test_dataclasses(row: dict[str, Any]) -> None:
    names = Names(row["schema"])
    classes = Classes(names)
    root = classes.by_name.get(names.root.get("__full__", "") if isinstance(names.root, dict) else "")
    value = load(names, json.loads(row["value"]), classes=classes)
    check_text(row["schema"], isobyte.Codec(row["schema"]).encode_json(value), row["value"])
    if root is not None:
        found = isobyte.Codec(row["schema"], type=root, raw_logical=True).decode_json(row["value"])
        assert type(found) is root
        assert plain(found) == plain(value)


@pytest.mark.parametrize("row", cases("decode"))
def test_decode(row: dict[str, Any]) -> None:
    codec = isobyte.Codec(row["schema"], raw_logical=True, tagged_unions=True)
    if ("decode", row["id"]) in codes():
        return
    value = codec.decode(bytes.fromhex(row["hex"]))
    check_text(row["schema"], codec.encode_json(value), row["value"])


@pytest.mark.parametrize("row", cases("resolve"))
def test_resolve(row: dict[str, Any]) -> None:
    if ("resolve", row["id"]) in codes():
        return
    accepted = "contract_" if row["contract"] == "accept" else ""
    value = load(Names(row["reader"]), json.loads(row[accepted + "result"]))
    # Some of these texts were written by hand, with escapes that nobody needs.
    expected = row[accepted + "result"].replace(r"\u0061\u0062", "ab")
    check_text(row["reader"], isobyte.Codec(row["reader"]).encode_json(value), expected)
    # Text of the writer's is read as the reader's value.
    codec = isobyte.Codec(row["writer"], reader=row["reader"], raw_logical=True, tagged_unions=True)
    assert tagged(codec.decode_json(row["value"])) == tagged(value)


@pytest.mark.parametrize("row", cases("json-fail"))
def test_fail(row: dict[str, Any]) -> None:
    codec = isobyte.Codec(row["schema"])
    for form in (row["value"], row["value"].encode("utf-8", "surrogatepass")):
        assert isinstance(fails(codes()["json-fail", row["id"]], codec.decode_json, form), isobyte.DecodeError)


def test_what_is_no_text() -> None:
    codec = isobyte.Codec('"string"')
    fails("data_malformed", codec.decode_json, '"\ud800"')
    fails("data_malformed", codec.decode_json, b'"\xff"')
    fails("data_truncated", codec.decode_json, "")
    fails("data_trailing", codec.decode_json, '"a" "b"')
    for wrong in (None, 5, ["a"]):
        with pytest.raises(TypeError):
            codec.decode_json(wrong)  # type: ignore[arg-type]
    codec = isobyte.Codec(
        '{"type":"record","name":"R","fields":[{"name":"d","type":{"type":"int","logicalType":"date"}}]}'
    )
    assert codec.decode_json('{"d": 1}')["d"].isoformat() == "1970-01-02"
    assert fails("data_malformed", codec.decode_json, '{"d": "x"}').path == "d"
    # A codec that resolves reads, and writes nothing.
    fails("unsupported", isobyte.Codec('"int"', reader='"long"').encode_json, 1)


def test_depth() -> None:
    """The codec's limit holds for text too; and a legal depth fits the stack, in a thread as well."""
    schema = '{"type":"record","name":"R","fields":[{"name":"next","type":["null","R"]}]}'

    def nested(count: int) -> str:
        return '{"next":{"R":' * (count - 1) + '{"next":null}' + "}}" * (count - 1)

    for codec, depth in (
        (isobyte.Codec(schema), 1_000),
        (isobyte.Codec(schema, max_depth=3), 3),
        (isobyte.Codec(schema, max_depth=10_000), 10_000),
    ):
        assert codec.encode_json(codec.decode_json(nested(depth))).decode() == nested(depth)
        fails("data_limit", codec.decode_json, nested(depth + 1))
        thread = threading.Thread(target=codec.decode_json, args=(nested(depth),))
        thread.start()
        thread.join()
    value: dict[str, Any] = {"next": None}
    for _ in range(3):
        value = {"next": value}
    fails("value_limit", isobyte.Codec(schema, max_depth=3).encode_json, value)
