"""The rows that tell what people made of what was proposed, read in a handful of queries however many there are.

What people said stands in `decisions`, and only that is read: whatever is approved by a rule is nobody's decision.
"""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from cases.actions.base import Money
from cases.claims import Frozen, claim_of
from cases.confidence import Confidence
from cases.models import Need
from cases.overrides import Corrected, DecidedAction, FollowedUp, Proposed, ShadowRun
from cases.status import ActionStatus, DecisionType
from cases.store import follow_ups, shadows
from cases.store.ids import case_number
from cases.store.tables import ActionRow, CaseRow, ClaimRow, DecisionRow, ProposalRow, VersionRow

MOST = 20_000


class Rows(Frozen):
    """What the figures are made of. `open` counts the actions that wait for people now."""

    proposed: tuple[Proposed, ...]
    corrected: tuple[Corrected, ...]
    open: int
    followed: tuple[FollowedUp, ...] = ()
    shadows: tuple[ShadowRun, ...] = ()


async def rows(session: AsyncSession, since: datetime) -> Rows:
    """Every action that people spoke about, or whose time was over, since that moment; at most the newest 20 000."""
    waiting = await session.scalar(
        select(func.count()).select_from(ActionRow).where(ActionRow.status == ActionStatus.PENDING)
    )
    return Rows(
        proposed=await proposed(session, _settled_since(since)),
        corrected=await _corrected(session, since),
        open=waiting or 0,
        followed=await follow_ups.since(session, since),
        shadows=await shadows.since(session, since),
    )


async def proposed(session: AsyncSession, wanted: Select[str]) -> tuple[Proposed, ...]:
    """The actions with these ids and all that people said about them, oldest first."""
    said = await _said(session, wanted)
    readers = await _readers(session, wanted)
    return tuple(
        Proposed(
            id=row.id,
            case_id=row.case_id,
            case_number=case_number(row.number),
            title=row.title,
            kind=row.kind,
            action=row.name,
            confidence=Confidence.model_validate(row.confidence),
            exposure=Money(amount=row.exposure, currency=row.currency),
            readers=tuple(sorted(readers[row.case_id])),
            opinion=row.opinion["status"],
            model=row.opinion.get("model"),
            prompt=row.opinion.get("prompt"),
            policy_version=row.policy_version,
            at=row.at,
            status=row.status,
            edition=row.edition,
            needs=tuple(Need.model_validate(need) for need in row.ruling["needs"]),
            expires_at=row.expires_at,
            escalated=row.escalated_at is not None,
            said=tuple(said[row.id]),
        )
        for row in await session.execute(_actions(wanted))
    )


def _settled_since(since: datetime) -> Select[str]:
    spoken = exists().where(DecisionRow.action_id == ActionRow.id, DecisionRow.at >= since)
    lapsed = and_(ActionRow.status == ActionStatus.EXPIRED, ActionRow.expires_at >= since)
    return (
        select(ActionRow.id)
        .join(ProposalRow, ProposalRow.id == ActionRow.proposal_id)
        .where(or_(spoken, lapsed))
        .order_by(ProposalRow.at.desc(), ActionRow.id)
        .limit(MOST)
    )


def _actions(wanted: Select[str]) -> Select[*tuple[Any, ...]]:
    return (
        select(
            ActionRow.id,
            ActionRow.case_id,
            ActionRow.name,
            ActionRow.confidence,
            ActionRow.exposure,
            ActionRow.currency,
            ActionRow.status,
            ActionRow.edition,
            ActionRow.ruling,
            ActionRow.expires_at,
            ActionRow.escalated_at,
            ProposalRow.at,
            ProposalRow.opinion,
            ProposalRow.policy_version,
            CaseRow.number,
            CaseRow.title,
            CaseRow.kind,
        )
        .join(ProposalRow, ProposalRow.id == ActionRow.proposal_id)
        .join(CaseRow, CaseRow.id == ActionRow.case_id)
        .where(ActionRow.id.in_(wanted))
        .order_by(ProposalRow.at, ActionRow.position)
    )


async def _said(session: AsyncSession, wanted: Select[str]) -> dict[str, list[DecidedAction]]:
    """With what an edit was made of: the version that its maker was shown."""
    shown = and_(
        DecisionRow.type == DecisionType.EDIT,
        VersionRow.action_id == DecisionRow.action_id,
        VersionRow.digest == DecisionRow.digest,
    )
    found: dict[str, list[DecidedAction]] = defaultdict(list)
    query = (
        select(DecisionRow, VersionRow.content)
        .outerjoin(VersionRow, shown)
        .where(DecisionRow.action_id.in_(wanted))
        .order_by(DecisionRow.position)
    )
    for row, content in await session.execute(query):
        found[row.action_id].append(
            DecidedAction(
                type=row.type,
                at=row.at,
                uid=row.uid,
                roles=frozenset(row.roles),
                edition=row.edition,
                reason_code=row.reason_code,
                message=row.message,
                before=json.loads(content)["args"] if content is not None else None,
                after=row.edited_args,
            )
        )
    return found


async def _readers(session: AsyncSession, wanted: Select[str]) -> dict[str, set[str]]:
    """Who read what each case is made of; what people said instead later is told by the corrections."""
    query = (
        select(ClaimRow.case_id, ClaimRow.claim["read_by"].astext)
        .where(
            ClaimRow.case_id.in_(select(ActionRow.case_id).where(ActionRow.id.in_(wanted))),
            ClaimRow.corrects.is_(None),
        )
        .distinct()
    )
    found: dict[str, set[str]] = defaultdict(set)
    for case_id, reader in await session.execute(query):
        found[case_id].add(reader or "playbook")
    return found


async def _corrected(session: AsyncSession, since: datetime) -> tuple[Corrected, ...]:
    new = aliased(ClaimRow)
    query = (
        select(ClaimRow.case_id, CaseRow.kind, ClaimRow.superseded_at, ClaimRow.claim, new.claim)
        .join(CaseRow, CaseRow.id == ClaimRow.case_id)
        .outerjoin(new, new.corrects == ClaimRow.id)
        .where(ClaimRow.corrected_by.is_not(None), ClaimRow.superseded_at >= since)
        .order_by(ClaimRow.superseded_at.desc(), ClaimRow.id)
        .limit(MOST)
    )
    return tuple(
        Corrected(case_id=case_id, kind=kind, at=at, was=claim_of(was), now=claim_of(now) if now else None)
        for case_id, kind, at, was, now in await session.execute(query)
    )
