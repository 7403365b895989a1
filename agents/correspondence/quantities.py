"""How much is late and how much comes as promised: numbers in a clause, by the words around them. Pure.

Pieces count. Packages count only where it is written how many pieces each holds: two pallets are no quantity.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from agents.correspondence.dates import Day
from agents.correspondence.day_names import NUMBERS
from agents.correspondence.number_words import written_numbers
from agents.correspondence.shifts import Shift
from agents.correspondence.signals import (
    BESIDE_A_COUNT,
    DELAY,
    IN_ALL,
    IN_EACH,
    IN_EACH_AFTER,
    NOT_BEFORE,
    ON_TIME,
    PACKAGES,
    PIECES,
    REMAINDER,
    TOTAL,
    undenied,
)
from agents.correspondence.text import TakenPlaces, clauses

COUNTED = re.compile(rf"(?:\s*x)?\s*(?:(?P<unit>{PIECES}(?![\w]))|(?P<pack>{PACKAGES}(?![\w])))?", re.IGNORECASE)
NUMBER = re.compile(
    rf"(?<![\w.,/\[-])(?P<number>\d{{1,3}}(?:[.,' ]\d{{3}})+|\d{{1,6}}(?:[.,]\d{{1,2}})?|"
    rf"(?:{'|'.join(name for name, value in NUMBERS.items() if value > 1)}))"
    rf"(?![\w/\]]|[.,]\d){COUNTED.pattern}",
    re.IGNORECASE,
)
MONEY = re.compile(
    r"^\s*(?:%|€|eur|usd|\$|gbp|£|chf)|^\s*(?:days|weeks|tage|wochen|jours|semaines|dagen|weken|hours|uhr)", re.I
)
MONEY_BEFORE = re.compile(r"(?:€|\$|£|eur|usd|gbp|chf|no\.?|nr\.?|pos\.?|item|tel\.?|#|kw|week|page|seite)\s*$", re.I)
OF_WHICH = re.compile(r"[^,.;]{0,24}\b(?:ordered|bestellte?n?|commandée?s?|besteld)", re.IGNORECASE)
# `4 or 5 December`, `between 4 and 8 December`: a day whose month comes later.
DAY_TO_COME = re.compile(r"\.?\s*(?:-|–|/|&|or|and|to|bis|oder|und|ou|et|à|of|en|tot|until)\s*$", re.IGNORECASE)
SIZES = re.compile(r"kg|m²|m2|litres?|liter|metres?|m", re.IGNORECASE)
NEAR = 40
CLOCK = re.compile(
    r"[:.h]\d{2}\b|\d[:h]$|\s?(?:p\.?m\b|a\.?m\b\.?(?=\s*(?:$|[,;.)\n]|(?:on|at|in|gate|dock|sharp|local)\b))|uhr\b|uur\b|h\b|o'clock)",
    re.IGNORECASE,
)
DATED = re.compile(
    r"\b(?:au|le|du|am|zum|vom|beim|(?:on|by|for|until) the|(?:op|van|tot) de|per)\s{1,3}$", re.IGNORECASE
)
SIZED = re.compile(r"\s?[x×]\s?\d", re.IGNORECASE)
NEXT_WORD = re.compile(r"[\s(]{0,3}(?:x\s{1,3})?(?P<word>[^\W\d_][\w'-]*)")
LAST_WORD = re.compile(r"(?P<word>[^\W\d_][\w'-]*)[\s(]{0,3}$")


@dataclass(frozen=True)
class Amount:
    """A quantity in a statement, and what is said of it.

    Attributes:
        value: how many; absent: it cannot be told how many pieces that is.
        unit: the word that stood with the number.
        words: the count as written.
    """

    start: int
    end: int
    value: Decimal | None
    means: Literal["late", "on_time", "total", "plain"]
    unit: str | None = None
    words: str = ""


@dataclass(frozen=True)
class _Written:
    """A number as it is written, with its unit up to `to`; a small one in words counts nothing alone."""

    start: int
    end: int
    to: int
    value: Decimal
    unit: str | None
    pack: str | None
    counts_alone: bool


@dataclass(frozen=True)
class _Found:
    """An amount, where its words end, and whether it counts packages."""

    amount: Amount
    to: int
    packed: bool


def find_amounts(
    text: str,
    days: Sequence[Day],
    shifts: Sequence[Shift],
    taken: Iterable[tuple[int, int]],
    units: Collection[str] = (),
    items: Sequence[tuple[int, int]] = (),
    counted: Sequence[tuple[int, int]] = (),
) -> list[Amount]:
    """The quantities of a statement.

    Args:
        text: one statement.
        days: days found in it; a clause with a later day speaks of what is late.
        shifts: delays found in it.
        taken: other places whose digits mean something else: numbers of orders, codes of items.
        items: where it names items: a bare number beside one counts it.
        counted: where numbers add up to what is ordered: those count, whatever stands beside them.
        units: what the goods spoken of are ordered in: where that is boxes, boxes are no packages of them.
    """
    times = [(day.start, day.end) for day in days] + [(shift.start, shift.end) for shift in shifts]
    busy = TakenPlaces(0, len(text), [*times, *taken])
    named, proven = TakenPlaces(0, len(text), items), TakenPlaces(0, len(text), counted)
    begins = TakenPlaces(0, len(text), ((at, at + 1) for at, _ in times))
    found: list[Amount] = []
    for start, end in clauses(text):
        clause = text[start:end]
        on_time = undenied(ON_TIME, clause, before=NOT_BEFORE, after=None)
        late = (bool(DELAY.search(clause) or REMAINDER.search(clause)) or begins.overlaps(start, end)) and not on_time
        said: Literal["late", "on_time", "plain"] = "on_time" if on_time else "late" if late else "plain"
        numbers = [_own(one, units) for one in _numbers(text, start, end, busy, named, proven, said)]
        pieces = _in_pieces([kept for one in numbers if (kept := _beside(one, counted, proven)) is not None], text)
        # What adds up to the order is told with some day of the statement, in whichever clause that stands.
        found += [
            replace(one, means="late") if one.means == "plain" and times and _is_proven(one, proven) else one
            for one in pieces
        ]
    return found


def _beside(found: _Found, counted: Sequence[tuple[int, int]], proven: TakenPlaces) -> _Found | None:
    """A number beside those that add up to what is ordered: as many packages as are ordered are goods, measures sizes.

    `150 bottles of 5 litres`: the 150 count, the 5 do not.
    """
    if counted and _is_proven(found.amount, proven):
        return replace(found, packed=False)
    return None if counted and SIZES.fullmatch(found.amount.unit or "") else found


def _is_proven(amount: Amount, proven: TakenPlaces) -> bool:
    return proven.overlaps(amount.start, amount.end)


def _numbers(
    text: str,
    start: int,
    end: int,
    busy: TakenPlaces,
    items: TakenPlaces,
    proven: TakenPlaces,
    said: Literal["late", "on_time", "plain"],
) -> Iterator[_Found]:
    """The numbers of a clause that count goods."""
    for one in _written(text, start, end):
        at, to = one.start, one.end
        word = one.unit or one.pack
        if busy.overlaps(at, to) or _is_no_count(text, start, end, at, to):
            continue
        bare = not word and not proven.overlaps(at, to)
        if bare and (said == "plain" or not one.counts_alone or _is_day(text, to, end, busy)):
            continue
        if bare and _is_dated(text, start, end, at, to):
            continue
        if bare and not _counts(text, start, end, at, to, items):
            continue
        of = TOTAL.search(text[max(start, at - NEAR) : at]) or OF_WHICH.match(text[to : min(end, to + NEAR)])
        amount = Amount(at, to, one.value, "total" if of else said, word, " ".join(text[at : one.to].split()))
        yield _Found(amount, one.to, packed=bool(one.pack))


def _written(text: str, start: int, end: int) -> Iterator[_Written]:
    """The numbers of a clause, in figures and in words, each with its unit."""
    words = [one for one in written_numbers(text) if start <= one.start and one.end <= end]
    taken = TakenPlaces(start, end, ((one.start, one.end) for one in words))
    found = [
        _Written(
            *match.span("number"),
            match.end(),
            _value(match["number"]),
            match["unit"],
            match["pack"],
            counts_alone=match["number"][0].isdigit(),
        )
        for match in NUMBER.finditer(text, start, end)
        if not taken.overlaps(*match.span("number"))
    ]
    for one in words:
        counted = COUNTED.match(text, one.end, end)
        unit, pack = (counted["unit"], counted["pack"]) if counted else (None, None)
        to = counted.end() if counted and (unit or pack) else one.end
        found.append(_Written(one.start, one.end, to, one.value, unit, pack, counts_alone=True))
    yield from sorted(found, key=lambda one: one.start)


def _is_dated(text: str, start: int, end: int, at: int, to: int) -> bool:
    """Whether a bare number that ends a clause is a day of the month: `restent au 10`, `bleibt beim 9`, `op de 11`."""
    ends = not text[to:end].strip(" .,;)")
    return ends and DATED.search(text[max(start, at - NEAR) : at]) is not None


def _counts(text: str, start: int, end: int, at: int, to: int, items: TakenPlaces) -> bool:
    """Whether a bare number counts goods: no noun of anything else stands with it, and it is no year.

    `40 on 4 December` and `only 40 of BRG-1` do; `7 am`, `gate 4`, `3 kW`, `2" elbows`, `40 ft` and `1 x 40HC` do not.
    """
    if (
        re.fullmatch(r"(?:19|20)\d\d", text[at:to])
        or CLOCK.search(text[max(start, at - 3) : at])
        or CLOCK.match(text, to)
    ):
        return False
    if SIZED.match(text, to):
        return False
    following = NEXT_WORD.match(text, to, min(end, to + NEAR))
    leading = LAST_WORD.search(text[max(start, at - NEAR) : at])
    is_followed = (
        following is None
        or BESIDE_A_COUNT.fullmatch(following["word"])
        or items.overlaps(following.start("word"), following.end("word"))
    )
    is_led = (
        leading is None
        or BESIDE_A_COUNT.fullmatch(leading["word"])
        or items.overlaps(max(start, at - NEAR) + leading.start("word"), max(start, at - NEAR) + leading.end("word"))
    )
    return bool(is_followed and is_led) and text[to : to + 1] not in {'"', "″", "'", "’"}


def _own(found: _Found, units: Collection[str]) -> _Found:
    """The same number; packages that are the goods' own unit count."""
    word = (found.amount.unit or "").casefold()
    own = any(word.startswith(unit.casefold()) or unit.casefold().startswith(word) for unit in units)
    return replace(found, packed=False) if found.packed and own else found


def _is_no_count(text: str, start: int, end: int, at: int, to: int) -> bool:
    return bool(MONEY.match(text[to : min(end, to + NEAR)]) or MONEY_BEFORE.search(text[max(start, at - NEAR) : at]))


def _is_day(text: str, to: int, end: int, busy: TakenPlaces) -> bool:
    """Whether a bare number is a day that shares its month with the next one."""
    ahead = text[to : min(end + 6, to + 8)]
    joined = next((size for size in range(len(ahead), 0, -1) if DAY_TO_COME.fullmatch(ahead[:size])), 0)
    return joined > 0 and busy.overlaps(to + joined, to + joined + 1)


def _in_pieces(found: list[_Found], text: str) -> list[Amount]:
    """The amounts of a clause in pieces: packages give way to the pieces they hold, or are no quantity."""
    amounts: list[Amount] = []
    held: _Found | None = None
    for index, one in enumerate(found):
        following = found[index + 1] if index + 1 < len(found) else None
        if one is held:
            continue
        if not one.packed:
            amounts.append(one.amount)
        elif following and not following.packed and following.amount.unit:
            held = following
            amounts.append(_held(one, following, text))
        elif not (amounts and amounts[-1].unit and amounts[-1].value is not None):
            # `80 pcs (2 pallets)` has said already how many.
            amounts.append(replace(one.amount, value=None))
    return amounts


def _held(packages: _Found, pieces: _Found, text: str) -> Amount:
    """So many packages and so many pieces right after them, as one amount."""
    between = text[packages.to : pieces.amount.start]
    words = " ".join(text[packages.amount.start : pieces.to].split())[:NEAR]
    count, each = packages.amount.value, pieces.amount.value
    value: Decimal | None = None
    if count is not None and each is not None:
        in_each = IN_EACH_AFTER.match(text, pieces.to) or IN_EACH.fullmatch(between)
        value = count * each if in_each else each if IN_ALL.fullmatch(between) else None
    means = packages.amount.means if pieces.amount.means == "plain" else pieces.amount.means
    return Amount(packages.amount.start, pieces.amount.end, value, means, pieces.amount.unit, words)


def _value(text: str) -> Decimal:
    if text.lower() in NUMBERS:
        return Decimal(NUMBERS[text.lower()])
    if re.fullmatch(r"\d{1,3}([.,' ]\d{3})+", text):
        return Decimal(re.sub(r"\D", "", text))
    return Decimal(text.replace(",", "."))
