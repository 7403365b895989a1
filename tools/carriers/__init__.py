"""Carriers and what stands between: who sends events, how a delivery is verified, what it says in our words.

One file for each source that posts (`standard`, `easypost`) and for each carrier's own codes. What is asked of a
carrier is in `requests`, which only execution may import.
"""

from __future__ import annotations

from collections.abc import Mapping

from cases.carrier_events import CarrierEvent
from tools.carriers import easypost, standard
from tools.carriers.base import (
    CarrierSource,
    MalformedError,
    NotVerifiedError,
    SecretError,
    StaleError,
    UnreadableError,
    WebhookError,
)

__all__ = [
    "SOURCES",
    "CarrierSource",
    "MalformedError",
    "NotVerifiedError",
    "SecretError",
    "StaleError",
    "UnreadableError",
    "WebhookError",
    "check_secrets",
    "events",
]

SOURCES: Mapping[str, CarrierSource] = {source.name: source for source in (standard.SOURCE, easypost.SOURCE)}


def events(source: str, body: bytes) -> tuple[CarrierEvent, ...]:
    """What a kept delivery says of one shipment, oldest first: the last is how the shipment stands now.

    Args:
        source: as the report names it.
        body: the raw body, as it was kept.

    Raises:
        WebhookError: the source is not known any more, or the body cannot be read.
    """
    known = SOURCES.get(source)
    if known is None:
        raise UnreadableError(f"Nobody here reads what {source} sends.")
    return known.events(body)


def check_secrets(secrets: Mapping[str, tuple[str, ...]]) -> None:
    """See at start that every secret belongs to a source and can be one.

    Raises:
        SecretError: one does not; it names the source and never the secret.
    """
    for name, values in secrets.items():
        source = SOURCES.get(name)
        if source is None:
            raise SecretError(f"EXPEDITER_WEBHOOK_SECRETS names {name}; known sources are {', '.join(SOURCES)}.")
        for value in values:
            try:
                source.check_secret(value)
            except SecretError as error:
                raise SecretError(f"EXPEDITER_WEBHOOK_SECRETS, {name}: {error}") from None
