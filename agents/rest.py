"""How long a model that does not answer is left alone: two time-outs in a row, then a minute, doubling to ten. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

IN_A_ROW = 2
FIRST_REST = 60.0
LONGEST_REST = 600.0


@dataclass
class Rest:
    """The rest of one model, in one process.

    Attributes:
        clock: seconds that only grow.
    """

    clock: Callable[[], float]
    _silent: int = 0
    _rest: float = FIRST_REST
    _until: float = 0.0

    @property
    def left(self) -> float:
        """Seconds for which it is not asked; zero: it may be."""
        return max(self._until - self.clock(), 0.0)

    def timed_out(self) -> None:
        """It did not answer in time."""
        self._silent += 1
        if self._silent >= IN_A_ROW:
            self._until = self.clock() + self._rest
            self._rest = min(self._rest * 2, LONGEST_REST)

    def answered(self) -> None:
        """It answered, whatever it said."""
        self._silent, self._rest, self._until = 0, FIRST_REST, 0.0
