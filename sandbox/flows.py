"""Business done in a running sandbox through Odoo's own flows: bought, sold, shipped, billed, counted.

For evaluations and tests that need a company other than the seeded one. Days that lie behind are dated back afterwards,
for no flow of Odoo's works in the past. Days are working days of the world; hours are fixed, in UTC.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sandbox.errors import SandboxError
from sandbox.world import SandboxWorld
from tools.odoo.client import OdooSession

Row = dict[str, Any]
Goods = Mapping[int, Decimal]
_ARRIVES, _PROMISED, _LEAVES = 10, 13, 14
_QUIET = {
    "skip_sms": True,
    "skip_backorder": True,
    "picking_ids_not_to_backorder": [],
    "mail_notify_force_send": False,
    "tracking_disable": True,
}
_OPEN = ["state", "not in", ["done", "cancel"]]
# A warehouse picks, packs and ships at most.
_STEPS = 3


@asynccontextmanager
async def open_flows(world: SandboxWorld) -> AsyncIterator[Flows]:
    """The flows of a world, as its administrator.

    Raises:
        OdooError: its Odoo cannot be reached.
    """
    admin = world.admin
    async with await OdooSession.open(world.url, world.database, admin.login, admin.password) as session:
        yield Flows(session)


class Flows:
    """What people do in Odoo, one method each; ids in and out."""

    def __init__(self, odoo: OdooSession) -> None:
        self._odoo = odoo

    async def find(self, model: str, **is_: object) -> int:
        """The one record whose fields have these values.

        Raises:
            SandboxError: there is none, or more than one.
        """
        rows = await self._odoo.search_read(model, [[name, "=", value] for name, value in is_.items()], ["id"])
        if len(rows) != 1:
            what = ", ".join(f"{name} {value}" for name, value in is_.items())
            raise SandboxError(f"There are {len(rows)} records of {model} with {what}, not one.")
        return int(rows[0]["id"])

    async def rows(self, model: str, domain: Sequence[Any], fields: Sequence[str]) -> list[Row]:
        """What Odoo holds, archived records too, by id."""
        return await self._odoo.search_read(
            model, list(domain), list(fields), order="id", context={"active_test": False}
        )

    async def name_of(self, model: str, record: int) -> str:
        """A record's number or name."""
        [row] = await self._odoo.read(model, [record], ["name", "display_name"])
        return str(row["name"] or row["display_name"])

    # Goods and partners

    async def product(self, values: Row, supplier: int, lead: int) -> int:
        """Goods that are stocked, bought from one supplier and billed as delivered."""
        seller = {"partner_id": supplier, "price": values.get("standard_price", 1), "delay": lead}
        more = {"is_storable": True, "invoice_policy": "delivery", "purchase_method": "receive"}
        [made] = await self._odoo.create("product.product", [{**values, **more, "seller_ids": [[0, 0, seller]]}])
        return made

    async def partner(self, values: Row, country: str) -> int:
        """A company."""
        found = await self.find("res.country", code=country.upper())
        [made] = await self._odoo.create("res.partner", [{**values, "is_company": True, "country_id": found}])
        return made

    async def count(self, product: int, warehouse: int, quantity: Decimal, bin_: str | None = None) -> None:
        """Somebody counted: so many lie there now, in the stock location itself or in a bin below it."""
        place = await self._stock_of(warehouse)
        if bin_ is not None:
            known = await self.rows("stock.location", [["name", "=", bin_], ["location_id", "=", place]], ["id"])
            [place] = [row["id"] for row in known] or await self._odoo.create(
                "stock.location", [{"name": bin_, "usage": "internal", "location_id": place}]
            )
        values = {"product_id": product, "location_id": place, "inventory_quantity": float(quantity)}
        [quant] = await self._odoo.create("stock.quant", [values], context={"inventory_mode": True})
        await self._odoo.call("stock.quant", "action_apply_inventory", [quant], context={"inventory_mode": True})

    async def rule(self, product: int, warehouse: int, minimum: Decimal, maximum: Decimal) -> int:
        """A reorder rule that buys nothing by itself."""
        values = {
            "product_id": product,
            "warehouse_id": warehouse,
            "location_id": await self._stock_of(warehouse),
            "product_min_qty": float(minimum),
            "product_max_qty": float(maximum),
            "trigger": "manual",
        }
        [made] = await self._odoo.create("stock.warehouse.orderpoint", [values])
        return made

    # Buying

    async def user(self, login: str) -> int:
        """Somebody of the company."""
        return await self.find("res.users", login=login)

    async def purchase(
        self, supplier: int, warehouse: int, lines: Sequence[tuple[int, Decimal, date]], **more: Any
    ) -> int:
        """A request for quotation, each line with the day it should come."""
        [place] = await self._odoo.read("stock.warehouse", [warehouse], ["in_type_id"])
        values = {
            "partner_id": supplier,
            "picking_type_id": place["in_type_id"][0],
            "order_line": [
                [0, 0, {"product_id": product, "product_qty": float(much), "date_planned": _at(day, _ARRIVES)}]
                for product, much, day in lines
            ],
            **more,
        }
        [made] = await self._odoo.create("purchase.order", [values])
        return made

    async def confirm_purchase(self, order: int) -> None:
        """The buyer confirms it."""
        await self._odoo.call("purchase.order", "button_confirm", [order])

    async def cancel(self, model: str, order: int) -> None:
        """Somebody calls it off."""
        await self._odoo.call(model, "button_cancel" if model == "purchase.order" else "action_cancel", [order])

    async def receive(self, order: int, goods: Goods, *, beside: Goods | None = None, closes: bool = False) -> None:
        """So much of it comes; the rest becomes a backorder.

        Args:
            order: the purchase order.
            goods: what comes of each product.
            beside: what else lay in the truck, which is not on the order.
            closes: the rest is called off.
        """
        moves = await self.rows(
            "stock.move",
            [["purchase_line_id.order_id", "=", order], _OPEN],
            ["product_id", "picking_id", "location_id", "location_dest_id", "product_uom_qty"],
        )
        for product, much in (beside or {}).items():
            moves.append(await self._beside(moves[0], product, much))
        await self._validate(moves, {**goods, **(beside or {})}, closes=closes)

    async def _beside(self, move: Row, product: int, much: Decimal) -> Row:
        """Goods that nobody ordered, on the transfer of a move that somebody did."""
        values = {
            "product_id": product,
            "product_uom_qty": 0,
            "quantity": float(much),
            "picking_id": move["picking_id"][0],
            "location_id": move["location_id"][0],
            "location_dest_id": move["location_dest_id"][0],
        }
        [made] = await self._odoo.create("stock.move", [values])
        return {**move, "id": made, "product_id": [product, ""]}

    async def send_back(self, order: int, goods: Goods) -> None:
        """So much of what came last goes back to the vendor, for a credit."""
        [receipt] = await self._odoo.search_read(
            "stock.picking",
            [["purchase_id", "=", order], ["state", "=", "done"], ["return_id", "=", False]],
            ["id"],
            order="id desc",
            limit=1,
        )
        [wizard] = await self._odoo.create("stock.return.picking", [{"picking_id": receipt["id"]}])
        lines = await self.rows("stock.return.picking.line", [["wizard_id", "=", wizard]], ["product_id"])
        for line in lines:
            much = goods.get(line["product_id"][0], Decimal(0))
            await self._odoo.write("stock.return.picking.line", [line["id"]], {"quantity": float(much)})
        made = await self._odoo.call("stock.return.picking", "action_create_returns", [wizard])
        moves = await self.rows(
            "stock.move", [["picking_id", "=", made["res_id"]], _OPEN], ["product_id", "picking_id", "product_uom_qty"]
        )
        await self._validate(moves, None)

    async def receive_often(
        self, supplier: int, warehouse: int, product: int, took: Sequence[tuple[date, int]], much: Decimal
    ) -> None:
        """Orders that came in full, each on its day, so many days after it was confirmed."""
        orders = [await self.purchase(supplier, warehouse, [(product, much, day)]) for day, _ in took]
        await self._odoo.call("purchase.order", "button_confirm", orders)
        still = await self.rows("stock.picking", [["purchase_id", "in", orders], _OPEN], ["id"])
        await self._odoo.call("stock.picking", "button_validate", [row["id"] for row in still], context=_QUIET)
        for order, (day, days) in zip(orders, took, strict=True):
            mine = await self.rows("stock.move", [["purchase_line_id.order_id", "=", order]], ["state"])
            if not mine or any(row["state"] != "done" for row in mine):
                raise SandboxError("What was ordered in past weeks was not received.")
            await self._odoo.write("stock.move", [row["id"] for row in mine], {"date": _at(day, _ARRIVES)})
            confirmed = {"date_approve": _at(day - timedelta(days=days), _ARRIVES)}
            await self._odoo.write("purchase.order", [order], confirmed)

    # Selling

    async def sale(
        self, customer: int, warehouse: int, promised: date, lines: Goods, *, complete: bool = False, **more: Any
    ) -> int:
        """A quotation."""
        values = {
            "partner_id": customer,
            "warehouse_id": warehouse,
            "commitment_date": _at(promised, _PROMISED),
            "picking_policy": "one" if complete else "direct",
            "order_line": [
                [0, 0, {"product_id": product, "product_uom_qty": float(much)}] for product, much in lines.items()
            ],
            **more,
        }
        [made] = await self._odoo.create("sale.order", [values])
        return made

    async def send_quotation(self, order: int) -> None:
        """The customer has it, and has not ordered."""
        await self._odoo.call("sale.order", "action_quotation_sent", [order])

    async def confirm_sale(self, order: int) -> None:
        """The customer ordered."""
        await self._odoo.call("sale.order", "action_confirm", [order])

    async def goes_with(self, order: int, carrier: int) -> None:
        """Who takes what is still to leave of it."""
        await self.mark([order], {"carrier_id": carrier})

    async def mark(self, orders: Sequence[int], values: Row) -> None:
        """Write on the open transfers of these orders."""
        found = await self.rows("stock.picking", [["sale_id", "in", list(orders)], _OPEN], ["id"])
        await self._odoo.write("stock.picking", [row["id"] for row in found], values)

    async def let_go(self, orders: Sequence[int]) -> None:
        """Somebody took back what was reserved for the open transfers of these orders."""
        found = await self.rows("stock.picking", [["sale_id", "in", list(orders)], _OPEN], ["id"])
        await self._odoo.call("stock.picking", "do_unreserve", [row["id"] for row in found])

    async def batch(self, orders: Sequence[int], *, start: bool) -> None:
        """Somebody put the open transfers of these orders in one batch."""
        found = await self.rows("stock.picking", [["sale_id", "in", list(orders)], _OPEN], ["id"])
        [made] = await self._odoo.create(
            "stock.picking.batch", [{"picking_ids": [[6, 0, [row["id"] for row in found]]]}]
        )
        if start:
            await self._odoo.call("stock.picking.batch", "action_confirm", [made])

    async def ship(self, order: int, carrier: int, tracking: str, day: date, goods: Goods | None = None) -> int:
        """All of it leaves, or these goods, step by step as the warehouse works; the delivery to the customer.

        Raises:
            SandboxError: what should leave does not lie there.
        """
        left: int | None = None
        while open_now := await self.rows(
            "stock.picking",
            [["sale_id", "=", order], ["state", "in", ["confirmed", "assigned"]], ["id", "!=", left or 0]],
            ["location_dest_id", "picking_type_code"],
        ):
            picking = open_now[0]
            outgoing = picking["picking_type_code"] == "outgoing"
            if outgoing:
                label = {"carrier_id": carrier, "carrier_tracking_ref": tracking}
                await self._odoo.write("stock.picking", [picking["id"]], label)
            await self._odoo.call("stock.picking", "action_assign", [picking["id"]])
            moves = await self.rows(
                "stock.move",
                [["picking_id", "=", picking["id"]], _OPEN],
                ["product_id", "picking_id", "product_uom_qty"],
            )
            await self._validate(moves, goods)
            await self._date_back(picking["id"], day)
            if outgoing:
                left = int(picking["id"])
                break
        if left is None:
            raise SandboxError("Nothing of that order can leave: not enough lies there.")
        await self._odoo.write("sale.order", [order], {"date_order": _at(day - timedelta(days=3), _ARRIVES)})
        return left

    async def sell_weekly(
        self, product: int, warehouse: int, customer: int, today: date, weeks: Sequence[Decimal]
    ) -> None:
        """An order a week, delivered three days into each, the latest week first; stock stays what it was."""
        held = await self._on_hand(product, warehouse)
        await self.count(product, warehouse, held + sum(weeks, Decimal(0)))
        orders = [await self.sale(customer, warehouse, today, {product: much}) for much in weeks]
        await self._odoo.call("sale.order", "action_confirm", orders)
        for _ in range(_STEPS):
            still = await self.rows("stock.picking", [["sale_id", "in", orders], _OPEN], ["id"])
            if not still:
                break
            await self._odoo.call("stock.picking", "action_assign", [row["id"] for row in still])
            ready = await self.rows("stock.picking", [["sale_id", "in", orders], ["state", "=", "assigned"]], ["id"])
            await self._odoo.call("stock.picking", "button_validate", [row["id"] for row in ready], context=_QUIET)
        for number, order in enumerate(orders):
            mine = await self.rows("stock.move", [["sale_line_id.order_id", "=", order]], ["state"])
            if not mine or any(row["state"] != "done" for row in mine):
                raise SandboxError("What customers took in past weeks did not leave: not enough lies there.")
            moment = _at(today - timedelta(days=7 * number + 3), _LEAVES)
            await self._odoo.write("stock.move", [row["id"] for row in mine], {"date": moment})

    async def bill_customer(self, order: int) -> int:
        """What was delivered is billed, and the bill posted."""
        wizard = {"sale_order_ids": [[6, 0, [order]]], "advance_payment_method": "delivered"}
        [made] = await self._odoo.create("sale.advance.payment.inv", [wizard])
        await self._odoo.call("sale.advance.payment.inv", "create_invoices", [made])
        [row] = await self._odoo.read("sale.order", [order], ["invoice_ids"])
        invoice = int(row["invoice_ids"][-1])
        await self._odoo.call("account.move", "action_post", [invoice])
        return invoice

    async def enter_bill(self, vendor: int, number: str, day: date, lines: Mapping[str, Decimal], *, post: bool) -> int:
        """A vendor's bill as accounts payable enters it, without tax."""
        values = {
            "move_type": "in_invoice",
            "partner_id": vendor,
            "ref": number,
            "invoice_date": day.isoformat(),
            "invoice_line_ids": [
                [0, 0, {"name": name, "quantity": 1, "price_unit": float(much), "tax_ids": [[6, 0, []]]}]
                for name, much in lines.items()
            ],
        }
        [made] = await self._odoo.create("account.move", [values])
        if post:
            await self._odoo.call("account.move", "action_post", [made])
        return made

    async def bill_order(
        self,
        order: int,
        number: str,
        day: date,
        billed: Goods,
        *,
        prices: Goods | None = None,
        extra: Mapping[str, Decimal] | None = None,
        post: bool,
    ) -> int:
        """A vendor's bill of an order's lines, tied to them as Odoo ties them; further lines are tied to nothing.

        Args:
            order: whose lines are billed, at its prices and with its taxes.
            number: the vendor's.
            day: of the bill.
            billed: how much of which product.
            prices: of one, where another than ordered.
            extra: words and amounts of lines that are on no order.
            post: whether it is posted.
        """
        [head] = await self._odoo.read("purchase.order", [order], ["name", "partner_id", "currency_id"])
        of_order = await self.rows(
            "purchase.order.line",
            [["order_id", "=", order]],
            ["name", "product_id", "product_uom_id", "price_unit", "tax_ids"],
        )
        known = {line["product_id"][0]: line for line in of_order}
        lines = [
            {
                "purchase_line_id": known[product]["id"],
                "product_id": product,
                "name": known[product]["name"],
                "quantity": float(much),
                "product_uom_id": known[product]["product_uom_id"][0],
                "price_unit": float((prices or {}).get(product, known[product]["price_unit"])),
                "tax_ids": [[6, 0, known[product]["tax_ids"]]],
            }
            for product, much in billed.items()
        ]
        lines += [
            {"name": name, "quantity": 1, "price_unit": float(much), "tax_ids": [[6, 0, []]]}
            for name, much in (extra or {}).items()
        ]
        values = {
            "move_type": "in_invoice",
            "partner_id": head["partner_id"][0],
            "currency_id": head["currency_id"][0],
            "invoice_origin": head["name"],
            "ref": number,
            "invoice_date": day.isoformat(),
            "invoice_line_ids": [[0, 0, line] for line in lines],
        }
        [made] = await self._odoo.create("account.move", [values])
        if post:
            await self._odoo.call("account.move", "action_post", [made])
        return made

    async def _validate(self, moves: Iterable[Row], goods: Goods | None, *, closes: bool = False) -> None:
        picking = 0
        for move in moves:
            picking = move["picking_id"][0]
            much = move["product_uom_qty"] if goods is None else float(goods.get(move["product_id"][0], Decimal(0)))
            await self._odoo.write("stock.move", [move["id"]], {"quantity": much, "picked": much > 0})
        rest = {"picking_ids_not_to_backorder": [picking]} if closes else {}
        await self._odoo.call("stock.picking", "button_validate", [picking], context={**_QUIET, **rest})
        [row] = await self._odoo.read("stock.picking", [picking], ["state", "name"])
        if row["state"] != "done":
            raise SandboxError(f"{row['name']} is {row['state']}, not done: not enough lies there.")

    async def _date_back(self, picking: int, day: date) -> None:
        moment = _at(day, _LEAVES)
        moves = await self.rows("stock.move", [["picking_id", "=", picking]], ["id"])
        await self._odoo.write("stock.picking", [picking], {"date_done": moment}, context={"tracking_disable": True})
        await self._odoo.write("stock.move", [move["id"] for move in moves], {"date": moment})

    async def _stock_of(self, warehouse: int) -> int:
        [row] = await self._odoo.read("stock.warehouse", [warehouse], ["lot_stock_id"])
        return int(row["lot_stock_id"][0])

    async def _on_hand(self, product: int, warehouse: int) -> Decimal:
        place = await self._stock_of(warehouse)
        found = await self.rows(
            "stock.quant", [["product_id", "=", product], ["location_id", "child_of", place]], ["quantity"]
        )
        return sum((Decimal(str(row["quantity"])) for row in found), Decimal(0))


def _at(day: date, hour: int) -> str:
    return datetime.combine(day, time(hour)).strftime("%Y-%m-%d %H:%M:%S")
