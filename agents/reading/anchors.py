"""Statements in, anchors out: what can be pointed at in them without knowing what is meant. Pure.

Days, so-much-later, quantities with a unit of goods, money, references that Odoo has, container numbers. What an anchor
is (an arrival, an old day, a price that was agreed) is said by whoever claims it, never here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from string import ascii_uppercase
from typing import Literal

from agents.correspondence.dates import Reader, find_shifts
from agents.correspondence.known import KnownOrder, order_mentions
from agents.correspondence.signals import PACKAGES, PIECES
from agents.correspondence.text import Sentence

What = Literal["day", "later", "quantity", "money", "order", "container"]
DIGITS = r"\d{1,3}(?:[.,' ]\d{3})+(?:[.,]\d{1,2})?|\d{1,9}(?:[.,]\d{1,4})?"
COUNTED = re.compile(rf"(?<![\w.,/-])(?P<number>{DIGITS})\s?(?:x\s)?(?:{PIECES}|{PACKAGES})(?!\w)", re.IGNORECASE)
COINS = r"(?:€|£|\$|eur|usd|gbp|chf|sek|nok|dkk|pln)"
# An amount of money, or a number with two decimals and no unit, which is how prices are written.
PRICED = re.compile(
    rf"(?:(?<!\w){COINS}\s?(?P<after>{DIGITS}))|(?<![\w.,/:-])(?:(?P<before>{DIGITS})\s?{COINS}(?!\w)|"
    r"(?P<bare>\d{1,7}[.,]\d{2})(?![\w.,:/%]|\s?(?:m|mm|cm|kg|kw|v|l|t|%)\b))",
    re.IGNORECASE,
)
CONTAINER = re.compile(r"(?<![A-Z0-9])(?P<owner>[A-Z]{3}[UJZ])[ -]?(?P<serial>\d{6})[ -]?(?P<check>\d)(?!\d)")
# From 10 on, leaving out the multiples of eleven.
LETTERS = dict(zip(ascii_uppercase, (number for number in range(10, 39) if number % 11), strict=True))


@dataclass(frozen=True)
class Anchor:
    """Something in a statement that can be pointed at.

    Attributes:
        words: as written.
        day: of a day.
        value: of a quantity or an amount of money.
        order: of a reference, the order's id in Odoo.
    """

    sentence: Sentence
    what: What
    start: int
    end: int
    words: str
    day: date | None = None
    value: Decimal | None = None
    order: int | None = None


def anchors_of(
    statements: Sequence[Sentence], orders: Sequence[KnownOrder], dates: Callable[[Sentence], Reader]
) -> Iterator[Anchor]:
    """The anchors of statements, in the order they stand; a place is one anchor.

    Args:
        statements: news alone.
        orders: what Odoo has.
        dates: how days are read in a statement.
    """
    for one in statements:
        text = one.text
        busy: list[tuple[int, int]] = []
        for anchor in (*_days(one, dates(one)), *_references(one, orders), *_numbers(one)):
            at, to = anchor.start, anchor.end
            if not any(at < end and start < to for start, end in busy):
                busy.append((at, to))
                yield anchor
        for match in CONTAINER.finditer(text):
            if is_container(match[0]):
                yield Anchor(one, "container", match.start(), match.end(), match[0])


def _days(one: Sentence, dates: Reader) -> Iterator[Anchor]:
    for day in dates.find(one.text):
        yield Anchor(one, "day", day.start, day.end, one.text[day.start : day.end], day=day.day)
    for shift in find_shifts(one.text):
        yield Anchor(one, "later", shift.start, shift.end, one.text[shift.start : shift.end])


def _references(one: Sentence, orders: Sequence[KnownOrder]) -> Iterator[Anchor]:
    for mention in order_mentions(one.region.text, one.start, one.end, orders):
        if mention.order is not None:
            at, to = mention.start - one.start, mention.end - one.start
            yield Anchor(one, "order", at, to, mention.text, order=mention.order.id)


def _numbers(one: Sentence) -> Iterator[Anchor]:
    for match in PRICED.finditer(one.text):
        number = match["after"] or match["before"] or match["bare"]
        yield Anchor(one, "money", match.start(), match.end(), match[0].strip(), value=number_of(number))
    for match in COUNTED.finditer(one.text):
        yield Anchor(one, "quantity", match.start(), match.end(), match[0], value=number_of(match["number"]))


def number_of(text: str) -> Decimal:
    """A number as written in either way: `1.720,00`, `1,720.00`, `4 500`."""
    bare = text.replace(" ", "").replace("'", "")
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", bare):
        return Decimal(re.sub(r"[.,]", "", bare))
    mark = max(bare.rfind("."), bare.rfind(","))
    return Decimal(bare) if mark < 0 else Decimal(f"{re.sub(r'[.,]', '', bare[:mark])}.{bare[mark + 1 :]}")


def names_a_container(text: str) -> bool:
    """Whether a text names a container: no newsletter does."""
    return any(is_container(match[0]) for match in CONTAINER.finditer(text))


def is_container(text: str) -> bool:
    """Whether a number is a container's: its last digit follows from the others (ISO 6346)."""
    bare = re.sub(r"[ -]", "", text)
    values = [int(letter) if letter.isdigit() else LETTERS[letter] for letter in bare[:10]]
    return len(bare) == 11 and sum(value << place for place, value in enumerate(values)) % 11 % 10 == int(bare[10])
