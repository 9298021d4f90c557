"""Moving a registry: from one server to another, into lines and back, and out of another registry's topic."""

import json
import subprocess
import urllib.error
import urllib.parse
import urllib.request

import pytest
from conftest import Server, find_binary


def ask(server, method, path, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(server.url + path, data=data, method=method)
    request.add_header("Content-Type", "application/vnd.schemaregistry.v1+json")
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            text = answer.read()
    except urllib.error.HTTPError as error:
        text = error.read()
        return error.code, json.loads(text)
    return 200, json.loads(text) if text else None


def done(server, method, path, body=None):
    status, answer = ask(server, method, path, body)
    assert status == 200, (method, path, answer)
    return answer


def cli(*arguments, text=None):
    command = [str(find_binary()), "registry", *arguments]
    return subprocess.run(command, input=text, capture_output=True, text=True, timeout=120)


def record(name, *fields):
    return json.dumps({"type": "record", "name": name, "fields": [{"name": field, "type": "int"} for field in fields]})


def fill(server):
    """Everything that can be kept: deleted versions, gaps, contexts, references, configurations, modes, readers."""

    def register(subject, **body):
        return done(server, "POST", f"/subjects/{subject}/versions", body)["id"]

    done(server, "PUT", "/config", {"compatibility": "NONE"})
    for count in range(1, 5):
        register("orders", schema=record("Order", *(f"f{number}" for number in range(count))))
    register("orders-copy", schema=record("Order", "f0"))
    # Version 1 gone for good, 2 softly, 3 and 4 live; and the text of 2 again as 5.
    done(server, "DELETE", "/subjects/orders/versions/1")
    done(server, "DELETE", "/subjects/orders/versions/1?permanent=true")
    done(server, "DELETE", "/subjects/orders/versions/2")
    register("orders", schema=record("Order", "f0", "f1"))
    # Referred to by name from a subject that comes earlier in the alphabet.
    register("zz-money", schema=record("Money", "cents"))
    line = json.dumps({"type": "record", "name": "Line", "fields": [{"name": "price", "type": "Money"}]})
    uses = [{"name": "Money", "subject": "zz-money", "version": 1}]
    register("line", schema=line, references=uses)
    register("gone", schema=line.replace("Line", "Gone"), references=uses)
    done(server, "DELETE", "/subjects/gone")
    done(server, "POST", "/contexts/.eu/subjects/a%2Fb%20c/versions", {"schema": '"string"'})
    register("noted", schema='"bytes"', metadata={"properties": {"owner": "me"}, "tags": {"a": ["x"]}})
    rules = {"domainRules": [{"name": "r", "kind": "CONDITION", "mode": "WRITE", "type": "CEL", "expr": "true"}]}
    register("ruled", schema='"double"', ruleSet=rules)
    done(server, "PUT", "/config/orders", {"compatibility": "FULL_TRANSITIVE", "normalize": True})
    done(server, "PUT", "/config/:.eu:", {"compatibility": "FORWARD", "defaultMetadata": {"properties": {"k": "v"}}})
    done(server, "PUT", "/config/alias", {"alias": "orders"})
    done(server, "PUT", "/readers/billing", {"subject": "orders", "version": 3})
    done(server, "PUT", "/readers/search", {"subject": "orders", "schema": record("Order", "f1")})
    done(server, "PUT", "/mode/line", {"mode": "READONLY"})
    done(server, "PUT", "/mode/:.eu:", {"mode": "READONLY"})


def contents(server):
    """All that the server answers, but for times."""
    seen = {}

    def see(path):
        status, answer = ask(server, "GET", path)
        if isinstance(answer, dict):
            answer.pop("ts", None)
        seen[path] = (status, answer)
        return answer

    see("/contexts")
    for place in ["", *(f"/{name}" for name in ("orders", "alias", "line", "gone", ":.eu:", ":.eu:a%2Fb%20c"))]:
        see(f"/config{place}")
        see(f"/mode{place}")
    see("/readers")
    for subject in see("/subjects?deleted=true"):
        path = f"/subjects/{urllib.parse.quote(subject, safe='')}/versions"
        see(path)
        for version in see(f"{path}?deleted=true"):
            see(f"{path}/{version}?deleted=true")
            see(f"{path}/{version}/referencedby")
    for context in [".", ".eu"]:
        for number in range(1, 12):
            see(f"/contexts/{context}/schemas/ids/{number}")
            see(f"/contexts/{context}/schemas/ids/{number}/versions?deleted=true")
    return seen


@pytest.fixture
def source(server):
    fill(server)
    return server


@pytest.fixture
def target(tmp_path):
    target = Server(tmp_path / "target")
    yield target
    target.kill()


def test_from_server_to_server_and_back(source, target, tmp_path):
    before = contents(source)
    moved = cli("import", "--from", source.url, "--to", target.url)
    assert (moved.returncode, "refused" in moved.stderr) == (0, False), moved.stderr
    assert contents(target) == before
    # The other way round, into a third one.
    third = Server(tmp_path / "third")
    try:
        moved = cli("export", "--from", target.url, "--to", third.url)
        assert moved.returncode == 0, moved.stderr
        assert contents(third) == before
    finally:
        third.kill()


def test_importing_twice_changes_nothing(source, target):
    done(source, "DELETE", "/mode/line")
    done(source, "DELETE", "/mode/:.eu:")
    for _ in range(2):
        moved = cli("import", "--from", source.url, "--to", target.url)
        assert moved.returncode == 0, moved.stderr
    assert contents(target) == contents(source)


def test_what_is_in_the_way_is_told(source, target):
    done(target, "POST", "/subjects/other/versions", {"schema": '"int"'})
    moved = cli("import", "--from", source.url, "--to", target.url)
    # The target's first id is another schema's; all the rest goes on.
    assert moved.returncode == 1 and "id 1 is not permitted" in moved.stderr, moved.stderr
    assert ask(target, "GET", "/subjects/orders-copy/versions/1")[0] == 404
    path = "/subjects/line/versions/1/schema"
    assert done(target, "GET", path) == done(source, "GET", path)


def test_through_lines_of_a_running_server(source, target, tmp_path):
    lines = tmp_path / "lines"
    dumped = cli("dump", "--from", source.url, "--out", str(lines))
    assert dumped.returncode == 0, dumped.stderr
    for line in lines.read_text().splitlines():
        assert set(json.loads(line)) == {"key", "value"}
    restored = cli("restore", str(lines), "--to", target.url)
    assert restored.returncode == 0, restored.stderr
    assert contents(target) == contents(source)


def test_through_lines_of_a_store(source, target, tmp_path):
    before = contents(source)
    # The last id is gone with its schema, and must not come back.
    last = done(source, "POST", "/subjects/late/versions", {"schema": '"float"'})["id"]
    done(source, "DELETE", "/subjects/late")
    done(source, "DELETE", "/subjects/late?permanent=true")
    source.kill()
    dumped = cli("dump", "--from", str(source.data))
    assert dumped.returncode == 0, dumped.stderr
    target.kill()
    refused = cli("restore", "-", "--to", str(target.data), text=dumped.stdout)
    assert refused.returncode == 0, refused.stderr
    again = cli("restore", "-", "--to", str(target.data), text=dumped.stdout)
    assert again.returncode == 2 and "empty" in again.stderr
    target.start()
    assert contents(target) == before
    assert done(target, "POST", "/subjects/late/versions", {"schema": '"float"'})["id"] == last + 1
    assert cli("dump", "--from", str(tmp_path / "nothing")).returncode == 2


# What `kafka-console-consumer --topic _schemas --from-beginning --property print.key=true` prints of a registry of
# Confluent's: written by hand after the record kinds that its source names.
TOPIC = [
    ('{"keytype":"NOOP","magic":0}', "null"),
    (
        '{"keytype":"SCHEMA","subject":"a-value","version":1,"magic":1}',
        '{"subject":"a-value","version":1,"id":1,"schema":"\\"int\\"","deleted":false}',
    ),
    (
        '{"keytype":"SCHEMA","subject":"a-value","version":2,"magic":1}',
        '{"subject":"a-value","version":2,"id":5,"md5":"cw8nBnC5MDq3WZoUqdGzTA==","schema":"\\"long\\"","deleted":false}',
    ),
    ('{"keytype":"DELETE_SUBJECT","subject":"a-value","magic":0}', '{"subject":"a-value","version":1}'),
    (
        '{"keytype":"SCHEMA","subject":":.eu:b","version":1,"magic":1}',
        '{"subject":":.eu:b","version":1,"id":1,"schema":"\\"string\\"","deleted":true,"ts":5}',
    ),
    ('{"keytype":"CONTEXT","tenant":"default","context":".eu","magic":0}', '{"tenant":"default","context":".eu"}'),
    (
        '{"keytype":"CONFIG","subject":"a-value","magic":0}',
        '{"subject":"a-value","compatibilityLevel":"NONE","compatibilityGroup":"g"}',
    ),
    ('{"keytype":"CONFIG","subject":null,"magic":0}', '{"compatibilityLevel":"FULL"}'),
    ('{"keytype":"MODE","subject":null,"magic":0}', '{"subject":null,"mode":"READWRITE"}'),
    ('{"keytype":"EXPORTER","tenant":"default","name":"x","magic":0}', '{"name":"x"}'),
    (
        '{"keytype":"SCHEMA","subject":"c","version":1,"magic":1}',
        '{"subject":"c","version":1,"id":9,"schema":"\\"float\\"","deleted":true}',
    ),
    ('{"keytype":"SCHEMA","subject":"c","version":1,"magic":1}', "null"),
    ('{"keytype":"CLEAR_SUBJECT","subject":"c","magic":0}', '{"subject":"c"}'),
]


@pytest.mark.parametrize("running", [True, False])
def test_from_a_console_consumer(target, running):
    text = "".join(f"{key}\t{value}\n" for key, value in TOPIC)
    if not running:
        text = "".join(f"CreateTime:1754000000000\t{key}\t{value}\n" for key, value in TOPIC)
        target.kill()
    restored = cli("restore", "-", "--to", target.url if running else str(target.data), text=text)
    assert restored.returncode == 0, restored.stderr
    assert "1 records of kinds" in restored.stderr
    if not running:
        target.start()
    assert done(target, "GET", "/subjects?deleted=true") == ["a-value", ":.eu:b"]
    assert done(target, "GET", "/subjects") == ["a-value"]
    assert done(target, "GET", "/subjects/a-value/versions") == [2]
    assert done(target, "GET", "/subjects/a-value/versions?deleted=true") == [1, 2]
    assert done(target, "GET", "/schemas/ids/5")["schema"] == '"long"'
    assert done(target, "GET", "/contexts/.eu/schemas/ids/1")["schema"] == '"string"'
    assert done(target, "GET", "/config") == {"compatibilityLevel": "FULL"}
    config = {"compatibilityLevel": "NONE", "compatibilityGroup": "g"}
    assert done(target, "GET", "/config/a-value") == config
    if not running:
        # The store has seen id 9 and does not give it away again.
        assert done(target, "POST", "/subjects/new/versions", {"schema": '"bytes"'})["id"] == 10


@pytest.mark.parametrize(
    "line", ["x", "{", '{"keytype":"SCHEMA"}\t{}', '{"key":{"keytype":"SIDEWAYS"},"value":{}}', '{"a":1}']
)
def test_lines_that_are_none(target, line):
    restored = cli("restore", "-", "--to", target.url, text=line + "\n")
    assert restored.returncode == 2 and "line 1" in restored.stderr, restored.stderr
