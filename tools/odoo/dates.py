"""Days of a warehouse or a partner to Odoo's naive UTC and back.

A mail's "4 December" means the arrival hour of that day where the goods arrive. As a bare date Odoo would take it for
midnight UTC, the day before in the west. Hours come from the settings, the zone from the record.
"""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cases.actions.base import day_of, moment_on
from runtime.settings import Settings
from tools.odoo.values import moment, odoo_moment


def zone_name(*candidates: str | None, settings: Settings) -> str:
    """The first zone that is named and exists; else the company's from the settings."""
    for candidate in (*candidates, settings.timezone):
        if candidate and _exists(candidate):
            return candidate
    return "UTC"


def arrival(day: date, zone: str, settings: Settings) -> datetime:
    """The moment by which a day's receipts are in, in UTC."""
    return moment_on(day, settings.arrival_hour, zone)


def dispatch(day: date, zone: str, settings: Settings) -> datetime:
    """The moment by which a day's deliveries leave, in UTC."""
    return moment_on(day, settings.dispatch_hour, zone)


def arrival_text(day: date, zone: str, settings: Settings) -> str:
    """`arrival` as Odoo wants it written."""
    return odoo_moment(arrival(day, zone, settings))


def dispatch_text(day: date, zone: str, settings: Settings) -> str:
    """`dispatch` as Odoo wants it written."""
    return odoo_moment(dispatch(day, zone, settings))


def local_day(value: str | datetime | None, zone: str) -> date | None:
    """The day in that zone of Odoo's text or of a moment."""
    return day_of(moment(value), zone)


def _exists(zone: str) -> bool:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        return False
    return True
