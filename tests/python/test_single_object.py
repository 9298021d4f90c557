"""Single-object encoding: the reference's rows, both ways, and stores of schemas."""

from __future__ import annotations

import dataclasses
import json
import threading
from typing import Any

import isobyte
import pytest
from support import Names, codes, load, rows, tagged
from test_api import ORDER, Address, Kind, Order, order
from test_vectors import cases, fails

SCHEMAS = [row["schema"] for row in rows("avro/single-object.jsonl")]


@pytest.mark.parametrize("row", cases("single-object"))
def test_both_ways(row: dict[str, Any]) -> None:
    value = load(Names(row["schema"]), json.loads(row["value"]))
    codec = isobyte.Codec(row["schema"], raw_logical=True, tagged_unions=True)
    message = bytes.fromhex(row["hex"])
    assert codec.encode_single_object(value) == message
    assert tagged(codec.decode_single_object(message)) == tagged(value)
    # All the schemas are in the store: the header alone says which it is.
    store = isobyte.SchemaStore(SCHEMAS)
    schema, datum = store.read(bytearray(message))
    assert (schema, datum) == (codec.schema, message[10:])
    plain = isobyte.Codec(row["schema"])
    assert store.decode(message) == plain.decode(datum) == plain.decode_single_object(memoryview(message))


@pytest.mark.parametrize("row", cases("single-object-fail"))
def test_refused(row: dict[str, Any]) -> None:
    code, message = codes()["single-object-fail", row["id"]], bytes.fromhex(row["hex"])
    store = isobyte.SchemaStore([row["schema"]])
    codec = isobyte.Codec(row["schema"])
    for call in (store.read, store.decode, codec.decode_single_object):
        assert isinstance(fails(code, call, message), isobyte.DecodeError)


def test_the_store() -> None:
    store = isobyte.SchemaStore()
    assert len(store) == 0
    schema, codec = isobyte.Schema(ORDER), isobyte.Codec(ORDER)
    message = codec.encode_single_object(order())
    assert fails("frame_unknown", store.decode, message).offset == 2
    assert store.add(ORDER) == store.add(schema) == schema.fingerprint() == message[2:10]
    assert len(store) == 1 and schema in store and isobyte.Schema('"int"') not in store and "int" not in store
    assert store.get(message[2:10]) is not None and store.get(bytes(8)) is None
    fails("invalid_argument", store.get, b"short")
    assert store.decode(message) == order()
    made = store.decode(message, Order)
    assert made == Order(**order(kind=Kind.PAID, address=Address("London", 12345)))
    reader = '{"type":"record","name":"Order","fields":[{"name":"id","type":"double"},{"name":"x","type":"int","default":1}]}'
    assert store.decode(message, reader=reader) == {"id": 1.0, "x": 1}
    fails("schema_incompatible", lambda: store.decode(message, reader='"int"'))
    fails("data_truncated", store.decode, message[:-1])
    for wrong in (None, "text"):
        with pytest.raises(TypeError):
            store.decode(wrong)  # type: ignore[arg-type]
    fails("invalid_argument", store.add, 5)
    fails("unsupported", isobyte.Codec('"int"', reader='"long"').encode_single_object, 1)
    assert (
        isobyte.Codec('"int"', reader='"double"').decode_single_object(isobyte.Codec('"int"').encode_single_object(1))
        == 1.0
    )


def test_a_store_that_threads_share() -> None:
    store, wrong = isobyte.SchemaStore(), []

    def work(number: int) -> None:
        for size in range(100):
            schema = f'{{"type":"fixed","name":"F{number}_{size}","size":1}}'
            store.add(schema)
            if store.decode(isobyte.Codec(schema).encode_single_object(b"x")) != b"x":
                wrong.append(schema)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong and len(store) == 400


def test_a_model_is_read_as_its_own_schema() -> None:
    @dataclasses.dataclass
    class Old(isobyte.AvroModel):
        name: str

        class Meta:
            schema_name = "User"

    @dataclasses.dataclass
    class New(isobyte.AvroModel):
        full_name: str = dataclasses.field(metadata={"aliases": ["name"]})
        age: int = 7

        class Meta:
            schema_name = "User"

    message = isobyte.Codec(Old).encode_single_object(Old("Ada"))
    store = isobyte.SchemaStore([Old])
    assert store.decode(message, New) == New("Ada", 7)
    assert store.decode(message, Old) == Old("Ada")
    assert store.decode(message, Old, reader=Old) == Old("Ada")
    assert store.decode(message) == {"name": "Ada"}
