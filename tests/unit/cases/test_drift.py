"""What has changed since the stretch of time before: told where chance does not explain it, and nowhere else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import fisher_exact

from cases.actions.base import Money
from cases.confidence import ENOUGH
from cases.models import Need
from cases.overrides import Overrides, Proposed, overrides
from cases.overrides.drift import fisher
from cases.roles import Role
from cases.status import ActionStatus, DecisionType
from tests.unit.cases.test_overrides import NOW, proposed, said

T = DecisionType
counts = st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(counts, counts)
def test_the_exact_test_is_scipys(one: tuple[int, int], other: tuple[int, int]) -> None:
    (k, n), (other_k, other_n) = one, other
    table = [[k, n - k], [other_k, other_n - other_k]]
    assert fisher(k, n, other_k, other_n) == pytest.approx(fisher_exact(table).pvalue, abs=1e-9)


def some(approved: int, of: int, *, days_ago: float, sure: float = 0.7, **more: Any) -> list[Proposed]:
    """That many decisions, of which so many approved it unchanged and the others rejected it."""
    return [
        proposed(
            said(T.APPROVE if n < approved else T.REJECT, ago=24 * days_ago),
            case=f"{days_ago}-{n}",
            sure=sure,
            **more,
        )
        for n in range(of)
    ]


def figures(rows: list[Proposed]) -> Overrides:
    return overrides(rows, [], since=NOW - timedelta(days=30), until=NOW)


def test_a_rate_that_fell_is_told_with_both_counts_and_how_rare_that_is() -> None:
    found = figures(some(12, 40, days_ago=5) + some(36, 40, days_ago=45)).drift
    assert {one.what for one in found.alarms} == {"approved unchanged", "rejected"}
    words = found.alarms[0].words
    assert "12 of 40" in words or "28 of 40" in words
    assert "in the time before" in words
    assert "%" not in words


def test_what_chance_explains_and_what_is_too_little_to_tell_is_no_alarm() -> None:
    assert figures(some(30, 40, days_ago=5) + some(33, 40, days_ago=45)).drift.alarms == ()
    few = ENOUGH - 1
    assert figures(some(0, few, days_ago=5) + some(few, few, days_ago=45)).drift.alarms == ()
    # What was settled before the stretch before is compared with nothing.
    assert figures(some(0, 40, days_ago=5) + some(40, 40, days_ago=75)).drift.alarms == ()


def test_surer_than_right_is_told_once_enough_was_decided() -> None:
    [bold] = figures(some(15, 40, days_ago=5, sure=0.9)).drift.confidence
    assert "surer than right" in bold.words
    [shy] = figures(some(38, 40, days_ago=5, sure=0.5)).drift.confidence
    assert "righter than sure" in shy.words
    assert figures(some(28, 40, days_ago=5, sure=0.7)).drift.confidence == ()
    assert figures(some(5, 15, days_ago=5, sure=0.9)).drift.confidence == ()


def test_what_is_always_approved_suggests_a_rule_and_never_after_it_was_taken_back() -> None:
    two = (Need(any_of=(Role.PROCUREMENT,)),)
    rows = some(40, 40, days_ago=5, needs=two, exposure=Money(amount=120, currency="EUR"))
    [found] = figures(rows).drift.suggestions
    assert (found.unchanged.k, found.most) == (40, "120 EUR")
    assert "asked of procurement" in found.words
    undone = [*rows[1:], rows[0].model_copy(update={"status": ActionStatus.UNDONE})]
    assert figures(undone).drift.suggestions == ()
    assert figures(some(38, 40, days_ago=5)).drift.suggestions == ()
    assert figures(some(20, 20, days_ago=5)).drift.suggestions == ()
