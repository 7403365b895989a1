"""Shipments by their carrier's number, with order, bills and people; what a customer was sent before.

A part of the reader.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from cases.carrier_events import number_key
from cases.kinds import Sender
from tools.odoo.errors import MissingModel
from tools.odoo.models import Location, StockLevel
from tools.odoo.names import MILESTONE_DELIVERED
from tools.odoo.reads import parse, shapes, shipment_parse, shipment_shapes
from tools.odoo.reads.base import Reads
from tools.odoo.shipments import Carrier, FoundShipment, Shipment, Transfer, numbers_named
from tools.odoo.values import number, odoo_moment, ref_id

# Shorter numbers are house numbers and quantities.
SHORTEST = 4
# Fewer characters with anything between them would be found in far too many fields.
_LONG = 8


class Shipments(Reads):
    """Reads of what is on the road."""

    async def find_shipments(self, numbers: Iterable[str]) -> list[FoundShipment]:
        """The transfers that tracking numbers name: deliveries, receipts and returns, done or not, newest first.

        A field may hold several numbers; each counts as a whole, never a part of it, whatever blanks and dashes it is
        written with. One number may name several transfers: of two carriers, or a return that was sent once more (Odoo
        gives the way back the new number, too). Numbers of less than four letters and digits name none;
        short ones of less than eight are found without blanks and dashes, or with those that they are asked with.
        One call.
        """
        wanted = [text for text in dict.fromkeys(numbers) if len(number_key(text)) >= SHORTEST]
        if not wanted or "carrier_tracking_ref" in self._lacking.get("stock.picking", ()):
            return []
        leaves = [
            ["carrier_tracking_ref", "ilike", like]
            for like in dict.fromkeys(like for text in wanted for like in _like(text))
        ]
        domain = ["|"] * (len(leaves) - 1) + leaves
        rows = await self._session.read_tree(
            "stock.picking", domain, self._kept(shipment_shapes.TRANSFER), order="id desc"
        )
        found = ((row, numbers_named(row["carrier_tracking_ref"], wanted)) for row in rows)
        return [shipment_parse.found(row, asked) for row, asked in found if asked]

    async def shipments(self, ids: Iterable[int]) -> list[Shipment]:
        """Transfers with contents, returns, order, invoices and addresses. One call."""
        rows = await self._session.read_tree(
            "stock.picking",
            [["id", "in", sorted(set(ids))]],
            self._kept(shipment_shapes.SHIPMENT),
            order="id desc",
            context={"active_test": False},
        )
        return [shipment_parse.shipment(row) for row in rows]

    async def shipments_by_tracking(self, numbers: Iterable[str]) -> list[Shipment]:
        """The transfers that tracking numbers name, as `find_shipments`, and all behind them. Two calls."""
        found = await self.find_shipments(numbers)
        return await self.shipments(one.id for one in found) if found else []

    async def deliveries_named(self, names: Iterable[str]) -> list[FoundShipment]:
        """The transfers of these names, and those of the customers' orders of these names, newest first. One call."""
        wanted = list(dict.fromkeys(names))
        if not wanted:
            return []
        domain = ["|", ["name", "in", wanted], ["sale_id.name", "in", wanted]]
        rows = await self._session.read_tree(
            "stock.picking", domain, self._kept(shipment_shapes.TRANSFER), order="id desc"
        )
        found = [shipment_parse.transfer(row) for row in rows]
        bearing = [{one.name, one.sale_order.name if one.sale_order else ""} for one in found]
        asked = [tuple(name for name in wanted if name in names_of) for names_of in bearing]
        return [shipment_parse.found(row, of) for row, of in zip(rows, asked, strict=True) if of]

    async def deliveries_of(self, partner_id: int, since: datetime, *, limit: int = 200) -> list[Transfer]:
        """What went to a partner and its contacts, or came back, newest first. One call.

        Args:
            partner_id: the company; the address of one place, where only that counts.
            since: only what was done after that, and all that is open.
            limit: at most so many.
        """
        domain = [
            ["partner_id", "child_of", partner_id],
            "|",
            ["location_dest_id.usage", "=", "customer"],
            ["location_id.usage", "=", "customer"],
            "|",
            ["date_done", ">=", odoo_moment(since)],
            ["state", "not in", ["done", "cancel"]],
        ]
        rows = await self._session.read_tree(
            "stock.picking", domain, self._kept(shipment_shapes.TRANSFER), order="id desc", limit=limit
        )
        return [shipment_parse.transfer(row) for row in rows]

    async def on_the_road(self, since: datetime) -> list[Transfer]:
        """What left for customers under a carrier's number after that moment, and is not known to be there.

        One call a page of 500.
        """
        lacking = self._lacking.get("stock.picking", frozenset())
        if "carrier_tracking_ref" in lacking:
            return []
        domain: list[Any] = [
            ["state", "=", "done"],
            ["date_done", ">=", odoo_moment(since)],
            ["location_dest_id.usage", "=", "customer"],
            ["carrier_tracking_ref", "!=", False],
        ]
        if MILESTONE_DELIVERED not in lacking:
            domain.append([MILESTONE_DELIVERED, "=", False])
        rows = self._paged("stock.picking", domain, self._kept(shipment_shapes.TRANSFER))
        return [shipment_parse.transfer(row) async for row in rows]

    async def place_named(self, name: str) -> Location | None:
        """The place inside the company of that name, or whole name; none where there is none, or several. One call."""
        domain = ["|", ["name", "=ilike", name], ["complete_name", "=ilike", name], ["usage", "=", "internal"]]
        rows = await self._session.read_tree("stock.location", domain, shapes.LOCATION["fields"], limit=2)
        return parse.location(rows[0]) if len(rows) == 1 else None

    async def stock_of(self, shipment: Shipment) -> list[StockLevel]:
        """What can be reserved of the goods in it, where it left from; those without any are left out. One call."""
        if shipment.warehouse is None or shipment.stock is None:
            return []
        rows = await self._session.groups(
            "stock.quant",
            [
                ["product_id", "in", list(shipment.product_ids)],
                ["location_id", "child_of", shipment.stock.id],
                ["owner_id", "=", False],
            ],
            ["product_id"],
            ["quantity:sum", "reserved_quantity:sum"],
        )
        return [
            StockLevel(
                product_id=ref_id(row["product_id"]) or 0,
                warehouse_id=shipment.warehouse.id,
                quantity=number(row["quantity:sum"]),
                reserved=number(row["reserved_quantity:sum"]),
            )
            for row in rows
        ]

    async def trades(self, partner_id: int, name: str) -> frozenset[Sender]:
        """What a company is to us, by its orders, and by a carrier of its name. Three calls."""
        family = [["partner_id", "child_of", partner_id]]
        bought = await self._session.search_read("purchase.order", family, ["id"], limit=1)
        sold = await self._session.search_read("sale.order", family, ["id"], limit=1)
        carries = any(one.name.casefold() == name.strip().casefold() for one in await self.carriers())
        found = {Sender.VENDOR: bool(bought), Sender.CUSTOMER: bool(sold), Sender.CARRIER: carries}
        return frozenset(trade for trade, true in found.items() if true)

    async def carriers(self) -> list[Carrier]:
        """The carriers that orders may go by, and where they go; none where Odoo knows no carriers. One call."""
        try:
            rows = await self._session.read_tree("delivery.carrier", [], shipment_shapes.CARRIER, order="sequence, id")
        except MissingModel:
            return []
        return [shipment_parse.carrier(row) for row in rows]

    def _kept(self, shape: shapes.Shape) -> shapes.Shape:
        """The shape without what this Odoo lacks."""
        models = ("stock.picking", "stock.move", "sale.order.line", "product.product", "res.company")
        return shapes.without(shape, frozenset().union(*(self._lacking.get(model, ()) for model in models)))


def _like(number: str) -> tuple[str, ...]:
    """What a field that holds the number looks like to the database; what it finds is compared as a whole."""
    key = number_key(number)
    if len(key) < _LONG:
        return key, number.strip()
    # Blanks and dashes may stand anywhere in it, there or here.
    return ("%".join(key),)
