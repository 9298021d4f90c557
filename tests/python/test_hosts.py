"""The rules that no reference holds: host values to bytes, bytes to host values, and the limits."""

from __future__ import annotations

import collections
import dataclasses
from typing import Any

import isobyte
import pytest
from support import RECORDS, Unheld, host, joined, known_failures, rows, text_of

#: Why rows of host.jsonl are left out, and how many: no case is lost unseen.
UNHELD = {"no nanoseconds": 33, "no such date": 7, "no invalid UTF-8": 9, "no duplicate keys": 1, "no such time": 2}


def cases(file: str) -> list[Any]:
    found = []
    for row in rows(f"{file}.jsonl"):
        known = (file, row["id"]) in known_failures()
        found.append(pytest.param(row, id=row["id"], marks=[pytest.mark.xfail(strict=True)] if known else []))
    return found


def held(row: dict[str, Any]) -> str:
    """Why Python cannot run a row; empty if it can."""
    if "hosts" in row and "python" not in row["hosts"]:
        return "for other hosts"
    try:
        host(row["value"])
    except Unheld as e:
        return str(e)
    return ""


HOST = [case for case in cases("host") if not held(case.values[0])]


def test_no_case_is_lost_unseen() -> None:
    reasons = collections.Counter(held(row) for row in rows("host.jsonl"))
    assert reasons.pop("") == len(HOST)
    assert reasons == UNHELD


@pytest.mark.parametrize("row", HOST)
def test_host(row: dict[str, Any]) -> None:
    codec = isobyte.Codec(row["schema"], **row.get("options", {}))
    value = host(row["value"])
    if "hex" in row:
        assert codec.encode(value).hex() == row["hex"]
        return
    with pytest.raises(isobyte.EncodeError) as caught:
        codec.encode(value)
    assert caught.value.code == row["code"], caught.value
    if "path" in row:
        assert caught.value.path == row["path"]


def expected(value: Any) -> Any:
    """A decoded value in the neutral notation as Python gives it."""
    ((kind, inner),) = value.items()
    if kind == "list":
        return [expected(item) for item in inner]
    if kind == "map":
        return {text_of(key): expected(item) for key, item in inner}
    if kind == "struct":
        return {key: expected(item) for key, item in inner["fields"]}
    if kind == "enum":
        return inner["symbol"]
    if kind == "branch":
        return isobyte.Branch(inner["name"], expected(inner["value"]))
    return host(value)


@pytest.mark.parametrize("row", cases("decode-host"))
def test_decode_host(row: dict[str, Any]) -> None:
    found = isobyte.Codec(row["schema"]).decode(bytes.fromhex(row["hex"]))
    try:
        wanted = expected(row["value"])
    except Unheld:
        wanted = expected(row["raw"])
    assert repr(found) == repr(wanted) or found == wanted
    assert same_types(found, wanted)


def same_types(a: Any, b: Any) -> bool:
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same_types(a[key], b[key]) for key in a)
    if isinstance(a, list):
        return len(a) == len(b) and all(map(same_types, a, b))
    return type(a) is type(b)


def nested(field: str, kind: str, depth: int) -> Any:
    value: Any = {"record": None, "list": [], "map": {}}[kind]
    for level in range(depth):
        value = {field: value}
        if level < depth - 1:
            value = {"record": value, "list": [value], "map": {"k": value}}[kind]
    return value


def cycle(field: str, kind: str) -> Any:
    record: dict[str, Any] = {}
    record[field] = {"record": record, "list": [record], "map": {"k": record}}[kind]
    return record


@pytest.mark.parametrize("row", cases("limits"))
def test_limits(row: dict[str, Any]) -> None:
    text = joined(row["schema_parts"]) if "schema_parts" in row else row["schema"]
    data = bytes.fromhex(joined(row["hex_parts"])) if "hex_parts" in row else b""

    def run() -> bytes | None:
        codec = isobyte.Codec(isobyte.Schema(text))
        if "value_nest" in row:
            nest = row["value_nest"]
            return codec.encode(nested(nest["field"], nest["kind"], nest["depth"]))
        if "value_cycle" in row:
            return codec.encode(cycle(row["value_cycle"]["field"], row["value_cycle"]["kind"]))
        if "value_repeat" in row:
            repeat = row["value_repeat"]
            return codec.encode([host(repeat["value"])] * repeat["count"])
        codec.decode(data)
        return None

    if "code" not in row:
        encoded = run()
        assert encoded is None or encoded == data
        return
    with pytest.raises(isobyte.IsobyteError) as caught:
        run()
    assert caught.value.code == row["code"]


def test_a_cycle_of_objects_hits_the_limit() -> None:
    @dataclasses.dataclass
    class Node:
        next: Any = None

    node = Node()
    node.next = node
    codec = isobyte.Codec('{"type":"record","name":"Node","fields":[{"name":"next","type":["null","Node"]}]}')
    with pytest.raises(isobyte.EncodeError) as caught:
        codec.encode(node)
    assert caught.value.code == "value_limit"
    assert caught.value.path.startswith("next.next")


def test_host_classes_are_there() -> None:
    assert (
        isobyte.Codec(
            '{"type":"record","name":"User","namespace":"ns","fields":'
            '[{"name":"name","type":"string"},{"name":"age","type":"long"}]}'
        ).encode(RECORDS["ns.User"]("a", 1))
        == b"\x02a\x02"
    )
