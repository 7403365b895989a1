"""A delivery that went out: what of it is still with the customer, after everything that came back or will."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cases.actions.base import amount_words
from tools.odoo.values import number, ref_id
from tools.odoo.writes.session import OdooWriter, Row

_BACK: dict[str, Any] = {
    "state": {},
    "product_uom": {},
    "product_uom_qty": {},
    "product_qty": {},
    "quantity": {},
    "to_refund": {},
}
_MOVE: dict[str, Any] = {
    "state": {},
    "product_id": {"fields": {"active": {}, "uom_id": {"fields": {"display_name": {}, "rounding": {}}}}},
    "product_uom": {"fields": {"display_name": {}, "rounding": {}}},
    "quantity": {},
    "location_dest_id": {"fields": {"usage": {}}},
    "sale_line_id": {"fields": {"product_id": {}}},
    "move_line_ids": {"fields": {"quantity_product_uom": {}}},
    "returned_move_ids": {"fields": _BACK},
}
_DELIVERY: dict[str, Any] = {
    "name": {},
    "state": {},
    "partner_id": {},
    "location_dest_id": {"fields": {"usage": {}}},
    "sale_id": {"fields": {"partner_id": {}, "state": {}}},
    "picking_type_id": {
        "fields": {
            "return_picking_type_id": {"fields": {"code": {}}},
            "warehouse_id": {"fields": {"in_type_id": {}}},
        }
    },
    "move_ids": {"fields": _MOVE},
}


@dataclass(frozen=True)
class Unit:
    """A unit of measure.

    Attributes:
        step: how finely it is counted.
    """

    id: int
    name: str
    step: Decimal


@dataclass(frozen=True)
class SentMove:
    """One move of a delivery that went out, in its own unit.

    Attributes:
        location_id: where it went.
        in_stock_unit: how much went out, in the product's own unit.
        for_credit: how much of that came back, or is to, for a credit; in the product's own unit.
        kept_in: the product's own unit; none: the product is no longer in use.
        back: how much of it came back, or is expected back.
        step: how finely its unit is counted.
        part_of_kit: the order has another product on the line, of which this is a part.
        mixed_units: something came back in another unit.
    """

    product_id: int
    unit_id: int
    unit: str
    step: Decimal
    location_id: int
    sale_line_id: int | None
    quantity: Decimal
    in_stock_unit: Decimal
    for_credit: Decimal
    kept_in: Unit | None
    back: Decimal
    part_of_kit: bool
    mixed_units: bool

    @property
    def left(self) -> Decimal:
        """What the customer still has of it, once everything expected back is."""
        return self.quantity - self.back


@dataclass(frozen=True)
class DeliveryState:
    """A delivery as it stands in Odoo.

    Attributes:
        partner_id: whom it went to.
        location_id: the place it went to.
        return_type_id: the operation by which goods of it are taken in again.
        sent: what went out, by move.
        held: what open returns of it hold, by move of the return.
    """

    name: str
    state: str
    order_id: int | None
    customer_id: int | None
    order_state: str | None
    partner_id: int | None
    location_id: int
    to_customer: bool
    return_type_id: int | None
    sent: dict[int, SentMove]
    held: dict[int, Decimal]

    def other_than(self, name: str, order_id: int, order: str, customer_id: int) -> list[str]:
        """What is otherwise than it was seen: gone out to that customer, for that order."""
        if self.name != name:
            return [f"{name} is called {self.name} now."]
        if self.state != "done" or not self.to_customer:
            return [f"{name} has not gone out to a customer."]
        if self.order_id != order_id or self.customer_id != customer_id:
            return [f"{name} does not belong to {order} of the same customer any more."]
        return []


async def read_delivery(odoo: OdooWriter, picking_id: int) -> DeliveryState | None:
    """One delivery in one call; none: it is gone."""
    row = await odoo.one("stock.picking", picking_id, _DELIVERY)
    if row is None:
        return None
    kind, order = row["picking_type_id"], row["sale_id"] or {}
    back = kind["return_picking_type_id"] or {}
    taken_in = back if back.get("code") == "incoming" else (kind["warehouse_id"] or {}).get("in_type_id")
    return DeliveryState(
        name=row["name"],
        state=row["state"],
        order_id=order.get("id"),
        customer_id=ref_id(order.get("partner_id")),
        order_state=order.get("state"),
        partner_id=ref_id(row["partner_id"]),
        location_id=row["location_dest_id"]["id"],
        to_customer=row["location_dest_id"]["usage"] == "customer",
        return_type_id=ref_id(taken_in),
        sent={move["id"]: _sent(move) for move in row["move_ids"] if _went_out(move)},
        held={
            one["id"]: number(one["quantity"])
            for move in row["move_ids"]
            for one in move["returned_move_ids"]
            if one["state"] not in {"draft", "done", "cancel"}
        },
    )


def too_much(sent: SentMove, quantity: Decimal, product: str, picking: str) -> str | None:
    """That less of it is left with the customer than is wanted back; none: there is enough."""
    if quantity <= sent.left:
        return None
    went, left = amount_words(sent.quantity, sent.unit), amount_words(max(sent.left, Decimal(0)), sent.unit)
    return f"Of {went} of {product} on {picking}, {left} can still come back, not {amount_words(quantity, sent.unit)}."


def _went_out(move: Row) -> bool:
    return bool(move["state"] == "done" and move["location_dest_id"]["usage"] == "customer")


def _sent(move: Row) -> SentMove:
    back = [one for one in move["returned_move_ids"] if one["state"] != "cancel"]
    unit, line, product = move["product_uom"], move["sale_line_id"] or {}, move["product_id"]
    return SentMove(
        product_id=ref_id(move["product_id"]) or 0,
        unit_id=unit["id"],
        unit=unit["display_name"],
        step=_unit(unit).step,
        location_id=move["location_dest_id"]["id"],
        sale_line_id=line.get("id"),
        quantity=number(move["quantity"]),
        in_stock_unit=sum((number(one["quantity_product_uom"]) for one in move["move_line_ids"]), start=Decimal(0)),
        for_credit=sum((_in_stock_unit(one) for one in back if one["to_refund"]), start=Decimal(0)),
        kept_in=_unit(product["uom_id"]) if product["active"] else None,
        back=sum((_comes_back(one) for one in back), start=Decimal(0)),
        part_of_kit=bool(line) and ref_id(line["product_id"]) != ref_id(move["product_id"]),
        mixed_units=any(ref_id(one["product_uom"]) != unit["id"] for one in back),
    )


def _comes_back(move: Row) -> Decimal:
    if move["state"] == "done":
        return number(move["quantity"])
    return max(number(move["product_uom_qty"]), number(move["quantity"]))


def _in_stock_unit(move: Row) -> Decimal:
    asked = number(move["product_uom_qty"])
    return _comes_back(move) * (number(move["product_qty"]) / asked if asked else Decimal(1))


def _unit(row: Row) -> Unit:
    return Unit(row["id"], row["display_name"], number(row["rounding"]) or Decimal("0.000001"))
