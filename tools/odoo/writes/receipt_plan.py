"""What still has to be written for the late parts of a line, and the one write on the order that does it. Pure.

Read by reschedule_receipt. A part that comes later gets a receipt of its own beside the first, one for each day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from cases.actions.base import day_of
from cases.actions.late_goods import Coming, LateAmount, late_goods
from cases.actions.reschedule_receipt import LateLine
from tools.odoo.values import number, ref
from tools.odoo.writes.receipt_state import IncomingMove, OrderLineState
from tools.odoo.writes.session import Row


@dataclass(frozen=True)
class Split:
    """So much of an open move, in the product's unit, that comes on a day of its own."""

    move: IncomingMove
    quantity: Decimal
    date: str


@dataclass
class ReceiptPlan:
    """What still has to be written for one late line.

    Attributes:
        parts: its late parts.
        dates: the moment each of them will be here.
        whole: every open move of the line comes later, so the line's own day moves too, to the first of them.
        move: open moves that come later as they are, with their moment.
        split: open moves of which a part comes later.
    """

    parts: tuple[LateLine, ...]
    line: OrderLineState
    dates: tuple[str, ...]
    whole: bool
    move: list[tuple[IncomingMove, str]] = field(default_factory=list)
    split: list[Split] = field(default_factory=list)

    @property
    def product(self) -> str:
        """What is late."""
        return self.parts[0].product

    @property
    def stands(self) -> bool:
        """Whether open moves are planned for each of the late days."""
        planned = {move.row["date"] for move in self.line.open}
        return all(date in planned for date in self.dates)

    @property
    def done(self) -> bool:
        """Whether Odoo shows it already. Goods that have arrived leave nothing to be late."""
        return self.stands and not self.move and not self.split and not self._line_stays_behind

    @property
    def first(self) -> str:
        """The moment the first of it will be here."""
        return min(self.dates)

    @property
    def _line_stays_behind(self) -> bool:
        return self.whole and self.line.planned_text != self.first

    def moved(self) -> list[tuple[IncomingMove, str]]:
        """The open moves to be written with their moments."""
        if not self.whole:
            return self.move
        # The line's new day reaches the deadline of all its open moves, so each of them is named.
        new = {move.id: date for move, date in self.move}
        return [(move, new.get(move.id, self._as_it_stands(move))) for move in self.line.open]

    def _as_it_stands(self, move: IncomingMove) -> str:
        date: str = move.row["date"]
        return date if date in self.dates else max(self.dates)


def plan_of(
    parts: Sequence[LateLine], line: OrderLineState, dates: Sequence[str], zone: str, *, whole: bool
) -> ReceiptPlan:
    """What is still to be written: the goods that come last are the ones that come later.

    Whether it is the whole line was seen when people decided; what arrives later does not make a part the whole.
    """
    plan = ReceiptPlan(tuple(parts), line, tuple(dates), whole)
    shares = late_goods(
        [Coming(move.id, move.quantity, day_of(move.date, zone)) for move in line.open],
        [
            LateAmount(line.open_quantity if part.late_quantity is None else part.late_quantity, part.new_date)
            for part in parts
        ],
    )
    for move in line.open:
        here = [one for one in shares if one.receipt == move.id]
        later = sorted((plan.dates[one.part], one.quantity) for one in here if not one.stays)
        # It stands on its day, at another hour perhaps.
        home = next((plan.dates[one.part] for one in here if one.stays), None)
        if later and sum((quantity for _, quantity in later), Decimal(0)) == move.quantity:
            home = later.pop(0)[0]
        if home is not None and home != move.row["date"]:
            plan.move.append((move, home))
        plan.split += [Split(move, quantity, date) for date, quantity in later]
    return plan


def values(plans: Sequence[ReceiptPlan], order: str, key: str) -> Row:
    """One write on the order: the lines with their moves, and beside a split receipt the receipts of its late parts."""
    lines: list[Any] = []
    for plan in plans:
        written: Row = {"date_planned": plan.first} if plan.whole else {}
        moved = [[1, move.id, _moved(move, date)] for move, date in plan.moved()]
        if moved:
            written["move_ids"] = moved
        if written:
            lines.append([1, plan.line.id, written])
    split: dict[int, list[tuple[int, Split]]] = {}
    for plan in plans:
        for one in plan.split:
            split.setdefault(one.move.picking_id, []).append((plan.line.id, one))
    found: Row = {"order_line": lines} if lines else {}
    if split:
        found["picking_ids"] = [[1, receipt, _beside(of, order, key)] for receipt, of in split.items()]
    return found


def _moved(move: IncomingMove, date: str) -> Row:
    # The line's new day has just carried its deadline on to the deliveries that wait for the goods: take it back.
    deadline = (move.row["date_deadline"] or None) if move.carries_promise else date
    return {"date": date, **({"date_deadline": deadline} if deadline else {})}


def _beside(split: Sequence[tuple[int, Split]], order: str, key: str) -> Row:
    """What stays in a receipt, and a receipt for each day on which a part of it comes."""
    gone: dict[int, Decimal] = {}
    by_date: dict[str, list[tuple[int, Split]]] = {}
    moves = {one.move.id: one.move for _, one in split}
    for line_id, one in split:
        gone[one.move.id] = gone.get(one.move.id, Decimal(0)) + _in_its_unit(one)
        by_date.setdefault(one.date, []).append((line_id, one))
    kept = [
        [1, move_id, {"product_uom_qty": float(number(moves[move_id].row["product_uom_qty"]) - quantity)}]
        for move_id, quantity in gone.items()
    ]
    receipts = [[0, 0, _receipt(of, date, order, key)] for date, of in by_date.items()]
    return {"move_ids": kept, "backorder_ids": receipts}


def _in_its_unit(one: Split) -> Decimal:
    """The move may count in another unit than the product."""
    return number(one.move.row["product_uom_qty"]) * one.quantity / one.move.quantity


def _receipt(split: Sequence[tuple[int, Split]], date: str, order: str, key: str) -> Row:
    first = split[0][1].move.row
    return {
        "partner_id": _id(first["picking_id"]["partner_id"]),
        "picking_type_id": _id(first["picking_type_id"]),
        "location_id": _id(first["location_id"]),
        "location_dest_id": _id(first["location_dest_id"]),
        "company_id": _id(first["company_id"]),
        "origin": f"{order} {key}",
        # Its default, now, would be written over the moves' own day.
        "scheduled_date": date,
        "move_ids": [[0, 0, _part(one, line_id)] for line_id, one in split],
    }


def _part(one: Split, line_id: int) -> Row:
    move, row = one.move, one.move.row
    same = ("product_id", "product_uom", "location_id", "location_dest_id", "location_final_id")
    around = ("picking_type_id", "warehouse_id", "company_id", "partner_id")
    return {
        **{name: _id(row[name]) for name in same + around},
        **{name: row[name] for name in ("price_unit", "procure_method", "propagate_cancel", "sequence", "origin")},
        "product_uom_qty": float(_in_its_unit(one)),
        "date": one.date,
        "date_deadline": (row["date_deadline"] or one.date) if move.carries_promise else one.date,
        "purchase_line_id": line_id,
        "reference_ids": [[6, 0, row["reference_ids"]]],
        "move_dest_ids": [[6, 0, [dest["id"] for dest in move.waiting]]],
    }


def _id(value: object) -> int | bool:
    found = ref(value)
    return found.id if found else False
