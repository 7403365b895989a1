"""A second configuration beside the first: what it thought of each action, against what people decided. Pure.

Whoever agrees with what people approved, or doubts what they edited in its meaning or rejected, was right.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from math import comb
from statistics import median

from cases.actions.base import ActionName
from cases.claims import Frozen
from cases.overrides.fates import Fate
from cases.overrides.rows import Proposed
from cases.overrides.shares import Proportion, share
from cases.policy_simulation import Change

_RIGHT = frozenset({Fate.UNCHANGED, Fate.WORDING})
_WRONG = frozenset({Fate.MATERIAL, Fate.REJECTED})
Settled = Mapping[str, tuple[Proposed, Fate]]
ANSWERED = frozenset({"agrees", "disagrees"})


class Shadowed(Frozen):
    """What a second configuration thought of one action.

    Attributes:
        doubted: its model would not propose it; none: no other model was asked, or it did not answer.
        why: its reason for that.
        change: what its policy would have ruled otherwise.
    """

    action_id: str
    action: ActionName
    doubted: bool | None = None
    why: str = ""
    change: Change | None = None


class ShadowRun(Frozen):
    """One round, investigated a second time without proposing anything.

    Attributes:
        configuration: its name, made of what is different in it.
        opinion: what came of asking its model, as an opinion's status.
        seconds: that took.
        tokens: it spent.
    """

    round_id: str
    case_id: str
    at: datetime
    configuration: str
    opinion: str
    seconds: float
    tokens: int
    actions: tuple[Shadowed, ...]


class ShadowFigures(Frozen):
    """How a second configuration did beside the first.

    Attributes:
        rounds: how many it investigated; `unanswered`, in how many its model was asked and did not answer.
        right: of the actions that people decided and its model judged, on how many it was of their mind.
        caught: of those that people changed in their meaning or rejected, how many it doubted.
        needless: of those that people approved, how many it doubted.
        live_right: on the same actions the configuration in use; absent where its model was not asked.
        only_shadow: where both were asked, on how many it alone was right; `only_live`, the other alone.
        chance: how often chance alone makes so great a difference between the two (McNemar, exact).
        changes: what its policy would have ruled otherwise, counted.
        seconds: the middle one.
        tokens: of all rounds.
    """

    configuration: str
    rounds: int
    unanswered: int
    right: Proportion
    caught: Proportion
    needless: Proportion
    live_right: Proportion | None
    only_shadow: int
    only_live: int
    chance: float | None
    changes: dict[Change, int]
    seconds: float
    tokens: int


def shadow_figures(runs: Sequence[ShadowRun], settled: Settled) -> tuple[ShadowFigures, ...]:
    """The figures of each second configuration, the newest first.

    Args:
        runs: newest first.
        settled: what people made of each action, by its id.
    """
    by: dict[str, list[ShadowRun]] = defaultdict(list)
    for run in runs:
        by[run.configuration].append(run)
    return tuple(_figures(name, of, settled) for name, of in by.items())


def _figures(name: str, runs: Sequence[ShadowRun], settled: Settled) -> ShadowFigures:
    judged = [
        (one.doubted, *settled[one.action_id])
        for run in runs
        for one in run.actions
        if one.doubted is not None and one.action_id in settled and settled[one.action_id][1] in _RIGHT | _WRONG
    ]
    right = [_is_right(doubted, what) for doubted, _, what in judged]
    wrong_ones = [doubted for doubted, _, what in judged if what in _WRONG]
    right_ones = [doubted for doubted, _, what in judged if what in _RIGHT]
    both = [
        (was, _is_right(live, what))
        for was, (_, row, what) in zip(right, judged, strict=True)
        if (live := _live(row)) is not None
    ]
    alone, other = sum(was and not live for was, live in both), sum(live and not was for was, live in both)
    return ShadowFigures(
        configuration=name,
        rounds=len(runs),
        unanswered=sum(run.opinion in {"unavailable", "refused"} for run in runs),
        right=share(sum(right), len(right)),
        caught=share(sum(wrong_ones), len(wrong_ones)),
        needless=share(sum(right_ones), len(right_ones)),
        live_right=share(sum(live for _, live in both), len(both)) if both else None,
        only_shadow=alone,
        only_live=other,
        chance=mcnemar(alone, other) if both else None,
        changes=dict(Counter(one.change for run in runs for one in run.actions if one.change is not None)),
        seconds=round(median(run.seconds for run in runs), 2),
        tokens=sum(run.tokens for run in runs),
    )


def _is_right(doubted: bool, what: Fate) -> bool:
    return doubted is (what in _WRONG)


def _live(row: Proposed) -> bool | None:
    """Whether the model in use doubted it; none: it was not asked or did not answer, or that was not kept yet."""
    if row.opinion not in ANSWERED or row.confidence.features is None:
        return None
    return row.confidence.features.doubted


def mcnemar(one: int, other: int) -> float:
    """How often a fair coin falls at least so unevenly; two-sided, exact."""
    n = one + other
    tail = sum(comb(n, k) for k in range(min(one, other) + 1))
    return min(1.0, float(Fraction(2 * tail, 2**n)))
