"""Eight threads that make models and use codecs at the same time: ISOBYTE_THREAD_SECONDS=30 for the whole of it."""

from __future__ import annotations

import dataclasses
import functools
import json
import os
import sys
import threading
import time
from collections.abc import Callable
from typing import Any, Optional

import isobyte
import pytest
from isobyte.pydantic import AvroBaseModel

SECONDS = float(os.environ.get("ISOBYTE_THREAD_SECONDS", "2"))
THREADS = 8


def in_threads(work: Callable[[int], None]) -> None:
    """Runs work in eight threads that change as often as can be, and raises what it raised."""
    raised: list[BaseException] = []

    def run(number: int) -> None:
        try:
            work(number)
        except BaseException as e:
            raised.append(e)

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-4)
    try:
        threads = [threading.Thread(target=run, args=(number,)) for number in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(interval)
    if raised:
        raise raised[0]


def classes(which: int) -> tuple[type, type]:
    """A dataclass and a model of pydantic's, new each time, whose schemas tell the number."""

    @dataclasses.dataclass
    class Inner(isobyte.AvroModel):
        x: int = which

    @dataclasses.dataclass
    class Outer(isobyte.AvroModel):
        inner: Inner
        many: list[Inner]
        text: str = str(which)
        maybe: Optional[Inner] = None

    class Checked(AvroBaseModel):
        number: int = which
        texts: dict[str, str] = {}

    return Outer, Checked


def first_use(outer: Any, checked: Any, schemas: Any, start: threading.Barrier, number: int) -> None:
    """What each thread does with classes that nobody used before."""
    start.wait()
    one = checked(texts={"n": str(number)})
    assert checked.deserialize(one.serialize()) == one
    schemas[0].add(outer.avro_schema())
    schemas[1].add(checked.avro_schema())


def test_models_are_made_once_whoever_comes_first() -> None:
    end = time.monotonic() + SECONDS / 2
    rounds = 0
    while time.monotonic() < end:
        rounds += 1
        outer, checked = classes(rounds)
        schemas: tuple[set[str], set[str]] = (set(), set())
        in_threads(functools.partial(first_use, outer, checked, schemas, threading.Barrier(THREADS)))
        assert [len(texts) for texts in schemas] == [1, 1]
        assert json.loads(schemas[0].pop())["fields"][2]["default"] == str(rounds)
        assert json.loads(schemas[1].pop())["fields"][0]["default"] == rounds


@dataclasses.dataclass
class Item(isobyte.AvroModel):
    number: int
    texts: list[str]
    by: dict[str, int]
    maybe: Optional[str] = None


def test_codecs_are_shared() -> None:
    typed = isobyte.Codec(Item.avro_schema(), type=Item)
    plain = isobyte.Codec(Item.avro_schema())
    end = time.monotonic() + SECONDS / 2
    done = [0] * THREADS

    def work(number: int) -> None:
        value = Item(number, ["a" * number, "b"], {str(n): n for n in range(number)}, None if number % 2 else "x" * 600)
        data = typed.encode(value)
        while time.monotonic() < end:
            assert typed.encode(value) == plain.encode(dataclasses.asdict(value)) == value.serialize() == data
            assert typed.decode(data) == value == Item.deserialize(data)
            assert plain.decode(data) == dataclasses.asdict(value)
            assert typed.decode_many([data] * 3) == [value] * 3
            with pytest.raises(isobyte.DecodeError):
                typed.decode(data[:-1])
            done[number] += 1

    in_threads(work)
    assert all(done)
