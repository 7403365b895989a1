"""Kinds that are recognised and named, so that a report about one becomes a case that a person sees.

Each gets a file of its own when its specialist is built.
"""

from __future__ import annotations

from cases.claims import MentionClaim
from cases.kind import Kind
from cases.kinds.base import Family, KindSpec, Origin, Sender


def _named(kind: Kind, title: str, means: str, family: Family, *written_by: Sender) -> KindSpec:
    comes_by = frozenset({Origin.MAIL, Origin.DOCUMENT}) if written_by else frozenset[Origin]()
    claims = (MentionClaim,) if written_by else ()
    return KindSpec(kind, title, means, family, claims, comes_by, frozenset(written_by))


_VENDOR, _CUSTOMER, _CARRIER, _COLLEAGUE = Sender.VENDOR, Sender.CUSTOMER, Sender.CARRIER, Sender.COLLEAGUE

SPECS = (
    _named(
        Kind.RECEIPT_DISCREPANCY,
        "Receipt differs",
        "What arrived is not what was ordered or advised.",
        Family.INBOUND,
        _VENDOR,
        _CUSTOMER,
        _COLLEAGUE,
    ),
    _named(
        Kind.COMMITMENT_RISK,
        "Promise at risk",
        "A promise to a customer can no longer be kept.",
        Family.INBOUND,
        _CUSTOMER,
        _COLLEAGUE,
    ),
    _named(
        Kind.DAMAGED_GOODS,
        "Damaged goods",
        "Goods were damaged on the way.",
        Family.DELIVERY,
        _CARRIER,
        _CUSTOMER,
        _COLLEAGUE,
    ),
    _named(Kind.RETURN_REQUEST, "Return wanted", "A customer wants to send goods back.", Family.DELIVERY, _CUSTOMER),
    _named(
        Kind.CHANGE_REQUEST,
        "Change wanted",
        "A customer wants another date, address or quantity.",
        Family.DELIVERY,
        _CUSTOMER,
    ),
    _named(
        Kind.INVOICE_MISMATCH,
        "Vendor bill differs",
        "A vendor bill does not match order and receipt.",
        Family.FREIGHT,
        _VENDOR,
        _COLLEAGUE,
    ),
    _named(
        Kind.LEAD_TIME_DRIFT,
        "Lead time drifts",
        "A supplier's real lead times have moved.",
        Family.REPLENISHMENT,
        _VENDOR,
        _COLLEAGUE,
    ),
)
