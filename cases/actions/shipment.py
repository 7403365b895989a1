"""What every action on a shipment has: the transfer, its number, and the carrier as a partner that can be written to.

Some are over once the carrier was written to; others once it said yes (`AsksCarrier`). No address of anybody's is an
argument: the carrier is written to at the address in Odoo, and delivers to the one on its label.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from enum import StrEnum
from typing import ClassVar, Generic, TypeVar

from cases.actions.base import Change, Grant, Premise, Reversibility, ShortText, StepKind
from cases.actions.message import Message
from cases.claims import RecordRef


class Way(StrEnum):
    """How another company is asked: by a message to it, or by a program that speaks with it."""

    MESSAGE = "message"
    INTEGRATION = "integration"


class SeenShipment(Premise):
    """The shipment as read.

    Attributes:
        email: the carrier's address on file, or none.
        state: of the transfer.
        tracking: what stands in its field: several numbers may.
        carrier_id: the transfer's carrier, where it names one.
        way: how the carrier is asked; people approve that too.
    """

    email: str | None
    state: str
    tracking: str | None = None
    carrier_id: int | None = None
    way: Way = Way.MESSAGE


S = TypeVar("S", bound=SeenShipment)


class ToCarrier(Message[S], ABC, Generic[S]):
    """Arguments of an action that writes to the carrier of a shipment, on the transfer, at the address on file.

    Attributes:
        tracking: the number of the parcel that is meant.
        carrier: as the transfer names it; absent: as the partner is called.
    """

    reversibility: ClassVar = Reversibility.IRREVERSIBLE
    rights: ClassVar = {"mail.message": Grant(create=True)}

    picking_id: int
    picking: ShortText
    tracking: ShortText
    carrier: ShortText | None = None
    partner_id: int
    partner: ShortText
    products: tuple[ShortText, ...] = ()

    def by_program(self, premise: Premise) -> bool:
        """Whether a program is asked, and the letter only noted."""
        return False

    def target(self) -> RecordRef:
        """The transfer."""
        return RecordRef(model="stock.picking", id=self.picking_id, label=self.picking)

    def values(self) -> Mapping[str, object]:
        """The shipment."""
        return {
            "partner": self.partner,
            "order": self.picking,
            "tracking": self.tracking,
            "products": self.products,
        }

    def diff(self, premise: S) -> tuple[Change, ...]:
        """The message itself."""
        by_message = not self.by_program(premise)
        to = f" ({premise.email or 'no address on file'})" if by_message else ""
        return (
            Change(
                model="stock.picking",
                id=self.picking_id,
                label=f"{self.picking} · {self.partner}{to}",
                field="Message" if by_message else "Request to the carrier's program, noted",
                before=None,
                after=self.letter().text,
            ),
        )


class AsksCarrier(ToCarrier[SeenShipment], ABC):
    """Arguments of an action that is over only when the carrier has said yes or no."""

    step: ClassVar = StepKind.EXTERNAL
    Seen: ClassVar = SeenShipment

    def by_program(self, premise: Premise) -> bool:
        """As people approved it."""
        return isinstance(premise, SeenShipment) and premise.way is Way.INTEGRATION

    @abstractmethod
    def wants(self) -> Mapping[str, object]:
        """What is asked for, as programs that speak with carriers take it."""
