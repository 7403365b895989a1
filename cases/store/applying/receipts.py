"""Exactly once: the approval as stored, the attempt written before anything is sent, the receipt of what happened.

Used by execution alone. An action is applied under one attempt row for ever; what happened is appended.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, exists, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from cases.approvals import key_of
from cases.models import Asked
from cases.status import DECIDABLE, ActionStatus, Answer, Outcome
from cases.store import audit, transitions
from cases.store.applying import asked
from cases.store.errors import NotFoundError, RecordError
from cases.store.ids import new_id
from cases.store.locks import locked_case
from cases.store.notify import announce
from cases.store.proposals.load import decisions_of, receipt_record, votes_of
from cases.store.proposals.records import Attempt, ReceiptRecord, StoredApproval
from cases.store.tables import ActionRow, AttemptRow, CaseRow, ReceiptRow

A = ActionStatus
GOOD = frozenset({Outcome.APPLIED, Outcome.PENDING_EXTERNAL})
ANSWERABLE = frozenset({A.PENDING_EXTERNAL, A.UNKNOWN})
# How an answer is known: a program reported it, or a person passed it on.
REPORTED, TOLD = "reported", "told"
ANSWERED = frozenset({REPORTED, TOLD})
_NOW = func.clock_timestamp(type_=DateTime(timezone=True))


async def approval(session: AsyncSession, action_id: str) -> StoredApproval:
    """What `cases.approvals.mint` wants, as stored now.

    Raises:
        NotFoundError: there is no such action.
    """
    row = await session.get(ActionRow, action_id, populate_existing=True)
    if row is None:
        raise NotFoundError("action", action_id)
    decisions = await decisions_of(session, row.proposal_id)
    return StoredApproval(
        action_id=row.id,
        proposal_id=row.proposal_id,
        case_id=row.case_id,
        name=row.name,
        status=row.status,
        content=row.content,
        digest=row.digest,
        votes=tuple(votes_of(row, decisions[row.id])),
        depends_on=tuple(row.depends_on),
        expires_at=row.expires_at,
        stop=await session.scalar(select(CaseRow.stop).where(CaseRow.id == row.case_id)),
    )


async def begin(
    session: AsyncSession, action_id: str, before: dict[str, Any], *, answer_by: datetime | None = None
) -> Attempt:
    """Write down that an action is being applied; commit it before anything is sent.

    Of any number of callers one is first. The others get the first one's before-values and must look in Odoo before
    they send anything.

    Args:
        session: an open transaction.
        action_id: the action.
        before: the values that it will change.
        answer_by: by when an answer is wanted, where it asks another company for something.

    Raises:
        NotFoundError: there is no such action.
        WrongMoveError: it is not approved: undecided, superseded, or done.
    """
    row = await _held(session, action_id)
    await transitions.move_action(session, row, A.EXECUTING)
    await asked.keep(session, row, answer_by)
    added = await session.scalar(
        insert(AttemptRow)
        .values(action_id=action_id, key=key_of(action_id), before=before)
        .on_conflict_do_nothing(index_elements=[AttemptRow.action_id])
        .returning(AttemptRow.action_id)
    )
    found = await attempt_of(session, action_id)
    if found is None:
        raise RecordError("The attempt cannot be written down; nothing was sent.")
    return found.model_copy(update={"first": added is not None})


async def attempt_of(session: AsyncSession, action_id: str) -> Attempt | None:
    """The attempt at an action, if it was ever begun."""
    found = (
        await session.execute(
            select(AttemptRow, _NOW - AttemptRow.sent_at)
            .where(AttemptRow.action_id == action_id)
            .execution_options(populate_existing=True)
        )
    ).first()
    if found is None:
        return None
    row, quiet_for = found
    return Attempt(
        first=False,
        key=row.key,
        sent_at=row.sent_at,
        quiet_for=quiet_for,
        approved_at=row.approved_at,
        before=row.before,
        n=row.n,
    )


async def mark_sent(session: AsyncSession, action_id: str, *, approved_at: datetime) -> int:
    """Write down that an action is about to be sent; commit it before. Returns how often that has happened.

    The moment is the record's own clock: workers on several machines need not agree about the time.

    Args:
        session: an open transaction.
        action_id: the action.
        approved_at: the moment as of which its approval is good.

    Raises:
        NotFoundError: the action was never begun.
    """
    row = await session.get(AttemptRow, action_id, populate_existing=True, with_for_update=True)
    if row is None:
        raise NotFoundError("attempt at action", action_id)
    row.sent_at, row.approved_at = await session.scalar(select(_NOW)), approved_at
    row.n += 1
    await session.flush()
    await audit.append(
        session,
        actor=audit.DESK,
        event="action.sent",
        subject=f"actions:{action_id}",
        case_id=await session.scalar(select(ActionRow.case_id).where(ActionRow.id == action_id)),
        detail={"key": row.key, "n": row.n},
    )
    return row.n


async def mark_call(session: AsyncSession, action_id: str, n: int) -> bool:
    """Write down that the n-th sending makes a request now; commit it before.

    False: another sending has taken over, or what became of it was settled meanwhile; nothing more is sent then.
    """
    found = await session.scalar(
        update(AttemptRow)
        .where(
            AttemptRow.action_id == action_id,
            AttemptRow.n == n,
            exists().where(ActionRow.id == action_id, ActionRow.status == A.EXECUTING),
        )
        .values(sent_at=_NOW)
        .returning(AttemptRow.n)
    )
    return found is not None


async def settle(
    session: AsyncSession,
    action_id: str,
    outcome: Outcome,
    *,
    verified: bool,
    how: str,
    detail: str,
    after: dict[str, Any],
    actor: str = audit.DESK,
) -> ReceiptRecord:
    """Append the receipt and give the action its status. The same outcome told twice is one receipt.

    Args:
        session: an open transaction.
        action_id: the action.
        outcome: what happened; an `unknown` may be settled by another call later.
        verified: whether Odoo was read back and shows it.
        how: `written`, `found`, `guard`, `person`, or what else settled it.
        detail: in plain words.
        after: the values read back.
        actor: login of the person who settled it, if one did.

    Raises:
        NotFoundError: there is no such action.
        WrongMoveError: that may not follow where the action stands.
    """
    settled = await _settle(
        session, action_id, outcome, verified=verified, how=how, detail=detail, after=after, actor=actor
    )
    # Another company may have answered while it was still being asked, or while nobody knew whether it was.
    return await take_answer(session, action_id) or settled


async def take_answer(session: AsyncSession, action_id: str) -> ReceiptRecord | None:
    """What another company answered becomes of the action that asked; none where nothing is open, or no answer came.

    What depends on something refused is put away.
    """
    row = await _held(session, action_id)
    said = await asked.of_action(session, action_id)
    if said is None or said.answer is None or row.status not in ANSWERABLE:
        return None
    yes = said.answer is Answer.CONFIRMED
    told = answer_words(said)
    receipt = await _settle(
        session,
        action_id,
        Outcome.APPLIED if yes else Outcome.FAILED,
        verified=said.reported,
        how=REPORTED if said.reported else TOLD,
        detail=told,
        after={"reference": said.reference} if said.reference else {},
        actor=said.answered_by or audit.DESK,
    )
    if not yes:
        await refuse_dependents(session, action_id, f"What it depends on was refused: {told}")
    return receipt


def answer_words(said: Asked) -> str:
    """Who said what, in one sentence."""
    verb = said.answer.value if said.answer else "has not answered"
    by = "" if said.reported or said.answer is None else f", says {said.answered_by}"
    return f"{said.of.label} {verb}{by}{f': {said.detail}' if said.detail else '.'}"


async def _settle(
    session: AsyncSession,
    action_id: str,
    outcome: Outcome,
    *,
    verified: bool,
    how: str,
    detail: str,
    after: dict[str, Any],
    actor: str,
) -> ReceiptRecord:
    row = await _held(session, action_id)
    status = A(outcome.value)
    last = await _last(session, action_id)
    if last is not None and last.outcome is outcome and row.status is status:
        return receipt_record(last)
    attempt = await attempt_of(session, action_id)
    receipt = ReceiptRow(
        id=new_id(),
        action_id=action_id,
        proposal_id=row.proposal_id,
        key=key_of(action_id),
        outcome=outcome,
        verified=verified,
        how=how,
        detail=detail,
        before=attempt.before if attempt else {},
        after=after,
        at=datetime.now(UTC),
    )
    session.add(receipt)
    await session.flush()
    await transitions.move_action(
        session, row, status, actor=actor, why=None if outcome in GOOD else detail, detail={"receipt": receipt.id}
    )
    await audit.append(
        session,
        actor=actor,
        event=f"receipt.{outcome.value}",
        subject=f"receipts:{receipt.id}",
        case_id=row.case_id,
        detail={"action": action_id, "key": receipt.key, "verified": verified, "how": how, "detail": detail},
    )
    await announce(session, "action.executed" if outcome in GOOD else "action.failed", row.case_id, row.proposal_id)
    return receipt_record(receipt)


async def refuse_dependents(session: AsyncSession, action_id: str, why: str) -> list[str]:
    """Put away what waits for an action that will not happen; they belong to the next round. Returns their ids.

    Raises:
        NotFoundError: there is no such action.
    """
    row = await _held(session, action_id)
    rows = await transitions.actions_of(session, row.proposal_id)
    fallen = {action_id}
    while more := {one.id for one in rows if one.id not in fallen and fallen & set(one.depends_on)}:
        fallen |= more
    away = [one for one in rows if one.id in fallen - {action_id} and one.status in DECIDABLE]
    for one in away:
        await transitions.move_action(session, one, A.SUPERSEDED, why=why)
    return [one.id for one in away]


async def receipts_of(session: AsyncSession, proposal_id: str) -> list[ReceiptRecord]:
    """Every receipt of a proposal, oldest first."""
    rows = await session.scalars(
        select(ReceiptRow).where(ReceiptRow.proposal_id == proposal_id).order_by(ReceiptRow.position)
    )
    return [receipt_record(row) for row in rows]


async def unsettled(session: AsyncSession, case_id: str) -> list[str]:
    """A case's actions whose application was begun and is not settled: being written now, cut off, or unknown."""
    rows = await session.scalars(
        select(ActionRow.id)
        .where(ActionRow.case_id == case_id, ActionRow.status.in_([A.EXECUTING, A.UNKNOWN]))
        .order_by(ActionRow.position, ActionRow.id)
    )
    return list(rows)


async def _last(session: AsyncSession, action_id: str) -> ReceiptRow | None:
    return await session.scalar(
        select(ReceiptRow).where(ReceiptRow.action_id == action_id).order_by(ReceiptRow.position.desc()).limit(1)
    )


async def _held(session: AsyncSession, action_id: str) -> ActionRow:
    case_id = await session.scalar(select(ActionRow.case_id).where(ActionRow.id == action_id))
    if case_id is None:
        raise NotFoundError("action", action_id)
    await locked_case(session, case_id)
    return await session.get_one(ActionRow, action_id, populate_existing=True)
