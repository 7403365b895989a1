"""The company's habits that Odoo has no field for, as the settings say them. Pure; part of what a specialist keeps."""

from __future__ import annotations

from datetime import time
from decimal import Decimal

from agents.analysis.ranking import importance_by_tag
from cases.claims import Frozen
from cases.workdays import WorkCalendars


class Habits(Frozen):
    """The company's habits, as the settings say them.

    Attributes:
        zone: of a warehouse or partner that names none.
        arrival_hour: local hour at which a day's receipts are in.
        dispatch_hour: local hour by which a day's deliveries leave.
        importance_tags: `tag=weight`, separated by commas.
        ticket_project: the name of the place where customer service keeps tickets.
        returns_location: the name of the place where what comes back is checked.
        landed_cost_product: the service that stands for landed costs, by its name or reference in Odoo.
        work: on which days the company and its warehouses work.
        cut_off: `CODE=HH:MM` by warehouse, separated by commas: when the carrier leaves; else the dispatch hour.
        transit: `A>B=days:cost` between warehouses by their codes, separated by commas; absent: one working day.
        promise_days: so many days ahead promises to customers are held against what comes.
        mute_carriers: a shipment counts as silent also where its carrier never tells of any.
        asks_by_program: a program speaks with carriers; without one they are written to.
    """

    zone: str
    arrival_hour: int
    dispatch_hour: int
    importance_tags: str
    ticket_project: str = "Customer service"
    returns_location: str = "Quarantine"
    landed_cost_product: str = "Inbound freight"
    transit: str = ""
    promise_days: int = 14
    mute_carriers: bool = False
    asks_by_program: bool = False
    cut_off: str = ""
    work: WorkCalendars = WorkCalendars()

    def leaves_at(self, code: str) -> time:
        """The local time at which the carrier leaves the warehouse of that code."""
        for entry in self.cut_off.split(","):
            named, _, hour = entry.partition("=")
            if named.strip().casefold() == code.casefold():
                return time.fromisoformat(hour.strip())
        return time(self.dispatch_hour)

    @property
    def weights(self) -> dict[str, Decimal]:
        """Importance by tag."""
        return importance_by_tag(self.importance_tags)
