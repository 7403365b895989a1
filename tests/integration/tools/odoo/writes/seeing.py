"""Arguments and premises for tests, read from Odoo as a specialist would."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cases.actions import MessageCustomer, MessageSupplier, RescheduleReceipt, ReviseCommitment, TransferStock
from cases.actions.message_customer import SeenCustomer
from cases.actions.message_supplier import SeenSupplier
from cases.actions.reschedule_receipt import LateLine, OpenMove, SeenLine, SeenReceipt
from cases.actions.revise_commitment import SeenPicking, SeenPromise
from cases.actions.shipment import SeenShipment
from cases.actions.transfer_stock import SeenStock
from tests.integration.tools.odoo.writes.trading import ARRIVAL, DISPATCH, QUIET, ZONE, Trading, day
from tools.odoo.client import OdooSession
from tools.odoo.values import moment


async def late_receipt(
    odoo: OdooSession, order: int, late: dict[int, tuple[int, int | None] | list[tuple[int, int | None]]]
) -> tuple[RescheduleReceipt, SeenReceipt]:
    """Lines that come that many days from today, all or so many of what is open, or in several parts."""
    [row] = await odoo.read("purchase.order", [order], ["name", "partner_id"])
    fields = ["date_planned", "product_id", "product_qty"]
    lines = await odoo.search_read("purchase.order.line", [["order_id", "=", order]], fields, order="id")
    moves = await odoo.search_read(
        "stock.move",
        [
            ["purchase_line_id.order_id", "=", order],
            ["state", "not in", ["done", "cancel"]],
            ["location_usage", "=", "supplier"],
        ],
        ["purchase_line_id", "product_qty", "date", "date_deadline"],
    )
    premise = SeenReceipt(
        order=row["name"],
        vendor_id=row["partner_id"][0],
        lines=tuple(
            SeenLine(
                line_id=line["id"],
                planned=moment(line["date_planned"]),
                product_id=line["product_id"][0],
                ordered=Decimal(str(line["product_qty"])),
            )
            for line in lines
        ),
        moves=tuple(
            OpenMove(
                id=move["id"],
                line_id=move["purchase_line_id"][0],
                quantity=Decimal(str(move["product_qty"])),
                date=moment(move["date"]),
                deadline=moment(move["date_deadline"]),
            )
            for move in moves
        ),
        zone=ZONE,
        arrival_hour=ARRIVAL,
    )
    names = {line["id"]: line["product_id"][1] for line in lines}
    wanted = tuple(
        LateLine(line_id=line, product=names[line], new_date=day(days), late_quantity=Decimal(part) if part else None)
        for line, parts in late.items()
        for days, part in (parts if isinstance(parts, list) else [parts])
    )
    return RescheduleReceipt(order_id=order, order=row["name"], lines=wanted), premise


async def new_promise(odoo: OdooSession, order: int, days: int) -> tuple[ReviseCommitment, SeenPromise]:
    """The order promised for that many days from today."""
    [row] = await odoo.read("sale.order", [order], ["name", "partner_id", "commitment_date"])
    moves = await odoo.search_read(
        "stock.move",
        [["sale_line_id.order_id", "=", order], ["state", "not in", ["done", "cancel"]]],
        ["picking_id", "date", "date_deadline", "location_dest_usage"],
    )
    deadlines = [found for move in moves if (found := moment(move["date_deadline"]))]
    pickings = tuple(
        SeenPicking(
            id=move["picking_id"][0],
            label=move["picking_id"][1],
            scheduled=moment(move["date"]),
            final=move["location_dest_usage"] == "customer",
            move_ids=(move["id"],),
        )
        for move in moves
    )
    premise = SeenPromise(
        order=row["name"],
        customer=row["partner_id"][1],
        customer_id=row["partner_id"][0],
        commitment=moment(row["commitment_date"]),
        promise=moment(row["commitment_date"]) or min(deadlines),
        pickings=pickings,
        zone=ZONE,
        dispatch_hour=DISPATCH,
        value=Decimal(100),
    )
    args = ReviseCommitment(order_id=order, order=row["name"], customer=row["partner_id"][1], new_date=day(days))
    return args, premise


async def customer_letter(
    odoo: OdooSession, order: int, *, new_days: int | None = None, wording: str | None = None, **more: Any
) -> tuple[MessageCustomer, SeenCustomer]:
    """A letter to the order's customer."""
    [row] = await odoo.read("sale.order", [order], ["name", "partner_id"])
    [partner] = await odoo.read("res.partner", [row["partner_id"][0]], ["name", "email"])
    args = MessageCustomer(
        order_id=order,
        order=row["name"],
        partner_id=partner["id"],
        partner=partner["name"],
        products=("Bolt <M8> & washer",),
        old_date=day(9),
        new_date=day(new_days) if new_days else None,
        wording=wording,
        **more,
    )
    return args, SeenCustomer(email=partner["email"] or None, order=row["name"], zone=ZONE)


async def supplier_letter(odoo: OdooSession, order: int) -> tuple[MessageSupplier, SeenSupplier]:
    """A question to the order's vendor."""
    [row] = await odoo.read("purchase.order", [order], ["name", "partner_id"])
    [partner] = await odoo.read("res.partner", [row["partner_id"][0]], ["name", "email"])
    args = MessageSupplier(
        order_id=order,
        order=row["name"],
        partner_id=partner["id"],
        partner=partner["name"],
        ask="give_date",
        products=("Bolt",),
    )
    return args, SeenSupplier(email=partner["email"] or None, order=row["name"])


@dataclass(frozen=True)
class Sent:
    """A delivery that has left, and the carrier as a partner."""

    picking: int
    name: str
    customer: int
    carrier: int
    carrier_partner: int


NUMBERS = "NP0000000011, NP0000000012"
NUMBER = "NP 0000 0000 12"


async def sent_delivery(odoo: OdooSession, order: int) -> Sent:
    """Send what an order wants, under two numbers."""
    partner, other = await odoo.create(
        "res.partner",
        [{"name": "Northline", "email": "desk@northline.example", "lang": "en_US"}, {"name": "Other carrier"}],
    )
    [service] = await odoo.create("product.product", [{"name": "Delivery", "type": "service"}])
    carriers = await odoo.create(
        "delivery.carrier", [{"name": name, "product_id": service} for name in ("Northline", "Other carrier")]
    )
    [picking] = await odoo.search_read(
        "stock.picking", [["sale_id", "=", order], ["state", "!=", "cancel"]], ["name", "partner_id", "move_ids"]
    )
    await odoo.write("stock.picking", [picking["id"]], {"carrier_id": carriers[0], "carrier_tracking_ref": NUMBERS})
    for move in await odoo.read("stock.move", picking["move_ids"], ["product_uom_qty"]):
        await odoo.write("stock.move", [move["id"]], {"quantity": move["product_uom_qty"], "picked": True})
    await odoo.call("stock.picking", "button_validate", [picking["id"]], context=QUIET)
    assert other
    return Sent(picking["id"], picking["name"], picking["partner_id"][0], carriers[0], partner)


async def about(odoo: OdooSession, sent: Sent) -> tuple[dict[str, Any], SeenShipment]:
    """What every letter about it names, and what was seen."""
    [row] = await odoo.read("stock.picking", [sent.picking], ["state", "carrier_tracking_ref"])
    args = {
        "picking_id": sent.picking,
        "picking": sent.name,
        "tracking": NUMBER,
        "partner_id": sent.carrier_partner,
        "partner": "Northline",
        "products": ("Bolt <M8> & washer",),
    }
    seen = SeenShipment(
        email="desk@northline.example",
        state=row["state"],
        tracking=row["carrier_tracking_ref"],
        carrier_id=sent.carrier,
    )
    return args, seen


async def transfer(odoo: OdooSession, trading: Trading, quantity: int) -> tuple[TransferStock, SeenStock]:
    """Pins from south to north."""
    [product] = await odoo.read("product.product", [trading.products["Pin"]], ["uom_id"])
    south, north = trading.warehouses["SOUTH"], trading.warehouses["NORTH"]
    args = TransferStock(
        product_id=trading.products["Pin"],
        product="Pin",
        quantity=Decimal(quantity),
        unit_id=product["uom_id"][0],
        from_warehouse_id=south["id"],
        from_warehouse="South",
        to_warehouse_id=north["id"],
        to_warehouse="North",
        leaves=day(1),
        arrives=day(3),
        for_orders=("S00002",),
    )
    premise = SeenStock(
        free=Decimal(70),
        own_need=Decimal(0),
        at_receiver=Decimal(0),
        from_location_id=south["stock"],
        to_location_id=north["stock"],
        transit_location_id=trading.transit,
        from_type_id=south["internal"],
        to_type_id=north["internal"],
        from_zone=ZONE,
        to_zone=ZONE,
        dispatch_hour=DISPATCH,
        arrival_hour=ARRIVAL,
    )
    return args, premise
