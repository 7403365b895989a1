"""Goods on an order will arrive later."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar, Literal, Self

from pydantic import Field

from cases.claims.base import (
    Claim,
    ClaimedDay,
    ClaimedQuantity,
    FoundValue,
    Ground,
    Name,
    Subject,
    Words,
    day_words,
    distinct,
)
from cases.kind import Kind


class Precision(StrEnum):
    """How exactly a date was given. `UNKNOWN` means no date: none is invented."""

    DAY = "day"
    WEEK = "week"
    UNKNOWN = "unknown"


class DelayClaim(Claim):
    """Goods on an order will arrive later.

    Attributes:
        order_text: the order as the sender wrote it.
        product_text: the item as written; absent: every open line of the order.
        quantity: how much is late; absent: all of it.
        on_time_quantity: how much still comes as promised, where the sender says so; where several claims each tell
            of a part of one line, how much of it is in the others, so that the rest is what they leave.
        unit_text: the unit as written with the quantity; with no quantity, a count that tells none: '2 pallets'.
        new_date: the day it will arrive; absent when `precision` is unknown.
        date_means: whether that day is the arrival here or the departure there.
        reason: the cause in the sender's words.
    """

    opens: ClassVar = Kind.INBOUND_DELAY
    editable: ClassVar = ("order_text", "product_text", "quantity", "on_time_quantity", "new_date", "date_means")
    grounds: ClassVar[Mapping[str, Ground]] = {
        "order_text": Ground.ORDER,
        "product_text": Ground.ITEM,
        "quantity": Ground.AMOUNT,
        "on_time_quantity": Ground.AMOUNT,
        "new_date": Ground.DAY,
        "precision": Ground.CHOICE,
        "date_means": Ground.CHOICE,
        "reason": Ground.WORDS,
    }
    hidden: ClassVar = frozenset({"order_text", "product_text", "reason"})

    type: Literal["delay"] = "delay"
    order_text: Name | None = Field(default=None, title="Order")
    product_text: Name | None = Field(default=None, title="Item", description="every open line")
    quantity: ClaimedQuantity | None = Field(default=None, title="Late quantity", description="all of it")
    on_time_quantity: ClaimedQuantity | None = Field(default=None, title="Still on time", description="not said")
    unit_text: Name | None = None
    first_date: ClaimedDay | None = None
    new_date: ClaimedDay | None = Field(default=None, title="Arrives on")
    precision: Precision = Precision.DAY
    date_means: Literal["arrival", "departure"] = Field(default="arrival", title="That day is the")
    reason: Words | None = None

    @classmethod
    def among(cls, _kind: Kind, found: Iterable[FoundValue]) -> Self | None:
        """One order of ours and at most one day and item: more is a choice, and so is a count."""
        values = list(found)
        orders, days, items = (distinct(values, ground) for ground in (Ground.ORDER, Ground.DAY, Ground.ITEM))
        orders = [one for one in orders if one.record is not None and one.record.model == "purchase.order"]
        if len(orders) != 1 or len(days) > 1 or len(items) > 1 or distinct(values, Ground.AMOUNT):
            return None
        day = date.fromisoformat(days[0].value) if days else None
        return cls(
            span=(days or orders)[0].span,
            order_text=orders[0].value,
            product_text=items[0].value if items else None,
            new_date=day,
            precision=Precision.DAY if day else Precision.UNKNOWN,
            refers_to=tuple(one.record for one in (*orders, *items) if one.record is not None),
        )

    def subject(self) -> Subject:
        """The order's lines, or the order, or its words."""
        return Subject(records=self.refers_to, words=(self.order_text or "", self.product_text or ""))

    def says(self) -> tuple[object, ...]:
        """What is late, how much of it, until when."""
        when = (self.new_date, self.precision, self.date_means)
        # That it is overdue is said anew once it should have come on another day.
        since = (self.first_date,) if self.read_by == "scan" else ()
        return ("delay", self.subject().key, self.quantity, self.on_time_quantity, *when, *since)

    def replaces(self, earlier: Claim) -> bool:
        """The last word about the same goods stands."""
        return isinstance(earlier, DelayClaim) and earlier.subject().key == self.subject().key

    def label(self) -> str:
        """How much of what will be late, until when."""
        what = self.product_text or self.order_text or "the order"
        if self.read_by == "scan":
            since = f" was due on {day_words(self.first_date)}" if self.first_date else " is overdue"
            return f"{what}{since} and has not arrived; nobody has said when it will"
        much = f"{self.quantity:f} of " if self.quantity is not None else ""
        if self.new_date is None:
            return f"The report says {much}{what} will be late, without a day"
        verb = "leaves there on" if self.date_means == "departure" else "arrives on"
        return f"The report says {much}{what} {verb} {day_words(self.new_date)}"

    def values(self) -> tuple[object, ...]:
        """The day and the quantities."""
        return (self.new_date, self.quantity, self.on_time_quantity)

    def caveats(self) -> tuple[str, ...]:
        """Counts that tell no quantity, such as pallets: all that is open is taken to be late."""
        if not self.unit_text or self.quantity is not None or self.read_by == "person":
            return ()
        return (
            f"The report counts “{self.unit_text}” and does not say how many pieces that is. "
            "Ask, or correct the quantity.",
        )

    def with_correction(self, changed: Mapping[str, Any]) -> Self:
        """A day that a person gives is a day; another order's words are resolved anew."""
        more: dict[str, Any] = {}
        if "new_date" in changed:
            more["precision"] = Precision.DAY if changed["new_date"] else Precision.UNKNOWN
        if "order_text" in changed and changed["order_text"] != self.order_text:
            more["refers_to"] = ()
        return super().with_correction({**changed, **more})
