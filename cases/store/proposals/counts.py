"""How people have decided so far: what confidence is measured on. Only what people said counts."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.actions.base import ActionName
from cases.kind import Kind
from cases.status import DecisionType
from cases.store.tables import ActionRow, CaseRow, DecisionRow


async def decision_counts(session: AsyncSession, action: ActionName, kind: Kind) -> tuple[int, int]:
    """How many actions of that name, in cases of that kind, people approved as they stood, and how many they decided.

    One that was edited, rejected or answered with a question was decided, and not approved as it stood.
    """
    return (await all_counts(session, kind)).get(action, (0, 0))


async def all_counts(session: AsyncSession, kind: Kind) -> dict[ActionName, tuple[int, int]]:
    """The same for every action that was ever decided in cases of that kind."""
    decided = (
        select(
            ActionRow.name,
            func.bool_and(DecisionRow.type == DecisionType.APPROVE).label("unchanged"),
        )
        .join(ActionRow, ActionRow.id == DecisionRow.action_id)
        .join(CaseRow, CaseRow.id == ActionRow.case_id)
        .where(CaseRow.kind == kind)
        .group_by(ActionRow.id, ActionRow.name)
        .subquery()
    )
    rows = await session.execute(
        select(decided.c.name, func.count().filter(decided.c.unchanged), func.count()).group_by(decided.c.name)
    )
    return {name: (unchanged, count) for name, unchanged, count in rows}
