"""Lead times that moved on a real Odoo: bought and booked in, found by a scan, planned with from then on."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

import pytest

from agents.replenishment import DriftSnapshot
from cases.actions import ActionName
from cases.kind import Kind
from cases.status import ActionStatus, CaseStatus, DecisionType
from cases.store.cases import rounds
from cases.store.proposals.records import DecisionIn
from cases.store.records import CaseRecord
from graphs.scanning import Scanned
from sandbox.flows import Flows
from tests.integration.graphs.hand import Company, Hand
from tests.integration.graphs.scanning_one import cases_about, scan_for

pytestmark = pytest.mark.odoo
KIND = Kind.LEAD_TIME_DRIFT
BEFORE, LATELY = (14, 13, 14, 15, 14, 14, 16, 14), (22, 21, 24, 22)


async def _returned(hand: Hand, flows: Flows, picking: int) -> int:
    """Half of it goes back the way it came; the transfer by which it did."""
    [wizard] = await hand.admin.create("stock.return.picking", [{"picking_id": picking}])
    lines = await flows.rows("stock.return.picking.line", [["wizard_id", "=", wizard]], ["id"])
    await hand.admin.write("stock.return.picking.line", [one["id"] for one in lines], {"quantity": 5})
    made = await hand.admin.call("stock.return.picking", "action_create_returns", [wizard])
    await hand.admin.call("stock.picking", "button_validate", [made["res_id"]], context={"skip_backorder": True})
    return int(made["res_id"])


async def _bought(hand: Hand, company: Company) -> tuple[int, int, int]:
    """A product, its rule and an open order for it, with a history of receipts, and of what is none."""
    flows, today = Flows(hand.admin), company.world.today
    antwerp = await flows.find("stock.warehouse", code="ANT")
    values = {"name": "Drifting seal", "default_code": "DRIFT", "standard_price": 3.0, "list_price": 9.0}
    vendor = await flows.partner({"name": "Slowly", "email": "orders@slowly.example", "supplier_rank": 1}, "be")
    [contact] = await hand.admin.create(
        "res.partner", [{"name": "Ann", "parent_id": vendor, "email": "a@slowly.example"}]
    )
    product = await flows.product(values, vendor, 14)
    await flows.count(product, antwerp, Decimal(60))
    customer = (await flows.rows("res.partner", [["category_id.name", "=", "Regular"]], ["id"]))[0]["id"]
    await flows.sell_weekly(product, antwerp, customer, today, [Decimal(10)] * 8)
    rule = await flows.rule(product, antwerp, Decimal(20), Decimal(60))
    before = [(today - timedelta(days=50 + 20 * at), days) for at, days in enumerate(BEFORE)]
    lately = [(today - timedelta(days=3 + 9 * at), days) for at, days in enumerate(LATELY)]
    await flows.receive_often(vendor, antwerp, product, [*before, *lately[:2]], Decimal(10))
    await flows.receive_often(contact, antwerp, product, lately[2:], Decimal(10))
    # What went back to the vendor, and came again, is neither a receipt nor a late one.
    picking = (await flows.rows("stock.picking", [["partner_id", "=", contact], ["state", "=", "done"]], ["id"]))[0][
        "id"
    ]
    for _ in range(2):
        picking = await _returned(hand, flows, picking)
    order = await flows.purchase(vendor, antwerp, [(product, Decimal(40), today + timedelta(days=10))])
    await flows.confirm_purchase(order)
    return product, rule, order


async def _scan(hand: Hand, company: Company, product: int) -> Scanned:
    moment = datetime.combine(company.world.today, time(12), UTC)
    return await scan_for(hand, KIND, moment, "product.product", product)


async def _of(hand: Hand, product: int) -> list[CaseRecord]:
    return await cases_about(hand, KIND, "product.product", product)


async def test_a_lead_time_that_moved_is_found_and_planned_with(hand: Hand, fresh_company: Company) -> None:
    product, rule, order = await _bought(hand, fresh_company)
    done = await _scan(hand, fresh_company, product)
    assert done.odoo_calls <= 6
    [case] = await _of(hand, product)
    assert case.partner is not None
    assert case.partner.label == "Slowly"
    this = await hand.round(case.id)
    assert this is not None, case.why_person
    assert 0 < (this.odoo_calls or 0) <= 12

    # What was read: each order once, whichever contact it went to; what went back and came again is none.
    async with hand.desk.database.transaction() as session:
        kept = await rounds.load(session, this.id)
    read = DriftSnapshot.model_validate(kept.snapshot)
    moved = read.shifts[product]
    assert (moved.before.days, moved.now.days) == (sorted(BEFORE), sorted(LATELY))
    assert [one.id for one in read.orders if one.state == "purchase" and one.id == order] == [order]

    assert this.proposal_id is not None
    proposal = await hand.load(this.proposal_id)
    [plan] = [one for one in proposal.options if one.recommended]
    wanted = [one for one in proposal.actions if one.id in plan.action_ids]
    assert {one.name for one in wanted} == {
        ActionName.ADJUST_REORDER_RULE,
        ActionName.MESSAGE_SUPPLIER,
        ActionName.SCHEDULE_ACTIVITY,
    }
    for action in wanted:
        said = DecisionIn(action_id=action.id, digest=action.digest, type=DecisionType.APPROVE)
        await hand.decide(proposal, action.approvals[0].need.any_of[0], said)
    await hand.drive(proposal.round_id)
    after = await hand.load(proposal.id)
    assert {one.status for one in after.actions} == {ActionStatus.APPLIED}

    [set_to] = await hand.admin.read("stock.warehouse.orderpoint", [rule], ["product_min_qty", "product_max_qty"])
    assert (set_to["product_min_qty"], set_to["product_max_qty"]) == (32, 72)
    posted = [["model", "=", "purchase.order"], ["res_id", "=", order], ["body", "ilike", "22 days"]]
    assert len(await hand.admin.search_read("mail.message", posted, ["id"])) == 1
    asked = [["res_model", "=", "product.product"], ["res_id", "=", product]]
    assert len(await hand.admin.search_read("mail.activity", asked, ["id"])) == 1

    # The same finding is no news while it is fresh.
    [closed] = await _of(hand, product)
    assert closed.status is CaseStatus.RESOLVED
    await _scan(hand, fresh_company, product)
    assert [one.id for one in await _of(hand, product)] == [case.id]
