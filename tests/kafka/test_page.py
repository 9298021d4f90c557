"""docs/events.md and the programs that it tells of run as they stand there; and confluent-kafka's clients with our serializers."""

from __future__ import annotations

import asyncio
import dataclasses
import os
import re
import subprocess
import sys
import threading
import uuid
from pathlib import Path
from typing import Any

import isobyte
import pytest
from aiokafka import AIOKafkaConsumer
from broker import ROOT
from confluent_kafka import DeserializingConsumer, SerializingProducer
from isobyte.kafka import EventDeserializer, EventSerializer

EXAMPLES = ROOT / "examples" / "python"
# By hand: a length of 4, "Bond"; 50 zig-zag; false; 100.3 as a double, little-endian.
BOND = b"\x08Bond" + b"\x64" + b"\x00" + bytes.fromhex("3333333333135940")

PAGE = (ROOT / "docs" / "events.md").read_text()
ADDRESS = "http://127.0.0.1:8081"
# What the page shows of whole programs: each line is one of theirs.
SHOWN = {
    "python": ["examples/python/produce.py", "examples/python/consume.py"],
    "java": ["tests/kafka/java/src/events/Events.java"],
    "go": ["tests/kafka/go/main.go"],
}


def blocks(language: str) -> list[str]:
    found = re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    assert found, language
    return found


def test_the_page_in_python(registry: str, tmp_path: Path) -> None:
    program = "\n".join(block for block in blocks("python") if "await" not in block)
    done = subprocess.run(
        [sys.executable, "-c", program.replace(ADDRESS, registry)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("language", SHOWN)
def test_the_page_shows_lines_of_programs(language: str) -> None:
    squeeze = re.compile(r"\s+")
    programs = squeeze.sub("", "".join((ROOT / name).read_text() for name in SHOWN[language]))
    lines = [
        line for block in blocks(language) if language != "python" or "await" in block for line in block.splitlines()
    ]
    assert len(lines) > 4
    for line in filter(None, (squeeze.sub("", re.sub(r" // .*", "", line)) for line in lines)):
        assert line in programs, line


def test_the_producer_and_a_consumer_that_has_changed(kafka: str, registry: str) -> None:
    places = {**os.environ, "KAFKA": kafka, "REGISTRY": registry, "PYTHONPATH": str(EXAMPLES)}
    for _ in range(2):
        produced = subprocess.run(
            [sys.executable, EXAMPLES / "produce.py"],
            env=places,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert produced.returncode == 0, produced.stderr
    consumer = subprocess.Popen(
        [sys.executable, EXAMPLES / "consume.py"], env=places, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    too_late = threading.Timer(60, consumer.kill)
    too_late.start()
    try:
        assert consumer.stdout is not None
        told = [consumer.stdout.readline() for _ in range(6)]
    finally:
        too_late.cancel()
        consumer.terminate()
        _, complaints = consumer.communicate(timeout=30)
    assert told == ["User(name='Bond', age=50, money=100.3, email='none')\n"] * 6, complaints


def test_what_the_producer_sent(kafka: str, registry: str) -> None:
    async def read() -> list[Any]:
        consumer = AIOKafkaConsumer("my_topic", bootstrap_servers=kafka, auto_offset_reset="earliest")
        async with consumer:
            return [await asyncio.wait_for(consumer.getone(), 30) for _ in range(3)]

    by_hand, in_one_call, for_good = asyncio.run(read())
    url = f"{registry}/users/schema.avsc".encode()
    assert by_hand.value == in_one_call.value == for_good.value == BOND
    assert by_hand.headers == in_one_call.headers == (("content-type", b"avro"), ("schema-id", url))
    name, value = for_good.headers[1]
    assert (name, value.startswith(f"{registry}/schemas/ids/".encode())) == ("schema-id", True)
    assert isobyte.Registry(registry).get(value).subject is None


def test_the_class_of_the_page() -> None:
    """What the page writes, `age="50"`, is no int."""
    sys.path.insert(0, str(EXAMPLES))
    import produce

    assert produce.User.Meta.schema_id == "https://my-schema-server/users/schema.avsc"
    with pytest.raises(isobyte.EncodeError) as caught:
        produce.User("Bond", age="50").serialize()
    assert (caught.value.path, caught.value.code) == ("age", "value_type")
    assert "found text" in str(caught.value)


def test_confluent_kafka(kafka: str, registry: str) -> None:
    @dataclasses.dataclass
    class User(isobyte.AvroModel):
        name: str
        age: int

        class Meta:
            schema_id = "confluent-value:latest"

    client, topic = isobyte.Registry(registry), f"confluent-{uuid.uuid4().hex}"
    User.register(client)
    producer = SerializingProducer({"bootstrap.servers": kafka, "value.serializer": EventSerializer(client)})
    for age in range(3):
        producer.produce(topic, value=User("Bond", age), headers=[])
    producer.flush(30)
    settings = {
        "bootstrap.servers": kafka,
        "group.id": topic,
        "auto.offset.reset": "earliest",
        "value.deserializer": EventDeserializer(User, client),
    }
    consumer = DeserializingConsumer(settings)
    consumer.subscribe([topic])
    try:
        found = []
        for _ in range(60):
            message = consumer.poll(1)
            if message is not None and message.error() is None:
                found.append(message.value())
            if len(found) == 3:
                break
        assert found == [User("Bond", age) for age in range(3)]
    finally:
        consumer.close()
