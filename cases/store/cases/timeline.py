"""A case's story: everything that happened to it, oldest first, as the case page tells it."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.actions import parse
from cases.actions.base import ActionName
from cases.store import follow_ups
from cases.store.records import TimelineEntry
from cases.store.service_tables import AuditContentRow, AuditRow
from cases.store.tables import ActionRow, CaseReportRow, DecisionRow, ProposalRow, ReceiptRow, ReportRow, RoundRow

HOW = {
    "opened": "opened the case",
    "joined": "added to it",
    "nothing_new": "said nothing new",
    "doubted": "speaks against what is known and is not believed enough to change it",
}
SAID = {"approve": "approved", "edit": "edited", "reject": "rejected", "respond": "asked back about"}
# Events that no row of their own tells of.
EVENTS = {
    "case.needs_person": "A person is needed",
    "case.resolved": "Resolved",
    "case.rejected": "Closed without a change",
    "case.kind_said": "Somebody said what it is",
    "case.no_exception": "Somebody said that it is no exception",
    "example.revoked": "No longer an example",
    "case.handed_over": "Handed to another specialist",
    "case.rekeyed": "About something else now",
    "case.same_as": "Another case is about the same",
    "case.went_on_in": "Goes on in another case",
    "case.took_over": "Took over another case",
    "case.claimed": "Taken on",
    "case.released": "Given back",
    "case.delegated": "Handed over",
    "case.snoozed": "Put aside",
    "case.woke": "Back from being put aside",
    "claims.corrected": "Put right what was read",
    "proposal.reminded": "Reminded",
    "proposal.escalated": "Managers asked as well",
    "action.expired": "Expired without a write",
    "answer.overdue": "No answer in time",
    "answer.not_taken": "An answer was not taken",
    "case.refused": "A try was refused",
    "decision.refused": "A decision was refused",
    "round.failed": "The round could not be worked",
}


async def timeline(session: AsyncSession, case_id: str) -> list[TimelineEntry]:
    """Reports, corrections, rounds, proposals, decisions, receipts and what else happened to a case, oldest first."""
    told = [
        *await _reports(session, case_id),
        *await _rounds(session, case_id),
        *await _proposals(session, case_id),
        *await _decisions(session, case_id),
        *await _receipts(session, case_id),
        *await _events(session, case_id),
        *await _follow_ups(session, case_id),
    ]
    return sorted(told, key=lambda entry: entry.at)


async def _reports(session: AsyncSession, case_id: str) -> list[TimelineEntry]:
    rows = await session.execute(
        select(
            ReportRow.id, ReportRow.source, ReportRow.sender, ReportRow.text, ReportRow.received_at, CaseReportRow.how
        )
        .join(ReportRow, ReportRow.id == CaseReportRow.report_id)
        .where(CaseReportRow.case_id == case_id)
    )
    return [
        TimelineEntry(
            at=row.received_at,
            type="report",
            id=row.id,
            title=f"{row.source.capitalize()} from {row.sender} {HOW[row.how]}",
            detail=row.text.get("subject", ""),
            data={"source": row.source, "sender": row.sender, "how": row.how},
        )
        for row in rows
    ]


async def _rounds(session: AsyncSession, case_id: str) -> list[TimelineEntry]:
    rows = await session.scalars(
        select(RoundRow).where(RoundRow.case_id == case_id).execution_options(populate_existing=True)
    )
    return [
        TimelineEntry(
            at=row.at,
            type="round",
            id=row.id,
            title=f"Round {row.n} began: {row.why}",
            detail=row.failed_why or "",
            data={"n": row.n, "status": row.status, "odoo_calls": row.odoo_calls},
        )
        for row in rows
    ]


async def _proposals(session: AsyncSession, case_id: str) -> list[TimelineEntry]:
    rows = await session.execute(
        select(ProposalRow.id, ProposalRow.at, ProposalRow.summary, ProposalRow.opinion).where(
            ProposalRow.case_id == case_id
        )
    )
    names: dict[str, list[str]] = {}
    for proposal_id, name in await session.execute(
        select(ActionRow.proposal_id, ActionRow.name).where(ActionRow.case_id == case_id).order_by(ActionRow.position)
    ):
        names.setdefault(proposal_id, []).append(name.value)
    return [
        TimelineEntry(
            at=row.at,
            type="proposal",
            id=row.id,
            title=f"Proposed {len(names.get(row.id, []))} action{'s' if len(names.get(row.id, [])) != 1 else ''}",
            detail=row.summary,
            data={"actions": names.get(row.id, []), "opinion": row.opinion},
        )
        for row in rows
    ]


async def _decisions(session: AsyncSession, case_id: str) -> list[TimelineEntry]:
    rows = await session.execute(
        select(DecisionRow, ActionRow.name, ActionRow.args)
        .join(ActionRow, ActionRow.id == DecisionRow.action_id)
        .where(ActionRow.case_id == case_id)
    )
    return [
        TimelineEntry(
            at=row.at,
            type="decision",
            id=row.id,
            title=f"{row.person} {SAID[row.type.value]}: {sentence(name, row.edited_args or args)}",
            detail=row.message or "",
            who=row.login,
            data={
                "type": row.type,
                "action_id": row.action_id,
                "digest": row.digest,
                "reason_code": row.reason_code,
                "roles": row.roles,
            },
        )
        for row, name, args in rows
    ]


async def _receipts(session: AsyncSession, case_id: str) -> list[TimelineEntry]:
    rows = await session.execute(
        select(ReceiptRow, ActionRow.name, ActionRow.args)
        .join(ActionRow, ActionRow.id == ReceiptRow.action_id)
        .where(ActionRow.case_id == case_id)
    )
    return [
        TimelineEntry(
            at=row.at,
            type="receipt",
            id=row.id,
            title=f"{row.outcome.value.replace('_', ' ').capitalize()}: {sentence(name, args)}",
            detail=row.detail,
            data={
                "outcome": row.outcome,
                "verified": row.verified,
                "how": row.how,
                "action_id": row.action_id,
                "before": row.before,
                "after": row.after,
            },
        )
        for row, name, args in rows
    ]


async def _events(session: AsyncSession, case_id: str) -> list[TimelineEntry]:
    rows = await session.execute(
        select(AuditRow.id, AuditRow.at, AuditRow.event, AuditRow.actor, AuditRow.subject, AuditContentRow.content)
        .outerjoin(AuditContentRow, AuditContentRow.audit_id == AuditRow.id)
        .where(AuditRow.case_id == case_id, AuditRow.event.in_(EVENTS))
    )
    told = []
    for row in rows:
        said = json.loads(row.content) if row.content else {}
        told.append(
            TimelineEntry(
                at=row.at,
                type="correction" if row.event == "claims.corrected" else "event",
                id=str(row.id),
                title=EVENTS[row.event],
                detail=said.get("why") or "",
                who=row.actor,
                data={"event": row.event, "subject": row.subject, **said},
            )
        )
    return told


async def _follow_ups(session: AsyncSession, case_id: str) -> list[TimelineEntry]:
    """What was found when the case was looked at again."""
    return [
        TimelineEntry(
            at=at,
            type="outcome",
            id=found.action_id,
            title=f"{found.question.words}: {found.came_true.value}",
            detail=" ".join((found.detail, *(f"{one.label}." for one in found.evidence))),
            data=found.model_dump(mode="json"),
        )
        for at, found in await follow_ups.of_case(session, case_id)
    ]


def sentence(name: ActionName, args: dict[str, Any]) -> str:
    """An action in one sentence."""
    return parse(name, args).sentence()
