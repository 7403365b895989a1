"""Bring goods from a warehouse that can spare them to one that needs them, through transit, each leg with its day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import ClassVar

from pydantic import Field, model_validator

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
    Quantity,
    Reversibility,
    ShortText,
    amount_words,
    moment_on,
    words_of,
)
from cases.claims import RecordRef


class SeenStock(Premise):
    """Both warehouses as they were read.

    Attributes:
        free: reservable and unreserved at the giver.
        own_need: what the giver's own open demand still wants from that.
        at_receiver: reservable and unreserved at the receiver.
        unit_cost: cost of one unit, in company currency.
    """

    free: Amount
    own_need: Amount
    at_receiver: Amount
    unit_cost: Decimal = Decimal(0)
    from_location_id: int
    to_location_id: int
    transit_location_id: int
    from_type_id: int
    to_type_id: int
    from_zone: str
    to_zone: str
    dispatch_hour: int = Field(ge=0, le=23)
    arrival_hour: int = Field(ge=0, le=23)


class TransferStock(Arguments[SeenStock]):
    """Arguments of transfer_stock."""

    name: ClassVar = ActionName.TRANSFER_STOCK
    title: ClassVar = "Transfer stock"
    means: ClassVar = "Plans a transfer of free goods between two warehouses, in two legs through transit."
    reversibility: ClassVar = Reversibility.REVERSIBLE
    prior: ClassVar = 0.65
    rights: ClassVar = {
        "stock.picking": Grant(write=True, create=True),
        "stock.move": Grant(write=True, create=True),
        "stock.move.line": Grant(write=True, create=True, unlink=True),
    }
    editable: ClassVar = frozenset({"quantity", "leaves", "arrives"})
    Seen: ClassVar = SeenStock

    product_id: int
    product: ShortText
    quantity: Quantity
    unit: ShortText = "Units"
    unit_id: int
    from_warehouse_id: int
    from_warehouse: ShortText
    to_warehouse_id: int
    to_warehouse: ShortText
    leaves: date
    arrives: date
    for_orders: tuple[ShortText, ...] = ()

    @model_validator(mode="after")
    def _goes_somewhere_in_time(self) -> TransferStock:
        if self.from_warehouse_id == self.to_warehouse_id:
            raise ValueError("must go to another warehouse")
        if self.arrives < self.leaves:
            raise ValueError("cannot arrive before it leaves")
        return self

    def sentence(self) -> str:
        """What will be done."""
        return (
            f"Move {amount_words(self.quantity, self.unit)} of {self.product} from {self.from_warehouse} "
            f"to {self.to_warehouse}, arriving {words_of(self.arrives)}"
        )

    def target(self) -> RecordRef:
        """The product."""
        return RecordRef(model="product.product", id=self.product_id, label=self.product)

    def departure_moment(self, premise: SeenStock) -> Moment:
        """When it leaves, in UTC."""
        return moment_on(self.leaves, premise.dispatch_hour, premise.from_zone)

    def arrival_moment(self, premise: SeenStock) -> Moment:
        """When it arrives, in UTC."""
        return moment_on(self.arrives, premise.arrival_hour, premise.to_zone)

    def diff(self, premise: SeenStock) -> tuple[Change, ...]:
        """Free goods at both ends; the giver loses."""
        return (
            Change(
                model="stock.warehouse",
                id=self.to_warehouse_id,
                label=f"{self.to_warehouse} · {self.product}",
                field=f"Free on {words_of(self.arrives)}",
                before=amount_words(premise.at_receiver, self.unit),
                after=amount_words(premise.at_receiver + self.quantity, self.unit),
            ),
            Change(
                model="stock.warehouse",
                id=self.from_warehouse_id,
                label=f"{self.from_warehouse} · {self.product}",
                field="Free now",
                before=amount_words(premise.free, self.unit),
                after=amount_words(premise.free - self.quantity, self.unit),
                who="loses",
            ),
        )

    def facts(self, premise: SeenStock) -> Facts:
        """The goods' cost, and the warehouse that gives."""
        value = (premise.unit_cost * self.quantity).quantize(Decimal("0.01"))
        return Facts(exposure=Money(amount=value, currency=premise.currency), warehouse=self.from_warehouse)
