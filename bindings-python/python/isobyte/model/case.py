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
    name = re.sub(r"(?<=[^\W_])(?=[A-Z])|(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])", "_", name)
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

    The names of records and enums stay; those of arrays, maps and fixed are changed as those of fields are.
    """
    function = _CASES.get(case_type)
    if function is None:
        raise usage(f"expected a case_type of {', '.join(_CASES)}, found {case_type!r}")
    return _Converter(function).record(schema)


class _Converter:
    def __init__(self, function: Callable[[str], str]) -> None:
        self._function = function
        #: The records so far by their names, for defaults of them.
        self._records: dict[str, dict[str, Any]] = {}

    def record(self, schema: dict[str, Any]) -> dict[str, Any]:
        if "fields" in schema:
            self._records[schema["name"]] = schema
            return {**schema, "fields": [self._item(field) for field in schema["fields"]]}
        return schema if schema.get("type") == "enum" else self._item(schema)

    def _item(self, item: dict[str, Any]) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for key, value in item.items():
            if key == "name":
                made[key] = self._function(value)
            elif key == "default":
                made[key] = self._default(item["type"], value)
            elif isinstance(value, dict) and value.get("name"):
                made[key] = self.record(value)
            elif isinstance(value, list):
                made[key] = [self.record(one) if isinstance(one, dict) else one for one in value]
            else:
                made[key] = value
        return made

    def _default(self, kind: Any, value: Any) -> Any:
        """A default, in which records have their fields' new names."""
        if isinstance(kind, list):
            kind = kind[0]
        if isinstance(kind, str):
            kind = self._records.get(kind.rpartition(".")[2], {})
        if isinstance(value, list):
            return [self._default(kind.get("items"), one) for one in value]
        if not isinstance(value, dict):
            return value
        if kind.get("type") == "map":
            return {key: self._default(kind["values"], one) for key, one in value.items()}
        types = {field["name"]: field["type"] for field in kind.get("fields", ())}
        return {self._function(key): self._default(types.get(key), one) for key, one in value.items()}
