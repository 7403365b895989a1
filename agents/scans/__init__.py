"""The kinds of exception that are looked for in Odoo, not only reported: one file each, listed here once."""

from __future__ import annotations

from collections.abc import Mapping

from agents.scans.base import Scan
from agents.scans.booked_receipts import BookedReceipts
from agents.scans.commitment_risk import Commitments
from agents.scans.freight_bills import FreightBills
from agents.scans.invoice_mismatch import InvoiceMismatches
from agents.scans.lead_time_drift import LeadTimeDrifts
from agents.scans.overdue_receipts import OverdueReceipts
from agents.scans.picking_backlog import PickingBacklogs
from agents.scans.picking_shortage import PickingShortages
from agents.scans.replenishment_imbalance import Imbalances
from agents.scans.transit_silence import SilentShipments
from agents.scans.unconfirmed_orders import UnconfirmedOrders
from cases.kind import Kind

__all__ = ["SCANS", "Scan"]

_BUILT: tuple[Scan, ...] = (
    OverdueReceipts(),
    UnconfirmedOrders(),
    BookedReceipts(),
    Commitments(),
    FreightBills(),
    InvoiceMismatches(),
    PickingBacklogs(),
    PickingShortages(),
    Imbalances(),
    LeadTimeDrifts(),
    SilentShipments(),
)
SCANS: Mapping[Kind, Scan] = {scan.kind: scan for scan in _BUILT}
