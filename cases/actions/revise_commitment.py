"""Give a customer's order another promised day. Seen by the customer at once, on the portal and on the order's PDF."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import ClassVar

from pydantic import Field

from cases.actions.base import (
    ActionName,
    Arguments,
    Change,
    Facts,
    Grant,
    Moment,
    Money,
    Premise,
    Reversibility,
    ShortText,
    day_of,
    moment_on,
    words_of,
)
from cases.claims import Frozen, RecordRef


class SeenPicking(Frozen):
    """An open transfer of the order: the delivery itself, or a pick before it."""

    id: int
    label: str
    scheduled: Moment | None
    final: bool = Field(description="Whether it leaves for the customer, rather than being a pick before that.")
    move_ids: tuple[int, ...]


class SeenPromise(Premise):
    """The customer's order as it was read.

    Attributes:
        customer_id: whose order it is; absent in proposals of an earlier release.
        commitment: the promised moment on the order; absent where the promise is only the deliveries' deadline.
        promise: what the customer counts on today, whichever field holds it.
        value: untaxed value of what is still to be delivered.
    """

    order: str
    customer: str
    customer_id: int | None = None
    commitment: Moment | None
    promise: Moment | None
    pickings: tuple[SeenPicking, ...]
    zone: str
    dispatch_hour: int = Field(ge=0, le=23)
    value: Decimal = Decimal(0)


class ReviseCommitment(Arguments[SeenPromise]):
    """Arguments of revise_commitment."""

    name: ClassVar = ActionName.REVISE_COMMITMENT
    title: ClassVar = "Revise promise"
    means: ClassVar = "Gives a customer's order another promised day; the customer sees it at once."
    reversibility: ClassVar = Reversibility.COMPENSABLE
    reaches_customer: ClassVar = True
    prior: ClassVar = 0.7
    rights: ClassVar = {
        "sale.order": Grant(write=True),
        "stock.picking": Grant(write=True),
        "stock.move": Grant(write=True),
    }
    editable: ClassVar = frozenset({"new_date"})
    Seen: ClassVar = SeenPromise

    order_id: int
    order: ShortText
    customer: ShortText
    new_date: date

    def sentence(self) -> str:
        """What will be done."""
        return f"Promise {self.customer} {self.order} for {words_of(self.new_date)}"

    def target(self) -> RecordRef:
        """The sales order."""
        return RecordRef(model="sale.order", id=self.order_id, label=self.order)

    def promised(self, premise: SeenPromise) -> Moment:
        """The promised moment in UTC."""
        return moment_on(self.new_date, premise.dispatch_hour, premise.zone)

    def diff(self, premise: SeenPromise) -> tuple[Change, ...]:
        """The promise, and each open transfer that follows it."""
        promise = Change(
            model="sale.order",
            id=self.order_id,
            label=f"{self.order} · {self.customer}",
            field="Promised delivery",
            before=words_of(day_of(premise.promise, premise.zone)),
            after=words_of(self.new_date),
        )
        transfers = tuple(
            Change(
                model="stock.picking",
                id=picking.id,
                label=picking.label,
                field="Scheduled",
                before=words_of(day_of(picking.scheduled, premise.zone)),
                after=words_of(self.new_date),
            )
            for picking in premise.pickings
        )
        return (promise, *transfers)

    def facts(self, premise: SeenPromise) -> Facts:
        """The value of the order stands behind its promise."""
        return Facts(exposure=Money(amount=premise.value.quantize(Decimal("0.01")), currency=premise.currency))
