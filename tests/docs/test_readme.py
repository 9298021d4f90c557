"""The README's examples are lines of programs, and the programs run: each of the five writes the same bytes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = {
    "rust": "examples/rust/hello.rs",
    "python": "examples/python/hello.py",
    "go": "examples/go/hello/main.go",
    "java": "examples/java/src/hello/Hello.java",
    "c": "examples/c/hello.c",
}
BYTES = "0641646148"  # "Ada", 36: a length of 3, three letters, a zig-zag 72


def blocks() -> dict[str, str]:
    text = (ROOT / "README.md").read_text()
    return {match[1]: match[2] for match in re.finditer(r"```(\w+)\n(.*?)```", text, re.DOTALL) if match[1] in PROGRAMS}


def run(*command: str, cwd: Path = ROOT) -> str:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("language", PROGRAMS)
def test_the_readme_shows_lines_of_the_program(language: str) -> None:
    squeeze = re.compile(r"\s+")
    program = squeeze.sub("", (ROOT / PROGRAMS[language]).read_text())
    lines = [line for line in blocks()[language].splitlines() if line.strip()]
    assert len(lines) > 3
    for line in lines:
        assert squeeze.sub("", line) in program, f"{PROGRAMS[language]} has no line {line!r}"


def test_rust() -> None:
    command = ("cargo", "run", "-q", "--locked", "--profile", os.environ.get("PROFILE", "quick"), "-p", "isobyte")
    assert run(*command, "--example", "hello").split() == [BYTES]


def test_python() -> None:
    assert run(sys.executable, PROGRAMS["python"]).split() == [BYTES, "avro"]


def test_go() -> None:
    assert run("go", "run", ".", cwd=ROOT / "examples/go/hello").split()[0] == BYTES


def test_java(tmp_path: Path) -> None:
    jar = next(jar for jar in sorted((ROOT / "bindings-java/target").glob("isobyte-*.jar")))
    run("javac", "--release", "17", "-cp", str(jar), "-d", str(tmp_path), str(ROOT / PROGRAMS["java"]))
    assert run("java", "-cp", os.pathsep.join([str(tmp_path), str(jar)]), "hello.Hello").split()[0] == BYTES
