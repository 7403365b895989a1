"""What every page says first while nobody does the work: the worker is silent, deaf, or without Odoo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from api.health import FRESH, ODOO_OF_WORKER, WORKER, parts_of
from api.pages.words import span_words
from cases.store import health
from cases.store.health import Beat

MEANS = (
    "Nothing is investigated, and nothing is written to Odoo. What comes in and what you decide is kept, and done once "
    "it works again; only what runs out of time lapses. Tell whoever runs Expediter."
)


@dataclass(frozen=True)
class Alarm:
    """The line: what is the matter, and what it means."""

    what: str
    means: str = MEANS


async def alarm_now(session: AsyncSession, now: datetime) -> Alarm | None:
    """What is the matter at this moment, from what the parts last said of themselves."""
    return alarm_of(await health.beats(session), now)


def alarm_of(beats: Sequence[Beat], now: datetime) -> Alarm | None:
    """What is the matter; None while the work is done."""
    parts = parts_of(list(beats), now)
    worker = next((beat for beat in beats if beat.name == WORKER), None)
    if worker is None:
        return Alarm("Expediter's worker has never run here.")
    if now - worker.at >= FRESH:
        return Alarm(f"Expediter's worker has not been heard for {span_words(now - worker.at)}.")
    if not parts["jobs"].ok:
        return Alarm("Expediter's worker runs, but it does not hear of new work.")
    odoo = parts.get(ODOO_OF_WORKER)
    if odoo is not None and not odoo.ok:
        return Alarm(f"Expediter's worker cannot use Odoo: {odoo.detail}")
    return None
