"""Goods are not there for a transfer that is due, though the book says that they are in the house."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import Field

from cases.claims.base import Claim, ClaimedDay, ClaimedQuantity, Ground, Name, Subject, day_words
from cases.kind import Kind


class ShortageClaim(Claim):
    """One line of a transfer that is not wholly reserved; the transfer comes first in `refers_to`, then the product.

    Attributes:
        missing: what is not reserved for it, in the product's unit.
        unit: that unit.
        promised: the day that the customer counts on.
        places: where the book has the goods, in words.
    """

    opens: ClassVar = Kind.PICKING_SHORTAGE
    editable: ClassVar = ("missing",)
    grounds: ClassVar[Mapping[str, Ground]] = {"missing": Ground.AMOUNT, "promised": Ground.DAY}

    type: Literal["shortage"] = "shortage"
    picking_text: Name
    product_text: Name
    missing: ClaimedQuantity = Field(title="Missing", description="as Odoo has it reserved")
    unit: Name = ""
    promised: ClaimedDay | None = None
    places: tuple[Name, ...] = ()

    def subject(self) -> Subject:
        """The product of the transfer."""
        return Subject(records=self.refers_to, words=(self.picking_text, self.product_text))

    def says(self) -> tuple[object, ...]:
        """How much is missing of what: another quantity is news, another bin is not."""
        return ("shortage", self.subject().key, self.missing)

    def replaces(self, earlier: Claim) -> bool:
        """The last look at a line stands."""
        return isinstance(earlier, ShortageClaim) and earlier.subject().key == self.subject().key

    def label(self) -> str:
        """What is missing for which transfer, and where the book has it."""
        promised = f", promised for {day_words(self.promised)}" if self.promised else ""
        there = f"; the book has it in {', '.join(self.places)}" if self.places else ""
        much = f"{self.missing:f} {self.unit}".strip()
        return f"{self.picking_text} lacks {much} of {self.product_text}{promised}{there}"

    def values(self) -> tuple[object, ...]:
        """Transfer, product and figures."""
        return (self.picking_text, self.product_text, self.missing, self.promised)
