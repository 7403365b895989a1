"""The kinds of exception by name: a closed set. What each of them is, `cases.kinds` declares."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What went wrong."""

    INBOUND_DELAY = "inbound_delay"
    CONFIRMATION_MISMATCH = "confirmation_mismatch"
    RECEIPT_DISCREPANCY = "receipt_discrepancy"
    COMMITMENT_RISK = "commitment_risk"
    FAILED_DELIVERY = "failed_delivery"
    TRANSIT_DELAY = "transit_delay"
    DAMAGED_GOODS = "damaged_goods"
    RETURN_REQUEST = "return_request"
    CHANGE_REQUEST = "change_request"
    FREIGHT_DISCREPANCY = "freight_discrepancy"
    INVOICE_MISMATCH = "invoice_mismatch"
    PICKING_BACKLOG = "picking_backlog"
    PICKING_SHORTAGE = "picking_shortage"
    STOCK_DISCREPANCY = "stock_discrepancy"
    REPLENISHMENT_IMBALANCE = "replenishment_imbalance"
    LEAD_TIME_DRIFT = "lead_time_drift"
    SENSITIVE_CHANGE = "sensitive_change"
    UNCLASSIFIED = "unclassified"
