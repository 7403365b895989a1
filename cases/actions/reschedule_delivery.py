"""Plan an open delivery for another day. The promise on the order stays what it was, so that lateness stays visible."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import ClassVar

from pydantic import Field

from cases.actions.base import (
    ActionName,
    Amount,
    Arguments,
    Change,
    Facts,
    Grant,
    Moment,
    Money,
    Premise,
    Reversibility,
    ShortText,
    Trait,
    day_of,
    moment_on,
    words_of,
)
from cases.claims import RecordRef


class SeenDeparture(Premise):
    """The delivery as it was read.

    Attributes:
        scheduled: when it was planned.
        promise: what the customer counts on, whichever field holds it.
        zone: the zone in which its days are meant.
        value: untaxed value of what is in it.
    """

    warehouse: str
    scheduled: Moment
    promise: Moment | None = None
    zone: str = "UTC"
    dispatch_hour: int = Field(ge=0, le=23)
    value: Amount = Decimal(0)


class RescheduleDelivery(Arguments[SeenDeparture]):
    """Arguments of reschedule_delivery.

    Attributes:
        order_id, order: the customer's order that it belongs to; goods of another in it are never moved along.
        new_date: the day on which it leaves, in the warehouse's zone.
    """

    name: ClassVar = ActionName.RESCHEDULE_DELIVERY
    title: ClassVar = "Reschedule delivery"
    means: ClassVar = "Plans an open delivery for another day; what is reserved for it and the order's promise stay."
    reversibility: ClassVar = Reversibility.REVERSIBLE
    prior: ClassVar = 0.7
    supplies: ClassVar = frozenset({Trait.WITHIN_PROMISE})
    rights: ClassVar = {"stock.picking": Grant(write=True), "stock.move": Grant(write=True)}
    editable: ClassVar = frozenset({"new_date"})
    Seen: ClassVar = SeenDeparture

    picking_id: int
    picking: ShortText
    order_id: int
    order: ShortText
    customer: ShortText
    new_date: date

    def sentence(self) -> str:
        """What will be done."""
        return f"Let {self.picking} ({self.order}) for {self.customer} leave on {words_of(self.new_date)}"

    def target(self) -> RecordRef:
        """The delivery."""
        return RecordRef(model="stock.picking", id=self.picking_id, label=self.picking)

    def leaves(self, premise: SeenDeparture) -> Moment:
        """The planned moment in UTC."""
        return moment_on(self.new_date, premise.dispatch_hour, premise.zone)

    def keeps_promise(self, premise: SeenDeparture) -> bool:
        """Whether the customer still gets it by the day they count on."""
        promised = day_of(premise.promise, premise.zone)
        return promised is None or self.new_date <= promised

    def diff(self, premise: SeenDeparture) -> tuple[Change, ...]:
        """The planned day, and who is late by it."""
        label = f"{self.picking} · {self.customer}"
        planned = Change(
            model="stock.picking",
            id=self.picking_id,
            label=label,
            field="Scheduled",
            before=words_of(day_of(premise.scheduled, premise.zone)),
            after=words_of(self.new_date),
        )
        if self.keeps_promise(premise):
            return (planned,)
        broken = Change(
            model="sale.order",
            id=self.order_id,
            label=f"{self.order} · {self.customer}",
            field="Leaves",
            before=f"by {words_of(day_of(premise.promise, premise.zone))}, as promised",
            after=f"{words_of(self.new_date)}, after the promise",
            who="loses",
        )
        return (planned, broken)

    def facts(self, premise: SeenDeparture) -> Facts:
        """The value of the delivery stands behind its promise; past that it takes from the customer."""
        kept = self.keeps_promise(premise)
        return Facts(
            exposure=Money(amount=premise.value.quantize(Decimal("0.01")), currency=premise.currency),
            takes_from_customer=not kept,
            within_promise=kept,
            warehouse=premise.warehouse,
        )
