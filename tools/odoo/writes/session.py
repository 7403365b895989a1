"""The writing account's session with the one database that it may write to. Opened by execution, closed after use."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from runtime.settings import Settings
from tools.odoo.accounts import load_account
from tools.odoo.client import OdooSession
from tools.odoo.connect import Target, check_identity, odoo_target
from tools.odoo.errors import MissingRecord, NoAccess, OlderProvisioning, Refused, ServerFault, WrongDatabase
from tools.odoo.names import CONDITIONAL_ACTION, MODULE, STALE

Row = dict[str, Any]


class PremiseChangedError(Exception):
    """What a change rests on is no longer so; nothing was written. The message says what, in plain words."""


@dataclass(frozen=True)
class Seen:
    """A record as it was looked at, field by field, as Odoo gives it over the wire; references by their id.

    Attributes:
        label: what people call it.
    """

    model: str
    id: int
    label: str
    fields: Row


class OdooWriter:
    """What the writes may do with Odoo: read trees, call methods. Use as an async context manager.

    Attributes:
        uuid: identity of the database.
    """

    def __init__(self, session: OdooSession, uuid: str) -> None:
        self._session = session
        self._conditional: int | None = None
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
        limit: int | None = None,
        context: Row | None = None,
    ) -> list[Row]:
        """Records and what they point to, in one call."""
        return await self._session.read_tree(model, domain, specification, order=order, limit=limit, context=context)

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

    async def write_if(self, model: str, record_id: int, values: Row, expects: Sequence[Seen]) -> None:
        """Write only where Odoo still has what was seen: compared and written in one transaction of Odoo's.

        Args:
            model: of the record that is written, and through it what belongs to it.
            record_id: its id.
            values: as for `write`.
            expects: the records that must be as they were seen; they are locked first, in this order.

        Raises:
            PremiseChangedError: one of them is not; nothing was written.
            OlderProvisioning: Odoo has no such action yet.
        """
        await self.write_all_if([(model, record_id, values)], expects)

    async def write_all_if(self, writes: Sequence[tuple[str, int, Row]], expects: Sequence[Seen]) -> None:
        """Write on several records, all of them or none, only where Odoo still has what was seen.

        Args:
            writes: model, id and values of each.
            expects: as for `write_if`.

        Raises:
            PremiseChangedError: one of them is not; nothing was written.
            OlderProvisioning: Odoo has no such action yet.
        """
        await self.run_provisioned_if({"writes": [list(one) for one in writes]}, expects)

    async def run_provisioned_if(self, asked: Row, expects: Sequence[Seen]) -> None:
        """As `run_provisioned`, only where Odoo still has what was seen.

        Args:
            asked: what is to be done, by the provisioned action's own names.
            expects: as for `write_if`.

        Raises:
            PremiseChangedError: something of it is not as it was seen; nothing was done.
            OlderProvisioning: Odoo has no such action yet.
        """
        by_model: dict[str, list[Any]] = {}
        for seen in expects:
            by_model.setdefault(seen.model, []).append([seen.id, dict(seen.fields)])
        try:
            await self.run_provisioned({"expects": [list(pair) for pair in by_model.items()], **asked})
        except Refused as error:
            raise _as_changed(error, expects) from error

    async def run_provisioned(self, asked: Row) -> None:
        """Have the action that provisioning put into Odoo do what is asked, in one transaction.

        Raises:
            OlderProvisioning: Odoo has no such action yet.
        """
        action = await self._conditional_id()
        await self._session.call("ir.actions.server", "run", [action], context={"expediter_asked": asked})

    async def ask_provisioned(self, asked: Row) -> Row:
        """Have that action look something up; it changes nothing then.

        Raises:
            OlderProvisioning: Odoo has no such action yet.
        """
        action = await self._conditional_id()
        found: Row = await self._session.ask("ir.actions.server", "run", [action], context={"expediter_asked": asked})
        return found

    async def _conditional_id(self) -> int:
        if self._conditional is None:
            self._conditional = await self._action(CONDITIONAL_ACTION)
        return self._conditional

    async def _action(self, name: str) -> int:
        try:
            found = await self.ask("ir.model.data", "check_object_reference", module=MODULE, xml_id=name)
        except (Refused, NoAccess, MissingRecord, ServerFault):
            raise OlderProvisioning("writing on condition is not set up") from None
        return int(found[1])

    async def call(
        self, model: str, method: str, ids: Sequence[int], *, context: Row | None = None, **arguments: Any
    ) -> Any:
        """Call a method on records; an answer that opens a window has not done its job, so read back."""
        return await self._session.call(model, method, ids, context=context, **arguments)

    async def unlink(self, model: str, ids: Sequence[int]) -> None:
        """Delete records."""
        await self._session.unlink(model, ids)


def _as_changed(error: Refused, expects: Sequence[Seen]) -> Exception:
    """What was refused, in words; any other refusal as it is."""
    if STALE not in error.message:
        return error
    told = error.message[error.message.index(STALE) :].split("|")
    model, record_id, field = [*told[1:], "", "", ""][:3]
    seen = next((one for one in expects if (one.model, str(one.id)) == (model, record_id)), None)
    label = seen.label if seen else f"{model} {record_id}"
    what = field.split()[0].replace("_", " ") if field.split() else ""
    if not what:
        return PremiseChangedError(f"{label} is gone from Odoo since it was looked at.")
    return PremiseChangedError(f"{label} was changed in Odoo since it was looked at: {what}.")


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
