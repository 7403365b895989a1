"""What becomes of a job that failed: it is tried later, left to one that waits for the same work, or a dead letter."""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable

import structlog
from procrastinate import App
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job

from runtime.jobs import NO_TRY, DeadLetter, GiveUp, TryLater, database_is_away, next_try, waits

_log = structlog.get_logger(__name__)

_UNTOLD_PAUSE = 30.0  # until a dead letter that nobody could be told of is tried again
_SUPERSEDED = "SELECT 1 FROM procrastinate_jobs WHERE status = 'todo' AND queueing_lock = %(lock)s"


class Failures:
    """Judges them.

    Args:
        on_dead: told about each job that ends as a dead letter, before it is marked so.
    """

    def __init__(self, on_dead: Callable[[DeadLetter], Awaitable[None]] | None) -> None:
        self._on_dead = on_dead

    async def judge(self, app: App, job: Job, error: Exception) -> str:
        """What is to become of the job, in a word; what is left to do for that is done.

        Raises:
            TryLater: it is to be a dead letter, and nobody could be told.
        """
        delay = next_try(error, job.attempts)
        if delay is None:
            _log.error("job.dead", reason=reason_of(error), tries=job.attempts + 1, exc_info=foreign(error))
            await self.bury(DeadLetter(job.id or 0, job.task_name, job.task_kwargs, job.attempts + 1, reason_of(error)))
            return "dead"
        if job.queueing_lock and await self._superseded(app, job.queueing_lock):
            _log.info("job.superseded", reason=reason_of(error))
            return "superseded"
        if waits(error):
            # While the database is away it cannot be written down; what was not counted off then is one try less.
            with contextlib.suppress(ConnectorException):
                await app.connector.execute_query_async(NO_TRY, id=job.id)
        expected = isinstance(error, TryLater)
        _log.log(20 if expected else 30, "job.later", reason=reason_of(error), delay=delay, exc_info=foreign(error))
        return "later"

    async def bury(self, letter: DeadLetter) -> None:
        """Tell about a dead letter before it becomes one.

        Raises:
            TryLater: it could not be told; marked as failed it would be a dead letter that nobody sees.
        """
        if self._on_dead is None:
            return
        try:
            await self._on_dead(letter)
        except Exception as error:
            _log.error("job.dead_untold", job=letter.job_id, reason=reason_of(error), exc_info=foreign(error))
            raise TryLater("Nobody could be told that this is given up.", delay=_UNTOLD_PAUSE) from error

    async def _superseded(self, app: App, queueing_lock: str) -> bool:
        """Whether a waiting job will do the same work: two cannot wait under one lock, so this one must not go back."""
        try:
            return bool(await app.connector.execute_query_all_async(_SUPERSEDED, lock=queueing_lock))
        except ConnectorException:
            return False


def reason_of(error: Exception) -> str:
    """A sentence for people; what nobody foresaw is named by its kind alone, its words may hold anything."""
    if isinstance(error, (TryLater, GiveUp)):
        return str(error)
    if database_is_away(error):
        return "The database does not answer."
    return f"An unexpected error ({type(error).__name__}); the worker's log says more."


def foreign(error: Exception) -> Exception | None:
    """The error itself where its traceback tells something."""
    return None if isinstance(error, (TryLater, GiveUp)) or database_is_away(error) else error
