"""The pages `/` and `/cases/{id}`: the list beside the open case. GET only: deeds are in `api.pages.deeds`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from api.identity import Asker, Caller
from api.loading import LoadedCase, load_case
from api.pages.alarm import alarm_now
from api.pages.notices import DONE, REASONS, Notice
from api.pages.render import Pages
from api.pages.rows import ListQuery, first_case, list_for
from api.pages.view import case_view
from cases.store.pages import CursorError
from runtime.database import Database

router = APIRouter(include_in_schema=False)

MOST_REPORTS = 20


@router.get("/")
async def inbox(request: Request, asker: Asker, asked: Annotated[ListQuery, Query()]) -> Response:
    """The inbox; on a wide screen its first case is open beside it."""
    return await desk(request, asker, asked)


@router.get("/favicon.ico")
async def favicon(request: Request) -> Response:
    """For whoever asks for it under the old name."""
    pages: Pages = request.app.state.pages
    return RedirectResponse(pages.asset("favicon.svg"), status_code=301)


async def case_page(request: Request, asker: Caller, case_id: str) -> Response:
    """A case as a page; `GET /cases/{id}` hands over to this when a browser asks."""
    query = request.query_params
    asked = ListQuery(show=query.get("show", ""), q=query.get("q", "")[:200], kind=query.get("kind", ""))
    return await desk(request, asker, asked, case_id=case_id, notice=DONE.get(query.get("done", "")))


async def desk(
    request: Request,
    asker: Caller,
    asked: ListQuery,
    *,
    case_id: str | None = None,
    notice: Notice | None = None,
    status: int = 200,
) -> Response:
    """The list and a case beside it.

    Args:
        request: the request.
        asker: who looks.
        asked: what the list shows.
        case_id: the open case; absent: the list's first, on a wide screen.
        notice: what the page says first.
        status: the HTTP status.
    """
    now = datetime.now(UTC)
    database: Database = request.app.state.database
    pages: Pages = request.app.state.pages
    async with database.transaction() as session:
        try:
            listing = await list_for(session, asker.person, asked, now=now)
        except CursorError:
            return RedirectResponse("/", status_code=303)
        alarm = await alarm_now(session, now)
        opened = case_id or first_case(listing.rows)
        loaded: LoadedCase | None = (
            await load_case(session, opened, most_reports=MOST_REPORTS, precision=request.app.state.precision)
            if opened
            else None
        )
    view = (
        case_view(
            loaded.case,
            loaded.proposal,
            loaded.reports,
            loaded.claims,
            loaded.timeline,
            asker.person,
            request.query_params.get("option"),
            loaded.events,
            loaded.examples,
            loaded.pages,
            loaded.people,
        )
        if loaded
        else None
    )
    return pages.page(
        "desk.html",
        status=status,
        tz=asker.person.tz,
        person=asker.person,
        csrf_token=asker.csrf or "",
        alarm=alarm,
        listing=listing,
        view=view,
        unread=loaded.unread if loaded else 0,
        model=loaded.model if loaded else None,
        notice=notice,
        reading=case_id is not None,
        reasons=REASONS,
    )
