"""Changes that stand in Odoo more than once: which applied ones are looked at again, and how people are told.

Nothing here can be proven against any network: something on the way may hold a request for longer than we wait and pass
it on then. So what was applied lately is looked for again by its key.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from cases.status import ActionStatus, CaseStatus, WrongMoveError
from cases.store import audit, transitions
from cases.store.locks import locked_case
from cases.store.notify import announce
from cases.store.service_tables import KeptRow
from cases.store.tables import ActionRow, ReceiptRow

LOOKED_AT = timedelta(days=1)
MOST = 500
_TOLD = "found_twice:"


async def lately_applied(session: AsyncSession, now: datetime) -> list[str]:
    """The actions that were applied within the last day, newest first; of those told already, none."""
    told = select(KeptRow.name).where(KeptRow.name == literal(_TOLD) + ReceiptRow.action_id).exists()
    rows = await session.scalars(
        select(ReceiptRow.action_id)
        .join(ActionRow, ActionRow.id == ReceiptRow.action_id)
        .where(ReceiptRow.at > now - LOOKED_AT, ActionRow.status == ActionStatus.APPLIED, ~told)
        .order_by(ReceiptRow.position.desc())
        .limit(MOST)
    )
    return list(dict.fromkeys(rows))


async def tell(session: AsyncSession, action_id: str, why: str) -> bool:
    """Say on the case that a change stands more than once and what to do; once for each action. Whether it was new."""
    added = await session.scalar(
        insert(KeptRow).values(name=_TOLD + action_id, value=why).on_conflict_do_nothing().returning(KeptRow.name)
    )
    if added is None:
        return False
    case_id = await session.scalar(select(ActionRow.case_id).where(ActionRow.id == action_id))
    case = await locked_case(session, str(case_id))
    await audit.append(
        session,
        actor=audit.DESK,
        event="action.found_twice",
        subject=f"actions:{action_id}",
        case_id=case.id,
        detail={"why": why},
    )
    case.note = why
    try:
        async with session.begin_nested():
            await transitions.move_case(session, case, CaseStatus.NEEDS_PERSON, why=why)
    except (IntegrityError, WrongMoveError):
        # A later case about the same record is open already, or the case is being worked: the note stands above it.
        await session.refresh(case)
        case.note = why
    await announce(session, "case.changed", case.id)
    return True
