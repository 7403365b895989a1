"""What the warehouse specialist collected of one warehouse, frozen, and how it stands by that. Pure."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Literal

from pydantic import Field

from agents.analysis.backlog import Backlog, backlog, end_of_day, first_step, next_cut_off, next_days
from agents.analysis.habits import Habits
from agents.specialist import Snapshot
from cases.actions.base import Moment
from cases.claims import BacklogClaim, only
from cases.people import Person
from cases.workdays import WorkCalendar
from tools.odoo.models import Warehouse
from tools.odoo.values import Ref
from tools.odoo.work import OpenPicking


class BacklogSnapshot(Snapshot):
    """All that was read about one warehouse's work.

    Attributes:
        warehouse: which; None: the case does not say, or Odoo has no such one.
        work: what is ready and not begun, planned until the end of the day of the next departure.
        finished: lines that were finished in the last weeks, by the first moment of each hour.
        leads: who leads the warehouse, or works there.
        at_work: who of them is named in Odoo on work of today that is begun or done.
        sellers: who speaks with customers.
    """

    kind: Literal["picking_backlog"] = "picking_backlog"
    habits: Habits
    warehouse: Warehouse | None = None
    work: tuple[OpenPicking, ...] = ()
    finished: dict[Moment, int] = Field(default_factory=dict)
    leads: tuple[Person, ...] = ()
    at_work: tuple[Ref, ...] = ()
    sellers: tuple[Person, ...] = ()

    @property
    def zone(self) -> str:
        """Where the warehouse is."""
        return (self.warehouse.zone if self.warehouse else None) or self.habits.zone

    @property
    def days(self) -> WorkCalendar:
        """On which days there is work there."""
        return self.habits.work.at(self.warehouse.id if self.warehouse else None)

    @cached_property
    def standing(self) -> Backlog:
        """How it stands before the next departure."""
        cut_off = next_cut_off(self.read_at, self.warehouse, self.zone, self.habits)
        step = first_step(self.warehouse) if self.warehouse else None
        end = end_of_day(cut_off, self.zone)
        of_day = [one for one in self.work if one.type.id == step and one.scheduled < end]
        return backlog(of_day, self.finished, self.read_at, cut_off, self.zone, self.habits, self.days, self._said)

    @cached_property
    def next_days(self) -> dict[int, date]:
        """The day on which each that waits can leave."""
        standing = self.standing
        return next_days(standing.waits, self.finished, standing.cut_off, self.zone, self.days)

    @property
    def _said(self) -> int | None:
        """How many lines get done, where a person says so."""
        people = [one.capacity for one in only(BacklogClaim, self.file.claims) if one.read_by == "person"]
        return people[-1] if people else None
