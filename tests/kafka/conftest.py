"""One broker and one registry for all tests here, and the programs that talk to them."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator

import pytest
from broker import KAFKA, OUT, Broker, dies_with_us


@pytest.fixture(scope="session")
def kafka() -> Iterator[str]:
    """The address of a running broker."""
    assert (KAFKA / "libs").is_dir(), "no broker below target/kafka: `make test-kafka` fetches it"
    with Broker(KAFKA / "libs") as broker:
        yield broker.address


@pytest.fixture(scope="session")
def registry() -> Iterator[str]:
    """The URL of the running registry, a process of its own."""
    with tempfile.TemporaryDirectory(prefix="isobyte-registry-") as data:
        command = [str(OUT / "isobyte"), "serve", "--listen", "127.0.0.1:0", "--data", data]
        server = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, preexec_fn=dies_with_us
        )
        try:
            assert server.stdout is not None
            yield server.stdout.readline().split()[-1]
        finally:
            server.terminate()
            server.wait(15)
