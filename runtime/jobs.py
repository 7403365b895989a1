"""Putting work in the queue: a row and the job that serves it in one transaction, and the words for how work ends.

Called by whoever writes rows that need work; `runtime.job_runner` does the work. No job ever waits for a moment:
whatever is due later is a column that a periodic duty looks at, because a waiting job holds back those behind it.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass

import psycopg
import sqlalchemy.exc
from procrastinate import BaseRetryStrategy, PsycopgConnector, RetryDecision
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from procrastinate.jobs import Job
from procrastinate.manager import JobManager
from procrastinate.types import JSONDict, JSONValue
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from runtime.database import notify, raw_connection

__all__ = [
    "DEATH",
    "NO_TRY",
    "DeadLetter",
    "GiveUp",
    "JSONDict",
    "JSONValue",
    "Retry",
    "TryLater",
    "again",
    "database_is_away",
    "enqueue",
    "enqueue_many",
    "is_open",
    "next_try",
    "replay",
    "waiting",
    "waits",
]

UNEXPECTED_TRIES = 8
# How the death of a job's worker is written among the job's events; the queue itself writes this for what is aborted by
# hand, which nothing here does.
DEATH = "aborted"
# The queue counts each time that a job is put back; before one that is no try, this takes it off again.
NO_TRY = "UPDATE procrastinate_jobs SET attempts = attempts - 1 WHERE id = %(id)s AND status = 'doing'"
_LONGEST_DELAY = 60.0
_AWAY_DELAY = 2.0
# The manager only builds the statement here; the connection is always the caller's.
_manager = JobManager(PsycopgConnector())


class TryLater(Exception):
    """The work cannot be done now; it is tried again after a while.

    Args:
        reason: one sentence.
        delay: seconds until the next try; the queue is looked at about once a second.
        attempts: tries in all after which it becomes a dead letter; None keeps trying.
    """

    def __init__(self, reason: str, *, delay: float = 1.0, attempts: int | None = None) -> None:
        super().__init__(reason)
        self.delay = delay
        self.attempts = attempts


@dataclass(frozen=True)
class DeadLetter:
    """A job that will not be tried again, and why."""

    job_id: int
    task: str
    args: JSONDict
    tries: int
    reason: str


class GiveUp(Exception):
    """The work can never be done as it is; it becomes a dead letter at once, for a person to look at."""


async def enqueue(
    session: AsyncSession, task: str, *, priority: int = 0, queueing_lock: str | None = None, **args: JSONValue
) -> int:
    """Put a job in the queue, inside the session's transaction: committed with its rows, or never there.

    Args:
        session: the caller's transaction.
        task: the name under which the worker knows the work; the function itself need not be imported.
        priority: higher is done first.
        queueing_lock: work that need not wait twice. When a job with this lock is waiting already, that one serves:
            it is hurried on if it was to be tried again later, and is not started before this transaction has ended,
            so it sees what this transaction wrote.
        **args: what the work needs to know; ids, not objects.

    Returns:
        The number of the job that will do the work.
    """
    if queueing_lock is None:
        return (await enqueue_many(session, task, [args], priority=priority))[0]
    while True:
        found = await _hurry_on(session, queueing_lock)
        if found is not None:
            return found
        try:
            async with session.begin_nested():
                return (await _insert(session, [_job(task, priority, queueing_lock, args)]))[0]
        except AlreadyEnqueued:
            continue  # another transaction was first and has committed by now


async def enqueue_many(session: AsyncSession, task: str, many: Sequence[JSONDict], *, priority: int = 0) -> list[int]:
    """Put many jobs of one kind in the queue with one statement, inside the session's transaction.

    Returns:
        The jobs' numbers, in order.
    """
    if not many:
        return []
    return await _insert(session, [_job(task, priority, None, args) for args in many])


async def waiting(session: AsyncSession) -> dict[str, int]:
    """How many jobs there are in each state: `todo`, `doing`, `failed` (dead letters); done ones are not kept."""
    counted = "SELECT status::text, count(*) FROM procrastinate_jobs WHERE task_name <> 'round_trip' GROUP BY status"
    rows = await session.execute(text(counted))
    return {str(status): int(count) for status, count in rows}


async def is_open(session: AsyncSession, job_id: int) -> bool:
    """Whether a job waits or is being done."""
    found = text("SELECT 1 FROM procrastinate_jobs WHERE id = :job AND status IN ('todo', 'doing')")
    return (await session.execute(found, {"job": job_id})).first() is not None


async def replay(session: AsyncSession, job_id: int) -> bool:
    """Put a dead letter back in the queue, with all its tries again; False when it is none."""
    found = await session.execute(
        text("SELECT queueing_lock FROM procrastinate_jobs WHERE id = :job AND status = 'failed' FOR UPDATE"),
        {"job": job_id},
    )
    row = found.first()
    if row is None:
        return False
    if row[0] is not None and await _hurry_on(session, row[0]) is not None:
        await session.execute(text("DELETE FROM procrastinate_jobs WHERE id = :job"), {"job": job_id})
        return True
    await session.execute(text("SELECT procrastinate_retry_job_v2(:job, now(), NULL, NULL, NULL)"), {"job": job_id})
    await session.execute(text("UPDATE procrastinate_jobs SET attempts = 0 WHERE id = :job"), {"job": job_id})
    await session.execute(
        text("DELETE FROM procrastinate_events WHERE job_id = :job AND type = :death"), {"job": job_id, "death": DEATH}
    )
    await _wake(session, job_id)
    return True


async def again(session: AsyncSession, task: str, **args: JSONValue) -> None:
    """Have work done again that was given up: its dead letter goes back in the queue, or a new job where there is none.

    There is none while its worker has told of it and not yet written down that it ended.
    """
    found = await session.execute(
        text(
            "SELECT id FROM procrastinate_jobs "
            "WHERE status = 'failed' AND task_name = :task AND args @> cast(:args AS jsonb) ORDER BY id FOR UPDATE"
        ),
        {"task": task, "args": json.dumps(args)},
    )
    *older, last = [int(job) for job in found.scalars()] or [0]
    if older:
        await session.execute(text("DELETE FROM procrastinate_jobs WHERE id = ANY(:jobs)"), {"jobs": older})
    if not last or not await replay(session, last):
        await enqueue_many(session, task, [args])


def next_try(error: BaseException, tries_before: int) -> float | None:
    """Seconds until work that ended with this error is tried again; None when it becomes a dead letter.

    What nobody foresaw is tried eight times within some two minutes; while the database is away, without end.
    """
    if isinstance(error, GiveUp):
        return None
    if isinstance(error, asyncio.CancelledError):  # the worker is stopping
        return 0.0
    if isinstance(error, TryLater):
        spent = error.attempts is not None and tries_before + 1 >= error.attempts
        return None if spent else error.delay
    if database_is_away(error):
        return _AWAY_DELAY
    if tries_before + 1 >= UNEXPECTED_TRIES:
        return None
    return min(2.0**tries_before, _LONGEST_DELAY)


def waits(error: BaseException) -> bool:
    """Whether the work only waits for something else, without end: that is no try, and uses none up."""
    return database_is_away(error) or (isinstance(error, TryLater) and error.attempts is None)


def database_is_away(error: BaseException) -> bool:
    """Whether an error says that PostgreSQL does not answer or ended the connection, and nothing about the work."""
    if isinstance(error, sqlalchemy.exc.TimeoutError):  # no connection became free
        return True
    cause: BaseException | None = error
    if isinstance(error, sqlalchemy.exc.DBAPIError):
        cause = error.orig
    elif isinstance(error, ConnectorException):
        cause = error.__cause__
    if not isinstance(cause, (psycopg.OperationalError, psycopg.InterfaceError)):
        return False
    return cause.sqlstate is None or cause.sqlstate[:2] in ("08", "57")


class Retry(BaseRetryStrategy):
    """Puts `next_try` into the queue's own words."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """When to try again, or None."""
        delay = next_try(exception, job.attempts)
        return None if delay is None else RetryDecision(retry_in={"milliseconds": round(delay * 1000)})


def _job(task: str, priority: int, queueing_lock: str | None, args: JSONDict) -> Job:
    return Job(
        # Each task has a queue, and with it slots, of its own: no work waits for another sort of work.
        queue=task,
        lock=None,
        queueing_lock=queueing_lock,
        task_name=task,
        priority=priority,
        task_kwargs=dict(args),
    )


async def _insert(session: AsyncSession, jobs: list[Job]) -> list[int]:
    stored = await _manager.batch_defer_jobs_async(jobs, connection=await raw_connection(session))
    return [job.id for job in stored if job.id is not None]


async def _hurry_on(session: AsyncSession, queueing_lock: str) -> int | None:
    """Hold the waiting job of this lock until our transaction ends (workers skip held ones), and make it due now."""
    found = await session.execute(
        text(
            "UPDATE procrastinate_jobs SET scheduled_at = NULL "
            "WHERE queueing_lock = :lock AND status = 'todo' RETURNING id"
        ),
        {"lock": queueing_lock},
    )
    job_id = found.scalar_one_or_none()
    if job_id is None:
        return None
    await _wake(session, int(job_id))
    return int(job_id)


async def _wake(session: AsyncSession, job_id: int) -> None:
    """Tell the workers, on commit, as the queue itself does for a new job."""
    await notify(session, "procrastinate_any_queue_v1", json.dumps({"type": "job_inserted", "job_id": job_id}))
