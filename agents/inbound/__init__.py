"""The inbound specialist: goods on order, late, confirmed or received otherwise.

It collects into one snapshot and thinks purely; it knows no other specialist.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from agents.inbound import receipts
from agents.inbound.collect import collect
from agents.inbound.confirmation import ConfirmationSnapshot, collect_confirmation
from agents.inbound.confirming import think_confirmation
from agents.inbound.receipts import ReceiptSnapshot
from agents.inbound.snapshot import InboundSnapshot
from agents.inbound.think import think
from agents.specialist import Counts, Handover, Snapshot
from agents.world import World
from cases.kind import Kind
from cases.models import CaseFile, ProposalDraft

__all__ = ["ConfirmationSnapshot", "Inbound", "InboundSnapshot", "ReceiptSnapshot"]


class Inbound:
    """Investigates goods on order."""

    works: ClassVar[Mapping[Kind, type[Snapshot]]] = {
        Kind.INBOUND_DELAY: InboundSnapshot,
        Kind.CONFIRMATION_MISMATCH: ConfirmationSnapshot,
        Kind.RECEIPT_DISCREPANCY: ReceiptSnapshot,
    }

    async def collect(self, file: CaseFile, world: World) -> InboundSnapshot | ConfirmationSnapshot:
        """Read what an order needs, in a handful of calls.

        Raises:
            OdooError: Odoo cannot be read now.
        """
        if file.kind is Kind.CONFIRMATION_MISMATCH:
            return await collect_confirmation(file, world)
        if file.kind is Kind.RECEIPT_DISCREPANCY:
            return await receipts.collect(file, world)
        return await collect(file, world)

    def think(self, snapshot: InboundSnapshot | ConfirmationSnapshot, counts: Counts) -> ProposalDraft | Handover:
        """The proposal that follows from the snapshot."""
        if isinstance(snapshot, ConfirmationSnapshot):
            return think_confirmation(snapshot, counts)
        if isinstance(snapshot, ReceiptSnapshot):
            return receipts.think(snapshot, counts)
        return think(snapshot, counts)
