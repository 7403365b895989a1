"""The inbound specialist: late goods on order. Collects into one snapshot, thinks purely; knows no other specialist."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from agents.inbound.collect import collect
from agents.inbound.snapshot import InboundSnapshot
from agents.inbound.think import think
from agents.specialist import Counts, Handover, Snapshot
from agents.world import World
from cases.kind import Kind
from cases.models import CaseFile, ProposalDraft

__all__ = ["Inbound", "InboundSnapshot"]


class Inbound:
    """Investigates goods on order."""

    works: ClassVar[Mapping[Kind, type[Snapshot]]] = {Kind.INBOUND_DELAY: InboundSnapshot}

    async def collect(self, file: CaseFile, world: World) -> InboundSnapshot:
        """Read what a late order needs, in a handful of calls.

        Raises:
            OdooError: Odoo cannot be read now.
        """
        return await collect(file, world)

    def think(self, snapshot: InboundSnapshot, counts: Counts) -> ProposalDraft | Handover:
        """The proposal that follows from the snapshot."""
        return think(snapshot, counts)
