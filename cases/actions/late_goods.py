"""Which open receipts late goods are taken from: those that come last are the ones that come later. Pure.

What is planned, shown and written goes by this one rule, so that all three speak of the same goods.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class Coming:
    """An open receipt of a line: how much, and the day it is planned for."""

    id: int
    quantity: Decimal
    day: date | None


@dataclass(frozen=True)
class LateAmount:
    """A late part of a line: how much, and the day it will be here; absent: nobody knows."""

    quantity: Decimal
    day: date | None


@dataclass(frozen=True)
class ReceiptShare:
    """So much of a receipt is of a late part.

    Attributes:
        part: which part, from 0.
        stays: it stands on the part's day already.
    """

    receipt: int
    part: int
    quantity: Decimal
    stays: bool = False


def late_goods(last_first: Sequence[Coming], parts: Sequence[LateAmount]) -> list[ReceiptShare]:
    """What stands on a part's day is of that part; of the rest, the last part gets what was to come last."""
    left = {one.id: one.quantity for one in last_first}
    wanted = [part.quantity for part in parts]
    found: list[ReceiptShare] = []

    def take(one: Coming, part: int, *, stays: bool) -> None:
        quantity = min(left[one.id], wanted[part])
        if quantity > 0:
            found.append(ReceiptShare(one.id, part, quantity, stays=stays))
            left[one.id] -= quantity
            wanted[part] -= quantity

    for index, part in enumerate(parts):
        for one in last_first:
            if part.day is not None and one.day == part.day:
                take(one, index, stays=True)
    for index in sorted(range(len(parts)), key=lambda at: parts[at].day or date.max, reverse=True):
        for one in last_first:
            if one.day is None or one.day != parts[index].day:
                take(one, index, stays=False)
    return found
