"""The world as a specialist and a door may look at it: Odoo to read, the company's habits, this moment.

Whoever thinks is handed what was collected and never looks here; a double that needs no Odoo stands in for tests.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from agents.analysis.habits import Habits
from agents.reading.bills import PaperReading
from cases.carrier_events import CarrierEvent
from cases.contracts import FiledContract
from cases.return_terms import FiledReturns
from cases.workdays import WorkCalendars
from runtime.settings import Settings
from tools.odoo.reads import OdooReader

Heard = Callable[[Sequence[int]], Awaitable[Mapping[int, Sequence[CarrierEvent]]]]
"""The last that carriers said of each parcel of these transfers, by transfer; without those never spoken of."""


async def _nothing(_transfers: Sequence[int]) -> Mapping[int, Sequence[CarrierEvent]]:
    return {}


@dataclass(frozen=True)
class World:
    """What may be looked at.

    Attributes:
        reader: Odoo, with the reading account.
        habits: what Odoo has no field for.
        now: this moment; nobody below asks the clock.
        contracts: what carriers may charge, and until when they can be claimed from, as people put it in.
        returns: until when customers may send goods back, and what that costs them, as people put it in.
        papers: reads files that strangers sent, in limits; None: they are not read here.
        heard: asks what carriers said last, as it was kept.
    """

    reader: OdooReader
    habits: Habits
    now: datetime
    contracts: tuple[FiledContract, ...] = ()
    returns: tuple[FiledReturns, ...] = ()
    papers: PaperReading | None = None
    heard: Heard = _nothing


def habits_of(settings: Settings, work: WorkCalendars | None = None) -> Habits:
    """The habits that the settings say; the days on which there is work are Odoo's."""
    return Habits(
        work=work or WorkCalendars(),
        zone=settings.timezone,
        arrival_hour=settings.arrival_hour,
        dispatch_hour=settings.dispatch_hour,
        importance_tags=settings.importance_tags,
        ticket_project=settings.ticket_project,
        returns_location=settings.returns_location,
        landed_cost_product=settings.landed_cost_product,
        cut_off=settings.cut_off,
        transit=settings.transit,
        promise_days=settings.promise_days,
        mute_carriers=settings.mute_carriers,
        asks_by_program=settings.carrier_requests_url is not None,
    )
