"""What is not needed once people took another option, and what stays undone, rejected or lost all the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.options import BETTER_WAY, not_needed, passed_over
from cases.status import AGREED, ActionStatus

A = ActionStatus
ACCEPT, PUSH = ("move", "tell"), ("move", "ask")


def status(**of: ActionStatus) -> dict[str, ActionStatus]:
    return of


def test_what_belongs_only_to_the_other_option_is_passed_over() -> None:
    for ask in (A.PENDING, A.REJECTED, A.EXPIRED):
        assert passed_over([ACCEPT, PUSH], status(move=A.APPLIED, tell=A.APPROVED, ask=ask)) == {"ask"}


@pytest.mark.parametrize("tell", [A.PENDING, A.REJECTED, A.REFUSED, A.SUPERSEDED, A.EXPIRED, A.FAILED])
def test_half_an_option_is_not_taken(tell: ActionStatus) -> None:
    assert passed_over([ACCEPT, PUSH], status(move=A.APPLIED, tell=tell, ask=A.PENDING)) == frozenset()


def test_a_part_of_a_larger_option_says_nothing_about_the_rest_of_it() -> None:
    assert passed_over([("move",), ACCEPT], status(move=A.APPLIED, tell=A.PENDING)) == frozenset()
    three = [("move", "tell"), ("move", "tell", "call"), ("move", "ask")]
    assert passed_over(three, status(move=A.APPLIED, tell=A.APPLIED, call=A.PENDING, ask=A.PENDING)) == {"ask"}


def test_what_stands_in_no_option_is_an_addition_and_never_passed_over() -> None:
    assert passed_over([("move",)], status(move=A.APPLIED, tell=A.PENDING)) == frozenset()
    assert passed_over([], status(move=A.APPLIED)) == frozenset()


def test_two_options_that_were_both_taken() -> None:
    assert passed_over([ACCEPT, PUSH], status(move=A.APPLIED, tell=A.APPLIED, ask=A.APPLIED)) == frozenset()


names = ("a", "b", "c", "d")


@given(
    st.lists(st.lists(st.sampled_from(names), unique=True)),
    st.fixed_dictionaries(dict.fromkeys(names, st.sampled_from(A))),
)
def test_nothing_that_people_agreed_to_in_a_taken_option_is_passed_over(
    options: list[list[str]], of: dict[str, ActionStatus]
) -> None:
    over = passed_over(options, of)
    assert over <= {one for option in options for one in option}
    for option in options:
        if all(of[one] in AGREED for one in option):
            assert not over & set(option)


def needed(rejected: dict[str, str | None], of: dict[str, ActionStatus], **more: object) -> frozenset[str]:
    nothing: dict[str, tuple[str, ...]] = dict.fromkeys(of, ())
    given_: dict[str, object] = {"excludes": {}, "depends_on": {}, "options": [ACCEPT, PUSH], **more}
    return not_needed(
        rejected,
        given_["options"],  # type: ignore[arg-type]
        of,
        nothing | given_["excludes"],  # type: ignore[operator]
        nothing | given_["depends_on"],  # type: ignore[operator]
    )


def test_a_reason_of_its_own_is_a_rejection_whatever_else_was_done() -> None:
    of = status(move=A.APPLIED, tell=A.APPLIED, ask=A.REJECTED)
    assert needed({"ask": None}, of) == {"ask"}
    assert needed({"ask": BETTER_WAY}, of) == {"ask"}
    assert needed({"ask": "wrong_date"}, of) == frozenset()
    assert needed({"ask": "They never answer."}, of, excludes={"ask": ("tell",)}) == frozenset()


def test_what_another_shut_out_is_not_needed_and_takes_what_depends_on_it_along() -> None:
    of = status(carry=A.EXECUTING, promise=A.REJECTED, letter=A.REJECTED)
    found = needed(
        {"promise": None, "letter": None},
        of,
        options=[],
        excludes={"promise": ("carry",)},
        depends_on={"letter": ("promise",)},
    )
    assert found == {"promise", "letter"}
    refused = of | {"carry": A.REFUSED}
    assert (
        needed({"promise": None, "letter": None}, refused, options=[], excludes={"promise": ("carry",)}) == frozenset()
    )


def test_what_fell_with_a_rejected_action_is_rejected() -> None:
    of = status(move=A.REJECTED, tell=A.REJECTED)
    assert needed({"move": "wrong_reading", "tell": None}, of, depends_on={"tell": ("move",)}) == frozenset()
