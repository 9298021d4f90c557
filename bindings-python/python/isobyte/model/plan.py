"""A plan: what one model class is compiled into, once."""

from __future__ import annotations

import json
import threading
from typing import Any

from isobyte import _native
from isobyte._adapters import adapter_of
from isobyte._hints import usage

_LOCK = threading.RLock()
#: Writer schemas of a class whose codecs are kept.
_MOST_READERS = 256


class Plan:
    """The schema and the codecs of one model class. Immutable but for the codecs for data of other schemas."""

    __slots__ = ("cls", "codec", "python", "readers", "schema", "text")

    def __init__(self, cls: type) -> None:
        from isobyte.model.render import Renderer

        self.cls = cls
        self.python = Renderer().record(cls)
        self.text = json.dumps(self.python)
        self.schema = _native.Schema(self.text)
        self.codec: _native.Codec[Any] = _native.Codec(self.schema, type=cls)
        #: Codecs for data of other schemas, by these.
        self.readers: dict[Any, _native.Codec[Any]] = {}

    def reading(self, writer: _native.Schema | str | type) -> _native.Codec[Any]:
        """The codec for data of another schema. The most recent are kept."""
        codec = self.readers.get(writer)
        if codec is None:
            schema = plan_of(writer).schema if isinstance(writer, type) else writer
            codec = _native.Codec(schema, reader=self.schema, type=self.cls)
            if len(self.readers) >= _MOST_READERS:
                self.readers.clear()
            self.readers[writer] = codec
        return codec


def plan_of(cls: type) -> Plan:
    """The plan of a model class, or of any class that an adapter knows."""
    plan: Plan | None = getattr(cls, "__isobyte_plan__", None)
    # The plan may be that of a class above.
    if plan is not None and plan.cls is cls:
        return plan
    with _LOCK:
        plan = getattr(cls, "__isobyte_plan__", None)
        if plan is None or plan.cls is not cls:
            if "__isobyte_base__" in cls.__dict__:
                raise usage(f"expected a class derived from {cls.__name__}, found {cls.__name__} itself")
            if adapter_of(cls) is None:
                raise usage(f"expected a model or a dataclass, found {cls.__qualname__}")
            plan = Plan(cls)
            type.__setattr__(cls, "__isobyte_plan__", plan)
            type.__setattr__(cls, "__isobyte_codec__", plan.codec)
    return plan
