"""Confluent's Python client takes the registry for its own."""

import asyncio
import json

import pytest
from confluent_kafka.schema_registry import (
    AsyncSchemaRegistryClient,
    ConfigCompatibilityLevel,
    Schema,
    SchemaReference,
    SchemaRegistryClient,
    SchemaRegistryError,
    ServerConfig,
)


def record(*fields, name="Order"):
    return Schema(json.dumps({"type": "record", "name": name, "namespace": "shop", "fields": list(fields)}), "AVRO")


ID = {"name": "id", "type": "long"}
NOTE = {"name": "note", "type": "string"}
NOTE_DEFAULT = {**NOTE, "default": ""}

FIRST = record(ID)
SECOND = record(ID, NOTE_DEFAULT)
BROKEN = record(ID, NOTE)


def same(schema, expected):
    return json.loads(schema.schema_str) == json.loads(expected.schema_str)


@pytest.fixture
def client(server):
    return SchemaRegistryClient({"url": server.url})


def fresh(server):
    """A client that remembers nothing."""
    return SchemaRegistryClient({"url": server.url})


def refused(call, *arguments, **options):
    with pytest.raises(SchemaRegistryError) as caught:
        call(*arguments, **options)
    return caught.value


def test_register_and_read(server, client):
    assert client.get_subjects() == []
    first = client.register_schema("orders-value", FIRST)
    second = client.register_schema("orders-value", SECOND)
    assert first != second
    client = fresh(server)
    assert client.register_schema("orders-value", FIRST) == first
    assert client.register_schema("other-value", FIRST) == first
    assert client.register_schema("orders-value", SECOND, normalize_schemas=True) == second

    client = fresh(server)
    found = client.get_schema(first)
    assert found.schema_type == "AVRO" and same(found, FIRST)
    assert same(client.get_schema(second, subject_name="orders-value"), SECOND)
    latest = client.get_latest_version("orders-value")
    assert (latest.subject, latest.version, latest.schema_id) == ("orders-value", 2, second)
    assert latest.guid and same(latest.schema, SECOND)
    one = client.get_version("orders-value", 1)
    assert (one.version, one.schema_id) == (1, first) and same(one.schema, FIRST)
    assert client.get_version("orders-value", "latest").version == 2
    assert client.get_versions("orders-value") == [1, 2]
    assert client.get_subjects() == ["orders-value", "other-value"]
    assert client.get_subjects(subject_prefix="oth") == ["other-value"]
    assert client.get_subjects(offset=1, limit=1) == ["other-value"]
    assert client.get_subjects_by_schema_id(first) == ["orders-value", "other-value"]
    uses = [(use.subject, use.version) for use in client.get_schema_versions(first)]
    assert uses == [("orders-value", 1), ("other-value", 1)]
    assert "AVRO" in client.get_schema_types()


def test_full_response(client):
    placed = client.register_schema_full_response("orders-value", FIRST)
    assert (placed.schema_id, placed.version, placed.subject) == (1, 1, "orders-value")
    assert placed.guid and same(placed.schema, FIRST)


def test_look_up(server, client):
    schema_id = client.register_schema("orders-value", FIRST)
    found = fresh(server).lookup_schema("orders-value", FIRST)
    assert (found.subject, found.version, found.schema_id) == ("orders-value", 1, schema_id)
    error = refused(client.lookup_schema, "orders-value", SECOND)
    assert (error.http_status_code, error.error_code, error.error_message) == (404, 40403, "Schema not found")
    error = refused(client.lookup_schema, "nobody", FIRST)
    assert (error.http_status_code, error.error_code) == (404, 40401)


def test_what_is_not_there(client):
    client.register_schema("orders-value", FIRST)
    for call, code, message in [
        (lambda: client.get_schema(99), 40403, "Schema 99 not found"),
        (lambda: client.get_latest_version("nobody"), 40401, "Subject 'nobody' not found."),
        (lambda: client.get_versions("nobody"), 40401, "Subject 'nobody' not found."),
        (lambda: client.get_version("orders-value", 9), 40402, "Version 9 not found."),
        (lambda: client.delete_subject("nobody"), 40401, "Subject 'nobody' not found."),
    ]:
        error = refused(call)
        assert (error.http_status_code, error.error_code, error.error_message) == (404, code, message)


def test_a_schema_that_is_none(client):
    error = refused(client.register_schema, "orders-value", record({"name": "x", "type": "nothing"}))
    assert (error.http_status_code, error.error_code) == (422, 42201)
    assert "fields[0].type" in error.error_message and "nothing" in error.error_message


def test_incompatible(client):
    client.register_schema("orders-value", FIRST)
    assert client.test_compatibility("orders-value", SECOND)
    assert not client.test_compatibility("orders-value", BROKEN)
    assert not client.test_compatibility("orders-value", BROKEN, version=1, verbose=True)
    assert not client.test_compatibility_all_versions("orders-value", BROKEN)
    error = refused(client.register_schema, "orders-value", BROKEN)
    assert (error.http_status_code, error.error_code) == (409, 409)
    assert "incompatible with an earlier schema" in error.error_message
    assert "READER_FIELD_MISSING_DEFAULT_VALUE" in error.error_message and "note" in error.error_message
    assert client.set_compatibility("orders-value", "NONE") == {"compatibility": "NONE"}
    assert client.register_schema("orders-value", BROKEN) == 2


def test_configuration(client):
    assert client.get_compatibility() == "BACKWARD"
    error = refused(client.get_compatibility, "orders-value")
    assert (error.http_status_code, error.error_code) == (404, 40408)
    client.set_compatibility(level="full_transitive")
    assert client.get_compatibility() == "FULL_TRANSITIVE"
    config = ServerConfig(compatibility=ConfigCompatibilityLevel.FORWARD)
    assert client.set_config("orders-value", config).get("compatibility") == "FORWARD"
    assert client.get_config("orders-value").compatibility_level == ConfigCompatibilityLevel.FORWARD
    assert client.get_config().compatibility_level == ConfigCompatibilityLevel.FULL_TRANSITIVE
    old = client.delete_config("orders-value")
    assert old.compatibility_level == ConfigCompatibilityLevel.FORWARD
    assert refused(client.get_config, "orders-value").error_code == 40408
    error = refused(client.set_compatibility, "orders-value", "SIDEWAYS")
    assert (error.http_status_code, error.error_code) == (422, 42203)


def test_deleting(server, client):
    first = client.register_schema("orders-value", FIRST)
    client.register_schema("orders-value", SECOND)
    error = refused(client.delete_version, "orders-value", 1, permanent=True)
    assert (error.http_status_code, error.error_code) == (404, 40407)
    error = refused(client.delete_subject, "orders-value", permanent=True)
    assert (error.http_status_code, error.error_code) == (404, 40405)

    assert client.delete_version("orders-value", 1) == 1
    assert refused(client.delete_version, "orders-value", 1).error_code == 40406
    assert client.get_versions("orders-value") == [2]
    assert client.get_versions("orders-value", deleted=True) == [1, 2]
    assert fresh(server).get_version("orders-value", 1, deleted=True).schema_id == first
    assert refused(fresh(server).get_version, "orders-value", 1).error_code == 40402
    assert same(fresh(server).get_schema(first), FIRST)
    assert client.delete_version("orders-value", 1, permanent=True) == 1
    assert refused(fresh(server).get_schema, first).error_code == 40403

    assert client.delete_subject("orders-value") == [2]
    assert refused(client.delete_subject, "orders-value").error_code == 40404
    assert client.get_subjects() == []
    assert client.get_subjects(deleted=True) == ["orders-value"]
    assert client.delete_subject("orders-value", permanent=True) == [2]
    assert client.get_subjects(deleted=True) == []
    assert refused(client.get_versions, "orders-value").error_code == 40401


def test_references(server, client):
    money = record({"name": "cents", "type": "long"}, name="Money")
    client.register_schema("money", money)
    order = Schema(
        record({"name": "price", "type": "shop.Money"}).schema_str,
        "AVRO",
        [SchemaReference("shop.Money", "money", 1)],
    )
    schema_id = client.register_schema("orders-value", order)
    found = fresh(server).get_schema(schema_id)
    assert [(used.name, used.subject, used.version) for used in found.references] == [("shop.Money", "money", 1)]
    assert client.get_referenced_by("money", 1) == [schema_id]
    error = refused(client.delete_subject, "money")
    assert (error.http_status_code, error.error_code) == (422, 42206)
    missing = Schema(order.schema_str, "AVRO", [SchemaReference("shop.Money", "money", 7)])
    assert refused(client.register_schema, "orders-value", missing).error_code == 42201


def test_guids_and_contexts(server, client):
    placed = client.register_schema_full_response("orders-value", FIRST)
    assert same(fresh(server).get_schema_by_guid(placed.guid), FIRST)
    client.register_schema(":.eu:orders-value", SECOND)
    assert client.get_contexts() == [".", ".eu"]
    assert same(fresh(server).get_schema(1, subject_name=":.eu:orders-value"), SECOND)


@pytest.mark.parametrize("subject", ["a/b", "a b", "ünï", "100%", "a:b", "a+b", "a?b#c"])
def test_subjects_of_every_kind(server, client, subject):
    client.register_schema(subject, FIRST)
    assert fresh(server).get_latest_version(subject).subject == subject
    assert client.get_subjects() == [subject]


def test_async_client(server):
    async def talk():
        async with AsyncSchemaRegistryClient({"url": server.url}) as client:
            schema_id = await client.register_schema("orders-value", FIRST)
            assert same(await client.get_schema(schema_id), FIRST)
            assert (await client.get_latest_version("orders-value")).version == 1
            assert not await client.test_compatibility("orders-value", BROKEN)
            assert await client.delete_subject("orders-value") == [1]

    asyncio.run(talk())


def test_everything_is_there_after_kill_9(server, client):
    ids = {f"s{number}": client.register_schema(f"s{number}", record(name=f"R{number}")) for number in range(20)}
    client.set_compatibility("s0", "NONE")
    client.delete_subject("s1")
    server.kill()
    server.start()
    client = fresh(server)
    assert client.get_compatibility("s0") == "NONE"
    assert refused(client.get_latest_version, "s1").error_code == 40401
    for subject, schema_id in ids.items():
        if subject != "s1":
            assert client.get_latest_version(subject).schema_id == schema_id
