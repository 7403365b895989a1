"""Waiting until what was filed can be found. Used by `knowledge`."""

from __future__ import annotations

import asyncio
import time

from cases.store import health
from cases.store.knowledge import BEAT
from cli.following import is_worked
from runtime import jobs
from runtime.database import Database

_PAUSE = 0.3
_WITHIN = 120.0


async def indexed(database: Database, job: int) -> str:
    """What became of the index, in plain words; contracts and the list of files count at once in any case.

    Args:
        database: the record.
        job: the number of the job that brings the index to what is on file.
    """
    if not await is_worked(database):
        return "found once a worker runs: expediter worker"
    deadline = time.monotonic() + _WITHIN
    while time.monotonic() < deadline:
        async with database.transaction() as session:
            if not await jobs.is_open(session, job):
                told = [beat.detail for beat in await health.beats(session) if beat.name == BEAT]
                return str(told[0]["detail"]) if told else "not indexed yet"
        await asyncio.sleep(_PAUSE)
    return "still being indexed by the worker"
