"""The supplier's letter as decided → one note on the purchase order, mailed to that supplier alone."""

from __future__ import annotations

from typing import Any, ClassVar

from cases.actions import ActionName, MessageSupplier
from cases.actions.message_supplier import SeenSupplier
from cases.approvals import ApprovedAction
from tools.odoo.writes import messages
from tools.odoo.writes.base import ReadBack, Step, Write
from tools.odoo.writes.session import OdooWriter


class MessageSupplierWrite(Write[MessageSupplier, SeenSupplier]):
    """message_supplier in Odoo."""

    name: ClassVar = ActionName.MESSAGE_SUPPLIER

    async def guards(self, odoo: OdooWriter, args: MessageSupplier, premise: SeenSupplier) -> list[str]:
        """The order stands and the partner is who they were."""
        order = await odoo.one("purchase.order", args.order_id, {"state": {}, "partner_id": {}})
        if order is None:
            return [f"{args.order} no longer exists."]
        if order["state"] == "cancel":
            return [f"{args.order} was cancelled meanwhile."]
        return await messages.partner_problems(odoo, _post(args), premise.email, order["partner_id"])

    async def before(self, odoo: OdooWriter, args: MessageSupplier, premise: SeenSupplier) -> dict[str, Any]:
        """Nothing that was there before changes."""
        return {}

    def steps(self, odoo: OdooWriter, approved: ApprovedAction) -> list[Step]:
        """One post."""
        args, _ = self.typed(approved)
        return [messages.step(odoo, _post(args), approved.key)]

    async def verify(
        self, odoo: OdooWriter, args: MessageSupplier, premise: SeenSupplier, before: dict[str, Any], key: str
    ) -> ReadBack:
        """Odoo holds it once, for the supplier alone."""
        return await messages.read_back(odoo, _post(args), key)

    async def untouched(self, odoo: OdooWriter, approved: ApprovedAction, before: dict[str, Any]) -> bool:
        """Whether it was not posted yet."""
        return await messages.find(odoo, approved.key) is None

    async def undo(
        self, odoo: OdooWriter, approved: ApprovedAction, before: dict[str, Any], after: dict[str, Any]
    ) -> ReadBack:
        """Never possible."""
        args, _ = self.typed(approved)
        raise messages.never_undone(args.partner)


def _post(args: MessageSupplier) -> messages.Post:
    return messages.Post("purchase.order", args.order_id, args.order, args.partner_id, args.partner, args.letter())
