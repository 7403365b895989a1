"""What a warehouse still has to do before its carrier leaves, what it can do, and whose promise does not hold. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from agents.analysis.habits import Habits
from agents.analysis.picking_plan import Work, best, missed, odoos_order, ranked
from agents.analysis.ranking import importance
from agents.analysis.throughput import Finished, Pace, as_said, day_in, pace
from cases.actions.base import Moment
from cases.claims import Frozen
from cases.workdays import MONDAY_TO_FRIDAY, WorkCalendar
from tools.odoo.models import Warehouse
from tools.odoo.work import OpenPicking

# So much finished work is looked at.
HISTORY = timedelta(weeks=6)
# Nobody is told a day that is further off than so many working days.
LOOKED_AHEAD = 5


class Backlog(Frozen):
    """How a warehouse stands before its carrier leaves.

    Attributes:
        cut_off: when the carrier leaves.
        day: the local day of that.
        pace: what gets done until then; None: too little history to say.
        order: all open work in Odoo's own order.
        due: what was promised for this carrier or before.
        late: whose promise does not hold in that order.
        kept: what is to be done so that as much importance, then margin, as can be is kept; in rank order.
        waits: promised, and not done in time even so.
    """

    cut_off: Moment
    day: date
    pace: Pace | None
    order: tuple[OpenPicking, ...]
    due: tuple[OpenPicking, ...] = ()
    late: tuple[OpenPicking, ...] = ()
    kept: tuple[OpenPicking, ...] = ()
    waits: tuple[OpenPicking, ...] = ()

    @property
    def lines(self) -> int:
        """Lines of all open work."""
        return sum(one.lines for one in self.order)

    @property
    def due_lines(self) -> int:
        """Lines of what was promised for this carrier."""
        return sum(one.lines for one in self.due)

    @property
    def is_over(self) -> bool:
        """Whether nobody needs to know: everything promised is done in Odoo's own order."""
        return not (self.late if self.pace else self.due)


def next_cut_off(now: datetime, warehouse: Warehouse | None, zone: str, habits: Habits) -> datetime:
    """When the carrier leaves next: today, or on the next working day."""
    code, work = (warehouse.code, habits.work.at(warehouse.id)) if warehouse else ("", habits.work.company)
    where, at = ZoneInfo(zone), habits.leaves_at(code)
    today = day_in(now, zone)
    left = datetime.combine(today, at, where)
    if work.is_working(today) and now < left:
        return left
    return datetime.combine(work.next(today), at, where)


def end_of_day(cut_off: datetime, zone: str) -> datetime:
    """The end of the local day on which the carrier leaves: what is planned until then is work of that day."""
    return datetime.combine(day_in(cut_off, zone) + timedelta(days=1), datetime.min.time(), ZoneInfo(zone))


def start_of_day(now: datetime, zone: str) -> datetime:
    """The beginning of the local day: whoever is named on work since then is at work."""
    return datetime.combine(day_in(now, zone), datetime.min.time(), ZoneInfo(zone))


def first_step(warehouse: Warehouse) -> int | None:
    """The operation type with which a delivery begins there: the pick, or in one step the delivery itself."""
    found = warehouse.delivery_type if warehouse.delivery_steps == "ship_only" else warehouse.pick_type
    return found.id if found else None


def backlog(
    open_work: Sequence[OpenPicking],
    finished: Finished,
    now: datetime,
    cut_off: datetime,
    zone: str,
    habits: Habits,
    work: WorkCalendar = MONDAY_TO_FRIDAY,
    said: int | None = None,
) -> Backlog:
    """How it stands; `said`: lines that get done, as a person says.

    With too little history nothing is foretold, and nothing planned.
    """
    found = pace(finished, now, cut_off, zone, work)
    if said is not None:
        found = as_said(said, found, now, cut_off)
    day = day_in(cut_off, zone)
    by_id = {one.id: one for one in open_work}
    works = [work_of(one, day, zone, habits.weights) for one in open_work]
    order = [by_id[one.id] for one in odoos_order(works)]
    standing = Backlog(cut_off=cut_off, day=day, pace=found, order=tuple(order))
    standing = standing.model_copy(update={"due": tuple(by_id[one.id] for one in works if one.due)})
    if found is None:
        return standing
    late = missed(odoos_order(works), found.lines)
    kept = best(works, found.lines)
    taken = {one.id for one in kept}
    waits = [one for one in ranked(works) if one.due and one.id not in taken]
    return standing.model_copy(
        update={
            name: tuple(by_id[one.id] for one in group)
            for name, group in (("late", late), ("kept", kept), ("waits", waits))
        }
    )


def next_days(
    waits: Sequence[OpenPicking],
    finished: Finished,
    cut_off: datetime,
    zone: str,
    work: WorkCalendar = MONDAY_TO_FRIDAY,
) -> dict[int, date]:
    """The day on which each can leave, one after the other, by what gets done until the departures that follow.

    What fits in none of the next working days is left out: nobody knows its day.
    """
    local = cut_off.astimezone(ZoneInfo(zone))
    departures, day = list[tuple[date, float]](), day_in(cut_off, zone)
    for _ in range(LOOKED_AHEAD):
        day = work.next(day)
        found = pace(finished, cut_off, datetime.combine(day, local.time(), ZoneInfo(zone)), zone, work)
        departures.append((day, found.lines if found else 0.0))
    done, days = 0, dict[int, date]()
    for one in waits:
        done += one.lines
        leaves = next((day for day, lines in departures if done <= lines), None)
        if leaves is not None:
            days[one.id] = leaves
    return days


def work_of(one: OpenPicking, day: date, zone: str, weights: Mapping[str, Decimal]) -> Work:
    """A transfer as it counts for the plan. What was promised for a day is due when its last carrier leaves."""
    return Work(
        id=one.id,
        lines=one.lines,
        due=one.promise is not None and day_in(one.promise, zone) <= day,
        weight=importance(one.tags, weights),
        margin=one.margin if one.margin is not None else Decimal(0),
        starred=one.starred,
        scheduled=one.scheduled,
    )
