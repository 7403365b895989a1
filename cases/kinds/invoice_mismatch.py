"""A vendor's bill against its order and what came of it. One bill is one case."""

from __future__ import annotations

from collections.abc import Sequence

from cases.actions.base import ActionName
from cases.claims import BillMismatchClaim, Claim, MentionClaim, only
from cases.kind import Kind
from cases.kinds.base import Family, KindSpec, Origin, Sender, Told

TITLE = "Vendor bill differs"


def heading(claims: Sequence[Claim], told: Told) -> str:
    """Which bill of whom; of a mail without a bill who wrote it, and its subject."""
    said = next(iter(only(BillMismatchClaim, claims)), None)
    if said is not None:
        return f"{TITLE}: {said.number} of {said.vendor}"
    if told.record is not None and told.record.model == "account.move":
        return f"{TITLE}: {told.record.label}" + (f" of {told.partner.label}" if told.partner else "")
    return f"{TITLE}, says {told.who}" + (f": {told.subject}" if told.subject else "")


SPEC = KindSpec(
    kind=Kind.INVOICE_MISMATCH,
    title=TITLE,
    means="A vendor bill does not match order and receipt.",
    family=Family.FREIGHT,
    claims=(BillMismatchClaim, MentionClaim),
    comes_by=frozenset({Origin.MAIL, Origin.DOCUMENT, Origin.SCAN}),
    written_by=frozenset({Sender.VENDOR, Sender.COLLEAGUE}),
    # A mail names an order, whose bills are then looked at; what is found is a case of the bill.
    names=frozenset({"account.move", "purchase.order"}),
    may_propose=frozenset(
        {
            ActionName.ACCEPT_VARIANCE,
            ActionName.DISPUTE_BILL,
            ActionName.REQUEST_CREDIT_NOTE,
            ActionName.ATTACH_EVIDENCE,
            ActionName.MESSAGE_SUPPLIER,
            ActionName.SCHEDULE_ACTIVITY,
        }
    ),
    told=heading,
)
