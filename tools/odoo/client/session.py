"""The typed interface over both wires: reads that are tried again, writes that are not, every call counted."""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from types import TracebackType
from typing import Any, Protocol, Self, TypeVar

import httpx

from runtime.settings import Wire
from tools.odoo.client.json2 import Json2
from tools.odoo.client.jsonrpc import JsonRpc
from tools.odoo.counting import note_call
from tools.odoo.errors import (
    BadAddress,
    MissingField,
    MissingModel,
    NoAccess,
    OdooDown,
    OdooError,
    RolledBack,
    TimedOut,
)
from tools.odoo.names import DATABASE_FIELD

Domain = Sequence[Any]
Row = dict[str, Any]

_API_KEY = re.compile(r"[0-9a-f]{40}")
_FIRST_WITH_JSON2 = 19
_TRIES = 3

T = TypeVar("T")


class Transport(Protocol):
    """What a wire offers."""

    uid: int
    context: dict[str, Any]

    async def call(
        self, model: str, method: str, ids: Sequence[int] | None, kwargs: Mapping[str, Any], *, writes: bool
    ) -> Any:
        """Call a public method with named arguments."""

    async def close(self) -> None:
        """Let go."""


class OdooSession:
    """A signed-in account at one Odoo database.

    Attributes:
        url: address of the server.
        database: name of the database.
        login: whose session it is.
        uid: that user's id.
        version: the server's version, `19.0`.
        wire: the wire in use.
        calls: requests made so far.
        before_write: awaited right before each request that may change something, also before one sent again.
    """

    def __init__(self, transport: Transport, *, url: str, database: str, login: str, version: str, wire: Wire) -> None:
        self._transport = transport
        self.url = url
        self.database = database
        self.login = login
        self.version = version
        self.wire = wire
        self.uid = transport.uid
        self.calls = 0
        self.before_write: Callable[[], Awaitable[None]] | None = None

    @classmethod
    async def open(
        cls,
        url: str,
        database: str,
        login: str,
        secret: str,
        *,
        wire: Wire = Wire.AUTO,
        timeout: float = 30.0,  # noqa: ASYNC109 - of each call, not of this function
    ) -> OdooSession:
        """Sign in.

        Args:
            url: address of the server, without a path.
            database: name of the database.
            login: the user's login.
            secret: their password or API key.
            wire: JSON-2, JSON-RPC, or by the server's version and the kind of secret.
            timeout: seconds each call may take.

        Raises:
            BadAddress: no Odoo answers there.
            OdooDown: the server cannot be reached.
            TimedOut: it did not answer in time.
            NoDatabase: it has no such database.
            WrongPassword: it does not accept login and secret.
        """
        url = url.rstrip("/")
        version = await _trying(lambda: server_version(url, timeout))
        chosen = _choose(wire, version, secret)
        transport: Transport
        if chosen is Wire.JSON2:
            transport = await _trying(lambda: Json2.open(url, database, login, secret, seconds=timeout))
        else:
            transport = await _trying(
                lambda: JsonRpc.open(url, database, login, secret, version=version, seconds=timeout)
            )
        return cls(transport, url=url, database=database, login=login, version=version, wire=chosen)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Let go of the connection and the secret."""
        await self._transport.close()

    @staticmethod
    def may_be_key(secret: str) -> bool:
        """Whether a secret has the form of Odoo's API keys."""
        return _API_KEY.fullmatch(secret) is not None

    @property
    def language(self) -> str:
        """The user's language code, such as `en_US`."""
        return str(self._transport.context.get("lang") or "en_US")

    async def read(
        self, model: str, ids: Sequence[int], fields: Sequence[str], *, context: Row | None = None
    ) -> list[Row]:
        """Read the named fields of records; records that are gone are left out."""
        rows: list[Row] = await self._read(model, "read", list(ids), {"fields": list(fields)}, context)
        return rows

    async def search_read(
        self,
        model: str,
        domain: Domain,
        fields: Sequence[str],
        *,
        order: str | None = None,
        limit: int | None = None,
        offset: int = 0,
        context: Row | None = None,
    ) -> list[Row]:
        """Find records and read the named fields, in one call."""
        arguments = {"domain": list(domain), "fields": list(fields), "order": order, "limit": limit, "offset": offset}
        rows: list[Row] = await self._read(model, "search_read", None, arguments, context)
        return rows

    async def read_tree(
        self,
        model: str,
        domain: Domain,
        specification: Mapping[str, Any],
        *,
        order: str | None = None,
        limit: int | None = None,
        context: Row | None = None,
    ) -> list[Row]:
        """Find records and read fields of theirs and of records they point to, in one call.

        Args:
            model: name of the model.
            domain: which records.
            specification: `{field: {}}`, and for relations `{field: {"fields": {…}}}`.
            order: Odoo's order clause.
            limit: most records.
            context: added to the user's.
        """
        arguments = {"domain": list(domain), "specification": dict(specification), "order": order, "limit": limit}
        found = await self._read(model, "web_search_read", None, arguments, context)
        rows: list[Row] = found["records"]
        return rows

    async def search_count(self, model: str, domain: Domain) -> int:
        """How many records there are."""
        return int(await self._read(model, "search_count", None, {"domain": list(domain)}, None))

    async def groups(
        self, model: str, domain: Domain, by: Sequence[str], aggregates: Sequence[str], *, context: Row | None = None
    ) -> list[Row]:
        """Sums by group in one call: `by` such as `product_id`, aggregates such as `quantity:sum`."""
        arguments = {"domain": list(domain), "groupby": list(by), "aggregates": list(aggregates)}
        rows: list[Row] = await self._read(model, "formatted_read_group", None, arguments, context)
        return rows

    async def ask(
        self,
        model: str,
        method: str,
        ids: Sequence[int] | None = None,
        *,
        context: Row | None = None,
        **arguments: Any,
    ) -> Any:
        """Call a method that changes nothing: tried again when the connection fails."""
        return await self._read(model, method, ids, arguments, context)

    async def call(
        self,
        model: str,
        method: str,
        ids: Sequence[int] | None = None,
        *,
        context: Row | None = None,
        **arguments: Any,
    ) -> Any:
        """Call a method that may change something, with named arguments.

        Sent once; sent again only when Odoo itself says that it rolled everything back, or nothing had been sent.

        Args:
            model: name of the model.
            method: name of a public method.
            ids: records it is called on; None for methods of the model itself.
            context: added to the user's.
            **arguments: its arguments by name.

        Raises:
            LostAnswer: it was sent and may have been done.
            Refused: Odoo refused; nothing changed.
            NoAccess: the account may not.
        """

        async def attempt() -> Any:
            if self.before_write is not None:
                await self.before_write()
            return await self._call(model, method, ids, arguments, context, writes=True)

        return await _trying(attempt, (RolledBack, OdooDown))

    async def create(self, model: str, values: Sequence[Row], *, context: Row | None = None) -> list[int]:
        """Create records and give their ids. Not safe to repeat: look for your own key first."""
        created: list[int] = await self.call(model, "create", vals_list=list(values), context=context)
        return created

    async def write(self, model: str, ids: Sequence[int], values: Row, *, context: Row | None = None) -> None:
        """Write the same values on records."""
        await self.call(model, "write", ids, vals=values, context=context)

    async def unlink(self, model: str, ids: Sequence[int]) -> None:
        """Delete records."""
        await self.call(model, "unlink", ids)

    async def database_uuid(self) -> str | None:
        """The database's identity, `database.uuid`; None where this account cannot see it (never provisioned)."""
        try:
            [row] = await self.search_read("res.company", [], [DATABASE_FIELD], order="id", limit=1)
            return str(row[DATABASE_FIELD] or "") or None
        except (MissingField, NoAccess, ValueError):
            pass
        try:
            found = await self.ask("ir.config_parameter", "get_param", key="database.uuid")
        except NoAccess:
            return None
        return str(found) if found else None

    async def has_model(self, model: str) -> bool:
        """Whether the model exists and this account may read it."""
        try:
            await self.search_count(model, [["id", "=", 0]])
        except (MissingModel, NoAccess):
            return False
        return True

    async def _read(
        self, model: str, method: str, ids: Sequence[int] | None, arguments: Mapping[str, Any], context: Row | None
    ) -> Any:
        return await _trying(lambda: self._call(model, method, ids, arguments, context, writes=False))

    async def _call(
        self,
        model: str,
        method: str,
        ids: Sequence[int] | None,
        arguments: Mapping[str, Any],
        context: Row | None,
        *,
        writes: bool,
    ) -> Any:
        self.calls += 1
        note_call(f"{model}.{method}")
        # Both wires get the same context: JSON-2 would otherwise add the user's own, JSON-RPC none.
        whole = {"lang": self.language, "tz": "UTC", **(context or {})}
        return await self._transport.call(model, method, ids, {**arguments, "context": whole}, writes=writes)


async def server_version(url: str, seconds: float) -> str:
    """The version of the Odoo at an address, asked without signing in.

    Raises:
        BadAddress: something else answers there.
        OdooDown: nothing answers.
        TimedOut: no answer in time.
    """
    note_call("version")
    try:
        async with httpx.AsyncClient(timeout=seconds) as client:
            response = await client.post(f"{url.rstrip('/')}/web/webclient/version_info", json={})
    except httpx.TimeoutException:
        raise TimedOut("for its version", seconds) from None
    except (httpx.InvalidURL, httpx.UnsupportedProtocol):
        raise BadAddress(url, "that is no web address") from None
    except httpx.TransportError:
        raise OdooDown(url, "nothing answers there") from None
    if response.status_code in {502, 503, 504}:
        raise OdooDown(url, f"it answers {response.status_code}")
    try:
        return str(response.json()["result"]["server_version"])
    except (ValueError, KeyError, TypeError):
        raise BadAddress(url, "something else answers there") from None


def _choose(wire: Wire, version: str, secret: str) -> Wire:
    if wire is not Wire.AUTO:
        return wire
    digits = re.search(r"\d+", version)
    modern = digits is not None and int(digits.group()) >= _FIRST_WITH_JSON2
    # JSON-2 takes API keys only; a person's password goes the older way.
    return Wire.JSON2 if modern and OdooSession.may_be_key(secret) else Wire.JSONRPC


async def _trying(
    attempt: Callable[[], Awaitable[T]],
    again_on: tuple[type[OdooError], ...] = (OdooDown, RolledBack, TimedOut),
) -> T:
    for failed in range(1, _TRIES):
        try:
            return await attempt()
        except again_on:
            # Spread, so that two that collided do not collide again.
            await asyncio.sleep(random.uniform(0.1, 0.4) * failed)  # noqa: S311
    return await attempt()
