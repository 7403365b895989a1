"""What the model read in a report that is filed already: news for its cases, or a note where something was decided.

A report becomes a case with the playbook's reading at once; the model reads the same text afterwards, in its own time.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.claims import MAX_WORDS, Claim, NoteClaim, claim_of
from cases.kind import Kind
from cases.models import CaseDraft
from cases.status import ActionStatus, CaseStatus, RoundStatus
from cases.store import audit, transitions
from cases.store.cases import rounds
from cases.store.ids import new_id
from cases.store.locks import hold, locked_case
from cases.store.notify import announce
from cases.store.reports.joining import open_or_join
from cases.store.tables import ActionRow, CaseReportRow, CaseRow, ClaimRow
from cases.turning import may_be_turned

_DECIDED = (
    ActionStatus.APPROVED,
    ActionStatus.EXECUTING,
    ActionStatus.APPLIED,
    ActionStatus.PENDING_EXTERNAL,
    ActionStatus.UNKNOWN,
)


async def take(session: AsyncSession, report_id: str, draft: CaseDraft, *, needs_person: bool) -> str:
    """File what a second reading of a report found of one exception.

    Args:
        session: an open transaction.
        report_id: the report, filed before.
        draft: the exception as read the second time.
        needs_person: as for `open_or_join`.

    Returns:
        What became of it: `news`, `note`, `opened`, or `nothing`.
    """
    await hold(session, "case", draft.key)
    case_id = await session.scalar(
        select(CaseRow.id)
        .join(CaseReportRow, CaseReportRow.case_id == CaseRow.id)
        .where(
            CaseReportRow.report_id == report_id,
            CaseReportRow.how.in_(["opened", "joined"]),
            CaseRow.key == draft.key,
            CaseRow.status.not_in(transitions.CLOSED_CASE),
        )
        .limit(1)
    )
    if case_id is not None:
        return await _in_its_case(session, case_id, report_id, draft)
    if draft.kind is Kind.UNCLASSIFIED or not any(claim.is_news for claim in draft.claims):
        return "nothing"
    linked = await session.scalar(
        select(CaseReportRow.case_id)
        .join(CaseRow, CaseReportRow.case_id == CaseRow.id)
        .where(CaseReportRow.report_id == report_id, CaseRow.key == draft.key)
        .limit(1)
    )
    if linked is not None:
        return "nothing"  # closed, or not believed
    bare = await _not_understood(session, report_id)
    if bare is None or draft.repeated:
        await open_or_join(session, report_id, draft, needs_person=needs_person)
        return "opened"
    other = await session.scalar(
        select(CaseRow.id).where(CaseRow.key == draft.key, CaseRow.status.not_in(transitions.CLOSED_CASE))
    )
    if other is None:
        bare.kind, bare.key, bare.title = draft.kind, draft.key, draft.title
        bare.records = [one.model_dump(mode="json") for one in draft.records]
        bare.stop = bare.stop or draft.stop
        return await _in_its_case(session, bare.id, report_id, draft)
    filed = await open_or_join(session, report_id, draft, needs_person=needs_person)
    why = "Read again by the model, the message is about the same as another case, which goes on with it."
    await transitions.end_open_round(session, bare, RoundStatus.CLOSED, why)
    bare.note = why
    await transitions.move_case(session, bare, CaseStatus.RESOLVED, why=why)
    return "opened" if filed.how == "opened" else "news"


async def _not_understood(session: AsyncSession, report_id: str) -> CaseRow | None:
    """The open case of a report of which only a sentence was read, and of which nobody has said or decided anything."""
    rows = await session.scalars(
        select(CaseRow)
        .join(CaseReportRow, CaseReportRow.case_id == CaseRow.id)
        .where(
            CaseReportRow.report_id == report_id,
            CaseReportRow.how == "opened",
            CaseRow.status.not_in(transitions.CLOSED_CASE),
        )
    )
    for row in rows.all():
        case = await locked_case(session, row.id)
        standing = await session.scalars(
            select(ClaimRow.claim).where(ClaimRow.case_id == case.id, ClaimRow.superseded_at.is_(None))
        )
        said = [claim_of(one) for one in standing]
        untouched = case.claimed_by is None and not await _decided(session, case.id)
        if may_be_turned(case.kind, case.status, said) and untouched:
            return case
    return None


async def _in_its_case(session: AsyncSession, case_id: str, report_id: str, draft: CaseDraft) -> str:
    case = await locked_case(session, case_id)
    now = datetime.now(UTC)
    claims: tuple[Claim, ...] = (*draft.claims, *draft.repeated)
    if await _decided(session, case_id):
        note = NoteClaim(text=await _told(session, case_id, claims))
        await _add(session, case_id, report_id, (note,), now)
        await _tell(session, case, report_id, "note")
        return "note"
    rows = await session.scalars(
        select(ClaimRow).where(
            ClaimRow.case_id == case_id, ClaimRow.report_id == report_id, ClaimRow.superseded_at.is_(None)
        )
    )
    standing = list(rows)
    before = [claim_of(row.claim) for row in standing]
    if _weighed(before) == _weighed(claims):
        # What was dropped of what the model said is told, and changes nothing.
        known = {claim.says() for claim in before}
        notes = tuple(claim for claim in claims if not claim.is_news and claim.says() not in known)
        await _add(session, case_id, report_id, notes, now)
        await _tell(session, case, report_id, "note")
        return "note"
    for row in standing:
        row.superseded_at = now
    await _add(session, case_id, report_id, claims, now)
    case.updated_at = now
    await _tell(session, case, report_id, "news")
    await rounds.start(session, case_id, "the model has read it too")
    return "news"


def _weighed(claims: Sequence[Claim]) -> list[tuple[object, ...]]:
    """What claims say beside notes, and how far they carry."""
    return sorted(
        ((claim.says(), claim.sure, claim.trust) for claim in claims if claim.is_news or claim.warned), key=repr
    )


async def _told(session: AsyncSession, case_id: str, claims: tuple[Claim, ...]) -> str:
    """What the model made of the message, beside what was decided."""
    rows = await session.scalars(select(ClaimRow.claim).where(ClaimRow.case_id == case_id))
    known = {claim_of(one).says() for one in rows}
    news = [claim for claim in claims if claim.is_news]
    if all(claim.says() in known for claim in news):
        return "Read again by the model, the message was not understood in the same way."
    said = "; ".join(claim.label() for claim in news)
    return f"Read again by the model, the message says otherwise: {said}"[:MAX_WORDS]


async def _decided(session: AsyncSession, case_id: str) -> bool:
    """Whether people or Odoo went by the first reading already."""
    acted = await session.scalar(
        select(ActionRow.id).where(ActionRow.case_id == case_id, ActionRow.status.in_(_DECIDED)).limit(1)
    )
    corrected = await session.scalar(
        select(ClaimRow.id).where(ClaimRow.case_id == case_id, ClaimRow.corrected_by.is_not(None)).limit(1)
    )
    return acted is not None or corrected is not None


async def _add(session: AsyncSession, case_id: str, report_id: str, claims: tuple[Claim, ...], now: datetime) -> None:
    for claim in claims:
        # One by one, so that their order is the order they were read in.
        session.add(
            ClaimRow(id=new_id(), case_id=case_id, report_id=report_id, claim=claim.model_dump(mode="json"), at=now)
        )
        await session.flush()


async def _tell(session: AsyncSession, case: CaseRow, report_id: str, how: str) -> None:
    await audit.append(
        session,
        actor=audit.DESK,
        event="case.read_again",
        subject=f"cases:{case.id}",
        case_id=case.id,
        detail={"report": report_id, "how": how},
    )
    await announce(session, "case.changed", case.id)
