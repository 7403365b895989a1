"""Jobs that nobody does any more: those of dead workers, and those whose end a lost connection swallowed.

They are put back, each time later. What ended the worker too often is taken for the reason and becomes a dead letter.
Deaths are counted for themselves: a job's `attempts` grow with each wait for something that is away, too.
"""

from __future__ import annotations

import random
import time
from collections.abc import Awaitable, Callable, Collection
from typing import Any

import structlog
from procrastinate import App
from procrastinate.jobs import Status
from procrastinate.worker import Worker

from runtime.jobs import DEATH, NO_TRY, DeadLetter
from runtime.telemetry import JOBS, JOBS_RECOVERED

_log = structlog.get_logger(__name__)

DEATHS = 10  # of its worker, after which a job is not tried again
_QUICK_DEATHS = 2  # put back at once: a power cut, a deployment, somebody else's doing
_LONGEST_PAUSE = 60.0
_LOST = """
    SELECT job.id, job.worker_id FROM procrastinate_jobs job
    LEFT JOIN procrastinate_workers worker ON worker.id = job.worker_id
    WHERE job.status = 'doing' AND (
        worker.id IS NULL
        OR worker.last_heartbeat < now() - make_interval(secs => %(stalled)s)
        OR (worker.id = %(own)s AND job.id = ANY(%(orphans)s))
    )
"""
# Ours from here on, so no other worker takes it too; its worker's death is written down with that. A job of our own,
# and one whose end we could not write down, ended nobody. The worker is asked for once more as PostgreSQL asks only
# what stands in the locked row again: one that took it a moment ago would have its death counted twice.
_TAKE = f"""
    WITH lost AS (
        SELECT job.id, (SELECT count(*) FROM procrastinate_events WHERE job_id = job.id AND type = '{DEATH}') AS deaths,
        job.worker_id IS DISTINCT FROM %(own)s AND NOT job.id = ANY(%(ended)s) AS died
        FROM procrastinate_jobs job WHERE job.id IN (SELECT id FROM ({_LOST}) AS found) AND job.id = %(id)s
        AND job.status = 'doing' AND job.worker_id IS NOT DISTINCT FROM %(seen)s FOR UPDATE SKIP LOCKED
    ), death AS (
        INSERT INTO procrastinate_events (job_id, type) SELECT id, '{DEATH}' FROM lost WHERE died AND deaths < %(limit)s
        RETURNING 1
    )
    UPDATE procrastinate_jobs job SET worker_id = %(own)s FROM lost WHERE job.id = lost.id
    RETURNING job.task_name, job.args, job.attempts, lost.deaths + (SELECT count(*) FROM death) AS deaths
"""  # noqa: S608 - constants only
# A job whose queueing lock is held by a waiting one is not put back: the waiting one does the same work, and may be
# ended by it as this one was.
_PUT_BACK = f"""
    WITH lost AS (
        SELECT job.id, (
            SELECT id FROM procrastinate_jobs other WHERE status = 'todo' AND other.queueing_lock = job.queueing_lock
        ) AS heir
        FROM procrastinate_jobs job WHERE id = %(id)s AND status = 'doing' AND worker_id = %(own)s FOR UPDATE
    ), inherited AS (
        INSERT INTO procrastinate_events (job_id, type) SELECT lost.heir, death.type
        FROM lost JOIN procrastinate_events death ON death.job_id = lost.id AND death.type = '{DEATH}'
        WHERE lost.heir IS NOT NULL
    )
    SELECT CASE WHEN heir IS NOT NULL THEN procrastinate_finish_job_v1(id, 'succeeded', true)
    ELSE procrastinate_retry_job_v2(id, now() + make_interval(secs => %(pause)s), NULL, NULL, NULL) END FROM lost
"""  # noqa: S608 - constants only


class LostJobs:
    """Finds them for one worker, and deals with each.

    Args:
        app: the queue.
        worker: whose hand it is.
        running: the jobs that this process really does.
        ended: those whose end it could not write down; emptied here.
        stalled: seconds without a sign of life after which a worker counts as dead.
        bury: tells whoever is to be told about a dead letter; what it raises leaves the job for the next time.
    """

    def __init__(
        self,
        app: App,
        worker: Worker,
        *,
        running: Collection[int],
        ended: set[int],
        stalled: float,
        bury: Callable[[DeadLetter], Awaitable[None]],
    ) -> None:
        self._app = app
        self._worker = worker
        self._running = running
        self._ended = ended
        self._stalled = stalled
        self._bury = bury
        self._suspects: dict[int, float] = {}

    async def look(self) -> None:
        """Find what is lost now, and deal with it.

        Raises:
            ConnectorException: the database does not answer; look again later.
        """
        if self._worker.worker_id is None:
            return
        await self._suspect()
        old = time.monotonic() - self._stalled
        found: dict[str, Any] = {
            "stalled": self._stalled,
            "own": self._worker.worker_id,
            "orphans": [number for number, since in self._suspects.items() if since <= old],
            "ended": list(self._ended),
        }
        for row in await self._query(_LOST, **found):
            taken = await self._query(_TAKE, **found, id=row["id"], seen=row["worker_id"], limit=DEATHS)
            if taken:
                await self._deal_with(int(row["id"]), taken[0])

    async def _suspect(self) -> None:
        """Jobs that the queue says we are doing and we are not, with the moment we first saw it."""
        ours = await self._app.job_manager.list_jobs_async(status="doing", worker_id=self._worker.worker_id)
        now = time.monotonic()
        self._suspects = {
            job.id: self._suspects.get(job.id, now) for job in ours if job.id and job.id not in self._running
        }

    async def _deal_with(self, number: int, job: dict[str, Any]) -> None:
        # Whatever comes next is another loss, or is looked at again after a while.
        self._suspects.pop(number, None)
        if job["deaths"] < DEATHS:
            # Deaths are counted for themselves.
            await self._app.connector.execute_query_async(NO_TRY, id=number)
            await self._query(_PUT_BACK, id=number, own=self._worker.worker_id, pause=_pause(job["deaths"]))
            JOBS_RECOVERED.labels(job["task_name"]).inc()
            _log.warning("job.put_back", job=number, task=job["task_name"], deaths=job["deaths"])
        elif await self._told(number, job):
            await self._app.job_manager.finish_job_by_id_async(number, Status.FAILED, delete_job=False)
            JOBS.labels(job["task_name"], "dead").inc()
        self._ended.discard(number)

    async def _told(self, number: int, job: dict[str, Any]) -> bool:
        """Whether the dead letter was heard of; if not, the job stays with us and is an orphan after a while."""
        reason = f"It ended the worker {job['deaths']} times."
        letter = DeadLetter(number, job["task_name"], job["args"], job["attempts"] + 1, reason)
        try:
            await self._bury(letter)
        except Exception as error:
            _log.warning("job.not_buried", job=number, task=job["task_name"], reason=type(error).__name__)
            return False
        return True

    async def _query(self, statement: str, **arguments: Any) -> list[dict[str, Any]]:
        return await self._app.connector.execute_query_all_async(statement, **arguments)


def _pause(deaths: int) -> float:
    """Seconds until the next try, never twice the same: what died together is not to run together for ever."""
    if deaths <= _QUICK_DEATHS:
        return 0.0
    return min(2.0 ** (deaths - _QUICK_DEATHS), _LONGEST_PAUSE) * random.uniform(0.5, 1.5)  # noqa: S311 - no secret
