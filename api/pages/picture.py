"""Who is hurt and by how many days: a proposal's actions in, one row of a small timeline for each customer's order out.

Read off the typed actions of all options, so it shows exactly what would be written and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from cases.actions import MessageCustomer, RescheduleReceipt, ReviseCommitment, TransferStock, parse, parse_premise
from cases.actions.base import Money, day_of
from cases.actions.reschedule_receipt import SeenReceipt
from cases.actions.revise_commitment import SeenPromise
from cases.store.proposals.records import ActionRecord

Becomes = Literal["later", "kept", "open"]


@dataclass(frozen=True)
class Hurt:
    """One customer's order that the exception reaches.

    Attributes:
        promised: the day the customer counts on.
        becomes: the day they would get instead; absent where none can be named.
        fate: under the chosen option the promise moves, is kept by other goods, or stays unanswered.
        arrived, arrives: the goods' arrival before and now.
    """

    order_id: int
    order: str
    customer: str
    promised: date | None
    becomes: date | None
    fate: Becomes = "open"
    products: tuple[str, ...] = ()
    value: Money | None = None
    arrived: date | None = None
    arrives: date | None = None

    @property
    def days(self) -> int | None:
        """Days later than promised."""
        return (self.becomes - self.promised).days if self.becomes and self.promised else None


@dataclass(frozen=True)
class Tick:
    """A day on the axis, in percent of its width."""

    at: float
    words: str


@dataclass(frozen=True)
class Drawn:
    """One order with the places of its days, in percent."""

    hurt: Hurt
    promised: float | None
    becomes: float | None
    arrived: float | None
    arrives: float | None


@dataclass(frozen=True)
class Picture:
    """The whole timeline."""

    rows: tuple[Drawn, ...]
    ticks: tuple[Tick, ...]

    @property
    def worst(self) -> int | None:
        """The longest delay of a customer, in days."""
        return max((row.hurt.days for row in self.rows if row.hurt.days is not None), default=None)

    @property
    def kept(self) -> int:
        """Orders whose promise is kept under the chosen option."""
        return sum(row.hurt.fate == "kept" for row in self.rows)

    @property
    def open_ended(self) -> bool:
        """Whether a customer has no new day yet."""
        return any(row.hurt.becomes is None for row in self.rows)


def picture(actions: Sequence[ActionRecord], chosen: Iterable[str]) -> Picture:
    """The timeline under one option.

    Args:
        actions: all actions of the proposal.
        chosen: ids of the option's actions.
    """
    wanted = set(chosen)
    hurts: dict[int, Hurt] = {}
    for action in sorted(actions, key=lambda action: action.id in wanted):
        found = _hurt(action)
        if found is None:
            continue
        known = hurts.get(found.order_id)
        fate: Becomes = "later" if action.id in wanted else "open"
        hurts[found.order_id] = replace(_joined(known, found) if known else found, fate=fate)
    covered = _covered(action for action in actions if action.id in wanted)
    arrivals = _arrivals(actions)
    rows = [
        _with_arrival(replace(hurt, fate="kept") if hurt.fate == "open" and hurt.order in covered else hurt, arrivals)
        for hurt in hurts.values()
    ]
    rows.sort(key=lambda hurt: (-(hurt.days if hurt.days is not None else 999), hurt.order))
    return _drawn(rows)


def _hurt(action: ActionRecord) -> Hurt | None:
    args = parse(action.name, action.args)
    if isinstance(args, ReviseCommitment):
        seen = parse_premise(action.name, action.premise)
        if isinstance(seen, SeenPromise):
            promised = day_of(seen.promise, seen.zone)
            value = args.facts(seen).exposure
            return Hurt(args.order_id, args.order, args.customer, promised, args.new_date, value=value)
    if isinstance(args, MessageCustomer):
        return Hurt(args.order_id, args.order, args.partner, args.old_date, args.new_date, products=args.products)
    return None


def _joined(known: Hurt, found: Hurt) -> Hurt:
    return replace(
        found,
        customer=known.customer if known.value else found.customer,
        promised=found.promised or known.promised,
        becomes=found.becomes or known.becomes,
        products=found.products or known.products,
        value=found.value or known.value,
    )


def _covered(actions: Iterable[ActionRecord]) -> frozenset[str]:
    orders: set[str] = set()
    for action in actions:
        args = parse(action.name, action.args)
        if isinstance(args, TransferStock):
            orders.update(args.for_orders)
    return frozenset(orders)


def _arrivals(actions: Sequence[ActionRecord]) -> dict[str, tuple[date | None, date]]:
    days: dict[str, tuple[date | None, date]] = {}
    for action in actions:
        args = parse(action.name, action.args)
        if not isinstance(args, RescheduleReceipt):
            continue
        seen = parse_premise(action.name, action.premise)
        if isinstance(seen, SeenReceipt):
            # Of a line that comes in parts, the last is when all of it is here.
            for line in sorted(args.lines, key=lambda one: one.new_date):
                days[line.product] = (args.was(line, seen), line.new_date)
    return days


def _with_arrival(hurt: Hurt, arrivals: dict[str, tuple[date | None, date]]) -> Hurt:
    own = [days for product, days in arrivals.items() if product in hurt.products] or list(arrivals.values())
    if not own:
        return hurt
    before, now = max(own, key=lambda days: days[1])
    return replace(hurt, arrived=before, arrives=now)


def _drawn(rows: Sequence[Hurt]) -> Picture:
    days = [day for row in rows for day in (row.promised, row.becomes, row.arrived, row.arrives) if day]
    if not days:
        return Picture(tuple(Drawn(row, None, None, None, None) for row in rows), ())
    first, last = min(days), max(days)
    # Air on both sides, so that marks and labels are not cut.
    width = max((last - first).days, 4)
    start, length = first - timedelta(days=max(width // 10, 1)), width * 1.2 + 2

    def at(day: date | None) -> float | None:
        return round((day - start).days / length * 100, 2) if day else None

    drawn = tuple(Drawn(row, at(row.promised), at(row.becomes), at(row.arrived), at(row.arrives)) for row in rows)
    every = next(step for step in (1, 2, 3, 5, 7, 14, 28, 56, 100_000) if length / step <= 3)
    marks = [first + timedelta(days=offset) for offset in range(0, int(length), every)]
    ticks = tuple(Tick(at(day) or 0.0, f"{day.day} {day:%b}") for day in marks if (at(day) or 0) <= 96)
    return Picture(drawn, ticks)
