"""Vendors' bills and the orders they are matched with. A part of the reader; each method is one call, or one a page."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from tools.odoo.bills import BilledBefore, BillToMatch, BoughtLine, InvoiceLine, LineTax, MeasureUnit, OpenReceipt
from tools.odoo.freight import VendorBill
from tools.odoo.reads import parse, shapes
from tools.odoo.reads.base import Reads
from tools.odoo.reads.freight import BILL, bill_of
from tools.odoo.reads.parse import Row
from tools.odoo.values import Ref, less, number, ref, ref_id

# Nothing is left to decide about a bill that is one of these.
SETTLED = ("paid", "in_payment", "reversed")
MOST_ALIKE = 5000
_RUNS = re.compile(r"[^\W\d_]+|\d+")
_BILLS = ["move_type", "=", "in_invoice"]
_NOT_CANCELLED = ["state", "!=", "cancel"]
_UNIT: shapes.Shape = {"fields": {"display_name": {}, "factor": {}, "parent_path": {}}}
_TAX: shapes.Shape = {"fields": {"display_name": {}, "amount": {}, "amount_type": {}, "price_include": {}}}
_TO_MATCH: shapes.Shape = {
    **BILL,
    "invoice_origin": {},
    "currency_id": {"fields": {"display_name": {}, "rounding": {}}},
    "company_id": {"fields": {"display_name": {}, "currency_id": shapes.NAMED}},
    "reversal_move_ids": {"fields": {"state": {}, "move_type": {}, "amount_untaxed": {}}},
    "invoice_line_ids": {
        "fields": {
            "display_type": {},
            "name": {},
            "product_id": shapes.NAMED,
            "quantity": {},
            "product_uom_id": _UNIT,
            "price_subtotal": {},
            "tax_ids": _TAX,
            "purchase_line_id": {},
            "is_downpayment": {},
            "write_date": {},
        }
    },
}
_ORDERED: shapes.Shape = {
    "order_id": {
        "fields": {
            "display_name": {},
            "state": {},
            "partner_ref": {},
            "partner_id": {"fields": shapes.PARTNER},
            "currency_id": shapes.NAMED,
            "user_id": shapes.NAMED,
            **shapes.ORDERED_TO,
        }
    },
    "product_id": {"fields": {"display_name": {}, "type": {}, "purchase_method": {}}},
    "name": {},
    "display_type": {},
    "is_downpayment": {},
    "product_qty": {},
    "qty_received": {},
    "product_uom_id": _UNIT,
    "price_unit": {},
    "discount": {},
    "price_subtotal": {},
    "tax_ids": _TAX,
    "invoice_lines": {
        "fields": {
            "quantity": {},
            "product_uom_id": _UNIT,
            "move_id": {
                "fields": {"display_name": {}, "ref": {}, "move_type": {}, "state": {}, "reversed_entry_id": {}}
            },
        }
    },
    "move_ids": {
        "fields": {
            "state": {},
            "date": {},
            "product_uom_qty": {},
            "product_uom": shapes.NAMED,
            "picking_id": shapes.NAMED,
            "location_id": {"fields": {"warehouse_id": {}}},
            "location_dest_id": {"fields": {"usage": {}}},
        }
    },
    "write_date": {},
}


class BillReads(Reads):
    """Reads of vendors' bills and what they are matched with."""

    async def bills_to_match(self, since: date) -> list[BillToMatch]:
        """Vendors' bills that are drafts, and posted ones of since a day that are not settled. One call a page."""
        domain = [
            _BILLS,
            "|",
            ["state", "=", "draft"],
            "&",
            "&",
            ["state", "=", "posted"],
            ["payment_state", "not in", list(SETTLED)],
            ["invoice_date", ">=", since.isoformat()],
        ]
        return [_to_match(row) async for row in self._paged("account.move", domain, _TO_MATCH)]

    async def matched_bills(self, *, ids: Iterable[int] = (), order_ids: Iterable[int] = ()) -> list[BillToMatch]:
        """Vendors' bills that were not cancelled, by id or by an order that one of their lines bills. One call."""
        domain = [
            _BILLS,
            _NOT_CANCELLED,
            "|",
            ["id", "in", sorted(set(ids))],
            ["invoice_line_ids.purchase_line_id.order_id", "in", sorted(set(order_ids))],
        ]
        return [_to_match(row) for row in await self._session.read_tree("account.move", domain, _TO_MATCH, order="id")]

    async def bills_like(self, references: Iterable[str], vendor_ids: Iterable[int]) -> list[VendorBill]:
        """Bills of these vendors with about these numbers of theirs, however they are spaced. One call, none without.

        What stands between letters and digits may be anything: who compares them looks closer.
        """
        patterns = sorted({"%".join(_RUNS.findall(one)) for one in references} - {""})
        vendors = sorted(set(vendor_ids))
        if not patterns or not vendors:
            return []
        numbers = [["ref", "=ilike", one] for one in patterns]
        domain: list[Any] = [_BILLS, _NOT_CANCELLED, ["commercial_partner_id", "in", vendors]]
        domain += ["|"] * (len(numbers) - 1) + numbers
        rows = await self._session.read_tree("account.move", domain, BILL, order="id", limit=MOST_ALIKE)
        return [bill_of(row) for row in rows]

    async def ordered_lines(self, *, ids: Iterable[int] = (), orders: Iterable[str] = ()) -> list[BoughtLine]:
        """Lines of purchase orders, by id or by the order's number or the vendor's own. One call, none without any."""
        wanted, names = sorted(set(ids)), sorted(set(orders))
        if not wanted and not names:
            return []
        domain = [
            ["display_type", "=", False],
            "|",
            "|",
            ["id", "in", wanted],
            ["order_id.name", "in", names],
            ["order_id.partner_ref", "in", names],
        ]
        rows = await self._session.read_tree("purchase.order.line", domain, _ORDERED, order="id")
        return [_ordered(row) for row in rows]


def _to_match(row: Row) -> BillToMatch:
    company, currency = row["company_id"] or {}, row["currency_id"] or {}
    notes = (one for one in row["reversal_move_ids"] if one["state"] != "cancel" and one["move_type"] == "in_refund")
    return BillToMatch(
        **dict(bill_of(row)),
        origin=row["invoice_origin"],
        company_currency=(ref(company.get("currency_id")) or Ref(0, "")).name,
        cent=currency.get("rounding") or Decimal("0.01"),
        credited=sum((number(one["amount_untaxed"]) for one in notes), Decimal(0)),
        lines=tuple(_line(one) for one in row["invoice_line_ids"] if one["display_type"] in {"product", False}),
    )


def _line(row: Row) -> InvoiceLine:
    return InvoiceLine(
        id=row["id"],
        version=row["write_date"],
        text=row["name"] or "",
        product=row["product_id"],
        quantity=row["quantity"],
        unit=_unit(row["product_uom_id"]),
        untaxed=row["price_subtotal"],
        taxes=_taxes(row["tax_ids"]),
        order_line_id=ref_id(row["purchase_line_id"]),
        advance=bool(row["is_downpayment"]),
    )


def _ordered(row: Row) -> BoughtLine:
    order, product, taxes = row["order_id"], row["product_id"] or {}, _taxes(row["tax_ids"])
    ordered, price = number(row["product_qty"]), less(number(row["price_unit"]), number(row["discount"]))
    if ordered and any(one.included for one in taxes):
        price = number(number(row["price_subtotal"]) / ordered)
    return BoughtLine(
        id=row["id"],
        version=row["write_date"],
        order=ref(order) or Ref(0, ""),
        vendor_reference=order["partner_ref"],
        state=order["state"],
        vendor=parse.partner(order["partner_id"]),
        company_id=ref_id(order["company_id"]),
        currency=(ref(order["currency_id"]) or Ref(0, "")).name,
        zone=parse.ordered_to_zone(order),
        buyer=order["user_id"],
        product=row["product_id"],
        text=row["name"] or "",
        by_receipt=product.get("purchase_method") == "receive",
        service=product.get("type") == "service",
        advance=bool(row["is_downpayment"]),
        ordered=ordered,
        received=row["qty_received"],
        unit=_unit(row["product_uom_id"]),
        price=price,
        taxes=taxes,
        billed=tuple(_billed(one) for one in row["invoice_lines"] if _counts(one["move_id"])),
        coming=tuple(_coming(one) for one in row["move_ids"] if _brings(one)),
    )


def _counts(bill: Any) -> bool:
    return bool(bill) and bill["state"] != "cancel" and bill["move_type"] in {"in_invoice", "in_refund"}


def _billed(row: Row) -> BilledBefore:
    bill = row["move_id"]
    return BilledBefore(
        id=row["id"],
        bill=Ref(bill["id"], bill["display_name"] or bill["ref"] or ""),
        kind=bill["move_type"],
        state=bill["state"],
        reverses=ref_id(bill["reversed_entry_id"]),
        quantity=row["quantity"],
        unit=_unit(row["product_uom_id"]),
    )


def _brings(move: Row) -> bool:
    """Whether a move still brings something; what goes back to the vendor, or on within a warehouse, does not."""
    inside = (move["location_id"] or {}).get("warehouse_id")
    there = (move["location_dest_id"] or {}).get("usage")
    return move["state"] not in {"done", "cancel", "draft"} and not inside and there != "supplier"


def _coming(move: Row) -> OpenReceipt:
    return OpenReceipt(
        id=move["id"],
        transfer=(ref(move["picking_id"]) or Ref(0, "")).name,
        quantity=move["product_uom_qty"],
        unit=(ref(move["product_uom"]) or Ref(0, "")).name,
        planned=move["date"],
    )


def _unit(row: Any) -> MeasureUnit | None:
    if not row:
        return None
    root = str(row.get("parent_path") or "").split("/")[0]
    return MeasureUnit(
        id=row["id"], name=row["display_name"], factor=row["factor"], root=int(root) if root else row["id"]
    )


def _taxes(rows: Any) -> tuple[LineTax, ...]:
    return tuple(
        LineTax(
            id=row["id"],
            name=row["display_name"],
            percent=row["amount"] if row["amount_type"] == "percent" else None,
            included=bool(row["price_include"]),
        )
        for row in rows or ()
    )
