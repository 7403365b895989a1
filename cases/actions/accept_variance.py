"""Take a bill's charges as they are, although they differ from what was agreed; noted on the bill."""

from __future__ import annotations

from typing import ClassVar

from cases.actions.base import ActionName, Facts, Reversibility, Trait
from cases.actions.bill import OnBill, SeenBill


class AcceptVariance(OnBill):
    """Arguments of accept_variance.

    Attributes:
        amount: billed beyond what is agreed; negative: less.
        within_tolerance: every charge is off by no more than the tolerance.
    """

    name: ClassVar = ActionName.ACCEPT_VARIANCE
    title: ClassVar = "Accept variance"
    means: ClassVar = "Notes on a bill that its difference is accepted; posting and paying stay with accounts payable."
    reversibility: ClassVar = Reversibility.COMPENSABLE
    prior: ClassVar = 0.7
    supplies: ClassVar = frozenset({Trait.WITHIN_TOLERANCE})

    within_tolerance: bool

    def sentence(self) -> str:
        """What will be done."""
        off = "too much" if self.amount > 0 else "too little"
        tolerance = "within" if self.within_tolerance else "beyond"
        return f"Accept {self.amount_words} {off} on {self.bill} of {self.partner}, {tolerance} tolerance"

    def facts(self, premise: SeenBill) -> Facts:
        """Also whether it is within tolerance."""
        return super().facts(premise).model_copy(update={"within_tolerance": self.within_tolerance})
