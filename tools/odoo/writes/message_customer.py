"""The customer's letter as decided → one note on the sales order, mailed to that customer alone."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from cases.actions import ActionName, MessageCustomer
from cases.actions.base import day_of, words_of
from cases.actions.message_customer import Occasion, SeenCustomer
from tools.odoo.values import moment
from tools.odoo.writes import messages
from tools.odoo.writes.losses import credits_of
from tools.odoo.writes.revise_commitment import read_promise
from tools.odoo.writes.session import OdooWriter, Row

_PLACE: dict[str, Any] = {"fields": {"display_name": {}, "code": {}}}
_ADDRESS: dict[str, Any] = {
    "name": {},
    "commercial_company_name": {},
    "commercial_partner_id": {},
    "street": {},
    "street2": {},
    "zip": {},
    "city": {},
    "state_id": _PLACE,
    "country_id": _PLACE,
}
_ORDER: dict[str, Any] = {"name": {}, "state": {}, "partner_id": {}, "partner_shipping_id": {}}


class MessageCustomerWrite(messages.MessageWrite[MessageCustomer, SeenCustomer]):
    """message_customer in Odoo."""

    name: ClassVar = ActionName.MESSAGE_CUSTOMER

    async def guards(self, odoo: OdooWriter, args: MessageCustomer, premise: SeenCustomer) -> list[str]:
        """The order stands, the partner is who they were, and Odoo knows of what the letter says."""
        order = await odoo.one("sale.order", args.order_id, _ORDER)
        if order is None:
            return [f"{args.order} no longer exists."]
        if order["state"] == "cancel":
            return [f"{args.order} was cancelled meanwhile."]
        problems = await messages.partner_problems(odoo, self.post(args), premise.email, order["partner_id"])
        if args.occasion is Occasion.LATE and args.new_date:
            problems += await _promised_otherwise(odoo, args, premise)
        elif args.occasion in (Occasion.REPLACEMENT, Occasion.WAITS):
            problems += await _not_planned(odoo, args, premise, order)
        elif args.occasion is Occasion.RETURN:
            problems += await _no_return(odoo, args, premise)
        elif args.occasion in (Occasion.CREDIT, Occasion.RETURN_CREDIT):
            problems += await _no_credit(odoo, args)
        elif args.occasion is Occasion.CHECK_ADDRESS:
            problems += await _another_address(odoo, args, premise, order)
        return problems

    def post(self, args: MessageCustomer) -> messages.Post:
        """The letter as decided, on the order."""
        return messages.Post("sale.order", args.order_id, args.order, args.partner_id, args.partner, args.letter())


async def _promised_otherwise(odoo: OdooWriter, args: MessageCustomer, premise: SeenCustomer) -> list[str]:
    promise = await read_promise(odoo, args.order_id)
    promised = day_of(promise.promise, premise.zone) if promise else None
    if promised == args.new_date:
        return []
    said = words_of(args.new_date)
    return [f"{args.order} is promised for {words_of(promised) or 'no day'}, but the letter says {said}."]


async def _not_planned(odoo: OdooWriter, args: MessageCustomer, premise: SeenCustomer, order: Row) -> list[str]:
    """No message about a delivery that nobody planned for that day; a replacement names the order or belongs to it."""
    rows = await odoo.tree(
        "stock.picking",
        [
            ["state", "not in", ["done", "cancel"]],
            "|",
            ["location_dest_id.usage", "=", "customer"],
            # What is picked first and shipped from there.
            ["move_ids.location_final_id.usage", "=", "customer"],
            "|",
            ["sale_id", "=", args.order_id],
            ["origin", "ilike", order["name"]],
        ],
        {"origin": {}, "sale_id": {}, "scheduled_date": {}},
    )
    days = {
        day_of(moment(row["scheduled_date"]), premise.zone)
        for row in rows
        if row["sale_id"] == args.order_id or order["name"] in re.findall(r"[^\s,;]+", row["origin"] or "")
    }
    if args.new_date in days:
        return []
    return [f"No delivery for {args.order} is planned for {words_of(args.new_date)}, but the letter says so."]


async def _no_return(odoo: OdooWriter, args: MessageCustomer, premise: SeenCustomer) -> list[str]:
    """No message that goods are expected back on a day for which nobody planned that."""
    rows = await odoo.tree(
        "stock.picking",
        [
            ["state", "not in", ["done", "cancel"]],
            ["location_id.usage", "=", "customer"],
            ["return_id.sale_id", "=", args.order_id],
        ],
        {"scheduled_date": {}},
    )
    if args.new_date in {day_of(moment(row["scheduled_date"]), premise.zone) for row in rows}:
        return []
    return [f"No return of {args.order} is planned for {words_of(args.new_date)}, but the letter says so."]


async def _no_credit(odoo: OdooWriter, args: MessageCustomer) -> list[str]:
    """No message about a credit that nobody planned, or over another amount."""
    known = await credits_of(odoo, args.order_id)
    if any(args.amount is None or credit.untaxed == args.amount for credit in known):
        return []
    over = f" over {args.amount:f} {args.currency}" if args.amount is not None else ""
    return [f"Odoo has no credit note{over} for {args.order}, but the letter says that one follows."]


async def _another_address(odoo: OdooWriter, args: MessageCustomer, premise: SeenCustomer, order: Row) -> list[str]:
    """Only an address that stands in Odoo now is quoted: whole, and with nothing else in it."""
    partner = await odoo.one("res.partner", premise.address_id or order["partner_shipping_id"], _ADDRESS)
    customer = await odoo.one("res.partner", order["partner_id"], {"commercial_partner_id": {}})
    if partner is None or customer is None or partner["commercial_partner_id"] != customer["commercial_partner_id"]:
        return [f"The delivery address of {args.order} is no longer one of {args.partner}."]
    told = _words(args.address)
    wanted = _words(*(partner[field] for field in ("street", "street2", "zip", "city")))
    places = [place[name] for place in (partner["state_id"], partner["country_id"]) if place for name in place]
    known = wanted | _words(partner["name"], partner["commercial_company_name"], args.partner, *places)
    if wanted <= told <= known:
        return []
    return [f"The delivery address of {args.order} in Odoo is another than the letter asks about."]


def _words(*texts: object) -> set[str]:
    return set(re.findall(r"\w+", " ".join(str(text) for text in texts if text).casefold()))
