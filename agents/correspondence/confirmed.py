"""What a supplier confirms of each ordered line, where it is not what was ordered. Pure.

Only where a statement, or a row of a table, names one line, and holds one price or one quantity that Odoo does not have
for it. Where more than one fits, nothing is claimed: the letter is about a confirmation, and a person compares.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from agents.correspondence.known import KnownLine, KnownOrder, item_mentions
from agents.correspondence.measures import measures
from agents.correspondence.signals import PACKAGES, words
from agents.correspondence.text import Sentence
from agents.reading.anchors import Anchor
from cases.claims import MAX_NAME, ConfirmationClaim, sensible_quantity

# A price of several: how many is not always said beside it.
OF_SEVERAL = words(
    r"\bper (?:\d+|hundred|thousand)\b|\b(?:per|/) ?(?:100|1[., ]?000)\b",
    r"\b(?:je|pro|per) (?:\d+|hundert|tausend)\b|%o",
    r"\b(?:par|les|le) (?:\d+|cent|mille)\b",
    r"\bper (?:\d+|honderd|duizend)\b",
)
# An amount so much more or less than the ordered price is no price of one.
FARTHEST = 4
PACKAGE = re.compile(rf"(?:{PACKAGES})\b", re.IGNORECASE)
NAMED, ONLY_LINE = 0.8, 0.6


def confirmed_claims(
    statements: Sequence[Sentence], anchors: Sequence[Anchor], orders: Sequence[KnownOrder]
) -> Iterator[ConfirmationClaim]:
    """One claim for each line of which another price or quantity is told."""
    named = [order for order in orders if order.named]
    found: dict[int, ConfirmationClaim] = {}
    several: set[int] = set()
    for one in statements:
        order, line, sure = _line_of(one, named)
        if order is None or line is None:
            continue
        here = [anchor for anchor in anchors if anchor.sentence == one]
        price, quantity = _price(one, line, here), _quantity(line, _beside_names(one, line, here))
        if price is None and quantity is None:
            continue
        claim = ConfirmationClaim(
            span=one.span(),
            sure=sure,
            order_text=order.name[:MAX_NAME],
            product_text=line.label[:MAX_NAME],
            quantity=sensible_quantity(quantity),
            price=price,
            refers_to=(order.ref, line.ref),
        )
        known = found.setdefault(line.id, claim)
        if known.says() != claim.says():
            several.add(line.id)
    yield from (claim for number, claim in found.items() if number not in several)


def _line_of(one: Sentence, orders: Sequence[KnownOrder]) -> tuple[KnownOrder | None, KnownLine | None, float]:
    """The one line that a statement is about; of an order with one line, that one."""
    said = item_mentions(one.region.text, one.start, one.end, orders)
    lines = {item.line.id: item for item in said if item.line is not None}
    if len(lines) == 1:
        [item] = lines.values()
        return item.order, item.line, min(item.sure, NAMED)
    if not said and len(orders) == 1 and len(orders[0].lines) == 1:
        return orders[0], orders[0].lines[0], ONLY_LINE
    return None, None, 0.0


def _price(one: Sentence, line: KnownLine, anchors: Sequence[Anchor]) -> Decimal | None:
    """The one price of a piece that is not the ordered one."""
    if not line.price or OF_SEVERAL.search(one.text):
        return None
    amounts = {anchor.value for anchor in anchors if anchor.what == "money" and anchor.value}
    counts = {value for value in (line.quantity, line.left) if value}
    counts |= {anchor.value for anchor in anchors if anchor.what == "quantity" and anchor.value}
    totals = {value * count for value in (*amounts, line.price) for count in counts if count != 1}
    near = [value for value in amounts - totals if line.price / FARTHEST <= value <= line.price * FARTHEST]
    other = [value for value in near if value != line.price]
    return other[0] if len(other) == 1 else None


def _beside_names(one: Sentence, line: KnownLine, anchors: Sequence[Anchor]) -> list[Anchor]:
    """The anchors that are no part of what the line is called: `Lead rope 2 m`."""
    small = one.text.casefold()
    names = [(at, at + len(words)) for _, words in line.words if (at := small.find(words)) >= 0]
    sizes = line.measures
    return [
        anchor
        for anchor in anchors
        if not any(start <= anchor.start < end for start, end in names) and not sizes & set(measures(anchor.words))
    ]


def _quantity(line: KnownLine, anchors: Sequence[Anchor]) -> Decimal | None:
    """The one quantity that is not the ordered one; packages tell none, for what is in one is not known."""
    counts = {
        anchor.value
        for anchor in anchors
        if anchor.what == "quantity" and anchor.value and not PACKAGE.search(anchor.words)
    }
    ordered = {value for value in (line.quantity, line.left) if value is not None}
    other = counts - ordered
    return other.pop() if len(other) == 1 and ordered else None
