"""'All of them will come on the 12th': the orders that a list above or below such a statement names. Pure.

An order whose own entry says when it comes keeps that day, and one that the statement excepts is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from agents.correspondence import signals
from agents.correspondence.known import Mention
from agents.correspondence.text import Sentence

_NUMBER = r"(?:two|three|four|five|six|zwei|drei|vier|fünf|sechs|deux|trois|quatre|cinq|twee|drie|vijf|zes|\d{1,2})"
_ORDERS = (
    r"(?:purchase |open )?(?:orders?|pos?|shipments|deliveries|consignments|bestellungen|aufträge|lieferungen|"
    r"sendungen|commandes|livraisons|bestellingen|leveringen|zendingen)"
)
_ALL = re.compile(
    r"\b(?:"
    + "|".join(
        (
            r"all(?: of)? (?:them|these|those|the above)",
            rf"all {_NUMBER}",
            rf"all (?:of )?(?:the |these |those )?(?:above |listed )?{_ORDERS}",
            r"both(?: of (?:them|these))?",
            rf"(?:these|those|the above|the listed|the following)(?: {_NUMBER})? {_ORDERS}",
            r"each of (?:them|these)",
            rf"alle(?: {_NUMBER})?(?: {_ORDERS})?",
            rf"sämtliche {_ORDERS}",
            r"beide[nrs]?",
            rf"diese(?: {_NUMBER})? {_ORDERS}",
            rf"(?:obige|obenstehende|genannte|folgende)n? {_ORDERS}",
            "tous",
            "toutes",
            rf"les {_NUMBER}(?: {_ORDERS})?",
            rf"ces(?: {_NUMBER})? {_ORDERS}",
            "allemaal",
            rf"deze(?: {_NUMBER})? {_ORDERS}",
            rf"bovenstaande {_ORDERS}",
        )
    )
    + r")\b",
    re.IGNORECASE,
)


def everyone(
    sentences: Sequence[Sentence],
    mentions: Callable[[Sentence], Sequence[Mention]],
    answers: Callable[[str], bool],
) -> dict[int, tuple[Mention, ...]]:
    """For each statement that is about a whole list, by its place: the orders of that list.

    Args:
        sentences: all statements, in the order they stand.
        mentions: the orders that a statement names.
        answers: whether words say when something comes.
    """
    meant = [at for at, one in enumerate(sentences) if _ALL.search(one.text) and answers(one.text)]
    if not meant:
        return {}
    named = [(at, one) for at, sentence in enumerate(sentences) for one in mentions(sentence)]
    listed = [(at, one) for at, one in named if at not in meant and not answers(sentences[at].text)]
    found: dict[int, tuple[Mention, ...]] = {}
    for at in meant:
        own = [one for place, one in named if place == at]
        spared = _excepted(sentences[at], own)
        if len(spared) < len(own):
            continue  # it names orders itself: those are meant
        above = _distinct(one for place, one in listed if place < at)
        below = _distinct(one for place, one in listed if place > at)
        chosen = above if len(above) > 1 else below
        left = tuple(one for key, one in chosen.items() if key not in {_key(other) for other in spared})
        if len(chosen) > 1 and left:
            found[at] = left
    return found


def _excepted(sentence: Sentence, own: Sequence[Mention]) -> list[Mention]:
    """The orders that it names after an 'except'."""
    but = signals.EXCEPT.search(sentence.text)
    return [one for one in own if but is not None and one.start >= sentence.start + but.end()]


def _distinct(mentions: Iterable[Mention]) -> dict[object, Mention]:
    chosen: dict[object, Mention] = {}
    for one in mentions:
        chosen.setdefault(_key(one), one)
    return chosen


def _key(mention: Mention) -> object:
    return mention.order.id if mention.order else mention.text.casefold()
