"""Each language's program says what is wrong in one line, and fails, when the registry is down or a file is damaged."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import demo
import pytest

HERE = Path(__file__).resolve().parent
BINARY = Path(os.environ["ISOBYTE_BIN"])
PROGRAMS = demo.commands(demo.ROOT)
LANGUAGES = list(PROGRAMS)


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    registry = demo.Registry(BINARY, str(tmp_path_factory.mktemp("registry")))
    registry.register((HERE / "quake.avsc").read_text())
    yield registry.url
    registry.stop()


@pytest.fixture(scope="module")
def events(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("events") / "three.json"
    path.write_text(json.dumps(json.loads((HERE / "quakes.json").read_text())[:3]))
    return path


@pytest.fixture(scope="module")
def good(url: str, events: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("good") / "good.bin"
    demo.run("python", [*PROGRAMS["python"], "write", url, demo.SUBJECT, str(events), str(path)])
    return path.read_bytes()


def complaint(language: str, *arguments: str) -> str:
    """The one line of a program that must fail."""
    done = subprocess.run([*PROGRAMS[language], *arguments], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1, done.stdout + done.stderr
    lines = done.stderr.splitlines()
    assert len(lines) == 1 and lines[0].startswith("quakes: "), done.stderr
    return lines[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_registry_is_down(language: str, events: Path, good: bytes, tmp_path: Path) -> None:
    # Nobody listens on port 1.
    out, written = tmp_path / "out.bin", tmp_path / "good.bin"
    written.write_bytes(good)
    for arguments in (
        ["write", "http://127.0.0.1:1", demo.SUBJECT, str(events), str(out)],
        ["read", "http://127.0.0.1:1", str(written)],
    ):
        said = complaint(language, *arguments)
        assert "http://127.0.0.1:1/" in said and "no connection" in said, said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("damage", ["cut", "length", "frame", "id", "datum"])
def test_a_file_is_damaged(language: str, damage: str, url: str, good: bytes, tmp_path: Path) -> None:
    first = 4 + int.from_bytes(good[:4], "big")
    damaged, event, words = {
        "cut": (good[:-1], 2, "the file ends within it"),
        "length": (b"\xff" + good[1:], 0, "the file ends within it"),
        "frame": (good[: first + 4] + b"\x07" + good[first + 5 :], 1, "expected a frame that begins with 00"),
        "id": (good[: first + 8] + b"\x63" + good[first + 9 :], 1, "answered 404: Schema 99 not found"),
        # The last byte of the first event ends its map of qualities.
        "datum": (good[: first - 1] + b"\x02" + good[first:], 0, "found the end of the data"),
    }[damage]
    path = tmp_path / "damaged.bin"
    path.write_bytes(damaged)
    said = complaint(language, "read", url, str(path))
    assert f"{path}: event {event}: " in said and words in said, said


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_demo_leaves_nothing_behind(number: signal.Signals, tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, str(HERE / "demo.py")],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "TMPDIR": str(tmp_path), "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line.startswith("registry http://127.0.0.1:"), line
    assert any(tmp_path.iterdir())
    process.send_signal(number)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 128 + number and "Traceback" not in said, said
    assert not list(tmp_path.iterdir())
    port = int(line.split(",")[0].rsplit(":", 1)[1])
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=5)
