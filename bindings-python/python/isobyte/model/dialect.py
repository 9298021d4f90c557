"""The two ways to see a class: by the Avro specification, or with the habits of dataclasses-avroschema."""

from __future__ import annotations

import dataclasses


@dataclasses.dataclass(frozen=True)
class Dialect:
    """What may be seen either way. All off is the Avro specification; each habit is told in docs/models.md."""

    #: Defaults of decimals are the text ``\\u`` and hexadecimal digits, not their bytes.
    decimal_text: bool = False
    #: Defaults of bytes are read as UTF-8 text, not as one character a byte.
    bytes_text: bool = False
    #: ``timedelta`` is a double of seconds.
    timedelta: bool = False
    #: A default whose class is none of a union's adds its class to the union.
    default_type: bool = False
    #: What a default factory gives is the default in the schema, even if it gives something else each time.
    changing_defaults: bool = False
    #: ``asdict`` gives a record in a union as a pair of its name and its dict.
    named_pairs: bool = False
    #: ``to_json`` writes times without fractions of seconds, and bytes as UTF-8 text.
    short_json: bool = False
    #: ``parse_obj`` takes any value for any field.
    unchecked: bool = False


#: By the Avro specification.
AVRO = Dialect()
#: With the habits of dataclasses-avroschema.
COMPAT = Dialect(*[True] * len(dataclasses.fields(Dialect)))


def dialect_of(cls: type) -> Dialect:
    """The way in which a class wants to be seen."""
    dialect: Dialect = getattr(cls, "__isobyte_dialect__", AVRO)
    return dialect
