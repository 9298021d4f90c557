"""A typed program: a model, its codec, container files, fastavro's face. mypy and pyright read it in their strict modes."""

from __future__ import annotations

import dataclasses
import datetime
import io
from pathlib import Path

import isobyte
from isobyte import fastavro
from isobyte.files import open_reader, open_writer


@dataclasses.dataclass
class Order(isobyte.AvroModel):
    """An order of a shop."""

    id: int
    buyer: str
    placed: datetime.datetime
    tags: list[str] = dataclasses.field(default_factory=list[str])
    note: str | None = None


NOON = datetime.datetime(2024, 5, 6, 12, tzinfo=datetime.timezone.utc)


def total_of_tags(data: bytes) -> int:
    """Counts the tags of an order on the wire."""
    order = Order.deserialize(data)
    return len(order.tags)


def store(orders: list[Order], path: Path) -> None:
    """Writes orders into a file."""
    with open_writer(path, Order, codec="zstandard") as file:
        file.extend(orders)


def load(path: Path) -> list[Order]:
    """Reads them."""
    with open_reader(path, type=Order) as file:
        return list(file)


def round_trip(schema: fastavro.types.Schema, value: dict[str, object]) -> fastavro.types.AvroMessage:
    """Writes and reads a dict."""
    file = io.BytesIO()
    fastavro.schemaless_writer(file, schema, value)
    file.seek(0)
    return fastavro.schemaless_reader(file, schema)


def main(path: Path) -> int:
    """Does all of it; the exit status."""
    orders = [Order(1, "Bond", NOON, ["express"]), Order(2, "Moneypenny", NOON, note="ring twice")]
    codec: isobyte.Codec[Order] = isobyte.Codec(isobyte.Schema(Order.avro_schema()), type=Order)
    data: list[bytes] = codec.encode_many(orders)
    first: Order = codec.decode(data[0])
    store(orders, path)
    schema = fastavro.parse_schema({"type": "map", "values": "long"})
    code = ""
    try:
        codec.decode(b"\x00")
    except isobyte.DecodeError as error:
        code = error.code
    done = load(path) == orders and first.buyer == "Bond" and total_of_tags(data[0]) == 1
    return 0 if done and code == "data_truncated" and round_trip(schema, {"a": 1}) == {"a": 1} else 1


if __name__ == "__main__":
    raise SystemExit(main(Path("orders.avro")))
