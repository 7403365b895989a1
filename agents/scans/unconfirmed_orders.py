"""Orders that no supplier has acknowledged some days after they were placed, while their day is still to come."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import ClassVar

from agents.world import World
from cases.actions.base import day_of, words_of
from cases.claims import ConfirmationClaim, RecordRef
from cases.kind import Kind
from cases.scans import Finding
from tools.odoo.scans import UnconfirmedOrder

PATIENCE = timedelta(days=5)


class UnconfirmedOrders:
    """Looks for confirmed orders that Odoo does not have as acknowledged; overdue ones belong to the late."""

    kind: ClassVar = Kind.CONFIRMATION_MISMATCH
    cron: ClassVar = "30 5 * * 1-5"
    retells: ClassVar = False

    async def find(self, world: World) -> Sequence[Finding]:
        """The unconfirmed orders, the longest unconfirmed first. One call a page."""
        found = await world.reader.orders_unconfirmed(world.now - PATIENCE, world.now)
        return unconfirmed(found, world.habits.zone)

    def over(self) -> str:
        """It was confirmed, came, or became late."""
        return "It is confirmed now, its day has passed, or a case of late goods is open for it."


def unconfirmed(orders: Iterable[UnconfirmedOrder], zone: str) -> list[Finding]:
    """One finding an order. Pure."""
    return [_finding(one, zone) for one in sorted(orders, key=lambda one: (one.ordered_at, one.order.id))]


def _finding(one: UnconfirmedOrder, zone: str) -> Finding:
    order = RecordRef(model="purchase.order", id=one.order.id, label=one.order.name)
    since = day_of(one.ordered_at, one.zone or zone)
    claim = ConfirmationClaim(order_text=order.label, silent_since=since, refers_to=(order,), read_by="scan")
    return Finding(
        about=order,
        owner=RecordRef(model="res.partner", id=one.vendor.id, label=one.vendor.name) if one.vendor else None,
        claims=(claim,),
        seen=f"{order.label} was ordered on {words_of(since)} and is not confirmed.",
    )
