"""Receipt differs: what arrived is not what was ordered or advised. One case an order, whatever its receipts."""

from __future__ import annotations

from collections.abc import Sequence

from cases.actions.base import ActionName
from cases.claims import Claim, MentionClaim, ReceiptClaim, only
from cases.kind import Kind
from cases.kinds.base import Family, KindSpec, Origin, Sender, Told

TITLE = "Receipt differs"


def heading(claims: Sequence[Claim], told: Told) -> str:
    """The order, whose it is, and what differs first."""
    said = [claim for claim in only(ReceiptClaim, claims) if claim.received is not None]
    if told.record is None:
        return f"{TITLE}, says {told.who}" + (f": {told.subject}" if told.subject else "")
    of = f" of {told.partner.label}" if told.partner else ""
    if not said:
        return f"{told.record.label}{of}: what arrived is said to differ"
    more = f", and {len(said) - 1} more" if len(said) > 1 else ""
    return f"{told.record.label}{of}: {said[0].label()}{more}"


SPEC = KindSpec(
    kind=Kind.RECEIPT_DISCREPANCY,
    title=TITLE,
    means="What arrived is not what was ordered or advised.",
    family=Family.INBOUND,
    claims=(ReceiptClaim, MentionClaim),
    comes_by=frozenset({Origin.MAIL, Origin.DOCUMENT, Origin.PERSON, Origin.SCAN}),
    written_by=frozenset({Sender.VENDOR, Sender.CUSTOMER, Sender.COLLEAGUE}),
    names=frozenset({"purchase.order"}),
    may_propose=frozenset(
        {
            ActionName.MESSAGE_SUPPLIER,
            ActionName.REVISE_COMMITMENT,
            ActionName.SCHEDULE_ACTIVITY,
        }
    ),
    told=heading,
)
