"""A customer wants to send goods back."""

from __future__ import annotations

from typing import ClassVar, Literal

from cases.claims.base import ClaimedDay
from cases.claims.goods import GoodsClaim
from cases.kind import Kind


class ReturnClaim(GoodsClaim):
    """A customer wants to send goods back: one item of an order, all of it, or something that they do not tell.

    Attributes:
        asked_on: the day the message came in, which the days for a return are counted to.
    """

    opens: ClassVar = Kind.RETURN_REQUEST

    type: Literal["return"] = "return"
    asked_on: ClaimedDay | None = None

    def label(self) -> str:
        """What shall go back."""
        return f"The report asks to send back {self.goods}"

    def values(self) -> tuple[object, ...]:
        """How much goes back, and since when that is asked."""
        return (self.quantity, self.asked_on)
