"""Pages of reports' documents as they look: kept where something was read on them, listed without their pictures."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from cases.page_images import MAX_IMAGES, PageImage, PagePhoto
from cases.store.errors import NotFoundError
from cases.store.ids import new_id
from cases.store.records import StoredPage
from cases.store.service_tables import PageImageRow
from cases.store.tables import CaseReportRow, ReportRow


async def keep(session: AsyncSession, report_id: str, photos: Iterable[PagePhoto]) -> None:
    """Keep a report's pages, each once and no more than a report may have; none of one that was erased."""
    kept = await session.scalar(
        select(func.count()).select_from(PageImageRow).where(PageImageRow.report_id == report_id)
    )
    erased = await session.scalar(select(ReportRow.content.is_(None)).where(ReportRow.id == report_id))
    for photo in [] if erased else list(photos)[: MAX_IMAGES - (kept or 0)]:
        values = {
            "id": new_id(),
            "report_id": report_id,
            "part": photo.image.part,
            "page": photo.image.page,
            "image": photo.image.model_dump(mode="json"),
            "png": photo.png,
        }
        await session.execute(insert(PageImageRow).values(**values).on_conflict_do_nothing())


async def of_reports(session: AsyncSession, report_ids: Iterable[str]) -> list[StoredPage]:
    """Their pages without the pictures."""
    rows = await session.execute(
        select(PageImageRow.id, PageImageRow.report_id, PageImageRow.image)
        .where(PageImageRow.report_id.in_(list(report_ids)))
        .order_by(PageImageRow.part, PageImageRow.page)
    )
    return [StoredPage(id=row.id, report_id=row.report_id, image=PageImage.model_validate(row.image)) for row in rows]


async def picture(session: AsyncSession, case_id: str, image_id: str) -> bytes:
    """The picture of a page of a case's report.

    Raises:
        NotFoundError: the case has no such page.
    """
    found = await session.scalar(
        select(PageImageRow.png)
        .join(CaseReportRow, CaseReportRow.report_id == PageImageRow.report_id)
        .where(CaseReportRow.case_id == case_id, PageImageRow.id == image_id)
    )
    if found is None:
        raise NotFoundError("page", image_id)
    return found
