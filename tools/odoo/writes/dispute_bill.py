"""A bill is objected to → a note on it, and a posted one is marked as blocked for payment.

Odoo's own button is a toggle: pressed twice it lets the bill go again. The block is set only where it is not set,
looked at and pressed in one transaction. It is advice to whoever pays, no lock: Odoo still registers a payment.
"""

from __future__ import annotations

from typing import Any, ClassVar

from cases.actions import ActionName, DisputeBill
from cases.actions.bill import PAID, SeenBill
from cases.actions.dispute_bill import BLOCKED
from cases.approvals import ApprovedAction
from tools.odoo.writes import messages, provisioned
from tools.odoo.writes.base import CannotUndoError, ReadBack, Step
from tools.odoo.writes.bills import BillWrite, needed, noted, take_back, values
from tools.odoo.writes.session import OdooWriter


class DisputeBillWrite(BillWrite[DisputeBill]):
    """dispute_bill in Odoo."""

    name: ClassVar = ActionName.DISPUTE_BILL

    async def guards(self, odoo: OdooWriter, args: DisputeBill, premise: SeenBill) -> list[str]:
        """Also: it is not paid."""
        found = await super().guards(odoo, args, premise)
        if found or premise.state != "posted":
            return found
        now = values(await needed(odoo, args))["payment"]
        if now in PAID:
            return [f"{args.bill} is paid already ({now.replace('_', ' ')}): ask for a credit note instead."]
        return []

    def steps(self, odoo: OdooWriter, approved: ApprovedAction) -> list[Step]:
        """The note, then the block."""
        args, premise = self.typed(approved)

        async def blocked() -> bool:
            return bool(values(await needed(odoo, args))["payment"] == BLOCKED)

        async def block() -> None:
            await provisioned.block_bill(odoo, args.bill_id, block=True)

        blocks = [Step("block the payment", blocked, block)] if args.blocks(premise) else []
        return [*super().steps(odoo, approved), *blocks]

    async def verify(
        self, odoo: OdooWriter, args: DisputeBill, premise: SeenBill, before: dict[str, Any], key: str
    ) -> ReadBack:
        """The note stands, and a posted bill is blocked; a draft is as it was."""
        meant = {**before, "payment": BLOCKED} if args.blocks(premise) else before
        said = await messages.read_back(odoo, noted(args), key)
        now = values(await needed(odoo, args))
        wrong = "" if now == meant else f"{args.bill} is {now['state']}, {now['payment'] or 'without payment'}. "
        return ReadBack(ok=said.ok and not wrong, after=now, note=f"{wrong}{said.note}")

    async def undo(
        self, odoo: OdooWriter, approved: ApprovedAction, before: dict[str, Any], after: dict[str, Any]
    ) -> ReadBack:
        """What this blocked is let go, and a second note says so."""
        args, _ = self.typed(approved)
        now = values(await needed(odoo, args, CannotUndoError))
        if before["payment"] != BLOCKED and after.get("payment") == BLOCKED:
            if now["payment"] == BLOCKED:
                await provisioned.block_bill(odoo, args.bill_id, block=False)
            elif now["payment"] != before["payment"]:
                raise CannotUndoError(f"{args.bill} is {now['payment'].replace('_', ' ')} meanwhile; it is left alone.")
        said = await take_back(odoo, args, approved.key)
        found = values(await needed(odoo, args, CannotUndoError))
        ok = said.ok and found == before
        return ReadBack(ok=ok, after=found, note=said.note if ok else f"{args.bill} is not back to where it was.")
