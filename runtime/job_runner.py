"""Doing the work in the queue: registered handlers in, jobs done, whatever dies on the way.

Called by the worker process. It outlives PostgreSQL being away, puts back the jobs of workers that died (nothing else
does), and ends politely. A job may be done twice after a crash, never not at all: handlers look before they act.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import psycopg
import structlog
from procrastinate import App, JobContext, PsycopgConnector
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job
from procrastinate.middleware import AsyncCallNext
from procrastinate.worker import Worker

from runtime.jobs import GiveUp, JSONDict, Retry, TryLater, database_is_away, next_try
from runtime.telemetry import DUTY_FAILURES, JOB_SECONDS, JOBS, JOBS_RECOVERED, WORKER_RESTARTS

_log = structlog.get_logger(__name__)

Handler = Callable[..., Awaitable[None]]
Duty = Callable[[], Awaitable[None]]

_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 10.0
_QUICK_RECOVERIES = 10  # deaths after which a job is put back with a pause: it may be what kills the worker
_LOST = """
    SELECT job.id, job.task_name FROM procrastinate_jobs job
    LEFT JOIN procrastinate_workers worker ON worker.id = job.worker_id
    WHERE job.status = 'doing' AND (
        worker.id IS NULL
        OR worker.last_heartbeat < now() - make_interval(secs => %(stalled)s)
        OR (worker.id = %(own)s AND job.id = ANY(%(orphans)s))
    )
"""
# A job whose queueing lock is held by a waiting one is not put back: the waiting one does the same work.
_PUT_BACK = f"""
    WITH lost AS (
        SELECT job.id, job.attempts, job.queueing_lock
        FROM procrastinate_jobs job WHERE job.id IN (SELECT id FROM ({_LOST}) AS found) AND job.id = %(id)s
        AND job.status = 'doing' FOR UPDATE SKIP LOCKED
    )
    SELECT CASE WHEN EXISTS (
        SELECT 1 FROM procrastinate_jobs other WHERE other.status = 'todo' AND other.queueing_lock = lost.queueing_lock
    ) THEN procrastinate_finish_job_v1(lost.id, 'succeeded', true)
    ELSE procrastinate_retry_job_v2(
        lost.id, now() + make_interval(secs => CASE WHEN lost.attempts < %(quick)s THEN 0 ELSE 60 END), NULL, NULL, NULL
    ) END FROM lost
"""  # noqa: S608 - constants only
_SUPERSEDED = "SELECT 1 FROM procrastinate_jobs WHERE status = 'todo' AND queueing_lock = %(lock)s"


@dataclass(frozen=True)
class Pace:
    """How often things happen, in seconds.

    Attributes:
        heartbeat: between two signs of life of a worker.
        stalled: without a sign of life a worker counts as dead and its jobs are put back.
        poll: between two looks at the queue when nobody calls; the grain of `TryLater.delay`.
        stop_within: for jobs to end when the worker is asked to stop; then they are put back.
        connect: for a connection to be had.
    """

    heartbeat: float = 3.0
    stalled: float = 15.0
    poll: float = 1.0
    stop_within: float = 30.0
    connect: float = 10.0


@dataclass(frozen=True)
class DeadLetter:
    """A job that will not be tried again, and why."""

    job_id: int
    task: str
    args: JSONDict
    tries: int
    reason: str


class Jobs:
    """The working side of the queue.

    Args:
        url: the libpq address of the record.
        concurrency: jobs done at the same time.
        pace: how often things happen.
        on_dead: told about each job that ends as a dead letter, before it is marked so.
    """

    def __init__(
        self,
        url: str,
        *,
        concurrency: int = 4,
        pace: Pace | None = None,
        on_dead: Callable[[DeadLetter], Awaitable[None]] | None = None,
    ) -> None:
        self._url = url
        self._concurrency = concurrency
        self._pace = pace or Pace()
        self._on_dead = on_dead
        self._handlers: dict[str, Handler] = {}
        self._duties: list[tuple[str, float, Duty]] = []
        self._running: set[int] = set()

    def register(self, task: str, handler: Handler) -> None:
        """Say who does the jobs of one name; the handler is given their arguments by keyword."""
        self._handlers[task] = handler

    def every(self, seconds: float, name: str, duty: Duty) -> None:
        """Have something looked at again and again while this worker runs; the first time at once.

        Each worker does it, so a duty takes what it works on with `FOR UPDATE SKIP LOCKED` or an advisory lock.
        """
        self._duties.append((name, seconds, duty))

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set; when the database goes away, wait for it.

        Running jobs get `pace.stop_within` seconds to end; then they are cancelled and put back.
        """
        pause = _FIRST_PAUSE
        while not stop.is_set():
            begun = time.monotonic()
            reason = await self._session(stop)
            if stop.is_set():
                return
            WORKER_RESTARTS.inc()
            if time.monotonic() - begun > 2 * self._pace.connect:
                pause = _FIRST_PAUSE
            _log.warning("worker.interrupted", reason=reason, pause=pause)
            await _wait(stop, pause)
            pause = min(pause * 2, _LONGEST_PAUSE)

    async def _session(self, stop: asyncio.Event) -> str:
        """Work as long as the database answers; say why it ended."""
        app = self._app()
        try:
            await app.open_async()
            return await self._work(app, stop)
        except (ConnectorException, psycopg.OperationalError) as error:
            return f"{type(error).__name__}: {error.__cause__ or error}"
        finally:
            with contextlib.suppress(ConnectorException, psycopg.OperationalError):
                await app.close_async()

    def _app(self) -> App:
        app = App(
            connector=PsycopgConnector(
                conninfo=self._url,
                min_size=1,
                max_size=self._concurrency + 4,
                timeout=self._pace.connect,
                kwargs={"connect_timeout": max(2, round(self._pace.connect))},
            )
        )
        for name, handler in self._handlers.items():
            app.task(name=name, retry=Retry())(handler)
        return app

    async def _work(self, app: App, stop: asyncio.Event) -> str:
        worker = Worker(
            app=app,
            concurrency=self._concurrency,
            fetch_job_polling_interval=self._pace.poll,
            update_heartbeat_interval=self._pace.heartbeat,
            stalled_worker_timeout=self._pace.stalled,
            shutdown_graceful_timeout=self._pace.stop_within,
            delete_jobs="successful",
            install_signal_handlers=False,
            worker_middleware=[self._watched],
        )
        main = asyncio.create_task(worker.run(), name="worker")  # type: ignore[no-untyped-call]
        beside = [
            asyncio.create_task(self._put_back(app, worker), name="put back"),
            *(asyncio.create_task(self._repeat(*duty), name=duty[0]) for duty in self._duties),
        ]
        asked = asyncio.create_task(stop.wait(), name="stop")
        try:
            await asyncio.wait({main, asked, *beside}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (asked, *beside):
                task.cancel()
            await asyncio.gather(asked, *beside, return_exceptions=True)
            worker.stop()  # type: ignore[no-untyped-call]
            await asyncio.wait({main})
        for task in (*beside, main):
            if not task.cancelled() and (error := task.exception()):
                raise error
        return "one of its connections failed"

    async def _watched(self, call_next: AsyncCallNext, context: JobContext, _worker: Worker) -> Any:
        """Every job: counted, logged with its number, and its failure judged (the queue's worker middleware)."""
        job = context.job
        number = job.id or 0
        self._running.add(number)
        if (around := asyncio.current_task()) is not None:
            around.add_done_callback(_tell_lost_end)
        begun = time.monotonic()
        outcome = "done"
        structlog.contextvars.bind_contextvars(job=number, task=job.task_name)
        try:
            return await call_next()
        except Exception as error:
            outcome = await self._judge(context.app, job, error)
            if outcome == "superseded":
                return None
            raise
        except asyncio.CancelledError:
            outcome = "later"
            raise
        finally:
            JOBS.labels(job.task_name, outcome).inc()
            JOB_SECONDS.labels(job.task_name).observe(time.monotonic() - begun)
            _log.debug("job.ended", outcome=outcome, seconds=round(time.monotonic() - begun, 3))
            self._running.discard(number)

    async def _judge(self, app: App, job: Job, error: Exception) -> str:
        delay = next_try(error, job.attempts)
        if delay is None:
            _log.error("job.dead", reason=_reason(error), tries=job.attempts + 1, exc_info=_foreign(error))
            if self._on_dead is not None:
                await self._on_dead(
                    DeadLetter(job.id or 0, job.task_name, job.task_kwargs, job.attempts + 1, _reason(error))
                )
            return "dead"
        if job.queueing_lock and await self._superseded(app, job.queueing_lock):
            _log.info("job.superseded", reason=_reason(error))
            return "superseded"
        expected = isinstance(error, TryLater)
        _log.log(20 if expected else 30, "job.later", reason=_reason(error), delay=delay, exc_info=_foreign(error))
        return "later"

    async def _superseded(self, app: App, queueing_lock: str) -> bool:
        """Whether a waiting job will do the same work: two cannot wait under one lock, so this one must not go back."""
        try:
            return bool(await app.connector.execute_query_all_async(_SUPERSEDED, lock=queueing_lock))
        except ConnectorException:
            return False

    async def _put_back(self, app: App, worker: Worker) -> None:
        """Put back the jobs of dead workers, and those of ours whose end or beginning a lost connection swallowed."""
        suspects: dict[int, float] = {}
        while True:
            await asyncio.sleep(min(1.0, self._pace.heartbeat))
            try:
                suspects = await self._suspects(app, worker, suspects)
                await self._put_back_once(app, worker, suspects)
            except ConnectorException as error:
                _log.debug("put_back.later", reason=str(error.__cause__ or error))

    async def _suspects(self, app: App, worker: Worker, known: dict[int, float]) -> dict[int, float]:
        """Jobs that the queue says we are doing and we are not, with the moment we first saw it."""
        if worker.worker_id is None:
            return {}
        ours = await app.job_manager.list_jobs_async(status="doing", worker_id=worker.worker_id)
        now = time.monotonic()
        return {job.id: known.get(job.id, now) for job in ours if job.id and job.id not in self._running}

    async def _put_back_once(self, app: App, worker: Worker, suspects: dict[int, float]) -> None:
        old = time.monotonic() - self._pace.stalled
        arguments: dict[str, Any] = {
            "stalled": self._pace.stalled,
            "own": worker.worker_id,
            "orphans": [number for number, since in suspects.items() if since <= old],
        }
        for row in await app.connector.execute_query_all_async(_LOST, **arguments):
            done = await app.connector.execute_query_all_async(
                _PUT_BACK, **arguments, id=row["id"], quick=_QUICK_RECOVERIES
            )
            if done:
                JOBS_RECOVERED.labels(row["task_name"]).inc()
                _log.warning("job.put_back", job=row["id"], task=row["task_name"])

    async def _repeat(self, name: str, seconds: float, duty: Duty) -> None:
        """One duty, for ever; an error is told and the next time is tried all the same."""
        while True:
            try:
                await duty()
            except Exception as error:
                DUTY_FAILURES.labels(name).inc()
                away = database_is_away(error)
                _log.error("duty.failed", duty=name, reason=_reason(error), exc_info=None if away else error)
            await asyncio.sleep(seconds)


def stop_on_signals(stop: asyncio.Event) -> None:
    """Have SIGTERM and SIGINT (where there are such things) set the event instead of ending the process."""
    if sys.platform == "win32":
        return
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)


async def _wait(stop: asyncio.Event, seconds: float) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), timeout=seconds)


def _tell_lost_end(task: asyncio.Task[Any]) -> None:
    """The queue could not write down how a job ended; it is put back once the database answers."""
    if not task.cancelled() and (error := task.exception()):
        _log.warning("job.end_lost", name=task.get_name(), reason=type(error).__name__)


def _reason(error: Exception) -> str:
    """A sentence for people; what nobody foresaw is named by its kind alone, its words may hold anything."""
    if isinstance(error, (TryLater, GiveUp)):
        return str(error)
    if database_is_away(error):
        return "The database does not answer."
    return f"An unexpected error ({type(error).__name__}); the worker's log says more."


def _foreign(error: Exception) -> Exception | None:
    """The error itself where its traceback tells something."""
    return None if isinstance(error, (TryLater, GiveUp)) or database_is_away(error) else error
