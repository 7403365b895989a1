"""Promises at risk on a real Odoo: found by a scan, kept by a transfer or moved with a letter, never a late order's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from agents.inbound import PromiseSnapshot
from agents.scans import SCANS
from agents.world import World, habits_of
from cases.actions import ActionName, MessageCustomer
from cases.actions.message_customer import SeenCustomer
from cases.confidence import Confidence
from cases.kind import Kind
from cases.models import ActionDraft, Evidence, ProposalDraft
from cases.status import ActionStatus, DecisionType
from cases.store.cases import cases, rounds
from cases.store.proposals.records import DecisionIn, ProposalRecord
from cases.store.records import CaseFilter, CaseRecord
from graphs.scanning import Scanned, run_scan
from tests.integration.graphs.hand import Company, Hand

pytestmark = pytest.mark.odoo
KIND = Kind.COMMITMENT_RISK


@dataclass(frozen=True)
class Promises:
    """Customers' orders, each of goods of its own."""

    spared: int
    moved: int
    nowhere: int
    owned: int
    held: int
    offered: int


def _now(company: Company) -> datetime:
    return datetime.combine(company.world.today, time(9), UTC)


def _on(company: Company, days: int) -> str:
    return f"{company.world.today + timedelta(days=days)} 13:00:00"


class Making:
    """Makes goods and who wants them, by Odoo's own flows."""

    def __init__(self, hand: Hand, company: Company) -> None:
        self.odoo, self.company = hand.admin, company
        self.places: dict[str, dict[str, Any]] = {}
        self.vendor = self.customer = self.dozen = 0

    async def begin(self) -> Making:
        """Look up what the company has already."""
        rows = await self.odoo.search_read("stock.warehouse", [], ["code", "lot_stock_id", "in_type_id"])
        self.places = {row["code"]: row for row in rows}
        [vendor] = await self.odoo.search_read("res.partner", [["supplier_rank", ">", 0]], ["id"], limit=1)
        tagged = [["category_id.name", "=", "Regular"], ["email", "!=", False]]
        [customer] = await self.odoo.search_read("res.partner", tagged, ["id"], limit=1)
        [goods] = await self.odoo.search_read("product.product", [["is_storable", "=", True]], ["uom_id"], limit=1)
        unit = {"name": "Dozens of ours", "relative_factor": 12, "relative_uom_id": goods["uom_id"][0]}
        [self.dozen] = await self.odoo.create("uom.uom", [unit])
        self.vendor, self.customer = vendor["id"], customer["id"]
        return self

    async def product(self, name: str, **stock: int) -> int:
        """Goods kept in stock, so much of them at each warehouse."""
        values = {"name": name, "is_storable": True, "list_price": 10, "standard_price": 4}
        [made] = await self.odoo.create("product.product", [values])
        for code, quantity in stock.items():
            place = self.places[code]["lot_stock_id"][0]
            [quant] = await self.odoo.create(
                "stock.quant",
                [{"product_id": made, "location_id": place, "inventory_quantity": quantity}],
                context={"inventory_mode": True},
            )
            await self.odoo.call("stock.quant", "action_apply_inventory", [quant])
        return made

    async def ordered(self, product: int, quantity: int, days: int) -> None:
        """A confirmed purchase."""
        line = {
            "product_id": product,
            "product_qty": quantity,
            "price_unit": 4,
            "date_planned": _on(self.company, days),
        }
        values = {"partner_id": self.vendor, "picking_type_id": self.places["ANT"]["in_type_id"][0]}
        [made] = await self.odoo.create("purchase.order", [values | {"order_line": [[0, 0, line]]}])
        await self.odoo.call("purchase.order", "button_confirm", [made])

    async def sold(self, product: int, quantity: int, days: int | None, *, confirm: bool = True, **line: Any) -> int:
        """A customer's order, or a quotation that was sent."""
        values = {
            "partner_id": self.customer,
            "warehouse_id": self.places["ANT"]["id"],
            "commitment_date": False if days is None else _on(self.company, days),
            "order_line": [[0, 0, {"product_id": product, "product_uom_qty": quantity, **line}]],
        }
        [made] = await self.odoo.create("sale.order", [values])
        await self.odoo.call("sale.order", "action_confirm" if confirm else "action_quotation_sent", [made])
        return made


async def _promises(hand: Hand, company: Company) -> Promises:
    making = await Making(hand, company).begin()
    elsewhere = await making.product("Promised bolt", GDN=80)
    coming = await making.product("Promised nut", ANT=5)
    nowhere = await making.product("Promised pin")
    overdue = await making.product("Promised cap")
    there = await making.product("Promised cam", ANT=50)
    await making.ordered(coming, 60, 9)
    await making.ordered(overdue, 60, -3)
    return Promises(
        spared=await making.sold(elsewhere, 30, 6),
        moved=await making.sold(coming, 25, 5),
        nowhere=await making.sold(nowhere, 10, 20),
        owned=await making.sold(overdue, 25, 5),
        held=await making.sold(there, 25, 5),
        # Three dozen of what fifty less twenty-five are left of.
        offered=await making.sold(there, 3, 5, confirm=False, product_uom_id=making.dozen),
    )


async def _scan(hand: Hand, moment: datetime, worked: frozenset[int]) -> Scanned:
    """The scan; only the cases of these orders are worked."""
    async with hand.desk.reader() as reader:
        world = World(reader, habits_of(hand.desk.settings), moment)
        done = await run_scan(SCANS[KIND], hand.desk.database, world, told=True)
    for report_id in done.report_ids:
        ids = await hand.read(report_id)
        for order, case in (await _cases(hand)).items():
            if case.id in ids and order in worked and (this := await hand.round(case.id)) is not None:
                await hand.drive(this.id)
    return done


async def _cases(hand: Hand) -> dict[int, CaseRecord]:
    async with hand.desk.database.transaction() as session:
        items = (await cases.list_cases(session, CaseFilter(kind=KIND), limit=200)).items
    return {next(ref.id for ref in one.records if ref.model == "sale.order"): one for one in items}


async def _proposal(hand: Hand, case: CaseRecord) -> ProposalRecord:
    this = await hand.round(case.id)
    assert this is not None, case.why_person
    assert 0 < (this.odoo_calls or 0) <= 14
    assert this.proposal_id is not None
    return await hand.load(this.proposal_id)


def _letter(order: int) -> ProposalDraft:
    """A proposal to tell a customer that their order is late."""
    args = MessageCustomer(order_id=order, order="S", partner_id=1, partner="Customer", language="en_US")
    action = ActionDraft(
        id="a1",
        name=ActionName.MESSAGE_CUSTOMER,
        args=args.model_dump(mode="json"),
        premise=SeenCustomer(email="c@x.example", order="S").model_dump(mode="json"),
        confidence=Confidence(value=0.8),
        rationale="They should hear it from us.",
        evidence=("e1",),
    )
    said = Evidence(id="e1", source="reckoning", label="Somebody said so.")
    return ProposalDraft(summary="Late.", if_nobody_acts="It stays untold.", evidence=(said,), actions=(action,))


async def _approve(hand: Hand, proposal: ProposalRecord) -> ProposalRecord:
    """Everybody says yes to the recommended way."""
    [best] = [one for one in proposal.options if one.recommended]
    for action in proposal.actions:
        for approval in action.approvals if action.id in best.action_ids else ():
            said = DecisionIn(action_id=action.id, digest=action.digest, type=DecisionType.APPROVE)
            await hand.decide(proposal, approval.need.any_of[0], said)
    await hand.drive(proposal.round_id)
    after = await hand.load(proposal.id)
    done = [one for one in after.actions if one.id in best.action_ids]
    assert {one.status for one in done} == {ActionStatus.APPLIED}, [one.why for one in done]
    assert all(one.receipt and one.receipt.verified for one in done)
    return after


async def test_promises_that_break_are_found_and_each_is_answered(hand: Hand, fresh_company: Company) -> None:
    made, moment = await _promises(hand, fresh_company), _now(fresh_company)
    done = await _scan(hand, moment, frozenset({made.spared, made.moved, made.offered}))
    assert done.odoo_calls <= 8
    found = await _cases(hand)
    mine = {made.spared, made.moved, made.nowhere, made.owned, made.held, made.offered}
    # Beyond the horizon; a late order's own; nothing missing.
    assert set(found) & mine == {made.spared, made.moved, made.offered}

    # Twenty-five of sixty that come in nine days, five lie there.
    moved = await _proposal(hand, found[made.moved])
    async with hand.desk.database.transaction() as session:
        kept = await rounds.load(session, moved.round_id)
    standing = PromiseSnapshot.model_validate(kept.snapshot).standing()
    assert standing is not None
    [gap] = standing.gaps
    assert (gap.short, gap.own, standing.owned) == (20, False, False)
    [revise] = [one for one in moved.actions if one.name is ActionName.REVISE_COMMITMENT]
    assert revise.args["new_date"] == str(standing.leaves)
    await _approve(hand, moved)
    [row] = await hand.admin.read("sale.order", [made.moved], ["commitment_date"])
    assert str(row["commitment_date"]).startswith(str(standing.leaves))

    # Gdańsk has eighty.
    spared = await _approve(hand, await _proposal(hand, found[made.spared]))
    [transfer] = [one for one in spared.actions if one.status is ActionStatus.APPLIED]
    assert (transfer.name, transfer.args["quantity"]) == (ActionName.TRANSFER_STOCK, "30")

    # Thirty-six are offered of twenty-five that are left; nobody confirms them.
    offered = await _proposal(hand, found[made.offered])
    assert "11 Units of Promised cam" in offered.summary
    assert {one.name for one in offered.actions} == {ActionName.SCHEDULE_ACTIVITY}
    await _approve(hand, offered)
    [row] = await hand.admin.read("sale.order", [made.offered], ["state"])
    assert row["state"] == "sent"

    # What was answered is found no more; what was only told of still is.
    again = await _scan(hand, moment, frozenset())
    assert again.found == done.found - 2

    # A late order's case that is about to tell the customer owns the order; the case of the promise ends.
    _, round_id = await hand.case(Kind.INBOUND_DELAY)
    await hand.proposed(round_id, _letter(made.offered))
    later = await _scan(hand, moment, frozenset())
    assert later.found == again.found - 1
