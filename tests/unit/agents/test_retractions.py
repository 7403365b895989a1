"""A delay that is denied or over: the day Odoo has stands, and nobody is told of a delay without a day."""

from __future__ import annotations

from datetime import date

import pytest

from agents.correspondence.late import is_news
from tests.unit.agents.letters import ORDERS, read

PLANNED = date(2026, 11, 27)


@pytest.mark.parametrize(
    "body",
    [
        "P00012 will not be delayed.",
        "P00012 will not arrive late.",
        "P00012 won't be late.",
        "Please note that P00012 is no longer delayed.",
        "Good news: P00012 will not be delayed after all and arrives on time.",
        "P00012: the delay is resolved, delivery on 27 November as planned.",
        "P00012: no delay expected, goods arrive as planned.",
        "The strike is over. P00012 will now reach you on time.",
        "P00012 is delayed, we wrote on Friday. Update: it will not be delayed after all.",
        "Bestellung P00012 kommt doch nicht verspätet, Lieferung wie vereinbart.",
        "P00012 verzögert sich doch nicht.",
        "P00012 ist nicht mehr verspätet.",
        "Es gibt keine Verspätung bei P00012.",
        "La commande P00012 ne sera pas en retard.",
        "P00012 is niet meer vertraagd.",
    ],
)
def test_a_denial_says_the_day_that_odoo_has(body: str) -> None:
    [claim] = read(body)[0]
    assert claim.new_date == PLANNED
    assert not is_news(claim, ORDERS)


def test_a_denial_about_an_order_of_several_days_is_told_for_each_line() -> None:
    claims = read("P00015 will not be delayed.")[0]
    assert [claim.new_date for claim in claims] == [date(2026, 12, 1), date(2026, 12, 8)]


def test_a_denial_with_another_day_is_about_that_day() -> None:
    [claim] = read("P00012 is delayed until 4 December and will not be delayed further.")[0]
    assert claim.new_date == date(2026, 12, 4)


def test_one_item_is_late_and_the_other_is_not() -> None:
    late, kept = read("P00012: DESK-01 is delayed until 4 December, LAMP-02 is not delayed.")[0]
    assert (late.product_text, late.new_date) == ("DESK-01", date(2026, 12, 4))
    assert (kept.product_text, kept.new_date) == ("LAMP-02", PLANNED)


@pytest.mark.parametrize(
    "body",
    [
        "We hope that P00012 will not be delayed.",
        "Please make sure that P00012 is not delayed.",
        "Bitte stellen Sie sicher, dass P00012 nicht verspätet ist.",
        "P00012: please send the papers without delay.",
        "P99999 will not be delayed.",
    ],
)
def test_a_wish_or_an_unknown_order_is_no_denial(body: str) -> None:
    assert read(body)[0] == []
