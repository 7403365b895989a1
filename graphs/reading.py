"""The reading account's session, shared by everything one worker does: opened when first needed, kept, opened again.

Signing in costs several calls; a case should cost a handful in all.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from graphs.trouble import SETTING_UP
from runtime.settings import Settings
from tools.odoo.reads import OdooReader, open_reader


class SharedReader:
    """Hands out one open reader; once its account or database is refused, the next to ask gets a fresh session."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._opening = asyncio.Lock()
        self._reader: OdooReader | None = None
        self._sessions = AsyncExitStack()

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator[OdooReader]:
        """The reader, for one piece of work.

        Raises:
            OdooError: it cannot be opened, or the work failed in Odoo.
        """
        async with self._opening:
            if self._reader is None:
                self._reader = await self._sessions.enter_async_context(open_reader(self._settings))
            reader = self._reader
        try:
            yield reader
        except SETTING_UP:
            # Others may still be at work with it: it is left to them and closed at the end.
            if self._reader is reader:
                self._reader = None
            raise

    async def close(self) -> None:
        """Let go of every session."""
        self._reader = None
        await self._sessions.aclose()
