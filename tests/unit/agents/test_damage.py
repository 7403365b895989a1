"""Goods that arrived broken: at a customer's made good once, and claimed in time; at our dock the supplier hears."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from agents.analysis.habits import Habits
from agents.delivery import DamageSnapshot, Delivery
from agents.specialist import Handover
from cases.actions import ActionName
from cases.carrier_events import Milestone, Trouble
from cases.claims import Claim, DamageClaim, DeliveryClaim, MentionClaim, RecordRef
from cases.contracts import ClaimTerms, Contract, FiledContract, Rate
from cases.kind import Kind
from cases.kinds import KINDS
from cases.models import CaseFile, ProposalDraft
from cases.people import Person
from cases.roles import Role
from tests.unit.agents.shipped import NORTHLINE, PICKING, SERVICE, order, recommended
from tests.unit.agents.test_returns import BILL, LAMP, NOW, QUARANTINE, SALE, SHADE, back, delivery, labels, sent, ways
from tools.odoo.models import Partner, PurchaseLine, PurchaseOrder, StockLevel
from tools.odoo.shipments import BilledPart, Shipment
from tools.odoo.values import Ref

ANTWERP: dict[str, Any] = {
    "currency": "EUR", "warehouse": Ref(1, "Antwerp"), "stock": Ref(1, "ANT/Stock"), "goodwill": Ref(41, "Goodwill"),
}  # fmt: skip
BUYER = Person(uid=4, login="bram", name="Bram Claes", roles=frozenset({Role.PROCUREMENT}), tz="UTC")
BUYS = RecordRef(model="purchase.order", id=50, label="P00050")


def contract(days: int | None = 7, counted_from: str = "delivery") -> FiledContract:
    claims = ClaimTerms.model_validate({"damage_days": days, "counted_from": counted_from})
    terms = Contract(
        carrier="Northline Parcel", currency="EUR", valid_from=date(2026, 1, 1), zones={"1": ("BE",)},
        rates=(Rate(zone="1", up_to_kg=Decimal(30), price=Decimal(9)),), claims=claims,
    )  # fmt: skip
    return FiledContract(name="northline-parcel", version=1, contract=terms)


def broken(of: Any = LAMP, quantity: int | None = 2, **more: Any) -> DamageClaim:
    refers = (PICKING, SALE) if of is None else (PICKING, SALE, RecordRef(model="sale.order.line", id=of.id, label="x"))
    values: dict[str, Any] = {
        "order_text": "S00009", "product_text": of.name if of else None, "quantity": quantity, "refers_to": refers,
    }  # fmt: skip
    return DamageClaim.model_validate({**values, **more})


def left(*moves: Any, **more: Any) -> Shipment:
    part = {"invoice": Ref(30, "INV/30"), "quantity": Decimal(4), "untaxed": Decimal(80), "total": Decimal(97)}
    lamp = LAMP.model_copy(update={"billed": (BilledPart.model_validate({**part, "taxes": (2,)}),)})
    values = {"order": order(lines=(lamp, SHADE), invoices=(BILL,)), **ANTWERP, **more}
    return delivery(*(moves or (sent(1, LAMP, 4, unit_cost=Decimal(12)), sent(2, SHADE, 10))), days=3, **values)


def snapshot(*claims: Claim, known: tuple[Shipment, ...] | None = None, lamps: int = 9, **more: Any) -> DamageSnapshot:
    deliveries = (left(),) if known is None else known
    file = CaseFile(
        case_id="c1", kind=Kind.DAMAGED_GOODS, title="t", records=(PICKING,), claims=claims, received_at=NOW
    )
    level = StockLevel(product_id=7, warehouse_id=1, quantity=Decimal(lamps), reserved=Decimal(0))
    values: dict[str, Any] = {
        "file": file, "read_at": NOW, "shipment": deliveries[0] if deliveries else None, "deliveries": deliveries,
        "people": (SERVICE,), "checking": QUARANTINE, "carrier": NORTHLINE, "contract": contract(), "levels": (level,),
        "habits": Habits(zone="Europe/Brussels", arrival_hour=17, dispatch_hour=12, importance_tags=""),
    }  # fmt: skip
    return DamageSnapshot.model_validate({**values, **more})


def thought(*claims: Claim, **more: Any) -> ProposalDraft:
    found = Delivery().think(snapshot(*claims, **more), {})
    assert isinstance(found, ProposalDraft)
    assert {action.name for action in found.actions} <= KINDS[Kind.DAMAGED_GOODS].may_propose
    return found


def test_it_is_replaced_or_credited_or_taken_back_and_only_one_of_them() -> None:
    draft = thought(broken())
    assert ways(draft) == {
        "replace": [ActionName.SHIP_REPLACEMENT, ActionName.MESSAGE_CUSTOMER, ActionName.FILE_CLAIM],
        "credit": [ActionName.OFFER_CREDIT, ActionName.MESSAGE_CUSTOMER, ActionName.FILE_CLAIM],
        "back": [ActionName.CREATE_RETURN, ActionName.MESSAGE_CUSTOMER, ActionName.FILE_CLAIM],
    }
    by = {action.name: action for action in draft.actions}
    again, credit, taken = (
        by[name] for name in (ActionName.SHIP_REPLACEMENT, ActionName.OFFER_CREDIT, ActionName.CREATE_RETURN)
    )
    assert set(again.excludes) == {credit.id, taken.id}
    assert set(credit.excludes) == {again.id, taken.id}
    assert [line["quantity"] for line in again.args["lines"]] == ["2"]
    # Two of four that stand there for 80.
    assert (credit.args["amount"], credit.args["invoice"]) == ("40", "INV/30")
    assert (taken.args["to_location"], taken.args["lines"][0]["quantity"]) == ("Quarantine", "2")
    claim = recommended(draft)[ActionName.FILE_CLAIM]
    assert (claim["what"], claim["amount"]) == ("damaged", {"amount": "40.00", "currency": "EUR"})
    assert (claim["happened_on"], claim["deadline"]) == ("2026-11-23", "2026-11-30")
    assert "the last day to claim it is" in draft.summary


@pytest.mark.parametrize(
    ("terms", "more", "deadline"),
    [
        (contract(7), {}, "2026-11-30"),
        (contract(7), {"delivered": NOW - timedelta(days=1)}, "2026-12-02"),
        (contract(7, "pickup"), {"delivered": NOW - timedelta(days=1)}, "2026-11-30"),
        (contract(3), {}, "2026-11-26"),
        (contract(None), {}, None),
        (None, {}, None),
    ],
)
def test_the_last_day_to_claim_is_the_contracts(
    terms: FiledContract | None, more: dict[str, Any], deadline: str | None
) -> None:
    draft = thought(broken(), known=(left(**more),), contract=terms)
    assert recommended(draft)[ActionName.FILE_CLAIM]["deadline"] == deadline


def test_what_can_be_claimed_no_more_is_said_and_not_claimed() -> None:
    draft = thought(broken(), contract=contract(1))
    assert ActionName.FILE_CLAIM not in {action.name for action in draft.actions}
    assert "the last day to claim it was" in labels(draft)
    assert ActionName.SHIP_REPLACEMENT in recommended(draft)
    assert "No contract of Northline Parcel is on file" in labels(thought(broken(), contract=None))
    alone = thought(broken(), known=(left(carrier=None),), carrier=None, contract=None)
    assert ActionName.FILE_CLAIM not in {action.name for action in alone.actions}
    assert "whoever brought it cannot be told" in labels(alone)


def test_without_free_goods_people_decide() -> None:
    draft = thought(broken(), lamps=1)
    assert list(ways(draft)) == ["credit", "back", "settle"]
    assert set(recommended(draft)) == {ActionName.SCHEDULE_ACTIVITY, ActionName.FILE_CLAIM}


def test_what_was_made_good_is_not_made_good_again() -> None:
    credit = BILL.model_copy(update={"id": 31, "name": "RINV/1", "kind": "out_refund"})
    bill = BILL.model_copy(update={"credits": (credit,)})
    for known in (
        left(order=order(lines=(LAMP, SHADE), invoices=(bill,))),
        left(sent(1, LAMP, 4, back(70, 1, to_refund=True)), sent(2, SHADE, 10)),
    ):
        draft = thought(broken(), known=(known,))
        assert list(ways(draft)) == ["settle"]
        assert set(recommended(draft)) == {ActionName.SCHEDULE_ACTIVITY, ActionName.FILE_CLAIM}


@pytest.mark.parametrize(
    ("claim", "question"),
    [
        (broken(None, None), "Which goods of S00009 arrived broken is not told"),
        (broken(LAMP, None), "How many of Lamp arrived broken is not told"),
        (broken(LAMP, 9), "9 Units of Lamp arrived broken; of what was delivered 4 Units"),
        (broken(trust=0.5), "Nobody vouches that they wrote it"),
    ],
)
def test_what_is_not_told_surely_is_asked(claim: DamageClaim, question: str) -> None:
    draft = thought(claim)
    assert ways(draft) == {"ask": [ActionName.MESSAGE_CUSTOMER, ActionName.SCHEDULE_ACTIVITY]}
    assert question in draft.summary
    assert recommended(draft)[ActionName.MESSAGE_CUSTOMER]["occasion"] == "which_damage"


def test_goods_of_two_deliveries_are_for_people() -> None:
    both = (left(sent(1, LAMP, 2), number=13), left(sent(3, LAMP, 2), number=12))
    draft = thought(broken(LAMP, 3, order_text="S00009"), known=both)
    assert ways(draft) == {"ask": [ActionName.SCHEDULE_ACTIVITY]}


def test_what_the_carrier_then_loses_is_a_failed_delivery() -> None:
    lost = DeliveryClaim(status=Milestone.LOST, reason=Trouble.LOST, tracking_text="3SNL12")
    found = Delivery().think(snapshot(broken(), lost), {})
    assert isinstance(found, Handover)
    assert found.to is Kind.FAILED_DELIVERY
    hurt = DeliveryClaim(status=Milestone.EXCEPTION, reason=Trouble.DAMAGED, tracking_text="3SNL12")
    assert "replace" in ways(thought(broken(), hurt))


def bought(received: int = 10, **more: Any) -> PurchaseOrder:
    line = PurchaseLine(
        id=60, order=Ref(50, "P00050"), product=Ref(7, "Lamp"), name="Lamp", ordered=Decimal(12),
        received=Decimal(received), unit=Ref(1, "Units"), price_unit=Decimal(4), subtotal=Decimal(48),
    )  # fmt: skip
    vendor = Partner(id=70, name="Nordvik", email="sales@nordvik.example", lang="de_DE", company=Ref(70, "Nordvik"))
    values: dict[str, Any] = {
        "id": 50, "name": "P00050", "partner": Ref(70, "Nordvik"), "vendor": vendor, "state": "purchase",
        "amount_untaxed": Decimal(48), "lines": (line,), "currency": "EUR",
    }  # fmt: skip
    return PurchaseOrder.model_validate({**values, **more})


def at_dock(quantity: int | None = 3, **more: Any) -> DamageClaim:
    line = RecordRef(model="purchase.order.line", id=60, label="Lamp")
    values: dict[str, Any] = {"product_text": "Lamp", "quantity": quantity, "refers_to": (BUYS, line)}
    return DamageClaim.model_validate({**values, **more})


def dock(claim: Claim, order: PurchaseOrder | None = None) -> ProposalDraft:
    return thought(claim, known=(), purchase=order or bought(), people=(BUYER,))


def test_what_arrives_broken_at_our_dock_is_the_suppliers() -> None:
    draft = dock(at_dock())
    assert ways(draft) == {"supplier": [ActionName.MESSAGE_SUPPLIER, ActionName.SCHEDULE_ACTIVITY]}
    told = recommended(draft)[ActionName.MESSAGE_SUPPLIER]
    assert (told["ask"], told["products"], told["language"]) == ("damaged", ["3 × Lamp"], "de_DE")
    assert recommended(draft)[ActionName.SCHEDULE_ACTIVITY]["user"] == "Bram Claes"
    assert recommended(dock(at_dock(None, extent="all")))[ActionName.MESSAGE_SUPPLIER]["products"] == ["10 × Lamp"]


@pytest.mark.parametrize(
    ("claim", "order"),
    [
        (at_dock(None), bought()),
        (at_dock(13), bought()),
        (at_dock(), bought(0)),
        (at_dock(), bought(state="cancel")),
        (DamageClaim(refers_to=(BUYS,)), bought()),
        (MentionClaim(kind=Kind.DAMAGED_GOODS, text="It is broken.", refers_to=(BUYS,)), bought()),
    ],
)
def test_what_is_unclear_at_our_dock_is_for_a_buyer_alone(claim: Claim, order: PurchaseOrder) -> None:
    assert ways(dock(claim, order)) == {"person": [ActionName.SCHEDULE_ACTIVITY]}


def test_nothing_that_odoo_knows_is_for_somebody_to_find_out() -> None:
    said = MentionClaim(kind=Kind.DAMAGED_GOODS, text="Everything is broken.")
    draft = thought(said, known=())
    assert ways(draft) == {"ask": [ActionName.SCHEDULE_ACTIVITY]}
    assert not thought(said, known=(), people=()).actions
