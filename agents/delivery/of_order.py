"""What was read of one customer's order by its deliveries, and how those are found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from agents.delivery.snapshot import ShipmentSnapshot
from agents.world import World
from cases.actions.base import day_of
from cases.claims import GoodsClaim, RecordRef
from cases.models import CaseFile
from tools.odoo.shipments import FoundShipment, Invoice, Shipment, Transfer

HISTORY = timedelta(days=365)
SALE = "sale.order"
# Whose word plans a return: the customer's own address, or its domain where our mail server vouches for it, or a
# colleague who passes it on. Anybody else is asked for it at the address on file.
BELIEVED = 0.75


class OrderSnapshot(ShipmentSnapshot):
    """What was read of one customer's order.

    Attributes:
        shipment: the delivery that stands for the order: the one that is named, else the latest; None: Odoo has none.
        deliveries: all that went, or goes, to the customer for that order, the latest first.
    """

    deliveries: tuple[Shipment, ...] = ()

    def arrived_on(self, delivery: Shipment) -> date | None:
        """The day on which a delivery reached the customer; where nobody recorded that, the day it left us."""
        return day_of(delivery.delivered or delivery.done_at, self.habits.zone)

    def credited_by(self, delivery: Shipment) -> tuple[Invoice, ...]:
        """The credit notes that name a delivery as what they are for."""
        return tuple(one for one in self.credits if one.reference == delivery.name)

    def sent_again(self, delivery: Shipment) -> tuple[Transfer, ...]:
        """What was sent, or is to be, in place of a delivery and beside any order."""
        return tuple(
            one
            for one in self.before
            if one.goes_to_customer and one.state != "cancel" and one.sale_order is None and one.names(delivery.name)
        )


async def deliveries_of_order(file: CaseFile, asked: Sequence[GoodsClaim], world: World) -> tuple[Shipment, ...]:
    """All deliveries of the one order that is meant, that which is named first, then the latest; none: nobody knows.

    Args:
        file: the case.
        asked: what is said of goods.
        world: where it is looked at.

    Raises:
        OdooError: Odoo cannot be read now.
    """
    found = await _found(file, asked, world)
    if len({one.sale_order.id for one in found if one.sale_order}) != 1:
        return ()
    known = await world.reader.shipments(one.id for one in found)
    order = known[0].order if known else None
    if order is None:
        return ()
    read = {one.id for one in known}
    others = [one.id for one in order.transfers if one.goes_to_customer and one.id not in read]
    rest = await world.reader.shipments(others) if others else []
    named = {one.order_text.casefold() for one in asked if one.order_text}
    by_day = sorted((*known, *rest), key=lambda one: (one.state == "done", one.done_at or world.now, one.id))
    by_day.reverse()
    return tuple(sorted(by_day, key=lambda one: one.name.casefold() not in named))


async def _found(file: CaseFile, asked: Sequence[GoodsClaim], world: World) -> list[FoundShipment]:
    """The transfers by which the order is found: what a person named before what was read."""
    reader = world.reader
    by_person = [one for one in asked if one.read_by == "person" and not _sale(one.refers_to)]
    corrected = [one.order_text.strip() for one in by_person if one.order_text]
    if corrected:
        found = await reader.deliveries_named([name.upper() for name in corrected])
        return _to_customers(found or await reader.find_shipments(corrected))
    meant = next((ref for one in asked if (ref := _sale(one.refers_to)) is not None), None)
    meant = meant or _sale(file.records)
    if meant is not None:
        found = await reader.deliveries_named([meant.label])
        # The same number may stand in another company of ours.
        return [one for one in _to_customers(found) if one.sale_order is not None and one.sale_order.id == meant.id]
    named = [one.order_text for one in asked if one.order_text]
    return _to_customers(await reader.deliveries_named(named)) if named else []


def _sale(refs: tuple[RecordRef, ...]) -> RecordRef | None:
    return next((ref for ref in refs if ref.model == SALE), None)


def _to_customers(found: list[FoundShipment]) -> list[FoundShipment]:
    return [one for one in found if one.goes_to_customer]
