"""What the record knows that the policy may ask of an action: who raised its case, what went to its partner before."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.actions import ActionName, parse, parse_premise
from cases.actions.base import Involved, Spent
from cases.policy import Policy
from cases.status import ActionStatus
from cases.store.locks import hold
from cases.store.proposals.versions import Frame, Past
from cases.store.tables import ActionRow, CaseReportRow, CaseRow, ProposalRow, ReportRow

A = ActionStatus
# What did not happen and will not spent nothing. What waits for a decision counts, or two at once would pass.
_NOT_SPENT = frozenset({A.REJECTED, A.EXPIRED, A.SUPERSEDED, A.REFUSED, A.FAILED, A.UNDONE})


async def frame_of(
    session: AsyncSession,
    case: CaseRow,
    proposal: ProposalRow,
    policy: Policy,
    names: Collection[ActionName],
    without: Collection[str] = (),
) -> Frame:
    """What the actions of a proposal have in common.

    While a limit is counted nobody else counts it: of two proposals at once the second sees the first.

    Args:
        session: an open transaction, in which the case is held.
        case: the case.
        proposal: the proposal; its time is that from which others are counted.
        policy: who must approve.
        names: the actions to be judged.
        without: ids of actions that do not count: the one that is judged, and what it rules out.
    """
    counted = {name: over for name in sorted(set(names)) if (over := policy.counted(name)) is not None}
    past: list[Past] = []
    for name, over in counted.items():
        await hold(session, "limit", name.value)
        past += await _past(session, name, proposal, over, without)
    raised = await _raised(session, case.id) if policy.asks_who_raised else ()
    return Frame(
        proposal.database, proposal.id, policy, proposal.at, proposal.needed_by, case.stop, raised, tuple(past)
    )


async def _past(
    session: AsyncSession, name: ActionName, proposal: ProposalRow, over: timedelta, without: Collection[str]
) -> list[Past]:
    rows = await session.execute(
        select(ActionRow, ProposalRow.at)
        .join(ProposalRow, ProposalRow.id == ActionRow.proposal_id)
        .where(
            ActionRow.name == name,
            ActionRow.status.not_in(_NOT_SPENT),
            ActionRow.id.not_in(set(without)),
            ProposalRow.at >= proposal.at - over,
        )
    )
    found: list[Past] = []
    for row, at in rows:
        facts = parse(row.name, row.args).facts(parse_premise(row.name, row.premise))
        if facts.partner is not None:
            # What was proposed later counts as well: an edit comes after it.
            age = max(proposal.at - at, timedelta())
            found.append(Past(name, facts.partner.id, Spent(amount=Decimal(row.exposure), age=age)))
    return found


async def _raised(session: AsyncSession, case_id: str) -> tuple[Involved, ...]:
    """Whoever sent in one of the case's reports themselves; a mail that was forwarded raises nothing."""
    logins = await session.scalars(
        select(ReportRow.raised_by)
        .join(CaseReportRow, CaseReportRow.report_id == ReportRow.id)
        .where(CaseReportRow.case_id == case_id, ReportRow.raised_by.is_not(None))
        .distinct()
        .order_by(ReportRow.raised_by)
    )
    return tuple(Involved(did="raised", login=login) for login in logins)
