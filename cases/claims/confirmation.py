"""What a supplier confirms of an ordered line, where it is not what was ordered; or that nobody confirmed an order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field

from cases.claims.base import (
    MOST,
    Claim,
    ClaimedDay,
    ClaimedQuantity,
    FoundValue,
    Ground,
    Name,
    Subject,
    day_words,
    distinct,
)
from cases.kind import Kind

ClaimedPrice = Annotated[Decimal, Field(ge=0, lt=MOST, max_digits=16, decimal_places=4)]


class ConfirmationClaim(Claim):
    """A supplier confirms another quantity or price than was ordered, or does not confirm at all.

    Attributes:
        order_text: the order as written.
        product_text: the line as written; absent: the order as a whole.
        quantity: what is confirmed of the line, in the unit it was ordered in; absent: not said.
        price: what one costs as confirmed, in the order's currency; absent: not said.
        silent_since: the day it was ordered, where nobody has confirmed anything.
    """

    opens: ClassVar = Kind.CONFIRMATION_MISMATCH
    editable: ClassVar = ("order_text", "product_text", "quantity", "price")
    grounds: ClassVar[Mapping[str, Ground]] = {
        "order_text": Ground.ORDER,
        "product_text": Ground.ITEM,
        "quantity": Ground.AMOUNT,
        "price": Ground.MONEY,
    }
    hidden: ClassVar = frozenset({"order_text", "product_text"})

    type: Literal["confirmation"] = "confirmation"
    order_text: Name | None = Field(default=None, title="Order")
    product_text: Name | None = Field(default=None, title="Item", description="the whole order")
    quantity: ClaimedQuantity | None = Field(default=None, title="Confirmed quantity", description="not said")
    price: ClaimedPrice | None = Field(default=None, title="Confirmed price of one", description="not said")
    silent_since: ClaimedDay | None = None

    @classmethod
    def among(cls, _kind: Kind, found: Iterable[FoundValue]) -> Self | None:
        """One order of ours and one item, with one free quantity or price: more is a choice."""
        values = list(found)
        orders, items = distinct(values, Ground.ORDER), distinct(values, Ground.ITEM)
        amounts, prices = distinct(values, Ground.AMOUNT), distinct(values, Ground.MONEY)
        orders = [one for one in orders if one.record is not None and one.record.model == "purchase.order"]
        if len(orders) != 1 or len(items) != 1 or len(amounts) > 1 or len(prices) > 1 or not (amounts or prices):
            return None
        return cls(
            span=(prices or amounts)[0].span,
            order_text=orders[0].value,
            product_text=items[0].value,
            quantity=Decimal(amounts[0].value) if amounts else None,
            price=Decimal(prices[0].value) if prices else None,
            refers_to=tuple(one.record for one in (*orders, *items) if one.record is not None),
        )

    def subject(self) -> Subject:
        """The line, or the order, or its words."""
        return Subject(records=self.refers_to, words=(self.order_text or "", self.product_text or ""))

    def says(self) -> tuple[object, ...]:
        """How much of what, at which price."""
        return ("confirmation", self.subject().key, self.quantity, self.price, self.silent_since)

    def replaces(self, earlier: Claim) -> bool:
        """The last word about the same line stands; a word about the order ends that nobody said any."""
        if not isinstance(earlier, ConfirmationClaim):
            return False
        if earlier.silent_since is not None and self.silent_since is None:
            return True
        return earlier.subject().key == self.subject().key

    def label(self) -> str:
        """What is confirmed of what."""
        what = self.product_text or self.order_text or "the order"
        if self.silent_since is not None:
            return f"{what} was ordered on {day_words(self.silent_since)} and nobody has confirmed it"
        much = f"{self.quantity.normalize():f} of " if self.quantity is not None else ""
        each = f" at {self.price:f} each" if self.price is not None else ""
        return f"The report confirms {much}{what}{each}"

    def values(self) -> tuple[object, ...]:
        """Quantity and price."""
        return (self.quantity, self.price, self.silent_since)

    def with_correction(self, changed: Mapping[str, Any]) -> Self:
        """Another order's, or another item's, words are resolved anew."""
        named = ("order_text", "product_text")
        other = any(name in changed and changed[name] != getattr(self, name) for name in named)
        return super().with_correction({**changed, **({"refers_to": ()} if other else {})})
