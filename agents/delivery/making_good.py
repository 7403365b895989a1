"""A loss made good: shipped again from free stock. Never twice, and never beside a credit. Pure."""

from __future__ import annotations

from decimal import Decimal

from agents.delivery.actions import DeliveryActions
from agents.delivery.replacing import can_spare
from agents.delivery.snapshot import DeliverySnapshot
from tools.odoo.shipments import Shipment, ShippedMove


def goods_to_ship_again(snapshot: DeliverySnapshot, shipment: Shipment) -> tuple[ShippedMove, ...]:
    """What of a lost shipment the customer still pays for; none: they do not, or it was made good already."""
    if shipment.order is None or shipment.order.state != "sale" or not snapshot.lost_whole:
        return ()
    if snapshot.credits or snapshot.shipped_again:
        return ()
    return tuple(move for move in shipment.moves if move.not_credited > 0)


def can_ship_again(snapshot: DeliverySnapshot, shipment: Shipment) -> bool:
    """Whether the warehouse that it left from can spare all that was lost."""
    goods = [(move, move.not_credited) for move in goods_to_ship_again(snapshot, shipment)]
    return can_spare(snapshot, shipment, goods)


class MakingGood(DeliveryActions):
    """Drafts what makes a loss good."""

    @property
    def cost_again(self) -> Decimal:
        """What goods that are shipped again cost us, in company currency, to the cent."""
        goods = goods_to_ship_again(self.snapshot, self.shipment)
        return self.cost_of([(move, move.not_credited) for move in goods])

    def ship_again(self) -> str | None:
        """Ship what was lost again; none: not all of it is free, or the loss was made good already."""
        if not can_ship_again(self.snapshot, self.shipment):
            return None
        goods = goods_to_ship_again(self.snapshot, self.shipment)
        return self.plan_replacement([(move, move.not_credited) for move in goods], self.ships)
