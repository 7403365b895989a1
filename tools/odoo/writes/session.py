"""The writing account's session with the one database that it may write to. Opened by execution, closed after use."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self

from runtime.settings import Settings
from tools.odoo.accounts import load_account
from tools.odoo.client import OdooSession
from tools.odoo.connect import Target, check_identity, odoo_target
from tools.odoo.errors import WrongDatabase

Row = dict[str, Any]


class OdooWriter:
    """What the writes may do with Odoo: read trees, call methods. Use as an async context manager.

    Attributes:
        uuid: identity of the database.
    """

    def __init__(self, session: OdooSession, uuid: str) -> None:
        self._session = session
        self.uuid = uuid

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Let go of the connection and the secret."""
        await self._session.close()

    @property
    def uid(self) -> int:
        """The writing account's user."""
        return self._session.uid

    @contextmanager
    def telling(self, before_each: Callable[[], Awaitable[None]] | None) -> Iterator[None]:
        """While this lasts, `before_each` is awaited right before every request that may change something."""
        self._session.before_write = before_each
        try:
            yield
        finally:
            self._session.before_write = None

    async def tree(
        self,
        model: str,
        domain: Sequence[Any],
        specification: Mapping[str, Any],
        *,
        order: str | None = None,
        context: Row | None = None,
    ) -> list[Row]:
        """Records and what they point to, in one call."""
        return await self._session.read_tree(model, domain, specification, order=order, context=context)

    async def one(self, model: str, record_id: int, specification: Mapping[str, Any]) -> Row | None:
        """One record by id; none: it is gone. Archived ones are found."""
        rows = await self.tree(model, [["id", "=", record_id]], specification, context={"active_test": False})
        return rows[0] if rows else None

    async def count(self, model: str, domain: Sequence[Any]) -> int:
        """How many records there are."""
        return await self._session.search_count(model, domain)

    async def sums(self, model: str, domain: Sequence[Any], by: Sequence[str], of: Sequence[str]) -> list[Row]:
        """Sums by group in one call."""
        return await self._session.groups(model, domain, by, of)

    async def ask(self, model: str, method: str, ids: Sequence[int] | None = None, **arguments: Any) -> Any:
        """Call a method that changes nothing."""
        return await self._session.ask(model, method, ids, **arguments)

    async def create(self, model: str, values: Sequence[Row], *, context: Row | None = None) -> list[int]:
        """Create records in one transaction."""
        return await self._session.create(model, values, context=context)

    async def write(self, model: str, record_id: int, values: Row) -> None:
        """Write on one record, and through it on what belongs to it: one transaction."""
        await self._session.write(model, [record_id], values)

    async def call(
        self, model: str, method: str, ids: Sequence[int], *, context: Row | None = None, **arguments: Any
    ) -> Any:
        """Call a method on records; an answer that opens a window has not done its job, so read back."""
        return await self._session.call(model, method, ids, context=context, **arguments)

    async def unlink(self, model: str, ids: Sequence[int]) -> None:
        """Delete records."""
        await self._session.unlink(model, ids)


async def open_writer(settings: Settings) -> OdooWriter:
    """Sign in with the writing account.

    Raises:
        NotProvisioned: there is no writing account yet.
        WrongDatabase: the database is not the pinned one, or shows no identity.
        OdooError: Odoo cannot be used; the message says why.
    """
    account = load_account(settings, "writer")
    target = odoo_target(settings)
    session = await OdooSession.open(
        target.url,
        target.database,
        account.login,
        account.key.get_secret_value(),
        wire=settings.odoo_wire,
        timeout=settings.odoo_timeout,
    )
    try:
        uuid = await _identity(session, target, account.database_uuid)
    except BaseException:
        await session.close()
        raise
    return OdooWriter(session, uuid)


async def _identity(session: OdooSession, target: Target, pinned: str | None) -> str:
    found = await session.database_uuid()
    check_identity(found, target)
    if found is None or (pinned is not None and found != pinned):
        raise WrongDatabase(found, pinned or "none is pinned yet")
    return found
