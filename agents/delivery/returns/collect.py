"""The reads for a return: at most eight calls, whatever is on the order."""

from __future__ import annotations

from datetime import timedelta

from agents.delivery.returns.snapshot import ReturnSnapshot
from agents.world import World
from cases.claims import RecordRef
from cases.models import CaseFile
from cases.return_terms import agreed_with
from cases.roles import Role
from tools.odoo.shipments import FoundShipment, Shipment

HISTORY = timedelta(days=365)
SALE = "sale.order"


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
    deliveries = await _deliveries(snapshot, world)
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


async def _deliveries(snapshot: ReturnSnapshot, world: World) -> tuple[Shipment, ...]:
    """All deliveries of the one order that is meant, that which is named first, then the latest; none: nobody knows."""
    found = await _found(snapshot, world)
    if len({one.sale_order.id for one in found if one.sale_order}) != 1:
        return ()
    known = await world.reader.shipments(one.id for one in found)
    order = known[0].order if known else None
    if order is None:
        return ()
    read = {one.id for one in known}
    others = [one.id for one in order.transfers if one.goes_to_customer and one.id not in read]
    rest = await world.reader.shipments(others) if others else []
    named = {one.order_text.casefold() for one in snapshot.asked if one.order_text}
    by_day = sorted((*known, *rest), key=lambda one: (one.state == "done", one.done_at or world.now, one.id))
    by_day.reverse()
    return tuple(sorted(by_day, key=lambda one: one.name.casefold() not in named))


async def _found(snapshot: ReturnSnapshot, world: World) -> list[FoundShipment]:
    """The transfers by which the order is found: what a person named before what was read."""
    reader = world.reader
    by_person = [one for one in snapshot.asked if one.read_by == "person" and not _sale(one.refers_to)]
    corrected = [one.order_text.strip() for one in by_person if one.order_text]
    if corrected:
        found = await reader.deliveries_named([name.upper() for name in corrected])
        return _to_customers(found or await reader.find_shipments(corrected))
    meant = next((ref for one in snapshot.asked if (ref := _sale(one.refers_to)) is not None), None)
    meant = meant or _sale(snapshot.file.records)
    if meant is not None:
        found = await reader.deliveries_named([meant.label])
        # The same number may stand in another company of ours.
        return [one for one in _to_customers(found) if one.sale_order is not None and one.sale_order.id == meant.id]
    named = [one.order_text for one in snapshot.asked if one.order_text]
    return _to_customers(await reader.deliveries_named(named)) if named else []


def _sale(refs: tuple[RecordRef, ...]) -> RecordRef | None:
    return next((ref for ref in refs if ref.model == SALE), None)


def _to_customers(found: list[FoundShipment]) -> list[FoundShipment]:
    return [one for one in found if one.goes_to_customer]
