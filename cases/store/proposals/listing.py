"""The inbox as a list: proposals by what they wait for, a page at a time.

A proposal's status is derived from its actions here too, by the same order of questions as `proposal_status`; a test
holds the two together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Text, and_, case, cast, false, func, literal, or_, select, tuple_
from sqlalchemy.dialects.postgresql import ARRAY, array
from sqlalchemy.ext.asyncio import AsyncSession

from cases.actions import ACTIONS
from cases.actions.base import Money
from cases.approvals import fill
from cases.claims import RecordRef
from cases.confidence import Confidence
from cases.roles import Role, with_implied
from cases.status import DECIDABLE, DONE, FINISHED, MOVING, ActionStatus, ProposalStatus, proposal_status
from cases.store.cases.cases import speaks_of
from cases.store.ids import case_number
from cases.store.pages import CursorError, key_of, page_of
from cases.store.proposals.load import ruling_of, votes_of
from cases.store.proposals.records import ProposalFilter, ProposalSummary
from cases.store.records import Page
from cases.store.tables import ActionRow, CaseRow, DecisionRow, ProposalRow

A = ActionStatus
P = ProposalStatus
CUSTOMERS = frozenset(name for name, action in ACTIONS.items() if action.reaches_customer)


async def list_proposals(
    session: AsyncSession, wanted: ProposalFilter, cursor: str | None = None, limit: int = 50, *, now: datetime
) -> Page[ProposalSummary]:
    """Proposals: pending ones most urgent first, any other status (or none given) newest first.

    Raises:
        CursorError: the cursor is none of ours, or of a list in the other order.
    """
    urgent = wanted.status is P.PENDING
    query = (
        select(ProposalRow, CaseRow).join(CaseRow, CaseRow.id == ProposalRow.case_id).where(*_conditions(wanted, now))
    )
    moment = ProposalRow.expires_at if urgent else ProposalRow.at
    if cursor is not None:
        order, at, proposal_id = key_of(cursor, bool, datetime, str)
        if order is not urgent:
            raise CursorError("The cursor belongs to another list; begin at the first page.")
        place, mark = tuple_(moment, ProposalRow.id), tuple_(literal(at), literal(proposal_id))
        query = query.where(place > mark if urgent else place < mark)
    query = query.order_by(moment if urgent else moment.desc(), ProposalRow.id if urgent else ProposalRow.id.desc())
    found = (await session.execute(query.limit(limit + 1).execution_options(populate_existing=True))).all()
    ids = [proposal.id for proposal, _ in found]
    actions, decisions = await _actions(session, ids), await _decisions(session, ids)
    lines = [_summary(proposal, of, actions[proposal.id], decisions) for proposal, of in found]
    places = {proposal.id: proposal.expires_at if urgent else proposal.at for proposal, _ in found}
    return page_of(lines, limit, lambda line: (urgent, places[line.id], line.id))


def derived_status(statuses: ColumnElement[Any]) -> ColumnElement[str]:
    """`proposal_status` as SQL, over an array of statuses."""

    def some(of: Iterable[A]) -> ColumnElement[bool]:
        return statuses.op("&&", is_comparison=True)(_array(of))

    def only(of: Iterable[A]) -> ColumnElement[bool]:
        return statuses.op("<@", is_comparison=True)(_array(of))

    return case(
        (some([A.UNKNOWN, A.FAILED]), P.NEEDS_PERSON.value),
        (some([A.PENDING]), P.PENDING.value),
        (some(MOVING), P.EXECUTING.value),
        (and_(some(DONE), only(FINISHED)), P.EXECUTED.value),
        (some(DONE), P.PARTLY_EXECUTED.value),
        (some([A.SUPERSEDED]), P.SUPERSEDED.value),
        (some([A.EXPIRED]), P.EXPIRED.value),
        (some([A.REFUSED]), P.SUPERSEDED.value),
        else_=P.REJECTED.value,
    )


def _array(statuses: Iterable[A]) -> ColumnElement[Any]:
    return cast(array(sorted(status.value for status in statuses)), ARRAY(Text))


def _statuses() -> ScalarSelect[Any]:
    return (
        select(func.coalesce(func.array_agg(cast(ActionRow.status, Text)), cast(array([]), ARRAY(Text))))
        .where(ActionRow.proposal_id == ProposalRow.id)
        .scalar_subquery()
    )


def _conditions(wanted: ProposalFilter, now: datetime) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.status is not None:
        found.append(derived_status(_statuses()) == wanted.status.value)
    if wanted.kind is not None:
        found.append(CaseRow.kind == wanted.kind)
    if wanted.mine is not None:
        found.append(CaseRow.claimed_by_uid == wanted.mine)
    if wanted.roles is not None:
        found.append(_waits_for(with_implied(wanted.roles)))
    if wanted.snoozed is not None:
        aside = func.coalesce(CaseRow.snoozed_until > now, False)
        found.append(aside if wanted.snoozed else ~aside)
    if wanted.q:
        found.append(or_(speaks_of(wanted.q), ProposalRow.summary.icontains(wanted.q, autoescape=True)))
    return found


def _waits_for(roles: frozenset[Role]) -> ColumnElement[bool]:
    asked = [ActionRow.ruling["needs"].contains([{"any_of": [role.value]}]) for role in sorted(roles)]
    return (
        select(ActionRow.id)
        # Nothing waits for somebody without a role.
        .where(ActionRow.proposal_id == ProposalRow.id, ActionRow.status == A.PENDING, or_(false(), *asked))
        .exists()
    )


async def _actions(session: AsyncSession, proposal_ids: Sequence[str]) -> dict[str, list[ActionRow]]:
    rows = await session.scalars(
        select(ActionRow)
        .where(ActionRow.proposal_id.in_(proposal_ids))
        .order_by(ActionRow.position)
        .execution_options(populate_existing=True)
    )
    found: dict[str, list[ActionRow]] = defaultdict(list)
    for row in rows:
        found[row.proposal_id].append(row)
    return found


async def _decisions(session: AsyncSession, proposal_ids: Sequence[str]) -> dict[str, list[DecisionRow]]:
    rows = await session.scalars(
        select(DecisionRow).where(DecisionRow.proposal_id.in_(proposal_ids)).order_by(DecisionRow.position)
    )
    found: dict[str, list[DecisionRow]] = defaultdict(list)
    for row in rows:
        found[row.action_id].append(row)
    return found


def _summary(
    proposal: ProposalRow, of: CaseRow, rows: Sequence[ActionRow], decisions: dict[str, list[DecisionRow]]
) -> ProposalSummary:
    pending = [row for row in rows if row.status is A.PENDING]
    sure = [Confidence.model_validate(row.confidence) for row in rows]
    return ProposalSummary(
        id=proposal.id,
        case_id=of.id,
        case_number=case_number(of.number),
        kind=of.kind,
        title=of.title,
        partner=RecordRef.model_validate(of.partner) if of.partner else None,
        summary=proposal.summary,
        if_nobody_acts=proposal.if_nobody_acts,
        status=proposal_status(row.status for row in rows),
        case_status=of.status,
        confidence=min(sure, key=lambda one: one.value, default=None),
        exposure=_exposure(proposal, rows),
        action_names=tuple(row.name for row in rows),
        undecided=len(pending),
        hurt=len({row.args["order_id"] for row in rows if row.name in CUSTOMERS}),
        waits_for=tuple(sorted({role for row in pending for role in _missing(row, decisions[row.id])})),
        expires_at=min((row.expires_at for row in rows if row.status in DECIDABLE), default=proposal.expires_at),
        claimed_by=of.claimed_by,
        snoozed_until=of.snoozed_until,
        created_at=proposal.at,
    )


def _missing(row: ActionRow, decisions: Sequence[DecisionRow]) -> set[Role]:
    needs = ruling_of(row).needs
    given = fill(needs, votes_of(row, decisions))
    return {role for index, need in enumerate(needs) if index not in given for role in need.any_of}


def _exposure(proposal: ProposalRow, rows: Sequence[ActionRow]) -> Money:
    wanted = next((set(option["action_ids"]) for option in proposal.options if option["recommended"]), None)
    counted = [row for row in rows if wanted is None or row.local_id in wanted]
    currency = counted[0].currency if counted else "EUR"
    return Money(amount=sum((row.exposure for row in counted), Decimal(0)), currency=currency)
