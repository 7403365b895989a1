"""What a carrier is asked for, and what came of asking: an approved request in, *pending until* out.

Only execution may import this: a request leaves the house, and people have approved it. A carrier says yes or no later,
on `POST /receipts/{key}/result`; until then nobody knows. Where no integration is configured the answer is to ask by
message, with the same day by which an answer is wanted.
"""

from __future__ import annotations

from tools.carriers.requests.asking import (
    Answer,
    AskByMessage,
    Integration,
    NotReachedError,
    Pending,
    RequestRefused,
    ask,
)
from tools.carriers.requests.of_action import request_of
from tools.carriers.requests.wanted import CarrierRequest, Hold, LossClaim, Reattempt, Recall, Redirect
from tools.carriers.requests.webhook_out import integration_of

__all__ = [
    "Answer",
    "AskByMessage",
    "CarrierRequest",
    "Hold",
    "Integration",
    "LossClaim",
    "NotReachedError",
    "Pending",
    "Reattempt",
    "Recall",
    "Redirect",
    "RequestRefused",
    "ask",
    "integration_of",
    "request_of",
]
