"""Stock in the wrong place on a real Odoo: sold and delivered, found by a scan, brought from who can spare it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

import pytest

from agents.replenishment import ReplenishmentSnapshot
from agents.replenishment.cover import standings
from agents.scans import SCANS
from cases.actions import ActionName
from cases.kind import Kind
from cases.status import ActionStatus, CaseStatus, DecisionType
from cases.store.cases import rounds
from cases.store.proposals.records import DecisionIn
from cases.store.records import CaseRecord
from graphs.scanning import Scanned
from tests.integration.graphs.hand import Company, Hand
from tests.integration.graphs.scanning_one import cases_about, scan_for

pytestmark = pytest.mark.odoo
KIND = Kind.REPLENISHMENT_IMBALANCE
SOLD_WEEKS = 8


@dataclass(frozen=True)
class Shelves:
    """One product and where it lies."""

    product: int
    short: int
    plenty: int
    needs_it: int
    rule: int


def _now(company: Company) -> datetime:
    return datetime.combine(company.world.today, time(9), UTC)


async def _stock(hand: Hand, product: int, place: int, quantity: int) -> None:
    [quant] = await hand.admin.create(
        "stock.quant",
        [{"product_id": product, "location_id": place, "inventory_quantity": quantity}],
        context={"inventory_mode": True},
    )
    await hand.admin.call("stock.quant", "action_apply_inventory", [quant])


async def _sell(hand: Hand, company: Company, product: int, warehouse: int, quantity: int) -> None:
    """An order a week, delivered; then dated back, as no flow of Odoo's delivers in the past."""
    odoo = hand.admin
    [partner] = await odoo.search_read("res.partner", [["category_id.name", "=", "Regular"]], ["id"], limit=1)
    order = {
        "partner_id": partner["id"],
        "warehouse_id": warehouse,
        "order_line": [[0, 0, {"product_id": product, "product_uom_qty": quantity}]],
    }
    orders = await odoo.create("sale.order", [order] * SOLD_WEEKS)
    await odoo.call("sale.order", "action_confirm", orders)
    for _ in range(3):
        still = [["sale_id", "in", orders], ["state", "not in", ["done", "cancel"]]]
        open_now = [row["id"] for row in await odoo.search_read("stock.picking", still, ["id"])]
        if not open_now:
            break
        await odoo.call("stock.picking", "action_assign", open_now)
        ready = [
            row["id"] for row in await odoo.search_read("stock.picking", [*still, ["state", "=", "assigned"]], ["id"])
        ]
        await odoo.call("stock.picking", "button_validate", ready, context={"skip_backorder": True, "skip_sms": True})
    lines = [["sale_line_id.order_id", "in", orders], ["state", "=", "done"]]
    moves = await odoo.search_read("stock.move", lines, ["sale_line_id"], order="id")
    by_line: dict[int, list[int]] = {}
    for move in moves:
        by_line.setdefault(move["sale_line_id"][0], []).append(move["id"])
    assert len(by_line) == SOLD_WEEKS
    for week, ids in enumerate(by_line.values()):
        await odoo.write("stock.move", ids, {"date": f"{company.world.today - timedelta(days=7 * week + 3)} 12:00:00"})


async def _shelves(hand: Hand, company: Company) -> Shelves:
    odoo = hand.admin
    places = await odoo.search_read("stock.warehouse", [], ["code", "lot_stock_id"], order="sequence, id")
    short, plenty, needs_it = places[:3]
    [vendor] = await odoo.search_read("res.partner", [["supplier_rank", ">", 0]], ["id"], limit=1)
    [product] = await odoo.create(
        "product.product",
        [
            {
                "name": "Lopsided bolt",
                "is_storable": True,
                "list_price": 10,
                "standard_price": 4,
                "seller_ids": [[0, 0, {"partner_id": vendor["id"], "price": 4, "delay": 14}]],
            }
        ],
    )
    for place, on_hand, weekly in ((short, 5, 10), (plenty, 400, 2), (needs_it, 120, 60)):
        await _stock(hand, product, place["lot_stock_id"][0], on_hand + weekly * SOLD_WEEKS)
        await _sell(hand, company, product, place["id"], weekly)
    rule = {"product_id": product, "warehouse_id": short["id"], "location_id": short["lot_stock_id"][0]}
    [made] = await odoo.create(
        "stock.warehouse.orderpoint", [rule | {"product_min_qty": 2, "product_max_qty": 4, "trigger": "manual"}]
    )
    return Shelves(product, short["id"], plenty["id"], needs_it["id"], made)


async def _scan(hand: Hand, moment: datetime, only_product: int) -> Scanned:
    return await scan_for(hand, KIND, moment, "product.product", only_product)


async def _of(hand: Hand, product: int) -> list[CaseRecord]:
    return await cases_about(hand, KIND, "product.product", product)


async def test_what_runs_out_is_found_and_brought_from_who_can_spare_it(hand: Hand, fresh_company: Company) -> None:
    shelves = await _shelves(hand, fresh_company)
    moment = _now(fresh_company)
    done = await _scan(hand, moment, shelves.product)
    assert done.odoo_calls <= 10
    [case] = await _of(hand, shelves.product)
    assert {ref.id for ref in case.records if ref.model == "stock.warehouse"} == {shelves.short}
    this = await hand.round(case.id)
    assert this is not None, case.why_person
    assert 0 < (this.odoo_calls or 0) <= 10

    # What was read: eight weeks of each warehouse, what lies there, the rule.
    async with hand.desk.database.transaction() as session:
        kept = await rounds.load(session, this.id)
    read = ReplenishmentSnapshot.model_validate(kept.snapshot)
    found = {one.warehouse.id: one for one in standings(read)}
    for warehouse, on_hand, weekly in ((shelves.short, 5, 10), (shelves.plenty, 400, 2), (shelves.needs_it, 120, 60)):
        one = found[warehouse]
        assert (one.on_hand, one.rate.weekly, one.rate.weeks) == (on_hand, weekly, SOLD_WEEKS)
        assert one.lead_days == 14
    # It holds more than is missing elsewhere, and sells them all before an order comes.
    assert (found[shelves.needs_it].missing, found[shelves.needs_it].spare) == (0, 0)
    rule = found[shelves.short].rule
    assert rule is not None
    assert (rule.id, rule.minimum, rule.maximum, rule.automatic) == (shelves.rule, 2, 4, False)

    assert this.proposal_id is not None
    proposal = await hand.load(this.proposal_id)
    [action] = [one for one in proposal.actions if one.name is ActionName.TRANSFER_STOCK]
    assert action.args["from_warehouse_id"] == shelves.plenty
    assert action.args["to_warehouse_id"] == shelves.short
    assert Decimal(action.args["quantity"]) == found[shelves.short].missing

    for approval in action.approvals:
        said = DecisionIn(action_id=action.id, digest=action.digest, type=DecisionType.APPROVE)
        await hand.decide(proposal, approval.need.any_of[0], said)
    await hand.drive(proposal.round_id)
    [after] = [one for one in (await hand.load(proposal.id)).actions if one.id == action.id]
    assert after.status is ActionStatus.APPLIED, after


async def test_what_lasts_again_is_closed(hand: Hand, fresh_company: Company) -> None:
    shelves = await _shelves(hand, fresh_company)
    await _scan(hand, _now(fresh_company), shelves.product)
    [case] = await _of(hand, shelves.product)
    [place] = await hand.admin.read("stock.warehouse", [shelves.short], ["lot_stock_id"])
    await _stock(hand, shelves.product, place["lot_stock_id"][0], 500)
    done = await _scan(hand, _now(fresh_company), shelves.product)
    assert case.number in done.resolved
    [after] = await _of(hand, shelves.product)
    assert (after.status, after.note) == (CaseStatus.RESOLVED, SCANS[KIND].over())
