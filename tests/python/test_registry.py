"""The registry, against the server itself; errors as a new user would meet them; the event loop stays free."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import subprocess
import sys
import threading
import time
import urllib.request
import uuid
from typing import Any

import isobyte
import pytest
from isobyte import headers
from support import ROOT

USER = '{"type":"record","name":"User","fields":[{"name":"name","type":"string"},{"name":"age","type":"long"}]}'


def subject() -> str:
    return f"s-{uuid.uuid4().hex}"


def test_register_and_ask(server: str) -> None:
    name = subject()
    registry = isobyte.Registry(server)
    id = registry.register(name, USER)
    assert registry.register(name, isobyte.Schema(USER)) == id
    fresh = isobyte.Registry(server)
    assert fresh.cached_by_id(id) is None
    for found in (
        fresh.by_id(id),
        fresh.by_subject(name),
        fresh.by_subject(name, "latest"),
        fresh.by_subject(name, 1),
        fresh.by_url(f"{server}/schemas/ids/{id}"),
        fresh.by_url(f"{server}/{name}/schema.avsc"),
        fresh.lookup(name, USER),
    ):
        assert found.id == id
        assert found.schema == isobyte.Schema(USER)
    assert fresh.by_subject(name).version == 1
    assert fresh.by_subject(name).subject == name
    assert fresh.cached_by_id(id) is not None
    assert fresh.cached_by_subject(name, 1) is not None
    assert repr(fresh) == f"Registry('{server}')"


def test_the_same_answer_over_plain_http(server: str) -> None:
    name = subject()
    isobyte.Registry(server).register(name, USER)
    answer = json.loads(urllib.request.urlopen(f"{server}/subjects/{name}/versions/latest").read())
    assert json.loads(answer["schema"]) == json.loads(USER)


def code_of(call: Any, *arguments: Any) -> str:
    with pytest.raises(isobyte.IsobyteError) as caught:
        call(*arguments)
    assert str(caught.value)
    return caught.value.code


def test_what_is_not_there(server: str) -> None:
    registry = isobyte.Registry(server)
    assert code_of(registry.by_id, 4_000_000) == "not_found"
    assert code_of(registry.by_subject, subject()) == "not_found"
    assert code_of(registry.by_url, f"{server}/{subject()}/schema.avsc") == "not_found"
    assert code_of(registry.lookup, subject(), USER) == "not_found"
    assert code_of(registry.register, subject(), '{"type":"rec') == "schema_syntax"


def test_incompatible_is_a_conflict(server: str) -> None:
    name, registry = subject(), isobyte.Registry(server)
    registry.register(name, '"string"')
    assert code_of(registry.register, name, '"long"') == "conflict"


def test_foreign_hosts_are_never_asked() -> None:
    registry = isobyte.Registry("http://127.0.0.1:9", retries=0)
    assert code_of(registry.by_url, "http://127.0.0.2:9/schemas/ids/1") == "invalid_argument"
    assert code_of(registry.by_url, "file:///etc/passwd") == "invalid_argument"


def test_nobody_there_is_unavailable() -> None:
    registry = isobyte.Registry("http://127.0.0.1:9", retries=1, backoff=0.01, timeout=1)
    started = time.monotonic()
    assert code_of(registry.by_id, 1) == "unavailable"
    assert time.monotonic() - started < 5


def test_arguments() -> None:
    assert code_of(isobyte.Registry, "no url") == "invalid_argument"
    with pytest.raises(isobyte.UsageError):
        isobyte.Registry("memory:", auth=("a", "b"), token="c")
    with pytest.raises(isobyte.UsageError):
        isobyte.Registry("memory:", timeout=0)
    with pytest.raises(isobyte.UsageError):
        isobyte.Registry("memory:").by_subject("x", "newest")
    for wrong in (-1, 2**32):
        assert code_of(isobyte.Registry("memory:").by_id, wrong) == "invalid_argument"
        assert code_of(isobyte.frame, wrong, b"") == "invalid_argument"
    assert "secret" not in repr(isobyte.Registry("http://me:secret@127.0.0.1:9"))


def test_memory() -> None:
    registry = isobyte.Registry("memory:")
    id = registry.register("s", USER)
    assert registry.by_id(id).schema == isobyte.Schema(USER)
    assert registry.by_id(id).codec() is registry.by_id(id).codec()


def test_the_gil_is_free_while_asking() -> None:
    # A server that never answers: other threads run meanwhile.
    import socket

    with socket.socket() as quiet:
        quiet.bind(("127.0.0.1", 0))
        quiet.listen(1)
        registry = isobyte.Registry(f"http://127.0.0.1:{quiet.getsockname()[1]}", retries=0, timeout=0.5)

        def ask() -> None:
            with pytest.raises(isobyte.RegistryError):
                registry.by_id(1)

        thread = threading.Thread(target=ask)
        thread.start()
        turns = 0
        while thread.is_alive():
            turns += 1
            time.sleep(0.001)
        assert turns > 50


def test_async(server: str) -> None:
    name = subject()

    async def run() -> None:
        registry = isobyte.AsyncRegistry(server)
        id = await registry.register(name, USER)
        assert await registry.register(name, USER) == id
        assert (await registry.by_id(id)).id == id
        assert (await registry.by_subject(name)).id == id
        assert (await registry.by_url(f"{server}/schemas/ids/{id}")).id == id
        assert (await registry.lookup(name, USER)).id == id
        # The cache is one.
        assert registry.registry.cached_by_id(id) is not None
        assert isobyte.AsyncRegistry(registry.registry).registry is registry.registry
        with pytest.raises(isobyte.RegistryError):
            await registry.by_id(4_000_000)

    asyncio.run(run())


def test_async_leaves_the_event_loop_free() -> None:
    import socket

    async def run(port: int) -> int:
        registry = isobyte.AsyncRegistry(f"http://127.0.0.1:{port}", retries=0, timeout=0.5)
        asking = asyncio.ensure_future(registry.by_id(1))
        turns = 0
        while not asking.done():
            turns += 1
            await asyncio.sleep(0.001)
        with pytest.raises(isobyte.RegistryError):
            await asking
        return turns

    with socket.socket() as quiet:
        quiet.bind(("127.0.0.1", 0))
        quiet.listen(1)
        assert asyncio.run(run(quiet.getsockname()[1])) > 50


def model(schema_id: int | str | None, *, more: bool = False) -> Any:
    """A class User; an evolved one has a field more."""
    fields: list[Any] = [("name", str), ("age", int)]
    if more:
        fields.append(("email", str, dataclasses.field(default="none")))
    return dataclasses.make_dataclass(
        "User", fields, bases=(isobyte.AvroModel,), namespace={"Meta": type("Meta", (), {"schema_id": schema_id})}
    )


def test_events_by_both_urls_and_by_id(server: str) -> None:
    name, registry = subject(), isobyte.Registry(server)
    id = registry.register(name, USER)
    for schema_id in (id, f"{server}/schemas/ids/{id}", f"{server}/{name}/schema.avsc"):
        user = model(schema_id)("Bond", 50)
        value, pairs = user.to_event(registry)
        assert value == b"\x08Bond\x64"
        # The latest version is named for good.
        name_for_good = f"{server}/schemas/ids/{id}" if "schema.avsc" in str(schema_id) else str(schema_id)
        assert pairs == [("content-type", b"avro"), ("schema-id", name_for_good.encode())]
        assert type(user).from_event(value, pairs, registry) == user
        own, pairs_without = user.to_event()
        assert (own, pairs_without[1]) == (value, ("schema-id", str(schema_id).encode()))
        assert type(user).from_event(own, pairs_without) == user
        framed, pairs = user.to_event(registry, framed=True)
        assert framed == b"\0" + id.to_bytes(4, "big") + value
        assert type(user).from_event(framed, pairs, registry, framed=True) == user


def test_an_evolved_class_reads_by_the_writers_schema(server: str) -> None:
    name, registry = subject(), isobyte.Registry(server)
    old = model(registry.register(name, USER))
    evolved = model(None, more=True)
    value, pairs = old("Bond", 50).to_event(registry)
    assert evolved.from_event(value, pairs, registry) == evolved("Bond", 50, "none")
    with pytest.raises(isobyte.UsageError):
        evolved.from_event(value, pairs)

    async def run() -> None:
        registry = isobyte.AsyncRegistry(server)
        value, pairs = await old("Bond", 50).to_event_async(registry)
        assert await evolved.from_event_async(value, pairs, registry) == evolved("Bond", 50, "none")

    asyncio.run(run())


def test_events_in_json(server: str) -> None:
    """Avro's JSON encoding is honoured wherever the binary one is: by id, framed, evolved, off the event loop."""
    name, registry = subject(), isobyte.Registry(server)
    id = registry.register(name, USER)
    user, evolved, text = model(id)("Bond", 50), model(None, more=True), b'{"name":"Bond","age":50}'
    for asked in (registry, None):
        value, pairs = user.to_event(asked, content_type="avro-json")
        assert value == text
        assert pairs == [("content-type", b"avro-json"), ("schema-id", str(id).encode())]
        assert type(user).from_event(value, pairs, asked) == user
    other = [("Content-Type", "application/avro+json"), ("schema-id", str(id))]
    assert evolved.from_event(text, other, registry) == evolved("Bond", 50, "none")
    framed, pairs = user.to_event(registry, framed=True, content_type="avro-json")
    assert framed == b"\0" + id.to_bytes(4, "big") + text
    assert type(user).from_event(framed, pairs, framed=True) == user
    assert evolved.from_event(framed, pairs, registry, framed=True) == evolved("Bond", 50, "none")
    with pytest.raises(isobyte.DecodeError) as caught:
        user.to_event(content_type="text/plain")
    assert caught.value.code == "frame_unknown"

    async def run() -> None:
        registry = isobyte.AsyncRegistry(server)
        value, pairs = await user.to_event_async(registry, content_type="avro-json")
        assert (value, pairs[0]) == (text, ("content-type", b"avro-json"))
        assert await evolved.from_event_async(value, pairs, registry) == evolved("Bond", 50, "none")
        assert await type(user).from_event_async(value, pairs, registry) == user

    asyncio.run(run())


def test_headers_of_other_producers() -> None:
    user = model(7)("Bond", 50)
    value, _ = user.to_event()
    for pairs in (
        None,
        [],
        [(b"Content-Type", "avro"), (b"schema-id", b"7")],
        [("serialization-type", b"avro"), ("schema-id", "7"), ("trace", None)],
        [("content-type", b"application/avro"), ("schema-id", b"https://my-schema-server/schemas/ids/7")],
    ):
        assert type(user).from_event(value, pairs) == user
    with pytest.raises(isobyte.DecodeError) as caught:
        type(user).from_event(value, [("content-type", b"text/plain")])
    assert caught.value.code == "frame_unknown"
    with pytest.raises(isobyte.DecodeError) as caught:
        type(user).from_event(value, [("content-type", b"avro-json")])
    assert caught.value.code == "data_malformed"
    assert headers.parse([("schema-id", b"12"), ("content-type", b"avro-json")]) == ("avro-json", 12)
    assert headers.build(3, content_type="avro") == [("content-type", b"avro"), ("schema-id", b"3")]


def test_quakes(server: str, tmp_path: Any) -> None:
    example, data = ROOT / "examples/python/quakes.py", ROOT / "examples/quakes"
    isobyte.Registry(server).register("quakes-value", (data / "quake.avsc").read_text())
    out = tmp_path / "python.bin"

    def run(*arguments: Any) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, example, *map(str, arguments)], text=True, capture_output=True, timeout=60, check=False
        )

    written = run("write", server, "quakes-value", data / "quakes.json", out)
    assert written.returncode == 0, written.stderr
    read = run("read", server, out)
    assert read.returncode == 0, read.stderr
    assert json.loads(read.stdout) == {"language": "python", "file": str(out), "events": 1000, "identical": True}
    lost = run("write", "http://127.0.0.1:9", "quakes-value", data / "quakes.json", out)
    assert lost.returncode == 1
    assert "127.0.0.1:9" in lost.stderr
    assert run().returncode == 2
