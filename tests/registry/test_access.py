"""Who may do what, over which connection: passwords, tokens, certificates, limits; by real processes."""

import base64
import datetime
import hashlib
import hmac
import http.client
import ipaddress
import json
import re
import signal
import socket
import ssl
import subprocess
import time
import urllib.parse

import jwt
import pytest
from conftest import ROOT, Server, find_binary
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

ACCESS = """
[users.orders]
password = "{orders}"
grants = ["read:orders-*", "write:orders-*"]

[users.root]
password = "{root}"
grants = ["admin:*"]

[names.billing]
grants = ["read:*"]

[tokens]
jwks = "jwks.json"
audience = "isobyte"
issuer = "https://id.example"
grants = "isobyte"
"""
#: Every route of the API, with a path that needs no schema to be there.
ROUTES = [
    *(("GET", path) for path in ("/", "/subjects", "/schemas", "/schemas/types", "/schemas/ids/1", "/contexts")),
    *(("GET", path) for path in ("/schemas/ids/1/schema", "/schemas/ids/1/subjects", "/schemas/ids/1/versions")),
    *(("GET", f"/schemas/guids/{'0' * 8}-0000-0000-0000-{'0' * 12}{rest}") for rest in ("", "/ids")),
    *(("GET", f"/subjects/orders-a/versions{rest}") for rest in ("", "/1", "/1/schema", "/1/referencedby")),
    *((method, "/subjects/orders-a") for method in ("POST", "DELETE")),
    ("POST", "/subjects/orders-a/versions"),
    ("DELETE", "/subjects/orders-a/versions/1"),
    ("GET", "/subjects/orders-a/metadata"),
    *(("POST", f"/compatibility/subjects/orders-a/versions{rest}") for rest in ("", "/1", "?explain=true")),
    *(
        (method, f"/{what}{rest}")
        for what in ("config", "mode")
        for rest in ("", "/a")
        for method in ("GET", "PUT", "DELETE")
    ),
    ("DELETE", "/contexts/.x"),
    ("GET", "/contexts/.x/subjects"),
    ("POST", "/contexts/.x/subjects/a/versions"),
    *(("GET", path) for path in ("/v1/metadata/id", "/v1/metadata/version", "/settings", "/index.json", "/readers")),
    *((method, "/readers/r") for method in ("PUT", "DELETE")),
    *((method, "/orders-a/schema.avsc") for method in ("GET", "PUT", "DELETE")),
    *((method, f"/orders-a/schema.{end}") for end in ("json", "proto") for method in ("GET", "PUT")),
    ("GET", "/nothing/here"),
    ("PATCH", "/subjects"),
]


def hashed(password: str) -> str:
    done = subprocess.run(
        [find_binary(), "password"], input=password + "\n", capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


class Guarded(Server):
    """A server in memory, asked over a connection of its own each time."""

    def __init__(self, *arguments: str, **options: object) -> None:
        super().__init__("memory:", *arguments, **options)
        self.host = urllib.parse.urlsplit(self.url).netloc

    def ask(self, method: str, path: str, body: object = None, auth: str | None = None, tls=None, **headers: str):
        kind = http.client.HTTPConnection if tls is None else http.client.HTTPSConnection
        connection = kind(self.host, timeout=30, **({} if tls is None else {"context": tls}))
        said = {"content-type": "application/json", **({"authorization": auth} if auth else {}), **headers}
        connection.request(method, path, None if body is None else json.dumps(body), said)
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        return answer, text


def basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


@pytest.fixture(scope="module")
def keys():
    return [rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2)]


@pytest.fixture
def folder(tmp_path, keys):
    (tmp_path / "access.toml").write_text(ACCESS.format(orders=hashed("o-secret"), root=hashed("r-secret")))
    public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(keys[0].public_key()))
    (tmp_path / "jwks.json").write_text(json.dumps({"keys": [{**public, "kid": "k1", "alg": "RS256", "use": "sig"}]}))
    return tmp_path


@pytest.fixture
def server(folder):
    server = Guarded("--access", str(folder / "access.toml"))
    yield server
    server.kill()


def status(answer) -> int:
    return answer[0].status


def test_no_route_answers_to_nobody(server):
    for method, path in ROUTES:
        for auth in (
            None,
            basic("orders", "wrong"),
            basic("nobody", "o-secret"),
            "Bearer x.y.z",
            "Basic %%%",
            "Digest x",
        ):
            answer, text = server.ask(method, path, {} if method in ("POST", "PUT") else None, auth)
            assert answer.status == 401, (method, path, auth, text)
            assert json.loads(text)["error_code"] == 40101 and "Basic" in answer.headers["www-authenticate"]
    for path in ("/health/live", "/health/ready", "/metrics"):
        assert status(server.ask("GET", path)) == 200


def test_roles_end_with_their_prefix(server):
    orders, root = basic("orders", "o-secret"), basic("root", "r-secret")
    schema = {"schema": '"int"'}
    assert status(server.ask("POST", "/subjects/orders-a/versions", schema, orders)) == 200
    assert status(server.ask("GET", "/subjects/orders-a/versions/1", auth=orders)) == 200
    assert status(server.ask("GET", "/schemas/ids/1", auth=orders)) == 200
    assert status(server.ask("GET", "/subjects?subjectPrefix=orders-", auth=orders)) == 200
    assert status(server.ask("POST", "/subjects/other/versions", {"schema": '"string"'}, root)) == 200
    for method, path, body in (
        ("POST", "/subjects/users-a/versions", schema),
        ("POST", "/contexts/.x/subjects/orders-a/versions", schema),
        ("POST", "/subjects/:.x:orders-a/versions", schema),
        ("GET", "/subjects/other/versions/1", None),
        ("GET", "/schemas/ids/2", None),
        ("GET", "/subjects", None),
        ("PUT", "/config/orders-a", {"compatibility": "NONE"}),
        ("PUT", "/config", {"compatibility": "NONE"}),
        ("PUT", "/mode", {"mode": "READONLY"}),
        ("DELETE", "/subjects/orders-a?permanent=true", None),
        ("PUT", "/users/schema.avsc", schema),
    ):
        answer, text = server.ask(method, path, body, orders)
        assert answer.status == 403, (method, path, text)
    assert status(server.ask("PUT", "/config", {"compatibility": "FULL"}, root)) == 200
    assert status(server.ask("DELETE", "/subjects/orders-a", auth=orders)) == 200


def test_tokens(server, keys):
    now = int(time.time())
    good = {
        "sub": "svc",
        "aud": "isobyte",
        "iss": "https://id.example",
        "exp": now + 300,
        "isobyte": "read:* write:svc-*",
    }

    def token(claims, key=keys[0], algorithm="RS256", kid="k1") -> str:
        return "Bearer " + jwt.encode(claims, key, algorithm, headers={"kid": kid})

    schema = {"schema": '"int"'}
    assert status(server.ask("POST", "/subjects/svc-a/versions", schema, token(good))) == 200
    assert status(server.ask("POST", "/subjects/other/versions", schema, token(good))) == 403
    # A name of the file, whose token says nothing of grants.
    billing = {name: value for name, value in good.items() if name != "isobyte"} | {"sub": "billing"}
    assert status(server.ask("GET", "/subjects", auth=token(billing))) == 200
    assert status(server.ask("POST", "/subjects/svc-a/versions", schema, token(billing))) == 403
    public = (
        keys[0].public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    unsigned = base64.urlsafe_b64encode(b'{"alg":"none","kid":"k1"}').rstrip(b"=").decode()
    payload = token(good).split(".")[1]
    # A public key is no shared secret, though some libraries once took it for one.
    forged = "Bearer " + _hs256(payload, public)
    for wrong in (
        token(good, keys[1]),
        token({**good, "exp": now - 300}),
        token({**good, "nbf": now + 300}),
        token({**good, "aud": "another"}),
        token({**good, "iss": "https://evil.example"}),
        token({name: value for name, value in good.items() if name != "exp"}),
        token({name: value for name, value in good.items() if name != "aud"}),
        token(good, kid="k2"),
        f"Bearer {unsigned}.{payload}.",
        forged,
    ):
        assert status(server.ask("GET", "/subjects", auth=wrong)) == 401, wrong


def _hs256(payload: str, key: bytes) -> str:
    head = base64.urlsafe_b64encode(b'{"alg":"HS256","kid":"k1"}').rstrip(b"=").decode()
    mac = hmac.new(key, f"{head}.{payload}".encode(), hashlib.sha256).digest()
    return f"{head}.{payload}." + base64.urlsafe_b64encode(mac).rstrip(b"=").decode()


def certificate(name: str, issuer=None, authority: bool = False):
    """A key and its certificate, signed by the issuer or by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.timezone.utc)
    signer, signing = (subject, key) if issuer is None else (issuer[1].subject, issuer[0])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(signer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(minutes=5))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(signing, hashes.SHA256())
    )
    return key, made


def write(folder, name: str, pair) -> list[str]:
    key, made = pair
    pem = serialization.Encoding.PEM
    plain = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / f"{name}.pem").write_bytes(made.public_bytes(pem))
    (folder / f"{name}.key").write_bytes(key.private_bytes(pem, *plain))
    return [str(folder / f"{name}.pem"), str(folder / f"{name}.key")]


def test_certificates_and_reading_again(folder):
    authority, stranger = certificate("authority", authority=True), certificate("stranger", authority=True)
    root, _ = write(folder, "authority", authority)
    server_files = write(folder, "server", certificate("server", authority))
    billing = write(folder, "billing", certificate("billing", authority))
    foreign = write(folder, "foreign", certificate("billing", stranger))
    access = folder / "access.toml"
    server = Guarded(
        *("--access", str(access), "--tls-cert", server_files[0], "--tls-key", server_files[1], "--tls-clients", root)
    )
    try:
        assert server.url.startswith("https://")

        def context(files=None):
            made = ssl.create_default_context(cafile=root)
            if files:
                made.load_cert_chain(*files)
            return made

        assert status(server.ask("GET", "/subjects", tls=context())) == 401
        assert status(server.ask("GET", "/subjects", tls=context(billing))) == 200
        assert status(server.ask("PUT", "/mode", {"mode": "READONLY"}, tls=context(billing))) == 403
        assert status(server.ask("GET", "/subjects", auth=basic("root", "r-secret"), tls=context())) == 200
        with pytest.raises((ssl.SSLError, ConnectionError, http.client.RemoteDisconnected)):
            server.ask("GET", "/subjects", tls=context(foreign))
        # A file that is wrong changes nothing; one that is right counts from then on.
        good = access.read_text()
        for text, expected in (("nonsense", 200), (good.replace('"read:*"', '"read:x"'), 403), (good, 200)):
            access.write_text(text)
            server.process.send_signal(signal.SIGHUP)
            time.sleep(0.3)
            assert status(server.ask("GET", "/subjects", tls=context(billing))) == expected, text
    finally:
        server.kill()


def test_limits_numbers_and_traces(folder):
    server = Guarded(
        *("--access", str(folder / "access.toml"), "--rate", "20", "--idle-timeout", "1"), stderr=subprocess.PIPE
    )
    try:
        root = basic("root", "r-secret")
        answer, _ = server.ask("POST", "/subjects/a/versions", {"schema": '"int"'}, root, **{"x-request-id": "abc-1"})
        assert answer.status == 200 and answer.headers["x-request-id"] == "abc-1"
        answer, _ = server.ask("GET", "/subjects", auth=root, **{"x-request-id": "not fit for a log\t!"})
        assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]+", answer.headers["x-request-id"])
        statuses = [status(server.ask("GET", "/schemas/ids/1", auth=root)) for _ in range(100)]
        assert 200 in statuses and 429 in statuses
        limited, text = server.ask("GET", "/schemas/ids/1", auth=root)
        if limited.status == 429:
            assert int(limited.headers["retry-after"]) >= 1 and json.loads(text)["error_code"] == 42901
        numbers = server.ask("GET", "/metrics")[1].decode()
        assert re.search(
            r'isobyte_http_request_seconds_count\{method="POST",route="/subjects/\{subject\}/versions",status="200"\} 1',
            numbers,
        ), numbers
        assert "isobyte_schemas 1\n" in numbers and "isobyte_store_up 1\n" in numbers
        # A head that never ends.
        with socket.create_connection(tuple(server.host.split(":"))) as slow:
            slow.sendall(b"GET / HTTP/1.1\r\nhost: x\r\n")
            slow.settimeout(10)
            assert b"200" not in slow.recv(1000)
    finally:
        server.process.terminate()
        log = server.process.communicate(timeout=30)[1]
    audit = [line for line in log.splitlines() if "audit" in line]
    assert any(
        "root" in line and "POST" in line and "/subjects/a/versions" in line and "abc-1" in line for line in audit
    ), log
    assert "r-secret" not in log


def test_the_example_serves():
    server = Guarded("--access", str(ROOT / "deploy" / "access.toml"))
    try:
        assert status(server.ask("GET", "/subjects", auth=basic("operator", "change me"))) == 200
        assert status(server.ask("GET", "/subjects?subjectPrefix=public-")) == 200
        assert status(server.ask("GET", "/subjects")) == 401
    finally:
        server.kill()


def test_files_that_are_wrong_are_said(folder):
    for text, said in (
        ("[users.a]\npassword = 'x'\ngrants = []", "isobyte password"),
        ("anonymous = ['fly:*']", "expected a grant"),
        ("nonsense = 1", "nonsense"),
        ("[tokens]\njwks = 'none.json'\naudience = 'x'", "none.json"),
    ):
        (folder / "wrong.toml").write_text(text)
        command = [
            find_binary(),
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--data",
            "memory:",
            "--access",
            folder / "wrong.toml",
        ]
        done = subprocess.run(command, capture_output=True, text=True, timeout=30)
        assert done.returncode == 1 and said in done.stderr and "wrong.toml" in done.stderr, done.stderr
