"""isobyte: schemas and codecs for events, with the same bytes from every language.

A codec turns values into bytes and back, by a schema::

    codec = isobyte.Codec('{"type": "record", "name": "User", "fields": [{"name": "name", "type": "string"}]}')
    data = codec.encode({"name": "Bond"})
    assert codec.decode(data) == {"name": "Bond"}

A model is a dataclass that knows its schema::

    @dataclasses.dataclass
    class User(isobyte.AvroModel):
        name: str

    assert User.deserialize(User("Bond").serialize()) == User("Bond")
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from isobyte._native import (
    Branch,
    Codec,
    Duration,
    Registered,
    Registry,
    Schema,
    SchemaStore,
    __version__,
    frame,
    unframe,
)
from isobyte.errors import (
    DecodeError,
    EncodeError,
    InternalError,
    IsobyteError,
    RegistryError,
    SchemaError,
    UsageError,
)

if TYPE_CHECKING:
    from isobyte import arrow, compatibility, events, files, headers, kafka
    from isobyte.aio import AsyncRegistry
    from isobyte.model import AvroModel
    from isobyte.model_generator import ModelGenerator
    from isobyte.types import DecimalType, FixedType, condecimal, confixed

__all__ = [
    "AsyncRegistry",
    "AvroModel",
    "Branch",
    "Codec",
    "DecimalType",
    "DecodeError",
    "Duration",
    "EncodeError",
    "FixedType",
    "InternalError",
    "IsobyteError",
    "ModelGenerator",
    "Registered",
    "Registry",
    "RegistryError",
    "Schema",
    "SchemaError",
    "SchemaStore",
    "UsageError",
    "__version__",
    "arrow",
    "compatibility",
    "condecimal",
    "confixed",
    "events",
    "files",
    "frame",
    "headers",
    "kafka",
    "unframe",
]

# What not every program needs is imported when it is asked for: programs start faster.
_LATER = {
    "AsyncRegistry": "isobyte.aio",
    "AvroModel": "isobyte.model",
    "ModelGenerator": "isobyte.model_generator",
    "DecimalType": "isobyte.types",
    "FixedType": "isobyte.types",
    "arrow": "isobyte.arrow",
    "compatibility": "isobyte.compatibility",
    "condecimal": "isobyte.types",
    "confixed": "isobyte.types",
    "events": "isobyte.events",
    "files": "isobyte.files",
    "headers": "isobyte.headers",
    "kafka": "isobyte.kafka",
}


def __getattr__(name: str) -> Any:
    module = _LATER.get(name)
    if module is None:
        raise AttributeError(f"module 'isobyte' has no attribute {name!r}")
    import importlib

    found = importlib.import_module(module)
    value = found if module == f"isobyte.{name}" else getattr(found, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
