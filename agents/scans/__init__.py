"""The kinds of exception that are looked for in Odoo, not only reported: one file each, listed here once."""

from __future__ import annotations

from collections.abc import Mapping

from agents.scans.base import Scan
from agents.scans.freight_bills import FreightBills
from agents.scans.lead_time_drift import LeadTimeDrifts
from agents.scans.overdue_receipts import OverdueReceipts
from agents.scans.picking_backlog import PickingBacklogs
from agents.scans.replenishment_imbalance import Imbalances
from agents.scans.transit_silence import SilentShipments
from cases.kind import Kind

__all__ = ["SCANS", "Scan"]

_BUILT: tuple[Scan, ...] = (
    OverdueReceipts(),
    FreightBills(),
    PickingBacklogs(),
    Imbalances(),
    LeadTimeDrifts(),
    SilentShipments(),
)
SCANS: Mapping[Kind, Scan] = {scan.kind: scan for scan in _BUILT}
