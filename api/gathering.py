"""Reports that arrive together are kept together: many requests in, one transaction out, each told after its commit.

A commit costs more than a row, so what has gathered while the last transaction ran goes into the next one. Nobody
waits for company: a report that is alone is kept at once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from cases.kinds import Origin
from cases.store.records import Kept
from cases.store.reports import reports
from cases.store.reports.fingerprints import fingerprint
from runtime.database import Database
from runtime.jobs import database_is_away

MOST_TOGETHER = 25
WRITERS = 2


@dataclass(frozen=True)
class Incoming:
    """A letter that wants to be kept."""

    source: str
    sender: str
    delivery_id: str | None
    content: bytes
    media_type: str
    raised_by: str | None
    origin: Origin = Origin.MAIL
    key: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        letter = fingerprint(self.content, self.media_type)
        object.__setattr__(self, "key", (self.source, self.sender.strip().lower(), letter))


async def keep_letters(session: AsyncSession, batch: Sequence[Incoming]) -> list[Kept]:
    """Keep letters in this transaction, one after the other."""
    return [
        await reports.keep(
            session,
            source=one.source,
            sender=one.sender,
            delivery_id=one.delivery_id,
            content=one.content,
            media_type=one.media_type,
            origin=one.origin,
            raised_by=one.raised_by,
        )
        for one in batch
    ]


class Keyed(Protocol):
    """What wants to be kept."""

    @property
    def key(self) -> tuple[str, ...]:
        """What is locked while it is kept: in this order, so that two batches never wait for each other."""


R = TypeVar("R", bound=Keyed)


class Gathering(Generic[R]):
    """Keeps reports of one sort in shared transactions.

    Args:
        database: the record.
        keep: keeps a batch in a transaction and says what became of each.
    """

    def __init__(
        self, database: Database, keep: Callable[[AsyncSession, Sequence[R]], Awaitable[Sequence[Kept]]]
    ) -> None:
        self._database = database
        self._keep = keep
        self._waiting: asyncio.Queue[tuple[R, asyncio.Future[Kept]]] = asyncio.Queue()

    async def keep(self, report: R) -> Kept:
        """Keep one report; returns after it is committed.

        Raises:
            Exception: whatever kept it from being kept.
        """
        told: asyncio.Future[Kept] = asyncio.get_running_loop().create_future()
        self._waiting.put_nowait((report, told))
        return await told

    async def run(self) -> None:
        """Write what gathers, until cancelled."""
        async with asyncio.TaskGroup() as writers:
            for _ in range(WRITERS):
                writers.create_task(self._write())

    async def _write(self) -> None:
        while True:
            batch = [await self._waiting.get()]
            while len(batch) < MOST_TOGETHER and not self._waiting.empty():
                batch.append(self._waiting.get_nowait())
            # Whoever hung up meanwhile was promised nothing.
            batch = sorted((each for each in batch if not each[1].done()), key=lambda each: each[0].key)
            if not await self._kept_together(batch):
                for each in batch:
                    await self._kept_together([each], alone=True)

    async def _kept_together(self, batch: Sequence[tuple[R, asyncio.Future[Kept]]], *, alone: bool = False) -> bool:
        """Whether everybody was told; otherwise one of them spoils it for the others and each must go alone."""
        try:
            async with self._database.transaction() as session:
                kept = await self._keep(session, [report for report, _ in batch])
        except Exception as error:
            if len(batch) > 1 and not alone and not database_is_away(error):
                return False
            for _, told in batch:
                if not told.done():
                    told.set_exception(error)
            return True
        for (_, told), answer in zip(batch, kept, strict=True):
            if not told.done():
                told.set_result(answer)
        return True
