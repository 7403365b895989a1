"""Standard Webhooks (standardwebhooks.com): what any carrier, transport system, portal or workflow can send.

The signature covers the id, the moment and the exact body: base64 of HMAC-SHA256 over `id.timestamp.body`.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Annotated, Any

from pydantic import AwareDatetime, Field, StringConstraints, ValidationError

from cases.carrier_events import CarrierEvent, Milestone, Trouble, number_key
from cases.claims.base import MAX_NAME, MAX_WORDS
from tools.carriers.base import (
    CarrierSource,
    Loose,
    MalformedError,
    NotVerifiedError,
    SecretError,
    Secrets,
    StaleError,
    UnreadableError,
    is_id,
    read_object,
    shown,
    unreadable,
)
from tools.carriers.codes import meaning

NAME = "standard"
ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
TOLERANCE = timedelta(minutes=5)
PREFIX = "whsec_"
TYPE, VERSION = "tracking.event", 1
# A header is at most that long with any server; whoever rotates has two or three.
MOST_SIGNATURES = 50
_LONGEST_TIMESTAMP = 11

Name = Annotated[str, StringConstraints(strip_whitespace=True, max_length=MAX_NAME)]
Number = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_NAME)]


class _Data(Loose):
    carrier: Name
    tracking_number: Number
    status: Milestone
    reason: Trouble | None = None
    detail: str | None = None
    occurred_at: AwareDatetime
    expected_at: AwareDatetime | None = None
    attempt: Annotated[int, Field(ge=1, le=99)] | None = None
    return_by: date | None = None
    code: Name | None = None
    signed_by: Name | None = None


class _Envelope(Loose):
    timestamp: AwareDatetime
    data: _Data


def verify(headers: Mapping[str, str], body: bytes, secrets: Secrets, now: datetime) -> str:
    """The delivery's id, once one of the secrets vouches for it.

    Raises:
        NotVerifiedError: a header is missing, or no signature fits.
        StaleError: it was not signed within five minutes of now.
        MalformedError: its id cannot be one.
    """
    delivery_id, timestamp, signatures = (headers.get(name, "") for name in (ID, TIMESTAMP, SIGNATURE))
    missing = [name for name in (ID, TIMESTAMP, SIGNATURE) if not headers.get(name)]
    if missing:
        raise NotVerifiedError(f"The header {missing[0]} is missing.")
    _check_time(timestamp, now)
    given = [one.encode("utf-8", "replace") for one in signatures.split()[:MOST_SIGNATURES]]
    # Every pair is compared, so that the time it takes says nothing of which one fits.
    fits = [
        hmac.compare_digest(_signature(secret, delivery_id, timestamp, body), one)
        for secret in secrets
        for one in given
    ]
    if not any(fits):
        raise NotVerifiedError("No signature in webhook-signature fits the id, the timestamp and the exact body.")
    if not is_id(delivery_id):
        # With a brace in it, a part of a signed body could be passed off as an id.
        raise MalformedError("The webhook-id must be 1 to 200 visible characters without braces, brackets and quotes.")
    return delivery_id


def sign(secret: str, delivery_id: str, at: datetime, body: bytes) -> dict[str, str]:
    """The three headers of a delivery.

    Args:
        secret: `whsec_` and base64.
        delivery_id: the same for every try to deliver the same thing.
        at: the moment of this try.
        body: the exact bytes that are sent.

    Raises:
        SecretError: the secret cannot be one.
    """
    check_secret(secret)
    timestamp = str(int(at.timestamp()))
    signature = _signature(secret, delivery_id, timestamp, body).decode("ascii")
    return {ID: delivery_id, TIMESTAMP: timestamp, SIGNATURE: signature}


def check_secret(secret: str) -> None:
    """See `Source.check_secret`."""
    _key(secret)


def events(body: bytes) -> tuple[CarrierEvent, ...]:
    """The one event that a body tells of.

    Raises:
        MalformedError: it is no JSON object.
        UnreadableError: its type or version is not known, or a field is missing or wrong.
    """
    found = read_object(body)
    _check_type(found)
    try:
        # Read from the bytes: only there do texts count as moments and nothing else does.
        data = _Envelope.model_validate_json(body).data
        return (_event(data),)
    except ValidationError as error:
        raise unreadable(error) from None


def _check_time(timestamp: str, now: datetime) -> None:
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= _LONGEST_TIMESTAMP):
        raise NotVerifiedError("The header webhook-timestamp must be the seconds since 1970, in digits.")
    if abs(int(now.timestamp()) - int(timestamp)) > TOLERANCE.total_seconds():
        raise StaleError("The webhook-timestamp is more than five minutes away from now; check the sender's clock.")


def _signature(secret: str, delivery_id: str, timestamp: str, body: bytes) -> bytes:
    signed = b".".join((delivery_id.encode("utf-8", "replace"), timestamp.encode(), body))
    return b"v1," + base64.b64encode(hmac.new(_key(secret), signed, hashlib.sha256).digest())


def _key(secret: str) -> bytes:
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX).encode(), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not key:
        raise SecretError("A secret of Standard Webhooks is whsec_ and base64; this one cannot be read.")
    return key


def _check_type(found: dict[str, Any]) -> None:
    kind, version = found.get("type"), found.get("version")
    if kind is None:
        raise UnreadableError("A field is missing or wrong.", [("type", "Field required")])
    if kind != TYPE:
        words = f"The type {shown(kind)} is not known here; {TYPE} is."
        raise UnreadableError(words, [("type", words)])
    if version is None:
        raise UnreadableError("A field is missing or wrong.", [("version", "Field required")])
    if type(version) is not int or version != VERSION:
        words = f"The version {shown(version)} of {TYPE} is not known here; {VERSION} is."
        raise UnreadableError(words, [("version", words)])


def _event(data: _Data) -> CarrierEvent:
    if not number_key(data.tracking_number):
        words = "must hold a letter or a digit"
        raise UnreadableError("A field is missing or wrong.", [("data.tracking_number", words)])
    try:
        return CarrierEvent(
            carrier=data.carrier,
            tracking_number=data.tracking_number,
            status=data.status,
            reason=data.reason or _reason(data),
            detail=data.detail[:MAX_WORDS] if data.detail else None,
            code=data.code or None,
            occurred_at=data.occurred_at,
            expected_at=data.expected_at,
            attempt=data.attempt,
            return_by=data.return_by,
            signed_by=data.signed_by or None,
        )
    except ValidationError as error:
        refused = unreadable(error)
        raise UnreadableError(str(refused), [(f"data.{field}", what) for field, what in refused.problems]) from None


def _reason(data: _Data) -> Trouble | None:
    """Where the sender gives none, the one that the carrier's own code stands for, if the shipment does not go on."""
    known = meaning(data.carrier, data.code)
    told = data.status in {Milestone.EXCEPTION, Milestone.FAILED_ATTEMPT, Milestone.RETURNING, Milestone.RETURNED}
    return known.reason if known is not None and told else None


SOURCE = CarrierSource(name=NAME, label="Standard Webhooks", verify=verify, events=events, check_secret=check_secret)
