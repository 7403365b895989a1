"""What is said of late goods in, what of it opens a case out: news, what comes earlier, what is only supposed. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agents.correspondence.day_roles import conditions_of
from agents.correspondence.known import KnownLine, KnownOrder
from agents.correspondence.likely import Likely
from agents.correspondence.signals import words
from agents.correspondence.together import line_key, order_key
from agents.reading.account import NO_CHANGE
from cases.claims import DelayClaim
from cases.kind import Kind

# Who asks that goods be taken on another day says that they come then; who asks whether it would suit does not.
PLEASE_ACCEPT = words(
    r"\b(?:can|could|will|would) you (?:please |kindly )?(?:accept|receive|take)\b",
    r"\b(?:können|könnten) sie\b.{0,80}\bannehmen\b",
    r"\b(?:pouvez|pourriez)-vous\b.{0,20}\b(?:accepter|réceptionner|recevoir)\b",
    r"\b(?:kunt|kun|zou) (?:u|je|jullie)\b.{0,80}\b(?:aannemen|ontvangen|accepteren)\b",
)
LATE = frozenset({Kind.INBOUND_DELAY})
# What is read as a confirmation, or as goods that come sooner, and yet sounds nearly as much like late goods as like
# nothing was understood only in part.
SOUNDS_LATE = -0.05


@dataclass(frozen=True)
class LateGoods:
    """What is said of late goods.

    Attributes:
        stand: all that stands of it.
        news: of that, what Odoo does not have yet.
        early: what comes earlier.
        asked: all of the news would be so only if something else were: it is none.
    """

    stand: list[DelayClaim]
    news: list[DelayClaim]
    early: list[DelayClaim]
    asked: bool = False


def sorted_out(delays: Sequence[DelayClaim], orders: Sequence[KnownOrder], said: str) -> LateGoods:
    """What stands of what is said of late goods; `said`: all the letter's news."""
    news = [claim for claim in delays if is_news(claim, orders)]
    sooner = [claim for claim in news if is_early(claim, orders)]
    # A day before the one that stands, where nothing changes, is on the way: `finished next week`, `in port by then`.
    early = [claim for claim in sooner if not NO_CHANGE.search(quote(claim) if line_key(claim) else said)]
    news = [claim for claim in news if claim not in sooner]
    stand = [
        claim
        for claim in delays
        if not (claim in early or claim.date_means == "departure") or not _is_outdone(claim, news)
    ]
    news = [claim for claim in news if claim in stand]
    if news and all(is_conditional(claim) for claim in news):
        return LateGoods([claim for claim in stand if claim not in news], [], early, asked=True)
    return LateGoods(stand, news, early)


def sounds_late(near: Sequence[Likely], said: Sequence[DelayClaim]) -> bool:
    """Whether something beside what is claimed sounds like late goods, more than like nothing."""
    places = [one.span for one in near if one.kind in LATE and one.lead > SOUNDS_LATE and one.span is not None]
    return any(
        not any(claim.span is not None and claim.span.meets(one.part, one.start, one.end) for claim in said)
        for one in places
    )


def quote(said: DelayClaim | Likely) -> str:
    """The statement it is read from."""
    return said.span.quote if said.span else ""


def is_conditional(said: DelayClaim | Likely) -> bool:
    """Whether it is so only if something else is, or if whoever is asked agrees."""
    text = quote(said)
    asks = text.rstrip().endswith("?") and not PLEASE_ACCEPT.search(text)
    return asks or next(conditions_of(text), None) is not None


def is_news(claim: DelayClaim, orders: Sequence[KnownOrder]) -> bool:
    """Whether a claim says another day than Odoo already has for what it refers to."""
    if claim.new_date is None or claim.date_means == "departure":
        return True
    lines = _lines_of(claim, orders)
    return not lines or any(line.planned != claim.new_date for line in lines)


def is_early(claim: DelayClaim, orders: Sequence[KnownOrder]) -> bool:
    """Whether a claim says an earlier arrival than Odoo has for all that it refers to: that is no delay."""
    planned = [line.planned for line in _lines_of(claim, orders)]
    if claim.new_date is None or claim.date_means == "departure" or not planned:
        return False
    return all(day is not None and claim.new_date <= day for day in planned)


def _lines_of(claim: DelayClaim, orders: Sequence[KnownOrder]) -> list[KnownLine]:
    """The open lines that a claim refers to."""
    named = {ref.id for ref in claim.refers_to if ref.model == "purchase.order.line"}
    of = {ref.id for ref in claim.refers_to if ref.model == "purchase.order"}
    lines = [line for order in orders if order.id in of for line in order.lines if line.open]
    return [line for line in lines if line.id in named] if named else lines


def _is_outdone(claim: DelayClaim, news: Sequence[DelayClaim]) -> bool:
    """Whether the same letter says when the same goods arrive late: an earlier day, or a departure, is on the way."""
    return any(
        order_key(claim) == order_key(other)
        and other.date_means == "arrival"
        and other.new_date is not None
        and line_key(claim) in {None, line_key(other)}
        for other in news
    )
