"""What heads a case: its record, and what stands of what was said of it. It follows a later report and a correction."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.claims import RecordRef, claim_of
from cases.kinds import KINDS, Told
from cases.store.tables import CaseReportRow, CaseRow, ClaimRow, ReportRow


async def standing_claims(session: AsyncSession, case_id: str) -> Sequence[ClaimRow]:
    """What stands of what was said, in the order in which it was said."""
    rows = await session.scalars(
        select(ClaimRow)
        .where(ClaimRow.case_id == case_id, ClaimRow.superseded_at.is_(None))
        .order_by(ClaimRow.position)
        .execution_options(populate_existing=True)
    )
    return rows.all()


async def first_sender(session: AsyncSession, case_id: str) -> str | None:
    """Who sent the first report of a case."""
    return await session.scalar(
        select(ReportRow.sender)
        .join(CaseReportRow, CaseReportRow.report_id == ReportRow.id)
        .where(CaseReportRow.case_id == case_id)
        .order_by(ReportRow.received_at)
        .limit(1)
    )


async def head(session: AsyncSession, case: CaseRow) -> None:
    """Give a case the heading of what stands now; one that is about no record keeps its own."""
    spec = KINDS[case.kind]
    records = [RecordRef.model_validate(one) for one in case.records]
    record = next((one for one in records if one.model in spec.names), None)
    claims = [claim_of(row.claim) for row in await standing_claims(session, case.id)]
    if record is None or not any(claim.case_kind is case.kind for claim in claims):
        return
    partner = RecordRef.model_validate(case.partner) if case.partner else None
    who = partner.label if partner else await first_sender(session, case.id) or "an unknown sender"
    case.title = spec.heading(claims, Told(who=who, record=record, partner=partner))
