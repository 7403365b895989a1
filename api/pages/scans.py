"""The page `/scans`: what is looked for in Odoo although nobody reports it, when, and what the last look came to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from croniter import croniter
from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.identity import Asker
from api.pages.alarm import alarm_now
from api.pages.render import Pages
from cases.scans import ScanRun
from cases.store.reports import scans as store
from runtime.database import Database

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class ShownScan:
    """One scan, and when it comes next; none: only when somebody asks."""

    run: ScanRun
    due: datetime | None


def shown(runs: list[ScanRun], now: datetime) -> list[ShownScan]:
    """The scans with their next moments. Pure."""
    return [ShownScan(one, croniter(one.cron, now).get_next(datetime) if one.cron else None) for one in runs]


@router.get("/scans")
async def scans(request: Request, asker: Asker) -> Response:
    """Every scan with its schedule and its last run."""
    database: Database = request.app.state.database
    pages: Pages = request.app.state.pages
    now = datetime.now(UTC)
    async with database.transaction() as session:
        alarm = await alarm_now(session, now)
        runs = await store.runs(session)
    return pages.page(
        "scans.html",
        tz=asker.person.tz,
        person=asker.person,
        csrf_token=asker.csrf or "",
        alarm=alarm,
        scans=shown(runs, now),
    )
