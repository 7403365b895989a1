"""That the carrier is asked for another attempt → one note on the delivery, mailed to that carrier or to nobody."""

from __future__ import annotations

from typing import ClassVar

from cases.actions import ActionName, RequestReattempt
from cases.actions.shipment import SeenShipment
from tools.odoo.writes.session import OdooWriter
from tools.odoo.writes.shipments import CarrierWrite


class RequestReattemptWrite(CarrierWrite[RequestReattempt, SeenShipment]):
    """request_reattempt in Odoo."""

    name: ClassVar = ActionName.REQUEST_REATTEMPT

    async def guards(self, odoo: OdooWriter, args: RequestReattempt, premise: SeenShipment) -> list[str]:
        """As for every letter to a carrier; and it has left."""
        problems = await super().guards(odoo, args, premise)
        if not problems and premise.state != "done":
            return [f"{args.picking} has not left yet, so there is nothing to deliver again."]
        return problems
