"""Cases that people decided, as later cases are compared with them. Only what people said counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from cases.actions.base import ActionName
from cases.claims import Frozen
from cases.guidance import Precedent, PrecedentVerdict, case_words, verdict_of
from cases.kind import Kind
from cases.status import DecisionType
from cases.store.ids import case_number
from cases.store.tables import ActionRow, CaseRow, DecisionRow
from cases.store.transitions import CLOSED_CASE

MOST = 5_000
_DECIDING = (DecisionType.APPROVE, DecisionType.EDIT, DecisionType.REJECT)


class DecidedCase(Frozen):
    """A closed case and what people made of what was last proposed in it.

    Attributes:
        actions: the names of all that was proposed, in order.
    """

    case_id: str
    number: str
    kind: Kind
    partner: str
    actions: tuple[ActionName, ...]
    verdict: PrecedentVerdict
    closed_at: datetime

    @property
    def words(self) -> str:
        """As it is compared."""
        return case_words(self.partner, self.actions)

    @property
    def precedent(self) -> Precedent:
        """As it is told."""
        return Precedent(number=self.number, verdict=self.verdict, did=self.words)


async def decided(
    session: AsyncSession,
    *,
    kind: Kind | None = None,
    since: datetime | None = None,
    ids: Sequence[str] | None = None,
) -> list[DecidedCase]:
    """Closed cases that people decided, the latest closed first; two queries, at most 5 000 cases.

    Args:
        session: the caller's transaction.
        kind: only of this kind.
        since: only closed at that moment or later.
        ids: only these.
    """
    wanted = (
        select(CaseRow, DecisionRow.proposal_id)
        .join(ActionRow, ActionRow.case_id == CaseRow.id)
        .join(DecisionRow, DecisionRow.action_id == ActionRow.id)
        .where(CaseRow.status.in_(CLOSED_CASE), DecisionRow.type.in_(_DECIDING))
        .ext(distinct_on(CaseRow.id))
        .order_by(CaseRow.id, DecisionRow.position.desc())
    )
    if kind is not None:
        wanted = wanted.where(CaseRow.kind == kind)
    if since is not None:
        wanted = wanted.where(CaseRow.closed_at >= since)
    if ids is not None:
        wanted = wanted.where(CaseRow.id.in_(ids))
    cases = {proposal: case for case, proposal in await session.execute(wanted.limit(MOST))}
    names, said = await _actions(session, list(cases))
    found = []
    for proposal, case in cases.items():
        verdict = verdict_of(said[proposal])
        if verdict is not None and case.closed_at is not None:
            found.append(
                DecidedCase(
                    case_id=case.id,
                    number=case_number(case.number),
                    kind=case.kind,
                    partner=str((case.partner or {}).get("label", "")),
                    actions=tuple(names[proposal]),
                    verdict=verdict,
                    closed_at=case.closed_at,
                )
            )
    return sorted(found, key=lambda one: one.closed_at, reverse=True)


async def is_any(session: AsyncSession, kind: Kind) -> bool:
    """Whether people decided a case of this kind that is closed."""
    found = await session.scalar(
        select(CaseRow.id)
        .join(ActionRow, ActionRow.case_id == CaseRow.id)
        .join(DecisionRow, DecisionRow.action_id == ActionRow.id)
        .where(CaseRow.kind == kind, CaseRow.status.in_(CLOSED_CASE), DecisionRow.type.in_(_DECIDING))
        .limit(1)
    )
    return found is not None


async def _actions(
    session: AsyncSession, proposals: Sequence[str]
) -> tuple[dict[str, list[ActionName]], dict[str, list[list[DecisionType]]]]:
    """By proposal the names of its actions, and what was said about each."""
    rows = await session.execute(
        select(ActionRow.proposal_id, ActionRow.id, ActionRow.name, DecisionRow.type)
        .outerjoin(DecisionRow, DecisionRow.action_id == ActionRow.id)
        .where(ActionRow.proposal_id.in_(proposals))
        .order_by(ActionRow.proposal_id, ActionRow.position, DecisionRow.position)
    )
    names: dict[str, list[ActionName]] = defaultdict(list)
    said: dict[str, dict[str, list[DecisionType]]] = defaultdict(dict)
    for proposal, action, name, spoken in rows:
        if action not in said[proposal]:
            names[proposal].append(name)
            said[proposal][action] = []
        if spoken is not None:
            said[proposal][action].append(spoken)
    return names, defaultdict(list, {proposal: list(by.values()) for proposal, by in said.items()})
