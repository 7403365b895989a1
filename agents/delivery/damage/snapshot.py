"""What was read of goods that arrived broken, frozen. Pure."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cached_property
from typing import Literal

from agents.delivery.of_order import BELIEVED, OrderSnapshot
from agents.delivery.snapshot import CarriedSnapshot
from cases.actions.base import day_of
from cases.claims import DamageClaim, RecordRef, only
from cases.models import Concerned
from tools.odoo.models import PurchaseOrder
from tools.odoo.shipments import Shipment

BROKEN = "arrived broken"
"""What is said of the goods, as people say it."""


class DamageSnapshot(OrderSnapshot, CarriedSnapshot):
    """All that was read about goods that arrived broken: at a customer's, or at our dock.

    Attributes:
        purchase: the order of ours that broken goods came for; None: they went to a customer, or nobody knows.
    """

    kind: Literal["damaged_goods"] = "damaged_goods"
    purchase: PurchaseOrder | None = None

    @property
    def concerned(self) -> Concerned | None:
        """The delivery that broken goods left by, or the order that they came for; and whose it is."""
        if self.purchase is not None:
            vendor = self.purchase.vendor.company if self.purchase.vendor else None
            of = vendor or self.purchase.partner
            return Concerned(
                record=RecordRef(model="purchase.order", id=self.purchase.id, label=self.purchase.name),
                partner=RecordRef(model="res.partner", id=of.id, label=of.name),
            )
        return super().concerned

    @cached_property
    def hurt(self) -> tuple[DamageClaim, ...]:
        """What arrived broken, as it was told."""
        return tuple(only(DamageClaim, self.file.claims))

    @property
    def believed(self) -> bool:
        """Whether whoever says so may: it is their order, and surely they, or a colleague."""
        return all(one.trust >= BELIEVED for one in self.hurt)

    def claimed_until(self, delivery: Shipment) -> date | None:
        """The last day to claim damage from the carrier; None: no contract on file says it."""
        claims = self.contract.contract.claims if self.contract else None
        if claims is None or claims.damage_days is None:
            return None
        left = day_of(delivery.done_at, self.habits.zone)
        since = left if claims.counted_from == "pickup" else self.arrived_on(delivery)
        return since + timedelta(days=claims.damage_days) if since is not None else None
