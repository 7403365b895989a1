"""What a second letter does to an open case: a delay taken back, a stranger who says otherwise, a copy."""

from __future__ import annotations

import pytest

from cases.status import ActionStatus, CaseStatus, ReportStatus
from cases.store.cases import cases
from cases.store.proposals.records import ProposalRecord
from cases.store.reports import reports
from sandbox.story import tell
from tests.integration.graphs.changes import proposed
from tests.integration.graphs.hand import Company, Hand

pytestmark = pytest.mark.odoo

STRANGER = "somebody@elsewhere.example"


def letter(sender: str, subject: str, body: str, key: str) -> bytes:
    return (
        f"From: {sender}\nSubject: {subject}\nDate: Mon, 23 Nov 2026 12:00:00 +0000\n"
        f"Message-ID: <{key}@letters.example>\n\n{body}\n"
    ).encode()


@pytest.fixture
async def open_case(hand: Hand, fresh_company: Company) -> ProposalRecord:
    """The gear motors are late, and people are asked."""
    return await proposed(hand, fresh_company, "german")


async def test_a_delay_taken_back_ends_the_case(hand: Hand, fresh_company: Company, open_case: ProposalRecord) -> None:
    order = tell(fresh_company.world.today).purchases["gearmotors"]
    [late] = order.late
    body = (
        f"Good news: the gear motors ({late.product}) of {order.name} arrive on {order.planned.isoformat()} after all."
    )
    told = await hand.report(letter(order.supplier.email, order.name, body, "back"), order.supplier.email)
    assert await hand.read(told) == [open_case.case_id]
    this = await hand.round(open_case.case_id)
    assert this is not None
    assert this.n == 2
    await hand.drive(this.id)
    assert {one.status for one in (await hand.load(open_case.id)).actions} == {ActionStatus.SUPERSEDED}
    assert await hand.status(open_case.case_id) is CaseStatus.RESOLVED
    assert await hand.round(open_case.case_id) is None


async def test_what_odoo_has_already_opens_no_case(hand: Hand, fresh_company: Company) -> None:
    order = tell(fresh_company.world.today).purchases["gearmotors"]
    [late] = order.late
    body = f"The gear motors ({late.product}) of {order.name} will arrive on {order.planned.isoformat()}."
    told = await hand.report(letter(order.supplier.email, order.name, body, "as planned"), order.supplier.email)
    assert await hand.read(told) == []
    async with hand.desk.database.transaction() as session:
        kept = await reports.load(session, told)
    assert kept.status is ReportStatus.NOTHING_NEW
    assert "already has" in (kept.why or "")


async def test_a_stranger_disturbs_nobody_and_is_shown(
    hand: Hand, fresh_company: Company, open_case: ProposalRecord
) -> None:
    order = tell(fresh_company.world.today).purchases["gearmotors"]
    [late] = order.late
    for day in ("2027-03-01", "2027-03-02"):
        body = f"The gear motors ({late.product}) of {order.name} will now arrive on {day}."
        told = await hand.report(letter(STRANGER, order.name, body, day), STRANGER)
        assert await hand.read(told) == [open_case.case_id]
    this = await hand.round(open_case.case_id)
    assert this is not None
    assert this.n == 1
    assert {one.status for one in (await hand.load(open_case.id)).actions} == {ActionStatus.PENDING}
    async with hand.desk.database.transaction() as session:
        history = await cases.timeline(session, open_case.case_id)
    assert sum(entry.data.get("how") == "doubted" for entry in history) == 2
