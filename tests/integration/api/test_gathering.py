"""Reports kept together: each told the truth, none spoiled by another, none waiting for company."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from api.gathering import Gathering, Incoming, keep_letters
from cases.kinds import Origin
from cases.store.reports.deliveries import NamedDelivery, keep_named
from runtime.database import Database


@pytest.fixture
async def database(record_url: str) -> AsyncIterator[Database]:
    async with Database(record_url) as made:
        yield made


@pytest.fixture
async def gathering(database: Database) -> AsyncIterator[Gathering[Incoming]]:
    made = Gathering(database, keep_letters)
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


async def test_two_hundred_at_once(gathering: Gathering[Incoming], database: Database) -> None:
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


async def test_one_that_cannot_be_kept_spoils_no_other(gathering: Gathering[Incoming], database: Database) -> None:
    wanted = [report(1), replace(report(2), raised_by=object()), report(3)]  # type: ignore[arg-type]
    told = await asyncio.gather(*(gathering.keep(each) for each in wanted), return_exceptions=True)
    assert isinstance(told[1], ProgrammingError)
    assert await ids(database) == {one.report_id for one in told if not isinstance(one, BaseException)}
    assert len(await ids(database)) == 2


async def test_whoever_hangs_up_harms_nobody(gathering: Gathering[Incoming]) -> None:
    gone = asyncio.create_task(gathering.keep(report(1)))
    await asyncio.sleep(0)
    gone.cancel()
    assert not (await asyncio.wait_for(gathering.keep(report(2)), 5)).duplicate


async def test_deliveries_that_collide_everywhere_are_each_kept_once(database: Database) -> None:
    """Two web processes are told the same sixty things at once, each in its own order, several times over."""
    desks = [Gathering(database, keep_named) for _ in range(2)]
    running = [asyncio.create_task(desk.run()) for desk in desks]
    wanted = [delivery(n % 60, again=n) for n in range(600)]
    kept = await asyncio.wait_for(
        asyncio.gather(*(desks[0].keep(one) for one in wanted), *(desks[1].keep(one) for one in reversed(wanted))),
        60,
    )
    for task in running:
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert sum(not one.duplicate for one in kept) == 60
    assert await ids(database) == {one.report_id for one in kept}
    async with database.transaction() as session:
        counted = [
            await session.scalar(text(f"select count(*) from {table}"))  # noqa: S608 - our own words
            for table in ("procrastinate_jobs", "audit", "audit_contents")
        ]
    assert counted == [60, 60, 60]


async def test_a_delivery_that_cannot_be_kept_spoils_no_other(database: Database) -> None:
    desk = Gathering(database, keep_named)
    running = asyncio.create_task(desk.run())
    wanted = [delivery(1), replace(delivery(2), media_type=object()), delivery(3)]  # type: ignore[arg-type]
    told = await asyncio.gather(*(desk.keep(one) for one in wanted), return_exceptions=True)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert isinstance(told[1], ProgrammingError)
    assert len(await ids(database)) == 2


def delivery(n: int, *, again: int = 0) -> NamedDelivery:
    return NamedDelivery(
        Origin.CARRIER, "standard", "Standard Webhooks", f"msg_{n}", f"try {again}".encode(), "application/json"
    )
