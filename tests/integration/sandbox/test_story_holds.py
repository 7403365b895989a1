"""What the story says about lateness is what Odoo itself forecasts when the lateness is entered."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date
from typing import Any

import pytest

from runtime.settings import load
from sandbox import engines, story
from sandbox.calendar import working_today
from sandbox.steps import silent
from sandbox.story import SeededPurchase, Story
from sandbox.world import SandboxWorld
from tools.odoo.client import OdooSession

pytestmark = pytest.mark.odoo
LATE = [key for key, purchase in story.tell().purchases.items() if purchase.late]


@pytest.fixture
def told(world: SandboxWorld) -> Story:
    return story.tell(world.today)


async def _short(session: OdooSession, today: date) -> dict[str, bool]:
    """{sales order: whether Odoo forecasts goods for it too late, or not at all}, of the open ones."""
    moves = await session.search_read(
        "stock.move",
        [
            ["state", "not in", ["done", "cancel"]],
            ["sale_line_id", "!=", False],
            ["location_id.usage", "=", "internal"],
        ],
        ["origin", "product_uom_qty", "forecast_availability", "forecast_expected_date", "date"],
    )
    short: dict[str, bool] = defaultdict(bool)
    for move in moves:
        expected = move["forecast_expected_date"]
        late = bool(expected) and (expected > move["date"] or date.fromisoformat(expected[:10]) < today)
        short[move["origin"]] |= late or move["forecast_availability"] < move["product_uom_qty"]
    return short


async def _enter_lateness(session: OdooSession, purchase: SeededPurchase) -> None:
    """As a careful planner would: the line and its own open move, in one call; a part that comes later is a move."""
    [order] = await session.search_read("purchase.order", [["name", "=", purchase.name]], ["order_line"])
    lines = await session.read("purchase.order.line", order["order_line"], ["product_id", "move_ids"])
    for line in lines:
        arrivals = [each for each in purchase.late if line["product_id"][1].startswith(f"[{each.product}]")]
        if not arrivals:
            continue
        [move] = line["move_ids"]
        last = arrivals[-1]
        late = {"date": f"{last.day} 10:00:00", "date_deadline": f"{last.day} 10:00:00"}
        if len(arrivals) == 1:
            change = {"date_planned": late["date"], "move_ids": [[1, move, {"date": late["date"]}]]}
            await session.write("purchase.order", [order["id"]], {"order_line": [[1, line["id"], change]]})
            continue
        await session.write("stock.move", [move], {"product_uom_qty": arrivals[0].quantity})
        rest: dict[str, Any] = late | {"product_uom_qty": last.quantity, "purchase_line_id": line["id"]}
        await session.call("stock.move", "copy", [move], default=rest)
        [row] = await session.read("stock.move", [move], ["picking_id"])
        await session.call("stock.picking", "action_confirm", [row["picking_id"][0]])


async def test_the_numbers_are_those_of_the_database(world: SandboxWorld) -> None:
    databases = engines.find(load().cache_dir, silent).databases
    assert json.loads(str(databases.parameter(world.database, story.PARAMETER))) == story.names()


async def test_orders_are_as_told(administrator: OdooSession, told: Story) -> None:
    for purchase in told.purchases.values():
        [order] = await administrator.search_read(
            "purchase.order",
            [["name", "=", purchase.name]],
            ["partner_id", "partner_ref", "date_planned", "order_line"],
        )
        assert order["partner_id"][1] == purchase.supplier.name
        assert (order["partner_ref"] or None) == purchase.reference
        assert order["date_planned"][:10] == purchase.planned.isoformat()
        lines = await administrator.read("purchase.order.line", order["order_line"], ["product_id", "product_qty"])
        assert [(row["product_id"][1].split("]")[0].strip("["), row["product_qty"]) for row in lines] == [
            (line.product, line.quantity) for line in purchase.lines
        ]
    for sale in told.sales.values():
        [order] = await administrator.search_read(
            "sale.order", [["name", "=", sale.name]], ["partner_id", "client_order_ref", "commitment_date", "state"]
        )
        assert order["partner_id"][1] == sale.customer.name
        assert (order["client_order_ref"] or None) == sale.reference
        assert order["commitment_date"][:10] == sale.promised.isoformat()
        assert order["state"] == sale.state


async def test_only_what_waits_for_the_overdue_receipt_is_in_trouble(administrator: OdooSession, told: Story) -> None:
    short = await _short(administrator, told.today)
    assert {name for name, late in short.items() if late} == {told.sales["verrier_oil"].name}
    overdue = await administrator.search_read(
        "stock.picking",
        [
            ["state", "not in", ["done", "cancel"]],
            ["scheduled_date", "<", f"{working_today(told.today)} 00:00:00"],
        ],
        ["origin"],
    )
    assert [row["origin"] for row in overdue] == [told.purchases["oil_overdue"].name]


@pytest.mark.parametrize("key", LATE)
async def test_lateness_hurts_whom_the_story_says(administrator: OdooSession, told: Story, key: str) -> None:
    purchase = told.purchases[key]
    before = await _short(administrator, told.today)
    await _enter_lateness(administrator, purchase)
    after = await _short(administrator, told.today)
    newly = {name for name in after if after[name] and not before[name]}
    assert newly == {told.sales[sale].name for sale in purchase.hurts}
    assert not any(after[told.sales[sale].name] for sale in purchase.spares)


async def test_other_warehouses_could_help(administrator: OdooSession) -> None:
    """Goods beyond their own needs lie elsewhere for three of the late orders."""
    for code, place, least in (("BRG-6205", "OPO", 45), ("DRV-GM075", "ANT", 8), ("SAF-GLV-9", "GDN", 90)):
        rows = await administrator.search_read(
            "stock.quant",
            [["product_id.default_code", "=", code], ["location_id.complete_name", "=", f"{place}/Stock"]],
            ["quantity", "reserved_quantity"],
        )
        assert sum(row["quantity"] - row["reserved_quantity"] for row in rows) >= least


async def test_in_two_steps_the_shipment_does_not_exist_yet(administrator: OdooSession, told: Story) -> None:
    order = told.sales["gdynia_motors"].name
    rows = await administrator.search_read("stock.picking", [["origin", "=", order]], ["picking_type_code", "state"])
    assert [row["picking_type_code"] for row in rows] == ["internal"]
