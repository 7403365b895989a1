"""EasyPost's own events: a tracker with its whole history, signed over the exact body.

The signature carries no moment, so an old delivery can be sent again by whoever once saw it. That does no harm: the
event's id stands in the signed body and is the delivery's id, so it is the same report for ever.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from pydantic import ValidationError

from cases.carrier_events import PROGRESS, CarrierEvent, Milestone, Trouble, number_key
from cases.values import FIRST_DAY, LAST_DAY, MAX_NAME, MAX_WORDS
from tools.carriers import meaning as as_
from tools.carriers.base import (
    CarrierSource,
    Loose,
    NotVerifiedError,
    SecretError,
    Secrets,
    UnreadableError,
    is_id,
    read_object,
    unreadable,
)
from tools.carriers.codes import meaning
from tools.carriers.meaning import Meaning

NAME = "easypost"
SIGNATURE = "x-hmac-signature"
PREFIX = "hmac-sha256-hex="
# A tracker's history is told anew with each event; nothing travels through more scans.
MOST_EVENTS = 200

# `unknown` is no status: the carrier has not said anything yet. Neither are `error` (EasyPost cannot follow it) and
# `cancelled` (its label was not used).
_STATUS: Mapping[str, Meaning] = {
    "pre_transit": as_.ANNOUNCED,
    "in_transit": as_.MOVING,
    "out_for_delivery": as_.WITH_COURIER,
    "available_for_pickup": as_.TO_COLLECT,
    "delivered": as_.DELIVERED,
    "return_to_sender": as_.RETURNING,
    # It could not be handed over, for good as far as EasyPost knows.
    "failure": as_.NOT_HANDED_OVER,
}
# What EasyPost says beside a status. The others are steps on the way.
_DETAIL: Mapping[str, Meaning] = {
    "awaiting_information": as_.HELD,
    "damaged": as_.DAMAGED,
    "delayed": as_.LATE,
    "delivery_exception": as_.NOT_HANDED_OVER,
    "expired": as_.LATE,
    "failure": as_.NOT_HANDED_OVER,
    "held": as_.HELD,
    "lost": as_.LOST,
    "missorted": as_.LATE,
    "refused": as_.REFUSED,
    "return": as_.RETURNING,
    "transit_exception": as_.LATE,
    "weather_delay": as_.WEATHER,
}
_REASON = {"address_correction": Trouble.ADDRESS}


class _Detail(Loose):
    status: str | None = None
    status_detail: str | None = None
    message: str | None = None
    description: str | None = None
    datetime: str | None = None
    carrier_code: str | None = None


class _Tracker(Loose):
    tracking_code: str
    carrier: str | None = None
    status: str | None = None
    status_detail: str | None = None
    updated_at: str | None = None
    est_delivery_date: str | None = None
    signed_by: str | None = None
    tracking_details: tuple[_Detail, ...] | None = None


def verify(headers: Mapping[str, str], body: bytes, secrets: Secrets, now: datetime) -> str:
    """The event's id, once one of the secrets vouches for the body. It says nothing of when, so `now` is not used.

    Raises:
        NotVerifiedError: the signature is missing or does not fit.
        MalformedError: the body is no JSON object.
        UnreadableError: the event has no id.
    """
    given = headers.get(SIGNATURE, "")
    if not given:
        raise NotVerifiedError("The header X-Hmac-Signature is missing.")
    fits = [hmac.compare_digest(_signature(secret, body), given.encode("utf-8", "replace")) for secret in secrets]
    if not any(fits):
        raise NotVerifiedError("X-Hmac-Signature does not fit the exact body.")
    found = read_object(body)
    if not is_id(found.get("id")):
        raise UnreadableError("The event has no id.", [("id", "must be the event's id, evt_…")])
    return str(found["id"])


def sign(secret: str, body: bytes) -> dict[str, str]:
    """The header of a delivery, as EasyPost makes it."""
    check_secret(secret)
    return {"X-Hmac-Signature": _signature(secret, body).decode("ascii")}


def check_secret(secret: str) -> None:
    """See `Source.check_secret`."""
    if not secret:
        raise SecretError("A secret of EasyPost is a text of your own; this one is empty.")


def events(body: bytes) -> tuple[CarrierEvent, ...]:
    """What an event's tracker says, oldest first; the last is how the shipment stands. None: it is no tracker's event.

    EasyPost posts all its events to one address, bills and batches too; they are no fault and tell of no shipment.

    Raises:
        MalformedError: it is no JSON object.
        UnreadableError: it is no event of EasyPost, or its tracker has no tracking code.
    """
    found = read_object(body)
    if found.get("object") != "Event":
        raise UnreadableError("This is no event of EasyPost.", [("object", "must be Event")])
    result = found.get("result")
    if not isinstance(result, dict):
        raise UnreadableError("The event has no result.", [("result", "must be an object")])
    if result.get("object") != "Tracker":
        return ()
    try:
        tracker = _Tracker.model_validate(_lists_as_tuples(result))
    except ValidationError as error:
        refused = unreadable(error)
        raise UnreadableError(str(refused), [(f"result.{field}", what) for field, what in refused.problems]) from None
    number = tracker.tracking_code.strip()
    if not number_key(number) or len(number) > MAX_NAME:
        raise UnreadableError("The tracker has no tracking code.", [("result.tracking_code", "must be a number")])
    return tuple(_told(tracker, number, _moment(found.get("created_at"))))


def _signature(secret: str, body: bytes) -> bytes:
    key = unicodedata.normalize("NFKD", secret).encode("utf-8")
    return PREFIX.encode() + hmac.new(key, body, hashlib.sha256).hexdigest().encode()


def _lists_as_tuples(result: dict[str, Any]) -> dict[str, Any]:
    details = result.get("tracking_details")
    return {**result, "tracking_details": tuple(details)} if isinstance(details, list) else result


def _told(tracker: _Tracker, number: str, created: datetime | None) -> Iterator[CarrierEvent]:
    carrier = (tracker.carrier or "").strip()[:MAX_NAME]
    steps = _steps(tracker, carrier, created)
    attempts = 0
    for place, (at, means, detail) in enumerate(steps):
        attempts += means.status is Milestone.FAILED_ATTEMPT
        is_last = place == len(steps) - 1
        yield CarrierEvent(
            carrier=carrier,
            tracking_number=number,
            status=means.status,
            reason=means.reason,
            detail=_words(detail.message or detail.description),
            code=(detail.carrier_code or "").strip()[:MAX_NAME] or None,
            occurred_at=at,
            expected_at=_moment(tracker.est_delivery_date) if is_last and means.status not in _ENDED else None,
            attempt=attempts if means.status is Milestone.FAILED_ATTEMPT and attempts < 100 else None,
            signed_by=_words(tracker.signed_by, MAX_NAME) if means.status is Milestone.DELIVERED else None,
        )


_ENDED = frozenset({Milestone.DELIVERED, Milestone.RETURNED, Milestone.LOST})
_Step = tuple[datetime, Meaning, _Detail]


def _steps(tracker: _Tracker, carrier: str, created: datetime | None) -> Sequence[_Step]:
    """The history in order of time, and last what the tracker says now where its history does not say that."""
    found: list[_Step] = []
    for detail in tracker.tracking_details or ():
        at, means = _moment(detail.datetime), _means(carrier, detail)
        if at is not None and means is not None:
            found.append((at, means, detail))
    found.sort(key=lambda step: step[0])
    now = _Detail(status=tracker.status, status_detail=tracker.status_detail)
    means, at = _means(carrier, now), _moment(tracker.updated_at) or created
    if means is None or at is None:
        return found[-MOST_EVENTS:]
    if not found or not _ends_with(found[-1][1], means):
        found.append((max(at, found[-1][0]) if found else at, means, now))
    elif found[-1][1].reason in _VAGUE and found[-1][1].status is means.status:
        found[-1] = (found[-1][0], means, found[-1][2])
    return found[-MOST_EVENTS:]


_VAGUE = (None, Trouble.OTHER)


def _ends_with(last: Meaning, tracker: Meaning) -> bool:
    """Whether the history ends with what the tracker says, or with more than that it is on its way."""
    return last.status is tracker.status or (tracker.status is Milestone.IN_TRANSIT and last.status not in PROGRESS)


def _means(carrier: str, detail: _Detail) -> Meaning | None:
    """A status in our words: EasyPost's, said closer by its detail, and that by the carrier's own code."""
    beside = _DETAIL.get(detail.status_detail or "")
    means = _STATUS.get(detail.status or "")
    if beside is not None and (means is None or means.status in {Milestone.IN_TRANSIT, Milestone.FAILED_ATTEMPT}):
        means = beside if means is None or means.status is Milestone.IN_TRANSIT else _closer(means, beside)
    own = meaning(carrier, detail.carrier_code)
    if means is None or own is None or own.reason is None:
        return _with_reason(means, detail)
    if means.status is Milestone.IN_TRANSIT:
        return own
    return Meaning(means.status, own.reason) if means.reason is Trouble.OTHER else means


def _closer(failure: Meaning, beside: Meaning) -> Meaning:
    """What became of a failed delivery: lost and returning are more than failed, anything else is why."""
    if beside.status in {Milestone.LOST, Milestone.RETURNING}:
        return beside
    return Meaning(failure.status, beside.reason)


def _with_reason(means: Meaning | None, detail: _Detail) -> Meaning | None:
    reason = _REASON.get(detail.status_detail or "")
    if means is None or reason is None or means.reason is not Trouble.OTHER:
        return means
    return Meaning(means.status, reason)


def _moment(text: object) -> datetime | None:
    """A moment as EasyPost writes it, in UTC where it names no zone; none where it is not a sensible one."""
    if not isinstance(text, str):
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    aware = found if found.tzinfo is not None else found.replace(tzinfo=UTC)
    return aware if FIRST_DAY <= aware.date() <= LAST_DAY else None


def _words(text: str | None, most: int = MAX_WORDS) -> str | None:
    return (text or "").strip()[:most] or None


SOURCE = CarrierSource(name=NAME, label="EasyPost", verify=verify, events=events, check_secret=check_secret)
