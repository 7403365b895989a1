"""A company that is many times larger: scans see what came with it, and ask Odoo no more often than its pages need."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from agents.scans import SCANS
from agents.world import World, habits_of
from cases.kind import Kind
from graphs.desk import Desk
from tests.integration.graphs.hand import Company
from tools.odoo.client import OdooSession
from tools.odoo.counting import count_calls

pytestmark = pytest.mark.odoo
# Lines of deliveries: with what the company has of its own, still one page of everything but what customers took.
MOVES = 1000


async def _scanned(desk: Desk) -> dict[Kind, tuple[int, int]]:
    """How much each scan finds, and with how many calls."""
    seen: dict[Kind, tuple[int, int]] = {}
    async with desk.reader() as reader:
        for kind, scan in SCANS.items():
            reader.forget()
            with count_calls() as calls:
                found = await scan.find(World(reader, habits_of(desk.settings), datetime.now(UTC)))
            seen[kind] = len(found), calls.calls
    return seen


async def test_a_larger_company_costs_pages_and_nothing_else(
    fresh_company: Company, desk: Desk, admin: OdooSession
) -> None:
    try:
        before = await _scanned(desk)
        grown = await asyncio.to_thread(fresh_company.sandbox.grow, MOVES)
        after = await _scanned(desk)
        assert (grown.moves, grown.transfers, grown.products) == (MOVES, MOVES // 5, MOVES // 50)
        assert await admin.search_count("stock.picking", [["name", "=like", "GROWN/%"]]) == grown.transfers
        assert after[Kind.INBOUND_DELAY][0] == before[Kind.INBOUND_DELAY][0] + grown.receipts
        assert after[Kind.FREIGHT_DISCREPANCY][0] == before[Kind.FREIGHT_DISCREPANCY][0] + grown.bills
        assert after[Kind.REPLENISHMENT_IMBALANCE][0] > before[Kind.REPLENISHMENT_IMBALANCE][0]
        # What left for customers fills two pages more; nothing else needs another.
        assert {kind: calls - before[kind][1] for kind, (_, calls) in after.items() if calls > before[kind][1]} == {
            Kind.REPLENISHMENT_IMBALANCE: 2
        }
    finally:
        await asyncio.to_thread(fresh_company.sandbox.reset, base="provisioned")
