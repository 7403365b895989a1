"""Odoo's newer wire, JSON-2 through httpx: from 19 on, API keys only, named arguments only."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import httpx

from tools.odoo.client.faults import fault
from tools.odoo.errors import (
    BadAddress,
    LostAnswer,
    NoDatabase,
    OdooDown,
    OdooError,
    RolledBack,
    TimedOut,
    WrongPassword,
)

_CONNECT_SECONDS = 5.0  # nothing was sent by then, so it is no part of what has to settle
_AWAY = {502, 503, 504}


class Json2:
    """One API key at one database. Several calls may run at once."""

    def __init__(self, url: str, database: str, login: str, secret: str, seconds: float) -> None:
        self._url = url
        self._database = database
        self._login = login
        self._seconds = seconds
        headers = {"Authorization": f"Bearer {secret}", "X-Odoo-Database": database}
        self._reading = httpx.AsyncClient(base_url=url, headers=headers, timeout=seconds)
        # A kept connection that the server closes meanwhile would make a write's answer look lost: a new one each time.
        self._writing = httpx.AsyncClient(
            base_url=url,
            headers=headers,
            timeout=httpx.Timeout(seconds, connect=min(seconds, _CONNECT_SECONDS)),
            limits=httpx.Limits(max_keepalive_connections=0),
        )
        self.uid = 0
        self.context: dict[str, Any] = {}

    @classmethod
    async def open(cls, url: str, database: str, login: str, secret: str, *, seconds: float) -> Json2:
        """Sign in: find out who the key belongs to.

        Raises:
            WrongPassword: Odoo does not accept the key, or it is somebody else's.
            OdooDown: the server cannot be reached.
            TimedOut: it did not answer in time.
            NoDatabase: there is no such database, or the server is older than JSON-2.
        """
        wire = cls(url, database, login, secret, seconds)
        try:
            wire.context = dict(await wire.call("res.users", "context_get", None, {}, writes=False))
            wire.uid = int(wire.context.pop("uid"))
            [user] = await wire.call("res.users", "read", [wire.uid], {"fields": ["login"]}, writes=False)
            if user["login"] != login:
                raise WrongPassword(login)
        except OdooError:
            await wire.close()
            raise
        return wire

    async def call(
        self, model: str, method: str, ids: Sequence[int] | None, kwargs: Mapping[str, Any], *, writes: bool
    ) -> Any:
        """Call a public method with named arguments; as in the other wire."""
        body = dict(kwargs) if ids is None else {**kwargs, "ids": list(ids)}
        what = f"{model}.{method}"
        client = self._writing if writes else self._reading
        try:
            response = await client.post(f"/json/2/{model}/{method}", json=body)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol):
            raise OdooDown(self._url, "nothing answers there") from None
        except httpx.TimeoutException:
            if writes:
                raise LostAnswer(what, f"no answer within {self._seconds:g} seconds") from None
            raise TimedOut(what, self._seconds) from None
        except httpx.TransportError:
            if writes:
                raise LostAnswer(what, "the connection broke") from None
            raise OdooDown(self._url, "the connection broke") from None
        return self._answer(response, model, method, writes=writes)

    def _answer(self, response: httpx.Response, model: str, method: str, *, writes: bool) -> Any:
        what = f"{model}.{method}"
        try:
            value = response.json()
        except (json.JSONDecodeError, UnicodeDecodeError):
            if writes:
                raise LostAnswer(what, f"the server answered {response.status_code}") from None
            if response.status_code in _AWAY:
                raise OdooDown(self._url, f"it answers {response.status_code}") from None
            if response.status_code == httpx.codes.TOO_MANY_REQUESTS:
                raise RolledBack(what) from None
            if response.status_code == httpx.codes.NOT_FOUND:
                raise NoDatabase(self._database, self._url) from None
            why = f"it answers {response.status_code} and nothing that Odoo would say"
            raise BadAddress(self._url, why) from None
        if response.is_success:
            return value
        data = value if isinstance(value, Mapping) else {}
        raise fault(data, login=self._login, model=model, method=method, writes=writes)

    async def close(self) -> None:
        """Let the connections go."""
        await self._reading.aclose()
        await self._writing.aclose()
