"""Plan the credit note that a vendor owes for a posted bill: a draft of exactly the difference, tied to the bill."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import AfterValidator

from cases.actions.base import ActionName, Amount, Change, Reversibility
from cases.actions.bill import OnBill, SeenBill


def _something(value: Decimal) -> Decimal:
    if value <= 0:
        raise ValueError("must be more than nothing")
    return value


class RequestCreditNote(OnBill):
    """Arguments of request_credit_note.

    Attributes:
        amount: without tax; the draft has the taxes of the bill's lines.
    """

    name: ClassVar = ActionName.REQUEST_CREDIT_NOTE
    title: ClassVar = "Plan credit note"
    means: ClassVar = "Makes a draft credit note of exactly the difference, tied to a posted bill; nobody posts it."
    reversibility: ClassVar = Reversibility.REVERSIBLE
    prior: ClassVar = 0.65

    amount: Annotated[Amount, AfterValidator(_something)]

    def sentence(self) -> str:
        """What will be done."""
        return f"Plan a credit note of {self.amount_words} from {self.partner} for {self.bill}"

    def diff(self, premise: SeenBill) -> tuple[Change, ...]:
        """The draft."""
        return (self.change("Draft credit note, without tax", None, f"{self.amount_words}\n{self.text}"),)
