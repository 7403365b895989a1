"""Claims and anchors in, what is left over out. Pure.

A claim is as certain as its account is closed: an anchor in its passage that no role explains lowers it and is named
beside it. A report says nothing new only where every anchor in it belongs to a claim that repeats what Odoo has.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal

from agents.correspondence.dates import Reader
from agents.correspondence.known import KnownLine, KnownOrder
from agents.correspondence.measures import measures
from agents.correspondence.signals import ON_TIME, words
from agents.correspondence.tables import day_heading, roles_in
from agents.correspondence.text import Sentence
from agents.reading.anchors import Anchor
from cases.claims import DelayClaim

BARE = re.compile(r"(?<![\w.,/:#-])[1-9]\d{1,8}(?![\w/:%]|[.,]\d|\s?(?:mm|cm|kg|kw|ft|°|\"|%))", re.IGNORECASE)
# Something else comes as planned.
NO_CHANGE = words(
    r"\b(?:not|un)\s?(?:affected|touched|concerned|changed)\b|\bnothing changes\b|\bno change\b",
    r"\bas (?:planned|agreed)\b",
    r"\bnicht (?:betroffen|berührt)\b|\bändert sich nichts\b|\bunverändert\b|\bkeine änderung\b",
    r"\bbleib(?:t|en) (?:es|wie|bei)\b",
    r"\b(?:pas|aucunement) (?:touchée?s?|concernée?s?|affectée?s?)\b|\brien ne change\b|\binchangée?s?\b",
    r"\b(?:aucun|pas de) changement\b",
    r"\bniet (?:geraakt|getroffen)\b|\bverander(?:t|en) ni(?:ets|ks)\b|\bongewijzigd\b|\bgeen wijziging\w*\b",
    r"\bgewoon (?:de|op|volgens)\b",
)
# Below what is proposed firmly.
UNEXPLAINED = 0.5
MAX_NAMED = 6


def lowered(
    claims: Sequence[DelayClaim],
    anchors: Sequence[Anchor],
    orders: Sequence[KnownOrder],
    reader: Reader,
    statements: Sequence[Sentence] = (),
) -> list[DelayClaim]:
    """The claims, less sure where something in their passage, or beside all of an order, is not accounted for."""
    days = [one for one in anchors if one.what == "day" and not _explains_day(one, claims, orders, reader)]
    counts = [one for one in anchors if one.what == "quantity" and not _explains_number(one, claims, orders)]
    items = [one for one in anchors if one.what == "item"]
    return [
        claim.model_copy(update={"sure": min(claim.sure, UNEXPLAINED)})
        # A count that nobody took may be the part that a claim about all of it should be about.
        if any(_in_passage(one, claim) for one in (*days, *items, *(counts if claim.quantity is None else ())))
        or _is_about_nothing(claim)
        or _is_too_wide(claim, anchors, orders, statements)
        else claim
        for claim in claims
    ]


def _is_about_nothing(claim: DelayClaim) -> bool:
    """Whether neither an order, an item nor a day is known: something is late, and that is all."""
    return not claim.refers_to and claim.order_text is None and claim.new_date is None


def _is_too_wide(
    claim: DelayClaim, anchors: Sequence[Anchor], orders: Sequence[KnownOrder], statements: Sequence[Sentence]
) -> bool:
    """Whether a claim about all of an order, or of a line, may be about a part of it.

    It may where its passage counts what is no whole line, counts one line of several, or where the letter says
    elsewhere that something comes as planned.
    """
    passage = [one for one in statements if overlaps(one, claim)]
    about = {ref.id for ref in claim.refers_to if ref.model == "purchase.order"}
    lines = [line for order in orders if order.id in about for line in order.lines if line.open]
    named = {ref.id for ref in claim.refers_to if ref.model == "purchase.order.line"}
    if claim.quantity is not None:
        # So many of which line?
        return not named and len(lines) > 1
    meant = [line for line in lines if not named or line.id in named]
    whole = {value for line in meant for value in (line.quantity, line.left) if value is not None}
    counted = {value for one in passage for value in _bare_numbers(one, anchors)}
    if any(value < max(whole, default=Decimal(0)) for value in counted - whole):
        return True
    if named or len(lines) < 2:
        return False
    counts = [one for one in anchors if one.what == "quantity" and _in_passage(one, claim)]
    counted |= {one.value for one in counts if one.value is not None}
    elsewhere = [one for one in statements if one not in passage]
    return bool(counted & whole) or any(ON_TIME.search(one.text) or NO_CHANGE.search(one.text) for one in elsewhere)


def _bare_numbers(one: Sentence, anchors: Sequence[Anchor]) -> list[Decimal]:
    """Whole numbers of two figures and more that stand for themselves and are no part of an anchor."""
    places = [(other.start, other.end) for other in anchors if other.sentence == one]
    return [
        Decimal(match[0])
        for match in BARE.finditer(one.text)
        if not any(start < match.end() and match.start() < end for start, end in places)
    ]


def unexplained(
    claims: Sequence[DelayClaim], anchors: Sequence[Anchor], orders: Sequence[KnownOrder], reader: Reader
) -> list[Anchor]:
    """The days, quantities and other items beside claims that nothing explains, to be named with them."""
    return [
        one
        for one in anchors
        if one.what == "item"
        or (one.what == "day" and not _explains_day(one, claims, orders, reader))
        or (one.what == "quantity" and not _explains_number(one, claims, orders))
    ][:MAX_NAMED]


def open_items(
    claims: Sequence[DelayClaim],
    anchors: Sequence[Anchor],
    orders: Sequence[KnownOrder],
    sent: date,
    settled: Collection[Decimal | date] = (),
) -> list[Anchor]:
    """What keeps a report from saying nothing new: anchors that are not what Odoo has already.

    Args:
        claims: all that was read of when goods come; each repeats what Odoo has.
        anchors: those of the whole news.
        orders: what Odoo has.
        sent: the day it was written; days gone by are no news of what comes.
        settled: amounts and days that what was attached explains.
    """
    about = {ref.id for claim in claims for ref in claim.refers_to if ref.model == "purchase.order"}
    lines = [line for order in orders if order.id in about or order.named for line in order.lines]
    days = {line.planned for line in lines} | {claim.new_date for claim in claims}
    counts = {value for line in lines for value in (line.quantity, line.left) if value is not None}
    left = [one for one in anchors if not _is_known(one, about, days, counts, lines, sent)]
    return [one for one in left if (one.day if one.what == "day" else one.value) not in settled][:MAX_NAMED]


def _is_known(
    one: Anchor,
    about: set[int],
    days: set[date | None],
    counts: set[Decimal],
    lines: Sequence[KnownLine],
    sent: date,
) -> bool:
    if one.what == "day":
        return one.day in days or (one.day is not None and one.day <= sent)
    if one.what == "quantity":
        # `Lead rope 2 m` counts nothing.
        return one.value in counts or any(not line.measures.isdisjoint(measures(one.words)) for line in lines)
    if one.what == "money":
        return one.value in _prices(lines)
    # What stands in every letter's foot is no news. An account is: nobody pays into one because of a message.
    return one.what in {"tax", "article"} or (one.what == "order" and one.order in about)


def _prices(lines: Sequence[KnownLine]) -> set[Decimal]:
    """What Odoo has of money: a piece, a line, all lines together."""
    priced = [(line.price, line.quantity or Decimal(0)) for line in lines if line.price is not None]
    each = {price for price, _ in priced}
    return each | {price * quantity for price, quantity in priced} | {sum((p * q for p, q in priced), Decimal(0))}


def _explains_day(one: Anchor, claims: Sequence[DelayClaim], orders: Sequence[KnownOrder], reader: Reader) -> bool:
    """Whether a day is a claim's, the one Odoo has, gone by, or has a role that is no arrival."""
    said = {day for claim in claims for day in (claim.new_date, claim.first_date)}
    planned = {line.planned for order in orders for line in order.lines}
    if one.day in said or one.day in planned or (one.day is not None and one.day <= reader.sent):
        return True
    text = one.sentence.text
    roles = {day.start: role for day, role in roles_in(one.sentence, reader.find(text), reader.sent)}
    return (
        roles.get(one.start, "new") in {"old", "answer", "departure"} or day_heading(one.sentence, one.start) == "other"
    )


def _explains_number(one: Anchor, claims: Sequence[DelayClaim], orders: Sequence[KnownOrder]) -> bool:
    known = {value for order in orders for line in order.lines for value in (line.quantity, line.left)}
    known |= {value for claim in claims for value in (claim.quantity, claim.on_time_quantity)}
    for claim in claims:
        # What a claimed part leaves of its line is told with it.
        named = [line for order in orders for line in order.lines if line.ref in claim.refers_to]
        known |= {line.quantity - claim.quantity for line in named if line.quantity and claim.quantity}
    return one.value in known or None in {line.quantity for order in orders for line in order.lines}


def _in_passage(one: Anchor, claim: DelayClaim) -> bool:
    return overlaps(one.sentence, claim)


def overlaps(sentence: Sentence, claim: DelayClaim) -> bool:
    """Whether a statement is of the passage in which a claim stands."""
    return claim.span is not None and claim.span.meets(sentence.region.part, sentence.start, sentence.end)


def told(anchors: Sequence[Anchor]) -> list[str]:
    """What is left over, in words for people, each once."""
    found = (
        f"The report also says {one.words.strip()} ("
        f"“{' '.join(_around(one.sentence, one.start, one.end).split())}”); nothing that was read explains it."
        for one in anchors
    )
    return list(dict.fromkeys(found))


def _around(sentence: Sentence, start: int, end: int) -> str:
    return sentence.text[max(0, start - 60) : end + 40]
