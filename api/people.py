"""People at the desk: Odoo credentials in, a person with the roles they hold now out.

Roles are read from Odoo again and again, with a short memory; when Odoo is away nobody's roles are guessed.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Protocol

from cases.people import Person
from runtime.settings import Settings
from tools.odoo.errors import OdooError
from tools.odoo.reads import OdooReader, open_reader
from tools.odoo.sign_in import ping, sign_in

REMEMBER_SECONDS = 30.0


class People(Protocol):
    """Who somebody is and what they may decide."""

    async def sign_in(self, login: str, secret: str) -> Person:
        """The person with these credentials."""

    async def now(self, person: Person) -> Person | None:
        """The person with the roles they hold now; None when Odoo does not know them any more."""

    async def odoo(self) -> str:
        """Odoo's version, when it answers."""

    async def close(self) -> None:
        """Let go of the connection."""


@dataclass(frozen=True)
class _Remembered:
    person: Person | None
    until: float


class OdooPeople:
    """People from Odoo, through its reading account.

    Raises (all methods):
        OdooError: Odoo cannot be asked; nobody is let in on a guess.
    """

    def __init__(self, settings: Settings, *, remember: float = REMEMBER_SECONDS) -> None:
        self._settings = settings
        self._remember = remember
        self._known: dict[int, _Remembered] = {}
        self._lock = asyncio.Lock()
        self._stack = AsyncExitStack()
        self._reader: OdooReader | None = None

    async def sign_in(self, login: str, secret: str) -> Person:
        """The person with these credentials, and the roles they hold now."""
        person = await sign_in(self._settings, login, secret)
        self._keep(person.uid, person)
        return person

    async def now(self, person: Person) -> Person | None:
        """The person with the roles they hold now; None when they are gone from Odoo."""
        known = self._known.get(person.uid)
        if known is None or known.until < time.monotonic():
            async with self._lock:
                known = self._known.get(person.uid)
                if known is None or known.until < time.monotonic():
                    known = self._keep(person.uid, await self._read(person.uid))
        return known.person

    async def odoo(self) -> str:
        """Odoo's version, when it answers."""
        return await ping(self._settings)

    async def close(self) -> None:
        """Let go of the connection."""
        self._reader = None
        await self._stack.aclose()

    async def _read(self, uid: int) -> Person | None:
        try:
            if self._reader is None:
                self._reader = await self._stack.enter_async_context(open_reader(self._settings))
            return await self._reader.person(uid)
        except OdooError:
            await self.close()
            self._stack = AsyncExitStack()
            raise

    def _keep(self, uid: int, person: Person | None) -> _Remembered:
        known = _Remembered(person, time.monotonic() + self._remember)
        self._known[uid] = known
        return known
