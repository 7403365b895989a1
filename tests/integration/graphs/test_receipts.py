"""Receipts on a real Odoo: booked short, over, with what nobody ordered; found by a scan, asked about, read back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

import pytest

from agents.inbound import ReceiptSnapshot
from agents.scans import SCANS
from agents.world import World, habits_of
from cases.actions import ActionName
from cases.kind import Kind
from cases.status import ActionStatus, CaseStatus, DecisionType
from cases.store.cases import cases, rounds
from cases.store.proposals.records import DecisionIn, ProposalRecord
from cases.store.records import CaseFilter, CaseRecord
from graphs.scanning import Scanned, run_scan
from sandbox.flows import Flows
from tests.integration.graphs.hand import Company, Hand

pytestmark = pytest.mark.odoo
KIND = Kind.RECEIPT_DISCREPANCY


def _now(company: Company) -> datetime:
    return datetime.combine(company.world.today, time(16), UTC)


class _Dock:
    """Orders of one supplier, and what came of them."""

    def __init__(self, hand: Hand, company: Company) -> None:
        self.hand = hand
        self.flows = Flows(hand.admin)
        self.today = company.world.today
        self.vendor = self.warehouse = self.bolt = self.nut = self.washer = 0

    async def open(self) -> _Dock:
        [vendor] = await self.hand.admin.search_read(
            "res.partner",
            [["supplier_rank", ">", 0], ["email", "!=", False], ["is_company", "=", True]],
            ["id"],
            limit=1,
        )
        self.vendor = vendor["id"]
        self.warehouse = await self.flows.find("stock.warehouse", code="ANT")
        self.bolt, self.nut, self.washer = [
            await self.flows.product({"name": f"Dock {name}", "standard_price": 4, "list_price": 10}, self.vendor, 9)
            for name in ("bolt", "nut", "washer")
        ]
        return self

    async def order(self, goods: Mapping[int, int], days: int = 3) -> int:
        day = self.today + timedelta(days=days)
        made = await self.flows.purchase(
            self.vendor, self.warehouse, [(product, Decimal(much), day) for product, much in goods.items()]
        )
        await self.flows.confirm_purchase(made)
        return made

    async def sell(self, product: int, much: int, days: int) -> int:
        customer = (await self.hand.admin.search_read("res.partner", [["category_id.name", "=", "Regular"]], ["id"]))[0]
        made = await self.flows.sale(
            customer["id"], self.warehouse, self.today + timedelta(days=days), {product: Decimal(much)}
        )
        await self.flows.confirm_sale(made)
        return made


async def _scan(hand: Hand, moment: datetime) -> Scanned:
    async with hand.desk.reader() as reader:
        world = World(reader, habits_of(hand.desk.settings), moment)
        done = await run_scan(SCANS[KIND], hand.desk.database, world, told=True)
    for report_id in done.report_ids:
        await hand.read(report_id)
    return done


async def _of(hand: Hand, order: int) -> CaseRecord | None:
    async with hand.desk.database.transaction() as session:
        items = (await cases.list_cases(session, CaseFilter(kind=KIND), limit=200)).items
    return next((one for one in items if any((r.model, r.id) == ("purchase.order", order) for r in one.records)), None)


async def _proposed(hand: Hand, order: int) -> tuple[CaseRecord, ProposalRecord, ReceiptSnapshot]:
    case = await _of(hand, order)
    assert case is not None
    this = await hand.round(case.id)
    assert this is not None, case.why_person
    await hand.drive(this.id)
    this = await hand.round(case.id)
    assert this is not None
    assert this.proposal_id is not None
    assert 0 < (this.odoo_calls or 0) <= 14
    async with hand.desk.database.transaction() as session:
        kept = await rounds.load(session, this.id)
    return case, await hand.load(this.proposal_id), ReceiptSnapshot.model_validate(kept.snapshot)


async def _approve(hand: Hand, proposal: ProposalRecord, *options: str) -> ProposalRecord:
    """Whoever is asked approves all of these options; what they hold is carried out, what they rule out falls."""
    wanted = {one for option in proposal.options if option.id in options for one in option.action_ids}
    for action in proposal.actions:
        if action.id in wanted:
            for approval in action.approvals:
                said = DecisionIn(action_id=action.id, digest=action.digest, type=DecisionType.APPROVE)
                await hand.decide(proposal, approval.need.any_of[0], said)
    await hand.drive(proposal.round_id)
    after = await hand.load(proposal.id)
    of_them = [one for one in after.actions if one.id in wanted]
    assert {one.status for one in of_them} == {ActionStatus.APPLIED}, [(one.name, one.why) for one in of_them]
    assert all(one.receipt and one.receipt.verified for one in of_them)
    return after


async def _bill(hand: Hand, dock: _Dock, order: int, quantity: int) -> None:
    [line] = await hand.admin.search_read("purchase.order.line", [["order_id", "=", order]], ["id"])
    values = {"product_id": dock.bolt, "purchase_line_id": line["id"], "quantity": quantity, "price_unit": 4}
    await hand.admin.create(
        "account.move",
        [
            {
                "move_type": "in_invoice",
                "partner_id": dock.vendor,
                "ref": "DOCK-1",
                "invoice_line_ids": [[0, 0, {**values, "tax_ids": [[6, 0, []]]}]],
            }
        ],
    )


async def test_what_was_booked_is_found_and_told_to_the_supplier(hand: Hand, fresh_company: Company) -> None:
    dock = await _Dock(hand, fresh_company).open()
    bolts = {dock.bolt: Decimal(30)}
    short, mixed, whole, back = [
        await dock.order(wanted)
        for wanted in ({dock.bolt: 40}, {dock.bolt: 20}, {dock.bolt: 30}, {dock.bolt: 30, dock.nut: 5})
    ]
    later = await dock.order({dock.washer: 40}, days=6)
    promised = await dock.sell(dock.washer, 40, days=2)
    await dock.flows.receive(short, bolts, closes=True)
    await _bill(hand, dock, short, 40)
    await dock.flows.receive(mixed, bolts, beside={dock.nut: Decimal(7)})
    await dock.flows.receive(whole, bolts)
    await dock.flows.receive(back, {**bolts, dock.nut: Decimal(5)})
    await dock.flows.send_back(back, {dock.bolt: Decimal(4)})
    await dock.flows.receive(later, {dock.washer: Decimal(30)})
    done = await _scan(hand, _now(fresh_company))
    assert done.odoo_calls == 1
    assert await _of(hand, whole) is None

    # Short, the rest called off, and all of it billed.
    case, proposal, read = await _proposed(hand, short)
    receipt = next(one for one in case.records if one.model == "stock.picking")
    async with hand.desk.reader() as reader:
        assert [one.id for one in await reader.orders_of_receipts(names=[receipt.label])] == [short]
    assert "30 Units arrived of 40 Units ordered; no open receipt brings the rest" in case.title
    [line] = read.lines
    assert (line.ordered, line.received, line.billed) == (40, 30, 40)
    # Booked without a backorder, the receipt itself keeps what was to come.
    assert [(move.state, move.quantity, move.called_off) for move in line.moves] == [("done", 30, 10)]
    [told] = [one for one in proposal.actions if one.name is ActionName.MESSAGE_SUPPLIER]
    assert (told.args["ask"], told.args["lacking"]) == ("missing", ["10 Units Dock bolt"])
    assert [one.number for one in read.billed] == ["DOCK-1"]
    roles = {one.args["role"] for one in proposal.actions if one.name is ActionName.SCHEDULE_ACTIVITY}
    assert roles == {"procurement", "finance", "warehouse"}
    after = await _approve(hand, proposal, "supplier")
    [written] = await hand.admin.search_read(
        "mail.message",
        [["model", "=", "purchase.order"], ["res_id", "=", short], ["body", "ilike", "Missing: 10"]],
        ["body"],
    )
    assert "Dock bolt" in written["body"]
    assert await hand.status(after.case_id) is CaseStatus.RESOLVED

    # Too much, and something that nobody ordered: two lines, one of which Odoo made.
    case, proposal, read = await _proposed(hand, mixed)
    assert [(one.differs, one.standing.excess) for one in read.differences] == [("over", 10), ("not_ordered", 7)]
    [told] = [one for one in proposal.actions if one.name is ActionName.MESSAGE_SUPPLIER]
    assert told.args["excess"] == ["10 Units Dock bolt", "7 Units Dock nut"]

    # Sent back afterwards: nobody outside is asked.
    case, proposal, read = await _proposed(hand, back)
    assert [(one.differs, one.standing.returned) for one in read.differences] == [("returned", 4)]
    assert ActionName.MESSAGE_SUPPLIER not in {one.name for one in proposal.actions}

    # The rest is open and comes too late for a promise: it is promised anew by that day.
    case, proposal, read = await _proposed(hand, later)
    assert "a backorder of 10 Units is open" in case.title
    [revise] = [one for one in proposal.actions if one.name is ActionName.REVISE_COMMITMENT]
    assert revise.args["order_id"] == promised
    await _approve(hand, proposal, "promise")
    [sale] = await hand.admin.read("sale.order", [promised], ["commitment_date"])
    assert str(sale["commitment_date"]).startswith(revise.args["new_date"])

    # What agrees again is closed: the excess went back by hand. What was settled is no news while it stands.
    await dock.flows.send_back(mixed, {dock.bolt: Decimal(10), dock.nut: Decimal(7)})
    again = await _scan(hand, _now(fresh_company) + timedelta(minutes=1))
    mended = await _of(hand, mixed)
    assert mended is not None
    assert mended.number in again.resolved
    settled = await _of(hand, short)
    assert settled is not None
    assert settled.status is CaseStatus.RESOLVED
