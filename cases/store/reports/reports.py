"""Reports: raw bytes in, durably kept with the job that will read them; what became of each is never silent.

`api` keeps them; the intake graph reads them and says what came of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from cases.claims import FoundValue
from cases.kinds import Origin
from cases.places import Stretch
from cases.status import ReportStatus
from cases.store import audit
from cases.store.errors import NotFoundError, RecordError
from cases.store.ids import new_id
from cases.store.locks import hold
from cases.store.notify import announce
from cases.store.records import Kept, StoredReport
from cases.store.reports.deliveries import READ_REPORT
from cases.store.reports.examples import forget as forget_examples
from cases.store.reports.fingerprints import fingerprint, is_id
from cases.store.service_tables import PageImageRow
from cases.store.tables import CaseReportRow, ReportRow
from runtime.jobs import again, enqueue

SAME_CONTENT = timedelta(days=1)


@dataclass(frozen=True)
class ReadBeside:
    """What of a report is no news.

    Attributes:
        aside: left out as history.
        unread: could not be read, in plain words.
    """

    aside: tuple[Stretch, ...] = ()
    unread: tuple[str, ...] = ()


NOTHING_BESIDE = ReadBeside()


async def keep(
    session: AsyncSession,
    *,
    source: str,
    sender: str,
    delivery_id: str | None,
    content: bytes,
    media_type: str,
    origin: Origin = Origin.MAIL,
    raised_by: str | None = None,
    now: datetime | None = None,
) -> Kept:
    """Keep a report and enqueue its reading, unless it is already kept.

    The same letter of a sender under the same delivery id is one report for ever; the same content of a sender is one
    within a day. An id alone says nothing: some senders give every letter the same one. Whoever
    names each delivery, and signs that name, is served by `deliveries`.

    Args:
        session: the transaction that is committed before the sender is told 202.
        source: the door it came in by, e.g. `email`.
        sender: who sent it, as far as the door knows; addresses are compared without regard to case.
        delivery_id: the sender's own id of this delivery; `Message-ID` for a mail.
        content: the raw bytes.
        media_type: what they are.
        origin: by what sort of door it came.
        raised_by: login of the person who sent it in themselves; a forwarded mail raises nothing.
        now: when it came in.
    """
    moment = now or datetime.now(UTC)
    sender = sender.strip().lower()
    delivery_id = delivery_id if is_id(delivery_id) else None
    content_hash = hashlib.sha256(content).hexdigest()
    letter = fingerprint(content, media_type)
    # Two deliveries of one letter come one after the other, whatever was added on their way.
    await hold(session, "report", f"{source}\n{sender}\n{letter}")
    arrived = _Arrived(source, sender, _ids(delivery_id, letter), letter, content_hash)
    earlier = await _same_content(session, arrived, moment) or await _same_delivery(session, arrived)
    if earlier is not None:
        return Kept(report_id=earlier, duplicate=True)
    report_id = new_id()
    values = {
        "id": report_id,
        "origin": origin,
        "source": source,
        "sender": sender,
        "content": content,
        "content_hash": content_hash,
        "media_type": media_type,
        "raised_by": raised_by,
        "received_at": moment,
    }
    await _insert(session, values, arrived.ids)
    await audit.append(
        session,
        actor=raised_by or audit.DESK,
        event="report.kept",
        subject=f"reports:{report_id}",
        detail={"source": source, "sender": sender, "sha256": content_hash, "bytes": len(content)},
    )
    await enqueue(session, READ_REPORT, report_id=report_id)
    return Kept(report_id=report_id, duplicate=False)


@dataclass(frozen=True)
class _Arrived:
    """A delivery; `ids` are the names it may be kept under."""

    source: str
    sender: str
    ids: tuple[str, ...]
    letter: str
    content_hash: str


def _ids(delivery_id: str | None, letter: str) -> tuple[str, ...]:
    """Its own id, and for another letter under the same id one that tells them apart."""
    return () if delivery_id is None else (delivery_id, f"{delivery_id} {letter}")


async def _same_content(session: AsyncSession, arrived: _Arrived, now: datetime) -> str | None:
    return await session.scalar(
        select(ReportRow.id)
        .where(
            ReportRow.source == arrived.source,
            ReportRow.sender == arrived.sender,
            ReportRow.content_hash == arrived.content_hash,
            ReportRow.received_at > now - SAME_CONTENT,
        )
        .order_by(ReportRow.received_at)
        .limit(1)
    )


async def _same_delivery(session: AsyncSession, arrived: _Arrived) -> str | None:
    """The report that holds this letter under its id. What was erased is known by its hash alone."""
    if not arrived.ids:
        return None
    rows = await session.execute(
        select(ReportRow.id, ReportRow.content_hash, ReportRow.content, ReportRow.media_type)
        .where(
            ReportRow.source == arrived.source,
            ReportRow.sender == arrived.sender,
            ReportRow.delivery_id.in_(arrived.ids),
        )
        .order_by(ReportRow.received_at)
    )
    for row in rows:
        same = row.content_hash == arrived.content_hash
        if same or (row.content is not None and fingerprint(row.content, row.media_type) == arrived.letter):
            return str(row.id)
    return None


async def _insert(session: AsyncSession, values: dict[str, Any], ids: tuple[str, ...]) -> None:
    for delivery_id in (*ids, None):
        added = await session.scalar(
            insert(ReportRow).values(**values, delivery_id=delivery_id).on_conflict_do_nothing().returning(ReportRow.id)
        )
        if added is not None:
            return


async def load(session: AsyncSession, report_id: str) -> StoredReport:
    """The report with its raw bytes.

    Raises:
        NotFoundError: there is none.
    """
    found = (await session.execute(_query().add_columns(ReportRow.content).where(ReportRow.id == report_id))).first()
    if found is None:
        raise NotFoundError("report", report_id)
    return _record(found, found.content)


async def shown(session: AsyncSession, ids: Iterable[str]) -> list[StoredReport]:
    """Reports with the text that was read in them and without their raw bytes, as pages show them; oldest first."""
    query = _query().where(ReportRow.id.in_(list(ids))).order_by(ReportRow.received_at, ReportRow.id)
    return [_record(row, None) for row in await session.execute(query)]


async def mark_filed(
    session: AsyncSession,
    report_id: str,
    text: dict[str, str],
    values: Sequence[FoundValue] = (),
    beside: ReadBeside = NOTHING_BESIDE,
) -> None:
    """Its exceptions became cases or joined them.

    Args:
        session: an open transaction.
        report_id: the report.
        text: what the spans of claims and values point into.
        values: what was found in it that people may choose.
        beside: what of it is no news.
    """
    await _mark(session, report_id, ReportStatus.FILED, None, text, values, beside)


async def add_values(session: AsyncSession, report_id: str, values: Sequence[FoundValue]) -> None:
    """What a later reading found in it besides; what was found before stays as it was."""
    row = await _locked(session, report_id)
    had = {(one["ground"], one["value"]) for one in row.found}
    added = [one.model_dump(mode="json") for one in values if (one.ground.value, one.value) not in had]
    if added:
        row.found = [*row.found, *added]


async def mark_nothing_new(
    session: AsyncSession,
    report_id: str,
    why: str,
    text: dict[str, str],
    values: Sequence[FoundValue] = (),
    beside: ReadBeside = NOTHING_BESIDE,
) -> None:
    """It is no exception, or one that is known already; `why` in plain words, the rest as of one that is filed."""
    await _mark(session, report_id, ReportStatus.NOTHING_NEW, why, text, values, beside)


async def mark_dead(session: AsyncSession, report_id: str, why: str) -> None:
    """It could not be read after all tries: a visible dead letter. What was already filed stays filed."""
    row = await _locked(session, report_id)
    if row.status is ReportStatus.RECEIVED:
        await _mark(session, report_id, ReportStatus.DEAD, why, {})
        await announce(session, "report.dead_lettered")


async def dead_letters(session: AsyncSession) -> list[StoredReport]:
    """The dead letters without their content, oldest first."""
    query = _query().where(ReportRow.status == ReportStatus.DEAD).order_by(ReportRow.received_at)
    return [_record(row, None) for row in await session.execute(query)]


async def replay(session: AsyncSession, report_id: str, *, actor: str) -> None:
    """Read a dead letter again, with all its tries: its job goes back in the queue.

    Raises:
        NotFoundError: there is no such report.
        RecordError: it is no dead letter, or its content was erased.
    """
    row = await _locked(session, report_id)
    if row.status is not ReportStatus.DEAD:
        raise RecordError("Only a dead letter can be replayed.")
    if row.content is None:
        raise RecordError("Its content was erased on time; there is nothing left to read.")
    row.status = ReportStatus.RECEIVED
    row.why = None
    await audit.append(session, actor=actor, event="report.replayed", subject=f"reports:{report_id}")
    await again(session, READ_REPORT, report_id=report_id)
    await announce(session, "report.replayed")


async def reopened(session: AsyncSession, report_id: str) -> ReportRow:
    """A report that was nothing new becomes one that is filed, because a person says so; its row, held.

    Raises:
        NotFoundError: there is no such report.
        RecordError: it was not taken as nothing new, or somebody was quicker.
    """
    row = await _locked(session, report_id)
    if row.status is not ReportStatus.NOTHING_NEW:
        raise RecordError("Only what was taken as nothing new can be made a case; somebody may have done it already.")
    row.status = ReportStatus.FILED
    return row


async def erase(session: AsyncSession, report_id: str, *, actor: str, why: str) -> None:
    """Erase the raw content, the text read from it, and the examples of a kind made of it; the hash stays.

    Raises:
        NotFoundError: there is no such report.
    """
    row = await _locked(session, report_id)
    row.content = None
    row.text = {}
    row.found = []
    row.aside = []
    row.unread = []
    await session.execute(delete(PageImageRow).where(PageImageRow.report_id == report_id))
    await forget_examples(session, report_id, actor=actor)
    await audit.append(session, actor=actor, event="report.erased", subject=f"reports:{report_id}", detail={"why": why})


async def _mark(
    session: AsyncSession,
    report_id: str,
    status: ReportStatus,
    why: str | None,
    text: dict[str, str],
    values: Sequence[FoundValue] = (),
    beside: ReadBeside = NOTHING_BESIDE,
) -> None:
    row = await _locked(session, report_id)
    if row.status is status:
        return  # the job was delivered twice
    row.status = status
    row.why = why
    row.text = text or row.text
    row.found = [one.model_dump(mode="json") for one in values] or row.found
    row.aside = [one.model_dump(mode="json") for one in beside.aside] or row.aside
    row.unread = list(beside.unread) or row.unread
    await audit.append(
        session,
        actor=audit.DESK,
        event=f"report.{status.value}",
        subject=f"reports:{report_id}",
        detail={"why": why} if why else None,
    )


async def _locked(session: AsyncSession, report_id: str) -> ReportRow:
    row = await session.scalar(
        select(ReportRow).where(ReportRow.id == report_id).with_for_update().execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFoundError("report", report_id)
    return row


def _query() -> Select[tuple[Any, ...]]:
    cases = (
        select(func.coalesce(func.array_agg(CaseReportRow.case_id), []))
        .where(CaseReportRow.report_id == ReportRow.id)
        .scalar_subquery()
    )
    columns = (column for column in ReportRow.__table__.c if column.name != "content")
    return select(*columns, ReportRow.content.is_(None).label("erased"), cases.label("case_ids"))


def _record(row: Row[Any], content: bytes | None) -> StoredReport:
    case_ids: Sequence[str] = row.case_ids
    return StoredReport(
        id=row.id,
        origin=row.origin,
        source=row.source,
        sender=row.sender,
        delivery_id=row.delivery_id,
        content=content,
        erased=row.erased,
        media_type=row.media_type,
        raised_by=row.raised_by,
        status=row.status,
        why=row.why,
        text=row.text,
        values=tuple(FoundValue.model_validate(one) for one in row.found),
        aside=tuple(Stretch.model_validate(one) for one in row.aside),
        unread=tuple(row.unread),
        received_at=row.received_at,
        case_ids=tuple(case_ids),
    )
