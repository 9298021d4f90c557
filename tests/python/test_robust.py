"""Threads, memory, objects that change under way, and how the package is imported."""

from __future__ import annotations

import dataclasses
import datetime
import gc
import subprocess
import sys
import threading
import types
from typing import Any

import isobyte
import pytest
from test_api import ORDER, WHEN, Address, Kind, Order, order


def test_code_that_changes_what_is_being_written() -> None:
    """Containers that change under way give an error or bytes, and never a crash."""
    things: list[Any] = []
    outer: dict[str, Any] = {}

    class Spoiler(datetime.tzinfo):
        def utcoffset(self, when: Any) -> datetime.timedelta:
            things.clear()
            outer.clear()
            gc.collect()
            codec.encode(order())
            return datetime.timedelta(0)

    codec = isobyte.Codec(ORDER)
    stamps = isobyte.Codec('{"type":"array","items":{"type":"long","logicalType":"timestamp-millis"}}')
    for count in (1, 3, 100):
        things[:] = [WHEN.replace(tzinfo=Spoiler(), microsecond=n) for n in range(count)]
        try:
            stamps.encode(things)
        except isobyte.EncodeError:
            assert count > 1
    outer.update(order(created=WHEN.replace(tzinfo=Spoiler()), tags=["x" * 100], attrs={"k" * 50: 2**40}))
    with pytest.raises(isobyte.EncodeError):
        codec.encode(outer)
    maps = isobyte.Codec('{"type":"map","values":{"type":"long","logicalType":"timestamp-millis"}}')
    outer.update({f"k{n}" * 3: WHEN.replace(tzinfo=Spoiler(), microsecond=n * 1000) for n in range(20)})
    assert len(maps.decode(maps.encode(outer))) == 20


def test_threads() -> None:
    codec = isobyte.Codec(ORDER, type=Order)
    value = order(kind=Kind.PAID, address=Address("London", 12345))
    expected = codec.encode(Order(**value))
    wrong: list[Any] = []

    def work(number: int) -> None:
        try:
            own = Order(**{**value, "id": number, "tags": [str(number)] * 3})
            for _ in range(2_000):
                if codec.decode(codec.encode(own)) != own or codec.encode(Order(**value)) != expected:
                    wrong.append(number)
        except BaseException as e:
            wrong.append(e)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_no_memory_is_lost() -> None:
    codec, typed = isobyte.Codec(ORDER, tagged_unions=True), isobyte.Codec(ORDER, type=Order)
    plain = order(attrs={f"key-{n}": 10**12 + n for n in range(5)}, email="x@y")
    made = Order(**{**plain, "kind": Kind.PAID, "address": Address("London", 12345)})
    data = codec.encode(plain)

    def turn() -> None:
        codec.encode(plain)
        codec.encode(types.MappingProxyType(plain))
        typed.encode(made)
        codec.decode(data)
        typed.decode(data)
        for wrong in (order(id="x"), order(tags=["a", 2]), order(attrs={"a": "b"})):
            with pytest.raises(isobyte.EncodeError):
                codec.encode(wrong)
        for end in (1, 5, len(data) - 1):
            with pytest.raises(isobyte.DecodeError):
                typed.decode(data[:end])
            with pytest.raises(isobyte.DecodeError):
                codec.decode(data[:end])

    def blocks() -> int:
        gc.collect()
        return sys.getallocatedblocks()

    for _ in range(100):
        turn()
    before, counts = blocks(), [sys.getrefcount(x) for x in (None, made, Kind.PAID, plain, "PAID")]
    for _ in range(1_000):
        turn()
    assert blocks() - before < 200
    assert all(
        abs(a - b) < 20
        for a, b in zip(counts, [sys.getrefcount(x) for x in (None, made, Kind.PAID, plain, "PAID")], strict=True)
    )


def test_a_codec_lets_its_classes_and_values_go() -> None:
    import weakref

    def once() -> Any:
        @dataclasses.dataclass
        class P:
            a: int

        codec = isobyte.Codec('{"type":"record","name":"P","fields":[{"name":"a","type":"long"}]}', type=P)
        codec.encode(codec.decode(b"\x02"))
        return weakref.ref(P)

    found = once()
    gc.collect()
    assert found() is None


def test_classes_without_end() -> None:
    codec = isobyte.Codec('{"type":"record","name":"P","fields":[{"name":"a","type":"long"}]}')
    for _ in range(4_200):
        assert codec.encode(dataclasses.make_dataclass("P", [("a", int)])(1)) == b"\x02"


def run_child(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout


def test_import_is_quick() -> None:
    code = "import time; t = time.process_time(); import isobyte; print(time.process_time() - t)"
    assert min(float(run_child(code)) for _ in range(5)) < 0.040
    # Models want parts of the standard library that every program with dataclasses has.
    code = "import dataclasses, datetime, decimal, enum, uuid; " + code.replace(
        "isobyte;", "isobyte; isobyte.AvroModel;"
    )
    assert min(float(run_child(code)) for _ in range(5)) < 0.040


def test_the_module_is_complete() -> None:
    for name in isobyte.__all__:
        assert getattr(isobyte, name) is not None
    assert set(isobyte.__all__) <= set(dir(isobyte))
    with pytest.raises(AttributeError):
        _ = isobyte.lost
    assert isobyte.__version__.count(".") == 2
