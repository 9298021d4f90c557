"""Python's side of the tests with a broker: reads events as a dataclass, as an evolved dataclass and as a dict.

consume.py KAFKA REGISTRY TOPIC COUNT framed|bare
"""

from __future__ import annotations

import asyncio
import dataclasses
import json
import sys
from collections.abc import Awaitable
from typing import Any

import isobyte
from aiokafka import AIOKafkaConsumer
from isobyte import events


@dataclasses.dataclass
class User(isobyte.AvroModel):
    name: str
    age: int
    has_pets: bool
    money: float


@dataclasses.dataclass
class Later(isobyte.AvroModel):
    name: str
    age: int
    has_pets: bool
    money: float
    email: str = "none"

    class Meta:
        schema_name = "User"


async def told(asked: Awaitable[Any]) -> Any:
    """What is printed of an event: its value, or the code of its error."""
    try:
        value = await asked
    except isobyte.IsobyteError as error:
        return {"error": error.code}
    return value if isinstance(value, dict) else dataclasses.asdict(value)


async def consume(kafka: str, url: str, topic: str, count: int, framed: bool) -> None:
    registry = isobyte.AsyncRegistry(url)
    async with AIOKafkaConsumer(topic, bootstrap_servers=kafka, auto_offset_reset="earliest") as consumer:
        for _ in range(count):
            message = await consumer.getone()
            event = (message.value, message.headers, registry)
            as_all = {
                "class": await told(User.from_event_async(*event, framed=framed)),
                "evolved": await told(Later.from_event_async(*event, framed=framed)),
                "map": await told(events.from_event_async(*event, framed=framed)),
            }
            print(json.dumps(as_all), flush=True)


if __name__ == "__main__":
    kafka, url, topic, count, frame = sys.argv[1:]
    asyncio.run(consume(kafka, url, topic, int(count), frame == "framed"))
