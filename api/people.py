"""People at the desk: Odoo credentials in, a person with the roles they hold now out.

Roles are read from Odoo again and again, with a short memory; when Odoo is away nobody's roles are guessed. Requests do
not wait for it one behind the other: who is asked about is asked once at a time, within a few seconds, and that Odoo
did not answer is remembered for a few more.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from cases.people import Person
from runtime.settings import Settings
from tools.odoo.errors import OdooError, OlderProvisioning, TimedOut
from tools.odoo.reads import OdooReader, open_reader
from tools.odoo.sign_in import ping, sign_in

REMEMBER_SECONDS = 30.0
# A page waits that long for somebody's roles, and after a failure it does not ask at all for that long.
ASK_SECONDS = 5.0
AWAY_SECONDS = 5.0
SIGN_IN_SECONDS = 15.0


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


@dataclass(frozen=True)
class _Trouble:
    error: OdooError
    until: float


class OdooPeople:
    """People from Odoo, through its reading account.

    Raises (all methods):
        OdooError: Odoo cannot be asked; nobody is let in on a guess.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        remember: float = REMEMBER_SECONDS,
        ask_within: float = ASK_SECONDS,
        away: float = AWAY_SECONDS,
    ) -> None:
        # A call that hangs holds a thread: it must not do so for as long as work may take.
        self._settings = settings.model_copy(update={"odoo_timeout": min(settings.odoo_timeout, ask_within)})
        self._remember = remember
        self._ask_within = ask_within
        self._away = away
        self._known: dict[int, _Remembered] = {}
        self._asking: dict[int, asyncio.Task[_Remembered]] = {}
        self._trouble: _Trouble | None = None
        self._opening = asyncio.Lock()
        self._stack = AsyncExitStack()
        self._left: list[AsyncExitStack] = []
        self._reader: OdooReader | None = None

    async def sign_in(self, login: str, secret: str) -> Person:
        """The person with these credentials, and the roles they hold now."""
        try:
            async with asyncio.timeout(SIGN_IN_SECONDS):
                person = await sign_in(self._settings, login, secret)
        except TimeoutError:
            raise TimedOut("for a sign-in", SIGN_IN_SECONDS) from None
        self._keep(person.uid, person)
        return person

    async def now(self, person: Person) -> Person | None:
        """The person with the roles they hold now; None when they are gone from Odoo."""
        known = self._known.get(person.uid)
        if known is None or known.until < time.monotonic():
            known = await self._asked(person.uid)
        if known.person is None or not person.signed_in_as_now(known.person):
            # They may have signed in since, here or at another web process: nobody is put out on an old answer.
            known = await self._asked_anew(person.uid)
        return known.person

    async def odoo(self) -> str:
        """Odoo's version, when it answers."""
        return await ping(self._settings)

    async def close(self) -> None:
        """Let go of the connection."""
        for task in self._asking.values():
            task.cancel()
        self._forget_reader()
        await self._let_go()

    async def _asked(self, uid: int) -> _Remembered:
        if self._trouble is not None and time.monotonic() < self._trouble.until:
            raise self._trouble.error.with_traceback(None)
        task = self._asking.get(uid)
        if task is None or task.done():
            task = self._asking[uid] = asyncio.create_task(self._ask(uid))
            task.add_done_callback(partial(self._answered, uid))
        # Whoever hangs up does not take the answer from the others.
        return await asyncio.shield(task)

    async def _asked_anew(self, uid: int) -> _Remembered:
        task = self._asking.get(uid)
        if task is not None:
            await asyncio.wait({task})
        return await self._asked(uid)

    def _answered(self, uid: int, task: asyncio.Task[_Remembered]) -> None:
        if self._asking.get(uid) is task:
            del self._asking[uid]
        if not task.cancelled():
            task.exception()  # nobody may be left to hear it

    async def _ask(self, uid: int) -> _Remembered:
        try:
            async with asyncio.timeout(self._ask_within):
                person = await self._read(uid)
        except TimeoutError:
            error: OdooError = TimedOut("who somebody is", self._ask_within)
        except OdooError as failed:
            error = failed
        else:
            self._trouble = None
            return self._keep(uid, person)
        self._forget_reader()
        if len(self._asking) <= 1:
            await self._let_go()
        self._trouble = _Trouble(error, time.monotonic() + self._away)
        raise error

    async def _read(self, uid: int) -> Person | None:
        async with self._opening:
            if self._reader is None:
                self._reader = await self._stack.enter_async_context(open_reader(self._settings))
            reader = self._reader
        person = await reader.person(uid)
        if person is not None and person.credentials is None:
            raise OlderProvisioning("a changed password would not be noticed")
        return person

    def _forget_reader(self) -> None:
        # Others may still be asking with it: it is closed when nobody is.
        self._left.append(self._stack)
        self._stack, self._reader = AsyncExitStack(), None

    async def _let_go(self) -> None:
        while self._left:
            await self._left.pop().aclose()

    def _keep(self, uid: int, person: Person | None) -> _Remembered:
        known = _Remembered(person, time.monotonic() + self._remember)
        self._known[uid] = known
        return known
