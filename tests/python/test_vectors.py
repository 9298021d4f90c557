"""The reference's rows: every case through dicts, and through a dataclass for each record."""

from __future__ import annotations

import decimal
import json
from typing import Any

import isobyte
import pytest
from isobyte import _native
from support import VECTORS, Classes, Names, codes, joined, known_failures, load, plain, rows, tagged


def cases(file: str) -> list[Any]:
    """The rows as parameters; known failures must fail."""
    found = []
    for row in rows(f"avro/{file}.jsonl"):
        known = (file, row["id"]) in known_failures()
        marks = [pytest.mark.xfail(strict=True)] if known else []
        found.append(pytest.param(row, id=row["id"], marks=marks))
    return found


def fails(code: str, call: Any, *arguments: Any) -> isobyte.IsobyteError:
    with pytest.raises(isobyte.IsobyteError) as caught:
        call(*arguments)
    assert caught.value.code == code
    return caught.value


@pytest.mark.parametrize("row", cases("encode"))
def test_encode(row: dict[str, Any]) -> None:
    schema = isobyte.Schema(row["schema"])
    names = Names(row["schema"])
    value = load(names, json.loads(row["value"]))
    encoder = isobyte.Codec(schema)
    decoder = isobyte.Codec(schema, raw_logical=True, tagged_unions=True)
    assert schema.canonical == row["canonical"]
    assert schema.fingerprint().hex() == row["crc64_le"]
    if row["contract"] == "reject":
        fails(codes()["encode", row["id"]], encoder.encode, value)
        return
    expected = row.get("contract_hex", row["hex"])
    assert encoder.encode(value).hex() == expected
    for data in {expected, row["hex"]}:
        found = decoder.decode(bytes.fromhex(data))
        if "uuid" in row["schema"] and isinstance(value, str):
            # A UUID is written in lower case.
            found, value = found.lower(), value.lower()
        assert tagged(found) == tagged(value)
    # What comes back by itself, logical types and all, is written as it was read.
    assert encoder.encode(isobyte.Codec(schema, tagged_unions=True).decode(bytes.fromhex(expected))).hex() == expected


RECORDS = [case for case in cases("encode") if "record" in case.values[0]["schema"]]


@pytest.mark.parametrize("row", RECORDS)
def test_encode_dataclasses(row: dict[str, Any]) -> None:
    names = Names(row["schema"])
    classes = Classes(names)
    expected = row.get("contract_hex", row["hex"])
    value = load(names, json.loads(row["value"]), classes=classes)
    assert isobyte.Codec(row["schema"]).encode(value).hex() == expected
    root = classes.by_name.get(names.root.get("__full__", "") if isinstance(names.root, dict) else "")
    if root is not None:
        found = isobyte.Codec(row["schema"], type=root, raw_logical=True).decode(bytes.fromhex(expected))
        assert type(found) is root
        assert plain(found) == plain(value)


def test_there_are_records() -> None:
    assert len(RECORDS) > 100


@pytest.mark.parametrize(
    "row",
    [
        case
        for case in cases("encode")
        if "decimal" in case.values[0].get("logical", "")
        or (case.values[0].get("logical") and "decimal" in case.values[0]["schema"])
    ],
)
def test_encode_decimals(row: dict[str, Any]) -> None:
    value = decimal.Decimal(row["logical"])
    codec = isobyte.Codec(row["schema"])
    data = codec.encode(value)
    assert data.hex() == row["hex"]
    assert codec.decode(data) == value


@pytest.mark.parametrize("row", cases("decode"))
def test_decode(row: dict[str, Any]) -> None:
    codec = isobyte.Codec(row["schema"], raw_logical=True, tagged_unions=True)
    data = bytes.fromhex(row["hex"])
    if ("decode", row["id"]) in codes():
        fails(codes()["decode", row["id"]], codec.decode, data)
        return
    found = codec.decode(data)
    assert tagged(found) == tagged(load(Names(row["schema"]), json.loads(row["value"])))
    # The reference writes maps in the order of its hashes.
    reference = codec.decode(bytes.fromhex(row["reencoded_hex"]))
    assert isobyte.Codec(row["schema"], map_order="insertion").encode(reference).hex() == row["reencoded_hex"]
    assert codec.encode(found) == codec.encode(reference)


@pytest.mark.parametrize("row", cases("decode-fail"))
def test_decode_fail(row: dict[str, Any]) -> None:
    data = bytes.fromhex(row["hex"])
    for options in ({}, {"raw_logical": True, "tagged_unions": True}):
        codec = isobyte.Codec(row["schema"], **options)
        error = fails(codes()["decode-fail", row["id"]], codec.decode, data)
        assert isinstance(error, isobyte.DecodeError)


@pytest.mark.parametrize("row", cases("parse"))
def test_parse(row: dict[str, Any]) -> None:
    if ("parse", row["id"]) in codes():
        fails(codes()["parse", row["id"]], isobyte.Schema, row["schema"])
        return
    schema = isobyte.Schema(row["schema"])
    assert schema.canonical == row["canonical"]
    assert schema.fingerprint("crc64-avro").hex() == row["crc64_le"]
    assert schema.fingerprint("md5").hex() == row["md5"]
    assert schema.fingerprint("sha256").hex() == row["sha256"]


@pytest.mark.parametrize("row", cases("parse-fail"))
def test_parse_fail(row: dict[str, Any]) -> None:
    code = codes().get(("parse-fail", row["id"]))
    if code is None:
        isobyte.Schema(row["schema"])
        return
    assert isinstance(fails(code, isobyte.Schema, row["schema"]), isobyte.SchemaError)
    if row["contract"] == "lenient-only":
        isobyte.Schema(row["schema"], names="utf8")


@pytest.mark.parametrize("row", cases("logical-fail"))
def test_logical_fail(row: dict[str, Any]) -> None:
    fails(codes()["logical-fail", row["id"]], isobyte.Codec(row["schema"]).encode, decimal.Decimal(row["logical"]))


@pytest.mark.parametrize("row", cases("bombs"))
def test_bombs_fail_with_their_code(row: dict[str, Any]) -> None:
    code = codes()["bombs", row["id"]]
    schema = joined(row["schema_parts"]) if "schema_parts" in row else row["schema"]
    if "schema_parts" in row:
        fails(code, isobyte.Schema, schema)
        return
    data = bytes.fromhex(joined(row["hex_parts"]))
    fails(code, isobyte.Codec(schema).decode, data)


def test_errors_are_those_of_the_shared_table() -> None:
    table = json.loads((VECTORS / "errors.json").read_text())
    assert _native.codes() == [(row["name"], row["number"]) for row in table]
    kinds = {
        "usage": isobyte.UsageError,
        "schema": isobyte.SchemaError,
        "value": isobyte.EncodeError,
        "data": isobyte.DecodeError,
        "registry": isobyte.RegistryError,
        "internal": isobyte.InternalError,
    }
    from isobyte.errors import make

    for row in table:
        error = make(row["name"], row["number"], "m", "p", 3)
        assert type(error) is kinds[row["kind_name"]]
        assert (error.code, error.number, error.path, error.offset, error.message) == (
            row["name"],
            row["number"],
            "p",
            3,
            "m",
        )
        assert row["kind"] == row["number"] // 100
