"""``Meta``: what a class inside a model or an enum says about its schema."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Mapping, Sequence
from typing import Any

from isobyte._adapters import meta_of
from isobyte._hints import usage


@dataclasses.dataclass(frozen=True)
class Meta:
    """What ``Meta`` of a model may say."""

    #: The name of the record, if it is not that of the class.
    schema_name: str | None = None
    #: Its documentation; False for none, True for that of the class.
    schema_doc: bool | str = True
    #: Its namespace.
    namespace: str | None = None
    #: Other names of the record.
    aliases: Sequence[str] | None = None
    #: Names for the records of fields, by the fields' names; those of the outermost model count.
    alias_nested_items: Mapping[str, str] = dataclasses.field(default_factory=dict[str, str])
    #: Which fields come first in the schema, and in which order; the others follow.
    field_order: Sequence[str] | None = None
    #: Fields that are not in the schema.
    exclude: Sequence[str] = ()
    #: Whether ``Literal["a", "b"]`` is an enum.
    convert_literal_to_enum: bool = False
    #: How ``parse_obj`` makes objects, in the words of dacite: type_hooks, cast, check_types, strict, forward_references.
    dacite_config: Mapping[str, Any] | None = None
    #: The schema itself, as text: what the annotations say must fit it, and no more.
    original_schema: str | None = None
    #: The schema in a registry: an id or a URL.
    schema_id: int | str | None = None

    @classmethod
    def of(cls, model: type) -> Meta:
        """What a model's ``Meta`` says."""
        found = meta_of(model)
        said = {
            field.name: getattr(found, field.name) for field in dataclasses.fields(cls) if hasattr(found, field.name)
        }
        return cls(**said)

    def ordered(self, names: Sequence[str], place: str) -> list[str]:
        """The names of the fields in the schema's order."""
        names = [name for name in names if name not in self.exclude]
        first = list(self.field_order or ())
        for name in first:
            if name not in names:
                raise usage(f"{place}: expected the name of a field in Meta.field_order, found {name!r}")
        return [*dict.fromkeys(first), *(name for name in names if name not in first)]


@dataclasses.dataclass(frozen=True)
class EnumMeta:
    """What ``Meta`` of an enum may say."""

    #: Other names of the enum.
    aliases: Sequence[str] = ()
    #: Its documentation, if the class has none.
    doc: str | None = None
    #: Its namespace.
    namespace: str | None = None
    #: Its name, if it is not that of the class.
    schema_name: str | None = None
    #: The symbol that stands for those which a reader does not know.
    default: Any = None

    @classmethod
    def of(cls, model: type[enum.Enum]) -> EnumMeta:
        """What an enum's ``Meta`` says."""
        found = meta_of(model)
        said = {
            field.name: getattr(found, field.name) for field in dataclasses.fields(cls) if hasattr(found, field.name)
        }
        return cls(**said)
