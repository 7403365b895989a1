"""What came of what was ordered, what went back, and what was billed for it. A part of the reader."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from tools.odoo.reads import shapes
from tools.odoo.reads.base import Reads
from tools.odoo.reads.parse import Row, ordered_to_zone
from tools.odoo.received import BilledGoods, GoodsMove, ReceivedLine
from tools.odoo.values import Ref, number, odoo_moment, ref, ref_id

_MOVE: shapes.Shape = {
    "state": {},
    "product_id": shapes.NAMED,
    "product_uom": {},
    "product_uom_qty": {},
    "product_qty": {},
    "quantity": {},
    "date": {},
    "to_refund": {},
    "location_id": {"fields": {"usage": {}, "warehouse_id": {}}},
    "location_dest_id": {"fields": {"usage": {}}},
    "picking_id": {"fields": {"display_name": {}, "backorder_id": {}}},
    "move_line_ids": {"fields": {"quantity_product_uom": {}}},
    "write_date": {},
}
_LINE: shapes.Shape = {
    "order_id": {
        "fields": {
            "display_name": {},
            "name": {},
            "partner_id": {"fields": {"commercial_partner_id": shapes.NAMED}},
            "currency_id": shapes.NAMED,
            **shapes.ORDERED_TO,
        }
    },
    "product_id": {"fields": {"display_name": {}, "default_code": {}, "type": {}}},
    "name": {},
    "product_qty": {},
    "product_uom_qty": {},
    "qty_received": {},
    "qty_invoiced": {},
    "product_uom_id": shapes.NAMED,
    "price_unit": {},
    "date_planned": {},
    "move_ids": {"fields": _MOVE},
    "write_date": {},
}
_BILLED: shapes.Shape = {
    "purchase_line_id": {},
    "move_id": {"fields": {"display_name": {}, "name": {}, "ref": {}, "state": {}, "move_type": {}}},
    "quantity": {},
    "product_uom_id": shapes.NAMED,
    "price_subtotal": {},
    "currency_id": shapes.NAMED,
    "write_date": {},
}
_GOODS: list[Any] = [["display_type", "=", False], ["product_id", "!=", False]]


class ReceivedReads(Reads):
    """Reads of what was received."""

    async def received_lines(self, order_ids: Iterable[int]) -> list[ReceivedLine]:
        """The lines of goods and services of these orders, in any state of theirs. One call a page of 500."""
        domain = [["order_id", "in", sorted(set(order_ids))], *_GOODS]
        return [_line(row) async for row in self._paged("purchase.order.line", domain, _LINE)]

    async def lines_booked_since(self, since: datetime) -> list[ReceivedLine]:
        """All lines of confirmed orders of which anything was received or sent back since then. One call a page."""
        booked = [["state", "=", "done"], ["date", ">=", odoo_moment(since)]]
        domain = [
            ["order_id.state", "=", "purchase"],
            ["order_id.order_line.move_ids", "any", booked],
            *_GOODS,
        ]
        return [_line(row) async for row in self._paged("purchase.order.line", domain, _LINE)]

    async def orders_of_receipts(self, *, names: Iterable[str] = (), ids: Iterable[int] = ()) -> list[Ref]:
        """The purchase orders that transfers of these names or ids belong to. One call, none without any."""
        wanted, known = sorted(set(names)), sorted(set(ids))
        if not wanted and not known:
            return []
        domain = ["|", ["name", "in", wanted], ["id", "in", known]]
        rows = await self._session.read_tree("stock.picking", domain, {"purchase_id": shapes.NAMED}, order="id")
        found = (ref(row["purchase_id"]) for row in rows)
        return list(dict.fromkeys(one for one in found if one is not None))

    async def billed_goods(self, line_ids: Iterable[int]) -> list[BilledGoods]:
        """What bills and credit notes that are not cancelled say of these lines of orders. One call."""
        domain = [
            ["purchase_line_id", "in", sorted(set(line_ids))],
            ["move_id.state", "!=", "cancel"],
            ["move_id.move_type", "in", ["in_invoice", "in_refund"]],
        ]
        rows = await self._session.read_tree("account.move.line", domain, _BILLED, order="id")
        return [_billed(row) for row in rows if row["move_id"]]


def _line(row: Row) -> ReceivedLine:
    order, product = row["order_id"], row["product_id"] or {}
    vendor = ref((order["partner_id"] or {}).get("commercial_partner_id"))
    return ReceivedLine(
        id=row["id"],
        version=row["write_date"],
        order=Ref(order["id"], order["name"]),
        vendor=vendor,
        product=row["product_id"],
        product_code=product.get("default_code"),
        service=product.get("type") == "service",
        name=row["name"],
        ordered=row["product_qty"],
        received=row["qty_received"],
        billed=row["qty_invoiced"],
        unit=ref(row["product_uom_id"]) or Ref(0, "Units"),
        in_stock_unit=row["product_uom_qty"],
        price_unit=row["price_unit"],
        currency=(ref(order["currency_id"]) or Ref(0, "")).name,
        planned=row["date_planned"],
        zone=ordered_to_zone(order),
        moves=tuple(move for one in row["move_ids"] if (move := _move(one, row)) is not None),
    )


def _move(row: Row, line: Row) -> GoodsMove | None:
    """A movement from the vendor or to it; none: a step within the company."""
    source, destination = row["location_id"] or {}, row["location_dest_id"] or {}
    back = destination.get("usage") == "supplier"
    # A subcontractor's goods come from a place of ours that is in no warehouse.
    if not back and (source.get("usage") == "customer" or ref_id(source.get("warehouse_id")) is not None):
        return None
    done = row["state"] == "done"
    moved = sum((number(one["quantity_product_uom"]) for one in row["move_line_ids"]), Decimal(0))
    planned = _in_unit_of(line, row, number(row["product_qty"]), done=False)
    own = moved if done else number(row["product_qty"])
    quantity = _in_unit_of(line, row, own, done=done)
    called_off = {"done": max(planned - quantity, Decimal(0)), "cancel": planned}
    return GoodsMove(
        id=row["id"],
        version=row["write_date"],
        product=ref(row["product_id"]) or Ref(0, ""),
        state=row["state"],
        quantity=quantity,
        in_stock_unit=own,
        called_off=called_off.get(row["state"], Decimal(0)),
        date=row["date"],
        picking=row["picking_id"],
        incoming=not back,
        for_credit=back and bool(row["to_refund"]),
        backorder=bool((row["picking_id"] or {}).get("backorder_id")),
    )


def _in_unit_of(line: Row, move: Row, own: Decimal, *, done: bool) -> Decimal:
    if ref_id(move["product_id"]) != ref_id(line["product_id"]):
        return own
    if ref_id(move["product_uom"]) == ref_id(line["product_uom_id"]):
        return number(move["quantity"] if done else move["product_uom_qty"])
    ordered, ordered_own = number(line["product_qty"]), number(line["product_uom_qty"])
    # Of what was not ordered Odoo makes a line in the unit of the move.
    return own * ordered / ordered_own if ordered and ordered_own else own


def _billed(row: Row) -> BilledGoods:
    bill = row["move_id"]
    named = bill["name"] if bill["name"] not in {"/", False} else bill["ref"]
    return BilledGoods(
        id=row["id"],
        version=row["write_date"],
        line_id=ref_id(row["purchase_line_id"]) or 0,
        bill_id=bill["id"],
        number=named or f"draft bill {bill['id']}",
        state=bill["state"],
        credit=bill["move_type"] == "in_refund",
        quantity=row["quantity"],
        unit=(ref(row["product_uom_id"]) or Ref(0, "")).name,
        untaxed=row["price_subtotal"],
        currency=(ref(row["currency_id"]) or Ref(0, "")).name,
    )
