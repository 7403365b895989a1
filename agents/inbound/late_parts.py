"""What claims about one line come to: which goods come later, from which receipts, to which day. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from agents.inbound.amounts import Amounts, Notes
from cases.actions.base import amount_words, day_of, words_of
from cases.actions.late_goods import Coming, LateAmount, late_goods
from cases.claims import DelayClaim, Frozen, Precision
from tools.odoo.models import PurchaseLine, StockMove
from tools.odoo.values import Ref

# Parts on several days of which one is not known are planned as one.
LUMPED = 0.8


class LatePart(Frozen):
    """A line of the order, or a part of it, that comes later.

    Attributes:
        late: how much, in the product's own unit.
        open: how much of the line is still to come, in the same unit.
        planned: the day Odoo expects the goods that come later; the earliest, where they come in several receipts.
        line_day: the day on the order's line.
        new_day: the day it will be here; absent: nobody knows.
        leaves: the day it leaves there, where only that is known.
        moves: the line's open receipts.
        taken: how much of each receipt comes later, by its id: the goods that come last are the ones that come later,
            as when it is written.
        claim: where in the case file the claim stands, from 0.
        by_hand: why Odoo must be told by hand, in plain words; empty: it can be rescheduled.
    """

    line: PurchaseLine
    product: Ref
    unit: Ref
    late: Decimal
    open: Decimal
    planned: date | None
    line_day: date | None
    new_day: date | None = None
    leaves: date | None = None
    precision: Precision = Precision.DAY
    sure: float = 1.0
    moves: tuple[StockMove, ...]
    taken: tuple[tuple[int, Decimal], ...]
    claim: int
    by_hand: str = ""

    @property
    def product_ids(self) -> frozenset[int]:
        """What its receipts bring: the product, or the parts of a kit."""
        return frozenset(move.product.id for move in self.moves)

    @property
    def straight(self) -> bool:
        """Whether the vendor ships it to the customer."""
        return any(move.goes_straight for move in self.moves)

    @property
    def whole(self) -> bool:
        """Whether all that is still open comes late."""
        return self.late >= self.open

    @property
    def words(self) -> str:
        """What is late, as people read it."""
        part = "" if self.whole else f"{amount_words(self.late, self.unit.name)} of "
        return f"{part}{self.product.name}"


@dataclass(frozen=True)
class SaidOfLine:
    """A claim about a line.

    Attributes:
        index: where in the case file it stands.
        alone: it is about this line only, so that its quantities are.
    """

    index: int
    claim: DelayClaim
    alone: bool


@dataclass(frozen=True)
class _Wanted:
    """A claim, how much it says is late, and how sure that is."""

    index: int
    claim: DelayClaim
    late: Decimal
    sure: float

    @property
    def day(self) -> date | None:
        """The day it will be here."""
        return self.claim.new_date if self.claim.date_means == "arrival" else None


class LineParts:
    """Reckons the late parts of one line.

    Args:
        line: the line.
        product: what it is of.
        moves: its open receipts; at least one.
        zone: where its days begin.
        notes: where to say what does not add up.
    """

    def __init__(self, line: PurchaseLine, product: Ref, moves: Sequence[StockMove], zone: str, notes: Notes) -> None:
        self.line = line
        self.product = product
        self.moves = tuple(moves)
        self.notes = notes
        self.kit = any(move.product.id != product.id for move in self.moves)
        # A kit is counted as ordered: its receipts count its parts.
        self.unit = (None if self.kit else self.moves[0].unit) or line.unit or Ref(0, "Units")
        self.total = line.open if self.kit else sum((move.demand for move in self.moves), Decimal(0))
        self.line_day = day_of(line.planned, zone)
        self.days = {move.id: day_of(move.date, zone) for move in self.moves}
        last_first = sorted(self.moves, key=lambda move: (move.date is not None, move.date, move.id), reverse=True)
        self.last_first = [Coming(move.id, move.demand, self.days[move.id]) for move in last_first]

    def of(self, said: Sequence[SaidOfLine]) -> list[LatePart]:
        """The late parts, in the order of their days; none: by these claims nothing is late."""
        wanted = self._wanted(said)
        if self.kit:
            return self._of_kit(wanted)
        if len(wanted) > 1 and any(one.day is None for one in wanted):
            wanted = [self._as_one(wanted)]
        alone = len(wanted) == 1
        wanted.sort(key=lambda one: one.day or date.max)
        parts = self._parts(wanted)
        while early := [part for part in parts if self._comes_earlier(part)]:
            left = {part.claim for part in parts} - {part.claim for part in early}
            wanted = [one for one in wanted if one.index in left]
            parts = self._parts(wanted)
        return self._moving(wanted, parts, alone=alone)

    def _of_kit(self, wanted: Sequence[_Wanted]) -> list[LatePart]:
        """The whole kit, or what is late of it, to the last day that is said: each of its parts in proportion."""
        last = max(wanted, key=lambda one: one.day or date.max)
        late = min(sum((one.late for one in wanted), Decimal(0)), self.total)
        sure = min(one.sure for one in wanted) * (LUMPED if len(wanted) > 1 else 1)
        taken = tuple((move.id, move.demand * late / self.total) for move in self.moves)
        days = [day for move in self.moves if (day := self.days[move.id])]
        one = _Wanted(last.index, last.claim, late, sure)
        part = self._part(one, late, taken, min(days, default=self.line_day))
        if part.new_day is not None and {*days, self.line_day} == {part.new_day}:
            self.notes.remarks.append(f"Odoo already expects {part.words} on {words_of(part.new_day)}.")
            return []
        return [] if self._comes_earlier(part) else [part]

    def _wanted(self, said: Sequence[SaidOfLine]) -> list[_Wanted]:
        if all(one.alone for one in said):
            amounts = Amounts(self.line, self.unit, self.total, self.notes).late([one.claim for one in said])
        else:
            amounts = [(self.total, 1.0) for _ in said]
        return [
            _Wanted(one.index, one.claim, late, one.claim.weight * trust)
            for one, (late, trust) in zip(said, amounts, strict=True)
        ]

    def _as_one(self, wanted: Sequence[_Wanted]) -> _Wanted:
        """All of it with the part nobody knows the day of, so that nothing is promised too early."""
        told = ", ".join(
            f"{amount_words(_tidy(one.late), self.unit.name)} on {words_of(one.day) or 'no day'}" for one in wanted
        )
        self.notes.remarks.append(
            f"Of {self.product.name} the report says {told}. All of it waits for a day here; "
            "correct what was read if the first part is to count before."
        )
        last = next(one for one in reversed(wanted) if one.day is None)
        late = min(sum((one.late for one in wanted), Decimal(0)), self.total)
        return _Wanted(last.index, last.claim, late, min(one.sure for one in wanted) * LUMPED)

    def _parts(self, wanted: Sequence[_Wanted]) -> list[LatePart]:
        shares = late_goods(self.last_first, [LateAmount(one.late, one.day) for one in wanted])
        found: list[LatePart] = []
        for index, one in enumerate(wanted):
            mine = [share for share in shares if share.part == index]
            taken = tuple((share.receipt, share.quantity) for share in mine if not share.stays)
            days = [day for receipt, _ in taken if (day := self.days[receipt])]
            late = sum((share.quantity for share in mine), Decimal(0))
            if late > 0:
                stood = self.line_day if len(wanted) == 1 else one.day
                found.append(self._part(one, late, taken, min(days, default=stood)))
        return found

    def _part(
        self, one: _Wanted, late: Decimal, taken: tuple[tuple[int, Decimal], ...], planned: date | None
    ) -> LatePart:
        arrives = one.claim.date_means == "arrival"
        return LatePart(
            line=self.line,
            product=self.product,
            unit=self.unit,
            late=_tidy(late),
            open=_tidy(self.total),
            planned=planned,
            line_day=self.line_day,
            new_day=one.day,
            leaves=None if arrives else one.claim.new_date,
            precision=one.claim.precision if arrives else Precision.UNKNOWN,
            sure=one.sure,
            moves=self.moves,
            taken=taken,
            claim=one.index,
            by_hand=self._by_hand(late),
        )

    def _by_hand(self, late: Decimal) -> str:
        if any(move.comes_from_subcontractor for move in self.moves):
            # Odoo moves the manufacturing order with the receipt, which the writing account may not touch.
            made = f"{self.product.name} comes from a subcontractor"
            return f"{made}; its manufacturing order moves with the receipt: set the new day by hand."
        if late >= self.total:
            return ""
        if self.kit:
            return f"{self.product.name} comes as a kit, in parts: set by hand how much of each comes later."
        if any(move.goes_straight for move in self.moves):
            return f"{self.product.name} goes straight to the customer: set by hand how much of it comes later."
        return ""

    def _comes_earlier(self, part: LatePart) -> bool:
        if part.new_day is None or part.planned is None or part.new_day >= part.planned:
            return False
        self.notes.puzzle(
            f"The report says {words_of(part.new_day)} for {part.words}, earlier than Odoo expects it "
            f"({words_of(part.planned)}): nobody is hurt by that. Move the receipt only when it is sure."
        )
        return True

    def _moving(self, wanted: Sequence[_Wanted], parts: list[LatePart], *, alone: bool) -> list[LatePart]:
        """Without the parts that stand on their day already, unless others would then be taken from their goods."""
        stand = [part for part in parts if self._stands(part, alone=alone)]
        for part in stand:
            self.notes.remarks.append(f"Odoo already expects {part.words} on {words_of(part.new_day)}.")
        rest = [part for part in parts if part not in stand]
        by_themselves = self._parts([one for one in wanted if one.index in {part.claim for part in rest}])
        same = [part.taken for part in by_themselves] == [part.taken for part in rest]
        return rest if same or not rest else parts

    def _stands(self, part: LatePart, *, alone: bool) -> bool:
        if part.new_day is None or part.taken:
            return False
        return not (alone and part.whole and part.line_day != part.new_day)


def _tidy(quantity: Decimal) -> Decimal:
    whole = quantity.to_integral_value()
    return whole if abs(quantity - whole) < Decimal("0.0001") else quantity.quantize(Decimal("0.0001")).normalize()
