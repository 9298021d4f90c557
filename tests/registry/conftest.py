"""Starts the real binary on a free port, once for each test that asks for it."""

import os
import pathlib
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]


def find_binary() -> pathlib.Path:
    """The binary `isobyte`: where ISOBYTE_BIN says, else the newest that cargo built."""
    if named := os.environ.get("ISOBYTE_BIN"):
        return pathlib.Path(named)
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    built = [path for path in target.glob("*/isobyte") if path.is_file()]
    if not built:
        pytest.exit(f"no isobyte binary below {target}: build isobyte-cli, or set ISOBYTE_BIN", returncode=2)
    return max(built, key=lambda path: path.stat().st_mtime)


class Server:
    """A server process and the directory of its store."""

    LINE = "isobyte registry listening on "

    def __init__(self, data: pathlib.Path | str, *arguments: str, **options: object) -> None:
        self.data, self.arguments, self.options = data, arguments, options
        self.start()

    def start(self) -> None:
        command = [str(find_binary()), "serve", "--listen", "127.0.0.1:0", "--data", str(self.data), *self.arguments]
        options = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL, "text": True, **self.options}
        self.process = subprocess.Popen(command, **options)
        line = self.process.stdout.readline().rstrip("\n")
        assert line.startswith(self.LINE), line
        self.url = line.removeprefix(self.LINE)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


@pytest.fixture
def server(tmp_path):
    server = Server(tmp_path / "data")
    yield server
    server.kill()
