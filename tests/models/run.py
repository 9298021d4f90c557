"""Runs the cases with one library and prints what it says, a line a case: `python run.py LIBRARY [future]`.

LIBRARY is the module that has `AvroModel` and the types: dataclasses_avroschema, isobyte.compat, or isobyte.
With `future`, annotations are texts.
"""

from __future__ import annotations

import importlib
import json
import sys
import types
from typing import Any

import cases

#: The other cases that names of fields may be in.
CASES = """
camelcase capitalcase constcase lowercase pascalcase PATHCASE snakecase spinalcase upperkebabcase trimcase uppercase alphanumcase
"""

#: What stands before the text of every case.
FUTURE = ""


def namespace(library: str) -> dict[str, Any]:
    """What the text of a case may name."""
    given: dict[str, Any] = {}
    exec("import dataclasses, datetime, decimal, enum, typing, uuid\nfrom dataclasses import dataclass, field", given)
    found = importlib.import_module(library)
    kinds = importlib.import_module("isobyte.types") if library == "isobyte" else found
    given["AvroModel"] = found.AvroModel
    for name in ("Int32", "Float32", "TimeMicro", "DateTimeMicro", "LocalDateTime", "LocalDateTimeMicro"):
        given[name] = getattr(kinds, name)
    given["condecimal"], given["confixed"] = kinds.condecimal, kinds.confixed
    if not hasattr(given["enum"], "nonmember"):
        # Python 3.10: a class inside an enum is none of its members once it is no plain attribute.
        given["enum"] = types.SimpleNamespace(**vars(given["enum"]), nonmember=lambda cls: cls)
    return given


def attempt(function: Any, *arguments: Any) -> dict[str, Any]:
    """What a call gives, or what it raises."""
    try:
        return {"ok": function(*arguments)}
    except Exception as e:
        return {"error": type(e).__name__, "message": str(e)[:200]}


def answer(case: cases.Case, given: dict[str, Any]) -> dict[str, Any]:
    """Everything that a library says about a case."""
    name = "case_" + case.id.replace(".", "_")
    module = types.ModuleType(name)
    sys.modules[name] = module
    module.__dict__.update(given, __name__=name)
    said: dict[str, Any] = {"id": case.id}
    code = attempt(compile, FUTURE + case.source, name, "exec", 0, True)
    made = attempt(exec, code["ok"], module.__dict__)
    if "error" in made:
        return {**said, "schema": made, "values": []}
    model = module.__dict__["Model"]
    said["schema"] = attempt(model.avro_schema)
    said["fullname"] = attempt(model.get_fullname)
    said["cased"] = [attempt(lambda case=case: model.avro_schema(case_type=case)) for case in CASES.split()]
    said["values"] = [value(model, expression, module.__dict__) for expression in case.values]
    return said


def value(model: Any, expression: str, names: dict[str, Any]) -> dict[str, Any]:
    """What a library does with one object."""
    made = eval(expression, names)
    said: dict[str, Any] = {"bytes": attempt(lambda: made.serialize().hex())}
    said["text"] = attempt(lambda: made.serialize("avro-json").decode())
    if "ok" in said["bytes"]:
        data = bytes.fromhex(said["bytes"]["ok"])
        said["back"] = attempt(lambda: repr(model.deserialize(data)))
    said["object"] = repr(made)
    said["json"] = attempt(lambda: made.to_json())
    said["asdict"] = attempt(lambda: repr(made.asdict()))
    said["dict"] = attempt(lambda: repr(made.to_dict()))
    said["again"] = attempt(lambda: repr(model.parse_obj(made.to_dict())))
    return said


def main(library: str, future: bool) -> None:
    global FUTURE
    FUTURE = "from __future__ import annotations\n" if future else ""
    given = namespace(library)
    for case in cases.cases():
        print(json.dumps(answer(case, given)))


if __name__ == "__main__":
    main(sys.argv[1], "future" in sys.argv[2:])
