"""What was read of an order that goods shall come back of, frozen. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cached_property
from typing import Literal

from agents.delivery.of_order import BELIEVED, OrderSnapshot
from cases.actions.base import day_of
from cases.claims import RecordRef, ReturnClaim, only
from cases.models import Concerned
from cases.return_terms import AgreedReturns
from tools.odoo.shipments import Shipment


class ReturnSnapshot(OrderSnapshot):
    """All that was read about a wish to send goods back.

    Attributes:
        terms: until when this customer may send goods back, and what that costs.
    """

    kind: Literal["return_request"] = "return_request"
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

    def last_day(self, delivery: Shipment) -> date | None:
        """The last day on which goods of a delivery may be sent back."""
        arrived = self.arrived_on(delivery)
        return arrived + timedelta(days=self.terms.days) if arrived is not None else None

    def is_over(self, delivery: Shipment) -> bool:
        """Whether that day was past when it was asked."""
        last = self.last_day(delivery)
        return last is not None and self.asked_on > last

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
