"""The reads for a return: at most eight calls, whatever is on the order."""

from __future__ import annotations

from agents.delivery.of_order import HISTORY, deliveries_of_order
from agents.delivery.returns.snapshot import ReturnSnapshot
from agents.world import World
from cases.models import CaseFile
from cases.return_terms import agreed_with
from cases.roles import Role


async def collect_return(file: CaseFile, world: World) -> ReturnSnapshot:
    """Read what a wish to send goods back needs.

    The order's deliveries with what came back of each, its invoices; what was sent to that customer besides; the place
    where what comes back is checked; who may be asked.

    Raises:
        OdooError: Odoo cannot be read now.
    """
    reader = world.reader
    people = tuple(await reader.users_with_role(Role.SERVICE) or await reader.users_with_role(Role.SALES))
    snapshot = ReturnSnapshot(
        file=file, read_at=world.now, habits=world.habits, people=people, terms=agreed_with((), world.returns)
    )
    deliveries = await deliveries_of_order(file, snapshot.asked, world)
    since = world.now - HISTORY
    if not deliveries:
        before = await reader.deliveries_of(file.partner.id, since) if file.partner else []
        return snapshot.model_copy(update={"before": tuple(before)})
    order = deliveries[0].order
    more: dict[str, object] = {"shipment": deliveries[0], "deliveries": deliveries}
    if order is not None:
        more["terms"] = agreed_with(order.tags, world.returns)
        more["before"] = tuple(await reader.deliveries_of(order.company.id, since))
    more["checking"] = await reader.place_named(world.habits.returns_location)
    return snapshot.model_copy(update=more)
