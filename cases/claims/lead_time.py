"""A vendor's orders of a product take longer, or shorter, than they did, as a scan of what was booked in finds it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from cases.claims.base import Claim, Ground, Name, Subject
from cases.kind import Kind

LeadDays = Annotated[int, Field(ge=0, lt=10_000)]
MiddleDays = Annotated[Decimal, Field(ge=0, lt=10_000, decimal_places=1)]
Count = Annotated[int, Field(ge=0, lt=10**6)]


class LeadTimeClaim(Claim):
    """What a vendor takes for a product; the product comes first in `refers_to`, then the vendor.

    Attributes:
        days_before, days_now: what the middle order took in the half year before, and in the last six weeks.
        from_before, to_before, from_now, to_now: between these lies what half of the orders took.
        orders_before, orders_now: how many there were.
        listed_days: what Odoo has for that vendor; None: it has none.
        plan_days: what shall be planned with, as a person says; else `days_now`.
    """

    opens: ClassVar = Kind.LEAD_TIME_DRIFT
    editable: ClassVar = ("plan_days",)
    grounds: ClassVar[Mapping[str, Ground]] = {"days_before": Ground.AMOUNT, "days_now": Ground.AMOUNT}

    type: Literal["lead_time"] = "lead_time"
    vendor_text: Name
    product_text: Name
    days_before: MiddleDays
    from_before: LeadDays
    to_before: LeadDays
    orders_before: Count
    days_now: MiddleDays
    from_now: LeadDays
    to_now: LeadDays
    orders_now: Count
    listed_days: LeadDays | None = None
    plan_days: LeadDays | None = Field(
        default=None, title="Days to plan with", description="what the middle order takes now"
    )

    @property
    def longer(self) -> bool:
        """In which direction it moved."""
        return self.days_now > self.days_before

    def subject(self) -> Subject:
        """The product, of the vendor."""
        return Subject(records=self.refers_to, words=(self.product_text, self.vendor_text))

    def says(self) -> tuple[object, ...]:
        """That it moved, and in which direction: figures move every week and are no news."""
        return ("lead_time", self.subject().key, self.longer, self.plan_days)

    def replaces(self, earlier: Claim) -> bool:
        """The latest figures stand."""
        return isinstance(earlier, LeadTimeClaim) and earlier.subject().key == self.subject().key

    def label(self) -> str:
        """Who takes how long for what, now and before, and what Odoo has."""
        now = f"{self.days_now:f} days in the middle of its last {self.orders_now} orders ({self._spread_now})"
        before = f"{self.days_before:f} in the {self.orders_before} before ({self._spread_before})"
        odoo = "Odoo has no lead time" if self.listed_days is None else f"Odoo says {self.listed_days}"
        said = f"; {self.plan_days} shall be planned with" if self.plan_days is not None else ""
        return f"{self.vendor_text} takes {now} for {self.product_text}, {before}; {odoo}{said}"

    def values(self) -> tuple[object, ...]:
        """Vendor, product and figures."""
        figures = (self.days_before, self.days_now, self.orders_before, self.orders_now)
        return (self.vendor_text, self.product_text, *figures, self.listed_days, self.plan_days)

    @property
    def _spread_now(self) -> str:
        return f"half of them {self.from_now} to {self.to_now}"

    @property
    def _spread_before(self) -> str:
        return f"half of them {self.from_before} to {self.to_before}"
