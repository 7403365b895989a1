"""Closed cases looked at again: what is still to be asked, what was found, what a supplier's word was worth."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from cases.actions import ArgumentsError
from cases.claims import RecordRef
from cases.follow_ups import ASKED, CameTrue, FollowUp, Question, Watched
from cases.models import NamedDays
from cases.overrides import FollowedUp
from cases.status import ActionStatus, Outcome
from cases.store import audit, transitions
from cases.store.ids import case_number
from cases.store.learning_tables import FollowUpRow
from cases.store.tables import ActionRow, CaseRow, ProposalRow, ReceiptRow

# What is older tells nothing about how we work today.
OLDEST = timedelta(days=180)
MOST = 500


async def due(session: AsyncSession, now: datetime) -> list[Watched]:
    """Applied changes of closed cases that can be asked about now and were not answered yet, oldest first."""
    first = select(ReceiptRow.action_id, func.min(ReceiptRow.at).label("at")).group_by(ReceiptRow.action_id).subquery()
    query = (
        select(ActionRow, CaseRow.partner, first.c.at)
        .join(CaseRow, CaseRow.id == ActionRow.case_id)
        .join(ProposalRow, ProposalRow.id == ActionRow.proposal_id)
        .join(first, first.c.action_id == ActionRow.id)
        .outerjoin(FollowUpRow, FollowUpRow.action_id == ActionRow.id)
        .where(
            ActionRow.status == ActionStatus.APPLIED,
            ActionRow.name.in_(list(ASKED)),
            CaseRow.status.in_(transitions.CLOSED_CASE),
            FollowUpRow.action_id.is_(None),
            ProposalRow.at >= now - OLDEST,
        )
        .order_by(first.c.at)
    )
    found: list[Watched] = []
    for row, partner, done_at in await session.execute(query):
        watched = Watched(
            action_id=row.id,
            case_id=row.case_id,
            name=row.name,
            args=row.args,
            premise=row.premise,
            after={},
            partner=RecordRef.model_validate(partner) if partner else None,
            done_at=done_at,
        )
        if _can_be_asked(watched, now):
            found.append(watched)
    read_back = await _read_back(session, [one.action_id for one in found[:MOST]])
    return [one.model_copy(update={"after": read_back.get(one.action_id, {})}) for one in found[:MOST]]


def _can_be_asked(watched: Watched, now: datetime) -> bool:
    try:
        return watched.asked_from() <= now
    except ArgumentsError:
        return False  # of a shape that this release does not know any more


async def _read_back(session: AsyncSession, action_ids: Sequence[str]) -> dict[str, dict[str, object]]:
    """What the last receipt of each read back."""
    rows = await session.execute(
        select(ReceiptRow.action_id, ReceiptRow.after)
        .where(ReceiptRow.action_id.in_(action_ids), ReceiptRow.outcome == Outcome.APPLIED)
        .order_by(ReceiptRow.position)
    )
    return {row.action_id: row.after for row in rows}


async def keep(session: AsyncSession, found: Sequence[FollowUp]) -> int:
    """Record answers, each once and audited; how many were new."""
    count = 0
    for one in found:
        added = await session.execute(
            insert(FollowUpRow)
            .values(
                action_id=one.action_id,
                case_id=one.case_id,
                question=one.question.value,
                came_true=one.came_true.value,
                detail=one.detail,
                evidence=[item.model_dump(mode="json") for item in one.evidence],
                partner=one.partner.model_dump(mode="json") if one.partner else None,
                partner_id=one.partner.id if one.partner else None,
            )
            .on_conflict_do_nothing()
            .returning(FollowUpRow.action_id)
        )
        if added.first() is None:
            continue  # another worker was first
        count += 1
        await audit.append(
            session,
            actor=audit.DESK,
            event="case.looked_at_again",
            subject=f"actions:{one.action_id}",
            case_id=one.case_id,
            detail={"question": one.question, "came_true": one.came_true, "found": one.detail},
        )
    return count


async def of_case(session: AsyncSession, case_id: str) -> list[tuple[datetime, FollowUp]]:
    """What was found of a case, with when."""
    rows = await session.scalars(select(FollowUpRow).where(FollowUpRow.case_id == case_id).order_by(FollowUpRow.at))
    return [(row.at, _follow_up(row)) for row in rows]


async def since(session: AsyncSession, moment: datetime) -> tuple[FollowedUp, ...]:
    """What was found since a moment, newest first, for the figures."""
    query = (
        select(FollowUpRow, CaseRow.number, CaseRow.title)
        .join(CaseRow, CaseRow.id == FollowUpRow.case_id)
        .where(FollowUpRow.at >= moment)
        .order_by(FollowUpRow.at.desc(), FollowUpRow.action_id)
    )
    return tuple(
        FollowedUp(at=row.at, case_number=case_number(number), title=title, found=_follow_up(row))
        for row, number, title in await session.execute(query)
    )


async def named_days(session: AsyncSession, partner_id: int) -> NamedDays:
    """How often a supplier named a new day, and how often the goods had come by then."""
    rows = await session.execute(
        select(FollowUpRow.came_true, func.count())
        .where(FollowUpRow.partner_id == partner_id, FollowUpRow.question == Question.SUPPLIERS_DAY.value)
        .group_by(FollowUpRow.came_true)
    )
    counts = {CameTrue(said): n for said, n in rows}
    kept = counts.get(CameTrue.YES, 0)
    return NamedDays(named=kept + counts.get(CameTrue.NO, 0), kept=kept)


def _follow_up(row: FollowUpRow) -> FollowUp:
    return FollowUp.model_validate(
        {name: getattr(row, name) for name in ("action_id", "case_id", "question", "came_true", "detail", "evidence")}
        | {"partner": row.partner}
    )
