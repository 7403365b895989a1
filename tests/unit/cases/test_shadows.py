"""A second configuration against what people decided: who was right, alone or together, and what its policy says."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from cases.actions.base import ActionName
from cases.confidence import Confidence, Features
from cases.overrides import Proposed, Shadowed, ShadowRun, overrides
from cases.overrides.shadows import ShadowFigures, mcnemar
from cases.status import DecisionType
from tests.unit.cases.test_overrides import NOW, proposed, said

T = DecisionType


@given(st.integers(0, 40), st.integers(0, 40))
def test_the_paired_test_is_scipys(one: int, other: int) -> None:
    expected = binomtest(one, one + other).pvalue if one + other else 1.0
    assert mcnemar(one, other) == pytest.approx(expected, abs=1e-9)


def row(case: str, kind: DecisionType, *, live: bool | None = None) -> Proposed:
    """An action that people decided so, of which the model in use thought so."""
    features = Features(score=0.7, prior=0.7, sure=1, unchanged=0, decided=0, doubted=bool(live))
    opinion = "not_asked" if live is None else "disagrees" if live else "agrees"
    more: dict[str, Any] = {"opinion": opinion, "case": case}
    return proposed(said(kind), **more).model_copy(update={"confidence": Confidence(value=0.7, features=features)})


def run(case: str, doubted: bool | None, *, opinion: str = "agrees", name: str = "model b", **more: Any) -> ShadowRun:
    thought = Shadowed(action_id=f"a-{case}", action=ActionName.RESCHEDULE_RECEIPT, doubted=doubted, **more)
    return ShadowRun(
        round_id=f"r{case}",
        case_id=case,
        at=NOW - timedelta(days=1),
        configuration=name,
        opinion=opinion,
        seconds=2,
        tokens=100,
        actions=(thought,),
    )


def figures(rows: list[Proposed], runs: list[ShadowRun]) -> tuple[ShadowFigures, ...]:
    return overrides(rows, [], since=NOW - timedelta(days=30), until=NOW, shadows=runs).shadows


def test_it_is_right_where_it_agrees_with_what_people_approved_and_doubts_what_they_rejected() -> None:
    rows = [row("1", T.APPROVE, live=False), row("2", T.REJECT, live=False), row("3", T.APPROVE, live=True)]
    [found] = figures(rows, [run("1", False), run("2", True), run("3", False)])
    assert (found.right.k, found.right.n, found.caught.k, found.caught.n) == (3, 3, 1, 1)
    assert (found.needless.k, found.needless.n) == (0, 2)
    assert found.live_right is not None
    assert (found.live_right.k, found.only_shadow, found.only_live, found.chance) == (1, 2, 0, 0.5)
    assert (found.rounds, found.unanswered, found.tokens, found.seconds) == (3, 0, 300, 2)


def test_what_nobody_decided_and_what_it_did_not_answer_counts_for_neither() -> None:
    rows = [row("1", T.RESPOND, live=False), row("2", T.APPROVE)]
    runs = [run("1", True), run("2", None, opinion="unavailable"), run("9", True)]
    [found] = figures(rows, runs)
    assert (found.right.n, found.unanswered, found.live_right, found.chance) == (0, 1, None, None)


def test_each_configuration_stands_by_itself_and_a_policy_is_told_in_counts() -> None:
    rows = [row("1", T.APPROVE), row("2", T.APPROVE)]
    runs = [
        run("1", None, opinion="not_asked", name="policy strict", change="now_forbidden"),
        run("2", None, opinion="not_asked", name="policy strict", change="other_people"),
        run("1", True),
    ]
    policy, model = figures(rows, runs)
    assert (policy.configuration, policy.changes) == ("policy strict", {"now_forbidden": 1, "other_people": 1})
    assert (model.configuration, model.needless.k, model.changes) == ("model b", 1, {})
