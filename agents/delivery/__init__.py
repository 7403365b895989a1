"""The delivery specialist: shipments that did not reach their customer. Collects into one snapshot, thinks purely."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from agents.delivery.collect import collect
from agents.delivery.snapshot import DeliverySnapshot
from agents.delivery.think import think
from agents.specialist import Counts, Handover, Snapshot
from agents.world import World
from cases.kind import Kind
from cases.models import CaseFile, ProposalDraft

__all__ = ["Delivery", "DeliverySnapshot"]


class Delivery:
    """Investigates shipments on their way to customers."""

    works: ClassVar[Mapping[Kind, type[Snapshot]]] = {
        Kind.FAILED_DELIVERY: DeliverySnapshot,
        Kind.TRANSIT_DELAY: DeliverySnapshot,
    }

    async def collect(self, file: CaseFile, world: World) -> DeliverySnapshot:
        """Read what a shipment in trouble needs, in a handful of calls.

        Raises:
            OdooError: Odoo cannot be read now.
        """
        return await collect(file, world)

    def think(self, snapshot: DeliverySnapshot, counts: Counts) -> ProposalDraft | Handover:
        """The proposal that follows from the snapshot."""
        return think(snapshot, counts)
