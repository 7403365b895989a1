"""The deliveries that something may go wrong with are in Odoo as they are told."""

from __future__ import annotations

import json
from typing import Any

import pytest

from runtime.settings import load
from sandbox import deliveries, engines
from sandbox.deliveries import SeededDelivery
from sandbox.steps import silent
from sandbox.story import seed_file
from sandbox.story import tell as tell_story
from sandbox.world import SandboxWorld
from tools.odoo.client import OdooSession

pytestmark = pytest.mark.odoo


@pytest.fixture
def told(world: SandboxWorld) -> dict[str, SeededDelivery]:
    return deliveries.tell(world.today)


async def _picking(session: OdooSession, name: str) -> dict[str, Any]:
    [row] = await session.search_read(
        "stock.picking",
        [["name", "=", name]],
        ["state", "carrier_id", "carrier_tracking_ref", "date_done", "partner_id", "location_dest_id", "return_id"],
    )
    return row


async def _order(session: OdooSession, told: SeededDelivery) -> dict[str, Any]:
    [row] = await session.search_read("sale.order", [["name", "=", told.order]], [])
    return row


async def test_the_numbers_are_those_of_the_database(world: SandboxWorld) -> None:
    databases = engines.find(load().cache_dir, silent).databases
    assert json.loads(str(databases.parameter(world.database, deliveries.PARAMETER))) == deliveries.names()


async def test_deliveries_are_as_told(administrator: OdooSession, told: dict[str, SeededDelivery]) -> None:
    for delivery in told.values():
        order = await _order(administrator, delivery)
        assert order["partner_id"][1] == delivery.customer.name
        assert order["client_order_ref"] == (delivery.reference or False)
        assert order["commitment_date"][:10] == delivery.promised.isoformat()
        assert order["carrier_id"][1] == delivery.carrier.name
        picking = await _picking(administrator, delivery.deliveries[0])
        assert picking["carrier_id"][1] == delivery.carrier.name
        assert picking["carrier_tracking_ref"] == (delivery.tracking or False)
        assert picking["state"] == ("done" if delivery.shipped else "assigned")
        if delivery.shipped:
            assert picking["date_done"][:10] == delivery.shipped.isoformat()
        place = f", {delivery.ship_to.name}" if delivery.ship_to else ""
        assert picking["partner_id"][1] == f"{delivery.customer.name}{place}"


async def test_what_is_billed_is_posted_on_its_day(administrator: OdooSession, told: dict[str, SeededDelivery]) -> None:
    for delivery in told.values():
        invoices = await administrator.search_read(
            "account.move",
            [["invoice_line_ids.sale_line_ids.order_id.name", "=", delivery.order], ["move_type", "=", "out_invoice"]],
            ["name", "state", "invoice_date"],
        )
        wanted = (
            [(delivery.invoice, "posted", delivery.invoiced.isoformat())]
            if delivery.invoice and delivery.invoiced
            else []
        )
        assert [(row["name"], row["state"], row["invoice_date"]) for row in invoices] == wanted
    assert told["together_first"].invoice == told["together_second"].invoice
    assert {key for key, delivery in told.items() if delivery.invoice} >= {"dear", "billed", "paid", "credited"}


async def test_what_was_paid_and_credited(administrator: OdooSession, told: dict[str, SeededDelivery]) -> None:
    moves = await administrator.search_read(
        "account.move",
        [["move_type", "in", ["out_invoice", "out_refund"]]],
        ["name", "payment_state", "amount_untaxed", "amount_tax", "reversed_entry_id", "move_type"],
    )
    by_name = {row["name"]: row for row in moves}
    assert by_name[told["paid"].invoice]["payment_state"] == "paid"
    assert by_name[told["paid"].invoice]["amount_tax"] > 0  # a customer at home
    assert by_name[told["billed"].invoice]["amount_tax"] == 0  # one abroad
    [note] = [row for row in moves if row["move_type"] == "out_refund"]
    assert note["reversed_entry_id"][0] == by_name[told["credited"].invoice]["id"]
    assert note["amount_untaxed"] == 2 * 12.90


async def test_a_customer_was_missed_twice_before(administrator: OdooSession, told: dict[str, SeededDelivery]) -> None:
    customers = {told[key].customer.name for key in ("missed_first", "missed_second", "missed_again")}
    assert len(customers) == 1
    for key in ("missed_first", "missed_second"):
        first, again = told[key].deliveries
        [back] = told[key].returns
        assert (await _picking(administrator, back))["return_id"][1] == first
        assert (await _picking(administrator, back))["state"] == "done"
        assert (await _picking(administrator, again))["return_id"][1] == back
        order = await _order(administrator, told[key])
        lines = await administrator.read("sale.order.line", order["order_line"], ["product_uom_qty", "qty_delivered"])
        goods = [row for row in lines if row["qty_delivered"]]
        assert all(row["qty_delivered"] == row["product_uom_qty"] for row in goods)
        notes = await administrator.search_read(
            "mail.message",
            [
                ["model", "=", "stock.picking"],
                ["res_id", "=", (await _picking(administrator, first))["id"]],
                ["body", "ilike", "attempt failed"],
            ],
            ["author_id"],
        )
        assert [row["author_id"][1].split(", ")[-1] for row in notes] == ["Ines Duarte"]
    assert told["missed_again"].returns == []


async def test_a_return_is_under_way_to_quarantine(administrator: OdooSession, told: dict[str, SeededDelivery]) -> None:
    [name] = told["return_under_way"].returns
    picking = await _picking(administrator, name)
    assert picking["state"] == "assigned"
    assert picking["location_dest_id"][1] == "Quarantine"
    moves = await administrator.search_read(
        "stock.move", [["picking_id", "=", picking["id"]]], ["product_uom_qty", "location_dest_id", "to_refund"]
    )
    assert [(row["product_uom_qty"], row["location_dest_id"][1]) for row in moves] == [(4, "Quarantine")]


async def test_parcels_and_numbers(told: dict[str, SeededDelivery]) -> None:
    joined = {key: len(delivery.numbers) for key, delivery in told.items() if len(delivery.numbers) > 1}
    assert joined == {"two_parcels": 2, "two_parcels_semicolon": 2, "three_parcels_blank": 3}
    twins = told["same_number_northline"], told["same_number_polbryg"]
    assert twins[0].tracking == twins[1].tracking
    assert twins[0].carrier != twins[1].carrier


async def test_some_replacements_are_there_and_some_are_not(
    administrator: OdooSession, told: dict[str, SeededDelivery]
) -> None:
    async def free(code: str) -> float:
        quants = await administrator.search_read(
            "stock.quant",
            [["product_id.default_code", "=", code], ["location_id.complete_name", "=like", "%/Stock"]],
            ["quantity", "reserved_quantity"],
        )
        return float(sum(row["quantity"] - row["reserved_quantity"] for row in quants))

    [dear] = told["dear"].lines
    assert await free(dear.product) == 0
    for line in told["billed"].lines:
        assert await free(line.product) >= line.quantity
    products = seed_file("products")["products"]
    values = {
        key: sum(products[line.product]["price"] * line.quantity for line in delivery.lines)
        for key, delivery in told.items()
    }
    assert values["cheap"] < 20
    assert values["dear"] > 4000


async def test_suppliers_goods_are_on_the_road_under_numbers(administrator: OdooSession, world: SandboxWorld) -> None:
    story = tell_story(world.today)
    for key, about in seed_file("deliveries")["receipts"].items():
        receipts = await administrator.search_read(
            "stock.picking",
            [["carrier_tracking_ref", "=", about["tracking"]]],
            ["origin", "picking_type_code", "state"],
        )
        assert [(row["origin"], row["picking_type_code"], row["state"]) for row in receipts] == [
            (story.purchases[key].name, "incoming", "assigned")
        ]
