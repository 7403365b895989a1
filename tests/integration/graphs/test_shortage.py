"""Goods that the book has and the picker has not, on a real Odoo: found, investigated, asked about, and over again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest

from agents.scans import SCANS
from agents.warehouse import ShortageSnapshot
from agents.world import World, habits_of
from cases.actions import ActionName
from cases.kind import Kind
from cases.status import ActionStatus, CaseStatus, DecisionType
from cases.store.cases import cases, rounds
from cases.store.proposals.records import DecisionIn
from cases.store.records import CaseFilter, CaseRecord
from graphs.scanning import Scanned, run_scan
from tests.integration.graphs.hand import Company, Hand

pytestmark = pytest.mark.odoo
KIND = Kind.PICKING_SHORTAGE


@dataclass(frozen=True)
class Shelf:
    """Goods of the test's own in one warehouse, with two bins; two orders of them, one due and one for later."""

    product: int
    stock: int
    bins: tuple[int, int]
    due: int
    later: int
    transfer: int
    transfer_of_later: int


def _now(company: Company) -> datetime:
    return datetime.combine(company.world.today, time(9), UTC)


async def _count(hand: Hand, product: int, place: int, quantity: int) -> None:
    context = {"inventory_mode": True}
    values = {"product_id": product, "location_id": place, "inventory_quantity": quantity}
    [quant] = await hand.admin.create("stock.quant", [values], context=context)
    await hand.admin.call("stock.quant", "action_apply_inventory", [quant], context=context)


async def _sell(hand: Hand, product: int, warehouse: int, quantity: int, promised: str) -> tuple[int, int]:
    """A confirmed order and the first transfer of it."""
    odoo = hand.admin
    [partner] = await odoo.search_read(
        "res.partner", [["category_id.name", "=", "Regular"], ["email", "!=", False]], ["id"], limit=1
    )
    [order] = await odoo.create(
        "sale.order",
        [
            {
                "partner_id": partner["id"],
                "warehouse_id": warehouse,
                "commitment_date": promised,
                "order_line": [[0, 0, {"product_id": product, "product_uom_qty": quantity}]],
            }
        ],
    )
    await odoo.call("sale.order", "action_confirm", [order])
    [first, *_] = await odoo.search_read("stock.picking", [["sale_id", "=", order]], ["id"], order="id")
    return order, first["id"]


async def _shelf(hand: Hand, company: Company) -> Shelf:
    odoo = hand.admin
    [place] = await odoo.search_read("stock.warehouse", [["code", "=", "ANT"]], ["id", "lot_stock_id"])
    stock = place["lot_stock_id"][0]
    bins = await odoo.create(
        "stock.location", [{"name": name, "usage": "internal", "location_id": stock} for name in ("Q-01", "Q-02")]
    )
    [product] = await odoo.create(
        "product.product", [{"name": "Vanishing bolt", "is_storable": True, "list_price": 10, "standard_price": 4}]
    )
    await _count(hand, product, bins[0], 30)
    today = company.world.today
    later, transfer_of_later = await _sell(hand, product, place["id"], 25, f"{today + timedelta(days=9)} 13:00:00")
    due, transfer = await _sell(hand, product, place["id"], 20, f"{today} 13:00:00")
    return Shelf(product, stock, (bins[0], bins[1]), due, later, transfer, transfer_of_later)


async def _scan(hand: Hand, moment: datetime, transfer: int) -> Scanned:
    """The scan; only the case of this transfer is worked."""
    async with hand.desk.reader() as reader:
        world = World(reader, habits_of(hand.desk.settings), moment)
        done = await run_scan(SCANS[KIND], hand.desk.database, world, told=True)
    for report_id in done.report_ids:
        ids = await hand.read(report_id)
        for case in await _of(hand, transfer):
            if case.id in ids and (this := await hand.round(case.id)) is not None:
                await hand.drive(this.id)
    return done


async def _of(hand: Hand, transfer: int) -> list[CaseRecord]:
    async with hand.desk.database.transaction() as session:
        items = (await cases.list_cases(session, CaseFilter(kind=KIND), limit=200)).items
    return [one for one in items if any((ref.model, ref.id) == ("stock.picking", transfer) for ref in one.records)]


async def _read(hand: Hand, case: CaseRecord) -> tuple[ShortageSnapshot, Any]:
    this = await hand.round(case.id)
    assert this is not None, case.why_person
    assert 0 < (this.odoo_calls or 0) <= 12
    async with hand.desk.database.transaction() as session:
        kept = await rounds.load(session, this.id)
    assert this.proposal_id is not None
    return ShortageSnapshot.model_validate(kept.snapshot), await hand.load(this.proposal_id)


async def test_the_road_from_held_for_somebody_to_let_go_to_reserved(hand: Hand, fresh_company: Company) -> None:
    odoo, shelf = hand.admin, await _shelf(hand, fresh_company)
    moment = _now(fresh_company)

    # Twenty-five are held for somebody who was promised them in nine days: five are left for what is due.
    done = await _scan(hand, moment, shelf.transfer)
    assert done.odoo_calls <= 6
    assert await _of(hand, shelf.transfer_of_later) == []
    [case] = await _of(hand, shelf.transfer)
    read, proposal = await _read(hand, case)
    [line] = read.lines
    assert (line.missing, [one.quantity for one in line.waiting], line.bins) == (15, [25], ())
    assert [place.location.name for place in line.shelved] == ["ANT/Stock/Q-01"]
    [ask] = [one for one in proposal.actions if one.name is ActionName.SCHEDULE_ACTIVITY]
    assert (ask.args["role"], ask.args["record_id"]) == ("sales", shelf.transfer)
    for approval in ask.approvals:
        said = DecisionIn(action_id=ask.id, digest=ask.digest, type=DecisionType.APPROVE)
        await hand.decide(proposal, approval.need.any_of[0], said)
    await hand.drive(proposal.round_id)
    [after] = [one for one in (await hand.load(proposal.id)).actions if one.id == ask.id]
    assert after.status is ActionStatus.APPLIED, after
    # Read back in Odoo: the to-do is there, for the one who was asked, and nothing was taken from anybody.
    [to_do] = await odoo.search_read(
        "mail.activity", [["res_model", "=", "stock.picking"], ["res_id", "=", shelf.transfer]], ["user_id", "summary"]
    )
    assert (to_do["user_id"][0], to_do["summary"]) == (ask.args["user_id"], ask.args["summary"])
    [held] = await odoo.search_read(
        "stock.move", [["picking_id", "=", shelf.transfer_of_later]], ["quantity", "product_uom_qty"]
    )
    assert held["quantity"] == held["product_uom_qty"] == 25


async def test_let_go_by_the_picker_is_counted_and_what_is_reserved_is_over(hand: Hand, fresh_company: Company) -> None:
    odoo, shelf = hand.admin, await _shelf(hand, fresh_company)
    moment = _now(fresh_company)
    await _count(hand, shelf.product, shelf.bins[1], 40)
    # Odoo reserves by itself only what comes into the very place that a transfer takes from, not into a bin below it.
    await odoo.call("stock.picking", "action_assign", [shelf.transfer])
    await _scan(hand, moment, shelf.transfer)
    assert await _of(hand, shelf.transfer) == []

    # The picker stands before an empty bin and lets it go.
    await odoo.call("stock.picking", "do_unreserve", [shelf.transfer])
    await _scan(hand, moment, shelf.transfer)
    [case] = await _of(hand, shelf.transfer)
    read, proposal = await _read(hand, case)
    [line] = read.lines
    assert line.missing == 20
    assert {place.location.name: place.free for place in line.bins} == {
        "ANT/Stock/Q-01": Decimal(5),
        "ANT/Stock/Q-02": Decimal(40),
    }
    recommended = next(one for one in proposal.options if one.recommended)
    assert recommended.id == "count"
    [count] = [one for one in proposal.actions if one.id in recommended.action_ids]
    assert count.args["role"] == "warehouse"
    assert "ANT/Stock/Q-02 (40)" in count.args["note"]

    # What was booked since yesterday: two counts, and no goods carried.
    async with hand.desk.reader() as reader:
        moved = await reader.movements([shelf.product], moment - timedelta(days=1))
        counted = await reader.movements([shelf.product], moment - timedelta(days=1), counts_alone=True)
    assert moved == counted
    assert [(one.is_count, [one.into(place) for place in shelf.bins]) for one in moved] == [
        (True, [30, 0]),
        (True, [0, 40]),
    ]

    # It was there after all, and is reserved again.
    await odoo.call("stock.picking", "action_assign", [shelf.transfer])
    done = await _scan(hand, moment, shelf.transfer)
    assert case.number in done.resolved
    [after] = await _of(hand, shelf.transfer)
    assert (after.status, after.note) == (CaseStatus.RESOLVED, SCANS[KIND].over())
