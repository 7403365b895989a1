"""A matched bill in words and tables: for the page, for a file beside the bill, for notes on it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from agents.vendor_bills.matched import BillMatch
from agents.vendor_bills.wording import plain, price_words
from cases.charges import ZERO, Rated, largest_first
from cases.exhibits import ChargeTable
from cases.freight_bill import money_words

NOTED = 20
HEAD = (
    *("order", "line", "unit", "ordered", "received", "billed before", "billed", "order price", "order currency"),
    *("expected amount", "billed amount", "difference", "currency", "reason", "why"),
)


def table_of(match: BillMatch) -> ChargeTable | None:
    """Every line of the bill for the page; none: there is nothing that it was matched with."""
    if not match.rated:
        return None
    bill = match.bill
    return ChargeTable.sorted_from(
        match.rated, of="orders", number=number_of(match), carrier=bill.vendor.name, currency=bill.currency
    )


def rows_of(match: BillMatch) -> Iterator[Sequence[str]]:
    """Every line with what it was matched with."""
    yield HEAD
    for one in match.lines:
        known = one.ordered
        unit = (known.unit if known else one.line.unit) or None
        three = (
            tuple(map(plain, (known.ordered, known.received, one.before, one.quantity)))
            if known
            else ("", "", "", plain(one.line.quantity))
        )
        price = (price_words(known.price), known.currency) if known else ("", "")
        for rated in (one.rated, *((one.tax,) if one.tax else ())):
            expected = "" if rated.expected is None else f"{rated.expected:f}"
            off = f"{rated.difference:f}" if rated.known else ""
            reason = rated.reason.value if rated.reason else "agreed"
            amounts = (expected, f"{rated.billed:f}", off, match.bill.currency)
            yield (rated.shipment, rated.charge, unit.name if unit else "", *three, *price, *amounts, reason, rated.why)


def shown(match: BillMatch) -> list[Rated]:
    """What differs, largest first, then what cannot be told."""
    return largest_first(match.rated)


def noted_lines(match: BillMatch) -> str:
    """What differs, largest first, a line each."""
    lines = [
        f"{one.shipment}, {one.charge}: billed {money_words(one.billed, match.bill.currency)}. {one.why}"
        for one in shown(match)
    ]
    more = f"\nand {len(lines) - NOTED} more" if len(lines) > NOTED else ""
    return ("\n".join(lines[:NOTED]) + more)[:3800]


def disputed(match: BillMatch) -> Decimal:
    """What is objected to: what is too much for certain, else what no order knows; less what is credited already."""
    unordered = sum((max(one.difference, ZERO) for one in match.unordered), ZERO)
    return max((match.over or unordered) - match.bill.credited, ZERO)


def off_words(match: BillMatch) -> str:
    """By how much it differs, in words."""
    currency = match.bill.currency
    unordered = sum((max(one.difference, ZERO) for one in match.unordered), ZERO)
    said = [
        f"{money_words(match.over, currency)} too much" if match.over else "",
        f"{money_words(unordered, currency)} on no order" if unordered else "",
        f"{money_words(match.under, currency)} too little" if match.under else "",
        f"{len(match.unknown)} of {len(match.rated)} cannot be matched" if match.unknown else "",
        f"{money_words(match.bill.credited, currency)} are credited already" if match.bill.credited else "",
    ]
    return ", ".join(one for one in said if one)


def number_of(match: BillMatch) -> str:
    """The vendor's number of the bill, else Odoo's."""
    return (match.bill.reference or match.bill.label)[:200]


def title_of(match: BillMatch) -> str:
    """Which bill, of whom, for which orders."""
    number = f" ({match.bill.reference})" if match.bill.reference and match.bill.reference != match.bill.label else ""
    orders = ", ".join(one.label for one in match.orders[:3])
    return f"{match.bill.label}{number} of {match.bill.vendor.name}" + (f" for {orders}" if orders else "")
