"""Avro JSON as typed notation, so that the runners need not walk schemas: lists whose first item is the type.

``["int", "5"]``, ``["long", "5"]``, ``["float", bits]``, ``["double", bits]``, ``["string", text]``, ``["bytes", hex]``, ``["fixed", name, hex]``,
``["enum", name, symbol, index]``, ``["array", [item]]``, ``["map", [[key, value]]]``, ``["record", name, [[field, value]]]``,
``["union", branch, index, value]``, ``["boolean", bool]``, ``["null"]``. Bits are hex, big-endian.
"""

from __future__ import annotations

import json
import struct
from typing import Any

PRIMITIVES = {"null", "boolean", "int", "long", "float", "double", "string", "bytes"}
SPECIAL = {"NaN": float("nan"), "Infinity": float("inf"), "-Infinity": float("-inf")}


class Schema:
    """A schema's text, and the full names of what it defines."""

    def __init__(self, text: str) -> None:
        self.root: Any = json.loads(text)
        self.named: dict[str, Any] = {}
        self.root = self._resolve(self.root, "")

    def _resolve(self, node: Any, namespace: str) -> Any:
        """The tree with full names instead of simple ones, and without logical types."""
        if isinstance(node, list):
            return [self._resolve(branch, namespace) for branch in node]
        if isinstance(node, str):
            return node if node in PRIMITIVES or "." in node or not namespace else self._near(node, namespace)
        kind = node["type"]
        if kind in ("record", "error", "enum", "fixed"):
            name = node["name"]
            if "." not in name:
                space = node.get("namespace", namespace) or ""
                name = f"{space}.{name}" if space else name
            inner = name.rpartition(".")[0]
            made = {"type": "record" if kind == "error" else kind, "name": name.removeprefix(".")}
            self.named[made["name"]] = made
            if kind == "enum":
                made["symbols"] = node["symbols"]
            elif kind == "fixed":
                made["size"] = node["size"]
            else:
                made["fields"] = [{"name": f["name"], "type": self._resolve(f["type"], inner)} for f in node["fields"]]
            return made
        if kind == "array":
            return {"type": "array", "items": self._resolve(node["items"], namespace)}
        if kind == "map":
            return {"type": "map", "values": self._resolve(node["values"], namespace)}
        return self._resolve(kind, namespace)

    def _near(self, name: str, namespace: str) -> str:
        return f"{namespace}.{name}" if f"{namespace}.{name}" in self.named or name not in self.named else name

    def text(self) -> str:
        """The schema without logical types, documentation and defaults."""
        return json.dumps(self.root)

    def branch(self, node: Any) -> str:
        return node if isinstance(node, str) else node.get("name", node["type"])

    def load(self, value: Any, node: Any = None) -> list[Any]:
        node = self.root if node is None else node
        if isinstance(node, list):
            if value is None:
                index = next(i for i, branch in enumerate(node) if branch == "null")
                return ["union", "null", index, ["null"]]
            ((name, inner),) = value.items()
            index = next(i for i, branch in enumerate(node) if self.branch(branch) == name)
            return ["union", name, index, self.load(inner, node[index])]
        if isinstance(node, str) and node in self.named:
            node = self.named[node]
        kind = node if isinstance(node, str) else node["type"]
        match kind:
            case "null":
                return ["null"]
            case "boolean" | "string":
                return [kind, value]
            case "int" | "long":
                return [kind, str(value)]
            case "float" | "double":
                return [kind, bits(SPECIAL[value] if isinstance(value, str) else float(value), kind == "double")]
            case "bytes":
                return ["bytes", value.encode("latin-1").hex()]
            case "fixed":
                return ["fixed", node["name"], value.encode("latin-1").hex()]
            case "enum":
                return ["enum", node["name"], value, node["symbols"].index(value)]
            case "array":
                return ["array", [self.load(item, node["items"]) for item in value]]
            case "map":
                return ["map", [[key, self.load(item, node["values"])] for key, item in value.items()]]
            case _:
                return [
                    "record",
                    node["name"],
                    [[f["name"], self.load(value[f["name"]], f["type"])] for f in node["fields"]],
                ]


def bits(value: float, double: bool) -> str:
    if value != value:
        return "7ff8000000000000" if double else "7fc00000"
    return struct.pack(">d" if double else ">f", value).hex()


def plain(value: list[Any]) -> Any:
    """What decoding should give, as the runners show it: unions and widths are gone."""
    kind = value[0]
    match kind:
        case "null":
            return None
        case "boolean":
            return value[1]
        case "int" | "long":
            return {"i": value[1]}
        case "float":
            number = struct.unpack(">f", bytes.fromhex(value[1]))[0]
            return {"f": bits(number, True)}
        case "double":
            return {"f": value[1]}
        case "string":
            return {"t": value[1]}
        case "bytes" | "fixed":
            return {"b": value[-1]}
        case "enum":
            return {"t": value[2]}
        case "array":
            return [plain(item) for item in value[1]]
        case "map" | "record":
            return {"m": {key: plain(item) for key, item in value[-1]}}
        case _:
            return plain(value[3])
