"""Look at closed cases again: was the day kept, did the attempt succeed, did the credit note come? Two calls to Odoo.

A duty of the worker. Whatever can be answered is recorded once, with its evidence; the rest is asked again later.
"""

from __future__ import annotations

import structlog

from agents.analysis.aftermath import Later, came_true
from cases.actions import (
    RequestCreditNote,
    RequestReattempt,
    RescheduleDelivery,
    RescheduleReceipt,
    ReviseCommitment,
    parse,
)
from cases.claims import RecordRef
from cases.follow_ups import Watched
from cases.store import follow_ups
from cases.store.reports import shipments
from graphs.desk import Desk

FOLLOW_UP_SECONDS = 1_800.0
_log = structlog.get_logger(__name__)


async def look_again(desk: Desk) -> int:
    """Ask about everything that can be answered now; how many answers were recorded.

    Raises:
        OdooError: Odoo cannot be read now.
    """
    now = desk.clock()
    async with desk.database.transaction() as session:
        due = await follow_ups.due(session, now)
        events = await shipments.events_of(session, _shipments(due))
    if not due:
        return 0
    later = (await _read(desk, due)).model_copy(update={"events": events})
    found = [answer for one in due if (answer := came_true(one, later, now)) is not None]
    async with desk.database.transaction() as session:
        count = await follow_ups.keep(session, found)
    _log.info("follow_up.done", asked=len(due), answered=count)
    return count


def _shipments(due: list[Watched]) -> list[RecordRef]:
    args = (parse(one.name, one.args) for one in due)
    return [one.target() for one in args if isinstance(one, RequestReattempt)]


async def _read(desk: Desk, due: list[Watched]) -> Later:
    lines, orders, transfers, bills = set[int](), set[int](), set[int](), set[int]()
    for one in due:
        match parse(one.name, one.args):
            case RescheduleReceipt() as receipt:
                lines |= receipt.by_line.keys()
            case ReviseCommitment() as promise:
                orders.add(promise.order_id)
            case RescheduleDelivery() as later:
                transfers.add(later.picking_id)
            case RequestCreditNote() as credit:
                bills.add(credit.bill_id)
            case _:
                transfers |= set(one.after.get("pickings") or ())
    if not (lines or orders or transfers or bills):
        return Later()
    async with desk.reader() as reader:
        moves = await reader.moves_behind(lines=lines, orders=orders, transfers=transfers)
        notes = await reader.credit_notes(bills)
    return Later(moves=tuple(moves), credit_notes={bill: tuple(found) for bill, found in notes.items()})
