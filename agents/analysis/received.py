"""What arrived against what was ordered, line by line: short, too much, not ordered, sent back. Pure.

All receipts of an order count together, less what went back to the vendor; what is still open is told apart from what
nobody will bring any more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Literal

from agents.analysis.stock import total
from cases.actions.base import amount_words, day_of, words_of
from cases.claims import Frozen
from tools.odoo.received import GoodsMove, ReceivedLine

# Odoo keeps quantities in floats; less than this is noise of a conversion between units.
NOISE = Decimal("0.0005")
NOTHING = Decimal(0)
Differs = Literal["short", "open", "returned", "over", "not_ordered"]


class GoodsStanding(Frozen):
    """A line as it stands, in the unit it was ordered in.

    Attributes:
        arrived: booked in by all its receipts.
        returned: of that, booked back to the vendor.
        going_back: planned to go back.
        coming: on open receipts; of a kit as many whole ones as are still out.
        net: what is with us of it.
    """

    line: ReceivedLine
    arrived: Decimal
    returned: Decimal
    going_back: Decimal
    coming: Decimal
    net: Decimal

    @property
    def ordered(self) -> Decimal:
        """What was ordered."""
        return self.line.ordered

    @property
    def missing(self) -> Decimal:
        """What is not with us of what was ordered."""
        return _clean(self.ordered - self.net)

    @property
    def uncovered(self) -> Decimal:
        """Of what is missing, what no open receipt is to bring."""
        return _clean(self.missing - self.coming)

    @property
    def excess(self) -> Decimal:
        """What is with us beyond what was ordered, and not planned to go back."""
        return _clean(self.net - self.ordered - self.going_back)

    @property
    def billed_beyond(self) -> Decimal:
        """What was billed of it beyond what is with us."""
        return _clean(self.line.billed - self.net)

    @property
    def incoming(self) -> tuple[GoodsMove, ...]:
        """Its booked receipts, the last first."""
        found = [move for move in self.line.moves if move.incoming and move.done]
        return tuple(sorted(found, key=lambda move: (_moment(move), move.id), reverse=True))

    @property
    def open_receipts(self) -> tuple[GoodsMove, ...]:
        """Its open receipts, the first first."""
        found = [move for move in self.line.moves if move.incoming and move.open]
        return tuple(sorted(found, key=lambda move: (_moment(move), move.id)))

    @property
    def comes_on(self) -> date | None:
        """The day on which Odoo expects the last of what is open."""
        days = [day_of(move.date, self.line.zone or "UTC") for move in self.open_receipts]
        found = [day for day in days if day is not None]
        return max(found) if found and len(found) == len(days) else None

    @property
    def last_booked(self) -> datetime | None:
        """When something of it was last booked, in or back."""
        return max((move.date for move in self.line.moves if move.done and move.date), default=None)


class ReceiptDifference(Frozen):
    """A line of which not that arrived which was ordered."""

    differs: Differs
    standing: GoodsStanding

    @property
    def words(self) -> str:
        """How it differs, in one sentence without its end."""
        one = self.standing
        unit = one.line.unit.name
        what = one.line.label

        def much(quantity: Decimal) -> str:
            return amount_words(quantity, unit)

        back = f", after {much(one.returned)} went back" if one.returned else ""
        if self.differs == "not_ordered":
            return f"{much(one.excess)} of {what} arrived and were not ordered{back}"
        if self.differs == "over":
            beyond = f"{much(one.excess)} too many"
            return f"{much(one.net)} of {what} arrived, {much(one.ordered)} were ordered: {beyond}{back}"
        got = f"{much(one.net)} of {much(one.ordered)} {what} are here{back}"
        if self.differs == "open":
            until = f", planned for {words_of(one.comes_on)}" if one.comes_on else ""
            return f"{got}; {much(min(one.missing, one.coming))} are on an open backorder{until}"
        rest = f"; {much(one.uncovered)} are missing and on no open receipt"
        also = f", {much(one.coming)} more are open" if one.coming else ""
        return f"{got}{rest}{also}"


def standing_of(line: ReceivedLine) -> GoodsStanding:
    """How one line stands."""
    own = [move for move in line.moves if line.product is None or move.product.id == line.product.id]
    if line.kit:
        # Odoo counts whole kits; what is open is told by the parts that are.
        still = any(move.incoming and move.open for move in line.moves)
        return GoodsStanding(
            line=line,
            arrived=line.received,
            returned=NOTHING,
            going_back=NOTHING,
            coming=_clean(line.ordered - line.received) if still else NOTHING,
            net=line.received,
        )
    arrived = total(move.quantity for move in own if move.incoming and move.done)
    returned = total(move.quantity for move in own if not move.incoming and move.done)
    return GoodsStanding(
        line=line,
        arrived=arrived,
        returned=returned,
        going_back=total(move.quantity for move in own if not move.incoming and move.open),
        coming=total(move.quantity for move in own if move.incoming and move.open),
        net=arrived - returned,
    )


def differences(lines: Iterable[ReceivedLine]) -> list[ReceiptDifference]:
    """The lines of one order that differ, as they stand on it; none where nothing of the order was received yet.

    A line of which nothing came is none while an open receipt is to bring it on a later day than the others.
    """
    standings = _settled([standing_of(line) for line in lines if not line.service and line.ordered >= 0])
    booked = [move.date for one in standings for move in one.incoming if move.date]
    if not any(one.incoming for one in standings):
        return []
    last = max(booked, default=None)
    return [ReceiptDifference(differs=how, standing=one) for one in standings if (how := _how(one, last)) is not None]


def _settled(standings: Sequence[GoodsStanding]) -> list[GoodsStanding]:
    """Lines of one product, of which one holds what another lacks, as one: it was booked on the wrong line."""
    alike: dict[tuple[int, int], list[GoodsStanding]] = {}
    for one in standings:
        key = (one.line.product.id, one.line.unit.id) if one.line.product and not one.line.kit else (0, one.line.id)
        alike.setdefault(key, []).append(one)
    found: list[GoodsStanding] = []
    for group in alike.values():
        mixed = any(one.excess for one in group) and any(one.missing for one in group)
        found += [standing_of(_as_one([one.line for one in group]))] if mixed else group
    return sorted(found, key=lambda one: one.line.id)


def _as_one(lines: Sequence[ReceivedLine]) -> ReceivedLine:
    first, *others = lines
    return first.model_copy(
        update={
            "others": tuple(line.id for line in others),
            "ordered": total(line.ordered for line in lines),
            "received": total(line.received for line in lines),
            "billed": total(line.billed for line in lines),
            "in_stock_unit": total(line.in_stock_unit for line in lines),
            "moves": tuple(move for line in lines for move in line.moves),
        }
    )


def _how(one: GoodsStanding, last: datetime | None) -> Differs | None:
    if one.excess:
        return "over" if one.ordered else "not_ordered"
    if not one.missing:
        return None
    if one.uncovered:
        return "returned" if one.returned >= one.uncovered else "short"
    planned = one.line.planned
    due = planned is not None and last is not None and _day(planned, one) <= _day(last, one)
    return "open" if one.arrived or due else None


def by_order(lines: Iterable[ReceivedLine]) -> Iterator[tuple[int, Sequence[ReceivedLine]]]:
    """Lines by their order, each in the order of their ids."""
    held = sorted(lines, key=lambda line: (line.order.id, line.id))
    for order, group in groupby(held, key=lambda line: line.order.id):
        yield order, list(group)


def _day(moment: datetime, one: GoodsStanding) -> date:
    return day_of(moment, one.line.zone or "UTC") or moment.date()


def _clean(quantity: Decimal) -> Decimal:
    """What is more than nothing and no noise of a conversion, to four places."""
    return quantity.quantize(Decimal("0.0001")).normalize() + 0 if quantity > NOISE else NOTHING


def _moment(move: GoodsMove) -> float:
    return move.date.timestamp() if move.date else 0.0
