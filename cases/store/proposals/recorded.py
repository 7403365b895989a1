"""What was proposed, as it was first put before people: what another policy can be asked about."""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.policy_simulation import Recorded
from cases.store.ids import case_number
from cases.store.tables import ActionRow, CaseRow, DecisionRow, ProposalRow, VersionRow

MOST = 20_000


async def rows(session: AsyncSession, since: datetime) -> tuple[Recorded, ...]:
    """Every action proposed since that moment, oldest first; at most the newest 20 000. One query."""
    return await _rows(session, ProposalRow.at >= since)


async def of_proposal(session: AsyncSession, proposal_id: str) -> tuple[Recorded, ...]:
    """The actions of one proposal, the same way."""
    return await _rows(session, ProposalRow.id == proposal_id)


async def _rows(session: AsyncSession, which: ColumnElement[bool]) -> tuple[Recorded, ...]:
    first = (
        select(VersionRow.content)
        .where(VersionRow.action_id == ActionRow.id)
        .order_by(VersionRow.at, VersionRow.digest)
        .limit(1)
        .scalar_subquery()
    )
    query = (
        select(
            ActionRow.id,
            ActionRow.case_id,
            ActionRow.name,
            ProposalRow.policy_version,
            ProposalRow.at,
            ProposalRow.needed_by,
            CaseRow.number,
            CaseRow.kind,
            CaseRow.stop,
            first.label("content"),
            exists().where(DecisionRow.action_id == ActionRow.id).label("decided"),
        )
        .join(ProposalRow, ProposalRow.id == ActionRow.proposal_id)
        .join(CaseRow, CaseRow.id == ActionRow.case_id)
        .where(which)
        .order_by(ProposalRow.at.desc(), ActionRow.position.desc())
        .limit(MOST)
    )
    found = []
    for row in await session.execute(query):
        shown = json.loads(row.content)
        found.append(
            Recorded(
                id=row.id,
                case_id=row.case_id,
                case_number=case_number(row.number),
                kind=row.kind,
                name=row.name,
                args=shown["args"],
                premise=shown["premise"],
                needs=shown["needs"],
                policy_version=row.policy_version,
                at=row.at,
                needed_by=row.needed_by,
                stop=row.stop,
                decided=row.decided,
            )
        )
    return tuple(reversed(found))
