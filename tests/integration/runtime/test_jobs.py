"""Row and job in one transaction, and work that is done whatever dies; on a real PostgreSQL."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from runtime.database import Database
from runtime.job_runner import JobPace, Jobs
from runtime.jobs import DeadLetter, GiveUp, TryLater, enqueue, enqueue_many, replay
from runtime.postgres import Cluster
from tests.integration.runtime.at_work import states, until, working

QUICK = JobPace(heartbeat=0.3, stalled=1.5, poll=0.1, stop_within=3, connect=2)


@pytest.fixture
async def database(record_url: str) -> AsyncIterator[Database]:
    async with Database(record_url) as made:
        async with made.transaction() as session:
            await session.execute(text("CREATE TABLE done (word text, at timestamptz DEFAULT clock_timestamp())"))
        yield made


async def words(database: Database) -> list[str]:
    async with database.transaction() as session:
        return [str(word) for word in await session.scalars(text("SELECT word FROM done ORDER BY at"))]


def writer(database: Database) -> Callable[..., Awaitable[None]]:
    async def write(word: str) -> None:
        async with database.transaction() as session:
            await session.execute(text("INSERT INTO done VALUES (:word)"), {"word": word})

    return write


async def test_commit_leaves_row_and_job(database: Database) -> None:
    async with database.transaction() as session:
        await session.execute(text("INSERT INTO done VALUES ('row')"))
        assert await enqueue(session, "write", word="x") > 0
        assert await enqueue_many(session, "write", []) == []
        assert len(await enqueue_many(session, "write", [{"word": "y"}, {"word": "z"}])) == 2
    assert await words(database) == ["row"]
    assert await states(database) == {"todo": 3}


async def test_rollback_leaves_neither(database: Database) -> None:
    async def an_error_of_ours() -> None:
        async with database.transaction() as session:
            await session.execute(text("INSERT INTO done VALUES ('row')"))
            await enqueue(session, "write", word="x")
            raise RuntimeError

    async def an_error_of_the_database() -> None:
        async with database.transaction() as session:
            await enqueue(session, "write", word="x")
            await session.execute(text("ALTER TABLE done ADD UNIQUE (word)"))
            await session.execute(text("INSERT INTO done VALUES ('twice'), ('twice')"))

    with pytest.raises(RuntimeError):
        await an_error_of_ours()
    with pytest.raises(IntegrityError):
        await an_error_of_the_database()
    assert await words(database) == []
    assert await states(database) == {}


async def test_jobs_are_done_and_done_ones_are_not_kept(database: Database) -> None:
    jobs = Jobs(database.url, pace=QUICK)
    jobs.register("write", writer(database))
    async with working(jobs):
        async with database.transaction() as session:
            await enqueue_many(session, "write", [{"word": str(number)} for number in range(20)])
        await until(lambda: _has(database, 20))
    assert sorted(await words(database), key=int) == [str(number) for number in range(20)]
    assert await states(database) == {}


async def _has(database: Database, count: int) -> bool:
    return len(await words(database)) >= count


async def test_a_waiting_job_serves_and_sees_what_we_wrote(database: Database) -> None:
    """The one that waits may not be started between our finding it and our commit: it would miss our row."""
    seen: list[list[str]] = []

    async def look() -> None:
        seen.append(await words(database))

    async with database.transaction() as session:
        first = await enqueue(session, "look", queueing_lock="case:7")
    jobs = Jobs(database.url, pace=QUICK)
    jobs.register("look", look)
    async with database.transaction() as session:
        await session.execute(text("INSERT INTO done VALUES ('ours')"))
        assert await enqueue(session, "look", queueing_lock="case:7") == first
        async with working(jobs):
            await asyncio.sleep(0.5)
            assert seen == []
            await session.commit()
            await until(lambda: _true(bool(seen)))
    assert seen == [["ours"]]


async def _true(value: bool) -> bool:
    return value


async def test_waiting_for_something_uses_up_no_try(database: Database) -> None:
    """A night without Odoo, and the first hiccup afterwards is not the end."""
    told: list[DeadLetter] = []
    begun = 0

    async def work(word: str) -> None:
        nonlocal begun
        begun += 1
        if begun <= 12:
            raise TryLater("Odoo is away.", delay=0)
        if begun <= 15:
            raise TryLater("Odoo failed inside.", delay=0, attempts=6)
        if begun <= 17:
            raise KeyError(word)
        await writer(database)(word)

    async def dead(letter: DeadLetter) -> None:
        told.append(letter)

    jobs = Jobs(database.url, pace=QUICK, on_dead=dead)
    jobs.register("work", work)
    async with database.transaction() as session:
        await enqueue(session, "work", word="x")
    async with working(jobs):
        await until(lambda: _has(database, 1), seconds=60)
    assert told == []
    assert begun == 18


async def test_what_is_due_by_the_clock_is_done_once_however_many_workers_there_are(database: Database) -> None:
    due: list[tuple[str, int]] = []

    async def look(kind: str, timestamp: int) -> None:
        due.append((kind, timestamp))

    def worker() -> Jobs:
        jobs = Jobs(database.url, pace=QUICK)
        jobs.register("look", look)
        jobs.register("write", writer(database))
        # Every minute: the last one was due less than ten minutes ago, so it is made up for at once.
        jobs.by_clock("* * * * *", "look", kind="one")
        jobs.by_clock("* * * * *", "look", kind="two")
        return jobs

    async with working(worker()), working(worker()):
        await until(lambda: _true(len({kind for kind, _ in due}) == 2))
        await asyncio.sleep(0.5)
    assert len(due) == len(set(due))
    assert all(timestamp % 60 == 0 for _, timestamp in due)


async def test_a_job_under_way_does_not_serve(database: Database) -> None:
    begun, go = asyncio.Event(), asyncio.Event()
    seen: list[list[str]] = []

    async def look() -> None:
        seen.append(await words(database))
        begun.set()
        await go.wait()

    jobs = Jobs(database.url, pace=QUICK)
    jobs.register("look", look)
    async with working(jobs):
        async with database.transaction() as session:
            await enqueue(session, "look", queueing_lock="case:7")
        await begun.wait()
        async with database.transaction() as session:
            await session.execute(text("INSERT INTO done VALUES ('later')"))
            await enqueue(session, "look", queueing_lock="case:7")
        await until(lambda: _true(len(seen) == 2))
        go.set()
    assert seen == [[], ["later"]]


async def test_many_at_once_under_one_lock_make_one_job(database: Database) -> None:
    async def ask() -> int:
        async with database.transaction() as session:
            return await enqueue(session, "look", queueing_lock="case:7")

    numbers = await asyncio.gather(*(ask() for _ in range(12)))
    assert len(set(numbers)) == 1
    assert await states(database) == {"todo": 1}


async def test_a_decision_does_not_wait_for_a_retry(database: Database) -> None:
    tries: list[float] = []

    async def busy() -> None:
        tries.append(time.monotonic())
        if len(tries) == 1:
            raise TryLater("Odoo is away.", delay=3600)

    jobs = Jobs(database.url, pace=QUICK)
    jobs.register("busy", busy)
    async with working(jobs):
        async with database.transaction() as session:
            await enqueue(session, "busy", queueing_lock="case:7")
        await until(lambda: _true(len(tries) == 1))
        await until(lambda: _is(database, {"todo": 1}))
        async with database.transaction() as session:
            await enqueue(session, "busy", queueing_lock="case:7")
        await until(lambda: _true(len(tries) == 2))
    assert await states(database) == {}


async def _is(database: Database, expected: dict[str, int]) -> bool:
    return await states(database) == expected


async def test_a_retry_gives_way_to_a_job_that_waits_for_the_same_work(database: Database) -> None:
    begun, go = asyncio.Event(), asyncio.Event()
    runs: list[int] = []

    async def work() -> None:
        runs.append(len(runs))
        if len(runs) == 1:
            begun.set()
            await go.wait()
            raise TryLater("The case is being worked.", delay=0.1)

    jobs = Jobs(database.url, pace=QUICK)
    jobs.register("work", work, slots=1)
    async with working(jobs):
        async with database.transaction() as session:
            await enqueue(session, "work", queueing_lock="case:7")
        await begun.wait()
        async with database.transaction() as session:
            await enqueue(session, "work", queueing_lock="case:7")
        go.set()
        await until(lambda: _is(database, {}))
    assert runs == [0, 1]


async def test_later_and_never(database: Database) -> None:
    dead: list[DeadLetter] = []
    tries = {"patient": 0, "spent": 0}

    async def patient() -> None:
        tries["patient"] += 1
        if tries["patient"] < 3:
            raise TryLater("Not yet.", delay=0.1)

    async def spent() -> None:
        tries["spent"] += 1
        raise TryLater("Still not.", delay=0.05, attempts=2)

    async def hopeless(case: str) -> None:
        raise GiveUp(f"The case {case} does not exist.")

    async def bury(letter: DeadLetter) -> None:
        dead.append(letter)

    jobs = Jobs(database.url, pace=QUICK, on_dead=bury)
    jobs.register("patient", patient)
    jobs.register("spent", spent)
    jobs.register("hopeless", hopeless)
    async with working(jobs):
        async with database.transaction() as session:
            for task in tries:
                await enqueue(session, task)
            hopeless_job = await enqueue(session, "hopeless", case="7")
        await until(lambda: _is(database, {"failed": 2}))
        assert tries == {"patient": 3, "spent": 2}
        assert {(letter.task, letter.tries, letter.reason) for letter in dead} == {
            ("spent", 2, "Still not."),
            ("hopeless", 1, "The case 7 does not exist."),
        }
        async with database.transaction() as session:
            assert await replay(session, hopeless_job)
            assert not await replay(session, 999_999)
        await until(lambda: _true(len(dead) == 3))
        assert (dead[2].task, dead[2].args, dead[2].tries) == ("hopeless", {"case": "7"}, 1)


async def test_an_error_nobody_foresaw_is_tried_again_and_its_words_stay_in_the_log(database: Database) -> None:
    dead: list[DeadLetter] = []
    tries: list[int] = []

    async def broken() -> None:
        tries.append(1)
        raise ValueError("what a customer wrote")

    async def bury(letter: DeadLetter) -> None:
        dead.append(letter)

    jobs = Jobs(database.url, pace=QUICK, on_dead=bury)
    jobs.register("broken", broken)
    async with working(jobs):
        async with database.transaction() as session:
            job = await enqueue(session, "broken")
        await until(lambda: _true(len(tries) == 2))
        async with database.transaction() as session:
            await session.execute(
                text("UPDATE procrastinate_jobs SET attempts = 7, scheduled_at = NULL WHERE id = :job"), {"job": job}
            )
        await until(lambda: _true(bool(dead)))
    assert dead[0].reason == "An unexpected error (ValueError); the worker's log says more."


async def test_duties_are_repeated_and_an_error_does_not_end_them(database: Database) -> None:
    rounds: list[int] = []

    async def sweep() -> None:
        rounds.append(1)
        if len(rounds) == 1:
            raise RuntimeError("once")

    jobs = Jobs(database.url, pace=QUICK)
    jobs.every(0.05, "sweep", sweep)
    async with working(jobs):
        await until(lambda: _true(len(rounds) >= 3))


async def test_stopping_puts_back_what_does_not_end_in_time(database: Database) -> None:
    begun = asyncio.Event()

    async def long() -> None:
        begun.set()
        await asyncio.sleep(60)

    jobs = Jobs(database.url, pace=JobPace(heartbeat=0.3, stalled=1.5, poll=0.1, stop_within=0.3))
    jobs.register("long", long)
    async with working(jobs):
        async with database.transaction() as session:
            await enqueue(session, "long")
        await begun.wait()
    assert await states(database) == {"todo": 1}


async def test_a_job_whose_end_was_lost_is_put_back(database: Database) -> None:
    """The database says that a living worker does a job which that worker does not know of."""
    jobs = Jobs(database.url, pace=QUICK)
    jobs.register("write", writer(database))
    async with working(jobs):
        async with database.transaction() as session:
            await enqueue(session, "write", word="first")
        await until(lambda: _has(database, 1))
        async with database.transaction() as session:
            job = await enqueue(session, "write", word="lost")
            await session.execute(
                text(
                    "UPDATE procrastinate_jobs SET status = 'doing', "
                    "worker_id = (SELECT id FROM procrastinate_workers ORDER BY id LIMIT 1) WHERE id = :job"
                ),
                {"job": job},
            )
        assert await states(database) == {"doing": 1}
        await until(lambda: _has(database, 2))
    assert await words(database) == ["first", "lost"]


WORKER = """
import asyncio, sys
from runtime.database import Database
from runtime.job_runner import Jobs, JobPace, stop_on_signals
from sqlalchemy import text

async def main():
    stop = asyncio.Event()
    stop_on_signals(stop)
    async with Database(sys.argv[1]) as database:
        async def write(word, seconds=0):
            print("begun", flush=True)
            await asyncio.sleep(seconds)
            async with database.transaction() as session:
                await session.execute(text("INSERT INTO done VALUES (:word)"), {"word": word})
        jobs = Jobs(sys.argv[1], pace=JobPace(heartbeat=0.3, stalled=1.5, poll=0.1))
        jobs.register("write", write)
        await jobs.run(stop)
asyncio.run(main())
"""


def worker_process(url: str) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", WORKER, url], stdout=subprocess.PIPE, text=True, cwd=Path.cwd())


async def test_the_job_of_a_killed_worker_is_done_by_another(database: Database) -> None:
    async with database.transaction() as session:
        await enqueue(session, "write", word="survivor", seconds=30)
    with worker_process(database.url) as first:
        assert first.stdout is not None
        assert (await asyncio.to_thread(first.stdout.readline)).strip() == "begun"
        os.kill(first.pid, signal.SIGKILL)
    assert await states(database) == {"doing": 1}
    async with database.transaction() as session:
        await session.execute(text("UPDATE procrastinate_jobs SET args = args || '{\"seconds\": 0}'"))
    jobs = Jobs(database.url, pace=QUICK)

    async def write(word: str, seconds: float) -> None:
        await writer(database)(word)

    jobs.register("write", write)
    begun = time.monotonic()
    async with working(jobs):
        await until(lambda: _has(database, 1))
    assert time.monotonic() - begun < 6
    assert await words(database) == ["survivor"]
    assert await states(database) == {}


async def test_sigterm_lets_the_job_end(database: Database) -> None:
    async with database.transaction() as session:
        await enqueue(session, "write", word="ended", seconds=1)
    with worker_process(database.url) as process:
        assert process.stdout is not None
        assert (await asyncio.to_thread(process.stdout.readline)).strip() == "begun"
        process.terminate()
        assert await asyncio.to_thread(process.wait, 20) == 0
    assert await words(database) == ["ended"]
    assert await states(database) == {}


@pytest.mark.slow
async def test_the_worker_comes_back_after_the_database_was_away(database: Database, test_cluster: Cluster) -> None:
    """Away for many heartbeats and pool time-outs, killed and not stopped, in the middle of jobs."""
    begun = asyncio.Event()

    async def write(word: str, seconds: float = 0) -> None:
        begun.set()
        await asyncio.sleep(seconds)
        await writer(database)(word)

    jobs = Jobs(database.url, pace=QUICK)
    jobs.register("write", write)
    async with working(jobs):
        async with database.transaction() as session:
            await enqueue_many(session, "write", [{"word": str(number), "seconds": 1} for number in range(10)])
        await begun.wait()
        os.kill(int((test_cluster.data / "postmaster.pid").read_text().splitlines()[0]), signal.SIGKILL)
        await asyncio.sleep(15)
        await asyncio.to_thread(test_cluster.start)
        async with database.transaction() as session:
            await enqueue(session, "write", word="10")
        await until(lambda: _all_done(database, 11), seconds=45)
    assert await states(database) == {}


async def _all_done(database: Database, count: int) -> bool:
    return set(await words(database)) == {str(number) for number in range(count)}
