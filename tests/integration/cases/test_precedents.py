"""Decided cases as precedents, on a real PostgreSQL."""

from __future__ import annotations

from cases.guidance import PrecedentVerdict
from cases.kind import Kind
from cases.status import CaseStatus, DecisionType
from cases.store.cases import cases, precedents
from cases.store.proposals import decisions
from runtime.database import Database
from tests.integration.cases.desk import PAULA, POLICY, draft, later, proposed, reschedule, says

T = DecisionType


async def test_closed_cases_are_told_with_what_people_made_of_them(database: Database) -> None:
    async with database.transaction() as session:
        assert not await precedents.is_any(session, Kind.INBOUND_DELAY)
        one = await proposed(session, draft(reschedule()), order=1)
        await decisions.decide(session, PAULA, one.id, [says(one, "a1")], POLICY, later(hours=1))
        two = await proposed(session, draft(reschedule()), order=2)
        no = says(two, "a1", T.REJECT, reason_code="wrong_record")
        await decisions.decide(session, PAULA, two.id, [no], POLICY, later(hours=1))
        undecided = await proposed(session, draft(reschedule()), order=3)
        still_open = await proposed(session, draft(reschedule()), order=4)
        await decisions.decide(session, PAULA, still_open.id, [says(still_open, "a1")], POLICY, later(hours=1))
        for made in (one, two, undecided):
            await cases.set_status(session, made.case_id, CaseStatus.EXECUTING)
            await cases.set_status(session, made.case_id, CaseStatus.RESOLVED)
    async with database.transaction() as session:
        assert await precedents.is_any(session, Kind.INBOUND_DELAY)
        found = await precedents.decided(session)
        assert {one.case_id: one.verdict for one in found} == {
            one.case_id: PrecedentVerdict.APPROVED,
            two.case_id: PrecedentVerdict.REJECTED,
        }
        assert {one.words for one in found} == {f"reschedule receipt. {found[0].partner}".strip(" .")}
        [alone] = await precedents.decided(session, ids=[two.case_id])
        assert alone.precedent.number == alone.number
        assert await precedents.decided(session, since=later(hours=1)) == []
        assert await precedents.decided(session, kind=Kind.FAILED_DELIVERY) == []
