"""Approved actions against a real Odoo: applied once and read back; refused, audited and not written otherwise."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from langgraph.types import Command

from cases.roles import Role
from cases.status import ActionStatus, CaseStatus, DecisionType, ProposalStatus
from cases.store.errors import AlreadyDecidedError, BadEditError, DecisionError
from cases.store.proposals.records import DecisionIn, EditedAction
from graphs.checkpoints import remembered
from runtime.jobs import TryLater
from tests.integration.graphs.hand import Errand, Hand, thread

pytestmark = pytest.mark.odoo


async def test_an_approved_action_is_applied_read_back_and_closes_the_case(hand: Hand, errand: Errand) -> None:
    case_id, round_id = await hand.case()
    proposal = await hand.proposed(round_id, errand.draft("Call them"))
    assert await hand.status(case_id) is CaseStatus.WAITING

    await hand.said(proposal, hand.people[Role.PROCUREMENT])
    await hand.drive(round_id)

    [action] = (await hand.load(proposal.id)).actions
    assert action.status is ActionStatus.APPLIED
    assert action.receipt is not None
    assert (action.receipt.verified, action.receipt.how) == (True, "written")
    assert await hand.activities(action.id) == 1
    assert await hand.status(case_id) is CaseStatus.RESOLVED


async def test_nothing_remains_of_a_rounds_working_memory(hand: Hand, errand: Errand) -> None:
    _, round_id = await hand.case()
    proposal = await hand.proposed(round_id, errand.draft("Call them"))
    await hand.said(proposal, hand.people[Role.PROCUREMENT], DecisionType.REJECT)
    await hand.drive(round_id)
    async with hand.desk.database.transaction() as session:
        assert round_id not in await remembered(session)


async def test_what_depends_on_another_waits_for_it_and_follows(hand: Hand, errand: Errand) -> None:
    _, round_id = await hand.case()
    proposal = await hand.proposed(round_id, errand.draft("First", "Second", "Third", chained=True))
    await hand.said(proposal, hand.people[Role.PROCUREMENT])
    await hand.drive(round_id)
    done = await hand.load(proposal.id)
    assert [action.status for action in done.actions] == [ActionStatus.APPLIED] * 3
    assert done.status is ProposalStatus.EXECUTED
    moments = [action.receipt.at for action in done.actions if action.receipt]
    assert moments == sorted(moments)


async def test_a_rejected_dependency_rejects_what_depends_on_it(hand: Hand, errand: Errand) -> None:
    case_id, round_id = await hand.case()
    proposal = await hand.proposed(round_id, errand.draft("First", "Second", chained=True))
    first = proposal.actions[0]
    no = DecisionIn(action_id=first.id, digest=first.digest, type=DecisionType.REJECT)
    await hand.decide(proposal, Role.PROCUREMENT, no)
    await hand.drive(round_id)
    done = await hand.load(proposal.id)
    assert [action.status for action in done.actions] == [ActionStatus.REJECTED] * 2
    assert done.actions[1].why
    assert [await hand.activities(action.id) for action in done.actions] == [0, 0]
    assert await hand.status(case_id) is CaseStatus.REJECTED


async def test_a_resumed_graph_without_a_decision_writes_nothing_and_is_audited(hand: Hand, errand: Errand) -> None:
    case_id, round_id = await hand.case()
    proposal = await hand.proposed(round_id, errand.draft("Call them"))
    [action] = proposal.actions
    [interrupt] = (await hand.graph.aget_state(thread(round_id))).interrupts

    resume = Command(resume={interrupt.id: {"ready": [action.id]}})
    await hand.graph.ainvoke(resume, thread(round_id), context=hand.desk, durability="sync")

    assert await hand.activities(action.id) == 0
    assert (await hand.load(proposal.id)).actions[0].status is ActionStatus.PENDING
    assert "action.not_approved" in await hand.events(case_id)
    # The gate is open again, and a real decision still goes through.
    await hand.said(proposal, hand.people[Role.PROCUREMENT])
    await hand.drive(round_id)
    assert await hand.activities(action.id) == 1


async def test_an_approver_who_lost_the_role_approves_nothing(hand: Hand, errand: Errand) -> None:
    case_id, round_id = await hand.case()
    proposal = await hand.proposed(round_id, errand.draft("Call them"))
    buyer = hand.people[Role.PROCUREMENT]
    await hand.said(proposal, buyer)
    await hand.admin.write("res.users", [buyer.uid], {"active": False})
    try:
        await hand.drive(round_id)
    finally:
        await hand.admin.write("res.users", [buyer.uid], {"active": True})

    [action] = (await hand.load(proposal.id)).actions
    assert action.status is ActionStatus.REFUSED
    assert action.receipt is not None
    assert action.receipt.how == "approval"
    assert await hand.activities(action.id) == 0
    assert "receipt.refused" in await hand.events(case_id)
    following = await hand.round(case_id)
    assert following is not None
    assert following.n == 2


async def test_an_approval_that_lapsed_writes_nothing(hand: Hand, errand: Errand) -> None:
    case_id, round_id = await hand.case()
    proposal = await hand.proposed(round_id, errand.draft("Call them"))
    await hand.said(proposal, hand.people[Role.PROCUREMENT])
    late = hand.at(timedelta(days=30))
    await late.drive(round_id)
    await late.sweep()
    await late.drive(round_id)
    [action] = (await hand.load(proposal.id)).actions
    assert action.status in {ActionStatus.EXPIRED, ActionStatus.REFUSED}
    assert await hand.activities(action.id) == 0
    with pytest.raises(DecisionError):
        await late.said(proposal, hand.people[Role.PROCUREMENT])
    assert await hand.status(case_id) in {CaseStatus.NEEDS_PERSON, CaseStatus.INVESTIGATING}


async def test_a_proposal_nobody_decides_expires_loudly(hand: Hand, errand: Errand) -> None:
    case_id, round_id = await hand.case()
    proposal = await hand.proposed(round_id, errand.draft("Call them"))
    late = hand.at(timedelta(days=30))
    await late.sweep()
    await late.drive(round_id)
    assert (await hand.load(proposal.id)).status is ProposalStatus.EXPIRED
    assert await hand.status(case_id) is CaseStatus.NEEDS_PERSON
    assert await hand.activities(proposal.actions[0].id) == 0


async def test_refused_tries_are_audited_and_write_nothing(hand: Hand, errand: Errand) -> None:
    case_id, round_id = await hand.case()
    proposal = await hand.proposed(round_id, errand.draft("Call them"))
    [action] = proposal.actions
    outsider = hand.people[Role.PROCUREMENT].model_copy(update={"uid": 999, "login": "nobody", "roles": frozenset()})
    renamed = EditedAction(name="message_supplier", args=action.args)
    approve, edit = DecisionType.APPROVE, DecisionType.EDIT
    tries = [
        (outsider, DecisionIn(action_id=action.id, digest=action.digest, type=approve)),
        (hand.people[Role.PROCUREMENT], DecisionIn(action_id=action.id, digest="0" * 64, type=approve)),
        (
            hand.people[Role.PROCUREMENT],
            DecisionIn(action_id=action.id, digest=action.digest, type=edit, edited_action=renamed),
        ),
    ]
    for person, said in tries:
        with pytest.raises(DecisionError):
            await hand.decide_as(proposal, person, said)
    await hand.drive(round_id)
    assert (await hand.events(case_id)).count("decision.refused") == len(tries)
    assert await hand.activities(action.id) == 0
    assert (await hand.load(proposal.id)).actions[0].status is ActionStatus.PENDING


async def test_an_unsent_attempt_is_sent_once_when_taken_up(hand: Hand, errand: Errand) -> None:
    """Killed after the attempt was written down and before anything was sent."""
    _, round_id = await hand.case()
    proposal = await hand.proposed(round_id, errand.draft("Call them"))
    await hand.said(proposal, hand.people[Role.PROCUREMENT])
    [action] = proposal.actions
    await hand.begin(action.id)
    await hand.drive(round_id)
    [action] = (await hand.load(proposal.id)).actions
    assert action.status is ActionStatus.APPLIED
    assert await hand.activities(action.id) == 1


async def test_a_lost_answer_is_looked_for_only_when_it_can_no_longer_be_running(hand: Hand, errand: Errand) -> None:
    """Killed after sending was written down; nothing reached Odoo."""
    _, round_id = await hand.case()
    proposal = await hand.proposed(round_id, errand.draft("Call them"))
    await hand.said(proposal, hand.people[Role.PROCUREMENT])
    [action] = proposal.actions
    await hand.begin(action.id, sent=True)
    with pytest.raises(TryLater) as told:
        await hand.drive(round_id)
    assert 0 < told.value.delay <= hand.desk.settings.odoo_settle
    assert await hand.activities(action.id) == 0

    await hand.let_settle()
    await hand.drive(round_id)
    [action] = (await hand.load(proposal.id)).actions
    assert action.status is ActionStatus.APPLIED
    assert await hand.activities(action.id) == 1


async def test_what_was_written_before_the_worker_died_is_found(hand: Hand, errand: Errand) -> None:
    """Killed after Odoo had done it and before the receipt."""
    _, round_id = await hand.case()
    proposal = await hand.proposed(round_id, errand.draft("Call them"))
    await hand.said(proposal, hand.people[Role.PROCUREMENT])
    [action] = proposal.actions
    await hand.begin(action.id, sent=True)
    await hand.write_behind(action.id)
    await hand.drive(round_id)
    [action] = (await hand.load(proposal.id)).actions
    assert action.status is ActionStatus.APPLIED
    assert action.receipt is not None
    assert (action.receipt.how, action.receipt.verified) == ("found", True)
    assert await hand.activities(action.id) == 1


async def test_what_was_sent_three_times_in_vain_needs_a_person(hand: Hand, errand: Errand) -> None:
    case_id, round_id = await hand.case()
    proposal = await hand.proposed(round_id, errand.draft("Call them", "And then them", chained=True))
    await hand.said(proposal, hand.people[Role.PROCUREMENT])
    await hand.send_in_vain(proposal.actions[0].id)
    await hand.drive(round_id)

    first, second = (await hand.load(proposal.id)).actions
    assert first.status is ActionStatus.UNKNOWN
    assert first.receipt is not None
    assert not first.receipt.verified
    assert second.status is ActionStatus.APPROVED
    assert [await hand.activities(action.id) for action in (first, second)] == [0, 0]
    assert await hand.status(case_id) is CaseStatus.NEEDS_PERSON


async def test_what_an_earlier_round_had_begun_is_settled_before_the_next_one_plans(hand: Hand, errand: Errand) -> None:
    case_id, round_id = await hand.case()
    proposal = await hand.proposed(round_id, errand.draft("Call them", "And them"))
    await hand.said(proposal, hand.people[Role.PROCUREMENT])
    begun, waiting = proposal.actions
    await hand.begin(begun.id, sent=True)
    await hand.write_behind(begun.id)
    following = await hand.start_round(case_id)
    await hand.drive(following)
    done = await hand.load(proposal.id)
    assert done.action(begun.id).status is ActionStatus.APPLIED
    assert done.action(waiting.id).status is ActionStatus.SUPERSEDED
    assert [await hand.activities(action.id) for action in (begun, waiting)] == [1, 0]


async def test_an_earlier_change_in_doubt_stops_the_next_round(hand: Hand, errand: Errand) -> None:
    case_id, round_id = await hand.case()
    proposal = await hand.proposed(round_id, errand.draft("Call them"))
    await hand.said(proposal, hand.people[Role.PROCUREMENT])
    [begun] = proposal.actions
    await hand.send_in_vain(begun.id)
    following = await hand.start_round(case_id)
    await hand.drive(following)
    assert (await hand.load(proposal.id)).actions[0].status is ActionStatus.UNKNOWN
    assert await hand.status(case_id) is CaseStatus.NEEDS_PERSON
    assert await hand.round(case_id) is None


async def test_a_job_of_a_round_that_was_put_away_does_nothing(hand: Hand, errand: Errand) -> None:
    case_id, round_id = await hand.case()
    proposal = await hand.proposed(round_id, errand.draft("Call them"))
    await hand.said(proposal, hand.people[Role.PROCUREMENT])
    await hand.start_round(case_id)
    await hand.drive(round_id)
    [action] = (await hand.load(proposal.id)).actions
    assert action.status is ActionStatus.SUPERSEDED
    assert await hand.activities(action.id) == 0
    async with hand.desk.database.transaction() as session:
        assert round_id not in await remembered(session)


async def test_five_workers_at_once_write_once(hand: Hand, errand: Errand) -> None:
    written = 0
    for _ in range(8):
        _, round_id = await hand.case()
        proposal = await hand.proposed(round_id, errand.draft("Call them"))
        await hand.said(proposal, hand.people[Role.PROCUREMENT])
        ends = await asyncio.gather(*(hand.drive(round_id) for _ in range(5)), return_exceptions=True)
        assert all(end is None or isinstance(end, TryLater) for end in ends), ends
        written += await hand.activities(proposal.actions[0].id)
    assert written == 8


@pytest.mark.slow
async def test_five_people_deciding_at_once_have_one_outcome(hand: Hand, errand: Errand) -> None:
    """200 rounds: one is first, the losers are told, nothing is decided twice; the writes are counted for some."""
    people = [
        hand.people[role] for role in (Role.PROCUREMENT, Role.SALES, Role.WAREHOUSE, Role.LOGISTICS, Role.SERVICE)
    ]
    kinds = [DecisionType.APPROVE, DecisionType.REJECT, DecisionType.APPROVE, DecisionType.REJECT, DecisionType.APPROVE]
    written = applied = 0
    for number in range(200):
        _, round_id = await hand.case()
        proposal = await hand.proposed(round_id, errand.draft("Call them"))
        ends = await asyncio.gather(
            *(hand.said(proposal, person, kind) for person, kind in zip(people, kinds, strict=True)),
            return_exceptions=True,
        )
        losers = [end for end in ends if isinstance(end, BaseException)]
        assert len(losers) == 4
        assert all(isinstance(end, (AlreadyDecidedError, BadEditError)) for end in losers), losers
        [action] = (await hand.load(proposal.id)).actions
        assert len(action.decisions) == 1
        if number % 10 == 0:
            await asyncio.gather(*(hand.drive(round_id) for _ in range(2)), return_exceptions=True)
            count = await hand.activities(action.id)
            assert count == (1 if action.status is ActionStatus.APPROVED else 0)
            written += count
            applied += action.status is ActionStatus.APPROVED
    assert written == applied
