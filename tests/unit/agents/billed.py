"""Bills and ordered lines made by hand, for tests of the match and of what is proposed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from agents.vendor_bills.matched import BillMatch
from agents.vendor_bills.matching import Rate, match
from tools.odoo.bills import BilledBefore, BillToMatch, BoughtLine, InvoiceLine, LineTax, MeasureUnit, OpenReceipt
from tools.odoo.freight import VendorBill
from tools.odoo.models import Partner
from tools.odoo.values import Ref

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
ZONE = "Europe/Brussels"
VENDOR = Ref(8, "Nordvik Stål AS")
PARTNER = Partner(id=8, name="Nordvik Stål AS", email="ar@nordvik.example", lang="de_DE", company=VENDOR)
UNITS = MeasureUnit(id=1, name="Units", factor=Decimal(1), root=1)
DOZENS = MeasureUnit(id=2, name="Dozens", factor=Decimal(12), root=1)
KILOGRAMS = MeasureUnit(id=3, name="kg", factor=Decimal(1), root=3)
GRAMMES = MeasureUnit(id=4, name="g", factor=Decimal("0.001"), root=3)
VAT = LineTax(id=1, name="21 %", percent=Decimal(21))
REDUCED = LineTax(id=2, name="6 %", percent=Decimal(6))
BEARING = Ref(60, "[BRG] Bearing")
COMPANY = Ref(1, "Halden")


def ordered(number: int = 1, quantity: str = "10", price: str = "4", **more: Any) -> BoughtLine:
    """A line of P00012: ten bearings at 4.00, all received."""
    said: dict[str, Any] = {
        "order": Ref(12, "P00012"),
        "state": "purchase",
        "vendor": PARTNER,
        "company_id": 1,
        "currency": "EUR",
        "product": Ref(59 + number, f"[B{number}] Bearing {number}"),
        "text": f"Bearing {number}",
        "ordered": Decimal(quantity),
        "received": Decimal(quantity),
        "unit": UNITS,
        "price": Decimal(price),
        "taxes": (VAT,),
    }
    return BoughtLine(id=number, **{**said, **more})


def line(number: int = 1, quantity: str = "10", price: str = "4", **more: Any) -> InvoiceLine:
    """A line that bills the order's line of the same number."""
    said: dict[str, Any] = {
        "text": f"P00012: Bearing {number}",
        "product": Ref(59 + number, f"[B{number}] Bearing {number}"),
        "quantity": Decimal(quantity),
        "unit": UNITS,
        "untaxed": (Decimal(quantity) * Decimal(price)).quantize(Decimal("0.01")),
        "taxes": (VAT,),
        "order_line_id": number,
    }
    return InvoiceLine(id=100 + number, **{**said, **more})


def bill(*lines: InvoiceLine, **more: Any) -> BillToMatch:
    """A posted bill that nobody paid."""
    untaxed = sum((one.untaxed for one in lines), Decimal(0))
    said: dict[str, Any] = {
        "id": 70,
        "name": "BILL/2026/11/0070",
        "reference": "NV-4711",
        "company": COMPANY,
        "kind": "in_invoice",
        "state": "posted",
        "payment": "not_paid",
        "day": date(2026, 11, 26),
        "total": untaxed,
        "untaxed": untaxed,
        "currency": "EUR",
        "company_currency": "EUR",
        "vendor": VENDOR,
        "origin": "P00012",
        "lines": lines,
    }
    return BillToMatch(**{**said, **more})


def before(bill_id: int, quantity: str, **more: Any) -> BilledBefore:
    """A line of another bill of the same order's line."""
    said: dict[str, Any] = {"kind": "in_invoice", "state": "posted", "unit": UNITS}
    name = f"BILL/2026/10/{bill_id:04}"
    return BilledBefore(id=bill_id, bill=Ref(bill_id, name), quantity=Decimal(quantity), **{**said, **more})


def alike(number: int = 50, **more: Any) -> VendorBill:
    """A bill of the same number that was entered before."""
    said: dict[str, Any] = {
        "name": f"BILL/2026/11/{number:04}",
        "reference": "nv 4711",
        "company": COMPANY,
        "kind": "in_invoice",
        "state": "posted",
        "payment": "paid",
        "day": date(2026, 11, 20),
        "total": Decimal(40),
        "untaxed": Decimal(40),
        "currency": "EUR",
        "vendor": VENDOR,
    }
    return VendorBill(id=number, **{**said, **more})


def coming(quantity: str, days: int = 3, **more: Any) -> OpenReceipt:
    """An open receipt."""
    said: dict[str, Any] = {"transfer": "ANT/IN/00031", "unit": "Units", "planned": NOW + timedelta(days=days)}
    return OpenReceipt(id=31, quantity=Decimal(quantity), **{**said, **more})


def one_to_one(_code: str) -> Decimal | None:
    """Every currency is worth the same."""
    return Decimal(1)


def matched(
    of: BillToMatch, *lines: BoughtLine, twins: tuple[VendorBill, ...] = (), rate: Rate = one_to_one
) -> BillMatch:
    """The bill against these lines."""
    return match(of, lines, twins, rate, ZONE)
