"""What agents read of the seeded company, on both wires, and how many calls it costs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from cases.actions.base import day_of
from cases.roles import Role
from tests.integration.tools.odoo.conftest import Company
from tools.odoo.client import OdooSession
from tools.odoo.counting import count_calls
from tools.odoo.models import PurchaseOrder, StockMove
from tools.odoo.reads import OdooReader

pytestmark = pytest.mark.odoo


async def order_of(reader: OdooReader, company: Company, key: str) -> PurchaseOrder:
    [order] = await reader.purchase_orders(names=[company.story.purchases[key].name])
    return order


def products_of(order: PurchaseOrder) -> list[int]:
    return [line.product.id for line in order.lines if line.product]


async def test_a_purchase_order_comes_with_its_lines(reader: OdooReader, company: Company) -> None:
    told = company.story.purchases["hydraulics"]
    order = await order_of(reader, company, "hydraulics")
    assert (order.name, order.partner.name, order.state) == (told.name, told.supplier.name, "purchase")
    assert {(line.product_code, line.ordered) for line in order.lines} == {
        (line.product, Decimal(line.quantity)) for line in told.lines
    }
    assert all(line.open == line.ordered and line.move_ids and line.version for line in order.lines)
    assert {day_of(line.planned, "Europe/Brussels") for line in order.lines} == {told.planned}
    assert (order.currency, order.planned and order.planned.tzinfo) == ("EUR", UTC)
    [warehouse] = [place for place in await reader.warehouses() if place.id == order.warehouse_id]
    assert warehouse.code == told.warehouse


async def test_open_moves_show_supply_and_demand_with_what_stands_behind(reader: OdooReader, company: Company) -> None:
    order = await order_of(reader, company, "bearings")
    moves = await reader.open_moves(products_of(order))
    [coming] = [move for move in moves if move.purchase_order and move.purchase_order.id == order.id]
    assert coming.comes_from_vendor
    assert coming.demand == 60
    assert coming.picking
    assert coming.picking.code == "incoming"
    wanted = {company.story.sales[key].name for key in ("rail_bearings", "rousseau_bearings", "delattre_bearings")}
    going = {move.sale_order.name: move for move in moves if move.sale_order and move.ends_at_customer}
    assert wanted <= going.keys()
    hurt = going[company.story.sales["rail_bearings"].name]
    assert (hurt.demand, hurt.starts_in_stock, hurt.sale_line_id is not None) == (50, True, True)
    assert day_of(hurt.deadline, "Europe/Brussels") == company.story.sales["rail_bearings"].promised
    assert hurt.warehouse_id == order.warehouse_id
    assert all(move.state not in {"done", "cancel"} for move in moves)


async def test_a_two_step_delivery_is_seen_while_only_its_pick_exists(reader: OdooReader, company: Company) -> None:
    order = await order_of(reader, company, "gearmotors")
    name = company.story.sales["gdynia_motors"].name
    moves = await reader.open_moves(products_of(order))
    mine: list[StockMove] = [move for move in moves if move.sale_order and move.sale_order.name == name]
    assert mine
    assert all(move.ends_at_customer for move in mine)
    assert "internal" in {move.picking.code for move in mine if move.picking}


async def test_stock_is_what_can_be_reserved_not_what_lies_in_quarantine(
    reader: OdooReader, company: Company, administrator: OdooSession
) -> None:
    found = await reader.product_by_code(["BRG-6205", "SAF-GLV-9"])
    [bearing] = found["BRG-6205"]
    warehouses = await reader.warehouses()
    levels = await reader.stock_levels([bearing.id], warehouses)
    places = {place.code: place.id for place in warehouses}
    assert levels.keys() == {(bearing.id, place) for place in places.values()}
    assert levels[bearing.id, places["GDN"]].quantity == 0
    domain = [["product_id", "=", bearing.id], ["location_id.usage", "=", "internal"]]
    quants = await administrator.search_read("stock.quant", domain, ["quantity", "location_id"])
    everything = sum(Decimal(str(row["quantity"])) for row in quants)
    set_aside = sum(Decimal(str(row["quantity"])) for row in quants if "Quarantine" in row["location_id"][1])
    assert set_aside == 12
    assert sum(level.quantity for level in levels.values()) == everything - set_aside
    porto = levels[bearing.id, places["OPO"]]
    assert porto.free == porto.quantity - porto.reserved


async def test_customers_orders_come_with_the_customer(reader: OdooReader, company: Company) -> None:
    told = company.story.sales["aerolift_bolts"]
    [order] = await reader.sale_orders(names=[told.name])
    assert (order.customer.name, order.customer.lang) == (told.customer.name, "de_DE")
    assert order.customer.tags == ("Key account",)
    assert order.customer.email == told.customer.email
    assert day_of(order.commitment, "Europe/Brussels") == told.promised
    assert [(line.product_code, line.open) for line in order.lines] == [("FAS-M16", Decimal(30))]
    again = await reader.partners([order.customer.id])
    assert again == [order.customer]


async def test_products_bring_cost_and_vendors(reader: OdooReader, company: Company) -> None:
    [bearing] = (await reader.product_by_code(["brg-6205"]))["brg-6205"]
    assert bearing.code == "BRG-6205"
    assert bearing.cost == Decimal("4.1")
    prices = {price.vendor.name: (price.price, price.min_quantity, price.delay) for price in bearing.vendors}
    assert prices["Nordvik Components AS"] == (Decimal("4.1"), Decimal(20), 14)
    assert len(prices) == 3


async def test_warehouses_know_their_zone_and_transit(reader: OdooReader) -> None:
    found = {place.code: place for place in await reader.warehouses()}
    assert {code: place.zone for code, place in found.items()} == {
        "ANT": "Europe/Brussels",
        "GDN": "Europe/Warsaw",
        "OPO": "Europe/Lisbon",
    }
    assert found["GDN"].delivery_steps == "pick_ship"
    assert all(place.transit and place.internal_type and place.currency == "EUR" for place in found.values())


async def test_a_vendors_history_says_what_it_is_measured_against(
    reader: OdooReader, company: Company, administrator: OdooSession
) -> None:
    order = await order_of(reader, company, "hydraulics")
    since = datetime.now(UTC) - timedelta(days=365)
    history = await reader.vendor_history(order.partner.id, since)
    assert len(history) > 3
    assert all(receipt.arrived and receipt.arrived >= since for receipt in history)
    assert {receipt.basis for receipt in history} == {"present date in Odoo"}
    assert any((receipt.days_late or 0) > 0 for receipt in history)
    newest = history[0]
    assert newest.arrived
    promise = newest.arrived - timedelta(days=9)
    known = await reader.vendor_history(order.partner.id, since, first_promises={newest.line_id: promise})
    assert (known[0].basis, known[0].days_late) == ("first promise", 9)
    assert known[0].lead_days == newest.lead_days


async def test_references_are_found_however_they_are_written(
    reader: OdooReader, untouched: Company, administrator: OdooSession
) -> None:
    company = untouched
    bearings, valli = company.story.purchases["bearings"], company.story.purchases["hydraulics"]
    order = await order_of(reader, company, "hydraulics")
    await administrator.write("purchase.order", [order.id], {"partner_ref": "OV-77_1%"})
    sale = company.story.sales["rail_bearings"].name
    found = await reader.find_orders([bearings.name.lower(), f" {sale} ", "ov-77_1%", "P9999", ""])
    assert {(hit.text, hit.name, hit.by) for hit in found} == {
        (bearings.name.lower(), bearings.name, "name"),
        (sale, sale, "name"),
        ("ov-77_1%", valli.name, "partner's reference"),
    }
    assert await reader.find_orders(["OV-77X1%", "OV%"]) == []
    other = (await order_of(reader, company, "bearings")).partner.id
    assert await reader.find_orders(["OV-77_1%"], partner_id=other) == []
    [hit] = await reader.find_orders(["OV-77_1%"], partner_id=order.partner.id)
    assert hit.id == order.id
    assert await reader.find_orders([" "]) == []


async def test_senders_are_found_by_address_then_by_domain(reader: OdooReader, company: Company) -> None:
    supplier = company.story.purchases["bearings"].supplier
    [exact] = await reader.find_partner(supplier.email.upper())
    assert (exact.partner.name, exact.by) == (supplier.name, "address")
    domain = supplier.email.partition("@")[2]
    [near] = await reader.find_partner(f"somebody.else@{domain}")
    assert (near.partner.id, near.by) == (exact.partner.id, "domain")
    assert await reader.find_partner(f"evil@{domain}.example.org") == []
    assert await reader.find_partner("evil@%") == []
    assert await reader.find_partner("someone@gmail.com") == []
    # Odoo's own robot is an archived partner there; whoever else writes from that domain is not it.
    assert await reader.find_partner("anybody@example.com") == []
    assert await reader.find_partner("not an address") == []


async def test_a_vendors_own_code_counts_for_that_vendor(
    reader: OdooReader, untouched: Company, administrator: OdooSession
) -> None:
    [bearing] = (await reader.product_by_code(["BRG-6205"]))["BRG-6205"]
    nordvik = next(price for price in bearing.vendors if price.vendor.name.startswith("Nordvik"))
    await administrator.write("product.supplierinfo", [nordvik.id], {"product_code": "NV 6205/Z"})
    assert (await reader.product_by_code(["nv 6205/z"]))["nv 6205/z"][0].id == bearing.id
    mine = await reader.product_by_code(["NV 6205/Z"], partner_id=nordvik.vendor.id)
    assert mine["NV 6205/Z"][0].id == bearing.id
    other = next(price for price in bearing.vendors if price.id != nordvik.id)
    assert await reader.product_by_code(["NV 6205/Z"], partner_id=other.vendor.id) == {}
    assert await reader.product_by_code(["NO-SUCH"]) == {}


async def test_people_and_the_roles_they_hold_now(
    reader: OdooReader, untouched: Company, administrator: OdooSession
) -> None:
    company = untouched
    login = company.world.user(Role.PROCUREMENT_MANAGER).login
    person = await reader.person(login)
    assert person
    assert person.roles == {Role.PROCUREMENT, Role.PROCUREMENT_MANAGER}
    assert await reader.person(person.uid) == person
    buyers = await reader.users_with_role(Role.PROCUREMENT)
    assert {"procurement", "procurement_manager"} <= {buyer.login for buyer in buyers}
    assert login not in {one.login for one in await reader.users_with_role(Role.WAREHOUSE)}
    await administrator.write("res.users", [person.uid], {"group_ids": [[5]]})
    gone = await reader.people([person.uid])
    assert not gone or not gone[person.uid].roles
    await administrator.write("res.users", [person.uid], {"active": False})
    assert await reader.person(login) is None
    assert await reader.person("expediter-reader") is None


async def test_reorder_rules(reader: OdooReader, company: Company) -> None:
    [bearing] = (await reader.product_by_code(["BRG-6205"]))["BRG-6205"]
    rules = await reader.reorder_rules([bearing.id])
    assert {(rule.minimum, rule.maximum) for rule in rules} == {(40, 160), (20, 80)}


async def collect(reader: OdooReader, name: str) -> dict[str, Any]:
    """What a specialist reads for one late order."""
    [order], products, rules = await reader.stocked_orders(names=[name])
    moves, sales = await reader.promised_moves(products_of(order))
    return {
        "order": order,
        "moves": moves,
        "stock": await reader.stock_levels(products_of(order), await reader.warehouses()),
        "sales": sales,
        "products": products,
        "history": await reader.vendor_history(order.partner.id, datetime.now(UTC) - timedelta(days=180)),
        "rules": rules,
    }


async def test_reads_made_in_one_bring_what_each_alone_does(reader: OdooReader, company: Company) -> None:
    order = await order_of(reader, company, "container")
    orders, products, rules = await reader.stocked_orders(ids=[order.id])
    [with_goods] = orders
    # What its receipts bring is read only here.
    assert [line.receives for line in with_goods.lines] == [(line.product.id,) for line in order.lines if line.product]
    bare = tuple(line.model_copy(update={"receives": ()}) for line in with_goods.lines)
    assert with_goods.model_copy(update={"lines": bare}) == order
    assert {one.id: one for one in products} == {one.id: one for one in await reader.products(products_of(order))}
    alone = await reader.reorder_rules(products_of(order))
    assert {one.id: one for one in rules} == {one.id: one for one in alone}

    moves, sales = await reader.promised_moves(products_of(order))
    assert moves == await reader.open_moves(products_of(order))
    ids = {move.sale_order.id for move in moves if move.sale_order}
    assert {sale.id for sale in sales} == ids != set()
    for sale in await reader.sale_orders(ids=ids):
        [found] = [one for one in sales if one.id == sale.id]
        behind = await reader.moves(move for line in sale.lines for move in line.move_ids)
        due = [move.deadline for move in behind if move.deadline and move.state not in {"done", "cancel"}]
        assert found == sale.model_copy(update={"due": min(due, default=None)})


async def test_orders_to_read_are_those_named_and_the_vendors_open_ones(reader: OdooReader, company: Company) -> None:
    order, other = await order_of(reader, company, "bearings"), await order_of(reader, company, "container")
    theirs = await reader.open_purchases(partner_id=order.partner.id)
    found = await reader.orders_to_read(order.partner.id, [other.name])
    assert {one.id for one in found} == {one.id for one in theirs} | {other.id}
    assert [one.id for one in await reader.orders_to_read(None, [other.name])] == [other.id]


async def test_an_order_is_found_by_the_vendors_own_number(
    reader: OdooReader, company: Company, administrator: OdooSession
) -> None:
    order = await order_of(reader, company, "bearings")
    await administrator.write("purchase.order", [order.id], {"partner_ref": "OV-4471/9"})
    assert [one.id for one in await reader.orders_to_read(None, ["OV-4471/9"])] == [order.id]


async def test_our_own_company_has_a_card(reader: OdooReader, administrator: OdooSession) -> None:
    ours = await reader.own_company()
    [first] = await administrator.search_read("res.company", [], ["partner_id"], order="sequence, id", limit=1)
    assert ours is not None
    assert [ours.id, ours.name] == first["partner_id"]


async def test_what_hardly_changes_is_read_once_a_minute(reader: OdooReader) -> None:
    reader.forget()
    first = await reader.warehouses()
    before = reader.calls
    assert await reader.warehouses() == first
    assert reader.calls == before
    reader.forget()
    assert await reader.warehouses() == first
    assert reader.calls == before + 1
    assert await reader.warehouses(needed=[None, first[0].id]) == first
    assert reader.calls == before + 1
    # One that is younger than the answer.
    assert await reader.warehouses(needed=[first[0].id, 10**9]) == first
    assert reader.calls == before + 2


async def test_the_number_of_calls_does_not_grow_with_the_records(reader: OdooReader, company: Company) -> None:
    spent: dict[str, int] = {}
    for key in ("bearings", "container"):
        reader.forget()
        with count_calls() as counter:
            found = await collect(reader, company.story.purchases[key].name)
        assert found["moves"]
        assert found["sales"]
        spent[key] = counter.calls
    assert spent["bearings"] == spent["container"] == 5


async def test_both_wires_read_the_same(company: Company) -> None:
    from runtime.settings import Wire
    from tools.odoo.reads import open_reader

    seen = []
    for wire in (Wire.JSON2, Wire.JSONRPC):
        async with open_reader(company.settings.model_copy(update={"odoo_wire": wire})) as opened:
            found = await collect(opened, company.story.purchases["container"].name)
            seen.append(found)
    assert seen[0] == seen[1]


async def test_what_is_on_order_is_told_from_drafts_and_without_what_has_come(
    reader: OdooReader, company: Company, administrator: OdooSession
) -> None:
    order = await order_of(reader, company, "hydraulics")
    wanted = products_of(order)
    found = await reader.on_order(wanted)
    mine = {one.product_id: one for one in found if one.order.id == order.id}
    assert {product: one.quantity for product, one in mine.items()} == {
        line.product.id: line.open for line in order.lines if line.product
    }
    assert all(one.confirmed and one.warehouse_id == order.warehouse_id for one in mine.values())
    states = await administrator.search_read(
        "purchase.order.line",
        [["product_id", "in", wanted], ["order_id.state", "in", ["draft", "sent", "to approve"]]],
        ["id"],
    )
    assert {one.id for one in found if not one.confirmed} == {row["id"] for row in states}
