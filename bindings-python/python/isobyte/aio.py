"""The registry for programs with an event loop: what is cached is answered at once, all else runs in a thread."""

from __future__ import annotations

import asyncio
from typing import Any

from isobyte import _native

__all__ = ["AsyncRegistry"]


class AsyncRegistry:
    """A registry of schemas whose methods are awaited. Shares the cache of the registry that it is made from."""

    __slots__ = ("registry",)

    #: The registry behind it.
    registry: _native.Registry

    def __init__(self, url: str | list[str] | _native.Registry, **options: Any) -> None:
        self.registry = url if isinstance(url, _native.Registry) else _native.Registry(url, **options)

    async def by_id(self, id: int) -> _native.Registered:
        """The schema of an id."""
        return self.registry.cached_by_id(id) or await asyncio.to_thread(self.registry.by_id, id)

    async def by_subject(self, subject: str, version: int | str = "latest") -> _native.Registered:
        """A version of a subject."""
        known = self.registry.cached_by_subject(subject, version)
        return known or await asyncio.to_thread(self.registry.by_subject, subject, version)

    async def by_url(self, url: str) -> _native.Registered:
        """The schema behind a URL."""
        return self.registry.cached_by_url(url) or await asyncio.to_thread(self.registry.by_url, url)

    async def get(self, name: int | str | bytes) -> _native.Registered:
        """The schema that a class or an event names: an id, a URL, a GUID, ``subject:version``; or the bytes of a header."""
        return self.registry.cached_get(name) or await asyncio.to_thread(self.registry.get, name)

    async def register(self, subject: str, schema: _native.Schema | str | type[Any]) -> int:
        """Registers a schema and gives its id."""
        known = self.registry.cached_register(subject, schema)
        return known if known is not None else await asyncio.to_thread(self.registry.register, subject, schema)

    async def lookup(self, subject: str, schema: _native.Schema | str | type[Any]) -> _native.Registered:
        """Where a schema lies under a subject."""
        return await asyncio.to_thread(self.registry.lookup, subject, schema)

    def __repr__(self) -> str:
        return f"Async{self.registry!r}"
