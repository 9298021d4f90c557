"""Confluent's Python client, sync and async, in one conversation each that uses every method it has."""

import asyncio
import inspect

import pytest
from confluent_kafka.schema_registry import (
    AsyncSchemaRegistryClient,
    ConfigCompatibilityLevel,
    Metadata,
    MetadataProperties,
    Rule,
    RuleKind,
    RuleMode,
    RuleParams,
    RuleSet,
    Schema,
    SchemaReference,
    SchemaRegistryClient,
    SchemaRegistryError,
    ServerConfig,
)
from test_confluent_python import FIRST, SECOND, record, same

BROKEN = record({"name": "id", "type": "string"})

# Associations of subjects with topics are Confluent Cloud's, and no part of this registry.
NOT_OFFERED = {"create_association", "delete_associations", "get_associations_by_resource_name"}
# These speak to no server.
LOCAL = {"close", "aclose", "config", "new_client"}


def methods(kind):
    return {name for name, _ in inspect.getmembers(kind, inspect.isfunction) if not name.startswith("_")}


class Talk:
    """A client, and the names of its methods that were used; the async one is waited for."""

    def __init__(self, kind, url):
        self.client = kind({"url": url})
        self.loop = asyncio.new_event_loop()
        self.used = set()

    def __getattr__(self, name):
        self.used.add(name)
        method = getattr(self.client, name)

        def call(*arguments, **options):
            answer = method(*arguments, **options)
            return self.loop.run_until_complete(answer) if inspect.isawaitable(answer) else answer

        return call

    def forget(self):
        self.clear_caches()
        self.clear_latest_caches()


@pytest.fixture(params=[SchemaRegistryClient, AsyncSchemaRegistryClient])
def talk(server, request):
    talk = Talk(request.param, server.url)
    yield talk
    if request.param is AsyncSchemaRegistryClient:
        talk.loop.run_until_complete(talk.client.aclose())
    talk.loop.close()


def refused(code, call, *arguments, **options):
    with pytest.raises(SchemaRegistryError) as caught:
        call(*arguments, **options)
    assert caught.value.error_code == code


def test_every_method(talk):
    registering(talk)
    reading(talk)
    judging(talk)
    settings(talk)
    deleting(talk)
    assert methods(type(talk.client)) - LOCAL - NOT_OFFERED == talk.used


def registering(talk):
    assert talk.register_schema("orders", FIRST) == 1
    placed = talk.register_schema_full_response("orders", SECOND, normalize_schemas=True)
    assert (placed.schema_id, placed.version) == (2, 2)
    rule = Rule(
        "check",
        None,
        RuleKind.CONDITION,
        RuleMode.WRITE,
        "CEL",
        ["PII"],
        RuleParams({"a": "b"}),
        "true",
        None,
        None,
        False,
    )
    noted = Schema(
        SECOND.schema_str,
        "AVRO",
        metadata=Metadata(None, MetadataProperties({"owner": "me"}), None),
        rule_set=RuleSet(None, [rule]),
    )
    assert talk.register_schema("orders", noted) == 3
    text = record({"name": "order", "type": "shop.Order"}, name="Line").schema_str
    line = Schema(text, "AVRO", [SchemaReference("shop.Order", "orders", 1)])
    assert talk.register_schema("lines", line) == 4
    assert talk.register_schema(":.eu:orders", FIRST) == 1
    talk.forget()
    found = talk.lookup_schema("orders", noted)
    assert (found.version, found.schema_id) == (3, 3)
    assert found.schema.metadata.properties.properties == {"owner": "me"}
    assert [rule.name for rule in found.schema.rule_set.domain_rules] == ["check"]


def reading(talk):
    talk.forget()
    assert same(talk.get_schema(1), FIRST)
    assert same(talk.get_schema(1, "orders", fmt="resolved"), FIRST)
    latest = talk.get_latest_version("orders")
    assert (latest.version, latest.schema_id) == (3, 3)
    assert same(talk.get_schema_by_guid(latest.guid), SECOND)
    assert talk.get_version("orders", 1).schema_id == 1
    assert talk.get_latest_with_metadata("orders", {"owner": "me"}).version == 3
    refused(40403, talk.get_latest_with_metadata, "orders", {"owner": "you"})
    whole = talk.get_version("lines", 1, fmt="resolved").schema
    assert not whole.references and "shop" in whole.schema_str and '"id"' in whole.schema_str
    assert talk.get_subjects() == ["lines", "orders", ":.eu:orders"]
    assert talk.get_subjects_by_schema_id(1) == ["orders"]
    assert [(use.subject, use.version) for use in talk.get_schema_versions(2)] == [("orders", 2)]
    assert talk.get_versions("orders") == [1, 2, 3]
    assert talk.get_versions("orders", offset=1, limit=1) == [2]
    assert talk.get_referenced_by("orders", 1) == [4]
    assert talk.get_contexts() == [".", ".eu"]
    assert "AVRO" in talk.get_schema_types()


def judging(talk):
    assert talk.test_compatibility("orders", SECOND)
    assert not talk.test_compatibility("orders", BROKEN, version=2, normalize=True, verbose=True)
    assert not talk.test_compatibility_all_versions("orders", BROKEN)
    refused(409, talk.register_schema, "orders", BROKEN)


def settings(talk):
    assert talk.get_compatibility() == "BACKWARD"
    assert talk.set_compatibility("orders", "FULL") == {"compatibility": "FULL"}
    config = ServerConfig(
        compatibility=ConfigCompatibilityLevel.FORWARD,
        compatibility_group="major",
        default_metadata=Metadata(None, MetadataProperties({"a": "b"}), ["a"]),
        override_rule_set=RuleSet(None, []),
    )
    talk.set_config("orders", config)
    found = talk.get_config("orders")
    assert found.compatibility_level == ConfigCompatibilityLevel.FORWARD
    assert found.compatibility_group == "major"
    assert found.default_metadata.properties.properties == {"a": "b"}
    assert talk.delete_config("orders").compatibility_level == ConfigCompatibilityLevel.FORWARD
    refused(40408, talk.get_config, "orders")
    assert talk.get_global_mode() == "READWRITE"
    assert talk.update_global_mode("READONLY") == "READONLY"
    refused(42205, talk.register_schema, "orders", BROKEN)
    assert talk.update_global_mode("READWRITE", force=True) == "READWRITE"
    refused(40409, talk.get_mode, "orders")
    refused(42205, talk.update_mode, "orders", "IMPORT")
    assert talk.update_mode("orders", "IMPORT", force=True) == "IMPORT"
    assert talk.get_mode("orders") == "IMPORT"
    assert talk.delete_mode("orders") == "IMPORT"
    refused(42204, talk.update_mode, "orders", "SIDEWAYS")


def deleting(talk):
    refused(42206, talk.delete_subject, "orders")
    assert talk.delete_version("lines", 1) == 1
    assert talk.delete_version("lines", 1, permanent=True) == 1
    assert talk.delete_subject("orders") == [1, 2, 3]
    assert talk.get_subjects(deleted_only=True) == ["orders"]
    assert talk.get_versions("orders", deleted_only=True) == [1, 2, 3]
    assert talk.delete_subject("orders", permanent=True) == [1, 2, 3]
    assert talk.get_subjects(subject_prefix="orders", deleted=True) == []
