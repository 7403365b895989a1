"""The kinds of exception, each declared once. Adding one is its name in `cases.kind`, a file here, and a line below."""

from __future__ import annotations

from collections.abc import Mapping

from cases.kind import Kind
from cases.kinds import (
    commitment_risk,
    confirmation_mismatch,
    damaged_goods,
    deliveries,
    freight,
    inbound_delay,
    invoice_mismatch,
    lead_time_drift,
    named,
    nobodys,
    picking_backlog,
    picking_shortage,
    receipt_discrepancy,
    replenishment_imbalance,
    return_request,
    stock_discrepancy,
)
from cases.kinds.base import Family, KindSpec, Origin, Sender, Told

__all__ = ["KINDS", "Family", "KindSpec", "Origin", "Sender", "Told"]

_DECLARED = (
    inbound_delay.SPEC,
    commitment_risk.SPEC,
    confirmation_mismatch.SPEC,
    receipt_discrepancy.SPEC,
    *deliveries.SPECS,
    return_request.SPEC,
    damaged_goods.SPEC,
    picking_backlog.SPEC,
    picking_shortage.SPEC,
    stock_discrepancy.SPEC,
    freight.SPEC,
    invoice_mismatch.SPEC,
    replenishment_imbalance.SPEC,
    lead_time_drift.SPEC,
    *named.SPECS,
    nobodys.SENSITIVE_CHANGE,
    nobodys.UNCLASSIFIED,
)
KINDS: Mapping[Kind, KindSpec] = {kind: spec for kind in Kind for spec in _DECLARED if spec.kind is kind}
