"""The doors through which a case, a round or an action changes its status; each move is audited where it happens.

Used by the other modules of the record, on rows whose case they hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.options import ANOTHER_WAY, passed_over
from cases.status import DECIDABLE, ActionStatus, CaseStatus, DecisionType, RoundStatus, move
from cases.store import audit
from cases.store.notify import announce
from cases.store.tables import ActionRow, CaseRow, DecisionRow, ProposalRow, RoundRow

CLOSED_CASE = frozenset({CaseStatus.RESOLVED, CaseStatus.REJECTED})
OPEN_ROUND = frozenset({RoundStatus.QUEUED, RoundStatus.INVESTIGATING, RoundStatus.WAITING})


async def move_case(
    session: AsyncSession, case: CaseRow, status: CaseStatus, *, why: str | None = None, actor: str = audit.DESK
) -> None:
    """Give a held case its next status.

    Raises:
        WrongMoveError: it may not follow the present one.
    """
    now = datetime.now(UTC)
    stays = move(case.status, status) is case.status
    if stays and (why is None or why == case.why_person):
        return
    case.status = status
    case.updated_at = now
    case.why_person = why if status is CaseStatus.NEEDS_PERSON else None
    case.closed_at = now if status in CLOSED_CASE else None
    await session.flush()
    await audit.append(
        session,
        actor=actor,
        event=f"case.{status.value}",
        subject=f"cases:{case.id}",
        case_id=case.id,
        detail={"why": why} if why else None,
    )
    await announce(session, "case.closed" if status in CLOSED_CASE else "case.changed", case.id)


async def move_action(
    session: AsyncSession,
    action: ActionRow,
    status: ActionStatus,
    *,
    actor: str = audit.DESK,
    why: str | None = None,
    detail: dict[str, Any] | None = None,
) -> None:
    """Give an action of a held case its next status; staying is no event.

    Raises:
        WrongMoveError: it may not follow the present one.
    """
    if move(action.status, status) is action.status:
        return
    action.status = status
    action.why = why
    await session.flush()
    await audit.append(
        session,
        actor=actor,
        event=f"action.{status.value}",
        subject=f"actions:{action.id}",
        case_id=action.case_id,
        detail={"name": action.name, "digest": action.digest, **({"why": why} if why else {}), **(detail or {})},
    )


async def actions_of(session: AsyncSession, proposal_id: str) -> Sequence[ActionRow]:
    """A proposal's actions as they stand now, in their order."""
    rows = await session.scalars(
        select(ActionRow)
        .where(ActionRow.proposal_id == proposal_id)
        .order_by(ActionRow.position)
        .execution_options(populate_existing=True)
    )
    return rows.all()


async def passed_over_of(session: AsyncSession, proposal_id: str, rows: Sequence[ActionRow]) -> frozenset[str]:
    """A proposal's undecided actions that are not needed: people took another option and asked for none of these."""
    proposal = await session.get_one(ProposalRow, proposal_id)
    lasting = {row.local_id: row.id for row in rows}
    options = [[lasting[one] for one in option["action_ids"]] for option in proposal.options]
    asked_for = await session.scalars(
        select(DecisionRow.action_id).where(
            DecisionRow.proposal_id == proposal_id, DecisionRow.type.in_([DecisionType.APPROVE, DecisionType.EDIT])
        )
    )
    over = passed_over(options, {row.id: row.status for row in rows}) - set(asked_for)
    return frozenset(row.id for row in rows if row.id in over and row.status is ActionStatus.PENDING)


async def open_round(session: AsyncSession, case_id: str) -> RoundRow | None:
    """The round that a case is in; at most one."""
    return await session.scalar(
        select(RoundRow)
        .where(RoundRow.case_id == case_id, RoundRow.status.in_(OPEN_ROUND))
        .execution_options(populate_existing=True)
    )


async def end_open_round(
    session: AsyncSession, case: CaseRow, status: RoundStatus, why: str, *, actor: str = audit.DESK
) -> None:
    """End the round that a held case is in, and put away what is still open of every proposal of the case.

    What is being written at this moment goes on and gets its receipt.
    """
    if (row := await open_round(session, case.id)) is not None:
        row.status = status
        row.ended_at = datetime.now(UTC)
    proposals = await session.scalars(select(ProposalRow.id).where(ProposalRow.case_id == case.id))
    for proposal_id in proposals.all():
        rows = await actions_of(session, proposal_id)
        over = await passed_over_of(session, proposal_id, rows)
        for action in rows:
            if action.id in over:
                await move_action(session, action, ActionStatus.REJECTED, why=ANOTHER_WAY, actor=actor)
            elif action.status in DECIDABLE:
                await move_action(session, action, ActionStatus.SUPERSEDED, why=why, actor=actor)
    await session.flush()
