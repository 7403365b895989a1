"""Words for days in four languages."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.correspondence.dates import reader_for
from agents.correspondence.shifts import find_shifts
from agents.correspondence.text import Language
from cases.claims import Precision

SENT = date(2026, 11, 23)


def found(text: str, language: Language = "en") -> list[date]:
    return [day.day for day in reader_for(text, SENT, language).find(text)]


@pytest.mark.parametrize(
    ("language", "text", "day"),
    [
        ("en", "on 4 December 2026", date(2026, 12, 4)),
        ("en", "on the 4th of December", date(2026, 12, 4)),
        ("en", "December 4th, 2026", date(2026, 12, 4)),
        ("en", "4-Dec-2026", date(2026, 12, 4)),
        ("en", "ETA 2026-12-04", date(2026, 12, 4)),
        ("en", "2 January", date(2027, 1, 2)),
        ("de", "am 4. Dezember", date(2026, 12, 4)),
        ("de", "am 04.12.2026", date(2026, 12, 4)),
        ("de", "erst am 04.12. bei Ihnen", date(2026, 12, 4)),
        ("de", "am 3. Januar", date(2027, 1, 3)),
        ("fr", "le 1er décembre", date(2026, 12, 1)),
        ("fr", "le 04/12/2026", date(2026, 12, 4)),
        ("nl", "op 4 december 2026", date(2026, 12, 4)),
        ("nl", "op 04-12-2026", date(2026, 12, 4)),
    ],
)
def test_a_day_is_read_in_any_of_the_four_languages(language: Language, text: str, day: date) -> None:
    [one] = reader_for(text, SENT, language).find(text)
    assert (one.day, one.precision, one.sure >= 0.9) == (day, Precision.DAY, True)


@pytest.mark.parametrize(
    ("language", "text", "friday"),
    [
        ("en", "in week 49", date(2026, 12, 4)),
        ("en", "CW 50/2026", date(2026, 12, 11)),
        ("de", "in KW 2", date(2027, 1, 15)),
        ("fr", "semaine 49", date(2026, 12, 4)),
        ("en", "next week", date(2026, 12, 4)),
        ("de", "Ende nächster Woche", date(2026, 12, 4)),
        ("en", "by the end of December", date(2026, 12, 31)),
        ("de", "Mitte Dezember", date(2026, 12, 18)),
    ],
)
def test_a_week_is_its_friday_and_says_that_it_is_only_a_week(language: Language, text: str, friday: date) -> None:
    [one] = reader_for(text, SENT, language).find(text)
    assert (one.day, one.precision) == (friday, Precision.WEEK)


def test_a_weekday_is_the_next_one_after_the_mail() -> None:
    assert found("on Friday") == [date(2026, 11, 27)]
    assert found("am Dienstag", "de") == [date(2026, 11, 24)]
    assert found("vendredi de la semaine prochaine", "fr") == [date(2026, 12, 4)]


def test_an_ambiguous_day_follows_the_mails_language_or_its_other_days() -> None:
    assert found("le 04/12", "fr") == [date(2026, 12, 4)]
    assert found("04/12/2026 instead of 27/11/2026") == [date(2026, 12, 4), date(2026, 11, 27)]
    assert found("01/12/2027 instead of 11/27/2026") == [date(2027, 1, 12), date(2026, 11, 27)]


def test_a_day_that_nothing_decides_is_unsure() -> None:
    [day] = reader_for("04/12", SENT, "en").find("04/12")
    assert day.sure < 0.7


@pytest.mark.parametrize(
    "text", ["20.50 EUR", "12.5 kg", "20 may arrive", "version 1.2.3", "pages 4-5", "10:30", "24/7 support"]
)
def test_what_is_no_day_is_not_read_as_one(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "days", "working"),
    [
        ("two weeks later than agreed", 14, False),
        ("delayed by 10 working days", 10, True),
        ("2-3 weeks late", 21, False),
        ("a two-week delay", 14, False),
        ("verschiebt sich um zwei Wochen", 14, False),
        ("um ca. 10 Tage verschoben", 10, False),
        ("10 Arbeitstage später", 10, True),
        ("un retard de deux semaines", 14, False),
        ("trois semaines de retard", 21, False),
        ("twee weken later", 14, False),
        ("rutscht um genau eine Woche nach hinten", 7, False),
        ("drei Wochen nach hinten verschoben", 21, False),
        ("pushes it out by a good two weeks", 14, False),
        ("a fortnight after that", 14, False),
        ("zwei Wochen danach", 14, False),
        ("une semaine après", 7, False),
        ("huit jours plus tard", 7, False),
        ("la semaine suivante", 7, False),
        ("in der Woche darauf", 7, False),
        ("schuift een week op", 7, False),
        ("anderhalve week daarna", 10, False),
        ("dix jours calendaires de retard", 10, False),
        ("slips by 12 calendar days", 12, False),
        ("verschiebt sich um 14 Kalendertage", 14, False),
        ("verschiebt sich leider die ganze Bestellung P01220, blau und grau, um fünf Arbeitstage", 5, True),
        ("the whole of PO-4711, red and green parts, is pushed back by two weeks", 14, False),
    ],
)
def test_so_much_later_is_read_with_its_upper_end(text: str, days: int, working: bool) -> None:
    [shift] = find_shifts(text)
    assert (shift.days, shift.working) == (days, working)


@pytest.mark.parametrize("text", ["announced as delayed two weeks ago", "vor zwei Wochen", "in two weeks", "5 jours"])
def test_other_lengths_of_time_are_no_delay(text: str) -> None:
    assert find_shifts(text) == []


@pytest.mark.parametrize(
    ("text", "language", "day"),
    [
        ("on the Wednesday after Easter", "en", date(2027, 3, 31)),
        ("am Mittwoch nach Ostern", "de", date(2027, 3, 31)),
        ("le mardi d'après Pâques", "fr", date(2027, 3, 30)),
        ("dinsdag na Pinksteren", "nl", date(2027, 5, 18)),
        ("in der Woche nach Ostern", "de", date(2027, 4, 2)),
    ],
)
def test_days_are_told_from_feasts(text: str, language: Language, day: date) -> None:
    assert [one.day for one in reader_for(text, date(2027, 3, 4), language).find(text)] == [day]


def test_a_weekday_with_its_number_is_the_one_to_come() -> None:
    # In 2027 the days of February come again in March.
    assert [one.day for one in reader_for("", date(2027, 3, 4), "nl").find("woensdag de 24e")] == [date(2027, 3, 24)]


def test_working_days_skip_weekends() -> None:
    [shift] = find_shifts("delayed by 3 working days")
    assert shift.after(date(2026, 11, 26)) == date(2026, 12, 1)


@given(st.dates(date(2026, 8, 1), date(2027, 6, 1)), st.sampled_from(["%d.%m.%Y", "%Y-%m-%d", "%d %B %Y", "%B %d, %Y"]))
def test_every_full_date_is_read_as_itself(day: date, form: str) -> None:
    text = f"arrives {day.strftime(form)} at your dock"
    assert found(text, "de" if "." in form else "en") == [day]


@given(st.text(max_size=300))
def test_nothing_breaks_the_reader(text: str) -> None:
    for language in ("en", "de", "fr", "nl"):
        for day in reader_for(text, SENT, language).find(text):
            assert 0 <= day.start < day.end <= len(text)
            assert abs(day.day - SENT) < timedelta(days=400 * 366)
    assert isinstance(find_shifts(text), list)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-12-02T23:30:00Z", "2026-12-03"),
        ("2026-12-02 23:30 UTC", "2026-12-03"),
        ("2026-12-02T22:30:00.000+00:00", "2026-12-02"),
        ("2026-12-03T00:30:00+0200", "2026-12-02"),
        ("2026-12-02T19:30:00-05:00", "2026-12-03"),
        ("2026-12-02 23:30", "2026-12-02"),
        ("2026-12-02T99:99Z", "2026-12-02"),
    ],
)
def test_a_moment_is_of_the_day_it_is_at_the_place(text: str, day: str) -> None:
    reader = reader_for(text, date(2026, 11, 26), "en", "Europe/Brussels")
    assert [str(one.day) for one in reader.find(text)] == [day]
    # Without a place it is as it is written.
    assert [str(one.day) for one in reader_for(text, date(2026, 11, 26), "en").find(text)] == [text[:10]]
