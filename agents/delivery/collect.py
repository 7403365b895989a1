"""The delivery specialist's reads: at most eight calls, the same number whatever is in the shipment."""

from __future__ import annotations

from datetime import timedelta

from agents.delivery.snapshot import DeliverySnapshot
from agents.world import World
from cases.carrier_events import Trouble
from cases.claims import DeliveryClaim, only
from cases.kind import Kind
from cases.models import CaseFile
from cases.roles import Role
from tools.odoo.shipments import Shipment

HISTORY = timedelta(days=365)
PICKING = "stock.picking"
# Customer service has more to do than one call.
_LOSS = frozenset({Trouble.DAMAGED, Trouble.LOST})


async def collect(file: CaseFile, world: World) -> DeliverySnapshot:
    """Read what a shipment in trouble needs.

    The transfer with its order, invoices and addresses; what went to that customer before; the carrier as a partner;
    who may be asked; where returned goods are checked, if they come back.

    Raises:
        OdooError: Odoo cannot be read now.
    """
    reader = world.reader
    snapshot = DeliverySnapshot(
        kind="transit_delay" if file.kind is Kind.TRANSIT_DELAY else "failed_delivery",
        file=file,
        read_at=world.now,
        habits=world.habits,
        shipment=await _shipment(file, world),
    )
    people = tuple(await reader.users_with_role(Role.SERVICE) or await reader.users_with_role(Role.SALES))
    shipment = snapshot.shipment
    if shipment is None:
        return snapshot.model_copy(update={"people": people})
    more: dict[str, object] = {"people": people}
    if shipment.order is not None:
        more["before"] = tuple(await reader.deliveries_of(shipment.order.company.id, world.now - HISTORY))
    if shipment.carrier is not None:
        more["carrier"] = await reader.company_named(shipment.carrier.name)
    if snapshot.goes_back:
        more["checking"] = await reader.place_named(world.habits.returns_location)
    if snapshot.reason in _LOSS:
        more["tickets"] = await reader.ticket_place(world.habits.ticket_project)
    return snapshot.model_copy(update=more)


async def _shipment(file: CaseFile, world: World) -> Shipment | None:
    """The transfer that the case is about; where a person named another number, that one."""
    claims = only(DeliveryClaim, file.claims)
    corrected = [claim for claim in claims if claim.read_by == "person" and claim.tracking_text and not claim.refers_to]
    if corrected:
        found = await world.reader.shipments_by_tracking([claim.tracking_text or "" for claim in corrected])
        return found[0] if found else None
    ids = [ref.id for claim in claims for ref in claim.refers_to if ref.model == PICKING]
    ids += [record.id for record in file.records if record.model == PICKING]
    found = await world.reader.shipments(ids[:1]) if ids else []
    return found[0] if found else None
