"""Working days: Monday to Friday. Pure."""

from __future__ import annotations

from datetime import date, timedelta


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
