"""Rows of shipments as Odoo nests them to read models. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from tools.odoo.models import Location
from tools.odoo.names import COST_FIELD, GOODWILL_FIELD, MILESTONE_DELIVERED, MILESTONE_EXPECTED, MILESTONE_SIGNED
from tools.odoo.reads import parse
from tools.odoo.reads.parse import Row
from tools.odoo.shipments import (
    BilledPart,
    Carrier,
    Contact,
    FoundShipment,
    Invoice,
    OrderedLine,
    ReturnedPart,
    Shipment,
    ShippedMove,
    ShippedOrder,
    Transfer,
)
from tools.odoo.values import Ref, number, ref

_CUSTOMERS = ("out_invoice", "out_refund")


def _id(value: Any) -> int | None:
    found = ref(value)
    return found.id if found else None


def _place(row: Any) -> Location:
    return parse.location(row) or Location(id=0, name="", usage="")


def contact(row: Row) -> Contact:
    """A partner with its address."""
    return Contact(
        **parse.partner(row).model_dump(),
        kind=row["type"],
        street=row["street"],
        street2=row["street2"],
        zip=row["zip"],
        city=row["city"],
        country=(row["country_id"] or {}).get("code"),
        manager=row["user_id"],
    )


def _contact(row: Any) -> Contact | None:
    return contact(row) if row else None


def invoice(row: Row) -> Invoice:
    """An invoice or credit note, with the credit notes for it."""
    return Invoice(
        id=row["id"],
        version=row["write_date"],
        name=row["name"] if row["name"] != "/" else "",
        kind=row["move_type"],
        state=row["state"],
        payment=row["payment_state"],
        day=row["invoice_date"],
        total=row["amount_total"],
        untaxed=row["amount_untaxed"],
        untaxed_here=abs(number(row["amount_untaxed_signed"])),
        due=row["amount_residual"],
        currency=(ref(row["currency_id"]) or Ref(0, "")).name,
        reference=row["ref"],
        reverses=row["reversed_entry_id"],
        credits=tuple(invoice(credit) for credit in row.get("reversal_move_ids", ())),
    )


def _billed(rows: Iterable[Row]) -> tuple[BilledPart, ...]:
    return tuple(
        BilledPart(
            invoice=ref(row["move_id"]) or Ref(0, ""),
            quantity=row["quantity"],
            untaxed=row["price_subtotal"],
            total=row["price_total"],
            taxes=row["tax_ids"],
        )
        for row in rows
        if row["move_id"] and row["move_id"]["move_type"] in _CUSTOMERS
    )


def _line(row: Row) -> OrderedLine:
    product = row["product_id"] or {}
    return OrderedLine(
        **parse.sale_line(row).model_dump(),
        policy=product.get("invoice_policy") or "",
        freight=bool(row.get("is_delivery")),
        to_bill=row["qty_to_invoice"],
        billed=_billed(row["invoice_lines"]),
    )


def _said(row: Row) -> dict[str, Any]:
    """What every transfer says of itself."""
    return {
        "id": row["id"],
        "version": row["write_date"],
        "name": row["name"],
        "state": row["state"],
        "code": row["picking_type_code"],
        "source": _place(row["location_id"]),
        "destination": _place(row["location_dest_id"]),
        "partner": row["partner_id"],
        "carrier": row.get("carrier_id"),
        "tracking": row.get("carrier_tracking_ref"),
        "scheduled": row["scheduled_date"],
        "deadline": row["date_deadline"],
        "done_at": row["date_done"],
        "origin": row["origin"],
        "sale_order": row.get("sale_id"),
        "backorder_of": row["backorder_id"],
        "return_of": row["return_id"],
        "expected": row.get(MILESTONE_EXPECTED),
        "delivered": row.get(MILESTONE_DELIVERED),
        "signed_by": row.get(MILESTONE_SIGNED),
    }


def transfer(row: Row) -> Transfer:
    """A transfer in few words."""
    return Transfer(**_said(row))


def found(row: Row, asked: tuple[str, ...]) -> FoundShipment:
    """A transfer that these numbers name."""
    return FoundShipment(**_said(row), asked=asked)


def order(row: Row) -> ShippedOrder:
    """The order behind a shipment; sections and notes among its lines are left out."""
    who = row["partner_id"]
    return ShippedOrder(
        id=row["id"],
        version=row["write_date"],
        name=row["name"],
        state=row["state"],
        customer=contact(who),
        company=contact(who["commercial_partner_id"] or who),
        ship_to=_contact(row["partner_shipping_id"]),
        bill_to=_contact(row["partner_invoice_id"]),
        salesperson=row["user_id"],
        ordered_at=row["date_order"],
        commitment=row["commitment_date"],
        ship_policy=row["picking_policy"],
        customer_reference=row["client_order_ref"],
        total=row["amount_total"],
        untaxed=row["amount_untaxed"],
        currency=(ref(row["currency_id"]) or Ref(0, "")).name,
        warehouse=row["warehouse_id"],
        lines=tuple(_line(line) for line in row["order_line"] if not line["display_type"]),
        transfers=tuple(transfer(one) for one in row["picking_ids"]),
        invoices=tuple(invoice(one) for one in row["invoice_ids"]),
    )


def _quantity(row: Row, field: str) -> Decimal:
    """A quantity of a move in the product's own unit."""
    whole, asked = number(row["product_qty"]), number(row["product_uom_qty"])
    return number(row[field]) * (whole / asked if asked else Decimal(1))


def _returned(row: Row) -> ReturnedPart:
    return ReturnedPart(
        id=row["id"],
        version=row["write_date"],
        transfer=row["picking_id"],
        state=row["state"],
        quantity=_quantity(row, "quantity" if row["state"] == "done" else "product_uom_qty"),
        destination=_place(row["location_dest_id"]),
        to_refund=row["to_refund"],
    )


def move(row: Row) -> ShippedMove:
    """What a shipment holds of one product."""
    product = row["product_id"]
    return ShippedMove(
        id=row["id"],
        version=row["write_date"],
        product=ref(product) or Ref(0, ""),
        product_code=product["default_code"] or None,
        kept_in=product["uom_id"],
        unit_cost=product.get(COST_FIELD),
        state=row["state"],
        unit=row["product_uom"],
        demand=number(row["product_qty"]),
        quantity=_quantity(row, "quantity"),
        sale_line_id=_id(row.get("sale_line_id")),
        purchase_line_id=_id(row.get("purchase_line_id")),
        returns=tuple(_returned(back) for back in row["returned_move_ids"] if back["state"] != "cancel"),
        reverses=row["origin_returned_move_id"],
    )


def shipment(row: Row) -> Shipment:
    """A shipment with all that stands behind it."""
    warehouse = (row["picking_type_id"] or {}).get("warehouse_id") or {}
    return Shipment(
        **_said(row),
        company=ref(row["company_id"]) or Ref(0, ""),
        currency=(ref((row["company_id"] or {}).get("currency_id")) or Ref(0, "")).name,
        goodwill=(row["company_id"] or {}).get(GOODWILL_FIELD),
        warehouse=warehouse or None,
        stock=warehouse.get("lot_stock_id"),
        address=_contact(row["partner_id"]),
        responsible=row["user_id"],
        weight=row.get("weight"),
        moves=tuple(move(one) for one in row["move_ids"] if one["state"] != "cancel" or row["state"] == "cancel"),
        order=order(row["sale_id"]) if row.get("sale_id") else None,
        purchase=row.get("purchase_id"),
    )


def carrier(row: Row) -> Carrier:
    """A carrier."""
    return Carrier(
        id=row["id"],
        version=row["write_date"],
        name=row["name"],
        countries=tuple(country["code"] for country in row["country_ids"]),
        tracking_page=row["tracking_url"],
    )
