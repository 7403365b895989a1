"""What was read of an order that goods shall come back of, frozen. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cached_property
from typing import Literal

from agents.delivery.snapshot import ShipmentSnapshot
from cases.actions.base import day_of
from cases.claims import RecordRef, ReturnClaim, only
from cases.models import Concerned
from cases.return_terms import AgreedReturns
from tools.odoo.shipments import Invoice, Shipment, Transfer

# Whose word plans a return: the customer's own address, or its domain where our mail server vouches for it, or a
# colleague who passes it on. Anybody else is asked for it at the address on file.
BELIEVED = 0.75


class ReturnSnapshot(ShipmentSnapshot):
    """All that was read about a wish to send goods back.

    Attributes:
        shipment: the delivery that stands for the order: the one that is named, else the latest; None: Odoo has none.
        deliveries: all that went, or goes, to the customer for that order, the latest first.
        terms: until when this customer may send goods back, and what that costs.
    """

    kind: Literal["return_request"] = "return_request"
    deliveries: tuple[Shipment, ...] = ()
    terms: AgreedReturns = AgreedReturns()

    @property
    def concerned(self) -> Concerned | None:
        """The order, and whose it is."""
        order = self.shipment.order if self.shipment else None
        if order is None:
            return None
        return Concerned(
            record=RecordRef(model="sale.order", id=order.id, label=order.name),
            partner=RecordRef(model="res.partner", id=order.company.id, label=order.company.name),
        )

    @cached_property
    def asked(self) -> tuple[ReturnClaim, ...]:
        """What shall go back, as it was told."""
        return tuple(only(ReturnClaim, self.file.claims))

    @property
    def believed(self) -> bool:
        """Whether whoever asks may: it is their order, and surely they."""
        return all(one.trust >= BELIEVED for one in self.asked)

    @property
    def asked_on(self) -> date:
        """The day on which it was asked first; the days for a return are counted to that one."""
        told = [one.asked_on for one in self.asked if one.asked_on is not None]
        return min(told, default=None) or day_of(self.file.received_at, self.habits.zone) or self.today

    def arrived_on(self, delivery: Shipment) -> date | None:
        """The day on which a delivery reached the customer; where nobody recorded that, the day it left us."""
        return day_of(delivery.delivered or delivery.done_at, self.habits.zone)

    def last_day(self, delivery: Shipment) -> date | None:
        """The last day on which goods of a delivery may be sent back."""
        arrived = self.arrived_on(delivery)
        return arrived + timedelta(days=self.terms.days) if arrived is not None else None

    def is_over(self, delivery: Shipment) -> bool:
        """Whether that day was past when it was asked."""
        last = self.last_day(delivery)
        return last is not None and self.asked_on > last

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

    @property
    def delivered_lately(self) -> Mapping[str, date]:
        """What went to the customer within the days for a return, by order and day: what may be meant."""
        found: dict[str, date] = {}
        for one in self.before:
            day = day_of(one.delivered or one.done_at, self.habits.zone)
            if not one.goes_to_customer or one.state != "done" or one.sale_order is None or day is None:
                continue
            if (self.asked_on - day).days <= self.terms.days:
                found.setdefault(f"{one.sale_order.name} ({one.name})", day)
        return found
