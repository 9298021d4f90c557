"""The demo: four languages, one registry, identical bytes.

Starts the registry on a free loopback port with a temporary directory, registers the schema once, lets each language fetch it
by subject, encode every event and write a file, and lets each language read the files of all. Prints who wrote, who read, how
many events and the SHA-256 of the bytes; exits 1 on any difference. Needs what `make demo` builds, and nothing outside of the
standard library.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SUBJECT = "quakes-value"
START_SECONDS = 20
RUN_SECONDS = 120


def commands(root: Path) -> dict[str, list[str]]:
    """How each language's program is called; every one takes `write` and `read`."""
    return {
        "python": [sys.executable, str(root / "examples/python/quakes.py")],
        "java": ["java", "-Xshare:auto", "-cp", os.pathsep.join(java_classpath(root)), "quakes.Quakes"],
        "go": [str(root / "target/demo/quakes-go")],
        "c": [str(root / "target/demo/quakes-c")],
    }


def java_classpath(root: Path) -> list[str]:
    jars = sorted((root / "bindings-java/target").glob("isobyte-*.jar"))
    jars = [jar for jar in jars if not jar.name.endswith(("-sources.jar", "-javadoc.jar", "-tests.jar"))]
    return [str(root / "target/demo/java"), *map(str, jars)]


class Registry:
    """The real server, in a process of its own."""

    def __init__(self, binary: Path, data: str) -> None:
        command = [str(binary), "serve", "--listen", "127.0.0.1:0", "--data", data]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        try:
            self.url = self._wait()
        except BaseException:
            self.stop()
            raise

    def _wait(self) -> str:
        assert self.process.stdout is not None
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            line = self.process.stdout.readline()
            if not line:
                break
            if found := re.search(r"(?:http://)?(127\.0\.0\.1:\d+)", line):
                return f"http://{found[1]}"
        self.process.kill()
        _, log = self.process.communicate()
        raise SystemExit(f"demo: the registry did not start within {START_SECONDS} s: {log.strip()}")

    def register(self, schema: str) -> int:
        request = urllib.request.Request(
            f"{self.url}/subjects/{SUBJECT}/versions",
            data=json.dumps({"schema": schema}).encode(),
            headers={"Content-Type": "application/vnd.schemaregistry.v1+json"},
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            return int(json.load(answer)["id"])

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.communicate(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.communicate()


def run(language: str, command: list[str]) -> str:
    """Runs one program and gives what it printed."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=RUN_SECONDS, check=False)
    except FileNotFoundError as missing:
        raise SystemExit(f"demo: {missing.filename} is not there: run `make demo`, which builds it") from None
    if done.returncode != 0:
        raise SystemExit(f"demo: {language} failed ({done.returncode}): {' '.join(command)}\n{done.stderr.strip()}")
    return done.stdout


def verdicts(printed: str) -> dict[str, dict[str, object]]:
    """The JSON lines that a reader prints, by the name of the file."""
    rows = [json.loads(line) for line in printed.splitlines() if line.startswith("{")]
    return {Path(str(row["file"])).stem: row for row in rows}


def demo(programs: dict[str, list[str]], binary: Path, events: Path, schema: Path) -> bool:
    expected = len(json.loads(events.read_text()))
    with tempfile.TemporaryDirectory(prefix="isobyte-demo-") as folder:
        registry = Registry(binary, str(Path(folder) / "registry"))
        try:
            identifier = registry.register(schema.read_text())
            print(f"registry {registry.url}, subject {SUBJECT!r}, schema id {identifier}, {expected} events\n")
            files = {language: Path(folder) / f"{language}.bin" for language in programs}
            for language, program in programs.items():
                run(language, [*program, "write", registry.url, SUBJECT, str(events), str(files[language])])
            hashes = {language: hashlib.sha256(path.read_bytes()).hexdigest() for language, path in files.items()}
            paths = [str(path) for path in files.values()]
            read = {
                language: verdicts(run(language, [*program, "read", registry.url, *paths]))
                for language, program in programs.items()
            }
        finally:
            registry.stop()
    return report(list(programs), hashes, read, expected)


def report(
    languages: list[str], hashes: dict[str, str], read: dict[str, dict[str, dict[str, object]]], expected: int
) -> bool:
    """Prints the matrix; true if there is no difference anywhere."""
    good = len(set(hashes.values())) == 1
    print(f"{'wrote':8} {'sha-256 of the bytes':22} " + " ".join(f"{'read: ' + reader:>14}" for reader in languages))
    for writer in languages:
        cells = []
        for reader in languages:
            row = read[reader].get(writer, {})
            fine = row.get("identical") is True and row.get("events") == expected
            good &= fine
            cells.append(f"{row.get('events', '-')} {'same' if fine else 'DIFFER'}".rjust(14))
        print(f"{writer:8} {hashes[writer][:20]}.. " + " ".join(cells))
    print()
    if good:
        print(f"identical: {len(languages)} languages wrote the same bytes, and each read what the others wrote")
    else:
        print("DIFFERENT: at least one language wrote or read something else", file=sys.stderr)
    return good


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", type=Path, default=Path(os.environ.get("ISOBYTE_BIN", ROOT / "target/quick/isobyte")))
    parser.add_argument("--events", type=Path, default=HERE / "quakes.json")
    parser.add_argument("--schema", type=Path, default=HERE / "quake.avsc")
    options = parser.parse_args()
    if not options.bin.exists():
        raise SystemExit(f"demo: {options.bin} is not there: run `make demo`, which builds it")
    for number in (signal.SIGTERM, signal.SIGHUP):  # as after Ctrl-C, the registry is stopped and the files go
        signal.signal(number, lambda got, _: sys.exit(128 + got))
    return 0 if demo(commands(ROOT), options.bin, options.events, options.schema) else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
