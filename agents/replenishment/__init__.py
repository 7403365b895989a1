"""The replenishment specialist: stock in the wrong place. Collects into one snapshot, thinks purely."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from agents.replenishment.collect import collect
from agents.replenishment.snapshot import ReplenishmentSnapshot
from agents.replenishment.think import think
from agents.specialist import Counts, Handover, Snapshot
from agents.world import World
from cases.kind import Kind
from cases.models import CaseFile, ProposalDraft

__all__ = ["Replenishment", "ReplenishmentSnapshot"]


class Replenishment:
    """Investigates products that run out in one warehouse while another may have plenty."""

    works: ClassVar[Mapping[Kind, type[Snapshot]]] = {Kind.REPLENISHMENT_IMBALANCE: ReplenishmentSnapshot}

    async def collect(self, file: CaseFile, world: World) -> ReplenishmentSnapshot:
        """Read what a product that runs out needs, in a handful of calls.

        Raises:
            OdooError: Odoo cannot be read now.
        """
        return await collect(file, world)

    def think(self, snapshot: ReplenishmentSnapshot, counts: Counts) -> ProposalDraft | Handover:
        """The proposal that follows from the snapshot."""
        return think(snapshot, counts)
