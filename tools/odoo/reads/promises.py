"""What customers are promised and offered, and goods that no promise can count on. A part of the reader."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from tools.odoo.models import Warehouse
from tools.odoo.promised import OfferedLine, StrayGoods
from tools.odoo.reads import shapes
from tools.odoo.reads.base import OPEN, Reads
from tools.odoo.values import Ref, number, odoo_moment, ref, ref_id

_UNIT: shapes.Shape = {"fields": {"display_name": {}, "factor": {}}}
_OFFERED: shapes.Shape = {
    "order_id": {
        "fields": {
            "display_name": {},
            "commitment_date": {},
            "validity_date": {},
            "partner_id": {"fields": {"commercial_partner_id": shapes.NAMED}},
            "warehouse_id": {},
        }
    },
    "product_id": {"fields": {"display_name": {}, "uom_id": _UNIT, "is_kits": {}}},
    "product_uom_qty": {},
    "product_uom_id": _UNIT,
    "is_mto": {},
    "write_date": {},
}
_STRAY: shapes.Shape = {
    "product_id": {},
    "location_id": shapes.NAMED,
    "quantity": {},
    "reserved_quantity": {},
}


class PromiseReads(Reads):
    """Reads of promises."""

    async def promised_products(self, until: datetime) -> list[int]:
        """Products that open deliveries of confirmed orders bring, where the promise is up to that moment. One call.

        The promise is the order's; where it has none, the deadline of the delivery. Goods that are kept in stock, or
        that a vendor ships straight to the customer.
        """
        domain = [
            OPEN,
            ["sale_line_id.order_id.state", "=", "sale"],
            ["location_id.usage", "!=", "customer"],
            "|",
            ["product_id.is_storable", "=", True],
            ["location_id.usage", "=", "supplier"],
            "|",
            ["sale_line_id.order_id.commitment_date", "<=", odoo_moment(until)],
            "&",
            ["sale_line_id.order_id.commitment_date", "=", False],
            ["date_deadline", "<=", odoo_moment(until)],
        ]
        rows = await self._session.groups("stock.move", domain, ["product_id"], ["__count"])
        return sorted({found for row in rows if (found := ref_id(row["product_id"])) is not None})

    async def offered_lines(
        self, *, orders: Iterable[int] = (), between: tuple[datetime, datetime] | None = None
    ) -> list[OfferedLine]:
        """Lines of goods that are kept in stock, of quotations that promise a day. One call a page of 500.

        Args:
            orders: of these quotations, sent or not.
            between: of those that were sent and promise a moment between these two.
        """
        domain: list[Any] = [
            ["product_id.is_storable", "=", True],
            ["display_type", "=", False],
            ["product_uom_qty", ">", 0],
        ]
        if between is not None:
            first, last = between
            domain += [
                ["order_id.state", "=", "sent"],
                ["order_id.commitment_date", ">=", odoo_moment(first)],
                ["order_id.commitment_date", "<=", odoo_moment(last)],
            ]
        else:
            domain += [["order_id", "in", sorted(set(orders))], ["order_id.state", "in", ["draft", "sent"]]]
        shape = shapes.without(_OFFERED, self._lacking.get("product.product", frozenset()))
        return [_offered(row) async for row in self._paged("sale.order.line", domain, shape)]

    async def stray_goods(self, product_ids: Iterable[int], warehouses: Sequence[Warehouse]) -> list[StrayGoods]:
        """What lies in places of ours outside every warehouse's stock, by product and place. One call."""
        domain = [
            ["product_id", "in", sorted(set(product_ids))],
            ["location_id.usage", "=", "internal"],
            "!",
            ["location_id", "child_of", [warehouse.stock.id for warehouse in warehouses]],
            ["owner_id", "=", False],
            ["quantity", ">", 0],
        ]
        found: dict[tuple[int, str], Decimal] = {}
        for row in await self._session.read_tree("stock.quant", domain, _STRAY, order="id"):
            place, free = ref(row["location_id"]), number(row["quantity"]) - number(row["reserved_quantity"])
            if place is not None and free > 0:
                key = (ref_id(row["product_id"]) or 0, place.name)
                found[key] = found.get(key, Decimal(0)) + free
        return [StrayGoods(product_id=product, place=place, quantity=free) for (product, place), free in found.items()]


def _offered(row: Mapping[str, Any]) -> OfferedLine:
    order, product = row["order_id"], row["product_id"]
    return OfferedLine(
        id=row["id"],
        version=row["write_date"],
        order=ref(order) or Ref(0, ""),
        owner=(order["partner_id"] or {}).get("commercial_partner_id"),
        product=ref(product) or Ref(0, ""),
        unit=product["uom_id"],
        quantity=_own_unit(number(row["product_uom_qty"]), row["product_uom_id"], product["uom_id"]),
        promised=order["commitment_date"],
        valid_until=order["validity_date"],
        warehouse_id=ref_id(order["warehouse_id"]),
        to_order=bool(row["is_mto"]),
        kit=bool(product.get("is_kits")),
    )


def _own_unit(quantity: Decimal, ordered_in: Any, own: Any) -> Decimal:
    """A quantity in the product's own unit: a dozen is twelve pieces."""
    if not ordered_in or not own or ordered_in["id"] == own["id"]:
        return quantity
    factor = number(own["factor"])
    return (quantity * number(ordered_in["factor"]) / factor).quantize(Decimal("0.0001")) if factor else quantity
