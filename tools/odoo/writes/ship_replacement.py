"""Lost goods are shipped again → one delivery beside the order, reserved, that no bill ever knows of.

Without the order's line on its moves: with it Odoo counts the goods as delivered a second time and bills them again.
Made only of goods that are truly free; when they cannot be reserved in full, or another order would go short, or
somebody made the loss good meanwhile, it is cancelled again.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from cases.actions import ActionName, ShipReplacement
from cases.actions.base import amount_words
from cases.actions.ship_replacement import ReplacementLine, SeenLoss
from cases.approvals import ApprovedAction
from tools.odoo.values import number, odoo_moment, ref_id
from tools.odoo.writes.base import CannotUndoError, NotDoneError, ReadBack, Step, Write
from tools.odoo.writes.delivered import DeliveryState, SentMove, read_delivery
from tools.odoo.writes.giver import GiverStock, WayOut, spare, way_out
from tools.odoo.writes.losses import credits_of, shipped_again
from tools.odoo.writes.session import OdooWriter, Row

_REPLACEMENT: dict[str, Any] = {
    "name": {},
    "state": {},
    "partner_id": {},
    "origin": {},
    "sale_id": {},
    "return_id": {},
    "location_id": {},
    "location_dest_id": {},
    "move_ids": {
        "fields": {
            "state": {},
            "picked": {},
            "product_id": {},
            "product_uom": {},
            "product_uom_qty": {},
            "quantity": {},
            "date": {},
            "sale_line_id": {},
            "location_id": {},
            "location_final_id": {},
            "origin_returned_move_id": {},
        }
    },
}


class ShipReplacementWrite(Write[ShipReplacement, SeenLoss]):
    """ship_replacement in Odoo."""

    name: ClassVar = ActionName.SHIP_REPLACEMENT

    async def guards(self, odoo: OdooWriter, args: ShipReplacement, premise: SeenLoss) -> list[str]:
        """It went out as seen, nobody made the loss good, and the warehouse can spare the goods."""
        delivery = await read_delivery(odoo, args.picking_id)
        if delivery is None:
            return [f"{args.picking} no longer exists."]
        problems = delivery.other_than(args.picking, args.order_id, args.order, premise.customer_id)
        if problems:
            return problems
        if delivery.order_state != "sale":
            return [f"{args.order} is not a confirmed order any more."]
        way = await way_out(odoo, args.warehouse_id)
        if way is None or way.stock_id != premise.stock_id:
            return [f"{args.warehouse} is no longer in use as it was."]
        problems = await _made_good(odoo, args, premise, delivery, but="")
        problems += [said for line in args.lines if (said := _line_problem(delivery, line, premise))]
        return problems or await _short(odoo, args, premise, wanted=True)

    async def before(self, odoo: OdooWriter, args: ShipReplacement, premise: SeenLoss) -> dict[str, Any]:
        """What the warehouse has of the goods, and needs."""
        return {
            "spare": {str(product): _told(now) for product, (_, now) in (await _spares(odoo, args, premise)).items()}
        }

    def steps(self, odoo: OdooWriter, approved: ApprovedAction) -> list[Step]:
        """Draft it in one call, confirm, reserve; cancelled where it hurts an order or makes good twice."""
        args, premise = self.typed(approved)
        attempt = _Attempt(odoo, args, premise, approved.key)
        return [
            Step("draft the delivery", attempt.drafted, attempt.draft),
            Step("confirm the delivery", attempt.confirmed, attempt.confirm),
            Step("reserve the goods", attempt.reserved, attempt.reserve),
            Step("look after other orders", attempt.covered, attempt.give_back),
            Step("look whether the loss was made good", attempt.alone, attempt.step_back),
        ]

    async def verify(
        self, odoo: OdooWriter, args: ShipReplacement, premise: SeenLoss, before: dict[str, Any], key: str
    ) -> ReadBack:
        """One delivery, its goods and day as decided, all reserved, and no line of an order behind it."""
        found = await _find(odoo, key)
        if len(found) != 1:
            return ReadBack(ok=False, note=f"Odoo shows {len(found)} replacements instead of one for {args.picking}.")
        [row] = found
        delivery, way = await read_delivery(odoo, args.picking_id), await way_out(odoo, args.warehouse_id)
        if delivery is None or way is None:
            return ReadBack(ok=False, note=f"{args.picking} or {args.warehouse} is gone.")
        wrong = []
        if _shown(row) != _meant(args, premise, delivery, way):
            wrong.append(f"{row['name']} is not the decided delivery.")
        if row["sale_id"] or any(move["sale_line_id"] for move in row["move_ids"]) or await _billed_by(odoo, row):
            wrong.append(f"{row['name']} belongs to an order: the goods would be billed a second time.")
        if row["state"] == "draft":
            wrong.append(f"{row['name']} is a draft instead of planned.")
        if not _reserved(row):
            wrong.append(f"{row['name']} does not hold all its goods.")
        wrong += await _short(odoo, args, premise, wanted=False)
        wrong += await _made_good(odoo, args, premise, delivery, but=key)
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
        """It is cancelled, while nothing of it is picked."""
        args, _ = self.typed(approved)
        found = await _find(odoo, approved.key)
        if any(row["state"] == "done" or any(move["state"] == "done" for move in row["move_ids"]) for row in found):
            raise CannotUndoError(f"The replacement for {args.picking} has left already.")
        if any(_begun_with(row) for row in found):
            raise CannotUndoError(f"The replacement for {args.picking} is being picked; ask at the warehouse first.")
        if found:
            await odoo.call("stock.picking", "action_cancel", [row["id"] for row in found])
        left = await _find(odoo, approved.key)
        return ReadBack(ok=not left, after={}, note="The replacement is still open." if left else "")


@dataclass(frozen=True)
class _Attempt:
    """The calls of one replacement, each with its look."""

    odoo: OdooWriter
    args: ShipReplacement
    premise: SeenLoss
    key: str

    async def drafted(self) -> bool:
        return bool(await _find(self.odoo, self.key))

    async def draft(self) -> None:
        delivery, way = await self._delivery(), await way_out(self.odoo, self.args.warehouse_id)
        if way is None:
            raise NotDoneError(f"{self.args.warehouse} is no longer in use.")
        await self.odoo.create("stock.picking", [_draft(self.args, self.premise, delivery, way, self.key)])

    async def confirmed(self) -> bool:
        return all(row["state"] != "draft" for row in await _find(self.odoo, self.key))

    async def confirm(self) -> None:
        await self.odoo.call("stock.picking", "action_confirm", await self._ids())

    async def reserved(self) -> bool:
        return all(_reserved(row) for row in await _find(self.odoo, self.key))

    async def reserve(self) -> None:
        await self.odoo.call("stock.picking", "action_assign", await self._ids())
        if not await self.reserved():
            await self._cancel(f"{self.args.warehouse} could not reserve {self.args.goods} in full.")

    async def covered(self) -> bool:
        return not await _short(self.odoo, self.args, self.premise, wanted=False)

    async def give_back(self) -> None:
        await self._cancel(" ".join(await _short(self.odoo, self.args, self.premise, wanted=False)))

    async def alone(self) -> bool:
        return not await self._made_good()

    async def step_back(self) -> None:
        await self._cancel(" ".join(await self._made_good()))

    async def _cancel(self, why: str) -> None:
        await self.odoo.call("stock.picking", "action_cancel", await self._ids())
        raise NotDoneError(f"{why} The replacement was cancelled again.")

    async def _made_good(self) -> list[str]:
        return await _made_good(self.odoo, self.args, self.premise, await self._delivery(), but=self.key)

    async def _ids(self) -> list[int]:
        return [row["id"] for row in await _find(self.odoo, self.key)]

    async def _delivery(self) -> DeliveryState:
        delivery = await read_delivery(self.odoo, self.args.picking_id)
        if delivery is None or any(line.move_id not in delivery.sent for line in self.args.lines):
            raise NotDoneError(f"{self.args.picking} is not the delivery any more that it was.")
        return delivery


def _line_problem(delivery: DeliveryState, line: ReplacementLine, premise: SeenLoss) -> str | None:
    sent, seen = delivery.sent.get(line.move_id), premise.of(line.move_id)
    if sent is None or seen is None or sent.product_id != seen.product_id:
        return f"{line.product} is not on {delivery.name} any more."
    unit = sent.kept_in
    if unit is None:
        return f"{line.product} is no longer in use."
    if unit.name != line.unit:
        return f"{line.product} is counted in {unit.name}, not in {line.unit}."
    if line.quantity % unit.step:
        return f"Odoo keeps {line.product} in steps of {unit.step:f} {unit.name}; {line.quantity:f} cannot be kept."
    return None


async def _made_good(
    odoo: OdooWriter, args: ShipReplacement, premise: SeenLoss, delivery: DeliveryState, *, but: str
) -> list[str]:
    """That the loss was made good, or will be, beside this replacement."""
    problems = [
        f"{credit.name} credits {premise.customer} for {args.order}: a replacement would make good the same loss twice."
        for credit in await credits_of(odoo, args.order_id)
    ]
    again = await shipped_again(odoo, args.picking, but=but)
    lost, wanted, called = _by_product(args, delivery)
    for product, quantity in wanted.items():
        left = lost[product] - again.of(product)
        if quantity > left:
            by = f"; {', '.join(again.names)} ships some again" if again.of(product) else ""
            problems.append(
                f"Of {called[product]} on {args.picking}, {max(left, Decimal(0)):f} are lost and not made good "
                f"otherwise, not {quantity:f}{by}."
            )
    return problems


def _by_product(
    args: ShipReplacement, delivery: DeliveryState
) -> tuple[dict[int, Decimal], dict[int, Decimal], dict[int, str]]:
    """By product: what was lost and does not come back for credit, what is wanted of it, and its name."""
    lost: dict[int, Decimal] = {}
    for sent in delivery.sent.values():
        lost[sent.product_id] = lost.get(sent.product_id, Decimal(0)) + sent.in_stock_unit - sent.for_credit
    wanted: dict[int, Decimal] = {}
    called: dict[int, str] = {}
    for line in args.lines:
        if sent_line := delivery.sent.get(line.move_id):
            wanted[sent_line.product_id] = wanted.get(sent_line.product_id, Decimal(0)) + line.quantity
            called[sent_line.product_id] = line.product
    return lost, wanted, called


async def _spares(
    odoo: OdooWriter, args: ShipReplacement, premise: SeenLoss
) -> dict[int, tuple[list[ReplacementLine], GiverStock]]:
    """By product the lines that want it, and what the warehouse can spare of it now."""
    lines: dict[int, list[ReplacementLine]] = {}
    for line in args.lines:
        if seen := premise.of(line.move_id):
            lines.setdefault(seen.product_id, []).append(line)
    return {product: (wanting, await spare(odoo, product, premise.stock_id)) for product, wanting in lines.items()}


async def _short(odoo: OdooWriter, args: ShipReplacement, premise: SeenLoss, *, wanted: bool) -> list[str]:
    """What the warehouse cannot spare: of what is wanted, or once that is reserved."""
    problems = []
    for lines, now in (await _spares(odoo, args, premise)).values():
        quantity = sum((line.quantity for line in lines), start=Decimal(0)) if wanted else Decimal(0)
        if now.spare < quantity:
            free, need = (amount_words(amount, lines[0].unit) for amount in (now.free, now.own_need))
            problems.append(
                f"{args.warehouse} cannot spare {lines[0].product}: {free} are free, its own orders need {need}"
                + (f" and {amount_words(quantity, lines[0].unit)} were to be shipped again." if wanted else ".")
            )
    return problems


def _told(now: GiverStock) -> dict[str, str]:
    return {"free": f"{now.free:f}", "own_need": f"{now.own_need:f}"}


def _ours(odoo: OdooWriter, key: str) -> list[Any]:
    """Ours that carry the key; backorders and second legs that people made of one carry it too and are theirs."""
    return ["|", ["origin", "like", key], ["move_ids.origin", "like", key], ["create_uid", "=", odoo.uid]]


async def _find(odoo: OdooWriter, key: str) -> list[Row]:
    rows = await odoo.tree("stock.picking", [*_ours(odoo, key), ["state", "!=", "cancel"]], _REPLACEMENT, order="id")
    return [row for row in rows if row["move_ids"]]


async def _billed_by(odoo: OdooWriter, row: Row) -> bool:
    """Whether Odoo would count it for an order by a reference: then it adds a line to that order when it is booked."""
    return await odoo.count("stock.picking", [["id", "=", row["id"]], ["reference_ids.sale_ids", "!=", False]]) > 0


def _begun_with(row: Row) -> bool:
    return any(move["picked"] or move["state"] == "done" for move in row["move_ids"])


def _reserved(row: Row) -> bool:
    return all(
        move["state"] == "done" or number(move["quantity"]) >= number(move["product_uom_qty"])
        for move in row["move_ids"]
    )


def _draft(args: ShipReplacement, premise: SeenLoss, delivery: DeliveryState, way: WayOut, key: str) -> Row:
    moment = odoo_moment(args.departure(premise))
    origin = f"{args.order}, replaces {args.picking} {key}"
    return {
        "picking_type_id": way.type_id,
        "partner_id": delivery.partner_id,
        "location_id": way.stock_id,
        "location_dest_id": way.packing_id or delivery.location_id,
        "origin": origin,
        "scheduled_date": moment,
        "move_ids": [
            [0, 0, _move(line, delivery.sent[line.move_id], delivery, way, moment, origin)] for line in args.lines
        ],
    }


def _move(line: ReplacementLine, sent: SentMove, delivery: DeliveryState, way: WayOut, moment: str, origin: str) -> Row:
    if sent.kept_in is None:
        raise NotDoneError(f"{line.product} is no longer in use.")
    return {
        "product_id": sent.product_id,
        "product_uom": sent.kept_in.id,
        "product_uom_qty": float(line.quantity),
        "partner_id": delivery.partner_id,
        "location_id": way.stock_id,
        "location_dest_id": way.packing_id or sent.location_id,
        "location_final_id": sent.location_id,
        "date": moment,
        "date_deadline": moment,
        "origin": origin,
        "procure_method": "make_to_stock",
    }


def _shown(row: Row) -> tuple[Any, ...]:
    """A replacement as Odoo shows it, to be compared with the decided one."""
    moves = [
        (
            ref_id(move["product_id"]),
            ref_id(move["product_uom"]),
            number(move["product_uom_qty"]),
            move["date"],
            ref_id(move["location_final_id"]),
            ref_id(move["origin_returned_move_id"]),
        )
        for move in row["move_ids"]
    ]
    places = (ref_id(row["location_id"]), ref_id(row["location_dest_id"]), ref_id(row["return_id"]))
    return ref_id(row["partner_id"]), *places, sorted(moves, key=repr)


def _meant(args: ShipReplacement, premise: SeenLoss, delivery: DeliveryState, way: WayOut) -> tuple[Any, ...]:
    moment = odoo_moment(args.departure(premise))
    moves = [
        (sent.product_id, sent.kept_in.id if sent.kept_in else None, line.quantity, moment, sent.location_id, None)
        for line in args.lines
        if (sent := delivery.sent.get(line.move_id))
    ]
    places = (way.stock_id, way.packing_id or delivery.location_id, None)
    return delivery.partner_id, *places, sorted(moves, key=repr)
