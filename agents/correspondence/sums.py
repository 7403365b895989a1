"""Which line the numbers of a text count: those that are, or add up to, what is ordered of one line alone. Pure.

Free prose calls goods by names that Odoo does not have, by another language's, by `the others`. But whoever tells of
parts tells how many, and what is ordered is known: `800 come as agreed, the other four hundred later` can only be about
the line of 1,200.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from agents.correspondence.day_names import NUMBERS, any_of
from agents.correspondence.known import ItemMention, KnownLine, KnownOrder
from agents.correspondence.number_words import written_numbers
from agents.correspondence.signals import words
from agents.correspondence.text import Sentence

FIGURES = re.compile(
    r"(?<![\w.,/:#+-])(?P<number>[1-9]\d{0,2}(?:[., ']\d{3})+|[1-9]\d{0,8})"
    r"(?![\w/:%]|[.,]\d|-\w|\s?(?:mm|cm|°|\"|%|€|eur|percent|per cent|prozent|pour cent|procent))",
    re.IGNORECASE,
)
# So long, and so many of something that is no goods.
SPANS = (
    r"(?!\s(?:\w+\s)?(?:minutes?|hours?|days?|weeks?|months?|shifts?|minuten?|stunden?|tagen?|wochen?|monaten?|"
    r"schichten|heures?|jours?|semaines?|mois|uur|uren|dagen|weken|maanden)\b)"
    r"(?!\s(?:\w+\s){0,2}(?:orders?|deliveries|aufträge\w*|bestellung(?:en)?|lieferungen|commandes|livraisons|"
    r"bestellingen|leveringen)\b)"
)
SMALL = re.compile(
    rf"(?<!\w)(?P<number>{any_of({name: value for name, value in NUMBERS.items() if value > 1})})(?!\w){SPANS}",
    re.IGNORECASE,
)
HALF = words(r"\bhalf\b", r"\bhälfte\b|\bhalb(?:e[nrs]?)?\b", r"\bmoitié\b", r"\bhelft\b|\bhalve\b")
# More numbers than a letter about parts holds are a table: there anything adds up.
MAX_NUMBERS = 24
MOST_PARTS = 3


@dataclass(frozen=True)
class Number:
    """A number in a statement, by place in it."""

    sentence: Sentence
    start: int
    end: int
    value: Decimal

    @property
    def at(self) -> int:
        """Where it stands in the whole text."""
        return self.sentence.start + self.start

    @property
    def words(self) -> str:
        """As written."""
        return self.sentence.text[self.start : self.end]


def numbers_of(one: Sentence, taken: Iterable[tuple[int, int]] = ()) -> Iterator[Number]:
    """The whole numbers of a statement, in figures and in words, outside places that mean something else."""
    busy = list(taken)
    found = [
        (*match.span("number"), Decimal(re.sub(r"\D", "", match["number"]))) for match in FIGURES.finditer(one.text)
    ]
    found += [(word.start, word.end, word.value) for word in written_numbers(one.text)]
    found += [(*match.span("number"), Decimal(NUMBERS[match["number"].lower()])) for match in SMALL.finditer(one.text)]
    # `nine hundred` before `nine`.
    for start, end, value in sorted(found, key=lambda one: (one[0], -one[1])):
        if not any(start < to and at < end for at, to in busy):
            busy.append((start, end))
            yield Number(one, start, end, value)


def counted(
    statements: Sequence[Sentence], orders: Sequence[KnownOrder], taken: Mapping[Sentence, Sequence[tuple[int, int]]]
) -> list[ItemMention]:
    """The places at which numbers count one line, and could count no other.

    Args:
        statements: of one text.
        orders: those that may be meant.
        taken: places of each statement whose digits mean something else: days, references, money.
    """
    numbers = [number for one in statements for number in numbers_of(one, taken.get(one, ()))]
    if not numbers or len(numbers) > MAX_NUMBERS:
        return []
    totals = _totals(numbers)
    fits: dict[Number, dict[int, list[tuple[KnownOrder, KnownLine]]]] = {}
    for order in orders:
        for line in order.lines:
            if line.open and line.quantity is not None and line.quantity > 1:
                for number, parts in _that_count(line, numbers, totals).items():
                    fits.setdefault(number, {}).setdefault(parts, []).append((order, line))
    # All of a line is likelier than a part of another, and two parts than three.
    found: list[ItemMention] = []
    for number, by_parts in fits.items():
        (order, line), *others = by_parts[min(by_parts)]
        if not others:
            may_be = frozenset(line.id for lines in by_parts.values() for _, line in lines)
            end = number.at + number.end - number.start
            found.append(ItemMention(number.at, end, number.words, line, order, 0.9, may_be=may_be))
    return found


def _totals(numbers: Sequence[Number]) -> dict[Decimal, dict[Number, int]]:
    """What two or three numbers come to: which they are, and of how many parts at least."""
    totals: dict[Decimal, dict[Number, int]] = {}
    for size in range(2, MOST_PARTS + 1):
        for some in combinations(numbers, size):
            of = totals.setdefault(sum((one.value for one in some), Decimal(0)), {})
            for one in some:
                of.setdefault(one, size)
    return totals


def _that_count(
    line: KnownLine, numbers: Sequence[Number], totals: Mapping[Decimal, Mapping[Number, int]]
) -> dict[Number, int]:
    """The numbers that are what is ordered or still to come, half of it where that is said, or parts of it.

    Each with the number of parts.
    """
    ordered = line.quantity or Decimal(0)
    found = {one: 1 for one in numbers if one.value in {ordered, line.left}}
    half = {one: 2 for one in numbers if one.value * 2 == ordered and HALF.search(one.sentence.text)}
    for one, parts in (*half.items(), *totals.get(ordered, {}).items()):
        found.setdefault(one, parts)
    return found
