"""A model's reading in, what of it stands in the message out: each value is found in the words that it points at. Pure.

The model points; the days, amounts and records are read there by the playbook's own readers. A value that does not
stand there is dropped and told, for asking the model once more and for people; what of its entry stands is kept, less
sure, unless it would then say more than it did: of an item that nobody finds nothing is known, not the whole order.
What stands in a sentence that gives orders to its reader is never taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from agents.answers import MAX_QUOTE, MODEL_SURE, Quoted, ReadDelay, ReportAnswer, plain
from agents.correspondence.dates import Day, Reader, reader_for
from agents.correspondence.day_roles import Role
from agents.correspondence.known import KnownLine, KnownOrder, item_mentions
from agents.correspondence.letter import Letter
from agents.correspondence.quantities import find_amounts
from agents.correspondence.references import order_mentions
from agents.correspondence.shifts import find_shifts
from agents.correspondence.tables import roles_in
from agents.correspondence.text import Region, Sentence, language_of, sentences
from agents.reading.anchors import COUNTED, number_of
from cases.claims import (
    Claim,
    DelayClaim,
    FoundValue,
    Ground,
    InstructionClaim,
    MentionClaim,
    NoteClaim,
    Precision,
    SensitiveClaim,
    Span,
    only,
)
from cases.kind import Kind

_QUOTES = "\"'“”„‟«»‘’‚`´"
# What has a list of its own, and what is no kind to name.
_READ_OTHERWISE = frozenset({Kind.INBOUND_DELAY, Kind.SENSITIVE_CHANGE, Kind.UNCLASSIFIED})
# Of an entry that was half made up, what stands is not worth much.
PARTLY_SURE = 0.5
MOST_NOTES = 10
# A day further off is no day of arrival that somebody reckons.
FARTHEST = timedelta(days=366)
_ANY_QUOTE = f"[{re.escape(_QUOTES)}]"


@dataclass(frozen=True)
class GroundedReading:
    """What of a model's reading stands.

    Attributes:
        claims: what does, and a note of each value that was dropped.
        failures: what does not, in words that the model can be asked again with.
        reckoned: days that it reckons from words in which none can be read, for a person to take or leave.
    """

    claims: tuple[Claim, ...]
    failures: tuple[str, ...]
    reckoned: tuple[FoundValue, ...] = ()


@dataclass
class _Dropped:
    """The values of one entry that do not stand in the words that were pointed at.

    Attributes:
        why: for asking the model again.
        told: for people, what it said.
        reckoned: days that no reader can check.
    """

    why: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    reckoned: list[FoundValue] = field(default_factory=list)

    def drop(self, why: str, told: str) -> None:
        """Leave a value out."""
        self.why.append(why)
        self.told.append(told)


@dataclass(frozen=True)
class _Passage:
    """Where an entry points: its place, and the statements that it touches."""

    span: Span
    statements: tuple[Sentence, ...]


def grounded(
    answer: ReportAnswer, letter: Letter, orders: Sequence[KnownOrder], own: Sequence[Claim]
) -> GroundedReading:
    """What of an answer stands in the news of a letter.

    Args:
        answer: the model's.
        letter: the letter it read.
        orders: what Odoo has.
        own: what the playbook read; its instructions are told from news.
    """
    instructions = [
        InstructionClaim(span=place.span, text=place.span.quote, read_by="model", sure=MODEL_SURE)
        for entry in answer.instructions
        if (place := _passage(entry, letter)) is not None
    ]
    told = [one.span for one in (*only(InstructionClaim, own), *instructions) if one.span is not None]
    reckoned: list[FoundValue] = []
    delays, notes, failures = _delays(answer.delays, letter, orders, told, reckoned)
    sensitive = [
        SensitiveClaim(span=place.span, about=entry.about, read_by="model", sure=MODEL_SURE)
        for entry in answer.sensitive
        if (place := _passage(entry, letter)) is not None
    ]
    mentions = [
        MentionClaim(span=place.span, kind=entry.kind, text=place.span.quote, read_by="model", sure=MODEL_SURE)
        for entry in answer.mentions
        if entry.kind not in _READ_OTHERWISE and (place := _passage(entry, letter)) is not None
        if not any(_overlap(place.span, one) for one in told)
    ]
    found = (*delays, *instructions, *sensitive, *mentions, *notes)
    return GroundedReading(found, tuple(failures), tuple(reckoned))


def _delays(
    entries: Iterable[ReadDelay],
    letter: Letter,
    orders: Sequence[KnownOrder],
    told: Sequence[Span],
    reckoned: list[FoundValue],
) -> tuple[list[DelayClaim], list[NoteClaim], list[str]]:
    """The delays that stand, what was dropped of them, and why; `told` gives orders to its reader.

    Days that no reader can check are added to `reckoned`.
    """
    claims: list[DelayClaim] = []
    notes: dict[str, NoteClaim] = {}
    failures: list[str] = []
    for entry in entries:
        place = _passage(entry, letter)
        if place is None:
            failures.append(f"These words do not stand in the message's own text: “{entry.quote[:100]}”.")
        elif not any(_overlap(place.span, one) for one in told):
            dropped = _Dropped()
            claim = _delay(entry, place, letter, orders, dropped)
            claims += [claim] if claim is not None else []
            failures += [f"Of “{place.span.quote[:100]}”: {why}" for why in dropped.why]
            reckoned += dropped.reckoned
            for text in (*map(_not_there, dropped.told), *map(_only_reckoned, dropped.reckoned)):
                notes.setdefault(text, NoteClaim(span=place.span, text=text, read_by="model", sure=MODEL_SURE))
    return claims, list(notes.values())[:MOST_NOTES], failures


def _not_there(said: str) -> str:
    return f"The model said {said}; that does not stand in the report."


def _only_reckoned(day: FoundValue) -> str:
    words = plain(day.span.quote, 80)
    return f"The model takes “{words}” for {_day_words(date.fromisoformat(day.value))}; whoever agrees can choose it."


def _day_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _passage(entry: Quoted, letter: Letter) -> _Passage | None:
    """Where the quoted words stand in the news, blanks, case and quotation marks aside."""
    pattern = _folded(entry.quote[:MAX_QUOTE])
    if pattern is None:
        return None
    for region in sorted(letter.regions, key=lambda one: one.part != entry.part):
        found = pattern.search(region.text, region.start, region.end)
        if found is not None:
            statements = tuple(one for one in sentences(region) if one.start < found.end() and found.start() < one.end)
            return _Passage(_span(region, found.start(), found.end()), statements)
    return None


def _folded(words: str) -> re.Pattern[str] | None:
    pieces = words.split()
    if not pieces or not any(letter.isalnum() for letter in words):
        return None
    escaped = ("".join(_ANY_QUOTE if letter in _QUOTES else re.escape(letter) for letter in piece) for piece in pieces)
    return re.compile(r"\s+".join(escaped), re.IGNORECASE)


def _span(region: Region, start: int, end: int) -> Span:
    return Span(part=region.part, start=start, end=end, quote=region.text[start:end], page=region.page)


def _overlap(one: Span, other: Span) -> bool:
    return one.part == other.part and one.start < other.end and other.start < one.end


def _delay(
    entry: ReadDelay, place: _Passage, letter: Letter, orders: Sequence[KnownOrder], dropped: _Dropped
) -> DelayClaim | None:
    """What of an entry stands; none: too little of it."""
    named = _order(entry.order_text, letter, orders, dropped)
    item, of, line = _item(entry.product_text, letter, [named] if named else orders, dropped)
    order = named or of
    day, role = _day(entry, place, letter, order, dropped)
    amounts = set(_amounts(place, letter))
    counts: dict[str, Decimal | None] = {}
    for name, value in (("quantity", entry.quantity), ("on_time_quantity", entry.on_time_quantity)):
        counts[name] = value if value in amounts else None
        if value is not None and value not in amounts:
            what = "late" if name == "quantity" else "still on time"
            dropped.drop(f"{name} {value:.12g} is no quantity that these words give.", f"{value:.12g} are {what}")
    uncounted = entry.quantity is not None and counts["quantity"] is None and bool(amounts)
    if uncounted or (dropped.why and not _says_enough(entry, named, item, line, day, counts["quantity"])):
        # Without the quantity that its words do give, it would say that all is late.
        return None
    return DelayClaim(
        span=place.span,
        read_by="model",
        sure=PARTLY_SURE if dropped.why else MODEL_SURE,
        order_text=named.name if named else None,
        product_text=item,
        quantity=counts["quantity"],
        on_time_quantity=counts["on_time_quantity"],
        new_date=day.day if day else None,
        precision=day.precision if day else Precision.UNKNOWN,
        date_means="departure" if role == "departure" else "arrival",
        reason=_literal(entry.reason, letter),
        refers_to=tuple(one.ref for one in (order, line) if one is not None),
    )


def _says_enough(
    entry: ReadDelay,
    order: KnownOrder | None,
    item: str | None,
    line: KnownLine | None,
    day: Day | None,
    quantity: Decimal | None,
) -> bool:
    """Whether what is left of an entry is about no more than the entry was, and still tells of goods."""
    if entry.product_text and item is None:
        return False
    if entry.order_text and order is None and line is None:
        return False
    return day is not None or item is not None or quantity is not None


def _order(words: str | None, letter: Letter, orders: Sequence[KnownOrder], dropped: _Dropped) -> KnownOrder | None:
    """The order that is named, as Odoo has it."""
    if not words:
        return None
    told = f"the order is “{plain(words, 60)}”"
    if _literal(words, letter) is None:
        dropped.drop(f"order_text “{words[:60]}” does not stand in the message.", told)
        return None
    found = next((one.order for one in order_mentions(words, 0, len(words), orders) if one.order), None)
    if found is None:
        dropped.drop(f"order_text “{words[:60]}” names no order; leave it out where none is named.", told)
    return found


def _item(
    words: str | None, letter: Letter, orders: Sequence[KnownOrder], dropped: _Dropped
) -> tuple[str | None, KnownOrder | None, KnownLine | None]:
    """The item that is named, and its order and line where it is one alone: never more than that."""
    if not words:
        return None, None, None
    literal = _literal(words, letter)
    if literal is None:
        told = f"the item is “{plain(words, 60)}”"
        dropped.drop(f"product_text “{words[:60]}” does not stand in the message.", told)
        return None, None, None
    found = {one.line.id: one for one in item_mentions(literal, 0, len(literal), orders) if one.line}
    if len(found) != 1:
        return literal, None, None
    [mention] = found.values()
    return literal, mention.order, mention.line


def _day(
    entry: ReadDelay, place: _Passage, letter: Letter, order: KnownOrder | None, dropped: _Dropped
) -> tuple[Day | None, Role | None]:
    """The day as it is read where the entry points; the model's own only chooses among those."""
    if entry.new_date is None:
        return None, None
    for statement in place.statements:
        reader = _reader(statement.region, letter)
        for day, role in roles_in(statement, reader.find(statement.text), reader.sent):
            if _same(day, entry.new_date) and role in {"new", "departure"} and _inside(statement, day, place.span):
                return day, role
        planned = {line.planned for line in order.lines if line.open and line.planned} if order else set()
        for shift in find_shifts(statement.text):
            if any(shift.after(one) == entry.new_date for one in planned if one is not None):
                return Day(shift.start, shift.end, entry.new_date, sure=shift.sure), "new"
    why = f"new_date {entry.new_date.isoformat()} is no day of arrival or departure that these words give."
    if _may_be_reckoned(entry.new_date, place, letter):
        dropped.why.append(why)
        value = entry.new_date.isoformat()
        dropped.reckoned.append(FoundValue(ground=Ground.DAY, value=value, span=place.span, free=False))
    else:
        dropped.drop(why, f"the new day is {_day_words(entry.new_date)}")
    return None, None


def _may_be_reckoned(day: date, place: _Passage, letter: Letter) -> bool:
    """Whether words may mean a day in which none can be read: `two weeks before Christmas`."""
    reads = any(_reader(one.region, letter).find(one.text) or find_shifts(one.text) for one in place.statements)
    return not reads and letter.sent < day <= letter.sent + FARTHEST


def _same(day: Day, said: date) -> bool:
    if day.precision is Precision.WEEK:
        return day.day.isocalendar()[:2] == said.isocalendar()[:2]
    return day.day == said


def _inside(statement: Sentence, day: Day, span: Span) -> bool:
    start, end = statement.start + day.start, statement.start + day.end
    return start < span.end and span.start < end


def _reader(region: Region, letter: Letter) -> Reader:
    return reader_for(region.text[region.start : region.end], letter.sent, language_of(letter.news), letter.zone)


def _amounts(place: _Passage, letter: Letter) -> Iterator[Decimal]:
    """The quantities of goods that the statements give."""
    for statement in place.statements:
        text = statement.text
        days = _reader(statement.region, letter).find(text)
        for amount in find_amounts(text, days, find_shifts(text), ()):
            if amount.value is not None and amount.means != "total":
                yield amount.value
        yield from (number_of(match["number"]) for match in COUNTED.finditer(text))


def _literal(words: str | None, letter: Letter) -> str | None:
    """Words as they stand in the news; a model's own words are no claim."""
    pattern = _folded(words[:160]) if words else None
    if pattern is None:
        return None
    found: Iterable[re.Match[str] | None] = (
        pattern.search(region.text, region.start, region.end) for region in letter.regions
    )
    return next((match[0] for match in found if match is not None), None)
