"""A loss made good in money: what the goods were billed for, as a draft credit beside the order. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from agents.analysis.drafting import record_of
from agents.delivery.making_good import MakingGood
from agents.delivery.snapshot import DeliverySnapshot
from cases.actions import OfferCredit
from cases.actions.offer_credit import SeenInvoice
from cases.freight_bill import minor_unit, money_words
from cases.letters import letter
from tools.odoo.shipments import BilledPart, Invoice, OrderedLine, Shipment, ShippedMove, ShippedOrder
from tools.odoo.values import Ref


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
        amount: what the goods stand on the invoice for, untaxed, in its currency.
        taxes: those that they have there.
        rate: company currency for one of the invoice's.
    """

    order: ShippedOrder
    invoice: Invoice
    account: Ref
    amount: Decimal
    taxes: tuple[int, ...]
    rate: Decimal


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


def creditable(snapshot: DeliverySnapshot, shipment: Shipment) -> Creditable | NoCredit:
    """What of a shipment that is lost, damaged or refused as a whole may be credited, or why nothing may.

    Only what can be reckoned to the cent: goods that stand with the same taxes on one posted invoice, which nobody
    credited, shipped again or takes back for a credit. Everything else is for people.
    """
    order, account = shipment.order, shipment.goodwill
    if order is None or order.state != "sale":
        return NoCredit("No confirmed order is behind it")
    if not (snapshot.lost_whole or snapshot.refused_whole):
        return NoCredit("Nobody knows what was in which parcel")
    if made := (*(one.name or "A draft" for one in snapshot.credits),):
        return NoCredit(f"{', '.join(made)} credits the order already")
    if again := snapshot.shipped_again:
        return NoCredit(f"{', '.join(one.name for one in again)} ships it again already")
    if any(move.not_credited != move.quantity for move in shipment.moves):
        return NoCredit("What comes back of it is credited by its return")
    billed = _billed(order, shipment)
    if isinstance(billed, NoCredit):
        return billed
    if account is None:
        return NoCredit("The company names no account for credits to customers")
    return _of_one_invoice(order, shipment, billed, account)


def _billed(order: ShippedOrder, shipment: Shipment) -> tuple[_Billed, ...] | NoCredit:
    """The goods by line of the order."""
    lines = {line.id: line for line in order.lines}
    sent: dict[int, Decimal] = {}
    for move in shipment.moves:
        line = lines.get(move.sale_line_id or 0)
        if line is None or not _alike(line, move):
            return NoCredit(f"{move.product.name} is not billed as it was sent: another unit, or a part of a kit")
        sent[line.id] = sent.get(line.id, Decimal(0)) + move.quantity
    posted = {one.id for one in order.invoices if one.kind == "out_invoice" and one.state == "posted"}
    return tuple(
        _Billed(quantity, tuple(part for part in lines[line].billed if part.invoice.id in posted and part.quantity > 0))
        for line, quantity in sent.items()
    )


def _alike(line: OrderedLine, move: ShippedMove) -> bool:
    same = (line.product, move.product), (line.unit, move.kept_in)
    return all(one is not None and other is not None and one.id == other.id for one, other in same)


def _of_one_invoice(
    order: ShippedOrder, shipment: Shipment, billed: tuple[_Billed, ...], account: Ref
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
    amount = min(exact, invoice.untaxed).quantize(minor_unit(invoice.currency))
    if amount <= 0:
        return NoCredit("It was billed for nothing")
    rate = _rate(invoice, shipment.currency)
    if rate is None:
        return NoCredit(f"What a {invoice.currency} of the invoice is worth is not known")
    return Creditable(order, invoice, account, amount, tuple(sorted(parts[0].taxes)), rate)


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


class Crediting(MakingGood):
    """Drafts what makes a loss good, in goods or in money."""

    @property
    def creditable(self) -> Creditable | NoCredit:
        """What may be credited."""
        return creditable(self.snapshot, self.shipment)

    def credit(self, why: str) -> PlannedCredit | None:
        """Credit what was lost, damaged or refused; none: it cannot be.

        Args:
            why: `lost`, `damaged` or `refused`: which words the credit's line has.
        """
        found = self.creditable
        if isinstance(found, NoCredit):
            return None
        order, invoice = found.order, found.invoice
        who = order.bill_to or order.customer
        words = {"partner": who.name, "order": order.name, "delivery": self.shipment.name, "products": self.products}
        args = OfferCredit(
            picking_id=self.shipment.id,
            picking=self.shipment.name,
            order_id=order.id,
            order=order.name,
            invoice_id=invoice.id,
            invoice=invoice.name,
            account_id=found.account.id,
            account=found.account.name,
            amount=found.amount,
            currency=invoice.currency,
            tax_ids=found.taxes,
            text=letter(f"credit_note_{why}", who.lang or "en_US", words).text[:1000],
        )
        action = self.drafting.action(
            args,
            SeenInvoice(
                currency=self.company_currency,
                customer_id=order.customer.id,
                customer=order.company.name,
                untaxed=invoice.untaxed,
                worth=found.amount,
                rate=found.rate,
            ),
            sure=self.sure,
            rationale="The customer was billed for goods that they do not have.",
            evidence=[
                *self.said,
                self.shipment_fact(),
                self.order_fact(order),
                self.ledger.odoo(
                    record_of("account.move", invoice.id, invoice.name),
                    "amount_untaxed",
                    f"The goods stand on {invoice.name} for {args.amount_words} without tax; nothing of it is credited",
                    args.amount,
                    invoice.currency,
                    *found.taxes,
                ),
                self.ledger.setting(
                    f"Credits to customers go on {found.account.name}", found.account.name, found.account.id
                ),
            ],
        )
        return PlannedCredit(action, found)
