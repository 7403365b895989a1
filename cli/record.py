"""The record as commands open it: at the newest revision, or a plain word about why it cannot be."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.exc import OperationalError

from cases.store.schema import migrate
from runtime.database import Database, record_url
from runtime.errors import PlainError
from runtime.settings import Settings


class RecordAwayError(PlainError):
    """The database of the record does not answer."""


@asynccontextmanager
async def open_record(settings: Settings) -> AsyncIterator[Database]:
    """The record, brought up to date; the embedded PostgreSQL is started when it is the one.

    Raises:
        RecordAwayError: nothing answers at its address, or not for us.
    """
    url = await asyncio.to_thread(record_url, settings)
    try:
        await migrate(url)
    except OperationalError as error:
        reason = str(error.orig).strip().splitlines()[0] if error.orig else "no answer"
        raise RecordAwayError(f"The record cannot be opened; is DATABASE_URL right? {reason}") from None
    async with Database(url, pool_size=1) as database:
        yield database
