"""python-schema-registry-client, sync and async, in one conversation each that uses every method it has."""

import asyncio
import inspect

import pytest
from schema_registry.client import AsyncSchemaRegistryClient, SchemaRegistryClient, schema
from schema_registry.client.errors import ClientError

ID = {"name": "id", "type": "long"}
FIRST = schema.AvroSchema({"type": "record", "name": "Order", "fields": [ID]})
SECOND = schema.AvroSchema(
    {"type": "record", "name": "Order", "fields": [ID, {"name": "n", "type": "int", "default": 0}]}
)
BROKEN = schema.AvroSchema({"type": "record", "name": "Order", "fields": [{"name": "id", "type": "string"}]})


def methods(kind):
    # What builds a request is used by all the others.
    names = {name for name, _ in inspect.getmembers(kind, inspect.isfunction) if not name.startswith("_")}
    return names - {"prepare_headers", "request"}


@pytest.mark.parametrize("kind", [SchemaRegistryClient, AsyncSchemaRegistryClient])
def test_every_method(server, kind):
    client, used, loop = kind(server.url), set(), asyncio.new_event_loop()

    def ask(name, *arguments, **options):
        used.add(name)
        answer = getattr(client, name)(*arguments, **options)
        return loop.run_until_complete(answer) if inspect.isawaitable(answer) else answer

    def forget():
        client.id_to_schema.clear()
        client.subject_to_schema_ids.clear()
        client.subject_to_schema_versions.clear()

    assert ask("register", "orders", FIRST) == 1
    assert ask("register", "orders", SECOND) == 2
    forget()
    assert ask("register", "orders", FIRST) == 1
    with pytest.raises(ClientError) as caught:
        ask("register", "orders", BROKEN)
    assert caught.value.http_code == 409
    forget()
    assert ask("get_by_id", 1) == FIRST
    assert ask("get_by_id", 99) is None
    found = ask("get_schema", "orders")
    assert (found.schema_id, found.version, found.schema) == (2, 2, SECOND)
    assert ask("get_schema", "orders", version=9) is None
    found = ask("check_version", "orders", FIRST)
    assert (found.schema_id, found.version) == (1, 1)
    assert ask("check_version", "orders", BROKEN) is None
    assert [(use.subject, use.version) for use in ask("get_schema_subject_versions", 2)] == [("orders", 2)]
    assert ask("get_subjects") == ["orders"]
    assert ask("get_versions", "orders") == [1, 2]
    assert ask("get_versions", "nobody") == []
    assert ask("test_compatibility", "orders", SECOND)
    assert not ask("test_compatibility", "orders", BROKEN)
    verdict = ask("test_compatibility", "orders", BROKEN, verbose=True)
    assert not verdict["is_compatible"] and "TYPE_MISMATCH" in verdict["messages"][0]
    assert ask("update_compatibility", "FULL", "orders")
    assert ask("get_compatibility", "orders") == "FULL"
    assert ask("get_compatibility") == "BACKWARD"
    assert ask("delete_version", "orders", 1) == 1
    assert ask("delete_subject", "orders") == [2]
    assert methods(kind) == used
    loop.close()
