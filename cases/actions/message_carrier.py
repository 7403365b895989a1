"""Write to the carrier of one shipment, at the address in Odoo and nobody else."""

from __future__ import annotations

from typing import ClassVar, Literal

from cases.actions.base import ActionName
from cases.actions.shipment import SeenShipment, ToCarrier

_ASKS = {
    "hold": "hold the shipment",
    "recall": "bring the shipment back",
    "trace": "find the shipment, or prove that it was delivered",
    "why_refused": "say why it was refused, and where it is",
    "papers": "say what is missing",
}


class MessageCarrier(ToCarrier[SeenShipment]):
    """Arguments of message_carrier."""

    name: ClassVar = ActionName.MESSAGE_CARRIER
    title: ClassVar = "Write to carrier"
    means: ClassVar = "Posts one message on the delivery, to the carrier alone."
    prior: ClassVar = 0.75
    editable: ClassVar = frozenset({"wording"})
    Seen: ClassVar = SeenShipment

    ask: Literal["hold", "recall", "trace", "why_refused", "papers"]

    def sentence(self) -> str:
        """What will be done."""
        return f"Ask {self.partner} about {self.tracking} ({self.picking}): {_ASKS[self.ask]}"

    def occasion_of_letter(self) -> str:
        """What is asked for."""
        return f"carrier_{self.ask}"
