"""The results as a document."""

from __future__ import annotations

import json
import struct
from collections import Counter
from typing import Any

MEANING = {
    "encode": "a value, its branches named where the library has a way to, gives the bytes of Avro Java",
    "encode maps": "the same with maps of several entries: always the same bytes, in Avro Java's order or sorted by key",
    "decode": "legal bytes in unusual forms give the value",
    "decode-fail": "malformed bytes are refused",
    "parse": "the Parsing Canonical Form is Avro Java's",
    "parse-fail": "a schema that is none is refused",
    "bombs": "a few hostile bytes are refused within 1 second and 16 MB",
}


def value_text(value: list[Any]) -> str:
    match value[0]:
        case "null":
            return "null"
        case "boolean":
            return "true" if value[1] else "false"
        case "integer":
            return value[1]
        case "double":
            return repr(struct.unpack(">d", bytes.fromhex(value[1]))[0])
        case "text":
            return json.dumps(value[1])
        case "bytes":
            return f"bytes {value[1]}" if value[1] else "no bytes"
        case "array":
            return "[" + ", ".join(value_text(item) for item in value[1]) + "]"
        case _:
            return "{" + ", ".join(f"{key}: {value_text(item)}" for key, item in value[-1]) + "}"


def schema_text(text: str) -> str:
    """Short: names of named types, `date` for an int of that kind."""

    def short(node: Any) -> str:
        if isinstance(node, list):
            return "[" + ", ".join(short(branch) for branch in node) + "]"
        if isinstance(node, str):
            return node
        kind = node["type"]
        match kind:
            case "array":
                return f"array of {short(node['items'])}"
            case "map":
                return f"map of {short(node['values'])}"
            case "record":
                fields = ", ".join(
                    f"{f['name']}{'=' + json.dumps(f['default']) if 'default' in f else ''}" for f in node["fields"]
                )
                return f"{node['name']}({fields})"
            case "enum":
                return f"{node['name']}<{'/'.join(node['symbols'])}>"
            case "fixed":
                return f"fixed {node['size']}"
            case _:
                return node.get("logicalType", kind)

    return short(json.loads(text))


def markdown(results: list[dict[str, Any]], parts: list[tuple[str, int]], cases: list[tuple[str, list[Any]]]) -> str:
    out = ["# Beside other libraries", ""]
    out.append(
        "Written by `make conformance`; the programs are in `tests/conformance/`. Every library runs in processes of its own, with limits on memory and time."
    )
    out += ["", "## The vectors", ""]
    out.append(
        "How many rows of `tests/vectors/avro/` pass. Rows on which isobyte and Avro Java are meant to differ (strictness, limits) count as isobyte's contract has them in the columns of what must"
    )
    out.append(
        "be refused, and are left out of the others; so are texts with lone surrogates. `encode` and `decode` use the schemas without logical types."
    )
    out.append("hamba/avro runs with `DisableBlockSizeHeader`; by default every array and map of it has other bytes.")
    out += ["", "| library | version | " + " | ".join(f"{part} ({count})" for part, count in parts) + " |"]
    out.append("|---|---|" + "---|" * len(parts))
    for result in results:
        counts = (
            f"**{result['passed'][part]}**" if result["passed"][part] == count else str(result["passed"][part])
            for part, count in parts
        )
        out.append(f"| {result['name']} | {result['version']} | " + " | ".join(counts) + " |")
    out += ["", *(f"- {part}: {MEANING[part]}" for part, _ in parts)]

    ours = [r for r in results if r["name"].startswith("isobyte")]
    others = [r for r in results if not r["name"].startswith("isobyte")]
    out += ["", "## Plain values", ""]
    out.append(
        f"{len(cases)} values as a program has them in hand (numbers, texts, bytes, lists, mappings), without saying which branch of a union is meant, given to the call that"
    )
    out.append(
        "encodes. Java gets a record class where the schema has a record, since it has no other way to hold one; Go's integers are `int`, its floats `float64`."
    )
    out.append("")

    def agree(answers: tuple[Any, ...]) -> bool:
        return len(set(answers)) == 1 and answers[0] != "random"

    def written(answers: tuple[Any, ...]) -> set[str]:
        return {answer for answer in answers if answer is not None}

    columns = list(zip(*(r["plain"] for r in others), strict=True))
    mine = list(zip(*(r["plain"] for r in ours), strict=True))
    out.append(
        f"- The {len(ours)} languages of isobyte agree on **{sum(agree(row) for row in mine)}** of {len(cases)}: the same bytes, or all refuse."
    )
    out.append(
        f"- The {len(others)} other libraries agree on **{sum(agree(row) for row in columns)}**; on **{sum(len(written(row)) > 1 for row in columns)}** they write at least two different byte strings; on the rest some write and some refuse."
    )
    out += [
        "",
        "| library | as isobyte | other bytes | refuses what isobyte writes | writes what isobyte refuses |",
        "|---|---|---|---|---|",
    ]
    for result in others:
        kinds: Counter[str] = Counter()
        for own, theirs in zip((row[0] for row in mine), result["plain"], strict=True):
            kinds[
                "same" if own == theirs else "refuses" if theirs is None else "writes" if own is None else "other"
            ] += 1
        out.append(
            f"| {result['name']} | " + " | ".join(str(kinds[k]) for k in ("same", "other", "refuses", "writes")) + " |"
        )
    out += ["", "Bytes in hex; `-`: refused; `random`: other bytes from run to run.", ""]
    out.append("| schema | value | isobyte | " + " | ".join(r["name"] for r in others) + " |")
    out.append("|---|---|---|" + "---|" * len(others))

    def cell(answer: str | None, own: str | None) -> str:
        if answer is None:
            return "-"
        shown = f"`{answer or '(none)'}`"
        return shown if answer == own else f"**{shown}**"

    for i, (schema, value) in enumerate(cases):
        own = mine[i]
        first = cell(own[0], own[0]) if agree(own) else " / ".join(cell(a, own[0]) for a in own)
        cells = [schema_text(schema), value_text(value)]
        cells = [c.replace("|", "\\|").replace("\0", "\\0") for c in cells]
        out.append(f"| {cells[0]} | {cells[1]} | {first} | " + " | ".join(cell(a, own[0]) for a in columns[i]) + " |")
    return "\n".join(out) + "\n"
