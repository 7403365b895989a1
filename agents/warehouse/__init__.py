"""The warehouse specialist: work that is not done in time, goods that are missing, counts that differ from the book.

Collects once, thinks purely.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from agents.specialist import Counts, Handover, Snapshot
from agents.warehouse.collect import collect
from agents.warehouse.counting.collect import collect_count
from agents.warehouse.counting.snapshot import CountSnapshot
from agents.warehouse.counting.think import think_count
from agents.warehouse.shortage.collect import collect_shortage
from agents.warehouse.shortage.snapshot import ShortageSnapshot
from agents.warehouse.shortage.think import think_shortage
from agents.warehouse.snapshot import BacklogSnapshot
from agents.warehouse.think import think
from agents.world import World
from cases.kind import Kind
from cases.models import CaseFile, ProposalDraft

__all__ = ["BacklogSnapshot", "CountSnapshot", "ShortageSnapshot", "WarehouseWork"]

WarehouseSnapshot = BacklogSnapshot | ShortageSnapshot | CountSnapshot


class WarehouseWork:
    """Investigates what a warehouse has to do, and what it cannot find."""

    works: ClassVar[Mapping[Kind, type[Snapshot]]] = {
        Kind.PICKING_BACKLOG: BacklogSnapshot,
        Kind.PICKING_SHORTAGE: ShortageSnapshot,
        Kind.STOCK_DISCREPANCY: CountSnapshot,
    }

    async def collect(self, file: CaseFile, world: World) -> WarehouseSnapshot:
        """Read what a backlog, a shortage or a count needs, in a handful of calls.

        Raises:
            OdooError: Odoo cannot be read now.
        """
        if file.kind is Kind.PICKING_SHORTAGE:
            return await collect_shortage(file, world)
        if file.kind is Kind.STOCK_DISCREPANCY:
            return await collect_count(file, world)
        return await collect(file, world)

    def think(self, snapshot: WarehouseSnapshot, counts: Counts) -> ProposalDraft | Handover:
        """The proposal that follows from the snapshot."""
        if isinstance(snapshot, ShortageSnapshot):
            return think_shortage(snapshot, counts)
        if isinstance(snapshot, CountSnapshot):
            return think_count(snapshot, counts)
        return think(snapshot, counts)
