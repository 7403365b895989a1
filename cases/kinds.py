"""The kinds of exception: a closed set. Adding one is adding one entry here, its specialist and its tests.

A kind whose specialist is not built yet is still named, so that a report about it becomes a case a person sees,
never something that is silently taken for another kind.
"""

from __future__ import annotations

from dataclasses import dataclass
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


class Specialist(StrEnum):
    """Who works a kind. `DESK` is nobody's: a person takes it, with what is known laid out."""

    INBOUND = "inbound"
    DELIVERY = "delivery"
    FREIGHT = "freight"
    WAREHOUSE = "warehouse"
    REPLENISHMENT = "replenishment"
    DESK = "desk"


@dataclass(frozen=True)
class KindSpec:
    """One entry of the catalogue.

    Attributes:
        title: what people read in a list.
        means: one sentence that says what it is.
        specialist: who works it.
        investigated: whether the specialist exists; otherwise the case goes to a person with what is known.
    """

    title: str
    means: str
    specialist: Specialist
    investigated: bool = False


KINDS: dict[Kind, KindSpec] = {
    Kind.INBOUND_DELAY: KindSpec(
        "Late inbound", "Goods on order will arrive later than promised.", Specialist.INBOUND, investigated=True
    ),
    Kind.CONFIRMATION_MISMATCH: KindSpec(
        "Confirmation differs", "A supplier confirmed another price, quantity or item.", Specialist.INBOUND
    ),
    Kind.RECEIPT_DISCREPANCY: KindSpec(
        "Receipt differs", "What arrived is not what was ordered or advised.", Specialist.INBOUND
    ),
    Kind.COMMITMENT_RISK: KindSpec(
        "Promise at risk", "A promise to a customer can no longer be kept.", Specialist.INBOUND
    ),
    Kind.FAILED_DELIVERY: KindSpec("Failed delivery", "A carrier could not hand over a delivery.", Specialist.DELIVERY),
    Kind.TRANSIT_DELAY: KindSpec("Late in transit", "A shipment on its way will be late.", Specialist.DELIVERY),
    Kind.DAMAGED_GOODS: KindSpec("Damaged goods", "Goods were damaged on the way.", Specialist.DELIVERY),
    Kind.RETURN_REQUEST: KindSpec("Return wanted", "A customer wants to send goods back.", Specialist.DELIVERY),
    Kind.CHANGE_REQUEST: KindSpec(
        "Change wanted", "A customer wants another date, address or quantity.", Specialist.DELIVERY
    ),
    Kind.FREIGHT_DISCREPANCY: KindSpec(
        "Freight bill differs", "A freight charge does not match shipment or contract.", Specialist.FREIGHT
    ),
    Kind.INVOICE_MISMATCH: KindSpec(
        "Vendor bill differs", "A vendor bill does not match order and receipt.", Specialist.FREIGHT
    ),
    Kind.PICKING_BACKLOG: KindSpec(
        "Picking backlog", "A warehouse will not finish its picking before cut-off.", Specialist.WAREHOUSE
    ),
    Kind.PICKING_SHORTAGE: KindSpec(
        "Picking shortage", "Goods are not where the picker was sent.", Specialist.WAREHOUSE
    ),
    Kind.STOCK_DISCREPANCY: KindSpec("Stock differs", "Book and count disagree.", Specialist.WAREHOUSE),
    Kind.REPLENISHMENT_IMBALANCE: KindSpec(
        "Stock in the wrong place", "One warehouse runs out while another has plenty.", Specialist.REPLENISHMENT
    ),
    Kind.LEAD_TIME_DRIFT: KindSpec(
        "Lead time drifts", "A supplier's real lead times have moved.", Specialist.REPLENISHMENT
    ),
    Kind.SENSITIVE_CHANGE: KindSpec(
        "Sensitive change",
        "A message asks to change bank, address or identity, or to release held goods. Never done from a message.",
        Specialist.DESK,
        investigated=True,
    ),
    Kind.UNCLASSIFIED: KindSpec(
        "Unclassified", "Something about operations that fits no kind.", Specialist.DESK, investigated=True
    ),
}
