"""Puts the vectors and the plain values to isobyte and to the libraries in common use, and writes docs/conformance.md."""

from __future__ import annotations

import contextlib
import json
import os
import re
import select
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
import plain
import table
from notation import Schema
from notation import plain as decoded

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
VECTORS = ROOT / "tests/vectors"
OUT = ROOT / "target/conformance"
VERSION = re.findall(r'^version = "(.*)"', (ROOT / "Cargo.toml").read_text(), re.MULTILINE)[0]
PYTHON = [OUT / "venv/bin/python", HERE / "python/runner.py"]
JAVA = [
    "java",
    "-XX:+UseSerialGC",
    "-cp",
    f"{HERE}/java/target/classes:{HERE}/java/target/libs/*:{ROOT}/bindings-java/target/isobyte-{VERSION}.jar",
    "conformance.Main",
]
RUST = [OUT / "release/conformance"]
GO = [OUT / "go-runner"]

# Name in the document, command.
CONTESTANTS: list[tuple[str, list[Any]]] = [
    ("isobyte (Rust)", [*RUST, "isobyte"]),
    ("isobyte (Python)", [*PYTHON, "isobyte"]),
    ("isobyte (Go)", [*GO, "isobyte"]),
    ("isobyte (Java)", [*JAVA, "isobyte"]),
    ("Avro Java", [*JAVA, "avro"]),
    ("Avro Python", [*PYTHON, "avro"]),
    ("fastavro", [*PYTHON, "fastavro"]),
    ("hamba/avro", [*GO, "hamba"]),
    ("twmb/avro", [*GO, "twmb"]),
    ("linkedin/goavro", [*GO, "goavro"]),
    ("apache-avro (Rust)", [*RUST, "apache"]),
]

MOST_MEMORY = 512 << 10  # KiB; beyond it a process is ended.
MOST_TIME = 10.0  # Seconds for an answer; beyond it a process is ended.
BOMB_MEMORY, BOMB_TIME = 16 << 10, 1.0
# Maps of several languages have a random order, and Go's a likely one: a few lucky runs say nothing.
MAP_RUNS = 100


class Child:
    """One runner, started again when it died."""

    def __init__(self, command: list[Any]) -> None:
        self.command = [str(part) for part in command]
        self.process: subprocess.Popen[bytes] | None = None
        self.buffer = b""

    def ask(self, task: dict[str, Any]) -> dict[str, Any]:
        if self.process is None:
            self.buffer = b""
            self.process = subprocess.Popen(
                self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(json.dumps(task).encode() + b"\n")
            self.process.stdin.flush()
            return json.loads(self._line())
        except RecursionError:
            return {"ok": "a value too deep to be read here"}
        except (OSError, EOFError, TimeoutError, MemoryError) as e:
            self.end()
            return {"died": type(e).__name__}

    def _line(self) -> bytes:
        assert self.process is not None
        assert self.process.stdout is not None
        out = self.process.stdout.fileno()
        until = time.monotonic() + MOST_TIME
        while b"\n" not in self.buffer:
            if select.select([out], [], [], 0.005)[0]:
                part = os.read(out, 1 << 16)
                if not part:
                    raise EOFError
                self.buffer += part
            elif self.memory("VmRSS") > MOST_MEMORY:
                raise MemoryError
            elif time.monotonic() > until:
                raise TimeoutError
        line, _, self.buffer = self.buffer.partition(b"\n")
        return line

    def memory(self, key: str) -> int:
        """In KiB, of the process as it is."""
        assert self.process is not None
        with contextlib.suppress(OSError):
            for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
                if line.startswith(key + ":"):
                    return int(line.split()[1])
        return 0

    def forget_peak(self) -> None:
        assert self.process is not None
        Path(f"/proc/{self.process.pid}/clear_refs").write_text("5")

    def end(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            for pipe in (self.process.stdin, self.process.stdout):
                if pipe is not None:
                    with contextlib.suppress(OSError):
                        pipe.close()
            self.process = None


def rows(file: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (VECTORS / f"avro/{file}.jsonl").read_text().splitlines()]


def joined(row: dict[str, Any], key: str) -> str:
    parts = row.get(f"{key}_parts")
    return row.get(key, "") if parts is None else "".join(part * count for part, count in parts)


def readable(text: str) -> bool:
    """Whether a value has no lone surrogates, which most languages cannot hold."""
    try:
        json.dumps(json.loads(text), ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def unordered(value: list[Any]) -> bool:
    """Whether there is a map of several entries in it."""
    match value[0]:
        case "map":
            return len(value[1]) > 1 or any(unordered(item) for _, item in value[1])
        case "record":
            return any(unordered(item) for _, item in value[2])
        case "array":
            return any(unordered(item) for item in value[1])
        case "union":
            return unordered(value[3])
        case _:
            return False


def encode(child: Child, row: dict[str, Any]) -> bool:
    schema = Schema(row["schema"])
    task = {"op": "encode", "schema": schema.text(), "value": schema.load(json.loads(row["value"]))}
    right = {row["hex"], row.get("contract_hex", row["hex"])}
    runs = MAP_RUNS if unordered(task["value"]) else 1
    first = child.ask(task).get("ok")
    return first in right and all(child.ask(task).get("ok") == first for _ in range(runs - 1))


def untagged(value: Any, expected: Any) -> Any:
    """Unions as some libraries give them, an object of the branch's name, without it where a value of no such key is expected."""
    if isinstance(value, dict) and len(value.get("m", {})) == 1 and "m" in value:
        ((_, inner),) = value["m"].items()
        if not (isinstance(expected, dict) and expected.get("m", {}).keys() == value["m"].keys()):
            return untagged(inner, expected)
    if isinstance(value, list) and isinstance(expected, list) and len(value) == len(expected):
        return [untagged(v, e) for v, e in zip(value, expected, strict=True)]
    if isinstance(value, dict) and isinstance(expected, dict) and "m" in value and "m" in expected:
        return {"m": {key: untagged(inner, expected["m"].get(key)) for key, inner in value["m"].items()}}
    return value


def decode(child: Child, row: dict[str, Any]) -> bool:
    schema = Schema(row["schema"])
    reply = child.ask({"op": "decode", "schema": schema.text(), "hex": row["hex"]})
    expected = decoded(schema.load(json.loads(row["value"])))
    return "ok" in reply and untagged(reply["ok"], expected) == expected


def refused(child: Child, row: dict[str, Any]) -> bool:
    return "error" in child.ask({"op": "decode", "schema": row["schema"], "hex": row["hex"]})


def parsed(child: Child, row: dict[str, Any]) -> bool:
    return child.ask({"op": "parse", "schema": row["schema"]}).get("ok") == row["canonical"]


def not_parsed(child: Child, row: dict[str, Any]) -> bool:
    return "error" in child.ask({"op": "parse", "schema": row["schema"]})


def survived(child: Child, row: dict[str, Any]) -> bool:
    """In a process of its own, warmed up, so that what a bomb takes is all that is measured."""
    child.end()
    for task in (
        {"op": "decode", "schema": '"string"', "hex": "0261"},
        {"op": "decode", "schema": '"string"', "hex": "7f"},
    ):
        for _ in range(3):
            child.ask(task)
    # What the input itself takes is no part of the measure.
    child.ask({"op": "hold", "schema": joined(row, "schema"), "hex": joined(row, "hex")})
    child.forget_peak()
    before, began = child.memory("VmRSS"), time.monotonic()
    reply = child.ask({"op": "decode held"})
    took = time.monotonic() - began
    good = "error" in reply and took < BOMB_TIME and child.memory("VmHWM") - before < BOMB_MEMORY
    child.end()
    return good


ENCODE = [
    r for r in rows("encode") if r["contract"] in ("same", "canonical") and "logical" not in r and readable(r["value"])
]
MAPS = [r for r in ENCODE if unordered(Schema(r["schema"]).load(json.loads(r["value"])))]

# What is counted, the rows, the judge.
PARTS: list[tuple[str, list[dict[str, Any]], Any]] = [
    ("encode", [r for r in ENCODE if r not in MAPS], encode),
    ("encode maps", MAPS, encode),
    ("decode", [r for r in rows("decode") if r["contract"] in ("same", "canonical")], decode),
    ("decode-fail", [r for r in rows("decode-fail") if r["contract"] != "accept"], refused),
    ("parse", [r for r in rows("parse") if r["contract"] == "same"], parsed),
    ("parse-fail", [r for r in rows("parse-fail") if r["contract"] != "accept"], not_parsed),
    ("bombs", rows("bombs"), survived),
]


def measure(name: str, command: list[Any]) -> dict[str, Any]:
    child = Child(command)
    version = VERSION if name.startswith("isobyte") else child.ask({"op": "version"})["ok"]
    result: dict[str, Any] = {"name": name, "version": version, "passed": {}, "failed": {}}
    for part, cases, judge in PARTS:
        failed = [row["id"] for row in cases if not judge(child, row)]
        result["passed"][part] = len(cases) - len(failed)
        result["failed"][part] = failed
    answers = []
    for schema, value in plain.CASES:
        runs = {
            json.dumps(child.ask({"op": "encode", "plain": True, "schema": schema, "value": value}).get("ok"))
            for _ in range(4)
        }
        answers.append(json.loads(runs.pop()) if len(runs) == 1 else "random")
    result["plain"] = answers
    child.end()
    print(name, result["version"], result["passed"], flush=True)
    return result


def main() -> None:
    chosen = sys.argv[1:]
    OUT.mkdir(parents=True, exist_ok=True)
    for name, command in CONTESTANTS:
        if not chosen or any(word in name for word in chosen):
            (OUT / f"{name.replace('/', '-')}.json").write_text(json.dumps(measure(name, command)))
    results = [json.loads((OUT / f"{name.replace('/', '-')}.json").read_text()) for name, _ in CONTESTANTS]
    (ROOT / "docs/conformance.md").write_text(
        table.markdown(results, [(part, len(cases)) for part, cases, _ in PARTS], plain.CASES)
    )


if __name__ == "__main__":
    main()
