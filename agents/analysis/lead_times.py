"""How long a vendor takes from order to receipt, and whether that has moved: the last weeks against those before. Pure.

Lead times are skewed and few, so the middle one speaks for all: one strike in four moves it by little. An order speaks
once for each product, however many parts it comes in: the parts of one late order are not four late orders. What is
compared is what happened: the promised day stays out of it, for rescheduling moves that.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from functools import cached_property
from statistics import median, quantiles

from cases.actions.base import day_of
from cases.claims import Frozen
from tools.odoo.booked import BookedReceipt
from tools.odoo.models import Product, VendorPrice

# The last six weeks against the half year before them, in days.
NOW, BEFORE = 42, 182
LEAST_NOW, LEAST_BEFORE = 4, 8
# It has moved by so many days, and by so much of what it was.
LEAST_DAYS, LEAST_SHARE = Decimal(3), Decimal("0.25")
HALF = Decimal("0.5")


class OrderLeadTime(Frozen):
    """What one order took for one product.

    Attributes:
        arrived: the day on which at least half of what has come of it was there.
        days: from the confirmation of the order to then.
    """

    order: str
    arrived: date
    days: int


class LeadTimes(Frozen):
    """What the orders of some weeks took, the latest arrival last."""

    orders: tuple[OrderLeadTime, ...] = ()

    @property
    def count(self) -> int:
        """How many orders."""
        return len(self.orders)

    @property
    def days(self) -> list[int]:
        """What each took, the shortest first."""
        return sorted(one.days for one in self.orders)

    @cached_property
    def median(self) -> Decimal | None:
        """What the middle one took; None: there is none."""
        return Decimal(str(median(self.days))).normalize() + 0 if self.orders else None

    @property
    def whole(self) -> int | None:
        """The same in whole days, as people say it and Odoo takes it: half a day is one."""
        return None if self.median is None else int(self.median.to_integral_value(ROUND_CEILING))

    @property
    def middle(self) -> tuple[int, int] | None:
        """Between these lies what half of them took; None: there is none."""
        if not self.orders:
            return None
        if self.count == 1:
            return self.days[0], self.days[0]
        low, _, high = quantiles(self.days, n=4, method="inclusive")
        return _rounded(low), _rounded(high)

    @property
    def words(self) -> str:
        """As people read it."""
        if self.median is None or self.middle is None:
            return "no order"
        orders = "1 order" if self.count == 1 else f"{self.count} orders"
        low, high = self.middle
        spread = f", half of them {low} to {high}" if low != high else ""
        return f"{self.median:f} days (the middle of {orders}{spread}, the longest {self.days[-1]})"


class LeadTimeShift(Frozen):
    """What the orders of one product at one vendor took lately, and before."""

    before: LeadTimes
    now: LeadTimes

    @property
    def known(self) -> bool:
        """Whether there are enough orders on both sides to say anything."""
        return self.now.count >= LEAST_NOW and self.before.count >= LEAST_BEFORE

    @property
    def by(self) -> Decimal:
        """Days that the middle one takes longer; negative: shorter; nothing, where there are none to compare."""
        if self.now.median is None or self.before.median is None:
            return Decimal(0)
        return self.now.median - self.before.median

    @property
    def drifted(self) -> bool:
        """Whether it has moved by enough, either way."""
        was = self.before.median or Decimal(0)
        return self.known and abs(self.by) >= LEAST_DAYS and abs(self.by) >= LEAST_SHARE * was

    @property
    def longer(self) -> bool:
        """In which direction."""
        return self.by > 0

    @cached_property
    def sure(self) -> float:
        """Of all pairs of an order now and one before, the share that moved the same way; an equal pair is half a one.

        Mann and Whitney's statistic as a share: 1 where every order of now took longer than every one before.
        """
        pairs = [(one, other) for one in self.now.days for other in self.before.days]
        if not pairs:
            return 0.0
        more = sum(1.0 if one > other else 0.5 if one == other else 0.0 for one, other in pairs) / len(pairs)
        return more if self.longer else 1.0 - more


def looked_back() -> timedelta:
    """As far back as anything is compared, and a day more: days are counted in the warehouse's own zone."""
    return timedelta(days=NOW + BEFORE + 1)


def lately() -> timedelta:
    """The last weeks, and a day more."""
    return timedelta(days=NOW + 1)


def by_vendor_and_product(receipts: Iterable[BookedReceipt]) -> dict[tuple[int, int], list[BookedReceipt]]:
    """Receipts by the ids of the company they were ordered from and of what was ordered."""
    found: dict[tuple[int, int], list[BookedReceipt]] = defaultdict(list)
    for one in receipts:
        found[one.vendor.id, one.product.id].append(one)
    return dict(sorted(found.items()))


def shift(receipts: Iterable[BookedReceipt], today: date, zone: str) -> LeadTimeShift:
    """What the orders of one product at one vendor took.

    Args:
        receipts: of that product and vendor.
        today: the company's day.
        zone: of a warehouse that names none.
    """
    now, before = [], []
    for one in _orders(receipts, zone):
        ago = (today - one.arrived).days
        if 0 <= ago <= NOW:
            now.append(one)
        elif NOW < ago <= NOW + BEFORE:
            before.append(one)
    return LeadTimeShift(before=LeadTimes(orders=tuple(before)), now=LeadTimes(orders=tuple(now)))


def _orders(receipts: Iterable[BookedReceipt], zone: str) -> list[OrderLeadTime]:
    """What each order took, by arrival; one that was entered after its goods had come says nothing."""
    of_order: dict[int, list[BookedReceipt]] = defaultdict(list)
    for one in receipts:
        of_order[one.order.id].append(one)
    found = []
    for parts in of_order.values():
        last = _half_there(parts)
        there = last.zone or zone
        ordered, arrived = day_of(last.ordered_at, there), day_of(last.arrived, there)
        if ordered is not None and arrived is not None and arrived >= ordered:
            found.append(OrderLeadTime(order=last.order.name, arrived=arrived, days=(arrived - ordered).days))
    return sorted(found, key=lambda one: (one.arrived, one.order))


def _half_there(parts: Sequence[BookedReceipt]) -> BookedReceipt:
    """The receipt with which at least half of what has come was there."""
    in_order = sorted((one for one in parts if one.arrived is not None), key=lambda one: (str(one.arrived), one.id))
    whole = sum((one.quantity for one in in_order), Decimal(0))
    there = Decimal(0)
    for one in in_order:
        there += one.quantity
        if there >= whole * HALF:
            return one
    return parts[-1]


def listed(product: Product | None, vendor_ids: Iterable[int], today: date) -> VendorPrice | None:
    """What Odoo has of a vendor for a product today, in the order it prefers; None: nothing.

    Args:
        product: with its vendors.
        vendor_ids: the vendor's company and its contacts.
        today: the company's day.
    """
    those = set(vendor_ids)
    holds = [
        one
        for one in (product.vendors if product else ())
        if one.vendor.id in those
        and (one.starts is None or one.starts <= today)
        and (one.ends is None or today <= one.ends)
    ]
    return holds[0] if holds else None


def _rounded(days: float) -> int:
    return int(Decimal(str(days)).to_integral_value(ROUND_HALF_UP))
