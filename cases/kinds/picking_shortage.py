"""Picking shortage: the book has the goods, and the picker has not. One case a transfer."""

from __future__ import annotations

from collections.abc import Sequence

from cases.actions.base import ActionName, words_of
from cases.claims import Claim, MentionClaim, ShortageClaim, only
from cases.kind import Kind
from cases.kinds.base import Family, KindSpec, Origin, Sender, Told

TITLE = "Picking shortage"


def heading(claims: Sequence[Claim], told: Told) -> str:
    """Which transfer lacks what, and for when it was promised."""
    found = only(ShortageClaim, claims)
    if not found:
        return f"{TITLE} from {told.who}" + (f": {told.subject}" if told.subject else "")
    first, more = found[0], len(found) - 1
    whose = f" for {told.partner.label}" if told.partner else ""
    lacks = f"{first.missing:f} {first.unit}".strip() + f" of {first.product_text}"
    promised = f", promised for {words_of(first.promised)}" if first.promised else ""
    return f"{first.picking_text}{whose} lacks {lacks}{f' and {more} more' if more else ''}{promised}"


SPEC = KindSpec(
    kind=Kind.PICKING_SHORTAGE,
    title=TITLE,
    means="Goods are not where the picker was sent.",
    family=Family.WAREHOUSE,
    claims=(ShortageClaim, MentionClaim),
    comes_by=frozenset({Origin.MAIL, Origin.DOCUMENT, Origin.SCAN}),
    written_by=frozenset({Sender.COLLEAGUE}),
    names=frozenset({"stock.picking"}),
    may_propose=frozenset(
        {
            ActionName.TRANSFER_STOCK,
            ActionName.BUY_ELSEWHERE,
            ActionName.REVISE_COMMITMENT,
            ActionName.MESSAGE_CUSTOMER,
            ActionName.SCHEDULE_ACTIVITY,
        }
    ),
    told=heading,
)
