"""Warehouses that will not be done before their carrier leaves, as their work is sorted now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from agents.analysis.backlog import HISTORY, Backlog, backlog, end_of_day, first_step, next_cut_off
from agents.world import World
from cases.claims import BacklogClaim, RecordRef
from cases.kind import Kind
from cases.scans import Finding
from tools.odoo.models import Warehouse


class PickingBacklogs:
    """Looks at every warehouse: what is open, what was finished at such hours before, when the carrier leaves."""

    kind: ClassVar = Kind.PICKING_BACKLOG
    cron: ClassVar = "15 7-14 * * 1-5"
    retells: ClassVar = True

    async def find(self, world: World) -> Sequence[Finding]:
        """The warehouses of which a promise does not hold. Three calls, and one for each further page of open work."""
        places = {
            step: (one, one.zone or world.habits.zone)
            for one in await world.reader.warehouses()
            if (step := first_step(one)) is not None
        }
        cut_offs = {step: next_cut_off(world.now, one, zone, world.habits) for step, (one, zone) in places.items()}
        if not places:
            return []
        ends = {step: end_of_day(cut_offs[step], zone) for step, (_, zone) in places.items()}
        work = await world.reader.open_work(list(places), max(ends.values()))
        finished = await world.reader.finished_by_hour(list(places), world.now - HISTORY)
        found = []
        for step, (warehouse, zone) in places.items():
            of_day = [one for one in work if one.type.id == step and one.scheduled < ends[step]]
            days = world.habits.work.at(warehouse.id)
            standing = backlog(of_day, finished.get(step, {}), world.now, cut_offs[step], zone, world.habits, days)
            if of_day and not standing.is_over:
                found.append(finding(warehouse, standing, cut_offs[step].astimezone(ZoneInfo(zone))))
        return found

    def over(self) -> str:
        """The work was done, or there is less of it."""
        return "Every promise holds as the work is sorted now; nobody needs to be told."


def finding(warehouse: Warehouse, standing: Backlog, cut_off: datetime) -> Finding:
    """What a scan says of one warehouse. Pure."""
    about = RecordRef(model="stock.warehouse", id=warehouse.id, label=warehouse.name)
    claim = BacklogClaim(
        warehouse=warehouse.name,
        cut_off=cut_off,
        lines=standing.lines,
        capacity=int(standing.pace.lines) if standing.pace else None,
        late=len(standing.late),
        refers_to=(about,),
        read_by="scan",
    )
    return Finding(about=about, claims=(claim,), seen=f"{claim.label()}.")
