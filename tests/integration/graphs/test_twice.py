"""A request that something on the way held and passed on much later is found, and a person is told how to mend it."""

from __future__ import annotations

import pytest

from cases.roles import Role
from cases.status import CaseStatus
from cases.store import audit
from cases.store.cases import cases
from graphs.execution import look_for_doubles
from tests.integration.graphs.hand import Errand, Hand

pytestmark = pytest.mark.odoo


async def test_what_stands_twice_is_told_once(hand: Hand, errand: Errand) -> None:
    case_id, round_id = await hand.case()
    proposal = await hand.proposed(round_id, errand.draft("Call them"))
    await hand.said(proposal, hand.people[Role.PROCUREMENT])
    await hand.drive(round_id)
    await look_for_doubles(hand.desk)
    async with hand.desk.database.transaction() as session:
        assert (await cases.record(session, case_id)).status is CaseStatus.RESOLVED

    [action] = (await hand.load(proposal.id)).actions
    await hand.doubled_activity(action.id)
    for _ in range(2):
        await look_for_doubles(hand.desk)
    async with hand.desk.database.transaction() as session:
        record = await cases.record(session, case_id)
        events = [one.event for one in (await audit.entries(session, case_id=case_id)).items]
    assert record.status is CaseStatus.NEEDS_PERSON
    assert "stands 2 times in Odoo" in (record.why_person or "")
    assert events.count("action.found_twice") == 1
