"""An open delivery → planned for another day, with all its open moves, in one write where it is as it was seen.

Odoo takes a new day for what was done long ago, for what is being picked, for one transfer of a batch alone, and for
other orders' goods in it; none of that is ours. Reservations and the order's promise stay.
"""

from __future__ import annotations

from typing import Any, ClassVar

from cases.actions import ActionName, RescheduleDelivery
from cases.actions.base import day_of, words_of
from cases.actions.reschedule_delivery import SeenDeparture
from cases.approvals import ApprovedAction
from tools.odoo.values import moment, number, odoo_moment
from tools.odoo.writes.base import CannotUndoError, NotDoneError, ReadBack, Step, Write
from tools.odoo.writes.session import OdooWriter, PremiseChangedError, Row, Seen
from tools.odoo.writes.waiting_work import OVER, TRANSFER, as_seen, is_over, why_not_waiting

_ORDER: dict[str, Any] = {"fields": {"display_name": {}, "state": {}, "locked": {}, "commitment_date": {}}}
_DELIVERY: dict[str, Any] = {
    **TRANSFER,
    "move_ids": {
        "fields": {**TRANSFER["move_ids"]["fields"], "sale_line_id": {"fields": {"order_id": _ORDER}}},
    },
}


class RescheduleDeliveryWrite(Write[RescheduleDelivery, SeenDeparture]):
    """reschedule_delivery in Odoo."""

    name: ClassVar = ActionName.RESCHEDULE_DELIVERY

    async def guards(self, odoo: OdooWriter, args: RescheduleDelivery, premise: SeenDeparture) -> list[str]:
        """It waits, of that order alone, and nobody planned or promised another day meanwhile."""
        row = await odoo.one("stock.picking", args.picking_id, _DELIVERY)
        return [f"{args.picking} no longer exists."] if row is None else _problems(row, args, premise)

    async def before(self, odoo: OdooWriter, args: RescheduleDelivery, premise: SeenDeparture) -> dict[str, Any]:
        """Day, deadline and reservation of each of its moves, and its star."""
        return _state(await _needed(odoo, args))

    def steps(self, odoo: OdooWriter, approved: ApprovedAction) -> list[Step]:
        """One write."""
        args, premise = self.typed(approved)

        async def planned() -> bool:
            row = await _needed(odoo, args)
            return not is_over(row) and _all_on(row, _meant(args, premise))

        async def plan() -> None:
            row = await _needed(odoo, args)
            if problems := _problems(row, args, premise):
                raise PremiseChangedError(" ".join(problems))
            await odoo.write_if(
                "stock.picking", args.picking_id, {"scheduled_date": _meant(args, premise)}, _expected(row)
            )

        return [Step("plan the new day", planned, plan)]

    async def verify(
        self, odoo: OdooWriter, args: RescheduleDelivery, premise: SeenDeparture, before: dict[str, Any], key: str
    ) -> ReadBack:
        """Every open move is on the new day; what is reserved, promised and starred is as it was."""
        row = await _needed(odoo, args)
        after, wrong = _state(row), []
        if not is_over(row) and not _all_on(row, _meant(args, premise)):
            wrong.append(f"{args.picking} is not planned for {words_of(args.new_date)} with all it holds.")
        for key_, move in after["moves"].items():
            was = before["moves"].get(key_)
            if was is not None and was["deadline"] != move["deadline"]:
                wrong.append(f"The promise behind {args.picking} changed with it.")
            if was is not None and move["state"] not in OVER and number(was["reserved"]) > number(move["reserved"]):
                wrong.append(f"{args.picking} lost what was reserved for it.")
        if before["priority"] != after["priority"]:
            wrong.append(f"The priority of {args.picking} changed with it.")
        return ReadBack(ok=not wrong, after=after, note=" ".join(dict.fromkeys(wrong)))

    async def untouched(self, odoo: OdooWriter, approved: ApprovedAction, before: dict[str, Any]) -> bool:
        """Its days are as they were."""
        args, _ = self.typed(approved)
        row = await odoo.one("stock.picking", args.picking_id, _DELIVERY)
        return row is not None and _days(_state(row)) == _days(before)

    async def undo(
        self, odoo: OdooWriter, approved: ApprovedAction, before: dict[str, Any], after: dict[str, Any]
    ) -> ReadBack:
        """Each move on the day it had. What the customer was told in between is not taken back by that."""
        args, _ = self.typed(approved)
        row = await _needed(odoo, args, CannotUndoError)
        if is_over(row):
            raise CannotUndoError(f"{args.picking} has left or was cancelled meanwhile.")
        if _days(_state(row)) != _days(before):
            if _days(_state(row)) != _days(after):
                raise CannotUndoError(f"{args.picking} was planned anew since; what it says now is left alone.")
            moves = [
                [1, move["id"], {"date": before["moves"][str(move["id"])]["date"]}]
                for move in _open(row)
                if str(move["id"]) in before["moves"]
            ]
            try:
                await odoo.write_if("stock.picking", args.picking_id, {"move_ids": moves}, _expected(row))
            except PremiseChangedError as error:
                raise CannotUndoError(str(error)) from error
        found = _state(await _needed(odoo, args, CannotUndoError))
        ok = _days(found) == _days(before)
        return ReadBack(ok=ok, after=found, note="" if ok else f"{args.picking} is not back on the day it had.")


async def _needed(
    odoo: OdooWriter, args: RescheduleDelivery, error: type[NotDoneError] | type[CannotUndoError] = NotDoneError
) -> Row:
    row = await odoo.one("stock.picking", args.picking_id, _DELIVERY)
    if row is None:
        raise error(f"{args.picking} no longer exists.")
    return row


def _meant(args: RescheduleDelivery, premise: SeenDeparture) -> str:
    return odoo_moment(args.leaves(premise))


def _open(row: Row) -> list[Row]:
    return [move for move in row["move_ids"] if move["state"] not in OVER]


def _all_on(row: Row, meant: str) -> bool:
    return row["scheduled_date"] == meant and all(move["date"] == meant for move in _open(row))


def _orders(row: Row) -> dict[int, Row]:
    found = {}
    for move in _open(row):
        if move["sale_line_id"] and (order := move["sale_line_id"]["order_id"]):
            found[int(order["id"])] = order
    return found


def _problems(row: Row, args: RescheduleDelivery, premise: SeenDeparture) -> list[str]:
    if why := why_not_waiting(row):
        return [f"{args.picking} {why}."]
    orders = _orders(row)
    if args.order_id not in orders:
        return [f"{args.picking} is not a delivery of {args.order} any more."]
    if others := [order["display_name"] for key, order in sorted(orders.items()) if key != args.order_id]:
        return [f"{args.picking} also carries goods of {', '.join(others)}, which would be moved along."]
    order = orders[args.order_id]
    if order["state"] != "sale":
        return [f"{args.order} is not a confirmed order any more."]
    if order["locked"]:
        return [f"{args.order} is locked in Odoo; unlock it first."]
    deadlines = [found for move in _open(row) if (found := moment(move["date_deadline"]))]
    promised = day_of(moment(order["commitment_date"]) or min(deadlines, default=None), premise.zone)
    if promised != day_of(premise.promise, premise.zone):
        return [f"{args.order} was promised for {words_of(promised) or 'no day'} meanwhile."]
    planned = day_of(moment(row["scheduled_date"]), premise.zone)
    # What is already as it was meant is no surprise.
    if planned not in (day_of(premise.scheduled, premise.zone), args.new_date):
        return [f"{args.picking} was planned for {words_of(planned)} meanwhile."]
    return []


def _expected(row: Row) -> list[Seen]:
    seen = as_seen(row)
    transfer = Seen(seen.model, seen.id, seen.label, {**seen.fields, "scheduled_date": row["scheduled_date"]})
    moves = [
        Seen("stock.move", move["id"], row["name"], {name: move[name] for name in ("state", "date", "picked")})
        for move in sorted(_open(row), key=lambda one: int(one["id"]))
    ]
    return [transfer, *moves]


def _state(row: Row) -> dict[str, Any]:
    """As JSON values."""
    moves = {
        str(move["id"]): {
            "state": move["state"],
            "date": move["date"],
            "deadline": move["date_deadline"] or None,
            "reserved": str(number(move["quantity"])),
        }
        for move in row["move_ids"]
    }
    return {
        "scheduled": row["scheduled_date"],
        "priority": row["priority"],
        "state": row["state"],
        "moves": moves,
    }


def _days(state: dict[str, Any]) -> dict[str, Any]:
    return {key: move["date"] for key, move in state["moves"].items() if move["state"] not in OVER}
