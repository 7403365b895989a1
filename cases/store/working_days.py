"""The working days of the company and its warehouses, as the worker last read them in Odoo, for whoever counts days."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.store import health
from cases.store.service_tables import BeatRow
from cases.workdays import WorkCalendars

NAME = "working_days"


async def keep(session: AsyncSession, calendars: WorkCalendars) -> None:
    """Keep what was read."""
    said = {"ok": True, "detail": "as Odoo and the calendar of holidays have them"}
    await health.beat(session, NAME, {**said, "calendars": calendars.model_dump(mode="json")})


async def not_read(session: AsyncSession, why: str) -> None:
    """They could not be read; those that were read before stand."""
    known = await load(session)
    said = {"ok": False, "detail": f"not read in Odoo: {why}"}
    await health.beat(session, NAME, {**said, "calendars": known.model_dump(mode="json")})


async def load(session: AsyncSession) -> WorkCalendars:
    """The working days; Monday to Friday as long as nobody has read them."""
    detail = await session.scalar(select(BeatRow.detail).where(BeatRow.name == NAME))
    return WorkCalendars.model_validate((detail or {}).get("calendars") or {})
