"""Memory stays flat, however many values come and go: ISOBYTE_LEAK_COUNT=10000000 for the whole of it."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from support import HERE

COUNT = int(os.environ.get("ISOBYTE_LEAK_COUNT", "200000"))


@pytest.mark.skipif(not os.path.exists("/proc/self/statm"), reason="resident memory is read from /proc")
def test_memory_stays_flat() -> None:
    command = [sys.executable, str(HERE / "leaks.py"), str(COUNT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    samples = [tuple(map(int, line.split())) for line in done.stdout.splitlines()]
    assert [sample[0] for sample in samples] == [tenth * COUNT // 10 for tenth in range(11)]
    # The first fifth fills caches. After that one object in a thousand calls, or a byte a call, would be seen.
    (_, resident, blocks), (_, last_resident, last_blocks) = samples[2], samples[-1]
    assert last_blocks - blocks < 300, done.stdout
    assert last_resident - resident < 1 << 20, done.stdout
