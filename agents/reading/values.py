"""Statements in, what fields of claims can hold out: for whoever says what a letter is, or puts right what was read.

Nothing is claimed by it. What the letter says of a thing that Odoo has already, or of a day that has another part
(agreed before, gone by, a condition), is told as explained, and is never taken up by itself. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from agents.correspondence.dates import Reader
from agents.correspondence.deliveries import numbers, ours
from agents.correspondence.known import KnownOrder, item_mentions
from agents.correspondence.tables import roles_in
from agents.correspondence.text import Sentence
from agents.reading.anchors import Anchor
from cases.claims import FoundValue, Ground, Span

# What a person chooses among; beyond it they read the letter.
MAX_VALUES = 40
_BEFORE, _AFTER = 40, 20


def found_values(
    statements: Sequence[Sentence],
    anchors: Iterable[Anchor],
    orders: Sequence[KnownOrder],
    dates: Callable[[Sentence], Reader],
) -> tuple[FoundValue, ...]:
    """What was found, each value of a sort once, in the order it stands; the first free place of it where there is one.

    Args:
        statements: news alone.
        anchors: those found in them.
        orders: what Odoo has.
        dates: how days are read in a statement.
    """
    found = [*_of_anchors(anchors, orders, dates), *_items(statements, orders), *_shipments(statements)]
    kept: dict[tuple[Ground, str], FoundValue] = {}
    for one in found:
        key = (one.ground, one.value.casefold())
        if key not in kept or (one.free and not kept[key].free):
            kept[key] = one
    return tuple(kept.values())[:MAX_VALUES]


def _of_anchors(
    anchors: Iterable[Anchor], orders: Sequence[KnownOrder], dates: Callable[[Sentence], Reader]
) -> Iterator[FoundValue]:
    planned = {line.planned for order in orders if order.named for line in order.lines}
    counts = {line.quantity for order in orders for line in order.lines}
    prices = {line.price for order in orders for line in order.lines}
    known = {order.id: order for order in orders}
    for one in anchors:
        span = _around(one.sentence, one.start, one.end)
        if one.day is not None:
            free = _is_new(one, dates(one.sentence)) and one.day not in planned
            yield FoundValue(ground=Ground.DAY, value=one.day.isoformat(), span=span, free=free)
        elif one.what == "quantity" and one.value is not None:
            value = f"{one.value.normalize():f}"
            yield FoundValue(ground=Ground.AMOUNT, value=value, span=span, free=one.value not in counts)
        elif one.what == "money" and one.value is not None:
            yield FoundValue(ground=Ground.MONEY, value=f"{one.value:f}", span=span, free=one.value not in prices)
        elif one.order in known:
            order = known[one.order]
            yield FoundValue(ground=Ground.ORDER, value=order.name, span=span, record=order.ref)


def _is_new(one: Anchor, reader: Reader) -> bool:
    """Whether a day may be the one on which something comes."""
    text = one.sentence.text
    roles = {day.start: role for day, role in roles_in(one.sentence, reader.find(text), reader.sent)}
    return one.day is not None and one.day > reader.sent and roles.get(one.start) == "new"


def _items(statements: Sequence[Sentence], orders: Sequence[KnownOrder]) -> Iterator[FoundValue]:
    named = [order for order in orders if order.named]
    for one in statements:
        for item in item_mentions(one.region.text, one.start, one.end, named):
            if item.line is not None and item.text.strip():
                span = _around(one, item.start - one.start, item.end - one.start)
                yield FoundValue(ground=Ground.ITEM, value=item.text.strip(), span=span, record=item.line.ref)


def _shipments(statements: Sequence[Sentence]) -> Iterator[FoundValue]:
    for one in statements:
        for ground, names in ((Ground.PARCEL, numbers(one.text)), (Ground.ORDER, ours(one.text))):
            for name in names:
                at = one.text.casefold().find(name.casefold())
                yield FoundValue(ground=ground, value=name, span=_around(one, at, at + len(name)))


def _around(sentence: Sentence, start: int, end: int) -> Span:
    """A place with the words around it."""
    text = sentence.text
    at, to = max(0, start - _BEFORE), min(len(text), end + _AFTER)
    # At a blank, so that no word is cut.
    at = text.find(" ", at, start) + 1 if at else 0
    to = max(text.rfind(" ", end, to), end) if to < len(text) else to
    return Span(
        part=sentence.region.part,
        start=sentence.start + at,
        end=sentence.start + to,
        quote=text[at:to],
        page=sentence.region.page,
    )
