"""Promise at risk: goods will not be there by the day a customer was promised, or is offered. One case an order."""

from __future__ import annotations

from collections.abc import Sequence

from cases.actions.base import ActionName, words_of
from cases.claims import Claim, CommitmentClaim, MentionClaim, only
from cases.kind import Kind
from cases.kinds.base import Family, KindSpec, Origin, Sender, Told


def heading(claims: Sequence[Claim], told: Told) -> str:
    """Whose order, promised for when, what is missing and until when; else who fears for it."""
    said = only(CommitmentClaim, claims)
    if not said:
        if told.record is not None:
            return f"{told.who} fears for the promise of {told.record.label}"
        return f"{told.who} fears for a promise" + (f": {told.subject}" if told.subject else "")
    first = said[0]
    whose = f" for {told.partner.label}" if told.partner else ""
    days = [one.possible_on for one in said]
    known = [day for day in days if day is not None]
    can = f"can leave on {words_of(max(known))}" if len(known) == len(days) else "nobody knows when it can leave"
    how = "offered" if first.quotation else "promised"
    much = "" if first.short is None else f"{first.short:f} "
    what = f"{much}{first.product_text}" + (f" and {len(said) - 1} more" if len(said) > 1 else "")
    return f"{first.order_text}{whose}, {how} for {words_of(first.promised)}: {what} missing, {can}"


SPEC = KindSpec(
    kind=Kind.COMMITMENT_RISK,
    title="Promise at risk",
    means="A promise to a customer can no longer be kept.",
    family=Family.INBOUND,
    claims=(CommitmentClaim, MentionClaim),
    comes_by=frozenset({Origin.SCAN, Origin.MAIL, Origin.DOCUMENT}),
    written_by=frozenset({Sender.CUSTOMER, Sender.COLLEAGUE}),
    names=frozenset({"sale.order"}),
    may_propose=frozenset(
        {
            ActionName.REVISE_COMMITMENT,
            ActionName.MESSAGE_CUSTOMER,
            ActionName.TRANSFER_STOCK,
            ActionName.BUY_ELSEWHERE,
            ActionName.SCHEDULE_ACTIVITY,
        }
    ),
    upstream=frozenset({Kind.INBOUND_DELAY}),
    told=heading,
)
