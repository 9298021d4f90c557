"""Container files: those that Avro Java wrote, our own read by fastavro and theirs by us, ranges, appending, evolution."""

from __future__ import annotations

import dataclasses
import io
import json
import pathlib
from typing import Any

import fastavro
import isobyte
import pytest
from isobyte.files import DataFileReader, open_reader, open_writer
from support import Classes, Names, load, plain, tagged
from test_api import ORDER, Order, order
from test_vectors import cases, fails

CODECS = ("null", "deflate", "bzip2", "snappy", "xz", "zstandard")
SYNC = bytes.fromhex("00112233445566778899aabbccddeeff")
VALUES = [order(id=n, user=f"user-{n}", attrs={"n": n}) for n in range(1_000)]


class Pieces(io.RawIOBase):
    """A file that is only read, and gives little at once."""

    def __init__(self, data: bytes, size: int) -> None:
        self._data, self._size, self._at = data, size, 0

    def read(self, size: int = -1, /) -> bytes:
        data = self._data[self._at : self._at + min(self._size, size)]
        self._at += len(data)
        return data

    def seekable(self) -> bool:
        return False


def written(values: Any, schema: Any = ORDER, **options: Any) -> bytes:
    file = io.BytesIO()
    with open_writer(file, schema, **options) as writer:
        writer.extend(values)
    return file.getvalue()


def items(row: dict[str, Any], classes: Classes | None = None) -> list[Any]:
    """Item i is the row's value with `id` = i."""
    names, value = Names(row["schema"]), json.loads(row["value"])
    return [load(names, {**value, "id": n}, classes=classes) for n in range(row["count"])]


@pytest.mark.parametrize("row", cases("ocf"))
def test_files_of_java(row: dict[str, Any], tmp_path: pathlib.Path) -> None:
    data, expected = bytes.fromhex(row["hex"]), items(row)
    path = tmp_path / "java.avro"
    path.write_bytes(data)
    sources: list[Any] = [data, bytearray(data), memoryview(data), path, str(path), io.BytesIO(data)]
    for source in [*sources, Pieces(data, 1), Pieces(data, 7)]:
        with open_reader(source, raw_logical=True, tagged_unions=True) as reader:
            assert reader.schema == isobyte.Schema(row["schema"])
            assert (reader.codec, reader.header.sync) == (row["codec"], SYNC)
            assert list(reader.metadata) == ["user.key", "avro.schema", "avro.codec"]
            assert reader.metadata["user.key"] == "v\u00e9".encode()
            found = list(reader)
            assert list(reader) == []
        assert [tagged(one) for one in found] == [tagged(one) for one in expected]
    classes = Classes(Names(row["schema"]))
    root = classes.by_name[isobyte.Schema(row["schema"]).name or ""]
    typed = list(open_reader(data, type=root, raw_logical=True))
    assert [plain(one) for one in typed] == [plain(one) for one in items(row, classes)]
    assert all(type(one) is root for one in typed)


@pytest.mark.parametrize("row", [case for case in cases("ocf") if case.values[0]["codec"] == "null"])
def test_blocks_are_those_of_java(row: dict[str, Any]) -> None:
    """Byte for byte, with the interval of the reference's writer."""
    data = bytes.fromhex(row["hex"])
    reader = open_reader(data, raw_logical=True)
    values, header = list(reader), data[: reader.header.length]
    file = io.BytesIO(header)
    codec = isobyte.Codec(row["schema"], map_order="insertion")
    with open_writer(file, codec, append=True, block_bytes=4_000) as writer:
        writer.extend(values)
    assert file.getvalue() == data


@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize("count", [0, 1, 1_000])
def test_written_and_read_again(codec: Any, count: int, tmp_path: pathlib.Path) -> None:
    values, path = VALUES[:count], tmp_path / "own.avro"
    metadata = {"text": "v\u00e9", "bytes": b"\xff"}
    with open_writer(path, ORDER, codec=codec, metadata=metadata, sync=SYNC, block_bytes=2_000) as writer:
        for value in values[: count // 2]:
            writer.append(value)
        writer.extend(iter(values[count // 2 :]))
    with open_reader(path) as reader:
        assert list(reader) == values
        assert reader.codec == codec
        assert reader.metadata["text"].decode() == "v\u00e9" and reader.metadata["bytes"] == b"\xff"
    data = path.read_bytes()
    # Equal input gives equal files; without a sync marker every file has its own.
    assert written(values, codec=codec, metadata=metadata, sync=SYNC, block_bytes=2_000) == data
    assert written(values, codec=codec) != written(values, codec=codec)
    if codec in ("null", "deflate", "bzip2", "xz"):
        # It takes no metadata but texts.
        theirs = fastavro.reader(io.BytesIO(written(values, codec=codec, metadata={"text": "v\u00e9"})))
        assert theirs.metadata["text"] == "v\u00e9"
        assert list(theirs) == values
        assert theirs.codec == codec
        file = io.BytesIO()
        fastavro.writer(file, fastavro.parse_schema(json.loads(ORDER)), values, codec, sync_interval=2_000)
        assert list(open_reader(file.getvalue())) == values


def test_levels() -> None:
    for codec in ("deflate", "bzip2", "xz", "zstandard"):
        low, high = (written(VALUES, codec=codec, level=level, sync=SYNC) for level in (1, 9))
        assert list(open_reader(low)) == list(open_reader(high)) == VALUES
        # Levels of bzip2 are sizes of blocks, all larger than these values.
        assert len(high) < len(low) or codec == "bzip2"
    fails("invalid_argument", lambda: open_writer(io.BytesIO(), ORDER, codec="null", level=1))
    fails("invalid_argument", lambda: open_writer(io.BytesIO(), ORDER, codec="deflate", level=10))


@pytest.mark.parametrize("codec", ["null", "deflate"])
def test_ranges_give_each_value_once(codec: Any) -> None:
    data = written(VALUES, codec=codec, block_bytes=1_500)
    for size in (1, 40, 997, 5_000, len(data)) if codec == "null" else (300, len(data)):
        starts = range(0, len(data), size) if size > 1 else range(len(data) // 3, len(data) // 3 + 3_000)
        found: list[Any] = []
        for start in starts:
            found.extend(open_reader(data, range=(start, start + size)))
        if size > 1:
            assert found == VALUES
        else:
            assert 0 < len(found) < len(VALUES) and found == VALUES[found[0]["id"] : found[-1]["id"] + 1]
    # In a file that begins later than its file object.
    file = io.BytesIO(b"before" + data)
    file.seek(6)
    head = list(open_reader(file, range=(0, len(data) // 2)))
    file.seek(6)
    assert head + list(open_reader(file, range=(len(data) // 2, 2**70))) == VALUES
    for wrong in ((-1, 5), (5, 4)):
        fails("invalid_argument", lambda wrong=wrong: open_reader(data, range=wrong))


@pytest.mark.parametrize("codec", CODECS)
def test_append(codec: Any, tmp_path: pathlib.Path) -> None:
    path = tmp_path / "more.avro"
    path.write_bytes(written(VALUES[:10], codec=codec, sync=SYNC))
    with open_writer(path, append=True) as writer:
        writer.append(VALUES[10])
    with open_writer(path, ORDER, append=True) as writer:
        writer.extend(VALUES[11:20])
    file = io.BytesIO(path.read_bytes())
    with open_writer(file, isobyte.Codec(ORDER, unknown_fields="ignore"), append=True) as writer:
        writer.append({**VALUES[20], "more": 1})
    reader = open_reader(file.getvalue())
    assert list(reader) == VALUES[:21]
    assert (reader.codec, reader.header.sync) == (codec, SYNC)


def test_append_refuses(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "more.avro"
    data = written(VALUES[:10])
    path.write_bytes(data)
    fails("schema_incompatible", lambda: open_writer(path, '"int"', append=True))
    fails("invalid_argument", lambda: open_writer(path, append=True, codec="null"))
    path.write_bytes(data[:-1])
    fails("data_truncated", lambda: open_writer(path, append=True))
    path.write_bytes(data[:50])
    fails("data_truncated", lambda: open_writer(path, append=True))
    path.write_bytes(b"something else")
    fails("frame_unknown", lambda: open_writer(path, append=True))
    with pytest.raises(FileNotFoundError):
        open_writer(tmp_path / "none.avro", append=True)
    assert path.read_bytes() == b"something else"


def test_another_schema_and_classes() -> None:
    @dataclasses.dataclass
    class User(isobyte.AvroModel):
        name: str
        age: int = 7

    @dataclasses.dataclass
    class Person(isobyte.AvroModel):
        name: str
        mail: str | None = None

        class Meta:
            schema_name = "User"

    data = written([User("a", 1), {"name": "b", "age": 2}], User)
    assert list(open_reader(data)) == [{"name": "a", "age": 1}, {"name": "b", "age": 2}]
    users: DataFileReader[User] = open_reader(data, type=User)
    assert list(users) == [User("a", 1), User("b", 2)]
    assert list(open_reader(data, type=Person)) == [Person("a"), Person("b")]
    reader = '{"type":"record","name":"User","fields":[{"name":"age","type":"double"},{"name":"x","type":"int","default":3}]}'
    assert list(open_reader(data, reader=reader)) == [{"age": 1.0, "x": 3}, {"age": 2.0, "x": 3}]
    assert open_reader(data, reader=reader).schema.canonical == isobyte.Schema(User.avro_schema()).canonical
    fails("schema_incompatible", lambda: open_reader(data, reader='"int"'))
    assert [one.id for one in open_reader(written(VALUES), type=Order)] == list(range(1_000))


def test_bad_values_are_not_in_the_file() -> None:
    file = io.BytesIO()
    with open_writer(file, ORDER) as writer:
        writer.append(VALUES[0])
        assert fails("value_type", writer.append, order(id="x")).path == "id"
        assert fails("value_type", writer.extend, [VALUES[1], order(tags=[1])]).path == "[1].tags[0]"
        writer.append(VALUES[2])
    assert list(open_reader(file.getvalue())) == VALUES[:3]
    assert not file.closed
    fails("closed", writer.append, VALUES[0])
    fails("closed", writer.extend, [])
    writer.close()

    def values() -> Any:
        yield VALUES[0]
        raise KeyError("mine")

    file = io.BytesIO()
    with pytest.raises(KeyError, match="mine"), open_writer(file, ORDER) as writer:
        writer.extend(values())
    assert list(open_reader(file.getvalue())) == VALUES[:1]


def test_bad_files_say_where() -> None:
    data = written(VALUES, sync=SYNC, block_bytes=5_000)
    assert isinstance(fails("frame_unknown", open_reader, b"PAR1...."), isobyte.DecodeError)
    fails("data_truncated", open_reader, b"")
    fails("data_truncated", open_reader, data[:100])
    found: list[Any] = []
    reader = open_reader(data[:-20])
    error = fails("data_truncated", lambda: found.extend(reader))
    assert error.offset == len(data) - 20
    assert len(found) > 800 and found == VALUES[: len(found)]
    bad = bytearray(data)
    bad[-3] ^= 1
    assert fails("data_malformed", list, open_reader(bad)).offset is not None
    for codec in CODECS[1:]:
        bad = bytearray(written(VALUES, codec=codec, sync=SYNC))
        middle = open_reader(bad).header.length + 200
        bad[middle : middle + 50] = bytes(50)
        assert isinstance(fails("data_malformed", list, open_reader(bad)), isobyte.DecodeError)


def test_values_before_a_bad_one_are_given() -> None:
    # By hand: a block of 100 texts, of which number 70 is no UTF-8.
    header = written([], '"string"', sync=SYNC)
    texts = [b"\x02a"] * 100
    texts[70] = b"\x02\xff"
    body = b"".join(texts)
    data = header + b"\xc8\x01" + b"\x90\x03" + body + SYNC
    reader, found = open_reader(data), []
    error = fails("data_malformed", lambda: found.extend(reader))
    assert found == ["a"] * 70
    assert error.path == "[70]"
    # A count that is too small, and one that is too large.
    for count, code, given in ((b"\xc6\x01", "data_trailing", 99), (b"\xca\x01", "data_truncated", 100)):
        found = []
        reader = open_reader(header + count + b"\x90\x03" + b"\x02a" * 100 + SYNC)
        fails(code, lambda reader=reader, found=found: found.extend(reader))
        assert found == ["a"] * given


def test_limits() -> None:
    data = written([None] * 20_000, '"null"')
    assert list(open_reader(data)) == [None] * 20_000
    fails("data_limit", list, open_reader(data, max_empty_items=1_000))
    data = written(VALUES, codec="deflate")
    fails("data_limit", list, open_reader(data, max_block_bytes=10_000))
    fails("data_limit", list, open_reader(written(VALUES), max_depth=1))


def test_other_arguments(tmp_path: pathlib.Path) -> None:
    for wrong in (5, None, ["a"]):
        fails("invalid_argument", open_reader, wrong)
        fails("invalid_argument", open_writer, wrong, ORDER)
    fails("invalid_argument", open_reader, io.StringIO("text"))
    fails("invalid_argument", open_writer, io.StringIO("text"), ORDER)
    fails("invalid_argument", open_writer, io.BytesIO())
    for options in ({"sync": b"short"}, {"metadata": {"avro.mine": b""}}):
        fails("invalid_argument", lambda options=options: open_writer(io.BytesIO(), ORDER, **options))
    fails("unsupported", lambda: open_writer(io.BytesIO(), ORDER, codec="lz4"))  # type: ignore[arg-type]
    with pytest.raises(FileNotFoundError):
        open_reader(tmp_path / "none.avro")
    assert not list(tmp_path.iterdir())


class Slow(io.RawIOBase):
    """A file that takes a few bytes at once, as one without a buffer may."""

    def __init__(self) -> None:
        self.data = b""

    def write(self, data: Any, /) -> int:
        self.data += bytes(data[:100])
        return min(len(data), 100)


def test_files_that_take_little_at_once() -> None:
    file = Slow()
    with open_writer(file, ORDER) as writer:
        writer.extend(VALUES)
    assert list(open_reader(file.data)) == VALUES


def test_a_file_that_fails() -> None:
    class Full(io.RawIOBase):
        data = b""

        def write(self, data: Any, /) -> int:
            if len(self.data) > 20_000:
                raise OSError("no space left")
            self.data += bytes(data[:1_000])
            return min(len(data), 1_000)

    file = Full()
    with pytest.raises(OSError, match="no space"), open_writer(file, ORDER, block_bytes=5_000) as writer:
        writer.extend(VALUES)
    # Nothing is written behind a block that is not whole.
    fails("closed", writer.append, VALUES[0])
    assert len(file.data) < 22_000
    found: list[Any] = []
    fails("data_truncated", lambda: found.extend(open_reader(file.data)))
    assert found == VALUES[: len(found)]


def test_next_and_closing(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "own.avro"
    path.write_bytes(written(VALUES))
    reader = open_reader(path)
    assert next(reader) == VALUES[0]
    values = iter(reader)
    assert next(values) == VALUES[1]
    reader.close()
    reader.close()
    # Not an end that looks like the file's.
    fails("closed", next, reader)
    fails("closed", iter, reader)
    fails("closed", list, values)
    file = path.open("rb")
    with open_reader(file) as reader:
        next(reader)
    assert not file.closed
    file.close()
    # A flushed file can be read while it grows.
    writer = open_writer(path, ORDER)
    writer.append(VALUES[0])
    writer.flush()
    assert list(open_reader(path)) == VALUES[:1]
    writer.append(VALUES[1])
    writer.close()
    assert list(open_reader(path)) == VALUES[:2]


def test_code_that_calls_in_again() -> None:
    native = isobyte._native.FileReader()
    schema = '{"type":"record","name":"Nosy","fields":[{"name":"n","type":"int"}]}'

    @dataclasses.dataclass
    class Nosy:
        n: int
        more: Any = dataclasses.field(default_factory=lambda: native.values(codec))

    codec = isobyte.Codec(schema, type=Nosy, unknown_fields="ignore")
    native.feed(written([{"n": n} for n in range(3)], schema))
    error = fails("data_unrepresentable", native.values, codec)
    assert isinstance(error.__cause__, isobyte.UsageError)
    # What went wrong stays so.
    fails("data_unrepresentable", native.values, codec)
