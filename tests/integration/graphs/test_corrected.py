"""A corrected case on the real Odoo: it answers to the order it is about now, and joins the case that is about that."""

from __future__ import annotations

import pytest

from cases.claims import DelayClaim
from cases.kind import Kind
from cases.roles import Role
from cases.status import CaseStatus
from cases.store import working_days
from cases.store.cases import cases
from cases.store.records import CaseRecord, Correction
from evals.scenarios import prepared
from graphs import duties
from sandbox.story import tell
from tests.integration.graphs.hand import Company, Hand

pytestmark = pytest.mark.odoo


async def _record(hand: Hand, case_id: str) -> CaseRecord:
    async with hand.desk.database.transaction() as session:
        return await cases.record(session, case_id)


async def _worked(hand: Hand, case_id: str) -> CaseRecord:
    if (this := await hand.round(case_id)) is not None:
        await hand.drive(this.id)
    return await _record(hand, case_id)


async def _said_to_be(hand: Hand, case_id: str, order: str) -> CaseRecord:
    async with hand.desk.database.transaction() as session:
        [stored, *_] = [
            one
            for one in await cases.claims(session, case_id)
            if isinstance(one.claim, DelayClaim) and one.superseded_at is None
        ]
        claim = stored.claim.with_correction({"order_text": order, "product_text": None, "quantity": None})
        correction = Correction(claim_id=stored.id, claim=claim)
        await cases.correct_claims(session, case_id, hand.people[Role.PROCUREMENT], [correction])
    return await _worked(hand, case_id)


async def test_a_corrected_case_is_joined_as_what_it_is_and_merged_where_that_is_open(
    hand: Hand, fresh_company: Company
) -> None:
    reports = {report.id: report for report in prepared(tell(fresh_company.world.today))}
    [first] = await hand.read(await hand.report(reports["german"].raw, reports["german"].sender))
    german = await _worked(hand, first)
    assert german.status is CaseStatus.WAITING, german.why_person
    [other] = await hand.admin.search_read(
        "purchase.order",
        [["state", "=", "purchase"], ["receipt_status", "!=", "full"], ["name", "!=", german.records[0].label]],
        ["name", "partner_id"],
        limit=1,
    )
    # Somebody says that it is about another order, which no case is about.
    moved = await _said_to_be(hand, first, other["name"])
    assert moved.key == f"inbound_delay:purchase.order:{other['id']}"
    assert (moved.records[0].label, moved.partner and moved.partner.label) == (
        other["name"],
        other["partner_id"][1],
    )
    assert moved.title.startswith(other["name"])
    # Of another case somebody says the same: both are one from then on.
    [second] = await hand.read(await hand.report(reports["forwarded"].raw, reports["forwarded"].sender))
    assert (await _worked(hand, second)).status is CaseStatus.WAITING
    ended = await _said_to_be(hand, second, other["name"])
    assert ended.status is CaseStatus.RESOLVED
    assert moved.number in (ended.note or "")
    assert (await _worked(hand, first)).key == moved.key
    async with hand.desk.database.transaction() as session:
        listed = (await cases.list_cases(session, cases.CaseFilter(kind=Kind.INBOUND_DELAY))).items
    assert [one.key for one in listed if one.status is not CaseStatus.RESOLVED] == [moved.key]


async def test_the_worker_learns_the_working_days(hand: Hand, fresh_company: Company) -> None:
    assert fresh_company.world.today
    await duties.learn_working_days(hand.desk)
    async with hand.desk.database.transaction() as session:
        work = await working_days.load(session)
    assert work.company.weekdays == (0, 1, 2, 3, 4)
    assert work.company.country is not None
