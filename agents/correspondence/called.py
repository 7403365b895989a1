"""Goods that a letter calls by another language's word: `les housses` for cushion covers. Pure.

Odoo has a name for each line, the letter another; a model for sixteen languages tells which two mean alike. It is asked
only of what neither code, name nor number tells, and what it says is never firm.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from agents.correspondence.alike import alike, like_no_goods
from agents.correspondence.known import ItemMention, KnownLine, KnownOrder, item_mentions
from agents.correspondence.text import Sentence, TakenPlaces

# A word after what points at a thing, or after a number, and up to two more that may belong to it.
THING = re.compile(
    r"(?:\b(?:the|our|your|these|those|die|der|das|den|dem|unsere\w*|ihre\w*|les|la|le|des|vos|nos|ces|de|het|uw|onze|"
    r"jullie|los|las|el|il|lo|gli|dei|delle)\s|\bl'|(?<![\w.,])\d{1,7}(?:\sx)?\s)"
    r"(?P<phrase>(?P<thing>[^\W\d_]{4,})(?:\s[^\W\d_]{3,}){0,2})",
    re.IGNORECASE,
)
# Of a thing and a line's name: alike at all, and how much more than the next line's. Of 60 goods in four languages, on
# made-up orders of two to five of one trade, it told 55 in 100, two of them wrongly; two in 100 general words it took
# for goods.
ALIKE = 0.5
AHEAD = 0.12
# Of a thing and the one line that nothing else in the letter names: likewise 69 in 100, and five of general words.
ALIKE_THE_REST = 0.35
AHEAD_OF_THE_REST = 0.05
# So near to what is no goods, a word may yet name some, where others of the letter do.
MAY_BE_GOODS = 0.6
SURE = 0.5
MOST_THINGS = 40
MOST_LINES = 30


def called(statements: Sequence[Sentence], orders: Sequence[KnownOrder]) -> list[ItemMention]:
    """The places that call a line by what only means the same as its name, and those that call what no line is.

    Args:
        statements: of one text.
        orders: those that it speaks of.
    """
    lines = {line.id: (order, line) for order in orders for line in order.lines if line.open}
    of = {line.name: line for _, line in lines.values()}
    if not 2 <= len(of) <= MOST_LINES:
        return []
    known = {one: item_mentions(one.region.text, one.start, one.end, orders) for one in statements}
    told = {item.line.name for items in known.values() for item in items if item.line is not None}
    things = [
        (one, match) for one in statements for match in THING.finditer(one.text) if not _named(one, match, known[one])
    ][:MOST_THINGS]
    near = {match: _near(match, list(of.values())) for _, match in things}
    meant = {match: name for match, names in near.items() if (name := _meant(match, names)) and name not in told}
    rest = of.keys() - told - set(meant.values())
    for match, names in near.items():
        if match not in meant and _is_the_rest(match, names, rest):
            meant[match] = next(iter(rest))
    found: list[ItemMention] = []
    for one, match in things:
        places = [(order, line) for order, line in lines.values() if line.name == meant.get(match)]
        found += [_mention(one, match, order, line) for order, line in places]
        goods = near[match][0][0] >= ALIKE_THE_REST and like_no_goods(match["thing"]) < MAY_BE_GOODS
        if not places and meant and len(orders) == 1 and goods:
            # Goods by a word that tells no line: they are none of those before.
            found.append(_mention(one, match, orders[0], None))
    return found


def _mention(one: Sentence, match: re.Match[str], order: KnownOrder, line: KnownLine | None) -> ItemMention:
    start, end = match.span("thing")
    may_be = frozenset({line.id}) if line else frozenset[int]()
    return ItemMention(one.start + start, one.start + end, match["thing"], line, order, SURE, may_be=may_be)


def _named(one: Sentence, match: re.Match[str], items: Sequence[ItemMention]) -> bool:
    places = TakenPlaces(one.start, one.end, ((item.start, item.end) for item in items if item.line is not None))
    return places.overlaps(one.start + match.start("phrase"), one.start + match.end("phrase"))


def _near(match: re.Match[str], lines: Sequence[KnownLine]) -> list[tuple[float, str]]:
    """How much each line's name means what the words do, the likeliest first."""
    return sorted(((alike(match["thing"], match["phrase"], line), line.name) for line in lines), reverse=True)


def _meant(match: re.Match[str], near: Sequence[tuple[float, str]]) -> str | None:
    """The one name that means what the words do; none where that may be several, or no goods at all."""
    (best, name), (other, _), *_ = near
    return name if best >= ALIKE and best - other >= AHEAD and best > like_no_goods(match["thing"]) else None


def _is_the_rest(match: re.Match[str], near: Sequence[tuple[float, str]], rest: Collection[str]) -> bool:
    """Whether the words mean the one line that nothing else names more than any other."""
    (best, name), (other, _), *_ = near
    alike = best >= ALIKE_THE_REST and best - other >= AHEAD_OF_THE_REST
    return alike and len(rest) == 1 and name in rest and like_no_goods(match["thing"]) < MAY_BE_GOODS
