"""fastavro's functions, with isobyte underneath: ``from isobyte import fastavro`` instead of ``import fastavro``.

The same signatures, the same schemas as dicts, the same dicts as values; what differs, and why, is listed in
``docs/fastavro.md``. A schema that ``parse_schema`` gave is compiled: with it, reading and writing are fastest::

    schema = fastavro.parse_schema({"type": "record", "name": "User", "fields": [{"name": "name", "type": "string"}]})
    file = io.BytesIO()
    fastavro.schemaless_writer(file, schema, {"name": "Bond"})
"""

from __future__ import annotations

from isobyte._native import __version__
from isobyte.fastavro import read, repository, schema, types, validation, write
from isobyte.fastavro.json_read import json_reader
from isobyte.fastavro.json_write import json_writer
from isobyte.fastavro.read import block_reader, is_avro, reader, schemaless_reader
from isobyte.fastavro.schema import parse_schema
from isobyte.fastavro.validation import validate
from isobyte.fastavro.write import schemaless_writer, writer

__all__ = [
    "__version__",
    "block_reader",
    "is_avro",
    "json_reader",
    "json_writer",
    "parse_schema",
    "read",
    "reader",
    "repository",
    "schema",
    "schemaless_reader",
    "schemaless_writer",
    "types",
    "validate",
    "validation",
    "write",
    "writer",
]
