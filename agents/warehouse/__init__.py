"""The warehouse specialist: work that is not done before the carrier leaves, goods that are not where they should be.

Collects once, thinks purely.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from agents.specialist import Counts, Handover, Snapshot
from agents.warehouse.collect import collect
from agents.warehouse.shortage.collect import collect_shortage
from agents.warehouse.shortage.snapshot import ShortageSnapshot
from agents.warehouse.shortage.think import think_shortage
from agents.warehouse.snapshot import BacklogSnapshot
from agents.warehouse.think import think
from agents.world import World
from cases.kind import Kind
from cases.models import CaseFile, ProposalDraft

__all__ = ["BacklogSnapshot", "ShortageSnapshot", "WarehouseWork"]


class WarehouseWork:
    """Investigates what a warehouse has to do, and what it cannot find."""

    works: ClassVar[Mapping[Kind, type[Snapshot]]] = {
        Kind.PICKING_BACKLOG: BacklogSnapshot,
        Kind.PICKING_SHORTAGE: ShortageSnapshot,
    }

    async def collect(self, file: CaseFile, world: World) -> BacklogSnapshot | ShortageSnapshot:
        """Read what a backlog or a shortage needs, in a handful of calls.

        Raises:
            OdooError: Odoo cannot be read now.
        """
        return await (collect_shortage if file.kind is Kind.PICKING_SHORTAGE else collect)(file, world)

    def think(self, snapshot: BacklogSnapshot | ShortageSnapshot, counts: Counts) -> ProposalDraft | Handover:
        """The proposal that follows from the snapshot."""
        return think_shortage(snapshot, counts) if isinstance(snapshot, ShortageSnapshot) else think(snapshot, counts)
