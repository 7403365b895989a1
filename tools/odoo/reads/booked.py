"""What vendors delivered: the history that lead times are reckoned from. A part of the reader."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from tools.odoo.booked import BookedReceipt
from tools.odoo.reads import parse, shapes
from tools.odoo.reads.base import Reads
from tools.odoo.values import number, odoo_moment, ref

_VENDOR: shapes.Shape = {"fields": {"display_name": {}, "commercial_partner_id": shapes.NAMED}}
_SHAPE: shapes.Shape = {
    "date": {},
    "product_qty": {},
    "product_uom_qty": {},
    "quantity": {},
    "purchase_line_id": {
        "fields": {
            "product_id": shapes.NAMED,
            "order_id": {
                "fields": {"display_name": {}, "date_approve": {}, "partner_id": _VENDOR, **shapes.ORDERED_TO}
            },
        }
    },
}


class BookedReads(Reads):
    """Reads of what was booked in."""

    async def booked_receipts(
        self, since: datetime, *, product_ids: Iterable[int] | None = None, vendor_id: int | None = None
    ) -> list[BookedReceipt]:
        """What vendors delivered into a warehouse after that moment. One call a page of 500.

        What goes back to a vendor, comes again after it went back, or goes straight to a customer says nothing of how
        long an order takes; archived products are ordered no more.

        Args:
            since: what was booked in then or later.
            product_ids: what was ordered; none: anything.
            vendor_id: only of this vendor and its contacts.
        """
        domain: list[Any] = [
            ["state", "=", "done"],
            ["date", ">=", odoo_moment(since)],
            ["location_id.warehouse_id", "=", False],
            ["location_dest_id.usage", "in", ["internal", "transit"]],
            ["origin_returned_move_id", "=", False],
            ["purchase_line_id.order_id.date_approve", "!=", False],
            ["purchase_line_id.product_id.active", "=", True],
        ]
        if product_ids is not None:
            domain.append(["purchase_line_id.product_id", "in", sorted(set(product_ids))])
        if vendor_id is not None:
            domain.append(["purchase_line_id.order_id.partner_id", "child_of", vendor_id])
        rows = self._paged("stock.move", domain, _SHAPE)
        return [found async for row in rows if (found := booked_receipt(row)) is not None]


def booked_receipt(row: Mapping[str, Any]) -> BookedReceipt | None:
    """One row; none: nothing of it came, or nobody knows what was ordered from whom."""
    line = row["purchase_line_id"]
    asked, booked = number(row["product_uom_qty"]), number(row["quantity"])
    # What is booked counts in the move's unit.
    factor = number(row["product_qty"]) / asked if asked else Decimal(1)
    order, product = ref(line["order_id"]), ref(line["product_id"])
    partner = ref(line["order_id"]["partner_id"])
    if booked <= 0 or order is None or product is None or partner is None:
        return None
    return BookedReceipt(
        id=row["id"],
        order=order,
        partner=partner,
        vendor=ref(line["order_id"]["partner_id"]["commercial_partner_id"]) or partner,
        product=product,
        quantity=booked * factor,
        ordered_at=line["order_id"]["date_approve"],
        arrived=row["date"],
        zone=parse.ordered_to_zone(line["order_id"]),
    )
