"""One case with everything that is shown of it, read in one transaction. Pages and JSON both start from it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from cases.store import cases, proposals, reports
from cases.store.proposal_records import ProposalRecord
from cases.store.records import CaseRecord, StoredClaim, StoredReport, TimelineEntry


@dataclass(frozen=True)
class LoadedCase:
    """A case with its latest proposal, its reports (oldest first), claims and story."""

    case: CaseRecord
    proposal: ProposalRecord | None
    reports: tuple[StoredReport, ...]
    claims: tuple[StoredClaim, ...]
    timeline: tuple[TimelineEntry, ...]


async def load_case(session: AsyncSession, case_id: str) -> LoadedCase:
    """The case with all of it.

    Raises:
        NotFoundError: there is no such case.
    """
    case = await cases.record(session, case_id)
    story = await cases.timeline(session, case_id)
    ids = dict.fromkeys(entry.id for entry in story if entry.type == "report")
    latest = next((entry.id for entry in reversed(story) if entry.type == "proposal"), None)
    return LoadedCase(
        case=case,
        proposal=await proposals.load(session, latest) if latest else None,
        reports=tuple([await reports.load(session, report_id) for report_id in ids]),
        claims=tuple(await cases.claims(session, case_id)),
        timeline=tuple(story),
    )
