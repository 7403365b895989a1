"""The customer's letter as decided → one note on the sales order, mailed to that customer alone."""

from __future__ import annotations

from typing import Any, ClassVar

from cases.actions import ActionName, MessageCustomer
from cases.actions.base import day_of, words_of
from cases.actions.message_customer import SeenCustomer
from cases.approvals import ApprovedAction
from tools.odoo.writes import messages
from tools.odoo.writes.base import ReadBack, Step, Write
from tools.odoo.writes.revise_commitment import read_promise
from tools.odoo.writes.session import OdooWriter


class MessageCustomerWrite(Write[MessageCustomer, SeenCustomer]):
    """message_customer in Odoo."""

    name: ClassVar = ActionName.MESSAGE_CUSTOMER

    async def guards(self, odoo: OdooWriter, args: MessageCustomer, premise: SeenCustomer) -> list[str]:
        """The order stands, it is promised for the day that the letter names, and the partner is who they were."""
        order = await odoo.one("sale.order", args.order_id, {"state": {}, "partner_id": {}})
        if order is None:
            return [f"{args.order} no longer exists."]
        if order["state"] == "cancel":
            return [f"{args.order} was cancelled meanwhile."]
        problems = await messages.partner_problems(odoo, _post(args), premise.email, order["partner_id"])
        if args.new_date:
            promise = await read_promise(odoo, args.order_id)
            promised = day_of(promise.promise, premise.zone) if promise else None
            if promised != args.new_date:
                problems.append(
                    f"{args.order} is promised for {words_of(promised) or 'no day'}, "
                    f"but the letter says {words_of(args.new_date)}."
                )
        return problems

    async def before(self, odoo: OdooWriter, args: MessageCustomer, premise: SeenCustomer) -> dict[str, Any]:
        """Nothing that was there before changes."""
        return {}

    def steps(self, odoo: OdooWriter, approved: ApprovedAction) -> list[Step]:
        """One post."""
        args, _ = self.typed(approved)
        return [messages.step(odoo, _post(args), approved.key)]

    async def verify(
        self, odoo: OdooWriter, args: MessageCustomer, premise: SeenCustomer, before: dict[str, Any], key: str
    ) -> ReadBack:
        """Odoo holds it once, for the customer alone."""
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


def _post(args: MessageCustomer) -> messages.Post:
    return messages.Post("sale.order", args.order_id, args.order, args.partner_id, args.partner, args.letter())
