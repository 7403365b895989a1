"""Server-sent events: what the record announces in, one event for every open page out. Ids only, never content."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import contextmanager, suppress
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent

from api.identity import Asker, caller
from api.problems import Problem
from api.responses import SIGNED_IN, problems
from cases.store.notify import CHANNEL
from runtime.database import Database
from runtime.jobs import database_is_away
from tools.odoo.errors import OdooError

LONGEST = 600.0
# How often a stream asks whether its listener is still signed in.
LOOK_AGAIN = 25.0
MOST_LISTENERS = 500
LOOK = {"type": "refresh"}

router = APIRouter(tags=["inbox"])


class Broadcast:
    """One listener on the database, any number of open pages."""

    def __init__(self) -> None:
        self._queues: set[asyncio.Queue[str]] = set()
        self._closing = asyncio.Event()

    async def run(self, database: Database) -> None:
        """Pass on what is announced, until cancelled."""
        async for payload in database.listen(CHANNEL):
            self.tell(payload or json.dumps(LOOK))

    def tell(self, payload: str) -> None:
        """Give one event to every page; a page that is far behind is only told to look for itself."""
        for queue in self._queues:
            if queue.full():
                while not queue.empty():
                    queue.get_nowait()
                queue.put_nowait(json.dumps(LOOK))
            else:
                queue.put_nowait(payload)

    def close(self) -> None:
        """End every open stream."""
        self._closing.set()
        self.tell(json.dumps({"type": "bye"}))

    @property
    def closing(self) -> bool:
        """Whether the process is going down."""
        return self._closing.is_set()

    @contextmanager
    def listening(self) -> Any:
        """A queue of what happens from now on."""
        if len(self._queues) >= MOST_LISTENERS:
            raise Problem(503, "Too many pages listen at once.", headers={"Retry-After": "30"})
        queue: asyncio.Queue[str] = asyncio.Queue(maxsize=50)
        self._queues.add(queue)
        try:
            yield queue
        finally:
            self._queues.discard(queue)


async def listener(request: Request, _asker: Asker) -> AsyncIterator[asyncio.Queue[str]]:
    """What happens from now on, for somebody who is signed in."""
    broadcast: Broadcast = request.app.state.broadcast
    with broadcast.listening() as queue:
        yield queue


@router.get(
    "/inbox/stream",
    summary="Hear of changes as they happen",
    response_class=EventSourceResponse,
    responses={
        **problems(*SIGNED_IN),
        200: {
            "description": "Server-sent events; `data` is `{type, case_id, proposal_id}`.",
            "content": {
                "text/event-stream": {
                    "example": 'event: proposal.pending\ndata: {"type": "proposal.pending", "case_id": "5d0c…", '
                    '"proposal_id": "9a1b…"}\n\n'
                }
            },
        },
    },
)
async def stream(
    request: Request, queue: Annotated[asyncio.Queue[str], Depends(listener)]
) -> AsyncIterator[ServerSentEvent]:
    """Events `case.opened`, `proposal.pending`, `proposal.decided`, `action.executed` and the like.

    The stream ends after ten minutes, and before when whoever listens may no longer; browsers come back by themselves.
    """
    broadcast: Broadcast = request.app.state.broadcast
    loop = asyncio.get_running_loop()
    end, look = loop.time() + LONGEST, loop.time() + LOOK_AGAIN
    yield ServerSentEvent(retry=2000)
    while not broadcast.closing and loop.time() < end:
        with suppress(TimeoutError):
            yield event_of(await asyncio.wait_for(queue.get(), max(look - loop.time(), 0.0)))
        if loop.time() >= look:
            if not await _may_listen(request):
                return
            look = loop.time() + LOOK_AGAIN


async def _may_listen(request: Request) -> bool:
    try:
        await caller(request)
    except (Problem, OdooError):
        return False
    except Exception as error:
        if not database_is_away(error):
            raise
    return True


def event_of(payload: str) -> ServerSentEvent:
    """One event. The payload is ours, but a line break in it would begin another field: it goes out as JSON."""
    said = json.loads(payload)
    return ServerSentEvent(event=said["type"], data=said)
