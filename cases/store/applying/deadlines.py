"""What is due: one sweep over columns that reminds, asks the managers, and expires what nobody decided, loudly.

It also brings back what was put aside.
Called every few seconds by `graphs.duties`. Cases that somebody works on at this moment are left for the next sweep.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.claims import Frozen
from cases.models import Asked
from cases.options import ANOTHER_WAY
from cases.roles import Role
from cases.status import DECIDABLE, ActionStatus, CaseStatus
from cases.store import audit, transitions
from cases.store.applying import asked
from cases.store.notify import Happening, announce
from cases.store.proposals.load import ruling_of
from cases.store.tables import ActionRow, AskedRow, AttemptRow, CaseRow, ProposalRow
from runtime.jobs import enqueue

A = ActionStatus
SWEEP = 200
HANGS = timedelta(hours=1)
_MAY_BE_TOLD = frozenset({CaseStatus.WAITING, CaseStatus.EXECUTING, CaseStatus.NEEDS_PERSON})
_HANGS = (
    "A change has been on its way to Odoo for more than an hour: Odoo, its key or its answers are in trouble. "
    "It goes on by itself once Odoo can be asked; look there if it cannot wait."
)


class Nudge(Frozen):
    """Who is to be reminded of what."""

    proposal_id: str
    case_id: str
    action_ids: tuple[str, ...]
    roles: tuple[Role, ...]


async def expire(session: AsyncSession, now: datetime) -> int:
    """Expire what was not decided, or not applied, in time, with what depends on it. Nothing is written to Odoo.

    The case needs a person then and says what is being lost. What belongs only to options that people passed over for
    another is put away as not needed instead, and nothing is lost by it.

    Returns:
        How many actions expired.
    """
    late = ActionRow.status.in_(DECIDABLE) & (ActionRow.expires_at <= now)
    count = 0
    for case in await _held_cases(session, late):
        proposals = await session.scalars(
            select(ActionRow.proposal_id).where(ActionRow.case_id == case.id, late).distinct()
        )
        for proposal_id in proposals.all():
            count += await _expire_proposal(session, case, proposal_id, now)
    return count


async def remind(session: AsyncSession, now: datetime) -> list[Nudge]:
    """Who has not answered by half of the time. Each is said once."""
    due = (ActionRow.status == A.PENDING) & (ActionRow.remind_at <= now) & ActionRow.reminded_at.is_(None)
    return await _nudge(session, due & (ActionRow.expires_at > now), now, "proposal.reminded")


async def escalate(session: AsyncSession, now: datetime) -> list[Nudge]:
    """Whose managers are asked as well, because three quarters of the time are over. Each is said once."""
    due = (ActionRow.status == A.PENDING) & (ActionRow.escalate_at <= now) & ActionRow.escalated_at.is_(None)
    return await _nudge(session, due & (ActionRow.expires_at > now), now, "proposal.escalated")


async def wake(session: AsyncSession, now: datetime) -> int:
    """Bring back what was put aside until now, and tell the pages. Returns how many cases."""
    rows = await session.scalars(
        select(CaseRow)
        .where(CaseRow.snoozed_until <= now)
        .order_by(CaseRow.id)
        .limit(SWEEP)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    due = rows.all()
    for case in due:
        case.snoozed_until = None
        await session.flush()
        await audit.append(
            session, actor=audit.DESK, event="case.woke", subject=f"cases:{case.id}", case_id=case.id, detail=None
        )
        await announce(session, "case.changed", case.id)
    return len(due)


async def tell_hanging(session: AsyncSession) -> int:
    """Whose change has been on its way to Odoo for too long: the case needs a person. Returns how many cases.

    The work goes on; what becomes of the change is settled as soon as Odoo can be asked.
    """
    hanging = select(AttemptRow.action_id).where(AttemptRow.begun_at < func.clock_timestamp() - HANGS)
    count = 0
    for case in await _held_cases(session, (ActionRow.status == A.EXECUTING) & ActionRow.id.in_(hanging)):
        if case.status in transitions.CLOSED_CASE or case.status is CaseStatus.NEEDS_PERSON:
            continue
        await transitions.move_case(session, case, CaseStatus.NEEDS_PERSON, why=_HANGS)
        count += 1
    return count


async def tell_unanswered(session: AsyncSession, now: datetime) -> list[Nudge]:
    """Whom other companies have not answered in time: the case needs a person, and the roles that asked are told, once.

    A case that is being investigated is told of by the next sweep; what is awaited stays open to an answer.
    """
    due = (AskedRow.due_at <= now) & AskedRow.told_at.is_(None)
    late = select(AskedRow.action_id).where(due, AskedRow.answer.is_(None))
    nudges: list[Nudge] = []
    for case in await _held_cases(session, asked.WAITS & ActionRow.id.in_(late)):
        if case.status not in _MAY_BE_TOLD:
            continue
        overdue = [one for one in await asked.waits(session, case.id) if one.due_at <= now and not one.told]
        nudges += [await _tell_unanswered(session, case, one, now) for one in overdue]
    return nudges


async def _tell_unanswered(session: AsyncSession, case: CaseRow, one: Asked, now: datetime) -> Nudge:
    row = await session.get_one(AskedRow, one.action_id, populate_existing=True)
    action = await session.get_one(ActionRow, one.action_id, populate_existing=True)
    row.told_at = now
    await session.flush()
    roles = {role for need in ruling_of(action).needs for role in need.any_of}
    nudge = Nudge(proposal_id=action.proposal_id, case_id=case.id, action_ids=(action.id,), roles=tuple(sorted(roles)))
    why = asked.overdue_words(one)
    await audit.append(
        session,
        actor=audit.DESK,
        event="answer.overdue",
        subject=f"actions:{action.id}",
        case_id=case.id,
        detail={"key": one.key, "asked": one.of.label, "due": one.due_at, "roles": nudge.roles, "why": why},
    )
    await transitions.move_case(session, case, CaseStatus.NEEDS_PERSON, why=why)
    await announce(session, "answer.overdue", case.id, action.proposal_id)
    return nudge


async def _held_cases(session: AsyncSession, due: ColumnElement[bool]) -> Sequence[CaseRow]:
    wanted = select(ActionRow.case_id).where(due).distinct().limit(SWEEP)
    rows = await session.scalars(
        select(CaseRow)
        .where(CaseRow.id.in_(wanted))
        .order_by(CaseRow.id)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    return rows.all()


async def _expire_proposal(session: AsyncSession, case: CaseRow, proposal_id: str, now: datetime) -> int:
    proposal = await session.get_one(ProposalRow, proposal_id, populate_existing=True)
    rows = await transitions.actions_of(session, proposal_id)
    late = {row.id for row in rows if row.status in DECIDABLE and row.expires_at <= now}
    with_them = set(late)
    while more := {row.id for row in rows if row.id not in with_them and with_them & set(row.depends_on)}:
        with_them |= more
    over = await transitions.passed_over_of(session, proposal_id, rows)
    for row in rows:
        if row.id in with_them & over:
            await transitions.move_action(session, row, A.REJECTED, why=ANOTHER_WAY)
    expired = [row for row in rows if row.id in with_them and row.status in DECIDABLE]
    for row in expired:
        why = "Nobody decided it in time." if row.id in late else "What it depends on was not decided in time."
        if row.status is A.APPROVED and row.id in late:
            why = "The approval lapsed before it could be applied."
        await transitions.move_action(session, row, A.EXPIRED, why=why)
    if not expired:
        # The round may end now.
        await _carry_on(session, case, proposal, "proposal.decided")
        return 0
    lost = f" {proposal.if_nobody_acts}" if proposal.if_nobody_acts else ""
    names = ", ".join(dict.fromkeys(row.name.value.replace("_", " ") for row in expired))
    why = f"Time ran out without a decision on: {names}. Nothing was written.{lost}"
    if case.status not in transitions.CLOSED_CASE:
        await transitions.move_case(session, case, CaseStatus.NEEDS_PERSON, why=why)
    await _carry_on(session, case, proposal, "proposal.expired")
    return len(expired)


async def _carry_on(session: AsyncSession, case: CaseRow, proposal: ProposalRow, what: Happening) -> None:
    await announce(session, what, case.id, proposal.id)
    await enqueue(session, "carry_on", queueing_lock=f"carry_on:{proposal.round_id}", round_id=proposal.round_id)


async def _nudge(session: AsyncSession, due: ColumnElement[bool], now: datetime, what: Happening) -> list[Nudge]:
    nudges: list[Nudge] = []
    for case in await _held_cases(session, due):
        rows = await session.scalars(
            select(ActionRow)
            .where(ActionRow.case_id == case.id, due)
            .order_by(ActionRow.position)
            .execution_options(populate_existing=True)
        )
        by_proposal: dict[str, list[ActionRow]] = defaultdict(list)
        for row in rows:
            by_proposal[row.proposal_id].append(row)
        for proposal_id, actions in by_proposal.items():
            nudges.append(await _say(session, case.id, proposal_id, actions, now, what))
    return nudges


async def _say(
    session: AsyncSession, case_id: str, proposal_id: str, actions: list[ActionRow], now: datetime, what: Happening
) -> Nudge:
    for row in actions:
        if what == "proposal.reminded":
            row.reminded_at = now
        else:
            row.escalated_at = now
    rulings = [ruling_of(row) for row in actions]
    asked = {role for ruling in rulings for need in ruling.needs for role in need.any_of}
    above = {role for ruling in rulings for role in ruling.escalate_to}
    nudge = Nudge(
        proposal_id=proposal_id,
        case_id=case_id,
        action_ids=tuple(row.id for row in actions),
        roles=tuple(sorted(asked if what == "proposal.reminded" else above)),
    )
    await session.flush()
    await audit.append(
        session,
        actor=audit.DESK,
        event=what,
        subject=f"proposals:{proposal_id}",
        case_id=case_id,
        detail={"actions": nudge.action_ids, "roles": nudge.roles},
    )
    await announce(session, what, case_id, proposal_id)
    return nudge
