"""Somebody counted what lies in one place, as a report tells it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from cases.claims.base import MOST, Claim, ClaimedDay, Ground, Name, Subject, day_words, folded
from cases.kind import Kind

# Nothing at all may be counted, unlike what is ordered.
CountedQuantity = Annotated[Decimal, Field(ge=0, lt=MOST, max_digits=16, decimal_places=4)]


class CountClaim(Claim):
    """A count of one item, as far as the report surely tells it.

    Attributes:
        product_text: the item, as written.
        place_text: the bin, as written; empty: none is told.
        counted: how many there were.
        booked: how many the book has, as the report says; compared with Odoo and never believed.
        counted_on: the day of the count; absent: none is told.
        counted_at: its time on that day, where the goods lie.
    """

    opens: ClassVar = Kind.STOCK_DISCREPANCY
    editable: ClassVar = ("product_text", "place_text", "counted", "counted_on")
    grounds: ClassVar[Mapping[str, Ground]] = {
        "product_text": Ground.ITEM,
        "place_text": Ground.REFERENCE,
        "counted": Ground.AMOUNT,
        "booked": Ground.AMOUNT,
        "counted_on": Ground.DAY,
    }

    type: Literal["count"] = "count"
    product_text: Name = Field(title="Item")
    place_text: Name = Field(default="", title="Place")
    counted: CountedQuantity = Field(title="Counted")
    booked: CountedQuantity | None = None
    counted_on: ClaimedDay | None = Field(default=None, title="Counted on")
    counted_at: dt.time | None = None

    def subject(self) -> Subject:
        """The item, at its place."""
        return Subject(records=self.refers_to, words=(self.product_text, self.place_text))

    def says(self) -> tuple[object, ...]:
        """How many of what, where and when."""
        return (
            "count",
            folded(self.product_text),
            folded(self.place_text),
            self.counted,
            self.counted_on,
            self.counted_at,
        )

    def replaces(self, earlier: Claim) -> bool:
        """The last count of a place stands."""
        return isinstance(earlier, CountClaim) and earlier.says()[:3] == self.says()[:3]

    def label(self) -> str:
        """What was counted."""
        where = f" in {self.place_text}" if self.place_text else ""
        when = f" on {day_words(self.counted_on)}" if self.counted_on else ""
        at = f" at {self.counted_at:%H:%M}" if self.counted_at else ""
        booked = "" if self.booked is None else f"; the book is said to have {self.booked:f}"
        return f"{self.counted:f} of {self.product_text} were counted{where}{when}{at}{booked}"

    def values(self) -> tuple[object, ...]:
        """The figures."""
        return (self.product_text, self.place_text or None, self.counted, self.counted_on)
