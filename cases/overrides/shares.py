"""A share with its uncertainty, and how long things take. Few cases are told in words: a percentage of five is none."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, sqrt

from cases.claims import Frozen
from cases.confidence import ENOUGH

Z = 1.959964


class Proportion(Frozen):
    """How many of how many; `value`, `low` and `high` (Wilson's interval, 95 %) are absent while there are too few."""

    k: int
    n: int
    value: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def words(self) -> str:
        """As people read it."""
        if self.n == 0:
            return "none yet"
        if self.value is None or self.low is None or self.high is None:
            return f"{self.k} of {self.n}"
        return f"{self.value:.0%} ({self.low:.0%} to {self.high:.0%}) of {self.n}"


def share(k: int, n: int) -> Proportion:
    """`k` of `n`, with what that says about the true share once there are enough."""
    if n < ENOUGH:
        return Proportion(k=k, n=n)
    low, high = wilson(k, n)
    return Proportion(k=k, n=n, value=round(k / n, 4), low=round(low, 4), high=round(high, 4))


def wilson(k: int, n: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share; `n` is at least one."""
    p, z2 = k / n, Z * Z
    middle = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = Z / (1 + z2 / n) * sqrt(p * (1 - p) / n + z2 / (4 * n * n))
    return max(0.0, middle - half), min(1.0, middle + half)


class Hours(Frozen):
    """How long something takes, in hours by the clock on the wall; absent where nothing was measured."""

    n: int
    median: float | None = None
    p90: float | None = None


def hours(taken: Sequence[float]) -> Hours:
    """The middle one, and the one that nine of ten do not exceed (nearest rank)."""
    if not taken:
        return Hours(n=0)
    ordered = sorted(taken)

    def rank(part: float) -> float:
        return round(ordered[ceil(part * len(ordered)) - 1], 2)

    return Hours(n=len(ordered), median=rank(0.5), p90=rank(0.9))
