"""Whether schemas go together: Avro Java's verdicts and reasons; levels; changes in words."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import isobyte
import pytest
from isobyte.compatibility import Level, check, compatible, diff
from support import rows
from test_vectors import cases, fails

#: Where we say something else than Avro Java; the reasons stand in core/tests/compat_vectors.rs.
DEVIATIONS = {"resolve-logical-003", "resolve-fail-alias.field-001", "resolve-fail-alias.field-002"}


@pytest.mark.parametrize("row", [*cases("resolve"), *cases("resolve-fail")])
def test_verdicts(row: dict[str, Any]) -> None:
    reader, writer = isobyte.Schema(row["reader"], names="utf8"), isobyte.Schema(row["writer"], names="utf8")
    verdict = "INCOMPATIBLE" if compatible(reader, writer) else "COMPATIBLE"
    if row["id"] in DEVIATIONS:
        assert verdict == "INCOMPATIBLE" != row["java_compat"]
    else:
        assert verdict == row["java_compat"]


@pytest.mark.parametrize("row", [pytest.param(row, id=row["id"]) for row in rows("schema-compatible.jsonl")])
def test_reasons_are_those_of_java(row: dict[str, Any]) -> None:
    reader, writer = isobyte.Schema(row["reader"], names="utf8"), isobyte.Schema(row["writer"], names="utf8")
    found = compatible(reader, writer)
    assert [{"kind": one.kind, "path": one.path, "message": one.message} for one in found] == row["incompatibilities"]
    # As findings: the new schema is the reader of what the old one wrote, and the other way round.
    forward = check(writer, [reader], "FORWARD")
    assert [(one.version, one.direction, one.kind) for one in forward] == [(0, "forward", one.kind) for one in found]
    backward = check(reader, [writer])
    assert [(one.direction, one.reader_path, one.writer_path) for one in backward] == [
        ("backward", one.reader_path, one.writer_path) for one in found
    ]
    assert all(one.words for one in [*found, *forward, *backward])


def record(*fields: str) -> str:
    return f'{{"type":"record","name":"R","fields":[{",".join(fields)}]}}'


A, B = '{"name":"a","type":"int"}', '{"name":"b","type":"string"}'
B_DEFAULT = '{"name":"b","type":"string","default":""}'


def test_levels() -> None:
    first, second, new = record(A), record(A, B_DEFAULT), record(A, B)
    # What each level must find: versions and directions, by the definitions of the levels.
    expected: dict[str, list[tuple[int, str]]] = {
        "NONE": [],
        "BACKWARD": [],
        "BACKWARD_TRANSITIVE": [(0, "backward")],
        "FORWARD": [],
        "FORWARD_TRANSITIVE": [],
        "FULL": [],
        "FULL_TRANSITIVE": [(0, "backward")],
    }
    assert set(expected) == {level.value for level in Level}
    for level, findings in expected.items():
        for said in (level, level.lower(), Level(level)):
            found = check(new, [first, isobyte.Schema(second)], said)
            assert [(one.version, one.direction) for one in found] == findings
    (finding,) = check(new, [first, second], "FULL_TRANSITIVE")
    assert finding.kind == "READER_FIELD_MISSING_DEFAULT_VALUE"
    assert finding.incompatibility.message == "b"
    assert "`b`" in finding.words and "new" in finding.words and "old" in finding.words
    assert finding.reader_path == "/fields/1"
    assert check(new, []) == []
    fails("invalid_argument", check, new, [first], "SIDEWAYS")
    fails("schema_syntax", check, "{", [])
    fails("invalid_argument", check, new, [5])
    fails("invalid_argument", check, json.loads(new), [first])


def test_models_and_words() -> None:
    @dataclasses.dataclass
    class Old(isobyte.AvroModel):
        a: int

        class Meta:
            schema_name = "T"

    @dataclasses.dataclass
    class New(isobyte.AvroModel):
        a: int
        b: str

        class Meta:
            schema_name = "T"

    (finding,) = check(New, [Old])
    assert finding == check(New.avro_schema(), [isobyte.Schema(Old.avro_schema())])[0]
    assert str(finding) == f"/fields/1: {finding.words}"
    assert str(compatible(New, Old)[0]).startswith("/fields/1: field `b` of the reader schema has no default")
    (change,) = diff(Old, New)
    assert str(change) == f"b: {change.sentence}"


def test_causes() -> None:
    inner = '{"type":"record","name":"I","fields":[{"name":"x","type":"%s"}]}'
    (found,) = compatible(f'["null",{inner % "int"}]', inner % "string")
    assert found.kind == "MISSING_UNION_BRANCH"
    (cause,) = found.causes
    assert cause.kind == "TYPE_MISMATCH" and cause.causes == ()
    assert "int" in cause.words and "string" in cause.words


def test_diff() -> None:
    old = record('{"name":"a","type":"int"}', '{"name":"gone","type":"string"}')
    new = record('{"name":"a","type":"long","doc":"d"}', '{"name":"more","type":["null","string"],"default":null}')
    found = diff(old, isobyte.Schema(new))
    assert {(one.path, one.kind) for one in found} == {
        ("a", "type_changed"),
        ("a", "doc_changed"),
        ("gone", "field_removed"),
        ("more", "field_added"),
    }
    assert "int to long" in next(one.sentence for one in found if one.kind == "type_changed")
    assert diff(old, json.dumps(json.loads(old), indent=2)) == []
