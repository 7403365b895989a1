"""The delivery specialist: shipments that did not reach their customer, goods that shall come back from one.

Collects into one snapshot, thinks purely.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from agents.delivery.collect import collect
from agents.delivery.damage import DamageSnapshot, collect_damage, think_damage
from agents.delivery.returns import ReturnSnapshot, collect_return, think_return
from agents.delivery.snapshot import DeliverySnapshot, ShipmentSnapshot
from agents.delivery.think import think
from agents.specialist import Counts, Handover, Snapshot
from agents.world import World
from cases.kind import Kind
from cases.models import CaseFile, ProposalDraft

__all__ = ["DamageSnapshot", "Delivery", "DeliverySnapshot", "ReturnSnapshot"]


class Delivery:
    """Investigates shipments on their way to customers, and what customers send back."""

    works: ClassVar[Mapping[Kind, type[Snapshot]]] = {
        Kind.FAILED_DELIVERY: DeliverySnapshot,
        Kind.TRANSIT_DELAY: DeliverySnapshot,
        Kind.RETURN_REQUEST: ReturnSnapshot,
        Kind.DAMAGED_GOODS: DamageSnapshot,
    }

    async def collect(self, file: CaseFile, world: World) -> ShipmentSnapshot:
        """Read what a shipment in trouble, a return, or damage needs, in a handful of calls.

        Raises:
            OdooError: Odoo cannot be read now.
        """
        if file.kind is Kind.RETURN_REQUEST:
            return await collect_return(file, world)
        return await (collect_damage(file, world) if file.kind is Kind.DAMAGED_GOODS else collect(file, world))

    def think(
        self, snapshot: DeliverySnapshot | ReturnSnapshot | DamageSnapshot, counts: Counts
    ) -> ProposalDraft | Handover:
        """The proposal that follows from the snapshot."""
        if isinstance(snapshot, ReturnSnapshot):
            return think_return(snapshot, counts)
        return think_damage(snapshot, counts) if isinstance(snapshot, DamageSnapshot) else think(snapshot, counts)
