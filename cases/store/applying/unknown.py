"""Settling what nobody could tell: a person looked in Odoo and says whether an *unknown* change stands there.

What they say is a receipt like any other, without a read-back, under their name. Nothing is written to Odoo.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.actions import ACTIONS, StepKind
from cases.approvals import may_fill
from cases.casework import asked_words
from cases.people import Person
from cases.status import DECIDABLE, ActionStatus, CaseStatus, Outcome, RoundStatus, ending
from cases.store import transitions
from cases.store.applying import receipts
from cases.store.cases import rounds
from cases.store.errors import AlreadyDecidedError, DecisionError, NotFoundError, NotYourRoleError
from cases.store.locks import locked_proposal
from cases.store.proposals.decisions import CARRY_ON
from cases.store.proposals.load import load, ruling_of
from cases.store.proposals.records import ProposalRecord
from cases.store.refusals import Transactions, audited
from cases.store.tables import ActionRow, CaseRow, ProposalRow, ReceiptRow, RoundRow
from runtime.jobs import enqueue

PERSON = "person"
A = ActionStatus
C = CaseStatus
UNDER_WAY = DECIDABLE | {A.EXECUTING}


async def settle_and_audit(
    transactions: Transactions, person: Person, receipt_id: str, *, done: bool, note: str
) -> ProposalRecord:
    """As `settle`, in a transaction of its own; a try without the role is audited in another one.

    Raises:
        NotFoundError: there is no such receipt.
        DecisionError: it is refused; nothing was kept.
    """
    async with transactions() as session:
        case_id = await case_of(session, receipt_id)
    async with audited(transactions, person, case_id, "settle", f"receipts:{receipt_id}") as session:
        return await settle(session, person, receipt_id, done=done, note=note)


async def settle(session: AsyncSession, person: Person, receipt_id: str, *, done: bool, note: str) -> ProposalRecord:
    """Take what somebody saw in Odoo, and go on from there. The same said again, by anyone, changes nothing.

    Args:
        session: an open transaction.
        person: who looked.
        receipt_id: the receipt that says *unknown*, the latest of its action.
        done: whether the change stands in Odoo.
        note: what they saw.

    Returns:
        The proposal as it stands then.

    Raises:
        NotFoundError: there is no such receipt.
        NotYourRoleError: the action asks for none of their roles.
        AlreadyDecidedError: it is settled otherwise, or another receipt came after this one.
        DecisionError: the note is empty.
    """
    named = await receipt_named(session, receipt_id)
    case, proposal = await locked_proposal(session, named.proposal_id)
    row = await session.get_one(ActionRow, named.action_id, populate_existing=True)
    refuse_others(row, person)
    if not note.strip():
        raise DecisionError("Say in a few words what you saw in Odoo.", row.id)
    outcome = _outcome(row, done=done)
    if not await _said_before(session, row, named, outcome):
        said = f"{person.name} looked in Odoo: it is {'done' if done else 'not done'}. {note.strip()}"
        await receipts.settle(
            session, row.id, outcome, verified=False, how=PERSON, detail=said, after={}, actor=person.login
        )
        if not done:
            await receipts.refuse_dependents(session, row.id, f"What it depends on was not done: {said}")
        why = f"{person.name} looked in Odoo and settled what was in doubt"
        await go_on(session, case, proposal, said, why=why, actor=person.login)
    return await load(session, proposal.id)


async def case_of(session: AsyncSession, receipt_id: str) -> str:
    """The id of the case that a receipt belongs to.

    Raises:
        NotFoundError: there is no such receipt.
    """
    named = await receipt_named(session, receipt_id)
    return (await session.get_one(ProposalRow, named.proposal_id)).case_id


async def receipt_named(session: AsyncSession, receipt_id: str) -> ReceiptRow:
    """The receipt with that id.

    Raises:
        NotFoundError: there is none.
    """
    row = await session.get(ReceiptRow, receipt_id)
    if row is None:
        raise NotFoundError("receipt", receipt_id)
    return row


def _outcome(row: ActionRow, *, done: bool) -> Outcome:
    """A request that stands in Odoo has been made; the answer to it comes later."""
    if not done:
        return Outcome.FAILED
    return Outcome.PENDING_EXTERNAL if ACTIONS[row.name].step is StepKind.EXTERNAL else Outcome.APPLIED


def refuse_others(row: ActionRow, person: Person) -> None:
    """What became of an action is for those to say who are asked about it.

    Raises:
        NotYourRoleError: they are not.
    """
    needs = ruling_of(row).needs
    if not any(may_fill(need, person.roles) for need in needs):
        raise NotYourRoleError(f"What became of this change is for {asked_words(needs)} to say.", row.id)


async def _said_before(session: AsyncSession, row: ActionRow, named: ReceiptRow, outcome: Outcome) -> bool:
    """Whether a person has said just this about that receipt.

    Raises:
        AlreadyDecidedError: it is not the one that is open.
    """
    found = await session.scalars(
        select(ReceiptRow).where(ReceiptRow.action_id == row.id).order_by(ReceiptRow.position.desc()).limit(2)
    )
    latest, *earlier = found.all()
    if row.status is A.UNKNOWN:
        return False
    settled = latest.how == PERSON and row.status.value == latest.outcome.value and named in earlier
    if settled and latest.outcome is outcome:
        return True
    raise AlreadyDecidedError(f"This is not unknown any more. {latest.detail}", row.id)


async def go_on(
    session: AsyncSession, case: CaseRow, proposal: ProposalRow, said: str, *, why: str, actor: str
) -> None:
    """What follows from settling what was unknown: the rest of the round, the next round, or the end of the case.

    Args:
        session: an open transaction.
        case: the case, held.
        proposal: the proposal of what was settled.
        said: what settled it.
        why: why the next round begins, if one does.
        actor: who said it, for the audit log.
    """
    rounds_of_case = await session.scalars(
        select(RoundRow)
        .where(RoundRow.case_id == case.id)
        .order_by(RoundRow.n.desc())
        .execution_options(populate_existing=True)
    )
    latest = rounds_of_case.first()
    if latest is None:
        return
    mine, going = latest.id == proposal.round_id, latest.status in transitions.OPEN_ROUND
    # A later round looks at the facts of now by itself, and a case that somebody closed stays closed.
    if (going and not mine) or (not going and case.status is not C.NEEDS_PERSON):
        return
    doubtful = await _doubtful(session, case, going=going)
    rows = await transitions.actions_of(session, proposal.id)
    at_rest = not doubtful and not any(row.status in UNDER_WAY for row in rows)
    # What that round would have done further was put away with it.
    stopped = latest.status is RoundStatus.FAILED
    if at_rest and (stopped or await _was_not_done(session, proposal)):
        # Nobody plans around a half-known change: the next round waits for the last one.
        await rounds.start(session, case.id, why, actor=actor)
        return
    if going:
        await enqueue(session, CARRY_ON, queueing_lock=f"{CARRY_ON}:{proposal.round_id}", round_id=proposal.round_id)
    if mine and case.status is C.NEEDS_PERSON:
        await _leave_person(session, case, actor, said, rows, doubtful, going=going)


async def _leave_person(
    session: AsyncSession,
    case: CaseRow,
    actor: str,
    said: str,
    rows: Sequence[ActionRow],
    doubtful: Sequence[ActionRow],
    *,
    going: bool,
) -> None:
    """The case goes on or ends without a person, unless something else keeps it with one."""
    end = ending(row.status for row in rows)
    if doubtful or case.stop or end is C.NEEDS_PERSON:
        trouble = [*doubtful, *(row for row in rows if ending([row.status]) is C.NEEDS_PERSON)]
        why = case.stop or next((row.why for row in trouble if row.why), None)
        await transitions.move_case(session, case, C.NEEDS_PERSON, why=why, actor=actor)
    elif going:
        # There is no way straight back: a person has investigated, and it waits again.
        await transitions.move_case(session, case, C.INVESTIGATING, actor=actor)
        await transitions.move_case(session, case, C.WAITING, actor=actor)
    else:
        await transitions.move_case(session, case, end, why=said, actor=actor)


async def _doubtful(session: AsyncSession, case: CaseRow, *, going: bool) -> Sequence[ActionRow]:
    """What else of the case is unknown; what is being written too, when no round will tell of it."""
    unsettled = [A.UNKNOWN] if going else [A.UNKNOWN, A.EXECUTING]
    rows = await session.scalars(
        select(ActionRow)
        .where(ActionRow.case_id == case.id, ActionRow.status.in_(unsettled))
        .order_by(ActionRow.position)
        .execution_options(populate_existing=True)
    )
    return rows.all()


async def _was_not_done(session: AsyncSession, proposal: ProposalRow) -> bool:
    """Whether a person said of anything in the proposal that it was not done."""
    told = await receipts.receipts_of(session, proposal.id)
    return any(one.how == PERSON and one.outcome is Outcome.FAILED for one in told)
