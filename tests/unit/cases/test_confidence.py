"""Confidence: between nought and one, led by decisions, lowered by doubt and disagreement, raised by neither."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from cases.actions import ACTIONS, ActionName
from cases.confidence import Confidence, after_opinion, confidence

names = st.sampled_from(ActionName)
shares = st.floats(min_value=0, max_value=1)
counts = st.integers(0, 500).flatmap(lambda decided: st.tuples(st.integers(0, decided), st.just(decided)))


def test_every_action_has_a_prior() -> None:
    assert set(ACTIONS) == set(ActionName)
    assert all(0 < prior < 1 for prior in (action.prior for action in ACTIONS.values()))


@given(names, shares, counts)
def test_it_is_a_share(name: ActionName, sure: float, seen: tuple[int, int]) -> None:
    found = confidence(name, sure=sure, unchanged=seen[0], decided=seen[1])
    assert 0 <= found.value <= 1
    assert found.n == seen[1]
    assert found.basis == "prior"  # however many decisions: what it is worth is for a calibration to say
    assert found.features is not None
    assert (found.features.score, found.features.unchanged, found.features.decided) == (found.value, *seen)


@given(names, counts)
def test_another_unchanged_approval_never_lowers_it(name: ActionName, seen: tuple[int, int]) -> None:
    unchanged, decided = seen
    now = confidence(name, sure=1, unchanged=unchanged, decided=decided)
    assert confidence(name, sure=1, unchanged=unchanged + 1, decided=decided + 1).value >= now.value
    assert confidence(name, sure=1, unchanged=unchanged, decided=decided + 1).value <= now.value


@given(names, shares, shares, counts)
def test_doubt_never_raises_it(name: ActionName, one: float, other: float, seen: tuple[int, int]) -> None:
    low, high = sorted((one, other))
    unchanged, decided = seen
    less = confidence(name, sure=low, unchanged=unchanged, decided=decided)
    assert less.value <= confidence(name, sure=high, unchanged=unchanged, decided=decided).value


def test_many_decisions_outweigh_the_prior() -> None:
    assert confidence(ActionName.TRANSFER_STOCK, sure=1, unchanged=990, decided=1000).value > 0.97


@given(shares)
@example(0.00006)  # too small for the rounding that people are shown
def test_an_opinion_only_lowers(value: float) -> None:
    own = Confidence(value=value)
    assert after_opinion(own, disagrees=False) == own
    assert after_opinion(own, disagrees=True).value <= own.value


def test_what_a_score_was_made_of_is_kept_with_the_models_doubt() -> None:
    own = confidence(ActionName.TRANSFER_STOCK, sure=0.9, unchanged=30, decided=40)
    doubted = after_opinion(own, disagrees=True)
    assert doubted.features is not None
    assert (doubted.features.doubted, doubted.score, doubted.features.sure) == (True, doubted.value, 0.9)
    assert Confidence.model_validate({"value": 0.4, "basis": "prior", "n": 3}).score == 0.4  # of an earlier release


def test_words_while_nothing_is_measured() -> None:
    told = [Confidence(value=value).words for value in (0.9, 0.7, 0.5, 0.1)]
    assert told == ["likely right", "probably right", "worth checking", "doubtful"]
