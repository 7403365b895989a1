"""What a supplier confirms otherwise than was ordered, read from letters and held against the order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from agents.correspondence.known import KnownLine, KnownOrder
from agents.correspondence.playbook import played
from agents.inbound.confirmation import ConfirmationSnapshot, differences_of
from agents.inbound.confirming import think_confirmation
from agents.inbound.snapshot import InboundSnapshot
from agents.scans.unconfirmed_orders import unconfirmed
from cases.actions import MessageSupplier
from cases.actions.base import ActionName
from cases.claims import Claim, ConfirmationClaim, MentionClaim, RecordRef
from cases.kind import Kind
from cases.models import ProposalDraft
from tests.unit.agents.letters import NORDHOLZ, opened
from tests.unit.agents.test_hurt import LINE, at, delivery, sale, snapshot
from tools.odoo.scans import UnconfirmedOrder
from tools.odoo.values import Ref

DAY = date(2026, 12, 4)
ORDER = RecordRef(model="purchase.order", id=12, label="P00012")
ON_LINE = RecordRef(model="purchase.order.line", id=LINE, label="[BRG] Bearing")
HUBS = KnownOrder(
    12,
    "P00012",
    ("P00012",),
    NORDHOLZ,
    (
        KnownLine(1, "[HUB-40] Flange hub", ("HUB-40",), "Flange hub", DAY, True, "Units", Decimal(40), Decimal(4)),
        KnownLine(2, "[PIN-8] Taper pin", ("PIN-8",), "Taper pin", DAY, True, "Units", Decimal(500), Decimal("0.35")),
    ),
)
HUB_ALONE = KnownOrder(12, "P00012", ("P00012",), NORDHOLZ, HUBS.lines[:1])


def read(body: str, orders: Sequence[KnownOrder] = (HUBS,)) -> list[tuple[str, Decimal | None, Decimal | None]]:
    found = played(opened(body, "Order confirmation P00012"), orders).confirmed
    return [(one.refers_to[1].label, one.quantity, one.price) for one in found]


@pytest.mark.parametrize(
    ("body", "quantity", "price"),
    [
        ("We confirm P00012: 40 pcs HUB-40 at EUR 6.10 each instead of EUR 4.00.", None, "6.10"),
        ("Zu P00012: HUB-40 kostet ab sofort 4,60 € je Stück.", None, "4.60"),
        ("Wir bestätigen P00012, jedoch nur 25 Stück HUB-40.", "25", None),
        ("Nous confirmons P00012 : 30 pièces HUB-40 à 4,20 € pièce.", "30", "4.20"),
        ("Wij bevestigen P00012: 48 stuks HUB-40 à € 3,90.", "48", "3.90"),
        # The row's sum is no price of one.
        ("P00012\n\nHUB-40 Flange hub 40 pcs EUR 6.10 EUR 244.00", None, "6.10"),
    ],
)
def test_another_price_or_quantity_of_a_named_line_is_claimed(
    body: str, quantity: str | None, price: str | None
) -> None:
    wanted = (Decimal(quantity) if quantity else None, Decimal(price) if price else None)
    assert read(body) == [("[HUB-40] Flange hub", *wanted)]


@pytest.mark.parametrize(
    "body",
    [
        "We confirm P00012: 40 pcs HUB-40 at EUR 4.00 and 500 pcs PIN-8 at EUR 0.35.",
        # Which line of the two?
        "We confirm P00012 at the new price of EUR 0.41.",
        # Of how many is that the price?
        "P00012: HUB-40 at EUR 410.00 per 100.",
        # How many are in a box is not said.
        "P00012: HUB-40 comes in 4 boxes.",
        # Freight is no price of the goods.
        "P00012: HUB-40 as ordered, plus EUR 85.00 freight.",
        # One of them is the price, and nobody knows which.
        "P00012: HUB-40 at EUR 4.40 or, from January, EUR 4.80.",
    ],
)
def test_what_may_mean_several_things_is_no_claim(body: str) -> None:
    assert read(body) == []


def test_of_an_order_with_one_line_its_price_need_not_name_it() -> None:
    body = "We confirm P00012. The price is EUR 4.40 each."
    [(label, _, price)] = read(body, [HUB_ALONE])
    assert (label, price) == ("[HUB-40] Flange hub", Decimal("4.40"))
    [claim] = played(opened(body), [HUB_ALONE]).confirmed
    assert claim.sure < 0.8


def test_a_line_that_is_told_twice_otherwise_is_left_to_a_person() -> None:
    assert read("P00012: HUB-40 now EUR 4.40.\n\nP00012: HUB-40 now EUR 4.60.") == []


def of(*claims: Claim, made: InboundSnapshot | None = None, **more: Any) -> ConfirmationSnapshot:
    made = made or snapshot(**more)
    file = made.file.model_copy(update={"kind": Kind.CONFIRMATION_MISMATCH, "claims": claims})
    return ConfirmationSnapshot(file=file, read_at=made.read_at, read=made.model_copy(update={"file": file}))


def confirmed(**more: Any) -> ConfirmationClaim:
    return ConfirmationClaim(**{"order_text": "P00012", "product_text": "BRG", "refers_to": (ORDER, ON_LINE), **more})


def options(draft: ProposalDraft) -> dict[str, bool]:
    return {one.id: one.recommended for one in draft.options}


def test_another_price_is_never_accepted_but_asked_about() -> None:
    draft = think_confirmation(of(confirmed(price=Decimal("4.50"))), {})
    assert options(draft) == {"hold": True, "decide": False}
    [letter, todo] = draft.actions
    assert letter.name is ActionName.MESSAGE_SUPPLIER
    args = MessageSupplier.model_validate(letter.args)
    assert args.differences == ("[BRG] Bearing: 60 Units × 4.00 EUR → 60 Units × 4.50 EUR",)
    assert "60 Units × 4.00 EUR → 60 Units × 4.50 EUR" in args.letter().text
    assert todo.name is ActionName.SCHEDULE_ACTIVITY
    # Sixty at half a euro more.
    assert next(one for one in draft.options if one.id == "decide").cost == "30.00 EUR more than ordered, without tax."


def test_less_than_ordered_tells_who_would_not_be_served() -> None:
    waiting = sale(21, 60, 7)
    made = snapshot(delivery(11, waiting, 5), sales=(waiting,))
    draft = think_confirmation(of(confirmed(quantity=Decimal(25)), made=made), {})
    assert "S21 would not be served" in draft.summary
    [todo] = [one for one in draft.actions if one.name is ActionName.SCHEDULE_ACTIVITY]
    assert "S21" in todo.args["note"]
    # Enough for whoever waits: nobody is hurt.
    fewer = sale(21, 20, 7)
    made = snapshot(delivery(11, fewer, 5), sales=(fewer,))
    assert "would not be served" not in think_confirmation(of(confirmed(quantity=Decimal(25)), made=made), {}).summary


def test_more_than_ordered_hurts_nobody_and_is_asked_about() -> None:
    draft = think_confirmation(of(confirmed(quantity=Decimal(72))), {})
    assert options(draft)["hold"] is True
    assert "60 Units × 4.00 EUR → 72 Units × 4.00 EUR" in draft.summary


def test_what_odoo_has_by_now_leaves_nothing_to_do() -> None:
    draft = think_confirmation(of(confirmed(quantity=Decimal(60), price=Decimal(4))), {})
    assert draft.actions == ()
    assert "as it was ordered" in draft.summary


def test_a_supplier_without_a_mail_address_is_left_to_the_buyer() -> None:
    made = snapshot()
    vendor = made.orders[0].vendor
    assert vendor is not None
    order = made.orders[0].model_copy(update={"vendor": vendor.model_copy(update={"email": None})})
    draft = think_confirmation(of(confirmed(price=Decimal(5)), made=made.model_copy(update={"orders": (order,)})), {})
    assert options(draft) == {"decide": True}


def test_a_line_that_cannot_be_told_is_a_persons_to_compare() -> None:
    claim = confirmed(product_text="WASHER-9", refers_to=(ORDER,), price=Decimal(5))
    draft = think_confirmation(of(claim), {})
    assert options(draft) == {"ask": True}
    assert "WASHER-9" in draft.summary


def test_of_a_mail_that_merely_sounds_so_a_person_compares_line_by_line() -> None:
    mention = MentionClaim(kind=Kind.CONFIRMATION_MISMATCH, text="Other terms than ordered.", refers_to=(ORDER,))
    draft = think_confirmation(of(mention), {})
    [todo] = draft.actions
    assert "[BRG] Bearing: 60 × 4.00 EUR" in todo.args["note"]


@pytest.mark.parametrize(("state", "words"), [("cancel", "cancelled"), ("sent", "only a request for quotation")])
def test_an_order_that_does_not_stand_is_a_persons_matter(state: str, words: str) -> None:
    draft = think_confirmation(of(confirmed(price=Decimal(5)), state=state), {})
    assert words in draft.summary
    assert {one.name for one in draft.actions} == {ActionName.SCHEDULE_ACTIVITY}


def test_an_order_that_odoo_does_not_know_is_asked_for_on_the_suppliers_card() -> None:
    made = snapshot()
    claim = confirmed(order_text="P99999", refers_to=(), price=Decimal(5))
    partner = RecordRef(model="res.partner", id=7, label="Nordholz")
    asked = of(claim, made=made.model_copy(update={"orders": ()}))
    file = asked.file.model_copy(update={"records": (partner,), "partner": partner})
    draft = think_confirmation(ConfirmationSnapshot(file=file, read_at=asked.read_at, read=asked.read), {})
    assert "P99999" in draft.summary


def test_the_last_word_on_a_line_counts_and_one_that_takes_it_back_ends_it() -> None:
    order = snapshot().orders[0]
    first, second = confirmed(price=Decimal(5)), confirmed(price=Decimal("4.20"))
    [one], _ = differences_of(order, [(0, first), (1, second)])
    assert one.price == Decimal("4.20")
    assert differences_of(order, [(0, first), (1, confirmed(price=Decimal(4)))]) == ([], [])


def test_an_order_that_a_person_wrote_in_is_the_one() -> None:
    claim = confirmed(refers_to=(), product_text="BRG", price=Decimal("4.50"), read_by="person")
    asked = of(claim)
    file = asked.file.model_copy(update={"records": ()})
    read = asked.read.model_copy(update={"file": file})
    assert "P00012" in think_confirmation(ConfirmationSnapshot(file=file, read_at=asked.read_at, read=read), {}).summary


def test_an_order_that_nobody_confirms_is_asked_for_once() -> None:
    claim = ConfirmationClaim(order_text="P00012", silent_since=date(2026, 11, 16), refers_to=(ORDER,), read_by="scan")
    draft = think_confirmation(of(claim, confirmed_at=at(-7)), {})
    assert options(draft) == {"ask": True, "call": False}
    letter = MessageSupplier.model_validate(draft.actions[0].args).letter()
    assert "confirm" in letter.subject
    # Once it is confirmed, if otherwise, that is what the case is about.
    assert confirmed(price=Decimal(5)).replaces(claim)


def test_the_longest_unconfirmed_comes_first() -> None:
    orders = [
        UnconfirmedOrder(Ref(2, "P2"), at(-6), Ref(7, "Nordholz")),
        UnconfirmedOrder(Ref(1, "P1"), at(-9), None, "Asia/Tokyo"),
    ]
    found = unconfirmed(orders, "Europe/Brussels")
    assert [one.about.label for one in found] == ["P1", "P2"]
    assert found[1].owner is not None
    assert found[1].owner.label == "Nordholz"
