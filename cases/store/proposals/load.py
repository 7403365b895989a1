"""A proposal as people and programs see it, put together from its rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from decimal import Decimal

from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.actions.base import Money
from cases.approvals import Vote, fill
from cases.claims import RecordRef
from cases.confidence import Confidence
from cases.exhibits import Exhibit
from cases.models import Asked, Evidence, Opinion, Ruling, Taken
from cases.roles import Role
from cases.status import DECIDABLE, ActionStatus, DecisionType, proposal_status
from cases.store.applying import asked
from cases.store.errors import NotFoundError
from cases.store.ids import case_number
from cases.store.proposals.records import (
    ActionRecord,
    ApprovalRecord,
    Approver,
    DecisionRecord,
    OptionRecord,
    ProposalRecord,
    ReceiptRecord,
)
from cases.store.tables import ActionRow, CaseRow, DecisionRow, ProposalRow, ReceiptRow
from cases.store.transitions import actions_of

_EXHIBIT: TypeAdapter[Exhibit | None] = TypeAdapter(Exhibit | None)


async def load(session: AsyncSession, proposal_id: str) -> ProposalRecord:
    """The proposal with its actions, evidence, decisions and receipts.

    Raises:
        NotFoundError: there is none.
    """
    found = (
        await session.execute(
            select(ProposalRow, CaseRow)
            .join(CaseRow, CaseRow.id == ProposalRow.case_id)
            .where(ProposalRow.id == proposal_id)
            .execution_options(populate_existing=True)
        )
    ).first()
    if found is None:
        raise NotFoundError("proposal", proposal_id)
    proposal, case = found
    rows = await actions_of(session, proposal_id)
    decisions = await decisions_of(session, proposal_id)
    receipts = await _receipts(session, proposal_id)
    lasting = {row.local_id: row.id for row in rows}
    options = tuple(
        OptionRecord.model_validate({**option, "action_ids": [lasting[local] for local in option["action_ids"]]})
        for option in proposal.options
    )
    others = await asked.of_actions(session, [row.id for row in rows])
    actions = tuple(_action(row, decisions[row.id], receipts[row.id], others.get(row.id)) for row in rows)
    return ProposalRecord(
        id=proposal.id,
        case_id=case.id,
        round_id=proposal.round_id,
        case_number=case_number(case.number),
        kind=case.kind,
        title=case.title,
        partner=RecordRef.model_validate(case.partner) if case.partner else None,
        database=proposal.database,
        status=proposal_status(action.status for action in actions),
        case_status=case.status,
        policy_version=proposal.policy_version,
        expires_at=min((one.expires_at for one in actions if one.status in DECIDABLE), default=proposal.expires_at),
        needed_by=proposal.needed_by,
        if_nobody_acts=proposal.if_nobody_acts,
        summary=proposal.summary,
        confidence=min((one.confidence for one in actions), key=lambda one: one.value, default=None),
        exposure=_exposure(actions, options),
        options=options,
        actions=actions,
        evidence=tuple(Evidence.model_validate(item) for item in proposal.evidence),
        opinion=Opinion.model_validate(proposal.opinion),
        exhibit=_EXHIBIT.validate_python(proposal.exhibit),
        claimed_by=case.claimed_by,
        snoozed_until=case.snoozed_until,
        created_at=proposal.at,
    )


async def ready(session: AsyncSession, proposal_id: str, now: datetime | None = None) -> list[str]:
    """The actions that may be applied now: approved, in time, and everything they depend on applied."""
    moment = now or datetime.now(UTC)
    rows = await actions_of(session, proposal_id)
    applied = {row.id for row in rows if row.status is ActionStatus.APPLIED}
    return [
        row.id
        for row in rows
        if row.status is ActionStatus.APPROVED and row.expires_at > moment and set(row.depends_on) <= applied
    ]


async def of_round(session: AsyncSession, round_id: str) -> str | None:
    """The id of a round's proposal."""
    return await session.scalar(select(ProposalRow.id).where(ProposalRow.round_id == round_id))


async def decisions_of(session: AsyncSession, proposal_id: str) -> dict[str, list[DecisionRow]]:
    """All decisions of a proposal by action, oldest first."""
    rows = await session.scalars(
        select(DecisionRow).where(DecisionRow.proposal_id == proposal_id).order_by(DecisionRow.position)
    )
    found: dict[str, list[DecisionRow]] = defaultdict(list)
    for row in rows:
        found[row.action_id].append(row)
    return found


def votes_of(action: ActionRow, decisions: Iterable[DecisionRow]) -> list[Vote]:
    """The approvals that count now: of this edition and this digest. Whoever edited it approves what they made."""
    return [
        Vote(
            decision_id=row.id,
            uid=row.uid,
            login=row.login,
            roles=frozenset(Role(role) for role in row.roles),
            digest=action.digest,
            at=row.at,
        )
        for row in decisions
        if (row.type is DecisionType.APPROVE and (row.edition, row.digest) == (action.edition, action.digest))
        or (row.type is DecisionType.EDIT and (row.new_edition, row.new_digest) == (action.edition, action.digest))
    ]


def ruling_of(action: ActionRow) -> Ruling:
    """What the policy said about an action."""
    return Ruling.model_validate(action.ruling)


def receipt_record(row: ReceiptRow) -> ReceiptRecord:
    """A receipt as it is handed out."""
    return ReceiptRecord.model_validate({name: getattr(row, name) for name in ReceiptRecord.model_fields})


async def _receipts(session: AsyncSession, proposal_id: str) -> dict[str, list[ReceiptRecord]]:
    rows = await session.scalars(
        select(ReceiptRow).where(ReceiptRow.proposal_id == proposal_id).order_by(ReceiptRow.position)
    )
    found: dict[str, list[ReceiptRecord]] = defaultdict(list)
    for row in rows:
        found[row.action_id].append(receipt_record(row))
    return found


def decision_record(row: DecisionRow) -> DecisionRecord:
    """A decision as it is handed out."""
    return DecisionRecord.model_validate({name: getattr(row, name) for name in DecisionRecord.model_fields})


def _action(
    row: ActionRow, decisions: Sequence[DecisionRow], receipts: Sequence[ReceiptRecord], others: Asked | None
) -> ActionRecord:
    ruling = ruling_of(row)
    people = {decision.id: decision.person for decision in decisions}
    filled = fill(ruling.needs, votes_of(row, decisions))
    return ActionRecord(
        id=row.id,
        local_id=row.local_id,
        name=row.name,
        args=row.args,
        premise=row.premise,
        digest=row.digest,
        content=row.content,
        edited=row.edited,
        status=row.status,
        why=row.why,
        confidence=Confidence.model_validate(row.confidence),
        rationale=row.rationale,
        evidence=tuple(row.evidence),
        depends_on=tuple(row.depends_on),
        excludes=tuple(row.excludes),
        takes={field: Taken.model_validate(taken) for field, taken in row.takes.items()},
        ruling=ruling,
        exposure=Money(amount=row.exposure, currency=row.currency),
        approvals=tuple(
            ApprovalRecord(need=need, given_by=_approver(filled[index], people) if index in filled else None)
            for index, need in enumerate(ruling.needs)
        ),
        expires_at=row.expires_at,
        decisions=tuple(decision_record(decision) for decision in decisions),
        receipts=tuple(receipts),
        asked=others,
    )


def _approver(vote: Vote, people: dict[str, str]) -> Approver:
    return Approver(
        decision_id=vote.decision_id, uid=vote.uid, login=vote.login, person=people[vote.decision_id], at=vote.at
    )


def _exposure(actions: Sequence[ActionRecord], options: Sequence[OptionRecord]) -> Money:
    wanted = next((set(option.action_ids) for option in options if option.recommended), None)
    counted = [action.exposure for action in actions if wanted is None or action.id in wanted]
    currency = counted[0].currency if counted else "EUR"
    return Money(amount=sum((money.amount for money in counted), Decimal(0)), currency=currency)
