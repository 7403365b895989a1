"""Server-sent events: what the record announces in, one event for every open page out. Ids only, never content."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import contextmanager
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from api.identity import Asker
from api.problems import Problem
from api.responses import problems
from cases.store.notify import CHANNEL
from runtime.database import Database

KEEP_ALIVE = 15.0
LONGEST = 600.0
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


@router.get(
    "/inbox/stream",
    summary="Hear of changes as they happen",
    response_class=StreamingResponse,
    responses={
        **problems(401, 403, 503),
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
async def stream(request: Request, asker: Asker) -> StreamingResponse:
    """Events `case.opened`, `proposal.pending`, `proposal.decided`, `action.executed` and the like.

    The stream ends after ten minutes, so that whoever may no longer listen stops; browsers come back by themselves.
    """
    broadcast: Broadcast = request.app.state.broadcast
    return StreamingResponse(
        events(request, broadcast),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def events(request: Request, broadcast: Broadcast) -> AsyncIterator[str]:
    """The text of one stream."""
    loop = asyncio.get_running_loop()
    end = loop.time() + LONGEST
    with broadcast.listening() as queue:
        yield "retry: 2000\n\n"
        while not broadcast.closing and loop.time() < end:
            try:
                payload = await asyncio.wait_for(queue.get(), KEEP_ALIVE)
            except TimeoutError:
                if await request.is_disconnected():
                    return
                yield ": still here\n\n"
                continue
            yield event_of(payload)


def event_of(payload: str) -> str:
    """One event. The payload is ours, but a line break in it would begin another field."""
    said = json.loads(payload)
    return f"event: {said['type']}\ndata: {json.dumps(said)}\n\n"
