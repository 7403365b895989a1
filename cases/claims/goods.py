"""What customers and colleagues say of goods of one order: which, how many. The base of what is said of them."""

from __future__ import annotations

from abc import ABC
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Literal, Self

from pydantic import Field

from cases.claims.base import Claim, ClaimedQuantity, FoundValue, Ground, Name, Subject, Words, distinct
from cases.kind import Kind


class GoodsClaim(Claim, ABC):
    """Something is said of goods of an order: of one item, of all of it, or of what is not told.

    Attributes:
        order_text: the order or delivery as written.
        product_text: the item as written; absent: the order as a whole, or it is not told which.
        quantity: how much of it, in the unit it was ordered in; absent: it is not told in a number.
        extent: all of the item, or of the order where no item is named; absent: it is not told.
        reason: why, in the writer's words.
    """

    editable: ClassVar = ("order_text", "product_text", "quantity", "extent")
    grounds: ClassVar[Mapping[str, Ground]] = {
        "order_text": Ground.ORDER,
        "product_text": Ground.ITEM,
        "quantity": Ground.AMOUNT,
        "extent": Ground.CHOICE,
        "reason": Ground.WORDS,
    }
    hidden: ClassVar = frozenset({"order_text", "product_text", "reason"})

    order_text: Name | None = Field(default=None, title="Order or delivery")
    product_text: Name | None = Field(default=None, title="Item", description="not told")
    quantity: ClaimedQuantity | None = Field(default=None, title="How many", description="not told")
    extent: Literal["all"] | None = Field(default=None, title="Of what is named", description="a part, or not told")
    reason: Words | None = None

    @classmethod
    def among(cls, _kind: Kind, found: Iterable[FoundValue]) -> Self | None:
        """The one order that is named; what is said of it has to be told."""
        orders = distinct(found, Ground.ORDER)
        orders = [one for one in orders if one.record is None]
        return cls(span=orders[0].span, order_text=orders[0].value) if len(orders) == 1 else None

    def subject(self) -> Subject:
        """The order and its line, or the words that should name them."""
        return Subject(records=self.refers_to, words=(self.order_text or "", self.product_text or ""))

    def says(self) -> tuple[object, ...]:
        """Of which goods, and how much of them."""
        return (self.said_type(), self.subject().key, self.quantity, self.extent)

    def replaces(self, earlier: Claim) -> bool:
        """The last word about the same goods stands."""
        return isinstance(earlier, type(self)) and earlier.subject().key == self.subject().key

    @property
    def goods(self) -> str:
        """Which goods, as it was told."""
        of = self.product_text or self.order_text or "an order"
        if self.quantity is not None:
            return f"{self.quantity:f} of {of}"
        return f"all of {of}" if self.extent == "all" else f"something of {of}" if not self.product_text else of

    def values(self) -> tuple[object, ...]:
        """How much."""
        return (self.quantity,)

    def with_correction(self, changed: Mapping[str, Any]) -> Self:
        """Another order or item is found anew."""
        named = ("order_text", "product_text")
        other = any(name in changed and changed[name] != getattr(self, name) for name in named)
        return super().with_correction({**changed, **({"refers_to": ()} if other else {})})
