"""What another company answers to what it was asked for: reported by a program, passed on by a person, or done.

The first answer counts, whenever it comes: while the request is still being sent, before it is due or long after. The
same again changes nothing; the opposite is refused. Every try is audited.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.actions import RequestReattempt, parse
from cases.approvals import is_key
from cases.carrier_events import CarrierEvent, Milestone, number_key
from cases.claims import RecordRef
from cases.models import EVENT, TOKEN, Asked
from cases.people import Person
from cases.status import DECIDABLE, ActionStatus, Answer, CaseStatus, Outcome, RoundStatus, ending
from cases.store import audit, transitions
from cases.store.applying import asked, receipts
from cases.store.applying.unknown import case_of, go_on, receipt_named, refuse_others, settle_and_audit
from cases.store.cases import rounds
from cases.store.errors import AlreadyDecidedError, DecisionError, NotFoundError, RecordError
from cases.store.locks import locked_proposal
from cases.store.proposals.decisions import CARRY_ON
from cases.store.proposals.load import load
from cases.store.proposals.records import ProposalRecord
from cases.store.refusals import Transactions, audited
from cases.store.tables import ActionRow, AskedRow, CaseRow, ProposalRow, RoundRow
from runtime.jobs import enqueue

A = ActionStatus
C = CaseStatus
# What a carrier does only by trying to deliver.
TRIED = frozenset({Milestone.OUT_FOR_DELIVERY, Milestone.DELIVERED, Milestone.FAILED_ATTEMPT})


async def report(transactions: Transactions, token_id: str, key: str, answer: Answer, detail: str) -> Asked:
    """Take what a program says the other company answered to the request of that key; refused tries are audited.

    Raises:
        NotFoundError: nothing was asked under that key.
        AlreadyDecidedError: it was answered otherwise, or was never made.
    """
    actor = f"{TOKEN}{token_id}"
    try:
        async with transactions() as session:
            return await _take(session, key, answer, detail, actor)
    except RecordError as error:
        async with transactions() as session:
            row = await asked.row_of_key(session, key) if is_key(key) else None
            await audit.append(
                session,
                actor=actor,
                event="answer.not_taken",
                subject=f"actions:{row.action_id}" if row else "keys:unknown",
                case_id=row.case_id if row else None,
                detail={"key": key if is_key(key) else None, "answer": answer, "detail": detail, "why": str(error)},
            )
        raise


async def take_events(
    session: AsyncSession, report_id: str, about: RecordRef, said: Iterable[CarrierEvent]
) -> list[Asked]:
    """Take what a carrier did for its answer: whoever was asked to deliver again and then tried has done it.

    Whatever came of the attempt: a failure is news of its own. Only for events that their sender signed.

    Args:
        session: where the report is filed.
        report_id: the report that holds them.
        about: the shipment.
        said: the events, oldest first.
    """
    tried = [event for event in said if event.status in TRIED]
    taken = []
    for one in await asked.waits_about(session, about):
        args = parse(one.name, one.args)
        if not isinstance(args, RequestReattempt):
            continue
        parcel = number_key(args.tracking)
        event = next((e for e in tried if number_key(e.tracking_number) == parcel and e.occurred_at > one.at), None)
        if event is not None:
            detail = f"{event.words}, {event.occurred_at:%Y-%m-%d %H:%M} UTC."
            taken.append(await _take(session, one.key, Answer.CONFIRMED, detail, f"{EVENT}{report_id}"))
    return taken


async def settle_or_answer(
    transactions: Transactions, person: Person, receipt_id: str, *, done: bool, note: str
) -> ProposalRecord:
    """Take what a person found out about a receipt that is open: what stands in Odoo, or what the other company said.

    Args:
        transactions: opens transactions.
        person: who found out.
        receipt_id: a receipt that says `unknown` or `pending_external`.
        done: the change stands in Odoo; the other company confirmed.
        note: what they saw, or were told.

    Raises:
        NotFoundError: there is no such receipt.
        DecisionError: it is refused; nothing was kept.
    """
    async with transactions() as session:
        named = await receipt_named(session, receipt_id)
        case_id = await case_of(session, receipt_id)
    if named.outcome is not Outcome.PENDING_EXTERNAL:
        return await settle_and_audit(transactions, person, receipt_id, done=done, note=note)
    async with audited(transactions, person, case_id, "answer", f"receipts:{receipt_id}") as session:
        row = await session.get_one(ActionRow, named.action_id)
        refuse_others(row, person)
        if not note.strip():
            raise DecisionError("Say in a few words what they said.", row.id)
        answer = Answer.CONFIRMED if done else Answer.REFUSED
        await _take(session, named.key, answer, note.strip(), person.login)
        return await load(session, named.proposal_id)


async def _take(session: AsyncSession, key: str, answer: Answer, detail: str, actor: str) -> Asked:
    named = await asked.row_of_key(session, key) if is_key(key) else None
    if named is None:
        raise NotFoundError("request", key if is_key(key) else "of that key")
    action = await session.get_one(ActionRow, named.action_id)
    case, proposal = await locked_proposal(session, action.proposal_id)
    row = await session.get_one(AskedRow, named.action_id, populate_existing=True)
    action = await session.get_one(ActionRow, named.action_id, populate_existing=True)
    if row.answer is not None:
        await _again(session, row, answer, detail, actor)
    else:
        await _first(session, case, proposal, row, action, answer, detail, actor)
    found = await asked.of_action(session, row.action_id)
    if found is None:
        raise NotFoundError("request", key)
    return found


async def _again(session: AsyncSession, row: AskedRow, answer: Answer, detail: str, actor: str) -> None:
    if row.answer is not answer:
        said = row.answer.value if row.answer else "nothing"
        raise AlreadyDecidedError(f"{row.of_label} has {said} this already; the first answer counts.", row.action_id)
    await _audit(session, row, "answer.repeated", answer, detail, actor)


async def _first(
    session: AsyncSession,
    case: CaseRow,
    proposal: ProposalRow,
    row: AskedRow,
    action: ActionRow,
    answer: Answer,
    detail: str,
    actor: str,
) -> None:
    if action.status not in receipts.ANSWERABLE | {A.EXECUTING}:
        raise AlreadyDecidedError(f"This request is {action.status.value} and waits for no answer.", action.id)
    was = action.status
    row.answer, row.answered_at, row.answered_by = answer, datetime.now(UTC), actor
    row.detail = detail.strip() or None
    await session.flush()
    await _audit(session, row, f"answer.{answer.value}", answer, detail, actor)
    # While it is still being sent, execution takes the answer up with its own receipt.
    receipt = await receipts.take_answer(session, action.id)
    if receipt is None:
        return
    if answer is Answer.REFUSED:
        if case.status not in transitions.CLOSED_CASE:
            await rounds.start(session, case.id, receipt.detail, actor=actor)
    elif was is A.UNKNOWN:
        why = f"{row.of_label} answered, and nothing is in doubt any more"
        await go_on(session, case, proposal, receipt.detail, why=why, actor=actor)
    else:
        await _confirmed(session, case, proposal, row, receipt.detail, actor)


async def _audit(session: AsyncSession, row: AskedRow, event: str, answer: Answer, detail: str, actor: str) -> None:
    await audit.append(
        session,
        actor=actor,
        event=event,
        subject=f"actions:{row.action_id}",
        case_id=row.case_id,
        detail={"key": row.key, "answer": answer, "detail": detail, "asked": row.of_label},
    )


async def _confirmed(
    session: AsyncSession, case: CaseRow, proposal: ProposalRow, row: AskedRow, said: str, actor: str
) -> None:
    """What waited goes on; a case that only waited for this ends; one that was with a person for it is no more."""
    latest = await session.scalar(
        select(RoundRow)
        .where(RoundRow.case_id == case.id)
        .order_by(RoundRow.n.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    )
    going = latest is not None and latest.status in transitions.OPEN_ROUND
    if going and latest is not None and latest.id == proposal.round_id:
        await enqueue(session, CARRY_ON, queueing_lock=f"{CARRY_ON}:{proposal.round_id}", round_id=proposal.round_id)
    if case.status is C.NEEDS_PERSON and await _is_for_this(session, case, row):
        await _leave_person(session, case, said, actor, going=going)
    elif case.status is C.EXECUTING and not going:
        await _end(session, case, said, actor)


async def _is_for_this(session: AsyncSession, case: CaseRow, row: AskedRow) -> bool:
    """Whether a person has the case because this answer did not come in time."""
    one = await asked.of_action(session, row.action_id)
    return one is not None and one.told and case.why_person == asked.overdue_words(one)


async def _leave_person(session: AsyncSession, case: CaseRow, said: str, actor: str, *, going: bool) -> None:
    late = await asked.overdue(session, case.id)
    if late:
        await transitions.move_case(session, case, C.NEEDS_PERSON, why=asked.overdue_words(late[0]), actor=actor)
    elif not going:
        await _end(session, case, said, actor)
    elif await session.scalar(
        select(ActionRow.id).where(ActionRow.case_id == case.id, ActionRow.status.in_(DECIDABLE)).limit(1)
    ):
        # There is no way straight back: a person has investigated, and it waits again.
        await transitions.move_case(session, case, C.INVESTIGATING, actor=actor)
        await transitions.move_case(session, case, C.WAITING, actor=actor)
    else:
        await transitions.move_case(session, case, C.EXECUTING, actor=actor)


async def _end(session: AsyncSession, case: CaseRow, said: str, actor: str) -> None:
    """The rounds are over: the case ends as its last proposal did, unless another answer is awaited or in doubt."""
    last = await session.scalar(
        select(ProposalRow.id)
        .join(RoundRow, RoundRow.id == ProposalRow.round_id)
        .where(ProposalRow.case_id == case.id, RoundRow.status == RoundStatus.CLOSED)
        .order_by(RoundRow.n.desc())
        .limit(1)
    )
    rows = await transitions.actions_of(session, last) if last else []
    end = ending(row.status for row in rows)
    still = await asked.in_the_open(session, case.id)
    if case.stop or end is C.NEEDS_PERSON or any(one.status is A.UNKNOWN for one in still):
        why = case.stop or next((row.why for row in rows if row.why), None) or said
        await transitions.move_case(session, case, C.NEEDS_PERSON, why=why, actor=actor)
    else:
        await transitions.move_case(session, case, C.EXECUTING if still else end, why=said, actor=actor)
