"""What is proposed about receipts that differ, from snapshots made by hand."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from agents.inbound.receipts import ReceiptSnapshot, think
from agents.inbound.receipts.harm import harm_of
from cases.actions.base import ActionName
from cases.claims import Claim, ReceiptClaim, RecordRef
from cases.kinds import KINDS
from cases.models import ActionDraft, ProposalDraft
from tests.unit.agents.docks import REF, at, back, day, line, mention, move, snapshot, stock_move
from tests.unit.agents.test_hurt import delivery, sale
from tests.unit.agents.world import NOW
from tools.odoo.received import BilledGoods
from tools.odoo.values import Ref

NUT = Ref(66, "[NUT] Nut")
SHORT = line(40, move(1, 30), move(2, 10, "cancel"))
OVER = line(40, move(1, 45))
ODD = line(0, move(3, 7), number=2, product=NUT)


def scanned(**more: Any) -> ReceiptClaim:
    return ReceiptClaim(order_text="P00012", refers_to=(REF,), read_by="scan", **more)


def drafted(made: ReceiptSnapshot) -> ProposalDraft:
    """The proposal, whose every action may be proposed for its kind."""
    draft = think(made, {})
    assert {one.name for one in draft.actions} <= KINDS[made.file.kind].may_propose
    assert sum(option.recommended for option in draft.options) == bool(draft.options)
    return draft


def recommended(draft: ProposalDraft) -> list[ActionDraft]:
    [option] = [one for one in draft.options if one.recommended]
    return [one for one in draft.actions if one.id in option.action_ids]


def letter(draft: ProposalDraft) -> dict[str, Any]:
    [one] = [one for one in draft.actions if one.name is ActionName.MESSAGE_SUPPLIER]
    return dict(one.args)


def to_dos(draft: ProposalDraft) -> list[tuple[str, str, str]]:
    return [
        (one.args["role"], one.args["record"], one.args["summary"])
        for one in draft.actions
        if one.name is ActionName.SCHEDULE_ACTIVITY
    ]


def labels(draft: ProposalDraft) -> list[str]:
    return [one.label for one in draft.evidence]


def short_of(*deliveries: tuple[int, int], **more: Any) -> ReceiptSnapshot:
    """Ten bearings are missing, and customers wait: how many each, and for which day they were promised."""
    sales = [sale(20 + number, much, promised) for number, (much, promised) in enumerate(deliveries, 1)]
    moves = [
        delivery(10 + number, one, promised - 1)
        for number, (one, (_, promised)) in enumerate(zip(sales, deliveries, strict=True), 1)
    ]
    return snapshot(
        SHORT,
        moves=moves,
        sales=sales,
        behind=[stock_move(1, 30, "done", -1), stock_move(2, 10, "cancel", -1)],
        claims=[scanned(ordered=Decimal(40), received=Decimal(30))],
        **{"stock": 30, **more},
    )


def test_what_is_missing_is_asked_for_and_the_buyer_decides_about_the_order() -> None:
    draft = drafted(short_of())
    assert [option.id for option in draft.options] == ["supplier", "count"]
    told = letter(draft)
    assert (told["ask"], told["lacking"], told["excess"]) == ("missing", ["10 Units [BRG] Bearing"], [])
    assert told["language"] == "de_DE"
    assert [one.name for one in recommended(draft)] == [ActionName.MESSAGE_SUPPLIER, ActionName.SCHEDULE_ACTIVITY]
    [buyer, count] = to_dos(draft)
    assert buyer[:2] == ("procurement", "P00012")
    assert "order it again if it is still wanted, or lower the order to what came" in buyer[2]
    assert count == ("warehouse", "ANT/IN/00001", "Count again what arrived for P00012")
    assert "ANT/IN/00002: 10 Units of [BRG] Bearing were called off" in labels(draft)
    assert draft.summary.endswith("No customer's order waits for what is missing.")


def test_what_a_booked_receipt_left_out_is_told_as_called_off() -> None:
    draft = drafted(snapshot(line(40, move(1, 30, called_off=Decimal(10)))))
    assert (
        "ANT/IN/00001: 30 Units of [BRG] Bearing were booked in on Sun 22 Nov 2026, 10 more were called off"
        in labels(draft)
    )
    assert letter(draft)["lacking"] == ["10 Units [BRG] Bearing"]


def test_an_open_backorder_is_told_as_such_and_nothing_is_ordered_again() -> None:
    open_one = line(40, move(1, 30), move(2, 10, "assigned", 2))
    draft = drafted(snapshot(open_one, moves=[stock_move(2, 10, "assigned", 2)]))
    assert "10 Units are on an open backorder, planned for Wed 25 Nov 2026" in draft.summary
    assert letter(draft)["ask"] == "missing"
    assert [role for role, _, _ in to_dos(draft)] == ["warehouse"]
    assert "stay open until the supplier answers" in draft.options[0].effect


def test_too_much_is_kept_apart_or_kept() -> None:
    draft = drafted(snapshot(OVER, ODD))
    told = letter(draft)
    assert told["ask"] == "excess"
    assert told["excess"] == ["5 Units [BRG] Bearing", "7 Units [NUT] Nut"]
    assert told["needed_by"] is None
    assert [option.id for option in draft.options] == ["supplier", "keep", "count"]
    keep = next(one for one in draft.options if one.id == "keep")
    assert keep.cost == "48.00 EUR at the prices of the order."
    # What is kept is not collected.
    message = next(one for one in draft.actions if one.name is ActionName.MESSAGE_SUPPLIER)
    assert set(keep.action_ids) <= set(message.excludes)
    # What is counted first is written to nobody meanwhile.
    count = next(one for one in draft.options if one.id == "count")
    assert set(count.action_ids) <= set(message.excludes)
    unpriced = drafted(snapshot(ODD.model_copy(update={"price_unit": Decimal(0)})))
    assert next(one for one in unpriced.options if one.id == "keep").cost == "Goods for which no price was agreed."


def test_missing_and_too_much_are_one_letter() -> None:
    told = letter(drafted(snapshot(SHORT, ODD)))
    assert told["ask"] == "missing_and_excess"
    assert (told["lacking"], told["excess"]) == (["10 Units [BRG] Bearing"], ["7 Units [NUT] Nut"])


def test_what_we_sent_back_is_asked_of_nobody_outside() -> None:
    draft = drafted(snapshot(line(40, move(1, 40), back(2, 4, for_credit=False))))
    assert ActionName.MESSAGE_SUPPLIER not in {one.name for one in draft.actions}
    assert recommended(draft)[0].args["role"] == "procurement"
    # Odoo lets nobody lower an order below what it counts as received.
    assert "find out whether a replacement comes" in recommended(draft)[0].args["note"]
    credited = drafted(snapshot(line(40, move(1, 40), back(2, 4))))
    assert "lower the order to what stayed" in recommended(credited)[0].args["note"]
    assert any("still counts 40 of" in label and "without a credit" in label for label in labels(draft))
    # Of ten that are missing four went back and six never came.
    draft = drafted(snapshot(line(40, move(1, 34), back(2, 4), move(3, 6, "cancel"))))
    assert letter(draft)["lacking"] == ["6 Units [BRG] Bearing"]


# Who is hurt


def hurt(made: ReceiptSnapshot) -> list[str]:
    order = made.order
    assert order is not None
    return [one.sale.name for one in harm_of(made, order, made.differences).hurt]


def test_the_promises_that_were_to_be_served_from_the_missing_goods() -> None:
    assert hurt(short_of((30, 4), (10, 5))) == ["S22"]
    # There is enough beside it; nobody was promised anything; all was promised beyond what was ordered.
    assert hurt(short_of((30, 4), (10, 5), stock=40)) == []
    assert hurt(short_of((30, 4))) == []
    assert hurt(short_of((30, 4), (11, 5))) == []


def test_a_promise_without_a_day_is_sales_to_tell_and_nothing_is_promised_anew() -> None:
    draft = drafted(short_of((30, 4), (10, 5)))
    assert ActionName.REVISE_COMMITMENT not in {one.name for one in draft.actions}
    assert ("sales", "S22", "S22 for Customer 22 cannot leave on Sat 28 Nov 2026") in to_dos(draft)
    # The last working day before the promise.
    assert letter(draft)["needed_by"] == "2026-11-27"
    assert "no day known" in draft.summary
    assert draft.needed_by == at(5)


def backordered(days: int, promised: int) -> ReceiptSnapshot:
    """Ten bearings come on another day, and a customer waits for them."""
    waiting = sale(21, 10, promised)
    return snapshot(
        line(40, move(1, 30), move(2, 10, "assigned", days)),
        moves=[stock_move(2, 10, "assigned", days), delivery(11, waiting, promised - 1)],
        behind=[stock_move(1, 30, "done", -1), stock_move(2, 10, "assigned", days)],
        sales=[waiting],
    )


def test_a_promise_that_breaks_is_made_anew_by_the_day_of_the_backorder() -> None:
    draft = drafted(backordered(days=8, promised=4))
    [revise] = [one for one in draft.actions if one.name is ActionName.REVISE_COMMITMENT]
    # It comes on Tuesday 1 December, and leaves the working day after.
    assert revise.args["new_date"] == day(9).isoformat()
    assert [option.id for option in draft.options] == ["promise", "supplier", "count"]
    assert {one.name for one in recommended(draft)} >= {ActionName.REVISE_COMMITMENT, ActionName.MESSAGE_SUPPLIER}
    assert revise.confidence.value < 0.9


def test_a_backorder_in_time_breaks_nothing_and_one_that_is_late_has_no_day() -> None:
    assert hurt(backordered(days=2, promised=6)) == []
    late = drafted(backordered(days=-2, promised=4))
    assert ActionName.REVISE_COMMITMENT not in {one.name for one in late.actions}
    assert any(role == "sales" for role, _, _ in to_dos(late))


def test_a_locked_order_is_its_buyers_matter_and_many_customers_are_not_many_to_dos() -> None:
    made = backordered(days=8, promised=4)
    locked = made.model_copy(update={"sales": tuple(one.model_copy(update={"locked": True}) for one in made.sales)})
    draft = drafted(locked)
    assert ActionName.REVISE_COMMITMENT not in {one.name for one in draft.actions}
    assert any("S21 is locked" in one.args.get("note", "") for one in draft.actions)
    many = drafted(short_of((30, 4), *((1, 5) for _ in range(8)), (2, 5), stock=30))
    assert sum(role == "sales" for role, _, _ in to_dos(many)) == 5
    assert any("given to anybody" in one.args.get("note", "") for one in many.actions)


def test_of_a_kit_its_parts_are_missing_in_proportion() -> None:
    kit = Ref(60, "[SET] Set")
    part = line(10, move(1, 15), move(2, 5, "cancel"), product=kit, received=Decimal(7), in_stock_unit=Decimal(10))
    waiting = sale(21, 6, 4)
    made = snapshot(
        part,
        moves=[delivery(11, waiting, 3)],
        behind=[stock_move(1, 15, "done", -1), stock_move(2, 5, "cancel", -1)],
        sales=[waiting],
    )
    # Three of ten sets want six of the twenty bearings.
    assert hurt(made) == ["S21"]
    assert letter(drafted(made))["lacking"] == ["3 Units [SET] Set"]


# Bills


def bill(quantity: int, state: str = "posted", **more: Any) -> BilledGoods:
    values: dict[str, Any] = {"line_id": 1, "bill_id": 90, "number": "BILL/2026/0090", "unit": "Units", **more}
    much = Decimal(quantity)
    return BilledGoods(id=90, state=state, quantity=much, untaxed=much * 4, currency="EUR", **values)


def test_what_is_billed_beyond_what_arrived_is_said_and_finances_to_settle() -> None:
    draft = drafted(snapshot(SHORT.model_copy(update={"billed": Decimal(40)}), billed=[bill(40)]))
    assert "40 Units of [BRG] Bearing are billed: 10 Units (40.00 EUR) more than is here" in labels(draft)
    assert "Bill BILL/2026/0090 (posted): 40 Units of [BRG] Bearing, 160.00 EUR" in labels(draft)
    asked = [one for one in to_dos(draft) if one[0] == "finance"]
    assert asked == [("finance", "BILL/2026/0090", "BILL/2026/0090 bills more than arrived for P00012")]


def test_a_bill_of_what_arrived_is_no_matter_and_a_bill_of_the_excess_is() -> None:
    draft = drafted(snapshot(SHORT.model_copy(update={"billed": Decimal(30)}), billed=[bill(30)]))
    assert [one for one in to_dos(draft) if one[0] == "finance"] == []
    assert "No more of [BRG] Bearing is billed than is here" in labels(draft)
    draft = drafted(snapshot(OVER.model_copy(update={"billed": Decimal(45)}), billed=[bill(45, "draft")]))
    assert "45 Units of [BRG] Bearing are billed: 5 Units (20.00 EUR) more than was ordered" in labels(draft)


# Mails, and what people say


def test_a_mail_about_an_order_that_differs_leads_to_the_same() -> None:
    by_mail, by_scan = (drafted(snapshot(SHORT, claims=[one])) for one in (mention(REF), scanned()))
    assert [one.args for one in by_mail.actions] == [one.args for one in by_scan.actions]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ((line(40, move(1, 40)),), "Odoo shows all of P00012 received as ordered."),
        ((line(40, move(1, 40, "assigned", 3)),), "Nothing of P00012 has been booked in Odoo yet."),
        ((), "Nothing of P00012 has been booked in Odoo yet."),
        (
            (line(40, move(1, 40)), line(9, move(3, 9, "assigned", 6), number=2, product=NUT, planned=at(6))),
            "What of P00012 was due is booked as ordered; 9 Units of [NUT] Nut are planned for later.",
        ),
    ],
)
def test_where_odoo_shows_nothing_wrong_the_warehouse_is_asked(lines: Any, said: str) -> None:
    draft = drafted(snapshot(*lines, claims=[mention(REF)]))
    assert draft.summary == said
    [(role, record, summary)] = to_dos(draft)
    assert (role, summary) == ("warehouse", "Count what arrived for P00012")
    assert record in {"ANT/IN/00001", "P00012"}
    assert "we received less than ordered" in draft.actions[0].args["note"]


def test_a_scans_case_of_what_agrees_now_is_over() -> None:
    draft = drafted(snapshot(line(40, move(1, 40)), claims=[scanned(ordered=Decimal(40), received=Decimal(30))]))
    assert draft.actions == ()
    assert draft.summary == "Odoo shows all of P00012 received as ordered. Nothing is left to do."


def test_where_somebody_counted_otherwise_it_is_counted_again_first() -> None:
    counted = ReceiptClaim(order_text="P00012", product_text="brg", received=Decimal(35), read_by="person")
    draft = drafted(snapshot(SHORT, claims=[counted]))
    assert [one.id for one in draft.options if one.recommended] == ["count"]
    assert "35 of [BRG] Bearing are said to be here; Odoo has 30 Units booked" in draft.summary
    same = drafted(snapshot(SHORT, claims=[counted.model_copy(update={"received": Decimal(30)})]))
    assert [one.id for one in same.options if one.recommended] == ["supplier"]


def test_what_was_announced_is_told_where_somebody_says_it() -> None:
    draft = drafted(snapshot(SHORT, claims=[scanned(advised=Decimal(30), product_text="Bearing")]))
    assert "Announced were 30 of Bearing" in labels(draft)


@pytest.mark.parametrize(
    ("claims", "records", "said", "role"),
    [
        ([mention()], [], "does not say of which order", "procurement"),
        (
            [mention(RecordRef(model="sale.order", id=9, label="S00009"))],
            [],
            "is about S00009, which we sold",
            "service",
        ),
        (
            [ReceiptClaim(order_text="P77777", read_by="person")],
            [],
            "No order P77777 was found in Odoo",
            "procurement",
        ),
    ],
)
def test_what_names_no_order_of_ours_is_for_somebody_to_find_out(
    claims: list[Claim], records: list[RecordRef], said: str, role: str
) -> None:
    draft = drafted(snapshot(line(40, move(1, 30)), claims=claims, records=records))
    assert said in draft.summary
    assert [one[0] for one in to_dos(draft)] == [role]


def test_nobody_to_ask_and_nowhere_to_put_it_is_said() -> None:
    draft = drafted(snapshot(claims=[mention()], records=[], people=[]))
    assert (draft.actions, draft.options) == ((), ())
    assert draft.summary.endswith("A person must say what is meant.")


@pytest.mark.parametrize(("state", "said"), [("cancel", "was cancelled"), ("draft", "was never confirmed")])
def test_an_order_that_does_not_stand_is_said(state: str, said: str) -> None:
    draft = drafted(snapshot(SHORT, claims=[mention(REF)], state=state))
    assert said in draft.summary
    assert [(one[0], one[1]) for one in to_dos(draft)] == [("procurement", "Nordholz")]


def test_a_supplier_without_an_address_is_called() -> None:
    draft = drafted(snapshot(SHORT, email=None))
    assert ActionName.MESSAGE_SUPPLIER not in {one.name for one in draft.actions}
    assert any("no mail address in Odoo: call them" in one.args["note"] for one in draft.actions)


def test_a_second_order_that_the_mail_names_is_said() -> None:
    other = RecordRef(model="purchase.order", id=13, label="P00013")
    draft = drafted(snapshot(SHORT, claims=[mention(REF, other)]))
    assert "The report also names P00013, which is not looked at here" in labels(draft)


def test_the_order_is_that_of_the_receipt_that_is_named() -> None:
    made = snapshot(SHORT, claims=[mention()], records=[]).model_copy(update={"of_receipts": (Ref(12, "P00012"),)})
    assert letter(drafted(made))["order"] == "P00012"
    assert made.concerned is not None
    assert made.concerned.record == REF


def test_a_snapshot_is_read_back_as_it_was() -> None:
    made = short_of((30, 4), (10, 5))
    again = ReceiptSnapshot.model_validate(made.model_dump(mode="json"))
    assert think(again, {}) == think(made, {})
    assert made.read_at - timedelta(0) == NOW
