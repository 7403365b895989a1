"""A browser-like session, for the one thing that only a web session may do: make an API key. Used by provisioning."""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

import httpx

from tools.odoo.client.faults import fault
from tools.odoo.counting import note_call
from tools.odoo.errors import BadAddress, LostAnswer, OdooDown, WrongPassword


class WebSession:
    """A cookie session of one user. Use as an async context manager."""

    def __init__(self, url: str, database: str, login: str, seconds: float) -> None:
        self._url = url.rstrip("/")
        self._database = database
        self._login = login
        self._client = httpx.AsyncClient(base_url=self._url, timeout=seconds)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.aclose()

    async def sign_in(self, password: str) -> None:
        """Begin the session.

        Raises:
            WrongPassword: Odoo does not accept it.
        """
        answer = await self._post(
            "/web/session/authenticate", {"db": self._database, "login": self._login, "password": password}, "sign-in"
        )
        if not answer or not answer.get("uid"):
            raise WrongPassword(self._login)

    async def call(self, model: str, method: str, args: list[Any], **kwargs: Any) -> Any:
        """Call a public method; never tried again."""
        parameters = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        return await self._post(f"/web/dataset/call_kw/{model}/{method}", parameters, f"{model}.{method}")

    async def _post(self, path: str, parameters: Mapping[str, Any], what: str) -> Any:
        note_call(what)
        try:
            response = await self._client.post(path, json={"jsonrpc": "2.0", "method": "call", "params": parameters})
        except httpx.ConnectError:
            raise OdooDown(self._url, "nothing answers there") from None
        except httpx.TransportError:
            raise LostAnswer(what, "the connection broke") from None
        try:
            body = response.json()
        except ValueError:
            raise BadAddress(self._url, f"it answers {response.status_code}") from None
        if "error" in body:
            data = body["error"].get("data") or {}
            model, _, method = what.rpartition(".")
            raise fault(data, login=self._login, model=model or "web", method=method, writes=True)
        return body.get("result")
