"""Match: how a class's schema stands to what is registered, in the core's words."""

from __future__ import annotations

import dataclasses

from isobyte import _native, compatibility


@dataclasses.dataclass(frozen=True)
class Match:
    """How a class's schema stands to a registered one. True if they are the same; as text it says what is not."""

    #: What is registered.
    registered: _native.Registered
    #: What would change if the class's schema were the next version.
    changes: list[compatibility.Change]
    #: What stands against that: ``backward``, the class cannot read what was written; ``forward``, readers of what is
    #: registered cannot read what the class writes.
    findings: list[compatibility.Finding]

    def __bool__(self) -> bool:
        return not self.changes and not self.findings

    @property
    def is_compatible(self) -> bool:
        """Whether each reads all that the other writes."""
        return not self.findings

    def __str__(self) -> str:
        lines = [str(change) for change in self.changes] + [f"{found.direction}: {found}" for found in self.findings]
        return "\n".join(lines) or "the same schema"


def match(own: _native.Schema, registered: _native.Registered) -> Match:
    """Holds a schema against a registered one."""
    changes = compatibility.diff(registered.schema, own)
    return Match(registered, changes, compatibility.check(own, [registered.schema], "FULL"))
