"""The kinds of exception, each declared once. Adding one is its name in `cases.kind`, a file here, and a line below."""

from __future__ import annotations

from collections.abc import Mapping

from cases.kind import Kind
from cases.kinds import (
    confirmation_mismatch,
    deliveries,
    freight,
    inbound_delay,
    named,
    nobodys,
    picking_backlog,
    picking_shortage,
    replenishment_imbalance,
    stock_discrepancy,
)
from cases.kinds.base import Family, KindSpec, Origin, Sender, Told

__all__ = ["KINDS", "Family", "KindSpec", "Origin", "Sender", "Told"]

_DECLARED = (
    inbound_delay.SPEC,
    confirmation_mismatch.SPEC,
    *deliveries.SPECS,
    picking_backlog.SPEC,
    picking_shortage.SPEC,
    stock_discrepancy.SPEC,
    freight.SPEC,
    replenishment_imbalance.SPEC,
    *named.SPECS,
    nobodys.SENSITIVE_CHANGE,
    nobodys.UNCLASSIFIED,
)
KINDS: Mapping[Kind, KindSpec] = {kind: spec for kind in Kind for spec in _DECLARED if spec.kind is kind}
