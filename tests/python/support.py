"""What the runners share: the shared files, and loaders of their own from the files' notations to Python's values."""

from __future__ import annotations

import dataclasses
import datetime
import decimal
import enum
import functools
import json
import keyword
import pathlib
import struct
import typing
import uuid
from typing import Any

import isobyte

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
VECTORS = HERE.parent / "vectors"
UTC = datetime.timezone.utc
EPOCH = datetime.datetime(1970, 1, 1)


@functools.cache
def rows(name: str) -> tuple[dict[str, Any], ...]:
    """The rows of a shared file."""
    lines = (VECTORS / name).read_text("ascii").splitlines()
    return tuple(json.loads(line) for line in lines if line)


@functools.cache
def codes() -> dict[tuple[str, str], str]:
    """File and id to the error code."""
    return {(row["file"], row["id"]): row["code"] for row in rows("codes.jsonl")}


@functools.cache
def known_failures() -> frozenset[tuple[str, str]]:
    """Cases that may fail in Python."""
    found = set()
    for line in (VECTORS / "known_failures.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            file, id, language, _ = line.split(None, 3)
            if language in ("python", "*"):
                found.add((file, id))
    return frozenset(found)


def joined(parts: list[list[Any]]) -> str:
    """Parts with their repetitions."""
    return "".join(part * times for part, times in parts)


# --- the reference's values: avro-json text beside its schema


class Names:
    """A schema as JSON, with its named types by their full names."""

    def __init__(self, text: str) -> None:
        self.types: dict[str, Any] = {}
        self.root = json.loads(text)
        self._walk(self.root, "")

    def _walk(self, schema: Any, namespace: str) -> None:
        if isinstance(schema, list):
            for branch in schema:
                self._walk(branch, namespace)
        elif isinstance(schema, dict):
            kind = schema["type"]
            if isinstance(kind, (dict, list)):
                self._walk(kind, namespace)
                return
            if kind in ("record", "error", "enum", "fixed"):
                full = self.full(schema["name"], schema.get("namespace", namespace))
                schema["__full__"], namespace = full, full.rpartition(".")[0]
                self.types[full] = schema
            schema["__namespace__"] = namespace
            for field in schema.get("fields", ()):
                self._walk(field["type"], namespace)
            for inner in ("items", "values"):
                if inner in schema:
                    self._walk(schema[inner], namespace)

    @staticmethod
    def full(name: str, namespace: str | None) -> str:
        return name if "." in name or not namespace else f"{namespace}.{name}"

    def resolve(self, schema: Any, namespace: str) -> tuple[str, Any, str]:
        """Its type, its definition, and the namespace inside."""
        while isinstance(schema, dict) and isinstance(schema["type"], (dict, list)):
            schema = schema["type"]
        if isinstance(schema, list):
            return "union", schema, namespace
        if isinstance(schema, dict):
            kind = schema["type"]
            if kind in PRIMITIVES or kind in ("record", "error", "enum", "fixed", "array", "map"):
                return kind, schema, schema.get("__namespace__", namespace)
            return self.resolve(kind, namespace)
        if schema in PRIMITIVES:
            return schema, {}, namespace
        found = self.types.get(self.full(schema, namespace)) or self.types[schema]
        return found["type"], found, found["__namespace__"]

    def branch_name(self, schema: Any, namespace: str) -> str:
        kind, found, _ = self.resolve(schema, namespace)
        return found["__full__"] if kind in ("record", "error", "enum", "fixed") else kind


PRIMITIVES = ("null", "boolean", "int", "long", "float", "double", "bytes", "string")
FLOATS = {"NaN": float("nan"), "Infinity": float("inf"), "-Infinity": float("-inf")}


def load(names: Names, value: Any, schema: Any = None, namespace: str = "", classes: Classes | None = None) -> Any:
    """An avro-json value as Python's: unions as explicit branches, records as dicts or as objects of `classes`."""
    kind, found, inner = names.resolve(names.root if schema is None else schema, namespace)
    go = functools.partial(load, names, classes=classes)
    if kind == "union":
        if value is None:
            return None
        ((name, value),) = value.items()
        branch = next(branch for branch in found if names.branch_name(branch, inner) == name)
        return isobyte.Branch(name, go(value, branch, inner))
    if kind in ("float", "double"):
        number = FLOATS[value] if isinstance(value, str) else float(value)
        return number if kind == "double" else struct.unpack("f", struct.pack("f", number))[0]
    if kind in ("int", "long"):
        assert isinstance(value, int)
        return value
    if kind in ("bytes", "fixed"):
        return value.encode("latin-1")
    if kind == "array":
        return [go(item, found["items"], inner) for item in value]
    if kind == "map":
        return {key: go(item, found["values"], inner) for key, item in value.items()}
    if kind in ("record", "error"):
        fields = {field["name"]: go(value[field["name"]], field["type"], inner) for field in found["fields"]}
        return fields if classes is None else classes.by_name[found["__full__"]](**fields)
    return value


class Classes:
    """A dataclass for each record of a schema."""

    def __init__(self, names: Names) -> None:
        self.by_name: dict[str, Any] = {}
        self._names = names
        self._locals: dict[str, Any] = {"Optional": typing.Optional, "Union": typing.Union}
        for full, schema in names.types.items():
            if schema["type"] not in ("record", "error"):
                continue
            fields = []
            for field in schema["fields"]:
                if keyword.iskeyword(field["name"]):
                    raise NotImplementedError("a field that is a keyword")
                fields.append((field["name"], self._hint(field["type"], schema["__namespace__"])))
            cls = dataclasses.make_dataclass(self._mangle(full), fields)
            cls.Meta = type("Meta", (), dict(zip(("namespace", "", "schema_name"), full.rpartition("."), strict=True)))
            cls.__isobyte_names__ = self._locals
            self.by_name[full] = self._locals[cls.__name__] = cls

    @staticmethod
    def _mangle(full: str) -> str:
        return "R_" + full.replace(".", "_")

    def _hint(self, schema: Any, namespace: str) -> str:
        kind, found, inner = self._names.resolve(schema, namespace)
        if kind == "union":
            parts = list(dict.fromkeys(self._hint(branch, inner) for branch in found))
            return f"Union[{', '.join(parts)}]" if parts else "object"
        if kind == "array":
            return f"list[{self._hint(found['items'], inner)}]"
        if kind == "map":
            return f"dict[str, {self._hint(found['values'], inner)}]"
        if kind in ("record", "error"):
            return self._mangle(found["__full__"])
        plain = {"null": "None", "boolean": "bool", "int": "int", "long": "int", "float": "float", "double": "float"}
        return plain.get(kind) or {"bytes": "bytes", "fixed": "bytes", "string": "str", "enum": "str"}[kind]


def plain(value: Any) -> Any:
    """A value that can be compared: floats by their bits, branches and objects opened, maps without order."""
    if isinstance(value, isobyte.Branch):
        return plain(value.value)
    if isinstance(value, float):
        return "nan" if value != value else struct.pack(">d", value)
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    return (type(value).__name__, value)


def tagged(value: Any) -> Any:
    """As `plain`, but branches count."""
    if isinstance(value, isobyte.Branch):
        return ("branch", value.name, tagged(value.value))
    if isinstance(value, dict):
        return {key: tagged(item) for key, item in value.items()}
    if isinstance(value, list):
        return [tagged(item) for item in value]
    return plain(value)


# --- host.jsonl's values


class Unheld(Exception):
    """Python cannot hold the value; the text is the reason."""


def _class(name: str, /, **fields: type) -> type:
    namespace, _, simple = name.rpartition(".")
    cls = dataclasses.make_dataclass(simple, list(fields.items()))
    cls.Meta = type("Meta", (), {"namespace": namespace})  # type: ignore[attr-defined]
    return cls


RECORDS = {
    "ns.User": _class("ns.User", name=str, age=int),
    "ns.Address": _class("ns.Address", street=str, zip=int),
    "ns.A": _class("ns.A", x=int),
    "ns.B": _class("ns.B", x=int),
    "other.B": _class("other.B", x=int),
}


def _enum(name: str, symbols: str) -> type[enum.Enum]:
    namespace, _, simple = name.rpartition(".")
    made = enum.Enum(simple, [(symbol, symbol) for symbol in symbols])  # type: ignore[misc]
    type.__setattr__(made, "Meta", type("Meta", (), {"namespace": namespace}))
    return made


ENUMS = {
    "ns.Kind": _enum("ns.Kind", "ABZ"),
    "ns.E1": _enum("ns.E1", "AB"),
    "other.Colour": _enum("other.Colour", "ABCZ"),
}


def moment(value: dict[str, str]) -> datetime.datetime:
    seconds, nanos = int(value["seconds"]), int(value["nanos"])
    if nanos % 1000:
        raise Unheld("no nanoseconds")
    try:
        return EPOCH + datetime.timedelta(seconds=seconds, microseconds=nanos // 1000)
    except OverflowError:
        raise Unheld("no such date") from None


def text_of(value: Any) -> str:
    if isinstance(value, str):
        return value
    ((kind, value),) = value.items()
    if kind == "utf16":
        return bytes.fromhex("".join(value)).decode("utf-16-be", "surrogatepass")
    try:
        return bytes.fromhex(value).decode()
    except UnicodeDecodeError:
        raise Unheld("no invalid UTF-8") from None


def host(value: Any) -> Any:
    """A value in the neutral notation as Python's."""
    ((kind, value),) = value.items()
    if kind in ("null", "bool"):
        return value
    if kind in ("i32", "i64", "u64", "big"):
        return int(value)
    if kind in ("f32", "f64"):
        if value.startswith("bits:"):
            bits = bytes.fromhex(value[5:])
            return struct.unpack(">f" if len(bits) == 4 else ">d", bits)[0]
        if kind == "f32":
            return struct.unpack(">f", struct.pack(">f", FLOATS.get(value) or float(value)))[0]
        return FLOATS[value] if value in FLOATS else float(value)
    if kind == "text":
        return value
    if kind in ("utf16", "rawtext"):
        return text_of({kind: value})
    if kind == "bytes":
        return bytes.fromhex(value)
    if kind == "enum":
        return ENUMS[value["type"]][value["symbol"]]
    if kind == "decimal":
        return decimal.Decimal(value)
    if kind == "uuid":
        return uuid.UUID(value)
    if kind == "date":
        try:
            return datetime.date.fromisoformat(value)
        except ValueError:
            raise Unheld("no such date") from None
    if kind == "time":
        nanos = int(value["nanos"] if isinstance(value, dict) else value)
        if nanos % 1000:
            raise Unheld("no nanoseconds")
        if not 0 <= nanos < 86_400_000_000_000:
            raise Unheld("no such time")
        return (EPOCH + datetime.timedelta(microseconds=nanos // 1000)).time()
    if kind == "instant":
        return moment(value).replace(tzinfo=UTC)
    if kind == "local":
        return moment(value)
    if kind == "duration":
        return isobyte.Duration(*(int(value[part]) for part in ("months", "days", "millis")))
    if kind == "list":
        return [host(item) for item in value]
    if kind == "map":
        pairs = [(text_of(key), host(item)) for key, item in value]
        if len(dict(pairs)) < len(pairs):
            raise Unheld("no duplicate keys")
        return dict(pairs)
    if kind == "struct":
        return RECORDS[value["name"]](**{key: host(item) for key, item in value["fields"]})
    if kind == "branch":
        return isobyte.Branch(text_of(value["name"]), host(value["value"]))
    raise AssertionError(f"unknown kind {kind}")
