"""Does it know when it is right: how sure it was against what people approved, and a calibration that would mend it.

Pure. A calibration is isotonic (pool adjacent violators), one for each action, shrunk towards the one of all actions
where few were decided. What it is worth is always measured on decisions that it was not fitted on; so is the one that
is in use, by what was proposed after it was adopted.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby
from math import sqrt

from cases.calibration import Calibration, OfAction, Steps
from cases.overrides.shares import Z
from cases.values import Frozen

FOLDS = 5
BINS = 10
ENOUGH = 200


@dataclass(frozen=True)
class Example:
    """One decided action.

    Attributes:
        sure: how sure the desk was before any calibration.
        right: whether people approved it unchanged.
        fresh: whether it was proposed after the calibration in use was adopted, which was fitted on what came before.
    """

    case_id: str
    action: str
    sure: float
    right: bool
    fresh: bool = True


def isotonic(scores: Sequence[float], right: Sequence[bool]) -> Steps:
    """The rising steps nearest to what was seen; at least one score is needed. Equal scores are one step."""
    seen: dict[float, list[int]] = defaultdict(lambda: [0, 0])
    for score, was in zip(scores, right, strict=True):
        seen[score][0] += was
        seen[score][1] += 1
    pools: list[tuple[float, int, int]] = []
    for score in sorted(seen):
        start, k, n = score, *seen[score]
        while pools and pools[-1][1] * n >= k * pools[-1][2]:
            start, more_k, more_n = pools.pop()
            k, n = k + more_k, n + more_n
        pools.append((start, k, n))
    return Steps(starts=tuple(one[0] for one in pools), shares=tuple(one[1] / one[2] for one in pools))


def fit(examples: Sequence[Example]) -> Calibration:
    """The calibration that these decisions give; at least one is needed."""
    by: dict[str, list[Example]] = defaultdict(list)
    for one in examples:
        by[one.action].append(one)
    own = {action: OfAction(steps=_steps(members), n=len(members)) for action, members in by.items()}
    return Calibration(pooled=_steps(examples), own=own)


def _steps(examples: Sequence[Example]) -> Steps:
    return isotonic([one.sure for one in examples], [one.right for one in examples])


def held_out(examples: Sequence[Example]) -> list[float]:
    """What people would be told of each, by a calibration that saw no decision of its case."""
    folds = [_fold(one.case_id) for one in examples]
    fitted = {}
    for fold in set(folds):
        rest = [one for one, other in zip(examples, folds, strict=True) if other != fold]
        if rest:
            fitted[fold] = fit(rest)
    return [
        fitted[fold].shown(one.action, one.sure) if fold in fitted else one.sure
        for one, fold in zip(examples, folds, strict=True)
    ]


def _fold(case_id: str) -> int:
    return int(hashlib.sha256(case_id.encode()).hexdigest(), 16) % FOLDS


class Bin(Frozen):
    """Decisions of about the same confidence: how many, how sure on average, how many were right."""

    n: int
    sure: float
    right: float


class Scores(Frozen):
    """How good chances are.

    Attributes:
        ece: expected calibration error: how far sure and right lie apart, on average, in bins of equal counts.
        brier: mean squared error; about `reliability - resolution + uncertainty`, exact where a bin holds one score.
        aurc: area under the risk-coverage curve: how often it is wrong, averaged over how much is taken, surest first.
        risk: that curve at each tenth of coverage.
    """

    n: int
    ece: float
    brier: float
    reliability: float
    resolution: float
    uncertainty: float
    aurc: float
    risk: tuple[float, ...]
    bins: tuple[Bin, ...]


def score(chances: Sequence[float], right: Sequence[bool]) -> Scores:
    """How good these chances are; at least one is needed."""
    n, base = len(chances), sum(right) / len(right)
    ordered = sorted(zip(chances, right, strict=True))
    bins = [_bin(some) for some in _equal_counts(ordered)]
    # The worst of equals first: a tie is no skill.
    wrong = list(accumulate(0 if was else 1 for _, was in sorted(ordered, key=lambda one: (-one[0], one[1]))))
    risks = [so_far / (place + 1) for place, so_far in enumerate(wrong)]
    return Scores(
        n=n,
        ece=_r(sum(one.n * abs(one.sure - one.right) for one in bins) / n),
        brier=_r(sum((chance - was) ** 2 for chance, was in ordered) / n),
        reliability=_r(sum(one.n * (one.sure - one.right) ** 2 for one in bins) / n),
        resolution=_r(sum(one.n * (one.right - base) ** 2 for one in bins) / n),
        uncertainty=_r(base * (1 - base)),
        aurc=_r(sum(risks) / n),
        risk=tuple(_r(risks[max(0, n * tenth // 10 - 1)]) for tenth in range(1, 11)),
        bins=tuple(bins),
    )


def _equal_counts(ordered: Sequence[tuple[float, bool]]) -> list[list[tuple[float, bool]]]:
    """About equal counts; equal chances stay together, for a bin that parts them by what came of them says nothing."""
    found: list[list[tuple[float, bool]]] = []
    for chance, alike in groupby(ordered, key=lambda one: one[0]):
        members = [(chance, was) for _, was in alike]
        if found and len(found[-1]) < len(ordered) / BINS:
            found[-1] += members
        else:
            found.append(members)
    return found


def _bin(some: Sequence[tuple[float, bool]]) -> Bin:
    n = len(some)
    return Bin(n=n, sure=_r(sum(chance for chance, _ in some) / n), right=_r(sum(was for _, was in some) / n))


def _r(value: float) -> float:
    return round(value, 6)


class CalibrationVerdict(Frozen):
    """Whether a calibration is worth adopting. `present` and `calibrated` are absent where nothing could be scored.

    Attributes:
        decided: how many decisions it is fitted on.
        scored: how many both are scored on: all, or those since the calibration in use was adopted.
    """

    adopt: bool
    why: str
    decided: int
    scored: int = 0
    present: Scores | None = None
    calibrated: Scores | None = None


def judge(examples: Sequence[Example], present: Calibration | None = None) -> CalibrationVerdict:
    """Whether to adopt what these decisions give: only where it is surely better on decisions it did not see.

    Args:
        examples: what people decided.
        present: the calibration in use, if one is.
    """
    if not examples:
        return CalibrationVerdict(adopt=False, why="Nothing was decided yet.", decided=0)
    pairs = zip(examples, held_out(examples), strict=True)
    scored = [(one, chance) for one, chance in pairs if present is None or one.fresh]
    judged, after = [one for one, _ in scored], [chance for _, chance in scored]
    before = [present.shown(one.action, one.sure) if present else one.sure for one in judged]
    right = [one.right for one in judged]
    known = {
        "decided": len(examples),
        "scored": len(judged),
        "present": score(before, right) if judged else None,
        "calibrated": score(after, right) if judged else None,
    }
    if len(judged) < ENOUGH:
        since = " since the calibration in use was adopted" if present else ""
        why = f"{len(judged)} decisions{since} are too few; {ENOUGH} are needed."
        return CalibrationVerdict(adopt=False, why=why, **known)
    if _surely_better(judged, before, after):
        why = "On decisions that it was not fitted on it is surely nearer to what people did."
        return CalibrationVerdict(adopt=True, why=why, **known)
    why = "It is not surely better than what is used now."
    return CalibrationVerdict(adopt=False, why=why, **known)


def _surely_better(examples: Sequence[Example], before: Sequence[float], after: Sequence[float]) -> bool:
    """Whether the squared error falls, case by case, by more than chance explains (95 %)."""
    gains: dict[str, float] = defaultdict(float)
    for one, old, new in zip(examples, before, after, strict=True):
        gains[one.case_id] += (old - one.right) ** 2 - (new - one.right) ** 2
    n, mean = len(gains), sum(gains.values()) / len(gains)
    if n < 2:
        return False
    spread = sqrt(sum((gain - mean) ** 2 for gain in gains.values()) / (n - 1) / n)
    return mean > Z * spread
