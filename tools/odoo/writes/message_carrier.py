"""The carrier's letter as decided → one note on the delivery, mailed to that carrier alone."""

from __future__ import annotations

from typing import ClassVar

from cases.actions import ActionName, MessageCarrier
from cases.actions.shipment import SeenShipment
from tools.odoo.writes.shipments import CarrierWrite


class MessageCarrierWrite(CarrierWrite[MessageCarrier, SeenShipment]):
    """message_carrier in Odoo."""

    name: ClassVar = ActionName.MESSAGE_CARRIER
