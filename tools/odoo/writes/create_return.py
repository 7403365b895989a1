"""Delivered goods are expected back → one dated return into the place for checking, confirmed and nothing booked.

Made directly and not by Odoo's own wizard: that one takes any quantity, dates the return now, sends it into stock for a
moment and takes the goods out of an earlier return. The links are those that the wizard makes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from cases.actions import ActionName, CreateReturn
from cases.actions.create_return import ReturnLine, SeenDelivery
from cases.approvals import ApprovedAction
from tools.odoo.values import number, odoo_moment, ref_id
from tools.odoo.writes.base import CannotUndoError, NotDoneError, ReadBack, Step, Write
from tools.odoo.writes.delivered import DeliveryState, SentMove, read_delivery, too_much
from tools.odoo.writes.losses import credits_for
from tools.odoo.writes.session import OdooWriter, Row

_RETURN: dict[str, Any] = {
    "name": {},
    "state": {},
    "return_id": {},
    "location_dest_id": {},
    "move_ids": {
        "fields": {
            "state": {},
            "picked": {},
            "product_id": {},
            "product_uom_qty": {},
            "quantity": {},
            "date": {},
            "to_refund": {},
            "sale_line_id": {},
            "location_dest_id": {},
            "origin_returned_move_id": {},
        }
    },
}


class CreateReturnWrite(Write[CreateReturn, SeenDelivery]):
    """create_return in Odoo."""

    name: ClassVar = ActionName.CREATE_RETURN

    async def guards(self, odoo: OdooWriter, args: CreateReturn, premise: SeenDelivery) -> list[str]:
        """The delivery went out as seen, so much of it is still with the customer, and the place sells nothing."""
        delivery = await read_delivery(odoo, args.picking_id)
        if delivery is None:
            return [f"{args.picking} no longer exists."]
        problems = delivery.other_than(args.picking, args.order_id, args.order, premise.customer_id)
        if not problems:
            problems = [problem for line in args.lines if (problem := _line_problem(delivery, line, premise))]
        if not problems and args.to_refund:
            problems = [
                f"{credit.name} credits {args.picking} already: its return would be credited a second time."
                for credit in await credits_for(odoo, args.picking)
            ]
        return problems + await _place_problems(odoo, args)

    async def before(self, odoo: OdooWriter, args: CreateReturn, premise: SeenDelivery) -> dict[str, Any]:
        """What earlier returns of the delivery hold: it must stay theirs."""
        delivery = await read_delivery(odoo, args.picking_id)
        held = {} if delivery is None else {str(move): f"{amount:f}" for move, amount in delivery.held.items()}
        return {"held": held}

    def steps(self, odoo: OdooWriter, approved: ApprovedAction) -> list[Step]:
        """Draft it in one call, confirm it, let it hold its goods; it is cancelled where others expect them too."""
        args, premise = self.typed(approved)
        attempt = _Attempt(odoo, args, premise, approved.key)
        return [
            Step("draft the return", attempt.drafted, attempt.draft),
            Step("confirm the return", attempt.confirmed, attempt.confirm),
            Step("expect the goods", attempt.expected, attempt.expect),
            Step("look after earlier returns", attempt.within, attempt.give_back),
        ]

    async def verify(
        self, odoo: OdooWriter, args: CreateReturn, premise: SeenDelivery, before: dict[str, Any], key: str
    ) -> ReadBack:
        """One return, its lines exact, in place and day as decided; earlier returns hold what they did."""
        found = await _find(odoo, key)
        if len(found) != 1:
            return ReadBack(ok=False, note=f"Odoo shows {len(found)} returns instead of one for {args.picking}.")
        [row] = found
        delivery = await read_delivery(odoo, args.picking_id)
        if delivery is None:
            return ReadBack(ok=False, note=f"{args.picking} no longer exists.")
        wrong = []
        if _shown(row) != _meant(args, premise, delivery):
            wrong.append(f"{row['name']} is not the decided return.")
        if row["state"] in {"draft", "done"}:
            wrong.append(f"{row['name']} is {row['state']} instead of planned.")
        if any(delivery.sent[line.move_id].left < 0 for line in args.lines if line.move_id in delivery.sent):
            wrong.append(f"More is expected back from {args.picking} than went out.")
        for move, held in before.get("held", {}).items():
            if delivery.held.get(int(move), number(held)) < number(held):
                wrong.append(f"An earlier return of {args.picking} no longer holds its goods.")
        after = {"picking_id": row["id"], "picking": row["name"]}
        return ReadBack(ok=not wrong, after=after, note=" ".join(wrong) or str(row["name"]))

    async def untouched(self, odoo: OdooWriter, approved: ApprovedAction, before: dict[str, Any]) -> bool:
        """Nothing of it is there, or it is as an unfinished attempt of ours left it."""
        found = await _find(odoo, approved.key)
        cancelled = await odoo.count("stock.picking", [*_ours(odoo, approved.key), ["state", "=", "cancel"]])
        return not cancelled and len(found) <= 1 and not any(_begun_with(row) for row in found)

    async def undo(
        self, odoo: OdooWriter, approved: ApprovedAction, before: dict[str, Any], after: dict[str, Any]
    ) -> ReadBack:
        """It is cancelled, while nothing has come back."""
        args, _ = self.typed(approved)
        found = await _find(odoo, approved.key)
        if any(row["state"] == "done" or any(move["state"] == "done" for move in row["move_ids"]) for row in found):
            raise CannotUndoError(f"Goods of {args.picking} have come back already.")
        if any(_begun_with(row) for row in found):
            raise CannotUndoError(f"Goods of {args.picking} are being taken in; ask at the warehouse first.")
        if found:
            await odoo.call("stock.picking", "action_cancel", [row["id"] for row in found])
        left = await _find(odoo, approved.key)
        return ReadBack(ok=not left, after={}, note="The return is still open." if left else "")


@dataclass(frozen=True)
class _Attempt:
    """The calls of one return, each with its look."""

    odoo: OdooWriter
    args: CreateReturn
    premise: SeenDelivery
    key: str

    async def drafted(self) -> bool:
        return bool(await _find(self.odoo, self.key))

    async def draft(self) -> None:
        delivery = await self._delivery()
        await self.odoo.create("stock.picking", [_draft(self.args, self.premise, delivery, self.key)])

    async def confirmed(self) -> bool:
        return all(row["state"] != "draft" for row in await _find(self.odoo, self.key))

    async def confirm(self) -> None:
        await self.odoo.call("stock.picking", "action_confirm", await self._ids())

    async def expected(self) -> bool:
        """Nothing is taken from anybody's stock by it: the goods are at the customer's."""
        moves = [move for row in await _find(self.odoo, self.key) for move in row["move_ids"]]
        return all(number(move["quantity"]) >= number(move["product_uom_qty"]) for move in moves)

    async def expect(self) -> None:
        await self.odoo.call("stock.picking", "action_assign", await self._ids())

    async def within(self) -> bool:
        delivery = await self._delivery()
        return all(delivery.sent[line.move_id].left >= 0 for line in self.args.lines)

    async def give_back(self) -> None:
        await self.odoo.call("stock.picking", "action_cancel", await self._ids())
        raise NotDoneError(
            f"Somebody planned another return of {self.args.picking} meanwhile: more would come back than went out. "
            "This one was cancelled again."
        )

    async def _ids(self) -> list[int]:
        return [row["id"] for row in await _find(self.odoo, self.key)]

    async def _delivery(self) -> DeliveryState:
        delivery = await read_delivery(self.odoo, self.args.picking_id)
        if delivery is None or any(line.move_id not in delivery.sent for line in self.args.lines):
            raise NotDoneError(f"{self.args.picking} is not the delivery any more that it was.")
        return delivery


def _line_problem(delivery: DeliveryState, line: ReturnLine, premise: SeenDelivery) -> str | None:
    sent, seen = delivery.sent.get(line.move_id), premise.move(line.move_id)
    if sent is None or seen is None or sent.product_id != seen.product_id:
        return f"{line.product} is not on {delivery.name} any more."
    if sent.part_of_kit:
        return f"{line.product} went out as a part of a kit; plan its return in Odoo."
    if sent.unit != line.unit:
        return f"{line.product} went out in {sent.unit}, not in {line.unit}."
    if sent.mixed_units:
        return f"Some of {line.product} came back in another unit than it went out; plan its return in Odoo."
    if line.quantity % sent.step:
        return f"Odoo keeps {line.product} in steps of {sent.step:f} {sent.unit}; {line.quantity:f} cannot be kept."
    if sent.back > seen.returned:
        return f"More of {line.product} came back from {delivery.name} meanwhile, or is expected back."
    return too_much(sent, line.quantity, line.product, delivery.name)


async def _place_problems(odoo: OdooWriter, args: CreateReturn) -> list[str]:
    """What comes back must not be sold before somebody has looked at it."""
    place = await odoo.one(
        "stock.location", args.to_location_id, {"active": {}, "usage": {}, "complete_name": {}, "name": {}}
    )
    if place is None or not place["active"]:
        return [f"{args.to_location} is no longer in use."]
    if args.to_location not in {place["complete_name"], place["name"]}:
        return [f"{args.to_location} is called {place['complete_name']} now."]
    if place["usage"] != "internal":
        return [f"{args.to_location} is no place inside the company."]
    if await odoo.count("stock.warehouse", [["lot_stock_id", "parent_of", args.to_location_id]]):
        return [f"{args.to_location} lies in a warehouse's stock: what comes back would be sold at once."]
    if await odoo.count("stock.rule", [["location_src_id", "parent_of", args.to_location_id]]):
        return [f"Odoo moves goods on from {args.to_location} by a rule: what comes back would not stay there."]
    return []


def _ours(odoo: OdooWriter, key: str) -> list[Any]:
    """Returns of ours that carry the key; a backorder that people made of one carries it too and is theirs."""
    return ["|", ["origin", "like", key], ["move_ids.origin", "=", key], ["create_uid", "=", odoo.uid]]


async def _find(odoo: OdooWriter, key: str) -> list[Row]:
    rows = await odoo.tree("stock.picking", [*_ours(odoo, key), ["state", "!=", "cancel"]], _RETURN, order="id")
    return [row for row in rows if row["move_ids"]]


def _begun_with(row: Row) -> bool:
    return any(move["picked"] or move["state"] == "done" for move in row["move_ids"])


def _draft(args: CreateReturn, premise: SeenDelivery, delivery: DeliveryState, key: str) -> Row:
    moment = odoo_moment(args.arrival(premise))
    return {
        "picking_type_id": delivery.return_type_id,
        "partner_id": delivery.partner_id,
        "location_id": delivery.location_id,
        "location_dest_id": args.to_location_id,
        "return_id": args.picking_id,
        "origin": f"Return of {args.picking} {key}",
        "scheduled_date": moment,
        "move_ids": [[0, 0, _move(args, line, delivery.sent[line.move_id], moment, key)] for line in args.lines],
    }


def _move(args: CreateReturn, line: ReturnLine, sent: SentMove, moment: str, key: str) -> Row:
    return {
        "product_id": sent.product_id,
        "product_uom": sent.unit_id,
        "product_uom_qty": float(line.quantity),
        "location_id": sent.location_id,
        "location_dest_id": args.to_location_id,
        "date": moment,
        "date_deadline": moment,
        "origin": key,
        "procure_method": "make_to_stock",
        "origin_returned_move_id": line.move_id,
        "move_orig_ids": [[6, 0, [line.move_id]]],
        "to_refund": args.to_refund,
        "sale_line_id": sent.sale_line_id or False,
    }


def _shown(row: Row) -> tuple[Any, ...]:
    """A return as Odoo shows it, to be compared with the decided one."""
    moves = [
        (
            ref_id(move["origin_returned_move_id"]),
            ref_id(move["product_id"]),
            number(move["product_uom_qty"]),
            move["date"],
            move["to_refund"],
            ref_id(move["sale_line_id"]),
            ref_id(move["location_dest_id"]),
        )
        for move in row["move_ids"]
    ]
    return ref_id(row["return_id"]), ref_id(row["location_dest_id"]), sorted(moves, key=repr)


def _meant(args: CreateReturn, premise: SeenDelivery, delivery: DeliveryState) -> tuple[Any, ...]:
    moment = odoo_moment(args.arrival(premise))
    moves = [
        (
            line.move_id,
            sent.product_id,
            line.quantity,
            moment,
            args.to_refund,
            sent.sale_line_id,
            args.to_location_id,
        )
        for line in args.lines
        if (sent := delivery.sent.get(line.move_id))
    ]
    return args.picking_id, args.to_location_id, sorted(moves, key=repr)
