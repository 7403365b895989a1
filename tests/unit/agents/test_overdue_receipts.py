"""Overdue receipts: one case an order, a claim a line, and no day that nobody gave."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from agents.reading.scan import draft_of, read_scan
from agents.scans.overdue_receipts import overdue
from cases.claims import DelayClaim, Precision, only
from cases.kind import Kind
from cases.scans import AS_OF, ScanReport
from tools.odoo.scans import DueReceipt
from tools.odoo.values import Ref

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
VENDOR = Ref(7, "Vogel Antriebe")


def due(number: int, *, order: int = 12, line: int | None = None, days: int = 3) -> DueReceipt:
    return DueReceipt(
        id=number,
        date=NOW - timedelta(days=days),
        product=Ref(number, f"[M-{number}] Motor {number}"),
        line=Ref(line or number, f"Motor {number}"),
        order=Ref(order, f"P{order:05d}"),
        vendor=VENDOR,
    )


def test_an_order_is_one_finding_with_a_claim_for_each_line_that_is_out() -> None:
    [late] = overdue([due(1), due(2, days=5), due(3, line=2, days=9)], "Europe/Brussels")
    claims = only(DelayClaim, late.claims)
    assert late.about.label == "P00012"
    assert late.owner is not None
    assert late.owner.label == VENDOR.name
    assert [claim.refers_to[1].id for claim in claims] == [1, 2]
    # The part of a line that was due first is what it waits for.
    assert [claim.first_date for claim in claims] == [date(2026, 11, 23), date(2026, 11, 17)]


def test_no_day_is_invented() -> None:
    [late] = overdue([due(1)], "Europe/Brussels")
    [claim] = only(DelayClaim, late.claims)
    assert (claim.new_date, claim.precision) == (None, Precision.UNKNOWN)
    assert claim.label() == "[M-1] Motor 1 was due on Mon 23 Nov 2026 and has not arrived; nobody has said when it will"
    draft = draft_of(late)
    assert draft.kind is Kind.INBOUND_DELAY
    assert draft.title == "P00012 of Vogel Antriebe: due since Mon 23 Nov 2026, and nobody has said when it comes"


def test_a_scan_and_a_mail_about_one_order_speak_of_one_case() -> None:
    [late] = overdue([due(1)], "Europe/Brussels")
    assert draft_of(late).key == "inbound_delay:purchase.order:12"


def test_the_longest_overdue_comes_first() -> None:
    found = overdue([due(1, order=1, days=2), due(2, order=2, days=9), due(3, order=3, days=4)], "Europe/Brussels")
    assert [finding.about.id for finding in found] == [2, 3, 1]


def test_the_same_line_due_on_another_day_is_news_again() -> None:
    [before], [after] = (overdue([due(1, days=days)], "Europe/Brussels") for days in (9, 2))
    assert before.claims[0].says() != after.claims[0].says()
    assert after.claims[0].replaces(before.claims[0])


def test_a_kept_scan_is_read_as_one_case_a_finding() -> None:
    found = overdue([due(1, order=1), due(2, order=2)], "Europe/Brussels")
    report = ScanReport(kind=Kind.INBOUND_DELAY, at=NOW, findings=tuple(found))
    reading = read_scan(report.model_dump_json().encode())
    assert [draft.key for draft in reading.cases] == [draft_of(one).key for one in found]
    assert "P00001 was due on" in reading.text["body"]
    assert AS_OF not in reading.text


def test_a_moment_that_was_given_is_kept_for_the_cases() -> None:
    report = ScanReport(kind=Kind.INBOUND_DELAY, at=NOW, told=True, findings=())
    assert read_scan(report.model_dump_json().encode()).text[AS_OF] == "2026-11-26T09:00:00+00:00"
