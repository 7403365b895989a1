"""What a customer was promised will not be there in time, as a scan of orders and stock finds it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import Field

from cases.claims.base import Claim, ClaimedDay, ClaimedQuantity, Ground, Name, Subject, day_words
from cases.kind import Kind


class CommitmentClaim(Claim):
    """Goods of one item that an order will not have by its promise. `refers_to` is the order, then the item.

    A person may know the day better than Odoo does; everything else is set right there.

    Attributes:
        short: how much comes too late or not at all, in the product's unit; absent: what a claim cannot hold.
        promised: the day the customer counts on.
        possible_on: the day on which all of it can leave, with what Odoo knows; absent: nobody knows one.
        quotation: it is offered for that day and not ordered yet.
    """

    opens: ClassVar = Kind.COMMITMENT_RISK
    editable: ClassVar = ("possible_on",)
    grounds: ClassVar[Mapping[str, Ground]] = {
        "short": Ground.AMOUNT,
        "promised": Ground.DAY,
        "possible_on": Ground.DAY,
        "quotation": Ground.CHOICE,
    }

    type: Literal["commitment"] = "commitment"
    order_text: Name
    product_text: Name
    short: ClaimedQuantity | None = None
    unit_text: Name = ""
    promised: ClaimedDay
    possible_on: ClaimedDay | None = Field(default=None, title="Can leave on", description="nobody knows")
    quotation: bool = False

    def subject(self) -> Subject:
        """The item on the order."""
        return Subject(records=self.refers_to, words=(self.order_text, self.product_text))

    def says(self) -> tuple[object, ...]:
        """Which promise cannot be kept, and until when: how much is missing moves every day and is no news."""
        return ("commitment", self.subject().key, self.promised, self.possible_on, self.quotation)

    def replaces(self, earlier: Claim) -> bool:
        """The last look at an item of an order stands."""
        return isinstance(earlier, CommitmentClaim) and earlier.subject().key == self.subject().key

    def label(self) -> str:
        """How much of what is missing, for which day, and when it can be had."""
        how = "is offered for" if self.quotation else "is promised for"
        amount = f"{self.short:f} {self.unit_text}".strip() if self.short is not None else "some"
        much = f"{amount} of {self.product_text}"
        when = f"it can leave on {day_words(self.possible_on)}" if self.possible_on else "nobody knows when it comes"
        return f"{self.order_text} {how} {day_words(self.promised)}; {much} will not be there, and {when}"

    def values(self) -> tuple[object, ...]:
        """Order, item, figures and days."""
        return (self.order_text, self.product_text, self.short, self.promised, self.possible_on)
