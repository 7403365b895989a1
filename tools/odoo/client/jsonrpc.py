"""Odoo's older wire, JSON-RPC through odoorpc: every Odoo up to 19 speaks it, with passwords and with API keys.

odoorpc is synchronous and not made for several threads: one call at a time for each session, off the event loop.
"""

from __future__ import annotations

import asyncio
import http.client
import json
import logging
import socket
import urllib.error
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn
from urllib.parse import urlsplit

import odoorpc

from tools.odoo.client.faults import fault
from tools.odoo.errors import BadAddress, LostAnswer, NoDatabase, OdooDown, OdooError, TimedOut, WrongPassword

# odoorpc writes whole requests, secret included, to its debug log.
logging.getLogger("odoorpc").setLevel(logging.WARNING)

_NEVER_SENT = (ConnectionRefusedError, socket.gaierror)
# What may follow when the request had been sent or was being sent.
_BROKEN = (http.client.HTTPException, ConnectionError, urllib.error.URLError, OSError, json.JSONDecodeError)


class JsonRpc:
    """One odoorpc connection, used by one call at a time."""

    def __init__(self, url: str, connection: odoorpc.ODOO, login: str, seconds: float) -> None:
        self._url = url
        self._connection = connection
        self._login = login
        self._seconds = seconds
        self._lock = asyncio.Lock()
        self.uid = int(connection.env.uid)
        self.context: dict[str, Any] = dict(connection.env.context)

    @classmethod
    async def open(cls, url: str, database: str, login: str, secret: str, *, version: str, seconds: float) -> JsonRpc:
        """Sign in.

        Raises:
            WrongPassword: Odoo does not accept the login and secret.
            NoDatabase: there is no such database.
            OdooDown: the server cannot be reached.
            TimedOut: it did not answer in time.
        """
        parts = urlsplit(url)
        encrypted = parts.scheme == "https"

        def sign_in() -> odoorpc.ODOO:
            connection = odoorpc.ODOO(
                parts.hostname or "",
                protocol="jsonrpc+ssl" if encrypted else "jsonrpc",
                port=parts.port or (443 if encrypted else 80),
                timeout=seconds,
                version=version,
            )
            connection.login(database, login, secret)
            return connection

        try:
            connection = await asyncio.to_thread(sign_in)
        except odoorpc.error.RPCError as error:
            raise _sign_in_fault(error, url=url, database=database, login=login) from None
        except _BROKEN as error:
            _broken(error, url=url, what="signing in", seconds=seconds, writes=False)
        return cls(url, connection, login, seconds)

    async def call(
        self, model: str, method: str, ids: Sequence[int] | None, kwargs: Mapping[str, Any], *, writes: bool
    ) -> Any:
        """Call a public method with named arguments.

        Args:
            model: name of the model.
            method: name of the method.
            ids: records it is called on; None for methods of the model itself.
            kwargs: its arguments by name, `context` among them.
            writes: whether it may change anything: then a lost answer is `LostAnswer`.
        """
        args: list[Any] = [] if ids is None else [list(ids)]
        named = dict(kwargs)
        if method == "create":
            # The older dispatcher looks at the first positional argument of `create`.
            args = [named.pop("vals_list")]
        async with self._lock:
            try:
                return await asyncio.to_thread(self._connection.execute_kw, model, method, args, named)
            except odoorpc.error.RPCError as error:
                raise fault(_data(error), login=self._login, model=model, method=method, writes=writes) from None
            except _BROKEN as error:
                _broken(error, url=self._url, what=f"{model}.{method}", seconds=self._seconds, writes=writes)

    async def close(self) -> None:
        """Forget the secret."""
        await asyncio.to_thread(self._connection.logout)


def _data(error: odoorpc.error.RPCError) -> Mapping[str, Any]:
    info = error.info if isinstance(error.info, Mapping) else {}
    data = info.get("data")
    return data if isinstance(data, Mapping) else {"name": "unknown", "message": str(info.get("message") or "")}


def _sign_in_fault(error: odoorpc.error.RPCError, *, url: str, database: str, login: str) -> OdooError:
    if not isinstance(error.info, Mapping):
        return WrongPassword(login)
    data = _data(error)
    text = str(data.get("message") or "")
    if "does not exist" in text and "atabase" in text:
        return NoDatabase(database, url)
    if str(data.get("name") or "").startswith("psycopg2"):
        return OdooDown(url, "its database does not answer")
    return fault(data, login=login, model="common", method="login", writes=False)


def _broken(error: Exception, *, url: str, what: str, seconds: float, writes: bool) -> NoReturn:
    cause = _cause(error)
    if isinstance(cause, _NEVER_SENT):
        raise OdooDown(url, "nothing answers there") from None
    if writes:
        raise LostAnswer(what, _why(cause, seconds)) from None
    if isinstance(cause, TimeoutError):
        raise TimedOut(what, seconds) from None
    if isinstance(cause, urllib.error.HTTPError) and cause.code in {404, 405}:
        raise BadAddress(url, f"it answers {cause.code}") from None
    if isinstance(cause, json.JSONDecodeError):
        raise BadAddress(url, "it answers something else than Odoo would") from None
    raise OdooDown(url, _why(cause, seconds)) from None


def _cause(error: Exception) -> object:
    if isinstance(error, urllib.error.HTTPError):
        error.close()
        return error
    return error.reason if isinstance(error, urllib.error.URLError) else error


def _why(cause: object, seconds: float) -> str:
    if isinstance(cause, TimeoutError):
        return f"no answer within {seconds:g} seconds"
    if isinstance(cause, urllib.error.HTTPError):
        return f"the server answered {cause.code}"
    return "the connection broke"
