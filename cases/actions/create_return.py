"""Plan that delivered goods come back: a dated return into a place for checking, from where nothing is sold."""

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
    Trait,
    amount_words,
    moment_on,
    other_lines,
    words_of,
)
from cases.claims import Frozen, RecordRef


class ReturnLine(Frozen):
    """Goods of one delivered move that come back, in the move's unit."""

    move_id: int
    product: ShortText
    quantity: Quantity
    unit: ShortText = "Units"


class SeenMove(Frozen):
    """A delivered move as it was read.

    Attributes:
        delivered: how much of it went out, in the move's unit.
        returned: how much of that came back or is expected back already.
        unit_value: what one of it was sold for, untaxed, in company currency.
    """

    move_id: int
    product_id: int
    delivered: Amount
    returned: Amount = Decimal(0)
    unit_value: Decimal = Decimal(0)


class SeenDelivery(Premise):
    """The delivery as it was read.

    Attributes:
        customer_id: whose order it is.
        warehouse: where the goods are expected back.
    """

    customer_id: int
    customer: str
    warehouse: str
    moves: tuple[SeenMove, ...]
    zone: str
    arrival_hour: int = Field(ge=0, le=23)

    def move(self, move_id: int) -> SeenMove | None:
        """The move as read."""
        return next((move for move in self.moves if move.move_id == move_id), None)


class CreateReturn(Arguments[SeenDelivery]):
    """Arguments of create_return.

    Attributes:
        to_location: the place for checking; never one that goods are sold from.
        to_refund: the order counts the goods as not delivered once they are back, so they are credited or never billed.
    """

    name: ClassVar = ActionName.CREATE_RETURN
    title: ClassVar = "Plan a return"
    means: ClassVar = "Plans the return of delivered goods to a place for checking, on a day; nothing is booked."
    reversibility: ClassVar = Reversibility.REVERSIBLE
    prior: ClassVar = 0.7
    supplies: ClassVar = frozenset({Trait.PARTNER})
    rights: ClassVar = {
        "stock.picking": Grant(write=True, create=True),
        "stock.move": Grant(write=True, create=True),
        "stock.move.line": Grant(write=True, create=True, unlink=True),
    }
    editable: ClassVar = frozenset({"expected", "lines"})
    Seen: ClassVar = SeenDelivery

    picking_id: int
    picking: ShortText
    order_id: int
    order: ShortText
    to_location_id: int
    to_location: ShortText
    expected: date
    to_refund: bool
    lines: tuple[ReturnLine, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _each_move_once(self) -> CreateReturn:
        if len({line.move_id for line in self.lines}) != len(self.lines):
            raise ValueError("names a move twice")
        return self

    def refuse_edit(self, edited: Arguments[SeenDelivery]) -> str | None:
        """The day and quantities may change; the lines stay the same or fewer."""
        refused = other_lines(self._by_id(), edited._by_id()) if isinstance(edited, CreateReturn) else None
        return refused or super().refuse_edit(edited)

    def _by_id(self) -> Iterator[tuple[int, ProposedLine]]:
        return ((line.move_id, line) for line in self.lines)

    @property
    def goods(self) -> str:
        """What comes back."""
        return ", ".join(f"{amount_words(line.quantity, line.unit)} of {line.product}" for line in self.lines)

    def sentence(self) -> str:
        """What will be done."""
        credit = "to be credited" if self.to_refund else "without a credit"
        return (
            f"Expect {self.goods} back from {self.picking} ({self.order}) at {self.to_location} "
            f"on {words_of(self.expected)}, {credit}"
        )

    def target(self) -> RecordRef:
        """The delivery."""
        return RecordRef(model="stock.picking", id=self.picking_id, label=self.picking)

    def arrival(self, premise: SeenDelivery) -> Moment:
        """When it is expected, in UTC."""
        return moment_on(self.expected, premise.arrival_hour, premise.zone)

    def diff(self, premise: SeenDelivery) -> tuple[Change, ...]:
        """What comes back, and what the order then counts as delivered; that is what we lose."""
        changes: list[Change] = []
        for line in self.lines:
            seen = premise.move(line.move_id)
            before = seen.returned if seen else Decimal(0)
            delivered = seen.delivered - before if seen else Decimal(0)
            changes.append(
                Change(
                    model="stock.picking",
                    id=self.picking_id,
                    label=f"{self.picking} · {line.product}",
                    field=f"Coming back (last to {self.to_location} on {words_of(self.expected)})",
                    before=amount_words(before, line.unit),
                    after=amount_words(before + line.quantity, line.unit),
                )
            )
            if self.to_refund:
                changes.append(
                    Change(
                        model="sale.order",
                        id=self.order_id,
                        label=f"{self.order} · {line.product}",
                        field=f"Delivered to {premise.customer}, once the goods are back",
                        before=amount_words(delivered, line.unit),
                        after=amount_words(delivered - line.quantity, line.unit),
                        who="loses",
                    )
                )
        return tuple(changes)

    def facts(self, premise: SeenDelivery) -> Facts:
        """What the goods were sold for, and the warehouse that expects them."""
        value = sum(
            (line.quantity * seen.unit_value for line in self.lines if (seen := premise.move(line.move_id))),
            start=Decimal(0),
        )
        exposure = Money(amount=value.quantize(Decimal("0.01")), currency=premise.currency)
        customer = RecordRef(model="res.partner", id=premise.customer_id, label=premise.customer)
        return Facts(exposure=exposure, warehouse=premise.warehouse, partner=customer)
