"""Reads what bills are matched with and matches them, whether a scan asks or a case. Three calls for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from agents.vendor_bills.matched import BillMatch
from agents.vendor_bills.matching import Rate, match, numbers_in
from tools.odoo.bills import BillToMatch, BoughtLine
from tools.odoo.freight import CurrencyRate, rate_on
from tools.odoo.reads import OdooReader

MOST_RATES = 5000


async def matches_of(reader: OdooReader, bills: Sequence[BillToMatch], today: date, zone: str) -> list[BillMatch]:
    """Each bill against the orders that its lines are tied to, or that it names, and against bills of its number.

    One call for the orders, one for the numbers, one for rates where a currency is another than the bill's.

    Raises:
        OdooError: Odoo cannot be read now.
    """
    if not bills:
        return []
    linked = {line.order_line_id for bill in bills for line in bill.lines if line.order_line_id is not None}
    named = {number for bill in bills for number in _names(bill)}
    ordered = await reader.ordered_lines(ids=linked, orders=named)
    alike = await reader.bills_like(
        {bill.reference for bill in bills if bill.reference}, {bill.vendor.id for bill in bills}
    )
    codes = {code for bill in bills for code in (bill.currency, bill.company_currency)}
    codes |= {one.currency for one in ordered}
    rates = await reader.currency_rates(codes, today, limit=MOST_RATES) if len(codes) > 1 else []
    return [match(bill, _of(bill, ordered), alike, _rate(bill, rates, today), zone) for bill in bills]


def _names(bill: BillToMatch) -> list[str]:
    return numbers_in(bill.origin, bill.reference)


def _of(bill: BillToMatch, ordered: Sequence[BoughtLine]) -> list[BoughtLine]:
    """The lines that a bill may bill: those it is tied to, and those of its own vendor's orders that it names. Pure."""
    linked = {line.order_line_id for line in bill.lines}
    names = set(_names(bill))

    def is_named(one: BoughtLine) -> bool:
        vendor = one.vendor.company.id if one.vendor.company else one.vendor.id
        ours = one.company_id is None or bill.company is None or one.company_id == bill.company.id
        return bool(names & {one.order.name, one.vendor_reference}) and vendor == bill.vendor.id and ours

    return [one for one in ordered if one.id in linked or is_named(one)]


def _rate(bill: BillToMatch, rates: list[CurrencyRate], today: date) -> Rate:
    company, day = bill.company_currency or bill.currency, bill.day or today

    def rate(code: str) -> Decimal | None:
        same = not code or code == bill.currency
        return Decimal(1) if same else rate_on(rates, code, bill.currency, company, day)

    return rate
