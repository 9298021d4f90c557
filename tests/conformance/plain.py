"""Plain values: what a program has in hand, without saying which branch of a union it means. (schema, value) in notation."""

from __future__ import annotations

import json
from typing import Any

from notation import bits


def integer(value: int) -> list[Any]:
    return ["integer", str(value)]


def double(value: float) -> list[Any]:
    return ["double", bits(value, True)]


def text(value: str) -> list[Any]:
    return ["text", value]


def data(value: str) -> list[Any]:
    return ["bytes", value]


def items(*values: list[Any]) -> list[Any]:
    return ["array", list(values)]


def entries(**values: list[Any]) -> list[Any]:
    return ["map", [[key, value] for key, value in values.items()]]


NULL, TRUE = ["null"], ["boolean", True]
INTS = {"type": "array", "items": "int"}
LONGS = {"type": "map", "values": "long"}
KIND = {"type": "enum", "name": "Kind", "symbols": ["A", "B"]}
F2 = {"type": "fixed", "name": "F2", "size": 2}
F4 = {"type": "fixed", "name": "F4", "size": 4}


def record(name: str, *fields: tuple[Any, ...]) -> dict[str, Any]:
    made = [{"name": f[0], "type": f[1], **({"default": f[2]} if len(f) > 2 else {})} for f in fields]
    return {"type": "record", "name": name, "fields": made}


USER = record("User", ("name", "string"), ("age", "int"))
PET = record("Pet", ("name", "string"), ("legs", "int", 4))
POINT = record("Point", ("x", "double"), ("y", "double"))
ORDER = record(
    "Order", ("id", "long"), ("note", ["null", "string"], None), ("tags", {"type": "array", "items": "string"})
)
DATE = {"type": "int", "logicalType": "date"}
MILLIS = {"type": "long", "logicalType": "timestamp-millis"}
UUID = {"type": "string", "logicalType": "uuid"}
DECIMAL = {"type": "bytes", "logicalType": "decimal", "precision": 4, "scale": 2}

# For each schema the values that are tried with it.
TABLE: list[tuple[Any, list[list[Any]]]] = [
    ("int", [integer(5), integer(-1), integer(2**31 - 1), integer(2**31), double(5.0), TRUE, text("5")]),
    ("long", [integer(5), integer(2**31), integer(-(2**63)), double(5.5)]),
    ("float", [integer(5), double(0.1), double(1e39), integer(2**24 + 1), double(float("nan")), double(-0.0)]),
    ("double", [integer(5), double(0.1), double(float("inf")), integer(2**53 + 1), double(5e-324), TRUE]),
    ("boolean", [TRUE, integer(1)]),
    ("string", [text(""), text("\u00e9\u20ac\U0001f600"), text("a\0b"), data("6162"), integer(5)]),
    ("bytes", [data(""), data("00ff"), text("ab")]),
    (F2, [data("0102"), data("010203")]),
    (KIND, [text("B"), text("Z"), integer(1)]),
    (INTS, [items(), items(integer(1), integer(2))]),
    (LONGS, [entries(), entries(a=integer(1)), entries(b=integer(1), a=integer(2), c=integer(3))]),
    (["null", "int"], [NULL, integer(5), integer(2**31), TRUE, text("5")]),
    (["int", "long"], [integer(5), integer(2**31), double(5.0)]),
    (["long", "int"], [integer(5)]),
    (["int", "double"], [integer(5), double(5.0), double(0.5), integer(2**40), TRUE]),
    (["double", "int"], [integer(5)]),
    (["float", "double"], [double(1.5), double(0.1), integer(5), double(1e300)]),
    (["float", "int"], [integer(5), double(1.5)]),
    (["string", "int"], [integer(5), text("5")]),
    (["boolean", "int"], [TRUE, integer(1)]),
    (["bytes", "string"], [text("ab"), data("6162")]),
    (["string", "bytes"], [text("ab"), data("6162"), data("ff")]),
    ([KIND, "string"], [text("A"), text("Z")]),
    (["null", KIND], [text("B")]),
    ([F2, "bytes"], [data("0102"), data("010203")]),
    ([F2, F4], [data("01020304")]),
    (["null", INTS], [items(), items(integer(1))]),
    ([LONGS, INTS], [items(integer(1)), entries(a=integer(1))]),
    ([LONGS, USER], [entries(name=text("Bond"), age=integer(7)), entries(a=integer(1))]),
    (["null", USER], [entries(name=text("Bond"), age=integer(7)), entries(name=text("Bond"))]),
    (
        [USER, PET],
        [
            entries(name=text("Bond"), age=integer(7)),
            entries(name=text("Rex"), legs=integer(3)),
            entries(name=text("Rex")),
        ],
    ),
    ([USER, POINT], [entries(x=double(1.0), y=double(2.0)), entries(x=integer(1), y=integer(2))]),
    (USER, [entries(name=text("Bond"), age=integer(7)), entries(age=integer(7), name=text("Bond"))]),
    (USER, [entries(name=text("Bond")), entries(name=text("Bond"), age=integer(7), rank=integer(1))]),
    (PET, [entries(name=text("Rex"))]),
    (ORDER, [entries(id=integer(1), note=text("x"), tags=items(text("a"))), entries(id=integer(1), tags=items())]),
    (DATE, [integer(5)]),
    (["null", MILLIS], [integer(-1)]),
    (UUID, [text("9B1DEB4D-3B7D-4BAD-9BDD-2B0D7B3DCB6D"), text("abc")]),
    (["null", DECIMAL], [data("04d2")]),
]

CASES = [(json.dumps(schema), value) for schema, values in TABLE for value in values]
