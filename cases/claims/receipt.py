"""What arrived on a line of a purchase order is not what was ordered or advised."""

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

Counted = Annotated[Decimal, Field(ge=0, lt=MOST, max_digits=16, decimal_places=4)]


class ReceiptClaim(Claim):
    """What arrived of a line; the order comes first in `refers_to`, then the line, then the receipt where one is meant.

    Quantities are in the unit of the line.

    Attributes:
        ordered: zero: it was not ordered at all.
        advised: what the vendor said was on its way; absent: nobody said.
        received: what arrived in all receipts together, less what went back; of a person's claim, what they counted.
        returned: what went back to the vendor.
        still_open: what an open receipt is to bring.
        comes_on: when Odoo expects that.
    """

    opens: ClassVar = Kind.RECEIPT_DISCREPANCY
    editable: ClassVar = ("order_text", "receipt_text", "product_text", "advised", "received")
    grounds: ClassVar[Mapping[str, Ground]] = {
        "order_text": Ground.ORDER,
        "receipt_text": Ground.REFERENCE,
        "product_text": Ground.ITEM,
        "advised": Ground.AMOUNT,
        "received": Ground.AMOUNT,
    }
    hidden: ClassVar = frozenset({"order_text", "receipt_text", "product_text"})

    type: Literal["receipt"] = "receipt"
    order_text: Name | None = Field(default=None, title="Order")
    receipt_text: Name | None = Field(default=None, title="Receipt", description="all of the order")
    product_text: Name | None = Field(default=None, title="Item", description="every line")
    unit_text: Name | None = None
    ordered: Counted | None = None
    advised: ClaimedQuantity | None = Field(default=None, title="Announced", description="not said")
    received: Counted | None = Field(default=None, title="Arrived, as counted", description="as Odoo has it")
    returned: Counted = Decimal(0)
    still_open: Counted = Decimal(0)
    comes_on: ClaimedDay | None = None

    @classmethod
    def among(cls, _kind: Kind, found: Iterable[FoundValue]) -> Self | None:
        """One order of ours and at most one item: what arrived of it is Odoo's to say."""
        values = list(found)
        orders = [
            one
            for one in distinct(values, Ground.ORDER)
            if one.record is not None and one.record.model == "purchase.order"
        ]
        items = distinct(values, Ground.ITEM)
        if len(orders) != 1 or len(items) > 1:
            return None
        return cls(
            span=orders[0].span,
            order_text=orders[0].value,
            product_text=items[0].value if items else None,
            refers_to=tuple(one.record for one in (*orders, *items) if one.record is not None),
        )

    def subject(self) -> Subject:
        """The line, or the order, or its words."""
        return Subject(
            records=self.refers_to, words=(self.order_text or self.receipt_text or "", self.product_text or "")
        )

    def says(self) -> tuple[object, ...]:
        """What was ordered, announced and received."""
        return ("receipt", self.subject().key, self.ordered, self.advised, self.received, self.still_open)

    def replaces(self, earlier: Claim) -> bool:
        """The last look at a line stands."""
        return isinstance(earlier, ReceiptClaim) and earlier.subject().key == self.subject().key

    def label(self) -> str:
        """What arrived of what."""
        what = self.product_text or self.order_text or self.receipt_text or "the order"
        said = f", {self._much(self.advised)} were announced" if self.advised is not None else ""
        if self.received is None:
            return f"What arrived of {what} is said to differ from what was ordered{said}"
        if self.ordered is None:
            return f"{self._much(self.received)} of {what} are said to have arrived{said}"
        back = f" after {self._much(self.returned)} went back" if self.returned else ""
        if self.ordered == 0:
            return f"{self._much(self.received)} of {what} arrived, which nobody ordered{back}{said}"
        got = f"{what}: {self._much(self.received)} arrived of {self._much(self.ordered)} ordered{back}{said}"
        return f"{got}; {self._rest()}" if self.received < self.ordered else got

    def values(self) -> tuple[object, ...]:
        """The quantities."""
        return (self.ordered, self.advised, self.received, self.returned, self.still_open)

    def with_correction(self, changed: Mapping[str, Any]) -> Self:
        """Another order or receipt is resolved anew."""
        named = any(name in changed and changed[name] != getattr(self, name) for name in ("order_text", "receipt_text"))
        return super().with_correction({**changed, **({"refers_to": ()} if named else {})})

    def _rest(self) -> str:
        if not self.still_open:
            return "no open receipt brings the rest"
        until = f", planned for {day_words(self.comes_on)}" if self.comes_on else ""
        return f"a backorder of {self._much(self.still_open)} is open{until}"

    def _much(self, quantity: Decimal) -> str:
        return f"{quantity:f} {self.unit_text}" if self.unit_text else f"{quantity:f}"
