"""Events with their metadata: the value, and the headers that tell consumers what to do with it.

KAFKA and REGISTRY, in the environment, say where the broker and the registry are.
"""

import asyncio
import dataclasses
import os

import isobyte
from aiokafka import AIOKafkaProducer

KAFKA = os.environ.get("KAFKA", "localhost:9092")
REGISTRY = os.environ.get("REGISTRY", "https://my-schema-server")


@dataclasses.dataclass
class User(isobyte.AvroModel):
    "My User Class"

    name: str
    age: int
    has_pets: bool = False
    money: float = 100.3

    class Meta:
        schema_id = f"{REGISTRY}/users/schema.avsc"  # or in a Confluent way: https://my-schema-server/schemas/ids/{id}


async def produce() -> None:
    registry = isobyte.AsyncRegistry(REGISTRY)
    await User.register_async(registry)

    producer = AIOKafkaProducer(bootstrap_servers=KAFKA)
    await producer.start()

    user = User("Bond", age=50)

    # create the event, with every part in sight
    event = user.serialize()
    headers = [
        ("content-type", b"avro"),
        ("schema-id", User.Meta.schema_id.encode()),
    ]
    await producer.send_and_wait("my_topic", value=event, headers=headers)

    # the same in one call
    event, headers = user.to_event()
    await producer.send_and_wait("my_topic", value=event, headers=headers)

    # and with the schema's id in the header: it stays the same schema when `users` has a later version
    event, headers = await user.to_event_async(registry)
    await producer.send_and_wait("my_topic", value=event, headers=headers)

    await producer.stop()


if __name__ == "__main__":
    asyncio.run(produce())
