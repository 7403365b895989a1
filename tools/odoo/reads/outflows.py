"""What left for customers, and what came back: the history that demand is reckoned from. A part of the reader."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ConfigDict

from tools.odoo.reads import shapes
from tools.odoo.reads.base import OPEN, Reads
from tools.odoo.values import MomentValue, Number, number, odoo_moment, ref, ref_id

_ORDER: shapes.Shape = {"fields": {"order_id": shapes.NAMED}}
_SHAPE: shapes.Shape = {
    "product_id": {},
    "product_qty": {},
    "product_uom_qty": {},
    "quantity": {},
    "date": {},
    "location_id": shapes.LOCATION,
    "location_dest_id": shapes.LOCATION,
    "sale_line_id": _ORDER,
    "origin_returned_move_id": {"fields": {"location_id": shapes.LOCATION}},
}


class CustomerMove(BaseModel):
    """Goods that went to a customer or came back from one, and are booked.

    Attributes:
        warehouse_id: the one they left; of a return, the one they had left.
        quantity: in the product's unit; negative: came back.
        order: the customer's order.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    product_id: int
    warehouse_id: int
    quantity: Number
    at: MomentValue
    order: str | None = None


class Outflows(Reads):
    """Reads of what customers took."""

    async def moving_products(self, since: datetime) -> list[int]:
        """Products that customers took from a warehouse after that moment, or that are planned to move. Two calls."""
        found: set[int] = set()
        for domain in (_left_since(since), [OPEN]):
            rows = await self._session.groups("stock.move", domain, ["product_id"], ["__count"])
            found.update(ref_id(row["product_id"]) or 0 for row in rows)
        return sorted(found - {0})

    async def outflows(self, product_ids: Iterable[int], since: datetime) -> list[CustomerMove]:
        """What of these products went to customers from a warehouse after that moment, and came back, by time.

        Drop shipments and what comes back into no warehouse are nobody's demand here. One call a page of 500.
        """
        domain = [["product_id", "in", sorted(set(product_ids))], *_left_since(since)]
        rows = self._paged("stock.move", domain, self._outflow_shape())
        found = [one async for row in rows if (one := customer_move(row)) is not None]
        return sorted(found, key=lambda one: one.at or since)

    def _outflow_shape(self) -> shapes.Shape:
        return shapes.without(_SHAPE, self._lacking.get("stock.move", frozenset()))


def _left_since(since: datetime) -> list[Any]:
    return [
        ["state", "=", "done"],
        ["date", ">=", odoo_moment(since)],
        "|",
        "&",
        ["location_id.usage", "in", ["internal", "transit"]],
        ["location_dest_id.usage", "=", "customer"],
        "&",
        ["location_id.usage", "=", "customer"],
        ["location_dest_id.usage", "in", ["internal", "transit"]],
    ]


def customer_move(row: dict[str, Any]) -> CustomerMove | None:
    """One row; none: no warehouse is behind it."""
    came_back = row["location_id"]["usage"] == "customer"
    first = row["origin_returned_move_id"] if came_back else None
    place = (first or {}).get("location_id") or row["location_dest_id" if came_back else "location_id"]
    warehouse = ref_id(place["warehouse_id"])
    if warehouse is None:
        return None
    asked = number(row["product_uom_qty"])
    # What is booked counts in the move's unit.
    factor = number(row["product_qty"]) / asked if asked else Decimal(1)
    quantity = number(row["quantity"]) * factor
    order = ref((row.get("sale_line_id") or {}).get("order_id"))
    return CustomerMove(
        product_id=ref_id(row["product_id"]) or 0,
        warehouse_id=warehouse,
        quantity=-quantity if came_back else quantity,
        at=row["date"],
        order=order.name if order else None,
    )
