"""Working days: Monday to Friday where the company is. Pure."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo


def is_working(day: date) -> bool:
    """Whether people work on that day."""
    return day.weekday() < 5


def working_on_or_after(day: date) -> date:
    """That day, or the first working day after it."""
    while not is_working(day):
        day += timedelta(days=1)
    return day


def next_working(day: date) -> date:
    """The first working day after that day."""
    return working_on_or_after(day + timedelta(days=1))


def after(moment: datetime, days: int, zone: str) -> datetime:
    """The same local time so many working days later: two from a Friday, and from the Saturday after it, is Tuesday."""
    local = moment.astimezone(ZoneInfo(zone))
    day = local.date()
    for _ in range(days):
        day = next_working(day)
    return (local + (day - local.date())).astimezone(moment.tzinfo)
