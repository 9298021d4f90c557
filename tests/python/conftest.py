"""Fixtures: the registry's own server, started once, on a free port with a directory of its own."""

from __future__ import annotations

import os
import pathlib
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest
from support import ROOT


def binary() -> str:
    """The command `isobyte`: as the environment says, else as cargo builds it."""
    said = os.environ.get("ISOBYTE_BIN")
    if said:
        return said
    cargo = shutil.which("cargo")
    if cargo is None:
        pytest.fail("expected ISOBYTE_BIN, or cargo to build the command isobyte; found neither")
    subprocess.run([cargo, "build", "-q", "--profile", "quick", "-p", "isobyte-cli"], cwd=ROOT, check=True)
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    return str(target / "quick" / "isobyte")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The URL of a running registry."""
    directory = tempfile.mkdtemp(prefix="isobyte-test-")
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    process = subprocess.Popen([binary(), "serve", "--listen", f"127.0.0.1:{port}", "--data", directory])
    try:
        for _ in range(100):
            try:
                urllib.request.urlopen(url + "/subjects", timeout=1).read()
                break
            except (urllib.error.URLError, OSError):
                assert process.poll() is None, "the server ended"
                time.sleep(0.05)
        else:
            pytest.fail("the server did not start")
        yield url
    finally:
        process.terminate()
        process.wait(10)
        shutil.rmtree(directory)
