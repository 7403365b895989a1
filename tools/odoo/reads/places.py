"""What lies where by the book, and which transfers to customers wait for it. A part of the reader."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from tools.odoo.places import Movement, StockPlace
from tools.odoo.reads import parse, shapes
from tools.odoo.reads.base import Reads
from tools.odoo.values import number, odoo_moment, ref_id

_SHAPE: shapes.Shape = {
    "product_id": {},
    "location_id": shapes.LOCATION,
    "quantity": {},
    "reserved_quantity": {},
    "lot_id": shapes.NAMED,
    "package_id": shapes.NAMED,
    "owner_id": shapes.NAMED,
    "inventory_quantity": {},
    "inventory_quantity_set": {},
    "write_date": {},
}
_SHORT: shapes.Shape = {"product_id": {}, "product_uom_qty": {}, "quantity": {}}

_MOVED: shapes.Shape = {
    "product_id": {},
    "quantity_product_uom": {},
    "date": {},
    "reference": {},
    "location_id": shapes.LOCATION,
    "location_dest_id": shapes.LOCATION,
    "move_id": {"fields": {"is_inventory": {}}},
}


class PlaceReads(Reads):
    """Reads of places."""

    async def stock_places(self, product_ids: Iterable[int]) -> list[StockPlace]:
        """Every place inside the company where the book has something of the products, below zero too. One call."""
        domain = [["product_id", "in", sorted(set(product_ids))], ["location_id.usage", "=", "internal"]]
        rows = await self._session.read_tree("stock.quant", domain, _SHAPE, order="location_id, id")
        return [
            StockPlace(
                id=row["id"],
                version=row["write_date"],
                product_id=ref_id(row["product_id"]) or 0,
                location=place,
                quantity=row["quantity"],
                reserved=row["reserved_quantity"],
                lot=row["lot_id"],
                package=row["package_id"],
                owner=row["owner_id"],
                counted=number(row["inventory_quantity"]) if row["inventory_quantity_set"] else None,
            )
            for row in rows
            if (place := parse.location(row["location_id"])) is not None
        ]

    async def waiting_products(self, before: datetime, today: date) -> list[int]:
        """Products that transfers to customers lack, where goods should have been reserved for them by now.

        The first step of each chain alone, planned for before that moment. Whoever reserves by hand, or only on a later
        day, lacks nothing yet. One call a page of 500.
        """
        domain = [
            ["state", "in", ["confirmed", "partially_available"]],
            ["procure_method", "=", "make_to_stock"],
            ["picking_id", "!=", False],
            ["date", "<", odoo_moment(before)],
            ["location_id.usage", "=", "internal"],
            "|",
            ["location_dest_id.usage", "=", "customer"],
            ["location_final_id.usage", "=", "customer"],
            "|",
            ["state", "=", "partially_available"],
            ["reservation_date", "<=", today.isoformat()],
        ]
        rows = self._paged("stock.move", domain, _SHORT)
        found = {ref_id(row["product_id"]) async for row in rows if row["quantity"] < row["product_uom_qty"]}
        return sorted(one for one in found if one)

    async def movements(
        self, product_ids: Iterable[int], since: datetime, *, counts_alone: bool = False
    ) -> list[Movement]:
        """What was booked of the products after that moment, the company's own, by time. One call a page of 500.

        Args:
            product_ids: of these.
            since: after that moment.
            counts_alone: only what made the book agree with a count.
        """
        domain = [
            ["product_id", "in", sorted(set(product_ids))],
            ["state", "=", "done"],
            ["owner_id", "=", False],
            ["date", ">", odoo_moment(since)],
            *([["move_id.is_inventory", "=", True]] if counts_alone else []),
        ]
        found = [_movement(row) async for row in self._paged("stock.move.line", domain, _MOVED)]
        return sorted((one for one in found if one is not None), key=lambda one: (one.at or since, one.id))


def _movement(row: Mapping[str, Any]) -> Movement | None:
    source, destination = parse.location(row["location_id"]), parse.location(row["location_dest_id"])
    if source is None or destination is None:
        return None
    return Movement(
        id=row["id"],
        product_id=ref_id(row["product_id"]) or 0,
        source=source,
        destination=destination,
        quantity=row["quantity_product_uom"],
        at=row["date"],
        reference=row["reference"],
        is_count=bool(row["move_id"] and row["move_id"]["is_inventory"]),
    )
