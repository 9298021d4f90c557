"""An event with its metadata: the value, and the headers that tell consumers what to do with it.

`produce` wants anything that has `send_and_wait`, such as aiokafka's producer.
"""

from __future__ import annotations

import dataclasses
from typing import Any, Protocol

import isobyte


@dataclasses.dataclass
class User(isobyte.AvroModel):
    "My User Class"

    name: str
    age: int
    has_pets: bool = False
    money: float = 100.3

    class Meta:
        # Or in a Confluent way: https://my-schema-server/schemas/ids/{id}
        schema_id = "https://my-schema-server/users/schema.avsc"


class Producer(Protocol):
    async def send_and_wait(self, topic: str, *, value: bytes, headers: list[tuple[str, bytes]]) -> Any: ...


async def produce(producer: Producer, user: User) -> None:
    # By hand, with every part in sight ...
    event = user.serialize()
    headers = [
        ("content-type", b"avro"),
        ("schema-id", User.Meta.schema_id.encode()),
    ]
    await producer.send_and_wait("my_topic", value=event, headers=headers)

    # ... or in one call.
    value, headers = user.to_event()
    await producer.send_and_wait("my_topic", value=value, headers=headers)


def consume(value: bytes, headers: list[tuple[str, bytes]]) -> User:
    return User.from_event(value, headers)
