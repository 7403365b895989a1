"""Throughput: the median of the same hours before, with its spread; too little history says so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from agents.analysis.throughput import pace

ZONE = "Europe/Brussels"
# A Thursday, 13:00 in Brussels.
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


def weeks(*lines: int, hour: int = 12, weekday_of: datetime = NOW) -> dict[datetime, int]:
    """What was done in the same hour of the weeks before."""
    return {weekday_of.replace(hour=hour) - timedelta(weeks=back + 1): count for back, count in enumerate(lines)}


def test_the_same_hour_of_the_same_weekday_is_what_counts() -> None:
    finished = weeks(10, 20, 30, 18) | weeks(40, 40, 40, 40, hour=13) | weeks(7, 7, 7, hour=6)
    found = pace(finished, NOW, NOW + timedelta(hours=2), ZONE)
    assert found is not None
    assert (found.lines, found.low, found.high) == (59, 56, 62.5)
    assert (found.hours, found.seen, found.by_weekday) == (2, 11, True)
    assert found.an_hour == pytest.approx(29.5)


def test_part_of_an_hour_counts_as_that_part() -> None:
    finished = weeks(20, 20, 20, 20, 20) | weeks(8, 8, 8, 8, 8, hour=13)
    found = pace(finished, NOW + timedelta(minutes=45), NOW + timedelta(minutes=90), ZONE)
    assert found is not None
    assert found.lines == pytest.approx(5 + 4)


def test_with_too_few_hours_of_the_weekday_the_hour_of_any_weekday_counts() -> None:
    finished = weeks(2, 2) | {
        moment - timedelta(days=1): count for moment, count in weeks(30, 30, 30, 30, 30, 30, 30, 30).items()
    }
    found = pace(finished, NOW, NOW + timedelta(hours=1), ZONE)
    assert found is not None
    assert (found.lines, found.by_weekday) == (30, False)


def test_too_little_history_says_so() -> None:
    assert pace(weeks(9, 9, 9, 9, 9, 9, 9, 9, 9), NOW, NOW + timedelta(hours=1), ZONE) is None


def test_nobody_works_at_night_or_on_a_sunday() -> None:
    finished = weeks(*([20] * 12))
    found = pace(finished, NOW + timedelta(hours=8), NOW + timedelta(hours=12), ZONE)
    assert found is not None
    assert (found.lines, found.hours) == (0, 0)
    sunday = datetime(2026, 11, 29, 12, tzinfo=UTC)
    assert (pace(finished, sunday, sunday + timedelta(hours=1), ZONE) or found).lines == 0


def test_hours_are_local_when_the_clocks_change() -> None:
    # Before 25 October the same local hour was one UTC hour earlier.
    summer = {datetime(2026, 10, day, 11, tzinfo=UTC): 20 for day in (8, 15, 22)}
    winter = weeks(20, 20, 20, 20) | weeks(1, 1, 1, hour=11)
    found = pace(summer | winter, NOW, NOW + timedelta(hours=1), ZONE)
    assert found is not None
    assert (found.lines, found.by_weekday) == (20, True)
