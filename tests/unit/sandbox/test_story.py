"""The story agrees with itself: keys exist, quantities add up, dates are working days."""

from __future__ import annotations

from datetime import date

import pytest

from cases.roles import Role
from sandbox import people, story
from sandbox.calendar import workday

WEDNESDAY = date(2026, 11, 25)


def test_every_key_that_is_named_exists() -> None:
    told = story.tell(WEDNESDAY)
    for purchase in told.purchases.values():
        assert set(purchase.hurts) | set(purchase.spares) <= set(told.sales)
        assert not set(purchase.hurts) & set(purchase.spares)


def test_what_is_late_is_the_whole_line() -> None:
    for purchase in story.tell(WEDNESDAY).purchases.values():
        ordered = {line.product: line.quantity for line in purchase.lines}
        for code in {arrival.product for arrival in purchase.late}:
            arrivals = [arrival for arrival in purchase.late if arrival.product == code]
            assert sum(arrival.quantity for arrival in arrivals) == ordered[code]
            assert max(arrival.day for arrival in arrivals) > purchase.planned


def test_dates_follow_today() -> None:
    told = story.tell(WEDNESDAY)
    assert told.purchases["bearings"].planned == workday(WEDNESDAY, 4) == date(2026, 12, 1)
    assert all(purchase.planned.weekday() < 5 for purchase in told.purchases.values())
    assert [key for key, purchase in told.purchases.items() if purchase.planned < WEDNESDAY] == ["oil_overdue"]


def test_each_order_has_a_number_of_its_own() -> None:
    told = story.tell(WEDNESDAY)
    numbers = [order.name for order in [*told.purchases.values(), *told.sales.values()]]
    assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize("role", list(Role))
def test_every_role_has_somebody(role: Role) -> None:
    [user] = [user for user in people.users() if user["role"] == role]
    assert user["login"] == user["password"] == role.value
