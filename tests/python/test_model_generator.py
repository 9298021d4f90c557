"""ModelGenerator: the classes give back the schemas that they were made from, and the same bytes; no schema brings code."""

from __future__ import annotations

import ast
import importlib.util
import itertools
import json
import subprocess
import sys
import types
from pathlib import Path
from typing import Any

import isobyte
import pytest
from isobyte.model_generator import BaseClassEnum, ModelGenerator, ModelType
from support import rows

COUNT = itertools.count()
STYLES = ["dataclass", "avrodantic"]
OUTSIDE = json.loads((Path(__file__).parent / "model_schemas.json").read_text())


def load(code: str, folder: Path) -> types.ModuleType:
    """The module of the code. What it holds is looked at before."""
    harmless(code)
    name = f"generated_{next(COUNT)}"
    path = folder / f"{name}.py"
    path.write_text(code, encoding="utf-8")
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


CALLED = {
    *("dataclass", "field", "Field", "FixedType", "AvroType", "DecimalType", "Decimal", "UUID", "Duration"),
    *("date", "time", "datetime", "float"),
}


def harmless(code: str) -> None:
    """Refuses all but imports of known modules, classes, declarations, literals and calls of known constructors."""
    tree = ast.parse(code)
    classes = {node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}
    for node in tree.body:
        assert isinstance(node, (ast.Import, ast.ImportFrom, ast.ClassDef)), ast.dump(node)
        if isinstance(node, ast.Import):
            known = {"builtins", "dataclasses", "datetime", "decimal", "enum", "typing", "uuid", "pydantic"}
            assert {alias.name for alias in node.names} <= known
        elif isinstance(node, ast.ImportFrom):
            assert node.module in ("__future__", "isobyte", "isobyte.pydantic")
    for node in ast.walk(tree):
        allowed = (
            *(ast.Module, ast.Import, ast.ImportFrom, ast.alias, ast.ClassDef, ast.AnnAssign, ast.Assign, ast.Expr),
            *(ast.Constant, ast.Name, ast.Attribute, ast.Subscript, ast.Tuple, ast.List, ast.Dict, ast.Call),
            *(ast.keyword, ast.Lambda, ast.arguments, ast.BinOp, ast.BitOr, ast.UnaryOp, ast.USub, ast.Load),
            *(ast.Store, ast.Pass),
        )
        assert isinstance(node, allowed), ast.dump(node)
        if isinstance(node, ast.Expr):
            assert isinstance(node.value, ast.Constant)
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", None)
            assert called in CALLED | classes, ast.dump(node)


def plain(schema: Any) -> Any:
    """Without the names that classes give to arrays and maps."""
    if isinstance(schema, list):
        return [plain(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    without = {"name"} if schema.get("type") in ("array", "map") else set()
    kept = {key: value for key, value in schema.items() if key not in without}
    return {key: value if key == "default" else plain(value) for key, value in kept.items()}


def model(module: types.ModuleType, schema: isobyte.Schema) -> Any:
    """The class of a schema's record."""
    for found in vars(module).values():
        if isinstance(found, type) and found.__module__ == module.__name__ and hasattr(found, "avro_schema"):
            if found.get_fullname() == schema.name:
                return found
    raise AssertionError(f"no class for {schema.name}")


def assert_same(cls: Any, schema: isobyte.Schema) -> None:
    again = isobyte.Schema(cls.avro_schema())
    assert again.canonical == schema.canonical
    assert isobyte.Schema(json.dumps(plain(json.loads(again.printed)))) == isobyte.Schema(
        json.dumps(plain(json.loads(schema.printed)))
    )


def assert_formatted(folder: Path) -> None:
    for verb in (["format", "--check", "--diff"], ["check", "--select", "E9,F,I,W"]):
        command = [sys.executable, "-m", "ruff", *verb, "--isolated", str(folder)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def records(file: str) -> list[dict[str, Any]]:
    """The rows whose schema is a record that the contract takes."""
    found = []
    for row in rows(f"avro/{file}"):
        schema = json.loads(row["schema"]) if "schema" in row else None
        if isinstance(schema, dict) and schema.get("type") in ("record", "error") and row["contract"] != "reject":
            found.append(row)
    return found


@pytest.mark.parametrize("style", STYLES)
def test_the_reference_schemas_come_back(style: str, tmp_path: Path) -> None:
    found = records("parse.jsonl")
    assert len(found) > 40
    for row in found:
        names = "utf8" if row["contract"] == "lenient-only" else "strict"
        schema = isobyte.Schema(row["schema"], names=names)
        module = load(ModelGenerator().render(schema=schema, model_type=style), tmp_path)
        # Models have strict names.
        if names == "strict":
            assert_same(model(module, schema), schema)
    assert_formatted(tmp_path)


@pytest.mark.parametrize("style", STYLES)
def test_the_reference_data_come_back(style: str, tmp_path: Path) -> None:
    found = [row for row in records("encode.jsonl") if row["contract"] in ("same", "canonical")]
    assert len(found) > 20
    for row in found:
        schema = isobyte.Schema(row["schema"])
        cls = model(load(ModelGenerator().render(schema=schema, model_type=style), tmp_path), schema)
        assert_same(cls, schema)
        data = bytes.fromhex(row.get("contract_hex") or row["hex"])
        assert cls.deserialize(data).serialize() == data, row["id"]
    assert_formatted(tmp_path)


@pytest.mark.parametrize("style", STYLES)
def test_schemas_of_dataclasses_avroschema_come_back(style: str, tmp_path: Path) -> None:
    count = 0
    for text in OUTSIDE.values():
        schema = isobyte.Schema(text if isinstance(text, str) else json.dumps(text))
        cls = model(load(ModelGenerator().render(schema=schema, model_type=style), tmp_path), schema)
        assert_same(cls, schema)
        count += 1
    assert count > 20
    assert_formatted(tmp_path)


