"""The delivery specialist's reads: at most eight calls, the same number whatever is in the shipment."""

from __future__ import annotations

from datetime import date, timedelta

from agents.delivery.making_good import can_ship_again
from agents.delivery.snapshot import DeliverySnapshot
from agents.world import World
from cases.carrier_events import number_key
from cases.claims import DeliveryClaim, only
from cases.contracts import FiledContract
from cases.kind import Kind
from cases.models import CaseFile
from cases.people import Person
from cases.roles import Role
from tools.odoo.shipments import Shipment

HISTORY = timedelta(days=365)
PICKING = "stock.picking"


async def collect(file: CaseFile, world: World) -> DeliverySnapshot:
    """Read what a shipment in trouble needs.

    The transfer with its order, invoices and addresses; what went to that customer before; the carrier as a partner;
    where returned goods are checked, if they come back; what is free of goods that were lost; and who may be asked.

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
    shipment = snapshot.shipment
    if shipment is None:
        return snapshot.model_copy(update={"people": await _people(world)})
    more: dict[str, object] = {}
    if shipment.order is not None:
        more["before"] = tuple(await reader.deliveries_of(shipment.order.company.id, world.now - HISTORY))
    if shipment.carrier is not None:
        more["carrier"] = await reader.company_named(shipment.carrier.name)
        more["contract"] = contract_of(shipment.carrier.name, snapshot.today, world)
    if snapshot.goes_back:
        more["checking"] = await reader.place_named(world.habits.returns_location)
    if snapshot.is_loss:
        more |= await stock_for(shipment, world)
    snapshot = snapshot.model_copy(update=more)
    if snapshot.is_loss and can_ship_again(snapshot, shipment):
        return snapshot
    if snapshot.is_loss:
        tickets = await reader.ticket_place(world.habits.ticket_project)
        if tickets is not None:
            return snapshot.model_copy(update={"tickets": tickets})
    return snapshot.model_copy(update={"people": await _people(world)})


def contract_of(carrier: str, today: date, world: World) -> FiledContract | None:
    """What is agreed with a carrier today; the latest, where several are in force."""
    agreed = [
        one
        for one in world.contracts
        if number_key(one.contract.carrier) == number_key(carrier) and one.contract.holds_on(today)
    ]
    return max(agreed, key=lambda one: one.contract.valid_from, default=None)


async def _people(world: World) -> tuple[Person, ...]:
    """Who may be asked."""
    reader = world.reader
    return tuple(await reader.users_with_role(Role.SERVICE) or await reader.users_with_role(Role.SALES))


async def stock_for(shipment: Shipment, world: World) -> dict[str, object]:
    """What is free of the goods, and who wants it; nobody is asked about what is not there."""
    levels = tuple(await world.reader.stock_of(shipment))
    there = [level.product_id for level in levels if level.free > 0]
    moves = tuple(await world.reader.open_moves(there)) if there else ()
    return {"levels": levels, "moves": moves}


async def _shipment(file: CaseFile, world: World) -> Shipment | None:
    """The transfer that the case is about; where a person named another number, that one."""
    claims = only(DeliveryClaim, file.claims)
    corrected = [claim for claim in claims if claim.read_by == "person" and claim.tracking_text and not claim.refers_to]
    if corrected:
        found = await world.reader.shipments_by_tracking([claim.tracking_text or "" for claim in corrected])
        return found[0] if found else None
    # What a person named, and was found by it, before what was read.
    by_weight = sorted(claims, key=lambda claim: claim.read_by != "person")
    ids = [ref.id for claim in by_weight for ref in claim.refers_to if ref.model == PICKING]
    ids += [record.id for record in file.records if record.model == PICKING]
    if ids:
        found = await world.reader.shipments(ids[:1])
        return found[0] if found else None
    # What was read names one, and nobody looked for it when it was read.
    named = [claim.tracking_text for claim in claims if claim.tracking_text]
    found = await world.reader.shipments_by_tracking(named[:1]) if named else []
    return found[0] if found else None
