"""The specialist for vendors' bills: against order and receipt. Collects into one snapshot, thinks purely."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from agents.specialist import Counts, Handover, Snapshot
from agents.vendor_bills.collect import collect
from agents.vendor_bills.snapshot import VendorBillSnapshot
from agents.vendor_bills.think import think
from agents.world import World
from cases.kind import Kind
from cases.models import CaseFile, ProposalDraft

__all__ = ["VendorBillSnapshot", "VendorBills"]


class VendorBills:
    """Investigates what vendors bill for what was ordered."""

    works: ClassVar[Mapping[Kind, type[Snapshot]]] = {Kind.INVOICE_MISMATCH: VendorBillSnapshot}

    async def collect(self, file: CaseFile, world: World) -> VendorBillSnapshot:
        """Read the bills of a case with their orders and receipts, in a handful of calls, and match them.

        Raises:
            OdooError: Odoo cannot be read now.
        """
        return await collect(file, world)

    def think(self, snapshot: VendorBillSnapshot, counts: Counts) -> ProposalDraft | Handover:
        """The proposal that follows from the snapshot; a carrier's bill is another's trouble."""
        return think(snapshot, counts)
