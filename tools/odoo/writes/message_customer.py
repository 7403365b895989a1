"""The customer's letter as decided → one note on the sales order, mailed to that customer alone."""

from __future__ import annotations

from typing import ClassVar

from cases.actions import ActionName, MessageCustomer
from cases.actions.base import day_of, words_of
from cases.actions.message_customer import SeenCustomer
from tools.odoo.writes import messages
from tools.odoo.writes.revise_commitment import read_promise
from tools.odoo.writes.session import OdooWriter


class MessageCustomerWrite(messages.MessageWrite[MessageCustomer, SeenCustomer]):
    """message_customer in Odoo."""

    name: ClassVar = ActionName.MESSAGE_CUSTOMER

    async def guards(self, odoo: OdooWriter, args: MessageCustomer, premise: SeenCustomer) -> list[str]:
        """The order stands, it is promised for the day that the letter names, and the partner is who they were."""
        order = await odoo.one("sale.order", args.order_id, {"state": {}, "partner_id": {}})
        if order is None:
            return [f"{args.order} no longer exists."]
        if order["state"] == "cancel":
            return [f"{args.order} was cancelled meanwhile."]
        problems = await messages.partner_problems(odoo, self.post(args), premise.email, order["partner_id"])
        if args.new_date:
            promise = await read_promise(odoo, args.order_id)
            promised = day_of(promise.promise, premise.zone) if promise else None
            if promised != args.new_date:
                problems.append(
                    f"{args.order} is promised for {words_of(promised) or 'no day'}, "
                    f"but the letter says {words_of(args.new_date)}."
                )
        return problems

    def post(self, args: MessageCustomer) -> messages.Post:
        """The letter as decided, on the order."""
        return messages.Post("sale.order", args.order_id, args.order, args.partner_id, args.partner, args.letter())
