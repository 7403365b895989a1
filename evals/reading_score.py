"""How well a set was read: what was read and the truth in, figures with intervals out. Pure.

A figure is `right` of `of`, with the Wilson interval of 95 %. Whole-order claims and claims for each line are the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import sqrt

from pydantic import BaseModel

from evals.reading_world import LateTruth, ReadingWorld, Truth

_Z = 1.959964
# What is said at least so surely is proposed firmly.
FIRM = 0.8
_FIELDS = ("order", "item", "quantity", "day")


class ReadClaim(BaseModel):
    """One claim as it was read. `order` is the resolved number or what was written; `item` the line's code."""

    type: str
    order: str | None = None
    item: str | None = None
    quantity: Decimal | None = None
    new_date: date | None = None
    precision: str | None = None
    date_means: str | None = None
    sure: float = 1.0
    read_by: str = "playbook"


class ReadMail(BaseModel):
    """What one mail came to.

    Attributes:
        kinds: of the cases that it opens or changes.
        sensitive: whether a sensitive request was seen.
        ms: milliseconds from its bytes to its cases.
    """

    id: str
    kinds: tuple[str, ...] = ()
    claims: tuple[ReadClaim, ...] = ()
    sensitive: bool = False
    nothing_new: str | None = None
    unread: tuple[str, ...] = ()
    ms: float = 0.0


class Figure(BaseModel):
    """`right` of `of`; `low` and `high` are the ends of the interval, shares from 0 to 1."""

    right: int
    of: int
    low: float
    high: float

    @property
    def share(self) -> float:
        """From 0 to 1; of nothing it is 0."""
        return self.right / self.of if self.of else 0.0


class Scored(BaseModel):
    """All figures of a set.

    Attributes:
        totals: figures by name.
        by_kind: kinds right, by the kind of the truth.
        by_language: kinds right, by language.
        by_field: of each late quantity of the truth, whether its order, line, amount and day were read.
    """

    totals: dict[str, Figure]
    by_kind: dict[str, Figure]
    by_language: dict[str, Figure]
    by_field: dict[str, Figure] = {}


def figure(marks: Iterable[bool]) -> Figure:
    """How many of the marks are true, with the Wilson interval."""
    all_of = list(marks)
    right, of = sum(all_of), len(all_of)
    if not of:
        return Figure(right=0, of=0, low=0.0, high=1.0)
    share, width = right / of, _Z * _Z / of
    middle = (share + width / 2) / (1 + width)
    half = _Z * sqrt(share * (1 - share) / of + width / of / 4) / (1 + width)
    return Figure(right=right, of=of, low=max(0.0, middle - half), high=min(1.0, middle + half))


@dataclass(frozen=True)
class Pair:
    """One mail as read, and its truth."""

    read: ReadMail
    truth: Truth


def kinds_right(pair: Pair) -> bool:
    """Whether the right cases came of it, or others that will do; a sensitive request may have its own beside."""
    opened, wanted = set(pair.read.kinds), set(pair.truth.kinds)
    if pair.truth.sensitive is not False:
        opened -= {"sensitive_change"} - wanted
    if any(f"kind:{kind}" in pair.truth.must_not for kind in pair.read.kinds):
        return False
    if not opened:
        return not wanted or "" in pair.truth.accept
    extra, missing = opened - wanted, wanted - opened
    return extra <= set(pair.truth.accept) and len(missing) <= len(extra)


def is_lost(pair: Pair) -> bool:
    """Whether it needs a case and got none."""
    return needs_case(pair) and not pair.read.kinds


def needs_case(pair: Pair) -> bool:
    """Whether a case must come of it."""
    return bool(pair.truth.kinds) and "" not in pair.truth.accept


@dataclass(frozen=True)
class _Said:
    """A late quantity of one line; `quantity` None: all of it, `days` None: no day."""

    order: str
    item: str
    quantity: Decimal | None
    days: tuple[date, date] | None
    open_day: bool = False
    any_day: bool = False


class Judge:
    """Holds the lines of the world's orders."""

    def __init__(self, world: ReadingWorld) -> None:
        self._lines = {
            order.name: {line.code: (line.quantity, line.due) for line in order.lines}
            for order in world.purchase_orders
        }

    def wholly_right(self, pair: Pair) -> bool:
        """Whether exactly the late quantities of the truth were claimed, each with its line and day."""
        if pair.truth.ambiguous:
            return not any(claim.order in self._lines for claim in _delays(pair.read))
        said, wanted = self._said(pair), [one for late in pair.truth.claims for one in self._wanted(late)]
        left = [one for one in said if not self._is_on_time(one, pair.truth)]
        for want in wanted:
            hit = next((one for one in left if _fits(one, want)), None)
            if hit is None:
                return False
            left.remove(hit)
        return not left and not self.gives_wrongly(pair)

    def gives_wrongly(self, pair: Pair) -> bool:
        """Whether a line is given a day, or called late, that is not so."""
        true = [one for late in (*pair.truth.claims, *pair.truth.also_true) for one in self._wanted(late)]
        return any(
            not self._is_asked(one)
            and not self._is_on_time(one, pair.truth)
            and not any(_same_line(one, other) and _day_fits(one, other) for other in true)
            for one in self._said(pair)
        ) or (pair.truth.ambiguous and any(claim.order in self._lines for claim in _delays(pair.read)))

    def fields(self, pair: Pair) -> dict[str, list[bool]]:
        """For each late quantity of the truth, what of it was read."""
        said = self._said(pair)
        found: dict[str, list[bool]] = {name: [] for name in _FIELDS}
        for want in (one for late in pair.truth.claims for one in self._wanted(late)):
            of_line = [one for one in said if _same_line(one, want)]
            found["order"].append(any(one.order == want.order for one in said))
            found["item"].append(bool(of_line))
            found["quantity"].append(any(one.quantity == want.quantity for one in of_line))
            found["day"].append(any(_day_fits(one, want) for one in of_line))
        return found

    def firm(self, pair: Pair) -> list[bool]:
        """Of each late quantity that is said firmly, whether it is so."""
        sure = [claim for claim in pair.read.claims if claim.type == "delay" and claim.sure >= FIRM]
        said = self._said(Pair(pair.read.model_copy(update={"claims": tuple(sure)}), pair.truth))
        true = [one for late in (*pair.truth.claims, *pair.truth.also_true) for one in self._wanted(late)]
        return [
            self._is_on_time(one, pair.truth) or any(_same_line(one, other) and _day_fits(one, other) for other in true)
            for one in said
        ]

    def _is_asked(self, said: _Said) -> bool:
        """Whether its goods are none of the order's lines: then no line is given a day, and which is asked."""
        return bool(said.item) and said.item not in self._lines.get(said.order, {said.item: None})

    def _is_on_time(self, said: _Said, truth: Truth) -> bool:
        """What comes by its due day is not late, whatever else is said."""
        due = self._lines.get(said.order, {}).get(said.item, (None, None))[1]
        by_due = said.days is not None and due is not None and said.days[0] == due
        also = [one for late in truth.also_true for one in self._wanted(late)]
        return by_due or any(_same_line(said, one) and said.days is not None and _day_fits(said, one) for one in also)

    def _said(self, pair: Pair) -> list[_Said]:
        found: list[_Said] = []
        for claim in _delays(pair.read):
            day = claim.new_date if claim.date_means != "departure" else None
            found += self._spread(claim.order or "", claim.item, claim.quantity, (day, day) if day else None)
        return found

    def _wanted(self, late: LateTruth) -> list[_Said]:
        open_day, any_day = late.unknown_date or late.unknown_ok, late.days is None and not late.unknown_date
        return [
            _Said(one.order, one.item, one.quantity, one.days, open_day, any_day)
            for one in self._spread(late.order, late.item, late.quantity, late.days)
        ]

    def _spread(
        self, order: str, item: str | None, quantity: Decimal | None, days: tuple[date, date] | None
    ) -> list[_Said]:
        lines = self._lines.get(order, {})
        if item is None and lines:
            return [_Said(order, code, None, days) for code in lines]
        full = lines.get(item or "", (None, None))[0]
        return [_Said(order, item or "", None if quantity == full else quantity, days)]


def _same_line(one: _Said, other: _Said) -> bool:
    return (one.order, one.item) == (other.order, other.item)


def _day_fits(said: _Said, wanted: _Said) -> bool:
    if said.days is None:
        return wanted.open_day or wanted.any_day
    if wanted.days is None:
        return wanted.any_day
    return wanted.days[0] <= said.days[0] <= wanted.days[1]


def _fits(said: _Said, wanted: _Said) -> bool:
    return _same_line(said, wanted) and said.quantity == wanted.quantity and _day_fits(said, wanted)


def _delays(read: ReadMail) -> list[ReadClaim]:
    return [claim for claim in read.claims if claim.type == "delay"]


def score(pairs: Sequence[Pair], world: ReadingWorld) -> Scored:
    """The figures of a set."""
    judge = Judge(world)
    late = [pair for pair in pairs if pair.truth.claims or pair.truth.ambiguous]
    none = [pair for pair in pairs if not pair.truth.kinds]
    read = [judge.fields(pair) for pair in late]
    asks = [pair for pair in pairs if pair.truth.sensitive is True]
    asks_not = [pair for pair in pairs if pair.truth.sensitive is False]
    return Scored(
        totals={
            "kinds right": figure(kinds_right(pair) for pair in pairs),
            "delay mails wholly right": figure(judge.wholly_right(pair) for pair in late),
            "wrong day or line": figure(judge.gives_wrongly(pair) for pair in pairs),
            "no case, left alone": figure(kinds_right(pair) for pair in none),
            "lost": figure(is_lost(pair) for pair in pairs if needs_case(pair)),
            "sensitive, caught": figure(pair.read.sensitive for pair in asks),
            "sensitive, false alarm": figure(pair.read.sensitive for pair in asks_not),
            "said firmly and right": figure(mark for pair in pairs for mark in judge.firm(pair)),
            "kind left open": figure("unclassified" in pair.read.kinds for pair in pairs if pair.truth.kinds),
        },
        by_kind=_by(pairs, lambda pair: pair.truth.kinds or ("no case",)),
        by_language=_by(pairs, lambda pair: (pair.truth.lang or "unknown",)),
        by_field=weak_first({name: figure(mark for one in read for mark in one[name]) for name in _FIELDS}),
    )


def _by(pairs: Sequence[Pair], of: Callable[[Pair], Sequence[str]]) -> dict[str, Figure]:
    grouped: dict[str, list[bool]] = {}
    for pair in pairs:
        for name in of(pair):
            grouped.setdefault(name, []).append(kinds_right(pair))
    found = {name: figure(marks) for name, marks in grouped.items()}
    return weak_first(found)


def weak_first(figures: Mapping[str, Figure]) -> dict[str, Figure]:
    """The weakest first; among equals the one that is better known."""
    return dict(sorted(figures.items(), key=lambda item: (item[1].share, -item[1].of, item[0])))
