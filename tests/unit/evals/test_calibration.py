"""The method of calibration, on generated decisions: they prove the method and say nothing of the product."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.calibration import Example, fit, held_out, isotonic, judge, score


def generated(n: int, *, seed: int, over: float = 0.0, action: str = "a") -> list[Example]:
    """Decisions whose true chance is known: the desk says `over` more than that."""
    chance, found = random.Random(seed), []  # noqa: S311 – the same every time
    for number in range(n):
        true = chance.uniform(0.2, 0.9)
        sure = round(min(1.0, true + over), 2)
        found.append(Example(f"{action}-{number}", action, sure, chance.random() < true))
    return found


def rights(examples: list[Example]) -> list[bool]:
    return [one.right for one in examples]


def test_an_overconfident_specialist_is_put_right_on_decisions_it_was_not_fitted_on() -> None:
    seen = generated(2000, seed=1, over=0.25, action="bold") + generated(2000, seed=2, action="fair")
    verdict = judge(seen)
    assert verdict.adopt
    assert verdict.present is not None
    assert verdict.calibrated is not None
    assert verdict.present.ece > 0.08
    assert verdict.calibrated.ece <= 0.05
    assert verdict.calibrated.brier < verdict.present.brier
    bold = [(one, new) for one, new in zip(seen, held_out(seen), strict=True) if one.action == "bold"]
    assert score([one.sure for one, _ in bold], [one.right for one, _ in bold]).ece > 0.15
    assert score([new for _, new in bold], [one.right for one, _ in bold]).ece <= 0.05


def test_a_new_draw_of_decisions_is_as_well_calibrated() -> None:
    fitted = fit(generated(2000, seed=3, over=0.25))
    fresh = generated(2000, seed=4, over=0.25)
    assert score([fitted(one.action, one.sure) for one in fresh], rights(fresh)).ece <= 0.05


def test_what_is_right_already_is_left_alone() -> None:
    assert not judge(generated(2000, seed=5)).adopt


def test_few_decisions_are_never_adopted() -> None:
    verdict = judge(generated(100, seed=6, over=0.3))
    assert (verdict.adopt, verdict.why) == (False, "100 decisions are too few; 200 are needed.")
    assert judge([]).present is None


def test_the_calibration_in_use_is_scored_on_what_came_after_it_alone() -> None:
    """It flatters itself on what it was fitted on: those decisions say nothing of it."""
    seen = generated(1000, seed=8, over=0.25)
    in_use, old = fit(seen), [replace(one, fresh=False) for one in seen]
    assert judge(old, in_use).why == "0 decisions since the calibration in use was adopted are too few; 200 are needed."
    same = generated(1000, seed=9, over=0.25, action="a2")
    verdict = judge([*old, *(replace(one, action="a") for one in same)], in_use)
    assert (verdict.decided, verdict.scored, verdict.adopt) == (2000, 1000, False)
    assert verdict.present is not None
    assert verdict.present.ece <= 0.05
    # The desk grows bolder: what was fitted before is wrong now, and a new fit is surely better.
    bolder = [replace(one, action="a", sure=round(one.sure * 0.5, 2)) for one in generated(1500, seed=10, action="a3")]
    assert judge([*old, *bolder], in_use).adopt


def test_no_share_is_surer_than_so_many_decisions_allow() -> None:
    always = fit([Example(str(n), "usual", 0.9, right=True) for n in range(98)])
    assert always.shown("usual", 0.9) == pytest.approx(0.99)


def test_an_action_with_few_decisions_leans_on_all() -> None:
    many = [Example(str(n), "usual", 0.8, n % 5 != 0) for n in range(500)]
    fitted = fit([*many, Example("x", "rare", 0.8, right=False)])
    assert fitted("rare", 0.8) == pytest.approx(0.8, abs=0.04)
    assert fitted("never seen", 0.8) == pytest.approx(0.8, abs=0.01)


def test_nothing_is_scored_on_a_decision_of_its_own_case() -> None:
    """A case's decisions are turned round: what is said of them must not move."""
    seen = generated(400, seed=7)
    turned = [Example(one.case_id, one.action, one.sure, right=not one.right) for one in seen[:1]]
    assert held_out([*turned, *seen[1:]])[0] == held_out(seen)[0]


def test_the_scores_of_known_chances() -> None:
    found = score([0.9] * 10 + [0.1] * 10, [True] * 9 + [False] + [False] * 9 + [True])
    assert (found.uncertainty, found.n) == (0.25, 20)
    assert found.brier == pytest.approx(0.09)
    perfect = score([1.0, 1.0, 0.0, 0.0], [True, True, False, False])
    assert (perfect.ece, perfect.brier, perfect.risk[4], perfect.risk[-1]) == (0, 0, 0, 0.5)
    assert perfect.aurc == pytest.approx((0 + 0 + 1 / 3 + 1 / 2) / 4, abs=1e-6)


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60))
def test_steps_rise_and_keep_the_mean(seen: list[tuple[float, bool]]) -> None:
    scores, right = [one[0] for one in seen], [one[1] for one in seen]
    steps = isotonic(scores, right)
    assert list(steps.shares) == sorted(steps.shares)
    assert sum(map(steps, scores)) == pytest.approx(sum(right))
