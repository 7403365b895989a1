"""The freight specialist: carriers' bills against contracts. Collects into one snapshot, thinks purely."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from agents.freight.collect import collect
from agents.freight.snapshot import FreightSnapshot
from agents.freight.think import think
from agents.specialist import Counts, Handover, Snapshot
from agents.world import World
from cases.kind import Kind
from cases.models import CaseFile, ProposalDraft

__all__ = ["Freight", "FreightSnapshot"]


class Freight:
    """Investigates what carriers bill."""

    works: ClassVar[Mapping[Kind, type[Snapshot]]] = {Kind.FREIGHT_DISCREPANCY: FreightSnapshot}

    async def collect(self, file: CaseFile, world: World) -> FreightSnapshot:
        """Read what a carrier's bill is checked against, in a handful of calls, and rebuild the bill from it.

        Raises:
            OdooError: Odoo cannot be read now.
        """
        return await collect(file, world)

    def think(self, snapshot: FreightSnapshot, counts: Counts) -> ProposalDraft | Handover:
        """The proposal that follows from the snapshot."""
        return think(snapshot, counts)
