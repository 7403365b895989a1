"""How long a warehouse's stock lasts, what is missing before anything ordered now could come, what it could give. Pure.

A day's need is the larger of what is promised by then and what usually leaves by then: a promise is a part of the usual
demand, not on top of it. What is to come counts from the day it is planned for; what is overdue counts for nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import cached_property

from agents.analysis import stock
from agents.analysis.buying import held
from agents.replenishment.demand import DemandRate, Outflow, rate
from agents.replenishment.snapshot import Goods
from cases.actions.base import day_of
from cases.claims import Frozen
from tools.odoo.models import ReorderRule, VendorPrice, Warehouse

# Nobody looks further ahead than a quarter.
HORIZON = 91
# Where no vendor says how long they take.
UNKNOWN_LEAD = 14


class Dated(Frozen):
    """A quantity on a day."""

    day: date
    quantity: Decimal


class StockStanding(Frozen):
    """One product at one warehouse.

    Attributes:
        on_hand: under its stock location, reserved or not.
        reserved: of that, held for somebody.
        promised: all that open moves take from it, reserved or not, each on its day.
        incoming: what is to come, each on its day.
        overdue: what should have come already, which is supply for nobody.
        lead_days: from ordering to receipt.
    """

    warehouse: Warehouse
    on_hand: Decimal
    reserved: Decimal
    promised: tuple[Dated, ...]
    incoming: tuple[Dated, ...]
    overdue: Decimal
    rate: DemandRate
    rule: ReorderRule | None
    lead_days: int
    today: date

    @property
    def all_promised(self) -> Decimal:
        """What is promised from it, whenever."""
        return stock.total(one.quantity for one in self.promised)

    @property
    def minimum(self) -> Decimal:
        """The least its rule lets it run to."""
        return self.rule.minimum if self.rule else Decimal(0)

    @property
    def keeps(self) -> Decimal:
        """What it does not give: the promised, the demand while an order is on its way, and its rule's minimum."""
        return max(self.all_promised, self.reserved) + self.rate.over(self.lead_days) + self.minimum

    @property
    def spare(self) -> int:
        """Whole units that it can give; none where there is too little history to know what it needs itself."""
        if not self.rate.known and self.rate.weeks:
            return 0
        return max(int((self.on_hand - self.keeps).to_integral_value(ROUND_FLOOR)), 0)

    def balance(self, days: int, more: Sequence[Dated] = ()) -> Decimal:
        """What is left at the end of that many days from today, if nothing else is ordered; below zero: missing."""
        by = self.today + timedelta(days=days)
        supply = self.on_hand + stock.total(one.quantity for one in (*self.incoming, *more) if one.day <= by)
        return supply - max(self._promised_by(by), self._expected(days))

    def runs_out(self, more: Sequence[Dated] = ()) -> int | None:
        """In how many days something is missing for the first time; None: not within a quarter."""
        return next((days for days in range(HORIZON + 1) if self.balance(days, more) < 0), None)

    @cached_property
    def missing(self) -> int:
        """Whole units missing before anything ordered now could come, and a cushion against a bad run; 0: it lasts."""
        worst = min(self.balance(days) for days in range(self.lead_days + 1))
        if worst >= 0:
            return 0
        cushion = self.rate.cushion(self.lead_days) if self.rate.comes_again else Decimal(0)
        return int((cushion - worst).to_integral_value(ROUND_CEILING))

    @cached_property
    def missing_promised(self) -> int:
        """Of that, what is promised to somebody already."""
        days = [self.today + timedelta(days=ahead) for ahead in range(self.lead_days + 1)]
        worst = min(
            self.on_hand + stock.total(one.quantity for one in self.incoming if one.day <= day) - self._promised_by(day)
            for day in days
        )
        return int(max(-worst, Decimal(0)).to_integral_value(ROUND_CEILING))

    def _expected(self, days: int) -> Decimal:
        """What usually leaves by then; too few orders are kept by who has the goods, and bought or moved by nobody."""
        return self.rate.over(days) if self.rate.comes_again else Decimal(0)

    def _promised_by(self, day: date) -> Decimal:
        return stock.total(one.quantity for one in self.promised if one.day <= day)


def standings(snapshot: Goods) -> list[StockStanding]:
    """The product at each warehouse."""
    return [standing(snapshot, one) for one in snapshot.warehouses]


def standing(snapshot: Goods, warehouse: Warehouse) -> StockStanding:
    """The product at one warehouse, from what was read."""
    zone, today = snapshot.zone_of(warehouse.id), snapshot.today
    level = snapshot.level(warehouse.id)
    wants = [
        one
        for one in stock.demands(snapshot.moves, snapshot.warehouses, snapshot.read_at)
        if one.warehouse_id == warehouse.id
    ]
    comes = [
        one
        for one in stock.incoming(snapshot.moves, snapshot.warehouses, snapshot.read_at)
        if one.warehouse_id == warehouse.id
    ]
    outflows = [
        Outflow(day=day, quantity=one.quantity, order=one.order)
        for one in snapshot.outflows
        if one.warehouse_id == warehouse.id and (day := day_of(one.at, zone)) is not None
    ]
    return StockStanding(
        warehouse=warehouse,
        on_hand=level.quantity,
        reserved=level.reserved,
        promised=tuple(Dated(day=day_of(one.date, zone) or today, quantity=one.quantity) for one in wants),
        incoming=tuple(
            Dated(day=day, quantity=one.quantity) for one in comes if (day := day_of(one.at, zone)) is not None
        ),
        overdue=stock.total(one.quantity for one in comes if one.at is None),
        rate=rate(outflows, today, _sold_since(snapshot)),
        rule=snapshot.rule(warehouse.id),
        lead_days=lead_days(snapshot),
        today=today,
    )


def _sold_since(snapshot: Goods) -> date | None:
    """When the product first left any warehouse, as far back as is read."""
    first = min((one.at for one in snapshot.outflows if one.at is not None and one.quantity > 0), default=None)
    return day_of(first, snapshot.habits.zone)


def vendors(snapshot: Goods) -> list[VendorPrice]:
    """The vendors whose price holds today, in the order Odoo prefers them."""
    return held(snapshot.product, snapshot.today)


def lead_days(snapshot: Goods) -> int:
    """Days from ordering to receipt, as a person says, else the preferred vendor; two weeks where none does."""
    if snapshot.said_lead_days is not None:
        return snapshot.said_lead_days
    return next((max(one.delay, 1) for one in vendors(snapshot)), UNKNOWN_LEAD)
