"""What the tests share: our side (the example program `proto`), protoc's side, and the files of the corpus."""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path

from google.protobuf import descriptor_pb2
from grpc_tools import protoc

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
PROGRAM = Path(os.environ.get("ISOBYTE_OUT", ROOT / "target" / "quick")) / "examples" / "proto"


def ours(questions: list[dict]) -> list[dict]:
    """The program's answers to questions."""
    text = "".join(json.dumps(question) + "\n" for question in questions)
    done = subprocess.run([PROGRAM], input=text, capture_output=True, text=True, check=True, timeout=300)
    return [json.loads(line) for line in done.stdout.splitlines()]


def _folders() -> list[Path]:
    """The folders that have the .proto files of grpcio-tools and of googleapis-common-protos."""
    spec = find_spec("grpc_tools")
    assert spec is not None
    assert spec.origin is not None
    tools = Path(spec.origin).parent
    return [tools / "_proto", tools.parent]


def corpus() -> dict[str, str]:
    """All .proto files that the two packages ship, by the names under which they are imported."""
    files = {}
    for folder in _folders():
        for path in sorted((folder / "google").rglob("*.proto")):
            files[path.relative_to(folder).as_posix()] = path.read_text()
    return files


def references(files: dict[str, str]) -> list[dict]:
    return [{"name": name, "text": text} for name, text in files.items()]


class Judge:
    """protoc, asked within this process."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self._path = Path(self._folder.name)

    def compile(self, text: str, others: dict[str, str] | None = None) -> descriptor_pb2.FileDescriptorProto | None:
        """The descriptor of a file, or None where protoc refuses it."""
        source = self._path / "schema.proto"
        result = self._path / "out"
        source.write_bytes(text.encode())
        written = [self._path / name for name in others or {}]
        for path, other in zip(written, (others or {}).values(), strict=True):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(other)
        folders = [f"-I{folder}" for folder in [self._path, *_folders(), HERE / "include"]]
        status = _quiet(lambda: protoc.main(["", *folders, f"--descriptor_set_out={result}", str(source)]))
        for path in written:
            path.unlink()
        if status != 0:
            return None
        found = descriptor_pb2.FileDescriptorSet.FromString(result.read_bytes())
        return found.file[0]


def _quiet(call):
    """Runs something without what it writes to standard error."""
    saved = os.dup(2)
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 2)
    try:
        return call()
    finally:
        os.dup2(saved, 2)
        os.close(saved)
        os.close(null)


TOKEN = re.compile(r"\s+|//[^\n]*|/\*.*?\*/|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|[\w.]+|.", re.S)
WORDS = (
    "0 1 2 -1 19000 536870911 536870912 2147483648 0x10 010 1.5 1e3 inf \"a\" 'b' true false max to ; { } [ ] ( ) < > = , . "
    "int32 uint64 string bytes bool double float sfixed32 optional required repeated oneof map message enum service rpc "
    "extend extensions reserved option group stream returns import public package syntax deprecated packed default "
    "json_name allow_alias Foo foo google.protobuf.Any .google.protobuf.FileOptions"
).split()


def _class(piece: str) -> str:
    first = piece[:1]
    return "word" if first.isalpha() or first == "_" else "number" if first.isdigit() else "text" if first in "\"'" else piece


def mutate(text: str, chance: random.Random) -> str:
    """A file with one to three pieces deleted, doubled, swapped or replaced, most of them by others of their kind."""
    pieces = TOKEN.findall(text)
    solid = [i for i, piece in enumerate(pieces) if not piece.isspace() and not piece.startswith(("//", "/*"))]
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        at, other = chance.choice(solid), chance.choice(solid)
        kind = chance.randrange(9)
        if kind == 0:
            pieces[at] = ""
        elif kind == 1:
            pieces[at] = f"{pieces[at]} {pieces[at]}"
        elif kind == 2:
            pieces[at], pieces[other] = pieces[other], pieces[at]
        elif kind == 3:
            pieces[at] = f" {chance.choice(WORDS)} "
        else:
            alike = [i for i in solid if _class(pieces[i]) == _class(pieces[at])]
            pieces[at] = pieces[chance.choice(alike)]
    return "".join(pieces)
