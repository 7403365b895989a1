"""What the carriage of a receipt cost, as a draft landed cost of its goods. Pure.

The costing method is looked at first: goods at standard cost take none. Nothing is drafted while a charge is in dispute
or cannot be told, and none a second time.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from agents.analysis.drafting import Drafting
from agents.freight.snapshot import FreightSnapshot, Landable
from cases.actions import RecordLandedCost
from cases.actions.base import Money
from cases.actions.record_landed_cost import METHODS, SeenReceived
from cases.freight_bill import money_words
from tools.odoo.freight import VendorBill

# More receipts on one bill than a person looks at one by one are left to whoever books them together.
MOST = 20
CENT = Decimal("0.01")


def landed_costs(
    snapshot: FreightSnapshot, drafting: Drafting, odoo: VendorBill, facts: Sequence[str], sure: float
) -> list[str]:
    """A draft for each receipt on the bill that can have one; what cannot says why in the evidence."""
    if len(snapshot.received) > MOST:
        drafting.ledger.reckoned(
            f"{len(snapshot.received)} receipts stand on the bill: their landed costs are recorded by hand"
        )
        return []
    found = [_land(snapshot, drafting, odoo, one, facts, sure) for one in snapshot.received]
    return [one for one in found if one is not None]


def _land(
    snapshot: FreightSnapshot, drafting: Drafting, odoo: VendorBill, one: Landable, facts: Sequence[str], sure: float
) -> str | None:
    ledger, label = drafting.ledger, one.record.label
    amount = _cost_of(snapshot, one)
    if amount <= 0:
        return None
    if why := _no_landing(snapshot, one):
        ledger.reckoned(f"The freight of {label} goes into no cost of goods: {why}")
        return None
    service = snapshot.landed_service
    if service is None:
        return None
    split = "by_weight" if all(each.weight > 0 for each in one.goods) else "by_current_cost_price"
    goods = ", ".join(f"{each.product} ({each.method})" for each in one.goods)
    args = RecordLandedCost(
        bill_id=odoo.id,
        bill=odoo.label,
        partner_id=odoo.vendor.id,
        partner=odoo.vendor.name,
        amount=amount,
        currency=snapshot.currency,
        worth=Money(amount=amount, currency=snapshot.currency),
        text=f"Freight of {odoo.label} for {label}"[:200],
        picking_id=one.record.id,
        picking=label,
        service_id=service.id,
        service=service.name,
        split="by_weight" if split == "by_weight" else "by_current_cost_price",
    )
    dumped = args.model_dump(mode="json")
    evidence = [
        *facts,
        ledger.odoo(one.record, "move_ids", f"{label} brought in {goods}; no landed cost of it is recorded", label),
        ledger.odoo(odoo.record, "currency_id", f"Odoo keeps its books in {snapshot.currency}", snapshot.currency),
        ledger.setting(f"Landed costs are booked as {service.name}", service.name, service.id),
        ledger.reckoned(
            f"{money_words(amount, snapshot.currency)} of the bill are for {label}, without tax",
            dumped["amount"],
            dumped["worth"]["amount"],
            split,
        ),
    ]
    return drafting.action(
        args,
        SeenReceived(
            currency=snapshot.currency,
            state=odoo.state,
            payment=odoo.payment,
            total=odoo.total,
            vendor_id=odoo.vendor.id,
            goods=one.goods,
        ),
        sure=sure,
        rationale=f"What {label} cost to bring in is a part of what its goods cost.",
        evidence=evidence,
    )


def _no_landing(snapshot: FreightSnapshot, one: Landable) -> str | None:
    """Why it has no landed cost; none: it can."""
    if not snapshot.landed_known:
        return "Odoo keeps no landed costs, the module is not installed"
    if one.recorded:
        return f"{', '.join(one.recorded)} holds it already"
    standard = [each.product for each in one.goods if each.method not in METHODS]
    if standard:
        return f"{', '.join(dict.fromkeys(standard))} is valued at standard cost"
    if not one.goods:
        return "nothing of it has come in"
    if snapshot.landed_service is None:
        return f"Odoo has no service for landed costs called {snapshot.habits.landed_cost_product}"
    return None


def _cost_of(snapshot: FreightSnapshot, one: Landable) -> Decimal:
    """What is billed for a receipt, without tax, in company currency."""
    billed = sum((each.billed for each in snapshot.rated if each.record == one.record), Decimal(0))
    return Decimal(0) if snapshot.worth is None else (billed * snapshot.worth).quantize(CENT)
