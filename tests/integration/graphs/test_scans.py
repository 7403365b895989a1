"""Scans on a real Odoo: found once, worked as of the moment that was given, closed when nothing is wrong any more."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest

from agents.scans import SCANS
from agents.world import World, habits_of
from cases.actions import ActionName
from cases.claims import DelayClaim, only
from cases.kind import Kind
from cases.status import ActionStatus, CaseStatus, DecisionType
from cases.store import health
from cases.store.cases import cases, rounds
from cases.store.proposals.records import DecisionIn
from cases.store.records import CaseFilter, CaseRecord
from cases.store.reports import scans
from graphs.scanning import Scanned, run_scan
from tests.integration.graphs.hand import Company, Hand

pytestmark = pytest.mark.odoo
DELAY = Kind.INBOUND_DELAY


def _in(company: Company, days: int) -> datetime:
    return datetime.combine(company.world.today + timedelta(days=days), time(9), UTC)


async def _scan(hand: Hand, moment: datetime, kind: Kind = DELAY) -> Scanned:
    """What the command does, without a worker: the reports are read and the rounds driven here."""
    async with hand.desk.reader() as reader:
        world = World(reader, habits_of(hand.desk.settings), moment)
        done = await run_scan(SCANS[kind], hand.desk.database, world, told=True)
    for report_id in done.report_ids:
        for case_id in await hand.read(report_id):
            if (this := await hand.round(case_id)) is not None:
                await hand.drive(this.id)
    return done


async def _cases(hand: Hand, kind: Kind = DELAY) -> list[CaseRecord]:
    async with hand.desk.database.transaction() as session:
        return list((await cases.list_cases(session, CaseFilter(kind=kind), limit=200)).items)


async def test_overdue_receipts_are_found_once_and_closed_when_they_are_not_overdue(
    hand: Hand, company: Company
) -> None:
    # In three weeks nothing of what is on order has arrived: all of it is overdue then.
    moment = _in(company, 21)
    first = await _scan(hand, moment)
    assert first.found > 0
    assert first.odoo_calls == 1
    opened = await _cases(hand)
    assert len(opened) == first.found

    again = await _scan(hand, moment)
    assert (again.found, again.known, again.report_ids) == (first.found, first.found, ())
    assert len(await _cases(hand)) == first.found

    # A day on which most of it was not due yet: what is not overdue then is closed, with a word.
    before = await _scan(hand, _in(company, -30))
    assert len(before.resolved) == first.found - before.found
    for case in await _cases(hand):
        if case.number in before.resolved:
            assert case.status is CaseStatus.RESOLVED
            assert case.note == SCANS[DELAY].over()


async def test_an_order_with_an_open_case_of_late_goods_need_not_be_confirmed(hand: Hand, company: Company) -> None:
    # In a week nobody has confirmed anything; of what is overdue by then there are cases already.
    moment = _in(company, 7)
    late = {case.records[0].id for case in await _cases(hand)} if await _scan(hand, moment) else set()
    assert late
    silent = await _scan(hand, moment - timedelta(days=7), Kind.CONFIRMATION_MISMATCH)
    asked = {case.records[0].id for case in await _cases(hand, Kind.CONFIRMATION_MISMATCH)}
    assert len(asked) == silent.found
    assert not late & asked


async def test_no_day_is_given_for_what_nobody_has_given_one_for(hand: Hand, company: Company) -> None:
    moment = _in(company, 21)
    await _scan(hand, moment)
    [case, *_] = await _cases(hand)
    this = await hand.round(case.id)
    assert this is not None, case.why_person
    async with hand.desk.database.transaction() as session:
        file = await cases.case_file(session, case.id)
        assert await scans.believed_now(session, case.id) == moment
        kept = await rounds.load(session, this.id)
    assert all(claim.new_date is None for claim in only(DelayClaim, file.claims))
    # The case takes the scan's moment for now; what is approved lives on the real clock.
    assert kept.snapshot is not None
    assert datetime.fromisoformat(str(kept.snapshot["read_at"])) == moment
    assert this.proposal_id is not None
    proposal = await hand.load(this.proposal_id)
    named = {action.name for action in proposal.actions}
    assert ActionName.MESSAGE_SUPPLIER in named
    assert ActionName.RESCHEDULE_RECEIPT not in named


async def test_when_a_scan_last_ran_is_kept_with_the_services_health(hand: Hand, company: Company) -> None:
    await _scan(hand, _in(company, -30))
    async with hand.desk.database.transaction() as session:
        said = {beat.name: beat.detail for beat in await health.beats(session)}
    assert said["scan_inbound_delay"]["ok"] is True
    assert "found" in said["scan_inbound_delay"]["detail"]


async def _work(hand: Hand, company: Company) -> tuple[int, list[int]]:
    """Thirty deliveries of one line each, reserved and promised for today; the warehouse."""
    odoo = hand.admin
    [place] = await odoo.search_read("stock.warehouse", [["code", "=", "ANT"]], ["id", "lot_stock_id"])
    [partner] = await odoo.search_read("res.partner", [["category_id.name", "=", "Regular"]], ["id"], limit=1)
    [product] = await odoo.create("product.product", [{"name": "Backlog bolt", "is_storable": True, "list_price": 10}])
    [quant] = await odoo.create(
        "stock.quant",
        [{"product_id": product, "location_id": place["lot_stock_id"][0], "inventory_quantity": 500}],
        context={"inventory_mode": True},
    )
    await odoo.call("stock.quant", "action_apply_inventory", [quant])
    order = {
        "partner_id": partner["id"],
        "warehouse_id": place["id"],
        "order_line": [[0, 0, {"product_id": product, "product_uom_qty": 2}]],
        "commitment_date": f"{company.world.today} 13:00:00",
    }
    orders = await odoo.create("sale.order", [order] * 30)
    await odoo.call("sale.order", "action_confirm", orders)
    pickings = [row["id"] for row in await odoo.search_read("stock.picking", [["sale_id", "in", orders]], ["id"])]
    await odoo.call("stock.picking", "action_assign", pickings)
    return place["id"], pickings


async def test_a_backlog_is_found_planned_and_its_stars_are_set(hand: Hand, fresh_company: Company) -> None:
    backlog = Kind.PICKING_BACKLOG
    # Later than usual, so that something can still be done whatever the season's clock says.
    hand = hand.with_settings(cut_off="ANT=18:00")
    warehouse, made = await _work(hand, fresh_company)
    done = await _scan(hand, _in(fresh_company, 0), backlog)
    assert done.odoo_calls <= 4
    case = next(one for one in await _cases(hand, backlog) if one.records[0].id == warehouse)
    assert "promises miss the carrier" in case.title
    this = await hand.round(case.id)
    assert this is not None, case.why_person
    assert 0 < (this.odoo_calls or 0) <= 10
    assert this.proposal_id is not None
    proposal = await hand.load(this.proposal_id)
    # Several times the hands are found by nobody, and no way to offer.
    assert [option.id for option in proposal.options] == ["wait"]

    [action] = [one for one in proposal.actions if one.name is ActionName.PRIORITISE_PICKINGS]
    wanted = {star["picking_id"]: "1" if star["starred"] else "0" for star in action.args["pickings"]}
    assert set(wanted) & set(made)
    assert 0 < len(wanted) < len(made)
    names = {one.name for one in proposal.actions}
    assert names >= {ActionName.BATCH_PICKINGS, ActionName.RESCHEDULE_DELIVERY, ActionName.MESSAGE_CUSTOMER}
    # Nobody is named on work of today, so nobody is given any.
    assert ActionName.ASSIGN_PICKINGS not in names
    for one in proposal.actions:
        for approval in one.approvals:
            said = DecisionIn(action_id=one.id, digest=one.digest, type=DecisionType.APPROVE)
            await hand.decide(proposal, approval.need.any_of[0], said)
    await hand.drive(proposal.round_id)
    after = await hand.load(proposal.id)
    assert {one.status for one in after.actions} == {ActionStatus.APPLIED}, [one.why for one in after.actions]
    assert all(one.receipt and one.receipt.verified for one in after.actions)
    rows = await hand.admin.read("stock.picking", list(wanted), ["priority"])
    assert {row["id"]: row["priority"] for row in rows} == wanted
    for one in after.actions:
        if one.name is ActionName.BATCH_PICKINGS:
            inside = [each["picking_id"] for each in one.args["pickings"]]
            batched = await hand.admin.read("stock.picking", inside, ["batch_id"])
            assert len({row["batch_id"][0] for row in batched}) == 1
        if one.name is ActionName.RESCHEDULE_DELIVERY:
            [row] = await hand.admin.read("stock.picking", [one.args["picking_id"]], ["scheduled_date"])
            assert str(row["scheduled_date"]).startswith(one.args["new_date"])

    # Printed work is under way and no backlog any more: what is over is closed, once nothing else is open there.
    here = [["picking_type_id.warehouse_id", "=", warehouse], ["state", "=", "assigned"]]
    still = [row["id"] for row in await hand.admin.search_read("stock.picking", here, ["id"])]
    await hand.admin.write("stock.picking", still, {"printed": True})
    assert (await _scan(hand, _in(fresh_company, 0), backlog)).found < done.found
