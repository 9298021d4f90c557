"""Events: every way to name a schema, for good or as the latest; registering and checking classes; dicts; Kafka's call shapes."""

from __future__ import annotations

import asyncio
import dataclasses
import functools
import json
import socket
import urllib.request
import uuid
from typing import Any

import isobyte
import pytest
from isobyte import events, headers
from isobyte.kafka import EventDeserializer, EventSerializer

FIELDS = [{"name": "name", "type": "string"}, {"name": "age", "type": "long"}]
USER = json.dumps({"type": "record", "name": "User", "fields": FIELDS})
EMAIL = {"name": "email", "type": "string", "default": "none"}
LATER = json.dumps({"type": "record", "name": "User", "fields": [*FIELDS, EMAIL]})
BOND = b"\x08Bond\x64"  # by hand: a length of 4, "Bond"; 50 zig-zag


def subject() -> str:
    return f"s-{uuid.uuid4().hex}"


@functools.cache
def model(schema_id: int | str | None = None, *more: tuple[str, Any], **meta: Any) -> Any:
    """A class User, with fields more."""
    fields: list[Any] = [("name", str), ("age", int), *((name, str, dataclasses.field(default=d)) for name, d in more)]
    said = {**meta, **({} if schema_id is None else {"schema_id": schema_id})}
    return dataclasses.make_dataclass(
        "User", fields, bases=(isobyte.AvroModel,), namespace={"Meta": type("Meta", (), said)}
    )


def later(schema_id: int | str | None = None) -> Any:
    return model(schema_id, ("email", "none"))


def code_of(call: Any, *arguments: Any, **options: Any) -> str:
    with pytest.raises(isobyte.IsobyteError) as caught:
        call(*arguments, **options)
    return caught.value.code


def guid_of(server: str, name: str) -> str:
    answer: str = json.loads(urllib.request.urlopen(f"{server}/subjects/{name}/versions/1").read())["guid"]
    return answer


def test_a_schema_by_whatever_names_it(server: str) -> None:
    registry, name = isobyte.Registry(server), subject()
    apart = f":.apart:{name}:with:colons"
    id, other = registry.register(name, USER), registry.register(apart, USER)
    guid = guid_of(server, name)
    confluent = b"\1" + uuid.UUID(guid).bytes
    for said in (id, str(id), f"{name}:1", f"{name}:latest", guid, confluent, f"{server}/schemas/ids/{id}"):
        assert registry.get(said).schema == isobyte.Schema(USER), said
        assert isobyte.Registry(server).cached_get(said) is None
        assert registry.cached_get(said) is not None
    assert registry.get(f"{apart}:1").id == other
    assert registry.get(f"{apart}:latest").subject == apart
    for wrong in ("users", "users:0", ":.apart:3", "", f"{server}/users"):
        assert code_of(registry.get, wrong) == "invalid_argument"
        assert code_of(registry.get, wrong.encode()) == "frame_unknown"
    assert code_of(registry.get, f"{name}:9") == "not_found"


def test_events_by_subject_and_version(server: str) -> None:
    registry, name = isobyte.Registry(server), subject()
    id = registry.register(name, USER)
    fixed, latest = model(f"{name}:1")("Bond", 50), model(f"{name}:latest")("Bond", 50)
    assert fixed.to_event(registry) == (BOND, headers.build(f"{name}:1"))
    assert latest.to_event(registry) == (BOND, headers.build(id))
    assert latest.to_event() == (BOND, headers.build(f"{name}:latest"))
    for user in (fixed, latest):
        for framed in (False, True):
            value, pairs = user.to_event(registry, framed=framed)
            assert value == (b"\0" + id.to_bytes(4, "big") if framed else b"") + BOND
            assert type(user).from_event(value, pairs, registry, framed=framed) == user
            assert later().from_event(value, pairs, registry, framed=framed) == later()("Bond", 50)


def test_the_latest_moves_and_events_stay_readable(server: str) -> None:
    """Events name the version that wrote them, though their class names the latest."""
    for form in ("{server}/{name}/schema.avsc", "{name}:latest"):
        registry, name = isobyte.Registry(server), subject()
        schema_id = form.format(server=server, name=name)
        registry.register(name, USER)
        event = model(schema_id)("Bond", 50).to_event(registry)
        registry.register(name, LATER)
        fresh = isobyte.Registry(server)
        assert later(schema_id).from_event(*event, fresh) == later(schema_id)("Bond", 50)
        # A class of the first version writes by the latest, and reads what the latest wrote.
        value, pairs = model(schema_id)("Bond", 50).to_event(fresh)
        assert value == BOND + b"\x08none"
        assert model(schema_id).from_event(value, pairs, fresh) == model(schema_id)("Bond", 50)


def test_ids_count_within_a_context(server: str) -> None:
    """An event of a context does not name a schema of another one."""
    registry, name = isobyte.Registry(server), subject()
    User = model(f":.apart:{name}:latest")
    for number in range(3):
        registry.register(f"{name}-{number}", f'{{"type": "fixed", "name": "F", "size": {number + 1}}}')
    User.register(registry)
    value, pairs = User("Bond", 50).to_event(registry)
    assert (value, pairs[1]) == (BOND, ("schema-id", f":.apart:{name}:1".encode()))
    assert later().from_event(value, pairs, isobyte.Registry(server)) == later()("Bond", 50)
    User = model(f"{server}/%3A.apart%3A{name}/schema.avsc")
    value, pairs = User("Bond", 50).to_event(registry)
    assert pairs[1][1].startswith(f"{server}/contexts/.apart/schemas/ids/".encode())
    assert later().from_event(value, pairs, isobyte.Registry(server)) == later()("Bond", 50)


def test_a_schema_id_for_one_event(server: str) -> None:
    registry = isobyte.Registry(server)
    User = model()
    registered = User.register(registry, subject())
    value, pairs = User("Bond", 50).to_event(registry, schema_id=registered.id, framed=True)
    assert (value[5:], pairs) == (BOND, headers.build(registered.id))
    assert code_of(User("Bond", 50).to_event, registry, framed=True) == "invalid_argument"
    assert User("Bond", 50).to_event(registry) == (BOND, [("content-type", b"avro")])


def test_names_that_are_only_documentation() -> None:
    """Without a registry anything may stand there."""
    User = model("see the wiki")
    value, pairs = User("Bond", 50).to_event()
    assert pairs[1] == ("schema-id", b"see the wiki")
    assert User.from_event(value, pairs) == User("Bond", 50)
    registry = isobyte.Registry("memory:")
    assert code_of(User("Bond", 50).to_event, registry) == "invalid_argument"
    assert code_of(User.from_event, value, pairs, registry) == "frame_unknown"


def test_register(server: str) -> None:
    registry, name = isobyte.Registry(server), subject()
    for User, options, expected in (
        (model(), {"subject": name}, name),
        (model(), {"topic": name}, f"{name}-value"),
        (model(f"{server}/{name}1/schema.avsc"), {}, f"{name}1"),
        (model(f":.apart:{name}:latest"), {}, f":.apart:{name}"),
        (model(f"{name}:1"), {"topic": f"{name}2"}, f"{name}2-value"),
        (model(namespace=f"n{uuid.uuid4().hex}"), {}, None),
    ):
        expected = expected or User.get_fullname()
        before = getattr(User.Meta, "schema_id", None)
        registered = User.register(registry, **options)
        assert (registered.subject, registered.version) == (expected, 1)
        assert registered.schema == isobyte.Schema(User.avro_schema())
        assert isobyte.Registry(server).by_subject(expected).id == registered.id
        assert User.register(registry, **options).version == 1
        assert getattr(User.Meta, "schema_id", None) == before
    assert later().register(registry, name).version == 2
    wrong = dataclasses.make_dataclass("User", [("name", int)], bases=(isobyte.AvroModel,))
    assert code_of(wrong.register, registry, name) == "conflict"


def test_check_says_what_does_not_match(server: str) -> None:
    registry, name = isobyte.Registry(server), subject()
    User = model(f"{name}:latest")
    assert code_of(User.check, registry) == "not_found"
    User.register(registry)
    match = User.check(registry)
    assert match and match.is_compatible and str(match) == "the same schema"
    assert (match.registered.subject, match.registered.version) == (name, 1)
    # A field with a default: another schema, but each reads the other's data.
    match = later(f"{name}:1").check(registry)
    assert not match and match.is_compatible
    assert [change.kind for change in match.changes] == ["field_added"]
    assert "`email`" in str(match)
    # A field without one: what was written cannot be read.
    fields: list[Any] = [("name", str), ("age", int), ("email", str)]
    broken = dataclasses.make_dataclass("User", fields, bases=(isobyte.AvroModel,))
    match = broken.check(registry, f"{name}:1")
    assert not match and not match.is_compatible
    assert [finding.direction for finding in match.findings] == ["backward"]
    assert "field `email` of the new schema has no default" in str(match)
    assert model().register(registry, topic=name).version == 1
    assert model().check(registry, topic=name)


def test_the_async_twins_share_the_cache(server: str) -> None:
    async def run() -> None:
        registry, name = isobyte.AsyncRegistry(server), subject()
        User = model(f"{name}:latest")
        registered = await User.register_async(registry)
        assert (registered.subject, registered.version) == (name, 1)
        assert await User.check_async(registry)
        value, pairs = await User("Bond", 50).to_event_async(registry)
        assert (value, pairs) == (BOND, headers.build(registered.id))
        assert await later().from_event_async(value, pairs, registry) == later()("Bond", 50)
        assert await events.from_event_async(value, pairs, registry) == {"name": "Bond", "age": 50}
        written = await events.to_event_async({"name": "Bond", "age": 50}, registry, f"{name}:1", framed=True)
        assert written == (b"\0" + registered.id.to_bytes(4, "big") + BOND, headers.build(f"{name}:1"))
        assert registry.registry.cached_get(f"{name}:latest") is not None
        assert registry.registry.cached_get(registered.id) is not None

    asyncio.run(run())


def test_asking_leaves_the_event_loop_free() -> None:
    """A registry that never answers: the loop turns meanwhile, whatever is asked."""

    async def turns_of(asking: Any) -> int:
        task, turns = asyncio.ensure_future(asking), 0
        while not task.done():
            turns += 1
            await asyncio.sleep(0.001)
        with pytest.raises(isobyte.RegistryError):
            await task
        return turns

    async def run(port: int) -> list[int]:
        registry = isobyte.AsyncRegistry(f"http://127.0.0.1:{port}", retries=0, timeout=0.3)
        User = model("users:latest")
        return [
            await turns_of(User("Bond", 50).to_event_async(registry)),
            await turns_of(User.from_event_async(BOND, headers.build("users:7"), registry)),
            await turns_of(events.from_event_async(BOND, headers.build(7), registry)),
            await turns_of(User.register_async(registry)),
            await turns_of(User.check_async(registry)),
        ]

    with socket.socket() as quiet:
        quiet.bind(("127.0.0.1", 0))
        quiet.listen(8)
        assert min(asyncio.run(run(quiet.getsockname()[1]))) > 20


def test_events_of_dicts(server: str) -> None:
    registry, name = isobyte.Registry(server), subject()
    id, bond = registry.register(name, USER), {"name": "Bond", "age": 50}
    value, pairs = events.to_event(bond, registry, f"{name}:latest")
    assert (value, pairs) == (BOND, headers.build(id))
    assert events.from_event(value, pairs, registry) == bond
    assert events.from_event(value, pairs, registry, later()) == later()("Bond", 50)
    assert events.from_event(value, pairs, registry, reader=LATER) == {**bond, "email": "none"}
    value, pairs = events.to_event(bond, registry, id, framed=True, content_type="avro-json")
    assert value == b"\0" + id.to_bytes(4, "big") + b'{"name":"Bond","age":50}'
    assert events.from_event(value, pairs, registry, framed=True) == bond


def test_confluents_header_is_read(server: str) -> None:
    registry, name = isobyte.Registry(server), subject()
    id = registry.register(name, USER)
    guid = uuid.UUID(guid_of(server, name))
    for value in (b"\1" + guid.bytes, b"\0" + id.to_bytes(4, "big")):
        pairs = [("__value_schema_id", value)]
        assert later().from_event(BOND, pairs, registry) == later()("Bond", 50)
        assert events.from_event(BOND, pairs, registry) == {"name": "Bond", "age": 50}
        # Ours counts first.
        assert headers.parse([("schema-id", b"9"), *pairs]).schema_id == 9
    assert headers.parse([("__value_schema_id", b"\1" + guid.bytes)]).schema_id == str(guid)
    assert code_of(headers.parse, [("__value_schema_id", b"\1\2")]) == "frame_unknown"


def test_what_is_wrong_with_an_event(server: str) -> None:
    registry, name = isobyte.Registry(server, timeout=2), subject()
    id = registry.register(name, USER)
    User = later()
    for value, said, code in (
        (BOND, b"4000000", "not_found"),
        (BOND[:3], str(id).encode(), "data_truncated"),
        (BOND + b"x", str(id).encode(), "data_trailing"),
        (BOND, b"http://127.0.0.2:9/schemas/ids/1", "invalid_argument"),
        (BOND, b"http://169.254.169.254/users/schema.avsc", "invalid_argument"),
        (BOND, b"file:///etc/passwd", "frame_unknown"),
        (BOND, b"\xff\xfe", "frame_unknown"),
        (BOND, b"users", "frame_unknown"),
        (BOND, b"4294967296", "frame_unknown"),
        (BOND, b"9" * 5000, "frame_unknown"),
    ):
        pairs = [("content-type", b"avro"), ("schema-id", said)]
        assert code_of(User.from_event, value, pairs, registry) == code, said
        assert code_of(events.from_event, value, pairs, registry) == code, said
    assert code_of(events.from_event, BOND, None, registry) == "frame_unknown"
    assert code_of(User.from_event, BOND, None, registry, framed=True) == "frame_unknown"
    assert code_of(User.from_event, b"\0\0", None, registry, framed=True) == "data_truncated"
    with pytest.raises(isobyte.DecodeError, match="expected a header schema-id that names the schema, found none"):
        events.from_event(BOND, [("content-type", b"avro")], registry)


def test_hosts_that_nobody_configured_are_never_connected_to(server: str) -> None:
    with socket.socket() as trap:
        trap.bind(("127.0.0.1", 0))
        trap.listen(8)
        trap.setblocking(False)
        host = f"127.0.0.1:{trap.getsockname()[1]}"
        for said in (f"http://{host}/schemas/ids/1", f"http://{host}/users/schema.avsc"):
            pairs = headers.build(said)
            registry = isobyte.Registry(server, timeout=0.3, retries=0)
            assert code_of(later().from_event, BOND, pairs, registry) == "invalid_argument"
            assert code_of(events.from_event, BOND, pairs, registry) == "invalid_argument"
            with pytest.raises(BlockingIOError):
                trap.accept()
            # The trap would have seen it.
            registry = isobyte.Registry(server, timeout=0.3, retries=0, allowed_hosts=[host])
            assert code_of(later().from_event, BOND, pairs, registry) == "unavailable"
            trap.accept()[0].close()


@dataclasses.dataclass
class Context:
    """What confluent-kafka hands to serializers."""

    headers: Any


def test_serializers_for_confluent_kafka(server: str) -> None:
    registry, name = isobyte.Registry(server), subject()
    User = model(f"{name}:latest")
    id = User.register(registry).id
    user, serialize = User("Bond", 50), EventSerializer(registry)
    for found in ([("trace", b"1")], {"trace": b"1"}):
        context = Context(found)
        assert serialize(user, context) == BOND
        assert dict(context.headers) == {"trace": b"1", "content-type": b"avro", "schema-id": str(id).encode()}
        assert EventDeserializer(later(), registry)(BOND, context) == later()("Bond", 50)
        assert EventDeserializer(registry=registry)(BOND, context) == {"name": "Bond", "age": 50}
    assert code_of(serialize, user) == "invalid_argument"
    assert code_of(serialize, user, Context(None)) == "invalid_argument"
    framed = EventSerializer(registry, framed=True)(user)
    assert framed == b"\0" + id.to_bytes(4, "big") + BOND
    assert EventDeserializer(User, registry, framed=True)(framed, Context(None)) == user
    # Tombstones.
    assert serialize(None) is None and EventDeserializer(User)(None) is None
    assert code_of(EventDeserializer) == "invalid_argument"
