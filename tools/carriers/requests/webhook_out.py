"""Requests to carriers as signed webhooks, to an address that the operator names: a workflow, or a transport system.

The request's key is the delivery's id, so whoever receives it twice has it once.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime

import httpx

from runtime.settings import Settings
from tools.carriers import standard
from tools.carriers.requests.asking import Integration, NotReachedError, Pending, RequestRefused
from tools.carriers.requests.wanted import CarrierRequest

TYPE, VERSION = "carrier.request", 1
SECONDS = 15.0
MOST_BYTES = 20_000
LONGEST_WHY = 300
LONGEST_REFERENCE = 200
# It was understood and will not be done. Anything else that is no success may be well another time: a wrong secret or
# address is put right, a server comes back.
_NO = frozenset({400, 404, 409, 410, 422})


def integration_of(settings: Settings) -> Integration | None:
    """The configured way to ask carriers; none: they are asked by message."""
    if settings.carrier_requests_url is None or settings.carrier_requests_secret is None:
        return None
    return WebhookOut(
        settings.carrier_requests_url,
        settings.carrier_requests_secret.get_secret_value(),
        answers_at=settings.public_url,
    )


class WebhookOut:
    """Posts each request as a Standard Webhook.

    Args:
        url: where to.
        secret: `whsec_` and base64.
        answers_at: our own address, for the answer.
        seconds: how long the whole of it may take.
        clock: this moment.
    """

    def __init__(
        self,
        url: str,
        secret: str,
        *,
        answers_at: str | None = None,
        seconds: float = SECONDS,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        standard.check_secret(secret)
        self._url = url
        self._secret = secret
        self._answers_at = (answers_at or "").rstrip("/")
        self._seconds = seconds
        self._clock = clock

    async def ask(self, request: CarrierRequest) -> Pending | RequestRefused:
        """See `Integration.ask`."""
        now = self._clock()
        body = self._body(request, now)
        signed = standard.sign(self._secret, request.key, now, body)
        headers = {"Content-Type": "application/json", **signed}
        try:
            async with (
                asyncio.timeout(self._seconds),
                httpx.AsyncClient(timeout=self._seconds, follow_redirects=False) as client,
                client.stream("POST", self._url, content=body, headers=headers) as answer,
            ):
                status, said = answer.status_code, await _beginning(answer)
        except (httpx.HTTPError, TimeoutError) as error:
            raise NotReachedError(f"The address for requests to carriers gave no answer: {_words(error)}.") from error
        if 200 <= status < 300:
            return Pending(request.answer_by, _text(said, "reference", LONGEST_REFERENCE))
        if status in _NO:
            return RequestRefused(_text(said, "detail", LONGEST_WHY) or f"It was refused with status {status}.")
        raise NotReachedError(f"The address for requests to carriers answered with status {status}.")

    def _body(self, request: CarrierRequest, now: datetime) -> bytes:
        data = request.model_dump(mode="json") | {"result": f"{self._answers_at}/receipts/{request.key}/result"}
        whole = {"type": TYPE, "version": VERSION, "timestamp": now.isoformat(), "data": data}
        return json.dumps(whole, ensure_ascii=False).encode()


async def _beginning(answer: httpx.Response) -> bytes:
    """As much of an answer as anybody needs."""
    read = b""
    async for chunk in answer.aiter_bytes():
        read += chunk
        if len(read) > MOST_BYTES:
            break
    return read[:MOST_BYTES]


def _text(said: bytes, field: str, most: int) -> str | None:
    """A text of the answer's JSON object, on one line and cut; none where it has none."""
    try:
        found = json.loads(said)
    except (ValueError, RecursionError):
        return None
    text = found.get(field) if isinstance(found, dict) else None
    return (" ".join(text.split())[:most] or None) if isinstance(text, str) else None


def _words(error: Exception) -> str:
    return "it took too long" if isinstance(error, httpx.TimeoutException | TimeoutError) else "it cannot be reached"
