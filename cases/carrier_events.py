"""What a carrier says of one shipment, in our words whichever carrier said it. Pure; made by `tools.carriers`.

The shapes follow the tracking event of the intake contract: a status, for an exception the reason, and the event's own
time, which decides when events come out of order.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, Field

from cases.values import FIRST_DAY, LAST_DAY, MAX_NAME, MAX_WORDS, Frozen


class Milestone(StrEnum):
    """Where a shipment is on its way."""

    INFO_RECEIVED = "info_received"
    IN_TRANSIT = "in_transit"
    OUT_FOR_DELIVERY = "out_for_delivery"
    AVAILABLE_FOR_PICKUP = "available_for_pickup"
    DELIVERED = "delivered"
    FAILED_ATTEMPT = "failed_attempt"
    EXCEPTION = "exception"
    RETURNING = "returning"
    RETURNED = "returned"
    LOST = "lost"

    @property
    def words(self) -> str:
        """As people read it."""
        return _WORDS[self]


class Trouble(StrEnum):
    """Why a shipment does not go on."""

    NOT_HOME = "not_home"
    ADDRESS = "address"
    REFUSED = "refused"
    DAMAGED = "damaged"
    CUSTOMS = "customs"
    WEATHER = "weather"
    LOST = "lost"
    MISSED_CUTOFF = "missed_cutoff"
    HELD = "held"
    OTHER = "other"

    @property
    def words(self) -> str:
        """As people read it."""
        return _WHY[self]


_WORDS = {
    Milestone.INFO_RECEIVED: "announced to the carrier",
    Milestone.IN_TRANSIT: "on its way",
    Milestone.OUT_FOR_DELIVERY: "out for delivery",
    Milestone.AVAILABLE_FOR_PICKUP: "waits to be picked up",
    Milestone.DELIVERED: "delivered",
    Milestone.FAILED_ATTEMPT: "delivery attempt failed",
    Milestone.EXCEPTION: "held up",
    Milestone.RETURNING: "on its way back",
    Milestone.RETURNED: "returned to sender",
    Milestone.LOST: "lost",
}
_WHY = {
    Trouble.NOT_HOME: "nobody was there",
    Trouble.ADDRESS: "the address was not found",
    Trouble.REFUSED: "it was refused",
    Trouble.DAMAGED: "it was damaged",
    Trouble.CUSTOMS: "customs holds it",
    Trouble.WEATHER: "weather",
    Trouble.LOST: "it cannot be found",
    Trouble.MISSED_CUTOFF: "it missed its departure",
    Trouble.HELD: "it is held",
    Trouble.OTHER: "another reason",
}
# Nothing is wrong; `delivered` also ends what was wrong.
PROGRESS = frozenset(
    {
        Milestone.INFO_RECEIVED,
        Milestone.IN_TRANSIT,
        Milestone.OUT_FOR_DELIVERY,
        Milestone.AVAILABLE_FOR_PICKUP,
        Milestone.DELIVERED,
    }
)


def _sensible(moment: datetime) -> datetime:
    if not FIRST_DAY <= moment.date() <= LAST_DAY:
        raise ValueError(f"must lie between {FIRST_DAY} and {LAST_DAY}")
    return moment


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)


# Sensible first: a moment at the edge of what a calendar holds has no counterpart in another zone.
Moment = Annotated[AwareDatetime, AfterValidator(_sensible), AfterValidator(_utc)]
Short = Annotated[str, Field(max_length=MAX_NAME)]


class CarrierEvent(Frozen):
    """One event of one shipment.

    Attributes:
        carrier: as the sender names it: a hint; the tracking number decides.
        tracking_number: as printed on the label.
        status: where it is.
        reason: why it does not go on, where it does not.
        detail: the carrier's words.
        code: the carrier's own code, where it gave one.
        occurred_at: the event's own time.
        expected_at: when the carrier now expects to deliver.
        attempt: which attempt it was, from 1.
        return_by: the day on which it goes back to the sender.
        signed_by: who took it.
    """

    carrier: Short = ""
    tracking_number: Annotated[str, Field(min_length=1, max_length=MAX_NAME)]
    status: Milestone
    reason: Trouble | None = None
    detail: Annotated[str, Field(max_length=MAX_WORDS)] | None = None
    code: Short | None = None
    occurred_at: Moment
    expected_at: Moment | None = None
    attempt: Annotated[int, Field(ge=1, le=99)] | None = None
    return_by: Annotated[date, Field(ge=FIRST_DAY, le=LAST_DAY)] | None = None
    signed_by: Short | None = None

    @property
    def is_progress(self) -> bool:
        """Whether nothing is wrong."""
        return self.status in PROGRESS

    @property
    def words(self) -> str:
        """What happened, in one line."""
        why = f": {self.reason.words}" if self.reason else ""
        return f"{self.status.words}{why}"


def number_key(number: str) -> str:
    """A tracking number without blanks, dashes and capitals, as it is compared."""
    return "".join(one for one in number if one.isalnum()).casefold()
