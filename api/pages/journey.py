"""A shipment's way as people take it in at a glance: a carrier's events in, one line of stops a parcel out. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from cases.carrier_events import CarrierEvent, Milestone, number_key

Tone = Literal["way", "bad", "good", "ahead"]
# More would be no glance; the first stays, and the latest.
MOST = 7


@dataclass(frozen=True)
class Stop:
    """One thing that happened on the way, or is still to come.

    Attributes:
        tone: under way, wrong, arrived, or ahead.
        at: when, by the event's own time.
        day: of what is ahead: the day alone.
        detail: the carrier's words.
    """

    words: str
    tone: Tone
    at: datetime | None = None
    day: date | None = None
    detail: str | None = None


@dataclass(frozen=True)
class Journey:
    """The way of one parcel.

    Attributes:
        left_out: how many stops between the first and the others are not shown.
    """

    number: str
    carrier: str
    stops: tuple[Stop, ...]
    left_out: int = 0


def journeys(events: Sequence[CarrierEvent]) -> tuple[Journey, ...]:
    """The way of each parcel, in the order in which they were first heard of.

    Args:
        events: what carriers said, oldest first by the events' own time.
    """
    parcels: dict[str, list[CarrierEvent]] = {}
    for event in events:
        parcels.setdefault(number_key(event.tracking_number), []).append(event)
    return tuple(_journey(of_parcel) for of_parcel in parcels.values())


def _journey(events: Sequence[CarrierEvent]) -> Journey:
    stops = [_stop(event) for event in events]
    left_out = max(len(stops) - MOST, 0)
    if left_out:
        stops = [stops[0], *stops[left_out + 1 :]]
    last = events[-1]
    return Journey(
        number=last.tracking_number,
        carrier=next((event.carrier for event in reversed(events) if event.carrier), ""),
        stops=(*stops, *_ahead(last)),
        left_out=left_out,
    )


def _stop(event: CarrierEvent) -> Stop:
    tone: Tone = "good" if event.status is Milestone.DELIVERED else "way" if event.is_progress else "bad"
    again = f", attempt {event.attempt}" if event.attempt else ""
    signed = f", signed by {event.signed_by}" if event.signed_by else ""
    return Stop(f"{event.words}{again}{signed}", tone, at=event.occurred_at, detail=event.detail)


def _ahead(last: CarrierEvent) -> list[Stop]:
    """What the carrier says comes next."""
    if last.status is Milestone.DELIVERED:
        return []
    ahead = [
        (last.expected_at.date() if last.expected_at else None, "carrier expects to deliver"),
        (last.return_by, "goes back to us"),
    ]
    return [Stop(words, "ahead", day=day) for day, words in sorted(ahead, key=lambda one: one[0] or date.max) if day]
