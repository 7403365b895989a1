"""That the carrier is held liable → one note on the delivery, mailed to that carrier or to nobody."""

from __future__ import annotations

from typing import ClassVar

from cases.actions import ActionName, FileClaim
from cases.actions.shipment import SeenShipment
from tools.odoo.writes.session import OdooWriter
from tools.odoo.writes.shipments import CarrierWrite


class FileClaimWrite(CarrierWrite[FileClaim, SeenShipment]):
    """file_claim in Odoo."""

    name: ClassVar = ActionName.FILE_CLAIM

    async def guards(self, odoo: OdooWriter, args: FileClaim, premise: SeenShipment) -> list[str]:
        """As for every letter to a carrier; and it has left."""
        problems = await super().guards(odoo, args, premise)
        if not problems and premise.state != "done":
            return [f"{args.picking} has not left yet, so there is nothing to claim from the carrier."]
        return problems
