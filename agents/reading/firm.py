"""Whether what is said of late goods may be said firmly: only where the whole letter is accounted for. Pure.

Free prose speaks of parts, other items and other days in ways that nobody lists. So a claim is firm only where its
own passage names its line by a code or whole name and nothing beside, or where nothing of the letter is left over: its
goods are surely named, every day and number has its place, and nothing is said of a rest.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from agents.correspondence.called import called
from agents.correspondence.dates import Reader
from agents.correspondence.known import WORD, ItemMention, KnownLine, KnownOrder, item_mentions, stem_of
from agents.correspondence.measures import measures
from agents.correspondence.signals import ON_TIME, REMAINDER, words
from agents.correspondence.sums import Number, counted, numbers_of
from agents.correspondence.text import Sentence
from agents.correspondence.traits import named_by_traits
from agents.reading.account import NO_CHANGE, UNEXPLAINED, overlaps, unexplained
from agents.reading.accounts import gives_particulars
from agents.reading.anchors import Anchor, places_of
from cases.claims import DelayClaim

# What speaks of a part, or of something beside it.
PARTS = words(
    r"\b(?:half|part(?:ly|ial\w*)?|some|both|another|first|second|last) (?:of|batch|lot|delivery|load|shipment)\b",
    r"\bother\b|\bhalf\b|\bpartial\w*\b",
    r"\b(?:hälfte|teil(?:weise|lieferung|menge)|ander(?:e[nrms]?)|beide[nrs]?)\b",
    r"\bmoitié\b|\b(?:une|en|première|seconde) partie\b|\b(?:partiel\w*|autres?|les deux)\b",
    r"\b(?:helft|deel(?:s|levering)?|andere|beide)\b",
)
FIGURES = re.compile(r"\d{1,9}")
# Of a passage, where its goods cannot be told.
MAX_SAID = 80
# A company's particulars: their numbers count nothing.
FOOT = re.compile(
    r"\b(?:vat|ust-?id\w*|tva|siret|rcs|btw|kvk|tel|telefon|phone|fax|www|iban|bic|swift|a/c)\b|https?://|\w@\w|[·•]",
    re.IGNORECASE,
)

# Weights, times of day, lengths of time and pallets count no goods: `410 kg`, `between 8 and 12`, `3 Std.`.
NO_COUNT = words(
    # Not the `to` of `280 to follow`.
    r"^\s?(?:kg|kgs|tons?|tonnen|lbs?|m³|cbm|ldm|mm|cm|h|hrs?|uhr|std|stunden|heures?|uur|min|minuten|minutes?|plts?|pal|"
    r"pallets?|paletten?|palettes?|colli|collis|colis|years?|jahren?|ans|jaar)\b",
    r"^\s?(?:and|und|et|en|to|bis|à|tot|-|–)\s?\d{1,2}(?:[:.h]\d\d)?\s?(?:uhr|h|hrs|heures|uur|o'clock)?(?=[\s.,;)]|$)",
)
YEARS = range(2015, 2040)
BETWEEN_HOURS = re.compile(r"\b(?:between|zwischen|entre|tussen)\s\d{1,2}\s(?:and|und|et|en)\s$", re.IGNORECASE)


def held_firm(
    claims: Sequence[DelayClaim],
    anchors: Sequence[Anchor],
    orders: Sequence[KnownOrder],
    reader: Reader,
    statements: Sequence[Sentence],
) -> list[DelayClaim]:
    """The claims, below what is proposed firmly where the letter says more than they explain."""
    said = [one for one in statements if not FOOT.search(one.text)]
    left = [one for one in unexplained(claims, anchors, orders, reader) if one.sentence in said]
    of = [one for one in orders if any(one.ref in claim.refers_to for claim in claims)]
    counts = _counted(anchors, orders, of, said) if claims else {}
    held = [
        claim
        if _stands_alone(claim, claims, anchors, orders, said)
        or (not left and _is_closed(claim, claims, anchors, orders, said))
        else _doubted(claim, claims, anchors, orders, said, counts)
        for claim in claims
    ]
    # What two lines were told of one passage is one question, and none where its numbers told one of them.
    asked = list(dict.fromkeys(held))
    told = {(one.span, one.new_date, one.quantity) for one in asked if _names_a_line(one)}
    return [
        one
        for one in asked
        if one.quantity is None or _names_a_line(one) or (one.span, one.new_date, one.quantity) not in told
    ]


def _names_a_line(claim: DelayClaim) -> bool:
    return any(ref.model == "purchase.order.line" for ref in claim.refers_to)


def _doubted(
    claim: DelayClaim,
    claims: Sequence[DelayClaim],
    anchors: Sequence[Anchor],
    orders: Sequence[KnownOrder],
    said: Sequence[Sentence],
    counts: Mapping[Sentence, Sequence[ItemMention]],
) -> DelayClaim:
    """Less sure; and where it cannot be told which goods of an order are meant, that is asked."""
    sure = min(claim.sure, UNEXPLAINED)
    order = next((one for one in orders if one.ref in claim.refers_to), None)
    lines = [line for line in order.lines if line.open] if order else []
    named = [line for line in lines if line.ref in claim.refers_to]
    asked = claim.model_copy(update={"sure": sure})
    if order is None or len(lines) < 2 or claim.span is None or (claim.product_text is not None and not named):
        return asked
    spoken_of = [line for line in lines if any(_is_named(line, lines, one.text) for one in said)]
    if named:
        # An item of an earlier statement stays the subject; where that is one of several, nobody knows which.
        own = [line for line in lines if any(_is_named(line, lines, one.text) for one in said if overlaps(one, claim))]
        before = _last_named(order, _up_to(claim, said), counts)
        # `Both towels` are claimed each, in one breath.
        told = [line for line in lines if any(line.ref in one.refers_to for one in claims if one.span == claim.span)]
        # Whose numbers are, or add up to, what is ordered of it is meant.
        counted_so = any(
            line.id in count.may_be
            for one in said
            if overlaps(one, claim)
            for count in counts.get(one, ())
            for line in named
        )
        unclear = len(spoken_of) > 1 and named not in (own, before) and told not in (own, before) and not counted_so
    else:
        unclear = bool(spoken_of) or claim.quantity is not None or any(_speaks_of_parts(one.text) for one in said)
        unclear = unclear or _loose_numbers(claims, anchors, lines, said)
    if not unclear:
        return asked
    words = " ".join(claim.span.quote.split())[:MAX_SAID]
    return asked.model_copy(update={"refers_to": (order.ref,), "product_text": words})


def _counted(
    anchors: Sequence[Anchor], orders: Sequence[KnownOrder], of: Sequence[KnownOrder], said: Sequence[Sentence]
) -> dict[Sentence, list[ItemMention]]:
    """The lines that the numbers of each statement count, or of those orders that are claimed that its words mean."""
    taken = places_of(one for one in anchors if one.what != "quantity")
    found: dict[Sentence, list[ItemMention]] = {}
    for region in dict.fromkeys(one.region for one in said):
        own = [one for one in said if one.region == region]
        meant = [one for one in called(own, of) if one.line is not None]
        meant += [item for one in own for item in named_by_traits(one, of) if item.line is not None]
        for count in (*counted(own, orders, taken), *meant):
            for one in own:
                if one.start <= count.start < one.end:
                    found.setdefault(one, []).append(count)
    return found


def _last_named(
    order: KnownOrder, said: Sequence[Sentence], counts: Mapping[Sentence, Sequence[ItemMention]]
) -> list[KnownLine]:
    """The lines of the last statement that names, or counts, any."""
    for one in reversed(said):
        named = {item.line.id for item in item_mentions(one.text, 0, len(one.text), [order]) if item.line is not None}
        if meant := named or {count.line.id for count in counts.get(one, ()) if count.line is not None}:
            return [line for line in order.lines if line.open and line.id in meant]
    return []


def _up_to(claim: DelayClaim, said: Sequence[Sentence]) -> list[Sentence]:
    """What stands in its paragraph, up to its passage."""
    passage = [one for one in said if overlaps(one, claim)]
    paragraphs = {(one.region, one.paragraph) for one in passage}
    end = max((one.end for one in passage), default=0)
    return [one for one in said if (one.region, one.paragraph) in paragraphs and one.end <= end]


def _stands_alone(
    claim: DelayClaim,
    claims: Sequence[DelayClaim],
    anchors: Sequence[Anchor],
    orders: Sequence[KnownOrder],
    said: Sequence[Sentence],
) -> bool:
    """Whether its own passage names its line by a code or by its whole name, and says nothing beside it."""
    line = next((line for order in orders for line in order.lines if line.ref in claim.refers_to), None)
    passage = [one for one in said if overlaps(one, claim)]
    text = " ".join(one.text for one in passage)
    if line is None or not any(small in text.casefold() for _, small in line.words):
        return False
    if claim.quantity is None and (REMAINDER.search(text) or PARTS.search(text)):
        return False
    return not _loose_numbers(claims, anchors, [line], passage)


def _is_closed(
    claim: DelayClaim,
    claims: Sequence[DelayClaim],
    anchors: Sequence[Anchor],
    orders: Sequence[KnownOrder],
    said: Sequence[Sentence],
) -> bool:
    ids = {ref.id for ref in claim.refers_to}
    order = next((one for one in orders if one.id in ids and one.ref in claim.refers_to), None)
    if order is None:
        return False
    lines = [line for line in order.lines if line.open]
    named = [line for line in lines if line.ref in claim.refers_to]
    if claim.product_text is not None and not named:
        return False
    about = named or lines
    text = " ".join(one.text for one in said)
    passage = " ".join(one.text for one in said if overlaps(one, claim))
    if len(order.lines) == 1 and _counts_all(order.lines[0], claim, said):
        return not _loose_numbers(claims, anchors, lines, said)
    same = [one for one in claims if one.span == claim.span and one.new_date == claim.new_date]
    if all(_is_named(line, lines, passage) and (not named or _has_claim(line, same)) for line in lines):
        # It says one thing of all that is on the order, by name: `P00012 (helmets and vests)`.
        return _is_whole(claim, about, claims, said) and not _loose_numbers(claims, anchors, lines, said)
    if len(lines) > 1 and named and not all(_is_surely_named(line, lines, text) for line in named):
        return False
    # Who calls a line by its code says which one it is, whatever comes as planned beside it.
    by_code = bool(named) and all(any(small in text.casefold() for _, small in line.words) for line in named)
    others = [line for line in lines if line not in about] if named else (lines if len(lines) > 1 else [])
    if any(
        _is_named(line, lines, text) and not _has_claim(line, claims) and not (by_code and _comes(line, named, said))
        for line in others
    ):
        return False
    whole = _is_whole(claim, about, claims, said, by_code=by_code, alone=len(order.lines) == 1)
    return whole and not _loose_numbers(claims, anchors, lines, said)


def _counts_all(line: KnownLine, claim: DelayClaim, said: Sequence[Sentence]) -> bool:
    """Whether its passage counts all that is still to come: `the balance, 80 shaft seals`."""
    passage = [one for one in said if overlaps(one, claim)]
    return line.left is not None and any(number.value == line.left for one in passage for number in numbers_of(one))


def _is_surely_named(line: KnownLine, lines: Sequence[KnownLine], text: str) -> bool:
    """Whether it is named by a code, by its name, or by what no other line of the order has."""
    small = text.casefold()
    if any(words in small for _, words in line.words) or any(end in small for end in line.endings):
        return True
    stems = {stem_of(word) for word in WORD.findall(text)}
    other = [one for one in lines if one is not line]
    own = line.measures - {key for one in other for key in one.measures}
    return line.stems <= stems or bool(own & set(measures(text)))


def _is_named(line: KnownLine, lines: Sequence[KnownLine], text: str) -> bool:
    stems = {stem_of(word) for word in WORD.findall(text)}
    return _is_surely_named(line, lines, text) or bool(line.calls & stems)


def _comes(line: KnownLine, about: Sequence[KnownLine], said: Sequence[Sentence]) -> bool:
    """Whether all that is said of a line, by words that the claimed ones do not have, is that it comes as planned."""
    own = line.stems - {stem for one in about for stem in one.stems}
    texts = [" ".join(one.text.split()) for one in said]
    spoken = [
        text
        for text in texts
        if any(small in text.casefold() for _, small in line.words) or own & {stem_of(w) for w in WORD.findall(text)}
    ]
    return all(ON_TIME.search(text) or NO_CHANGE.search(text) for text in spoken)


def _has_claim(line: KnownLine, claims: Sequence[DelayClaim]) -> bool:
    return any(line.ref in claim.refers_to for claim in claims)


def _is_whole(
    claim: DelayClaim,
    about: Sequence[KnownLine],
    claims: Sequence[DelayClaim],
    said: Sequence[Sentence],
    *,
    by_code: bool = False,
    alone: bool = False,
) -> bool:
    """Whether nothing is said of a rest, or what is said adds up to what is ordered."""
    if len(about) == 1 and (ordered := about[0].quantity) is not None:
        parts = [one for one in claims if about[0].ref in one.refers_to or one is claim]
        if parts and all(one.quantity is not None or one.on_time_quantity is not None for one in parts):
            total = sum((one.quantity or Decimal(0) for one in parts), Decimal(0))
            on_time = max((one.on_time_quantity or Decimal(0) for one in parts), default=Decimal(0))
            return total <= ordered if not on_time else total + on_time == ordered or total == Decimal(0)
    return not any(_speaks_of_parts(one.text, planned=not by_code, alone=alone) for one in said)


def _speaks_of_parts(text: str, *, planned: bool = True, alone: bool = False) -> bool:
    if REMAINDER.search(text) or PARTS.search(text):
        return True
    # Where nothing else is on the order, what does not change is its price and its quantity.
    return planned and bool((not alone and NO_CHANGE.search(text)) or ON_TIME.search(text))


def counts_more(
    claims: Sequence[DelayClaim], anchors: Sequence[Anchor], orders: Sequence[KnownOrder], said: Sequence[Sentence]
) -> bool:
    """Whether a letter that repeats what Odoo has counts something besides: `200 are packed, the other 280 are not`."""
    lines = [line for order in orders if any(order.ref in claim.refers_to for claim in claims) for line in order.lines]
    # Neither the foot, which is particulars, nor the cells of a table.
    own = [one for one in said if one.region.part == "body" and "\t" not in one.text and not FOOT.search(one.text)]
    own = [one for one in own if not gives_particulars(one)]
    return bool(lines) and _loose_numbers(claims, anchors, lines, own)


def _loose_numbers(
    claims: Sequence[DelayClaim], anchors: Sequence[Anchor], lines: Sequence[KnownLine], said: Sequence[Sentence]
) -> bool:
    """Whether a number stands there that counts something nobody claims."""
    known = {value for line in lines for value in (line.quantity, line.left)}
    known |= {value for one in claims for value in (one.quantity, one.on_time_quantity)}
    # What the claimed parts leave of a line is told with them.
    known |= {line.quantity - one.quantity for line in lines for one in claims if line.quantity and one.quantity}
    # What a line is called by counts nothing: `ball bearing 6205`.
    known |= {Decimal(digits) for line in lines for words, _ in line.words for digits in FIGURES.findall(words)}
    taken = places_of(anchors)
    return any(
        number.value not in known
        for one in said
        for number in numbers_of(one, taken.get(one, ()))
        # One figure alone numbers the rows of a table.
        if (number.value > 9 or not number.words.isdigit()) and not _counts_nothing(one.text, number)
    )


def _counts_nothing(text: str, number: Number) -> bool:
    """Whether a number is a year, a weight, a time or a number of pallets."""
    is_year = number.words.isdigit() and number.value in YEARS
    return is_year or bool(NO_COUNT.match(text[number.end :]) or BETWEEN_HOURS.search(text[: number.start]))
