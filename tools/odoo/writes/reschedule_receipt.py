"""Late lines of a purchase order → their own planned day and the day of their own open moves, in one write.

The receipt's date would move every line of it; the line's date alone would leave the forecast as it was; done moves are
history. A part that comes later gets a receipt of its own beside the first, because lowering the line's quantity would
send goods back to the vendor. Where goods are made to order, Odoo carries a new deadline on to the customer's delivery:
the deadline is put back in the same write, for a promise is only changed by revising it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, ClassVar

from cases.actions import ActionName, RescheduleReceipt
from cases.actions.base import day_of, words_of
from cases.actions.reschedule_receipt import LateLine, SeenReceipt
from cases.approvals import ApprovedAction
from tools.odoo.values import number, odoo_moment, ref
from tools.odoo.writes.base import CannotUndoError, NotDoneError, ReadBack, Step, Write
from tools.odoo.writes.giver import finer_than_kept
from tools.odoo.writes.receipt_changes import disturbed, only_ours, open_part, restoring
from tools.odoo.writes.receipt_state import Incoming, Line, Receipt, read_receipt
from tools.odoo.writes.session import OdooWriter, Row


@dataclass
class Plan:
    """What still has to be written for one late line.

    Attributes:
        whole: every open move of the line comes later, so the line's own day moves too.
        move: open moves that come later as they are.
        split: an open move of which only a part comes later, and how much, in the product's unit.
        stands: an open move is planned for the late day.
    """

    late: LateLine
    line: Line
    date: str
    whole: bool
    stands: bool
    move: list[Incoming] = field(default_factory=list)
    split: tuple[Incoming, Decimal] | None = None

    @property
    def done(self) -> bool:
        """Whether Odoo shows it already. Goods that have arrived leave nothing to be late."""
        return self.stands and not self.move and self.split is None and not self._line_stays_behind

    @property
    def _line_stays_behind(self) -> bool:
        return self.whole and self.line.planned_text != self.date


class RescheduleReceiptWrite(Write[RescheduleReceipt, SeenReceipt]):
    """reschedule_receipt in Odoo."""

    name: ClassVar = ActionName.RESCHEDULE_RECEIPT

    async def guards(self, odoo: OdooWriter, args: RescheduleReceipt, premise: SeenReceipt) -> list[str]:
        """The order stands, the goods are still to come, and nobody moved them to another day."""
        receipt = await read_receipt(odoo, args.order_id)
        if receipt is None:
            return [f"{args.order} no longer exists."]
        if receipt.state != "purchase":
            words = "was cancelled meanwhile" if receipt.state == "cancel" else "is not a confirmed order any more"
            return [f"{args.order} {words}."]
        if receipt.locked:
            return [f"{args.order} is locked in Odoo; unlock it first."]
        for late in args.lines:
            if too_fine := await _too_fine(odoo, receipt, late):
                return [f"Odoo keeps {late.product} {too_fine}."]
        return [problem for late in args.lines for problem in _line_problems(receipt, late, args, premise)]

    async def before(self, odoo: OdooWriter, args: RescheduleReceipt, premise: SeenReceipt) -> dict[str, Any]:
        """Every line of the order with its moves: those that change and those that must not."""
        return (await _needed(odoo, args)).fields()

    def steps(self, odoo: OdooWriter, approved: ApprovedAction) -> list[Step]:
        """One write for everything; where a part was split off, its receipt is then confirmed."""
        args, premise = self.typed(approved)

        async def moved() -> bool:
            return all(plan.done for plan in await self._plans(odoo, args, premise))

        async def move() -> None:
            plans = [plan for plan in await self._plans(odoo, args, premise) if not plan.done]
            await odoo.write("purchase.order", args.order_id, _values(plans, args.order, approved.key))

        async def confirmed() -> bool:
            return not await self._drafts(odoo, args, approved.key)

        async def confirm() -> None:
            await odoo.call("stock.picking", "action_confirm", await self._drafts(odoo, args, approved.key))

        steps = [Step("move the late goods", moved, move)]
        if any(line.late_quantity for line in args.lines):
            steps.append(Step("confirm the receipt of the late part", confirmed, confirm))
        return steps

    async def begun(self, odoo: OdooWriter, approved: ApprovedAction) -> bool:
        """Whether the late goods were moved, or a receipt of their part stands with our key."""
        args, premise = self.typed(approved)
        receipt = await read_receipt(odoo, args.order_id)
        if receipt is None or any(late.line_id not in receipt.lines for late in args.lines):
            return False
        ours = (move for line in receipt.lines.values() for move in line.open if approved.key in move.picking_origin)
        return any(ours) or all(plan.done for plan in self._planned(receipt, args, premise))

    async def verify(
        self, odoo: OdooWriter, args: RescheduleReceipt, premise: SeenReceipt, before: dict[str, Any], key: str
    ) -> ReadBack:
        """The late goods stand on their new day; other lines, moves that were done and promises behind them do not."""
        receipt = await read_receipt(odoo, args.order_id)
        if receipt is None:
            return ReadBack(ok=False, note=f"{args.order} no longer exists.")
        wrong = [problem for plan in self._planned(receipt, args, premise) for problem in _unfinished(plan)]
        wrong += disturbed(receipt.fields()["lines"], before["lines"], self._targets(args, premise), args.order)
        return ReadBack(ok=not wrong, after=receipt.fields(), note=" ".join(wrong))

    async def untouched(self, odoo: OdooWriter, approved: ApprovedAction, before: dict[str, Any]) -> bool:
        """The late lines are as they were, or as an unfinished attempt of ours left them."""
        args, premise = self.typed(approved)
        receipt = await read_receipt(odoo, args.order_id)
        if receipt is None:
            return False
        now = receipt.fields()["lines"]
        plans = self._planned(receipt, args, premise)
        return all(plan.done or now[str(plan.line.id)] == before["lines"][str(plan.line.id)] for plan in plans)

    async def undo(
        self, odoo: OdooWriter, approved: ApprovedAction, before: dict[str, Any], after: dict[str, Any]
    ) -> ReadBack:
        """Lines, moves and deadlines as they were; a part that was split off goes back into its receipt."""
        args, _ = self.typed(approved)
        receipt = await _needed(odoo, args, CannotUndoError)
        now = receipt.fields()["lines"]
        ours = [str(line.line_id) for line in args.lines]
        restored = all(open_part(now.get(line)) == open_part(before["lines"][line]) for line in ours)
        if not restored:
            if not all(only_ours(now.get(line), before["lines"][line], after["lines"][line]) for line in ours):
                raise CannotUndoError(f"{args.order} was changed since; what it says now is left alone.")
            await odoo.write("purchase.order", args.order_id, {"order_line": restoring(ours, before["lines"], now)})
            await _cancel_parts(odoo, receipt, approved.key)
        found = (await _needed(odoo, args, CannotUndoError)).fields()["lines"]
        wrong = [line for line in ours if open_part(found[line]) != open_part(before["lines"][line])]
        note = f"{args.order} is not back to what it was." if wrong else ""
        return ReadBack(ok=not wrong, after={"lines": found}, note=note)

    async def _plans(self, odoo: OdooWriter, args: RescheduleReceipt, premise: SeenReceipt) -> list[Plan]:
        return self._planned(await _needed(odoo, args), args, premise)

    def _planned(self, receipt: Receipt, args: RescheduleReceipt, premise: SeenReceipt) -> list[Plan]:
        return [
            _plan(
                late,
                receipt,
                odoo_moment(args.arrival(late, premise)),
                whole=late.late_quantity is None or late.late_quantity >= _seen(premise, late),
            )
            for late in args.lines
        ]

    def _targets(self, args: RescheduleReceipt, premise: SeenReceipt) -> dict[str, tuple[str, str]]:
        return {str(late.line_id): (late.product, odoo_moment(args.arrival(late, premise))) for late in args.lines}

    async def _drafts(self, odoo: OdooWriter, args: RescheduleReceipt, key: str) -> list[int]:
        receipt = await _needed(odoo, args)
        return sorted(
            {
                move.picking_id
                for line in receipt.lines.values()
                for move in line.open
                if move.row["state"] == "draft" and key in move.picking_origin
            }
        )


async def _needed(
    odoo: OdooWriter, args: RescheduleReceipt, error: type[NotDoneError] | type[CannotUndoError] = NotDoneError
) -> Receipt:
    receipt = await read_receipt(odoo, args.order_id)
    gone = receipt is None or any(late.line_id not in receipt.lines for late in args.lines)
    if receipt is None or gone:
        raise error(f"{args.order} or a late line of it no longer exists.")
    return receipt


def _seen(premise: SeenReceipt, late: LateLine) -> Decimal:
    return sum((move.quantity for move in premise.moves_of(late.line_id)), start=Decimal(0))


def _plan(late: LateLine, receipt: Receipt, date: str, *, whole: bool) -> Plan:
    """What is still to be written: the goods that come last are the ones that come later.

    Whether it is the whole line was seen when people decided; what arrives later does not make a part the whole.
    """
    line = receipt.lines[late.line_id]
    wanted = line.open_quantity if late.late_quantity is None else min(late.late_quantity, line.open_quantity)
    stands = any(move.row["date"] == date for move in line.open)
    plan = Plan(late, line, date, whole=whole, stands=stands)
    left = wanted - sum((move.quantity for move in line.open if move.row["date"] == date), start=Decimal(0))
    for move in line.open:
        if move.row["date"] == date or left <= 0:
            continue
        if move.quantity <= left:
            plan.move.append(move)
        else:
            plan.split = (move, left)
        left -= move.quantity
    return plan


def _line_problems(receipt: Receipt, late: LateLine, args: RescheduleReceipt, premise: SeenReceipt) -> list[str]:
    line = receipt.lines.get(late.line_id)
    if line is None:
        return [f"{late.product} is no longer on {args.order}."]
    if not line.open:
        return [f"{late.product} on {args.order} has arrived or was cancelled meanwhile."]
    needed = late.late_quantity or _seen(premise, late)
    if line.open_quantity < needed:
        return [
            f"Only {line.open_quantity:f} of {late.product} on {args.order} are still to come, "
            f"{needed:f} were to come later."
        ]
    if late.late_quantity and any(_product(move) != line.product_id for move in line.open):
        return [f"{late.product} on {args.order} comes as a kit; a part of it cannot be split off."]
    target = late.new_date
    known = {move.id: move.date for move in premise.moves_of(late.line_id)}
    days = {
        day_of(move.date, premise.zone): day_of(known[move.id], premise.zone) for move in line.open if move.id in known
    }
    days[day_of(line.planned, premise.zone)] = day_of(premise.planned(late.line_id).planned, premise.zone)
    moved = [now for now, then in days.items() if now not in {then, target}]
    return [f"{late.product} on {args.order} was moved to {words_of(moved[0])} meanwhile."] if moved else []


async def _too_fine(odoo: OdooWriter, receipt: Receipt, late: LateLine) -> str | None:
    line = receipt.lines.get(late.line_id)
    if late.late_quantity is None or line is None or not line.open:
        return None
    unit = ref(line.open[0].row["product_uom"])
    return await finer_than_kept(odoo, unit.id, late.late_quantity) if unit else None


def _product(move: Incoming) -> int | None:
    found = ref(move.row["product_id"])
    return found.id if found else None


def _values(plans: list[Plan], order: str, key: str) -> Row:
    """One write on the order: the lines with their moves, and beside a split receipt the receipt of its late part."""
    lines: list[Any] = []
    parts: dict[tuple[int, str], list[Plan]] = {}
    for plan in plans:
        values: Row = {"date_planned": plan.date} if plan.whole else {}
        # The line's new day reaches the deadline of all its open moves, so each of them is named.
        moved = [[1, move.id, _moved(move, plan)] for move in (plan.line.open if plan.whole else plan.move)]
        if moved:
            values["move_ids"] = moved
        if values:
            lines.append([1, plan.line.id, values])
        if plan.split:
            parts.setdefault((plan.split[0].picking_id, plan.date), []).append(plan)
    values = {"order_line": lines} if lines else {}
    if parts:
        values["picking_ids"] = [[1, receipt, _split(of, date, order, key)] for (receipt, date), of in parts.items()]
    return values


def _moved(move: Incoming, plan: Plan) -> Row:
    # The line's new day has just carried its deadline on to the deliveries that wait for the goods: take it back.
    deadline = (move.row["date_deadline"] or None) if move.carries_promise else plan.date
    return {"date": plan.date, **({"date_deadline": deadline} if deadline else {})}


def _split(plans: list[Plan], date: str, order: str, key: str) -> Row:
    kept: list[Any] = []
    late: list[Any] = []
    for plan in plans:
        if plan.split is None:
            continue
        move, quantity = plan.split
        # The move may count in another unit than the product.
        part = number(move.row["product_uom_qty"]) * quantity / move.quantity
        kept.append([1, move.id, {"product_uom_qty": float(number(move.row["product_uom_qty"]) - part)}])
        late.append([0, 0, _part(move, float(part), date, plan.line.id)])
    first = plans[0].split[0].row if plans[0].split else {}
    receipt = {
        "partner_id": _id(first["picking_id"]["partner_id"]),
        "picking_type_id": _id(first["picking_type_id"]),
        "location_id": _id(first["location_id"]),
        "location_dest_id": _id(first["location_dest_id"]),
        "company_id": _id(first["company_id"]),
        "origin": f"{order} {key}",
        # Its default, now, would be written over the moves' own day.
        "scheduled_date": date,
        "move_ids": late,
    }
    return {"move_ids": kept, "backorder_ids": [[0, 0, receipt]]}


def _part(move: Incoming, quantity: float, date: str, line_id: int) -> Row:
    row = move.row
    same = ("product_id", "product_uom", "location_id", "location_dest_id", "location_final_id")
    around = ("picking_type_id", "warehouse_id", "company_id", "partner_id")
    return {
        **{name: _id(row[name]) for name in same + around},
        **{name: row[name] for name in ("price_unit", "procure_method", "propagate_cancel", "sequence", "origin")},
        "product_uom_qty": quantity,
        "date": date,
        "date_deadline": (row["date_deadline"] or date) if move.carries_promise else date,
        "purchase_line_id": line_id,
        "reference_ids": [[6, 0, row["reference_ids"]]],
        "move_dest_ids": [[6, 0, [dest["id"] for dest in move.waiting]]],
    }


def _id(value: object) -> int | bool:
    found = ref(value)
    return found.id if found else False


def _unfinished(plan: Plan) -> list[str]:
    wrong = []
    if not plan.done:
        wrong.append(f"{plan.late.product} does not stand on {words_of(plan.late.new_date)}.")
    if any(move.row["state"] == "draft" for move in plan.line.open):
        wrong.append(f"The receipt of the late part of {plan.late.product} is not confirmed.")
    return wrong


async def _cancel_parts(odoo: OdooWriter, receipt: Receipt, key: str) -> None:
    parts = {move.picking_id for line in receipt.lines.values() for move in line.open if key in move.picking_origin}
    if parts:
        await odoo.call("stock.picking", "action_cancel", sorted(parts))
