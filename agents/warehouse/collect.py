"""The warehouse specialist's reads: six calls, and one for each further page of open work."""

from __future__ import annotations

from agents.analysis.backlog import HISTORY, end_of_day, first_step, next_cut_off, start_of_day
from agents.warehouse.snapshot import BacklogSnapshot
from agents.world import World
from cases.models import CaseFile
from cases.roles import Role

WAREHOUSE = "stock.warehouse"


async def collect(file: CaseFile, world: World) -> BacklogSnapshot:
    """Read what the work of one warehouse needs: what is open, what was finished, who leads and who sells.

    Raises:
        OdooError: Odoo cannot be read now.
    """
    reader = world.reader
    # Whoever leads it holds the role of whoever works there, too.
    leads = await reader.users_with_role(Role.WAREHOUSE)
    snapshot = BacklogSnapshot(file=file, read_at=world.now, habits=world.habits, leads=tuple(leads))
    wanted = {record.id for record in file.records if record.model == WAREHOUSE}
    warehouse = next((one for one in await reader.warehouses(needed=wanted) if one.id in wanted), None)
    step = first_step(warehouse) if warehouse else None
    if warehouse is None or step is None:
        return snapshot
    zone = warehouse.zone or world.habits.zone
    end = end_of_day(next_cut_off(world.now, warehouse, zone, world.habits), zone)
    finished = await reader.finished_by_hour([step], world.now - HISTORY)
    known = {person.uid for person in leads}
    at_work = await reader.at_work([step], start_of_day(world.now, zone))
    return snapshot.model_copy(
        update={
            "warehouse": warehouse,
            "work": tuple(await reader.open_work([step], end)),
            "finished": finished.get(step, {}),
            "at_work": tuple(one for one in at_work if one.id in known),
            "sellers": tuple(await reader.users_with_role(Role.SALES)),
        }
    )
