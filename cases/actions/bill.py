"""What every action on a vendor's bill has: the bill as it was looked at, and the words noted on it.

Amounts are in the bill's currency. None of them posts, pays, or changes what a bill says.
"""

from __future__ import annotations

from abc import ABC
from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import Field

from cases.actions.base import Amount, Arguments, Change, Facts, Grant, Money, Premise, ShortText
from cases.claims import RecordRef
from cases.freight_bill import money_words

PAID = frozenset({"paid", "in_payment", "reversed"})
Note = Annotated[str, Field(min_length=1, max_length=4000)]
Code = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]


class SeenBill(Premise):
    """The bill as read.

    Attributes:
        state: draft, posted.
        payment: not_paid, in_payment, paid, partial, reversed, blocked; says nothing on a draft.
        total: with tax, in the bill's currency.
    """

    state: str
    payment: str = ""
    total: Amount
    vendor_id: int


class OnBill(Arguments[SeenBill], ABC):
    """Arguments of an action on a vendor's bill.

    Attributes:
        bill: as Odoo calls it; its vendor's number of a draft.
        text: what is noted on the bill.
        worth: what is at stake, in company currency.
    """

    rights: ClassVar = {"mail.message": Grant(create=True)}
    editable: ClassVar = frozenset({"text"})
    Seen: ClassVar = SeenBill

    bill_id: int
    bill: ShortText
    partner_id: int
    partner: ShortText
    amount: Amount
    currency: Code
    worth: Money
    text: Note

    def target(self) -> RecordRef:
        """The bill."""
        return RecordRef(model="account.move", id=self.bill_id, label=self.bill)

    @property
    def amount_words(self) -> str:
        """The amount it is about."""
        return money_words(abs(self.amount), self.currency)

    def facts(self, premise: SeenBill) -> Facts:
        """What is at stake, either way."""
        return Facts(exposure=Money(amount=abs(self.worth.amount), currency=self.worth.currency))

    def change(self, field: str, before: str | None, after: str | None) -> Change:
        """One field of the bill."""
        return Change(model="account.move", id=self.bill_id, label=self.bill, field=field, before=before, after=after)

    def diff(self, premise: SeenBill) -> tuple[Change, ...]:
        """The note."""
        return (self.change("Note", None, self.text),)


def zero_worth(currency: str) -> Money:
    """Nothing at stake."""
    return Money(amount=Decimal(0), currency=currency)
