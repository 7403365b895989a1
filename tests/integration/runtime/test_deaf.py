"""A worker that hears nothing from its queue notices, says so and begins again, at whatever moment it went deaf."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from procrastinate import App
from procrastinate.exceptions import ConnectorException
from procrastinate.manager import JobManager
from procrastinate.worker import Worker
from sqlalchemy import text

from runtime.database import Database
from runtime.job_runner import JobPace, Jobs, StuckError
from runtime.jobs import enqueue
from runtime.postgres import Cluster
from tests.integration.runtime.at_work import states, until, working

QUICK = JobPace(heartbeat=0.3, stalled=1.5, poll=0.1, stop_within=1, connect=2, deaf=1.5, longest=4)


@pytest.fixture
async def database(record_url: str) -> AsyncIterator[Database]:
    async with Database(record_url) as made:
        async with made.transaction() as session:
            await session.execute(text("CREATE TABLE done (word text, at timestamptz DEFAULT clock_timestamp())"))
        yield made


def writing(database: Database) -> Jobs:
    async def write(word: str) -> None:
        async with database.transaction() as session:
            await session.execute(text("INSERT INTO done VALUES (:word)"), {"word": word})

    jobs = Jobs(database.url, pace=QUICK)
    jobs.register("write", write)
    return jobs


async def write(database: Database, word: str) -> None:
    async with database.transaction() as session:
        await enqueue(session, "write", word=word)


async def is_written(database: Database, word: str) -> bool:
    async with database.transaction() as session:
        found = await session.scalar(text("SELECT count(*) FROM done WHERE word = :word"), {"word": word})
    return bool(found)


def once(what: Callable[[], Awaitable[None]], method: Callable[..., Any], *, after: bool) -> Callable[..., Any]:
    """The method, with something that happens before or after its first call."""
    happened = False

    async def watched(*args: Any, **more: Any) -> Any:
        nonlocal happened
        first, happened = not happened, True
        if first and not after:
            await what()
        found = await method(*args, **more)
        if first and after:
            await what()
        return found

    return watched


STEPS: list[tuple[type, str]] = [
    (App, "open_async"),
    (JobManager, "prune_stalled_workers"),
    (JobManager, "register_worker"),
    (JobManager, "listen_for_jobs"),
    (JobManager, "fetch_job"),
    (JobManager, "update_heartbeat"),
]


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize(("owner", "step"), STEPS, ids=[step for _, step in STEPS])
async def test_the_database_goes_away_at_each_step_of_the_start(
    database: Database, test_cluster: Cluster, monkeypatch: pytest.MonkeyPatch, owner: type, step: str, after: bool
) -> None:
    back = threading.Event()

    def stop_and_start() -> None:
        test_cluster.stop()
        test_cluster.start()
        back.set()

    async def restart() -> None:
        # One thread does both, however the worker ends whoever waits for it.
        await asyncio.to_thread(stop_and_start)

    if step == "listen_for_jobs" and after:
        pytest.skip("listening does not end by itself")
    await write(database, "before")
    monkeypatch.setattr(owner, step, once(restart, getattr(owner, step), after=after))
    jobs = writing(database)
    async with working(jobs):
        await until(lambda: quietly(is_written(database, "before")), seconds=25)
        # The work may be done before the database goes away; ours must not be put in while it does.
        await until(lambda: true(back.is_set()), seconds=25)
        await write(database, "later")
        await until(lambda: quietly(is_written(database, "later")), seconds=25)
        await until(lambda: true(jobs.hears), seconds=10)


@pytest.mark.parametrize("step", ["fetch_job", "register_worker", "prune_stalled_workers"])
async def test_whatever_hangs_for_ever_is_left_behind(
    database: Database, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    async def hang() -> None:
        await asyncio.Event().wait()

    await write(database, "x")
    monkeypatch.setattr(JobManager, step, once(hang, getattr(JobManager, step), after=False))
    jobs = writing(database)
    async with working(jobs):
        await until(lambda: is_written(database, "x"), seconds=25)
        await until(lambda: true(jobs.hears), seconds=10)
    assert await states(database) == {}


async def test_a_listener_or_heartbeat_that_ends_is_noticed(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The library's own watch over them ended at once where nothing is periodic."""
    begun: list[int] = []
    register = JobManager.register_worker

    async def counted(self: JobManager) -> int:
        begun.append(1)
        return await register(self)

    async def broken() -> None:
        raise ConnectorException

    monkeypatch.setattr(JobManager, "register_worker", counted)
    monkeypatch.setattr(JobManager, "update_heartbeat", once(broken, JobManager.update_heartbeat, after=False))
    async with working(writing(database)):
        await until(lambda: true(len(begun) > 2), seconds=10)


async def test_busy_is_not_deaf_and_a_job_without_end_is_ended(database: Database) -> None:
    begun: list[str] = []

    async def slow(word: str) -> None:
        begun.append(word)
        await asyncio.sleep(2.5 if word == "slow" else 600)

    jobs = Jobs(database.url, pace=QUICK)
    jobs.register("slow", slow, slots=1)
    async with working(jobs):
        async with database.transaction() as session:
            await enqueue(session, "slow", word="slow")
        await until(lambda: is_done(database))
        assert begun == ["slow"]
        async with database.transaction() as session:
            await enqueue(session, "slow", word="endless")
        await until(lambda: true(begun.count("endless") >= 2), seconds=25)


async def test_no_work_waits_for_another_sort_of_work(database: Database) -> None:
    """What is read, however slowly, holds up nothing that was approved."""
    go = asyncio.Event()

    async def hold() -> None:
        await go.wait()

    jobs = writing(database)
    jobs.register("hold", hold)
    async with working(jobs):
        async with database.transaction() as session:
            for _ in range(12):
                await enqueue(session, "hold")
        await until(lambda: counted(database, {"doing": 4, "todo": 8}))
        await write(database, "approved")
        await until(lambda: is_written(database, "approved"), seconds=5)
        go.set()
        await until(lambda: is_done(database))


async def test_work_that_an_earlier_release_put_in_the_shared_queue_is_done(database: Database) -> None:
    await write(database, "old")
    async with database.transaction() as session:
        await session.execute(text("UPDATE procrastinate_jobs SET queue_name = 'default'"))
    async with working(writing(database)):
        await until(lambda: is_written(database, "old"))


async def test_what_cannot_be_ended_ends_the_process_in_the_end(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(self: Worker) -> None:
        while True:
            try:
                await asyncio.sleep(0.5)
            except asyncio.CancelledError:
                if given_up.is_set():
                    raise

    given_up = asyncio.Event()
    monkeypatch.setattr(Worker, "run", never)
    jobs = Jobs(database.url, pace=JobPace(heartbeat=0.2, poll=0.1, stop_within=0.1, connect=0.5, deaf=0.3))
    with pytest.raises(StuckError):
        await asyncio.wait_for(jobs.run(asyncio.Event()), 25)
    given_up.set()
    for task in asyncio.all_tasks() - {asyncio.current_task()}:
        task.cancel()
        await asyncio.wait({task}, timeout=2)


async def is_done(database: Database) -> bool:
    return await counted(database, {})


async def counted(database: Database, expected: dict[str, int]) -> bool:
    return await states(database) == expected


async def true(value: bool) -> bool:
    return value


async def quietly(asked: Awaitable[bool]) -> bool:
    """False while the database is away."""
    try:
        return await asked
    except Exception:
        return False
