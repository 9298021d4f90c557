"""Reads what produce.py wrote, by the headers of the events, as a class that has changed meanwhile; stop it by Ctrl-C.

KAFKA and REGISTRY, in the environment, say where the broker and the registry are.
"""

import asyncio
import dataclasses
import os

import isobyte
from aiokafka import AIOKafkaConsumer

KAFKA = os.environ.get("KAFKA", "localhost:9092")
REGISTRY = os.environ.get("REGISTRY", "https://my-schema-server")


@dataclasses.dataclass
class User(isobyte.AvroModel):
    "My User Class"

    name: str
    age: int
    money: float = 100.3
    email: str = "none"


async def consume() -> None:
    registry = isobyte.AsyncRegistry(REGISTRY)
    async with AIOKafkaConsumer("my_topic", bootstrap_servers=KAFKA, auto_offset_reset="earliest") as consumer:
        async for message in consumer:
            try:
                user = await User.from_event_async(message.value, message.headers, registry)
            except isobyte.IsobyteError as error:
                if error.code == "unavailable":
                    raise  # That is the registry, not the event: nothing is to be skipped.
                print(f"offset {message.offset}: {error.code}: {error}", flush=True)
            else:
                print(user, flush=True)


if __name__ == "__main__":
    asyncio.run(consume())
