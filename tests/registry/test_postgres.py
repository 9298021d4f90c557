"""Several servers on one PostgreSQL: one numbering, nothing lost, and each sees what the others wrote."""

import collections
import concurrent.futures
import http.client
import json
import random
import subprocess
import threading
import time
import urllib.parse

import pytest
from conftest import Server, find_binary
from postgres import Postgres


class Client:
    """One kept connection, made anew when it breaks."""

    def __init__(self, url: str) -> None:
        self.host = urllib.parse.urlsplit(url).netloc
        self.connection: http.client.HTTPConnection | None = None

    def ask(self, method: str, path: str, body: object = None) -> tuple[int, object]:
        if self.connection is None:
            self.connection = http.client.HTTPConnection(self.host, timeout=60)
        text = None if body is None else json.dumps(body)
        try:
            self.connection.request(method, path, text, {"content-type": "application/json"})
            answer = self.connection.getresponse()
            return answer.status, json.loads(answer.read())
        except (OSError, http.client.HTTPException):
            self.connection.close()
            self.connection = None
            raise

    def register(self, number: int) -> int | None:
        """The id of schema `number`; None when it was not acknowledged."""
        try:
            status, answer = self.ask("POST", f"/subjects/s{number}/versions", {"schema": schema(number)})
        except (OSError, http.client.HTTPException):
            return None
        return answer["id"] if status == 200 else None


def schema(number: int) -> str:
    return f'{{"type":"fixed","name":"F{number}","size":4}}'


@pytest.fixture(scope="module")
def postgres():
    postgres = Postgres()
    yield postgres
    postgres.remove()


@pytest.fixture
def url(postgres, request):
    """The URL of a database of the test's own."""
    return postgres.database(request.node.name)


@pytest.fixture
def servers(url):
    with concurrent.futures.ThreadPoolExecutor() as pool:
        # At once: one of them makes the tables.
        servers = list(pool.map(Server, [url] * 3))
    yield servers
    for server in servers:
        server.kill()


def wait_until(check, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.02)


def test_sixty_four_clients_and_three_servers_give_one_id(servers):
    with concurrent.futures.ThreadPoolExecutor(64) as pool:
        ids = list(pool.map(lambda place: Client(servers[place % 3].url).register(0), range(64)))
    assert ids == [1] * 64
    for server in servers:
        wait_until(lambda server=server: Client(server.url).ask("GET", "/subjects/s0/versions") == (200, [1]))


def test_ten_thousand_schemas_are_numbered_without_gaps(servers):
    clients = threading.local()

    def register(number: int) -> int | None:
        if not hasattr(clients, "all"):
            clients.all = [Client(server.url) for server in servers]
        return clients.all[number % 3].register(number)

    with concurrent.futures.ThreadPoolExecutor(24) as pool:
        ids = list(pool.map(register, range(10_000)))
    assert sorted(ids) == list(range(1, 10_001))
    for server in servers:
        client = Client(server.url)
        wait_until(lambda client=client: client.ask("GET", "/schemas/ids/10000")[0] == 200)
        assert len(client.ask("GET", "/subjects")[1]) == 10_000
        for number in random.Random(7).sample(range(10_000), 100):
            assert client.ask("GET", f"/subjects/s{number}/versions/1")[1]["id"] == ids[number]


def test_what_one_wrote_the_others_answer_at_once(servers):
    first, second, third = (Client(server.url) for server in servers)
    for number in range(200):
        id = first.register(number)
        status, answer = second.ask("GET", f"/schemas/ids/{id}")
        assert (status, answer.get("schema")) == (200, schema(number))
        assert third.ask("GET", f"/subjects/s{number}/versions/latest")[0] == 200
    # What was there before is seen to go without being asked for.
    assert first.ask("DELETE", "/subjects/s7")[0] == 200
    wait_until(lambda: second.ask("GET", "/subjects/s7/versions")[0] == 404)
    assert second.ask("PUT", "/config", {"compatibility": "FULL"})[0] == 200
    wait_until(lambda: third.ask("GET", "/config") == (200, {"compatibilityLevel": "FULL"}))


def test_kill_9_a_hundred_times(servers):
    """One of three servers dies in each round, while all are written to."""
    acknowledged: dict[int, int] = {}
    lock, stop = threading.Lock(), threading.Event()
    urls = [server.url for server in servers]

    def write(thread: int) -> None:
        clients: dict[str, Client] = {}
        for number in range(thread, 1_000_000, 6):
            if stop.is_set():
                return
            url = urls[thread % 3]
            id = clients.setdefault(url, Client(url)).register(number)
            if id is None:
                time.sleep(0.01)
                continue
            with lock:
                acknowledged[number] = id
            # All of them are read again at the end.
            time.sleep(0.005)

    threads = [threading.Thread(target=write, args=(thread,)) for thread in range(6)]
    for thread in threads:
        thread.start()
    chance = random.Random(1)
    for round in range(100):
        victim = servers[round % 3]
        victim.kill()
        time.sleep(chance.random() * 0.05)
        victim.start()
        urls[round % 3] = victim.url
        time.sleep(chance.random() * 0.1)
    stop.set()
    for thread in threads:
        thread.join()
    assert len(acknowledged) > 300, "too few were registered for this to mean something"
    doubled = [id for id, count in collections.Counter(acknowledged.values()).items() if count > 1]
    assert doubled == []
    for server in servers:
        client = Client(server.url)
        for number, id in acknowledged.items():
            status, answer = client.ask("GET", f"/subjects/s{number}/versions/1")
            assert (status, answer.get("id"), answer.get("schema")) == (200, id, schema(number)), number
        ids = [client.ask("GET", f"/subjects/{name}/versions/1")[1]["id"] for name in client.ask("GET", "/subjects")[1]]
        assert len(set(ids)) == len(ids)


def test_a_database_that_goes_and_comes_back(servers, postgres):
    clients = [Client(server.url) for server in servers]
    ids = [client.register(number) for number, client in enumerate(clients)]
    for client in clients:
        wait_until(lambda client=client: client.ask("GET", "/schemas/ids/3")[0] == 200)
    postgres.stop("immediate")
    try:
        for client in clients:
            status, answer = client.ask("POST", "/subjects/late/versions", {"schema": '"int"'})
            assert (status, answer["error_code"]) == (500, 50001), answer
            # Reads are answered from memory.
            assert [client.ask("GET", f"/schemas/ids/{id}")[0] for id in ids] == [200] * 3
            assert client.ask("GET", "/schemas/ids/99")[0] == 404
    finally:
        postgres.start()
    for number, client in enumerate(clients):
        wait_until(lambda client=client, number=number: client.register(10 + number) is not None)
    for client in clients:
        wait_until(lambda client=client: len(client.ask("GET", "/subjects")[1]) == 6)
        # Notifications are heard again.
    assert clients[0].ask("DELETE", "/subjects/s10")[0] == 200
    wait_until(lambda: clients[2].ask("GET", "/subjects/s10/versions")[0] == 404, seconds=5)


def test_a_url_that_cannot_be_served_is_said(url):
    for data, said in (
        (url.rsplit("/", 1)[0] + "/nosuch", 'database "nosuch" does not exist'),
        ("postgresql://isobyte:secret@127.0.0.1:1/x", "cannot be reached"),
        ("mysql://127.0.0.1/x", "expected a directory, postgresql://"),
        (url + "?sslmode=require", "cannot be reached"),
    ):
        command = [find_binary(), "serve", "--listen", "127.0.0.1:0", "--data", data]
        done = subprocess.run(command, capture_output=True, text=True, timeout=30)
        assert done.returncode == 1 and said in done.stderr and "secret" not in done.stderr, done.stderr
