"""The pages `/reports` and `/reports/{id}`: what came in and became no case, and what people say to that.

A quiet place beside the inbox: what could not be read can be tried again, what was taken as nothing new can be made a
case. Works without JavaScript.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from api.identity import Asker, Caller
from api.pages.alarm import alarm_now
from api.pages.notices import DONE, Notice, refusal
from api.pages.render import Pages
from api.unfiled import subject_shown
from cases.status import ReportStatus
from cases.store.errors import NotFoundError, NotYourRoleError, RecordError
from cases.store.pages import CursorError
from cases.store.records import UnfiledReport
from cases.store.reports import unfiled
from runtime.database import Database

router = APIRouter(include_in_schema=False)

PAGE = 30
DEAD, NOTHING_NEW = ReportStatus.DEAD.value, ReportStatus.NOTHING_NEW.value
TABS = {DEAD: "Could not be read", NOTHING_NEW: "Nothing new"}
MEANS = {
    DEAD: "Given up after all tries. Nobody works these until somebody tries them again.",
    NOTHING_NEW: "Read, and taken as no exception or as one that is known already.",
}


@dataclass(frozen=True)
class UnfiledLine:
    """One line of the list."""

    id: str
    sender: str
    subject: str
    why: str
    since: datetime

    @classmethod
    def of(cls, item: UnfiledReport) -> UnfiledLine:
        """From the record."""
        return cls(item.id, item.sender, subject_shown(item), item.why or "", item.received_at)


@dataclass(frozen=True)
class Letters:
    """The list on the left."""

    show: str
    lines: tuple[UnfiledLine, ...]
    dead: int
    next: str | None
    tabs = TABS

    @property
    def means(self) -> str:
        """What the open tab holds."""
        return MEANS[self.show]


@dataclass(frozen=True)
class Opened:
    """One report on the right.

    Attributes:
        parts: the text that was read, by part, the body first.
        raw: the beginning of what came in, where no text was read.
    """

    item: UnfiledReport
    subject: str
    parts: tuple[tuple[str, str], ...]
    raw: str
    cut: bool

    @classmethod
    def of(cls, item: UnfiledReport) -> Opened:
        """From the record."""
        parts = sorted(((name, text) for name, text in item.text.items() if name != "subject"), key=_body_first)
        raw = item.beginning or b""
        return cls(
            item=item,
            subject=subject_shown(item),
            parts=tuple(parts),
            raw="" if parts else raw.decode("utf-8", "replace").replace("\x00", "�").replace("\r\n", "\n"),
            cut=len(raw) >= unfiled.BEGINNING,
        )

    @property
    def dead(self) -> bool:
        """Whether it can be tried again."""
        return self.item.status is ReportStatus.DEAD


def _body_first(part: tuple[str, str]) -> bool:
    return part[0] != "body"


@router.get("/reports")
async def listed(request: Request, asker: Asker) -> Response:
    """Both kinds; what could not be read first, where there is any."""
    return await _page(request, asker, notice=DONE.get(request.query_params.get("done", "")))


@router.get("/reports/{report_id}")
async def opened(request: Request, asker: Asker, report_id: str) -> Response:
    """One of them, beside the list."""
    return await _page(request, asker, report_id)


@router.post("/form/reports/{report_id}/replay")
async def replay(request: Request, asker: Asker, report_id: str) -> Response:
    """Try a dead letter again."""
    database: Database = request.app.state.database
    try:
        async with database.transaction() as session:
            await unfiled.replay(session, report_id, asker.person)
    except (NotFoundError, NotYourRoleError):
        raise
    except RecordError as error:
        return await _page(request, asker, notice=refusal((str(error),)), status=error.status)
    return RedirectResponse(f"/reports?show={DEAD}&done=replayed", status_code=303)


@router.post("/form/reports/{report_id}/case")
async def take(request: Request, asker: Asker, report_id: str) -> Response:
    """Make a case of what was taken as nothing new."""
    database: Database = request.app.state.database
    try:
        async with database.transaction() as session:
            case_id = await unfiled.open_case(session, report_id, asker.person)
    except (NotFoundError, NotYourRoleError):
        raise
    except RecordError as error:
        return await _page(request, asker, notice=refusal((str(error),)), status=error.status)
    return RedirectResponse(f"/cases/{case_id}?done=taken", status_code=303)


async def _page(
    request: Request,
    asker: Caller,
    report_id: str | None = None,
    *,
    notice: Notice | None = None,
    status: int = 200,
) -> Response:
    database: Database = request.app.state.database
    pages: Pages = request.app.state.pages
    query, person = request.query_params, asker.person
    async with database.transaction() as session:
        dead = await unfiled.dead(session)
        alarm = await alarm_now(session, datetime.now(UTC))
        one = await unfiled.one(session, report_id, person) if report_id else None
        show = one.status.value if one else query.get("show", "")
        show = show if show in TABS else DEAD if dead else NOTHING_NEW
        try:
            page = await unfiled.page(session, ReportStatus(show), person, query.get("cursor") or None, PAGE)
        except CursorError:
            return RedirectResponse("/reports", status_code=303)
        if one is None and page.items:
            one = await unfiled.one(session, page.items[0].id, person)
    more = f"/reports?{urlencode({'show': show, 'cursor': page.next_cursor})}" if page.next_cursor else None
    return pages.page(
        "reports.html",
        status=status,
        tz=person.tz,
        person=person,
        csrf_token=asker.csrf or "",
        alarm=alarm,
        letters=Letters(show, tuple(UnfiledLine.of(item) for item in page.items), dead, more),
        opened=Opened.of(one) if one else None,
        notice=notice,
        reading=report_id is not None,
    )
