"""Names in other cases: ``first_name`` as ``firstName``, and so on, for the schemas that a model prints."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from isobyte._hints import usage

_SEPARATORS = re.compile(r"[\W_]+")


def _split(name: str) -> list[str]:
    """The words of a name in lower case; the first is empty if the name begins with no letter or digit."""
    if name.isupper():
        name = name.lower()
    name = re.sub(r"(?<=[^\W_])(?=[A-Z])|(?<=[^\W\d_])(?=\d)", "_", name)
    words = _SEPARATORS.split(name.lower())
    return words[:-1] if len(words) > 1 and not words[-1] else words


def _joined(separator: str, *, keep: bool) -> Callable[[str], str]:
    def join(name: str) -> str:
        words = _split(name)
        return separator.join(words if keep else [word for word in words if word])

    return join


def _pascal(name: str) -> str:
    return "".join(word[:1].upper() + word[1:] for word in _split(name))


def _camel(name: str) -> str:
    name = _pascal(name)
    return name[:1].lower() + name[1:]


_snake = _joined("_", keep=True)
_kebab = _joined("-", keep=False)

_CASES: dict[str, Callable[[str], str]] = {
    "camelcase": _camel,
    "capitalcase": lambda name: name[:1].upper() + name[1:],
    "constcase": lambda name: _snake(name).upper(),
    "lowercase": str.lower,
    "pascalcase": _pascal,
    "PATHCASE": _joined("/", keep=True),
    "snakecase": _snake,
    "spinalcase": _kebab,
    "upperkebabcase": lambda name: _kebab(name).upper(),
    "trimcase": str.strip,
    "uppercase": str.upper,
    "alphanumcase": lambda name: _SEPARATORS.sub("", name),
}


def convert(schema: dict[str, Any], case_type: str) -> dict[str, Any]:
    """A schema whose fields have their names in another case.

    The record's own name stays, as do those of enums; those of the records inside stay as well.
    """
    function = _CASES.get(case_type)
    if function is None:
        raise usage(f"expected a case_type of {', '.join(_CASES)}, found {case_type!r}")
    return _record(schema, function)


def _record(schema: dict[str, Any], function: Callable[[str], str]) -> dict[str, Any]:
    if "fields" in schema:
        return {**schema, "fields": [_item(field, function) for field in schema["fields"]]}
    return schema if schema.get("type") == "enum" else _item(schema, function)


def _item(item: dict[str, Any], function: Callable[[str], str]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for key, value in item.items():
        if key == "name":
            made[key] = function(value)
        elif isinstance(value, dict) and value.get("name"):
            made[key] = _record(value, function)
        elif isinstance(value, list) and key != "default":
            made[key] = [_record(one, function) if isinstance(one, dict) else one for one in value]
        else:
            made[key] = value
    return made
