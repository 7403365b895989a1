"""A shipment that nobody hears of, on a real Odoo: found by a scan, asked about, over with the carrier's next word."""

from __future__ import annotations

import json
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

import pytest

from agents.scans import SCANS
from cases.actions import ActionName
from cases.kind import Kind
from cases.status import CaseStatus
from cases.store.records import CaseRecord
from graphs.scanning import Scanned
from sandbox.flows import Flows
from tests.integration.graphs.hand import Company, Hand
from tests.integration.graphs.scanning_one import cases_about, scan_for

pytestmark = pytest.mark.odoo
KIND, NUMBER = Kind.TRANSIT_DELAY, "3SNL770012"


async def _shipped(hand: Hand, company: Company) -> int:
    """A delivery that left four days ago and is promised for the day after tomorrow."""
    flows, today = Flows(hand.admin), company.world.today
    antwerp = await flows.find("stock.warehouse", code="ANT")
    [vendor] = await hand.admin.search_read("res.partner", [["supplier_rank", ">", 0]], ["id"], limit=1)
    [customer] = await hand.admin.search_read("res.partner", [["category_id.name", "=", "Regular"]], ["id"], limit=1)
    product = await flows.product({"name": "Quiet lamp", "list_price": 9.0}, vendor["id"], 14)
    await flows.count(product, antwerp, Decimal(10))
    order = await flows.sale(customer["id"], antwerp, today + timedelta(days=2), {product: Decimal(4)})
    await flows.confirm_sale(order)
    carrier = await flows.find("delivery.carrier", name="Northline Parcel")
    return await flows.ship(order, carrier, NUMBER, today - timedelta(days=4))


def _event(company: Company, days_ago: int) -> bytes:
    at = datetime.combine(company.world.today - timedelta(days=days_ago), time(9, 20), UTC)
    data = {
        "carrier": "Northline Parcel",
        "tracking_number": NUMBER,
        "status": "in_transit",
        "occurred_at": at.isoformat(),
    }
    return json.dumps({"type": "tracking.event", "version": 1, "timestamp": at.isoformat(), "data": data}).encode()


async def _scan(hand: Hand, company: Company, picking: int) -> Scanned:
    moment = datetime.combine(company.world.today, time(12), UTC)
    return await scan_for(hand, KIND, moment, "stock.picking", picking)


async def _of(hand: Hand, picking: int) -> list[CaseRecord]:
    return await cases_about(hand, KIND, "stock.picking", picking)


async def test_silence_is_found_asked_about_and_over_with_the_next_word(hand: Hand, fresh_company: Company) -> None:
    picking = await _shipped(hand, fresh_company)
    # Of all that left within three weeks no carrier ever said anything: that alone is nothing.
    before = await _scan(hand, fresh_company, picking)
    assert (before.odoo_calls, before.found) == (1, 0)

    await hand.read(await hand.webhook(_event(fresh_company, 4), "quiet-1"))
    done = await _scan(hand, fresh_company, picking)
    [case] = await _of(hand, picking)
    assert case.status is CaseStatus.WAITING, case.why_person
    assert "not heard of since" in case.title
    this = await hand.round(case.id)
    assert this is not None
    assert this.proposal_id is not None
    proposal = await hand.load(this.proposal_id)
    [option] = proposal.options
    assert {one.name for one in proposal.actions if one.id in option.action_ids} == {
        ActionName.MESSAGE_CARRIER,
        ActionName.SCHEDULE_ACTIVITY,
    }

    await hand.read(await hand.webhook(_event(fresh_company, 1), "quiet-2"))
    done = await _scan(hand, fresh_company, picking)
    assert case.number in done.resolved
    [after] = await _of(hand, picking)
    assert (after.status, after.note) == (CaseStatus.RESOLVED, SCANS[KIND].over())
