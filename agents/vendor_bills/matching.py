"""A vendor's bill against its orders and what came of them, line by line: the three-way match. Pure.

The difference on a line is what is billed beyond its share of what may be billed, at the order's price: of goods that
are billed by receipt no more than came and was ordered, of others no more than was ordered. What another bill, entered
before, has taken of that is gone. Quantities are reckoned in the order's unit by Odoo's own factors, prices of another
currency at Odoo's rate of the bill's day. One cent is rounding.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from agents.vendor_bills.matched import CENT, BillMatch, LineMatch
from agents.vendor_bills.wording import LEAST, coming_words, name_of, price_words, quantity_words
from cases.carrier_events import number_key
from cases.charges import ZERO, Rated, Reason
from cases.freight_bill import money_words
from tools.odoo.bills import BilledBefore, BillToMatch, BoughtLine, InvoiceLine, LineTax, MeasureUnit
from tools.odoo.freight import VendorBill

DRAFT, IN_FORCE = "draft", "purchase"
Rate = Callable[[str], Decimal | None]
"""How much of the bill's currency one unit of another was worth on its day; none: Odoo does not say."""

_TOKEN = re.compile(r"[^\s,;()\[\]|+]+")


def numbers_in(*texts: str | None) -> list[str]:
    """What may be a number of an order or a bill in a document's references, or in a sentence; each once. Pure."""
    tokens = [token.strip(".:#\"'“”„?!") for text in texts for token in _TOKEN.findall(text or "")]
    parts = [part for token in tokens for part in (token, *token.split("/"))]
    return list(dict.fromkeys(one for one in parts if len(one) > 2 and any(letter.isdigit() for letter in one)))


def match(
    bill: BillToMatch, ordered: Iterable[BoughtLine], alike: Iterable[VendorBill], rate: Rate, zone: str
) -> BillMatch:
    """Match a bill.

    Args:
        bill: as entered.
        ordered: the lines that its lines are tied to, and those of the orders that it names.
        alike: vendors' bills of the same number.
        rate: of currencies on the bill's day.
        zone: of days whose warehouse names none.
    """
    known_lines = list(ordered)
    twin = _twin(bill, alike)
    ties = _ties(bill, known_lines)
    worth = _worth(bill, rate)
    if twin is None and not known_lines:
        # It bills no order: a matter of accounts payable alone.
        return BillMatch(bill=bill, worth=worth)
    left = None if ties else _left(bill, known_lines, rate)
    used: dict[int, Decimal] = {}
    lines = []
    for line in bill.lines:
        known, guessed = ties.get(line.id, (None, False))
        if twin is not None:
            lines.append(LineMatch(line=line, ordered=known, guessed=guessed, rated=_entered_twice(bill, line, twin)))
        elif known is None:
            lines.append(LineMatch(line=line, rated=_untied(bill, line, tied=bool(ties), left=left)))
        else:
            found = _match(bill, line, known, used.get(known.id, ZERO), rate(known.currency), known.zone or zone)
            used[known.id] = used.get(known.id, ZERO) + found.quantity
            lines.append(found.model_copy(update={"guessed": guessed}))
    return BillMatch(bill=bill, lines=tuple(lines), twin=twin, worth=worth)


def _worth(bill: BillToMatch, rate: Rate) -> Decimal | None:
    of_company = rate(bill.company_currency)
    return Decimal(1) / of_company if of_company else None


def _ties(bill: BillToMatch, ordered: Sequence[BoughtLine]) -> Mapping[int, tuple[BoughtLine, bool]]:
    """The order's line of each line, and whether that was guessed by its product."""
    by_id = {one.id: one for one in ordered}
    linked = {line.order_line_id for line in bill.lines if line.order_line_id is not None}
    found: dict[int, tuple[BoughtLine, bool]] = {}
    for line in bill.lines:
        if line.order_line_id is not None and line.order_line_id in by_id:
            found[line.id] = (by_id[line.order_line_id], False)
        elif line.order_line_id is None and line.product is not None:
            product = line.product.id
            alike = [one for one in ordered if one.product and one.product.id == product and one.id not in linked]
            if len(alike) == 1:
                found[line.id] = (alike[0], True)
    return found


def _rank(bill_id: int, state: str) -> tuple[bool, int]:
    """Which of two bills was there first: one that was posted before a draft, else the one entered first."""
    return (state == DRAFT, bill_id)


def _twin(bill: BillToMatch, alike: Iterable[VendorBill]) -> VendorBill | None:
    """The same number of the same vendor, entered before, in the same year as Odoo itself compares them."""

    def same(one: VendorBill) -> bool:
        years = {bill.day.year if bill.day else None, one.day.year if one.day else None} - {None}
        return (
            one.id != bill.id
            and one.kind == bill.kind
            and one.vendor.id == bill.vendor.id
            and (one.company or bill.company) == bill.company
            and one.payment != "reversed"
            and number_key(one.reference or "") == number_key(bill.reference or "") != ""
            and len(years) < 2
        )

    this = _rank(bill.id, bill.state)
    before = [one for one in alike if same(one) and _rank(one.id, one.state) < this]
    return min(before, key=lambda one: _rank(one.id, one.state), default=None)


# A line


def _match(
    bill: BillToMatch, line: InvoiceLine, ordered: BoughtLine, used: Decimal, rate: Decimal | None, zone: str
) -> LineMatch:
    def told(expected: Decimal | None, reason: Reason | None, why: str, **more: Decimal) -> LineMatch:
        rated = Rated(
            shipment=ordered.order.name,
            record=ordered.order_record,
            charge=name_of(line, ordered),
            billed=line.untaxed,
            expected=expected,
            reason=reason,
            why=why,
        )
        given = {"quantity": quantity or ZERO, **more}
        return LineMatch(line=line, ordered=ordered, rated=rated, **given)

    quantity = _in_unit(line.quantity, line.unit, ordered.unit)
    if line.advance or ordered.advance:
        quantity = ZERO
        return told(line.untaxed, None, "A down payment: nothing is received for it.")
    if quantity is None:
        units = f"{line.unit.name if line.unit else 'no unit'} and {ordered.unit.name if ordered.unit else 'none'}"
        return told(None, Reason.UNIT, f"Billed and ordered in units that cannot be compared ({units}).")
    if rate is None:
        return told(None, Reason.CURRENCY, f"Odoo has no rate of {ordered.currency} for the day of the bill.")
    if not ordered.price and line.untaxed:
        return told(None, Reason.NO_PRICE, f"{ordered.order.name} says no price for it.")
    before = max(_before(bill, ordered) + used, ZERO)
    limit = _limit(ordered)
    excess = min(max(before + quantity - limit, ZERO), max(quantity, ZERO)).quantize(LEAST)
    price = ordered.price * rate
    off = line.untaxed - _rounded(quantity * price, bill.cent)
    if abs(off) <= max(bill.cent, CENT):
        off = ZERO  # one cent is rounding
    expected = line.untaxed - off - _rounded(excess * price, bill.cent) if excess < quantity or not excess else ZERO
    difference = line.untaxed - expected
    reason, whys = _reason(bill, line, ordered, before, quantity, excess, off)
    if rate != 1:
        whys.append(f"{ordered.order.name} is in {ordered.currency}: at {price_words(rate)} {bill.currency} each.")
    awaited = min(_rounded(_awaited(ordered, before, excess) * price, bill.cent), max(difference, ZERO))
    if reason is Reason.NOT_RECEIVED or awaited:
        whys.append(coming_words(ordered, zone))
    found = told(expected, reason, " ".join(whys), before=before, excess=excess, awaited=awaited)
    whole = reason in {Reason.DUPLICATE, Reason.NO_ORDER}
    return found if whole else found.model_copy(update={"tax": _tax(bill, line, ordered)})


def _limit(ordered: BoughtLine) -> Decimal:
    """How much of it may be billed in all."""
    received = max(ordered.received, ZERO)
    if ordered.state != IN_FORCE:
        return received
    return min(received, ordered.ordered) if ordered.by_receipt else ordered.ordered


def _awaited(ordered: BoughtLine, before: Decimal, excess: Decimal) -> Decimal:
    """How much of what is billed too early open receipts can still bring of what was ordered."""
    if ordered.state != IN_FORCE or not ordered.by_receipt:
        return ZERO
    missing = max(ordered.ordered - max(ordered.received, ZERO), ZERO)
    same = all(ordered.unit is None or ordered.unit.name == one.unit for one in ordered.coming)
    # Planned in another unit than ordered, they bring no more than what is missing.
    coming = sum((one.quantity for one in ordered.coming), ZERO) if same else missing
    return min(excess, coming, missing, max(ordered.ordered - before, ZERO))


def _before(bill: BillToMatch, ordered: BoughtLine) -> Decimal:
    """What bills entered before have taken of it, less what was credited on them. What this bill got back is not."""
    earlier = {one.bill.id for one in _earlier(bill, ordered)}
    credited = [one for one in ordered.billed if one.kind == "in_refund" and one.reverses in {None, *earlier}]
    taken = sum((_in_unit(one.quantity, one.unit, ordered.unit) or ZERO for one in _earlier(bill, ordered)), ZERO)
    return taken - sum((_in_unit(one.quantity, one.unit, ordered.unit) or ZERO for one in credited), ZERO)


def _earlier(bill: BillToMatch, ordered: BoughtLine) -> list[BilledBefore]:
    this = _rank(bill.id, bill.state)
    bills = [one for one in ordered.billed if one.kind == "in_invoice" and one.bill.id != bill.id]
    return [one for one in bills if _rank(one.bill.id, one.state) < this]


def _reason(
    bill: BillToMatch,
    line: InvoiceLine,
    ordered: BoughtLine,
    before: Decimal,
    quantity: Decimal,
    excess: Decimal,
    off: Decimal,
) -> tuple[Reason | None, list[str]]:
    """Why a line is another than it should be, and that in words; none: it is as it should be.

    Quantities are in the order's unit; `off` is what its price alone makes the line dearer.
    """
    unit = ordered.unit.name if ordered.unit else ""
    reason: Reason | None = None
    whys = []
    if excess > 0:
        gone = f", {quantity_words(before, unit)} billed before" if before else ""
        name = ordered.order.name
        came = "noted as done" if ordered.service else "received"
        reason = Reason.NOT_RECEIVED
        received = quantity_words(max(ordered.received, ZERO), unit)
        whys.append(f"{quantity_words(quantity, unit)} billed{gone}, {received} {came}.")
        earlier = ", ".join(dict.fromkeys(one.bill.name for one in _earlier(bill, ordered)))
        if ordered.state != IN_FORCE:
            reason = Reason.NO_ORDER
            whys.append(f"{name} {'was cancelled' if ordered.state == 'cancel' else 'was never confirmed'}.")
        elif before + quantity > ordered.ordered + LEAST:
            reason = Reason.DUPLICATE if before >= quantity and excess == quantity else Reason.QUANTITY
            whys.append(f"{name} orders {quantity_words(ordered.ordered, unit)}.")
            if reason is Reason.DUPLICATE:
                whys.append(f"It stands on {earlier} already.")
    if off:
        each = line.untaxed / quantity if quantity else line.untaxed
        said = f"{price_words(each)} {bill.currency} each"
        whys.append(f"{said}, ordered at {price_words(ordered.price)} {ordered.currency}.")
        reason = reason or (Reason.PRICE if off > 0 else Reason.UNDER_BILLED)
    if reason is None:
        note = "" if ordered.by_receipt or ordered.received else ", billed by what is ordered; nothing has come yet"
        whys.append(f"As ordered{note}.")
    return reason, whys


def _untied(bill: BillToMatch, line: InvoiceLine, *, tied: bool, left: Decimal | None) -> Rated:
    """A line that no order knows; where no line of the bill is tied to one, nothing can be told of it alone.

    `left` is what is left to bill of the orders that the bill names; none: not known.
    """
    expected: Decimal | None = line.untaxed
    reason, why = None, "Nothing is billed for it."
    if line.untaxed and tied:
        what = "A deduction" if line.untaxed < 0 else "A line"
        expected, reason, why = ZERO, Reason.NOT_ORDERED, f"{what} that no order of this bill knows."
    elif line.untaxed and left is not None and abs(bill.untaxed - left) <= max(bill.cent, CENT):
        why = "The bill comes to what is left to bill of its order."
    elif line.untaxed:
        expected, reason, why = None, Reason.NO_PRICE, "Nobody tied it to a line of the order."
        if left is not None:
            why += f" {money_words(left, bill.currency)} of the order are left to bill; this bill comes to"
            why += f" {money_words(bill.untaxed, bill.currency)}."
    return Rated(
        shipment=_about(bill),
        charge=name_of(line, None),
        billed=line.untaxed,
        expected=expected,
        reason=reason,
        why=why,
    )


def _left(bill: BillToMatch, ordered: Sequence[BoughtLine], rate: Rate) -> Decimal | None:
    """What is left to bill of these lines, without tax in the bill's currency; none: a rate is not known."""
    total = ZERO
    for one in ordered:
        worth = rate(one.currency)
        if worth is None:
            return None
        total += max(_limit(one) - max(_before(bill, one), ZERO), ZERO) * one.price * worth
    return _rounded(total, bill.cent) if ordered else None


def _about(bill: BillToMatch) -> str:
    return (bill.origin or bill.reference or bill.label)[:200]


def _entered_twice(bill: BillToMatch, line: InvoiceLine, twin: VendorBill) -> Rated:
    state = twin.payment.replace("_", " ") if twin.state == "posted" else twin.state
    other = "" if twin.total == bill.total else f", over {money_words(twin.total, twin.currency)}"
    return Rated(
        shipment=_about(bill),
        record=twin.record,
        charge=name_of(line, None),
        billed=line.untaxed,
        expected=ZERO,
        reason=Reason.DUPLICATE if line.untaxed else None,
        why=f"Number {bill.reference} of {bill.vendor.name} is entered already as {twin.label} ({state}{other}).",
    )


# Taxes


def _tax(bill: BillToMatch, line: InvoiceLine, ordered: BoughtLine) -> Rated | None:
    """The tax, where it is of another rate than the order's; None: it is the same."""
    said, agreed = _rate_of(line.taxes), _rate_of(ordered.taxes)
    if {one.id for one in line.taxes} == {one.id for one in ordered.taxes} or (said == agreed and said is not None):
        return None
    names = [", ".join(one.name for one in taxes) or "no tax" for taxes in (line.taxes, ordered.taxes)]
    why = f"{names[0]} on the bill, {names[1]} on {ordered.order.name}."
    known = said is not None and agreed is not None
    expected = _rounded(line.untaxed * (agreed or ZERO) / 100, bill.cent) if known else None
    billed = _rounded(line.untaxed * (said or ZERO) / 100, bill.cent)
    if expected == billed:
        return None
    return Rated(
        shipment=ordered.order.name,
        record=ordered.order_record,
        charge=f"tax on {name_of(line, ordered)}",
        billed=billed,
        expected=expected,
        reason=Reason.TAX,
        why=why,
    )


def _rate_of(taxes: Iterable[LineTax]) -> Decimal | None:
    total = ZERO
    for tax in taxes:
        if tax.percent is None:
            return None
        total += tax.percent
    return total


# Words and figures


def _in_unit(quantity: Decimal, unit: MeasureUnit | None, wanted: MeasureUnit | None) -> Decimal | None:
    """A quantity in another unit; none: they cannot be compared. What names no unit is taken as it is."""
    if unit is None or wanted is None:
        return quantity
    factor = unit.holds(wanted)
    return None if factor is None else (quantity * factor).quantize(LEAST / 100)


def _rounded(amount: Decimal, cent: Decimal) -> Decimal:
    return (amount / cent).quantize(Decimal(1), ROUND_HALF_UP) * cent
