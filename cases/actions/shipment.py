"""What every letter to a carrier has: the transfer, its number, the carrier as a partner that can be written to."""

from __future__ import annotations

from abc import ABC
from collections.abc import Mapping
from typing import Generic, TypeVar

from cases.actions.base import Change, Premise, ShortText
from cases.actions.message import Message
from cases.claims import RecordRef


class SeenShipment(Premise):
    """The shipment as read.

    Attributes:
        email: the carrier's address on file, or none.
        state: of the transfer.
        tracking: what stands in its field: several numbers may.
    """

    email: str | None
    state: str
    tracking: str | None = None


S = TypeVar("S", bound=SeenShipment)


class ToCarrier(Message[S], ABC, Generic[S]):
    """Arguments of an action that writes to the carrier of a shipment, on the transfer, at the address on file.

    Attributes:
        tracking: the number of the parcel that is meant.
    """

    picking_id: int
    picking: ShortText
    tracking: ShortText
    partner_id: int
    partner: ShortText
    products: tuple[ShortText, ...] = ()

    def target(self) -> RecordRef:
        """The transfer."""
        return RecordRef(model="stock.picking", id=self.picking_id, label=self.picking)

    def values(self) -> Mapping[str, object]:
        """The shipment."""
        return {
            "partner": self.partner,
            "order": self.picking,
            "tracking": self.tracking,
            "products": self.products or self.picking,
        }

    def diff(self, premise: S) -> tuple[Change, ...]:
        """The message itself."""
        return (
            Change(
                model="stock.picking",
                id=self.picking_id,
                label=f"{self.picking} · {self.partner} ({premise.email or 'no address on file'})",
                field="Message",
                before=None,
                after=self.letter().text,
            ),
        )
