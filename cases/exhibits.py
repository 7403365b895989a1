"""What a specialist lays before people beside its proposal: figures that a page draws and a program reads. Pure values.

An exhibit says nothing that the proposal's evidence does not; it is what that evidence rests on, seen at a glance.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field

from cases.actions.base import Moment
from cases.charges import Rated, largest_first
from cases.claims import Frozen, RecordRef

ZERO = Decimal(0)
# So much of each is kept; the rest is counted.
MOST_AGREED = 500
MOST_PICKINGS = 60
MOST_ORDERS, MOST_DRIFTED = 120, 5


class ChargeSum(Frozen):
    """What some charges come to, in the bill's currency.

    Attributes:
        expected: of those of which it is known.
    """

    count: int
    expected: Decimal
    billed: Decimal

    @classmethod
    def of(cls, charges: Sequence[Rated]) -> Self:
        """What these come to."""
        return cls(
            count=len(charges),
            expected=sum((one.expected or ZERO for one in charges), ZERO),
            billed=sum((one.billed for one in charges), ZERO),
        )

    @property
    def difference(self) -> Decimal:
        """Billed too much; negative: too little."""
        return self.billed - self.expected


class ChargeTable(Frozen):
    """A bill charge by charge, or line by line.

    Attributes:
        of: what it is matched with: a carrier's shipments, or orders.
        number: of the bill, as whoever wrote it gives it.
        carrier: who wrote it.
        differing: not as agreed, largest first.
        unknown: of which nobody can tell what is right, largest first; their `expected` is none.
        agreed: as agreed, in the order of the bill; of many only the first.
        of_differing, of_unknown, of_agreed: what all of each come to.
    """

    type: Literal["charges"] = "charges"
    of: Literal["shipments", "orders"] = "shipments"
    number: str
    carrier: str
    currency: str
    differing: tuple[Rated, ...]
    unknown: tuple[Rated, ...]
    agreed: tuple[Rated, ...]
    of_differing: ChargeSum
    of_unknown: ChargeSum
    of_agreed: ChargeSum

    @classmethod
    def sorted_from(
        cls, rated: Sequence[Rated], *, of: Literal["shipments", "orders"], number: str, carrier: str, currency: str
    ) -> Self:
        """Every charge in its part of the table, each part with what it comes to."""
        shown = largest_first(rated)
        differing, unknown = [one for one in shown if one.known], [one for one in shown if not one.known]
        agreed = [one for one in rated if one.agrees]
        return cls(
            of=of,
            number=number,
            carrier=carrier,
            currency=currency,
            differing=tuple(differing),
            unknown=tuple(unknown),
            agreed=tuple(agreed[:MOST_AGREED]),
            of_differing=ChargeSum.of(differing),
            of_unknown=ChargeSum.of(unknown),
            of_agreed=ChargeSum.of(agreed),
        )

    @property
    def billed(self) -> Decimal:
        """The whole bill."""
        return self.of_differing.billed + self.of_unknown.billed + self.of_agreed.billed


class DoneBy(Frozen):
    """How many lines are done by a moment, by the median of such hours."""

    at: Moment
    lines: float


class WaitingPicking(Frozen):
    """A transfer that was promised for the carrier.

    Attributes:
        tag: what says how important the customer is.
        now, planned: lines that are picked before it, as the work is sorted now and as it is proposed.
    """

    record: RecordRef
    customer: str | None
    tag: str | None
    lines: int
    promised: date | None
    now: int
    planned: int


class BacklogTimeline(Frozen):
    """A warehouse's work until its carrier leaves.

    Attributes:
        zone: of the warehouse; the hours of a shift are local.
        capacity: lines done by the cut-off; none: too little history to say.
        low, high: the same in the quarter of hours that went worst, and best.
        hours: how it adds up.
        pickings: what was promised for this carrier, in the order that is proposed; of many only the first.
        promised: how many there are in all.
        others: transfers that can wait.
    """

    type: Literal["backlog"] = "backlog"
    warehouse: str
    zone: str
    begins: Moment
    cut_off: Moment
    capacity: float | None
    low: float | None
    high: float | None
    hours: tuple[DoneBy, ...]
    pickings: tuple[WaitingPicking, ...]
    promised: int
    others: int

    def makes_it(self, before: int, lines: int) -> bool:
        """Whether a transfer is done in time, with so many lines picked before it."""
        return self.capacity is not None and before + lines <= self.capacity


class WarehouseCover(Frozen):
    """How long one warehouse's stock lasts.

    Attributes:
        on_hand, after: now, and once what is proposed has come and gone.
        weekly: the usual demand of a week; none: too little history.
        promised, incoming: to customers, and on the way.
        lasts, lasts_after: days until something is missing for the first time; none: a quarter at least.
        minimum, maximum: of its reorder rule; none: it has none.
        fills_to: the same as they are proposed.
    """

    warehouse: str
    is_short: bool
    on_hand: Decimal
    after: Decimal
    weekly: Decimal | None
    promised: Decimal
    incoming: Decimal
    lasts: int | None
    lasts_after: int | None
    minimum: Decimal | None
    maximum: Decimal | None
    fills_to: tuple[Decimal, Decimal] | None = None


class CoverBars(Frozen):
    """How long a product lasts at each warehouse, before and after.

    Attributes:
        lead_days: from ordering to receipt.
        horizon: nobody looks further ahead, in days.
    """

    type: Literal["cover"] = "cover"
    product: RecordRef
    unit: str
    today: date
    lead_days: int
    horizon: int
    warehouses: tuple[WarehouseCover, ...]


class OrderDot(Frozen):
    """What one order took.

    Attributes:
        arrived: when it was there.
        days: from its confirmation to then.
        now: it is one of the last weeks, not of those before.
    """

    order: str
    arrived: date
    days: int
    now: bool


class ProductLeadTimes(Frozen):
    """What the orders of one product took.

    Attributes:
        before, now: the middle one of the half year before, and of the last weeks, in days.
        listed: what Odoo plans with; none: it has no lead time of that vendor.
        orders: by arrival; of many only the latest.
    """

    product: RecordRef
    before: Decimal
    now: Decimal
    listed: int | None
    orders: tuple[OrderDot, ...]


class LeadTimeDots(Frozen):
    """What a vendor's orders took from confirmation to receipt, each a dot on the day of its arrival.

    Attributes:
        since: the first day of those before.
        split: the first day of the last weeks.
        today: the last.
    """

    type: Literal["lead_times"] = "lead_times"
    vendor: str
    since: date
    split: date
    today: date
    products: tuple[ProductLeadTimes, ...]


Exhibit = Annotated[ChargeTable | BacklogTimeline | CoverBars | LeadTimeDots, Field(discriminator="type")]
