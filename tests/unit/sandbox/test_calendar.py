"""Working days, and the table of seven by which a database is moved."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sandbox.calendar import FIXED_DAY, moved_by, offset_of, workday, working_today

DAYS = st.dates(date(2026, 6, 1), date(2033, 12, 31))
OFFSETS = st.integers(-120, 120)


def test_the_fixed_day_is_a_monday() -> None:
    assert FIXED_DAY.weekday() == 0


def test_a_weekend_stands_on_its_friday() -> None:
    friday = date(2026, 11, 20)
    assert [working_today(friday + timedelta(days=days)) for days in range(4)] == [friday] * 3 + [date(2026, 11, 23)]
    assert workday(date(2026, 11, 21), 1) == date(2026, 11, 23)


def test_five_working_days_are_a_week() -> None:
    assert workday(date(2026, 11, 25), 5) == date(2026, 12, 2)
    assert workday(date(2026, 11, 25), -5) == date(2026, 11, 18)
    assert workday(date(2026, 11, 27), 1) == date(2026, 11, 30)


@given(DAYS, OFFSETS)
def test_no_working_day_lies_on_a_weekend_and_the_offset_is_found_again(today: date, offset: int) -> None:
    day = workday(today, offset)
    assert day.weekday() < 5
    assert offset_of(day, today) == offset


@given(DAYS, OFFSETS)
def test_what_is_moved_keeps_its_distance_in_working_days(today: date, offset: int) -> None:
    seeded = workday(FIXED_DAY, offset)
    assert seeded + timedelta(days=moved_by(seeded, today)) == workday(today, offset)


@given(DAYS, OFFSETS)
def test_a_moved_weekend_stays_between_its_neighbours(today: date, offset: int) -> None:
    seeded = FIXED_DAY + timedelta(days=offset)
    before, after = seeded - timedelta(days=1), seeded + timedelta(days=1)
    moved = [day + timedelta(days=moved_by(day, today)) for day in (before, seeded, after)]
    if seeded.weekday() < 5:
        assert moved[1] < moved[2] or after.weekday() >= 5
    assert moved[1] - moved[0] >= timedelta(0) or seeded.weekday() >= 5


@given(DAYS, DAYS, OFFSETS)
def test_a_company_that_stands_at_any_day_can_be_moved_on(since: date, today: date, offset: int) -> None:
    day = workday(since, offset)
    assert day + timedelta(days=moved_by(day, today, since)) == workday(today, offset)
    # What the statement is made of: the amount depends on the weekday alone.
    alike = FIXED_DAY + timedelta(days=day.weekday())
    assert moved_by(alike, today, since) == moved_by(day, today, since)
