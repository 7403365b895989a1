"""A warehouse will not be done before its carrier leaves, as a scan reckoned."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import AwareDatetime, Field

from cases.claims.base import Claim, Name, day_words
from cases.kind import Kind


class BacklogClaim(Claim):
    """A warehouse will not be done before its carrier leaves.

    Attributes:
        warehouse: its name.
        cut_off: when the carrier leaves, in the warehouse's zone.
        lines: how many lines are to be picked.
        capacity: how many get done until then, by what was finished at such hours before; absent: too little history.
        late: how many promises do not hold as the work is sorted now.
    """

    opens: ClassVar = Kind.PICKING_BACKLOG
    editable: ClassVar = ("capacity",)

    type: Literal["backlog"] = "backlog"
    warehouse: Name
    cut_off: AwareDatetime
    lines: int = Field(ge=0)
    capacity: int | None = Field(
        default=None, ge=0, lt=10**6, title="Lines done by then", description="as the last weeks say"
    )
    late: int = Field(ge=0)

    def says(self) -> tuple[object, ...]:
        """How it stands before which departure."""
        return ("backlog", self.subject().key, self.cut_off, self.lines, self.capacity, self.late)

    def replaces(self, earlier: Claim) -> bool:
        """The last look at a warehouse stands."""
        return isinstance(earlier, BacklogClaim) and earlier.subject().key == self.subject().key

    def label(self) -> str:
        """How it stands."""
        before = f"before the carrier leaves on {day_words(self.cut_off)} at {self.cut_off:%H:%M}"
        if self.capacity is None:
            return f"{self.warehouse}: {self.lines} lines wait {before}; too little history to say what gets done"
        done = f"{self.lines} lines wait, about {self.capacity} get done {before}"
        return f"{self.warehouse}: {done}; {self.late} promises miss it"

    def values(self) -> tuple[object, ...]:
        """The figures."""
        return (self.lines, self.capacity, self.late)
