"""The carrier's door: a signed event in, what it means for one shipment out. Nothing is guessed.

What is wrong opens or joins the shipment's case; progress is kept as nothing new; a delivery that arrived after all
closes what is open. The event's own time decides, whatever order events come in. Finding the shipment is one call.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from agents.reading.cases import Found, cases_of
from cases.carrier_events import CarrierEvent, Milestone, number_key
from cases.claims import DeliveryClaim, RecordRef
from cases.models import Reading
from tools.carriers import events
from tools.odoo.shipments import FoundShipment

# An event further ahead of its report than zones and clocks explain has no time of its own.
LATEST_AHEAD = timedelta(days=1)


class Finder(Protocol):
    """Odoo, as far as this door looks at it."""

    async def find_shipments(self, numbers: Sequence[str]) -> Sequence[FoundShipment]:
        """The transfers that tracking numbers name."""
        ...


def events_in(source: str, content: bytes, received_at: datetime) -> list[CarrierEvent]:
    """The events of a webhook, oldest first; one that lies in the future has no other time than its report's.

    Raises:
        WebhookError: it holds none that can be read.
    """
    return [
        event.model_copy(update={"occurred_at": received_at})
        if event.occurred_at > received_at + LATEST_AHEAD
        else event
        for event in events(source, content)
    ]


async def read_carrier(said: Sequence[CarrierEvent], past: Sequence[CarrierEvent], odoo: Finder) -> Reading:
    """What a carrier's events come to.

    Args:
        said: the events of this report, oldest first.
        past: what was said of the same parcels before.
        odoo: where the shipment is looked for.

    Raises:
        OdooError: Odoo cannot be read now.
    """
    if not said:
        return Reading(nothing_new="The carrier's message holds no event.")
    last = said[-1]
    found = await odoo.find_shipments([last.tracking_number])
    shipment = _meant(found, last)
    if shipment is None:
        number = f"The tracking number {last.tracking_number}"
        why = f"belongs to {len(found)} shipments and the carrier does not tell which" if found else "is of no shipment"
        return Reading(nothing_new=f"{number} {why} in Odoo.")
    record = shipment.record
    kept = Reading(shipment=record, events=tuple(said), text=_text(said))
    no_news = _no_news(last, past, shipment)
    if no_news is not None:
        return kept.model_copy(update={"nothing_new": no_news})
    claim = DeliveryClaim.of(last, refers_to=(record,))
    told = Found(
        claims=() if claim.is_over else (claim,),
        repeated=(claim,) if claim.is_over else (),
        address=last.carrier or "the carrier",
        owners=_owners(record, shipment),
    )
    over = f"{shipment.name} was delivered, and nothing was open about it." if claim.is_over else None
    return kept.model_copy(update={"cases": cases_of(told), "nothing_new": over})


def _text(said: Sequence[CarrierEvent]) -> dict[str, str]:
    last = said[-1]
    return {
        "subject": f"{last.carrier or 'The carrier'}: {last.tracking_number}",
        "body": "\n".join(_told(event) for event in said),
    }


def _told(event: CarrierEvent) -> str:
    """An event as people read it: its own time, and the carrier's words as they came."""
    words = f"{event.occurred_at:%Y-%m-%d %H:%M} UTC: {event.words}"
    more = [
        event.detail and f"“{event.detail}”",
        event.attempt and f"attempt {event.attempt}",
        event.expected_at and f"expected {event.expected_at:%Y-%m-%d}",
        event.return_by and f"goes back on {event.return_by}",
        event.signed_by and f"signed by {event.signed_by}",
    ]
    return ". ".join([words, *(one for one in more if one)])


def _owners(record: RecordRef, shipment: FoundShipment) -> Mapping[tuple[str, int], RecordRef]:
    partner = shipment.partner
    if partner is None:
        return {}
    return {(record.model, record.id): RecordRef(model="res.partner", id=partner.id, label=partner.name)}


def _meant(found: Sequence[FoundShipment], event: CarrierEvent) -> FoundShipment | None:
    """The shipment that the number means; between two the carrier decides."""
    if len(found) > 1:
        named = [one for one in found if one.carrier and _same_carrier(one.carrier.name, event.carrier)]
        found = named or list(found)
    if len(found) > 1:
        # Odoo gives the way back the number of the way there: what goes to a customer is what is delivered.
        found = [one for one in found if one.goes_to_customer] or list(found)
    return found[0] if len({one.partner.id if one.partner else 0 for one in found}) == 1 else None


def _same_carrier(ours: str, theirs: str) -> bool:
    one, other = number_key(ours), number_key(theirs)
    return bool(one and other) and (one.startswith(other) or other.startswith(one))


def _no_news(event: CarrierEvent, past: Sequence[CarrierEvent], shipment: FoundShipment) -> str | None:
    """Why an event changes nothing; none: it does."""
    parcel = number_key(event.tracking_number)
    of_parcel = [one for one in past if number_key(one.tracking_number) == parcel]
    later = [one for one in of_parcel if one.occurred_at > event.occurred_at]
    name = f"{shipment.name} ({event.tracking_number})"
    if event.is_progress and event.status is not Milestone.DELIVERED:
        return f"{name}: {event.words}. Nothing is wrong."
    delivered = next((one for one in later if one.status is Milestone.DELIVERED), None)
    if delivered is not None or (shipment.delivered and shipment.delivered > event.occurred_at):
        return f"{name}: {event.words}, which came late: it was delivered afterwards."
    if later and not all(one.is_progress for one in later):
        return f"{name}: {event.words}, which came late: newer news of it is known."
    return None
