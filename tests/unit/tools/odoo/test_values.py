"""Odoo's values to Python's and back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.odoo.values import Ref, day, ids, moment, number, odoo_moment, ref


def test_moments_are_naive_utc_on_the_wire_and_aware_here() -> None:
    assert moment("2026-12-04 16:00:00") == datetime(2026, 12, 4, 16, tzinfo=UTC)
    assert moment(False) is None
    assert moment("") is None
    east = timezone(timedelta(hours=9))
    assert odoo_moment(datetime(2026, 12, 4, 1, tzinfo=east)) == "2026-12-03 16:00:00"
    with pytest.raises(ValueError, match="needs a zone"):
        odoo_moment(datetime(2026, 12, 4))  # noqa: DTZ001 - that is the point
    with pytest.raises(ValueError, match="not a moment"):
        moment("soon")
    with pytest.raises(ValueError, match="not a moment"):
        moment(17)


@given(st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.timezones()))  # noqa: DTZ001
def test_a_moment_comes_back_as_it_went(when: datetime) -> None:
    assert moment(odoo_moment(when)) == when.astimezone(UTC).replace(microsecond=0)


def test_references_look_alike_however_they_came() -> None:
    assert ref([3, "Acme"]) == ref((3, "Acme")) == ref({"id": 3, "display_name": "Acme"}) == Ref(3, "Acme")
    assert ref(False) is ref(None) is None
    assert ref([3, False]) == Ref(3, "")
    assert ref(3) == Ref(3, "")
    with pytest.raises(ValueError, match="not a reference"):
        ref("Acme")


def test_numbers_lose_binary_noise() -> None:
    assert number(0.1 + 0.2) == Decimal("0.3")
    assert str(number(12.000000000000002)) == "12"
    assert str(number(1000.0)) == "1000"
    assert str(number(-0.0)) == "0"
    assert number(False) == number(None) == 0
    with pytest.raises(ValueError, match="not a number"):
        number(float("nan"))


@given(st.decimals(-(10**9), 10**9, places=4))
def test_a_quantity_survives_the_float(quantity: Decimal) -> None:
    assert number(float(quantity)) == quantity


def test_days_and_ids() -> None:
    assert day("2026-12-04") == day("2026-12-04 23:00:00") == date(2026, 12, 4)
    assert day(date(2026, 12, 4)) == day(datetime(2026, 12, 4, 5, tzinfo=UTC)) == date(2026, 12, 4)
    assert day(False) is None
    assert ids([1, {"id": 2}]) == (1, 2)
    assert ids(False) == ()
