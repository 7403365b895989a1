"""The plan before the carrier leaves: exact, within what can be done, never worse than taking it rank by rank."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from agents.analysis.picking_plan import Work, best, greedy, missed, odoos_order, ranked, worth

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)


def work(
    number: int, lines: int, *, due: bool = True, weight: int = 1, margin: int = 0, star: bool = False, hours: int = 0
) -> Work:
    return Work(
        id=number,
        lines=lines,
        due=due,
        weight=Decimal(weight),
        margin=Decimal(margin),
        starred=star,
        scheduled=NOW + timedelta(hours=hours),
    )


works = st.lists(
    st.builds(
        work,
        st.integers(1, 10_000),
        st.integers(1, 30),
        due=st.booleans(),
        weight=st.integers(1, 3),
        margin=st.integers(-50, 5_000),
        star=st.booleans(),
        hours=st.integers(-48, 48),
    ),
    max_size=12,
    unique_by=lambda one: one.id,
)


@given(works, st.integers(0, 120))
@settings(max_examples=150, deadline=None)
def test_no_plan_exceeds_capacity_and_none_is_worse_than_rank_by_rank(given_work: list[Work], capacity: int) -> None:
    plan = best(given_work, capacity)
    assert sum(one.lines for one in plan) <= capacity
    assert len({one.id for one in plan}) == len(plan)
    assert all(one.due for one in plan)
    assert worth(plan)[0] >= worth(greedy(given_work, capacity))[0]
    assert worth(plan) >= worth(greedy(given_work, capacity))


@given(works.filter(lambda found: sum(one.due for one in found) <= 8), st.integers(0, 60))
@settings(max_examples=80, deadline=None)
def test_the_plan_is_the_best_there_is(given_work: list[Work], capacity: int) -> None:
    due = [one for one in given_work if one.due]
    if sum(one.lines for one in due) <= capacity:
        assert best(given_work, capacity) == ranked(due)
        return
    choices = (some for size in range(len(due) + 1) for some in combinations(due, size))
    most = max(worth(some) for some in choices if sum(one.lines for one in some) <= capacity)
    assert worth(best(given_work, capacity)) == most


def test_two_small_ones_are_kept_where_rank_by_rank_would_keep_a_large_one() -> None:
    large, one, other = work(1, 10, weight=3), work(2, 5, weight=2), work(3, 5, weight=2)
    assert greedy([large, one, other], 10) == [large]
    assert best([large, one, other], 10) == [one, other]


def test_odoo_works_by_star_then_day_and_a_later_promise_can_push_out_an_earlier_one() -> None:
    starred_for_tomorrow = work(1, 6, due=False, star=True, hours=30)
    for_today = work(2, 6, hours=1)
    order = odoos_order([for_today, starred_for_tomorrow])
    assert [one.id for one in order] == [1, 2]
    assert missed(order, 10) == [for_today]
    assert best([for_today, starred_for_tomorrow], 10) == [for_today]
