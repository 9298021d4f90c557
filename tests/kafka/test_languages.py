"""Events through a real broker: what Python, Java and Go make of the same topics, by headers and frames alone."""

from __future__ import annotations

import asyncio
import json
import os
import pathlib
import subprocess
import sys
import urllib.request
import uuid
from typing import Any, NamedTuple

import isobyte
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from broker import KAFKA, ROOT

HERE = pathlib.Path(__file__).parent
FIELDS = [
    {"name": "name", "type": "string"},
    {"name": "age", "type": "long"},
    {"name": "has_pets", "type": "boolean"},
    {"name": "money", "type": "double"},
]
EMAIL = {"name": "email", "type": "string", "default": "none"}
FIRST = json.dumps({"type": "record", "name": "User", "fields": FIELDS})
SECOND = json.dumps({"type": "record", "name": "User", "fields": [*FIELDS, EMAIL]})

# By hand: a length of 4, "Bond"; 50 zig-zag; false; 100.3 as a double, little-endian.
BOND = b"\x08Bond" + b"\x64" + b"\x00" + bytes.fromhex("3333333333135940")
TEXT = b'{"name":"Bond","age":50,"has_pets":false,"money":100.3}'
USER = {"name": "Bond", "age": 50, "has_pets": False, "money": 100.3}
LATER = {**USER, "email": "none"}
OTHER = {**USER, "email": "x@y"}

JAR = next(iter(sorted((ROOT / "bindings-java" / "target").glob("isobyte-*.jar"))), pathlib.Path("no jar"))
JAVA = ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Dorg.slf4j.simpleLogger.defaultLogLevel=error", "-cp"]
PROGRAMS: dict[str, list[str]] = {
    "python": [sys.executable, str(HERE / "consume.py")],
    "java": [
        *JAVA,
        os.pathsep.join([str(KAFKA / "java"), str(JAR), f"{KAFKA / 'libs'}/*"]),
        "events.Events",
        "consume",
    ],
    "go": [str(KAFKA / "events"), "consume"],
}
WRITERS = {language: [*PROGRAMS[language][:-1], "produce"] for language in ("java", "go")}


class Event(NamedTuple):
    """An event, and what the class of the first version, that of the second and a map read of it; or the error's code."""

    value: bytes
    headers: list[tuple[str, bytes]]
    first: Any
    second: Any
    dynamic: Any


def good(value: bytes, *headers: tuple[str, bytes]) -> Event:
    """Written by the first version, which all can read."""
    return Event(value, list(headers), USER, LATER, USER)


def bad(code: str, value: bytes, *headers: tuple[str, bytes]) -> Event:
    """An event that nobody can read."""
    return Event(value, list(headers), *[{"error": code}] * 3)


class Place(NamedTuple):
    """Where the tests' events go."""

    kafka: str
    registry: str
    ids: tuple[int, int]
    guid: uuid.UUID


@pytest.fixture(scope="module")
def place(kafka: str, registry: str) -> Place:
    client = isobyte.Registry(registry)
    ids = client.register("users", FIRST), client.register("users", SECOND)
    answer = json.loads(urllib.request.urlopen(f"{registry}/subjects/users/versions/1").read())
    return Place(kafka, registry, ids, uuid.UUID(answer["guid"]))


def bare_events(place: Place) -> list[Event]:
    first, second = (str(id).encode() for id in place.ids)
    avro, text = ("content-type", b"avro"), ("content-type", b"avro-json")
    mail = b"\x06x@y"
    return [
        good(BOND, avro, ("schema-id", first)),
        good(BOND, avro, ("schema-id", f"{place.registry}/schemas/ids/{place.ids[0]}".encode())),
        good(BOND, avro, ("schema-id", b"users:1")),
        good(BOND, ("Content-Type", b"application/avro"), ("Schema-Id", first), ("trace", b"\xff\0")),
        good(BOND, ("schema-id", first)),
        good(BOND, ("__value_schema_id", b"\1" + place.guid.bytes)),
        good(BOND, ("__value_schema_id", b"\0" + place.ids[0].to_bytes(4, "big"))),
        good(TEXT, text, ("schema-id", first)),
        good(TEXT, ("serialization-type", b"application/avro+json"), ("schema-id", str(place.guid).encode())),
        Event(BOND + mail, [avro, ("schema-id", second)], USER, OTHER, OTHER),
        # The URL of the page means the latest version, which is the second.
        Event(BOND + mail, [avro, ("schema-id", f"{place.registry}/users/schema.avsc".encode())], USER, OTHER, OTHER),
        bad("not_found", BOND, avro, ("schema-id", b"4711")),
        bad("not_found", BOND, avro, ("schema-id", b"users:9")),
        bad("data_truncated", BOND[:-1], avro, ("schema-id", first)),
        bad("data_trailing", BOND + b"x", avro, ("schema-id", first)),
        bad("data_truncated", TEXT[:-1], text, ("schema-id", first)),
        bad("data_malformed", TEXT.replace(b"Bond", b"B\xffnd"), text, ("schema-id", first)),
        bad("data_malformed", BOND, text, ("schema-id", first)),
        bad("invalid_argument", BOND, avro, ("schema-id", b"http://127.0.0.2:9/schemas/ids/1")),
        bad("frame_unknown", BOND, avro, ("schema-id", b"no name of a schema")),
        bad("frame_unknown", BOND, avro, ("schema-id", b"4294967296")),
        bad("not_found", BOND, avro, ("schema-id", b"4294967295")),
        bad("frame_unknown", BOND, avro, ("schema-id", b"9" * 5000)),
        bad("frame_unknown", BOND, avro, ("schema-id", b"\xff\xfe")),
        bad("frame_unknown", BOND, avro, ("__value_schema_id", b"\1\2\3")),
        bad("frame_unknown", BOND, ("content-type", b"text/plain"), ("schema-id", first)),
        # Without a name it is taken to be the reader's; who has no schema has none to read it by.
        Event(BOND, [], USER, {"error": "data_truncated"}, {"error": "frame_unknown"}),
        Event(BOND, [("schema-id", b" ")], USER, {"error": "data_truncated"}, {"error": "frame_unknown"}),
        # Of two the last counts; ours before Confluent's, whatever that says.
        good(BOND, avro, ("schema-id", b"4711"), ("schema-id", first)),
        bad("not_found", BOND, avro, ("schema-id", first), ("schema-id", b"4711")),
        good(BOND, avro, ("__value_schema_id", b"\1\2\3"), ("schema-id", first)),
        good(BOND, avro, ("schema-id", first)),
    ]


def framed_events(place: Place) -> list[Event]:
    first, second = (b"\0" + id.to_bytes(4, "big") for id in place.ids)
    avro, text = ("content-type", b"avro"), ("content-type", b"avro-json")
    return [
        good(first + BOND),
        good(first + BOND, avro, ("schema-id", str(place.ids[0]).encode())),
        good(first + TEXT, text),
        # The frame counts, whatever the header says.
        good(first + BOND, avro, ("schema-id", b"4711")),
        Event(second + BOND + b"\x06x@y", [avro], USER, OTHER, OTHER),
        bad("not_found", b"\0\0\0\x12\x67" + BOND),
        bad("data_truncated", first[:3]),
        bad("data_truncated", first + BOND[:-1]),
        bad("frame_unknown", BOND, avro, ("schema-id", str(place.ids[0]).encode())),
        good(first + BOND),
    ]


KINDS = {"bare": bare_events, "framed": framed_events}


@pytest.fixture(scope="module")
def topics(place: Place) -> Place:
    """Two topics, full."""

    async def fill() -> None:
        async with AIOKafkaProducer(bootstrap_servers=place.kafka) as producer:
            for topic, events in KINDS.items():
                for event in events(place):
                    await producer.send_and_wait(topic, value=event.value, headers=event.headers)

    asyncio.run(fill())
    return place


def run(*command: Any) -> str:
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", PROGRAMS)
def test_all_read_the_same(topics: Place, language: str, kind: str) -> None:
    events = KINDS[kind](topics)
    told = run(*PROGRAMS[language], topics.kafka, topics.registry, kind, len(events), kind)
    found = [json.loads(line) for line in told.splitlines()]
    expected = [{"class": event.first, "evolved": event.second, "map": event.dynamic} for event in events]
    for number, (row, wanted) in enumerate(zip(found, expected, strict=True)):
        assert row == wanted, events[number]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", WRITERS)
def test_python_reads_what_others_wrote(place: Place, language: str, kind: str) -> None:
    topic = f"{language}-{kind}"
    run(*WRITERS[language], place.kafka, place.registry, topic, kind)
    mail = {**USER, "email": language}
    datum = BOND + bytes([2 * len(language)]) + language.encode()
    text = TEXT[:-1] + f',"email":"{language}"}}'.encode()
    frame = b"\0" + place.ids[1].to_bytes(4, "big") if kind == "framed" else b""

    async def read() -> None:
        registry = isobyte.AsyncRegistry(place.registry)
        consumer = AIOKafkaConsumer(topic, bootstrap_servers=place.kafka, auto_offset_reset="earliest")
        async with consumer:
            for content_type, value in (("avro", datum), ("avro-json", text)):
                message = await asyncio.wait_for(consumer.getone(), 30)
                assert message.value == frame + value
                # The latest version, by the name that it has for good.
                id = str(place.ids[1]).encode()
                assert list(message.headers) == [("content-type", content_type.encode()), ("schema-id", id)]
                event = (message.value, message.headers, registry)
                assert await isobyte.events.from_event_async(*event, framed=kind == "framed") == mail

    asyncio.run(read())
