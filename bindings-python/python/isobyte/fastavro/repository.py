"""Where ``load_schema`` finds schemas by their names."""

from __future__ import annotations

import abc
import json
import os
from typing import Any

__all__ = ["AbstractSchemaRepository", "FlatDictRepository", "SchemaRepositoryError"]


class SchemaRepositoryError(Exception):
    """A repository that does not have a schema, or one that cannot be read."""


class AbstractSchemaRepository(abc.ABC):
    """Finds schemas by their names."""

    @abc.abstractmethod
    def load(self, name: str) -> Any:
        """The schema of a name, or SchemaRepositoryError."""


class FlatDictRepository(AbstractSchemaRepository):
    """A folder with a file ``<full name>.avsc`` for every schema."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.file_ext = "avsc"

    def load(self, name: str) -> Any:
        """The schema of a file."""
        try:
            with open(os.path.join(self.path, f"{name}.{self.file_ext}"), encoding="utf-8") as file:
                return json.load(file)
        except OSError as error:
            raise SchemaRepositoryError(f"Failed to load {name!r} schema") from error
        except ValueError as error:
            raise SchemaRepositoryError(f"Failed to parse {name!r} schema") from error
