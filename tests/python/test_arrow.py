"""`isobyte.arrow`: the values of Arrow's readers are those of the dict decoder, for the shared rows and by hand."""

from __future__ import annotations

import datetime
import decimal
import gc
import io
import json
import pathlib
import re
import threading
import uuid
from typing import Any

import isobyte
import polars
import pyarrow
import pytest
from isobyte import arrow
from isobyte.files import open_writer
from support import ROOT, Names, rows

EVERYTHING = {
    "type": "record",
    "name": "Everything",
    "namespace": "a.b",
    "fields": [
        {"name": "int", "type": "int"},
        {"name": "nothing", "type": "null"},
        {"name": "flag", "type": ["boolean", "null"]},
        {"name": "text", "type": ["null", "string"]},
        {
            "name": "choice",
            "type": [
                "null",
                "long",
                "string",
                {"type": "record", "name": "Point", "fields": [{"name": "x", "type": "double"}]},
                {"type": "array", "items": "float"},
            ],
        },
        {"name": "list", "type": {"type": "array", "items": {"type": "array", "items": ["null", "int"]}}},
        {"name": "map", "type": {"type": "map", "values": ["null", "Point"]}},
        {"name": "enum", "type": ["null", {"type": "enum", "name": "Kind", "symbols": ["A", "B", "C"]}]},
        {"name": "fixed", "type": ["null", {"type": "fixed", "name": "F", "size": 3}]},
        {"name": "small", "type": {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}},
        {"name": "large", "type": ["null", {"type": "bytes", "logicalType": "decimal", "precision": 70, "scale": 5}]},
        {"name": "big", "type": {"type": "bytes", "logicalType": "big-decimal"}},
        {"name": "uuid", "type": {"type": "string", "logicalType": "uuid"}},
        {"name": "uuid16", "type": {"type": "fixed", "name": "U", "size": 16, "logicalType": "uuid"}},
        {"name": "date", "type": {"type": "int", "logicalType": "date"}},
        {"name": "millis", "type": {"type": "int", "logicalType": "time-millis"}},
        {"name": "micros", "type": {"type": "long", "logicalType": "time-micros"}},
        {"name": "instant", "type": {"type": "long", "logicalType": "timestamp-millis"}},
        {"name": "local", "type": ["null", {"type": "long", "logicalType": "local-timestamp-micros"}]},
        {"name": "duration", "type": ["null", {"type": "fixed", "name": "D", "size": 12, "logicalType": "duration"}]},
        {"name": "inner", "type": ["null", {"type": "record", "name": "Inner", "fields": [
            {"name": "ints", "type": {"type": "array", "items": "int"}},
            {"name": "flag", "type": "boolean"},
            {"name": "deeper", "type": {"type": "record", "name": "Deeper", "fields": [{"name": "t", "type": "string"}]}},
        ]}]},
    ],
}  # fmt: skip
TEXT = json.dumps(EVERYTHING)
UTC = datetime.timezone.utc


def value(i: int) -> dict[str, Any]:
    some = i % 3 == 0
    choices = [None, i, f"t{i}", isobyte.Branch("a.b.Point", {"x": i / 2}), [0.5] * (i % 4)]
    return {
        "int": i - 5,
        "nothing": None,
        "flag": None if some else i % 2 == 0,
        "text": "" if i == 4 else f"héllo {i}" if some else None,
        "choice": choices[i % 5],
        "list": [[None, i][: i % 3]] * (i % 4),
        "map": {"a": {"x": 1.5}, "b": None} if some else {},
        "enum": None if some else "ABC"[i % 3],
        "fixed": None if i % 2 else b"abc",
        "small": decimal.Decimal(-i) / 4,
        "large": None if some else decimal.Decimal(f"-{i}e60"),
        "big": decimal.Decimal("3.14") * i,
        "uuid": uuid.UUID(int=i),
        "uuid16": uuid.UUID(int=i << 100),
        "date": datetime.date(1960 + i, 1, 2),
        "millis": datetime.time(1, 2, 3, 4000),
        "micros": datetime.time(23, 59, 59, 999_999),
        "instant": datetime.datetime(1969, 12, 31, 23, 59, 59, 999_000, UTC),
        "local": None if some else datetime.datetime(2024, 1, 2, 3, 4, 5, 6),
        "duration": None if some else isobyte.Duration(1, 2, 4_000_000_000),
        "inner": None if i % 2 else {"ints": [1, 2, i], "flag": True, "deeper": {"t": f"d{i}"}},
    }


#: Without the decimal that polars cannot take.
NARROW = json.dumps({**EVERYTHING, "fields": [field for field in EVERYTHING["fields"] if field["name"] != "large"]})  # type: ignore[index]
CODEC = isobyte.Codec(TEXT)
DATA = CODEC.encode_many([value(i) for i in range(40)])


def expected(names: Names, schema: Any, namespace: str, found: Any) -> Any:
    """What Arrow's readers give for a value of the dict decoder with tagged unions, by docs/arrow.md."""
    kind, definition, inner = names.resolve(schema, namespace)
    if kind == "union":
        if found is None:
            return None
        others = [branch for branch in definition if names.branch_name(branch, inner) != "null"]
        branch = next(one for one in others if names.branch_name(one, inner) == found.name)
        value = expected(names, branch, inner, found.value)
        if len(others) == 1:
            return value
        return {names.branch_name(one, inner): value if one is branch else None for one in others}
    if isinstance(found, isobyte.Duration):
        return {"months": found.months, "days": found.days, "millis": found.millis}
    if isinstance(found, uuid.UUID):
        return str(found)
    if kind == "array":
        return [expected(names, definition["items"], inner, item) for item in found]
    if kind == "map":
        return [(key, expected(names, definition["values"], inner, item)) for key, item in found.items()]
    if kind in ("record", "error"):
        return {
            field["name"]: expected(names, field["type"], inner, found[field["name"]]) for field in definition["fields"]
        }
    if isinstance(definition, dict) and definition.get("logicalType") == "big-decimal":
        return format(found)
    return found


def same(left: Any, right: Any) -> bool:
    """Equal, with NaNs alike; texts of decimals by their number."""
    if isinstance(left, dict):
        return (
            isinstance(right, dict) and left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
        )
    if isinstance(left, (list, tuple)):
        return isinstance(right, (list, tuple)) and len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, str) and isinstance(right, str) and left != right:
        return decimal.Decimal(left).as_tuple() == decimal.Decimal(right).as_tuple()
    if isinstance(left, (datetime.datetime, datetime.date, datetime.time)):
        return str(left) == str(right)
    return left is right or left == right or (left != left and right != right)


def check(schema: str, data: list[bytes], table: pyarrow.Table) -> None:
    table.validate(full=True)
    names = Names(schema)
    codec = isobyte.Codec(schema, tagged_unions=True)
    found = table.to_pylist()
    assert len(found) == len(data)
    is_record = names.resolve(names.root, "")[0] in ("record", "error")
    for row, datum in zip(found, data, strict=True):
        wanted = expected(names, names.root, "", codec.decode(datum))
        assert same(row if is_record else row["value"], wanted), (row, wanted)


@pytest.mark.parametrize("size", [1, 7, 8, 9, 40, 1000])
def test_every_type(size: int) -> None:
    table = pyarrow.table(arrow.decode_many(DATA, TEXT, batch_size=size))
    check(TEXT, DATA, table)
    assert len(table.to_batches()) == -(-len(DATA) // size)
    # Slices count their offsets in bits, values and children.
    for start in (1, 8, 13):
        assert same(table.slice(start, 11).combine_chunks().to_pylist(), table.to_pylist()[start : start + 11])


def test_types() -> None:
    schema = pyarrow.schema(arrow.decode_many([], TEXT))
    assert schema.field("int") == pyarrow.field("int", pyarrow.int32(), nullable=False)
    assert schema.field("text") == pyarrow.field("text", pyarrow.string())
    assert schema.field("nothing").type == pyarrow.null()
    assert schema.field("small").type == pyarrow.decimal128(9, 2)
    assert schema.field("large").type == pyarrow.decimal256(70, 5)
    assert schema.field("big").type == schema.field("uuid").type == schema.field("uuid16").type == pyarrow.string()
    assert schema.field("date").type == pyarrow.date32()
    assert schema.field("millis").type == pyarrow.time32("ms")
    assert schema.field("micros").type == pyarrow.time64("us")
    assert schema.field("instant").type == pyarrow.timestamp("ms", "UTC")
    assert schema.field("local").type == pyarrow.timestamp("us")
    assert schema.field("enum").type == pyarrow.dictionary(pyarrow.int32(), pyarrow.string())
    assert schema.field("fixed").type == pyarrow.binary(3)
    assert pyarrow.types.is_map(schema.field("map").type)
    assert [field.name for field in schema.field("choice").type] == ["long", "string", "a.b.Point", "array"]
    nanos = json.dumps({"type": "long", "logicalType": "timestamp-nanos"})
    assert pyarrow.schema(arrow.decode_many([], nanos)) == pyarrow.schema(
        [pyarrow.field("value", pyarrow.timestamp("ns", "UTC"), nullable=False)]
    )


def usable(row: dict[str, Any]) -> bool:
    """Whether pyarrow makes of the values what isobyte does: not of timestamps beyond datetime, nor of maps with a key twice."""
    return "timestamp" not in row["schema"] and row["hazard"] != "map.duplicate-key"


def taken(data: list[bytes], schema: str, reader: str | None = None) -> pyarrow.Table | None:
    """The table; none where Arrow has no type for the schema, or the dict decoder refuses the data too."""
    codec = isobyte.Codec(schema, reader=reader)
    try:
        batches = arrow.decode_many(data, schema, reader=reader)
    except isobyte.UsageError as error:
        if "holds itself" not in error.message:
            raise
        return None
    try:
        table = pyarrow.table(batches)
    except pyarrow.ArrowInvalid:
        with pytest.raises(isobyte.DecodeError):
            codec.decode(data[0])
        return None
    table.validate(full=True)
    return table


def test_the_shared_rows() -> None:
    count, refused = 0, 0
    for row in (*rows("avro/encode.jsonl"), *rows("avro/decode.jsonl")):
        data = [bytes.fromhex(row["hex"])] * 2
        table = taken(data, row["schema"])
        if table is None:
            refused += 1
            continue
        if usable(row):
            check(row["schema"], data, table)
            count += 1
    assert count > 750
    assert 0 < refused < 60


def test_resolved() -> None:
    count = 0
    for row in rows("avro/resolve.jsonl"):
        data = bytes.fromhex(row["hex"])
        try:
            reader = isobyte.Codec(row["writer"], reader=row["reader"], tagged_unions=True)
        except isobyte.SchemaError:
            with pytest.raises(isobyte.SchemaError):
                arrow.decode_many([data], row["writer"], reader=row["reader"])
            continue
        table = taken([data], row["writer"], row["reader"])
        if table is None:
            continue
        names = Names(row["reader"])
        (found,) = table.to_pylist()
        is_record = names.resolve(names.root, "")[0] in ("record", "error")
        wanted = expected(names, names.root, "", reader.decode(data))
        assert same(found if is_record else found["value"], wanted), row["id"]
        count += 1
    assert count > 90


@pytest.mark.parametrize("codec", ["null", "deflate", "snappy", "zstandard"])
def test_files(codec: Any, tmp_path: pathlib.Path) -> None:
    path = tmp_path / "everything.avro"
    with open_writer(path, TEXT, codec=codec, block_bytes=700) as file:
        file.extend(value(i) for i in range(40))
    data = path.read_bytes()
    for source in (path, str(path), data, bytearray(data), memoryview(data), io.BytesIO(data)):
        check(TEXT, DATA, pyarrow.table(arrow.read(source, batch_size=11)))
    (narrow,) = arrow.read(
        path,
        reader='{"type": "record", "name": "Everything", "namespace": "a.b", "fields": [{"name": "int", "type": "long"}]}',
    )
    assert pyarrow.record_batch(narrow).to_pydict() == {"int": [i - 5 for i in range(40)]}
    with open_writer(path, TEXT) as file:
        pass
    assert pyarrow.table(arrow.read(path)).num_rows == 0
    assert list(arrow.read(path)) == []


def test_batches_one_by_one() -> None:
    batches = arrow.decode_many(DATA, TEXT, batch_size=16)
    first = next(batches)
    assert (len(first), first.num_rows, repr(first)) == (16, 16, "RecordBatch(16 rows)")
    # A batch can be taken again and again.
    assert pyarrow.record_batch(first).equals(pyarrow.record_batch(first))
    assert [len(batch) for batch in batches] == [16, 8]
    assert list(batches) == []
    stream = arrow.decode_many(DATA, TEXT)
    pyarrow.table(stream)
    with pytest.raises(isobyte.UsageError, match="once"):
        pyarrow.table(stream)
    with pytest.raises(isobyte.UsageError, match="once"):
        next(stream)
    with pytest.raises(isobyte.UsageError, match="batch_size"):
        arrow.decode_many(DATA, TEXT, batch_size=0)


def test_polars() -> None:
    frame = polars.DataFrame(arrow.decode_many(DATA, TEXT, reader=NARROW))
    assert frame.shape == (40, len(EVERYTHING["fields"]) - 1)
    assert frame["int"].to_list() == [i - 5 for i in range(40)]
    assert frame["text"].to_list() == [value(i)["text"] for i in range(40)]
    assert frame["enum"].to_list() == [value(i)["enum"] for i in range(40)]
    assert frame["small"].to_list() == [value(i)["small"] for i in range(40)]
    assert frame["choice"].struct.field("string").to_list() == [f"t{i}" if i % 5 == 2 else None for i in range(40)]
    assert frame["inner"].struct.field("ints").to_list() == [None if i % 2 else [1, 2, i] for i in range(40)]
    assert frame["date"].to_list() == [value(i)["date"] for i in range(40)]
    assert frame.filter(polars.col("flag")).height == sum(1 for i in range(40) if i % 3 and i % 2 == 0)


def test_framed() -> None:
    framed = [isobyte.frame(7, datum) for datum in DATA]
    assert pyarrow.table(arrow.decode_many(framed, TEXT, framed=True)).num_rows == 40
    for wrong in ([*framed[:3], isobyte.frame(8, DATA[0])], [*framed[:3], b"\x01abcd"], [*framed[:3], b""]):
        batches = arrow.decode_many(wrong, TEXT, framed=True)
        with pytest.raises(isobyte.DecodeError) as caught:
            list(batches)
        assert caught.value.code == "frame_unknown" or wrong[-1] == b""
        assert caught.value.path == "[3]"
        # After an error there is nothing more.
        assert list(batches) == []


def test_errors() -> None:
    for wrong, path in ((DATA[1][:-1], "[2]"), (DATA[1] + b"\x00", "[2]"), (b"", "[2].int")):
        with pytest.raises(isobyte.DecodeError) as caught:
            list(arrow.decode_many([DATA[0], DATA[1], wrong], TEXT))
        assert caught.value.path.startswith(path)
        with pytest.raises(pyarrow.ArrowInvalid, match=r"\[2\]"):
            pyarrow.table(arrow.decode_many([DATA[0], DATA[1], wrong], TEXT))
    with pytest.raises(OSError, match="No such file"):
        arrow.read("/nowhere/at/all")
    for data in (b"", b"nothing of the kind", b"Obj\x01"):
        with pytest.raises(isobyte.DecodeError):
            arrow.read(data)
    with pytest.raises(isobyte.SchemaError):
        arrow.decode_many([], '"int"', reader='"string"')
    recursive = '{"type": "record", "name": "L", "fields": [{"name": "next", "type": ["null", "L"]}]}'
    with pytest.raises(isobyte.UsageError, match="holds itself"):
        arrow.decode_many([], recursive)
    wide: Any = {"type": "record", "name": "R0", "fields": [{"name": "x", "type": "int"}]}
    for level in range(1, 5):
        fields = [{"name": f"f{i}", "type": f"R{level - 1}"} for i in range(1, 10)]
        wide = {"type": "record", "name": f"R{level}", "fields": [{"name": "f0", "type": wide}, *fields]}
    with pytest.raises(isobyte.UsageError, match="columns"):
        arrow.decode_many([], json.dumps(wide))
    long = json.dumps({"type": "bytes", "logicalType": "decimal", "precision": 9})
    with pytest.raises(isobyte.DecodeError) as caught:
        list(arrow.decode_many([isobyte.Codec('"bytes"').encode(b"\x01" + bytes(16))], long))
    assert caught.value.code == "data_unrepresentable"


def test_decimals_of_any_width() -> None:
    schema = json.dumps({"type": "bytes", "logicalType": "decimal", "precision": 38})
    raw = isobyte.Codec('"bytes"')
    numbers = [0, 1, -1, 127, 128, -128, -129, 10**37, -(10**37)]
    data = [raw.encode(n.to_bytes(length, "big", signed=True)) for n in numbers for length in (16, 17, 30)]
    found = pyarrow.table(arrow.decode_many(data, schema))["value"].to_pylist()
    assert found == [decimal.Decimal(n) for n in numbers for _ in range(3)]
    beyond = json.dumps({"type": "bytes", "logicalType": "decimal", "precision": 77})
    assert pyarrow.table(arrow.decode_many([b"\x02\x05"], beyond))["value"].to_pylist() == [b"\x05"]


class Counter(threading.Thread):
    """A thread that counts for as long as the others let it."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0
        self.began, self.stopped = threading.Event(), threading.Event()

    def run(self) -> None:
        self.began.set()
        while not self.stopped.is_set():
            self.count += 1


@pytest.mark.parametrize("take", [pyarrow.table, list, polars.DataFrame], ids=["pyarrow", "isobyte", "polars"])
def test_other_threads_run_meanwhile(take: Any) -> None:
    text = '{"type": "record", "name": "R", "fields": [{"name": "a", "type": "long"}, {"name": "b", "type": "string"}]}'
    data = [isobyte.Codec(text).encode({"a": 1, "b": "abc"})] * 400_000
    batches = arrow.decode_many(data, text, batch_size=400_000)
    counter = Counter()
    counter.start()
    counter.began.wait()
    before = counter.count
    take(batches)
    after = counter.count
    counter.stopped.set()
    counter.join()
    # One call that held the interpreter would let the other thread run for as good as nothing.
    assert after - before > 1_000


def memory() -> int:
    """Bytes of the process that are in memory."""
    return int(pathlib.Path("/proc/self/statm").read_text().split()[1]) * 4096


def test_nothing_is_left() -> None:
    """Taken, taken in part, taken twice, never taken, failed: memory stays where it is."""
    wrong = [*DATA, b"\x00"]

    def rounds(count: int) -> None:
        for _ in range(count):
            table = pyarrow.table(arrow.decode_many(DATA, TEXT, batch_size=16))
            column = table["inner"].chunk(0).field("deeper")
            del table
            assert len(column) == 16
            batches = arrow.decode_many(DATA, TEXT, batch_size=16)
            batch = next(batches)
            pyarrow.record_batch(batch)
            batch.__arrow_c_array__()
            batches.__arrow_c_schema__()
            batches.__arrow_c_stream__()
            arrow.decode_many(DATA, TEXT)
            polars.DataFrame(arrow.decode_many(DATA, TEXT, reader=NARROW))
            with pytest.raises(pyarrow.ArrowInvalid):
                pyarrow.table(arrow.decode_many(wrong, TEXT))

    rounds(100)
    gc.collect()
    held = pyarrow.total_allocated_bytes()
    before = memory()
    rounds(600)
    gc.collect()
    assert pyarrow.total_allocated_bytes() == held
    # A round's batches are some 60 kB; that all the rounds lost would be tens of megabytes.
    assert memory() - before < 6_000_000


def test_the_page(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "docs/arrow.md").read_text(), re.DOTALL)
    assert len(blocks) == 2
    exec(compile("\n".join(blocks), "docs/arrow.md", "exec"), {})
