"""Statements in, anchors out: what can be pointed at in them without knowing what is meant. Pure.

Days, so-much-later, quantities with a unit of goods, money, references that Odoo has, codes that are nearly those of
ordered items; numbers that carry their own check (accounts, tax numbers, articles, containers), where it is right. What
an anchor is (an arrival, an old day, a price that was agreed) is said by whoever claims it, never here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import takewhile
from typing import Literal

from stdnum import ean, iban, iso6346
from stdnum.eu import vat

from agents.correspondence.dates import Reader
from agents.correspondence.known import KnownOrder
from agents.correspondence.references import order_mentions
from agents.correspondence.shifts import find_shifts
from agents.correspondence.signals import PACKAGES, PIECES
from agents.correspondence.text import Sentence

What = Literal["day", "later", "quantity", "money", "order", "item", "account", "tax", "article", "container"]
DIGITS = r"\d{1,3}(?:[.,' ]\d{3})+(?:[.,]\d{1,2})?|\d{1,9}(?:[.,]\d{1,4})?"
COUNTED = re.compile(rf"(?<![\w.,/-])(?P<number>{DIGITS})\s?(?:x\s)?(?:{PIECES}|{PACKAGES})(?!\w)", re.IGNORECASE)
COINS = r"(?:€|£|\$|eur|usd|gbp|chf|sek|nok|dkk|pln)"
# An amount of money, or a number with two decimals and no unit, which is how prices are written.
PRICED = re.compile(
    # Not the first digits of a number that goes on in letters, as a parcel's after `EUR` in a table.
    rf"(?:(?<!\w){COINS}\s?(?P<after>{DIGITS})(?![^\W_]))|(?<![\w.,/:-])(?:(?P<before>{DIGITS})\s?{COINS}(?!\w)|"
    r"(?P<bare>\d{1,7}[.,]\d{2})(?![\w.,:/%]|\s?(?:m|mm|cm|kg|kw|v|l|t|%)\b))",
    re.IGNORECASE,
)
CONTAINER = re.compile(r"(?<![A-Z0-9])[A-Z]{3}[UJZ][ -]?\d{6}[ -]?\d(?!\d)")
# In groups as people write them; which of the last ones belong to it is told by the check.
ACCOUNT = re.compile(r"(?<![A-Z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{2,4}){3,9}(?![A-Z0-9])")
TAX = re.compile(r"(?<![A-Z0-9])[A-Z]{2} ?[A-Z]{0,2}\d(?:[. ]?[A-Z0-9]){6,11}(?![A-Z0-9])")
# Eight digits are rather a day; they are an article where it says so.
ARTICLE = re.compile(r"(?<![\w.,/-])(?:\d{12,14}|(?<=EAN )\d{8}|(?<=GTIN )\d{8})(?![\w/-]|[.,]\d)")
# What may be an item's code: one piece with letters and digits.
CODE = re.compile(r"(?<![\w./-])(?=[\w./-]*\d)(?=[\w./-]*[^\W\d_])[^\W_][\w./-]{2,28}[^\W_](?![\w-])")
# Codes that begin alike by so many characters, and by more than half, are of one family.
FAMILY = 4
# A postcode, a year or a norm has fewer.
SHIPMENT_DIGITS = 6


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
        busy: list[tuple[int, int]] = []
        references = list(_references(one, orders))
        # What Odoo knows is that, whatever check it happens to pass.
        checked = [code for code in _checked(one) if not any(_overlap(code, known) for known in references)]
        for anchor in (*checked, *_days(one, dates(one)), *references, *_numbers(one), *_other_items(one, orders)):
            at, to = anchor.start, anchor.end
            if not any(at < end and start < to for start, end in busy):
                busy.append((at, to))
                yield anchor


def places_of(anchors: Iterable[Anchor]) -> dict[Sentence, list[tuple[int, int]]]:
    """Where anchors stand, by statement."""
    places: dict[Sentence, list[tuple[int, int]]] = {}
    for one in anchors:
        places.setdefault(one.sentence, []).append((one.start, one.end))
    return places


def _overlap(one: Anchor, other: Anchor) -> bool:
    return one.start < other.end and other.start < one.end


def _checked(one: Sentence) -> Iterator[Anchor]:
    """Numbers that carry their own check."""
    sorts: tuple[tuple[What, re.Pattern[str], Callable[[str], bool]], ...] = (
        ("container", CONTAINER, is_container),
        # By check and form; which banks there are changes.
        ("account", ACCOUNT, lambda words: iban.is_valid(words, check_country=False)),
        ("tax", TAX, vat.is_valid),
        ("article", ARTICLE, ean.is_valid),
    )
    for what, pattern, is_valid in sorts:
        for match in pattern.finditer(one.text):
            words = match[0]
            while words and not is_valid(words):
                # What follows it in capitals is no part of it.
                words = words[: max(words.rfind(" "), 0)]
            if words:
                yield Anchor(one, what, match.start(), match.start() + len(words), words)


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


def _other_items(one: Sentence, orders: Sequence[KnownOrder]) -> Iterator[Anchor]:
    """Codes of the family of an ordered item that are none of those ordered: another item is meant."""
    known = {code.casefold() for order in orders for line in order.lines for code in line.codes if code}
    for match in CODE.finditer(one.text) if known else ():
        said = match[0].casefold()
        if said not in known and any(_one_family(said, code) for code in known):
            yield Anchor(one, "item", match.start(), match.end(), match[0])


def _one_family(one: str, other: str) -> bool:
    alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
    return alike >= FAMILY and 2 * alike > max(len(one), len(other))


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


def names_a_number(text: str, orders: Sequence[KnownOrder]) -> bool:
    """Whether something is named by a number of letters and digits, as parcels are, that is no order of ours."""
    ours = {reference.casefold() for order in orders for reference in order.references}
    found = (match[0] for match in CODE.finditer(text))
    return any(
        sum(one.isdigit() for one in words) >= SHIPMENT_DIGITS
        and sum(one.isalpha() for one in words) > 1
        and words.casefold() not in ours
        and not vat.is_valid(words)
        and not iban.is_valid(words, check_country=False)
        for words in found
    )


def names_a_container(text: str) -> bool:
    """Whether a text names a container: no newsletter does."""
    return any(is_container(match[0]) for match in CONTAINER.finditer(text))


def is_container(text: str) -> bool:
    """Whether a number is a container's: its last digit follows from the others (ISO 6346)."""
    return bool(iso6346.is_valid(text.replace("-", "")))
