"""Answers tasks with one of Python's libraries: runner.py isobyte|fastavro|avro."""

from __future__ import annotations

import io
import json
import struct
import sys
from importlib.metadata import version
from typing import Any

WHO = sys.argv[1]
HELD: list[Any] = []


def number(bits: str) -> float:
    return struct.unpack(">d" if len(bits) == 16 else ">f", bytes.fromhex(bits))[0]


def build(value: list[Any]) -> Any:
    """Notation as a host value; the branch of a union is named if the library has a way to."""
    match value[0]:
        case "null":
            return None
        case "boolean" | "string" | "text":
            return value[1]
        case "int" | "long" | "integer":
            return int(value[1])
        case "float" | "double":
            return number(value[1])
        case "bytes" | "fixed":
            return bytes.fromhex(value[-1])
        case "enum":
            return value[2]
        case "array":
            return [build(item) for item in value[1]]
        case "map" | "record":
            return {key: build(item) for key, item in value[-1]}
        case "union":
            inner = build(value[3])
            if inner is None or WHO == "avro":
                return inner
            return isobyte.Branch(value[1], inner) if WHO == "isobyte" else (value[1], inner)
        case other:
            raise ValueError(other)


def show(value: Any) -> Any:
    match value:
        case None | bool():
            return value
        case int():
            return {"i": str(value)}
        case float():
            return {"f": "7ff8000000000000" if value != value else struct.pack(">d", value).hex()}
        case str():
            return {"t": value}
        case bytes() | bytearray():
            return {"b": value.hex()}
        case list():
            return [show(item) for item in value]
        case dict():
            return {"m": {key: show(item) for key, item in value.items()}}
        case _:
            return {"x": repr(value)[:100]}


if WHO == "isobyte":
    import isobyte

    VERSION = isobyte.__version__

    def parse(text: str) -> str:
        return isobyte.Schema(text).canonical

    def encode(text: str, value: Any) -> bytes:
        return isobyte.Codec(text).encode(value)

    def decode(text: str, data: bytes) -> Any:
        return isobyte.Codec(text, raw_logical=True).decode(data)

elif WHO == "fastavro":
    import fastavro

    VERSION = fastavro.__version__

    def parse(text: str) -> str:
        return fastavro.schema.to_parsing_canonical_form(fastavro.parse_schema(json.loads(text)))

    def encode(text: str, value: Any) -> bytes:
        out = io.BytesIO()
        fastavro.schemaless_writer(out, fastavro.parse_schema(json.loads(text)), value)
        return out.getvalue()

    def decode(text: str, data: bytes) -> Any:
        source = io.BytesIO(data)
        value = fastavro.schemaless_reader(source, fastavro.parse_schema(json.loads(text)), None)
        # The caller's part of every library that reads from a stream.
        if source.tell() != len(data):
            raise ValueError("bytes are left over")
        return value

else:
    import avro.io
    import avro.schema

    VERSION = version("avro")

    def parse(text: str) -> str:
        return avro.schema.parse(text).canonical_form

    def encode(text: str, value: Any) -> bytes:
        out = io.BytesIO()
        avro.io.DatumWriter(avro.schema.parse(text)).write(value, avro.io.BinaryEncoder(out))
        return out.getvalue()

    def decode(text: str, data: bytes) -> Any:
        source = io.BytesIO(data)
        value = avro.io.DatumReader(avro.schema.parse(text)).read(avro.io.BinaryDecoder(source))
        if source.tell() != len(data):
            raise ValueError("bytes are left over")
        return value


def answer(task: dict[str, Any]) -> Any:
    match task["op"]:
        case "version":
            return VERSION
        case "parse":
            return parse(task["schema"])
        case "encode":
            return encode(task["schema"], build(task["value"])).hex()
        case "hold":
            HELD[:] = [task["schema"], bytes.fromhex(task["hex"])]
            return None
        case "decode held":
            return show(decode(HELD[0], HELD[1]))
        case _:
            return show(decode(task["schema"], bytes.fromhex(task["hex"])))


for line in sys.stdin:
    try:
        reply = {"ok": answer(json.loads(line))}
    except Exception as e:
        reply = {"error": f"{type(e).__name__}: {e}"[:200]}
    print(json.dumps(reply), flush=True)
