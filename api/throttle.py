"""How often people may fail to sign in, each by a key and all together: keys in, yes or the seconds to wait out.

Kept in this process: with several web processes each allows that many.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from ipaddress import IPv6Address, ip_address, ip_network


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


class BrakedError(Exception):
    """Too many failures of everybody together; `wait` seconds are to be waited out."""

    def __init__(self, wait: float) -> None:
        super().__init__(f"wait {wait:.0f} s")
        self.wait = wait


class Brake:
    """Bounds the failures of everybody together, those still under way counted as failures until their answer is in.

    Odoo's RPC has no brake of its own (its web sign-in has), so guesses from many addresses are bounded here alone. A
    try that succeeds costs nothing; it only waits while as many are under way as may still fail.

    Args:
        limit: failures there may be in the window.
        each: failures of one key; fewer, so that nobody shuts the door on everybody else alone.
        window: its length in seconds.
        failure: the error that is one; any other takes the try back.
        patience: seconds that a try waits for its turn.
        clock: seconds that only go forward.
    """

    def __init__(
        self,
        *,
        limit: int,
        each: int,
        window: float,
        failure: type[Exception],
        patience: float = 20.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limit = limit
        self._each = each
        self._window = window
        self._failure = failure
        self._patience = patience
        self._clock = clock
        self._failures: deque[tuple[float, str]] = deque()
        self._under_way: list[str] = []
        self._ended = asyncio.Condition()
        self._shut_until = float("-inf")

    @asynccontextmanager
    async def turn(self, key: str) -> AsyncIterator[None]:
        """One try.

        Raises:
            BrakedError: there is no room for it.
        """
        await self._begin(key)
        try:
            yield
        except self._failure:
            self._failures.append((self._clock(), key))
            raise
        finally:
            self._under_way.remove(key)
            async with self._ended:
                self._ended.notify_all()

    def shut(self, seconds: float) -> None:
        """Let nobody try for a while."""
        self._shut_until = self._clock() + seconds

    async def _begin(self, key: str) -> None:
        try:
            async with asyncio.timeout(self._patience), self._ended:
                await self._ended.wait_for(lambda: self._may_begin(key))
                self._under_way.append(key)
        except TimeoutError:
            raise BrakedError(1.0) from None

    def _may_begin(self, key: str) -> bool:
        now = self._clock()
        while self._failures and self._failures[0][0] <= now - self._window:
            self._failures.popleft()
        everybody = [at for at, _ in self._failures]
        own = [at for at, of in self._failures if of == key]
        wait = max(self._until_room(everybody, self._limit), self._until_room(own, self._each), self._shut_until - now)
        if wait > 0:
            raise BrakedError(wait)
        under_way = self._under_way.count(key)
        return len(everybody) + len(self._under_way) < self._limit and len(own) + under_way < self._each

    def _until_room(self, failures: list[float], limit: int) -> float:
        return failures[-limit] + self._window - self._clock() if len(failures) >= limit else 0.0


def neighbourhood(address: str) -> str:
    """What counts as one address: of IPv6 a whole network, for that is what one household gets."""
    try:
        found = ip_address(address)
    except ValueError:
        return address[:64]
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or ip_network((found, 64), strict=False))
    return str(found)
