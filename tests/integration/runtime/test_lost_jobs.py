"""Jobs that end their worker: put back a bounded number of times, then a dead letter that somebody was told of."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from runtime.database import Database
from runtime.job_runner import JobPace, Jobs
from runtime.jobs import DEATH, DeadLetter, GiveUp, TryLater, enqueue, replay
from runtime.lost_jobs import DEATHS
from runtime.postgres import Cluster
from tests.integration.runtime.at_work import hurried, states, until, working

QUICK = JobPace(heartbeat=0.2, stalled=0.8, poll=0.05, stop_within=2, connect=2)
PATIENCE = 90
KILLED = "UPDATE procrastinate_jobs SET status = 'doing', worker_id = NULL, scheduled_at = NULL WHERE id = :job"

# Starts its worker again whenever that dies, as a service manager would. What the jobs did is in the table `said`.
MORTAL = """
import asyncio, os, signal, sys
from runtime.database import Database
from runtime.job_runner import Jobs, JobPace
from runtime.jobs import TryLater
from sqlalchemy import text

async def main(url):
    async with Database(url) as database:
        async def say(word):
            async with database.transaction() as session:
                await session.execute(text("INSERT INTO said VALUES (:word)"), {"word": word})
                return await session.scalar(text("SELECT count(*) FROM said WHERE word = :word"), {"word": word})

        async def deadly(waits=0):
            if waits and await say("waited") % (waits + 1):
                raise TryLater("Odoo is away.", delay=0.0)
            await say("begun")
            os.kill(os.getpid(), signal.SIGKILL)

        async def weak(deaths):
            if await say("begun") <= deaths:
                os.kill(os.getpid(), signal.SIGKILL)
            await say("done")

        async def bury(letter):
            await say(f"{letter.task}: {letter.reason}")

        pace = JobPace(heartbeat=0.2, stalled=0.8, poll=0.05)
        jobs = Jobs(url, pace=pace, on_dead=bury)
        jobs.register("deadly", deadly)
        jobs.register("weak", weak)
        await jobs.run(asyncio.Event())

while True:
    child = os.fork()
    if child == 0:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        asyncio.run(main(sys.argv[1]))
        os._exit(0)
    def end(*_):
        os.kill(child, signal.SIGKILL)
        os._exit(0)
    signal.signal(signal.SIGTERM, end)
    os.waitpid(child, 0)
"""


@pytest.fixture
async def database(record_url: str) -> AsyncIterator[Database]:
    async with Database(record_url) as made:
        async with made.transaction() as session:
            await session.execute(text("CREATE TABLE said (word text, at timestamptz DEFAULT clock_timestamp())"))
        yield made


@contextmanager
def mortal_worker(database: Database) -> Iterator[None]:
    with subprocess.Popen([sys.executable, "-c", MORTAL, database.url], cwd=Path.cwd()) as manager:
        try:
            yield
        finally:
            manager.terminate()


async def said(database: Database, word: str) -> int:
    async with database.transaction() as session:
        return int(await session.scalar(text("SELECT count(*) FROM said WHERE word = :word"), {"word": word}) or 0)


async def deaths(database: Database, job: int) -> int:
    async with database.transaction() as session:
        counted = text("SELECT count(*) FROM procrastinate_events WHERE job_id = :job AND type = :death")
        return int(await session.scalar(counted, {"job": job, "death": DEATH}) or 0)


async def lost_job(database: Database, task: str, *, died: int = 0, queueing_lock: str | None = None) -> int:
    """A job whose worker has just died, and had died of it so often before."""
    async with database.transaction() as session:
        job = await enqueue(session, task, queueing_lock=queueing_lock)
        await session.execute(text(KILLED), {"job": job})
        for _ in range(died):
            await session.execute(
                text("INSERT INTO procrastinate_events (job_id, type) VALUES (:job, :death)"),
                {"job": job, "death": DEATH},
            )
        return job


@pytest.mark.parametrize("waits", [0, 2])
async def test_a_job_that_ends_every_worker_becomes_a_dead_letter(database: Database, waits: int) -> None:
    """Also when it comes to its end between waits for something that is away: those neither count nor forgive."""
    async with database.transaction() as session:
        job = await enqueue(session, "deadly", waits=waits)
    with mortal_worker(database):
        await until(lambda: hurried(database, {"failed": 1}), seconds=PATIENCE)
    assert await said(database, "begun") == DEATHS
    assert await said(database, "waited") == DEATHS * (waits + 1) * bool(waits)
    assert await said(database, f"deadly: It ended the worker {DEATHS} times.") == 1
    async with database.transaction() as session:
        assert await replay(session, job)
    assert await deaths(database, job) == 0


async def test_a_job_whose_worker_died_a_few_times_is_done(database: Database) -> None:
    async with database.transaction() as session:
        job = await enqueue(session, "weak", deaths=3)
        # Odoo was away for a night.
        await session.execute(text("UPDATE procrastinate_jobs SET attempts = 5000 WHERE id = :job"), {"job": job})
    with mortal_worker(database):
        await until(lambda: hurried(database, {}), seconds=PATIENCE)
    assert await said(database, "begun") == 4
    assert await said(database, "done") == 1


async def test_what_died_together_is_tried_apart(database: Database) -> None:
    together = [await lost_job(database, "absent", died=7) for _ in range(8)]
    async with working(Jobs(database.url, pace=QUICK)):
        await until(lambda: _is(database, {"todo": 8}))
    async with database.transaction() as session:
        moments = sorted(
            await session.scalars(
                text(
                    "SELECT extract(epoch FROM scheduled_at - now())::float FROM procrastinate_jobs WHERE id = ANY(:j)"
                ),
                {"j": together},
            )
        )
    assert moments[0] > 20
    assert moments[-1] < 100
    assert moments[-1] - moments[0] > 5


async def _is(database: Database, expected: dict[str, int]) -> bool:
    return await states(database) == expected


async def test_a_dead_letter_that_nobody_could_be_told_of_is_not_marked_and_not_done_again(database: Database) -> None:
    told: list[DeadLetter] = []
    begun: list[int] = []
    job = await lost_job(database, "deadly", died=DEATHS - 1)

    async def deadly() -> None:
        begun.append(1)

    async def bury(letter: DeadLetter) -> None:
        told.append(letter)
        assert await states(database) == {"doing": 1}
        if len(told) < 3:
            raise RuntimeError("no")

    jobs = Jobs(database.url, pace=QUICK, on_dead=bury)
    jobs.register("deadly", deadly)
    async with working(jobs):
        await until(lambda: _is(database, {"failed": 1}))
    assert begun == []
    assert [letter.job_id for letter in told] == [job] * 3
    assert {letter.reason for letter in told} == {f"It ended the worker {DEATHS} times."}
    assert await deaths(database, job) == DEATHS


async def test_two_workers_tell_once(database: Database) -> None:
    told: list[int] = []

    async def bury(letter: DeadLetter) -> None:
        told.append(letter.job_id)
        await asyncio.sleep(3 * QUICK.stalled)

    jobs = [await lost_job(database, "deadly", died=DEATHS - 1) for _ in range(2)]
    async with (
        working(Jobs(database.url, pace=QUICK, on_dead=bury)),
        working(Jobs(database.url, pace=QUICK, on_dead=bury)),
    ):
        await until(lambda: _is(database, {"failed": 2}))
    assert sorted(told) == jobs


async def test_work_given_up_is_tried_again_until_somebody_could_be_told(database: Database) -> None:
    told: list[DeadLetter] = []

    async def hopeless() -> None:
        raise GiveUp("The case does not exist.")

    async def bury(letter: DeadLetter) -> None:
        told.append(letter)
        if len(told) < 3:
            raise LookupError("no")

    jobs = Jobs(database.url, pace=QUICK, on_dead=bury)
    jobs.register("hopeless", hopeless)
    async with working(jobs):
        async with database.transaction() as session:
            await enqueue(session, "hopeless")
        await until(lambda: hurried(database, {"failed": 1}))
    assert [(letter.reason, letter.tries) for letter in told] == [
        ("The case does not exist.", 1),
        ("The case does not exist.", 2),
        ("The case does not exist.", 3),
    ]


async def test_the_job_that_waits_for_the_same_work_inherits_the_deaths(database: Database) -> None:
    lost = await lost_job(database, "work", died=4, queueing_lock="case:7")
    async with database.transaction() as session:
        heir = await enqueue(session, "work", queueing_lock="case:7")
        await session.execute(
            text("UPDATE procrastinate_jobs SET scheduled_at = now() + interval '1 hour' WHERE id = :job"),
            {"job": heir},
        )
    assert heir != lost
    async with working(Jobs(database.url, pace=QUICK)):
        await until(lambda: _is(database, {"todo": 1}))
    assert await deaths(database, heir) == 5


async def test_a_worker_that_is_asked_to_stop_did_not_die(database: Database) -> None:
    begun = asyncio.Event()

    async def long() -> None:
        begun.set()
        await asyncio.sleep(60)

    jobs = Jobs(database.url, pace=JobPace(heartbeat=0.2, stalled=0.8, poll=0.05, stop_within=0.2))
    jobs.register("long", long)
    async with database.transaction() as session:
        job = await enqueue(session, "long")
    async with working(jobs):
        await begun.wait()
    assert await states(database) == {"todo": 1}
    assert await deaths(database, job) == 0


@pytest.mark.slow
async def test_a_database_that_was_away_is_no_death(database: Database, test_cluster: Cluster) -> None:
    """The job ends while nobody can write that down; the worker lives on and does it again."""
    begun = asyncio.Event()
    runs: list[int] = []

    async def work() -> None:
        runs.append(1)
        begun.set()
        if len(runs) == 1:
            await asyncio.sleep(1)
            raise TryLater("Odoo is away, too.", delay=0.1)
        await asyncio.sleep(60)

    jobs = Jobs(database.url, pace=QUICK)
    jobs.register("work", work)
    async with working(jobs):
        async with database.transaction() as session:
            job = await enqueue(session, "work")
        await begun.wait()
        os.kill(int((test_cluster.data / "postmaster.pid").read_text().splitlines()[0]), signal.SIGKILL)
        await asyncio.sleep(6)
        await asyncio.to_thread(test_cluster.start)
        await until(lambda: _ran_twice(runs), seconds=45)
        assert await deaths(database, job) == 0


async def _ran_twice(runs: list[int]) -> bool:
    return len(runs) == 2


async def test_a_death_seen_by_several_workers_counts_once(database: Database) -> None:
    """One looks while another has just taken the job: what it saw then is no longer so."""
    lost = [await lost_job(database, "absent") for _ in range(30)]
    async with AsyncExitStack() as stack:
        for _ in range(6):
            await stack.enter_async_context(working(Jobs(database.url, pace=QUICK)))
        await until(lambda: _is(database, {"todo": len(lost)}))
    assert [await deaths(database, job) for job in lost] == [1] * len(lost)
