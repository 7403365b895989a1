"""Reads that go through everything, page by page: calls grow with the pages and with nothing else.

A part of the reader.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from tools.odoo.reads import parse, shapes, work_parse
from tools.odoo.reads.base import Reads
from tools.odoo.scans import DueReceipt, UnconfirmedOrder
from tools.odoo.values import Ref, moment, odoo_moment, ref
from tools.odoo.work import OpenPicking

_DUE: shapes.Shape = {
    "date": {},
    "product_id": shapes.NAMED,
    "purchase_line_id": {
        "fields": {
            "display_name": {},
            "order_id": {"fields": {"display_name": {}, "partner_id": shapes.NAMED, **shapes.ORDERED_TO}},
        }
    },
}
_UNCONFIRMED: shapes.Shape = {
    "name": {},
    "date_approve": {},
    "partner_id": shapes.NAMED,
    **shapes.ORDERED_TO,
}


class Scans(Reads):
    """Reads of scans."""

    async def receipts_due(self, before: datetime) -> list[DueReceipt]:
        """Open receipts of confirmed orders that are planned for before that moment. One call a page of 500."""
        domain = [
            # From a vendor, or from a subcontractor's place, which is in no warehouse; not on the way back.
            ["location_id.warehouse_id", "=", False],
            ["location_dest_id.usage", "!=", "supplier"],
            ["purchase_line_id.order_id.state", "=", "purchase"],
            ["state", "not in", ["draft", "done", "cancel"]],
            ["date", "<", odoo_moment(before)],
        ]
        return [_due(row) async for row in self._paged("stock.move", domain, _DUE)]

    async def orders_unconfirmed(self, before: datetime, now: datetime) -> list[UnconfirmedOrder]:
        """Orders placed before the first moment, planned for after the second, not acknowledged. One call a page."""
        domain = [
            ["state", "=", "purchase"],
            ["acknowledged", "=", False],
            ["date_approve", "<", odoo_moment(before)],
            ["date_planned", ">=", odoo_moment(now)],
            ["receipt_status", "!=", "full"],
        ]
        return [_unconfirmed(row) async for row in self._paged("purchase.order", domain, _UNCONFIRMED)]

    async def open_work(self, types: Sequence[int], before: datetime) -> list[OpenPicking]:
        """Deliveries that are ready to be picked and not begun, of these operation types, in Odoo's order of work.

        Ready: everything in them is reserved. Begun: picked in part, printed, or in a batch that is being worked.
        Only what goes to customers, planned for before that moment. One call a page of 500.
        """
        domain = [
            ["picking_type_id", "in", sorted(set(types))],
            ["state", "=", "assigned"],
            ["scheduled_date", "<", odoo_moment(before)],
        ]
        lacking = (self._lacking.get(model, ()) for model in ("stock.picking", "stock.move", "product.product"))
        names = frozenset[str]().union(*lacking)
        shape = shapes.without(work_parse.SHAPE, names | (work_parse.OF_BATCHES if "batch_id" in names else names))
        found = [work_parse.open_picking(row) async for row in self._paged("stock.picking", domain, shape)]
        ready = [one for one in found if one is not None]
        return sorted(ready, key=lambda one: (not one.starred, one.scheduled, one.id))

    async def at_work(self, types: Sequence[int], since: datetime) -> list[Ref]:
        """Who is responsible for what is being worked, or was finished since then, of these types. One call."""
        begun: list[Any] = [["printed", "=", True]]
        if "batch_id" not in self._lacking.get("stock.picking", ()):
            begun = ["|", ["batch_id.state", "=", "in_progress"], *begun]
        domain = [
            ["picking_type_id", "in", sorted(set(types))],
            ["user_id", "!=", False],
            "|",
            "&",
            ["state", "=", "done"],
            ["date_done", ">=", odoo_moment(since)],
            "&",
            ["state", "=", "assigned"],
            *begun,
        ]
        rows = await self._session.groups("stock.picking", domain, ["user_id"], ["__count"])
        return [found for row in rows if (found := ref(row["user_id"])) is not None]

    async def finished_by_hour(self, types: Sequence[int], since: datetime) -> dict[int, dict[datetime, int]]:
        """Lines to customers that were finished, by operation type and hour. One call."""
        domain = [
            ["picking_type_id", "in", sorted(set(types))],
            ["state", "=", "done"],
            ["date", ">=", odoo_moment(since)],
            "|",
            ["location_dest_id.usage", "=", "customer"],
            ["location_final_id.usage", "=", "customer"],
        ]
        rows = await self._session.groups(
            "stock.move", domain, ["picking_type_id", "date:hour"], ["__count"], context={"tz": "UTC"}
        )
        found: dict[int, dict[datetime, int]] = {}
        for row in rows:
            kind, start = ref(row["picking_type_id"]), moment(work_parse.first_of(row["date:hour"]))
            if kind is not None and start is not None:
                found.setdefault(kind.id, {})[start] = int(row["__count"])
        return found


def _due(row: Mapping[str, Any]) -> DueReceipt:
    line = row["purchase_line_id"]
    order, product, planned = ref(line["order_id"]), ref(row["product_id"]), moment(row["date"])
    this = ref(line)
    if order is None or product is None or planned is None or this is None:
        raise ValueError(f"the receipt {row['id']} lacks its order, product or day")
    vendor, zone = ref(line["order_id"]["partner_id"]), parse.ordered_to_zone(line["order_id"])
    return DueReceipt(row["id"], planned, product, this, order, vendor, zone)


def _unconfirmed(row: Mapping[str, Any]) -> UnconfirmedOrder:
    placed = moment(row["date_approve"])
    if placed is None:
        raise ValueError(f"the order {row['id']} lacks its day")
    return UnconfirmedOrder(Ref(row["id"], row["name"]), placed, ref(row["partner_id"]), parse.ordered_to_zone(row))
