"""One line for an item that stands on several: told by its place, its day as planned, or how much is ordered. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from agents.correspondence import signals
from agents.correspondence.dates import Day
from agents.correspondence.known import ItemMention, KnownLine, KnownOrder
from agents.correspondence.measures import measures
from agents.correspondence.text import Sentence


def told_apart(items: Sequence[ItemMention], sentence: Sentence, days: Sequence[Day]) -> list[ItemMention]:
    """One line for an item that stands on several, where the words tell which; else none of them: it is asked."""
    places: dict[tuple[int, int], list[ItemMention]] = {}
    for item in items:
        places.setdefault((item.start, item.end), []).append(item)
    kept: list[ItemMention] = []
    for found in places.values():
        apart = len(distinct(found)) > 1 and not all(one.together for one in found)
        meant = _meant(found, sentence, days) if apart else found
        orders = {one.order.id: one.order for one in found if one.order}
        order = next(iter(orders.values())) if len(orders) == 1 else None
        kept += meant or [replace(found[0], line=None, order=order)]
    return kept


def _meant(found: Sequence[ItemMention], sentence: Sentence, days: Sequence[Day]) -> list[ItemMention]:
    """The one of several lines that is told by its place on the order, its day as planned, or how much is ordered."""
    position = signals.POSITION.search(sentence.text)
    numbers = {value.normalize() for value, _ in measures(sentence.text)}
    numbers |= {Decimal(number) for number in re.findall(r"(?<![\w.,/:-])\d{1,9}(?![\w/:]|[.,]\d)", sentence.text)}
    planned = {day.day for day in days}
    tests: tuple[Callable[[ItemMention], bool], ...] = (
        lambda one: bool(position and one.order and one.line in _at(one.order, int(position["position"]))),
        lambda one: bool(one.line and one.line.planned in planned),
        lambda one: bool(one.line and one.line.quantity and one.line.quantity.normalize() in numbers),
    )
    for test in tests:
        meant = [one for one in found if test(one)]
        if len({one.line.id for one in meant if one.line}) == 1:
            return meant[:1]
    return []


def _at(order: KnownOrder, position: int) -> tuple[KnownLine, ...]:
    """The line at a place that is counted 1, 2, 3 or 10, 20, 30."""
    number = position // 10 if position >= 10 and position % 10 == 0 else position
    return order.lines[number - 1 : number] if number >= 1 else ()


def distinct(items: Iterable[ItemMention]) -> list[ItemMention]:
    """Each line once, and each name of none."""
    chosen: dict[object, ItemMention] = {}
    for item in items:
        chosen.setdefault(item.line.id if item.line else item.text.casefold(), item)
    return list(chosen.values())
