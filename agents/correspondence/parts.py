"""What was said of one item in, which part of it comes when out: one part for each quantity and day. Pure.

'40 on 4 December, the rest on 11 December' is two parts. Where quantities and days cannot be told apart so, there is
one part with the last of the days, and less certainty.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Literal, TypeVar

from agents.correspondence.dates import Day
from agents.correspondence.quantities import Amount
from agents.correspondence.said import Count, Said
from agents.correspondence.signals import NOT, ON_TIME
from cases.claims import Precision, sensible_day, sensible_quantity
from cases.workdays import MONDAY_TO_FRIDAY

T = TypeVar("T")
Means = Literal["arrival", "departure"]
# A day that stands with no quantity, beside a part that has one: it may be the day of the rest.
LOOSE = 0.5
SPREAD = 0.7
# Packages of which nobody says what they hold; a quantity said in two ways.
UNCOUNTED = 0.6
DEPARTS = 0.9


@dataclass(frozen=True)
class PartOnDay:
    """So much on one day.

    Attributes:
        said: the statement it is read from.
        quantity: how much; absent: all that is open, or what the other parts leave.
        on_time: how much is not in this part, as far as that is said.
        unit: the unit as written; with no quantity, a count that is none of pieces.
    """

    said: Said
    day: date | None
    precision: Precision
    means: Means = "arrival"
    sure: float = 1.0
    quantity: Decimal | None = None
    on_time: Decimal | None = None
    unit: str | None = None


@dataclass(frozen=True)
class _When:
    """A moment a statement names; no day: nobody knows."""

    start: int
    day: date | None
    precision: Precision
    means: Means
    sure: float


@dataclass
class _Pairs:
    """The quantities of statements with their days, and days that have no quantity."""

    pairs: list[tuple[Count, _When, Said]] = field(default_factory=list)
    loose: list[tuple[_When, Said]] = field(default_factory=list)
    muddled: bool = False


def parts_of(said: Sequence[Said], planned: date | None) -> list[PartOnDay]:
    """The parts that come on different days; none when there is one day for all of it."""
    if not any(amount.means == "late" for one in said for amount in one.amounts):
        return []
    found = _Pairs()
    for one in said:
        _pair(one, planned, found)
    means: Means = "arrival" if any(when.means == "arrival" for _, when, _ in found.pairs) else "departure"
    pairs = [pair for pair in found.pairs if pair[1].means == means or pair[1].day is None]
    kept = [pair for pair in found.pairs if _in_time(pair[1], planned) or _leaves_in_time(pair, planned)]
    late = [pair for pair in pairs if pair not in kept]
    numbers = [count.value for count, _, _ in late if count.value is not None]
    if found.muddled or not numbers or any(sensible_quantity(number) is None for number in numbers):
        return []
    parts = _by_day(late)
    parts += _of_loose_days(parts, [one for one in found.loose if one[0].means == means], planned)
    on_time = _last(_on_time(said, pairs, planned)) or _last([pair[0].value for pair in kept if pair[0].value])
    if len(parts) < 2 and not (parts and parts[0].day is None and parts[0].quantity and on_time):
        return []
    return _with_rest(parts, on_time)


def amounts_of(said: Sequence[Said], planned: date | None) -> tuple[Amount | None, Decimal | None]:
    """How much is late and how much is on time, where that is said, or follows from the day it is said with."""
    late: list[Amount] = []
    on_time: list[Decimal] = []
    for one in said:
        for amount in one.amounts:
            ahead = [day for day in one.of("new") if day.start >= amount.end]
            day = next((day.day for day in ahead if not _is_missed(one, amount.end, day, planned)), None)
            in_time = planned is not None and day is not None and day <= planned
            if amount.means == "on_time" or (amount.means == "late" and in_time):
                on_time += [amount.value] if amount.value is not None else []
            elif amount.means == "late":
                late.append(amount)
    counted = [amount for amount in late if amount.value is not None]
    return _last(counted or late), _last(on_time)


def _is_missed(one: Said, start: int, day: Day, planned: date | None) -> bool:
    """Whether it is the day that was agreed, and that is not kept: `a thousand I shall not have by the 17th`."""
    return day.day == planned and NOT.search(one.sentence.text[start : day.start]) is not None


def _last(found: Sequence[T]) -> T | None:
    return found[-1] if found else None


def _pair(one: Said, planned: date | None, found: _Pairs) -> None:
    """Pair the quantities of one statement with its days, clause by clause."""
    by_clause, later = _by_clause(one, _whens(one, planned)), _by_clause(one, _shifted(one, planned))
    pending: Sequence[Count] = ()
    for index, clause in enumerate(one.clauses):
        # The day that was agreed, said with a `not`, is one that is not kept.
        denied = NOT.search(one.sentence.text[clause.start : clause.end])
        on_day = [when for when in by_clause.get(index, []) if not (denied and when.day == planned)]
        # Beside days for other parts, so-much-later counts for what is counted with it.
        days = on_day or (later.get(index, []) if clause.counts and len(one.clauses) > 1 else [])
        if clause.unknown and not days:
            days = [_When(clause.start, None, Precision.UNKNOWN, "arrival", 0.9)]
        if clause.counts and not days:
            pending = clause.counts
        elif days:
            _match(clause.counts or pending, days, one, found)
            pending = ()


def _by_clause(one: Said, whens: Iterable[_When]) -> dict[int, list[_When]]:
    starts = [clause.start for clause in one.clauses]
    found: dict[int, list[_When]] = {}
    for when in whens:
        found.setdefault(bisect_right(starts, when.start) - 1, []).append(when)
    return found


def _match(counts: Sequence[Count], days: Sequence[_When], one: Said, found: _Pairs) -> None:
    """Those of one clause: one to one, or all of one kind with the only one of the other."""
    if not counts:
        found.loose += [(day, one) for day in days]
    elif len(counts) == len(days):
        found.pairs += [(count, day, one) for count, day in zip(counts, days, strict=True)]
    elif len(days) == 1:
        found.pairs += [(count, days[0], one) for count in counts]
    elif len(counts) == 1:
        last = max(days, key=lambda when: when.day or date.max)
        found.pairs.append((counts[0], replace(last, sure=last.sure * SPREAD), one))
    else:
        found.muddled = True


def _whens(one: Said, planned: date | None) -> Iterator[_When]:
    """The days that count in a statement: arrivals, else departures, else so much later than planned."""
    arrivals, departures = one.of("new"), one.of("departure")
    for day in arrivals:
        yield _When(day.start, day.day, day.precision, "arrival", day.sure)
    if arrivals:
        return
    for day in departures:
        yield _When(day.start, day.day, day.precision, "departure", day.sure * DEPARTS)
    if not departures:
        yield from _shifted(one, planned)


def _shifted(one: Said, planned: date | None) -> Iterator[_When]:
    base = sensible_day(planned)
    if base is None:
        return
    for shift in one.shifts:
        yield _When(shift.start, MONDAY_TO_FRIDAY.on_or_after(shift.after(base)), Precision.DAY, "arrival", shift.sure)


def _in_time(when: _When, planned: date | None) -> bool:
    return when.means == "arrival" and when.day is not None and planned is not None and when.day <= planned


def _leaves_in_time(pair: tuple[Count, _When, Said], planned: date | None) -> bool:
    """Whether so much leaves as agreed, by the day it is planned for here."""
    _, when, one = pair
    by_then = when.day is not None and planned is not None and when.day <= planned
    return when.means == "departure" and by_then and ON_TIME.search(one.sentence.text) is not None


def _on_time(said: Sequence[Said], pairs: Iterable[tuple[Count, _When, Said]], planned: date | None) -> list[Decimal]:
    amounts = [amount.value for one in said for amount in one.amounts if amount.means == "on_time"]
    amounts += [count.value for count, when, _ in pairs if _in_time(when, planned)]
    return [value for value in amounts if value is not None]


def _by_day(late: Iterable[tuple[Count, _When, Said]]) -> list[PartOnDay]:
    """One part for each day, in the order of days; what has no day comes last."""
    days: dict[date | None, list[tuple[Count, _When, Said]]] = {}
    for pair in late:
        days.setdefault(pair[1].day, []).append(pair)
    return [_of_one_day(days[day]) for day in sorted(days, key=lambda day: day or date.max)]


def _of_one_day(pairs: Sequence[tuple[Count, _When, Said]]) -> PartOnDay:
    """What one statement says of a day adds up; what several say is the same told again, or doubtful."""
    by_said: dict[int, list[Count]] = {}
    for count, _, one in pairs:
        by_said.setdefault(one.sentence.start, []).append(count)
    sums = [_sum(counts) for counts in by_said.values()]
    count, when, one = pairs[-1]
    sure = when.sure * (1.0 if len(set(sums)) == 1 else UNCOUNTED)
    unit = count.amount.unit if count.amount else None
    if count.amount and sums[-1] is None:
        sure, unit = sure * UNCOUNTED, count.amount.words
    return PartOnDay(one, when.day, when.precision, when.means, sure, quantity=sums[-1], unit=unit)


def _sum(counts: Sequence[Count]) -> Decimal | None:
    if not all(count.amount and count.amount.unit for count in counts):
        # A bare number may be a position, or what was ordered: the last is what comes.
        return counts[-1].value
    values = [count.value for count in counts]
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if len(known) == len(values) else None


def _of_loose_days(
    parts: Sequence[PartOnDay], loose: Sequence[tuple[_When, Said]], planned: date | None
) -> list[PartOnDay]:
    """The one part of a quantity beside a day for no quantity: the rest is meant, or one of them is old."""
    days = {part.day for part in parts}
    other = [one for one in loose if one[0].day not in days and not _in_time(one[0], planned)]
    if not other or len(parts) > 1 or any(part.quantity is None for part in parts):
        return []
    when, one = max(other, key=lambda found: found[0].day or date.max)
    return [PartOnDay(one, when.day, when.precision, when.means, when.sure * LOOSE)]


def _with_rest(parts: Sequence[PartOnDay], on_time: Decimal | None) -> list[PartOnDay]:
    """The parts, the one without a number knowing how much the others take; of several such only the last stands."""
    numbered = [part for part in parts if part.quantity is not None]
    rest = [part for part in parts if part.quantity is None]
    taken = sum((part.quantity for part in numbered if part.quantity), on_time or Decimal(0))
    last = [replace(part, on_time=taken, sure=part.sure * (1.0 if len(rest) == 1 else SPREAD)) for part in rest[-1:]]
    return [*numbered, *last]
