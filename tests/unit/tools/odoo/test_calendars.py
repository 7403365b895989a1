"""Working hours and closed days as Odoo answers them, made into days."""

from __future__ import annotations

from datetime import date
from typing import Any

from tools.odoo.reads.calendars import calendars_of

Row = dict[str, Any]


def hours(day: int, begin: float, end: float, **more: Any) -> Row:
    period = {"day_period": "morning" if end <= 13 else "afternoon", "display_type": False, "week_type": False}
    return {"dayofweek": str(day), "hour_from": begin, "hour_to": end, **period, **more}


WEEK = [one for day in range(5) for one in (hours(day, 8.0, 12.0), hours(day, 13.0, 17.0))]


def place(
    warehouse: int = 1, *, at: Row | None = None, attendance: list[Row] | None = None, two_weeks: bool = False
) -> Row:
    lines = WEEK if attendance is None else attendance
    calendar = {"id": 5, "tz": "Europe/Brussels", "two_weeks_calendar": two_weeks, "attendance_ids": lines}
    home = {"country_id": {"code": "BE"}, "state_id": False}
    company = {"id": 1, "resource_calendar_id": calendar, "partner_id": home}
    return {"id": warehouse, "company_id": company, "partner_id": at or False}


def closed(begin: str, end: str, *, calendar: int | None = None, company: int | None = None) -> Row:
    return {
        "date_from": begin,
        "date_to": end,
        "calendar_id": {"id": calendar} if calendar else False,
        "company_id": {"id": company} if company else False,
    }


def test_the_week_the_country_and_what_is_closed() -> None:
    # 28 to 31 December in Brussels, in UTC as Odoo keeps it.
    found = calendars_of([place()], [closed("2026-12-27 23:00:00", "2026-12-31 22:59:59", calendar=5)])
    assert found.company.weekdays == (0, 1, 2, 3, 4)
    assert found.company.country == "BE"
    assert found.company.closed == tuple(date(2026, 12, day) for day in (28, 29, 30, 31))
    # Christmas is a Friday, then comes the weekend, then what is closed, then New Year's Day and the weekend.
    assert found.company.next(date(2026, 12, 24)) == date(2027, 1, 4)
    assert found.warehouses == {}


def test_half_a_day_is_a_working_day_and_the_working_hours_are_a_day() -> None:
    morning = closed("2026-12-24 07:00:00", "2026-12-24 11:00:00")
    by_hours = closed("2026-12-23 07:00:00", "2026-12-23 16:00:00")
    assert calendars_of([place()], [morning, by_hours]).company.closed == (date(2026, 12, 23),)


def test_what_another_company_or_another_calendar_is_closed_for_counts_not() -> None:
    day = ("2026-12-22 23:00:00", "2026-12-23 22:59:59")
    others = [closed(*day, calendar=9), closed(*day, company=2)]
    assert calendars_of([place()], others).company.closed == ()
    assert calendars_of([place()], [closed(*day, company=1)]).company.closed == (date(2026, 12, 23),)


def test_a_warehouse_keeps_the_holidays_of_the_country_it_is_in() -> None:
    bavaria = {"country_id": {"code": "DE"}, "state_id": {"code": "BY"}}
    found = calendars_of([place(1), place(2, at=bavaria)], [])
    assert set(found.warehouses) == {2}
    assert (found.at(2).country, found.at(2).region) == ("DE", "BY")
    assert not found.at(2).is_working(date(2027, 1, 6))
    assert found.at(1).is_working(date(2027, 1, 6))


def test_sections_and_breaks_are_no_work_and_weeks_take_turns() -> None:
    lines = [
        hours(0, 0.0, 0.0, week_type="0", display_type="line_section"),
        *(hours(day, 8.0, 16.0, week_type="0", day_period="full_day") for day in range(4)),
        hours(4, 12.0, 13.0, week_type="0", day_period="lunch"),
        *(hours(day, 8.0, 16.0, week_type="1", day_period="full_day") for day in range(5)),
    ]
    found = calendars_of([place(attendance=lines, two_weeks=True)], []).company
    assert (found.weekdays, found.second_week) == ((0, 1, 2, 3), (0, 1, 2, 3, 4))


def test_a_company_without_working_hours_works_monday_to_friday() -> None:
    assert calendars_of([place(attendance=[])], []).company.weekdays == (0, 1, 2, 3, 4)
    assert calendars_of([], []).company.country is None
