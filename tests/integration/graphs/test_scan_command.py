"""The command `scan`, with a worker beside it: it waits until what was found is a case, and counts it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, time, timedelta

import pytest

from cli import scan as command
from graphs.worker import run_worker
from runtime.settings import Settings
from tests.integration.graphs.hand import Company

pytestmark = pytest.mark.odoo


async def test_the_command_waits_until_what_it_found_is_a_case(settings: Settings, company: Company) -> None:
    moment = datetime.combine(company.world.today + timedelta(days=21), time(9), UTC)
    stop = asyncio.Event()
    worker = asyncio.create_task(run_worker(settings, stop))
    try:
        await asyncio.sleep(3)
        first = await command.counted(settings, "inbound_delay", moment, lambda _: None)
        again = await command.counted(settings, "inbound_delay", moment, lambda _: None)
    finally:
        stop.set()
        await worker
    assert first["found"] > 0
    assert (first["opened"], first["joined"]) == (first["found"], 0)
    assert (again["opened"], again["joined"], again["resolved"]) == (0, first["found"], 0)
    assert list(first) == ["kind", "found", "opened", "joined", "resolved", "odoo_calls"]
    assert first["odoo_calls"] <= 2
