"""The supplier's letter as decided → one note on the purchase order, mailed to that supplier alone."""

from __future__ import annotations

from typing import ClassVar

from cases.actions import ActionName, MessageSupplier
from cases.actions.message_supplier import SeenSupplier
from tools.odoo.writes import messages
from tools.odoo.writes.session import OdooWriter


class MessageSupplierWrite(messages.MessageWrite[MessageSupplier, SeenSupplier]):
    """message_supplier in Odoo."""

    name: ClassVar = ActionName.MESSAGE_SUPPLIER

    async def guards(self, odoo: OdooWriter, args: MessageSupplier, premise: SeenSupplier) -> list[str]:
        """The order stands and the partner is who they were."""
        order = await odoo.one("purchase.order", args.order_id, {"state": {}, "partner_id": {}})
        if order is None:
            return [f"{args.order} no longer exists."]
        if order["state"] == "cancel":
            return [f"{args.order} was cancelled meanwhile."]
        return await messages.partner_problems(odoo, self.post(args), premise.email, order["partner_id"])

    def post(self, args: MessageSupplier) -> messages.Post:
        """The letter as decided, on the order."""
        return messages.Post("purchase.order", args.order_id, args.order, args.partner_id, args.partner, args.letter())
