"""What a scan is: it looks through all of Odoo for one kind of exception and says what it saw. It decides nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Protocol

from agents.world import World
from cases.kind import Kind
from cases.scans import Finding


class Scan(Protocol):
    """Looks for one kind.

    Attributes:
        kind: of exception.
        cron: when it runs by itself, in UTC, where nothing else is set.
        retells: what it finds is told to a case that is open already, because it may have changed; else such a
            case knows more than a scan does, and is left alone.
    """

    kind: ClassVar[Kind]
    cron: ClassVar[str]
    retells: ClassVar[bool]

    async def find(self, world: World) -> Sequence[Finding]:
        """All exceptions of the kind that stand at `world.now`, one a record; reads in pages.

        Raises:
            OdooError: Odoo cannot be read now.
        """
        ...

    def over(self) -> str:
        """What became of an exception that is not found any more, in one sentence."""
        ...
