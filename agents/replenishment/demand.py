"""How much of a product leaves a warehouse in a week, and how unevenly. Pure.

Weeks are counted back from the day of reading, so that each is whole and every weekday counts once: a rhythm within
the week is no trend. What came back is taken from the order it left with. An order far above the usual one says
nothing about next week. Demand that skips weeks is reckoned as such: how likely a week with any is, times how much
then (Teunter, Syntetos and Babai's method, whose rate also falls when demand dies out).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from statistics import median
from typing import Literal

from cases.claims import Frozen

WEEKS = 13
WEEK = 7
LEAST_WEEKS = 4
ONE_OFF = 4
# The least that a median says something of.
LEAST_ORDERS = 3
# Syntetos and Boylan's cut: on average more than so many weeks from one with demand to the next.
INTERMITTENT = Decimal("1.32")
# How fast the two halves of intermittent demand follow what happens.
SIZE_FOLLOWS, CHANCE_FOLLOWS = Decimal("0.2"), Decimal("0.1")


class Outflow(Frozen):
    """Goods that went to a customer, or came back from one.

    Attributes:
        quantity: in the product's unit; negative: came back.
        order: what it was for, by which a return is matched; absent: nobody knows.
    """

    day: date
    quantity: Decimal
    order: str | None = None


class DemandRate(Frozen):
    """What a week takes from a warehouse.

    Attributes:
        weekly: the expected quantity.
        spread: the standard deviation of a week.
        method: how it was reckoned; `none`: too little history to say anything.
        weeks: whole weeks of history that it rests on.
        orders: how many orders it rests on.
        one_offs: quantities of orders that were left out.
    """

    weekly: Decimal = Decimal(0)
    spread: Decimal = Decimal(0)
    method: Literal["steady", "intermittent", "none"] = "none"
    weeks: int = 0
    orders: int = 0
    one_offs: tuple[Decimal, ...] = ()

    @property
    def known(self) -> bool:
        """Whether there is enough history to reckon with."""
        return self.method != "none"

    @property
    def comes_again(self) -> bool:
        """Whether it was ordered often enough to be counted on: one or two orders in a quarter may be the last."""
        return self.known and self.orders >= LEAST_ORDERS

    @property
    def daily(self) -> Decimal:
        """The expected quantity of one calendar day."""
        return self.weekly / WEEK

    def over(self, days: int) -> Decimal:
        """The expected quantity of so many calendar days."""
        return self.daily * max(days, 0)

    def cushion(self, days: int) -> Decimal:
        """One standard deviation of so many calendar days: what is kept against a bad run."""
        return self.spread * (Decimal(max(days, 0)) / WEEK).sqrt()


def rate(outflows: Iterable[Outflow], today: date, sold_since: date | None = None) -> DemandRate:
    """The demand of one product at one warehouse, from what left it within the last thirteen weeks.

    Args:
        outflows: what left it, and came back.
        today: the day of reading.
        sold_since: the day on which the product first left any warehouse. Demand that skips weeks is reckoned from
            there: its first order here is chance, and weeks without any before it count as such.
    """
    seen = [one for one in outflows if 0 < (today - one.day).days <= WEEKS * WEEK]
    orders = [order for order in _by_order(seen) if order.gross > 0]
    if not orders:
        return DemandRate()
    weeks = min(max(_week(one.day, today) for one in orders) + 1, WEEKS)
    one_offs = _one_offs(orders)
    usual = [order for order in orders if order not in one_offs]
    left_out = tuple(sorted(order.gross for order in one_offs))
    if weeks < LEAST_WEEKS:
        return DemandRate(weeks=weeks, one_offs=left_out)
    loose = [one for one in seen if one.quantity < 0 and not any(one in order.flows for order in orders)]
    series = _series(usual, loose, weeks, today)
    method: Literal["steady", "intermittent"] = "intermittent" if _skips(series) else "steady"
    if method == "intermittent" and sold_since is not None:
        weeks = min(max(_week(sold_since, today) + 1, weeks), WEEKS)
        series = _series(usual, loose, weeks, today)
    weekly = _intermittent(series) if method == "intermittent" else _mean(series)
    return DemandRate(
        weekly=max(weekly, Decimal(0)),
        spread=_spread(series),
        method=method,
        weeks=weeks,
        orders=len(usual),
        one_offs=left_out,
    )


class _Order(Frozen):
    """What left for one order, and what came back of it."""

    day: date
    flows: tuple[Outflow, ...]

    @property
    def gross(self) -> Decimal:
        return sum((one.quantity for one in self.flows if one.quantity > 0), Decimal(0))

    @property
    def net(self) -> Decimal:
        return max(sum((one.quantity for one in self.flows), Decimal(0)), Decimal(0))


def _by_order(seen: Sequence[Outflow]) -> list[_Order]:
    """Deliveries of one order together with its returns; without an order each stands for itself."""
    groups: dict[object, list[Outflow]] = {}
    for place, one in enumerate(seen):
        groups.setdefault(place if one.order is None else one.order, []).append(one)
    return [
        _Order(day=min((one.day for one in group if one.quantity > 0), default=group[0].day), flows=tuple(group))
        for group in groups.values()
    ]


def _one_offs(orders: Sequence[_Order]) -> list[_Order]:
    if len(orders) < LEAST_ORDERS:
        return []
    usual = Decimal(median(order.gross for order in orders))
    return [order for order in orders if order.gross > ONE_OFF * usual]


def _series(usual: Sequence[_Order], loose: Sequence[Outflow], weeks: int, today: date) -> list[Decimal]:
    """The quantity of each whole week, the oldest first."""
    found = [Decimal(0)] * weeks
    for order in usual:
        found[weeks - 1 - _week(order.day, today)] += order.net
    for one in loose:
        if (week := _week(one.day, today)) < weeks:
            found[weeks - 1 - week] += one.quantity
    return found


def _week(day: date, today: date) -> int:
    """How many whole weeks ago; yesterday is in week 0."""
    return ((today - day).days - 1) // WEEK


def _skips(series: Sequence[Decimal]) -> bool:
    with_any = sum(1 for quantity in series if quantity > 0)
    return with_any == 0 or Decimal(len(series)) / with_any > INTERMITTENT


def _intermittent(series: Sequence[Decimal]) -> Decimal:
    sizes = [quantity for quantity in series if quantity > 0]
    if not sizes:
        return Decimal(0)
    size, chance = _mean(sizes), Decimal(len(sizes)) / len(series)
    for quantity in series:
        happened = quantity > 0
        chance += CHANCE_FOLLOWS * ((Decimal(1) if happened else Decimal(0)) - chance)
        if happened:
            size += SIZE_FOLLOWS * (quantity - size)
    return size * chance


def _mean(series: Sequence[Decimal]) -> Decimal:
    return sum(series, Decimal(0)) / len(series)


def _spread(series: Sequence[Decimal]) -> Decimal:
    mean = _mean(series)
    return (sum(((one - mean) ** 2 for one in series), Decimal(0)) / len(series)).sqrt()
