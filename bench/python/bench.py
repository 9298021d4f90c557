"""Python's contestants: dicts beside fastavro, models (dataclasses, pydantic) beside dataclasses-avroschema, dataclasses beside
msgspec (msgpack)."""

from __future__ import annotations

import datetime
import enum
import io
import json
import os
import time
import typing
import warnings
from dataclasses import asdict, dataclass
from pathlib import Path

warnings.filterwarnings("ignore")

import dataclasses_avroschema as theirs  # noqa: E402
import fastavro  # noqa: E402
import isobyte  # noqa: E402
import isobyte.pydantic  # noqa: E402
import msgspec  # noqa: E402
import polars  # noqa: E402
import pyarrow  # noqa: E402
from dataclasses_avroschema.pydantic import AvroBaseModel as TheirBaseModel  # noqa: E402
from isobyte import arrow  # noqa: E402
from isobyte import fastavro as compatible  # noqa: E402
from isobyte.files import open_reader  # noqa: E402

BENCH = Path(__file__).resolve().parent.parent
QUICK = os.environ.get("BENCH_QUICK") == "1"
#: Values of a container file.
IN_A_FILE = 5_000
ROUNDS, CHUNK_SECONDS = (7, 0.01) if QUICK else (25, 0.02)
CREATED = datetime.datetime.fromtimestamp(1_700_000_000, datetime.timezone.utc)


class Kind(str, enum.Enum):
    NEW = "NEW"
    PAID = "PAID"
    SHIPPED = "SHIPPED"


def models(base: type, int32: type) -> tuple[type, type, type]:
    """The records as classes of one library; `object` for plain dataclasses."""

    @dataclass
    class Address(base):
        street: str
        city: str
        zip: int32

        class Meta:
            namespace = "bench"

    @dataclass
    class Order(base):
        id: int
        user: str
        email: typing.Optional[str]
        active: bool
        score: float
        created: datetime.datetime
        kind: Kind
        address: Address
        tags: list[str]
        attrs: dict[str, int]

        class Meta:
            namespace = "bench"

    @dataclass
    class Tick(base):
        ts: int
        bid: float
        ask: float
        bid_size: int
        ask_size: int
        venue: int32
        flags: int32
        open: bool

        class Meta:
            namespace = "bench"

    # Annotations are texts here, and these classes are local: name what they mean.
    hints = {"Address": Address, "int32": int32}
    for model in (Address, Order, Tick):
        model.__annotations__ = {
            name: hints.get(hint) or eval(hint, globals()) for name, hint in model.__annotations__.items()
        }
        for name, field in model.__dataclass_fields__.items():
            field.type = model.__annotations__[name]
    return Address, Order, Tick


def pydantic_models(base: type, int32: type) -> tuple[type, type, type]:
    """The records as models of pydantic's."""
    made: dict[str, type] = {}
    for model in models(object, int32):
        hints = {name: made.get(getattr(hint, "__name__", ""), hint) for name, hint in model.__annotations__.items()}
        made[model.__name__] = type(model.__name__, (base,), {"__annotations__": hints, "__module__": __name__})
        made[model.__name__].Meta = model.Meta
    return made["Address"], made["Order"], made["Tick"]


ORDER = {
    "id": 123456789,
    "user": "marcos-schro",
    "email": "marcos@example-mail.com",
    "active": True,
    "score": 3.14159,
    "created": CREATED,
    "kind": "PAID",
    "address": {"street": "221B Baker Street", "city": "London", "zip": 12345},
    "tags": ["avro", "kafka", "stream"],
    "attrs": {"a": 1, "b": 200000},
}
TICK = {
    "ts": 1700000000123456,
    "bid": 101.25,
    "ask": 101.27,
    "bid_size": 1200,
    "ask_size": 900,
    "venue": 7,
    "flags": 0,
    "open": True,
}


def build(address: type, order: type, tick: type) -> tuple[object, object]:
    values = {**ORDER, "kind": Kind.PAID, "address": address(**ORDER["address"])}
    return order(**values), tick(**TICK)


#: Case, contestant, what is called, and how many values that is.
Row = tuple[str, str, typing.Callable[[], object], int]


def rows_of_all() -> typing.Iterator[Row]:
    for row in cases():
        yield (*row, 1)
    for name, value in (("order", ORDER), ("tick", TICK)):
        text = (BENCH / f"{name}.avsc").read_text()
        yield from many_cases(name, text, value)
        yield from file_cases(name, text, value)


def cases() -> typing.Iterator[tuple[str, str, typing.Callable[[], object]]]:
    ours, dca, plain = (
        models(isobyte.AvroModel, int),
        models(theirs.AvroModel, theirs.types.Int32),
        models(object, int),
    )
    instances = {"ours": build(*ours), "dca": build(*dca), "plain": build(*plain)}
    instances["pydantic"] = build(*pydantic_models(isobyte.pydantic.AvroBaseModel, int))
    instances["dca pydantic"] = build(*pydantic_models(TheirBaseModel, theirs.types.Int32))
    for at, (name, value) in enumerate((("order", ORDER), ("tick", TICK))):
        text = (BENCH / f"{name}.avsc").read_text()
        codec = isobyte.Codec(isobyte.Schema(text))
        parsed = fastavro.parse_schema(json.loads(text))
        data = codec.encode(value)

        def fast_encode(parsed: object = parsed, value: object = value) -> bytes:
            buffer = io.BytesIO()
            fastavro.schemaless_writer(buffer, parsed, value)
            return buffer.getvalue()

        def fast_decode(parsed: object = parsed, data: bytes = data) -> object:
            return fastavro.schemaless_reader(io.BytesIO(data), parsed, None)

        assert fast_encode() == data and fast_decode() == codec.decode(data) == value, name
        yield f"{name} dict encode", "isobyte", lambda codec=codec, value=value: codec.encode(value)
        yield f"{name} dict encode", "fastavro", fast_encode
        yield f"{name} dict decode", "isobyte", lambda codec=codec, data=data: codec.decode(data)
        yield f"{name} dict decode", "fastavro", fast_decode

        # The same calls with one import changed.
        compiled = compatible.parse_schema(json.loads(text))

        def face_encode(parsed: object = compiled, value: object = value) -> bytes:
            buffer = io.BytesIO()
            compatible.schemaless_writer(buffer, parsed, value)
            return buffer.getvalue()

        def face_decode(parsed: object = compiled, data: bytes = data) -> object:
            return compatible.schemaless_reader(io.BytesIO(data), parsed, None)

        assert face_encode() == data and face_decode() == value, name
        yield f"{name} schemaless_writer", "isobyte", face_encode
        yield f"{name} schemaless_writer", "fastavro", fast_encode
        yield f"{name} schemaless_reader", "isobyte", face_decode
        yield f"{name} schemaless_reader", "fastavro", fast_decode

        mine, other = instances["ours"][at], instances["dca"][at]
        # Both make the union of an Optional without a default as [T, null]: their own schema, so their own bytes.
        own = mine.serialize()
        assert own == other.serialize(), name
        mine_type, other_type = type(mine), type(other)
        assert mine_type.deserialize(own) == mine and asdict(other_type.deserialize(own)) == asdict(other)
        yield f"{name} model encode", "isobyte", mine.serialize
        yield f"{name} model encode", "dataclasses-avroschema", other.serialize
        yield f"{name} model decode", "isobyte", lambda t=mine_type, data=own: t.deserialize(data)
        yield f"{name} model decode", "dataclasses-avroschema", lambda t=other_type, data=own: t.deserialize(data)

        mine, other = instances["pydantic"][at], instances["dca pydantic"][at]
        own = mine.serialize()
        assert own == other.serialize(), name
        mine_type, other_type = type(mine), type(other)
        assert mine_type.deserialize(own) == mine and other_type.deserialize(own).to_dict() == other.to_dict()
        yield f"{name} pydantic encode", "isobyte", mine.serialize
        yield f"{name} pydantic encode", "dataclasses-avroschema", other.serialize
        yield f"{name} pydantic decode", "isobyte", lambda t=mine_type, data=own: t.deserialize(data)
        yield f"{name} pydantic decode", "dataclasses-avroschema", lambda t=other_type, data=own: t.deserialize(data)

        value = instances["plain"][at]
        typed = isobyte.Codec(isobyte.Schema(text), type=type(value))
        packer, unpacker = msgspec.msgpack.Encoder(), msgspec.msgpack.Decoder(type(value))
        packed = packer.encode(value)
        assert typed.decode(typed.encode(value)) == value == unpacker.decode(packed)
        yield f"{name} dataclass encode", "isobyte", lambda codec=typed, value=value: codec.encode(value)
        yield f"{name} dataclass encode", "msgspec", lambda packer=packer, value=value: packer.encode(value)
        yield f"{name} dataclass decode", "isobyte", lambda codec=typed, data=data: codec.decode(data)
        yield f"{name} dataclass decode", "msgspec", lambda unpacker=unpacker, packed=packed: unpacker.decode(packed)


def file_cases(name: str, text: str, value: object) -> typing.Iterator[Row]:
    """Dicts out of a container file in memory, by fastavro's codecs in common use; a call is a file, a count its values."""
    for codec in ("null", "deflate", "snappy", "zstandard"):
        # fastavro's own file, so that nobody reads what only its own writer would make.
        file = io.BytesIO()
        fastavro.writer(file, fastavro.parse_schema(json.loads(text)), [value] * IN_A_FILE, codec, sync_interval=64_000)
        data = file.getvalue()

        def ours(data: bytes = data) -> None:
            for _ in open_reader(data):
                pass

        def fast(data: bytes = data) -> None:
            for _ in fastavro.reader(io.BytesIO(data)):
                pass

        assert list(open_reader(data)) == list(fastavro.reader(io.BytesIO(data))) == [value] * IN_A_FILE, name
        yield f"{name} file {codec}", "isobyte", ours, IN_A_FILE
        yield f"{name} file {codec}", "fastavro", fast, IN_A_FILE
    yield from arrow_cases(name, text, value)


def arrow_cases(name: str, text: str, value: object) -> typing.Iterator[Row]:
    """A container file as a table of Arrow: beside polars' own reader, and pyarrow fed by fastavro."""
    file = io.BytesIO()
    fastavro.writer(file, fastavro.parse_schema(json.loads(text)), [value] * IN_A_FILE, sync_interval=64_000)
    data = file.getvalue()

    def ours() -> pyarrow.Table:
        return pyarrow.table(arrow.read(data))

    def by_fastavro() -> pyarrow.Table:
        return pyarrow.Table.from_pylist(list(fastavro.reader(io.BytesIO(data))))

    def by_polars() -> polars.DataFrame:
        return polars.read_avro(io.BytesIO(data))

    assert ours().num_rows == by_fastavro().num_rows == IN_A_FILE
    yield f"{name} file to arrow", "isobyte", ours, IN_A_FILE
    yield f"{name} file to arrow", "fastavro, pyarrow", by_fastavro, IN_A_FILE
    # It has no maps, which Order has.
    if name == "tick":
        assert by_polars().height == IN_A_FILE
        yield f"{name} file to arrow", "polars", by_polars, IN_A_FILE


def many_cases(name: str, text: str, value: object) -> typing.Iterator[Row]:
    """The same hundred values as a batch."""
    codec, count = isobyte.Codec(text), 100
    values = [value] * count
    data = codec.encode_many(values)
    joined = b"".join(data)
    assert codec.decode_many(data) == codec.decode_all(joined, count) == values
    yield f"{name} dict encode x100", "isobyte", lambda: codec.encode_many(values), count
    yield f"{name} dict decode x100", "isobyte", lambda: codec.decode_many(data), count
    yield f"{name} decode all x100", "isobyte", lambda: codec.decode_all(joined, count), count


def chunk(call: typing.Callable[[], object], count: int) -> float:
    began = time.process_time_ns()
    for _ in range(count):
        call()
    return (time.process_time_ns() - began) / count


def main() -> None:
    rows = list(rows_of_all())
    counts = []
    for _, _, call, values in rows:
        count = 1
        while values < IN_A_FILE and chunk(call, count) * count < CHUNK_SECONDS * 1e9 / 4:
            count *= 2
        # A file is a chunk by itself.
        counts.append(count * 4 if values < IN_A_FILE else 1)
    best = [float("inf")] * len(rows)
    for _ in range(ROUNDS):
        for i, (_, _, call, values) in enumerate(rows):
            best[i] = min(best[i], chunk(call, counts[i]) / values)
    for (case, contestant, _, _), least in zip(rows, best, strict=False):
        print(json.dumps({"case": case, "contestant": contestant, "cpu_ns": round(least, 1), "allocations": None}))


if __name__ == "__main__":
    main()
