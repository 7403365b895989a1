"""What a warehouse can spare of a product: free under its stock location, less what its own open demand still wants.

And how finely Odoo counts it (what is finer would be rounded silently), and how it leaves.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tools.odoo.values import number, ref_id
from tools.odoo.writes.session import OdooWriter, Row

_MOVE: dict[str, Any] = {
    "product_qty": {},
    "product_uom_qty": {},
    "quantity": {},
    "move_orig_ids": {"fields": {"state": {}}},
}
_WAREHOUSE: dict[str, Any] = {
    "active": {},
    "lot_stock_id": {"fields": {}},
    "delivery_steps": {},
    "out_type_id": {"fields": {}},
    "pick_type_id": {"fields": {"default_location_dest_id": {}}},
}


@dataclass(frozen=True)
class GiverStock:
    """In the product's unit.

    Attributes:
        free: reservable and not reserved.
        own_need: what open moves out of it still want; goods that a move brings for itself are not counted.
    """

    free: Decimal
    own_need: Decimal

    @property
    def spare(self) -> Decimal:
        """What may be given away."""
        return self.free - self.own_need


@dataclass(frozen=True)
class WayOut:
    """How goods leave a warehouse: the operation that takes them from stock.

    Attributes:
        packing_id: where that brings them before they are shipped; none: they are shipped from stock.
    """

    type_id: int
    stock_id: int
    packing_id: int | None


async def way_out(odoo: OdooWriter, warehouse_id: int) -> WayOut | None:
    """How goods leave a warehouse; none: it is no longer in use."""
    row = await odoo.one("stock.warehouse", warehouse_id, _WAREHOUSE)
    if row is None or not row["active"]:
        return None
    if row["delivery_steps"] == "ship_only":
        return WayOut(row["out_type_id"]["id"], row["lot_stock_id"]["id"], None)
    first = row["pick_type_id"]
    return WayOut(first["id"], row["lot_stock_id"]["id"], ref_id(first["default_location_dest_id"]))


async def spare(odoo: OdooWriter, product_id: int, location_id: int) -> GiverStock:
    """What the location can give now, in two calls."""
    stock = await odoo.sums(
        "stock.quant",
        [["product_id", "=", product_id], ["location_id", "child_of", location_id], ["owner_id", "=", False]],
        [],
        ["quantity:sum", "reserved_quantity:sum"],
    )
    free = sum((number(row["quantity:sum"]) - number(row["reserved_quantity:sum"]) for row in stock), start=Decimal(0))
    moves = await odoo.tree(
        "stock.move",
        [
            ["product_id", "=", product_id],
            ["state", "in", ["waiting", "confirmed", "partially_available", "assigned"]],
            ["location_id", "child_of", location_id],
            "!",
            ["location_dest_id", "child_of", location_id],
            # Our own transfers hold their goods or are cancelled: an unfinished one is no need of the giver's.
            ["create_uid", "!=", odoo.uid],
        ],
        _MOVE,
    )
    return GiverStock(free=free, own_need=sum((_still_wanted(move) for move in moves), start=Decimal(0)))


async def finer_than_kept(odoo: OdooWriter, unit_id: int, quantity: Decimal) -> str | None:
    """That Odoo would round this quantity, in words that follow "Odoo keeps it"; none: it is kept as it is."""
    unit = await odoo.one("uom.uom", unit_id, {"display_name": {}, "rounding": {}})
    step = number(unit["rounding"]) if unit else Decimal(0)
    if not step or not quantity % step:
        return None
    return f"in steps of {step:f} {unit['display_name'] if unit else ''}; {quantity:f} cannot be kept"


def _still_wanted(move: Row) -> Decimal:
    brings_its_own = any(before["state"] not in {"done", "cancel"} for before in move["move_orig_ids"])
    demand = number(move["product_uom_qty"])
    if brings_its_own or not demand:
        return Decimal(0)
    # The reserved quantity counts in the move's unit.
    return max(number(move["product_qty"]) * (1 - number(move["quantity"]) / demand), Decimal(0))
