"""What one statement says, as `delays` reads it and `parts` and `claiming` put it together. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from agents.correspondence import signals
from agents.correspondence.dates import Day
from agents.correspondence.day_roles import Role
from agents.correspondence.known import ItemMention, Mention
from agents.correspondence.quantities import Amount
from agents.correspondence.shifts import Shift
from agents.correspondence.text import Sentence, clauses


@dataclass(frozen=True)
class Count:
    """A quantity that a statement names, by place; no amount: the rest."""

    start: int
    amount: Amount | None = None

    @property
    def value(self) -> Decimal | None:
        """How many, where that is said."""
        return self.amount.value if self.amount else None


@dataclass(frozen=True)
class Clause:
    """A clause of a statement: the late quantities it names, and whether it says that nobody knows when."""

    start: int
    end: int
    counts: tuple[Count, ...]
    unknown: bool


@dataclass(frozen=True)
class Said:
    """What one statement says.

    Attributes:
        about: the orders it is about, in the order named.
        items: the items it is about; none: all of the order.
        spared: lines that it leaves out, by id: 'all but the vests'.
        unknown: it says that nobody knows when.
        strong: it speaks of a delay, rather than only of a day.
        denies: it says that there is no delay, or none any more.
        own: it names its items, or counts them, itself.
    """

    sentence: Sentence
    about: tuple[Mention, ...]
    items: tuple[ItemMention, ...]
    spared: frozenset[int]
    days: tuple[tuple[Day, Role], ...]
    shifts: tuple[Shift, ...]
    amounts: tuple[Amount, ...]
    unknown: bool
    strong: bool
    denies: bool
    own: bool = True

    def of(self, role: Role) -> list[Day]:
        """The days with that role."""
        return [day for day, has in self.days if has == role]

    @property
    def answers_when(self) -> bool:
        """Whether it says when, or that nobody knows when."""
        return bool(self.of("new") or self.of("departure") or self.shifts or self.unknown or self.denies)

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        """Its clauses with their quantities; a statement about many orders is taken apart once."""
        text = self.sentence.text
        places = [amount.start for amount in self.amounts]
        found: list[Clause] = []
        for start, end in clauses(text):
            amounts = self.amounts[bisect_left(places, start) : bisect_left(places, end)]
            counts = tuple(_counts(amounts, text, start, end))
            found.append(Clause(start, end, counts, bool(counts and signals.UNKNOWN.search(text[start:end]))))
        return tuple(found)


def _counts(amounts: Sequence[Amount], text: str, start: int, end: int) -> Iterator[Count]:
    """The late quantities of a clause, and 'the rest' where no number stands with it, by place."""
    late = [amount for amount in amounts if amount.means == "late"]
    # Beside a number with its unit, a bare one is a position or the like.
    counted = [amount for amount in late if amount.unit] or late
    counts = [Count(amount.start, amount) for amount in counted]
    for rest in signals.REST.finditer(text, start, end):
        if not any(0 <= one.start - rest.end() <= 20 or 0 <= rest.start() - one.end <= 10 for one in amounts):
            counts.append(Count(rest.start()))
            break
    yield from sorted(counts, key=lambda count: count.start)
