"""Encodes and decodes without end, and prints what memory there was: `python leaks.py COUNT` (a program of its own).

A line a tenth: how many calls so far, the resident memory in bytes, and the blocks that Python has allocated.
"""

from __future__ import annotations

import dataclasses
import gc
import itertools
import os
import sys
import typing
from collections.abc import Callable
from typing import Any, Optional, Union

import isobyte
import msgspec
import pydantic
from isobyte import model
from isobyte.pydantic import AvroBaseModel


@dataclasses.dataclass
class Inner(isobyte.AvroModel):
    x: int
    text: str = "t"


@dataclasses.dataclass
class Data(isobyte.AvroModel):
    number: int
    text: str
    inner: Inner
    many: list[Union[Inner, int]]
    by: dict[str, float]
    maybe: Optional[bytes] = None


class Filled(AvroBaseModel):
    number: int
    texts: list[str]
    maybe: Optional[Filled] = None


class Checked(AvroBaseModel):
    number: pydantic.PositiveInt
    page: pydantic.HttpUrl


class Struct(msgspec.Struct):
    number: int
    texts: list[str]


class Pair(typing.NamedTuple):
    number: int
    text: str


class Row(typing.TypedDict, total=False):
    number: int
    text: str


VALUES: list[Any] = [
    Data(2**40, "ü" * 5, Inner(1), [Inner(2), 3, Inner(4)], {"k": 0.5}, b"b"),
    Filled(number=1, texts=["a", "b"], maybe=Filled(number=2, texts=[])),
    Checked(number=1, page="http://example.com/"),  # type: ignore[arg-type]
    Struct(2**40, ["a"]),
    Pair(2**40, "a"),
]


def calls() -> list[Callable[[], object]]:
    """Calls that take and give objects of every kind, and such that fail."""
    made: list[Callable[[], object]] = []
    for value in VALUES:
        cls = type(value)
        codec = isobyte.Codec(model.avro_schema(cls), type=cls)
        data = codec.encode(value)
        made += [lambda c=codec, v=value: c.encode(v), lambda c=codec, d=data: c.decode(d)]
        made.append(lambda c=codec, d=data: refused(c.decode, d[:-1]))
    plain = isobyte.Codec(Data.avro_schema())
    data = VALUES[0].serialize()
    value = plain.decode(data)
    made += [
        lambda: plain.encode(value),
        lambda: plain.decode(data),
        lambda: refused(plain.encode, {**value, "text": 5}),
    ]
    made += [
        lambda: refused(isobyte.Codec.decode, checked, b"\x01\x02a"),
        VALUES[0].serialize,
        lambda: Data.deserialize(data),
    ]
    row = model.serialize({"number": 1}, Row)
    made += [lambda: model.serialize({"number": 1}, Row), lambda: model.deserialize(row, Row)]
    return made


checked = isobyte.Codec(Checked.avro_schema(), type=Checked)


def refused(function: Callable[..., object], *arguments: object) -> None:
    """A call that has to fail."""
    try:
        function(*arguments)
    except isobyte.IsobyteError:
        return
    raise AssertionError(f"expected {function} to fail")


def main(count: int) -> None:
    every = calls()
    for tenth in range(11):
        gc.collect()
        with open("/proc/self/statm") as file:
            resident = int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        print(tenth * count // 10, resident, sys.getallocatedblocks(), flush=True)
        if tenth < 10:
            for call in itertools.islice(itertools.cycle(every), count // 10):
                call()


if __name__ == "__main__":
    main(int(sys.argv[1]))
