"""When a scenario takes place: named days lie ahead, hours are those of the zone, clocks change where they do."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.harness.arriving import mail_of
from evals.harness.moments import moment_of
from evals.harness.names import Names
from evals.harness.scenario import Scenario, WhenMail
from tests.unit.evals.test_scenarios import GOOD

THURSDAY = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("today 06:15", "2026-11-26T06:15:00+01:00"),
        ("today+3d 06:15 UTC", "2026-11-29T06:15:00+00:00"),
        ("thursday 12:00", "2026-11-26T12:00:00+01:00"),
        ("wednesday 00:30", "2026-12-02T00:30:00+01:00"),
        ("saturday 23:30 Europe/Lisbon", "2026-11-28T23:30:00+00:00"),
        ("month_end 16:00", "2026-11-30T16:00:00+01:00"),
        ("month_end-3d 16:00", "2026-11-27T16:00:00+01:00"),
        ("year_end-3d 10:00", "2026-12-28T10:00:00+01:00"),
        ("spring_change-1d 12:00", "2027-03-27T12:00:00+01:00"),
        ("spring_change 12:00", "2027-03-28T12:00:00+02:00"),
        ("autumn_change 12:00", "2027-10-31T12:00:00+01:00"),
        ("autumn_change-2d 15:30", "2027-10-29T15:30:00+02:00"),
    ],
)
def test_a_moment_is_relative_to_the_real_day(text: str, iso: str) -> None:
    assert moment_of(text, THURSDAY, "Europe/Brussels").isoformat() == iso


@given(
    st.dates(date(2026, 1, 1), date(2035, 12, 31)),
    st.sampled_from(["sunday", "month_end", "year_end", "spring_change", "autumn_change"]),
    st.integers(-9, 9),
)
def test_a_named_day_is_never_over(real: date, name: str, shift: int) -> None:
    found = moment_of(f"{name}{shift:+d}d 09:00", real, "Europe/Brussels").date()
    assert real <= found <= real + timedelta(days=385)


@pytest.mark.parametrize("now", ["noon", "today", "today 25:00", "today 09:00 Europe/Nowhere", "smarch 09:00"])
def test_what_is_no_moment_is_refused(now: str) -> None:
    with pytest.raises(ValueError, match="now"):
        Scenario.model_validate(GOOD | {"now": now})


def test_a_mail_bears_the_day_it_says_it_was_sent_or_that_of_now() -> None:
    names = Names(THURSDAY, {})
    now = moment_of("saturday 09:00", THURSDAY, "Europe/Brussels")
    plain = {"from": "nordvik", "subject": "s", "body": "b"}
    assert b"Date: Thu, 26 Nov 2026 07:41:00 +0000" in mail_of(WhenMail.model_validate(plain), names)[2]
    assert b"Date: Sat, 28 Nov 2026 08:58:00 +0100" in mail_of(WhenMail.model_validate(plain), names, now)[2]
    sent = plain | {"sent": "today+1d 02:55 Asia/Shanghai"}
    assert b"Date: Fri, 27 Nov 2026 02:55:00 +0800" in mail_of(WhenMail.model_validate(sent), names, now)[2]
