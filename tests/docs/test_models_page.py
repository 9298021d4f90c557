"""docs/models.md: its examples run, and it tells every difference to dataclasses-avroschema."""

from __future__ import annotations

import dataclasses
import json
import re
import subprocess
import sys
from pathlib import Path

from isobyte.model.dialect import Dialect

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/models.md").read_text()


def test_the_examples_run(tmp_path: Path) -> None:
    blocks = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    assert len(blocks) == 9
    program = tmp_path / "page.py"
    program.write_text("\n".join(blocks) + '\nprint("done")\n')
    done = subprocess.run([sys.executable, program], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "done\n"), done.stderr


def test_every_difference_is_told() -> None:
    differences = json.loads((ROOT / "tests/models/differences.json").read_text())
    told = PAGE.partition("## Every difference")[2]
    for reason in differences["reasons"]:
        assert f"`{reason}`" in told, reason


def test_every_habit_is_told() -> None:
    rows = PAGE.partition("## Habits")[2].partition("```")[0].count("\n| ") - 1
    assert rows == len(dataclasses.fields(Dialect))
