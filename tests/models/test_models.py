"""Models beside dataclasses-avroschema: what is not the same is listed, with its reason, in `differences.json`."""

from __future__ import annotations

import collections
import functools
import json
import os
import pathlib
import re
import subprocess
import sys
from typing import Any

import isobyte
import pytest

HERE = pathlib.Path(__file__).parent
OTHER = os.environ.get("ISOBYTE_MODELS_PYTHON", str(HERE.parents[1] / "target/models-venv/bin/python"))
LISTED: dict[str, Any] = json.loads((HERE / "differences.json").read_text())
OURS = ("isobyte.compat", "isobyte")
#: What is compared: of both, and of isobyte.compat alone.
WHATS = {"isobyte.compat": ("text", "json", "asdict", "dict", "again"), "isobyte": ()}


@functools.cache
def answers(python: str, *arguments: str) -> dict[str, Any]:
    done = subprocess.run([python, "run.py", *arguments], cwd=HERE, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    said = [json.loads(line) for line in done.stdout.splitlines()]
    return {answer["id"]: answer for answer in said}


def theirs() -> dict[str, Any]:
    return answers(OTHER, "dataclasses_avroschema")


def is_valid(text: str | None) -> bool:
    try:
        return text is not None and bool(isobyte.Schema(text))
    except isobyte.SchemaError:
        return False


def is_cased(text: str | None) -> bool:
    """Whether a schema in another case is right: valid, but that names may have a dash or a slash."""
    return text is not None and is_valid(
        re.sub(r'(?<=[^ ])[-/](?=[^"]*")', "_", text) if "default" not in text else text
    )


def found(library: str) -> dict[str, set[str]]:
    """The cases that differ, by what differs."""
    differing: dict[str, set[str]] = collections.defaultdict(set)
    for name, mine in answers(sys.executable, library).items():
        their = theirs()[name]
        text = their["schema"].get("ok")
        if not is_valid(text):
            if not is_valid(mine["schema"].get("ok")):
                # Refused in words of ours.
                assert mine["schema"]["error"] in ("UsageError", "SchemaError", "InvalidMap", "InvalidSymbol"), mine
                differing["refused"].add(name)
            continue
        if mine["schema"].get("ok") != text:
            differing["schema"].add(name)
        elif any(a != b and is_cased(a.get("ok")) for a, b in zip(their["cased"], mine["cased"], strict=True)):
            differing["cased"].add(name)
        for a, b in zip(their["values"], mine["values"], strict=True):
            if "ok" in a["bytes"] and a["bytes"] != b["bytes"]:
                differing["bytes"].add(name)
            if b.get("back") != {"ok": b["object"]} and "ok" in mine["schema"]:
                differing["back"].add(name)
            for what in WHATS[library]:
                there, here = a[what].get("ok"), b[what].get("ok")
                if what == "text" and there is not None and here is not None:
                    there, here = json.loads(there), json.loads(here)
                if there is not None and there != here:
                    differing[what].add(name)
    return differing


@pytest.mark.parametrize("library", OURS)
def test_what_differs_is_listed(library: str) -> None:
    listed = {what: {name for names in by.values() for name in names} for what, by in LISTED[library].items()}
    assert {what: names for what, names in found(library).items() if names} == listed


def test_every_reason_is_told() -> None:
    used = {reason for library in OURS for by in LISTED[library].values() for reason in by}
    assert used == LISTED["reasons"].keys()


def test_there_is_enough_to_compare() -> None:
    valid = [name for name, answer in theirs().items() if is_valid(answer["schema"].get("ok"))]
    assert len(valid) >= 1000
    assert sum("ok" in value["bytes"] for name in valid for value in theirs()[name]["values"]) >= 1200


def test_annotations_of_the_future() -> None:
    """The same text behind `from __future__ import annotations`, which the other library does not know."""
    assert answers(sys.executable, "isobyte", "future") == answers(sys.executable, "isobyte")
