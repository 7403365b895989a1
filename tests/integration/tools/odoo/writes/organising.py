"""Ready deliveries of one warehouse and whoever works there, for the tests of organising its work."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cases.actions import AssignPickings, BatchPickings, RescheduleDelivery
from cases.actions.assign_pickings import SeenResponsible, SeenUnassigned
from cases.actions.batch_pickings import SeenUnbatched, SeenWalk
from cases.actions.pickings import NamedPicking
from cases.actions.reschedule_delivery import SeenDeparture
from tests.integration.tools.odoo.writes.trading import DISPATCH, ZONE, Trading, day, noon
from tools.odoo.client import OdooSession
from tools.odoo.values import moment

FIELDS = ["name", "state", "priority", "scheduled_date", "date_deadline", "user_id", "batch_id", "printed"]


@dataclass(frozen=True)
class Floor:
    """What there is to pick.

    Attributes:
        pickings: three deliveries of two lines each that are ready, by id.
        orders: their orders, by the delivery's id.
        type_id: their operation type.
        pickers: two people of the warehouse.
        stranger: somebody who sees no stock.
    """

    pickings: tuple[int, int, int]
    orders: dict[int, int]
    type_id: int
    pickers: tuple[int, int]
    stranger: int


async def floor(odoo: OdooSession, trading: Trading) -> Floor:
    """Make it."""
    goods = [trading.products["Pin"], trading.products["Screw"]]
    place = trading.warehouses["SOUTH"]
    counting = {"inventory_mode": True}
    [quant] = await odoo.create(
        "stock.quant",
        [{"product_id": goods[1], "location_id": place["stock"], "inventory_quantity": 50}],
        context=counting,
    )
    await odoo.call("stock.quant", "action_apply_inventory", [quant], context=counting)
    # Odoo 19 puts what leaves a new warehouse in running batches by customer, all by itself.
    types = await odoo.search_read("stock.picking.type", [["warehouse_id", "=", place["id"]]], ["id"])
    await odoo.write("stock.picking.type", [one["id"] for one in types], {"auto_batch": False})
    made = await odoo.search_read("stock.picking.batch", [["state", "!=", "done"]], ["id"])
    await odoo.unlink("stock.picking.batch", [one["id"] for one in made])
    order = {
        "partner_id": trading.customers["served"],
        "warehouse_id": place["id"],
        "commitment_date": noon(0),
        "order_line": [[0, 0, {"product_id": one, "product_uom_qty": 2}] for one in goods],
    }
    orders = await odoo.create("sale.order", [order] * 3)
    await odoo.call("sale.order", "action_confirm", orders)
    rows = await odoo.search_read(
        "stock.picking", [["sale_id", "in", orders]], ["sale_id", "picking_type_id", "state"], order="id"
    )
    assert {row["state"] for row in rows} == {"assigned"}
    first, second, third = (row["id"] for row in rows)
    _, stock = await odoo.ask("ir.model.data", "check_object_reference", module="stock", xml_id="group_stock_user")
    _, internal = await odoo.ask("ir.model.data", "check_object_reference", module="base", xml_id="group_user")
    people = await odoo.create(
        "res.users",
        [
            {"name": name, "login": f"floor-{name.lower()}", "group_ids": [[6, 0, groups]]}
            for name, groups in (("Ada", [internal, stock]), ("Bo", [internal, stock]), ("Cy", [internal]))
        ],
    )
    return Floor(
        pickings=(first, second, third),
        orders={row["id"]: row["sale_id"][0] for row in rows},
        type_id=rows[0]["picking_type_id"][0],
        pickers=(people[0], people[1]),
        stranger=people[2],
    )


async def look(odoo: OdooSession, made: Floor) -> dict[int, dict[str, Any]]:
    """How the transfers stand."""
    rows = await odoo.read("stock.picking", list(made.pickings), FIELDS)
    return {row["id"]: {name: _plain(value) for name, value in row.items()} for row in rows}


def _plain(value: object) -> Any:
    return value[0] if isinstance(value, list) and value else value


async def walk(odoo: OdooSession, made: Floor, *, user: int | None = None) -> tuple[BatchPickings, SeenWalk]:
    """All of them in one batch."""
    rows = await look(odoo, made)
    args = BatchPickings(
        warehouse_id=2,
        warehouse="South",
        type_id=made.type_id,
        type="Delivery Orders",
        user_id=user,
        user="Ada" if user else None,
        summary="Parcels of today",
        pickings=tuple(NamedPicking(picking_id=one, picking=str(rows[one]["name"])) for one in made.pickings),
    )
    return args, SeenWalk(pickings=tuple(SeenUnbatched(picking_id=one, lines=2) for one in made.pickings))


async def given_to(odoo: OdooSession, made: Floor, user: int) -> tuple[AssignPickings, SeenUnassigned]:
    """The first two for one person."""
    rows = await look(odoo, made)
    some = made.pickings[:2]
    args = AssignPickings(
        warehouse_id=2,
        warehouse="South",
        user_id=user,
        user="Ada",
        pickings=tuple(NamedPicking(picking_id=one, picking=str(rows[one]["name"])) for one in some),
    )
    seen = tuple(SeenResponsible(picking_id=one, user_id=rows[one]["user_id"] or None) for one in some)
    return args, SeenUnassigned(pickings=seen)


async def later(odoo: OdooSession, made: Floor, *, days: int = 1) -> tuple[RescheduleDelivery, SeenDeparture]:
    """The first one so many days from today."""
    first = made.pickings[0]
    row = (await look(odoo, made))[first]
    [order] = await odoo.read("sale.order", [made.orders[first]], ["name", "commitment_date"])
    args = RescheduleDelivery(
        picking_id=first,
        picking=row["name"],
        order_id=made.orders[first],
        order=order["name"],
        customer="Customer served",
        new_date=day(days),
    )
    premise = SeenDeparture(
        warehouse="South",
        scheduled=moment(row["scheduled_date"]),
        promise=moment(order["commitment_date"]),
        zone=ZONE,
        dispatch_hour=DISPATCH,
        value=Decimal(40),
    )
    return args, premise
