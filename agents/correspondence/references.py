"""Numbers of orders in texts: where one is named, known or not, as people write it. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from agents.correspondence.known import KnownOrder, Mention
from agents.correspondence.signals import ORDER_AFTER_WORD, ORDER_LIKE, PACKAGES, PIECES
from agents.correspondence.text import TakenPlaces

OWN_NUMBER = re.compile(r"(?:P(?:O|\.O\.)?)?[-/ #]?0{0,8}(?P<number>[1-9]\d{1,7})", re.IGNORECASE)
# The end of a longer number, as people point at it: `la 3340`, `your 2304`, `die 7768`.
TAIL = re.compile(
    r"\b(?:the|your|our|order|die|der|den|ihrer?|unserer?|auftrag|la|le|votre|notre|commande|de|het|uw|onze|bestelling|"
    r"n[°ro]\.?|#)\s?(?P<tail>[1-9]\d{3,7})(?![\w/:-]|[.,]\d)",
    re.IGNORECASE,
)
# What sets the parts of a reference apart.
BETWEEN = re.compile(r"[-./\s]+")
# What stands beside a bare number that is no reference: a part of a greater number, of a day, of money.
IN_A_NUMBER = re.compile(r"\d[.,/:-]$|[€$£]\s?$")
AFTER_A_NUMBER = re.compile(rf"[.,/:-]\d|\s?[€$£%]|\s?(?:eur|usd|gbp|chf|{PIECES}|{PACKAGES})(?!\w)", re.IGNORECASE)


def candidates(text: str) -> Iterator[str]:
    """What looks like an order's number, in the order it comes; our own numbers first."""
    seen: set[str] = set()
    for pattern in (ORDER_LIKE, ORDER_AFTER_WORD):
        for match in pattern.finditer(text):
            ref = match["ref"].rstrip("-/_.")
            if ref.casefold() not in seen and _looks_like_reference(ref):
                seen.add(ref.casefold())
                yield ref


def _looks_like_reference(ref: str) -> bool:
    # `order 20 pieces` and `commande 4/12` are not numbers of orders.
    return sum(letter.isdigit() for letter in ref) >= 3 and not re.fullmatch(
        r"\d{1,2}[/-]\d{1,2}([/-]\d+)?|20\d\d", ref
    )


def order_mentions(text: str, start: int, end: int, orders: Sequence[KnownOrder]) -> list[Mention]:
    """Where a text names an order, known or not, in the order it comes."""
    found: list[Mention] = []
    said = text[start:end].casefold()
    bare = BETWEEN.sub("", said)
    for order in orders:
        for reference in order.references:
            if _bare(reference) in bare:
                places = _reference(reference).finditer(text, start, end)
                found += [
                    Mention(place.start(), place.end(), place[0], order)
                    for place in places
                    if not place[0].isdigit() or not _in_a_number(text, place)
                ]
    found = _one_each(found) or _by_tail(text, start, end, orders)
    taken = TakenPlaces(start, end, ((mention.start, mention.end) for mention in found))
    for pattern in (ORDER_LIKE, ORDER_AFTER_WORD):
        for match in pattern.finditer(text, start, end):
            at, to = match.span("ref")
            if _looks_like_reference(match["ref"]) and not taken.overlaps(at, to):
                found.append(Mention(at, to, match["ref"], _by_number(match["ref"], orders)))
                taken.add(at, to)
    return sorted(found, key=lambda mention: mention.start)


def _in_a_number(text: str, place: re.Match[str]) -> bool:
    """Whether bare digits are part of a day, a price or a count, and name nothing."""
    before = text[max(0, place.start() - 3) : place.start()]
    return bool(IN_A_NUMBER.search(before) or AFTER_A_NUMBER.match(text, place.end()))


def _one_each(mentions: Sequence[Mention]) -> list[Mention]:
    """One mention a place: a number that several orders bear, in two companies of ours say, tells none of them."""
    places: dict[tuple[int, int], list[Mention]] = {}
    for mention in mentions:
        places.setdefault((mention.start, mention.end), []).append(mention)
    return [
        found[0] if len({one.order.id for one in found if one.order}) == 1 else replace(found[0], order=None)
        for found in places.values()
    ]


def _by_tail(text: str, start: int, end: int, orders: Sequence[KnownOrder]) -> list[Mention]:
    """The orders that the last figures of their number name, where no other's do and no line counts so many."""
    ends: dict[str, set[int]] = {}
    for order in orders:
        for reference in order.references:
            ends.setdefault(re.findall(r"\d*$", reference)[0].lstrip("0"), set()).add(order.id)
    by_id = {order.id: order for order in orders}
    counts = {f"{line.quantity:.0f}" for order in orders for line in order.lines if line.quantity is not None}
    return [
        Mention(place.start("tail"), place.end("tail"), place["tail"], by_id[next(iter(ends[place["tail"]]))])
        for place in TAIL.finditer(text, start, end)
        if len(ends.get(place["tail"], ())) == 1
        and place["tail"] not in counts
        and not AFTER_A_NUMBER.match(text, place.end())
    ]


def _by_number(said: str, orders: Sequence[KnownOrder]) -> KnownOrder | None:
    """The one order whose number is written otherwise: `PO 447` and `P-00447` for `P00447`."""
    own = OWN_NUMBER.fullmatch(said)
    if own is None:
        return None
    number = int(own["number"])
    meant = [one for one in orders if (name := OWN_NUMBER.fullmatch(one.name)) and int(name["number"]) == number]
    return meant[0] if len({one.id for one in meant}) == 1 else None


def named_in(text: str) -> Callable[[str], bool]:
    """Whether a text has a reference in it, however its parts are set apart."""
    bare = BETWEEN.sub("", text.casefold())
    return lambda reference: _bare(reference) in bare and _reference(reference).search(text) is not None


@lru_cache(maxsize=4096)
def _bare(reference: str) -> str:
    return BETWEEN.sub("", reference.casefold())


@lru_cache(maxsize=4096)
def _reference(reference: str) -> re.Pattern[str]:
    """A reference as people write it: `CM-18830` is `CM 18830`, and `CM18830` where letters meet figures."""
    parts = [re.escape(part) for part in BETWEEN.split(reference) if part]
    joined = r"[-./ ]".join(parts)
    for before, after in pairwise(parts):
        if before[-1:].isalpha() and after[:1].isdigit():
            joined = joined.replace(f"{before}[-./ ]{after}", f"{before}[-./ ]?{after}")
    return re.compile(rf"(?<!\w){joined}(?!\w)", re.IGNORECASE)
