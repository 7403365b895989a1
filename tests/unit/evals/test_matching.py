"""A value is what was expected, or it is said what is wrong with it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.harness.matching import fits, mismatch, pair_up

PLAIN = st.recursive(
    st.none() | st.integers(-5, 5) | st.sampled_from(["a", "b", "2026-12-04"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["x", "y"]), inner, max_size=2),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (30, "30.0000"),
        (10.81, "10.81"),
        ("2026-12-04", "2026-12-04T16:00:00Z"),
        ("2026-12-04", "2026-12-04 16:00:00"),
        (None, False),
        ({"a": 1}, {"a": "1", "b": 2}),
        ([{"a": 1}, {"a": 2}], [{"a": 2}, {"a": 1}]),
        ({"contains": ["Hub", "40"]}, "[HUB-40] Flange hub"),
        ({"lacks": "secret"}, "nothing"),
        ({"at_least": 15, "at_most": 60}, "22"),
        ({"at_most": "2026-12-09"}, "2026-12-09T10:00:00Z"),
        ({"any_of": ["finance", "sales"]}, "finance"),
        ({"not": "done"}, "assigned"),
        ({"present": False}, ""),
        ({"includes": [{"a": 1}]}, [{"a": 3}, {"a": 1}]),
        ({"matches": r"^P\d+$"}, "P00012"),
    ],
)
def test_what_fits(wanted: Any, found: Any) -> None:
    assert mismatch(wanted, found) is None


@pytest.mark.parametrize(
    ("wanted", "found", "says"),
    [
        (10.81, "-10.81", "is “-10.81”, not 10.81"),
        (10.81, "10.80", "not 10.81"),
        ("2026-12-04", "2026-12-05", "not “2026-12-04”"),
        ("2026-12-04", "2026-12-05T00:00:00Z", "not “2026-12-04”"),
        (1, True, "is True"),
        (None, "something", "not None"),
        ({"order": "P1"}, {"order": "P2"}, "order is “P2”"),
        ({"lines": [{"day": 1}]}, {"lines": [{"day": 2}]}, "lines[0].day is 2, not 1"),
        ([1], [1, 1], "holds 2 entries, not 1"),
        ([1, 2], [1, 3], "has no 2 among"),
        ({"contains": "hub"}, None, "does not say “hub”"),
        ({"lacks": "IBAN"}, "pay to iban", "says “IBAN”"),
        ({"at_least": 3}, "two", "not at least 3"),
        ({"at_most": "2026-12-01"}, "2026-12-02", "not at most"),
        ({"not": 3}, "3", "is “3”"),
        ({"present": True}, [], "is absent"),
        ({"any_of": [1, 2]}, 3, "none of"),
    ],
)
def test_what_does_not_fit_is_said(wanted: Any, found: Any, says: str) -> None:
    assert says in (mismatch(wanted, found) or "")


@given(PLAIN)
def test_everything_plain_is_what_it_is(value: Any) -> None:
    assert fits(value, value)


def test_as_many_pairs_as_can_be_are_made() -> None:
    # The first takes the one that the second needs, and gives it back.
    assert pair_up(["ab", "a"], ["a", "b"], lambda want, found: found in want) == {0: 1, 1: 0}
    assert pair_up(["a"], [], fits) == {}
