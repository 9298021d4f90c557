"""A store that cannot grow: refused with 500 and 50001, and nothing of what was acknowledged is lost."""

import resource

import pytest
from conftest import Server
from test_postgres import Client, schema


@pytest.fixture
def cramped(tmp_path):
    # The limit that the kernel sets to the size of files is met like the end of a disk: writes come back short or fail.
    server = Server(tmp_path / "data", restore_signals=False)
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (400_000, resource.RLIM_INFINITY))
    yield server
    server.kill()


def test_a_full_disk_is_said_and_survived(cramped):
    client, acknowledged, number = Client(cramped.url), {}, 0
    while (answer := client.ask("POST", f"/subjects/s{number}/versions", {"schema": schema(number)}))[0] == 200:
        acknowledged[number] = answer[1]["id"]
        number += 1
        assert number < 10_000, "the limit is not felt"
    status, body = answer
    assert (status, body["error_code"]) == (500, 50001) and "disk" in body["message"], body
    assert len(acknowledged) > 10
    for other in range(number, number + 20):
        assert client.ask("POST", f"/subjects/s{other}/versions", {"schema": schema(other)})[0] == 500
        assert client.ask("GET", f"/subjects/s{other}/versions")[0] == 404
    assert client.ask("GET", "/schemas/ids/1")[0] == 200

    unlimited = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
    resource.prlimit(cramped.process.pid, resource.RLIMIT_FSIZE, unlimited)
    for other in range(number, number + 20):
        acknowledged[other] = client.register(other)
    assert sorted(acknowledged.values()) == list(range(1, number + 21))

    cramped.kill()
    cramped.start()
    client = Client(cramped.url)
    for number, id in acknowledged.items():
        assert client.ask("GET", f"/subjects/s{number}/versions/1")[1]["id"] == id
