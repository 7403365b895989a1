"""Statements in, delay claims out: which order, which item, how much, until when. No model, no Odoo. Pure.

Each statement is read for orders, items, quantities and days; an order or item stays the subject until another one is
named. Then what was said of one order and item is put together into one claim.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from agents.correspondence import signals
from agents.correspondence.all_of_them import everyone
from agents.correspondence.called import called
from agents.correspondence.claiming import claims_from, reason_of
from agents.correspondence.dates import Reader
from agents.correspondence.day_roles import is_open
from agents.correspondence.known import (
    WORD,
    ItemMention,
    KnownOrder,
    Mention,
    item_mentions,
    stem_of,
)
from agents.correspondence.quantities import find_amounts
from agents.correspondence.references import order_mentions
from agents.correspondence.said import Said
from agents.correspondence.shifts import find_shifts
from agents.correspondence.sums import counted
from agents.correspondence.tables import by_heading, moves_by_heading, roles_in
from agents.correspondence.text import Sentence, TakenPlaces, clauses
from agents.correspondence.those import with_those
from agents.correspondence.told_apart import distinct, told_apart
from agents.correspondence.traits import named_by_traits
from agents.reading.account import NO_CHANGE
from agents.reading.anchors import anchors_of, places_of
from cases.claims import DelayClaim, Span

# What is spoken of from earlier statements: beyond so many, each statement is about what it names itself.
MAX_CARRIED = 50
# What is asked, offered or depends on something else is no announcement: below what is proposed firmly.
OPEN = 0.5


@dataclass
class StatementSubject:
    """What statements are about until something else is named."""

    orders: tuple[Mention, ...] = ()
    items: tuple[ItemMention, ...] = ()
    paragraph: int = -1
    named: list[Mention] = field(default_factory=list)
    # What the numbers of the text count, wherever it names nothing.
    counted: tuple[ItemMention, ...] = ()
    # What its words mean, likewise.
    called: tuple[ItemMention, ...] = ()


def read_delays(
    statements: Iterable[Sentence],
    orders: Sequence[KnownOrder],
    dates: Reader,
    *,
    context: bool = False,
    subject: StatementSubject | None = None,
    late: Span | None = None,
) -> list[DelayClaim]:
    """The delays that statements claim.

    Args:
        statements: in the order they stand; only news, never quoted history.
        orders: what Odoo knows of the orders that may be meant.
        dates: how to read days.
        context: the whole report speaks of a delay or confirms an order: a day in it counts without being called late.
        subject: what the text is about before it begins, such as the order in its subject line.
        late: a statement that speaks of a delay, though no word of it says so.
    """
    about = subject or StatementSubject()
    sentences = list(statements)
    context = context or any(signals.DELAY.search(sentence.text) for sentence in sentences)
    said: list[Said] = []
    about.counted = _counts(sentences, orders, dates, about) if orders else ()
    if orders and any(_strong(one.text) or _is_at(late, one) or _answers(one.text, dates) for one in sentences):
        about.called = tuple(called(sentences, _spoken_of(sentences, orders, about)))
    lists = everyone(sentences, lambda one: _mentions(one, orders), lambda words: _answers(words, dates))
    for at, sentence in enumerate(sentences):
        told_late = _is_at(late, sentence)
        before = (about.orders, about.items) if about.orders and NO_CHANGE.search(sentence.text) else None
        strong = told_late or _strong(sentence.text)
        if at in lists:
            found = _read(sentence, orders, dates, about, strong=strong, context=context, listed=lists[at])
            said += [found] if found is not None else []
            continue
        for piece in _pieces(sentence, orders, dates, about):
            told = told_late and not signals.ON_TIME.search(piece.text)
            found = _read(piece, orders, dates, about, strong=strong, context=context, late=told)
            said += [found] if found is not None else []
        if before is not None and _mentions(sentence, orders):
            # Another order, named only to say that nothing changes there, is not what is spoken of next.
            about.orders, about.items = before
    claims = with_those(claims_from(said), sentences, orders, _taken(sentences, orders, dates))
    reasons = {reason for sentence in sentences if (reason := reason_of(sentence.text))}
    if len(reasons) == 1:
        # The one cause named anywhere is the cause of all that is claimed.
        (reason,) = reasons
        claims = [claim if claim.reason else claim.model_copy(update={"reason": reason}) for claim in claims]
    return claims


def _is_at(late: Span | None, one: Sentence) -> bool:
    return late is not None and late.meets(one.region.part, one.start, one.end)


def _strong(text: str) -> bool:
    """Whether it speaks of a delay and does not deny it."""
    if find_shifts(text):
        return True
    if signals.RESERVED.search(text):
        return False
    return bool(signals.DELAY.search(text)) and not signals.NO_DELAY.search(text) and not signals.RETRACTS.search(text)


def _denies(text: str) -> bool:
    """Whether it says that there is no delay, or none any more; not that one is to be avoided."""
    found = signals.RETRACTS.search(text) or (signals.ON_TIME.search(text) and signals.AFTER_ALL.search(text))
    return found is not None and not signals.IN_CASE.search(text[: found.start()])


def _pieces(sentence: Sentence, orders: Sequence[KnownOrder], dates: Reader, about: StatementSubject) -> list[Sentence]:
    """A statement about several orders or items, taken apart where the next one begins; else the statement itself."""
    mentions = _mentions(sentence, orders)
    items = _items(sentence, about, mentions, orders)
    anchors = [one.start for one in mentions] + [one.start for one in items]
    if len(anchors) < 2 or _spared(sentence, items):
        return [sentence]
    text = sentence.text
    days = TakenPlaces(0, len(text), ((day.start + 1, day.end) for day in dates.find(text)))
    named = TakenPlaces(sentence.start, sentence.end, ((at, at + 1) for at in anchors))
    cuts = [0]
    told = anchored = False
    for start, end in clauses(text):
        here = named.overlaps(sentence.start + start, sentence.start + end)
        if here and anchored and told and not days.overlaps(start, start + 1):
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
        dates.find(clause)
        or find_shifts(clause)
        or signals.ON_TIME.search(clause)
        or signals.UNKNOWN.search(clause)
        or signals.RETRACTS.search(clause)
    )


def _read(
    sentence: Sentence,
    orders: Sequence[KnownOrder],
    dates: Reader,
    about: StatementSubject,
    *,
    strong: bool,
    context: bool,
    listed: tuple[Mention, ...] = (),
    late: bool = False,
) -> Said | None:
    """One statement, or a piece of one; none when it says nothing of when goods come.

    Args:
        sentence: the words.
        orders: the orders that may be meant.
        dates: how to read days.
        about: what is spoken of; turned by what this statement names.
        strong: the statement that this is a piece of speaks of a delay.
        context: the text as a whole does, or confirms an order.
        listed: the orders of the list that it is about; none: those that it names.
        late: it speaks of a delay, whatever its words.
    """
    text = sentence.text
    own = _mentions(sentence, orders)
    mentions = list(listed) or own
    days = dates.find(text)
    items = told_apart(_items(sentence, about, mentions, orders), sentence, days)
    _turn(about, sentence, mentions, items, apart=bool(listed))
    shifts = find_shifts(text)
    roles = roles_in(sentence, days, dates.sent)
    if is_open(text):
        roles = [(replace(day, sure=day.sure * OPEN), role) for day, role in roles]
        shifts = [replace(shift, sure=shift.sure * OPEN) for shift in shifts]
    counts = _counted_in(sentence, about)
    taken = _places(sentence, [*own, *(one for one in items if one not in counts)])
    answered = bool(shifts) or any(role == "new" for _, role in roles)
    is_strong = _strong(text) and (answered or not text.rstrip().endswith("?"))
    is_strong = late or is_strong or moves_by_heading(sentence, roles)
    named = _named(text, about, orders, taken)
    amounts = find_amounts(text, days, shifts, taken, _units(about), named, _places(sentence, counts))
    said = Said(
        sentence=sentence,
        about=about.orders if mentions else about.orders[:MAX_CARRIED],
        items=about.items if items else about.items[:MAX_CARRIED],
        spared=_spared(sentence, items),
        days=tuple(roles),
        shifts=tuple(shifts),
        amounts=tuple(by_heading(sentence, amounts)),
        unknown=bool(signals.UNKNOWN.search(text)) and not answered,
        strong=is_strong or (strong and (answered or bool(days))),
        denies=not is_strong and _denies(text),
        own=bool(counts) or any(one not in about.called for one in items),
    )
    return said if _tells(said, text, context=context, supplier=bool(orders)) else None


def _tells(said: Said, text: str, *, context: bool, supplier: bool) -> bool:
    """Whether a statement is about when goods come. What somebody with open orders says is late are goods."""
    goods = bool(signals.ARRIVAL.search(text) or signals.DEPARTURE.search(text) or said.own)
    goods = goods or (supplier and said.strong and bool(said.shifts or said.of("new")))
    if not goods and (signals.PAYMENT.search(text) or not said.about):
        return False
    if said.strong or said.unknown:
        return True
    if any(amount.means in {"late", "on_time"} for amount in said.amounts):
        return bool(said.about)
    known = any(one.order is not None for one in said.about)
    if said.denies and known:
        return True
    return bool(said.of("new") or said.of("departure")) and (context or known)


def _mentions(sentence: Sentence, orders: Sequence[KnownOrder]) -> list[Mention]:
    return order_mentions(sentence.region.text, sentence.start, sentence.end, orders)


def _items(
    sentence: Sentence, about: StatementSubject, mentions: Sequence[Mention], orders: Sequence[KnownOrder]
) -> list[ItemMention]:
    """Items named, sought among the lines of the orders spoken of, else of all that may be meant."""
    spoken = {one.order.id: one.order for one in (mentions or about.orders) if one.order is not None}
    text, start, end = sentence.region.text, sentence.start, sentence.end
    found = item_mentions(text, start, end, list(spoken.values()) or list(orders))
    if not any(one.line for one in found):
        # Three parts of one line are one item.
        found = (
            distinct(_told_by_counts(sentence, about))
            or named_by_traits(sentence, list(spoken.values()) or list(orders), about.items)
            or _called_in(sentence, about)
            or found
        )
    if spoken and not mentions and len(spoken) < len(orders) and not any(_is_by_code(one) for one in found):
        # An item that the order spoken of does not have decides which order is meant.
        other = [one for one in orders if one.id not in spoken]
        return [one for one in item_mentions(text, start, end, other) if _is_by_code(one)] or found
    return found


def _is_by_code(one: ItemMention) -> bool:
    return one.line is not None and one.text in one.line.codes


def _told_by_counts(sentence: Sentence, about: StatementSubject) -> list[ItemMention]:
    """The items that its numbers tell; none where they may as well count what is spoken of already."""
    spoken = {item.line.id for item in about.items if item.line is not None}
    return [one for one in _counted_in(sentence, about) if spoken.isdisjoint(one.may_be)]


def _called_in(sentence: Sentence, about: StatementSubject) -> list[ItemMention]:
    """The items that its words mean; where they mean none, what they call that is not what such words meant before."""
    here = [one for one in about.called if sentence.start <= one.start and one.end <= sentence.end]
    meant = [one for one in here if one.line is not None]
    return meant or (here[:1] if any(one in about.called for one in about.items) else [])


def _counted_in(sentence: Sentence, about: StatementSubject) -> list[ItemMention]:
    return [one for one in about.counted if sentence.start <= one.start and one.end <= sentence.end]


def _counts(
    sentences: Sequence[Sentence], orders: Sequence[KnownOrder], dates: Reader, about: StatementSubject
) -> tuple[ItemMention, ...]:
    """What the numbers of the text count, beside those that mean something else."""
    return tuple(counted(sentences, _spoken_of(sentences, orders, about), _taken(sentences, orders, dates)))


def _taken(
    sentences: Sequence[Sentence], orders: Sequence[KnownOrder], dates: Reader
) -> dict[Sentence, list[tuple[int, int]]]:
    """The places of each statement at which numbers mean something else."""
    return places_of(one for one in anchors_of(sentences, orders, lambda _: dates) if one.what != "quantity")


def _spoken_of(
    sentences: Sequence[Sentence], orders: Sequence[KnownOrder], about: StatementSubject
) -> Sequence[KnownOrder]:
    """The orders that a text names; where it names none, all that may be meant."""
    named = [*about.orders, *(mention for one in sentences for mention in _mentions(one, orders))]
    known = {one.order.id: one.order for one in named if one.order is not None}
    return list(known.values()) or orders


def _places(sentence: Sentence, mentions: Iterable[Mention | ItemMention]) -> list[tuple[int, int]]:
    """Where they stand in a statement."""
    return [(one.start - sentence.start, one.end - sentence.start) for one in mentions]


def _named(
    text: str, about: StatementSubject, orders: Sequence[KnownOrder], taken: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Where words name goods that may be spoken of: a bare number beside one counts it."""
    spoken = [one.order for one in about.orders if one.order is not None] or list(orders)
    stems = {stem for order in spoken[:MAX_CARRIED] for line in order.lines for stem in line.stems}
    return [*taken, *((word.start(), word.end()) for word in WORD.finditer(text) if stem_of(word[0]) in stems)]


def _turn(
    about: StatementSubject,
    sentence: Sentence,
    mentions: Sequence[Mention],
    items: Sequence[ItemMention],
    *,
    apart: bool = False,
) -> None:
    """What is spoken of from here on; in a list each order stands apart."""
    if mentions:
        # Our number and the supplier's own in one breath are one order; an unknown one beside a known one is theirs.
        known = list(mentions) if apart else [one for one in mentions if one.order is not None]
        chosen = {(one.order.id if one.order else one.text.casefold()): one for one in reversed(known or mentions)}
        about.orders = tuple(sorted(chosen.values(), key=lambda one: one.start))
        about.items = ()
        about.named.extend(mentions)
    elif others := _others(about, items):
        about.orders, about.items = others, ()
    elif sentence.paragraph > about.paragraph + 1:
        about.items = ()
    named = [item for item in items if item.line is None or item.line.id not in _spared(sentence, items)]
    if named:
        about.items = tuple(distinct(named))
    about.paragraph = sentence.paragraph


def _others(about: StatementSubject, items: Sequence[ItemMention]) -> tuple[Mention, ...]:
    """The orders of items that none of the orders spoken of has; none where one has them, or where that is several."""
    spoken = {one.order.id for one in about.orders if one.order}
    if not spoken:
        # A word may be anybody's; a number that is what is ordered is that order's.
        items = [one for one in items if one in about.counted]
    found = {one.order.id: one for one in items if one.order and one.order.id not in spoken}
    if (not spoken and len(found) > 1) or not found or len(found) < len({one.order.id for one in items if one.order}):
        return ()
    return tuple(Mention(one.start, one.end, one.order.name, one.order) for one in found.values() if one.order)


def _units(about: StatementSubject) -> set[str]:
    """What the items spoken of are ordered in, else all lines of the one order; none where that may be several."""
    lines = [item.line for item in about.items if item.line]
    if not about.items and len(about.orders) == 1 and about.orders[0].order:
        lines = list(about.orders[0].order.lines)
    units = {line.unit for line in lines if line.unit}
    return units if len(units) == 1 else set()


def _spared(sentence: Sentence, items: Sequence[ItemMention]) -> frozenset[int]:
    """The lines named after an 'except'."""
    found = signals.EXCEPT.search(sentence.text)
    if found is None:
        return frozenset()
    return frozenset(item.line.id for item in items if item.line and item.start >= sentence.start + found.end())
