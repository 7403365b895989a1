"""What carriers bill, against what was shipped and what was agreed. One bill is one case."""

from __future__ import annotations

from collections.abc import Sequence

from cases.actions.base import ActionName
from cases.claims import Claim, FreightBillClaim, MentionClaim, only
from cases.freight_bill import money_words
from cases.kind import Kind
from cases.kinds.base import Family, KindSpec, Origin, Sender, Told

TITLE = "Freight bill differs"


def heading(claims: Sequence[Claim], told: Told) -> str:
    """Whose bill, its number and amount."""
    said = next(iter(only(FreightBillClaim, claims)), None)
    if said is None:
        return f"{TITLE} from {told.who}" + (f": {told.subject}" if told.subject else "")
    return f"Freight bill {said.number} of {said.carrier}: {money_words(said.bill.charged, said.bill.currency)}"


SPEC = KindSpec(
    kind=Kind.FREIGHT_DISCREPANCY,
    title=TITLE,
    means="A freight charge does not match shipment or contract.",
    family=Family.FREIGHT,
    claims=(FreightBillClaim, MentionClaim),
    comes_by=frozenset({Origin.MAIL, Origin.DOCUMENT, Origin.SCAN}),
    written_by=frozenset({Sender.CARRIER, Sender.COLLEAGUE, Sender.VENDOR}),
    names=frozenset({"account.move"}),
    may_propose=frozenset(
        {
            ActionName.ACCEPT_VARIANCE,
            ActionName.DISPUTE_BILL,
            ActionName.REQUEST_CREDIT_NOTE,
            ActionName.RECORD_LANDED_COST,
            ActionName.ATTACH_EVIDENCE,
            ActionName.SCHEDULE_ACTIVITY,
        }
    ),
    told=heading,
)
