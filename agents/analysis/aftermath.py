"""What came of an applied change: what Odoo and carriers say later in, an answer with its evidence out. Pure.

Goods count on the day that they were booked in or out, in the zone that the day was meant in.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from pydantic import Field

from cases.actions import (
    RequestCreditNote,
    RequestReattempt,
    RescheduleDelivery,
    RescheduleReceipt,
    ReviseCommitment,
    TransferStock,
    parse,
    parse_premise,
)
from cases.actions.base import amount_words, words_of
from cases.actions.reschedule_receipt import SeenReceipt
from cases.carrier_events import CarrierEvent, Milestone, number_key
from cases.claims import Frozen, RecordRef
from cases.follow_ups import Backing, CameTrue, FollowUp, Watched, end_of
from tools.odoo.freight import VendorBill
from tools.odoo.models import StockMove

_CENT = Decimal("0.01")
_TRIED = frozenset(
    {Milestone.FAILED_ATTEMPT, Milestone.RETURNING, Milestone.RETURNED, Milestone.LOST, Milestone.DELIVERED}
)


class Later(Frozen):
    """What was read of all that is asked about, in a few calls.

    Attributes:
        moves: of the orders' lines, the customers' orders and the transfers.
        credit_notes: of the bills, by the bill's id.
        events: what carriers said of the shipments, oldest first.
    """

    moves: tuple[StockMove, ...] = ()
    credit_notes: dict[int, tuple[VendorBill, ...]] = Field(default_factory=dict)
    events: tuple[CarrierEvent, ...] = ()


def came_true(watched: Watched, later: Later, now: datetime) -> FollowUp | None:
    """The answer; none: it cannot be given yet."""
    if now < watched.asked_from():
        return None
    args = parse(watched.name, watched.args)
    found: tuple[CameTrue, str, Sequence[Backing]] | None = None
    match args:
        case RescheduleReceipt():
            seen = parse_premise(watched.name, watched.premise)
            if isinstance(seen, SeenReceipt):
                found = _suppliers_day(args, seen, later.moves)
        case ReviseCommitment():
            moves = [one for one in later.moves if one.sale_order and one.sale_order.id == args.order_id]
            moves = [one for one in moves if one.destination.usage == "customer"]
            found = _all_by(moves, end_of(args.new_date, watched.zone), f"left for {args.customer}")
        case RescheduleDelivery():
            moves = [one for one in later.moves if one.picking and one.picking.id == args.picking_id]
            found = _all_by(moves, end_of(args.new_date, watched.zone), f"left for {args.customer}")
        case TransferStock():
            legs = watched.after.get("pickings") or ()
            moves = [one for one in later.moves if one.picking and one.picking.id in legs[-1:]]
            found = _all_by(moves, end_of(args.arrives, watched.zone), f"had come to {args.to_warehouse}")
        case RequestCreditNote():
            found = _credited(args, later.credit_notes.get(args.bill_id, ()))
        case RequestReattempt():
            found = _delivered(args, later.events, watched.done_at)
        case _:
            return None
    if found is None and now < watched.asked_until():
        return None
    answer, detail, evidence = found or _nothing_said(args)
    return FollowUp(
        action_id=watched.action_id,
        case_id=watched.case_id,
        question=watched.question,
        came_true=answer,
        detail=detail,
        evidence=tuple(evidence),
        partner=watched.partner,
    )


def _suppliers_day(
    args: RescheduleReceipt, seen: SeenReceipt, moves: Iterable[StockMove]
) -> tuple[CameTrue, str, Sequence[Backing]]:
    """By each named day there must be all that was not to come after it."""
    told, evidence, missed, known = [], list[Backing](), False, False
    by_line: dict[int, list[StockMove]] = {line: [] for line in args.by_line}
    for move in moves:
        if move.purchase_line_id in by_line and move.comes_from_vendor and move.state != "cancel":
            by_line[move.purchase_line_id].append(move)
    for line_id, parts in args.by_line.items():
        total = sum((_size(one) for one in by_line[line_id]), Decimal(0))
        if not total:
            continue
        known = True
        ordered = seen.planned(line_id).ordered or seen.open_of(line_id) or Decimal(1)
        for part in parts:
            after = sum(
                (one.late_quantity or Decimal(0) for one in parts if one.new_date > part.new_date), start=Decimal(0)
            )
            wanted = total * (1 - min(Decimal(1), after / ordered))
            done = _done_by(by_line[line_id], end_of(part.new_date, seen.zone))
            missed = missed or done + _CENT < wanted
            unit = by_line[line_id][0].unit
            told.append(
                f"{part.product}: {amount_words(done, unit.name if unit else part.unit)} of "
                f"{amount_words(wanted.quantize(_CENT).normalize(), '')} had come by {words_of(part.new_date)}".strip()
            )
        evidence += [_moved(one) for one in by_line[line_id]]
    if not known:
        return CameTrue.UNCLEAR, f"What was still to come of {args.order} was called off.", evidence
    return (CameTrue.NO if missed else CameTrue.YES), "; ".join(told) + ".", evidence


def _all_by(moves: Sequence[StockMove], by: datetime, words: str) -> tuple[CameTrue, str, Sequence[Backing]]:
    counted = [one for one in moves if one.state != "cancel"]
    if not counted:
        return CameTrue.UNCLEAR, "Nothing of it is planned any more.", [_moved(one) for one in moves]
    late = [one for one in counted if one.state != "done" or one.date is None or one.date >= by]
    what = f"{len(counted) - len(late)} of {len(counted)} movements {words} in time."
    return (CameTrue.NO if late else CameTrue.YES), what, [_moved(one) for one in counted]


def _credited(args: RequestCreditNote, notes: Sequence[VendorBill]) -> tuple[CameTrue, str, Sequence[Backing]] | None:
    posted = [one for one in notes if one.state == "posted"]
    total = sum((abs(one.untaxed) for one in posted), start=Decimal(0))
    if total + _CENT < args.amount:
        return None
    evidence = [
        Backing(
            record=RecordRef(model="account.move", id=one.id, label=one.name or "credit note"),
            label=f"{one.name or 'A credit note'} over {one.untaxed} {one.currency}, posted",
        )
        for one in posted
    ]
    return CameTrue.YES, f"Credit notes over {total} {posted[0].currency} are posted for {args.bill}.", evidence


def _delivered(
    args: RequestReattempt, events: Sequence[CarrierEvent], since: datetime
) -> tuple[CameTrue, str, Sequence[Backing]] | None:
    """What the carrier said first after it was asked."""
    number = number_key(args.tracking)
    tried = [
        one
        for one in events
        if number_key(one.tracking_number) == number and one.occurred_at > since and one.status in _TRIED
    ]
    if not tried:
        return None
    first = tried[0]
    label = f"{args.tracking}: {first.status.words}, {first.occurred_at:%d %b %Y %H:%M} UTC"
    evidence = [Backing(record=args.target(), label=label)]
    answer = CameTrue.YES if first.status is Milestone.DELIVERED else CameTrue.NO
    return answer, f"{args.partner} said: {first.status.words}.", evidence


def _nothing_said(args: object) -> tuple[CameTrue, str, Sequence[Backing]]:
    if isinstance(args, RequestCreditNote):
        return CameTrue.NO, f"No credit note over {args.amount_words} is posted for {args.bill}.", ()
    return CameTrue.UNCLEAR, "The carrier said nothing more.", ()


def _size(move: StockMove) -> Decimal:
    return move.reserved if move.state == "done" else move.demand


def _done_by(moves: Sequence[StockMove], by: datetime) -> Decimal:
    done = [one for one in moves if one.state == "done" and one.date is not None and one.date < by]
    return sum((_size(one) for one in done), Decimal(0))


def _moved(move: StockMove) -> Backing:
    when = f"{move.date:%d %b %Y %H:%M} UTC" if move.date else "no day"
    state = f"done {when}" if move.state == "done" else f"{move.state}, planned for {when}"
    unit = move.unit.name if move.unit else ""
    return Backing(
        record=RecordRef(model="stock.move", id=move.id, label=move.reference or f"movement {move.id}"),
        label=f"{amount_words(_size(move), unit)} of {move.product.name}: {state}",
    )
