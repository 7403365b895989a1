"""What every letter about a shipment does alike: on the transfer, to the carrier's address on file alone.

Where the carrier's program is asked, what was asked is noted on the transfer and mailed to nobody.
"""

from __future__ import annotations

from typing import Any, TypeVar

from cases.actions.shipment import AsksCarrier, SeenShipment, ToCarrier
from cases.approvals import ApprovedAction
from tools.odoo.shipments import numbers_named
from tools.odoo.values import ref
from tools.odoo.writes import messages
from tools.odoo.writes.base import CannotUndoError, P, ReadBack
from tools.odoo.writes.session import OdooWriter

T = TypeVar("T", bound=ToCarrier[Any])
_PICKING: dict[str, Any] = {
    "state": {},
    "carrier_tracking_ref": {},
    "carrier_id": {},
    "partner_id": {"fields": {"commercial_partner_id": {}}},
}


class CarrierWrite(messages.MessageWrite[T, P]):
    """A letter about a shipment in Odoo."""

    async def guards(self, odoo: OdooWriter, args: T, premise: P) -> list[str]:
        """The shipment is the one that was looked at, and the carrier is where they were."""
        seen = _seen(premise)
        problems = await _shipment_problems(odoo, args, seen)
        if args.by_program(premise) or problems:
            return problems
        return await messages.partner_problems(odoo, self.post(args), seen.email, {"id": args.partner_id})

    def post(self, args: T) -> messages.Post:
        """The letter as decided, on the transfer."""
        return messages.Post(
            "stock.picking", args.picking_id, args.picking, args.partner_id, args.partner, args.letter()
        )

    def addressed(self, args: T, premise: P) -> messages.Post:
        """The letter; a note to nobody where the carrier's program is asked."""
        post = self.post(args)
        return post.to_nobody() if args.by_program(premise) else post

    async def undo(
        self, odoo: OdooWriter, approved: ApprovedAction, before: dict[str, Any], after: dict[str, Any]
    ) -> ReadBack:
        """Never possible."""
        if isinstance(approved.args, AsksCarrier):
            raise CannotUndoError(
                f"{approved.args.partner} was asked already, and a request cannot be taken back from here. "
                "Write to them to stop it."
            )
        return await super().undo(odoo, approved, before, after)


def _seen(premise: Any) -> SeenShipment:
    if not isinstance(premise, SeenShipment):
        raise TypeError(f"a shipment is wanted, not {type(premise).__name__}")
    return premise


async def _shipment_problems(odoo: OdooWriter, args: ToCarrier[Any], seen: SeenShipment) -> list[str]:
    picking = await odoo.one("stock.picking", args.picking_id, _PICKING)
    if picking is None:
        return [f"{args.picking} no longer exists."]
    if picking["state"] == "cancel":
        return [f"{args.picking} was cancelled meanwhile."]
    problems = []
    if picking["state"] != seen.state:
        problems.append(f"{args.picking} was {seen.state} when this was proposed and is {picking['state']} now.")
    if not numbers_named(picking["carrier_tracking_ref"] or None, [args.tracking]):
        problems.append(f"{args.picking} no longer has the tracking number {args.tracking}.")
    carrier = ref(picking["carrier_id"])
    if seen.carrier_id is not None and (carrier is None or carrier.id != seen.carrier_id):
        problems.append(f"{args.picking} has another carrier now.")
    goes_to = ref((picking["partner_id"] or {}).get("commercial_partner_id"))
    if goes_to and await odoo.count(
        "res.partner", [["id", "=", args.partner_id], ["commercial_partner_id", "=", goes_to.id]]
    ):
        problems.append(f"{args.partner} is whom {args.picking} goes to, not who carries it.")
    return problems
