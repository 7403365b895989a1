"""The carrier's letter as decided → one note on the delivery, mailed to that carrier alone."""

from __future__ import annotations

from typing import Any, ClassVar

from cases.actions import ActionName, MessageCarrier
from cases.actions.shipment import SeenShipment, ToCarrier
from tools.odoo.shipments import numbers_named
from tools.odoo.writes import messages
from tools.odoo.writes.session import OdooWriter


async def shipment_problems(odoo: OdooWriter, args: ToCarrier[Any], premise: SeenShipment) -> list[str]:
    """Whether the shipment is still the one that was looked at, and the carrier can be written to."""
    picking = await odoo.one("stock.picking", args.picking_id, {"state": {}, "carrier_tracking_ref": {}})
    if picking is None:
        return [f"{args.picking} no longer exists."]
    if picking["state"] == "cancel":
        return [f"{args.picking} was cancelled meanwhile."]
    problems = []
    if not numbers_named(picking["carrier_tracking_ref"] or None, [args.tracking]):
        problems.append(f"{args.picking} no longer has the tracking number {args.tracking}.")
    carrier = {"id": args.partner_id, "display_name": args.partner}
    return problems + await messages.partner_problems(odoo, letter_to(args), premise.email, carrier)


def letter_to(args: ToCarrier[Any]) -> messages.Post:
    """The letter as decided, on the transfer."""
    return messages.Post("stock.picking", args.picking_id, args.picking, args.partner_id, args.partner, args.letter())


class MessageCarrierWrite(messages.MessageWrite[MessageCarrier, SeenShipment]):
    """message_carrier in Odoo."""

    name: ClassVar = ActionName.MESSAGE_CARRIER

    async def guards(self, odoo: OdooWriter, args: MessageCarrier, premise: SeenShipment) -> list[str]:
        """The shipment is the one that was looked at, and the carrier is where it was."""
        return await shipment_problems(odoo, args, premise)

    def post(self, args: MessageCarrier) -> messages.Post:
        """The letter as decided, on the transfer."""
        return letter_to(args)
