"""Doing the work in the queue: registered handlers in, jobs done, whatever dies on the way.

Called by the worker process. It outlives PostgreSQL being away, puts back the jobs of workers that died (nothing else
does), and ends politely. A job may be done twice after a crash, never not at all: handlers look before they act.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import psycopg
import structlog
from procrastinate import App, JobContext, PsycopgConnector
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import DEFAULT_QUEUE
from procrastinate.middleware import AsyncCallNext
from procrastinate.periodic import PeriodicDeferrer, PeriodicRegistry
from procrastinate.worker import Worker

from runtime.errors import PlainError
from runtime.job_failures import Failures, reason_of
from runtime.jobs import (
    DeadLetter,
    JSONDict,
    JSONValue,
    Retry,
    database_is_away,
)
from runtime.lost_jobs import LostJobs
from runtime.round_trip import TASK as ROUND_TRIP
from runtime.round_trip import DeafError, RoundTrip
from runtime.telemetry import DUTY_FAILURES, JOB_SECONDS, JOBS, WORKER_RESTARTS

_log = structlog.get_logger(__name__)

Handler = Callable[..., Awaitable[None]]
Duty = Callable[[], Awaitable[None]]

_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 10.0
SLOTS = 4
_LONGEST_DUTY = 180.0
_STUCK = 3  # sessions that left something behind, until the process ends
# A connection whose other end is gone without a word is noticed within half a minute.
ALIVE = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3, "tcp_user_timeout": 30_000}


@dataclass(frozen=True)
class JobPace:
    """How often things happen, in seconds.

    Attributes:
        heartbeat: between two signs of life of a worker.
        stalled: without a sign of life a worker counts as dead and its jobs are put back.
        poll: between two looks at the queue when nobody calls; the grain of `TryLater.delay`.
        stop_within: for jobs to end when the worker is asked to stop; then they are put back.
        connect: for a connection to be had.
        deaf: without a round trip through a queue that has a free slot a worker counts as deaf and begins again.
        longest: one job may take; then the worker begins again without it.
    """

    heartbeat: float = 3.0
    stalled: float = 15.0
    poll: float = 1.0
    stop_within: float = 30.0
    connect: float = 10.0
    deaf: float = 30.0
    longest: float = 1_800.0


class StuckError(PlainError):
    """What this worker was doing hangs and cannot be ended. It ends, to be started again; nothing is lost by that."""


@dataclass(frozen=True)
class _Running:
    queue: str
    since: float


class _QueueWorker(Worker):
    """A worker that notices when its heartbeat or its listener ends."""

    async def _periodic_deferrer(self) -> None:
        """Put the jobs of this queue that are due by the clock into it; other workers' queues are theirs."""
        mine = PeriodicRegistry()  # type: ignore[no-untyped-call]
        mine.periodic_tasks = {
            (task, by): one
            for (task, by), one in self.app.periodic_registry.periodic_tasks.items()
            if task in (self.queues or ())
        }
        if not mine.periodic_tasks:
            # A deferrer that ends at once would end the watch over the other side tasks with it.
            await asyncio.Event().wait()
        await PeriodicDeferrer(registry=mine).worker()


class Jobs:
    """The working side of the queue.

    Args:
        url: the libpq address of the record.
        pace: how often things happen.
        on_dead: told about each job that ends as a dead letter, before it is marked so; while it raises, none is
            marked. It may be told twice.
    """

    def __init__(
        self,
        url: str,
        *,
        pace: JobPace | None = None,
        on_dead: Callable[[DeadLetter], Awaitable[None]] | None = None,
    ) -> None:
        self._url = url
        # What an earlier release put in the queue that all its work shared.
        self._slots = {DEFAULT_QUEUE: SLOTS}
        self._pace = pace or JobPace()
        self._failures = Failures(on_dead)
        self._handlers: dict[str, Handler] = {}
        self._duties: list[tuple[str, float, Duty]] = []
        self._by_clock: list[tuple[str, str, JSONDict]] = []
        self._running: dict[int, _Running] = {}
        self._trips: dict[str, RoundTrip] = {}
        self._abandoned = 0
        self._ended: set[int] = set()

    def register(self, task: str, handler: Handler, *, slots: int = SLOTS) -> None:
        """Say who does the jobs of one name, and how many of them at the same time.

        The handler is given their arguments by keyword.
        """
        self._handlers[task] = handler
        self._slots[task] = slots

    def by_clock(self, cron: str, task: str, **args: JSONValue) -> None:
        """Have a registered task done by the clock, once however many workers there are.

        Args:
            cron: when, in UTC; what was missed for more than ten minutes is not made up for.
            task: its name.
            **args: what its handler is given, beside `timestamp`: the moment that it was due at, in seconds since 1970.
        """
        self._by_clock.append((cron, task, args))

    def every(self, seconds: float, name: str, duty: Duty) -> None:
        """Have something looked at again and again while this worker runs; the first time at once.

        Each worker does it, so a duty takes what it works on with `FOR UPDATE SKIP LOCKED` or an advisory lock.
        """
        self._duties.append((name, seconds, duty))

    @property
    def hears(self) -> bool:
        """Whether every queue was heard lately, or all its slots are at work."""
        now = time.monotonic()
        return all(
            now - trip.heard_at < 2 * self._pace.deaf or not self._free(queue) for queue, trip in self._trips.items()
        )

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set; when the database goes away, wait for it.

        Running jobs get `pace.stop_within` seconds to end; then they are cancelled and put back.

        Raises:
            StuckError: what hung could not be ended, again and again; only a new process helps.
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
            if self._abandoned >= _STUCK:
                raise StuckError
            await _wait(stop, pause)
            pause = min(pause * 2, _LONGEST_PAUSE)

    async def _session(self, stop: asyncio.Event) -> str:
        """Work as long as the database answers; say why it ended."""
        self._trips = {queue: self._trip(queue) for queue in self._slots}
        app = self._app()
        try:
            async with asyncio.timeout(3 * self._pace.connect):
                await app.open_async()
            return await self._work(app, stop)
        except DeafError as error:
            return str(error)
        except (ConnectorException, psycopg.OperationalError, TimeoutError) as error:
            return f"{type(error).__name__}: {error.__cause__ or error}"
        finally:
            with contextlib.suppress(ConnectorException, psycopg.OperationalError, TimeoutError):
                async with asyncio.timeout(self._pace.connect):
                    await app.close_async()

    def _app(self) -> App:
        app = App(
            connector=PsycopgConnector(
                conninfo=self._url,
                min_size=1,
                max_size=sum(self._slots.values()) + 4 * len(self._slots),
                timeout=self._pace.connect,
                kwargs={"connect_timeout": max(2, round(self._pace.connect)), **ALIVE},
            )
        )
        for name, handler in self._handlers.items():
            app.task(name=name, retry=Retry())(handler)
        for cron, task, args in self._by_clock:
            name = json.dumps(args, sort_keys=True)
            app.periodic_registry.register_task(
                task=app.tasks[task],
                cron=cron,
                periodic_id=name,
                configure_kwargs={"queue": task, "queueing_lock": f"{task}:{name}", "task_kwargs": args},
            )
        app.task(name=ROUND_TRIP)(self._heard)
        return app

    async def _heard(self, queue: str) -> None:
        for trip in self._trips.values():
            if trip.own == queue:
                trip.hear()

    def _trip(self, queue: str) -> RoundTrip:
        before = self._trips.get(queue)
        heard_at = before.heard_at if before else time.monotonic()
        return RoundTrip(queue, self._pace.deaf, partial(self._free, queue), heard_at)

    def _free(self, queue: str) -> bool:
        return sum(one.queue == queue for one in self._running.values()) < self._slots[queue]

    async def _work(self, app: App, stop: asyncio.Event) -> str:
        workers = {queue: self._worker(app, queue) for queue in self._slots}
        mains = [
            asyncio.create_task(worker.run(), name=f"worker {queue}")  # type: ignore[no-untyped-call]
            for queue, worker in workers.items()
        ]
        every = self._pace.deaf / 3
        beside = [
            *(asyncio.create_task(self._put_back(app, one), name="put back") for one in workers.values()),
            *(asyncio.create_task(trip.watch(app, every), name="round trip") for trip in self._trips.values()),
            asyncio.create_task(self._bound(), name="longest"),
            *(asyncio.create_task(self._repeat(*duty), name=duty[0]) for duty in self._duties),
        ]
        asked = asyncio.create_task(stop.wait(), name="stop")
        try:
            await asyncio.wait({*mains, asked, *beside}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for worker in workers.values():
                worker.stop()  # type: ignore[no-untyped-call]
            await self._end([asked, *beside], cancel=True, within=self._pace.connect)
            await self._end(mains, cancel=False, within=self._pace.stop_within + self._pace.connect)
        # Each is asked: one that nobody asks tells of its error when it is swept up, whatever goes on then.
        ended = [task for task in (*beside, *mains) if task.done() and not task.cancelled()]
        if errors := [error for task in ended if (error := task.exception())]:
            raise errors[0]
        return "one of its connections failed"

    def _worker(self, app: App, queue: str) -> Worker:
        return _QueueWorker(
            app=app,
            queues=[queue, self._trips[queue].own],
            concurrency=self._slots[queue],
            fetch_job_polling_interval=self._pace.poll,
            update_heartbeat_interval=self._pace.heartbeat,
            stalled_worker_timeout=self._pace.stalled,
            shutdown_graceful_timeout=self._pace.stop_within,
            delete_jobs="successful",
            install_signal_handlers=False,
            worker_middleware=[self._watched],
        )

    async def _end(self, tasks: list[asyncio.Task[Any]], *, cancel: bool, within: float) -> None:
        """Wait for tasks to end, so long and no longer: what cannot be ended is left behind and counted."""
        for task in tasks:
            if cancel:
                task.cancel()
        _, left = await asyncio.wait(tasks, timeout=within)
        for task in left:
            task.cancel()
        if left:
            _, left = await asyncio.wait(left, timeout=self._pace.connect)
        if left:
            self._abandoned += 1
            _log.error("worker.abandoned", tasks=sorted(task.get_name() for task in left))
            for task in left:
                task.add_done_callback(_ended_after_all)

    async def _bound(self) -> None:
        """End the session when one job takes longer than any may: a slot that never comes free is a slot less."""
        while True:
            await asyncio.sleep(min(self._pace.longest / 4, 10.0))
            now = time.monotonic()
            for one in self._running.values():
                if now - one.since > self._pace.longest:
                    raise DeafError(f"A job of {one.queue} did not end within {self._pace.longest:.0f} seconds.")

    async def _watched(self, call_next: AsyncCallNext, context: JobContext, _worker: Worker) -> Any:
        """Every job: counted, logged with its number, and its failure judged (the queue's worker middleware)."""
        job = context.job
        if job.task_name == ROUND_TRIP:
            return await call_next()
        number = job.id or 0
        self._running[number] = _Running(job.queue, time.monotonic())
        if (around := asyncio.current_task()) is not None:
            around.add_done_callback(partial(self._note_lost_end, number))
        begun = time.monotonic()
        outcome = "later"
        structlog.contextvars.bind_contextvars(job=number, task=job.task_name)
        try:
            result = await call_next()
        except Exception as error:
            outcome = await self._failures.judge(context.app, job, error)
            if outcome == "superseded":
                return None
            raise
        else:
            outcome = "done"
            return result
        finally:
            JOBS.labels(job.task_name, outcome).inc()
            JOB_SECONDS.labels(job.task_name).observe(time.monotonic() - begun)
            _log.debug("job.ended", outcome=outcome, seconds=round(time.monotonic() - begun, 3))
            self._running.pop(number, None)

    def _note_lost_end(self, number: int, task: asyncio.Task[Any]) -> None:
        """The queue could not write down how a job ended; it is put back once the database answers."""
        if not task.cancelled() and (error := task.exception()):
            self._ended.add(number)
            _log.warning("job.end_lost", name=task.get_name(), reason=type(error).__name__)

    async def _put_back(self, app: App, worker: Worker) -> None:
        """Have lost jobs found and dealt with, again and again."""
        lost = LostJobs(
            app,
            worker,
            running=self._running.keys(),
            ended=self._ended,
            stalled=self._pace.stalled,
            bury=self._failures.bury,
        )
        while True:
            await asyncio.sleep(min(1.0, self._pace.heartbeat))
            try:
                await lost.look()
            except ConnectorException as error:
                _log.debug("put_back.later", reason=str(error.__cause__ or error))

    async def _repeat(self, name: str, seconds: float, duty: Duty) -> None:
        """One duty, for ever; an error is told and the next time is tried all the same."""
        while True:
            try:
                async with asyncio.timeout(_LONGEST_DUTY):
                    await duty()
            except Exception as error:
                DUTY_FAILURES.labels(name).inc()
                away = database_is_away(error)
                _log.error("duty.failed", duty=name, reason=reason_of(error), exc_info=None if away else error)
            await asyncio.sleep(seconds)


def stop_on_signals(stop: asyncio.Event) -> None:
    """Have SIGTERM and SIGINT (where there are such things) set the event instead of ending the process."""
    if sys.platform == "win32":
        return
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)


def _ended_after_all(task: asyncio.Task[Any]) -> None:
    """What was left behind may end once; nobody waits for its error any more."""
    if not task.cancelled() and (error := task.exception()):
        _log.warning("worker.ended_late", name=task.get_name(), reason=type(error).__name__)


async def _wait(stop: asyncio.Event, seconds: float) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), timeout=seconds)
