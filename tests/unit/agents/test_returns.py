"""Goods that a customer wants to send back: what may, until when, what is asked, and never more than was delivered."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from agents.analysis.habits import Habits
from agents.delivery import Delivery, ReturnSnapshot
from cases.actions import ActionName
from cases.claims import MentionClaim, RecordRef, ReturnClaim
from cases.kind import Kind
from cases.kinds import KINDS
from cases.models import CaseFile, ProposalDraft
from cases.return_terms import AgreedReturns
from tests.unit.agents.shipped import CUSTOMER, MERIDIAN, SERVICE, STOCK, order, recommended, shipment
from tools.odoo.models import Location
from tools.odoo.shipments import BilledPart, Invoice, OrderedLine, ReturnedPart, Shipment, ShippedMove, Transfer
from tools.odoo.values import Ref

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
UNITS, BOXES = Ref(1, "Units"), Ref(2, "Boxes")
SALE = RecordRef(model="sale.order", id=9, label="S00009")
QUARANTINE = Location(id=44, name="Quarantine", usage="internal")
BILL = Invoice(
    id=30, name="INV/30", kind="out_invoice", state="posted", payment="paid", total=Decimal(121), untaxed=Decimal(100),
    due=Decimal(0), currency="EUR",
)  # fmt: skip


def line(number: int, name: str, ordered: int, price: str = "20", **more: Any) -> OrderedLine:
    values: dict[str, Any] = {
        "id": number, "order": Ref(9, "S00009"), "product": Ref(number, name), "name": name,
        "ordered": Decimal(ordered),
        "delivered": Decimal(ordered), "invoiced": Decimal(ordered), "unit": UNITS, "price_unit": Decimal(price),
        "subtotal": Decimal(price) * ordered, "product_code": name[:3].upper(),
    }  # fmt: skip
    return OrderedLine.model_validate({**values, **more})


LAMP, SHADE = line(7, "Lamp", 4), line(8, "Shade", 10, "5")


def sent(number: int, of: OrderedLine, quantity: int, *returns: ReturnedPart, **more: Any) -> ShippedMove:
    assert of.product is not None
    values: dict[str, Any] = {
        "id": number, "product": of.product, "state": "done", "demand": Decimal(quantity),
        "quantity": Decimal(quantity),
        "unit": UNITS, "kept_in": UNITS, "sale_line_id": of.id, "returns": returns,
    }  # fmt: skip
    return ShippedMove.model_validate({**values, **more})


def back(number: int, quantity: int, state: str = "assigned", **more: Any) -> ReturnedPart:
    values: dict[str, Any] = {"transfer": Ref(90, "ANT/IN/00090"), "destination": QUARANTINE, **more}
    return ReturnedPart.model_validate({"id": number, "state": state, "quantity": Decimal(quantity), **values})


def delivery(*moves: ShippedMove, days: int = 6, number: int = 12, **more: Any) -> Shipment:
    values: dict[str, Any] = {
        "id": number, "name": f"ANT/OUT/{number:05}", "done_at": NOW - timedelta(days=days), "moves": moves,
        "order": order(lines=(LAMP, SHADE), invoices=(BILL,)), "tracking": f"3SNL{number}",
    }  # fmt: skip
    return shipment(**{**values, **more})


def asks(of: OrderedLine | None = None, quantity: int | None = None, **more: Any) -> ReturnClaim:
    refers = (SALE,) if of is None else (SALE, RecordRef(model="sale.order.line", id=of.id, label=of.name))
    values: dict[str, Any] = {
        "order_text": "S00009", "product_text": of.name if of else None, "quantity": quantity, "refers_to": refers,
        "asked_on": NOW.date(),
    }  # fmt: skip
    return ReturnClaim.model_validate({**values, **more})


def snapshot(
    *claims: ReturnClaim | MentionClaim, deliveries: tuple[Shipment, ...] | None = None, **more: Any
) -> ReturnSnapshot:
    known = (delivery(sent(1, LAMP, 4), sent(2, SHADE, 10)),) if deliveries is None else deliveries
    partner = RecordRef(model="res.partner", id=5, label="Meridian")
    file = CaseFile(
        case_id="c1", kind=Kind.RETURN_REQUEST, title="t", records=(SALE,), claims=claims, partner=partner,
        received_at=NOW,
    )  # fmt: skip
    values: dict[str, Any] = {
        "file": file, "read_at": NOW, "shipment": known[0] if known else None, "deliveries": known,
        "people": (SERVICE,), "checking": QUARANTINE,
        "habits": Habits(zone="Europe/Brussels", arrival_hour=17, dispatch_hour=12, importance_tags=""),
    }  # fmt: skip
    return ReturnSnapshot.model_validate({**values, **more})


def thought(*claims: ReturnClaim | MentionClaim, **more: Any) -> ProposalDraft:
    found = Delivery().think(snapshot(*claims, **more), {})
    assert isinstance(found, ProposalDraft)
    assert {action.name for action in found.actions} <= KINDS[Kind.RETURN_REQUEST].may_propose
    return found


def ways(draft: ProposalDraft) -> dict[str, list[ActionName]]:
    names = {action.id: action.name for action in draft.actions}
    return {option.id: [names[one] for one in option.action_ids] for option in draft.options}


def planned(draft: ProposalDraft) -> list[tuple[str, str, str, bool]]:
    """What is to come back: of which delivery, of what, how much, and whether for a credit."""
    return [
        (action.args["picking"], one["product"], one["quantity"], action.args["to_refund"])
        for action in draft.actions
        if action.name is ActionName.CREATE_RETURN
        for one in action.args["lines"]
    ]


def letter(draft: ProposalDraft) -> dict[str, Any]:
    return recommended(draft)[ActionName.MESSAGE_CUSTOMER]


def labels(draft: ProposalDraft) -> str:
    return "\n".join(fact.label for fact in draft.evidence)


def test_in_time_and_told_surely_it_is_expected_back_and_the_customer_hears_until_when() -> None:
    draft = thought(asks(LAMP, 3, reason="they are too bright"))
    assert ways(draft) == {
        "return": [ActionName.CREATE_RETURN, ActionName.MESSAGE_CUSTOMER],
        "talk": [ActionName.SCHEDULE_ACTIVITY],
    }
    assert planned(draft) == [("ANT/OUT/00012", "Lamp", "3", True)]
    args = recommended(draft)[ActionName.CREATE_RETURN]
    assert (args["to_location"], args["expected"]) == ("Quarantine", "2026-12-03")
    told = letter(draft)
    assert (told["occasion"], told["new_date"], told["products"]) == ("return", "2026-12-03", ["3 × Lamp"])
    [message] = [one for one in draft.actions if one.name is ActionName.MESSAGE_CUSTOMER]
    [plan] = [one for one in draft.actions if one.name is ActionName.CREATE_RETURN]
    assert (message.depends_on, message.takes["new_date"].field) == ((plan.id,), "expected")
    assert "(they are too bright)" in draft.summary
    assert "60.00 EUR" in draft.summary
    assert "INV/30, 121.00 EUR, paid" in labels(draft)
    assert "30 days (no policy on file says otherwise)" in labels(draft)


@pytest.mark.parametrize(("days", "in_time"), [(0, True), (30, True), (31, False), (400, False)])
def test_the_window_ends_with_its_last_day(days: int, in_time: bool) -> None:
    draft = thought(asks(LAMP, 1), deliveries=(delivery(sent(1, LAMP, 4), days=days),))
    assert (ActionName.CREATE_RETURN in recommended(draft)) is in_time


def test_too_late_is_for_people_to_decide_and_nobody_is_told_both() -> None:
    draft = thought(asks(LAMP, 1), deliveries=(delivery(sent(1, LAMP, 4), days=40),))
    assert list(ways(draft)) == ["decide", "accept"]
    assert set(recommended(draft)) == {ActionName.MESSAGE_CUSTOMER, ActionName.SCHEDULE_ACTIVITY}
    told = letter(draft)
    assert (told["occasion"], told["old_date"]) == ("return_late", "2026-11-16")
    late = next(one for one in draft.actions if one.args.get("occasion") == "return_late")
    accepted = next(option.action_ids for option in draft.options if option.id == "accept")
    assert set(late.excludes) == set(accepted)
    assert "The last day for it was Mon 16 Nov" in draft.summary or "16 November 2026" in draft.summary


def test_it_is_counted_from_the_recorded_delivery_up_to_the_day_it_was_asked() -> None:
    """A shipment that was long on its way, and a case that is looked at once more a month later."""
    known = delivery(sent(1, LAMP, 4), days=45, delivered=NOW - timedelta(days=20))
    assert planned(thought(asks(LAMP, 1), deliveries=(known,)))
    asked = asks(LAMP, 1, asked_on=date(2026, 10, 28))
    assert ActionName.CREATE_RETURN in recommended(
        thought(asked, deliveries=(delivery(sent(1, LAMP, 4), days=45),), read_at=NOW)
    )


def test_more_days_and_a_part_kept_back_as_the_policy_says() -> None:
    terms = AgreedReturns(
        days=60, percent=Decimal("12.5"), days_by="returns, version 2", percent_by="returns, version 2"
    )
    draft = thought(asks(LAMP, 2), deliveries=(delivery(sent(1, LAMP, 4), days=45),), terms=terms)
    # The order would credit them in full; what is kept back it does not know.
    assert planned(draft) == [("ANT/OUT/00012", "Lamp", "2", False)]
    [option] = [one for one in draft.options if one.recommended]
    assert "35.00 EUR is to be credited, untaxed: 12.5 % is kept back" in option.effect
    assert "60 days (returns, version 2)" in labels(draft)


@pytest.mark.parametrize("trust", [0.5, 0.4, 0.7125, 0.6])
def test_a_stranger_plans_nothing_and_the_customer_is_asked_at_the_address_on_file(trust: float) -> None:
    draft = thought(asks(LAMP, 1, trust=trust))
    assert ways(draft) == {"ask": [ActionName.MESSAGE_CUSTOMER, ActionName.SCHEDULE_ACTIVITY]}
    told = letter(draft)
    assert (told["occasion"], told["partner_id"], told["products"]) == ("which_return", MERIDIAN.id, ["Lamp", "Shade"])


@pytest.mark.parametrize(
    ("claim", "question"),
    [
        (asks(), "Which goods of S00009 shall go back is not told"),
        (asks(LAMP), "How many of Lamp shall go back is not told; 4 Units are with the customer"),
        (asks(LAMP, 5), "5 Units of Lamp shall go back; of what was delivered 4 Units"),
        (asks(product_text="gloves", quantity=2), "Which goods of S00009 “gloves” means cannot be told"),
    ],
)
def test_what_is_not_told_surely_is_asked(claim: ReturnClaim, question: str) -> None:
    draft = thought(claim)
    assert ways(draft) == {"ask": [ActionName.MESSAGE_CUSTOMER, ActionName.SCHEDULE_ACTIVITY]}
    assert question in draft.summary
    assert letter(draft)["occasion"] == "which_return"


def test_what_is_sure_beside_a_question_can_be_planned_and_is_not_recommended() -> None:
    draft = thought(asks(LAMP, 2), asks(SHADE))
    assert list(ways(draft)) == ["ask", "part"]
    assert planned(draft) == [("ANT/OUT/00012", "Lamp", "2", True)]
    assert ActionName.CREATE_RETURN not in recommended(draft)


def test_all_of_it_is_what_is_still_with_the_customer() -> None:
    known = delivery(sent(1, LAMP, 4, back(70, 1), back(71, 1, "done")), sent(2, SHADE, 10))
    draft = thought(asks(extent="all"), deliveries=(known,))
    assert planned(draft) == [("ANT/OUT/00012", "Lamp", "2", True), ("ANT/OUT/00012", "Shade", "10", True)]
    assert "1 Units of Lamp of ANT/OUT/00012 is expected back already (ANT/IN/00090)" in labels(draft)
    assert planned(thought(asks(LAMP, extent="all"), deliveries=(known,))) == [("ANT/OUT/00012", "Lamp", "2", True)]
    # One item by number, and everything beside: nothing twice.
    both = planned(thought(asks(LAMP, 1), asks(extent="all"), deliveries=(known,)))
    assert both == [
        ("ANT/OUT/00012", "Lamp", "2", True), ("ANT/OUT/00012", "Shade", "10", True)
    ]  # fmt: skip


def test_one_delivered_is_the_one_that_goes_back() -> None:
    assert planned(thought(asks(LAMP), deliveries=(delivery(sent(1, LAMP, 1)),))) == [
        ("ANT/OUT/00012", "Lamp", "1", True)
    ]


def test_what_is_back_already_is_planned_no_second_time() -> None:
    draft = thought(asks(LAMP, 4), deliveries=(delivery(sent(1, LAMP, 4, back(70, 4))),))
    assert ways(draft) == {"person": [ActionName.SCHEDULE_ACTIVITY]}
    assert "expected back, already" in draft.summary


def test_of_several_deliveries_the_latest_goes_back_first_unless_one_is_named() -> None:
    early, late = delivery(sent(1, LAMP, 2), days=40, number=12), delivery(sent(3, LAMP, 2), days=5, number=13)
    draft = thought(asks(LAMP, 2), deliveries=(late, early))
    assert planned(draft) == [("ANT/OUT/00013", "Lamp", "2", True)]
    # Three cannot all be of the late one: the rest is past its days.
    assert list(ways(thought(asks(LAMP, 3), deliveries=(late, early)))) == ["decide", "accept"]
    both = thought(asks(LAMP, 3), deliveries=(late, early.model_copy(update={"done_at": NOW - timedelta(days=9)})))
    assert planned(both) == [("ANT/OUT/00013", "Lamp", "2", True), ("ANT/OUT/00012", "Lamp", "1", True)]
    for named in ("ANT/OUT/00012", "3SNL12"):
        draft = thought(asks(LAMP, 2, order_text=named), deliveries=(late, early))
        assert list(ways(draft)) == ["decide", "accept"]
        assert planned(draft) == [("ANT/OUT/00012", "Lamp", "2", True)]


@pytest.mark.parametrize(
    "moves",
    [
        (sent(1, LAMP, 4, unit=BOXES),),
        (sent(1, LAMP, 4, kept_in=BOXES, unit=BOXES),),
        (sent(1, LAMP, 4, product=Ref(77, "Part of a lamp")),),
    ],
)
def test_other_units_and_parts_of_kits_are_for_people(moves: tuple[ShippedMove, ...]) -> None:
    draft = thought(asks(LAMP, 1), deliveries=(delivery(*moves),))
    assert ways(draft) == {"ask": [ActionName.SCHEDULE_ACTIVITY]}


def test_what_has_not_left_is_no_return() -> None:
    waits = delivery(sent(1, LAMP, 0, state="assigned", demand=Decimal(4)), state="assigned", done_at=None)
    draft = thought(asks(LAMP, 1), deliveries=(waits,))
    assert ways(draft) == {"ask": [ActionName.SCHEDULE_ACTIVITY]}
    assert "Lamp was not delivered yet" in draft.summary


def test_a_cancelled_order_is_for_people() -> None:
    known = delivery(sent(1, LAMP, 4))
    assert known.order is not None
    known = known.model_copy(update={"order": known.order.model_copy(update={"state": "cancel"})})
    assert ways(thought(asks(LAMP, 1), deliveries=(known,))) == {"ask": [ActionName.SCHEDULE_ACTIVITY]}


def test_what_was_credited_or_sent_again_brings_no_second_credit() -> None:
    ours = Invoice(
        id=31, name="RINV/1", kind="out_refund", state="draft", total=Decimal(97), untaxed=Decimal(80), due=Decimal(0),
        reference="ANT/OUT/00012", currency="EUR",
    )  # fmt: skip
    bill = BILL.model_copy(update={"credits": (ours,)})
    known = delivery(sent(1, LAMP, 4), order=order(lines=(LAMP, SHADE), invoices=(bill,)))
    draft = thought(asks(LAMP, 1), deliveries=(known,))
    assert planned(draft) == [("ANT/OUT/00012", "Lamp", "1", False)]
    assert "RINV/1 is for them already" in draft.options[0].effect
    again = Transfer(
        id=40, name="ANT/OUT/00040", state="assigned", source=STOCK, destination=CUSTOMER, origin="ANT/OUT/00012 S00009"
    )
    draft = thought(asks(LAMP, 1), before=(again,))
    assert planned(draft) == [("ANT/OUT/00012", "Lamp", "1", False)]
    assert "ANT/OUT/00040 is sent in their place" in draft.options[0].effect


def test_what_is_back_is_credited_less_what_the_policy_keeps() -> None:
    """Only where the policy keeps something back: else the order credits it, or it came back as a swap."""
    part = {"invoice": Ref(30, "INV/30"), "quantity": Decimal(4), "untaxed": Decimal(80), "total": Decimal(97)}
    lamp = LAMP.model_copy(update={"billed": (BilledPart.model_validate({**part, "taxes": (2,)}),)})
    known = delivery(
        sent(1, lamp, 4, back(70, 4, "done")), order=order(lines=(lamp,), invoices=(BILL,)), currency="EUR",
        goodwill=Ref(41, "Goodwill"),
    )  # fmt: skip
    terms = AgreedReturns(percent=Decimal(25), percent_by="returns, version 2")
    draft = thought(asks(LAMP, 4), deliveries=(known,), terms=terms)
    assert ways(draft) == {"credit": [ActionName.OFFER_CREDIT, ActionName.MESSAGE_CUSTOMER]}
    credit = recommended(draft)[ActionName.OFFER_CREDIT]
    assert (credit["amount"], credit["invoice"]) == ("60", "INV/30")
    assert letter(draft)["occasion"] == "return_credit"
    for other in (
        {"deliveries": (known,)},
        {"deliveries": (delivery(sent(1, lamp, 4, back(70, 4, "done", to_refund=True))),), "terms": terms},
        {"deliveries": (delivery(sent(1, lamp, 4, back(70, 4))),), "terms": terms},
    ):
        assert ways(thought(asks(LAMP, 4), **other)) == {"person": [ActionName.SCHEDULE_ACTIVITY]}


def test_without_a_place_for_checking_a_person_plans_it() -> None:
    draft = thought(asks(LAMP, 1), checking=None)
    assert ways(draft) == {"person": [ActionName.SCHEDULE_ACTIVITY]}
    assert "no place for checking called Quarantine" in draft.options[0].effect


def test_discounts_count_and_freight_is_no_goods() -> None:
    cheap = line(7, "Lamp", 4, subtotal=Decimal(60))
    freight = line(9, "Carriage", 1, freight=True)
    known = delivery(sent(1, cheap, 4), order=order(lines=(cheap, freight), invoices=()))
    draft = thought(asks(extent="all"), deliveries=(known,))
    assert planned(draft) == [("ANT/OUT/00012", "Lamp", "4", True)]
    assert "60.00 EUR" in draft.summary
    assert "Not billed yet" in labels(draft)


def test_what_a_person_corrects_is_found_by_code_or_name() -> None:
    for text in ("Lamp", "lam", "LAM"):
        claim = asks(product_text=text, quantity=1, read_by="person")
        assert planned(thought(claim)) == [("ANT/OUT/00012", "Lamp", "1", True)]


def test_a_mail_that_names_nothing_is_for_somebody_who_knows_the_customer() -> None:
    said = MentionClaim(kind=Kind.RETURN_REQUEST, text="We want to send something back.")
    sold = Transfer(
        id=12, name="ANT/OUT/00012", state="done", source=STOCK, destination=CUSTOMER, sale_order=Ref(9, "S00009"),
        done_at=NOW - timedelta(days=3),
    )  # fmt: skip
    draft = thought(said, deliveries=(), before=(sold,))
    assert ways(draft) == {"ask": [ActionName.SCHEDULE_ACTIVITY]}
    assert "S00009 (ANT/OUT/00012)" in draft.actions[0].args["note"]
    assert not thought(said, deliveries=(), people=()).actions
    # The order is known, and what of it goes back is not.
    asked = thought(said)
    assert letter(asked)["occasion"] == "which_return"
    assert "Which goods of S00009 shall go back is not told" in asked.summary
