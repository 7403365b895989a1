"""Dead letters as JSON: reports that could not be read after all tries, and reading one again."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from api.identity import Asker
from api.intake import headers_of, subject_of
from api.responses import SIGNED_IN, problems
from api.shapes import Listed
from cases.status import ReportStatus
from cases.store.records import UnfiledReport
from cases.store.reports import unfiled
from runtime.database import Database
from runtime.jobs import JSONDict

EXAMPLE: JSONDict = {
    "id": "0f6e9c1d2b3a4f5e8d7c6b5a49382716",
    "source": "email",
    "sender": "ines.vogel@nordstahl.example",
    "subject": "P00012: delivery delayed",
    "received_at": "2026-11-23T12:00:00Z",
    "why": "Its worker died of it ten times.",
    "erased": False,
}

router = APIRouter(prefix="/dead-letters", tags=["operation"])


class DeadLetterShape(BaseModel):
    """A report that was not read after all tries. An erased one cannot be read again."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    id: str
    source: str
    sender: str
    subject: str
    received_at: datetime
    why: str | None
    erased: bool

    @classmethod
    def of(cls, item: UnfiledReport) -> DeadLetterShape:
        """From the record."""
        same = {name: getattr(item, name) for name in cls.model_fields if name != "subject"}
        return cls(**same, subject=subject_shown(item))


class Replayed(BaseModel):
    """That a report is read again."""

    report_id: str
    status: ReportStatus = ReportStatus.RECEIVED


class WantedLetters(BaseModel):
    """What to list; newest first."""

    cursor: str | None = Field(default=None, max_length=500)
    limit: int = Field(default=25, ge=1, le=100)


@router.get("", summary="List dead letters", responses=problems(*SIGNED_IN, 422))
async def list_dead_letters(
    request: Request, asker: Asker, wanted: Annotated[WantedLetters, Query()]
) -> Listed[DeadLetterShape]:
    """Reports that could not be read, newest first. 403: you hold no role at the desk."""
    database: Database = request.app.state.database
    async with database.transaction() as session:
        page = await unfiled.page(session, ReportStatus.DEAD, asker.person, wanted.cursor, wanted.limit)
    return Listed[DeadLetterShape](
        items=[DeadLetterShape.of(item) for item in page.items], next_cursor=page.next_cursor
    )


@router.post("/{report_id}/replay", summary="Read a dead letter again", responses=problems(*SIGNED_IN, 404, 409, 422))
async def replay(request: Request, asker: Asker, report_id: str) -> Replayed:
    """Put a dead letter back in the queue, with all its tries. 409: it is none, or its content was erased."""
    database: Database = request.app.state.database
    async with database.transaction() as session:
        await unfiled.replay(session, report_id, asker.person)
    return Replayed(report_id=report_id)


def subject_shown(item: UnfiledReport) -> str:
    """The subject as it was read, else as its headers have it."""
    if item.subject is not None:
        return item.subject
    return subject_of(headers_of(item.head)) if item.head else ""
