"""A file sent to the inbox as a signed webhook, as its source would send it. Used by `intake --webhook`."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import httpx

from cases.store.records import Kept
from cli.programs import inbox_address
from runtime.errors import PlainError
from runtime.settings import Settings
from sandbox.world import Sandbox
from tools.carriers import SOURCES, easypost, standard

_PATIENCE = 30.0


class NotSentError(PlainError):
    """It cannot be sent at all; the message says what is missing."""


class Signer:
    """Signs for one source with its first secret: of the settings, else the sandbox's.

    Raises:
        NotSentError: nobody knows that source, or a secret of it.
    """

    def __init__(self, settings: Settings, source: str) -> None:
        if source not in SOURCES:
            raise NotSentError(f"There is no source {source}; there are {' and '.join(SOURCES)}.")
        found = settings.secrets_of_webhooks.get(source) or _sandboxs(settings).get(source)
        if not found:
            raise NotSentError(f"No secret of {source} is known; set EXPEDITER_WEBHOOK_SECRETS or start the sandbox.")
        self._source = source
        self._secret = found[0]
        self._address = inbox_address(settings)

    async def send(self, body: bytes) -> Kept | str:
        """Send the exact bytes of a file: that they are kept, or why they were refused.

        Raises:
            NotSentError: the inbox does not answer.
        """
        headers = {"Content-Type": "application/json", **self._signed(body)}
        try:
            async with httpx.AsyncClient(base_url=self._address, timeout=_PATIENCE) as client:
                answer = await client.post(f"/intake/webhooks/{self._source}", content=body, headers=headers)
        except httpx.TransportError:
            raise NotSentError(f"The inbox does not answer at {self._address}. Start it: expediter up") from None
        if answer.status_code == httpx.codes.ACCEPTED:
            return Kept.model_validate(answer.json())
        return _why(answer)

    def _signed(self, body: bytes) -> dict[str, str]:
        if self._source == easypost.NAME:
            return easypost.sign(self._secret, body)
        # The same file is the same delivery, however often it is sent.
        delivery_id = f"file_{hashlib.sha256(body).hexdigest()[:32]}"
        return standard.sign(self._secret, delivery_id, datetime.now(UTC), body)


def _sandboxs(settings: Settings) -> dict[str, tuple[str, ...]]:
    secrets = None if settings.odoo_url else Sandbox(settings).status().webhook_secrets
    return {name: (secret,) for name, secret in secrets.model_dump().items()} if secrets else {}


def _why(answer: httpx.Response) -> str:
    try:
        problem = answer.json()
        faults = "; ".join(f"{one['field']}: {one['problem']}" for one in problem.get("errors", []))
        return f"{problem['detail']} {faults}".strip()
    except (ValueError, KeyError, TypeError):
        return f"The inbox answered {answer.status_code}."
