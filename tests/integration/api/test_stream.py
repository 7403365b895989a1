"""Live changes: what is committed is heard by whoever may listen, in a moment, and streams end when they should."""

from __future__ import annotations

import asyncio
import json
import time

import httpx

from cases.store import people as record_people
from runtime.postgres import Cluster
from tests.integration.api import stories
from tests.integration.api.conftest import DeskUnderTest
from tests.integration.api.serving import served


async def heard(lines: object, wanted: str) -> dict[str, str]:
    """The data of the next event of that kind."""
    kind = ""
    async for line in lines:  # type: ignore[attr-defined]
        if line.startswith("event: "):
            kind = line.removeprefix("event: ")
        elif line.startswith("data: ") and kind == wanted:
            said: dict[str, str] = json.loads(line.removeprefix("data: "))
            return said
    raise AssertionError("the stream ended")


async def test_a_proposal_is_heard_of_at_once_and_after_an_outage(desk: DeskUnderTest, test_cluster: Cluster) -> None:
    async with desk.database.transaction() as session:
        token = await record_people.create_token(session, "inbox", person=stories.PLANNER, days=1)
    async with (
        served(desk.app) as address,
        httpx.AsyncClient(base_url=address, headers={"Authorization": f"Bearer {token}"}, timeout=30) as client,
    ):
        async with client.stream("GET", "/inbox/stream") as answer:
            assert answer.headers["content-type"].startswith("text/event-stream")
            lines = answer.aiter_lines()
            assert (await anext(lines)).startswith("retry:")
            story = await desk.small_delay(51)
            committed = time.perf_counter()
            said = await asyncio.wait_for(heard(lines, "proposal.pending"), 5)
            assert time.perf_counter() - committed < 10
            assert said["proposal_id"] == story.proposal_id
            await asyncio.to_thread(test_cluster.stop)
            await asyncio.to_thread(test_cluster.start)
            await asyncio.wait_for(heard(lines, "refresh"), 20)
            again = await desk.small_delay(52)
            said = await asyncio.wait_for(heard(lines, "proposal.pending"), 10)
            assert said["proposal_id"] == again.proposal_id
        nobody = await client.get("/inbox/stream", headers={"Authorization": "Bearer exp_inbox_x"})
        assert nobody.status_code == 401


async def test_a_stream_does_not_hold_the_process_up(desk: DeskUnderTest) -> None:
    async with desk.database.transaction() as session:
        token = await record_people.create_token(session, "inbox", person=stories.PLANNER, days=1)
    async with httpx.AsyncClient(headers={"Authorization": f"Bearer {token}"}, timeout=30) as client:
        async with served(desk.app) as address:
            listening = client.stream("GET", f"{address}/inbox/stream")
            answer = await listening.__aenter__()
            assert answer.status_code == 200
            began = time.perf_counter()
        assert time.perf_counter() - began < 4
        await listening.__aexit__(None, None, None)
