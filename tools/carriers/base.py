"""What every source of carrier events has in common: its errors, each with the HTTP status it means, and its shape.

A source is pure: raw bytes and headers in, a delivery's id and typed events out. It never asks the clock and never
talks to anybody.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import from_json

from cases.carrier_events import CarrierEvent
from runtime.errors import PlainError

# It is part of an index of the record.
LONGEST_ID = 200
MOST_SHOWN = 60


class WebhookError(PlainError):
    """A delivery is refused; the message says why in plain words and never holds a part of a secret.

    Attributes:
        status: the HTTP status it means.
        problems: the fields at fault, each with what is wrong with it.
    """

    status: ClassVar[int] = 400

    def __init__(self, message: str, problems: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(message)
        self.problems = tuple(problems)


class NotVerifiedError(WebhookError):
    """Nobody vouches for it: no secret, no signature, or one that does not fit."""

    status = 401


class StaleError(NotVerifiedError):
    """It was signed too long ago, or in the future: somebody may be sending an old one again."""


class MalformedError(WebhookError):
    """It is not what the source sends at all."""


class UnreadableError(WebhookError):
    """It is signed and well formed, and says something that is not understood."""

    status = 422


class SecretError(PlainError):
    """A secret that no signature can be checked with; told at start."""


Secrets = Sequence[str]
Verify = Callable[[Mapping[str, str], bytes, Secrets, datetime], str]


@dataclass(frozen=True)
class CarrierSource:
    """One sender of carrier events.

    Attributes:
        name: as in the address it posts to and in the setting with its secrets.
        label: as people know it.
        verify: headers (names in lower case), raw body, secrets and this moment in, the delivery's id out; raises a
            `WebhookError`.
        events: raw body in, what it says of one shipment out, oldest first: the last is how the shipment stands now.
            Empty: it is well formed and tells nothing of a shipment. Raises a `WebhookError`.
        check_secret: raises a `SecretError` for a secret that cannot be one.
    """

    name: str
    label: str
    verify: Verify
    events: Callable[[bytes], tuple[CarrierEvent, ...]]
    check_secret: Callable[[str], None]


class Loose(BaseModel):
    """A part of what somebody sends: further fields are kept in the raw body and ignored here."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)


def read_object(body: bytes) -> dict[str, Any]:
    """The body's JSON object.

    Raises:
        MalformedError: it is none.
    """
    try:
        found = from_json(body, allow_inf_nan=False)
    except ValueError:
        raise MalformedError("The body is not valid JSON.") from None
    if not isinstance(found, dict):
        raise MalformedError("The body is not a JSON object.")
    return found


def unreadable(error: ValidationError) -> UnreadableError:
    """What a model found wrong, as a refusal that names each field."""
    return UnreadableError(
        "A field is missing or wrong.",
        [
            (".".join(str(part) for part in one["loc"]), one["msg"])
            for one in error.errors(include_url=False, include_input=False, include_context=False)
        ],
    )


def is_id(value: object) -> bool:
    """Whether something can be a delivery's id: visible ASCII without what begins a JSON text."""
    return (
        isinstance(value, str)
        and 0 < len(value) <= LONGEST_ID
        and all("!" <= one <= "~" and one not in '{}[]"' for one in value)
    )


def shown(value: object) -> str:
    """Somebody else's word inside a sentence of ours: quoted, escaped and cut."""
    text = ascii(value)
    return text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}…"
