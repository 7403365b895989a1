"""Move late lines of a purchase order, or parts of them, to the days they will arrive.

Only the named lines and their open moves: the receipt's own date would move every line and invent delays.
"""

from __future__ import annotations

from collections import Counter
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
    Grant,
    Moment,
    Premise,
    ProposedLine,
    Quantity,
    Reversibility,
    ShortText,
    amount_words,
    day_of,
    moment_on,
    other_lines,
    words_of,
)
from cases.actions.late_goods import Coming, LateAmount, late_goods
from cases.claims import Frozen, RecordRef


class LateLine(Frozen):
    """One late line, or the part of it that comes on one day.

    Attributes:
        late_quantity: how much of what is still open comes on that day; absent: all of it.
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
    """A line as it was read.

    Attributes:
        product_id: what it orders; absent in proposals of an earlier release.
        ordered: how much of it, in the line's unit; absent likewise.
        kits: how much of it is still to come, where it is a kit whose receipts count its parts.
    """

    line_id: int
    planned: Moment
    first_promise: Moment | None = None
    product_id: int | None = None
    ordered: Amount | None = None
    kits: Amount | None = None


class SeenReceipt(Premise):
    """The order as it was read: its lines' dates, their open moves, and the warehouse's day.

    Attributes:
        vendor_id: whom it was placed with; absent in proposals of an earlier release.
    """

    order: str
    vendor_id: int | None = None
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

    def open_of(self, line_id: int) -> Decimal:
        """How much of the line was still to come."""
        return sum((move.quantity for move in self.moves_of(line_id)), start=Decimal(0))


class RescheduleReceipt(Arguments[SeenReceipt]):
    """Arguments of reschedule_receipt."""

    name: ClassVar = ActionName.RESCHEDULE_RECEIPT
    title: ClassVar = "Reschedule receipt"
    means: ClassVar = "Moves late lines of a purchase order to the day they will arrive; other lines stay."
    reversibility: ClassVar = Reversibility.REVERSIBLE
    prior: ClassVar = 0.85
    rights: ClassVar = {
        "purchase.order": Grant(write=True),
        "purchase.order.line": Grant(write=True),
        "stock.move": Grant(write=True, create=True),
        "stock.picking": Grant(write=True, create=True),
        "stock.move.line": Grant(write=True, create=True, unlink=True),
    }
    editable: ClassVar = frozenset({"lines"})
    Seen: ClassVar = SeenReceipt

    order_id: int
    order: ShortText
    lines: tuple[LateLine, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _each_line_once_a_day(self) -> RescheduleReceipt:
        times = Counter(line.line_id for line in self.lines)
        if any(line.late_quantity is None for line in self.lines if times[line.line_id] > 1):
            raise ValueError("names a line twice and does not say how much comes on which day")
        if len({(line.line_id, line.new_date) for line in self.lines}) != len(self.lines):
            raise ValueError("names a line twice for the same day")
        return self

    @property
    def by_line(self) -> dict[int, tuple[LateLine, ...]]:
        """The late parts of each line."""
        return {one.line_id: self.parts_of(one.line_id) for one in self.lines}

    def parts_of(self, line_id: int) -> tuple[LateLine, ...]:
        """The late parts of one line."""
        return tuple(line for line in self.lines if line.line_id == line_id)

    def whole(self, line_id: int, premise: SeenReceipt) -> bool:
        """Whether all that was open of a line comes later."""
        late = [line.late_quantity for line in self.parts_of(line_id)]
        known = [quantity for quantity in late if quantity is not None]
        return len(known) < len(late) or sum(known, Decimal(0)) >= premise.open_of(line_id)

    def refuse_edit(self, edited: Arguments[SeenReceipt]) -> str | None:
        """Dates and quantities may change; the lines stay the same or fewer."""
        refused = other_lines(self._by_id(), edited._by_id()) if isinstance(edited, RescheduleReceipt) else None
        return refused or super().refuse_edit(edited)

    def _by_id(self) -> Iterator[tuple[int, ProposedLine]]:
        return ((line.line_id, line) for line in self.lines)

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

    def was(self, late: LateLine, premise: SeenReceipt) -> date | None:
        """The day on which these goods were to come: the earliest, where they were to come on several."""
        parts = self.parts_of(late.line_id)
        moves = sorted(premise.moves_of(late.line_id), key=lambda move: (move.date, move.id), reverse=True)
        days = {move.id: day_of(move.date, premise.zone) for move in moves}
        shares = late_goods(
            [Coming(move.id, move.quantity, days[move.id]) for move in moves],
            [LateAmount(part.late_quantity or premise.open_of(part.line_id), part.new_date) for part in parts],
        )
        found = [days[one.receipt] for one in shares if not one.stays and parts[one.part] == late]
        line_day = day_of(premise.planned(late.line_id).planned, premise.zone)
        return min((day for day in found if day), default=line_day)

    def diff(self, premise: SeenReceipt) -> tuple[Change, ...]:
        """Each late part's expected day; a part that stays is said."""
        changes: list[Change] = []
        for line in self.lines:
            seen = premise.planned(line.line_id)
            total = seen.kits if seen.kits is not None else premise.open_of(line.line_id)
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
                    before=words_of(self.was(line, premise)),
                    after=words_of(line.new_date),
                )
            )
        return tuple(changes)
