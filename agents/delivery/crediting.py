"""A loss made good in money: what the goods were billed for, as a draft credit beside the order. Pure."""

from __future__ import annotations

from agents.delivery.billed import Creditable, NoCredit, PlannedCredit, credit_for
from agents.delivery.making_good import MakingGood
from agents.delivery.snapshot import DeliverySnapshot
from tools.odoo.shipments import Shipment


def creditable(snapshot: DeliverySnapshot, shipment: Shipment) -> Creditable | NoCredit:
    """What of a shipment that is lost, damaged or refused as a whole may be credited, or why nothing may.

    Only what can be reckoned to the cent: goods that stand with the same taxes on one posted invoice, which nobody
    credited, shipped again or takes back for a credit. Everything else is for people.
    """
    order, account = shipment.order, shipment.goodwill
    if order is None or order.state != "sale":
        return NoCredit("No confirmed order is behind it")
    if not (snapshot.lost_whole or snapshot.refused_whole):
        return NoCredit("Nobody knows what was in which parcel")
    if made := (*(one.name or "A draft" for one in snapshot.credits),):
        return NoCredit(f"{', '.join(made)} credits the order already")
    if again := snapshot.shipped_again:
        return NoCredit(f"{', '.join(one.name for one in again)} ships it again already")
    if any(move.not_credited != move.quantity for move in shipment.moves):
        return NoCredit("What comes back of it is credited by its return")
    return credit_for(order, [(move, move.quantity) for move in shipment.moves], account, shipment.currency)


class Crediting(MakingGood):
    """Drafts what makes a loss good, in goods or in money."""

    @property
    def creditable(self) -> Creditable | NoCredit:
        """What may be credited."""
        return creditable(self.snapshot, self.shipment)

    def credit(self, why: str) -> PlannedCredit | None:
        """Credit what was lost, damaged or refused; none: it cannot be.

        Args:
            why: `lost`, `damaged` or `refused`: which words the credit's line has.
        """
        found = self.creditable
        if isinstance(found, NoCredit):
            return None
        return self.plan_credit(found, why, rationale="The customer was billed for goods that they do not have.")
