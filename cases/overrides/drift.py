"""What has changed: the figures of a stretch of time against those of the stretch before it. Pure.

A difference is told where both stretches have enough decisions and chance explains it less than once in twenty, by
Fisher's exact test, corrected for how many comparisons were made (Holm).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from math import comb
from typing import TypeVar

from cases.actions.base import ActionName
from cases.claims import Frozen
from cases.confidence import ENOUGH
from cases.kind import Kind
from cases.kinds import KINDS
from cases.overrides.fates import DECIDED, Fate
from cases.overrides.rows import Proposed
from cases.overrides.shares import Proportion, share, wilson
from cases.status import ActionStatus

CHANCE = 0.05
# Of what was decided, so much is surely approved as it stands where a rule could ask less.
ALWAYS = 0.9

Settled = tuple[Proposed, Fate]
Group = tuple[Kind, ActionName]
K = TypeVar("K")
RATES: Mapping[str, tuple[frozenset[Fate], frozenset[Fate]]] = {
    "approved unchanged": (frozenset({Fate.UNCHANGED}), frozenset(DECIDED)),
    "rejected": (frozenset({Fate.REJECTED}), frozenset(DECIDED)),
    "left to lapse": (frozenset({Fate.EXPIRED}), frozenset(Fate)),
}


class RateChange(Frozen):
    """A rate that has changed.

    Attributes:
        what: which rate.
        chance: how often chance alone makes so great a difference; of this comparison alone.
    """

    kind: str
    action: str
    what: str
    before: Proportion
    now: Proportion
    chance: float

    @property
    def words(self) -> str:
        """As people read it."""
        return (
            f"{self.action} ({self.kind}): {self.what} {self.now.k} of {self.now.n}, "
            f"in the time before {self.before.k} of {self.before.n}. {_rarely(self.chance)}"
        )


class Overconfidence(Frozen):
    """An action that the desk is surer of than people are, or less."""

    kind: str
    action: str
    expected: float
    unchanged: Proportion

    @property
    def words(self) -> str:
        """As people read it."""
        surer = self.unchanged.high is not None and self.expected > self.unchanged.high
        return (
            f"{self.action} ({self.kind}): the desk expected {self.expected:.0%} to be approved unchanged, it was "
            f"{self.unchanged.words}: {'surer than right' if surer else 'righter than sure'}."
        )


class Suggestion(Frozen):
    """What people always approve as it stands: a rule could ask fewer of them.

    Attributes:
        asked: who is asked today.
        most: the largest amount that was at stake, with its currency.
    """

    kind: str
    action: str
    asked: str
    unchanged: Proportion
    most: str

    @property
    def words(self) -> str:
        """As people read it."""
        return (
            f"{self.action} ({self.kind}), asked of {self.asked}: approved unchanged {self.unchanged.words}, none "
            f"taken back, at most {self.most} at stake. A rule could ask less of people for such; "
            "“expediter policy simulate” tells what it would have done."
        )


class Drift(Frozen):
    """What has changed, what the desk is wrongly sure of, what the policy could ask less for."""

    alarms: tuple[RateChange, ...] = ()
    confidence: tuple[Overconfidence, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()


def drift(now: Sequence[Settled], before: Sequence[Settled]) -> Drift:
    """What has changed between two stretches of time."""
    new, old = _grouped(now, _group), _grouped(before, _group)
    compared = [
        _alarm(group, what, new[group], old[group], counted, of)
        for group in new
        if group in old
        for what, (counted, of) in RATES.items()
    ]
    sure = [_wrongly_sure(group, rows) for group, rows in new.items()]
    always = [_always(group, asked, rows) for (group, asked), rows in _grouped(now, _asked).items()]
    return Drift(
        alarms=_surely(one for one in compared if one is not None),
        confidence=tuple(one for one in sure if one is not None),
        suggestions=tuple(one for one in always if one is not None),
    )


def fisher(k: int, n: int, other_k: int, other_n: int) -> float:
    """How often chance alone parts `k` of `n` and `other_k` of `other_n` at least so much; two-sided, exact."""
    hits, total = k + other_k, n + other_n

    def ways(first: int) -> int:
        return comb(n, first) * comb(other_n, hits - first)

    seen = ways(k)
    possible = range(max(0, hits - other_n), min(n, hits) + 1)
    return sum(found for first in possible if (found := ways(first)) <= seen) / comb(total, hits)


def _group(row: Proposed) -> Group:
    return row.kind, row.action


def _asked(row: Proposed) -> tuple[Group, str]:
    return _group(row), ", and ".join(need.words for need in row.needs)


def _grouped(settled: Sequence[Settled], by: Callable[[Proposed], K]) -> dict[K, list[Settled]]:
    found: dict[K, list[Settled]] = defaultdict(list)
    for row, what in settled:
        found[by(row)].append((row, what))
    return found


def _named(group: Group) -> dict[str, str]:
    kind, action = group
    return {"kind": KINDS[kind].title, "action": action.value.replace("_", " ").capitalize()}


def _alarm(
    group: Group,
    what: str,
    new: Sequence[Settled],
    old: Sequence[Settled],
    counted: frozenset[Fate],
    of: frozenset[Fate],
) -> RateChange | None:
    now, before = _rate(new, counted, of), _rate(old, counted, of)
    if min(now.n, before.n) < ENOUGH:
        return None
    chance = fisher(now.k, now.n, before.k, before.n)
    return RateChange(**_named(group), what=what, before=before, now=now, chance=chance)


def _rate(settled: Sequence[Settled], counted: frozenset[Fate], of: frozenset[Fate]) -> Proportion:
    return share(sum(what in counted for _, what in settled), sum(what in of for _, what in settled))


def _surely(compared: Iterable[RateChange]) -> tuple[RateChange, ...]:
    """Those that chance does not explain, the least likely first; each is held to how many are left to compare."""
    ordered = sorted(compared, key=lambda one: (one.chance, one.action, one.what))
    found: list[RateChange] = []
    for place, one in enumerate(ordered):
        if one.chance * (len(ordered) - place) > CHANCE:
            break
        found.append(one)
    return tuple(found)


def _wrongly_sure(group: Group, settled: Sequence[Settled]) -> Overconfidence | None:
    decided = [(row, what) for row, what in settled if what in DECIDED]
    if len(decided) < ENOUGH:
        return None
    unchanged = _rate(decided, frozenset({Fate.UNCHANGED}), frozenset(DECIDED))
    expected = round(sum(row.confidence.value for row, _ in decided) / len(decided), 4)
    low, high = wilson(unchanged.k, unchanged.n)
    if low <= expected <= high:
        return None
    return Overconfidence(**_named(group), expected=expected, unchanged=unchanged)


def _always(group: Group, asked: str, settled: Sequence[Settled]) -> Suggestion | None:
    if any(row.status is ActionStatus.UNDONE for row, _ in settled) or not asked:
        return None
    unchanged = _rate(settled, frozenset({Fate.UNCHANGED}), frozenset(DECIDED))
    if unchanged.low is None or unchanged.low < ALWAYS:
        return None
    most = max((row.exposure for row, _ in settled), key=lambda one: one.amount)
    return Suggestion(**_named(group), asked=asked, unchanged=unchanged, most=f"{most.amount:f} {most.currency}")


def _rarely(chance: float) -> str:
    times = f"about once in {round(1 / chance):,} times" if chance > 1e-6 else "less than once in a million times"
    return f"Chance alone makes so great a difference {times}."
