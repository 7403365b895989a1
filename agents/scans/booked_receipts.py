"""Booked receipts that are not what was ordered: short, too much, not ordered, sent back afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import ClassVar

from agents.analysis.received import ReceiptDifference, by_order, differences
from agents.world import World
from cases.actions.base import day_of
from cases.claims import MAX_NAME, ReceiptClaim, RecordRef, sensible_day
from cases.claims.base import MOST
from cases.kind import Kind
from cases.scans import Finding
from tools.odoo.received import ReceivedLine

# What was booked so recently opens a case; what was booked longer ago only keeps one open.
OPENS = timedelta(days=14)
LOOK_BACK = timedelta(days=90)
SEEN = 3


class BookedReceipts:
    """Looks at the orders of which something was booked in or sent back, against all their receipts."""

    kind: ClassVar = Kind.RECEIPT_DISCREPANCY
    cron: ClassVar = "40 5,11,16 * * 1-5"
    retells: ClassVar = False

    async def find(self, world: World) -> Sequence[Finding]:
        """One finding an order. One call a page of 500 lines."""
        lines = await world.reader.lines_booked_since(world.now - LOOK_BACK)
        return differing(lines, world.now, world.habits.zone)

    def over(self) -> str:
        """The rest came, what was too much went back, or the order was changed to what came."""
        return "What arrived and what is ordered agree now, or it was booked more than three months ago."


def differing(lines: Iterable[ReceivedLine], now: datetime, zone: str) -> list[Finding]:
    """One finding an order, with a claim for each line that differs; the last booked first. Pure."""
    found = []
    for _, of_order in by_order(lines):
        wrong = differences(of_order)
        booked = max((at for one in wrong if (at := one.standing.last_booked)), default=None)
        if wrong:
            begun = max((line.date for each in of_order for line in each.moves if line.done and line.date), default=now)
            found.append((booked or begun, _finding(wrong, booked or begun, now, zone)))
    return [finding for _, finding in sorted(found, key=lambda pair: (-pair[0].timestamp(), pair[1].about.id))]


def _finding(wrong: Sequence[ReceiptDifference], booked: datetime, now: datetime, zone: str) -> Finding:
    first = wrong[0].standing.line
    order = RecordRef(model="purchase.order", id=first.order.id, label=first.order.name)
    owner = first.vendor
    more = f"; and {len(wrong) - SEEN} more lines" if len(wrong) > SEEN else ""
    return Finding(
        about=order,
        owner=RecordRef(model="res.partner", id=owner.id, label=owner.name) if owner else None,
        claims=tuple(claim_of_line(order, one) for one in wrong),
        seen=f"{order.label}: {'; '.join(one.words for one in wrong[:SEEN])}{more}.",
        opens=booked >= now - OPENS and not all(_is_late(one, now, zone) for one in wrong),
    )


def _is_late(one: ReceiptDifference, now: datetime, zone: str) -> bool:
    """Whether all that differs is a backorder that should have come already: that is a late order's case."""
    zone = one.standing.line.zone or zone
    comes, today = one.standing.comes_on, day_of(now, zone)
    return one.differs == "open" and comes is not None and today is not None and comes < today


def claim_of_line(order: RecordRef, one: ReceiptDifference) -> ReceiptClaim:
    """What a scan says of a line."""
    standing, line = one.standing, one.standing.line
    receipt = next((move.picking for move in standing.incoming if move.picking), None)
    refers = [order, RecordRef(model="purchase.order.line", id=line.id, label=line.label[:MAX_NAME])]
    if receipt is not None:
        refers.append(RecordRef(model="stock.picking", id=receipt.id, label=receipt.name))
    return ReceiptClaim(
        order_text=order.label,
        receipt_text=receipt.name[:MAX_NAME] if receipt else None,
        product_text=line.label[:MAX_NAME],
        unit_text=line.unit.name[:MAX_NAME],
        ordered=_counted(standing.ordered),
        received=_counted(standing.net),
        returned=_counted(standing.returned),
        still_open=_counted(standing.coming),
        comes_on=sensible_day(standing.comes_on) if standing.coming else None,
        refers_to=tuple(refers),
        read_by="scan",
    )


def _counted(quantity: Decimal) -> Decimal:
    """As a claim holds it: never less than nothing, which more went back than came of would be."""
    return min(max(quantity, Decimal(0)), MOST - 1).quantize(Decimal("0.0001")).normalize() + 0
