"""The typed example passes mypy and pyright in their strict modes, and runs; a wrong program does not pass."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from support import ROOT

EXAMPLE = ROOT / "examples/python-typed"
CHECKERS = {
    "mypy": [sys.executable, "-m", "mypy", "--no-incremental", "--cache-dir", os.devnull],
    "pyright": [sys.executable, "-m", "pyright", "--pythonpath", sys.executable],
}
WRONG = """
import isobyte

codec = isobyte.Codec("int", type=int)
text: str = codec.decode(b"")
codec.encode_framed(1, "id")
isobyte.fastavro
"""


def check(checker: str, folder: Path) -> subprocess.CompletedProcess[str]:
    call = [*CHECKERS[checker], *(["."] if checker == "mypy" else ["-p", "."])]
    return subprocess.run(call, cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("checker", CHECKERS)
def test_strict(checker: str, tmp_path: Path) -> None:
    done = check(checker, EXAMPLE)
    assert done.returncode == 0, done.stdout
    (tmp_path / "wrong.py").write_text(WRONG)
    (tmp_path / "pyproject.toml").write_text((EXAMPLE / "pyproject.toml").read_text())
    done = check(checker, tmp_path)
    assert done.returncode != 0
    assert "wrong.py:5" in done.stdout, done.stdout
    assert "wrong.py:6" in done.stdout, done.stdout


def test_the_example_runs(tmp_path: Path) -> None:
    subprocess.run([sys.executable, EXAMPLE / "orders.py"], cwd=tmp_path, check=True)
