"""When a trial takes place: a moment relative to the real day, never before it. Pure.

`saturday 09:00`, `month_end 16:30`, `spring_change 23:30 Europe/Lisbon`: a day, an hour and a zone (the desk's when
absent). A company is moved to that day before its trial and its desk is told the moment; Odoo's own clock stays real.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAYS = ("today", *_WEEKDAYS, "month_end", "year_end", "spring_change", "autumn_change")
MOMENT_PATTERN = rf"({'|'.join(_DAYS)})([+-]\d{{1,2}}d)? ([01]\d|2[0-3]):([0-5]\d)( [A-Za-z]+(/[A-Za-z_]+)*)?"
_MOMENT = re.compile(
    rf"(?P<day>{'|'.join(_DAYS)})(?P<shift>[+-]\d{{1,2}})?d? (?P<hour>\d\d):(?P<minute>\d\d)(?: (?P<zone>\S+))?"
)


def _known_zone(text: str) -> str:
    zone = _MOMENT.fullmatch(text)
    if zone is not None and zone["zone"]:
        try:
            ZoneInfo(zone["zone"])
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError(f"there is no zone {zone['zone']}") from None
    return text


MomentText = Annotated[
    str,
    Field(pattern=f"^{MOMENT_PATTERN}$", examples=["saturday 09:00", "spring_change-1d 23:30 Europe/Lisbon"]),
    AfterValidator(_known_zone),
]


def moment_of(text: str, real: date, zone: str) -> datetime:
    """The moment that is meant, in its zone.

    Args:
        text: as `MomentText`.
        real: the real day; a named day is the next such one, or this.
        zone: where none is named.
    """
    found = _MOMENT.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is no moment")
    shift = timedelta(days=int(found["shift"] or 0))
    day = _next(found["day"], real, shift)
    return datetime.combine(day, time(int(found["hour"]), int(found["minute"])), ZoneInfo(found["zone"] or zone))


def _next(name: str, real: date, shift: timedelta) -> date:
    """The day so named and shifted that is not over yet: a clock that went back would meet what is still to come."""
    if name == "today":
        return real + shift
    candidates = {_named(name, real + timedelta(days=ahead)) + shift for ahead in range(-70, 430, 7)}
    return min(day for day in candidates if day >= real)


def _named(name: str, after: date) -> date:
    if name in _WEEKDAYS:
        return after + timedelta(days=(_WEEKDAYS.index(name) - after.weekday()) % 7)
    if name == "month_end":
        return date(after.year, after.month, monthrange(after.year, after.month)[1])
    if name == "year_end":
        return date(after.year, 12, 31)
    last = date(after.year, 3 if name == "spring_change" else 10, 31)
    return last - timedelta(days=(last.weekday() + 1) % 7)
