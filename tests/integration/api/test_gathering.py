"""Reports kept together: each told the truth, none spoiled by another, none waiting for company."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from api.gathering import Gathering, Incoming
from runtime.database import Database


@pytest.fixture
async def database(record_url: str) -> AsyncIterator[Database]:
    async with Database(record_url) as made:
        yield made


@pytest.fixture
async def gathering(database: Database) -> AsyncIterator[Gathering]:
    made = Gathering(database)
    running = asyncio.create_task(made.run())
    yield made
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


def report(n: int) -> Incoming:
    return Incoming(
        source="email",
        sender="a@b.example",
        delivery_id=f"<{n}>",
        content=f"mail {n}".encode(),
        media_type="message/rfc822",
        raised_by=None,
    )


async def ids(database: Database) -> set[str]:
    async with database.transaction() as session:
        return set((await session.scalars(text("select id from reports"))).all())


async def test_two_hundred_at_once(gathering: Gathering, database: Database) -> None:
    kept = await asyncio.gather(*(gathering.keep(report(n % 150)) for n in range(200)))
    assert len({one.report_id for one in kept}) == 150
    assert sum(one.duplicate for one in kept) == 50
    assert await ids(database) == {one.report_id for one in kept}
    async with database.transaction() as session:
        jobs = await session.scalar(text("select count(*) from procrastinate_jobs"))
        transactions = await session.scalar(text("select count(distinct xid::text) from audit"))
    assert jobs == 150
    assert transactions is not None
    assert transactions < 60


async def test_one_that_cannot_be_kept_spoils_no_other(gathering: Gathering, database: Database) -> None:
    wanted = [report(1), replace(report(2), raised_by=object()), report(3)]  # type: ignore[arg-type]
    told = await asyncio.gather(*(gathering.keep(each) for each in wanted), return_exceptions=True)
    assert isinstance(told[1], ProgrammingError)
    assert await ids(database) == {one.report_id for one in told if not isinstance(one, BaseException)}
    assert len(await ids(database)) == 2


async def test_whoever_hangs_up_harms_nobody(gathering: Gathering) -> None:
    gone = asyncio.create_task(gathering.keep(report(1)))
    await asyncio.sleep(0)
    gone.cancel()
    assert not (await asyncio.wait_for(gathering.keep(report(2)), 5)).duplicate
