"""A decided case, read whole from the record so that it can be kept as a file."""

from __future__ import annotations

import base64
import json

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.kept import KeptAction, KeptCase, KeptDecision, KeptReport
from cases.overrides import Fate, Proposed, edits, fate
from cases.status import DecisionType
from cases.store.cases import cases
from cases.store.errors import RecordError
from cases.store.ids import case_number
from cases.store.proposals import overrides
from cases.store.tables import (
    ActionRow,
    CaseReportRow,
    CaseRow,
    DecisionRow,
    ProposalRow,
    ReportRow,
    RoundRow,
    VersionRow,
)


class NotDecidedError(RecordError):
    """Nobody has decided anything of that case yet, so nobody knows what is right."""


async def keep(session: AsyncSession, name: str) -> KeptCase:
    """The case with its last decided proposal.

    Args:
        session: an open transaction.
        name: its number (`EX-1001`, or the number alone) or its id.

    Raises:
        NotFoundError: there is no such case.
        NotDecidedError: nobody has decided anything of it.
    """
    case = await session.get_one(CaseRow, await cases.named(session, name))
    decided = exists().where(DecisionRow.proposal_id == ProposalRow.id)
    found = (
        await session.execute(
            select(ProposalRow, RoundRow.snapshot)
            .join(RoundRow, RoundRow.id == ProposalRow.round_id)
            .where(ProposalRow.case_id == case.id, decided)
            .order_by(ProposalRow.at.desc())
            .limit(1)
        )
    ).first()
    if found is None or found.snapshot is None:
        raise NotDecidedError(f"Nobody has decided anything of {case_number(case.number)} yet.")
    proposal = found.ProposalRow
    return KeptCase(
        number=case_number(case.number),
        kind=case.kind,
        title=case.title,
        status=case.status,
        reports=await _reports(session, case.id),
        snapshot=found.snapshot,
        proposed_at=proposal.at,
        policy_version=proposal.policy_version,
        summary=proposal.summary,
        actions=await _actions(session, proposal.id),
    )


async def _reports(session: AsyncSession, case_id: str) -> tuple[KeptReport, ...]:
    rows = await session.scalars(
        select(ReportRow)
        .join(CaseReportRow, CaseReportRow.report_id == ReportRow.id)
        .where(CaseReportRow.case_id == case_id)
        .order_by(ReportRow.received_at, ReportRow.id)
    )
    return tuple(
        KeptReport(
            source=row.source,
            sender=row.sender,
            media_type=row.media_type,
            received_at=row.received_at,
            content=base64.b64encode(row.content).decode() if row.content is not None else None,
            text=row.text,
        )
        for row in rows
    )


async def _actions(session: AsyncSession, proposal_id: str) -> tuple[KeptAction, ...]:
    wanted = select(ActionRow.id).where(ActionRow.proposal_id == proposal_id)
    first = {}
    for action_id, content in await session.execute(
        select(VersionRow.action_id, VersionRow.content)
        .where(VersionRow.action_id.in_(wanted))
        .order_by(VersionRow.at.desc(), VersionRow.digest.desc())
    ):
        first[action_id] = json.loads(content)
    return tuple(_action(row, first[row.id]) for row in await overrides.proposed(session, wanted))


def _action(row: Proposed, shown: dict[str, object]) -> KeptAction:
    what = fate(row)
    last = next((one.after for one in reversed(row.said) if one.type is DecisionType.EDIT), None)
    return KeptAction.model_validate(
        {
            "name": row.action,
            "args": shown["args"],
            "premise": shown["premise"],
            "confidence": row.confidence.value,
            "fate": what,
            "edited_args": last if what is Fate.MATERIAL and edits(row) else None,
            "decisions": [
                KeptDecision(
                    type=one.type,
                    roles=tuple(sorted(one.roles)),
                    at=one.at,
                    reason_code=one.reason_code,
                    message=one.message,
                )
                for one in row.said
            ],
        }
    )
