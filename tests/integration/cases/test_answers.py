"""What another company answers, on a real record: the first answer counts, whenever it comes, and exactly once."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from cases.carrier_events import CarrierEvent, Milestone
from cases.claims import RecordRef
from cases.status import ActionStatus, Answer, CaseStatus, Outcome, ProposalStatus, RoundStatus
from cases.store import audit
from cases.store.applying import asked, deadlines, receipts
from cases.store.applying.answers import report, settle_or_answer, take_events
from cases.store.cases import cases, rounds
from cases.store.errors import AlreadyDecidedError, DecisionError, NotFoundError, NotYourRoleError, RecordError
from cases.store.proposals import decisions, proposals
from cases.store.proposals.records import ProposalRecord
from cases.workdays import MONDAY_TO_FRIDAY
from runtime.database import Database
from tests.integration.cases.desk import (
    LOU,
    NOW,
    POLICY,
    SAM,
    VERA,
    draft,
    later,
    local,
    message,
    proposed,
    reattempt,
    says,
)

A = ActionStatus
C = CaseStatus
DUE = MONDAY_TO_FRIDAY.after(NOW, POLICY.answer_days, "UTC")
PAST = DUE + timedelta(minutes=1)
TOKEN = "0123456789abcdef0123456789abcdef"


async def begun(database: Database, *more: Any) -> ProposalRecord:
    """A proposal that asks a carrier for something; it is approved and being sent."""
    async with database.transaction() as session:
        shown = await proposed(session, draft(reattempt(), *more))
        await decisions.decide(session, LOU, shown.id, [says(shown, "a5")], POLICY, NOW)
        await cases.set_status(session, shown.case_id, C.EXECUTING)
        await receipts.begin(session, local(shown, "a5").id, {}, answer_by=DUE)
        await receipts.mark_sent(session, local(shown, "a5").id, approved_at=NOW)
    return shown


async def settled(database: Database, shown: ProposalRecord, outcome: Outcome = Outcome.PENDING_EXTERNAL) -> str:
    """What execution says of it; the id of the receipt."""
    async with database.transaction() as session:
        told = await receipts.settle(
            session,
            local(shown, "a5").id,
            outcome,
            verified=outcome is Outcome.PENDING_EXTERNAL,
            how="written",
            detail="As it was told.",
            after={},
        )
        if outcome is Outcome.UNKNOWN:
            await cases.set_status(session, shown.case_id, C.NEEDS_PERSON, why="As it was told.")
    return told.id


async def waiting(database: Database, *more: Any) -> tuple[ProposalRecord, str]:
    """A proposal that waits for the carrier, and the receipt that says so."""
    shown = await begun(database, *more)
    return shown, await settled(database, shown)


async def answered(database: Database, shown: ProposalRecord, answer: Answer, detail: str = "Tour 14") -> None:
    await report(database.transaction, TOKEN, key(shown), answer, detail)


def key(shown: ProposalRecord) -> str:
    return f"EXP-{local(shown, 'a5').id}"


async def now(database: Database, shown: ProposalRecord) -> ProposalRecord:
    async with database.transaction() as session:
        return await proposals.load(session, shown.id)


async def case(database: Database, shown: ProposalRecord) -> Any:
    async with database.transaction() as session:
        return await cases.record(session, shown.case_id)


async def jobs(database: Database, task: str) -> Counter[str]:
    async with database.transaction() as session:
        found = await session.execute(
            text("SELECT args->>'round_id' FROM procrastinate_jobs WHERE task_name = :task"), {"task": task}
        )
        return Counter(found.scalars().all())


async def events(database: Database, shown: ProposalRecord) -> Counter[str]:
    async with database.transaction() as session:
        return Counter(one.event for one in (await audit.entries(session, case_id=shown.case_id)).items)


async def forget_jobs(database: Database) -> None:
    async with database.transaction() as session:
        await session.execute(text("DELETE FROM procrastinate_jobs"))


async def sweep(database: Database) -> list[Any]:
    async with database.transaction() as session:
        return await deadlines.tell_unanswered(session, PAST)


async def test_what_is_asked_of_whom_is_kept_before_it_is_sent(database: Database) -> None:
    shown = await begun(database)
    async with database.transaction() as session:
        [one] = await asked.of_case(session, shown.case_id)
        assert await asked.waits(session, shown.case_id) == []
        assert [item.key for item in (await cases.case_file(session, shown.case_id)).asked] == [key(shown)]
    assert (one.key, one.of.label, one.way, one.due_at) == (key(shown), "Northline Parcel", "message", DUE)
    assert (one.answer, one.taken, one.told) == (None, False, False)
    async with database.transaction() as session:
        again = await receipts.attempt_of(session, local(shown, "a5").id)
    assert again is not None


async def test_it_waits_and_the_case_is_not_resolved(database: Database) -> None:
    shown, _ = await waiting(database, message(depends_on=("a5",)))
    proposal = await now(database, shown)
    assert [action.status for action in proposal.actions] == [A.PENDING_EXTERNAL, A.PENDING]
    assert proposal.actions[0].receipt is not None
    assert proposal.actions[0].receipt.verified
    async with database.transaction() as session:
        await decisions.decide(session, SAM, shown.id, [says(shown, "a3")], POLICY, NOW)
        assert await proposals.ready(session, shown.id) == []
        with pytest.raises(RecordError, match="Northline Parcel was asked for something and has not answered"):
            await cases.close(session, shown.case_id, LOU, "By hand.")
    for status in ("resolved", "rejected"):
        with pytest.raises(DBAPIError, match="open while an answer is awaited"):
            async with database.transaction() as session:
                await session.execute(text("UPDATE cases SET status = :status"), {"status": status})
    assert (await now(database, shown)).status is ProposalStatus.EXECUTING


async def test_confirmed_it_is_applied_and_what_depends_on_it_goes_on(database: Database) -> None:
    shown, _ = await waiting(database, message(depends_on=("a5",)))
    async with database.transaction() as session:
        await decisions.decide(session, SAM, shown.id, [says(shown, "a3")], POLICY, NOW)
    await forget_jobs(database)
    await answered(database, shown, Answer.CONFIRMED)
    first, _ = (await now(database, shown)).actions
    assert (first.status, [one.outcome for one in first.receipts]) == (
        A.APPLIED,
        [Outcome.PENDING_EXTERNAL, Outcome.APPLIED],
    )
    assert first.receipt is not None
    assert (first.receipt.how, first.receipt.verified) == ("reported", True)
    assert first.receipt.detail == "Northline Parcel confirmed: Tour 14"
    assert await jobs(database, "carry_on") == {shown.round_id: 1}
    async with database.transaction() as session:
        assert await proposals.ready(session, shown.id) == [local(shown, "a3").id]


async def test_an_approval_of_what_waits_for_an_answer_lasts_until_it_can_come(database: Database) -> None:
    shown, _ = await waiting(database, message(depends_on=("a5",)))
    async with database.transaction() as session:
        await decisions.decide(session, SAM, shown.id, [says(shown, "a3")], POLICY, NOW)
        assert await deadlines.expire(session, DUE + timedelta(hours=1)) == 0
    await answered(database, shown, Answer.CONFIRMED)
    async with database.transaction() as session:
        assert await proposals.ready(session, shown.id, DUE + timedelta(hours=1)) == [local(shown, "a3").id]
        assert await deadlines.expire(session, DUE + POLICY.approval_lasts) == 1


async def test_refused_it_has_failed_and_the_facts_are_looked_at_again(database: Database) -> None:
    shown, _ = await waiting(database, message(depends_on=("a5",)))
    await forget_jobs(database)
    await answered(database, shown, Answer.REFUSED, "It was the last attempt")
    first, second = (await now(database, shown)).actions
    assert (first.status, second.status) == (A.FAILED, A.SUPERSEDED)
    assert (await case(database, shown)).status is C.INVESTIGATING
    async with database.transaction() as session:
        following = await rounds.open_round(session, shown.case_id)
        assert following is not None
        assert (await rounds.load(session, following)).why == "Northline Parcel refused: It was the last attempt"
        [told] = (await cases.case_file(session, shown.case_id)).asked
    assert (told.answer, told.detail) == (Answer.REFUSED, "It was the last attempt")
    assert await jobs(database, "work_round") == {following: 1}


@pytest.mark.parametrize("answer", list(Answer))
async def test_the_same_again_changes_nothing_and_the_opposite_is_refused(database: Database, answer: Answer) -> None:
    shown, receipt_id = await waiting(database)
    await answered(database, shown, answer)
    before = (await now(database, shown), [await jobs(database, task) for task in ("carry_on", "work_round")])
    await answered(database, shown, answer, "In other words")
    await settle_or_answer(database.transaction, LOU, receipt_id, done=answer is Answer.CONFIRMED, note="They rang.")
    other = Answer.REFUSED if answer is Answer.CONFIRMED else Answer.CONFIRMED
    with pytest.raises(AlreadyDecidedError, match=f"has {answer.value} this already"):
        await answered(database, shown, other)
    with pytest.raises(AlreadyDecidedError):
        await settle_or_answer(database.transaction, LOU, receipt_id, done=other is Answer.CONFIRMED, note="No.")
    assert (await now(database, shown), [await jobs(database, one) for one in ("carry_on", "work_round")]) == before
    seen = await events(database, shown)
    assert (seen[f"answer.{answer.value}"], seen["answer.repeated"], seen["case.refused"]) == (1, 2, 1)


@pytest.mark.parametrize("early", [False, True])
async def test_five_at_once_are_one_answer(database: Database, early: bool) -> None:
    shown = await begun(database)
    if not early:
        await settled(database, shown)

    async def one(number: int) -> bool:
        try:
            await answered(database, shown, Answer.CONFIRMED if number % 2 else Answer.REFUSED)
        except AlreadyDecidedError:
            return False
        return True

    told = await asyncio.gather(*(one(number) for number in range(5)))
    if early:
        await settled(database, shown)
    [action] = (await now(database, shown)).actions
    assert action.status in {A.APPLIED, A.FAILED}
    assert told == [(action.status is A.APPLIED) is bool(number % 2) for number in range(5)]
    assert len(action.receipts) == 2


@pytest.mark.parametrize("outcome", [Outcome.PENDING_EXTERNAL, Outcome.UNKNOWN])
@pytest.mark.parametrize(("answer", "end"), [(Answer.CONFIRMED, A.APPLIED), (Answer.REFUSED, A.FAILED)])
async def test_an_answer_while_it_is_still_being_asked_is_kept(
    database: Database, outcome: Outcome, answer: Answer, end: ActionStatus
) -> None:
    shown = await begun(database, message(depends_on=("a5",)))
    await answered(database, shown, answer)
    assert (await now(database, shown)).actions[0].status is A.EXECUTING
    await settled(database, shown, outcome)
    first, second = (await now(database, shown)).actions
    assert [one.outcome for one in first.receipts] == [outcome, Outcome(end.value)]
    assert (first.status, second.status) == (end, A.PENDING if end is A.APPLIED else A.SUPERSEDED)


@pytest.mark.parametrize(("answer", "end"), [(Answer.CONFIRMED, A.APPLIED), (Answer.REFUSED, A.FAILED)])
async def test_an_answer_tells_what_nobody_knew(database: Database, answer: Answer, end: ActionStatus) -> None:
    shown = await begun(database)
    await settled(database, shown, Outcome.UNKNOWN)
    await answered(database, shown, answer)
    assert (await now(database, shown)).actions[0].status is end
    assert (await case(database, shown)).status is (C.WAITING if answer is Answer.CONFIRMED else C.INVESTIGATING)


async def test_a_person_finds_the_request_and_it_waits_for_its_answer(database: Database) -> None:
    shown = await begun(database)
    unknown = await settled(database, shown, Outcome.UNKNOWN)
    after_it = await settle_or_answer(database.transaction, LOU, unknown, done=True, note="The note is there.")
    assert after_it.actions[0].status is A.PENDING_EXTERNAL
    assert (await case(database, shown)).status is C.WAITING
    await answered(database, shown, Answer.CONFIRMED)
    assert (await now(database, shown)).actions[0].status is A.APPLIED


async def test_when_the_time_is_up_the_role_is_told_once_and_a_late_answer_counts(database: Database) -> None:
    shown, _ = await waiting(database)
    async with database.transaction() as session:
        assert await deadlines.tell_unanswered(session, DUE - timedelta(seconds=1)) == []
    [nudge] = await sweep(database)
    assert (nudge.roles, nudge.action_ids) == (("logistics", "service"), (local(shown, "a5").id,))
    assert await sweep(database) == []
    found = await case(database, shown)
    assert found.status is C.NEEDS_PERSON
    assert found.why_person is not None
    assert found.why_person.startswith("Northline Parcel has not answered in time. Ask Northline Parcel for another")
    assert (await events(database, shown))["answer.overdue"] == 1
    await answered(database, shown, Answer.CONFIRMED)
    assert (await case(database, shown)).status is C.EXECUTING
    assert await jobs(database, "carry_on") == {shown.round_id: 1}


async def test_five_sweeps_at_once_tell_once(database: Database) -> None:
    shown, _ = await waiting(database)
    told = await asyncio.gather(*(sweep(database) for _ in range(5)))
    assert sum(map(len, told)) == 1
    assert (await events(database, shown))["answer.overdue"] == 1


async def test_of_two_that_are_late_the_case_stays_with_a_person_for_the_other(database: Database) -> None:
    shown, _ = await waiting(database, reattempt("a6"))
    async with database.transaction() as session:
        await decisions.decide(session, LOU, shown.id, [says(shown, "a6")], POLICY, NOW)
        await receipts.begin(session, local(shown, "a6").id, {}, answer_by=DUE)
        await receipts.settle(
            session,
            local(shown, "a6").id,
            Outcome.PENDING_EXTERNAL,
            verified=True,
            how="written",
            detail="Asked.",
            after={},
        )
    assert len(await sweep(database)) == 2
    await answered(database, shown, Answer.CONFIRMED)
    assert (await case(database, shown)).status is C.NEEDS_PERSON
    await report(database.transaction, TOKEN, f"EXP-{local(shown, 'a6').id}", Answer.CONFIRMED, "")
    assert (await case(database, shown)).status is C.EXECUTING


async def test_another_reason_for_a_person_is_not_lifted_by_an_answer(database: Database) -> None:
    shown, _ = await waiting(database)
    async with database.transaction() as session:
        await cases.set_status(session, shown.case_id, C.NEEDS_PERSON, why="Something else.")
    await answered(database, shown, Answer.CONFIRMED)
    found = await case(database, shown)
    assert (found.status, found.why_person) == (C.NEEDS_PERSON, "Something else.")


@pytest.mark.parametrize(("late", "again"), [(False, False), (True, False), (False, True)])
async def test_an_answer_after_the_rounds_ended_ends_the_case(database: Database, late: bool, again: bool) -> None:
    shown, _ = await waiting(database)
    async with database.transaction() as session:
        last = await rounds.start(session, shown.case_id, "a new report") if again else shown.round_id
        await rounds.set_status(session, last, RoundStatus.CLOSED)
        await cases.set_status(session, shown.case_id, C.EXECUTING)
    if late:
        await sweep(database)
    await answered(database, shown, Answer.CONFIRMED)
    assert (await case(database, shown)).status is C.RESOLVED


async def test_a_later_round_at_work_goes_on_after_a_yes(database: Database) -> None:
    shown, _ = await waiting(database)
    async with database.transaction() as session:
        following = await rounds.start(session, shown.case_id, "a new report")
    assert await sweep(database) == []
    await answered(database, shown, Answer.CONFIRMED)
    async with database.transaction() as session:
        assert await rounds.open_round(session, shown.case_id) == following
    assert (await case(database, shown)).status is C.INVESTIGATING


async def test_a_person_passes_the_answer_on(database: Database) -> None:
    _, receipt_id = await waiting(database)
    for who in (SAM, VERA):
        with pytest.raises(NotYourRoleError, match="logistics or service"):
            await settle_or_answer(database.transaction, who, receipt_id, done=True, note="They rang.")
    with pytest.raises(DecisionError, match="what they said"):
        await settle_or_answer(database.transaction, LOU, receipt_id, done=True, note=" ")
    after_it = await settle_or_answer(database.transaction, LOU, receipt_id, done=True, note="They rang.")
    receipt = after_it.actions[0].receipt
    assert receipt is not None
    assert (receipt.outcome, receipt.how, receipt.verified) == (Outcome.APPLIED, "told", False)
    assert receipt.detail == "Northline Parcel confirmed, says lou: They rang."


@pytest.mark.parametrize("unknown", ["EXP-none", "nothing", "", "EXP-" + "0" * 32, "\0", "x" * 5000])
async def test_an_unknown_key_is_not_found_and_audited(database: Database, unknown: str) -> None:
    with pytest.raises(NotFoundError):
        await report(database.transaction, TOKEN, unknown, Answer.CONFIRMED, "")
    async with database.transaction() as session:
        [line] = [one for one in (await audit.entries(session)).items if one.event == "answer.not_taken"]
    assert line.actor == f"token:{TOKEN}"


async def test_the_key_of_what_asked_nobody_or_was_never_made_takes_no_answer(database: Database) -> None:
    shown = await begun(database, message())
    with pytest.raises(NotFoundError):
        await report(database.transaction, TOKEN, f"EXP-{local(shown, 'a3').id}", Answer.CONFIRMED, "")
    await settled(database, shown, Outcome.FAILED)
    with pytest.raises(AlreadyDecidedError, match="is failed and waits for no answer"):
        await answered(database, shown, Answer.CONFIRMED)
    assert (await now(database, shown)).actions[0].status is A.FAILED
    assert (await events(database, shown))["answer.not_taken"] == 1


async def test_the_same_is_not_asked_twice_while_it_waits(database: Database) -> None:
    shown, _ = await waiting(database)
    async with database.transaction() as session:
        other = await proposed(session, draft(reattempt()), order=8)
        found = await asked.asked_before(session, local(other, "a5").id)
        assert found is not None
        assert found.key == key(shown)
        assert await asked.asked_before(session, local(shown, "a5").id) is None
    await answered(database, shown, Answer.CONFIRMED)
    async with database.transaction() as session:
        assert await asked.asked_before(session, local(other, "a5").id) is None


async def test_the_database_holds_it_too(database: Database) -> None:
    shown, _ = await waiting(database)

    async def refused(statement: str) -> str:
        with pytest.raises(DBAPIError) as error:
            async with database.transaction() as session:
                await session.execute(text(statement))
        return str(error.value)

    assert "becomes what the answer says" in await refused("UPDATE actions SET status = 'applied'")
    for change in ("key = 'x'", "of_label = 'x'", "due_at = now()", "way = 'integration'"):
        assert "stays as it was asked" in await refused(f"UPDATE asked SET {change}")  # noqa: S608
    assert "answered_whole" in await refused("UPDATE asked SET answer = 'confirmed'")
    assert "append-only" in await refused("DELETE FROM asked")
    assert "append-only" in await refused("TRUNCATE asked")
    await answered(database, shown, Answer.CONFIRMED)
    for change in ("answer = 'refused'", "detail = 'x'", "answered_by = 'x'"):
        assert "answered once" in await refused(f"UPDATE asked SET {change}")  # noqa: S608
    async with database.transaction() as session:
        other = await proposed(session, draft(message()), order=8)
        await decisions.decide(session, SAM, other.id, [says(other, "a3")], POLICY, NOW)
        await receipts.begin(session, local(other, "a3").id, {})
    waits = f"UPDATE actions SET status = 'pending_external' WHERE id = '{local(other, 'a3').id}'"  # noqa: S608
    assert "only for an answer to what was asked" in await refused(waits)


async def test_a_request_wants_a_day_by_which_it_is_answered(database: Database) -> None:
    async with database.transaction() as session:
        shown = await proposed(session, draft(reattempt()))
        await decisions.decide(session, LOU, shown.id, [says(shown, "a5")], POLICY, later(hours=1))
        with pytest.raises(RecordError, match="by when an answer is wanted"):
            await receipts.begin(session, local(shown, "a5").id, {})


def reported(status: Milestone, *, hours: float = 1, number: str | None = None) -> CarrierEvent:
    """What the carrier's signed webhook says of the parcel it was asked about, so long after it was asked."""
    about = reattempt().args
    return CarrierEvent(
        carrier="Northline Parcel",
        tracking_number=number or about["tracking"],
        status=status,
        occurred_at=datetime.now(UTC) + timedelta(hours=hours),
    )


async def told(database: Database, *said: CarrierEvent, picking: int | None = None) -> list[str]:
    about = reattempt().args
    record = RecordRef(model="stock.picking", id=picking or about["picking_id"], label=about["picking"])
    async with database.transaction() as session:
        return [one.key for one in await take_events(session, "r1", record, said)]


@pytest.mark.parametrize("status", [Milestone.OUT_FOR_DELIVERY, Milestone.DELIVERED, Milestone.FAILED_ATTEMPT])
async def test_a_later_attempt_is_the_answer_once(database: Database, status: Milestone) -> None:
    shown, _ = await waiting(database)
    assert await told(database, reported(status)) == [key(shown)]
    assert await told(database, reported(status, hours=2)) == []
    done = local(await now(database, shown), "a5")
    assert done.status is A.APPLIED
    assert done.receipt is not None
    assert (done.receipt.outcome, done.receipt.verified) == (Outcome.APPLIED, True)
    assert "Northline Parcel confirmed" in done.receipt.detail
    assert (await events(database, shown))["answer.confirmed"] == 1


async def test_what_is_no_later_attempt_of_that_parcel_answers_nothing(database: Database) -> None:
    shown, _ = await waiting(database)
    for said in (
        reported(Milestone.FAILED_ATTEMPT, hours=-1),
        reported(Milestone.IN_TRANSIT),
        reported(Milestone.RETURNING),
        reported(Milestone.DELIVERED, number="9999000011112222"),
    ):
        assert await told(database, said) == []
    assert await told(database, reported(Milestone.DELIVERED), picking=999_999) == []
    assert local(await now(database, shown), "a5").status is A.PENDING_EXTERNAL


async def test_what_was_never_surely_asked_is_not_answered_by_an_attempt(database: Database) -> None:
    shown = await begun(database)
    await settled(database, shown, Outcome.UNKNOWN)
    assert await told(database, reported(Milestone.DELIVERED)) == []
    assert local(await now(database, shown), "a5").status is A.UNKNOWN
