"""Every test that may not run is in tests/skips.txt, with its reason, and nothing else is."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
#: How the runners pass a test over; with the text that they then say, where it stands on the same line.
SKIPS = re.compile(
    r"pytest\.(?:skip|importorskip)\(|mark\.skip|\bt\.Skip(?:f|Now)?\(|@Disabled|\bassumeT(?:rue|hat)\(|#\[ignore|unittest\.skip"
)
TEXT = re.compile(r'"([^"]+)"\)?$')


def test_every_skip_has_its_reason() -> None:
    lines = (ROOT / "tests" / "skips.txt").read_text().splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    assert all(len(row) == 3 and all(row) for row in rows), rows
    files = subprocess.run(
        ["git", "ls-files", "*.py", "*.go", "*.java", "*.rs"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    found = []
    for file in files.stdout.splitlines():
        path = ROOT / file
        if path == Path(__file__) or not path.exists():
            continue
        for line in path.read_text().splitlines():
            if SKIPS.search(line):
                text = TEXT.search(line.strip())
                found.append([file, text[1] if text else line.strip()])
    assert sorted(found) == sorted(row[:2] for row in rows)
