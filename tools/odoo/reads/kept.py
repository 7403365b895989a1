"""What hardly changes, kept for a minute: the warehouses of a company, who holds a role.

Nothing that decides is kept: whether a person may approve is read from Odoo each time.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

T = TypeVar("T")
SECONDS = 60.0


class KeptAnswers(Generic[T]):
    """Answers of one read by what was asked for, each forgotten when it is older than `seconds`."""

    def __init__(self, seconds: float = SECONDS, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._answers: dict[object, tuple[float, T]] = {}

    async def get(self, asked: object, read: Callable[[], Awaitable[T]]) -> T:
        """The answer to `asked`: the one kept, else what `read` gives. A read that fails keeps nothing."""
        now = self._clock()
        if (found := self._answers.get(asked)) is not None and now - found[0] < self._seconds:
            return found[1]
        answer = await read()
        self._answers[asked] = (now, answer)
        return answer

    def forget(self) -> None:
        """Ask anew from now on."""
        self._answers.clear()
