"""The worker killed at random instants through 50 rounds of execution: nothing lost, nothing written twice."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from cases.roles import Role
from cases.status import ActionStatus
from cases.store.proposals.records import ProposalRecord
from runtime.settings import Settings
from tests.integration.graphs.hand import Errand, Hand

pytestmark = [pytest.mark.odoo, pytest.mark.slow]

ROUNDS = 50
KILLS = 12
ENOUGH = 6
# Work that the youngest worker has begun; what its dead elders had is not put back yet.
NEW_WORK = """
    SELECT count(*) FROM procrastinate_jobs
    WHERE status = 'doing' AND worker_id = (SELECT max(id) FROM procrastinate_workers)
"""
MORE_BEGUN = "SELECT greatest(count(*) - :begun, 0) FROM attempts"
NURSERY = Path(__file__).with_name("nursery.py")


class Nursery:
    """Starts workers and kills them."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def worker(self) -> int:
        """A new worker's process number."""
        assert self._process.stdin
        self._process.stdin.write(b"start\n")
        await self._process.stdin.drain()
        return int(await self.line())

    async def line(self) -> str:
        """What the nursery says next."""
        assert self._process.stdout
        return (await asyncio.wait_for(self._process.stdout.readline(), 60)).decode().strip()


@asynccontextmanager
async def nursery(settings: Settings) -> AsyncIterator[Nursery]:
    """A nursery for workers with these settings."""
    environment = os.environ | {
        "DATABASE_URL": settings.database_url or "",
        "EXPEDITER_DATA_DIR": str(settings.data_dir),
        "EXPEDITER_ODOO_URL": settings.odoo_url or "",
        "EXPEDITER_ODOO_DATABASE": settings.odoo_database or "",
        "EXPEDITER_ODOO_TIMEOUT": str(settings.odoo_timeout),
        "EXPEDITER_ODOO_LIMIT": str(settings.odoo_limit),
        "EXPEDITER_ODOO_SETTLE": str(settings.odoo_settle),
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(NURSERY),
        env=environment,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    made = Nursery(process)
    try:
        assert await made.line() == "ready"
        yield made
    finally:
        process.kill()
        await process.wait()


async def _until(hand: Hand, query: str, **values: int) -> None:
    for _ in range(1500):
        if await hand.count(query, **values):
            return
        await asyncio.sleep(0.02)
    raise AssertionError(f"never came true: {query}")


async def _settled(hand: Hand, proposals: list[ProposalRecord]) -> int:
    """How many of the actions have come to an end."""
    now = [await hand.load(proposal.id) for proposal in proposals]
    open_ones = {ActionStatus.PENDING, ActionStatus.APPROVED, ActionStatus.EXECUTING}
    return sum(action.status not in open_ones for proposal in now for action in proposal.actions)


async def test_nothing_is_lost_and_nothing_is_written_twice(hand: Hand, errand: Errand, settings: Settings) -> None:
    chance = random.Random(20261123)  # noqa: S311 - the same instants each time, as far as clocks allow
    waiting: list[ProposalRecord] = []
    for number in range(ROUNDS):
        _, round_id = await hand.case()
        waiting.append(await hand.proposed(round_id, errand.draft(f"Call them, {number}")))
        await hand.said(waiting[-1], hand.people[Role.PROCUREMENT])

    async with nursery(settings) as workers:
        killed = cut_off = 0
        while killed < KILLS and await _settled(hand, waiting) < ROUNDS:
            begun = await hand.count("SELECT count(*) FROM attempts")
            worker = await workers.worker()
            # Half of them anywhere in their work, half of them while something is being written.
            if killed % 2:
                await _until(hand, NEW_WORK)
                await asyncio.sleep(chance.uniform(0, 1.5))
            else:
                await _until(hand, MORE_BEGUN, begun=begun)
                await asyncio.sleep(chance.uniform(0, 0.15))
            os.kill(worker, signal.SIGKILL)
            killed += 1
            cut_off += await hand.count("SELECT count(*) FROM actions WHERE status = 'executing'")
        worker = await workers.worker()
        try:
            for _ in range(240):
                if await _settled(hand, waiting) == ROUNDS:
                    break
                await asyncio.sleep(0.5)
        finally:
            os.kill(worker, signal.SIGKILL)

    done = [(await hand.load(proposal.id)).actions[0] for proposal in waiting]
    written = [await hand.activities(action.id) for action in done]
    assert written == [1] * ROUNDS
    assert {action.status for action in done} == {ActionStatus.APPLIED}
    assert all(action.receipt and action.receipt.verified for action in done)
    assert all(len(action.receipts) == 1 for action in done)
    assert killed >= ENOUGH
    # Some were cut off on their way, or the test would prove little.
    assert cut_off > 0
    assert {action.receipt.how for action in done if action.receipt} <= {"written", "found"}
    hows = [action.receipt.how for action in done if action.receipt]
    print(f"killed {killed}, cut off {cut_off}, found {hows.count('found')}")
