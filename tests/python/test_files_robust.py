"""Container files that are large or hostile: memory is that of a block, and what decompresses lets other threads run."""

from __future__ import annotations

import gc
import io
import json
import subprocess
import sys
import threading
import time
from typing import Any

import isobyte
import pytest
from isobyte.files import open_reader, open_writer
from test_api import ORDER, Order, order

FLAG = '{"type":"record","name":"Flag","fields":[{"name":"on","type":"boolean"}]}'


FIXED = '{"type":"fixed","name":"F","size":50000000}'


def written(values: Any, schema: Any = ORDER, **options: Any) -> bytes:
    file = io.BytesIO()
    with open_writer(file, schema, **options) as writer:
        writer.extend(values)
    return file.getvalue()


CHILD = """
import json, resource, sys
from isobyte.files import open_reader
path, take = sys.argv[1], int(sys.argv[2])
def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
with open_reader(path) as reader:
    next(reader)
with open_reader(path) as reader:
    before = peak()
    count = sum(1 for _, _ in zip(range(take), reader))
print(json.dumps([count, peak() - before]))
"""


def child(path: Any, take: int) -> list[int]:
    command = [sys.executable, "-c", CHILD, str(path), str(take)]
    done = subprocess.run(command, text=True, capture_output=True, timeout=60, check=True)
    return json.loads(done.stdout)  # type: ignore[no-any-return]


@pytest.mark.parametrize("codec", ["null", "zstandard"])
def test_a_long_file_takes_little_memory(codec: Any, tmp_path: Any) -> None:
    path = tmp_path / "long.avro"
    with open_writer(path, ORDER, codec=codec) as writer:
        writer.extend(order(id=n) for n in range(100_000))
    count, kilobytes = child(path, 200_000)
    assert count == 100_000
    assert kilobytes < 2 * 1024


def test_a_small_file_of_many_values(tmp_path: Any) -> None:
    """A few kilobytes that stand for fifty million records: no more of them are made than are asked for."""
    path = tmp_path / "bomb.avro"
    path.write_bytes(written([bytes(50_000_000)], FIXED, codec="zstandard"))
    data, size = path.read_bytes(), open_reader(path).header.length
    assert len(data) < 10_000
    # The same block under another header, with another count: 50,000,000 as a zig-zag varint, by hand.
    header = written([], FLAG, codec="zstandard", sync=open_reader(data).header.sync)
    path.write_bytes(header + bytes.fromhex("80c2d72f") + data[size + 1 :])
    count, kilobytes = child(path, 100_000)
    assert count == 100_000
    # The block as it was decompressed, and once more for its decoder; 50 million dicts would take 100 times as much.
    assert kilobytes < 200 * 1024


def test_threads_run_while_a_block_is_decompressed() -> None:
    data = written([b"\0" * 60_000_000], '"bytes"', codec="xz", level=1)
    turns, done = 0, threading.Event()

    def count() -> None:
        nonlocal turns
        while not done.is_set():
            time.sleep(0.001)
            turns += 1

    # Reading sees its block when the last bytes are fed: until then nothing is decompressed.
    reader = isobyte._native.FileReader()
    reader.feed(data)
    codec = isobyte.Codec('"bytes"')
    thread = threading.Thread(target=count)
    thread.start()
    while turns == 0:
        time.sleep(0.001)
    before = turns
    began = time.perf_counter()
    values = reader.values(codec)
    seconds, after = time.perf_counter() - began, turns
    done.set()
    thread.join()
    assert values is not None and len(values[0]) == 60_000_000
    if seconds > 0.05:
        assert after - before > 5


def test_no_memory_is_lost() -> None:
    codec, typed = isobyte.Codec(ORDER), isobyte.Codec(ORDER, type=Order)
    evolved = isobyte.Codec(ORDER, reader=ORDER.replace('"name":"id"', '"name":"x","default":1,"aliases":["y"]'))
    store = isobyte.SchemaStore([ORDER])
    data, text = codec.encode(order()), codec.encode_json(order())
    message, file = codec.encode_single_object(order()), written([order()] * 50)
    # By hand: a block of two booleans, of which the second is none.
    bad = written([], '"boolean"', sync=bytes(16)) + b"\4\4\1\7" + bytes(16)

    def turn() -> None:
        codec.encode_many([order()] * 3)
        typed.decode_many([data] * 3)
        evolved.decode_all(data * 3)
        typed.decode_json(text)
        store.decode(message)
        store.decode(message, Order)
        written([order()] * 3)
        assert len(list(open_reader(file))) == 50
        for _ in zip(range(40), open_reader(file, type=Order), strict=False):
            pass
        for call, wrong in (
            (codec.encode_many, [order(), order(tags=[1])]),
            (typed.decode_many, [data, data[:-1]]),
            (typed.decode_all, data * 3 + b"x"),
            (codec.decode_json, text[:-1]),
            (store.decode, message[:-1]),
            (codec.encode_json, order(id="x")),
            (written, [order(), 5]),
            (list, open_reader(file[:-1])),
            (list, open_reader(bad)),
        ):
            with pytest.raises(isobyte.IsobyteError):
                call(wrong)

    def blocks() -> int:
        gc.collect()
        return sys.getallocatedblocks()

    def growth() -> int:
        before = blocks()
        for _ in range(200):
            turn()
        return blocks() - before

    # Caches grow for a while, what is lost is lost each time.
    assert any(growth() < 200 for _ in range(5))
