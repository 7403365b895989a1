"""The kinds of exception that are looked for in Odoo, not only reported: one file each, listed here once."""

from __future__ import annotations

from collections.abc import Mapping

from agents.scans.base import Scan
from agents.scans.freight_bills import FreightBills
from agents.scans.overdue_receipts import OverdueReceipts
from agents.scans.picking_backlog import PickingBacklogs
from agents.scans.picking_shortage import PickingShortages
from agents.scans.replenishment_imbalance import Imbalances
from agents.scans.unconfirmed_orders import UnconfirmedOrders
from cases.kind import Kind

__all__ = ["SCANS", "Scan"]

_BUILT: tuple[Scan, ...] = (
    OverdueReceipts(),
    UnconfirmedOrders(),
    FreightBills(),
    PickingBacklogs(),
    PickingShortages(),
    Imbalances(),
)
SCANS: Mapping[Kind, Scan] = {scan.kind: scan for scan in _BUILT}
