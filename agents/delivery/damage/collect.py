"""The reads for goods that arrived broken: at most nine calls, whatever is on the order."""

from __future__ import annotations

from agents.delivery.collect import contract_of, stock_for
from agents.delivery.damage.snapshot import BROKEN, DamageSnapshot
from agents.delivery.of_order import HISTORY, deliveries_of_order
from agents.delivery.told import told_of
from agents.world import World
from cases.models import CaseFile
from cases.roles import Role
from tools.odoo.models import PurchaseOrder

PURCHASE = "purchase.order"


async def collect_damage(file: CaseFile, world: World) -> DamageSnapshot:
    """Read what goods that arrived broken need.

    Of a customer's: the order's deliveries, the carrier and what is agreed with it, what is free of the goods. Of ours:
    the order and its supplier.

    Raises:
        OdooError: Odoo cannot be read now.
    """
    reader = world.reader
    snapshot = DamageSnapshot(file=file, read_at=world.now, habits=world.habits)
    purchase = await _purchase(snapshot, world)
    if purchase is not None:
        people = tuple(await reader.users_with_role(Role.PROCUREMENT))
        return snapshot.model_copy(update={"purchase": purchase, "people": people})
    people = tuple(await reader.users_with_role(Role.SERVICE) or await reader.users_with_role(Role.SALES))
    deliveries = await deliveries_of_order(file, snapshot.hurt, world)
    order = deliveries[0].order if deliveries else None
    if order is None:
        return snapshot.model_copy(update={"people": people})
    # The delivery that broken goods surely left by stands for the order.
    told = told_of(order, deliveries, snapshot.hurt, BROKEN)
    delivery = told.deliveries[0] if told.deliveries else deliveries[0]
    more: dict[str, object] = {"people": people, "shipment": delivery, "deliveries": deliveries}
    more["before"] = tuple(await reader.deliveries_of(order.company.id, world.now - HISTORY))
    more["checking"] = await reader.place_named(world.habits.returns_location)
    if delivery.carrier is not None:
        more["carrier"] = await reader.company_named(delivery.carrier.name)
        more["contract"] = contract_of(delivery.carrier.name, snapshot.today, world)
    if told.parts:
        more |= await stock_for(delivery, world)
    return snapshot.model_copy(update=more)


async def _purchase(snapshot: DamageSnapshot, world: World) -> PurchaseOrder | None:
    """The order of ours that is meant; none: a customer's is, or none that is known."""
    refs = [ref for one in snapshot.hurt for ref in one.refers_to] or list(snapshot.file.records)
    ids = list(dict.fromkeys(ref.id for ref in refs if ref.model == PURCHASE))
    if not ids or any(ref.model in {"sale.order", "stock.picking"} for ref in refs):
        return None
    found = await world.reader.purchase_orders(ids=ids)
    return found[0] if len(found) == 1 else None
