"""Move late lines of a purchase order, or a part of them, to the day they will arrive.

Only the named lines and their open moves: the receipt's own date would move every line and invent delays.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from pydantic import Field, model_validator

from cases.actions.base import (
    ActionName,
    Amount,
    Arguments,
    Change,
    Moment,
    Premise,
    Quantity,
    Reversibility,
    ShortText,
    amount_words,
    day_of,
    moment_on,
    words_of,
)
from cases.claims import Frozen, RecordRef


class LateLine(Frozen):
    """One late line.

    Attributes:
        late_quantity: how much of what is still open comes later; absent: all of it.
        new_date: the day it arrives, in the warehouse's zone.
    """

    line_id: int
    product: ShortText
    late_quantity: Quantity | None = None
    unit: ShortText = "Units"
    new_date: date


class OpenMove(Frozen):
    """An incoming move of a line that is neither done nor cancelled."""

    id: int
    line_id: int
    quantity: Amount
    date: Moment
    deadline: Moment | None = None


class SeenLine(Frozen):
    """A line as it was read."""

    line_id: int
    planned: Moment
    first_promise: Moment | None = None


class SeenReceipt(Premise):
    """The order as it was read: its lines' dates, their open moves, and the warehouse's day."""

    order: str
    lines: tuple[SeenLine, ...]
    moves: tuple[OpenMove, ...]
    zone: str
    arrival_hour: int = Field(ge=0, le=23)

    def planned(self, line_id: int) -> SeenLine:
        """The line as read."""
        return next(line for line in self.lines if line.line_id == line_id)

    def moves_of(self, line_id: int) -> tuple[OpenMove, ...]:
        """The line's open moves."""
        return tuple(move for move in self.moves if move.line_id == line_id)


class RescheduleReceipt(Arguments[SeenReceipt]):
    """Arguments of reschedule_receipt."""

    name: ClassVar = ActionName.RESCHEDULE_RECEIPT
    title: ClassVar = "Reschedule receipt"
    means: ClassVar = "Moves late lines of a purchase order to the day they will arrive; other lines stay."
    reversibility: ClassVar = Reversibility.REVERSIBLE
    editable: ClassVar = frozenset({"lines"})
    Seen: ClassVar = SeenReceipt

    order_id: int
    order: ShortText
    lines: tuple[LateLine, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _each_line_once(self) -> RescheduleReceipt:
        if len({line.line_id for line in self.lines}) != len(self.lines):
            raise ValueError("names a line twice")
        return self

    def refuse_edit(self, edited: Arguments[SeenReceipt]) -> str | None:
        """Dates and quantities may change; the lines stay the same or fewer."""
        known = {line.line_id: line for line in self.lines}
        if isinstance(edited, RescheduleReceipt):
            for line in edited.lines:
                was = known.get(line.line_id)
                if was is None or (was.product, was.unit) != (line.product, line.unit):
                    return "lines cannot name a line that was not proposed"
        return super().refuse_edit(edited)

    def sentence(self) -> str:
        """What will be done."""
        parts = [
            f"{amount_words(line.late_quantity, line.unit) + ' of ' if line.late_quantity else ''}{line.product}"
            f" to {words_of(line.new_date)}"
            for line in self.lines
        ]
        return f"Expect on {self.order}: {'; '.join(parts)}"

    def target(self) -> RecordRef:
        """The purchase order."""
        return RecordRef(model="purchase.order", id=self.order_id, label=self.order)

    def arrival(self, line: LateLine, premise: SeenReceipt) -> Moment:
        """The moment in UTC that a line's new day means in the warehouse."""
        return moment_on(line.new_date, premise.arrival_hour, premise.zone)

    def diff(self, premise: SeenReceipt) -> tuple[Change, ...]:
        """Each late line's expected day; a part that stays is said."""
        changes: list[Change] = []
        for line in self.lines:
            total = sum((move.quantity for move in premise.moves_of(line.line_id)), start=0)
            late = line.late_quantity
            part = (
                f"{amount_words(late, line.unit)} of {total:f}" if late and late < total else f"{total:f} {line.unit}"
            )
            changes.append(
                Change(
                    model="purchase.order.line",
                    id=line.line_id,
                    label=f"{self.order} · {line.product}",
                    field=f"Expected arrival ({part})",
                    before=words_of(day_of(premise.planned(line.line_id).planned, premise.zone)),
                    after=words_of(line.new_date),
                )
            )
        return tuple(changes)
