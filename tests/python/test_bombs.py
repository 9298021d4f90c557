"""Hostile inputs in processes of their own: an error or the right value, within 16 MB and 1 second."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest
from support import HERE, codes, rows

CHILD = """
import json, resource, sys, time
sys.path.insert(0, sys.argv[1])
import isobyte
from support import joined
row = json.loads(sys.stdin.read())
codec = isobyte.Codec('{"type":"array","items":["null","long"]}')
codec.decode(codec.encode([1, None]))
try:
    codec.decode(b"\\x02")
except isobyte.DecodeError:
    pass
schema = joined(row["schema_parts"]) if "schema_parts" in row else row["schema"]
data = bytes.fromhex(joined(row["hex_parts"])) if "hex_parts" in row else b""
before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
try:
    isobyte.Codec(schema).decode(data)
    code = None
except isobyte.IsobyteError as e:
    code = e.code
seconds = time.perf_counter() - started
print(json.dumps([code, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before]))
"""

LIMITS = [row for row in rows("limits.jsonl") if "hex_parts" in row and not any(k.startswith("value") for k in row)]
CASES = [pytest.param(row, codes()["bombs", row["id"]], id=row["id"]) for row in rows("avro/bombs.jsonl")]
CASES += [pytest.param(row, row.get("code"), id=row["id"]) for row in LIMITS if "code" not in row][:12]


@pytest.mark.parametrize(("row", "code"), CASES)
def test_bomb(row: dict[str, Any], code: str | None) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(HERE)], input=json.dumps(row), text=True, capture_output=True, timeout=30
    )
    assert done.returncode == 0, done.stderr
    found, seconds, kilobytes = json.loads(done.stdout)
    assert found == code
    assert seconds < 1
    assert kilobytes < 16 * 1024
