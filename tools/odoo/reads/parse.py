"""Rows as Odoo nests them to read models. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from tools.odoo.models import (
    Location,
    Partner,
    Picking,
    Product,
    PurchaseLine,
    PurchaseOrder,
    Receipt,
    ReorderRule,
    SaleLine,
    SaleOrder,
    StockMove,
    VendorPrice,
    Warehouse,
)
from tools.odoo.names import COST_FIELD
from tools.odoo.values import Ref, less, number, ref

Row = Mapping[str, Any]


def _id(value: Any) -> int | None:
    found = ref(value)
    return found.id if found else None


def _name(value: Any) -> str:
    found = ref(value)
    return found.name if found else ""


def _must(value: Any) -> Ref:
    found = ref(value)
    return found or Ref(0, "")


def _zone(*places: Any) -> str | None:
    """The time zone of the first of these that has an address with one: a warehouse, then its company."""
    zones = (((place or {}).get("partner_id") or {}).get("tz") for place in places)
    return next((zone for zone in zones if zone), None)


def location(row: Any) -> Location | None:
    """A nested location."""
    if not row:
        return None
    return Location(id=row["id"], name=row["display_name"], usage=row["usage"], warehouse_id=_id(row["warehouse_id"]))


def partner(row: Row) -> Partner:
    """A partner with its tags."""
    return Partner(
        id=row["id"],
        version=row["write_date"],
        name=row["name"] or row["display_name"],
        email=row["email"],
        phone=row["phone"],
        lang=row["lang"],
        zone=row["tz"],
        tags=tuple(tag["name"] for tag in row["category_id"]),
        company=row["commercial_partner_id"],
        reference=row["ref"],
    )


def warehouse(row: Row) -> Warehouse:
    """A warehouse; its zone is its address's or its company's."""
    company = row["company_id"]
    return Warehouse(
        id=row["id"],
        version=row["write_date"],
        name=row["name"],
        code=row["code"],
        company=_must(company),
        zone=_zone(row, company),
        view=_must(row["view_location_id"]),
        stock=_must(row["lot_stock_id"]),
        transit=company["internal_transit_location_id"],
        receipt_type=row["in_type_id"],
        delivery_type=row["out_type_id"],
        internal_type=row["int_type_id"],
        pick_type=row["pick_type_id"],
        reception_steps=row["reception_steps"],
        delivery_steps=row["delivery_steps"],
        currency=_name(company["currency_id"]),
    )


def purchase_line(row: Row) -> PurchaseLine:
    """A purchase line."""
    product = row["product_id"] or {}
    return PurchaseLine(
        id=row["id"],
        version=row["write_date"],
        order=_must(row["order_id"]),
        product=row["product_id"],
        product_code=product.get("default_code"),
        service=product.get("type") == "service",
        name=row["name"],
        ordered=row["product_qty"],
        received=row["qty_received"],
        unit=row["product_uom_id"],
        price_unit=row["price_unit"],
        subtotal=row["price_subtotal"],
        planned=row["date_planned"],
        move_ids=row["move_ids"],
        receives=_brought(row["move_ids"]),
    )


def _brought(moves: Sequence[Any]) -> tuple[int, ...]:
    """The products of open moves, each once; none where the moves came as mere ids."""
    read = [one for one in moves if isinstance(one, Mapping)]
    products = (_id(one["product_id"]) for one in read if one["state"] not in {"done", "cancel"})
    return tuple(dict.fromkeys(one for one in products if one is not None))


def _house(order: Row) -> Any:
    return (order["picking_type_id"] or {}).get("warehouse_id")


def ordered_to_zone(order: Row) -> str | None:
    """Where the days of the warehouse begin that an order goes to; none: nobody says."""
    return _zone(_house(order), order["company_id"])


def purchase_order(row: Row) -> PurchaseOrder:
    """A purchase order; sections and notes among its lines are left out."""
    return PurchaseOrder(
        id=row["id"],
        version=row["write_date"],
        name=row["name"],
        partner=_must(row["partner_id"]),
        vendor=partner(row["partner_id"]) if row["partner_id"] else None,
        vendor_reference=row["partner_ref"],
        state=row["state"],
        locked=row["locked"],
        ordered_at=row["date_order"],
        confirmed_at=row["date_approve"],
        planned=row["date_planned"],
        currency=_name(row["currency_id"]),
        amount_untaxed=row["amount_untaxed"],
        origin=row["origin"],
        buyer=row["user_id"],
        company=row["company_id"],
        warehouse_id=_id(_house(row)),
        zone=ordered_to_zone(row),
        lines=tuple(purchase_line(line) for line in row["order_line"] if not line["display_type"]),
    )


def picking(row: Any) -> Picking | None:
    """A nested transfer."""
    if not row:
        return None
    return Picking(
        id=row["id"],
        version=row["write_date"],
        name=row["name"],
        state=row["state"],
        code=row["picking_type_code"],
        scheduled=row["scheduled_date"],
        deadline=row["date_deadline"],
        priority=row["priority"],
        ship_policy=row["move_type"],
        partner=row["partner_id"],
        responsible=row["user_id"],
        batch=row.get("batch_id"),
        origin=row["origin"],
        printed=row["printed"],
    )


def move(row: Row) -> StockMove:
    """A move, with quantities in the product's own unit."""
    demand, asked = number(row["product_qty"]), number(row["product_uom_qty"])
    factor = demand / asked if asked else Decimal(1)
    source, destination = location(row["location_id"]), location(row["location_dest_id"])
    return StockMove(
        id=row["id"],
        version=row["write_date"],
        product=_must(row["product_id"]),
        state=row["state"],
        date=row["date"],
        deadline=row["date_deadline"],
        priority=row["priority"],
        demand=demand,
        reserved=number(row["quantity"]) * factor,
        each=factor,
        picked=row["picked"],
        unit=row["product_uom"],
        source=source or Location(id=0, name="", usage=""),
        destination=destination or Location(id=0, name="", usage=""),
        final=location(row.get("location_final_id")),
        picking=picking(row["picking_id"]),
        warehouse_id=_id(row["warehouse_id"]) or _warehouse_of(source, destination),
        partner=row["partner_id"] or (row["picking_id"] or {}).get("partner_id"),
        purchase_line_id=_id(row.get("purchase_line_id")),
        purchase_order=(row.get("purchase_line_id") or {}).get("order_id"),
        sale_line_id=_id(row.get("sale_line_id")),
        sale_order=(row.get("sale_line_id") or {}).get("order_id"),
        feeds=row.get("raw_material_production_id"),
        makes=(row.get("raw_material_production_id") or {}).get("product_id"),
        made_by=row.get("production_id"),
        waits_for=row["move_orig_ids"],
        then=row["move_dest_ids"],
        made_to_order=row["procure_method"] == "make_to_order",
        origin=row["origin"],
        reference=row["reference"],
        expected=row["forecast_expected_date"],
        available=row["forecast_availability"],
    )


def _warehouse_of(source: Location | None, destination: Location | None) -> int | None:
    """The warehouse a move works for: the one it takes from, else the one it fills."""
    if source and source.usage == "internal":
        return source.warehouse_id
    return destination.warehouse_id if destination else None


def sale_line(row: Row) -> SaleLine:
    """A sales line."""
    product = row["product_id"] or {}
    return SaleLine(
        id=row["id"],
        version=row["write_date"],
        order=_must(row["order_id"]),
        product=row["product_id"],
        product_code=product.get("default_code"),
        name=row["name"],
        ordered=row["product_uom_qty"],
        delivered=row["qty_delivered"],
        invoiced=row["qty_invoiced"],
        unit=row["product_uom_id"],
        price_unit=row["price_unit"],
        subtotal=row["price_subtotal"],
        move_ids=row["move_ids"],
    )


def sale_order(row: Row) -> SaleOrder:
    """A sales order; sections and notes among its lines are left out."""
    return SaleOrder(
        id=row["id"],
        version=row["write_date"],
        name=row["name"],
        customer=partner(row["partner_id"]),
        ship_to=row["partner_shipping_id"],
        state=row["state"],
        locked=row["locked"],
        ordered_at=row["date_order"],
        commitment=row["commitment_date"],
        due=_due(row["order_line"]),
        expected=row["expected_date"],
        ship_policy=row["picking_policy"],
        amount_untaxed=row["amount_untaxed"],
        currency=_name(row["currency_id"]),
        salesperson=row["user_id"],
        warehouse=row["warehouse_id"],
        customer_reference=row["client_order_ref"],
        origin=row["origin"],
        lines=tuple(sale_line(line) for line in row["order_line"] if not line["display_type"]),
        picking_ids=row["picking_ids"],
    )


def _due(lines: Sequence[Row]) -> str | None:
    """The first deadline of a sales order's open moves, as Odoo writes moments; none where moves came as mere ids."""
    moves = [one for line in lines for one in line["move_ids"] if isinstance(one, Mapping)]
    deadlines = [one["date_deadline"] for one in moves if one["state"] not in {"done", "cancel"}]
    return min((str(deadline) for deadline in deadlines if deadline), default=None)


def vendor_price(row: Row) -> VendorPrice:
    """A vendor's price."""
    return VendorPrice(
        id=row["id"],
        version=row["write_date"],
        vendor=_must(row["partner_id"]),
        template_id=_id(row["product_tmpl_id"]) or 0,
        product_id=_id(row["product_id"]),
        price=less(number(row["price"]), number(row["discount"])),
        currency=_name(row["currency_id"]),
        unit=row["product_uom_id"],
        min_quantity=row["min_qty"],
        delay=row["delay"],
        vendor_code=row["product_code"],
        vendor_name=row["product_name"],
        starts=row["date_start"],
        ends=row["date_end"],
    )


def product(row: Row) -> Product:
    """A product variant with the vendor prices that apply to it."""
    prices = tuple(vendor_price(seller) for seller in row["seller_ids"])
    return Product(
        id=row["id"],
        version=row["write_date"],
        name=row["name"],
        code=row["default_code"],
        barcode=row["barcode"],
        template_id=_id(row["product_tmpl_id"]) or 0,
        unit=_must(row["uom_id"]),
        cost=row.get(COST_FIELD),
        list_price=row["lst_price"],
        storable=row["is_storable"],
        tracking=row["tracking"],
        routes=row["route_ids"],
        vendors=tuple(price for price in prices if price.product_id in {None, row["id"]}),
    )


def receipt(row: Row, first_promises: Mapping[int, Any]) -> Receipt:
    """A finished receipt of a vendor's line."""
    line = row["purchase_line_id"]
    return Receipt(
        id=row["id"],
        version=row["write_date"],
        line_id=line["id"],
        order=_must(line["order_id"]),
        product=_must(row["product_id"]),
        quantity=row["quantity"],
        ordered_at=line["order_id"]["date_approve"],
        promised=line["date_planned"],
        promised_first=first_promises.get(line["id"]),
        arrived=row["date"],
    )


def reorder_rule(row: Row) -> ReorderRule:
    """A reorder rule."""
    return ReorderRule(
        id=row["id"],
        version=row["write_date"],
        product_id=_id(row["product_id"]) or 0,
        warehouse_id=_id(row["warehouse_id"]) or 0,
        name=row["name"],
        automatic=row["trigger"] == "auto",
        minimum=row["product_min_qty"],
        maximum=row["product_max_qty"],
    )
