"""The broker ends with the test run, however that ends."""

from __future__ import annotations

import os
import pathlib
import signal
import socket
import subprocess
import sys
import time

import pytest
from broker import KAFKA

PROGRAM = """
import pathlib, sys, time
from broker import Broker

with Broker(pathlib.Path(sys.argv[1])) as broker:
    print(broker.port, broker.folder, flush=True)
    sys.stdin.readline()
    raise AssertionError("a test has failed")
"""


def is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.parametrize("how", ["failed", "killed"])
def test_the_broker_ends_with_the_run(how: str, tmp_path: pathlib.Path) -> None:
    if how == "killed" and sys.platform != "linux":
        pytest.skip("only Linux tells a child that its parent was killed")
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, KAFKA / "libs"],
        cwd=pathlib.Path(__file__).parent,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"TMPDIR": str(tmp_path), "PATH": os.environ["PATH"]},
        text=True,
    ) as child:
        assert child.stdin is not None and child.stdout is not None
        port, folder = child.stdout.readline().split()
        assert is_open(int(port))
        if how == "failed":
            child.stdin.write("\n")
        else:
            child.send_signal(signal.SIGKILL)
        child.stdin.close()
        assert child.wait(30) != 0
    until = time.monotonic() + 15
    while is_open(int(port)) and time.monotonic() < until:
        time.sleep(0.05)
    assert not is_open(int(port))
    assert how == "killed" or not pathlib.Path(folder).exists()
