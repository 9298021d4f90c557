"""Models of pydantic's beside those of dataclasses-avroschema: what is not the same is listed here, with its reason."""

from __future__ import annotations

import functools
import json
import os
import pathlib
import subprocess
import sys
from typing import Any

import isobyte
import pytest

HERE = pathlib.Path(__file__).parent
OTHER = os.environ.get("ISOBYTE_MODELS_PYTHON", str(HERE.parents[1] / "target/models-venv/bin/python"))
#: Why the schema is another: which types or cases, and in which words it is refused.
SCHEMAS = {
    "without a zone it is no instant: local-timestamp-millis; the other library cannot read what it wrote": {
        "NaiveDatetime"
    },
    "what reads a text and becomes another value cannot be read a second time: refused, the other library writes what it "
    "cannot read": {"Json", "Base64Str"},
    "an alias that is no name of Avro's makes the other library's schema invalid": {"alias that is no name"},
    "the names that data may have are aliases too": {"validation alias"},
}


@functools.cache
def answers(python: str, library: str) -> dict[str, Any]:
    done = subprocess.run([python, "pydantic_run.py", library], cwd=HERE, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return {said["id"]: said for said in map(json.loads, done.stdout.splitlines())}


def theirs() -> dict[str, Any]:
    return answers(OTHER, "dataclasses_avroschema.pydantic")


def is_valid(text: str | None) -> bool:
    try:
        return text is not None and bool(isobyte.Schema(text))
    except isobyte.SchemaError:
        return False


def listed(name: str) -> bool:
    return any(name in names or name.split(" ")[0] in names for names in SCHEMAS.values())


@pytest.mark.parametrize("library", ["isobyte.pydantic", "isobyte.compat.pydantic"])
def test_schemas_and_bytes_are_the_same(library: str) -> None:
    same_schemas = same_bytes = 0
    differing: set[str] = set()
    for name, mine in answers(sys.executable, library).items():
        their = theirs()[name]
        if not is_valid(their["schema"].get("ok")):
            continue
        if mine["schema"] != their["schema"]:
            differing.add(name)
            continue
        same_schemas += 1
        if "ok" in their["bytes"]:
            assert mine["bytes"] == their["bytes"], name
            same_bytes += 1
    assert {name for name in differing if not listed(name)} == set()
    reasons = {why for why, names in SCHEMAS.items() if any(n in names or n.split(" ")[0] in names for n in differing)}
    invalid = {"an alias that is no name of Avro's makes the other library's schema invalid"}
    assert reasons | invalid == SCHEMAS.keys()
    assert same_schemas >= 300
    assert same_bytes >= 190


def test_what_is_written_is_read() -> None:
    """Beyond what the other library can write: texts of URLs and addresses."""
    back = 0
    for name, mine in answers(sys.executable, "isobyte.pydantic").items():
        if "back" in mine:
            assert mine["back"] == {"ok": True}, name
            back += 1
    assert back >= 290


def test_secrets_are_not_written_unasked() -> None:
    said = answers(sys.executable, "isobyte.pydantic")["SecretStr"]
    assert said["bytes"]["error"] == "EncodeError"


def test_what_is_refused() -> None:
    said = answers(sys.executable, "isobyte.pydantic")
    refused = {name.split(" ")[0] for name, mine in said.items() if "error" in mine["schema"]}
    assert refused == {"Json", "Base64Str", "set"}
    assert all(mine["schema"].get("error") in (None, "UsageError") for mine in said.values())
