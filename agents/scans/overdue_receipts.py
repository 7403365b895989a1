"""Receipts that should have come and did not. When they will come nobody knows: that is the answer, never a day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby
from typing import ClassVar

from agents.world import World
from cases.actions.base import day_of, moment_on, words_of
from cases.claims import MAX_NAME, DelayClaim, Precision, RecordRef
from cases.kind import Kind
from cases.scans import Finding
from tools.odoo.scans import DueReceipt


class OverdueReceipts:
    """Looks for confirmed orders whose goods were due on an earlier day and have not arrived."""

    kind: ClassVar = Kind.INBOUND_DELAY
    cron: ClassVar = "0 5 * * *"
    retells: ClassVar = False

    async def find(self, world: World) -> Sequence[Finding]:
        """The overdue orders, the longest overdue first. One call a page."""
        return overdue(await world.reader.receipts_due(_begin_of(world.now, world.habits.zone)), world.habits.zone)

    def over(self) -> str:
        """It arrived, or another day was agreed."""
        return "Nothing of it is overdue any more: it has arrived, or Odoo plans it for another day."


def overdue(receipts: Iterable[DueReceipt], zone: str) -> list[Finding]:
    """One finding an order, with a claim for each of its lines. Pure."""
    by_order = sorted(receipts, key=lambda one: (one.order.id, one.line.id, one.date))
    found = [_finding(list(lines), zone) for _, lines in groupby(by_order, key=lambda one: one.order.id)]
    return [finding for _, finding in sorted(found, key=lambda pair: (pair[0], pair[1].about.id))]


def _finding(receipts: Sequence[DueReceipt], zone: str) -> tuple[datetime, Finding]:
    first = receipts[0]
    order = RecordRef(model="purchase.order", id=first.order.id, label=first.order.name)
    lines = [list(moves) for _, moves in groupby(receipts, key=lambda one: one.line.id)]
    zone = first.zone or zone
    since = min(one.date for one in receipts)
    vendor = first.vendor
    return since, Finding(
        about=order,
        owner=RecordRef(model="res.partner", id=vendor.id, label=vendor.name) if vendor else None,
        claims=tuple(_claim(order, moves, zone) for moves in lines),
        seen=f"{order.label} was due on {words_of(day_of(since, zone))}; {len(lines)} lines have not arrived.",
    )


def _claim(order: RecordRef, moves: Sequence[DueReceipt], zone: str) -> DelayClaim:
    first = moves[0]
    return DelayClaim(
        order_text=order.label,
        product_text=first.product.name[:MAX_NAME],
        first_date=day_of(min(one.date for one in moves), zone),
        precision=Precision.UNKNOWN,
        refers_to=(order, RecordRef(model="purchase.order.line", id=first.line.id, label=first.product.name)),
        read_by="scan",
    )


def _begin_of(now: datetime, zone: str) -> datetime:
    """The first moment of today, where the company is: what is due today may still come."""
    today = day_of(now, zone)
    return moment_on(today or now.date(), 0, zone)
