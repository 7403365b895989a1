"""What a person settles is taken up by the worker: the rest of the round on a real Odoo, or the next round."""

from __future__ import annotations

import pytest

from cases.roles import Role
from cases.status import ActionStatus, CaseStatus, RoundStatus
from cases.store.applying.unknown import settle_and_audit
from cases.store.cases import rounds
from cases.store.errors import AlreadyDecidedError
from cases.store.proposals.records import ProposalRecord
from tests.integration.graphs.hand import Errand, Hand

pytestmark = pytest.mark.odoo

A = ActionStatus


async def in_doubt(hand: Hand, errand: Errand, *summaries: str) -> tuple[str, ProposalRecord]:
    """Its first action was sent three times without an answer; each of the others depends on the one before."""
    case_id, round_id = await hand.case()
    proposal = await hand.proposed(round_id, errand.draft(*summaries, chained=True))
    await hand.said(proposal, hand.people[Role.PROCUREMENT])
    await hand.send_in_vain(proposal.actions[0].id)
    await hand.drive(round_id)
    assert (await hand.load(proposal.id)).actions[0].status is A.UNKNOWN
    assert await hand.status(case_id) is CaseStatus.NEEDS_PERSON
    return case_id, await hand.load(proposal.id)


async def says(hand: Hand, proposal: ProposalRecord, *, done: bool) -> None:
    receipt = proposal.actions[0].receipt
    assert receipt is not None
    person = hand.people[Role.PROCUREMENT]
    await settle_and_audit(hand.desk.database.transaction, person, receipt.id, done=done, note="I looked.")


async def test_what_depends_on_a_change_that_was_done_is_written_and_the_case_ends(hand: Hand, errand: Errand) -> None:
    case_id, proposal = await in_doubt(hand, errand, "Call them", "And then them")
    await says(hand, proposal, done=True)
    assert await hand.status(case_id) is CaseStatus.WAITING
    await hand.drive(proposal.round_id)
    first, second = (await hand.load(proposal.id)).actions
    assert (first.status, second.status) == (A.APPLIED, A.APPLIED)
    assert [await hand.activities(action.id) for action in (first, second)] == [0, 1]
    assert await hand.status(case_id) is CaseStatus.RESOLVED
    assert await hand.round(case_id) is None


async def test_after_a_change_that_was_not_done_the_facts_are_looked_at_again(hand: Hand, errand: Errand) -> None:
    case_id, proposal = await in_doubt(hand, errand, "Call them", "And then them")
    await says(hand, proposal, done=False)
    following = await hand.round(case_id)
    assert following is not None
    assert following.id != proposal.round_id
    await hand.drive(proposal.round_id)
    await hand.drive(following.id)
    first, second = (await hand.load(proposal.id)).actions
    assert (first.status, second.status) == (A.FAILED, A.SUPERSEDED)
    assert [await hand.activities(action.id) for action in (first, second)] == [0, 0]
    async with hand.desk.database.transaction() as session:
        assert (await rounds.load(session, following.id)).failed_why is None


async def test_a_round_that_the_doubt_stopped_is_worked_after_all(hand: Hand, errand: Errand) -> None:
    case_id, proposal = await in_doubt(hand, errand, "Call them")
    stopped = await hand.start_round(case_id)
    await hand.drive(stopped)
    async with hand.desk.database.transaction() as session:
        assert (await rounds.load(session, stopped)).status is RoundStatus.FAILED
    await says(hand, proposal, done=True)
    following = await hand.round(case_id)
    assert following is not None
    await hand.drive(following.id)
    async with hand.desk.database.transaction() as session:
        assert (await rounds.load(session, following.id)).failed_why is None


async def test_a_case_with_nothing_left_ends_at_once(hand: Hand, errand: Errand) -> None:
    case_id, proposal = await in_doubt(hand, errand, "Call them")
    assert await hand.round(case_id) is None
    await says(hand, proposal, done=True)
    assert await hand.status(case_id) is CaseStatus.RESOLVED


async def test_what_was_given_up_with_a_change_that_was_done_is_not_forgotten(hand: Hand, errand: Errand) -> None:
    """The job became a dead letter in mid-change; what was approved beside it was put away with the round."""
    case_id, round_id = await hand.case()
    proposal = await hand.proposed(round_id, errand.draft("First", "Second"))
    await hand.said(proposal, hand.people[Role.PROCUREMENT])
    first, second = proposal.actions
    await hand.begin(first.id, sent=True)
    await hand.write_behind(first.id)
    await hand.give_up(round_id)
    given_up = await hand.load(proposal.id)
    assert (given_up.action(first.id).status, given_up.action(second.id).status) == (A.UNKNOWN, A.SUPERSEDED)
    await says(hand, given_up, done=True)
    following = await hand.round(case_id)
    assert following is not None
    assert following.id != round_id


async def test_every_refused_try_is_audited(hand: Hand, errand: Errand) -> None:
    case_id, proposal = await in_doubt(hand, errand, "Call them")
    await says(hand, proposal, done=True)
    before = await hand.events(case_id)
    with pytest.raises(AlreadyDecidedError):
        await says(hand, proposal, done=False)
    after = await hand.events(case_id)
    assert after[: len(after) - len(before)] == ["case.refused"]
