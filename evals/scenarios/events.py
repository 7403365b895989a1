"""Carriers' events about the sandbox's deliveries, worded from the world's day: what a signed webhook may bring.

They are bodies of `POST /intake/webhooks/standard`; whoever sends one signs it with the sandbox's secret.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict

from cases.carrier_events import Milestone, Trouble
from cases.kind import Kind
from sandbox.calendar import workday
from sandbox.deliveries import SeededDelivery


class PreparedEvent(BaseModel):
    """A carrier's event that is ready to be signed and sent in.

    Attributes:
        id: also the webhook's id, with the day.
        number: the tracking number; one of the delivery's.
        delivery: what it is about, by its key in `sandbox.deliveries`.
        kind: the case that it must become; None: it is no exception.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    title: str
    source: str = "standard"
    delivery_id: str
    number: str
    delivery: str
    body: bytes
    kind: Kind | None


class _Told(NamedTuple):
    """What a carrier says, and of which delivery."""

    delivery: str
    title: str
    status: Milestone
    reason: Trouble | None
    detail: str
    attempt: int | None = None
    expected: int | None = None
    """When the carrier tries again, in working days from today."""
    return_by: int | None = None
    parcel: int = 0


_EVENTS = {
    "nobody-there": _Told(
        "missed_again",
        "Nobody at the gate, at a customer who was missed twice before",
        Milestone.FAILED_ATTEMPT,
        Trouble.NOT_HOME,
        "Consignee closed, nobody at the gate.",
        attempt=1,
        expected=1,
        return_by=3,
    ),
    "last-attempt": _Told(
        "cheap",
        "The last attempt at a small order",
        Milestone.FAILED_ATTEMPT,
        Trouble.NOT_HOME,
        "Second attempt, nobody answered the door. Waits at the depot.",
        attempt=2,
        return_by=5,
    ),
    "address": _Told(
        "two_parcels_semicolon",
        "One of two parcels: the address was not found",
        Milestone.FAILED_ATTEMPT,
        Trouble.ADDRESS,
        "House number does not exist. New address from driver: Havnegade 4.",
        attempt=1,
        return_by=4,
    ),
    "refused": _Told(
        "billed",
        "Refused at the door, already billed",
        Milestone.FAILED_ATTEMPT,
        Trouble.REFUSED,
        "Refused by consignee: ordered twice.",
        attempt=1,
    ),
    "damaged": _Told(
        "two_parcels",
        "One of two parcels to an important customer is damaged, nothing billed yet",
        Milestone.EXCEPTION,
        Trouble.DAMAGED,
        "Carton crushed in sorting, contents visible.",
        parcel=1,
    ),
    "lost": _Told(
        "dear",
        "A dear unit is lost, already billed, and no other one in stock",
        Milestone.LOST,
        Trouble.LOST,
        "No scan since departure, search closed without result.",
    ),
    "no-contract": _Told(
        "no_contract",
        "Damaged with a carrier that has no contract on file",
        Milestone.EXCEPTION,
        Trouble.DAMAGED,
        "Embalagem aberta.",
    ),
}


def failed_deliveries(told: Mapping[str, SeededDelivery], today: date) -> list[PreparedEvent]:
    """Deliveries that failed, each for another reason.

    Args:
        told: `sandbox.deliveries.tell(today)`.
        today: the world's day.
    """
    return [_failed(key, about, told[about.delivery], today) for key, about in _EVENTS.items()]


def delivered(
    told: Mapping[str, SeededDelivery], today: date, key: str, *, signed_by: str = "M. Tarn"
) -> PreparedEvent:
    """The shipment arrived after all: later than what `failed_deliveries` says of that delivery."""
    delivery = told[key]
    values = {"signed_by": signed_by, "detail": "Delivered."}
    at = _last_night(today) + timedelta(hours=2)
    return _event(f"delivered-{key}", "It arrived after all", delivery, 0, Milestone.DELIVERED, at, values, kind=None)


def _failed(key: str, about: _Told, delivery: SeededDelivery, today: date) -> PreparedEvent:
    values: dict[str, Any] = {"reason": about.reason, "detail": about.detail, "attempt": about.attempt}
    if about.expected is not None:
        values["expected_at"] = _stamp(datetime.combine(workday(today, about.expected), time(10), UTC))
    if about.return_by is not None:
        values["return_by"] = workday(today, about.return_by).isoformat()
    at = _last_night(today)
    return _event(key, about.title, delivery, about.parcel, about.status, at, values, kind=Kind.FAILED_DELIVERY)


def _event(
    key: str,
    title: str,
    delivery: SeededDelivery,
    parcel: int,
    status: Milestone,
    at: datetime,
    values: Mapping[str, Any],
    *,
    kind: Kind | None,
) -> PreparedEvent:
    number = delivery.numbers[parcel]
    data = {
        "carrier": delivery.carrier.name,
        "tracking_number": number,
        "status": status,
        "occurred_at": _stamp(at),
        **{name: value for name, value in values.items() if value is not None},
    }
    body = {"type": "tracking.event", "version": 1, "timestamp": _stamp(at + timedelta(minutes=4)), "data": data}
    return PreparedEvent(
        id=key,
        title=title,
        delivery_id=f"msg_{key}_{at:%Y%m%d}",
        number=number,
        delivery=delivery.key,
        body=json.dumps(body, ensure_ascii=False).encode(),
        kind=kind,
    )


def _last_night(today: date) -> datetime:
    """Past, whatever hour of the day it is, and after the deliveries left."""
    return datetime.combine(today - timedelta(days=1), time(17, 20), UTC)


def _stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
