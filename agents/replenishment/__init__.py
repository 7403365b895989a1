"""The replenishment specialist: stock in the wrong place, and lead times that moved. Collects, then thinks purely."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from agents.replenishment.collect import collect
from agents.replenishment.drift.collect import collect as collect_drift
from agents.replenishment.drift.snapshot import DriftSnapshot
from agents.replenishment.drift.think import think as think_of_drift
from agents.replenishment.snapshot import ReplenishmentSnapshot
from agents.replenishment.think import think
from agents.specialist import Counts, Handover, Snapshot
from agents.world import World
from cases.kind import Kind
from cases.models import CaseFile, ProposalDraft

__all__ = ["DriftSnapshot", "Replenishment", "ReplenishmentSnapshot"]


class Replenishment:
    """Investigates products that run out in one warehouse while another may have plenty, and moved lead times."""

    works: ClassVar[Mapping[Kind, type[Snapshot]]] = {
        Kind.REPLENISHMENT_IMBALANCE: ReplenishmentSnapshot,
        Kind.LEAD_TIME_DRIFT: DriftSnapshot,
    }

    async def collect(self, file: CaseFile, world: World) -> Snapshot:
        """Read what a product that runs out, or a vendor's lead times, need, in a handful of calls.

        Raises:
            OdooError: Odoo cannot be read now.
        """
        if file.kind is Kind.LEAD_TIME_DRIFT:
            return await collect_drift(file, world)
        return await collect(file, world)

    def think(self, snapshot: ReplenishmentSnapshot | DriftSnapshot, counts: Counts) -> ProposalDraft | Handover:
        """The proposal that follows from the snapshot."""
        if isinstance(snapshot, DriftSnapshot):
            return think_of_drift(snapshot, counts)
        return think(snapshot, counts)
