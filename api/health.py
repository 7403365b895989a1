"""Is it alive, is it ready, what does it count: for whoever runs it. No sign-in, and nothing secret in the answers."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from pydantic import BaseModel, Field

from api.people import People
from api.responses import problems
from cases.scans import ScanRun
from cases.store import health
from cases.store.health import Beat
from cases.store.reports.scans import runs_of
from runtime.database import Database
from runtime.jobs import database_is_away
from runtime.telemetry import exposition, gauge
from tools.odoo.errors import OdooError

FRESH = timedelta(seconds=45)
PARTS = gauge("web_ready", "Whether a part that the desk needs answered when last asked (1) or not (0).", ("part",))
WORKER = "worker"
ODOO_OF_WORKER = "odoo_of_worker"

router = APIRouter(tags=["operation"])


class HealthPart(BaseModel):
    """One part: whether it works, whether the desk needs it, and what is known."""

    ok: bool
    needed: bool = True
    detail: str


class Ready(BaseModel):
    """Whether the desk can work, part by part."""

    ready: bool
    parts: dict[str, HealthPart] = Field(
        examples=[
            {
                "database": {"ok": True, "needed": True, "detail": "answers"},
                "odoo": {"ok": True, "needed": True, "detail": "19.0"},
                "jobs": {"ok": True, "needed": True, "detail": "the worker was heard 3 seconds ago"},
            }
        ]
    )


@router.get("/healthz", summary="Is it alive", response_class=PlainTextResponse, responses=problems())
async def alive() -> PlainTextResponse:
    """The process answers. It says nothing about the parts it needs."""
    return PlainTextResponse("ok\n")


@router.get(
    "/readyz",
    summary="Is it ready",
    response_model=Ready,
    responses={**problems(), 503: {"model": Ready, "description": "Not ready"}},
)
async def ready(request: Request) -> Response:
    """The database, Odoo and the worker, each by name; optional parts as the worker last reported them."""
    odoo, (database, told) = await asyncio.gather(
        _odoo(request.app.state.people), _database(request.app.state.database)
    )
    parts = {"database": database, "odoo": odoo, **parts_of(told, datetime.now(UTC))}
    answer = Ready(ready=all(part.ok for part in parts.values() if part.needed), parts=parts)
    for name, part in parts.items():
        PARTS.labels(name).set(int(part.ok))
    return JSONResponse(answer.model_dump(), status_code=200 if answer.ready else 503)


@router.get("/metrics", summary="Figures for Prometheus", response_class=PlainTextResponse, responses=problems())
async def metrics() -> Response:
    """Counts and durations of this process, in Prometheus' text form."""
    body, media_type = exposition()
    return Response(body, media_type=media_type)


def parts_of(beats: list[Beat] | None, now: datetime) -> dict[str, HealthPart]:
    """The worker and what it reported, by name."""
    if beats is None:
        return {"jobs": HealthPart(ok=False, detail="unknown while the database is away")}
    worker = next((beat for beat in beats if beat.name == WORKER), None)
    parts = {"jobs": _jobs(worker, now)}
    reported: dict[str, Any] = dict(worker.detail) if worker else {}
    reported |= {beat.name: beat.detail for beat in beats if beat.name != WORKER}
    reported |= {f"scan_{one.kind.value}": {"ok": one.ok, "detail": scan_words(one)} for one in runs_of(beats, {})}
    for name in sorted(reported):
        said = reported[name]
        if isinstance(said, dict) and isinstance(said.get("ok"), bool):
            parts[name] = HealthPart(ok=said["ok"], needed=False, detail=str(said.get("detail", "")))
    return parts


def scan_words(one: ScanRun) -> str:
    """How a scan stands: its last run, and when it runs by itself."""
    by_itself = f"by itself at “{one.cron}” UTC" if one.cron else "only when asked"
    return f"{one.detail or 'never ran yet'}; {by_itself}"


def _jobs(worker: Beat | None, now: datetime) -> HealthPart:
    if worker is None:
        return HealthPart(ok=False, detail="no worker was ever heard; start one with `expediter worker`")
    seconds = max(int((now - worker.at).total_seconds()), 0)
    return HealthPart(ok=now - worker.at < FRESH, detail=f"the worker was heard {seconds} seconds ago")


async def _odoo(people: People) -> HealthPart:
    try:
        return HealthPart(ok=True, detail=await people.odoo())
    except OdooError as error:
        return HealthPart(ok=False, detail=error.message)


async def _database(database: Database) -> tuple[HealthPart, list[Beat] | None]:
    try:
        async with database.transaction() as session:
            beats = await health.beats(session)
    except Exception as error:
        if not database_is_away(error):
            raise
        return HealthPart(ok=False, detail="does not answer"), None
    return HealthPart(ok=True, detail="answers"), list(beats)
