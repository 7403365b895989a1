"""A credit note that a vendor owes → one draft of exactly the difference, tied to the posted bill.

Never by Odoo's wizard: it refunds the whole bill, and one of its ways posts the reversal and marks the bill as paid.
The draft bears our key in its reference, by which it is looked for before it is made.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from cases.actions import ActionName, RequestCreditNote
from cases.actions.bill import SeenBill
from cases.approvals import ApprovedAction
from tools.odoo.values import number
from tools.odoo.writes import provisioned
from tools.odoo.writes.base import ReadBack, Step
from tools.odoo.writes.bills import BILL, CENT, BillWrite, drop_drafts, needed, values
from tools.odoo.writes.session import OdooWriter, Row

_NOTE: dict[str, Any] = {**BILL, "ref": {}, "reversed_entry_id": {}}


class RequestCreditNoteWrite(BillWrite[RequestCreditNote]):
    """request_credit_note in Odoo."""

    name: ClassVar = ActionName.REQUEST_CREDIT_NOTE

    async def guards(self, odoo: OdooWriter, args: RequestCreditNote, premise: SeenBill) -> list[str]:
        """Also: it is posted, not credited already beyond that, and the draft is not more than the bill."""
        found = await super().guards(odoo, args, premise)
        if found:
            return found
        if premise.state != "posted":
            return [f"{args.bill} is not posted: a draft is corrected, not credited."]
        bill = await needed(odoo, args)
        left = number(bill["amount_untaxed"]) - await _credited(odoo, args.bill_id)
        if args.amount > left + CENT:
            return [f"Of {args.bill} only {left} are not credited yet, less than {args.amount}."]
        return []

    def steps(self, odoo: OdooWriter, approved: ApprovedAction) -> list[Step]:
        """One draft, in one call."""
        args, _ = self.typed(approved)

        async def made() -> bool:
            return bool(await _find(odoo, approved.key))

        async def make() -> None:
            await provisioned.credit_note(
                odoo, args.bill_id, amount=str(args.amount), reference=f"{args.bill} {approved.key}", text=args.text
            )

        return [Step("plan the credit note", made, make)]

    async def verify(
        self, odoo: OdooWriter, args: RequestCreditNote, premise: SeenBill, before: dict[str, Any], key: str
    ) -> ReadBack:
        """One draft, tied to the bill, of exactly the amount; the bill as it was."""
        found = await _find(odoo, key)
        if len(found) != 1:
            return ReadBack(ok=False, note=f"Odoo shows {len(found)} credit notes instead of one for {args.bill}.")
        [row] = found
        after = {"credit_note_id": row["id"], "state": row["state"]}
        wrong = []
        if row["state"] != "draft" or row["move_type"] != "in_refund":
            wrong.append("It is no draft credit note.")
        if abs(number(row["amount_untaxed"]) - args.amount) > CENT:
            wrong.append(f"It is over {number(row['amount_untaxed'])} instead of {args.amount}.")
        if row["reversed_entry_id"] != args.bill_id:
            wrong.append(f"It is not tied to {args.bill}.")
        if values(await needed(odoo, args)) != before:
            wrong.append(f"{args.bill} is not as it was.")
        return ReadBack(ok=not wrong, after=after, note=" ".join(wrong))

    async def untouched(self, odoo: OdooWriter, approved: ApprovedAction, before: dict[str, Any]) -> bool:
        """Whether it was not made yet."""
        return not await _find(odoo, approved.key)

    async def undo(
        self, odoo: OdooWriter, approved: ApprovedAction, before: dict[str, Any], after: dict[str, Any]
    ) -> ReadBack:
        """The draft goes, unless somebody posted it."""
        return await drop_drafts(odoo, lambda: _find(odoo, approved.key))


async def _find(odoo: OdooWriter, key: str) -> list[Row]:
    return await odoo.tree("account.move", [["move_type", "=", "in_refund"], ["ref", "like", key]], _NOTE)


async def _credited(odoo: OdooWriter, bill_id: int) -> Decimal:
    domain = [["reversed_entry_id", "=", bill_id], ["move_type", "=", "in_refund"], ["state", "!=", "cancel"]]
    rows = await odoo.tree("account.move", domain, {"amount_untaxed": {}})
    return sum((number(row["amount_untaxed"]) for row in rows), Decimal(0))
