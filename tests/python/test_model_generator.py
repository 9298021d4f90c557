"""ModelGenerator: the classes give back the schemas that they were made from, and the same bytes; no schema brings code."""

from __future__ import annotations

import ast
import decimal
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
    own = [found for found in vars(module).values() if getattr(found, "__module__", None) == module.__name__]
    return next(found for found in own if hasattr(found, "avro_schema") and found.get_fullname() == schema.name)


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
    beyond = 0
    for row in found:
        schema = isobyte.Schema(row["schema"])
        cls = model(load(ModelGenerator().render(schema=schema, model_type=style), tmp_path), schema)
        assert_same(cls, schema)
        data = bytes.fromhex(row.get("contract_hex") or row["hex"])
        try:
            assert cls.deserialize(data).serialize() == data, row["id"]
        except isobyte.DecodeError as error:
            # Moments beyond the year 9999.
            if error.code != "data_unrepresentable" or "datetime" not in error.message:
                raise
            beyond += 1
    assert (beyond, len(found)) == (69, 154)
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


EVERYTHING = {
    "type": "record",
    "name": "Order",
    "namespace": "shop.orders",
    "doc": "An order of a customer.",
    "aliases": ["Purchase", "old.Order"],
    "fields": [
        {"name": "uuid", "type": {"type": "string", "logicalType": "uuid"}, "doc": 'The "id"'},
        {"name": "class", "type": ["null", "string"], "default": None, "aliases": ["klass"]},
        {"name": "validate", "type": "boolean"},
        {"name": "str", "type": ["null", "string"], "default": None},
        {
            "name": "total",
            "type": {"type": "bytes", "logicalType": "decimal", "precision": 10, "scale": 2},
            "default": "\u0001\u0000",
        },
        {"name": "fee", "type": {"type": "bytes", "logicalType": "decimal", "precision": 4}, "default": "\u00ff"},
        {
            "name": "rate",
            "type": {"type": "fixed", "name": "Rate", "size": 8, "logicalType": "decimal", "precision": 9, "scale": 3},
        },
        {
            "name": "status",
            "type": {
                "type": "enum",
                "name": "order_status",
                "namespace": "shop",
                "doc": "How far it is.",
                "symbols": ["NEW", "None", "mro", "paid", "_x_"],
                "default": "NEW",
            },
            "default": "paid",
        },
        {
            "name": "items",
            "type": {
                "type": "array",
                "items": {
                    "type": "record",
                    "name": "List",
                    "namespace": "shop.items",
                    "fields": [
                        {"name": "sku", "type": "string"},
                        {"name": "count", "type": "int", "default": 1},
                        {"name": "order", "type": ["null", "shop.orders.Order"], "default": None},
                    ],
                },
            },
            "default": [],
        },
        {
            "name": "first",
            "type": ["shop.items.List", "null"],
            "default": {"sku": "a'b\"c", "count": 7, "order": None},
        },
        {
            "name": "tags",
            "type": {"type": "map", "values": ["null", "string", "double"]},
            "default": {"a": None, "b": "x"},
        },
        {"name": "at", "type": {"type": "long", "logicalType": "timestamp-micros"}, "default": -1, "order": "ignore"},
        {"name": "day", "type": {"type": "int", "logicalType": "date"}, "default": 11016},
        {"name": "noon", "type": {"type": "int", "logicalType": "time-millis"}, "default": 43200001},
        {"name": "nanos", "type": {"type": "long", "logicalType": "timestamp-nanos"}, "default": 1700000000123456789},
        {
            "name": "md5",
            "type": {"type": "fixed", "name": "Md5", "size": 4, "aliases": ["Hash"]},
            "default": "\u00ff\u0000ab",
        },
        {"name": "again", "type": ["null", "Md5"], "default": None},
        {"name": "note", "type": {"type": "string", "avro.java.string": "String"}, "pii": {"level": 3, "tags": ["a"]}},
        {"name": "ratio", "type": "float", "default": "-Infinity"},
        {"name": "order", "type": ["null", "Order"], "default": None},
        {"name": "other", "type": {"type": "record", "name": "List", "fields": []}, "default": {}},
    ],
}


@pytest.mark.parametrize("style", STYLES)
def test_everything_at_once(style: str, tmp_path: Path) -> None:
    schema = isobyte.Schema(json.dumps(EVERYTHING))
    code = ModelGenerator().render(schema=EVERYTHING, model_type=style)
    assert code == ModelGenerator().render(schema=schema, model_type=ModelType(style))
    assert "original_schema" not in code
    module = load(code, tmp_path)
    assert_formatted(tmp_path)
    assert_same(module.Order, schema)
    value = {
        "uuid": "00000000-0000-0000-0000-000000000001",
        "validate": True,
        "rate": decimal.Decimal("0.005"),
        "note": "n",
    }
    data = isobyte.Codec(schema).encode(value)
    order = module.Order.deserialize(data)
    assert order.serialize() == data
    assert (order.class_, order.validate_, order.status) == (None, True, module.OrderStatus.PAID)
    assert str(order.total) == "2.56"
    assert order.first == module.List(sku="a'b\"c", count=7)


def test_a_schema_that_annotations_cannot_say_stands_beside_them(tmp_path: Path) -> None:
    fields = [{"name": "a", "type": ["int", "null"], "default": None}]
    schema = isobyte.Schema(json.dumps({"type": "record", "name": "R", "fields": fields, "owner": "me"}))
    code = ModelGenerator().render(schema=schema)
    assert "original_schema" in code
    cls = load(code, tmp_path).R
    assert_same(cls, schema)
    assert cls(a=None).serialize() == b"\x02"


def test_several_schemas_share_their_types(tmp_path: Path) -> None:
    item = {"type": "record", "name": "a.Item", "fields": [{"name": "n", "type": "long"}]}
    one = {"type": "record", "name": "a.One", "fields": [{"name": "item", "type": "Item"}]}
    items = {"type": "array", "items": "a.Item"}
    two = {"type": "record", "name": "b.Two", "fields": [{"name": "items", "type": items}]}
    code = ModelGenerator().render_module(schemas=[item, json.dumps(one), two])
    assert code.count("class Item(") == 1
    module = load(code, tmp_path)
    both = [isobyte.Schema(json.dumps(s), references=[isobyte.Schema(json.dumps(item))]) for s in (one, two)]
    assert_same(module.One, both[0])
    assert_same(module.Two, both[1])
    assert module.Two(items=[module.Item(n=3)]).serialize() == b"\x02\x06\x00"
    other = {"type": "record", "name": "a.Item", "fields": []}
    differing = [isobyte.Schema(json.dumps(s)) for s in (item, other)]
    with pytest.raises(isobyte.SchemaError, match=r'two schemas define "a\.Item" differently'):
        ModelGenerator().render_module(schemas=differing)


def test_every_attribute_of_models_may_be_the_name_of_a_field(tmp_path: Path) -> None:
    from isobyte.pydantic import AvroBaseModel

    names = {name for cls in (isobyte.AvroModel, AvroBaseModel) for name in dir(cls)}
    names |= {"self", "cls", "field", "match", "type", "_", "__", "_a", "__a", "None", "class", "class_", "Meta", "A"}
    names |= {"int", "str", "int_", "datetime", "dataclasses", "types", "typing", "pydantic", "builtins", "AvroModel"}
    fields: list[dict[str, Any]] = [{"name": name, "type": "int"} for name in sorted(names)]
    fields.append({"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}, "default": 0})
    schema = isobyte.Schema(json.dumps({"type": "record", "name": "A", "fields": fields}))
    data = isobyte.Codec(schema).encode({field["name"]: index for index, field in enumerate(fields[:-1])})
    for style in STYLES:
        module = load(ModelGenerator().render(schema=schema, model_type=style), tmp_path)
        classes = [found for found in vars(module).values() if getattr(found, "__module__", "") == module.__name__]
        assert len(classes) == 1
        assert_same(classes[0], schema)
        assert classes[0].deserialize(data).serialize() == data


HOSTILE = [
    *('"""', "'''", "\\", '\\"""', '"', "'", "\n", "\r\n", "\0", "\u2028", "\u202e", "{}", "%s", "$x", "#"),
    *("\\N{DIGIT ONE}", "\ud7ff", "\U0001f600", "", " x ", 'x""" + __import__("os").system("touch HACKED") + """'),
]


@pytest.mark.parametrize("style", ["dataclass", "pydantic", "avrodantic"])
def test_hostile_schemas_bring_no_code(style: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for text in dict.fromkeys([*HOSTILE, *(f"a{a}{b}" for a in HOSTILE for b in HOSTILE)]):
        own = f"own{text}"
        kinds: list[Any] = [
            "string",
            {"type": "enum", "name": "E", "symbols": ["A"], "doc": text, own: text},
            {"type": "fixed", "name": "F", "size": 1, "doc": text, own: text},
            {"type": "map", "values": "string"},
            {"type": "string", own: {text: [text]}, "logicalType": text},
        ]
        defaults: list[Any] = [text, "A", "a", {text: text}, text]
        if all(ord(letter) < 256 for letter in text):
            kinds.append("bytes")
            defaults.append(text)
        fields: list[dict[str, Any]] = [
            {"name": f"f{index}", "type": kind, "doc": text, "aliases": [f"g{index}"], own: text, "default": default}
            for index, (kind, default) in enumerate(zip(kinds, defaults, strict=True))
        ]
        for about in ({"doc": text}, {"doc": text, own: 1}):
            schema = isobyte.Schema(json.dumps({"type": "record", "name": "R", **about, "fields": fields}))
            module = load(ModelGenerator().render(schema=schema, model_type=style), tmp_path)
            if style != "pydantic":
                assert_same(module.R, schema)
    assert not (tmp_path / "HACKED").exists()
    assert_formatted(tmp_path)


def test_names_of_any_script_become_names_of_python(tmp_path: Path) -> None:
    names = ["\u00dcn\u00efcode", "\ufb01", "\u017f", "\u4e2d\u6587", "\u00aa", "a\u0661", "\u0430"]
    fields: list[dict[str, Any]] = [{"name": name, "type": "int"} for name in names]
    fields.append({"name": "e", "type": {"type": "enum", "name": "\u4e2d", "symbols": names}})
    schema = isobyte.Schema(json.dumps({"type": "record", "name": "\u00c5", "fields": fields}), names="utf8")
    module = load(ModelGenerator().render(schema=schema), tmp_path)
    assert len(vars(module)["\u00c5"].__dataclass_fields__) == len(fields)


def test_the_calls_of_dataclasses_avroschema(tmp_path: Path) -> None:
    schema = {"type": "record", "name": "user_event", "fields": [{"name": "id", "type": "long"}]}
    assert "class UserEvent(AvroModel):" in ModelGenerator().render(schema=schema)
    assert "(AvroBaseModel)" in ModelGenerator(base_class=BaseClassEnum.AVRO_DANTIC_MODEL.value).render(schema=schema)
    assert "(pydantic.BaseModel)" in ModelGenerator().render(schema=schema, model_type=ModelType.PYDANTIC.value)
    assert "original_schema" in ModelGenerator().render(schema=schema, include_original_schema=True)
    (tmp_path / "user.avsc").write_text(json.dumps(schema))
    assert ModelGenerator.render_files([tmp_path / "user.avsc"]) == ModelGenerator().render(schema=schema)
    with pytest.raises(isobyte.UsageError, match="expected one of"):
        ModelGenerator("Record").render(schema=schema)
    with pytest.raises(isobyte.UsageError, match="expected a schema with a record or an enum"):
        ModelGenerator().render(schema='"int"')
