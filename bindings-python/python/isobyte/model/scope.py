"""The names of one schema: who has which, and how another place in the schema calls it."""

from __future__ import annotations

from typing import Any

from isobyte._adapters import class_of
from isobyte._hints import usage


class Scope:
    """The named types that were defined so far, in the order of the text."""

    def __init__(self) -> None:
        self._owners: dict[str, Any] = {}
        self._names: dict[Any, str] = {}

    def define(self, owner: Any, name: str, namespace: str | None, place: str) -> str:
        """Gives a name to an owner: a class, or the definition of a type without one. Returns the full name."""
        full = name if "." in name or not namespace else f"{namespace}.{name}"
        other = self._owners.setdefault(full, owner)
        if other != owner:
            found = f"{_shown(other)} and {_shown(owner)} that are both called {full}"
            raise usage(f"{place}: expected types of different names, found {found}: Meta.namespace tells them apart")
        self._names[owner] = full
        return full

    def find(self, owner: Any) -> str | None:
        """The full name of an owner."""
        return self._names.get(owner)

    def refer(self, full: str, namespace: str | None, place: str) -> str:
        """What a full name is called in a namespace: its simple name will do at home."""
        home, _, name = full.rpartition(".")
        if home == (namespace or ""):
            return name
        if not home and f"{namespace}.{name}" in self._owners:
            raise usage(
                f"{place}: expected a type of another name than {namespace}.{name}, found {name}, which hides it"
            )
        return full

    def classes(self) -> dict[type, str]:
        """The full names of classes that have one name only."""
        found: dict[type, list[str]] = {}
        for full, owner in self._owners.items():
            hint = owner[0] if isinstance(owner, tuple) else owner
            cls = class_of(hint)
            if isinstance(cls, type):
                found.setdefault(cls, []).append(full)
        return {cls: names[0] for cls, names in found.items() if len(names) == 1}


def _shown(owner: Any) -> str:
    hint = owner[0] if isinstance(owner, tuple) else owner
    cls = class_of(hint)
    return f"{cls.__module__}.{cls.__qualname__}" if isinstance(cls, type) else "another"
