"""Object to a bill: a posted one is held back from payment, a draft stays as it is; why is noted on it."""

from __future__ import annotations

from typing import ClassVar

from cases.actions.base import ActionName, Change, Reversibility
from cases.actions.bill import OnBill, SeenBill

BLOCKED = "blocked"


class DisputeBill(OnBill):
    """Arguments of dispute_bill.

    Attributes:
        amount: what is objected to.
    """

    name: ClassVar = ActionName.DISPUTE_BILL
    title: ClassVar = "Dispute bill"
    means: ClassVar = "Notes on a bill what is objected to, and marks a posted one as blocked for payment."
    reversibility: ClassVar = Reversibility.REVERSIBLE
    prior: ClassVar = 0.7

    def sentence(self) -> str:
        """What will be done."""
        return f"Dispute {self.amount_words} on {self.bill} of {self.partner}"

    def blocks(self, premise: SeenBill) -> bool:
        """Whether it is blocked for payment by this."""
        return premise.state == "posted" and premise.payment != BLOCKED

    def diff(self, premise: SeenBill) -> tuple[Change, ...]:
        """The block, where there is one to set, and the note."""
        blocks = (self.change("Payment", premise.payment, BLOCKED),) if self.blocks(premise) else ()
        return (*blocks, *super().diff(premise))
