"""A day in a warehouse is a moment in Odoo's UTC, also across the change of clocks and west of Greenwich."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.settings import load
from tools.odoo.dates import arrival, arrival_text, dispatch, dispatch_text, local_day, zone_name

SETTINGS = load(arrival_hour=17, dispatch_hour=15, timezone="Europe/Brussels")


@pytest.mark.parametrize(
    ("day", "zone", "text"),
    [
        (date(2026, 12, 4), "Europe/Brussels", "2026-12-04 16:00:00"),
        (date(2026, 7, 3), "Europe/Brussels", "2026-07-03 15:00:00"),
        (date(2026, 3, 29), "Europe/Brussels", "2026-03-29 15:00:00"),
        (date(2026, 10, 25), "Europe/Brussels", "2026-10-25 16:00:00"),
        (date(2026, 12, 4), "America/Los_Angeles", "2026-12-05 01:00:00"),
        (date(2026, 12, 4), "Asia/Tokyo", "2026-12-04 08:00:00"),
    ],
)
def test_the_arrival_hour_of_that_day_there(day: date, zone: str, text: str) -> None:
    assert arrival_text(day, zone, SETTINGS) == text
    assert local_day(text, zone) == day


def test_dispatch_has_its_own_hour() -> None:
    assert dispatch_text(date(2026, 12, 4), "Europe/Lisbon", SETTINGS) == "2026-12-04 15:00:00"
    assert dispatch(date(2026, 12, 4), "Europe/Warsaw", SETTINGS) == datetime(2026, 12, 4, 14, tzinfo=UTC)
    assert local_day(None, "UTC") is None
    assert local_day("2026-12-04 23:30:00", "Europe/Warsaw") == date(2026, 12, 5)


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.timezone_keys())
def test_a_day_stays_that_day_in_every_zone(day: date, zone: str) -> None:
    moment = arrival(day, zone, SETTINGS)
    assert moment.utcoffset() == timedelta(0)
    assert local_day(moment, zone_name(zone, settings=SETTINGS)) == day or zone_name(zone, settings=SETTINGS) != zone


def test_the_first_zone_that_exists_counts() -> None:
    assert zone_name(None, "", "Mars/Olympus", "Europe/Porto?", "Europe/Lisbon", settings=SETTINGS) == "Europe/Lisbon"
    assert zone_name(None, "../etc/passwd", settings=SETTINGS) == "Europe/Brussels"
    assert zone_name(settings=SETTINGS.model_copy(update={"timezone": "Nowhere/Land"})) == "UTC"
