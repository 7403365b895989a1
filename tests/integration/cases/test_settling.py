"""A person settles an unknown change, on a real record: who may, what is kept, what follows."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any

import pytest
from sqlalchemy import text

from cases.people import Person
from cases.status import ActionStatus, CaseStatus, DecisionType, Outcome, ProposalStatus, RoundStatus, WrongMoveError
from cases.store import audit
from cases.store.applying import deadlines, receipts
from cases.store.applying.unknown import settle_and_audit
from cases.store.cases import cases, rounds
from cases.store.errors import AlreadyDecidedError, DecisionError, NotFoundError, NotYourRoleError
from cases.store.proposals import decisions, proposals
from cases.store.proposals.records import ProposalRecord
from runtime.database import Database
from tests.integration.cases.desk import (
    LOU,
    MARGE,
    NOW,
    PAULA,
    PETER,
    POLICY,
    SAM,
    VERA,
    draft,
    later,
    local,
    promise,
    proposed,
    reschedule,
    says,
)

A = ActionStatus
C = CaseStatus


async def lost(database: Database, shown: ProposalRecord, name: str, who: Person = PAULA) -> str:
    """One action is approved and sent, and nobody knows what became of it; the id of the receipt that says so."""
    action_id = local(shown, name).id
    async with database.transaction() as session:
        await decisions.decide(session, who, shown.id, [says(shown, name)], POLICY, NOW)
        case = await cases.record(session, shown.case_id)
        if case.status is C.WAITING:
            await cases.set_status(session, shown.case_id, C.EXECUTING)
        await receipts.begin(session, action_id, {"date": "old"})
        told = await receipts.settle(
            session, action_id, Outcome.UNKNOWN, verified=False, how="looked", detail=f"{name} was lost.", after={}
        )
        await cases.set_status(session, shown.case_id, C.NEEDS_PERSON, why=f"{name} was lost.")
    return told.id


async def ended(database: Database, shown: ProposalRecord) -> None:
    """The round is over, as when nothing was left to do."""
    async with database.transaction() as session:
        await rounds.set_status(session, shown.round_id, RoundStatus.CLOSED)


async def in_doubt(database: Database, *actions: Any) -> tuple[ProposalRecord, str]:
    """A proposal whose first action is unknown, and the receipt that says so."""
    async with database.transaction() as session:
        shown = await proposed(session, draft(*(actions or (reschedule(), promise(depends_on=("a1",))))))
    return shown, await lost(database, shown, "a1")


async def says_so(
    database: Database, receipt_id: str, who: Person = PAULA, *, done: bool, note: str = "I looked."
) -> ProposalRecord:
    return await settle_and_audit(database.transaction, who, receipt_id, done=done, note=note)


async def case_status(database: Database, shown: ProposalRecord) -> CaseStatus:
    async with database.transaction() as session:
        return (await cases.record(session, shown.case_id)).status


async def jobs(database: Database, task: str) -> Counter[str]:
    """The waiting jobs of a kind, by the round they are about."""
    async with database.transaction() as session:
        found = await session.execute(
            text("SELECT args->>'round_id' FROM procrastinate_jobs WHERE task_name = :task"), {"task": task}
        )
        return Counter(found.scalars().all())


async def forget_jobs(database: Database) -> None:
    async with database.transaction() as session:
        await session.execute(text("DELETE FROM procrastinate_jobs"))


async def test_done_keeps_a_receipt_under_the_persons_name_and_the_rest_goes_on(database: Database) -> None:
    shown, receipt_id = await in_doubt(database)
    await forget_jobs(database)
    after = await says_so(database, receipt_id, done=True, note="  P00007 shows 4 December. ")
    first, second = after.actions
    assert (first.status, second.status) == (A.APPLIED, A.PENDING)
    assert [(one.outcome, one.how, one.verified) for one in first.receipts] == [
        (Outcome.UNKNOWN, "looked", False),
        (Outcome.APPLIED, "person", False),
    ]
    assert first.receipt is not None
    assert first.receipt.detail == "Paula looked in Odoo: it is done. P00007 shows 4 December."
    assert first.receipt.before == {"date": "old"}
    async with database.transaction() as session:
        page = await audit.entries(session, case_id=shown.case_id)
        case = await cases.record(session, shown.case_id)
    lines = {entry.event: entry.actor for entry in page.items if entry.event in {"receipt.applied", "action.applied"}}
    assert lines == {"receipt.applied": "paula", "action.applied": "paula"}
    # The round is open: the case waits for people again, and the worker carries on with what they approve.
    assert (case.status, case.why_person) == (C.WAITING, None)
    assert after.status is ProposalStatus.PENDING
    assert await jobs(database, "carry_on") == {shown.round_id: 1}
    async with database.transaction() as session:
        await decisions.decide(session, SAM, shown.id, [says(shown, "a2")], POLICY, NOW)
        assert await proposals.ready(session, shown.id) == [local(shown, "a2").id]


async def test_not_done_puts_dependents_away_and_looks_at_the_facts_again(database: Database) -> None:
    shown, receipt_id = await in_doubt(database)
    await forget_jobs(database)
    after = await says_so(database, receipt_id, done=False, note="It still shows 25 November.")
    first, second = after.actions
    assert (first.status, second.status) == (A.FAILED, A.SUPERSEDED)
    assert "It still shows 25 November." in (first.why or "")
    assert (second.why or "").startswith("What it depends on was not done: Paula looked in Odoo")
    assert await case_status(database, shown) is C.INVESTIGATING
    async with database.transaction() as session:
        following = await rounds.open_round(session, shown.case_id)
        assert following is not None
        this = await rounds.load(session, following)
        assert (await rounds.load(session, shown.round_id)).status is RoundStatus.SUPERSEDED
    assert (this.n, this.why) == (2, "Paula looked in Odoo and settled what was in doubt")
    assert await jobs(database, "work_round") == {following: 1}
    assert await jobs(database, "carry_on") == {}


async def test_not_done_while_others_wait_carries_on_with_those(database: Database) -> None:
    shown, receipt_id = await in_doubt(database, reschedule(), promise())
    await forget_jobs(database)
    after = await says_so(database, receipt_id, done=False, note="No.")
    assert [action.status for action in after.actions] == [A.FAILED, A.PENDING]
    assert await jobs(database, "carry_on") == {shown.round_id: 1}
    async with database.transaction() as session:
        case = await cases.record(session, shown.case_id)
        assert await rounds.open_round(session, shown.case_id) == shown.round_id
    assert (case.status, case.why_person) == (C.NEEDS_PERSON, "Paula looked in Odoo: it is not done. No.")


async def test_done_after_the_round_ended_resolves_the_case(database: Database) -> None:
    shown, receipt_id = await in_doubt(database, reschedule())
    await ended(database, shown)
    await forget_jobs(database)
    assert (await says_so(database, receipt_id, done=True)).status is ProposalStatus.EXECUTED
    assert await case_status(database, shown) is C.RESOLVED
    assert await jobs(database, "carry_on") == await jobs(database, "work_round") == {}


async def test_not_done_after_the_round_ended_starts_the_next_one(database: Database) -> None:
    shown, receipt_id = await in_doubt(database, reschedule())
    await ended(database, shown)
    await says_so(database, receipt_id, done=False)
    assert await case_status(database, shown) is C.INVESTIGATING
    async with database.transaction() as session:
        assert await rounds.open_round(session, shown.case_id) not in {None, shown.round_id}


async def test_what_expired_beside_it_keeps_the_case_with_a_person(database: Database) -> None:
    shown, receipt_id = await in_doubt(database)
    async with database.transaction() as session:
        assert await deadlines.expire(session, later(hours=25)) == 1
    await ended(database, shown)
    await says_so(database, receipt_id, done=True)
    async with database.transaction() as session:
        case = await cases.record(session, shown.case_id)
    assert case.status is C.NEEDS_PERSON
    assert case.why_person == "Nobody decided it in time."


@pytest.mark.parametrize(("first", "end"), [(True, C.RESOLVED), (False, C.INVESTIGATING)])
async def test_of_two_in_doubt_the_case_waits_for_the_last(database: Database, first: bool, end: CaseStatus) -> None:
    shown, one = await in_doubt(database, reschedule(), promise())
    other = await lost(database, shown, "a2", SAM)
    await ended(database, shown)
    await says_so(database, one, done=first)
    async with database.transaction() as session:
        case = await cases.record(session, shown.case_id)
    assert (case.status, case.why_person) == (C.NEEDS_PERSON, "a2 was lost.")
    await says_so(database, other, SAM, done=True)
    assert await case_status(database, shown) is end


async def test_a_round_that_the_doubt_stopped_is_made_up_for(database: Database) -> None:
    """A new report came while the change was unknown: its facts must not be lost when that is settled as done."""
    shown, receipt_id = await in_doubt(database, reschedule())
    async with database.transaction() as session:
        following = await rounds.start(session, shown.case_id, "a new report")
        await rounds.fail(session, following, "An earlier change is in doubt.")
    await says_so(database, receipt_id, done=True)
    assert await case_status(database, shown) is C.INVESTIGATING
    async with database.transaction() as session:
        assert await rounds.open_round(session, shown.case_id) not in {None, following}


async def test_a_later_round_at_work_is_left_alone(database: Database) -> None:
    shown, receipt_id = await in_doubt(database, reschedule())
    async with database.transaction() as session:
        following = await rounds.start(session, shown.case_id, "a new report")
    await says_so(database, receipt_id, done=False)
    assert await case_status(database, shown) is C.INVESTIGATING
    async with database.transaction() as session:
        assert await rounds.open_round(session, shown.case_id) == following


async def test_a_case_that_somebody_closed_stays_closed(database: Database) -> None:
    shown, receipt_id = await in_doubt(database, reschedule())
    async with database.transaction() as session:
        await cases.close(session, shown.case_id, PAULA, "Done by hand.")
    after = await says_so(database, receipt_id, done=False)
    assert after.actions[0].status is A.FAILED
    assert await case_status(database, shown) is C.RESOLVED


async def test_a_hard_stop_is_not_lifted_by_it(database: Database) -> None:
    shown, receipt_id = await in_doubt(database, reschedule())
    await ended(database, shown)
    async with database.transaction() as session:
        await session.execute(text("UPDATE cases SET stop = 'Call the number on file.'"))
    await says_so(database, receipt_id, done=True)
    async with database.transaction() as session:
        case = await cases.record(session, shown.case_id)
    assert (case.status, case.why_person) == (C.NEEDS_PERSON, "Call the number on file.")


@pytest.mark.parametrize("who", [SAM, LOU, VERA], ids=lambda who: who.login)
async def test_only_those_whom_the_action_asks_may_say(database: Database, who: Person) -> None:
    shown, receipt_id = await in_doubt(database)
    with pytest.raises(NotYourRoleError, match="for procurement to say") as refused:
        await says_so(database, receipt_id, who, done=True)
    assert refused.value.action_id == local(shown, "a1").id
    async with database.transaction() as session:
        after = await proposals.load(session, shown.id)
        [line] = [
            one for one in (await audit.entries(session, case_id=shown.case_id)).items if one.event == "case.refused"
        ]
    assert after.actions[0].status is A.UNKNOWN
    assert (line.actor, line.subject) == (who.login, f"receipts:{receipt_id}")


async def test_a_manager_may_say_too(database: Database) -> None:
    _, receipt_id = await in_doubt(database)
    assert (await says_so(database, receipt_id, MARGE, done=True)).actions[0].status is A.APPLIED


@pytest.mark.parametrize("done", [True, False])
async def test_the_same_again_by_anyone_is_one_receipt_and_the_opposite_is_refused(
    database: Database, done: bool
) -> None:
    shown, receipt_id = await in_doubt(database)
    await says_so(database, receipt_id, done=done)
    waiting = [await jobs(database, task) for task in ("carry_on", "work_round")]
    for who in (PAULA, PETER):
        again = await says_so(database, receipt_id, who, done=done, note="In other words.")
        assert len(again.actions[0].receipts) == 2
        with pytest.raises(AlreadyDecidedError, match="Paula looked in Odoo"):
            await says_so(database, receipt_id, who, done=not done)
    assert [await jobs(database, task) for task in ("carry_on", "work_round")] == waiting
    settled = again.actions[0].receipts[-1]
    with pytest.raises(AlreadyDecidedError):
        await says_so(database, settled.id, done=done)
    async with database.transaction() as session:
        assert len(await receipts.receipts_of(session, shown.id)) == 2


async def test_five_people_at_once_have_one_outcome(database: Database) -> None:
    shown, receipt_id = await in_doubt(database)

    async def one(number: int) -> bool:
        try:
            await says_so(database, receipt_id, (PAULA, PETER, MARGE)[number % 3], done=number % 2 == 0)
        except AlreadyDecidedError:
            return False
        return True

    told = await asyncio.gather(*(one(number) for number in range(5)))
    async with database.transaction() as session:
        settled = await receipts.receipts_of(session, shown.id)
    assert len(settled) == 2
    assert told == [(settled[-1].outcome is Outcome.APPLIED) is (number % 2 == 0) for number in range(5)]


async def test_what_was_found_in_odoo_is_not_settled_by_anybody(database: Database) -> None:
    shown, receipt_id = await in_doubt(database)
    action_id = local(shown, "a1").id
    async with database.transaction() as session:
        with pytest.raises(WrongMoveError):
            await receipts.begin(session, action_id, {})
        await receipts.settle(
            session, action_id, Outcome.APPLIED, verified=True, how="found", detail="It was there.", after={}
        )
        *_, latest = await receipts.receipts_of(session, shown.id)
    for named in (receipt_id, latest.id):
        with pytest.raises(AlreadyDecidedError, match="It was there"):
            await says_so(database, named, done=True)


async def test_a_note_is_wanted_and_a_receipt_must_be_there(database: Database) -> None:
    shown, receipt_id = await in_doubt(database)
    with pytest.raises(DecisionError, match="what you saw") as refused:
        await says_so(database, receipt_id, done=True, note=" \n ")
    assert refused.value.status == 422
    with pytest.raises(NotFoundError):
        await says_so(database, "0" * 32, done=True)
    async with database.transaction() as session:
        assert (await proposals.load(session, shown.id)).actions[0].status is A.UNKNOWN


async def test_a_question_back_while_in_doubt_leaves_the_doubt(database: Database) -> None:
    shown, receipt_id = await in_doubt(database, reschedule(), promise())
    async with database.transaction() as session:
        said = says(shown, "a2", DecisionType.RESPOND, message="And Ghent?")
        await decisions.decide(session, SAM, shown.id, [said], POLICY, NOW)
    after = await says_so(database, receipt_id, done=True)
    assert [action.status for action in after.actions] == [A.APPLIED, A.SUPERSEDED]
    assert await case_status(database, shown) is C.INVESTIGATING
