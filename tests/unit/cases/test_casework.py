"""Who may work a case by hand, and what they are told otherwise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.approvals import may_fill
from cases.casework import asked_words, may_hand_over, may_put_away, may_work, putting_away_is_for
from cases.models import Need
from cases.people import Person
from cases.roles import Role

PROCUREMENT = Need(any_of=(Role.PROCUREMENT,))
SALES_OR_SERVICE = Need(any_of=(Role.SALES, Role.SERVICE))
ANYONE = Need(any_of=tuple(Role))
needs = st.lists(st.builds(Need, any_of=st.lists(st.sampled_from(Role), min_size=1, max_size=4).map(tuple)), max_size=4)
roles = st.frozensets(st.sampled_from(Role), max_size=3)


@given(needs)
def test_without_a_role_nobody_does_anything(asked: list[Need]) -> None:
    assert not may_work(frozenset())
    assert not may_put_away(frozenset(), asked)


@given(roles, needs)
def test_whoever_is_asked_may_put_away(held: frozenset[Role], asked: list[Need]) -> None:
    if any(may_fill(need, held) for need in asked):
        assert may_put_away(held, asked)


@pytest.mark.parametrize(
    ("held", "asked", "may"),
    [
        ({Role.FINANCE}, [], True),
        ({Role.FINANCE}, [PROCUREMENT], False),
        ({Role.PROCUREMENT}, [PROCUREMENT], True),
        ({Role.SERVICE}, [PROCUREMENT, SALES_OR_SERVICE], True),
        ({Role.WAREHOUSE, Role.LOGISTICS}, [PROCUREMENT, SALES_OR_SERVICE], False),
        ({Role.PROCUREMENT_MANAGER}, [PROCUREMENT], True),
        ({Role.FINANCE_MANAGER}, [PROCUREMENT], True),
        ({Role.FINANCE}, [PROCUREMENT, ANYONE], True),
    ],
)
def test_closing_is_for_those_who_are_asked_and_managers(held: set[Role], asked: list[Need], may: bool) -> None:
    assert may_put_away(held, asked) is may


def test_it_says_whose_it_is() -> None:
    assert asked_words([PROCUREMENT]) == "procurement"
    assert asked_words([PROCUREMENT, SALES_OR_SERVICE, PROCUREMENT]) == "procurement, sales or service"
    assert asked_words([PROCUREMENT, ANYONE]) == "anyone at the desk"
    assert asked_words([]) == "nobody"
    assert putting_away_is_for("Closing", [SALES_OR_SERVICE]).endswith("so it is for sales, service or any manager.")


def test_whoever_is_on_it_or_manages_hands_it_over() -> None:
    def person(uid: int, *roles: Role) -> Person:
        return Person(uid=uid, login=str(uid), name=str(uid), roles=frozenset(roles))

    buyer, manager = person(1, Role.PROCUREMENT), person(2, Role.SALES_MANAGER)
    assert may_hand_over(buyer, None)
    assert may_hand_over(buyer, 1)
    assert not may_hand_over(buyer, 2)
    assert may_hand_over(manager, 1)
    assert not may_hand_over(person(3), None)
