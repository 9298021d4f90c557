"""One broker for all tests here, and a registry for each file of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from broker import KAFKA, Broker, serving


@pytest.fixture(scope="session")
def kafka() -> Iterator[str]:
    """The address of a running broker."""
    assert (KAFKA / "libs").is_dir(), "no broker below target/kafka: `make test-kafka` fetches it"
    with Broker(KAFKA / "libs") as broker:
        yield broker.address


@pytest.fixture(scope="module")
def registry() -> Iterator[str]:
    """The URL of a running registry, a process of its own."""
    with serving() as url:
        yield url
