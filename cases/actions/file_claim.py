"""Hold the carrier of a shipment liable for what was damaged or lost, before the last day to do so."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field

from cases.actions.base import ActionName, Facts, Money, words_of
from cases.actions.shipment import AsksCarrier, SeenShipment
from cases.letters import Price


def _something(value: Money) -> Money:
    if value.amount <= 0:
        raise ValueError("must be more than nothing; leave it out where the value is not known yet")
    return value


class FileClaim(AsksCarrier):
    """Arguments of file_claim.

    Attributes:
        amount: what is claimed; absent: the value follows.
        deadline: the last day to claim; absent: none is known.
        happened_on: the day of the delivery, or since when it is lost.
    """

    name: ClassVar = ActionName.FILE_CLAIM
    title: ClassVar = "Claim from carrier"
    means: ClassVar = "Holds the carrier liable for damage or loss; done when the carrier has taken the claim."
    prior: ClassVar = 0.7
    editable: ClassVar = frozenset({"happened_on", "wording"})

    what: Literal["damaged", "lost"]
    amount: Annotated[Money, AfterValidator(_something)] | None = None
    deadline: date | None = None
    happened_on: date | None = Field(default=None, title="Delivered on, or lost since")

    def sentence(self) -> str:
        """What will be done."""
        worth = f", {self.amount.amount:,.2f} {self.amount.currency}" if self.amount else ""
        until = f"last day to claim {words_of(self.deadline)}" if self.deadline else "no last day to claim is known"
        return f"Claim from {self.partner} for {self.what} {self.tracking} ({self.picking}){worth}; {until}"

    def occasion_of_letter(self) -> str:
        """Damage or loss."""
        return f"carrier_claim_{self.what}"

    def values(self) -> Mapping[str, object]:
        """The shipment, its worth, the day."""
        worth = Price(self.amount.amount, self.amount.currency) if self.amount else None
        return {**super().values(), "amount": worth, "happened_on": self.happened_on}

    def facts(self, premise: SeenShipment) -> Facts:
        """What is claimed is at stake."""
        return Facts(exposure=self.amount) if self.amount else super().facts(premise)

    def wants(self) -> Mapping[str, object]:
        """That it is paid for."""
        amount, currency = (self.amount.amount, self.amount.currency) if self.amount else (None, None)
        day = f"{'Delivered on' if self.what == 'damaged' else 'Lost since'} {words_of(self.happened_on)}."
        return {
            "what": "claim",
            "because": self.what,
            "amount": amount,
            "currency": currency,
            "note": day if self.happened_on else "",
        }
