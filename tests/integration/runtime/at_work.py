"""The queue at work: what tests of it share."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from sqlalchemy import text

from runtime.database import Database
from runtime.job_runner import Jobs
from runtime.jobs import waiting


@asynccontextmanager
async def working(jobs: Jobs) -> AsyncIterator[None]:
    """A worker of this process, while the block lasts."""
    stop = asyncio.Event()
    runner = asyncio.create_task(jobs.run(stop))
    try:
        yield
    finally:
        stop.set()
        async with asyncio.timeout(20):
            await runner


async def until(condition: Callable[[], Awaitable[bool]], seconds: float = 15) -> None:
    """Wait for it to come true."""
    async with asyncio.timeout(seconds):
        while not await condition():  # noqa: ASYNC110 - another process or the database changes it
            await asyncio.sleep(0.05)


async def states(database: Database) -> dict[str, int]:
    """How many jobs there are in each state."""
    async with database.transaction() as session:
        return await waiting(session)


async def hurried(database: Database, expected: dict[str, int]) -> bool:
    """Whether it has come to this; the pauses before a next try are not waited for."""
    async with database.transaction() as session:
        await session.execute(
            text("UPDATE procrastinate_jobs SET scheduled_at = NULL WHERE status = 'todo' AND scheduled_at IS NOT NULL")
        )
        return await waiting(session) == expected
