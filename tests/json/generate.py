"""Writes vectors/json/families.jsonl and remotes.jsonl: schemas, instances, and which instances jsonschema finds valid.

    pip install jsonschema==4.26.0 && pip download --no-deps --no-binary :all: jsonschema==4.26.0
    python generate.py FOLDER    # the folder `json` of that source package: the official test suite

A family is a list of schemas that are alike. If one of them can be read by another, no instance that is valid for the
first may be invalid for the second; so every pair of a family judges the comparison, by an outside validator.
"""

import copy
import json
import random
import sys
import warnings
from pathlib import Path

from jsonschema import validators
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

VECTORS = Path(__file__).parent.parent / "vectors/json"
DRAFTS = {
    "draft4": "http://json-schema.org/draft-04/schema#",
    "draft6": "http://json-schema.org/draft-06/schema#",
    "draft7": "http://json-schema.org/draft-07/schema#",
    "draft2019-09": "https://json-schema.org/draft/2019-09/schema",
    "draft2020-12": "https://json-schema.org/draft/2020-12/schema",
}
HOST = "http://localhost:1234/"


def remotes(suite, draft):
    """The documents that the suite's schemas refer to, by URI."""
    folder = suite / "remotes"
    paths = [path for path in folder.rglob("*.json") if path.relative_to(folder).parts[0] not in DRAFTS]
    paths = [path for path in paths if not path.relative_to(folder).parts[0].startswith("draft")]
    paths += (folder / draft).rglob("*.json")
    return {HOST + path.relative_to(folder).as_posix(): json.loads(path.read_text()) for path in sorted(paths)}


def family(draft, name, schemas, instances, registry):
    """A row: of each schema, which instances are valid, as a text of 0 and 1; None where it cannot be told."""
    seen = {json.dumps(instance): instance for instance in instances}
    instances = list(seen.values())
    rows = []
    for schema in schemas:
        kind = validators.validator_for({"$schema": DRAFTS[draft]})
        try:
            validator = kind(schema, registry=registry)
            valid = "".join("01"[validator.is_valid(instance)] for instance in instances)
        except Exception:  # Whatever the validator stumbles over is no verdict.
            valid = None
        rows.append(valid)
    return {"draft": draft, "name": name, "schemas": schemas, "instances": instances, "valid": rows}


def with_draft(schema, draft):
    if isinstance(schema, dict) and draft != "draft7":
        return {"$schema": DRAFTS[draft], **{key: value for key, value in schema.items() if key != "$schema"}}
    return schema


def of_suite(suite, draft):
    documents = remotes(suite, draft)
    default = DRAFT202012 if draft == "draft2020-12" else None
    registry = Registry()
    for uri, document in documents.items():
        try:
            resource = Resource.from_contents(document)
        except Exception:
            specification = default or validators.validator_for({"$schema": DRAFTS[draft]})
            resource = (
                specification.create_resource(document)
                if default
                else Resource.from_contents(
                    {"$schema": DRAFTS[draft], **document} if isinstance(document, dict) else document
                )
            )
        registry = registry.with_resource(uri, resource)
    for path in sorted((suite / "tests" / draft).glob("*.json")):
        groups = json.loads(path.read_text())
        schemas = [group["schema"] for group in groups]
        schemas = [
            schema
            if isinstance(schema, dict) and "$schema" in schema and draft == "draft7"
            else with_draft(schema, draft)
            for schema in schemas
        ]
        instances = [test["data"] for group in groups for test in group["tests"]]
        yield family(draft, path.stem, schemas, instances, registry)


class Dice:
    """Random schemas, small changes to them, and instances that are near their limits."""

    NAMES = ("a", "b", "xa")

    def __init__(self, seed):
        self.random = random.Random(seed)

    def some(self, *options):
        return self.random.choice(options)

    def schema(self, depth):
        kind = self.some(
            "string", "number", "integer", "object", "object", "array", "types", "enum", "sum", "not", "any"
        )
        if depth == 0 and kind in ("object", "array", "sum", "not"):
            kind = "integer"
        make = getattr(self, "of_" + kind)
        return make(depth)

    def maybe(self, schema, key, make, chance=0.35):
        if self.random.random() < chance:
            schema[key] = make()

    def of_any(self, _):
        return self.some({}, True, False, {"title": "t"}, {"minLength": 2}, {"maximum": 2}, {"required": ["a"]})

    def of_string(self, _):
        schema = {"type": "string"}
        self.maybe(schema, "maxLength", lambda: self.some(1, 2, 3))
        self.maybe(schema, "minLength", lambda: self.some(0, 1, 2))
        self.maybe(schema, "pattern", lambda: self.some("^a", "b$", "a"))
        self.maybe(schema, "enum", lambda: self.random.sample(["a", "ab", "b", "aab", 1], 2), 0.2)
        return schema

    def of_number(self, _, kind="number"):
        schema = {"type": kind}
        for key in ("maximum", "exclusiveMaximum"):
            self.maybe(schema, key, lambda: self.some(2, 3, 2.5), 0.25)
        for key in ("minimum", "exclusiveMinimum"):
            self.maybe(schema, key, lambda: self.some(0, 1, -1), 0.25)
        self.maybe(schema, "multipleOf", lambda: self.some(1, 2, 3, 0.5), 0.25)
        return schema

    def of_integer(self, _):
        return self.of_number(_, "integer")

    def of_types(self, _):
        kinds = self.random.sample(["string", "null", "integer", "boolean", "number", "object"], self.some(1, 2, 3))
        schema = {"type": kinds}
        self.maybe(schema, "maxLength", lambda: self.some(1, 2))
        self.maybe(schema, "maximum", lambda: self.some(1, 2))
        return schema

    def of_enum(self, _):
        values = ["a", "ab", 1, 2, 1.5, None, True, [], {}]
        return self.some({"enum": self.random.sample(values, self.some(1, 2, 3))}, {"const": self.some(*values)})

    def of_object(self, depth):
        schema = {"type": "object"} if self.random.random() < 0.85 else {}
        names = self.random.sample(self.NAMES, self.some(0, 1, 2))
        schema["properties"] = {name: self.schema(depth - 1) for name in names}
        self.maybe(schema, "additionalProperties", lambda: self.some(False, False, self.schema(depth - 1)), 0.5)
        self.maybe(schema, "required", lambda: self.random.sample(self.NAMES, self.some(0, 1, 2)))
        self.maybe(schema, "patternProperties", lambda: {self.some("^x", "a"): self.schema(depth - 1)}, 0.3)
        self.maybe(schema, "propertyNames", lambda: self.some({"maxLength": 1}, {"pattern": "^[ab]"}), 0.1)
        self.maybe(schema, "maxProperties", lambda: self.some(1, 2), 0.15)
        self.maybe(schema, "minProperties", lambda: self.some(1, 2), 0.15)
        self.maybe(schema, "dependencies", lambda: {"a": self.some(["b"], ["b", "xa"], {"required": ["b"]})}, 0.15)
        self.maybe(schema, "if", lambda: {"required": ["a"]}, 0.1)
        if "if" in schema:
            schema["then"] = self.some({"required": ["b"]}, {"maxProperties": 1})
        return schema

    def of_array(self, depth):
        schema = {"type": "array"}
        self.maybe(
            schema,
            "items",
            lambda: self.some(self.schema(depth - 1), [self.schema(depth - 1) for _ in range(self.some(1, 2))]),
            0.7,
        )
        if isinstance(schema.get("items"), list):
            self.maybe(schema, "additionalItems", lambda: self.some(False, self.schema(depth - 1)), 0.5)
        self.maybe(schema, "contains", lambda: self.schema(depth - 1), 0.2)
        self.maybe(schema, "maxItems", lambda: self.some(1, 2), 0.2)
        self.maybe(schema, "minItems", lambda: self.some(1, 2), 0.2)
        self.maybe(schema, "uniqueItems", lambda: self.some(True, False), 0.2)
        return schema

    def of_sum(self, depth):
        # The schemas of a `oneOf` have types of their own: of others, the comparison does not say that they never meet.
        apart = [
            self.of_string(0),
            self.of_integer(0),
            {"type": "null"},
            self.of_object(depth - 1 or 1) | {"type": "object"},
        ]
        one = {"oneOf": self.random.sample(apart, self.some(1, 2, 3))}
        any_of = {self.some("anyOf", "allOf"): [self.schema(depth - 1) for _ in range(self.some(1, 2, 3))]}
        schema = self.some(one, any_of, any_of)
        self.maybe(schema, "type", lambda: self.some("object", "string", ["string", "integer"]), 0.2)
        return schema

    def of_ref(self, depth):
        return {"$ref": self.some("#", "#/definitions/d", "#/definitions/d")}

    def root(self):
        """A schema with a definition, to which references lead."""
        schema = self.of_object(2) | {"type": "object"}
        self.maybe(schema, "allOf", lambda: [self.of_object(1), self.schema(1)][: self.some(1, 2)], 0.4)
        self.maybe(schema, "unevaluatedProperties", lambda: self.some(False, self.schema(0)), 0.5)
        schema["properties"] |= {"b": self.of_ref(0)}
        return schema | {"definitions": {"d": self.some(self.of_object(1), self.of_sum(1), self.schema(2))}}

    def of_not(self, depth):
        return {"not": self.schema(depth - 1)}

    def changed(self, schema, depth=2):
        """The schema with one thing changed somewhere inside."""
        if not isinstance(schema, dict) or not schema or self.random.random() < 0.15:
            return self.some(self.schema(depth), {"anyOf": [schema, self.schema(1)]}, {"allOf": [schema]}, True)
        schema = copy.deepcopy(schema)
        key = self.some(*schema)
        value = schema[key]
        if self.random.random() < 0.25 and key not in ("type", "if", "definitions"):
            del schema[key]
        elif key in ("properties", "patternProperties", "definitions"):
            named = value and (self.random.random() < 0.7 or key == "definitions")
            name = self.some(*value) if named else self.some(*self.NAMES)
            if name in value and key != "definitions" and self.random.random() < 0.3:
                del value[name]
            else:
                value[name] = self.changed(value[name], 1) if name in value else self.schema(1)
        elif key in ("anyOf", "allOf") or (key == "items" and isinstance(value, list)):
            self.change_list(value)
        elif key == "oneOf":
            self.random.shuffle(value)
            value[:] = value[: self.random.randint(1, len(value))]
        elif isinstance(value, bool) or key in ("pattern", "const", "if", "then", "dependencies"):
            fresh = self.of_object(1) | self.of_string(0)
            schema[key] = fresh.get(key, value)
        elif isinstance(value, (int, float)):
            schema[key] = max(value + self.some(-1, 1), 1 if key == "multipleOf" else 0)
        elif key in (
            "unevaluatedProperties",
            "additionalProperties",
            "additionalItems",
            "contains",
            "not",
            "propertyNames",
            "items",
        ):
            schema[key] = self.changed(value, 1)
        elif key in ("required", "enum") and value:
            schema[key] = value[1:] if self.random.random() < 0.5 else sorted({*map(str, value), "b"})
        elif key == "type":
            more = {"integer": "number", "number": ["number", "null"], "string": ["string", "null"]}
            schema[key] = (
                more.get(value, "string")
                if isinstance(value, str)
                else value[:1] + ["null", "object"][: self.some(0, 1)]
            )
        if isinstance(schema.get("type"), list):
            schema["type"] = list(dict.fromkeys(schema["type"]))
        return schema

    def change_list(self, items):
        choice = self.some("drop", "add", "change", "shuffle")
        if choice == "drop" and len(items) > 1:
            items.pop(self.random.randrange(len(items)))
        elif choice == "add":
            items.append(self.schema(1))
        elif choice == "change":
            at = self.random.randrange(len(items))
            items[at] = self.changed(items[at], 1)
        else:
            self.random.shuffle(items)

    def instance(self, depth=2):
        scalars = ["", "a", "ab", "b", "aab", "abab", 0, 1, 2, 3, 4, 6, 0.5, 1.5, 2.5, -1, -2.5, None, True, False]
        kind = self.some("scalar", "object", "object", "array") if depth else "scalar"
        if kind == "object":
            names = self.random.sample((*self.NAMES, "c"), self.some(0, 1, 2, 3))
            return {name: self.instance(depth - 1) for name in names}
        if kind == "array":
            return [self.instance(depth - 1) for _ in range(self.some(0, 1, 2, 3))]
        return self.some(*scalars)


def modern(schema):
    """A schema of draft 7 as one of 2020-12."""
    if isinstance(schema, list):
        return [modern(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    out = {}
    for key, value in schema.items():
        if key in ("enum", "const"):
            out[key] = value
        elif key == "items" and isinstance(value, list):
            out["prefixItems"] = modern(value)
        elif key == "additionalItems":
            out["items"] = modern(value)
        elif key == "dependencies":
            lists = {name: part for name, part in value.items() if isinstance(part, list)}
            out["dependentRequired"] = lists
            out["dependentSchemas"] = {name: modern(part) for name, part in value.items() if name not in lists}
        elif key in ("properties", "patternProperties", "definitions"):
            out[key] = {name: modern(part) for name, part in value.items()}
        else:
            out[key] = modern(value)
    return out


def of_dice(seed):
    dice = Dice(seed)
    kind = seed % 4
    schemas = [dice.schema(2) if kind < 2 else dice.root()]
    while len(schemas) < 7:
        before = dice.some(*schemas)
        after = dice.changed(before)
        if kind < 2 or (isinstance(after, dict) and "definitions" in after):
            schemas.append(after)
    draft = "draft7"
    if kind == 3:
        draft = "draft2020-12"
        schemas = [with_draft(modern(schema), draft) for schema in schemas]
    plain = [dice.instance(0) for _ in range(40)]
    instances = plain + [dice.instance() for _ in range(160)]
    row = family(draft, f"random-{seed}", schemas, instances, Registry())
    # Instances that tell no two schemas apart would only take room.
    columns = list(zip(*row["valid"], strict=True)) if None not in row["valid"] else []
    keep = {column: at for at, column in reversed(list(enumerate(columns)))}
    kept = sorted(keep.values())
    row["instances"] = [row["instances"][at] for at in kept]
    row["valid"] = ["".join(text[at] for at in kept) for text in row["valid"]]
    return row


def main():
    warnings.simplefilter("ignore")
    suite = Path(sys.argv[1])
    with (VECTORS / "families.jsonl").open("w") as out:
        for draft in DRAFTS:
            for row in of_suite(suite, draft):
                out.write(json.dumps(row, separators=(",", ":")) + "\n")
        for seed in range(600):
            out.write(json.dumps(of_dice(seed), separators=(",", ":")) + "\n")
    with (VECTORS / "remotes.jsonl").open("w") as out:
        for draft in DRAFTS:
            for name, schema in remotes(suite, draft).items():
                out.write(json.dumps({"draft": draft, "name": name, "schema": schema}, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
