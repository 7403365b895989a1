"""Deliveries that went out, and what a specialist would propose about them; read from Odoo as a specialist would."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cases.actions import CreateReturn, OfferCredit, ShipReplacement
from cases.actions.create_return import ReturnLine, SeenDelivery, SeenMove
from cases.actions.offer_credit import SeenInvoice
from cases.actions.ship_replacement import ReplacementLine, SeenGoods, SeenLoss
from tests.integration.tools.odoo.writes.trading import ARRIVAL, DISPATCH, QUIET, ZONE, Trading, day, noon
from tools.odoo.client import OdooSession
from tools.odoo.names import GOODWILL_FIELD


@dataclass(frozen=True)
class Shipped:
    """An order and its delivery, which went out."""

    order: int
    order_name: str
    picking: int
    picking_name: str
    customer: int


async def order(odoo: OdooSession, trading: Trading, warehouse: str, goods: dict[str, float], customer: str) -> int:
    """A confirmed order."""
    lines = [
        [0, 0, {"product_id": trading.products[name], "product_uom_qty": quantity, "price_unit": 10}]
        for name, quantity in goods.items()
    ]
    values = {
        "partner_id": trading.customers[customer],
        "warehouse_id": trading.warehouses[warehouse]["id"],
        "commitment_date": noon(9),
        "order_line": lines,
    }
    [made] = await odoo.create("sale.order", [values])
    await odoo.call("sale.order", "action_confirm", [made])
    return made


async def shipped(
    odoo: OdooSession, trading: Trading, warehouse: str = "SOUTH", customer: str = "giver", **goods: float
) -> Shipped:
    """An order, billed by what is delivered, that went out whole: ten pins unless told otherwise."""
    await odoo.write("product.product", list(trading.products.values()), {"invoice_policy": "delivery"})
    made = await order(odoo, trading, warehouse, goods or {"Pin": 10}, customer)
    while waiting := await odoo.search_read(
        "stock.picking", [["sale_id", "=", made], ["state", "not in", ["done", "cancel"]]], ["id"], order="id"
    ):
        await validate(odoo, waiting[0]["id"])
    [row] = await odoo.read("sale.order", [made], ["name", "partner_id"])
    [picking] = await odoo.search_read(
        "stock.picking", [["sale_id", "=", made], ["picking_type_code", "=", "outgoing"]], ["name"]
    )
    return Shipped(made, row["name"], picking["id"], picking["name"], row["partner_id"][0])


async def validate(odoo: OdooSession, picking: int) -> None:
    """Book it as a person would, all that it holds."""
    await odoo.call("stock.picking", "action_assign", [picking])
    assert await odoo.call("stock.picking", "button_validate", [picking], context=QUIET) is True


async def by_wizard(odoo: OdooSession, picking: int, quantity: float) -> int:
    """A return of the first line, planned by a person with Odoo's own wizard."""
    [wizard] = await odoo.create("stock.return.picking", [{"picking_id": picking}])
    lines = await odoo.search_read("stock.return.picking.line", [["wizard_id", "=", wizard]], ["id"], order="id")
    await odoo.write("stock.return.picking.line", [lines[0]["id"]], {"quantity": quantity})
    made: dict[str, Any] = await odoo.call("stock.return.picking", "action_create_returns", [wizard])
    return int(made["res_id"])


async def quarantine(odoo: OdooSession) -> int:
    """The company's place for checking, outside every warehouse."""
    [place] = await odoo.search_read("stock.location", [["name", "=", "Quarantine"]], ["id"])
    return int(place["id"])


async def returning(
    odoo: OdooSession, sent: Shipped, quantity: float, *, to_refund: bool = True, returned: float = 0
) -> tuple[CreateReturn, SeenDelivery]:
    """So much of each line comes back in four days."""
    moves = await odoo.search_read(
        "stock.move", [["picking_id", "=", sent.picking]], ["product_id", "quantity", "product_uom"], order="id"
    )
    [customer] = await odoo.read("res.partner", [sent.customer], ["name"])
    args = CreateReturn(
        picking_id=sent.picking,
        picking=sent.picking_name,
        order_id=sent.order,
        order=sent.order_name,
        to_location_id=await quarantine(odoo),
        to_location="Quarantine",
        expected=day(4),
        to_refund=to_refund,
        lines=tuple(
            ReturnLine(
                move_id=move["id"],
                product=move["product_id"][1],
                quantity=Decimal(str(quantity)),
                unit=move["product_uom"][1],
            )
            for move in moves
        ),
    )
    premise = SeenDelivery(
        customer_id=sent.customer,
        customer=customer["name"],
        warehouse="South",
        moves=tuple(
            SeenMove(
                move_id=move["id"],
                product_id=move["product_id"][0],
                delivered=Decimal(str(move["quantity"])),
                returned=Decimal(str(returned)),
                unit_value=Decimal(10),
            )
            for move in moves
        ),
        zone=ZONE,
        arrival_hour=ARRIVAL,
    )
    return args, premise


async def replacing(
    odoo: OdooSession, trading: Trading, sent: Shipped, quantity: float, *, warehouse: str = "SOUTH", lost: float = 10
) -> tuple[ShipReplacement, SeenLoss]:
    """So much of each line is shipped again in two days."""
    moves = await odoo.search_read("stock.move", [["picking_id", "=", sent.picking]], ["product_id"], order="id")
    units = await odoo.read("product.product", [move["product_id"][0] for move in moves], ["uom_id"])
    unit = {row["id"]: row["uom_id"][1] for row in units}
    [customer] = await odoo.read("res.partner", [sent.customer], ["name"])
    place = trading.warehouses[warehouse]
    args = ShipReplacement(
        picking_id=sent.picking,
        picking=sent.picking_name,
        order_id=sent.order,
        order=sent.order_name,
        warehouse_id=place["id"],
        warehouse=warehouse.title(),
        ships=day(2),
        lines=tuple(
            ReplacementLine(
                move_id=move["id"],
                product=move["product_id"][1],
                quantity=Decimal(str(quantity)),
                unit=unit[move["product_id"][0]],
            )
            for move in moves
        ),
    )
    premise = SeenLoss(
        customer_id=sent.customer,
        customer=customer["name"],
        stock_id=place["stock"],
        goods=tuple(
            SeenGoods(
                move_id=move["id"],
                product_id=move["product_id"][0],
                lost=Decimal(str(lost)),
                free=Decimal(60),
                own_need=Decimal(0),
                unit_cost=Decimal(4),
            )
            for move in moves
        ),
        zone=ZONE,
        dispatch_hour=DISPATCH,
    )
    return args, premise


async def billed(odoo: OdooSession, order_id: int) -> int:
    """The order's invoice, posted."""
    wizard = {"sale_order_ids": [[6, 0, [order_id]]], "advance_payment_method": "delivered"}
    [made] = await odoo.create("sale.advance.payment.inv", [wizard])
    await odoo.call("sale.advance.payment.inv", "create_invoices", [made])
    [row] = await odoo.read("sale.order", [order_id], ["invoice_ids"])
    [invoice] = row["invoice_ids"]
    await odoo.call("account.move", "action_post", [invoice])
    return int(invoice)


async def crediting(
    odoo: OdooSession, sent: Shipped, invoice: int, amount: str = "100"
) -> tuple[OfferCredit, SeenInvoice]:
    """So much of an invoice is credited for a delivery; its goods stand there for a hundred."""
    [bill] = await odoo.read("account.move", [invoice], ["name", "amount_untaxed", "currency_id"])
    [line] = await odoo.search_read(
        "account.move.line", [["move_id", "=", invoice], ["display_type", "=", "product"]], ["tax_ids"]
    )
    [customer] = await odoo.read("res.partner", [sent.customer], ["name"])
    [company] = await odoo.read("res.company", [1], [GOODWILL_FIELD])
    account = company[GOODWILL_FIELD]
    args = OfferCredit(
        picking_id=sent.picking,
        picking=sent.picking_name,
        order_id=sent.order,
        order=sent.order_name,
        invoice_id=invoice,
        invoice=bill["name"],
        account_id=account[0],
        account=account[1],
        amount=Decimal(amount),
        currency=bill["currency_id"][1],
        tax_ids=tuple(line["tax_ids"]),
        text="Credit for <lost> pins",
    )
    premise = SeenInvoice(
        currency=bill["currency_id"][1],
        customer_id=sent.customer,
        customer=customer["name"],
        untaxed=Decimal(str(bill["amount_untaxed"])),
        worth=Decimal(100),
    )
    return args, premise
