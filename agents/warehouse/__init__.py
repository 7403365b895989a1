"""The warehouse specialist: work that is not done before the carrier leaves. Collects once, thinks purely."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from agents.specialist import Counts, Handover, Snapshot
from agents.warehouse.collect import collect
from agents.warehouse.snapshot import BacklogSnapshot
from agents.warehouse.think import think
from agents.world import World
from cases.kind import Kind
from cases.models import CaseFile, ProposalDraft

__all__ = ["BacklogSnapshot", "WarehouseWork"]


class WarehouseWork:
    """Investigates what a warehouse has to do."""

    works: ClassVar[Mapping[Kind, type[Snapshot]]] = {Kind.PICKING_BACKLOG: BacklogSnapshot}

    async def collect(self, file: CaseFile, world: World) -> BacklogSnapshot:
        """Read what a backlog needs, in a handful of calls.

        Raises:
            OdooError: Odoo cannot be read now.
        """
        return await collect(file, world)

    def think(self, snapshot: BacklogSnapshot, counts: Counts) -> ProposalDraft | Handover:
        """The proposal that follows from the snapshot."""
        return think(snapshot, counts)
