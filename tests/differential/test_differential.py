"""A short differential run, and that it can fail."""

import os
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent
BINARY = Path(os.environ.get("ISOBYTE_OUT", HERE / "../../target/quick")) / "differential"
PAIRS = 2_000


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [HERE / "run", *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.mark.parametrize("peer", ["java", "twmb"])
def test_the_same_bytes(peer: str) -> None:
    done = run(str(PAIRS), "1", peer)
    print(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{peer}: {PAIRS // 5} schemas, {PAIRS} values of ours" in done.stdout


def test_one_wrong_byte_is_found(tmp_path: Path) -> None:
    program = HERE / "../../target/differential/twmb"
    liar = tmp_path / "liar"
    # Of all the answers, one digit of one value is changed.
    liar.write_text(f'#!/bin/sh\n{program.resolve()} | sed \'7s/"decode":"0/"decode":"1/\'\n')
    liar.chmod(0o755)
    done = subprocess.run(
        [BINARY, "100", "1", HERE / "differences.jsonl", "twmb", liar], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert "differences that are not listed: 1" in done.stdout


def test_a_listed_difference_that_does_not_occur_fails(tmp_path: Path) -> None:
    listed = tmp_path / "differences.jsonl"
    listed.write_text('{"peer": "twmb", "check": "schema", "contains": "never", "reason": "made up"}\n')
    done = run("100", "1", "twmb", DIFFERENCES=str(listed))
    assert done.returncode == 1
    assert "no longer occurs" in done.stdout
