"""`isobyte.fastavro` beside fastavro: the same bytes and values for the shared rows, or a difference that docs/fastavro.md lists."""

from __future__ import annotations

import functools
import io
import json
import re
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import fastavro
import isobyte
import pytest
from fastavro import schema as their_schema
from fastavro import validation as their_validation
from isobyte import fastavro as ours
from support import ROOT, Names, Unheld, host, load, plain, rows

#: What happened: a value, or the exception.
Outcome = tuple[Any, Exception | None]


def listed(section: str) -> set[str]:
    """The differences of a section of the page."""
    page = (ROOT / "docs/fastavro.md").read_text()
    return set(re.findall(r"^\| `([a-z0-9-]+)` \|", page.split(f"## {section}\n")[1].split("\n## ")[0], re.MULTILINE))


def outcome(call: Callable[..., Any], *arguments: Any, **named: Any) -> Outcome:
    try:
        return call(*arguments, **named), None
    except Exception as error:
        return None, error


def opened(value: Any, branch: Callable[[isobyte.Branch], Any]) -> Any:
    """A loaded value with its branches as a user of fastavro has them."""
    if isinstance(value, isobyte.Branch):
        return branch(isobyte.Branch(value.name, opened(value.value, branch)))
    if isinstance(value, list):
        return [opened(item, branch) for item in value]
    if isinstance(value, dict):
        return {key: opened(item, branch) for key, item in value.items()}
    return value


tuples = functools.partial(opened, branch=lambda branch: (branch.name, branch.value))
bare = functools.partial(opened, branch=lambda branch: branch.value)


def encode(module: ModuleType, schema: Any, value: Any, **options: Any) -> bytes:
    file = io.BytesIO()
    module.schemaless_writer(file, module.parse_schema(schema), value, **options)
    return file.getvalue()


def decode(module: ModuleType, schema: Any, data: bytes, reader: Any = None, **options: Any) -> tuple[Any, int]:
    file = io.BytesIO(data)
    reader = None if reader is None else module.parse_schema(reader)
    return module.schemaless_reader(file, module.parse_schema(schema), reader, **options), file.tell()


#: A case: its id, what fastavro and what isobyte made of it, the schema's text, the value or the bytes.
Case = tuple[str, Outcome, Outcome, str, Any]
TOLD: list[dict[str, Any]] = [
    {},
    {"return_record_name": True},
    {"return_record_name": True, "return_record_name_override": True},
    {"return_named_type": True},
    {"return_named_type": True, "return_named_type_override": True},
]


def of_writing() -> Iterator[Case]:
    for row in rows("avro/encode.jsonl"):
        schema, value = json.loads(row["schema"]), load(Names(row["schema"]), json.loads(row["value"]))
        for given in (tuples(value), bare(value)):
            for options in ({}, {"strict": True}, {"strict_allow_default": True}):
                pair = (outcome(encode, module, schema, given, **options) for module in (fastavro, ours))
                yield (row["id"], *pair, row["schema"], given)
    for row in rows("host.jsonl"):
        try:
            value = tuples(host(row["value"]))
        except Unheld:
            continue
        if "options" not in row:
            pair = (outcome(encode, module, json.loads(row["schema"]), value) for module in (fastavro, ours))
            yield (row["id"], *pair, row["schema"], value)


def of_validating() -> Iterator[Case]:
    for row in rows("avro/encode.jsonl"):
        schema, value = json.loads(row["schema"]), load(Names(row["schema"]), json.loads(row["value"]))
        given = bare(value)
        pair = (
            outcome(module.validate, given, schema, raise_errors=False)
            for module in (their_validation, ours.validation)
        )
        yield (row["id"], *pair, row["schema"], given)


def of_reading() -> Iterator[Case]:
    for row in (*rows("avro/encode.jsonl"), *rows("avro/decode.jsonl")):
        schema, data = json.loads(row["schema"]), bytes.fromhex(row["hex"])
        for options in TOLD:
            pair = (outcome(decode, module, schema, data, **options) for module in (fastavro, ours))
            yield (row["id"], *pair, row["schema"], data)


def of_resolving() -> Iterator[Case]:
    for row in (*rows("avro/resolve.jsonl"), *rows("avro/resolve-fail.jsonl")):
        writer, reader = json.loads(row["writer"]), json.loads(row["reader"])
        pair = (outcome(decode, module, writer, bytes.fromhex(row["hex"]), reader) for module in (fastavro, ours))
        yield (row["id"], *pair, row["reader"], row["hex"])


def of_parsing() -> Iterator[Case]:
    for row in (*rows("avro/parse.jsonl"), *rows("avro/parse-fail.jsonl"), *rows("avro/encode.jsonl")):
        try:
            schema = json.loads(row["schema"])
        except (KeyError, ValueError):
            continue
        for call in ("parse_schema", "expand_schema", "to_parsing_canonical_form"):
            pair = (outcome(getattr(module, call), schema) for module in (their_schema, ours.schema))
            yield (row["id"], *pair, row["schema"], call)


def same(theirs: Outcome, mine: Outcome) -> bool:
    if theirs[1] is not None or mine[1] is not None:
        return theirs[1] is not None and mine[1] is not None
    return bool(plain(theirs[0]) == plain(mine[0]))


LOGICAL = ("big-decimal", "duration", "nanos", '"fixed"')
NAMED_BY_CODE = {
    "value_range": "range-of-numbers",
    "value_type": "kinds-of-values",
    "value_ambiguous": "ambiguous-unions",
    "value_constraint": "text-of-uuids",
}


def why_written(case: Case) -> str:
    _, theirs, mine, schema, value = case
    if mine[0] is False:
        return (
            "lone-surrogates" if schema == '"string"' else "text-of-uuids" if "uuid" in schema else "ambiguous-unions"
        )
    if isinstance(theirs[1], their_schema.SchemaParseException):
        return "ignored-logical-types"
    if theirs[1] is not None:
        return "more-values"
    if mine[1] is not None:
        assert isinstance(mine[1], isobyte.IsobyteError)
        return NAMED_BY_CODE[mine[1].code]
    if "'nan'" in repr(plain(value)):
        return "bits-of-nan"
    if isinstance(value, str) and "uuid" in schema:
        return "text-of-uuids"
    if schema == '"float"' and isinstance(value, int):
        return "rounding-of-floats"
    if "decimal" in schema and "[" not in schema:
        return "shortest-decimals"
    return "branch-of-a-union" if "[" in schema and "]" in schema else "?"


def why_read(case: Case) -> str:
    _, theirs, mine, schema, _ = case
    if isinstance(theirs[1], their_schema.SchemaParseException):
        return "ignored-logical-types"
    if isinstance(mine[1], isobyte.DecodeError):
        return "malformed-data"
    if isinstance(theirs[1], (OverflowError, ValueError)):
        return "raw-values"
    return "newer-logical-types" if any(word in schema for word in LOGICAL) else "?"


def why_resolved(case: Case) -> str:
    id, theirs, mine, schema, _ = case
    if theirs[1] is not None or mine[1] is not None:
        return "matching-of-schemas"
    if id.startswith("resolve-default"):
        return "values-of-defaults"
    if "logicalType" in schema:
        return "logical-type-of-the-reader"
    return "branch-of-the-reader" if id.startswith("resolve-reader-union") else "rounding-of-floats"


def why_parsed(case: Case) -> str:
    _, theirs, mine, schema, _ = case
    if isinstance(theirs[1], their_schema.SchemaParseException):
        return "names-of-any-script" if "enum" in schema and "logicalType" not in schema else "ignored-logical-types"
    if isinstance(mine[1], isobyte.SchemaError):
        return "checked-schemas"
    return "canonical-names" if '".' in schema else "?"


RUNS: dict[str, tuple[Callable[[], Iterator[Case]], Callable[[Case], str], int]] = {
    "writing": (of_writing, why_written, 7_000),
    "validating": (of_validating, why_written, 1_100),
    "reading": (of_reading, why_read, 6_000),
    "resolving": (of_resolving, why_resolved, 180),
    "parsing": (of_parsing, why_parsed, 3_900),
}
SEEN: dict[str, set[str]] = {}


@pytest.mark.parametrize("run", RUNS)
def test_the_same_or_listed(run: str) -> None:
    cases, why, least = RUNS[run]
    known = listed("What comes out otherwise")
    count, found, unlisted = 0, set(), []
    for case in cases():
        count += 1
        if not same(case[1], case[2]):
            reason = why(case)
            found.add(reason)
            if reason not in known:
                unlisted.append((reason, *case))
    assert not unlisted, f"{len(unlisted)} differences that docs/fastavro.md does not list: {unlisted[:5]}"
    assert count > least
    SEEN[run] = found


def test_what_is_listed_is_seen() -> None:
    if set(SEEN) == set(RUNS):
        assert set().union(*SEEN.values()) == listed("What comes out otherwise")
    else:
        pytest.fail(f"the runs before did not all pass: {sorted(SEEN)}")
