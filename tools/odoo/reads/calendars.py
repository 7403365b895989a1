"""When a company and its warehouses work: Odoo's working hours and closed days. A part of the reader."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from cases.workdays import MONDAY_TO_FRIDAY, WorkCalendar, WorkCalendars
from tools.odoo.reads.base import Reads
from tools.odoo.values import moment, odoo_moment

AHEAD = timedelta(days=400)
BEHIND = timedelta(days=60)
Row = Mapping[str, Any]

ATTENDANCE: dict[str, Any] = {
    "dayofweek": {},
    "week_type": {},
    "day_period": {},
    "display_type": {},
    "hour_from": {},
    "hour_to": {},
}
PLACE: dict[str, Any] = {"country_id": {"fields": {"code": {}}}, "state_id": {"fields": {"code": {}}}}
SHAPE: dict[str, Any] = {
    "company_id": {
        "fields": {
            "resource_calendar_id": {
                "fields": {"tz": {}, "two_weeks_calendar": {}, "attendance_ids": {"fields": ATTENDANCE}}
            },
            "partner_id": {"fields": PLACE},
        }
    },
    "partner_id": {"fields": PLACE},
}
CLOSED: dict[str, Any] = {"date_from": {}, "date_to": {}, "calendar_id": {"fields": {}}, "company_id": {"fields": {}}}


class WorkCalendarReads(Reads):
    """Reads of working hours, closed days and countries."""

    async def work_calendars(self, now: datetime) -> WorkCalendars:
        """When the company and its warehouses work, from two months ago to a year ahead. Two calls.

        A warehouse works by its company's hours and closed days, and keeps the holidays of the country it is in.
        """
        places = await self._session.read_tree("stock.warehouse", [], SHAPE, order="sequence, id")
        everybodys = [
            ["resource_id", "=", False],
            ["time_type", "=", "leave"],
            ["date_to", ">=", odoo_moment(now - BEHIND)],
            ["date_from", "<=", odoo_moment(now + AHEAD)],
        ]
        closed = await self._session.read_tree("resource.calendar.leaves", everybodys, CLOSED, order="date_from, id")
        return calendars_of(places, closed)


def calendars_of(places: Sequence[Row], closed: Sequence[Row]) -> WorkCalendars:
    """The calendars of warehouses, and of the company of the first one.

    Args:
        places: warehouses, each with its company's working hours, and both addresses.
        closed: what everybody is away for, with whose calendar or company it is; absent: everybody's.
    """
    if not places:
        return WorkCalendars()
    company = _calendar(places[0], closed, _address(places[0], own=False))
    each = {int(place["id"]): _calendar(place, closed, _address(place, own=True)) for place in places}
    return WorkCalendars(company=company, warehouses={id: one for id, one in each.items() if one != company})


def _address(place: Row, *, own: bool) -> Row:
    """Where a warehouse is; without a country of its own, where its company is."""
    here = place.get("partner_id") or {}
    return here if own and here.get("country_id") else (place["company_id"].get("partner_id") or {})


def _calendar(place: Row, closed: Sequence[Row], address: Row) -> WorkCalendar:
    company = place["company_id"]
    hours = company.get("resource_calendar_id") or {}
    weeks = [_hours(hours, week) for week in ("0", "1")] if hours.get("two_weeks_calendar") else [_hours(hours, None)]
    country, region = (address.get(name) or {} for name in ("country_id", "state_id"))
    known = any(weeks)
    return WorkCalendar(
        weekdays=tuple(sorted(weeks[0])) if known else MONDAY_TO_FRIDAY.weekdays,
        second_week=tuple(sorted(weeks[1])) if known and len(weeks) > 1 else None,
        closed=tuple(sorted({day for one in closed if _is_for(one, company) for day in _days(one, hours, weeks)})),
        country=country.get("code") or None,
        region=region.get("code") or None,
    )


def _hours(calendar: Row, week: str | None) -> dict[int, tuple[float, float]]:
    """From when to when there is work, by day of the week."""
    found: dict[int, tuple[float, float]] = {}
    for one in calendar.get("attendance_ids") or ():
        if one.get("display_type") or one.get("day_period") == "lunch" or (week and one.get("week_type") != week):
            continue
        day, begin, end = int(one["dayofweek"]), float(one["hour_from"]), float(one["hour_to"])
        known = found.get(day, (begin, end))
        found[day] = (min(known[0], begin), max(known[1], end))
    return found


def _is_for(closed: Row, company: Row) -> bool:
    calendar, of = closed.get("calendar_id") or {}, closed.get("company_id") or {}
    hours = company.get("resource_calendar_id") or {}
    return (not calendar or calendar["id"] == hours.get("id")) and (not of or of["id"] == company["id"])


def _days(closed: Row, hours: Row, weeks: Sequence[dict[int, tuple[float, float]]]) -> Iterator[date]:
    """The days of which the whole working time is closed; half a day is a working day."""
    zone = ZoneInfo(hours.get("tz") or "UTC")
    begin, end = (_local(closed[name], zone) for name in ("date_from", "date_to"))
    day = begin.date()
    while day <= end.date():
        week = weeks[(day.toordinal() - 1) // 7 % 2] if len(weeks) > 1 else weeks[0]
        first, last = week.get(day.weekday(), (0.0, 24.0))
        midnight = datetime.combine(day, datetime.min.time())
        opens, shuts = (midnight + timedelta(hours=hour) for hour in (first, last))
        # A day is closed until 23:59 or 23:59:59, as whoever enters it means the whole of it.
        if begin <= opens and end >= shuts - timedelta(minutes=1):
            yield day
        day += timedelta(days=1)


def _local(text: str, zone: ZoneInfo) -> datetime:
    found = moment(text) or datetime.max.replace(tzinfo=UTC)
    return found.astimezone(zone).replace(tzinfo=None)
