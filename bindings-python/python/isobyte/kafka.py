"""For confluent-kafka's ``SerializingProducer`` and ``DeserializingConsumer``: models to values with headers, and back.

Nothing of Kafka is needed to import this. Other clients need nothing more than ``to_event`` and ``from_event``::

    value, headers = user.to_event(registry)
    await producer.send_and_wait("users", value=value, headers=headers)

    async for message in consumer:
        user = User.from_event(message.value, message.headers, registry)
"""

from __future__ import annotations

from typing import Any, Protocol

from isobyte import _native, events
from isobyte._hints import usage

__all__ = ["EventDeserializer", "EventSerializer"]


class Context(Protocol):
    """What confluent-kafka tells of a message."""

    headers: Any


class EventSerializer:
    """Models to values; the headers go to the list that is given to ``produce``.

    ``SerializingProducer({"value.serializer": EventSerializer(registry), ...}).produce("users", value=user, headers=[])``.
    The options are those of ``to_event``. Framed values in Avro's binary encoding may go without headers.
    """

    def __init__(
        self,
        registry: _native.Registry | None = None,
        *,
        framed: bool = False,
        content_type: str = "avro",
        schema_id: int | str | None = None,
    ) -> None:
        self._registry = registry
        self._options: dict[str, Any] = {"framed": framed, "content_type": content_type, "schema_id": schema_id}

    def __call__(self, value: Any, context: Context | None = None) -> bytes | None:
        """The value of a message; None is a tombstone."""
        if value is None:
            return None
        data, pairs = value.to_event(self._registry, **self._options)
        headers = None if context is None else context.headers
        if isinstance(headers, dict):
            headers.update(pairs)
        elif isinstance(headers, list):
            headers.extend(pairs)
        elif not (self._options["framed"] and pairs[0][1] == b"avro"):
            raise usage("expected headers=[] where the message is produced, for the headers of the event; found none")
        return data


class EventDeserializer:
    """Values and their headers to objects of a model; or, without one, to dicts, which takes a registry.

    ``DeserializingConsumer({"value.deserializer": EventDeserializer(User, registry), ...})``.
    """

    def __init__(self, type: Any = None, registry: _native.Registry | None = None, *, framed: bool = False) -> None:
        if type is None and registry is None:
            raise usage("expected a model or a registry, found neither")
        self._type, self._registry, self._framed = type, registry, framed

    def __call__(self, value: bytes | None, context: Context | None = None) -> Any:
        """The object of a message; None of a tombstone."""
        if value is None:
            return None
        found = None if context is None else context.headers
        headers = found.items() if isinstance(found, dict) else found
        if self._type is not None:
            return self._type.from_event(value, headers, self._registry, framed=self._framed)
        assert self._registry is not None
        return events.from_event(value, headers, self._registry, framed=self._framed)
