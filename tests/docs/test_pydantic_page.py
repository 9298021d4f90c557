"""The examples of docs/pydantic.md run as they stand there, one after the other."""

from __future__ import annotations

import re
import warnings
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "pydantic.md"


def test_the_examples() -> None:
    examples = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    assert len(examples) == 4
    names: dict[str, object] = {"__name__": "examples"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        for example in examples:
            exec(compile(example, str(PAGE), "exec", dont_inherit=True), names)
