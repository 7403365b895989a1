"""Working days: Monday to Friday where the company is. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

SATURDAY = 5


def after(moment: datetime, days: int, zone: str) -> datetime:
    """The same local time so many working days later: two from a Friday, and from the Saturday after it, is Tuesday."""
    local = moment.astimezone(ZoneInfo(zone))
    while days:
        local += timedelta(days=1)
        days -= local.weekday() < SATURDAY
    return local.astimezone(moment.tzinfo)
