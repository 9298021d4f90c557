"""A PostgreSQL server of one test run: the programs of Debian's package, a directory of its own, a free loopback port."""

import os
import pathlib
import pwd
import shutil
import socket
import subprocess
import tempfile

HOW = "apt-get install postgresql, or put pg_ctl and initdb on PATH"


def find_programs() -> pathlib.Path:
    """The folder with initdb and pg_ctl. Debian keeps it off PATH."""
    on_path = shutil.which("initdb")
    debian = pathlib.Path("/usr/lib/postgresql").glob("*/bin")
    places = [pathlib.Path(on_path).parent] if on_path else sorted(debian, key=lambda path: -float(path.parent.name))
    for place in places:
        if (place / "initdb").exists():
            return (place / "initdb").resolve().parent
    raise RuntimeError(f"PostgreSQL is not installed: {HOW}")


class Postgres:
    """One server."""

    def __init__(self) -> None:
        self.programs = find_programs()
        self.data = pathlib.Path(tempfile.mkdtemp(prefix="isobyte-postgres-"))
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        # It refuses to run as root.
        self.user: str | None = None
        if os.geteuid() == 0:
            self.user = next(
                name for name in ("postgres", "nobody") if name in {user.pw_name for user in pwd.getpwall()}
            )
            shutil.chown(self.data, self.user)
        self._run("initdb", "-D", self.data, "-A", "trust", "-U", "isobyte", "--no-sync")
        self.start()

    def start(self) -> None:
        options = f"-h 127.0.0.1 -p {self.port} -k {self.data} -c max_connections=50"
        self._run("pg_ctl", "-D", self.data, "-w", "-o", options, "-l", self.data / "log", "start")

    def stop(self, mode: str = "fast") -> None:
        """`immediate` is as hard as kill -9: it comes back by its write-ahead log."""
        self._run("pg_ctl", "-D", self.data, "-w", "-m", mode, "stop")

    def database(self, name: str) -> str:
        """Makes a database; its URL."""
        self._run("createdb", "-h", "127.0.0.1", "-p", self.port, "-U", "isobyte", name)
        return f"postgresql://isobyte@127.0.0.1:{self.port}/{name}"

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.data)

    def _run(self, program: str, *arguments: object) -> None:
        command = [str(self.programs / program), *map(str, arguments)]
        user = {"user": self.user, "group": pwd.getpwnam(self.user).pw_gid, "extra_groups": []} if self.user else {}
        # Not through a pipe: the server would keep it open.
        done = subprocess.run(command, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **user)
        if done.returncode != 0:
            log = self.data / "log"
            raise RuntimeError(f"{program} failed with {done.returncode}: {log.read_text() if log.exists() else ''}")
