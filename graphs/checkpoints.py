"""Where rounds remember how far they came: LangGraph's checkpoints in the record's PostgreSQL, on a pool of their own.

Working memory only: ids, and gone when the round ends.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from psycopg import AsyncConnection
from psycopg.rows import DictRow, dict_row
from psycopg_pool import AsyncConnectionPool
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from runtime.database import Database

_LONGEST_WAIT = 10.0
_SETUP_WAIT = 0.2


@asynccontextmanager
async def open_saver(database: Database) -> AsyncIterator[AsyncPostgresSaver]:
    """The saver, with its tables made; they are LangGraph's own and stand outside our migrations."""
    pool: AsyncConnectionPool[AsyncConnection[DictRow]] = AsyncConnectionPool(
        database.url,
        min_size=1,
        max_size=4,
        timeout=_LONGEST_WAIT,
        open=False,
        check=AsyncConnectionPool.check_connection,
        kwargs={"autocommit": True, "row_factory": dict_row, "prepare_threshold": 0},
    )
    async with pool:
        # Only plain values may come back from a checkpoint, never a class by its name.
        saver = AsyncPostgresSaver(pool, serde=JsonPlusSerializer(allowed_msgpack_modules=None))
        await _set_up(database, saver)
        yield saver


async def _set_up(database: Database, saver: AsyncPostgresSaver) -> None:
    """Make the tables, one worker at a time.

    It asks again and again instead of waiting for the lock: a statement that waits would hold up, for good, the
    indexes that the other worker builds concurrently.
    """
    while True:
        async with database.advisory_lock("setup", "checkpoints") as alone:
            if alone:
                await saver.setup()
                return
        await asyncio.sleep(_SETUP_WAIT)


async def forget(saver: AsyncPostgresSaver, threads: Sequence[str]) -> None:
    """Drop what ended rounds remembered."""
    await saver.aprune(threads, strategy="delete")


async def remembered(session: AsyncSession) -> list[str]:
    """Names of all threads that still have a checkpoint."""
    rows = await session.execute(text("SELECT DISTINCT thread_id FROM checkpoints"))
    return [str(thread) for (thread,) in rows]
