"""What a specialist lays before people, as the page draws it: figures in, places in percent of a width out. Pure.

The templates only lay it out; everything drawn stands in a table beneath as well.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Literal
from zoneinfo import ZoneInfo

from cases.exhibits import (
    BacklogTimeline,
    ChargeTable,
    CoverBars,
    Exhibit,
    LeadTimeDots,
    OrderDot,
    ProductLeadTimes,
    WaitingPicking,
    WarehouseCover,
)

Fate = Literal["saved", "in_time", "gives_way", "misses", "unknown"]
FATES: dict[Fate, tuple[str, str]] = {
    "saved": ("now in time", "good"),
    "in_time": ("in time", ""),
    "gives_way": ("gives way", "bad"),
    "misses": ("misses it", "bad"),
    "unknown": ("not known", ""),
}
# Words on an axis must not run into each other, and not out of it, in percent.
APART, LAST = 13.0, 97.0
WEEK = 7
# The height of a row of dots, in pixels, and what is left free above and below.
TALL, EDGE = 84.0, 8.0


@dataclass(frozen=True)
class AxisTick:
    """A word under a place, in percent of the width."""

    at: float
    words: str


@dataclass(frozen=True)
class Bar:
    """A piece of a row, in percent of the width."""

    at: float
    width: float


@dataclass(frozen=True)
class DrawnPicking:
    """One promised transfer.

    Attributes:
        now, planned: where its work lies, as the work is sorted and as it is proposed.
        done_now, done: when it is picked; none: not before the carrier leaves.
        fate: what the proposal does for it.
    """

    picking: WaitingPicking
    now: Bar
    planned: Bar
    done_now: datetime | None
    done: datetime | None
    fate: Fate

    @property
    def words(self) -> tuple[str, str]:
        """The fate in words, with its tone."""
        return FATES[self.fate]


@dataclass(frozen=True)
class DrawnBacklog:
    """The whole timeline; its width is work in lines, its ticks are the hours by which so much is done.

    Attributes:
        cut: where the carrier leaves.
        band: between a bad day and a good one.
    """

    of: BacklogTimeline
    rows: tuple[DrawnPicking, ...]
    ticks: tuple[AxisTick, ...]
    cut: float
    band: Bar | None

    @property
    def zone(self) -> ZoneInfo:
        """Of the warehouse."""
        return ZoneInfo(self.of.zone)

    @property
    def more(self) -> int:
        """Promised transfers that are not shown."""
        return self.of.promised - len(self.rows)


@dataclass(frozen=True)
class DrawnCover:
    """One warehouse.

    Attributes:
        before, after: how far its bars reach.
        open_before, open_after: it lasts a quarter at least, so the bar has no end.
        out, out_after: the day on which something is missing first.
        late, late_after: that is before anything ordered today could come.
    """

    cover: WarehouseCover
    before: float
    after: float
    open_before: bool
    open_after: bool
    out: date | None
    out_after: date | None
    late: bool
    late_after: bool

    @property
    def changes(self) -> bool:
        """Whether what is proposed touches it."""
        return self.cover.on_hand != self.cover.after


@dataclass(frozen=True)
class DrawnBars:
    """Every warehouse, on one axis of days.

    Attributes:
        lead: where an order of today would arrive.
    """

    of: CoverBars
    rows: tuple[DrawnCover, ...]
    ticks: tuple[AxisTick, ...]
    lead: float

    @property
    def arrives(self) -> date:
        """When an order of today would arrive."""
        return self.of.today + timedelta(days=self.of.lead_days)


@dataclass(frozen=True)
class DrawnDot:
    """One order: where it lies across, in percent, and down, in pixels."""

    order: OrderDot
    at: float
    down: float


@dataclass(frozen=True)
class DrawnProduct:
    """One product: its orders as dots.

    Attributes:
        before, now: how far down the middle of each side lies.
        listed: the same of what Odoo plans with; none: it has nothing.
    """

    of: ProductLeadTimes
    dots: tuple[DrawnDot, ...]
    before: float
    now: float
    listed: float | None


@dataclass(frozen=True)
class DrawnLeadTimes:
    """Every product on one axis of days.

    Attributes:
        split: where the last weeks begin.
    """

    of: LeadTimeDots
    rows: tuple[DrawnProduct, ...]
    ticks: tuple[AxisTick, ...]
    split: float


@dataclass(frozen=True)
class DrawnExhibit:
    """An exhibit as it is drawn, and the template that lays it out."""

    template: str
    figures: ChargeTable | DrawnBacklog | DrawnBars | DrawnLeadTimes


def drawn(exhibit: Exhibit | None) -> DrawnExhibit | None:
    """An exhibit as it is drawn; a table needs no drawing."""
    if isinstance(exhibit, ChargeTable):
        return DrawnExhibit("parts/charges.html", exhibit)
    if isinstance(exhibit, BacklogTimeline):
        return DrawnExhibit("parts/backlog.html", _backlog(exhibit))
    if isinstance(exhibit, CoverBars):
        return DrawnExhibit("parts/cover.html", _bars(exhibit))
    if isinstance(exhibit, LeadTimeDots):
        return DrawnExhibit("parts/lead_times.html", _dots(exhibit))
    return None


# The backlog


def _backlog(of: BacklogTimeline) -> DrawnBacklog:
    capacity = of.capacity or 0.0
    ends = [max(one.now, one.planned) + one.lines for one in of.pickings]
    whole = max([capacity, of.high or 0.0, *ends, 1.0])

    def at(lines: float) -> float:
        return round(lines / whole * 100, 2)

    def bar(before: int, lines: int) -> Bar:
        return Bar(at(before), at(lines))

    rows = tuple(
        DrawnPicking(
            picking=one,
            now=bar(one.now, one.lines),
            planned=bar(one.planned, one.lines),
            done_now=_moment(of, one.now + one.lines),
            done=_moment(of, one.planned + one.lines),
            fate=_fate(of, one),
        )
        for one in of.pickings
    )
    band = None
    if of.low is not None and of.high is not None and of.high > of.low:
        band = Bar(at(of.low), at(of.high - of.low))
    return DrawnBacklog(of, rows, _hours(of, at(1.0)), at(capacity), band)


def _fate(of: BacklogTimeline, one: WaitingPicking) -> Fate:
    if of.capacity is None:
        return "unknown"
    before, after = of.makes_it(one.now, one.lines), of.makes_it(one.planned, one.lines)
    if after:
        return "in_time" if before else "saved"
    return "gives_way" if before else "misses"


def _moment(of: BacklogTimeline, lines: float) -> datetime | None:
    """When so many lines are done, to the minute; none: not before the carrier leaves."""
    before, done = of.begins, 0.0
    for hour in of.hours:
        if hour.lines >= lines:
            share = (lines - done) / (hour.lines - done) if hour.lines > done else 1.0
            return (before + (hour.at - before) * share).replace(second=0, microsecond=0)
        before, done = hour.at, hour.lines
    return None


def _hours(of: BacklogTimeline, line: float) -> tuple[AxisTick, ...]:
    """The local hours, as far apart as they can be read; where nothing is done between two, the later one."""
    zone = ZoneInfo(of.zone)
    marks = [(of.begins, 0.0), *((hour.at, hour.lines) for hour in of.hours if hour.at < of.cut_off)]
    ends = (of.capacity or 0.0) * line
    found: list[AxisTick] = []
    for (moment, lines), after in pairwise([*marks, (of.cut_off, of.capacity or 0.0)]):
        place = round(lines * line, 2)
        idle = after[1] == lines
        if not idle and ends - place >= APART and (not found or place - found[-1].at >= APART):
            found.append(AxisTick(place, f"{moment.astimezone(zone):%H:%M}"))
    return tuple(found)


# Cover


def _bars(of: CoverBars) -> DrawnBars:
    lasts = [days for one in of.warehouses for days in (one.lasts, one.lasts_after) if days is not None]
    scale = min(max([of.lead_days * 1.5, *(days * 1.15 for days in lasts), 2.0 * WEEK]), float(of.horizon))

    def at(days: float | None) -> float:
        return 100.0 if days is None or days >= scale else round(days / scale * 100, 2)

    rows = tuple(
        DrawnCover(
            cover=one,
            before=at(one.lasts),
            after=at(one.lasts_after),
            open_before=one.lasts is None,
            open_after=one.lasts_after is None,
            out=_day(of, one.lasts),
            out_after=_day(of, one.lasts_after),
            late=one.lasts is not None and one.lasts < of.lead_days,
            late_after=one.lasts_after is not None and one.lasts_after < of.lead_days,
        )
        for one in sorted(of.warehouses, key=lambda one: not one.is_short)
    )
    every = next(days for days in (WEEK, 2 * WEEK, 4 * WEEK, 8 * WEEK) if days == 8 * WEEK or scale / days <= 5)
    days = range(0, int(scale) + 1, every)
    ticks = tuple(
        AxisTick(at(ahead), _short(of.today + timedelta(days=ahead)) if ahead else "today")
        for ahead in days
        if at(ahead) <= LAST
    )
    return DrawnBars(of, rows, ticks, at(of.lead_days))


def _day(of: CoverBars, days: int | None) -> date | None:
    return None if days is None else of.today + timedelta(days=days)


def _short(day: date) -> str:
    return f"{day.day} {day:%b}"


# Lead times


def _dots(of: LeadTimeDots) -> DrawnLeadTimes:
    whole = max((of.today - of.since).days, 1)

    def at(day: date) -> float:
        return round(min(max((day - of.since).days / whole, 0.0), 1.0) * 100, 2)

    months = [day for days in range(whole + 1) if (day := of.since + timedelta(days=days)).day == 1 and at(day) <= LAST]
    ticks: list[AxisTick] = []
    for day in months:
        if not ticks or at(day) - ticks[-1].at >= APART:
            ticks.append(AxisTick(at(day), f"{day:%b}"))
    rows = tuple(_product_dots(one, at) for one in of.products)
    return DrawnLeadTimes(of, rows, tuple(ticks), at(of.split))


def _product_dots(one: ProductLeadTimes, at: Callable[[date], float]) -> DrawnProduct:
    longest = max([*(dot.days for dot in one.orders), float(one.before), float(one.now), one.listed or 0, 1])

    def down(days: float) -> float:
        return round(EDGE + (1 - days / longest) * (TALL - 2 * EDGE), 1)

    return DrawnProduct(
        of=one,
        dots=tuple(DrawnDot(dot, at(dot.arrived), down(dot.days)) for dot in one.orders),
        before=down(float(one.before)),
        now=down(float(one.now)),
        listed=None if one.listed is None else down(one.listed),
    )
