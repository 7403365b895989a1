"""Statements in, delay claims out: which order, which item, how much, until when. No model, no Odoo. Pure.

Each statement is read for orders, items, quantities and days; an order or item stays the subject until another one is
named. Then what was said of one order and item is put together into one claim.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from agents.analysis.calendar import working_on_or_after
from agents.correspondence import signals
from agents.correspondence.dates import Day, Reader, Shift, find_shifts
from agents.correspondence.day_roles import Role, roles_of
from agents.correspondence.known import ItemMention, KnownLine, KnownOrder, Mention, item_mentions, order_mentions
from agents.correspondence.quantities import Amount, find_amounts
from agents.correspondence.text import Sentence, clauses
from cases.claims import MAX_NAME, DelayClaim, Precision, RecordRef, sensible_day, sensible_quantity

ABSURD = 0.6


@dataclass(frozen=True)
class Said:
    """What one statement says.

    Attributes:
        about: the orders it is about, in the order named.
        items: the items it is about; none: all of the order.
        spared: lines that it leaves out, by id: 'all but the vests'.
        strong: it speaks of a delay, rather than only of a day.
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

    def of(self, role: Role) -> list[Day]:
        """The days with that role."""
        return [day for day, has in self.days if has == role]

    @property
    def answers_when(self) -> bool:
        """Whether it says when, or that nobody knows when."""
        return bool(self.of("new") or self.of("departure") or self.shifts or self.unknown)


@dataclass
class Subject:
    """What statements are about until something else is named."""

    orders: tuple[Mention, ...] = ()
    items: tuple[ItemMention, ...] = ()
    paragraph: int = -1
    named: list[Mention] = field(default_factory=list)


def read_delays(
    statements: Iterable[Sentence],
    orders: Sequence[KnownOrder],
    dates: Reader,
    *,
    context: bool = False,
    subject: Subject | None = None,
) -> list[DelayClaim]:
    """The delays that statements claim.

    Args:
        statements: in the order they stand; only news, never quoted history.
        orders: what Odoo knows of the orders that may be meant.
        dates: how to read days.
        context: the whole report speaks of a delay or confirms an order: a day in it counts without being called late.
        subject: what the text is about before it begins, such as the order in its subject line.
    """
    about = subject or Subject()
    sentences = list(statements)
    context = context or any(signals.DELAY.search(sentence.text) for sentence in sentences)
    said = [
        found
        for sentence in sentences
        for piece in _pieces(sentence, orders, dates, about)
        if (found := _read(piece, orders, dates, about, strong=_strong(sentence.text), context=context)) is not None
    ]
    claims: list[DelayClaim] = []
    for order, group in _by_order(said):
        claims += _claims_of(order, group)
    reasons = {reason for sentence in sentences if (reason := _reason(sentence.text))}
    if len(reasons) == 1:
        # The one cause named anywhere is the cause of all that is claimed.
        (reason,) = reasons
        claims = [claim if claim.reason else claim.model_copy(update={"reason": reason}) for claim in claims]
    return claims


def _strong(text: str) -> bool:
    """Whether it speaks of a delay and does not deny it."""
    return bool(find_shifts(text)) or (bool(signals.DELAY.search(text)) and not signals.NO_DELAY.search(text))


def _pieces(sentence: Sentence, orders: Sequence[KnownOrder], dates: Reader, about: Subject) -> list[Sentence]:
    """A statement about several orders or items, taken apart where the next one begins; else the statement itself."""
    mentions = _mentions(sentence, orders)
    items = _items(sentence, about, mentions, orders)
    anchors = [one.start for one in mentions] + [one.start for one in items]
    if len(anchors) < 2 or _spared(sentence, items):
        return [sentence]
    text = sentence.text
    days = dates.find(text)
    cuts = [0]
    told = anchored = False
    for start, end in clauses(text):
        here = any(sentence.start + start <= at < sentence.start + end for at in anchors)
        if here and anchored and told and not any(day.start < start < day.end for day in days):
            cuts.append(start)
            told = False
        anchored = anchored or here
        told = told or _answers(text[start:end], dates)
    return [
        Sentence(
            region=sentence.region, start=sentence.start + start, end=sentence.start + end, paragraph=sentence.paragraph
        )
        for start, end in pairwise([*cuts, len(text)])
    ]


def _answers(clause: str, dates: Reader) -> bool:
    """Whether a clause says when, on time, or that nobody knows."""
    return bool(
        dates.find(clause) or find_shifts(clause) or signals.ON_TIME.search(clause) or signals.UNKNOWN.search(clause)
    )


def _read(
    sentence: Sentence, orders: Sequence[KnownOrder], dates: Reader, about: Subject, *, strong: bool, context: bool
) -> Said | None:
    """One statement, or a piece of one; none when it says nothing of when goods come.

    Args:
        sentence: the words.
        orders: the orders that may be meant.
        dates: how to read days.
        about: what is spoken of; turned by what this statement names.
        strong: the statement that this is a piece of speaks of a delay.
        context: the text as a whole does, or confirms an order.
    """
    text = sentence.text
    mentions = _mentions(sentence, orders)
    items = _items(sentence, about, mentions, orders)
    _turn(about, sentence, mentions, items)
    days = dates.find(text)
    shifts = find_shifts(text)
    roles = roles_of(text, days, dates.sent)
    places = [(one.start, one.end) for one in mentions] + [(one.start, one.end) for one in items]
    taken = [(start - sentence.start, end - sentence.start) for start, end in places]
    answered = bool(shifts) or any(role == "new" for _, role in roles)
    said = Said(
        sentence=sentence,
        about=about.orders,
        items=about.items,
        spared=_spared(sentence, items),
        days=tuple(roles),
        shifts=tuple(shifts),
        amounts=tuple(find_amounts(text, days, shifts, taken)),
        unknown=bool(signals.UNKNOWN.search(text)) and not answered,
        strong=_strong(text) or (strong and (answered or bool(days))),
    )
    return said if _tells(said, text, context=context, supplier=bool(orders)) else None


def _tells(said: Said, text: str, *, context: bool, supplier: bool) -> bool:
    """Whether a statement is about when goods come. What somebody with open orders says is late are goods."""
    goods = bool(signals.ARRIVAL.search(text) or signals.DEPARTURE.search(text) or said.items)
    goods = goods or (supplier and said.strong and bool(said.shifts or said.of("new")))
    if not goods and (signals.PAYMENT.search(text) or not said.about):
        return False
    if said.strong or said.unknown:
        return True
    if any(amount.means in {"late", "on_time"} for amount in said.amounts):
        return bool(said.about)
    known = any(one.order is not None for one in said.about)
    return bool(said.of("new") or said.of("departure")) and (context or known)


def _mentions(sentence: Sentence, orders: Sequence[KnownOrder]) -> list[Mention]:
    return order_mentions(sentence.region.text, sentence.start, sentence.end, orders)


def _items(
    sentence: Sentence, about: Subject, mentions: Sequence[Mention], orders: Sequence[KnownOrder]
) -> list[ItemMention]:
    """Items named, sought among the lines of the orders spoken of, else of all that may be meant."""
    spoken = {one.order.id: one.order for one in (mentions or about.orders) if one.order is not None}
    return item_mentions(sentence.region.text, sentence.start, sentence.end, list(spoken.values()) or list(orders))


def _turn(about: Subject, sentence: Sentence, mentions: Sequence[Mention], items: Sequence[ItemMention]) -> None:
    """What is spoken of from here on."""
    if mentions:
        # Our number and the supplier's own in one breath are one order; an unknown one beside a known one is theirs.
        known = [one for one in mentions if one.order is not None]
        chosen = {(one.order.id if one.order else one.text.casefold()): one for one in reversed(known or mentions)}
        about.orders = tuple(sorted(chosen.values(), key=lambda one: one.start))
        about.items = ()
        about.named.extend(mentions)
    elif sentence.paragraph > about.paragraph + 1:
        about.items = ()
    named = [item for item in items if item.line is None or item.line.id not in _spared(sentence, items)]
    if named:
        about.items = tuple(_distinct(named))
    about.paragraph = sentence.paragraph


def _spared(sentence: Sentence, items: Sequence[ItemMention]) -> frozenset[int]:
    """The lines named after an 'except'."""
    found = signals.EXCEPT.search(sentence.text)
    if found is None:
        return frozenset()
    return frozenset(item.line.id for item in items if item.line and item.start >= sentence.start + found.end())


def _distinct(items: Iterable[ItemMention]) -> list[ItemMention]:
    chosen: dict[object, ItemMention] = {}
    for item in items:
        chosen.setdefault(item.line.id if item.line else item.text.casefold(), item)
    return list(chosen.values())


def _by_order(said: Sequence[Said]) -> list[tuple[Mention | None, list[Said]]]:
    """The statements by the order they are about; those before any order is named count for the first one named."""
    groups: dict[object, tuple[Mention | None, list[Said]]] = {}
    for one in said:
        for mention in one.about or (None,):
            key = None if mention is None else mention.order.id if mention.order else mention.text.casefold()
            groups.setdefault(key, (mention, []))[1].append(one)
    if None in groups and len(groups) > 1:
        loose = groups.pop(None)[1]
        # A general remark before the orders are listed is about all of them.
        for _, statements in groups.values():
            statements[:0] = loose
    return list(groups.values())


def _claims_of(order: Mention | None, said: list[Said]) -> list[DelayClaim]:
    """One claim for each item named, else one for the whole order; one for each line where days differ."""
    general = [one for one in said if not one.items]
    by_item: dict[object, tuple[ItemMention, list[Said]]] = {}
    for one in said:
        for item in one.items:
            key = item.line.id if item.line else item.text.casefold()
            by_item.setdefault(key, (item, []))[1].append(one)
    if not by_item:
        return _claim_or_claims(order, None, general)
    if any(one.answers_when for one in general) and not any(
        one.answers_when for _, group in by_item.values() for one in group
    ):
        return [
            claim for item, group in by_item.values() for claim in _claim_or_claims(order, item, [*group, *general])
        ]
    return [claim for item, group in by_item.values() for claim in _claim_or_claims(order, item, group)]


def _claim_or_claims(order: Mention | None, item: ItemMention | None, said: list[Said]) -> list[DelayClaim]:
    known = order.order if order else item.order if item else None
    lines = (
        [item.line] if item and item.line else [line for line in known.lines if line.open] if known and not item else []
    )
    spared = {number for one in said for number in one.spared}
    if spared and item is None and known:
        rest = [line for line in lines if line.id not in spared]
        return [claim for line in rest if (claim := _claim(order, item, said, line))]
    planned = {line.planned for line in lines if line.planned}
    needs_plan = any(one.shifts for one in said) and not any(one.of("new") for one in said)
    if needs_plan and item is None and len(planned) > 1:
        return [claim for line in lines if (claim := _claim(order, item, said, line))]
    first = lines[0] if lines and (item is not None or len(planned) == 1) else None
    claim = _claim(order, item, said, first, whole=item is None)
    return [claim] if claim else []


def _claim(
    order: Mention | None, item: ItemMention | None, said: list[Said], line: KnownLine | None, *, whole: bool = False
) -> DelayClaim | None:
    """One claim, from all that was said of one order and item."""
    known = order.order if order else item.order if item else None
    planned = line.planned if line else _common_day(known)
    when = _when(said, planned)
    if when is None:
        return None
    day, precision, means, sure, source = when
    late, on_time = _amounts(said, planned)
    told = (day, late, on_time)
    day, late, on_time = kept = (sensible_day(day), sensible_quantity(late), sensible_quantity(on_time))
    if kept != told:
        # Who writes what cannot be is believed less in the rest, too.
        sure *= ABSURD
    refers: list[RecordRef] = []
    if known is not None:
        refers.append(known.ref)
    if line is not None and not whole:
        refers.append(line.ref)
    sure *= item.sure if item else 1.0
    if item is not None and item.line is None and known is not None:
        sure *= 0.6
    old = [found.day for one in said for found in one.of("old")]
    return DelayClaim(
        span=source.sentence.span(),
        sure=round(sure, 3),
        refers_to=tuple(refers),
        order_text=order.text[:MAX_NAME] if order else None,
        product_text=_item_text(item, line, whole=whole),
        quantity=late,
        on_time_quantity=on_time,
        first_date=sensible_day(old[-1]) if old else None,
        new_date=day,
        precision=precision if day else Precision.UNKNOWN,
        date_means=means,
        reason=next((reason for one in said if (reason := _reason(one.sentence.text))), None),
    )


def _common_day(order: KnownOrder | None) -> date | None:
    """The day all that is open of an order is planned for, where it is one day."""
    days = {line.planned for line in order.lines if line.open} if order else set()
    return days.pop() if len(days) == 1 else None


def _item_text(item: ItemMention | None, line: KnownLine | None, *, whole: bool) -> str | None:
    if item is not None:
        return item.text[:MAX_NAME]
    return line.label[:MAX_NAME] if line is not None and not whole else None


When = tuple[date | None, Precision, Literal["arrival", "departure"], float, Said]


def _when(said: list[Said], planned: date | None) -> When | None:
    """The day that counts: an arrival before a departure, a day before so-much-later, then 'nobody knows'."""
    for role, means in (("new", "arrival"), ("departure", "departure")):
        found = [(day, one) for one in said for day, has in one.days if has == role]
        later = [(day, one) for day, one in found if planned is None or day.day != planned]
        if later:
            # Several days for one item: the last is when all of it is here.
            day, one = max(later, key=lambda pair: pair[0].day)
            spread = len({pair[0].day for pair in later}) > 1
            sure = day.sure * (0.7 if spread else 1.0) * (0.9 if means == "departure" else 1.0)
            return day.day, day.precision, "departure" if means == "departure" else "arrival", sure, one
        if found and not any(one.strong for one in said):
            # It repeats the day Odoo has: said, but nothing new.
            return found[0][0].day, found[0][0].precision, "arrival", found[0][0].sure, found[0][1]
    for one in said:
        if one.shifts:
            old = one.of("old")
            # Odoo takes any year; a reckoning from one that cannot be leads nowhere.
            base = sensible_day(planned or (old[-1].day if old else None))
            if base is not None:
                shifted = working_on_or_after(one.shifts[-1].after(base))
                return shifted, Precision.DAY, "arrival", one.shifts[-1].sure, one
            return None, Precision.UNKNOWN, "arrival", 0.6, one
    unknown = next((one for one in said if one.unknown), None) or next((one for one in said if one.strong), None)
    if unknown is not None:
        return None, Precision.UNKNOWN, "arrival", 0.9 if unknown.unknown else 0.8, unknown
    return None


def _amounts(said: list[Said], planned: date | None) -> tuple[Decimal | None, Decimal | None]:
    """How much is late and how much is on time, where that is said, or follows from the day it is said with."""
    late: list[Decimal] = []
    on_time: list[Decimal] = []
    for one in said:
        for amount in one.amounts:
            day = next((day.day for day in one.of("new") if day.start >= amount.end), None)
            in_time = planned is not None and day is not None and day <= planned
            if amount.means == "on_time" or (amount.means == "late" and in_time):
                on_time.append(amount.value)
            elif amount.means == "late":
                late.append(amount.value)
    return (late[-1] if late else None), (on_time[-1] if on_time else None)


def _reason(text: str) -> str | None:
    match = signals.REASON.search(text)
    return " ".join(match["why"].split())[:160] if match else None
