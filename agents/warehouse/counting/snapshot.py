"""What was collected about a count, frozen, and the difference that follows from it. Pure."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Literal
from zoneinfo import ZoneInfo

from agents.analysis import stock
from agents.analysis.habits import Habits
from agents.specialist import Snapshot
from cases.actions.base import Moment, day_of
from cases.claims import CountClaim, Frozen, RecordRef, only
from cases.models import Concerned
from cases.people import Person
from tools.odoo.models import Location, Product, Warehouse
from tools.odoo.places import Movement, StockPlace

CENT = Decimal("0.01")
# What the book may be off by without finance: the smaller of a share of what lay there, and an amount.
TOLERANCE_SHARE, TOLERANCE_AMOUNT = Decimal("0.02"), Decimal("50.00")


class CountDifference(Frozen):
    """The book against the count, at the moment of the count.

    Attributes:
        at: that moment.
        now: what the book has at the place now.
        then: what it had at that moment: less what came since, and with what left since.
        counted: what was counted.
        value: of the difference, in company currency, below zero where goods are missing; absent: no cost is known.
        tolerance: what may be settled without finance; absent: no cost is known.
    """

    at: Moment
    now: Decimal
    then: Decimal
    counted: Decimal
    value: Decimal | None
    tolerance: Decimal | None

    @property
    def quantity(self) -> Decimal:
        """Counted less booked."""
        return self.counted - self.then

    @property
    def is_within(self) -> bool:
        """Whether the warehouse settles it alone; what nobody knows the worth of is not within."""
        return self.value is not None and self.tolerance is not None and abs(self.value) <= self.tolerance


class CountSnapshot(Snapshot):
    """All that was read about a count.

    Attributes:
        product: the item; absent: what the report calls it means none, or several.
        place: where it was counted; absent: no such place is known, or it may be several.
        places: where the book has the item, in the whole company.
        since: what was booked of it since the count.
        before: what made the book agree with counts within the half year before.
        staff: who works in the warehouse, or leads it.
        finance: who decides about values.
    """

    kind: Literal["stock_discrepancy"] = "stock_discrepancy"
    habits: Habits
    warehouses: tuple[Warehouse, ...] = ()
    product: Product | None = None
    place: Location | None = None
    places: tuple[StockPlace, ...] = ()
    since: tuple[Movement, ...] = ()
    before: tuple[Movement, ...] = ()
    staff: tuple[Person, ...] = ()
    finance: tuple[Person, ...] = ()

    @property
    def concerned(self) -> Concerned | None:
        """The item."""
        if self.product is None:
            return None
        return Concerned(record=RecordRef(model="product.product", id=self.product.id, label=named(self.product)))

    @property
    def claim(self) -> CountClaim | None:
        """The count that stands; what a person says before what was read."""
        found = only(CountClaim, self.file.claims)
        return next((one for one in reversed(found) if one.read_by == "person"), found[-1] if found else None)

    @property
    def warehouse(self) -> Warehouse | None:
        """Where the place is."""
        number = self.place.warehouse_id if self.place else None
        return next((one for one in self.warehouses if one.id == number), None)

    @property
    def zone(self) -> str:
        """Where its days begin."""
        return (self.warehouse.zone if self.warehouse else None) or self.habits.zone

    @property
    def currency(self) -> str:
        """The company's currency."""
        return next((one.currency for one in self.warehouses if one.currency), "") or "EUR"

    @property
    def here(self) -> tuple[StockPlace, ...]:
        """What the book has at the place, lot by lot; what belongs to somebody else is not counted as ours."""
        number = self.place.id if self.place else 0
        return tuple(one for one in self.places if one.location.id == number and one.owner is None)

    @property
    def moved(self) -> tuple[Movement, ...]:
        """What was booked to or from the place since the count."""
        number = self.place.id if self.place else 0
        return tuple(one for one in self.since if one.into(number))

    @property
    def adjusted(self) -> tuple[Movement, ...]:
        """How often the place was made to agree with a count before."""
        number = self.place.id if self.place else 0
        return tuple(one for one in self.before if one.into(number))

    @cached_property
    def difference(self) -> CountDifference | None:
        """Book and count; none: item, place or count is not known."""
        if self.claim is None or self.product is None or self.place is None:
            return None
        number, counted = self.place.id, self.claim.counted
        now = stock.total(one.quantity for one in self.here)
        then = now - stock.total(one.into(number) for one in self.since)
        cost = self.product.cost
        known = cost is not None and cost > 0
        worth = max(then, Decimal(0)) * (cost or Decimal(0))
        return CountDifference(
            at=counted_moment(self.claim, self.file.received_at or self.read_at, self.zone),
            now=now,
            then=then,
            counted=counted,
            value=((counted - then) * cost).quantize(CENT) if known and cost is not None else None,
            tolerance=min((worth * TOLERANCE_SHARE).quantize(CENT), TOLERANCE_AMOUNT) if known else None,
        )


def counted_moment(claim: CountClaim, told_at: datetime, zone: str) -> datetime:
    """When it was counted, as told in that zone; without a time at the end of that day, or when it was told of."""
    day = claim.counted_on or day_of(told_at, zone) or told_at.date()
    there = ZoneInfo(zone)
    if claim.counted_at is not None:
        return min(datetime.combine(day, claim.counted_at, there), told_at)
    return min(datetime.combine(day + timedelta(days=1), time(), there), told_at)


def named(product: Product) -> str:
    """A product as Odoo shows it."""
    return f"[{product.code}] {product.name}" if product.code else product.name
