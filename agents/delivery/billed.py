"""What goods were billed for, to the cent: what of one posted invoice may be credited, or why nothing may. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from cases.freight_bill import minor_unit, money_words
from tools.odoo.shipments import BilledPart, Invoice, OrderedLine, ShippedMove, ShippedOrder
from tools.odoo.values import Ref

HUNDRED = Decimal(100)


@dataclass(frozen=True)
class NoCredit:
    """That nothing is credited.

    Attributes:
        why: in one sentence.
    """

    why: str


@dataclass(frozen=True)
class Creditable:
    """What of one posted invoice may be credited.

    Attributes:
        account: the company's account for credits to customers.
        amount: what may be credited of what the goods stand on the invoice for, untaxed, in its currency.
        taxes: those that they have there.
        rate: company currency for one of the invoice's.
        kept_back: so many hundredths of what they were billed for are not in the amount.
    """

    order: ShippedOrder
    invoice: Invoice
    account: Ref
    amount: Decimal
    taxes: tuple[int, ...]
    rate: Decimal
    kept_back: Decimal = Decimal(0)


@dataclass(frozen=True)
class PlannedCredit:
    """A credit as it was drafted.

    Attributes:
        action: the action that plans it.
        of: what it is of.
    """

    action: str
    of: Creditable

    @property
    def words(self) -> str:
        """The amount as people read it."""
        return money_words(self.of.amount, self.of.invoice.currency)


@dataclass(frozen=True)
class _Billed:
    """Goods of one line of the order, and where they were billed."""

    quantity: Decimal
    parts: tuple[BilledPart, ...]


def credit_for(
    order: ShippedOrder,
    parts: Sequence[tuple[ShippedMove, Decimal]],
    account: Ref | None,
    currency: str,
    kept_back: Decimal = Decimal(0),
) -> Creditable | NoCredit:
    """What goods stand on one posted invoice for, or why that cannot be told.

    Args:
        order: the order they are of.
        parts: the moves they left by, and how much of each, in the product's own unit.
        account: the company's account for credits to customers.
        currency: the company's.
        kept_back: so many hundredths of it are not credited.
    """
    billed = _billed(order, parts)
    if isinstance(billed, NoCredit):
        return billed
    if account is None:
        return NoCredit("The company names no account for credits to customers")
    return _of_one_invoice(order, billed, account, currency, kept_back)


def _billed(order: ShippedOrder, parts: Sequence[tuple[ShippedMove, Decimal]]) -> tuple[_Billed, ...] | NoCredit:
    """The goods by line of the order."""
    lines = {line.id: line for line in order.lines}
    sent: dict[int, Decimal] = {}
    for move, quantity in parts:
        line = lines.get(move.sale_line_id or 0)
        if line is None or not _alike(line, move):
            return NoCredit(f"{move.product.name} is not billed as it was sent: another unit, or a part of a kit")
        sent[line.id] = sent.get(line.id, Decimal(0)) + quantity
    posted = {one.id for one in order.invoices if one.kind == "out_invoice" and one.state == "posted"}
    return tuple(
        _Billed(quantity, tuple(part for part in lines[line].billed if part.invoice.id in posted and part.quantity > 0))
        for line, quantity in sent.items()
    )


def _alike(line: OrderedLine, move: ShippedMove) -> bool:
    same = (line.product, move.product), (line.unit, move.kept_in)
    return all(one is not None and other is not None and one.id == other.id for one, other in same)


def _of_one_invoice(
    order: ShippedOrder, billed: tuple[_Billed, ...], account: Ref, currency: str, kept_back: Decimal
) -> Creditable | NoCredit:
    parts = [part for one in billed for part in one.parts]
    ids = {part.invoice.id for part in parts}
    if not parts:
        return NoCredit("It is on no posted invoice")
    if len(ids) > 1:
        return NoCredit("It is billed on several invoices")
    if len({tuple(sorted(part.taxes)) for part in parts}) > 1:
        return NoCredit("Its goods are billed with different taxes")
    [invoice] = [one for one in order.invoices if one.id in ids]
    exact = sum((_share(one) for one in billed), Decimal(0))
    exact = exact * (HUNDRED - kept_back) / HUNDRED
    amount = min(exact, invoice.untaxed).quantize(minor_unit(invoice.currency))
    if amount <= 0:
        return NoCredit("It was billed for nothing")
    rate = _rate(invoice, currency)
    if rate is None:
        return NoCredit(f"What a {invoice.currency} of the invoice is worth is not known")
    return Creditable(order, invoice, account, amount, tuple(sorted(parts[0].taxes)), rate, kept_back)


def _share(one: _Billed) -> Decimal:
    """What these goods were billed for: of what stands on the invoice so much as was sent, never more."""
    quantity = sum((part.quantity for part in one.parts), Decimal(0))
    if not quantity:
        return Decimal(0)
    return sum((part.untaxed for part in one.parts), Decimal(0)) * min(one.quantity / quantity, Decimal(1))


def _rate(invoice: Invoice, currency: str) -> Decimal | None:
    if invoice.currency == currency:
        return Decimal(1)
    return invoice.untaxed_here / invoice.untaxed if invoice.untaxed_here and invoice.untaxed else None
