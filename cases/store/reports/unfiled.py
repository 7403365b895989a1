"""Reports that became no case: what could not be read and what was nothing new. People look, and may say otherwise.

Listed without their raw bytes; the beginning of one is read when somebody asks for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, case, func, literal, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from cases.casework import LOOKS_ONLY, may_work
from cases.claims import MAX_WORDS, MentionClaim
from cases.kind import Kind
from cases.kinds import Origin
from cases.models import CaseDraft
from cases.people import Person
from cases.status import ReportStatus
from cases.store import audit
from cases.store.cases.cases import open_or_join
from cases.store.errors import NotFoundError, NotYourRoleError, RecordError
from cases.store.ids import case_number
from cases.store.pages import key_of, page_of
from cases.store.records import Page, UnfiledReport
from cases.store.reports import reports
from cases.store.tables import CaseReportRow, CaseRow, ReportRow

SHOWN = frozenset({ReportStatus.DEAD, ReportStatus.NOTHING_NEW})
HEAD = 32_000
BEGINNING = 64_000


async def page(
    session: AsyncSession, status: ReportStatus, person: Person, cursor: str | None = None, limit: int = 30
) -> Page[UnfiledReport]:
    """Dead letters, or what was nothing new; newest first.

    Raises:
        NotYourRoleError: they hold no role at the desk; mail that is no case may be anybody's.
        CursorError: the cursor is none of ours.
    """
    _may_look(person)
    query = _query().where(ReportRow.status == status)
    if status is ReportStatus.NOTHING_NEW:
        # That a scan found again what it found before is nobody's mail.
        query = query.where(ReportRow.origin != Origin.SCAN)
    if cursor is not None:
        at, report_id = key_of(cursor, datetime, str)
        query = query.where(tuple_(ReportRow.received_at, ReportRow.id) < tuple_(literal(at), literal(report_id)))
    found = await session.execute(query.order_by(ReportRow.received_at.desc(), ReportRow.id.desc()).limit(limit + 1))
    return page_of(await _with_cases(session, found.all()), limit, lambda item: (item.received_at, item.id))


async def one(session: AsyncSession, report_id: str, person: Person) -> UnfiledReport:
    """One of them, with the text that was read in it or, where none was, the beginning of what came in.

    Raises:
        NotYourRoleError: they hold no role at the desk.
        NotFoundError: there is no such report, or it is a case's.
    """
    _may_look(person)
    whole = _query().add_columns(ReportRow.text, func.substring(ReportRow.content, 1, BEGINNING).label("beginning"))
    row = (await session.execute(whole.where(ReportRow.id == report_id, ReportRow.status.in_(SHOWN)))).first()
    if row is None:
        raise NotFoundError("such report", report_id)
    [item] = await _with_cases(session, [row])
    return item.model_copy(update={"text": row.text, "beginning": row.beginning})


async def dead(session: AsyncSession) -> int:
    """How many dead letters there are."""
    return int(
        await session.scalar(select(func.count()).select_from(ReportRow).where(ReportRow.status == ReportStatus.DEAD))
        or 0
    )


async def replay(session: AsyncSession, report_id: str, person: Person) -> None:
    """Try a dead letter again.

    Raises:
        NotYourRoleError: they hold no role at the desk.
        NotFoundError: there is no such report.
        RecordError: it is no dead letter, or its content was erased.
    """
    _may_look(person)
    await reports.replay(session, report_id, actor=person.login)


async def open_case(session: AsyncSession, report_id: str, person: Person) -> str:
    """Open a case of a report that was taken as nothing new, for a person to work; its id.

    Raises:
        NotYourRoleError: they hold no role at the desk.
        NotFoundError: there is no such report.
        RecordError: it was not taken as nothing new, or somebody was quicker.
    """
    _may_look(person)
    row = await reports.reopened(session, report_id)
    subject = row.text.get("subject", "")
    said = f"{person.name} says that this is a case. It had been taken as nothing new: {row.why or 'without a reason'}"
    draft = CaseDraft(
        kind=Kind.UNCLASSIFIED,
        key=f"unclassified:report:{report_id}",
        title=(f"Message from {row.sender}: {subject}" if subject else f"Message from {row.sender}")[:200],
        claims=(MentionClaim(kind=Kind.UNCLASSIFIED, text=said[:MAX_WORDS], read_by="person"),),
    )
    filed = await open_or_join(session, report_id, draft, needs_person=True)
    if filed.case_id is None:
        raise RecordError("No case could be opened of it.")
    await audit.append(
        session,
        actor=person.login,
        event="report.taken_as_case",
        subject=f"reports:{report_id}",
        case_id=filed.case_id,
        detail={"before": row.why},
    )
    return filed.case_id


def _may_look(person: Person) -> None:
    if not may_work(person.roles):
        raise NotYourRoleError(LOOKS_ONLY)


def _query() -> Any:
    subject = ReportRow.text["subject"].astext
    return select(
        ReportRow.id,
        ReportRow.source,
        ReportRow.sender,
        ReportRow.media_type,
        ReportRow.status,
        ReportRow.why,
        ReportRow.received_at,
        subject.label("subject"),
        ReportRow.content.is_(None).label("erased"),
        # What was never read has no subject of its own yet; its headers are looked at, as far as they go.
        case((subject.is_(None), func.substring(ReportRow.content, 1, HEAD))).label("head"),
    )


async def _with_cases(session: AsyncSession, rows: Sequence[Row[Any]]) -> list[UnfiledReport]:
    links = await session.execute(
        select(CaseReportRow.report_id, CaseRow.id, CaseRow.number)
        .join(CaseRow, CaseRow.id == CaseReportRow.case_id)
        .where(CaseReportRow.report_id.in_([row.id for row in rows]))
        .order_by(CaseRow.number)
    )
    cases: dict[str, list[tuple[str, str]]] = {}
    for report_id, case_id, number in links:
        cases.setdefault(report_id, []).append((case_id, case_number(number)))
    return [
        UnfiledReport(
            id=row.id,
            source=row.source,
            sender=row.sender,
            media_type=row.media_type,
            status=row.status,
            why=row.why,
            received_at=row.received_at,
            subject=row.subject,
            head=row.head,
            erased=row.erased,
            cases=tuple(cases.get(row.id, ())),
        )
        for row in rows
    ]
