"""Working days: what Odoo's working hours, its closed days and the country's public holidays leave of the week. Pure.

The one place that counts them. What is not known of a company's days is Monday to Friday.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays
from pydantic import Field

from cases.values import Frozen

# A company that never works is one whose calendar nobody keeps: any day is as good as another.
_LOOKED_AT = 366


class WorkCalendar(Frozen):
    """On which days people work at one place.

    Attributes:
        weekdays: the days of the week on which they do, Monday is 0.
        second_week: the same for every second week, where the weeks take turns; which is which as Odoo counts.
        closed: further days on which they do not, as Odoo has them for everybody.
        country: whose public holidays are kept, by its ISO code; None: nobody's are.
        region: the country's part, by its ISO code within it, where holidays differ.
    """

    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4)
    second_week: tuple[int, ...] | None = None
    closed: tuple[date, ...] = ()
    country: str | None = None
    region: str | None = None

    def is_working(self, day: date) -> bool:
        """Whether people work on that day."""
        second = self.second_week is not None and (day.toordinal() - 1) // 7 % 2 == 1
        week = self.second_week if second and self.second_week is not None else self.weekdays
        return day.weekday() in week and not self.is_closed(day)

    def is_closed(self, day: date) -> bool:
        """Whether that day is none of work whatever day of the week it is: a holiday, or closed for everybody."""
        return day in self.closed or day in _public(self.country, self.region)

    def on_or_after(self, day: date) -> date:
        """That day, or the first working day after it."""
        return self._first(day, 1)

    def on_or_before(self, day: date) -> date:
        """That day, or the last working day before it."""
        return self._first(day, -1)

    def next(self, day: date) -> date:
        """The first working day after that day."""
        return self.on_or_after(day + timedelta(days=1))

    def later(self, day: date, days: int) -> date:
        """The day so many working days after that one."""
        for _ in range(days):
            day = self.next(day)
        return day

    def after(self, moment: datetime, days: int, zone: str) -> datetime:
        """The same local time so many working days later: two from a Friday, and from the Saturday, is Tuesday."""
        local = moment.astimezone(ZoneInfo(zone))
        day = self.later(local.date(), days)
        return (local + (day - local.date())).astimezone(moment.tzinfo)

    def _first(self, day: date, step: int) -> date:
        looked_at = (day + timedelta(days=step * n) for n in range(_LOOKED_AT))
        return next((one for one in looked_at if self.is_working(one)), day)


MONDAY_TO_FRIDAY = WorkCalendar()
"""The days of whoever's calendar is not known, such as a supplier's."""


class WorkCalendars(Frozen):
    """The working days of a company, and those of its warehouses where they are others.

    Attributes:
        warehouses: by the warehouse's id in Odoo.
    """

    company: WorkCalendar = MONDAY_TO_FRIDAY
    warehouses: dict[int, WorkCalendar] = Field(default_factory=dict)

    def at(self, warehouse_id: int | None) -> WorkCalendar:
        """Those of one warehouse; the company's where it is not known."""
        return self.warehouses.get(warehouse_id or 0, self.company)


@lru_cache(maxsize=64)
def _public(country: str | None, region: str | None) -> Holidays:
    known = holidays.list_supported_countries(include_aliases=True)
    if country is None or country not in known:
        return frozenset[date]()
    return holidays.country_holidays(country, subdiv=region if region in known[country] else None)


Holidays = holidays.HolidayBase | frozenset[date]
