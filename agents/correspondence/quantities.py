"""How much is late and how much comes as promised: numbers in a clause, by the words around them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from agents.correspondence.dates import NUMBERS, Day, Shift
from agents.correspondence.signals import DELAY, NOT_BEFORE, ON_TIME, PIECES, REMAINDER, TOTAL
from agents.correspondence.text import clauses

NUMBER = re.compile(
    rf"(?<![\w.,/\[-])(?P<number>\d{{1,3}}(?:[.,' ]\d{{3}})+|\d{{1,6}}(?:[.,]\d{{1,2}})?|"
    rf"(?:{'|'.join(name for name, value in NUMBERS.items() if value > 1)}))"
    rf"(?![\w/\]]|[.,]\d)(?:\s*x)?\s*(?P<unit>{PIECES}(?![\w]))?",
    re.IGNORECASE,
)
MONEY = re.compile(
    r"^\s*(?:%|€|eur|usd|\$|gbp|£|chf)|^\s*(?:days|weeks|tage|wochen|jours|semaines|dagen|weken|hours|uhr)", re.I
)
MONEY_BEFORE = re.compile(r"(?:€|\$|£|eur|usd|gbp|chf|no\.?|nr\.?|pos\.?|item|tel\.?|#|kw|week|page|seite)\s*$", re.I)


@dataclass(frozen=True)
class Amount:
    """A quantity in a statement, and what is said of it."""

    start: int
    end: int
    value: Decimal
    means: Literal["late", "on_time", "total", "plain"]


def find_amounts(
    text: str, days: Iterable[Day], shifts: Iterable[Shift], taken: Iterable[tuple[int, int]]
) -> list[Amount]:
    """The quantities of a statement.

    Args:
        text: one statement.
        days: days found in it; a clause with a later day speaks of what is late.
        shifts: delays found in it.
        taken: other places whose digits mean something else: numbers of orders, codes of items.
    """
    times = [(day.start, day.end) for day in days] + [(shift.start, shift.end) for shift in shifts]
    busy = [*times, *taken]
    found: list[Amount] = []
    for start, end in clauses(text):
        clause = text[start:end]
        on_time = _says(ON_TIME, clause)
        late = (
            bool(DELAY.search(clause) or REMAINDER.search(clause)) or any(start <= at < end for at, _ in times)
        ) and not on_time
        for match in NUMBER.finditer(text, start, end):
            at, to = match.span("number")
            if (
                any(at < b and a < to for a, b in busy)
                or MONEY.match(text[to:end])
                or MONEY_BEFORE.search(text[start:at])
            ):
                continue
            if not match["unit"] and not (on_time or late):
                continue
            if not match["unit"] and not match["number"][0].isdigit():
                continue
            means: Literal["late", "on_time", "total", "plain"]
            if TOTAL.search(text[start:at]) or re.match(
                r"[^,.;]{0,24}\b(?:ordered|bestellte?n?|commandée?s?|besteld)", text[to:end]
            ):
                means = "total"
            else:
                means = "on_time" if on_time else "late" if late else "plain"
            found.append(Amount(at, to, _value(match["number"]), means))
    return found


def _says(pattern: re.Pattern[str], text: str) -> bool:
    """Whether a pattern is said, and not denied right before."""
    return any(not NOT_BEFORE.search(text[: match.start()]) for match in pattern.finditer(text))


def _value(text: str) -> Decimal:
    if text.lower() in NUMBERS:
        return Decimal(NUMBERS[text.lower()])
    if re.fullmatch(r"\d{1,3}([.,' ]\d{3})+", text):
        return Decimal(re.sub(r"\D", "", text))
    return Decimal(text.replace(",", "."))
