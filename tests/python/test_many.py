"""Batches: several values in one call, each with bytes of its own or one behind the other."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Iterator
from typing import Any

import isobyte
import pytest
from support import codes
from test_api import ORDER, Address, Kind, Order, order
from test_vectors import cases, fails

VALUES = [order(id=n, user="u" * n, tags=["t"] * (n % 5)) for n in range(700)]


def test_the_same_as_one_by_one() -> None:
    codec, typed = isobyte.Codec(ORDER), isobyte.Codec(ORDER, type=Order)
    data = [codec.encode(value) for value in VALUES]
    objects = [typed.decode(one) for one in data]
    assert type(objects[0]) is Order
    for values in (VALUES, tuple(VALUES), iter(VALUES), objects):
        assert codec.encode_many(values) == data
    assert codec.encode_many([]) == codec.decode_many([]) == codec.decode_all(b"") == []
    for all_bytes in (data, iter(data), [bytearray(one) for one in data], map(memoryview, data)):
        assert codec.decode_many(all_bytes) == VALUES
    assert typed.decode_many(data) == objects
    joined = b"".join(data)
    for form in (joined, bytearray(joined), memoryview(joined)):
        assert codec.decode_all(form) == codec.decode_all(form, 700) == codec.decode_all(form, count=700) == VALUES
    assert typed.decode_all(joined) == objects


def test_a_bad_one_says_which() -> None:
    codec = isobyte.Codec(ORDER)
    good = codec.encode(order())
    assert fails("value_type", codec.encode_many, [order(), order(tags=[1])]).path == "[1].tags[0]"
    assert fails("data_truncated", codec.decode_many, [good, good, good[:-1]]).path.startswith("[2]")
    assert fails("data_trailing", codec.decode_many, [good, good + b"x"]).path == "[1]"
    assert fails("data_truncated", codec.decode_all, good + good[:-1]).path.startswith("[1]")
    assert fails("data_truncated", codec.decode_all, good, 2).path.startswith("[1]")
    assert fails("data_trailing", codec.decode_all, good * 3, 2).offset == len(good) * 2
    fails("invalid_argument", codec.decode_all, good, -1)
    for call, wrong in ((codec.encode_many, 5), (codec.decode_many, [5]), (codec.decode_all, "text")):
        with pytest.raises(TypeError):
            call(wrong)


@pytest.mark.parametrize("row", cases("decode-fail"))
def test_bad_data_in_a_batch(row: dict[str, Any]) -> None:
    code, data = codes()["decode-fail", row["id"]], bytes.fromhex(row["hex"])
    codec = isobyte.Codec(row["schema"])
    assert fails(code, codec.decode_many, [data]).path.startswith("[0]")
    fails(code, codec.decode_all, data, 1)


def test_values_without_bytes_are_counted() -> None:
    nothing = isobyte.Codec('"null"')
    assert nothing.decode_all(b"", 3) == [None] * 3
    assert nothing.decode_all(b"") == []
    fails("data_trailing", nothing.decode_all, b"x")
    fails("data_limit", nothing.decode_all, b"", 2**40)
    fails("data_limit", isobyte.Codec('"int"').decode_all, b"\2" * 20_000, 20_001)


def test_code_that_raises_or_calls_in_again() -> None:
    codec = isobyte.Codec(ORDER)

    def values() -> Iterator[Any]:
        yield order()
        codec.encode_many([order()] * 3)
        yield order()
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        codec.encode_many(values())

    @dataclasses.dataclass
    class Numbered:
        n: int
        again: Any = dataclasses.field(default_factory=lambda: numbers.decode_many([b"\2"] * 2) and None)

    numbers: isobyte.Codec[Any] = isobyte.Codec('"int"')
    text = '{"type":"record","name":"Numbered","fields":[{"name":"n","type":"int"}]}'
    typed = isobyte.Codec(text, type=Numbered, unknown_fields="ignore")
    assert [one.n for one in typed.decode_all(b"\2\4\6")] == [1, 2, 3]


def test_records_without_bytes_are_counted() -> None:
    """A value of 25 dicts that stand for 2**24 empty records is refused before anybody waits for it."""
    text = '{"type":"record","name":"L0","fields":[]}'
    for level in range(1, 25):
        inner = f'{{"name":"a","type":{text}}},{{"name":"b","type":"L{level - 1}"}}'
        text = f'{{"type":"record","name":"L{level}","fields":[{inner}]}}'
    codec = isobyte.Codec(text)
    value: dict[str, Any] = {}
    for _ in range(24):
        value = {"a": value, "b": value}
    for call in (codec.encode, codec.encode_json, lambda value: codec.encode_many([value])):
        began = time.process_time()
        assert isinstance(fails("value_limit", call, value), isobyte.EncodeError)
        assert time.process_time() - began < 2
    began = time.process_time()
    fails("data_limit", codec.decode, b"")
    assert time.process_time() - began < 2


def test_kinds_are_enums() -> None:
    typed = isobyte.Codec(ORDER, type=Order)
    made = Order(**order(kind=Kind.PAID, address=Address("London", 1)))
    assert typed.decode_all(b"".join(typed.encode_many([made, made]))) == [made, made]
