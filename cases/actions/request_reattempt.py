"""Ask the carrier of a shipment to try again to deliver it, at the address on its label."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from cases.actions.base import ActionName, words_of
from cases.actions.shipment import AsksCarrier


class RequestReattempt(AsksCarrier):
    """Arguments of request_reattempt.

    Attributes:
        attempt: which attempt it will be, where the carrier counts them.
        day: the day on which somebody is there; absent: as soon as it can.
        instructions: for the driver: hours, a bell, a telephone number. Never an address.
    """

    name: ClassVar = ActionName.REQUEST_REATTEMPT
    title: ClassVar = "Ask for another attempt"
    means: ClassVar = "Asks the carrier to deliver again, at the address on the label; done when the carrier says so."
    prior: ClassVar = 0.75
    editable: ClassVar = frozenset({"day", "instructions", "wording"})

    attempt: Annotated[int, Field(ge=1, le=20)] | None = None
    day: date | None = Field(default=None, description="Empty: as soon as the carrier can.")
    instructions: Annotated[str, Field(max_length=300)] = ""

    def sentence(self) -> str:
        """What will be done."""
        which = f"attempt {self.attempt}" if self.attempt else "another attempt"
        when = f" on {words_of(self.day)}" if self.day else ""
        return f"Ask {self.partner} for {which} to deliver {self.tracking} ({self.picking}){when}"

    def occasion_of_letter(self) -> str:
        """Another attempt."""
        return "carrier_reattempt"

    def values(self) -> Mapping[str, object]:
        """The shipment, the day, what the driver should know."""
        return {**super().values(), "day": self.day, "instructions": self.instructions}

    def wants(self) -> Mapping[str, object]:
        """Another attempt."""
        return {"what": "reattempt", "on": self.day, "note": self.instructions}
