"""A product runs out at one warehouse before anything ordered now could come, as a scan of the cover finds it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from cases.claims.base import Claim, ClaimedDay, ClaimedQuantity, Ground, Name, Subject, day_words
from cases.kind import Kind


class ImbalanceClaim(Claim):
    """What runs out where; the product comes first in `refers_to`, then the warehouse.

    Attributes:
        missing: what is missing until an order could come, in the product's unit.
        out_on: the first day on which something is missing.
        lead_days: days from ordering to receipt.
    """

    opens: ClassVar = Kind.REPLENISHMENT_IMBALANCE
    editable: ClassVar = ("lead_days",)
    grounds: ClassVar[Mapping[str, Ground]] = {"missing": Ground.AMOUNT, "out_on": Ground.DAY}

    type: Literal["imbalance"] = "imbalance"
    product_text: Name
    warehouse_text: Name
    missing: ClaimedQuantity | None = None
    out_on: ClaimedDay | None = None
    lead_days: Annotated[int, Field(ge=0, lt=10_000)] | None = Field(
        default=None, title="Days from ordering to receipt", description="as the vendor says in Odoo"
    )

    def subject(self) -> Subject:
        """The product at the warehouse."""
        return Subject(records=self.refers_to, words=(self.product_text, self.warehouse_text))

    def says(self) -> tuple[object, ...]:
        """That it runs out there: figures move every day and are no news."""
        return ("imbalance", self.subject().key)

    def replaces(self, earlier: Claim) -> bool:
        """The latest figures stand."""
        return isinstance(earlier, ImbalanceClaim) and earlier.subject().key == self.subject().key

    def label(self) -> str:
        """What runs out where, when, and how much is missing."""
        when = f" on {day_words(self.out_on)}" if self.out_on else ""
        much = f"; {self.missing:f} are missing until an order could come" if self.missing else ""
        return f"{self.product_text} runs out at {self.warehouse_text}{when}{much}"

    def values(self) -> tuple[object, ...]:
        """Product, place and figures."""
        return (self.product_text, self.warehouse_text, self.missing, self.out_on, self.lead_days)
