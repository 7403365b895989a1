"""Two runs of the same scenarios side by side: what only one got right, and whether that is chance. Pure.

McNemar's exact test: of the scenarios on which the runs disagree, how likely is a split at least so uneven if either is
as likely to win each.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import comb
from typing import Literal

from pydantic import BaseModel

from evals.harness.scoring import RunResult, ScenarioResult, Totals

SIGNIFICANT = 0.05
# What is compared as a figure, with the direction in which it is better.
FIGURES: Mapping[str, Literal[1, -1]] = {
    "pass_1": 1,
    "pass_k": 1,
    "forbidden": -1,
    "routing_accuracy": 1,
    "references": 1,
    "claims_f1": 1,
    "action_recall": 1,
    "action_precision": 1,
    "arguments": 1,
    "end_state": 1,
    "messages": 1,
    "ece": -1,
    "brier": -1,
    "odoo_calls_median": -1,
    "tokens": -1,
}

Standing = Literal["lost", "won", "both", "neither"]


class ComparedScenario(BaseModel):
    """One scenario in both runs. `newly_forbidden` is what only the later run did and nobody may."""

    id: str
    title: str
    kind: str
    standing: Standing
    newly_forbidden: tuple[str, ...] = ()
    why_before: tuple[str, ...] = ()
    why_after: tuple[str, ...] = ()


class Comparison(BaseModel):
    """Two runs.

    Attributes:
        figures: before and after, by name.
        p: McNemar's exact two-sided probability; 1 where they never disagree.
        worse: whether the later run alone did something forbidden, or lost more than chance explains.
        left_out: ids that only one of the runs has.
    """

    scenarios: list[ComparedScenario]
    figures: dict[str, tuple[float | None, float | None]]
    lost: int
    won: int
    p: float
    worse: bool
    left_out: tuple[str, ...] = ()


def compare(before: RunResult, after: RunResult) -> Comparison:
    """Case by case, differences first; scenarios that either could not try are left out."""
    one = {result.id: result for result in before.scenarios if result.trials}
    other = {result.id: result for result in after.scenarios if result.trials}
    both = [_compared(one[name], other[name]) for name in sorted(one.keys() & other.keys())]
    lost = sum(result.standing == "lost" for result in both)
    won = sum(result.standing == "won" for result in both)
    p = mcnemar(lost, won)
    forbidden = any(result.newly_forbidden for result in both)
    order = {"lost": 0, "won": 1, "neither": 2, "both": 3}
    return Comparison(
        scenarios=sorted(both, key=lambda result: (not result.newly_forbidden, order[result.standing], result.id)),
        figures={name: (_figure(before.totals, name), _figure(after.totals, name)) for name in FIGURES},
        lost=lost,
        won=won,
        p=p,
        worse=forbidden or (lost > won and p < SIGNIFICANT),
        left_out=tuple(sorted(one.keys() ^ other.keys())),
    )


def mcnemar(lost: int, won: int) -> float:
    """The exact two-sided probability of a split at least so uneven, were both as likely."""
    n = lost + won
    if n == 0:
        return 1.0
    tail: float = sum(comb(n, k) for k in range(min(lost, won) + 1)) / 2**n
    return min(1.0, 2 * tail)


def _compared(before: ScenarioResult, after: ScenarioResult) -> ComparedScenario:
    standing: Standing = (
        ("both" if after.passed else "lost") if before.passed else ("won" if after.passed else "neither")
    )
    return ComparedScenario(
        id=after.id,
        title=after.title,
        kind=after.kind.value,
        standing=standing,
        newly_forbidden=tuple(one for one in after.forbidden if not before.forbidden),
        why_before=before.why,
        why_after=after.why,
    )


def _figure(totals: Totals, name: str) -> float | None:
    value = getattr(totals, name)
    return None if value is None else float(value)
