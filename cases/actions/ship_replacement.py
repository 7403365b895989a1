"""Ship again what was lost or damaged on its way: a delivery beside the order's billing, which is never billed."""

from __future__ import annotations

from collections.abc import Iterator
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
    ProposedLine,
    Quantity,
    Reversibility,
    ShortText,
    amount_words,
    moment_on,
    other_lines,
    words_of,
)
from cases.claims import Frozen, RecordRef


class ReplacementLine(Frozen):
    """Goods of one delivered move that are shipped again, in the product's own unit."""

    move_id: int
    product: ShortText
    quantity: Quantity
    unit: ShortText = "Units"


class SeenGoods(Frozen):
    """What was lost of one move, and what the warehouse has of it, in the product's own unit.

    Attributes:
        lost: what went out and neither comes back for credit nor was shipped again.
        free: on hand under the warehouse's stock location and not reserved.
        own_need: what open orders of the warehouse still want from that.
        unit_cost: cost of one unit, in company currency.
    """

    move_id: int
    product_id: int
    lost: Amount
    free: Amount
    own_need: Amount
    unit_cost: Decimal = Decimal(0)


class SeenLoss(Premise):
    """The delivery, its order and the warehouse as they were read.

    Attributes:
        customer_id: whose order it is.
        stock_id: the place under which the warehouse's goods can be reserved.
        zone: the zone in which the day is a day.
        dispatch_hour: the local hour by which a day's deliveries leave.
    """

    customer_id: int
    customer: str
    stock_id: int
    goods: tuple[SeenGoods, ...]
    zone: str
    dispatch_hour: int = Field(ge=0, le=23)

    def of(self, move_id: int) -> SeenGoods | None:
        """The goods of a move as read."""
        return next((one for one in self.goods if one.move_id == move_id), None)


class ShipReplacement(Arguments[SeenLoss]):
    """Arguments of ship_replacement.

    Attributes:
        picking_id: the delivery that was lost or damaged.
        warehouse_id: where the replacement leaves from.
        ships: the day on which it leaves.
    """

    name: ClassVar = ActionName.SHIP_REPLACEMENT
    title: ClassVar = "Ship a replacement"
    means: ClassVar = "Plans a second delivery of lost or damaged goods from free stock; it is never billed."
    reversibility: ClassVar = Reversibility.REVERSIBLE
    prior: ClassVar = 0.65
    rights: ClassVar = {
        "stock.picking": Grant(write=True, create=True),
        "stock.move": Grant(write=True, create=True),
        "stock.move.line": Grant(write=True, create=True, unlink=True),
    }
    editable: ClassVar = frozenset({"ships", "lines"})
    Seen: ClassVar = SeenLoss

    picking_id: int
    picking: ShortText
    order_id: int
    order: ShortText
    warehouse_id: int
    warehouse: ShortText
    ships: date
    lines: tuple[ReplacementLine, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _each_move_once(self) -> ShipReplacement:
        if len({line.move_id for line in self.lines}) != len(self.lines):
            raise ValueError("names a move twice")
        return self

    def refuse_edit(self, edited: Arguments[SeenLoss]) -> str | None:
        """The day and quantities may change; the lines stay the same or fewer."""
        refused = other_lines(self._by_id(), edited._by_id()) if isinstance(edited, ShipReplacement) else None
        return refused or super().refuse_edit(edited)

    def _by_id(self) -> Iterator[tuple[int, ProposedLine]]:
        return ((line.move_id, line) for line in self.lines)

    @property
    def goods(self) -> str:
        """What is shipped again."""
        return ", ".join(f"{amount_words(line.quantity, line.unit)} of {line.product}" for line in self.lines)

    def sentence(self) -> str:
        """What will be done."""
        return (
            f"Ship {self.goods} again from {self.warehouse} on {words_of(self.ships)}, "
            f"in place of {self.picking} ({self.order}), not billed again"
        )

    def target(self) -> RecordRef:
        """The delivery that was lost."""
        return RecordRef(model="stock.picking", id=self.picking_id, label=self.picking)

    def departure(self, premise: SeenLoss) -> Moment:
        """When it leaves, in UTC."""
        return moment_on(self.ships, premise.dispatch_hour, premise.zone)

    def diff(self, premise: SeenLoss) -> tuple[Change, ...]:
        """What the customer gets, what they are billed for it, and what the warehouse then has less."""
        changes: list[Change] = []
        for line in self.lines:
            seen = premise.of(line.move_id)
            free = seen.free if seen else Decimal(0)
            label = f"{self.warehouse} · {line.product}"
            changes += [
                Change(
                    model="stock.picking",
                    id=self.picking_id,
                    label=f"{self.picking} · {line.product}",
                    field=f"Shipped again to {premise.customer} on {words_of(self.ships)}",
                    before=None,
                    after=amount_words(line.quantity, line.unit),
                ),
                Change(
                    model="stock.warehouse",
                    id=self.warehouse_id,
                    label=label,
                    field="Free now",
                    before=amount_words(free, line.unit),
                    after=amount_words(free - line.quantity, line.unit),
                    who="loses",
                ),
            ]
        return tuple(changes)

    def facts(self, premise: SeenLoss) -> Facts:
        """What the goods cost us, and the warehouse that gives them."""
        value = sum(
            (line.quantity * seen.unit_cost for line in self.lines if (seen := premise.of(line.move_id))),
            start=Decimal(0),
        )
        exposure = Money(amount=value.quantize(Decimal("0.01")), currency=premise.currency)
        return Facts(exposure=exposure, warehouse=self.warehouse)
