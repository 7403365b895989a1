"""Late lines of a purchase order → their own planned day and the day of their own open moves, in one write.

The receipt's date would move every line of it; the line's date alone would leave the forecast as it was; done moves are
history. A part that comes later gets a receipt of its own beside the first, because lowering the line's quantity would
send goods back to the vendor. Where goods are made to order, Odoo carries a new deadline on to the customer's delivery:
the deadline is put back in the same write, for a promise is only changed by revising it.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, ClassVar

from cases.actions import ActionName, RescheduleReceipt
from cases.actions.base import day_of, words_of
from cases.actions.reschedule_receipt import LateLine, SeenReceipt
from cases.approvals import ApprovedAction
from tools.odoo.values import odoo_moment, ref
from tools.odoo.writes.base import CannotUndoError, NotDoneError, ReadBack, Step, Write
from tools.odoo.writes.giver import finer_than_kept
from tools.odoo.writes.receipt_changes import disturbed, only_ours, open_part, restoring
from tools.odoo.writes.receipt_plan import ReceiptPlan, plan_of, values
from tools.odoo.writes.receipt_state import IncomingMove, OrderState, read_receipt
from tools.odoo.writes.session import OdooWriter, PremiseChangedError


class RescheduleReceiptWrite(Write[RescheduleReceipt, SeenReceipt]):
    """reschedule_receipt in Odoo."""

    name: ClassVar = ActionName.RESCHEDULE_RECEIPT

    async def guards(self, odoo: OdooWriter, args: RescheduleReceipt, premise: SeenReceipt) -> list[str]:
        """The order stands, the goods are still to come, and nobody moved them to another day."""
        receipt = await read_receipt(odoo, args.order_id)
        if receipt is None:
            return [f"{args.order} no longer exists."]
        for late in args.lines:
            if too_fine := await _too_fine(odoo, receipt, late):
                return [f"Odoo keeps {late.product} {too_fine}."]
        return _problems(receipt, args, premise)

    async def before(self, odoo: OdooWriter, args: RescheduleReceipt, premise: SeenReceipt) -> dict[str, Any]:
        """Every line of the order with its moves: those that change and those that must not."""
        return (await _needed(odoo, args)).fields()

    def steps(self, odoo: OdooWriter, approved: ApprovedAction) -> list[Step]:
        """One write for everything; where a part was split off, its receipt is then confirmed."""
        args, premise = self.typed(approved)

        async def moved() -> bool:
            return all(plan.done for plan in await self._plans(odoo, args, premise))

        async def move() -> None:
            receipt = await _needed(odoo, args)
            # What was read for this very write is what it rests on: looked at once more, and written only where Odoo
            # still has it.
            if problems := _problems(receipt, args, premise):
                raise PremiseChangedError(" ".join(problems))
            plans = [plan for plan in self._planned(receipt, args, premise) if not plan.done]
            written = values(plans, args.order, approved.key)
            await odoo.write_if("purchase.order", args.order_id, written, receipt.seen(sorted(args.by_line)))

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
        ours = [str(line_id) for line_id in args.by_line]
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

    async def _plans(self, odoo: OdooWriter, args: RescheduleReceipt, premise: SeenReceipt) -> list[ReceiptPlan]:
        return self._planned(await _needed(odoo, args), args, premise)

    def _planned(self, receipt: OrderState, args: RescheduleReceipt, premise: SeenReceipt) -> list[ReceiptPlan]:
        return [
            plan_of(
                parts,
                receipt.lines[line_id],
                [odoo_moment(args.arrival(late, premise)) for late in parts],
                premise.zone,
                whole=args.whole(line_id, premise),
            )
            for line_id, parts in args.by_line.items()
        ]

    def _targets(self, args: RescheduleReceipt, premise: SeenReceipt) -> dict[str, tuple[str, frozenset[str]]]:
        return {
            str(line_id): (parts[0].product, frozenset(odoo_moment(args.arrival(late, premise)) for late in parts))
            for line_id, parts in args.by_line.items()
        }

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
) -> OrderState:
    receipt = await read_receipt(odoo, args.order_id)
    gone = receipt is None or any(late.line_id not in receipt.lines for late in args.lines)
    if receipt is None or gone:
        raise error(f"{args.order} or a late line of it no longer exists.")
    return receipt


def _problems(receipt: OrderState, args: RescheduleReceipt, premise: SeenReceipt) -> list[str]:
    if receipt.state != "purchase":
        words = "was cancelled meanwhile" if receipt.state == "cancel" else "is not a confirmed order any more"
        return [f"{args.order} {words}."]
    if receipt.locked:
        return [f"{args.order} is locked in Odoo; unlock it first."]
    if premise.vendor_id is not None and receipt.partner_id != premise.vendor_id:
        return [f"{args.order} was given to another vendor meanwhile."]
    return [problem for line in args.by_line for problem in _line_problems(receipt, line, args, premise)]


def _line_problems(receipt: OrderState, line_id: int, args: RescheduleReceipt, premise: SeenReceipt) -> list[str]:
    parts = args.parts_of(line_id)
    product = parts[0].product
    line = receipt.lines.get(line_id)
    if line is None:
        return [f"{product} is no longer on {args.order}."]
    if not line.open:
        return [f"{product} on {args.order} has arrived or was cancelled meanwhile."]
    seen = premise.planned(line_id)
    if seen.product_id is not None and line.product_id != seen.product_id:
        return [f"The line of {args.order} is about another product than {product} now."]
    if seen.ordered is not None and line.ordered != seen.ordered:
        return [f"{args.order} now orders {line.ordered:f} of {product}; it was {seen.ordered:f}."]
    needed = sum((late.late_quantity or premise.open_of(line_id) for late in parts), start=Decimal(0))
    if line.open_quantity < needed:
        return [
            f"Only {line.open_quantity:f} of {product} on {args.order} are still to come, "
            f"{needed:f} were to come later."
        ]
    if any(late.late_quantity for late in parts) and any(_product(move) != line.product_id for move in line.open):
        return [f"{product} on {args.order} comes as a kit; a part of it cannot be split off."]
    if any(late.late_quantity for late in parts) and any(_straight(move) for move in line.open):
        return [f"{product} on {args.order} goes straight to the customer; a part of it cannot be split off."]
    known = {move.id: move.date for move in premise.moves_of(line_id)}
    days = [
        (day_of(move.date, premise.zone), day_of(known[move.id], premise.zone))
        for move in line.open
        if move.id in known
    ]
    days.append((day_of(line.planned, premise.zone), day_of(premise.planned(line_id).planned, premise.zone)))
    targets = {late.new_date for late in parts}
    moved = [now for now, then in days if now != then and now not in targets]
    return [f"{product} on {args.order} was moved to {words_of(moved[0])} meanwhile."] if moved else []


async def _too_fine(odoo: OdooWriter, receipt: OrderState, late: LateLine) -> str | None:
    line = receipt.lines.get(late.line_id)
    if late.late_quantity is None or line is None or not line.open:
        return None
    unit = ref(line.open[0].row["product_uom"])
    return await finer_than_kept(odoo, unit.id, late.late_quantity) if unit else None


def _product(move: IncomingMove) -> int | None:
    found = ref(move.row["product_id"])
    return found.id if found else None


def _straight(move: IncomingMove) -> bool:
    return bool(move.row["location_dest_usage"] == "customer")


def _unfinished(plan: ReceiptPlan) -> list[str]:
    wrong = []
    if not plan.done:
        days = " and ".join(_days(plan.parts))
        wrong.append(f"{plan.product} does not stand on {days}.")
    if any(move.row["state"] == "draft" for move in plan.line.open):
        wrong.append(f"The receipt of the late part of {plan.product} is not confirmed.")
    return wrong


def _days(parts: Sequence[LateLine]) -> list[str]:
    return [day for late in parts if (day := words_of(late.new_date))]


async def _cancel_parts(odoo: OdooWriter, receipt: OrderState, key: str) -> None:
    parts = {move.picking_id for line in receipt.lines.values() for move in line.open if key in move.picking_origin}
    if parts:
        await odoo.call("stock.picking", "action_cancel", sorted(parts))
