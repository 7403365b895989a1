"""How often the model was right by kind, for the pages: counted over the record, so asked at most once a minute."""

from __future__ import annotations

import time
from collections.abc import Callable

from sqlalchemy.ext.asyncio import AsyncSession

from cases.kind import Kind
from cases.reader_precision import ReaderPrecision
from cases.store.reports import readers

SECONDS = 60.0


class ModelPrecision:
    """What was counted last of each kind.

    Args:
        clock: seconds that only grow.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._counted: dict[Kind, tuple[float, ReaderPrecision]] = {}

    async def of(self, session: AsyncSession, kind: Kind) -> ReaderPrecision:
        """How often it was right about cases of a kind, as of the last minute."""
        known = self._counted.get(kind)
        if known is not None and self._clock() - known[0] < SECONDS:
            return known[1]
        found = await readers.precision(session, "model", kind)
        self._counted[kind] = (self._clock(), found)
        return found
