"""How much a warehouse gets done until a moment, measured by what it finished in the same hours before. Pure.

An hour in which nothing was finished says nothing of what could have been: only hours with work are looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from statistics import median, quantiles
from zoneinfo import ZoneInfo

from cases.claims import Frozen
from cases.workdays import MONDAY_TO_FRIDAY, WorkCalendar

# So many finished hours of the same weekday and hour are needed; with fewer the hour of any weekday counts.
ENOUGH_OF_A_WEEKDAY = 3
# With fewer finished hours in all nothing is foretold.
ENOUGH_IN_ALL = 10
HOUR = timedelta(hours=1)
Finished = Mapping[datetime, int]


class Pace(Frozen):
    """What can be expected of one stretch of time.

    Attributes:
        lines: lines that get done, by the median hour.
        low, high: the same by the quarter of hours that went worst, and best.
        hours: length of the stretch in which anybody works.
        seen: hours with finished work that were looked at, in all.
        by_weekday: every hour was measured on its own weekday.
        said: a person says so.
        by_hour: how many lines are done by the end of each hour of the stretch, the last at its end.
    """

    lines: float
    low: float
    high: float
    hours: float
    seen: int
    by_weekday: bool = True
    said: bool = False
    by_hour: tuple[tuple[datetime, float], ...] = ()

    @property
    def an_hour(self) -> float:
        """Lines an hour, over the hours in which anybody works."""
        return self.lines / self.hours if self.hours else 0.0


def as_said(lines: int, reckoned: Pace | None, now: datetime, cut_off: datetime) -> Pace:
    """What a person says gets done, spread over the hours as it would have been."""
    if reckoned is None or not reckoned.lines:
        hours = max((cut_off - now).total_seconds() / 3600, 0.0)
        return Pace(lines=lines, low=lines, high=lines, hours=hours, seen=0, said=True, by_hour=((cut_off, lines),))
    by_hour = tuple((at, done * lines / reckoned.lines) for at, done in reckoned.by_hour)
    said = {"lines": float(lines), "low": float(lines), "high": float(lines), "by_hour": by_hour, "said": True}
    return reckoned.model_copy(update=said)


def pace(
    finished: Finished, begin: datetime, end: datetime, zone: str, work: WorkCalendar = MONDAY_TO_FRIDAY
) -> Pace | None:
    """What gets done between two moments; None: too little history to say.

    Args:
        finished: lines that were finished, by the first moment of each hour; at least one each.
        begin: where the stretch begins.
        end: where it ends.
        zone: where the warehouse is: weekdays and hours are local.
        work: on which days there is work.
    """
    if len(finished) < ENOUGH_IN_ALL:
        return None
    where = ZoneInfo(zone)
    same: dict[tuple[int, int], list[int]] = {}
    any_day: dict[int, list[int]] = {}
    for moment, lines in finished.items():
        local = moment.astimezone(where)
        same.setdefault((local.weekday(), local.hour), []).append(lines)
        any_day.setdefault(local.hour, []).append(lines)
    sums, hours, own = [0.0, 0.0, 0.0], 0.0, True
    by_hour: list[tuple[datetime, float]] = []
    for start, share in _hours(begin, end):
        local = start.astimezone(where)
        if work.is_closed(local.date()):
            # Whatever was done on other days of its name.
            continue
        seen = same.get((local.weekday(), local.hour), [])
        if len(seen) < ENOUGH_OF_A_WEEKDAY:
            # Nobody works on a Sunday because somebody did on a Monday.
            seen = any_day.get(local.hour, []) if work.is_working(local.date()) else []
            own = own and not seen
        if seen:
            hours += share
            sums = [total + share * one for total, one in zip(sums, _spread(seen), strict=True)]
        by_hour.append((min(start + HOUR, end), sums[1]))
    low, middle, high = sums
    return Pace(
        lines=middle, low=low, high=high, hours=hours, seen=len(finished), by_weekday=own, by_hour=tuple(by_hour)
    )


def _spread(seen: list[int]) -> tuple[float, float, float]:
    """Lower quarter, median, upper quarter."""
    if len(seen) == 1:
        return seen[0], seen[0], seen[0]
    low, _, high = quantiles(seen, n=4, method="inclusive")
    return low, median(seen), high


def _hours(begin: datetime, end: datetime) -> Iterable[tuple[datetime, float]]:
    """The hours of a stretch, each with how much of it lies within."""
    start = begin.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    while start < end:
        within = min(end, start + HOUR) - max(begin, start)
        yield start, within / HOUR
        start += HOUR


def day_in(moment: datetime, zone: str) -> date:
    """The local day of a moment."""
    return moment.astimezone(ZoneInfo(zone)).date()
