"""Credit a customer for a delivery that was lost, damaged or refused: a draft beside the order, posted by finance."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field

from cases.actions.base import (
    ActionName,
    Amount,
    Arguments,
    Change,
    Facts,
    Grant,
    Money,
    Premise,
    Reversibility,
    ShortText,
    Trait,
)
from cases.actions.bill import Code
from cases.claims import RecordRef
from cases.freight_bill import money_words


def _something(value: Decimal) -> Decimal:
    if value <= 0:
        raise ValueError("must be more than nothing")
    return value


class SeenInvoice(Premise):
    """The invoice as read, and what of it the goods are.

    Attributes:
        customer_id: whose order it is.
        untaxed: of the invoice, in its currency.
        worth: what the goods stand on it for, untaxed, in its currency.
        rate: company currency for one of the invoice's.
    """

    customer_id: int
    customer: str
    untaxed: Amount
    worth: Amount
    rate: Decimal = Field(default=Decimal(1), gt=0)


class OfferCredit(Arguments[SeenInvoice]):
    """Arguments of offer_credit. What it needs of Odoo the action that provisioning makes does; no right is needed.

    Attributes:
        picking_id: the delivery that is credited.
        invoice_id: the posted invoice on which its goods stand.
        account_id: the company's account for credits to customers.
        amount: without tax, in the invoice's currency; may be lowered.
        tax_ids: those that the goods have on the invoice.
        text: what the credit's line says; the customer reads it.
    """

    name: ClassVar = ActionName.OFFER_CREDIT
    title: ClassVar = "Plan a credit"
    means: ClassVar = (
        "Makes a draft credit note for a customer, tied to the posted invoice of a delivery; nobody posts it, and "
        "nothing is shipped again beside it."
    )
    reversibility: ClassVar = Reversibility.REVERSIBLE
    prior: ClassVar = 0.6
    supplies: ClassVar = frozenset({Trait.PARTNER})
    instead_of: ClassVar = frozenset({ActionName.SHIP_REPLACEMENT})
    rights: ClassVar[dict[str, Grant]] = {}
    editable: ClassVar = frozenset({"amount", "text"})
    Seen: ClassVar = SeenInvoice

    picking_id: int
    picking: ShortText
    order_id: int
    order: ShortText
    invoice_id: int
    invoice: ShortText
    account_id: int
    account: ShortText
    amount: Annotated[Amount, AfterValidator(_something)]
    currency: Code
    tax_ids: tuple[int, ...] = ()
    text: Annotated[str, Field(min_length=1, max_length=1000)]

    def refuse_edit(self, edited: Arguments[SeenInvoice]) -> str | None:
        """The words may change, and the amount may be lowered: more than the goods were billed for is no credit."""
        if isinstance(edited, OfferCredit) and edited.amount > self.amount:
            return f"amount can only be lowered: {self.amount_words} is what was proposed for the goods"
        return super().refuse_edit(edited)

    @property
    def amount_words(self) -> str:
        """The amount, with its cents."""
        return money_words(self.amount, self.currency)

    def sentence(self) -> str:
        """What will be done."""
        return (
            f"Plan a credit note of {self.amount_words}, without tax, for {self.picking} ({self.order}) "
            f"on {self.invoice}; nothing is shipped again for it"
        )

    def target(self) -> RecordRef:
        """The delivery that is credited."""
        return RecordRef(model="stock.picking", id=self.picking_id, label=self.picking)

    def diff(self, premise: SeenInvoice) -> tuple[Change, ...]:
        """What the customer gets, and that it is our money."""
        return (
            Change(
                model="account.move",
                id=self.invoice_id,
                label=f"{self.invoice} · {premise.customer}",
                field="Draft credit note, without tax",
                before=None,
                after=f"{self.amount_words}\n{self.text}",
            ),
            Change(
                model="account.account",
                id=self.account_id,
                label=self.account,
                field="What it costs us",
                before=None,
                after=self.amount_words,
                who="loses",
            ),
        )

    def facts(self, premise: SeenInvoice) -> Facts:
        """What is credited, in company currency, and to whom."""
        worth = (self.amount * premise.rate).quantize(Decimal("0.01"))
        customer = RecordRef(model="res.partner", id=premise.customer_id, label=premise.customer)
        return Facts(exposure=Money(amount=worth, currency=premise.currency), partner=customer)
