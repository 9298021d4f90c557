"""Runs the benchmarks of one or more languages and holds them against the gates.

Each language's program measures all its contestants interleaved in one process, after it has checked that their outputs are
equal, and prints one JSON line a case and contestant: case, contestant, cpu_ns (CPU time of one record, the least of the
rounds), allocations (or null). This script adds the gates of gates.json, prints one table of ratios and writes
target/bench/NAME.json. A gate that is missed is said loudly, but is no failure; an output that differs is.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
OURS = "isobyte"


def commands() -> dict[str, list[str]]:
    jars = os.pathsep.join([str(HERE / "java/target/classes"), str(HERE / "java/target/libs/*")])
    return {
        "python": [str(ROOT / "target/bench-venv/bin/python"), str(HERE / "python/bench.py")],
        "go": [str(ROOT / "target/bench/go-bench")],
        "java": ["java", "-Xms256m", "-Xmx256m", "-XX:+UseSerialGC", "-cp", jars, "bench.Main"],
        "rust": [str(HERE / "rust/target/release/isobyte-bench")],
        "c": [str(ROOT / "target/bench/c-bench")],
    }


def measure(name: str) -> list[dict]:
    command = commands()[name]
    try:
        done = subprocess.run(command, cwd=HERE, stdout=subprocess.PIPE, text=True, check=False)
    except FileNotFoundError as missing:
        raise SystemExit(f"bench: {missing.filename} is not there: run `make bench BENCH={name}`") from None
    if done.returncode != 0:
        raise SystemExit(f"bench: {name} failed ({done.returncode}): outputs differ, or it could not run")
    rows = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    return [{"gate": None, "ratio": None, "met": None, **row} for row in rows]


def judge(name: str, rows: list[dict], gates: list[dict]) -> list[str]:
    """Adds gate, ratio and met to our rows; gives what is missed. Of several gates of a case the hardest to meet is kept."""
    missed = []
    cost = {(row["case"], row["contestant"]): row["cpu_ns"] for row in rows}
    for gate in (gate for gate in gates if gate["bench"] == name):
        ours = cost.get((gate["case"], gate["contestant"]))
        others = [cost[key] for other in gate["against"] if (key := (gate["case"], other)) in cost]
        if ours is None or not others:
            missed.append(f"{name} {gate['case']}: not measured")
            continue
        ratio = round(min(others) / ours, 2)
        met = ratio >= gate["at_least"]
        row = next(row for row in rows if (row["case"], row["contestant"]) == (gate["case"], gate["contestant"]))
        if row["gate"] is None or ratio / gate["at_least"] < row["ratio"] / row["gate"]:
            row.update(gate=gate["at_least"], ratio=ratio, met=met)
        if not met:
            missed.append(f"{name} {gate['case']}: {ratio}x of {'/'.join(gate['against'])}, gate {gate['at_least']}x")
    return missed


def table(name: str, rows: list[dict]) -> str:
    lines = [f"{name:8} {'case':24} {'contestant':26} {'ns':>9} {'alloc':>6} {'ours is':>9}  gate"]
    for case in dict.fromkeys(row["case"] for row in rows):
        inside = [row for row in rows if row["case"] == case]
        ours = next((row["cpu_ns"] for row in inside if row["contestant"].startswith(OURS)), None)
        for row in sorted(inside, key=lambda row: row["cpu_ns"]):
            allocations = "" if row["allocations"] is None else f"{row['allocations']:g}"
            times = "" if ours is None or row["cpu_ns"] == ours else f"{row['cpu_ns'] / ours:.2f}x"
            gate = ""
            if row["gate"] is not None:
                gate = f"{row['ratio']}x of {row['gate']}x: {'met' if row['met'] else 'MISSED'}"
            lines.append(
                f"{'':8} {case:24} {row['contestant']:26} {row['cpu_ns']:9.1f} {allocations:>6} {times:>9}  {gate}"
            )
    return "\n".join(lines)


DOC = ROOT / "docs/performance.md"
BEGIN, END = "<!-- ratios: written by bench/run.py --write-doc -->", "<!-- end of the ratios -->"


def document(names: list[str]) -> None:
    """Writes the ratios of the last runs, one table a language, between the two marks of docs/performance.md.

    The table of a language that was not run here stays as it is.
    """
    before, rest = DOC.read_text().split(BEGIN)
    written, after = rest.split(END)
    kept = {part.split("\n", 1)[0]: "### " + part.strip() for part in written.split("### ")[1:]}
    parts = []
    for name in names:
        path = ROOT / f"target/bench/{name}.json"
        rows = json.loads(path.read_text()) if path.exists() else []
        others = list(dict.fromkeys(row["contestant"] for row in rows if not row["contestant"].startswith(OURS)))
        if not others:
            if name.capitalize() in kept:
                parts.append(kept[name.capitalize()])
            continue
        parts.append(
            f"### {name.capitalize()}\n\n| case | contestant |" + "".join(f" {o} |" for o in others) + " gate | |"
        )
        parts[-1] += "\n|---|---|" + "---|" * (len(others) + 2)
        for row in (row for row in rows if row["contestant"].startswith(OURS)):
            cost = {peer["contestant"]: peer["cpu_ns"] for peer in rows if peer["case"] == row["case"]}
            cells = [f"{cost[other] / row['cpu_ns']:.2f}" if other in cost else "" for other in others]
            gate = "" if row["gate"] is None else f"{row['gate']}"
            met = {None: "", True: "met", False: "**missed**"}[row["met"]]
            parts[-1] += f"\n| {row['case']} | {row['contestant']} | " + " | ".join([*cells, gate, met]) + " |"
    DOC.write_text(before + BEGIN + "\n" + "\n\n".join(parts) + "\n" + END + after)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", choices=[*commands(), []], help="languages (default: all)")
    parser.add_argument("--write-doc", action="store_true", help="put the ratios into docs/performance.md")
    options = parser.parse_args()
    gates = json.loads((HERE / "gates.json").read_text())
    out = ROOT / "target/bench"
    out.mkdir(parents=True, exist_ok=True)
    missed: list[str] = []
    for name in options.names or commands():
        rows = measure(name)
        missed += judge(name, rows, gates)
        print(table(name, rows), flush=True)
        (out / f"{name}.json").write_text(json.dumps(rows, indent=1) + "\n")
    if options.write_doc:
        document(list(commands()))
    print(f"\n{len(missed)} gates missed" + "".join(f"\n  MISSED {line}" for line in missed))
    return 0


if __name__ == "__main__":
    sys.exit(main())
