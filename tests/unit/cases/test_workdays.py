"""Working days: the week, closed days, public holidays, weeks that take turns, companies that never work."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from cases.workdays import MONDAY_TO_FRIDAY, WorkCalendar, WorkCalendars

BELGIAN = WorkCalendar(country="BE")
CHRISTMAS = date(2026, 12, 25)
BRUSSELS = "Europe/Brussels"


def test_christmas_is_no_working_day_where_it_is_kept() -> None:
    assert CHRISTMAS.weekday() == 4
    assert not BELGIAN.is_working(CHRISTMAS)
    assert MONDAY_TO_FRIDAY.is_working(CHRISTMAS)
    # Thursday, then Friday the 25th and the weekend.
    assert BELGIAN.next(date(2026, 12, 24)) == date(2026, 12, 28)
    assert BELGIAN.on_or_before(CHRISTMAS) == date(2026, 12, 24)
    assert BELGIAN.on_or_after(date(2027, 1, 1)) == date(2027, 1, 4)


def test_a_holiday_of_one_part_of_a_country_is_kept_there_alone() -> None:
    epiphany = date(2027, 1, 6)
    assert not WorkCalendar(country="DE", region="BY").is_working(epiphany)
    assert WorkCalendar(country="DE", region="HH").is_working(epiphany)
    assert WorkCalendar(country="DE", region="no such part").is_working(epiphany)


@pytest.mark.parametrize("country", [None, "XX", ""])
def test_of_a_country_that_nobody_knows_no_holidays_are_kept(country: str | None) -> None:
    assert WorkCalendar(country=country).is_working(CHRISTMAS)


def test_closed_days_and_other_weeks() -> None:
    bridge = WorkCalendar(country="BE", closed=(date(2026, 12, 24),))
    assert bridge.next(date(2026, 12, 23)) == date(2026, 12, 28)
    assert WorkCalendar(weekdays=(0, 1, 2, 3, 4, 5)).next(date(2026, 11, 27)) == date(2026, 11, 28)


def test_weeks_take_turns_as_odoo_counts_them() -> None:
    four_then_five = WorkCalendar(weekdays=(0, 1, 2, 3), second_week=(0, 1, 2, 3, 4))
    fridays = [date(2026, 11, 27), date(2026, 12, 4), date(2026, 12, 11)]
    assert [four_then_five.is_working(day) for day in fridays] == [
        (day.toordinal() - 1) // 7 % 2 == 1 for day in fridays
    ]
    assert len({four_then_five.is_working(day) for day in fridays}) == 2


def test_so_many_working_days_later_at_the_same_local_time() -> None:
    asked = datetime(2026, 12, 23, 16, 0, tzinfo=ZoneInfo(BRUSSELS)).astimezone(UTC)
    due = BELGIAN.after(asked, 2, BRUSSELS)
    assert due.astimezone(ZoneInfo(BRUSSELS)) == datetime(2026, 12, 28, 16, 0, tzinfo=ZoneInfo(BRUSSELS))
    assert MONDAY_TO_FRIDAY.later(date(2026, 11, 27), 2) == date(2026, 12, 1)
    assert MONDAY_TO_FRIDAY.later(date(2026, 11, 28), 2) == date(2026, 12, 1)
    assert BELGIAN.later(CHRISTMAS, 0) == CHRISTMAS


def test_a_company_that_never_works_ends_no_count() -> None:
    never = WorkCalendar(weekdays=())
    assert never.next(CHRISTMAS) == date(2026, 12, 26)
    assert never.on_or_before(CHRISTMAS) == CHRISTMAS


def test_a_warehouse_without_days_of_its_own_has_the_companys() -> None:
    work = WorkCalendars(company=BELGIAN, warehouses={7: WorkCalendar(country="NL")})
    assert (work.at(7).country, work.at(8).country, work.at(None).country) == ("NL", "BE", "BE")
    assert WorkCalendars.model_validate(work.model_dump(mode="json")) == work
