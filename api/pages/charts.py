"""Figures as simple pictures: counts and shares in, places and lengths of an SVG out. The numbers stand beside each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cases.overrides import Fate, Group, Week

BAR = 200.0
HEIGHT = 140.0
FOOT = 22.0
SIDE = 220.0


@dataclass(frozen=True)
class BarPiece:
    """One part of a bar: from where, how long, what it stands for and how many."""

    fate: Fate
    at: float
    size: float
    n: int


def bar(counts: Mapping[Fate, int], length: float = BAR) -> tuple[BarPiece, ...]:
    """The parts of one bar, in the fates' order; together as long as the bar."""
    total, at, pieces = sum(counts.values()), 0.0, []
    for fate in Fate:
        if n := counts.get(fate, 0):
            size = length * n / total
            pieces.append(BarPiece(fate, round(at, 2), round(size, 2), n))
            at += size
    return tuple(pieces)


@dataclass(frozen=True)
class Column:
    """One week: its place, what stands in it from the ground up (`at` is counted from the top), its label if any."""

    x: float
    pieces: tuple[BarPiece, ...]
    total: int
    top: float
    label: str


@dataclass(frozen=True)
class Columns:
    """Weeks beside each other; sizes in pixels."""

    columns: tuple[Column, ...]
    thick: float
    width: float
    height: float = HEIGHT + FOOT + 14
    ground: float = HEIGHT + 14


def columns(weeks: Sequence[Week]) -> Columns:
    """As many weeks as there are, thinner the more; of many, every fourth is labelled."""
    few = len(weeks) <= 16
    thick, gap = (34.0, 22.0) if few else (13.0, 5.0)
    most = max((sum(week.counts.values()) for week in weeks), default=0) or 1
    found = []
    for place, week in enumerate(weeks):
        total = sum(week.counts.values())
        high = HEIGHT * total / most
        pieces = tuple(
            BarPiece(one.fate, round(14 + HEIGHT - one.at - one.size, 2), one.size, one.n)
            for one in bar(week.counts, high)
        )
        label = f"{week.begins.day} {week.begins:%b}" if few or place % 4 == 0 else ""
        found.append(Column(gap / 2 + place * (thick + gap), pieces, total, round(14 + HEIGHT - high, 2), label))
    return Columns(tuple(found), thick, max(160.0, len(weeks) * (thick + gap) + (0 if few else 24)))


@dataclass(frozen=True)
class Dot:
    """One band of confidence: what was expected, what came of it, and how uncertain that is; all from the top left."""

    x: float
    y: float
    high: float
    low: float
    label: str


@dataclass(frozen=True)
class Reliability:
    """How sure the desk was against what people approved unchanged; on the diagonal the two are the same."""

    dots: tuple[Dot, ...]
    side: float = SIDE


def reliability(bands: Sequence[Group]) -> Reliability:
    """A dot for each band in which enough was decided."""
    dots = []
    for band in sorted(bands, key=lambda one: one.key):
        real = band.unchanged
        if band.expected is None or real.value is None or real.low is None or real.high is None:
            continue
        said = f"expected {band.expected:.0%}, approved unchanged {real.words}"
        x, y, high, low = (round(SIDE * one, 1) for one in (band.expected, 1 - real.value, 1 - real.high, 1 - real.low))
        dots.append(Dot(x, y, high, low, said))
    return Reliability(tuple(dots))
