"""Asking, and what can come of it at once. Whether the carrier does it is said later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from runtime.errors import PlainError
from tools.carriers.requests.wanted import CarrierRequest


@dataclass(frozen=True)
class Pending:
    """It was taken; the answer comes later, or a person is told.

    Attributes:
        until: by when an answer is wanted.
        reference: the carrier's own, where it gave one.
    """

    until: datetime
    reference: str | None = None


@dataclass(frozen=True)
class AskByMessage:
    """Nothing was sent: no integration is configured. Somebody writes to the carrier.

    Attributes:
        until: by when an answer is wanted.
    """

    until: datetime


@dataclass(frozen=True)
class RequestRefused:
    """It will not be done; `why` in plain words."""

    why: str


Answer = Pending | AskByMessage | RequestRefused


class NotReachedError(PlainError):
    """Nobody knows whether it was taken. It may be sent again under the same key, and is then the same request."""


class Integration(Protocol):
    """A way to ask carriers."""

    async def ask(self, request: CarrierRequest) -> Pending | RequestRefused:
        """Send a request.

        Raises:
            NotReachedError: nobody knows whether it was taken.
        """


async def ask(request: CarrierRequest, integration: Integration | None) -> Answer:
    """Ask a carrier for something that people approved.

    Raises:
        NotReachedError: nobody knows whether it was taken; ask again.
    """
    if integration is None:
        return AskByMessage(until=request.answer_by)
    return await integration.ask(request)
