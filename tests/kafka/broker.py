"""A broker of Apache Kafka and a registry for one test run: on free loopback ports, in directories of their own."""

from __future__ import annotations

import contextlib
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator

ROOT = pathlib.Path(__file__).resolve().parents[2]
OUT = ROOT / "target" / os.environ.get("PROFILE", "quick")
#: Where `make test-kafka` puts the broker and the programs.
KAFKA = ROOT / "target" / "kafka"

JAVA = ("java", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto")
CLUSTER = "MkU3OEVBNTcwNTJENDM2Qg"  # any 16 bytes
SETTINGS = """\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller}
listeners=PLAINTEXT://127.0.0.1:{broker},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=PLAINTEXT://127.0.0.1:{broker}
controller.listener.names=CONTROLLER
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs={logs}
offsets.topic.replication.factor=1
offsets.topic.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
group.initial.rebalance.delay.ms=0
auto.create.topics.enable=true
num.partitions=1
"""


def free_ports(count: int) -> list[int]:
    """Ports that were free a moment ago."""
    probes = [socket.socket() for _ in range(count)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]
    finally:
        for probe in probes:
            probe.close()


def dies_with_us() -> None:
    """In the child: it ends with the test run, however that ends."""
    if sys.platform == "linux":
        import ctypes
        import signal

        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGKILL)


@contextlib.contextmanager
def serving() -> Iterator[str]:
    """The registry in a process of its own, while it is needed; its URL."""
    with tempfile.TemporaryDirectory(prefix="isobyte-registry-") as data:
        command = [str(OUT / "isobyte"), "serve", "--listen", "127.0.0.1:0", "--data", data]
        server = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, preexec_fn=dies_with_us
        )
        try:
            assert server.stdout is not None
            yield server.stdout.readline().split()[-1]
        finally:
            server.terminate()
            server.wait(15)
            server.stdout.close()


class Broker:
    """A running broker, one node in KRaft mode; a context manager."""

    def __init__(self, libs: pathlib.Path) -> None:
        self.classpath = f"{libs}/*"
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="isobyte-kafka-"))
        broker, controller = free_ports(2)
        self.address = f"127.0.0.1:{broker}"
        self.port = broker
        settings = SETTINGS.format(broker=broker, controller=controller, logs=self.folder / "logs")
        (self.folder / "server.properties").write_text(settings)

    def __enter__(self) -> Broker:
        try:
            self._java("kafka.tools.StorageTool", "format", "-t", CLUSTER, "-c", "server.properties").wait(60)
            self.process = self._java("kafka.Kafka", "server.properties", memory="-Xmx512m")
            self._wait()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        process = getattr(self, "process", None)
        if process is not None:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _java(self, *arguments: str, memory: str = "-Xmx256m") -> subprocess.Popen[bytes]:
        with (self.folder / "broker.log").open("ab") as log:
            return subprocess.Popen(
                [*JAVA, memory, "-cp", self.classpath, *arguments],
                cwd=self.folder,
                env={**os.environ, "LOG_DIR": str(self.folder)},
                stdout=log,
                stderr=log,
                preexec_fn=dies_with_us,
            )

    def _wait(self) -> None:
        until = time.monotonic() + 90
        while time.monotonic() < until:
            assert self.process.poll() is None, self.log()
            with socket.socket() as probe:
                probe.settimeout(1)
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.1)
        raise AssertionError(f"the broker did not start\n{self.log()}")

    def log(self) -> str:
        """The end of what it said."""
        return (self.folder / "broker.log").read_text(errors="replace")[-4000:]
