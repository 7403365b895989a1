"""Supply and demand in, who gets what and when out. Odoo's order: priority, then date; the earliest goods first. Pure.

The same demand meets two supplies, one with the delay and one without; the difference is who is really hurt. A delay
never makes anybody's goods come earlier, and nobody gets what is not there: tests hold it to both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Literal

from cases.claims import Frozen

Key = tuple[int, int]
LAST = datetime.max.replace(tzinfo=UTC)


class Supply(Frozen):
    """Goods that are, or will be, under a warehouse's stock location.

    Attributes:
        id: unique among supplies.
        at: when they can be taken; absent: nobody knows, so nobody can count on them.
        for_moves: made to order: only these demands may take it, and before anybody else's turn.
    """

    id: str
    product_id: int
    warehouse_id: int
    quantity: Decimal
    at: datetime | None
    for_moves: tuple[int, ...] = ()


class Demand(Frozen):
    """Goods that a move takes from a warehouse's stock.

    Attributes:
        id: the move's id.
        quantity: all it wants, reserved or not, in the product's unit.
        reserved: of that, already held for it in stock.
        priority: Odoo's: 1 goes before 0.
        date: when it is planned; within a priority the earlier goes first.
        kind: what it is for.
        order: the customer's order, for `customer`.
    """

    id: int
    product_id: int
    warehouse_id: int
    quantity: Decimal
    reserved: Decimal = Decimal(0)
    priority: int = 0
    date: datetime
    kind: Literal["customer", "manufacturing", "transfer", "other"] = "customer"
    order: int | None = None

    @property
    def open(self) -> Decimal:
        """What it still has to find."""
        return max(self.quantity - self.reserved, Decimal(0))


class Share(Frozen):
    """What one demand gets from one supply."""

    demand: int
    supply: str
    quantity: Decimal
    at: datetime


class AllocationPlan(Frozen):
    """Who gets what and when.

    Attributes:
        ready: when a demand has all it wants, by move; absent value: with what is known it never has.
        short: what is missing, by move.
    """

    shares: tuple[Share, ...]
    ready: dict[int, datetime | None]
    short: dict[int, Decimal]

    def taken_from(self, supply: str) -> dict[int, Decimal]:
        """Who takes how much of one supply, by move."""
        found: dict[int, Decimal] = {}
        for share in self.shares:
            if share.supply == supply:
                found[share.demand] = found.get(share.demand, Decimal(0)) + share.quantity
        return found


def allocate(supplies: Iterable[Supply], demands: Iterable[Demand], now: datetime) -> AllocationPlan:
    """Give the goods out, product by product and warehouse by warehouse.

    Args:
        supplies: free goods on hand and what is to come; those without a day are nobody's.
        demands: everything that takes from stock.
        now: when goods on hand can be taken; a demand that is wholly reserved is ready then.
    """
    pools: dict[Key, list[Supply]] = {}
    for supply in supplies:
        if supply.at is not None and supply.quantity > 0:
            pools.setdefault((supply.product_id, supply.warehouse_id), []).append(supply)
    wants: dict[Key, list[Demand]] = {}
    for demand in demands:
        wants.setdefault((demand.product_id, demand.warehouse_id), []).append(demand)
    shares: list[Share] = []
    ready: dict[int, datetime | None] = {}
    short: dict[int, Decimal] = {}
    for key, group in wants.items():
        given = _give_out(pools.get(key, []), group)
        shares += given
        for demand in group:
            own = [share for share in given if share.demand == demand.id]
            missing = demand.open - sum((share.quantity for share in own), Decimal(0))
            short[demand.id] = missing
            ready[demand.id] = None if missing > 0 else max([share.at for share in own], default=now)
    return AllocationPlan(shares=tuple(shares), ready=ready, short=short)


def _give_out(pool: Sequence[Supply], demands: Sequence[Demand]) -> list[Share]:
    # Their order must not depend on where they came from: equal days by id.
    queue = sorted(pool, key=lambda supply: (supply.at or LAST, supply.id))
    left = {supply.id: supply.quantity for supply in queue}
    missing = {demand.id: demand.open for demand in demands}
    turns = sorted(demands, key=lambda demand: (-demand.priority, demand.date, demand.id))
    shares: list[Share] = []
    for own in (True, False):
        for demand in turns:
            for supply in queue:
                if bool(supply.for_moves) is not own or (own and demand.id not in supply.for_moves):
                    continue
                quantity = min(missing[demand.id], left[supply.id])
                if quantity > 0 and supply.at is not None:
                    left[supply.id] -= quantity
                    missing[demand.id] -= quantity
                    shares.append(Share(demand=demand.id, supply=supply.id, quantity=quantity, at=supply.at))
    return shares


def late_only(before: Mapping[int, datetime | None], after: Mapping[int, datetime | None]) -> set[int]:
    """The demands whose goods come later, or no longer come at all."""
    return {move for move, was in before.items() if was is not None and ((now := after.get(move)) is None or now > was)}
