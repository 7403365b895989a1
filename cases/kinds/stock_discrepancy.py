"""Stock differs: somebody counted, and the book had something else at that moment. One case an item."""

from __future__ import annotations

from collections.abc import Sequence

from cases.actions.base import ActionName
from cases.claims import Claim, CountClaim, MentionClaim, only
from cases.kind import Kind
from cases.kinds.base import Family, KindSpec, Origin, Sender, Told

TITLE = "Stock differs"


def heading(claims: Sequence[Claim], told: Told) -> str:
    """What was counted where; else who says so."""
    found = only(CountClaim, claims)
    if not found:
        return f"{TITLE} from {told.who}" + (f": {told.subject}" if told.subject else "")
    last = found[-1]
    where = f" in {last.place_text}" if last.place_text else ""
    return f"{told.who} counted {last.counted:f} of {last.product_text}{where}"


SPEC = KindSpec(
    kind=Kind.STOCK_DISCREPANCY,
    title=TITLE,
    means="Book and count disagree.",
    family=Family.WAREHOUSE,
    claims=(CountClaim, MentionClaim),
    comes_by=frozenset({Origin.MAIL, Origin.DOCUMENT, Origin.PERSON}),
    written_by=frozenset({Sender.COLLEAGUE}),
    names=frozenset({"product.product"}),
    may_propose=frozenset({ActionName.SCHEDULE_ACTIVITY}),
    told=heading,
)
