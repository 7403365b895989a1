"""Which customers' promises were to be served from goods that did not arrive. Pure.

The same demand is met twice: as if all that was ordered had arrived, and with what is here and still to come.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from agents.analysis.received import ReceiptDifference
from agents.analysis.stock import total
from agents.inbound.hurt import Effect, effect
from agents.inbound.late_parts import LatePart
from agents.inbound.receipts.snapshot import ReceiptSnapshot
from cases.actions.base import day_of
from tools.odoo.models import PurchaseLine, PurchaseOrder, StockMove
from tools.odoo.values import Ref


def harm_of(snapshot: ReceiptSnapshot, order: PurchaseOrder, wrong: Sequence[ReceiptDifference]) -> Effect:
    """What it does to customers that these goods are not here."""
    lines = {line.id: line for line in order.lines}
    parts: list[LatePart] = []
    moves = {move.id: move for move in snapshot.moves}
    for one in wrong:
        line = lines.get(one.standing.line.id)
        if line is None or line.product is None or not one.standing.missing:
            continue
        came = _open(snapshot, one)
        gone = _gone(snapshot, one)
        for expected, day in ((came, _known_day(snapshot, one)), (gone, None)):
            if expected:
                parts.append(_part(snapshot, line, line.product, expected, day))
                moves |= {move.id: move for move in expected}
    if not parts:
        return Effect()
    return effect(snapshot.model_copy(update={"moves": tuple(moves.values())}), parts)


def _open(snapshot: ReceiptSnapshot, one: ReceiptDifference) -> tuple[StockMove, ...]:
    """The line's open receipts, as if they were here."""
    return tuple(
        move.model_copy(update={"date": snapshot.read_at})
        for move in snapshot.moves
        if move.purchase_line_id in one.standing.line.ids and move.comes_from_vendor
    )


def _gone(snapshot: ReceiptSnapshot, one: ReceiptDifference) -> tuple[StockMove, ...]:
    """What no open receipt brings any more, as if it were here: one movement a product."""
    standing, line = one.standing, one.standing.line
    if not standing.uncovered or not line.ordered:
        return ()
    share = standing.uncovered / line.ordered
    by_product: dict[int, list[StockMove]] = {}
    for move in snapshot.behind:
        if move.purchase_line_id in line.ids and move.comes_from_vendor:
            by_product.setdefault(move.product.id, []).append(move)
    found = []
    for number, (product, moves) in enumerate(sorted(by_product.items())):
        own = line.product is not None and product == line.product.id
        # Of a kit each part is missing in proportion to what was to come of it.
        quantity = (line.in_stock_unit if own else total(move.demand for move in moves)) * share
        last = max(moves, key=lambda move: move.id)
        found.append(_as_if_here(snapshot, last, -(line.id * 1000 + number + 1), quantity))
    return tuple(found)


def _as_if_here(snapshot: ReceiptSnapshot, move: StockMove, number: int, quantity: Decimal) -> StockMove:
    changes = {"id": number, "state": "assigned", "demand": quantity, "reserved": Decimal(0), "date": snapshot.read_at}
    return move.model_copy(update={**changes, "waits_for": (), "then": (), "made_to_order": False})


def _known_day(snapshot: ReceiptSnapshot, one: ReceiptDifference) -> date | None:
    """The day of what is open; none: it is past, and nobody knows when it comes."""
    comes, line = one.standing.comes_on, one.standing.line
    today = day_of(snapshot.read_at, line.zone or snapshot.habits.zone)
    return comes if comes is not None and today is not None and comes >= today else None


def _part(
    snapshot: ReceiptSnapshot, line: PurchaseLine, product: Ref, moves: tuple[StockMove, ...], day: date | None
) -> LatePart:
    much = total(move.demand for move in moves)
    return LatePart(
        line=line,
        product=product,
        unit=line.unit or Ref(0, "Units"),
        late=much,
        open=much,
        planned=day_of(snapshot.read_at, snapshot.habits.zone),
        line_day=day_of(line.planned, snapshot.habits.zone),
        new_day=day,
        moves=moves,
        taken=tuple((move.id, move.demand) for move in moves),
        claim=0,
    )
