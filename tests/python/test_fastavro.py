"""`isobyte.fastavro`: what its users call, beside fastavro itself; and what docs/fastavro.md says is not there."""

from __future__ import annotations

import copy
import datetime
import decimal
import inspect
import io
import json
import pathlib
import pickle
import re
import subprocess
import sys
import uuid
from collections.abc import Callable
from types import ModuleType
from typing import Any

import fastavro
import isobyte
import pytest
from fastavro import _read_py, _schema_py, _validation_py, _write_py
from fastavro import schema as their_schema
from fastavro import validation as their_validation
from isobyte import fastavro as ours
from isobyte.fastavro import repository
from support import ROOT, rows
from test_fastavro_beside import listed

SYNC = bytes(range(16))
USER: dict[str, Any] = {
    "type": "record",
    "name": "User",
    "namespace": "shop",
    "fields": [
        {"name": "id", "type": "long"},
        {"name": "name", "type": "string", "default": "nobody"},
        {"name": "mail", "type": ["null", "string"]},
        {"name": "tags", "type": {"type": "map", "values": "int"}, "default": {}},
        {"name": "friend", "type": ["null", "User"], "default": None},
        {
            "name": "pet",
            "type": [{"type": "record", "name": "Cat", "fields": [{"name": "lives", "type": "int"}]}, "null"],
        },
        {"name": "born", "type": ["null", {"type": "int", "logicalType": "date"}], "default": None},
    ],
}
PEOPLE: list[dict[str, Any]] = [
    {"id": 1, "mail": "a@b", "tags": {"z": 1, "a": 2}, "pet": {"lives": 9}},
    {"id": 2, "name": "Bo", "mail": None, "friend": {"id": 3, "pet": None}, "pet": ("shop.Cat", {"lives": 1})},
    {"id": 4, "pet": None, "born": datetime.date(2001, 2, 3), "shoe size": 42},
]
BOTH = pytest.mark.parametrize("module", [fastavro, ours], ids=["fastavro", "isobyte"])


def written(module: ModuleType, *arguments: Any, **options: Any) -> bytes:
    file = io.BytesIO()
    module.writer(file, *arguments, sync_marker=SYNC, **options)
    return file.getvalue()


def refused(call: Callable[..., Any], *arguments: Any, **options: Any) -> isobyte.IsobyteError:
    with pytest.raises(isobyte.IsobyteError) as caught:
        call(*arguments, **options)
    return caught.value


def test_signatures() -> None:
    # The compiled modules of fastavro do not say what is keyword-only; their twins in Python do.
    twins: dict[Any, list[str]] = {
        _read_py: ["reader", "block_reader", "schemaless_reader", "is_avro"],
        _write_py: ["schemaless_writer", "writer"],
        _schema_py: ["parse_schema", "expand_schema", "load_schema", "load_schema_ordered", "fullname", "fingerprint"],
        _validation_py: ["validate", "validate_many"],
        fastavro: ["json_reader", "json_writer"],
    }
    homes = [ours, ours.schema, ours.validation]
    for twin, names in twins.items():
        for name in names:
            home = next(home for home in homes if hasattr(home, name))
            theirs, mine = (inspect.signature(getattr(module, name)) for module in (twin, home))
            assert list(theirs.parameters) == list(mine.parameters), name
            for parameter, their in theirs.parameters.items():
                assert mine.parameters[parameter].kind == their.kind, (name, parameter)
                if parameter not in ("encoder", "decoder"):
                    assert mine.parameters[parameter].default == their.default, (name, parameter)
    assert set(fastavro.__all__) - {"const", "logical_readers", "logical_writers", "io", "fastavro"} <= set(dir(ours))
    for module in ("read", "schema", "validation", "repository"):
        public = set(getattr(fastavro, module).__all__) - {"LOGICAL_READERS"}
        assert public <= set(dir(getattr(ours, module)))


@pytest.mark.parametrize("codec", ["null", "deflate", "bzip2", "snappy", "xz", "zstandard"])
def test_files(codec: str) -> None:
    theirs, mine = (written(module, USER, PEOPLE, codec, metadata={"who": "me"}) for module in (fastavro, ours))
    for data in (theirs, mine):
        found, expected = ours.reader(io.BytesIO(data)), fastavro.reader(io.BytesIO(data))
        assert list(found) == list(expected)
        assert found.codec == expected.codec == codec
        assert found.metadata == expected.metadata
        assert found.writer_schema == expected.writer_schema
        assert found.reader_schema is expected.reader_schema is None
        with pytest.warns(DeprecationWarning, match="writer_schema"):
            assert found.schema == USER
    if codec == "null":
        # What comes behind the header is the same; in the header, only the order of the metadata may differ.
        assert theirs.split(SYNC, 1)[1] == mine.split(SYNC, 1)[1]
        assert len(theirs) == len(mine)


def test_files_of_parsed_schemas() -> None:
    theirs, mine = (written(module, module.parse_schema(USER), PEOPLE) for module in (fastavro, ours))
    assert fastavro.reader(io.BytesIO(mine)).metadata == fastavro.reader(io.BytesIO(theirs)).metadata


@pytest.mark.parametrize("interval", [0, 1, 16, 100, 16_000])
def test_blocks(interval: int) -> None:
    people = PEOPLE * 50
    theirs, mine = (written(module, USER, people, sync_interval=interval) for module in (fastavro, ours))
    assert theirs.split(SYNC, 1)[1] == mine.split(SYNC, 1)[1]
    blocks, expected = list(ours.block_reader(io.BytesIO(theirs))), list(fastavro.block_reader(io.BytesIO(theirs)))
    for block, other in zip(blocks, expected, strict=True):
        assert (block.num_records, block.offset, block.size, block.codec) == (
            other.num_records,
            other.offset,
            other.size,
            other.codec,
        )
        assert block.bytes_.getvalue() == other.bytes_.getvalue()
        assert list(block) == list(other)
        assert list(block) == list(block)
    assert str(blocks[0]).startswith("Avro block: ")

    copied = io.BytesIO()
    writer = ours.write.Writer(copied, USER, codec="deflate")
    writer.write(people[0])
    for block in blocks:
        writer.write_block(block)
    writer.flush()
    assert [one["id"] for one in fastavro.reader(io.BytesIO(copied.getvalue()))] == [
        one["id"] for one in [people[0], *people]
    ]


def test_appending(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "users.avro"
    for module in (ours, fastavro):
        with open(path, "wb") as file:
            fastavro.writer(file, USER, PEOPLE[:1], codec="deflate")
        with open(path, "a+b") as file:
            module.writer(file, None, PEOPLE[1:])
        with open(path, "rb") as file:
            assert [one["id"] for one in module.reader(file)] == [1, 2, 4]
        with open(path, "ab") as file, pytest.raises(ValueError, match="a\\+"):
            module.writer(file, USER, PEOPLE)
    with pytest.raises(ValueError, match="not dict"):
        ours.writer(io.BytesIO(), USER, PEOPLE[0])
    with pytest.raises(isobyte.UsageError):
        ours.writer(io.BytesIO(), None, PEOPLE)


def test_evolution_of_files() -> None:
    newer = copy.deepcopy(USER)
    newer["fields"] = [newer["fields"][0], {"name": "points", "type": "double", "default": 1.5}]
    data = written(fastavro, USER, PEOPLE)
    found, expected = ours.reader(io.BytesIO(data), newer), fastavro.reader(io.BytesIO(data), newer)
    assert list(found) == list(expected) == [{"id": one["id"], "points": 1.5} for one in PEOPLE]
    assert found.reader_schema == expected.reader_schema
    assert [list(block) for block in ours.block_reader(io.BytesIO(data), newer)] == [
        list(block) for block in fastavro.block_reader(io.BytesIO(data), newer)
    ]
    with pytest.raises(ours.read.SchemaResolutionError):
        ours.reader(io.BytesIO(data), "int")


@BOTH
def test_many_in_a_stream(module: ModuleType, tmp_path: pathlib.Path) -> None:
    schema = module.parse_schema(USER)
    file = io.BytesIO()
    for one in PEOPLE:
        module.schemaless_writer(file, schema, one)
    path = tmp_path / "stream"
    path.write_bytes(file.getvalue())
    file.seek(0)
    with open(path, "rb") as other, open(path, "rb", buffering=0) as raw:
        for stream in (file, other, raw):
            for raw_schema in (schema, USER):
                stream.seek(0)
                found = []
                while True:
                    try:
                        found.append(module.schemaless_reader(stream, raw_schema)["id"])
                    except EOFError:
                        break
                assert found == [1, 2, 4]
                assert stream.tell() == len(file.getvalue())


def test_large_values_in_files(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "stream"
    texts = ["a" * size for size in (0, 4_000, 5_000, 1_000_000, 3)]
    with open(path, "w+b") as file:
        for text in texts:
            ours.schemaless_writer(file, "string", text)
        file.seek(0)
        assert [ours.schemaless_reader(file, "string") for _ in texts] == texts


def test_options_of_writing() -> None:
    for options in ({}, {"strict": True}, {"strict_allow_default": True}, {"disable_tuple_notation": True}):
        for one in [*PEOPLE, {"id": 1}, {"id": 1, "mail": None, "pet": None}, {}]:
            results = []
            for module in (fastavro, ours):
                file = io.BytesIO()
                try:
                    module.schemaless_writer(file, USER, one, **options)
                    results.append(file.getvalue())
                except ValueError:
                    results.append(None)
            assert results[0] == results[1], (options, one)


def test_tuples_in_arrays() -> None:
    schema = ["null", {"type": "array", "items": ["int", "string"]}, "string"]
    for module in (fastavro, ours):
        file = io.BytesIO()
        module.schemaless_writer(file, {"type": "array", "items": "string"}, ("a", "b"))
        module.schemaless_writer(file, schema, ("array", [("int", 1), "x"]))
        module.schemaless_writer(file, schema, ("a", "b")[1])
        assert file.getvalue().hex() == "04026102620002040002020278000402" + "62"
        for wrong in (("map", {}), ("a", "b", "c"), ("a",), (1, 2)):
            with pytest.raises((ValueError, TypeError)):
                module.schemaless_writer(io.BytesIO(), schema, wrong)
        file = io.BytesIO()
        module.schemaless_writer(file, {"type": "array", "items": schema}, [["x"]], disable_tuple_notation=True)


def test_parsing_with_named_schemas() -> None:
    child = {"type": "record", "name": "Child", "namespace": "a", "fields": [{"name": "x", "type": "Kind"}]}
    kind = {"type": "enum", "name": "Kind", "namespace": "a", "symbols": ["A"]}
    parent = {
        "type": "record",
        "name": "a.Parent",
        "fields": [{"name": "l", "type": "Child"}, {"name": "r", "type": "a.Child"}],
    }
    results = []
    for module in (fastavro, ours):
        named: dict[str, Any] = {}
        parsed = [module.parse_schema(schema, named) for schema in (kind, child, parent)]
        file = io.BytesIO()
        module.schemaless_writer(file, parsed[2], {"l": {"x": "A"}, "r": {"x": "A"}})
        results.append((parsed, sorted(named), file.getvalue()))
        union = module.parse_schema([kind, child])
        module.schemaless_writer(file, union, ("a.Child", {"x": "A"}))
        with pytest.raises(module.schema.UnknownType) as caught:
            module.parse_schema(parent)
        assert caught.value.name == "a.Child"
    assert results[0] == results[1]


def test_parsed_schemas_are_dicts() -> None:
    parsed = ours.parse_schema(USER)
    assert isinstance(parsed, dict)
    assert parsed == fastavro.parse_schema(USER)
    for again in (copy.copy(parsed), copy.deepcopy(parsed), pickle.loads(pickle.dumps(parsed)), dict(parsed)):
        assert again == parsed
        file = io.BytesIO()
        ours.schemaless_writer(file, again, PEOPLE[0])
        expected = io.BytesIO()
        fastavro.schemaless_writer(expected, USER, PEOPLE[0])
        assert file.getvalue() == expected.getvalue()
    assert ours.parse_schema(parsed) is parsed
    ours.schemaless_writer(io.BytesIO(), fastavro.parse_schema(USER), PEOPLE[0])
    null = {
        "type": "record",
        "name": "a.R",
        "fields": [{"name": "f", "type": {"type": "fixed", "name": "F", "namespace": "", "size": 1}}],
    }
    assert ours.schema.to_parsing_canonical_form(null) == isobyte.Schema(json.dumps(null)).canonical


@pytest.mark.parametrize(
    "wrong",
    [
        None,
        5,
        {},
        {"type": 5},
        {"type": "record"},
        {"type": "record", "name": "A"},
        "no",
        [["int"]],
        {"type": "enum", "name": "E"},
        {"type": "array"},
        b"x",
        object(),
    ],
)
def test_what_is_no_schema(wrong: Any) -> None:
    try:
        fastavro.parse_schema(wrong)
    except Exception:
        with pytest.raises((isobyte.SchemaError, TypeError)):
            ours.parse_schema(wrong)


def test_loading(tmp_path: pathlib.Path) -> None:
    files = {
        "a.Top": {
            "type": "record",
            "name": "Top",
            "namespace": "a",
            "fields": [{"name": "m", "type": "Middle"}, {"name": "l", "type": {"type": "array", "items": "Leaf"}}],
        },
        "a.Middle": {
            "type": "record",
            "name": "Middle",
            "namespace": "a",
            "fields": [{"name": "leaf", "type": ["null", "Leaf"]}],
        },
        "a.Leaf": {"type": "enum", "name": "Leaf", "namespace": "a", "symbols": ["X"]},
        "a.Lost": {"type": "record", "name": "Lost", "namespace": "a", "fields": [{"name": "m", "type": "Nowhere"}]},
    }
    for name, schema in files.items():
        (tmp_path / f"{name}.avsc").write_text(json.dumps(schema))
    top = str(tmp_path / "a.Top.avsc")
    assert ours.schema.load_schema(top) == their_schema.load_schema(top)
    ordered = [str(tmp_path / f"a.{name}.avsc") for name in ("Leaf", "Middle", "Top")]
    assert ours.schema.load_schema_ordered(ordered) == their_schema.load_schema_ordered(ordered)
    value = {"m": {"leaf": "X"}, "l": ["X"]}
    ours.schemaless_writer(io.BytesIO(), ours.schema.load_schema(top), value)
    with pytest.raises(ours.schema.UnknownType, match=r"a\.Nowhere"):
        ours.schema.load_schema(str(tmp_path / "a.Lost.avsc"))
    with pytest.raises(repository.SchemaRepositoryError):
        ours.schema.load_schema(str(tmp_path / "none.avsc"))

    class Own(repository.AbstractSchemaRepository):
        def load(self, name: str) -> Any:
            return copy.deepcopy(files[name])

    assert ours.schema.load_schema("a.Top", repo=Own()) == their_schema.load_schema(top)


def test_names_and_fingerprints() -> None:
    assert ours.schema.fullname(USER) == their_schema.fullname(USER) == "shop.User"
    assert ours.schema.FINGERPRINT_ALGORITHMS == their_schema.FINGERPRINT_ALGORITHMS
    for row in rows("avro/parse.jsonl")[:20]:
        form = row["canonical"]
        for algorithm in ("CRC-64-AVRO", "MD5", "SHA-256", "sha1", "blake2b"):
            assert ours.schema.fingerprint(form, algorithm) == their_schema.fingerprint(form, algorithm)
        assert ours.schema.fingerprint(form, "CRC-64-AVRO") == row["crc64_le"]
    with pytest.raises(ValueError, match="Unknown"):
        ours.schema.fingerprint("", "none")


def test_validating() -> None:
    good, bad = PEOPLE[0], {"id": 1, "name": 5, "pet": None}
    for strict in (False, True):
        for value in (good, bad, {"id": 1}, {"id": 1, "pet": None}, {"id": 1, "pet": None, "mail": None}):
            theirs, mine = (
                module.validate(value, USER, raise_errors=False, strict=strict)
                for module in (their_validation, ours.validation)
            )
            assert theirs is mine, (strict, value)
    assert ours.validate(good, USER) is True
    with pytest.raises(ours.validation.ValidationError) as caught:
        ours.validate(bad, USER, field="user")
    (error,) = caught.value.errors
    assert (error.datum, error.field) == (bad, "user.name")
    assert pickle.loads(pickle.dumps(caught.value)).errors == caught.value.errors
    assert ours.validation.validate_many([good, bad], USER, raise_errors=False) is False
    with pytest.raises(ours.validation.ValidationError) as caught:
        ours.validation.validate_many([bad, good, {}], USER)
    assert [error.field for error in caught.value.errors] == ["name", "id"]


def test_json() -> None:
    texts = []
    for module in (fastavro, ours):
        file = io.StringIO()
        module.json_writer(file, USER, PEOPLE)
        texts.append(file.getvalue())
    lines = [[json.loads(line) for line in text.splitlines()] for text in texts]
    assert lines[0] == lines[1]
    assert texts[0].replace('"z": 1, "a": 2', '"a": 2, "z": 1') == texts[1]
    newer = {**USER, "fields": USER["fields"][:1]}
    for module in (fastavro, ours):
        assert list(module.json_reader(io.StringIO(texts[0]), USER)) == list(
            fastavro.json_reader(io.StringIO(texts[0]), USER)
        )
    assert list(ours.json_reader(io.StringIO(texts[0]), USER, newer)) == [{"id": one["id"]} for one in PEOPLE]


def test_is_avro(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "file"
    for data in (written(ours, USER, PEOPLE), b"", b"Ob", b"Obj\x01", b"Obj\x02rest"):
        path.write_bytes(data)
        for given in (str(path), io.BytesIO(data)):
            twin = given if isinstance(given, str) else io.BytesIO(data)
            assert ours.is_avro(given) == fastavro.is_avro(twin)


@pytest.mark.parametrize("data", [b"", b"Obj\x01", b"nothing of the kind"])
def test_no_file(data: bytes) -> None:
    for module in (fastavro, ours):
        with pytest.raises(ValueError, match="avro file"):
            module.reader(io.BytesIO(data))


def test_a_file_cut_off() -> None:
    data = written(fastavro, USER, PEOPLE)
    with pytest.raises(EOFError):
        list(ours.reader(io.BytesIO(data[:-20])))


# --- what docs/fastavro.md says is not there


def naive_datetimes() -> None:
    program = (
        "import datetime, io; from isobyte import fastavro as f; b = io.BytesIO();"
        "f.schemaless_writer(b, {'type': 'long', 'logicalType': 'timestamp-micros'}, datetime.datetime(1970, 1, 1)); print(b.getvalue())"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={"TZ": "Asia/Tokyo", "PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        check=True,
    )
    assert done.stdout == b"b'\\x00'\n"


def order_of_fields() -> None:
    reader = {**USER, "fields": [USER["fields"][1], USER["fields"][0]]}
    data = written(ours, USER, PEOPLE)
    assert list(next(iter(ours.reader(io.BytesIO(data), reader)))) == ["name", "id"]
    assert list(next(iter(fastavro.reader(io.BytesIO(data), reader)))) == ["id", "name"]


def type_hints() -> None:
    two = [{"type": "record", "name": name, "fields": []} for name in "AB"]
    assert refused(ours.schemaless_writer, io.BytesIO(), two, {"-type": "B"}).code == "value_ambiguous"
    ours.schemaless_writer(io.BytesIO(), two, ("B", {}))


def floats_as_text() -> None:
    schema = {"type": "record", "name": "R", "fields": [{"name": "f", "type": "double", "default": "NaN"}]}
    fastavro.schemaless_writer(io.BytesIO(), schema, {"f": "1.5"})
    assert refused(ours.schemaless_writer, io.BytesIO(), schema, {"f": "1.5"}).code == "value_type"
    ours.schemaless_writer(io.BytesIO(), schema, {})


def unicode_errors() -> None:
    assert (
        refused(ours.schemaless_reader, io.BytesIO(b"\x02\xff"), "string", handle_unicode_errors="replace").code
        == "unsupported"
    )
    assert (
        refused(ours.reader, io.BytesIO(written(ours, "int", [])), handle_unicode_errors="ignore").code == "unsupported"
    )


def own_logical_types() -> None:
    assert not hasattr(ours.read, "LOGICAL_READERS")
    assert not hasattr(ours.write, "LOGICAL_WRITERS")


class Pipe(io.RawIOBase):
    """A file that cannot seek."""

    def __init__(self, data: bytes) -> None:
        self._file = io.BytesIO(data)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        return self._file.readinto(buffer)


def files_that_cannot_seek() -> None:
    assert "io.BytesIO" in refused(ours.schemaless_reader, Pipe(b"\x02"), "int").message
    assert len(list(ours.reader(Pipe(written(ours, USER, PEOPLE))))) == 3


def codec_lz4() -> None:
    assert refused(written, ours, USER, PEOPLE, "lz4").number // 100 == 1


def json_without_unions() -> None:
    assert refused(ours.json_writer, io.StringIO(), USER, PEOPLE, write_union_type=False).code == "unsupported"


def json_of_ones_own() -> None:
    assert refused(ours.json_writer, io.StringIO(), USER, PEOPLE, encoder=object).code == "unsupported"
    assert refused(ours.json_reader, io.StringIO(), USER, decoder=object).code == "unsupported"


def json_with_gaps() -> None:
    assert len(list(fastavro.json_reader(io.StringIO('{"id": 1, "mail": null, "pet": null}'), USER))) == 1
    assert (
        refused(list, ours.json_reader(io.StringIO('{"id": 1, "mail": null, "pet": null}'), USER)).code
        == "data_malformed"
    )


def order_of_metadata() -> None:
    data = written(ours, USER, [], metadata={"z": "1", "b": "2"})
    assert data.index(b"avro.codec") < data.index(b"avro.schema") < data.index(b"\x02b") < data.index(b"\x02z")


def parsed_schemas() -> None:
    parsed = ours.parse_schema(USER)
    with pytest.raises(TypeError):
        fastavro.schemaless_writer(io.BytesIO(), parsed, PEOPLE[0])
    fastavro.schemaless_writer(io.BytesIO(), dict(parsed), PEOPLE[0])


def order_of_keys_in_json() -> None:
    file = io.StringIO()
    ours.json_writer(file, {"type": "map", "values": "int"}, [{"z": 1, "a": 2}])
    assert file.getvalue() == '{"a": 2, "z": 1}'


def modules() -> None:
    for name in ("utils", "io"):
        assert not hasattr(ours, name)


MISSING = [
    naive_datetimes,
    order_of_fields,
    type_hints,
    floats_as_text,
    unicode_errors,
    own_logical_types,
    files_that_cannot_seek,
    codec_lz4,
    json_without_unions,
    json_of_ones_own,
    json_with_gaps,
    order_of_metadata,
    order_of_keys_in_json,
    parsed_schemas,
    modules,
]


@pytest.mark.parametrize("check", MISSING, ids=lambda check: check.__name__)
def test_what_is_not_there(check: Callable[[], None]) -> None:
    check()


def test_all_that_is_not_there_is_tested() -> None:
    assert listed("What is not there") == {check.__name__.replace("_", "-") for check in MISSING}


def test_the_page(tmp_path: pathlib.Path) -> None:
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "docs/fastavro.md").read_text(), re.DOTALL)
    assert len(blocks) == 2
    for block in blocks:
        exec(compile(block, "docs/fastavro.md", "exec"), {})


def test_logical_values() -> None:
    now = datetime.datetime(2024, 5, 6, 7, 8, 9, 123456)
    values: list[tuple[dict[str, Any], Any]] = [
        ({"type": "long", "logicalType": "timestamp-millis"}, now.replace(tzinfo=datetime.timezone.utc)),
        ({"type": "long", "logicalType": "timestamp-micros"}, now.replace(tzinfo=datetime.timezone(datetime.timedelta(hours=-7)))),
        ({"type": "long", "logicalType": "timestamp-millis"}, datetime.datetime(1901, 1, 1, 0, 0, 0, 1999, tzinfo=datetime.timezone.utc)),
        ({"type": "long", "logicalType": "local-timestamp-micros"}, now),
        ({"type": "long", "logicalType": "timestamp-micros"}, 5),
        ({"type": "int", "logicalType": "date"}, datetime.date(1, 1, 1)),
        ({"type": "int", "logicalType": "time-millis"}, now.time()),
        ({"type": "long", "logicalType": "time-micros"}, now.time()),
        ({"type": "string", "logicalType": "uuid"}, uuid.UUID(int=5)),
        ({"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 3}, decimal.Decimal("-12.5")),
        ({"type": "fixed", "name": "F", "size": 6, "logicalType": "decimal", "precision": 9, "scale": 3}, decimal.Decimal("-12.5")),
        ({"type": "array", "items": "int"}, range(3)),
        ({"type": "bytes"}, bytearray(b"ab")),
    ]  # fmt: skip
    for schema, value in values:
        data = []
        for module in (fastavro, ours):
            file = io.BytesIO()
            module.schemaless_writer(file, schema, value)
            data.append(file.getvalue())
        assert data[0] == data[1], schema
        assert ours.schemaless_reader(io.BytesIO(data[0]), schema) == fastavro.schemaless_reader(
            io.BytesIO(data[0]), schema, None
        )
