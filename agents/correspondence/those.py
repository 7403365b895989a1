"""How many `those` are: a part that an earlier statement counts, and a later one only points back to. Pure.

`Thirty-six cloths have a pulled thread. They are woven anew and come on Friday`: thirty-six are late, not all that are
ordered. Taken over only where one number of the statements before can be meant.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import islice

from agents.correspondence.known import WORD, KnownLine, KnownOrder, stem_of
from agents.correspondence.measures import MEASURE, number_of
from agents.correspondence.signals import ON_TIME, PIECES, REMAINDER, words
from agents.correspondence.sums import numbers_of
from agents.correspondence.text import Sentence, clauses
from cases.claims import DelayClaim, RecordRef

THOSE = words(
    r"\b(?:those|these|they|them)\b",
    r"\b(?:diese[nr]?|die(?=\s(?:\w+\s)?(?:kommen|folgen|gehen|werden|sind|treffen|können|liefern|schicken))|sie|denen|"
    r"dafür|ersatz)\b",
    r"\b(?:elles|ils|ce(?:lles|ux)-(?:ci|là)|ce(?:lles|ux) qui)\b",
    r"\b(?:deze|die(?=\s(?:\w+\s)?(?:komen|volgen|gaan|worden|zijn|leveren|sturen|krijgt))|ze|zij|daarvoor)\b",
)
PIECE = re.compile(rf"\s*(?:x\s*)?(?:{PIECES})(?!\w)", re.IGNORECASE)
# Between a number and what it counts.
WORDS_AFTER = 3
# Statements before that are looked at.
BACK = 2
# As sure as what is put together from two statements may be.
PUT_TOGETHER = 0.5


def with_those(
    claims: Sequence[DelayClaim],
    statements: Sequence[Sentence],
    orders: Sequence[KnownOrder],
    taken: Mapping[Sentence, Sequence[tuple[int, int]]],
) -> list[DelayClaim]:
    """The claims; one about a whole line that only points back has the part that was counted before.

    Args:
        claims: of these statements.
        statements: of one text, in order.
        orders: what Odoo has.
        taken: places of each statement whose digits mean something else.
    """
    lines = {line.ref: line for order in orders for line in order.lines}
    return [_with_part(claim, statements, lines, taken) for claim in claims]


def _with_part(
    claim: DelayClaim,
    statements: Sequence[Sentence],
    lines: Mapping[RecordRef, KnownLine],
    taken: Mapping[Sentence, Sequence[tuple[int, int]]],
) -> DelayClaim:
    of = [lines[ref] for ref in claim.refers_to if ref in lines]
    span = claim.span
    if claim.quantity is not None or claim.new_date is None or span is None or len(of) != 1:
        return claim
    at = next(
        (n for n, one in enumerate(statements) if one.region.part == span.part and one.start <= span.start < one.end),
        None,
    )
    if at is None or (pointer := THOSE.search(statements[at].text)) is None:
        return claim
    before = [one for one in statements[max(0, at - BACK) : at] if one.region == statements[at].region]
    if any(number.start > pointer.start() for number in numbers_of(statements[at], taken.get(statements[at], ()))):
        return claim
    parts = {value for one in (*before, statements[at]) for value in _parts(one, taken.get(one, ()), of[0])}
    if len(parts) != 1:
        return claim
    return claim.model_copy(update={"quantity": parts.pop(), "sure": min(claim.sure, PUT_TOGETHER)})


def _is_size(match: re.Match[str], line: KnownLine) -> bool:
    """Whether a number is a part of what the line is called: `the 24 V thermostats`."""
    return (number_of(match["number"]), match["unit"].casefold()) in line.measures


def _parts(one: Sentence, taken: Sequence[tuple[int, int]], line: KnownLine) -> list[Decimal]:
    """The numbers of a statement that count a part, less what is said of the others and of what comes in time."""
    found: list[Decimal] = []
    ordered = line.quantity or Decimal(0)
    sizes = {match.start("number") for match in MEASURE.finditer(one.text) if _is_size(match, line)}
    for number in numbers_of(one, taken):
        start, end = next(((at, to) for at, to in clauses(one.text) if at <= number.start < to), (0, len(one.text)))
        clause = one.text[start:end]
        after = [stem_of(word[0]) for word in islice(WORD.finditer(one.text, number.end, end), WORDS_AFTER)]
        counts = PIECE.match(one.text, number.end) or any(stem in line.stems for stem in after)
        if (
            counts
            and number.start not in sizes
            and 0 < number.value < ordered
            and not REMAINDER.search(clause)
            and not ON_TIME.search(clause)
        ):
            found.append(number.value)
    return found
