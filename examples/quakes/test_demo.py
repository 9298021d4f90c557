"""The demo as it runs for a newcomer, and that it sees a difference when there is one."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from pathlib import Path

import demo

HERE = Path(__file__).resolve().parent


def test_four_languages_agree() -> None:
    done = subprocess.run(
        [sys.executable, str(HERE / "demo.py")], capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("1000 same") == 16
    assert "identical: 4 languages" in done.stdout


def test_another_writer_is_noticed(tmp_path: Path) -> None:
    """A program that changes one byte of what Python wrote stands in for a language that disagrees."""
    python = demo.commands(demo.ROOT)["python"]
    liar = tmp_path / "liar.py"
    liar.write_text(
        "import subprocess, sys, pathlib\n"
        f"subprocess.run({python!r} + sys.argv[1:], check=True)\n"
        "if sys.argv[1] == 'write':\n"
        "    path = pathlib.Path(sys.argv[-1]); data = bytearray(path.read_bytes())\n"
        "    data[-2] ^= 1; path.write_bytes(data)\n"
    )
    events = tmp_path / "events.json"
    events.write_text(json.dumps(json.loads((HERE / "quakes.json").read_text())[:3]))
    programs = {"python": python, "liar": [sys.executable, str(liar)]}
    binary = Path(os.environ["ISOBYTE_BIN"])
    # The changed byte may as well make the data unreadable: a reader that fails is noticed too.
    agreed = False
    with contextlib.suppress(SystemExit):
        agreed = demo.demo(programs, binary, events, HERE / "quake.avsc")
    assert not agreed
