"""A small, exact world for the writes: who sells what to whom, from where. Built over RPC by the administrator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tools.odoo.client import OdooSession
from tools.odoo.values import odoo_moment

ZONE = "Europe/Brussels"
ARRIVAL, DISPATCH = 17, 15
QUIET = {
    "skip_sms": True,
    "skip_backorder": True,
    "picking_ids_not_to_backorder": [],
    "mail_notify_force_send": False,
}


def day(days: int) -> date:
    """That many days from today."""
    return datetime.now(UTC).date() + timedelta(days=days)


def noon(days: int) -> str:
    """Noon UTC of that day, as Odoo writes it."""
    return odoo_moment(datetime.combine(day(days), datetime.min.time(), UTC).replace(hour=12))


@dataclass(frozen=True)
class Trading:
    """Ids of what was made.

    Attributes:
        late: the purchase order: 60 bolts of which 10 came, 10 nuts, 20 screws.
        hurt: wants 40 bolts that are on `late`; unhurt: wants 5 nuts of it; served: wants 5 of the bolts in stock.
        two_step: an order in the pick-and-ship warehouse.
        made: an order made to order, and its purchase.
        giver: has 100 pins, 30 of them wanted by its own order.
    """

    vendor: int
    customers: dict[str, int]
    products: dict[str, int]
    warehouses: dict[str, dict[str, int]]
    transit: int
    late: int
    late_lines: dict[str, int]
    orders: dict[str, int]
    made_purchase: int
    users: dict[str, int]


async def build(odoo: OdooSession) -> Trading:
    """Make it."""
    [unit] = await odoo.search_read("uom.uom", [["name", "=", "Units"]], ["id"], limit=1)
    await _zones(odoo)
    warehouses = {
        code: await _warehouse(odoo, code, steps)
        for code, steps in (("NORTH", "ship_only"), ("SOUTH", "ship_only"), ("TWO", "pick_ship"))
    }
    [company] = await odoo.read("res.company", [1], ["internal_transit_location_id"])
    transit = company["internal_transit_location_id"][0]
    await odoo.write("stock.location", [transit], {"active": True})
    vendor = (await odoo.create("res.partner", [{"name": "Bolts & Co", "email": "sales@bolts.example"}]))[0]
    names = ("hurt", "unhurt", "served", "two_step", "made", "giver")
    customers = dict(
        zip(
            names,
            await odoo.create(
                "res.partner", [{"name": f"Customer {name}", "email": f"{name}@customers.example"} for name in names]
            ),
            strict=True,
        )
    )
    goods = ("Bolt", "Nut", "Screw", "Pin", "Gear")
    products = dict(
        zip(
            goods,
            await odoo.create(
                "product.product",
                [{"name": name, "type": "consu", "is_storable": True, "uom_id": unit["id"]} for name in goods],
            ),
            strict=True,
        )
    )
    await _stock(odoo, products["Pin"], warehouses["SOUTH"]["stock"], 100)
    await _stock(odoo, products["Nut"], warehouses["TWO"]["stock"], 50)
    late, late_lines = await _purchase(
        odoo,
        vendor,
        warehouses["NORTH"]["receipts"],
        {products["Bolt"]: 60, products["Nut"]: 10, products["Screw"]: 20},
    )
    await _receive(odoo, late, products["Bolt"], 10)
    orders = {
        "served": await _order(odoo, customers["served"], "NORTH", warehouses, {products["Bolt"]: 5}, 6),
        "hurt": await _order(odoo, customers["hurt"], "NORTH", warehouses, {products["Bolt"]: 40}, 9),
        "unhurt": await _order(odoo, customers["unhurt"], "NORTH", warehouses, {products["Nut"]: 5}, 9),
        "two_step": await _order(odoo, customers["two_step"], "TWO", warehouses, {products["Nut"]: 4}, 9),
        "giver": await _order(odoo, customers["giver"], "SOUTH", warehouses, {products["Pin"]: 30}, 9),
    }
    await _make_to_order(odoo, vendor, products["Gear"])
    orders["made"] = await _order(odoo, customers["made"], "NORTH", warehouses, {products["Gear"]: 10}, 12)
    made_purchase = await _confirm_made(odoo, products["Gear"])
    return Trading(
        vendor=vendor,
        customers=customers,
        products=products,
        warehouses=warehouses,
        transit=transit,
        late=late,
        late_lines={name: late_lines[products[name]] for name in ("Bolt", "Nut", "Screw")},
        orders=orders,
        made_purchase=made_purchase,
        users=await _users(odoo),
    )


async def _zones(odoo: OdooSession) -> None:
    """Orders in several warehouses want the setting; the administrator's group gives it."""
    for xml_id in ("group_stock_multi_locations", "group_stock_multi_warehouses", "group_adv_location"):
        _, group = await odoo.ask("ir.model.data", "check_object_reference", module="stock", xml_id=xml_id)
        await odoo.write("res.users", [odoo.uid], {"group_ids": [[4, group]]})


async def _warehouse(odoo: OdooSession, code: str, steps: str) -> dict[str, int]:
    [made] = await odoo.create("stock.warehouse", [{"name": code.title(), "code": code, "delivery_steps": steps}])
    [row] = await odoo.read("stock.warehouse", [made], ["lot_stock_id", "in_type_id", "int_type_id"])
    return {
        "id": made,
        "stock": row["lot_stock_id"][0],
        "receipts": row["in_type_id"][0],
        "internal": row["int_type_id"][0],
    }


async def _stock(odoo: OdooSession, product: int, location: int, quantity: float) -> None:
    counting = {"inventory_mode": True}
    [quant] = await odoo.create(
        "stock.quant",
        [{"product_id": product, "location_id": location, "inventory_quantity": quantity}],
        context=counting,
    )
    await odoo.call("stock.quant", "action_apply_inventory", [quant], context=counting)


async def _purchase(
    odoo: OdooSession, vendor: int, receipts: int, goods: dict[int, float]
) -> tuple[int, dict[int, int]]:
    lines = [
        [0, 0, {"product_id": product, "product_qty": quantity, "price_unit": 2, "date_planned": noon(7)}]
        for product, quantity in goods.items()
    ]
    [order] = await odoo.create(
        "purchase.order", [{"partner_id": vendor, "picking_type_id": receipts, "order_line": lines}]
    )
    await odoo.call("purchase.order", "button_confirm", [order])
    rows = await odoo.search_read("purchase.order.line", [["order_id", "=", order]], ["product_id"])
    return order, {row["product_id"][0]: row["id"] for row in rows}


async def _receive(odoo: OdooSession, order: int, product: int, quantity: float) -> None:
    """Book a part of one product in; the rest becomes a backorder."""
    moves = await odoo.search_read(
        "stock.move", [["purchase_line_id.order_id", "=", order]], ["product_id", "picking_id"]
    )
    for move in moves:
        await odoo.write("stock.move", [move["id"]], {"quantity": quantity if move["product_id"][0] == product else 0})
    await odoo.call("stock.picking", "button_validate", [moves[0]["picking_id"][0]], context=QUIET)


async def _order(
    odoo: OdooSession,
    customer: int,
    warehouse: str,
    warehouses: dict[str, dict[str, int]],
    goods: dict[int, float],
    promised: int,
) -> int:
    lines = [[0, 0, {"product_id": product, "product_uom_qty": quantity}] for product, quantity in goods.items()]
    [order] = await odoo.create(
        "sale.order",
        [
            {
                "partner_id": customer,
                "warehouse_id": warehouses[warehouse]["id"],
                "commitment_date": noon(promised),
                "order_line": lines,
            }
        ],
    )
    await odoo.call("sale.order", "action_confirm", [order])
    return order


async def _make_to_order(odoo: OdooSession, vendor: int, product: int) -> None:
    [row] = await odoo.read("product.product", [product], ["product_tmpl_id"])
    template = row["product_tmpl_id"][0]
    routes = await odoo.search_read(
        "stock.route", ["|", ["name", "ilike", "MTO"], ["name", "=", "Buy"]], ["id"], context={"active_test": False}
    )
    ids = [route["id"] for route in routes]
    await odoo.write("stock.route", ids, {"active": True})
    await odoo.write("product.template", [template], {"route_ids": [[6, 0, ids]]})
    await odoo.create(
        "product.supplierinfo", [{"partner_id": vendor, "product_tmpl_id": template, "price": 7, "delay": 3}]
    )
    return template


async def _confirm_made(odoo: OdooSession, product: int) -> int:
    [line] = await odoo.search_read("purchase.order.line", [["product_id", "=", product]], ["order_id"])
    order: int = line["order_id"][0]
    await odoo.call("purchase.order", "button_confirm", [order])
    return order


async def _users(odoo: OdooSession) -> dict[str, int]:
    """A buyer, and a salesperson who sees own documents only."""

    async def group(module: str, name: str) -> int:
        _, found = await odoo.ask("ir.model.data", "check_object_reference", module=module, xml_id=name)
        return int(found)

    internal = await group("base", "group_user")
    wanted = {
        "buyer": await group("purchase", "group_purchase_user"),
        "seller": await group("sales_team", "group_sale_salesman"),
    }
    made = await odoo.create(
        "res.users",
        [
            {"name": name.title(), "login": f"writes-{name}", "group_ids": [[6, 0, [internal, extra]]]}
            for name, extra in wanted.items()
        ],
    )
    return dict(zip(wanted, made, strict=True))


MODELS = {
    "purchase.order": (["name", "state", "date_planned", "amount_total", "picking_ids"], []),
    "purchase.order.line": (["date_planned", "product_qty", "qty_received", "move_ids"], []),
    "sale.order": (["name", "state", "commitment_date", "picking_ids"], []),
    "sale.order.line": (["product_uom_qty", "qty_delivered", "move_ids"], []),
    "stock.picking": (["name", "state", "origin", "scheduled_date", "date_deadline", "backorder_id"], []),
    "stock.move": (
        [
            "state",
            "date",
            "date_deadline",
            "product_id",
            "product_uom_qty",
            "quantity",
            "picking_id",
            "location_id",
            "location_dest_id",
            "move_orig_ids",
            "procure_method",
            "purchase_line_id",
            "sale_line_id",
        ],
        [],
    ),
    "stock.quant": (["product_id", "location_id", "quantity", "reserved_quantity"], []),
    "mail.followers": (["res_model", "res_id", "partner_id"], [["res_model", "in", ["sale.order", "purchase.order"]]]),
    "mail.activity": (["summary", "user_id", "res_id"], []),
}

Dump = dict[tuple[str, int], dict[str, Any]]


async def dump(odoo: OdooSession) -> Dump:
    """Every order, line, transfer, move and quant, with the fields that say when and how much."""
    found: Dump = {}
    for model, (fields, domain) in MODELS.items():
        for row in await odoo.search_read(model, domain, fields, context={"active_test": False}):
            found[model, row.pop("id")] = {name: _plain(value) for name, value in row.items()}
    return found


def changes(before: Dump, after: Dump) -> dict[tuple[str, int], set[str]]:
    """Which fields of which records differ; new records have `+`, gone ones `-`."""
    found: dict[tuple[str, int], set[str]] = {}
    for key in before.keys() | after.keys():
        if key not in before:
            found[key] = {"+"}
        elif key not in after:
            found[key] = {"-"}
        elif before[key] != after[key]:
            found[key] = {name for name in before[key] if before[key][name] != after[key][name]}
    return found


def _plain(value: object) -> Any:
    if isinstance(value, list) and len(value) == 2 and isinstance(value[1], str):
        return value[0]
    return sorted(value) if isinstance(value, list) else value


async def forecasts(odoo: OdooSession) -> dict[int, Any]:
    """Odoo's own forecast of every open outgoing move."""
    rows = await odoo.search_read(
        "stock.move",
        [["state", "not in", ["done", "cancel"]], ["location_dest_usage", "=", "customer"]],
        ["forecast_expected_date", "forecast_availability"],
    )
    return {row["id"]: (row["forecast_expected_date"], row["forecast_availability"]) for row in rows}
