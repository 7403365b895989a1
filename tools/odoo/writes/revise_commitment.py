"""A customer's order → another promised moment, on the order and on every open move that leads to the customer.

`commitment_date` alone reaches only the deadline of moves that end at the customer. In a two-step warehouse that move
does not exist yet and is born with the pick's deadline, so the pick gets the new one too. Only the order's own moves
are written, never a whole transfer, which may carry other orders' goods.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from cases.actions import ActionName, ReviseCommitment
from cases.actions.base import day_of, words_of
from cases.actions.revise_commitment import SeenPromise
from cases.approvals import ApprovedAction
from tools.odoo.values import moment, odoo_moment, ref
from tools.odoo.writes.base import CannotUndoError, NotDoneError, ReadBack, Step, Write
from tools.odoo.writes.session import OdooWriter, PremiseChangedError, Row, Seen

_CLOSED = frozenset({"done", "cancel"})
_BESIDE: dict[str, Any] = {
    "state": {},
    "date_deadline": {},
    "reference": {},
    "sale_line_id": {"fields": {"order_id": {"fields": {"display_name": {}}}}},
}
_MOVE: dict[str, Any] = {
    "state": {},
    "date": {},
    "date_deadline": {},
    "picking_id": {"fields": {"name": {}}},
    "location_usage": {},
    "location_dest_usage": {},
    "move_orig_ids": {"fields": {"state": {}, "reference": {}, "move_dest_ids": {"fields": _BESIDE}}},
}
_ORDER: dict[str, Any] = {
    "name": {},
    "state": {},
    "locked": {},
    "partner_id": {},
    "commitment_date": {},
    "order_line": {"fields": {"move_ids": {"fields": _MOVE}}},
}


@dataclass(frozen=True)
class PromisedOrder:
    """The order and its moves towards the customer, by id."""

    row: Row
    moves: dict[int, Row]

    @property
    def open(self) -> dict[int, Row]:
        """Moves neither done nor cancelled."""
        return {key: move for key, move in self.moves.items() if move["state"] not in _CLOSED}

    @property
    def commitment(self) -> datetime | None:
        """The promise on the order."""
        return moment(self.row["commitment_date"])

    @property
    def promise(self) -> datetime | None:
        """What the customer counts on: the order's promise, else the earliest deadline of what is still to come."""
        deadlines = [found for move in self.open.values() if (found := moment(move["date_deadline"]))]
        return self.commitment or min(deadlines, default=None)

    def fields(self) -> dict[str, Any]:
        """What a before-value or a read-back keeps."""
        moves = {
            str(key): {
                "state": move["state"],
                "date": move["date"],
                "deadline": move["date_deadline"] or None,
                "picking": move["picking_id"]["id"] if move["picking_id"] else None,
            }
            for key, move in sorted(self.moves.items())
        }
        return {"commitment": self.row["commitment_date"] or None, "moves": moves}


async def read_promise(odoo: OdooWriter, order_id: int) -> PromisedOrder | None:
    """The order as it is now; none: it is gone. Goods on their way back are left out."""
    row = await odoo.one("sale.order", order_id, _ORDER)
    if row is None:
        return None
    moves = {
        int(move["id"]): move
        for line in row["order_line"]
        for move in line["move_ids"]
        if move["location_usage"] != "customer"
    }
    return PromisedOrder(row, moves)


class ReviseCommitmentWrite(Write[ReviseCommitment, SeenPromise]):
    """revise_commitment in Odoo."""

    name: ClassVar = ActionName.REVISE_COMMITMENT

    async def guards(self, odoo: OdooWriter, args: ReviseCommitment, premise: SeenPromise) -> list[str]:
        """The order stands, something is still to be delivered, and nobody promised another day."""
        now = await read_promise(odoo, args.order_id)
        return [f"{args.order} no longer exists."] if now is None else _problems(now, args, premise)

    async def before(self, odoo: OdooWriter, args: ReviseCommitment, premise: SeenPromise) -> dict[str, Any]:
        """The promise, and day and deadline of every move towards the customer."""
        return (await _needed(odoo, args)).fields()

    def steps(self, odoo: OdooWriter, approved: ApprovedAction) -> list[Step]:
        """One write."""
        args, premise = self.typed(approved)
        promised = odoo_moment(args.promised(premise))

        async def look() -> bool:
            return not _unfinished(await _needed(odoo, args), promised)

        async def do() -> None:
            now = await _needed(odoo, args)
            if problems := _problems(now, args, premise):
                raise PremiseChangedError(" ".join(problems))
            moves = {key: {"date": promised, "date_deadline": promised} for key in now.open}
            await _write(odoo, args.order_id, now, promised, moves)

        return [Step("promise the new day", look, do)]

    async def verify(
        self, odoo: OdooWriter, args: ReviseCommitment, premise: SeenPromise, before: dict[str, Any], key: str
    ) -> ReadBack:
        """The order and every open move carry the new promise; what was delivered before is as it was."""
        now = await read_promise(odoo, args.order_id)
        if now is None:
            return ReadBack(ok=False, note=f"{args.order} no longer exists.")
        after = now.fields()
        wrong = []
        if _unfinished(now, odoo_moment(args.promised(premise))):
            wrong.append(f"{args.order} does not carry the new promise everywhere.")
        if any(after["moves"].get(key) != move for key, move in before["moves"].items() if move["state"] in _CLOSED):
            wrong.append(f"A delivery of {args.order} that was done changed.")
        return ReadBack(ok=not wrong, after=after, note=" ".join(wrong))

    async def untouched(self, odoo: OdooWriter, approved: ApprovedAction, before: dict[str, Any]) -> bool:
        """Promise, days and deadlines are as they were."""
        args, _ = self.typed(approved)
        now = await read_promise(odoo, args.order_id)
        return now is not None and now.fields() == before

    async def undo(
        self, odoo: OdooWriter, approved: ApprovedAction, before: dict[str, Any], after: dict[str, Any]
    ) -> ReadBack:
        """The promise, days and deadlines as they were. The customer may have seen the other promise."""
        args, _ = self.typed(approved)
        now = await _needed(odoo, args, CannotUndoError)
        if now.fields() != before:
            if now.fields() != after:
                raise CannotUndoError(f"{args.order} was changed or delivered since; what it says now is left alone.")
            moves = {
                key: {"date": was["date"], **({"date_deadline": was["deadline"]} if was["deadline"] else {})}
                for key in now.open
                if (was := before["moves"].get(str(key)))
            }
            await _write(odoo, args.order_id, now, before["commitment"], moves)
        found = (await _needed(odoo, args, CannotUndoError)).fields()
        ok = found == before
        note = f"{args.customer} may have seen the other promise meanwhile."
        return ReadBack(ok=ok, after=found, note=note if ok else f"{args.order} is not back to what it was.")


def _problems(now: PromisedOrder, args: ReviseCommitment, premise: SeenPromise) -> list[str]:
    if now.row["state"] != "sale":
        words = "was cancelled meanwhile" if now.row["state"] == "cancel" else "is not a confirmed order any more"
        return [f"{args.order} {words}."]
    partner = ref(now.row["partner_id"])
    if premise.customer_id is not None and (partner is None or partner.id != premise.customer_id):
        return [f"{args.order} was given to another customer than {args.customer} meanwhile."]
    if now.row["locked"]:
        return [f"{args.order} is locked in Odoo; unlock it first."]
    if not now.open:
        return [f"{args.order} has left for {args.customer} meanwhile; there is nothing more to promise."]
    today = day_of(now.promise, premise.zone)
    if today not in {day_of(premise.promise, premise.zone), args.new_date}:
        return [f"{args.order} was promised for {words_of(today)} meanwhile."]
    return [
        f"The goods for {args.order} come with {reference}, which also serves {other}: their promises are tied."
        for reference, other in sorted(_tied(now, args.order_id))
    ]


async def _needed(
    odoo: OdooWriter, args: ReviseCommitment, error: type[NotDoneError] | type[CannotUndoError] = NotDoneError
) -> PromisedOrder:
    found = await read_promise(odoo, args.order_id)
    if found is None:
        raise error(f"{args.order} no longer exists.")
    return found


async def _write(
    odoo: OdooWriter, order_id: int, now: PromisedOrder, promise: str | None, moves: dict[int, Row]
) -> None:
    transfers: dict[int, list[Any]] = {}
    for key, values in moves.items():
        transfers.setdefault(int(now.moves[key]["picking_id"]["id"]), []).append([1, key, values])
    written = [[1, transfer, {"move_ids": commands}] for transfer, commands in transfers.items()]
    await odoo.write_if(
        "sale.order", order_id, {"commitment_date": promise or False, "picking_ids": written}, _seen(now, order_id)
    )


def _seen(now: PromisedOrder, order_id: int) -> list[Seen]:
    """The order and its open moves as they were read."""
    row = now.row
    partner = ref(row["partner_id"])
    order = {
        "state": row["state"],
        "locked": row["locked"],
        "partner_id": partner.id if partner else False,
        "commitment_date": row["commitment_date"] or False,
    }
    moves = [
        Seen(
            "stock.move",
            key,
            f"A delivery of {row['name']}",
            {name: move[name] or False for name in ("state", "date", "date_deadline")},
        )
        for key, move in sorted(now.open.items())
    ]
    return [Seen("sale.order", order_id, str(row["name"]), order), *moves]


def _unfinished(now: PromisedOrder, promised: str) -> bool:
    wanted = (promised, promised)
    return now.row["commitment_date"] != promised or any(
        (move["date"], move["date_deadline"]) != wanted for move in now.open.values()
    )


def _tied(now: PromisedOrder, order_id: int) -> set[tuple[str, str]]:
    """Receipts that bring goods for this order and, in one move, for another: Odoo ties their deadlines."""
    return {
        (str(before["reference"]), str(beside["sale_line_id"]["order_id"]["display_name"]))
        for move in now.open.values()
        for before in move["move_orig_ids"]
        if before["state"] not in _CLOSED
        for beside in before["move_dest_ids"]
        if beside["state"] not in _CLOSED and beside["sale_line_id"]
        if beside["sale_line_id"]["order_id"]["id"] != order_id
    }
