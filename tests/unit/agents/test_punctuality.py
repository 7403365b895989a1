"""How punctual a supplier was, and against which promise."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from agents.analysis.punctuality import punctuality
from tools.odoo.models import Receipt
from tools.odoo.values import Ref

DAY = datetime(2026, 9, 1, 12, tzinfo=UTC)


def receipt(number: int, *, late: int, moved_by: int = 0) -> Receipt:
    """Arrived `late` days after the first promise; a reschedule moved the date in Odoo by `moved_by` days."""
    return Receipt(
        id=number,
        version=DAY,
        line_id=number,
        order=Ref(1, "P1"),
        product=Ref(1, "Bolt"),
        quantity=1,
        ordered_at=DAY - timedelta(days=14),
        promised=DAY + timedelta(days=moved_by),
        promised_first=DAY if moved_by else None,
        arrived=DAY + timedelta(days=late),
    )


def test_a_reschedule_does_not_whiten_what_was_late() -> None:
    found = punctuality([receipt(1, late=5, moved_by=5)])
    assert (found.receipts, found.on_time, found.median_late, found.by_first_promise) == (1, 0, 5, 1)
    assert "against the first promise" in found.words


def test_where_only_odoo_knows_the_date_it_says_so() -> None:
    assert "which flatter." in punctuality([receipt(1, late=0)]).words
    assert "the first promise for 1 of them" in punctuality([receipt(1, late=0), receipt(2, late=3, moved_by=3)]).words


def test_nothing_finished_is_no_judgement() -> None:
    assert punctuality([]).words == "No finished receipts to judge its punctuality by."
