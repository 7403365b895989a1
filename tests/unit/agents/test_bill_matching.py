"""A vendor's bill against order and receipt, line by line: quantities, prices, units, currencies, taxes, duplicates."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from agents.vendor_bills.looking import _of
from agents.vendor_bills.matched import BillMatch
from agents.vendor_bills.matching import numbers_in
from cases.charges import Reason
from tests.unit.agents.billed import (
    DOZENS,
    GRAMMES,
    KILOGRAMS,
    REDUCED,
    UNITS,
    VAT,
    alike,
    before,
    bill,
    coming,
    line,
    matched,
    ordered,
)
from tools.odoo.bills import LineTax
from tools.odoo.values import Ref


def told(found: BillMatch) -> list[tuple[Decimal, Reason | None]]:
    return [(one.difference, one.reason) for one in found.rated if not one.agrees]


def test_a_bill_as_ordered_and_received_is_right() -> None:
    found = matched(bill(line()), ordered())
    assert told(found) == []
    assert not found.is_exception
    assert found.rated[0].why == "As ordered."


@pytest.mark.parametrize(
    ("price", "difference", "reason"),
    [
        ("4.50", "5.00", Reason.PRICE),
        ("3.50", "-5.00", Reason.UNDER_BILLED),
        ("4.001", None, None),  # one cent is rounding
        ("4.002", "0.02", Reason.PRICE),
    ],
)
def test_the_price_is_held_against_the_orders(price: str, difference: str | None, reason: Reason | None) -> None:
    found = matched(bill(line(price=price)), ordered())
    assert told(found) == ([] if difference is None else [(Decimal(difference), reason)])
    if reason is Reason.PRICE:
        assert "ordered at 4.00 EUR" in found.rated[0].why


def test_goods_are_billed_by_what_came_and_what_is_missing_is_said_with_its_day() -> None:
    known = ordered(received=Decimal(6), coming=(coming("4"),))
    found = matched(bill(line()), known)
    assert told(found) == [(Decimal(16), Reason.NOT_RECEIVED)]
    assert (found.awaited, found.owed) == (16, 0)
    why = found.rated[0].why
    assert why.startswith("10 Units billed, 6 Units received.")
    assert "4 Units have not come and may be on their way: 4 Units planned for Fri 4 Dec 2026 (ANT/IN/00031)" in why


def test_what_no_receipt_brings_is_owed() -> None:
    found = matched(bill(line()), ordered(received=Decimal(6)))
    assert (found.awaited, found.owed) == (0, 16)
    assert "No receipt is open that could bring the missing 4 Units" in found.rated[0].why


def test_what_was_sent_back_is_not_received() -> None:
    assert told(matched(bill(line()), ordered(received=Decimal(8)))) == [(Decimal(8), Reason.NOT_RECEIVED)]


def test_what_is_billed_by_the_order_may_be_billed_before_it_comes() -> None:
    found = matched(bill(line()), ordered(by_receipt=False, received=Decimal(0)))
    assert told(found) == []
    assert "nothing has come yet" in found.rated[0].why
    assert told(matched(bill(line(quantity="12")), ordered(by_receipt=False))) == [(Decimal(8), Reason.QUANTITY)]


def test_more_came_than_was_ordered_and_is_billed() -> None:
    found = matched(bill(line(quantity="12")), ordered(received=Decimal(12)))
    assert told(found) == [(Decimal(8), Reason.QUANTITY)]
    assert "12 Units received. P00012 orders 10 Units." in found.rated[0].why


def test_of_what_is_beyond_the_order_only_what_was_ordered_may_still_come() -> None:
    known = ordered(received=Decimal(0), coming=(coming("10"),))
    found = matched(bill(line(quantity="12")), known)
    assert told(found) == [(Decimal(48), Reason.QUANTITY)]
    assert (found.awaited, found.owed) == (40, 8)


def test_price_and_quantity_on_one_line_are_one_difference() -> None:
    found = matched(bill(line(price="5")), ordered(received=Decimal(6)))
    # Six at four would be right; ten at five are billed.
    assert told(found) == [(Decimal(26), Reason.NOT_RECEIVED)]
    assert "5.00 EUR each, ordered at 4.00 EUR" in found.rated[0].why


@pytest.mark.parametrize(
    ("billed_in", "quantity", "price", "difference"),
    [(DOZENS, "2", "48", None), (DOZENS, "2", "54", "12"), (UNITS, "24", "4", None)],
)
def test_units_are_reckoned_as_odoo_does(billed_in: Any, quantity: str, price: str, difference: str | None) -> None:
    found = matched(bill(line(quantity=quantity, price=price, unit=billed_in)), ordered(quantity="24"))
    assert told(found) == ([] if difference is None else [(Decimal(difference), Reason.PRICE)])


def test_grammes_of_kilograms_and_units_of_another_root() -> None:
    known = ordered(quantity="2.5", price="8", unit=KILOGRAMS)
    assert told(matched(bill(line(quantity="2500", price="0.008", unit=GRAMMES)), known)) == []
    [one] = matched(bill(line(unit=UNITS)), known).unknown
    assert one.reason is Reason.UNIT


def test_an_order_in_another_currency_is_held_at_the_rate_of_the_day() -> None:
    known = ordered(currency="USD")
    half = {"USD": Decimal("0.5"), "EUR": Decimal(1)}.get
    found = matched(bill(line(price="2.20")), known, rate=half)
    assert told(found) == [(Decimal("2.00"), Reason.PRICE)]
    assert "P00012 is in USD: at 0.50 EUR each." in found.rated[0].why
    [unknown] = matched(bill(line()), known, rate=lambda code: None if code == "USD" else Decimal(1)).unknown
    assert unknown.reason is Reason.CURRENCY
    assert matched(bill(line()), ordered(), rate=lambda code: None if code == "EUR" else Decimal(1)).worth is None


def test_the_same_lines_billed_once_more_under_another_number() -> None:
    found = matched(bill(line()), ordered(billed=(before(50, "10"),)))
    assert told(found) == [(Decimal(40), Reason.DUPLICATE)]
    assert "It stands on BILL/2026/10/0050 already." in found.rated[0].why
    assert found.owed == 40


def test_of_two_bills_the_one_entered_first_takes_what_came() -> None:
    both = (before(50, "6"), before(90, "4"))
    found = matched(bill(line(quantity="4")), ordered(received=Decimal(6), billed=both))
    assert told(found) == [(Decimal(16), Reason.NOT_RECEIVED)]
    assert "4 Units billed, 6 Units billed before, 6 Units received." in found.rated[0].why
    # A later bill takes nothing from an earlier one, nor does a draft from what was posted.
    assert told(matched(bill(line()), ordered(billed=(before(90, "10"),)))) == []
    assert told(matched(bill(line()), ordered(billed=(before(50, "10", state="draft"),)))) == []


def test_what_was_credited_may_be_billed_anew() -> None:
    credited = before(51, "10", kind="in_refund", reverses=50)
    assert told(matched(bill(line()), ordered(billed=(before(50, "10"), credited)))) == []
    # A credit of a bill that came later gives this one no room.
    later = (before(90, "10"), before(91, "10", kind="in_refund", reverses=90))
    assert told(matched(bill(line()), ordered(received=Decimal(6), billed=later))) == [
        (Decimal(16), Reason.NOT_RECEIVED)
    ]


def test_what_is_credited_on_the_bill_itself_is_settled() -> None:
    known = ordered(received=Decimal(8))
    assert matched(bill(line(), credited=Decimal(8)), known).settled
    part = matched(bill(line(), credited=Decimal(3)), known)
    assert part.is_exception
    assert part.owed == 5


def test_one_line_twice_on_a_bill_has_its_share_once() -> None:
    again = line().model_copy(update={"id": 105})
    found = matched(bill(line(), again), ordered())
    assert told(found) == [(Decimal(40), Reason.DUPLICATE)]


def test_a_cancelled_order_owes_what_came_all_the_same() -> None:
    found = matched(bill(line()), ordered(state="cancel", received=Decimal(4)))
    assert told(found) == [(Decimal(24), Reason.NO_ORDER)]
    assert "P00012 was cancelled." in found.rated[0].why
    draft = matched(bill(line()), ordered(state="draft", received=Decimal(0)))
    assert "P00012 was never confirmed." in draft.rated[0].why


def test_nothing_ordered_nothing_billed_and_no_price() -> None:
    assert told(matched(bill(line(quantity="0")), ordered())) == []
    assert told(matched(bill(line()), ordered(quantity="0", by_receipt=False))) == [(Decimal(40), Reason.QUANTITY)]
    [one] = matched(bill(line()), ordered(price="0")).unknown
    assert one.reason is Reason.NO_PRICE
    assert told(matched(bill(line(price="0")), ordered(price="0"))) == []


def test_a_deduction_of_an_ordered_line_takes_nothing_away() -> None:
    credit = line(quantity="-2").model_copy(update={"id": 105})
    assert told(matched(bill(line(), credit), ordered())) == []


def test_a_service_is_noted_as_done() -> None:
    found = matched(bill(line(quantity="1", price="90")), ordered(quantity="1", price="90", service=True, received=0))
    assert told(found) == [(Decimal(90), Reason.NOT_RECEIVED)]
    assert "0 Units noted as done" in found.rated[0].why


def test_a_down_payment_is_no_difference() -> None:
    assert told(matched(bill(line(quantity="1", advance=True)), ordered(quantity="0", price="0"))) == []


def test_another_rate_of_tax_is_a_difference_of_its_own() -> None:
    found = matched(bill(line(taxes=(VAT,))), ordered(taxes=(REDUCED,)))
    assert told(found) == [(Decimal("6.00"), Reason.TAX)]
    assert found.rated[1].why == "21 % on the bill, 6 % on P00012."
    # Nobody owes a credit without tax for it.
    assert found.owed == 0
    assert told(matched(bill(line(taxes=())), ordered())) == [(Decimal("-8.40"), Reason.TAX)]
    same = LineTax(id=9, name="21 % S", percent=Decimal(21))
    assert told(matched(bill(line(taxes=(same,))), ordered())) == []
    odd = LineTax(id=9, name="by the litre")
    [unknown] = matched(bill(line(taxes=(odd,))), ordered()).unknown
    assert unknown.reason is Reason.TAX


def freight(**more: Any) -> Any:
    said = {"order_line_id": None, "product": None, "text": "Freight and packing"}
    return line(quantity="1", price="15").model_copy(update={"id": 105, **said, **more})


def test_a_line_that_no_order_knows() -> None:
    found = matched(bill(line(), freight()), ordered())
    assert told(found) == [(Decimal(15), Reason.NOT_ORDERED)]
    assert (found.over, [one.charge for one in found.unordered]) == (0, ["Freight and packing"])
    assert told(matched(bill(line(), freight(untaxed=Decimal(0))), ordered())) == []
    assert told(matched(bill(line(), freight(untaxed=Decimal(-3))), ordered())) == [(Decimal(-3), Reason.NOT_ORDERED)]


def test_a_line_typed_by_hand_is_tied_by_its_product_where_only_one_line_has_it() -> None:
    typed = line(price="4.50", order_line_id=None)
    found = matched(bill(typed), ordered(), ordered(2))
    assert told(found) == [(Decimal("5.00"), Reason.PRICE)]
    assert found.lines[0].guessed
    twice = ordered(2, product=Ref(60, "[B1] Bearing 1"))
    assert [one.reason for one in matched(bill(typed), ordered(), twice).unknown] == [Reason.NO_PRICE]


def test_a_bill_in_one_sum_is_right_where_it_comes_to_what_is_left() -> None:
    sum_up = freight(text="Goods as ordered")
    right = matched(bill(sum_up.model_copy(update={"untaxed": Decimal(60)})), ordered(), ordered(2, quantity="5"))
    assert not right.is_exception
    wrong = matched(bill(sum_up), ordered(), ordered(2, quantity="5"))
    [one] = wrong.unknown
    assert "60.00 EUR of the order are left to bill; this bill comes to 15.00 EUR" in one.why


def test_a_bill_of_no_order_is_no_matter_of_this() -> None:
    found = matched(bill(freight()))
    assert not found.is_exception
    assert found.lines == ()


@pytest.mark.parametrize(
    ("more", "is_twin"),
    [
        ({}, True),
        ({"state": "draft"}, False),  # posted goes before a draft
        ({"id": 90}, False),
        ({"company": Ref(2, "Halden UK")}, False),
        ({"vendor": Ref(9, "Other")}, False),
        ({"payment": "reversed"}, False),
        ({"day": "2025-11-20"}, False),  # numbers begin anew each year
        ({"day": None}, True),
        ({"reference": "NV-4712"}, False),
        ({"reference": None}, False),
    ],
)
def test_the_same_number_entered_before(more: dict[str, Any], is_twin: bool) -> None:
    number = more.pop("id", 50)
    found = matched(bill(line()), ordered(), twins=(alike(number, **more),))
    assert (found.twin is not None) is is_twin
    if is_twin:
        assert told(found) == [(Decimal(40), Reason.DUPLICATE)]
        assert "Number NV-4711 of Nordvik Stål AS is entered already as BILL/2026/11/0050 (paid)" in found.rated[0].why
        # It is our own mistake: nobody owes a credit for it.
        assert found.owed == 0


def test_a_draft_twin_of_another_amount_says_so() -> None:
    found = matched(bill(line(), state="draft"), ordered(), twins=(alike(state="draft", total=Decimal(44)),))
    assert "(draft, over 44.00 EUR)" in found.rated[0].why


def test_only_orders_of_the_bills_own_vendor_and_company_are_named_by_it() -> None:
    own, other = ordered(), ordered(2, vendor=ordered().vendor.model_copy(update={"company": Ref(9, "Other")}))
    abroad = ordered(3, company_id=2)
    theirs = ordered(4, order=Ref(13, "P00013"), vendor_reference="A-77")
    named = bill(freight(), origin="P00012, P00099", reference="Invoice A-77")
    assert [one.id for one in _of(named, [own, other, abroad, theirs])] == [1, 4]
    # What a line is tied to is meant, whoever the order's vendor is.
    assert [one.id for one in _of(bill(line(2), origin=None), [own, other])] == [2]


def test_numbers_in_references_and_sentences() -> None:
    assert numbers_in("P00012, P00013", None) == ["P00012", "P00013"]
    assert "RE-4711" in numbers_in("Invoice “RE-4711”: the price is wrong.")
    assert {"4711/P00012", "4711", "P00012"} <= set(numbers_in("4711/P00012"))
    assert numbers_in("the invoice is wrong", "") == []
