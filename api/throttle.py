"""How often somebody may fail to sign in: keys in, yes or the seconds to wait out.

Kept in this process: with several web processes each allows that many.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable


class Throttle:
    """Counts failures of each key in a sliding window.

    Args:
        limit: failures a key may have in the window.
        window: its length in seconds.
        clock: seconds that only go forward.
    """

    MOST_KEYS = 10_000

    def __init__(self, *, limit: int, window: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit = limit
        self._window = window
        self._clock = clock
        self._failures: dict[str, deque[float]] = {}

    def wait(self, key: str) -> float:
        """Seconds until this key may try again; 0: now."""
        times = self._recent(key)
        return max(times[0] + self._window - self._clock(), 0.001) if len(times) >= self._limit else 0.0

    def failed(self, key: str) -> None:
        """One more failure."""
        if len(self._failures) >= self.MOST_KEYS:
            self._forget_old(list(self._failures))
        times = self._recent(key)
        times.append(self._clock())
        self._failures[key] = times

    def succeeded(self, key: str) -> None:
        """Start again."""
        self._failures.pop(key, None)

    def take_back(self, key: str) -> None:
        """The last try was no failure; those before it still count."""
        times = self._recent(key)
        if times:
            times.pop()

    def _recent(self, key: str) -> deque[float]:
        times = self._failures.get(key, deque(maxlen=self._limit))
        while times and times[0] <= self._clock() - self._window:
            times.popleft()
        return times

    def _forget_old(self, keys: Iterable[str]) -> None:
        for key in keys:
            if not self._recent(key):
                self._failures.pop(key, None)
