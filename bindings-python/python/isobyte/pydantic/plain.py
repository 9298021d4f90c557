"""Which models may be filled without validation, for nothing in them could refuse or change what the schema lets through."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pydantic

# What pydantic may say about a type without checking more than that it is this type. Whatever is not listed is validated.
_ANYWHERE = frozenset({"type", "metadata", "ref", "serialization"})
_SAYS: dict[str, frozenset[str]] = {
    **{
        kind: frozenset[str]()
        for kind in ("any", "bool", "bytes", "date", "decimal", "float", "int", "none", "str", "uuid")
    },
    "datetime": frozenset({"microseconds_precision"}),
    "time": frozenset({"microseconds_precision"}),
    "enum": frozenset({"cls", "members", "sub_type"}),
    "list": frozenset({"items_schema"}),
    "tuple": frozenset({"items_schema", "variadic_item_index"}),
    "dict": frozenset({"keys_schema", "values_schema"}),
    "nullable": frozenset({"schema"}),
    "default": frozenset({"schema", "default", "default_factory", "default_factory_takes_data"}),
    "union": frozenset({"choices"}),
    "model": frozenset({"cls", "config", "custom_init", "root_model", "schema", "frozen", "generic_origin"}),
    "model-fields": frozenset({"fields", "model_name", "computed_fields"}),
    "model-field": frozenset({"schema", "validation_alias", "serialization_alias", "serialization_exclude", "frozen"}),
    "definition-ref": frozenset({"schema_ref"}),
    "definitions": frozenset({"schema", "definitions"}),
}
_CONFIG = frozenset(
    {
        "title",
        "from_attributes",
        "loc_by_alias",
        "ser_json_timedelta",
        "ser_json_temporal",
        "ser_json_bytes",
        "ser_json_inf_nan",
        "hide_input_in_errors",
        "validation_error_cause",
        "regex_engine",
        "cache_strings",
        "validate_by_alias",
        "validate_by_name",
        "serialize_by_alias",
    }
)


def is_plain(cls: type[pydantic.BaseModel]) -> bool:
    """Whether validation could only confirm objects whose values have the types of the fields."""
    schema: Any = cls.__pydantic_core_schema__
    if not isinstance(schema, Mapping):
        return False
    definitions: dict[str, Any] = {}
    if schema["type"] == "definitions":
        definitions = {found["ref"]: found for found in schema["definitions"]}
        schema = schema["schema"]
    if schema["type"] == "definition-ref":
        schema = definitions.get(schema["schema_ref"], {"type": "unknown"})
    walk = _Walk(definitions)
    if schema["type"] != "model" or schema["cls"] is not cls or not walk.says(schema) or not walk.calm(schema):
        return False
    fields = schema["schema"]
    if not walk.says(fields) or fields["type"] != "model-fields":
        return False
    return all(walk.says(field) and walk.plain(field["schema"]) for field in fields["fields"].values())


class _Walk:
    def __init__(self, definitions: dict[str, Any]) -> None:
        self._definitions = definitions

    def says(self, schema: Mapping[str, Any]) -> bool:
        """Whether nothing is said that would have to be checked."""
        known = _SAYS.get(schema["type"])
        return known is not None and known.issuperset(key for key in schema if key not in _ANYWHERE)

    def calm(self, model: Mapping[str, Any]) -> bool:
        """Whether a model has no code of its own and no setting that touches values."""
        config = model.get("config", {})
        extra = config.get("extra_fields_behavior", "ignore")
        settings = set(config) - {"extra_fields_behavior"}
        return settings <= _CONFIG and extra != "allow" and not model.get("custom_init") and not model.get("root_model")

    def plain(self, schema: Mapping[str, Any]) -> bool:
        """Whether a value of the type is taken as it is."""
        kind = schema["type"]
        if not self.says(schema):
            return False
        if kind == "model":
            # Its objects are made by itself, and are not looked into again.
            return schema.get("config", {}).get("revalidate_instances", "never") == "never"
        if kind == "definition-ref":
            found = self._definitions.get(schema["schema_ref"])
            return found is not None and (found["type"] == "model" or found["type"] == "enum") and self.plain(found)
        if kind == "union":
            return all(self.plain(choice[0] if isinstance(choice, tuple) else choice) for choice in schema["choices"])
        if kind == "tuple" and (schema.get("variadic_item_index") != 0 or len(schema["items_schema"]) != 1):
            return False
        inside: list[Any] = [schema[key] for key in ("schema", "keys_schema", "values_schema") if key in schema]
        items = schema.get("items_schema", [])
        inside.extend([items] if isinstance(items, Mapping) else items)
        return all(self.plain(part) for part in inside)
