"""What a carrier's bill is checked against. A part of the reader; each method is one call, whatever the bill holds."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from tools.odoo.errors import MissingModel
from tools.odoo.freight import (
    BillLine,
    BillPaper,
    Consignment,
    Content,
    CurrencyRate,
    EnteredBill,
    LandedCost,
    Package,
    VendorBill,
)
from tools.odoo.reads import shapes
from tools.odoo.reads.base import Reads
from tools.odoo.reads.parse import Row
from tools.odoo.values import Ref, number, ref, ref_id

MOST_LINES = 5000
_PAPERS = (
    "application/pdf",
    "application/xml",
    "text/xml",
    "text/csv",
    "application/csv",
    "text/plain",
    "application/octet-stream",
)
_COUNTRY: shapes.Shape = {"fields": {"code": {}}}
_CONSIGNMENT: shapes.Shape = {
    "name": {},
    "state": {},
    "carrier_tracking_ref": {},
    "date_done": {},
    "picking_type_code": {},
    "location_id": {"fields": {"usage": {}}},
    "partner_id": {"fields": {"country_id": _COUNTRY}},
    "move_ids": {
        "fields": {
            "state": {},
            "product_id": {"fields": {"display_name": {}, "weight": {}, "volume": {}, "cost_method": {}}},
            "product_qty": {},
            "product_uom_qty": {},
            "quantity": {},
        }
    },
    "move_line_ids": {
        "fields": {
            "result_package_id": {
                "fields": {
                    "display_name": {},
                    "shipping_weight": {},
                    "package_type_id": {
                        "fields": {"display_name": {}, "packaging_length": {}, "width": {}, "height": {}}
                    },
                }
            }
        }
    },
    "write_date": {},
}
BILL: shapes.Shape = {
    "name": {},
    "ref": {},
    "move_type": {},
    "state": {},
    "payment_state": {},
    "invoice_date": {},
    "amount_total": {},
    "amount_untaxed": {},
    "currency_id": shapes.NAMED,
    "commercial_partner_id": shapes.NAMED,
    "company_id": shapes.NAMED,
    "write_date": {},
}
_ENTERED: shapes.Shape = {
    **BILL,
    "amount_tax": {},
    "invoice_line_ids": {"fields": {"display_type": {}, "name": {}, "price_subtotal": {}, "write_date": {}}},
}
_LINE: shapes.Shape = {
    "move_id": {"fields": {"display_name": {}, "ref": {}}},
    "name": {},
    "price_subtotal": {},
    "write_date": {},
}


class FreightReads(Reads):
    """Reads of what carriers bill."""

    async def consignments(self, ids: Iterable[int]) -> list[Consignment]:
        """Transfers as carriers price them: contents with weight and volume, packages, country, day. One call."""
        shape = shapes.without(_CONSIGNMENT, self._lacking.get("product.product", frozenset()))
        rows = await self._session.read_tree("stock.picking", [["id", "in", sorted(set(ids))]], shape)
        return [_consignment(row) for row in rows]

    async def vendor_bills(self, references: Iterable[str], partner_id: int | None = None) -> list[VendorBill]:
        """Vendors' bills by the vendor's number or Odoo's, newest first, drafts too. One call, none without numbers.

        Args:
            references: the numbers.
            partner_id: of this vendor and its contacts only.
        """
        wanted = [text for text in dict.fromkeys(references) if text.strip()]
        if not wanted:
            return []
        domain: list[Any] = [["move_type", "=", "in_invoice"], ["state", "!=", "cancel"]]
        if partner_id is not None:
            domain.append(["partner_id", "child_of", partner_id])
        domain += ["|", ["ref", "in", wanted], ["name", "in", wanted]]
        rows = await self._session.read_tree("account.move", domain, BILL, order="id desc", limit=len(wanted) * 10)
        return [bill_of(row) for row in rows]

    async def credit_notes(self, bill_ids: Iterable[int]) -> dict[int, list[VendorBill]]:
        """Vendors' credit notes by the bill that they are tied to, drafts too. One call, none without bills."""
        wanted = sorted(set(bill_ids))
        if not wanted:
            return {}
        domain = [["reversed_entry_id", "in", wanted], ["move_type", "=", "in_refund"], ["state", "!=", "cancel"]]
        shape: shapes.Shape = {**BILL, "reversed_entry_id": {}}
        found: dict[int, list[VendorBill]] = {}
        for row in await self._session.read_tree("account.move", domain, shape, order="id"):
            found.setdefault(ref_id(row["reversed_entry_id"]) or 0, []).append(bill_of(row))
        return found

    async def vendor_bill(self, bill_id: int) -> VendorBill | None:
        """One vendor's bill that was not cancelled. One call."""
        domain = [["id", "=", bill_id], ["move_type", "=", "in_invoice"], ["state", "!=", "cancel"]]
        rows = await self._session.read_tree("account.move", domain, BILL)
        return bill_of(rows[0]) if rows else None

    async def bills_to_check(self, since: date) -> list[EnteredBill]:
        """Vendors' bills that are drafts, and posted ones of since a day that nobody has paid. One call a page."""
        domain = [
            ["move_type", "=", "in_invoice"],
            "|",
            ["state", "=", "draft"],
            "&",
            "&",
            ["state", "=", "posted"],
            ["payment_state", "not in", ["paid", "reversed"]],
            ["invoice_date", ">=", since.isoformat()],
        ]
        return [_entered(row) async for row in self._paged("account.move", domain, _ENTERED)]

    async def billed_lines(self, partner_id: int, since: date, *, limit: int = MOST_LINES) -> list[BillLine]:
        """The lines of a vendor's bills since a day, drafts too, newest first. One call."""
        domain = [
            ["move_id.move_type", "=", "in_invoice"],
            ["move_id.state", "!=", "cancel"],
            ["move_id.partner_id", "child_of", partner_id],
            ["display_type", "=", "product"],
            "|",
            ["move_id.invoice_date", ">=", since.isoformat()],
            ["move_id.invoice_date", "=", False],
        ]
        rows = await self._session.read_tree("account.move.line", domain, _LINE, order="id desc", limit=limit)
        return [
            BillLine(
                id=row["id"],
                version=row["write_date"],
                bill=ref(row["move_id"]) or Ref(0, ""),
                reference=row["move_id"]["ref"],
                text=row["name"] or "",
                untaxed=row["price_subtotal"],
            )
            for row in rows
            if row["move_id"]
        ]

    async def bill_papers(self, bill_ids: Iterable[int], *, largest: int) -> list[BillPaper]:
        """PDF, XML and CSV files that are attached to these bills, up to so many bytes each. One call a page."""
        domain = [
            ["res_model", "=", "account.move"],
            ["res_id", "in", sorted(set(bill_ids))],
            ["type", "=", "binary"],
            ["file_size", "<=", largest],
            ["mimetype", "in", list(_PAPERS)],
        ]
        shape: shapes.Shape = {"name": {}, "mimetype": {}, "file_size": {}, "res_id": {}, "write_date": {}}
        return [
            BillPaper(
                id=row["id"],
                version=row["write_date"],
                bill_id=row["res_id"],
                name=row["name"],
                media_type=row["mimetype"],
                size=row["file_size"],
            )
            async for row in self._paged("ir.attachment", domain, shape)
        ]

    async def paper_contents(self, ids: Iterable[int]) -> dict[int, bytes]:
        """What stands in these files. One call."""
        rows = await self._session.read_tree("ir.attachment", [["id", "in", sorted(set(ids))]], {"datas": {}})
        return {row["id"]: base64.b64decode(row["datas"] or "") for row in rows}

    async def landed_costs(self, picking_ids: Iterable[int]) -> list[LandedCost] | None:
        """Landed costs of these receipts that were not cancelled; None: this Odoo keeps none. One call."""
        domain = [["picking_ids", "in", sorted(set(picking_ids))], ["state", "!=", "cancel"]]
        shape: shapes.Shape = {"display_name": {}, "vendor_bill_id": {}, "picking_ids": {}, "write_date": {}}
        try:
            rows = await self._session.read_tree("stock.landed.cost", domain, shape, order="id")
        except MissingModel:
            return None
        return [
            LandedCost(
                id=row["id"],
                version=row["write_date"],
                name=row["display_name"],
                bill_id=ref_id(row["vendor_bill_id"]),
                picking_ids=row["picking_ids"],
            )
            for row in rows
        ]

    async def landed_service(self, name: str) -> Ref | None:
        """The service that stands for landed costs, by its name or reference; None: none or several. One call."""
        domain = [
            ["landed_cost_ok", "=", True],
            ["type", "=", "service"],
            "|",
            ["name", "=ilike", name],
            ["default_code", "=ilike", name],
        ]
        rows = await self._session.read_tree("product.product", domain, {"name": {}}, limit=2)
        return Ref(rows[0]["id"], rows[0]["name"]) if len(rows) == 1 else None

    async def currency_rates(self, codes: Iterable[str], until: date, *, limit: int = 20) -> list[CurrencyRate]:
        """Odoo's rates of these currencies up to a day, the latest so many. One call."""
        domain = [["currency_id.name", "in", sorted(set(codes))], ["name", "<=", until.isoformat()]]
        shape: shapes.Shape = {"name": {}, "rate": {}, "currency_id": shapes.NAMED, "write_date": {}}
        rows = await self._session.read_tree(
            "res.currency.rate", domain, shape, order="name desc, id desc", limit=limit
        )
        return [
            CurrencyRate(
                id=row["id"],
                version=row["write_date"],
                currency=(ref(row["currency_id"]) or Ref(0, "")).name,
                day=row["name"],
                rate=row["rate"],
            )
            for row in rows
        ]


def _consignment(row: Row) -> Consignment:
    partner = row["partner_id"] or {}
    packages = {
        line["result_package_id"]["id"]: line["result_package_id"]
        for line in row["move_line_ids"]
        if line["result_package_id"]
    }
    return Consignment(
        id=row["id"],
        version=row["write_date"],
        name=row["name"],
        state=row["state"],
        tracking=row["carrier_tracking_ref"],
        done_at=row["date_done"],
        country=(partner.get("country_id") or {}).get("code"),
        contents=tuple(_content(move) for move in row["move_ids"] if move["state"] != "cancel"),
        packages=tuple(_package(one) for one in packages.values()),
        loose=not all(line["result_package_id"] for line in row["move_line_ids"]),
        inbound=row["picking_type_code"] == "incoming" and (row["location_id"] or {}).get("usage") == "supplier",
    )


def _content(row: Row) -> Content:
    product = row["product_id"] or {}
    whole, asked = number(row["product_qty"]), number(row["product_uom_qty"])
    moved = number(row["quantity"]) * (whole / asked if asked else Decimal(1))
    return Content(
        id=row["id"],
        product=ref(product) or Ref(0, ""),
        quantity=moved,
        weight=product.get("weight") or 0,
        volume=product.get("volume") or 0,
        method=product.get("cost_method") or "",
    )


def _package(row: Row) -> Package:
    kind = row["package_type_id"] or {}
    return Package(
        id=row["id"],
        weight=row["shipping_weight"],
        length=kind.get("packaging_length") or 0,
        width=kind.get("width") or 0,
        height=kind.get("height") or 0,
    )


def _entered(row: Row) -> EnteredBill:
    bill = bill_of(row)
    lines = tuple(
        BillLine(
            id=line["id"],
            version=line["write_date"],
            bill=Ref(bill.id, bill.label),
            reference=bill.reference,
            text=line["name"] or "",
            untaxed=line["price_subtotal"],
        )
        for line in row["invoice_line_ids"]
        if line["display_type"] in {"product", False}
    )
    return EnteredBill(**dict(bill), tax=row["amount_tax"], lines=lines)


def bill_of(row: Row) -> VendorBill:
    """A vendor's bill."""
    return VendorBill(
        id=row["id"],
        version=row["write_date"],
        name=row["name"] if row["name"] not in {"/", False} else "",
        reference=row["ref"],
        kind=row["move_type"],
        state=row["state"],
        payment=row["payment_state"],
        day=row["invoice_date"],
        total=row["amount_total"],
        untaxed=row["amount_untaxed"],
        currency=(ref(row["currency_id"]) or Ref(0, "")).name,
        vendor=ref(row["commercial_partner_id"]) or Ref(0, ""),
        company=row["company_id"],
    )
