"""What fields of claims can hold is found without claiming it, and taken up alone where it leaves no choice."""

from __future__ import annotations

from datetime import date

import pytest

from agents.correspondence.playbook import played
from cases.claims import DelayClaim, DeliveryClaim, FoundValue, Ground, Precision
from cases.kind import Kind
from tests.unit.agents.letters import ORDERS, opened


def values(body: str) -> tuple[FoundValue, ...]:
    letter = opened(body)
    found = played(letter, ORDERS).values
    for one in found:
        assert letter.parts[one.span.part][one.span.start : one.span.end] == one.span.quote
    return found


def of(found: tuple[FoundValue, ...], ground: Ground, *, free: bool = True) -> list[str]:
    return [one.value for one in found if one.ground is ground and one.free is free]


def test_a_day_stands_with_the_words_around_it_and_an_order_with_its_record() -> None:
    found = values("The truck with the goods of P00012 should be at your door on Friday 4 December.")
    [day] = [one for one in found if one.ground is Ground.DAY]
    assert day.value == "2026-12-04"
    assert "at your door on Friday 4 December" in day.span.quote
    [order] = [one for one in found if one.ground is Ground.ORDER]
    assert (order.value, order.record and order.record.id) == ("P00012", 12)


@pytest.mark.parametrize(
    "words",
    [
        "P00012: you ordered this on 2 November 2026.",
        "P00012 was to come on 27 November 2026.",
        "P00012: please answer by 30 November 2026, else we cannot load.",
        "P00012: if you pay before 10 December 2026, we load it.",
    ],
)
def test_a_day_with_another_part_is_shown_and_never_taken_up(words: str) -> None:
    found = values(words)
    assert of(found, Ground.DAY) == []
    assert of(found, Ground.DAY, free=False)


def test_a_parcel_is_a_parcel_and_our_delivery_an_order() -> None:
    found = values("Parcel NP0000000050 for S00012 lies in Ghent.")
    assert of(found, Ground.PARCEL) == ["NP0000000050"]
    assert of(found, Ground.ORDER) == ["S00012"]


def test_one_order_and_one_day_are_a_delay_once_somebody_says_that_it_is_one() -> None:
    found = values("The rolls of P00012 will only see your gate on 11 December 2026.")
    claim = DelayClaim.among(Kind.INBOUND_DELAY, found)
    assert claim is not None
    assert (claim.order_text, claim.new_date, claim.precision) == ("P00012", date(2026, 12, 11), Precision.DAY)
    assert [ref.id for ref in claim.refers_to] == [12]


def test_no_day_is_a_delay_without_one() -> None:
    claim = DelayClaim.among(Kind.INBOUND_DELAY, values("The kiln for P00012 is cold and will stay so."))
    assert claim is not None
    assert (claim.new_date, claim.precision) == (None, Precision.UNKNOWN)


@pytest.mark.parametrize(
    "words",
    [
        "P00012 sees your gate on 11 December or on 14 December 2026.",
        "P00012 and P00015 see your gate on 11 December 2026.",
        "Of P00012 20 pcs see your gate on 11 December 2026.",
        "The rolls see your gate on 11 December 2026.",
        "DESK-01 and LAMP-02 of P00012 see your gate on 11 December 2026.",
    ],
)
def test_what_leaves_a_choice_is_left_to_the_person(words: str) -> None:
    assert DelayClaim.among(Kind.INBOUND_DELAY, values(words)) is None


def test_a_parcel_that_somebody_says_failed_never_came_and_why_it_is_late_has_to_be_told() -> None:
    found = values("We are looking into parcel NP0000000050.")
    claim = DeliveryClaim.among(Kind.FAILED_DELIVERY, found)
    assert claim is not None
    assert (claim.tracking_text, claim.case_kind) == ("NP0000000050", Kind.FAILED_DELIVERY)
    assert DeliveryClaim.among(Kind.TRANSIT_DELAY, found) is None
