"""The examples of docs/evolution.md run as they stand there: the shell's first, then each language's on the files that it made."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "target" / os.environ.get("PROFILE", "quick")
PAGE = (ROOT / "docs" / "evolution.md").read_text()
ADDRESS = "http://127.0.0.1:8081"
FORWARD = [
    "/fields/0/type: the old schema expects int, the new schema has long, which cannot be read as that",
    "/fields/1: field `customer` of the old schema has no default, and record shop.Order of the new schema lacks the field",
    "/fields/2/type: the old schema expects float, the new schema has double, which cannot be read as that",
]

GO = """package main

import (
	"fmt"
	"io"
	"os"

	isobyte "github.com/isobyte/isobyte/bindings-go"
)

%s

func main() {
%s
}

func read(name string) string {
	text, err := os.ReadFile(name)
	if err != nil {
		panic(err)
	}
	return string(text)
}

func open(name string) io.Reader {
	file, err := os.Open(name)
	if err != nil {
		panic(err)
	}
	return file
}

func show(order Order, err error) { fmt.Println(order.ID, order.Buyer, order.Price, order.Note == nil, order.Currency, err) }
"""
C = """#include <isobyte.h>
#include <stdio.h>
#include <stdlib.h>

static size_t get(const char *name, char *text, size_t room) {
    FILE *file = fopen(name, "rb");
    if (file == NULL) exit(1);
    size_t length = fread(text, 1, room - 1, file);
    fclose(file);
    text[length] = 0;
    return length;
}

int main(void) {
    static char v1[4096], v2[4096], bytes[4096];
    const iso_schema *writer = NULL, *reader = NULL;
    const iso_codec *codec = NULL;
    iso_findings *findings = NULL;
    iso_reader *values = NULL;
    iso_error *error = NULL;
    iso_str text;
    get("v1.avsc", v1, sizeof v1);
    get("v2.avsc", v2, sizeof v2);
    size_t length = get("order.bin", bytes, sizeof bytes);
    const uint8_t *data = (const uint8_t *)bytes;
%s
done:
    if (error != NULL) fprintf(stderr, "%%s\\n", iso_error_text(error));
    int code = error != NULL;
    iso_error_free(error);
    iso_reader_free(values);
    iso_findings_free(findings);
    iso_codec_free(codec);
    iso_schema_free(reader);
    iso_schema_free(writer);
    return code;
}
"""


def blocks(language: str) -> list[str]:
    found = re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    assert found, language
    return found


def run(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def commands() -> list[tuple[str, str]]:
    """The commands and what the page says they print."""
    lines = "".join(blocks("console"))
    parts = re.split(r"^\$ ", lines, flags=re.MULTILINE)[1:]
    return [(command, output) for command, _, output in (part.partition("\n") for part in parts)]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    data = tmp_path_factory.mktemp("registry") / "schemas"
    command = [OUT / "isobyte", "serve", "--listen", "127.0.0.1:0", "--data", data]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().split()[-1]
        process.terminate()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the page's schemas, and the data that its commands make of them."""
    folder = tmp_path_factory.mktemp("evolution")
    for name, text in zip(("v1.avsc", "v2.avsc"), blocks("json"), strict=True):
        (folder / name).write_text(text)
    for command, _ in commands():
        if command.startswith(("echo ", "isobyte encode ")):
            run("bash", "-c", command.replace("isobyte", shlex.quote(str(OUT / "isobyte")), 1), cwd=folder)
    return folder


def test_the_commands_print_what_the_page_says(folder: Path, server: str) -> None:
    search = {**os.environ, "PATH": f"{OUT}{os.pathsep}{os.environ['PATH']}"}
    served = False
    for command, expected in commands():
        if command.endswith("&"):
            served = True
            continue
        assert served or ADDRESS not in command
        line = ["bash", "-c", command.replace(ADDRESS, server)]
        done = subprocess.run(line, cwd=folder, env=search, capture_output=True, text=True, timeout=60, check=False)
        # A server's answer has no line's end.
        assert (done.stdout + done.stderr).rstrip("\n") == expected.rstrip("\n"), command
        assert done.returncode == (1 if expected.startswith("not compatible") else 0), command
    assert "which cannot be read as that" in (folder / "refused.json").read_text()


def test_python(folder: Path, tmp_path: Path) -> None:
    (program,) = blocks("python")
    for name in ("v1.avsc", "v2.avsc", "order.bin", "orders.json", "order.single", "orders.avro"):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    run(sys.executable, "-c", program, cwd=tmp_path)


def test_go(folder: Path, tmp_path: Path) -> None:
    declarations, statements = blocks("go")
    (tmp_path / "main.go").write_text(GO % (declarations, statements + "\n_ = err"))
    run("go", "mod", "init", "evolution", cwd=tmp_path)
    module = "github.com/isobyte/isobyte/bindings-go"
    run("go", "mod", "edit", f"-replace={module}={ROOT / 'bindings-go'}", f"-require={module}@v0.0.0", cwd=tmp_path)
    run("go", "mod", "tidy", cwd=tmp_path)
    run("go", "build", "-o", "evolution", ".", cwd=tmp_path)
    told = run(tmp_path / "evolution", cwd=folder).splitlines()
    assert told == ["1 Ada 1.5 true EUR <nil>"] * 4 + FORWARD


def test_c(folder: Path, tmp_path: Path) -> None:
    (statements,) = blocks("c")
    program, binary = tmp_path / "evolution.c", tmp_path / "evolution"
    program.write_text(C % statements)
    compiler = [os.environ.get("CC", "cc"), "-std=c11", "-Wall", "-Wextra", "-Werror", f"-I{ROOT / 'include'}"]
    run(*compiler, "-o", binary, program, OUT / "libisobyte.a", "-lm", "-ldl", "-lpthread", cwd=tmp_path)
    assert run(binary, cwd=folder).splitlines() == [*FORWARD, "EUR"]


def test_rust(folder: Path) -> None:
    squeeze = re.compile(r"\s+")
    program = squeeze.sub("", (ROOT / "examples/rust/evolution.rs").read_text())
    (lines,) = blocks("rust")
    for line in lines.splitlines():
        assert squeeze.sub("", line) in program, line
    cargo = ["cargo", "run", "-q", "--locked", "--profile", os.environ.get("PROFILE", "quick"), "-p", "isobyte"]
    told = run(*cargo, "--example", "evolution", "--", folder, cwd=ROOT).splitlines()
    assert told == ['Order { id: 1, buyer: "Ada", price: 1.5, note: None, currency: "EUR" }', *FORWARD]
