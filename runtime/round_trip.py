"""Whether a worker hears its queue: a job that only this worker can fetch, put in the queue and done, again and again.

A heartbeat beside the queue says that a process lives; it goes on while nothing is fetched any more. Used by
`runtime.job_runner` for each of its queues.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable
from uuid import uuid4

from procrastinate import App
from procrastinate.exceptions import ConnectorException

from runtime.jobs import database_is_away

TASK = "round_trip"
_FIRST = 1_000  # before all other work, whatever its priority
_TICK = 0.25
# Those of processes that are gone; nobody will ever fetch them.
_SWEEP = (
    "DELETE FROM procrastinate_jobs WHERE task_name = 'round_trip' AND status IN ('todo', 'failed') "
    "AND scheduled_at < now() - interval '10 minutes'"
)


class DeafError(Exception):
    """A worker hears nothing from its queue."""


class RoundTrip:
    """The round trips through one queue, in one session of a worker.

    Args:
        queue: which queue, for people.
        deaf: seconds of waiting, with a slot free to fetch it, after which the worker counts as deaf.
        free: whether a slot of this queue is free.
        heard_at: when it was last heard, in the session before; seconds that only grow.
    """

    def __init__(self, queue: str, deaf: float, free: Callable[[], bool], heard_at: float) -> None:
        self.queue = queue
        # The queue tells of its jobs on a channel of its name, and such names are short.
        self.own = f"{TASK}.{uuid4().hex[:16]}"
        self._deaf = deaf
        self._free = free
        self._back = asyncio.Event()
        self.heard_at = heard_at

    async def watch(self, app: App, every: float) -> None:
        """Go round for ever.

        Raises:
            DeafError: nothing came back in time though somebody was free to fetch it.
        """
        while True:
            self._back.clear()
            try:
                async with asyncio.timeout(self._deaf):
                    await self._put(app)
            except TimeoutError:
                pass  # whoever fetches jobs meets the same, or is deaf too
            except ConnectorException as error:
                if not database_is_away(error):
                    raise
            await self._come_back()
            await asyncio.sleep(every)

    def hear(self) -> None:
        """The job came back."""
        self.heard_at = time.monotonic()
        self._back.set()

    async def _put(self, app: App) -> None:
        await app.connector.execute_query_async(_SWEEP)
        put = app.configure_task(TASK, queue=self.own, priority=_FIRST, schedule_in={"seconds": 0})
        await put.defer_async(queue=self.own)

    async def _come_back(self) -> None:
        waited = 0.0
        while not self._back.is_set():
            begun = time.monotonic()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._back.wait(), _TICK)
            if self._free():
                waited += time.monotonic() - begun
            if waited > self._deaf and not self._back.is_set():
                raise DeafError(f"Nothing was heard from the queue {self.queue} for {waited:.0f} seconds.")
