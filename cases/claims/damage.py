"""Goods arrived broken: at a customer's, or at our dock."""

from __future__ import annotations

from typing import ClassVar, Literal

from cases.claims.goods import GoodsClaim
from cases.kind import Kind


class DamageClaim(GoodsClaim):
    """Goods of an order arrived broken: so many of one item, all of it, or it is not told which."""

    opens: ClassVar = Kind.DAMAGED_GOODS

    type: Literal["damage"] = "damage"

    def label(self) -> str:
        """What is broken."""
        return f"The report says that {self.goods} arrived broken"
