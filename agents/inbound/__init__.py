"""The inbound specialist: goods on order, what came of them, the promises that rest on them. Knows no other one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from agents.inbound import receipts
from agents.inbound.collect import collect
from agents.inbound.confirmation import ConfirmationSnapshot, collect_confirmation
from agents.inbound.confirming import think_confirmation
from agents.inbound.promises.collect import collect_promise
from agents.inbound.promises.snapshot import PromiseSnapshot
from agents.inbound.promises.think import think_of_promise
from agents.inbound.receipts import ReceiptSnapshot
from agents.inbound.snapshot import InboundSnapshot
from agents.inbound.think import think
from agents.specialist import Counts, Handover, Snapshot
from agents.world import World
from cases.kind import Kind
from cases.models import CaseFile, ProposalDraft

__all__ = ["ConfirmationSnapshot", "Inbound", "InboundSnapshot", "PromiseSnapshot", "ReceiptSnapshot"]
Collected = InboundSnapshot | ConfirmationSnapshot | PromiseSnapshot | ReceiptSnapshot


class Inbound:
    """Investigates goods on order."""

    works: ClassVar[Mapping[Kind, type[Snapshot]]] = {
        Kind.INBOUND_DELAY: InboundSnapshot,
        Kind.CONFIRMATION_MISMATCH: ConfirmationSnapshot,
        Kind.RECEIPT_DISCREPANCY: ReceiptSnapshot,
        Kind.COMMITMENT_RISK: PromiseSnapshot,
    }

    async def collect(self, file: CaseFile, world: World) -> Collected:
        """Read what an order, or a promise, needs, in a handful of calls.

        Raises:
            OdooError: Odoo cannot be read now.
        """
        if file.kind is Kind.CONFIRMATION_MISMATCH:
            return await collect_confirmation(file, world)
        if file.kind is Kind.RECEIPT_DISCREPANCY:
            return await receipts.collect(file, world)
        if file.kind is Kind.COMMITMENT_RISK:
            return await collect_promise(file, world)
        return await collect(file, world)

    def think(self, snapshot: Collected, counts: Counts) -> ProposalDraft | Handover:
        """The proposal that follows from the snapshot."""
        if isinstance(snapshot, ConfirmationSnapshot):
            return think_confirmation(snapshot, counts)
        if isinstance(snapshot, ReceiptSnapshot):
            return receipts.think(snapshot, counts)
        if isinstance(snapshot, PromiseSnapshot):
            return think_of_promise(snapshot, counts)
        return think(snapshot, counts)
