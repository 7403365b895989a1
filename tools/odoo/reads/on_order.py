"""What was bought, or drafted for somebody to confirm, and has not come. A part of the reader."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from tools.odoo.ordered import OnOrder
from tools.odoo.reads import shapes
from tools.odoo.reads.base import Reads
from tools.odoo.values import number, ref, ref_id

_SHAPE: shapes.Shape = {
    "product_id": {},
    "product_qty": {},
    "product_uom_qty": {},
    "qty_received": {},
    "order_id": {
        "fields": {
            "display_name": {},
            "state": {},
            "receipt_status": {},
            "partner_id": shapes.NAMED,
            "picking_type_id": {"fields": {"warehouse_id": {}}},
        }
    },
}


class OnOrderReads(Reads):
    """Reads of what is on order."""

    async def on_order(self, product_ids: Iterable[int]) -> list[OnOrder]:
        """Lines of orders and drafts of these products that still bring something. One call."""
        domain = [
            ["product_id", "in", sorted(set(product_ids))],
            ["order_id.state", "in", ["draft", "sent", "to approve", "purchase"]],
        ]
        rows = await self._session.read_tree("purchase.order.line", domain, _SHAPE, order="id")
        return [one for row in rows if (one := _on_order(row)) is not None]


def _on_order(row: dict[str, Any]) -> OnOrder | None:
    order, ordered = row["order_id"], number(row["product_qty"])
    named = ref(order)
    if not ordered or named is None or order["receipt_status"] == "full":
        return None
    # What was received counts in the line's unit.
    left = number(row["product_uom_qty"]) * (1 - number(row["qty_received"]) / ordered)
    if left <= 0:
        return None
    return OnOrder(
        id=row["id"],
        product_id=ref_id(row["product_id"]) or 0,
        warehouse_id=ref_id((order["picking_type_id"] or {}).get("warehouse_id")),
        quantity=left.quantize(Decimal("0.000001")),
        order=named,
        vendor=order["partner_id"],
        state=order["state"],
    )
