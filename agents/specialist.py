"""What a specialist is: it collects once into a frozen snapshot, then thinks. Called by `graphs.case`.

`collect` reads Odoo in a few batched calls; `think` is pure: the same snapshot always gives the same proposal.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict

from agents.world import World
from cases.actions.base import ActionName, Moment
from cases.claims import Frozen
from cases.kind import Kind
from cases.models import CaseFile, Concerned, ProposalDraft

Counts = Mapping[ActionName, tuple[int, int]]


class Snapshot(BaseModel):
    """All that a specialist collected, with the moment it was read. Nobody thinking asks the clock."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: CaseFile
    read_at: Moment

    @property
    def concerned(self) -> Concerned | None:
        """What the case was found to be about; None: nothing was looked for beyond what its claims name."""
        return None


class Handover(Frozen):
    """It is another specialist's trouble; the supervisor sends the case on."""

    to: Kind
    why: str


class Specialist(Protocol):
    """Investigates one family of kinds. Never interrupts, never writes; knows no other specialist."""

    @property
    def works(self) -> Mapping[Kind, type[Snapshot]]:
        """The kinds that it works, each with what it collects for it."""
        ...

    async def collect(self, file: CaseFile, world: World) -> Snapshot:
        """Read what the case needs into one frozen snapshot.

        Raises:
            OdooError: Odoo cannot be read now.
        """
        ...

    def think(self, snapshot: Any, counts: Counts) -> ProposalDraft | Handover:
        """The proposal that follows from a snapshot of this specialist's, or whose trouble it is.

        Args:
            snapshot: what `collect` gave, or the same read back from storage.
            counts: past decisions by action: approved unchanged, decided.
        """
        ...
