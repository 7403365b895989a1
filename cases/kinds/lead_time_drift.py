"""A supplier's real lead times have moved: one product of one vendor is a case; so is what a vendor announces."""

from __future__ import annotations

from collections.abc import Sequence

from cases.actions.base import ActionName
from cases.claims import Claim, LeadTimeClaim, MentionClaim, only
from cases.kind import Kind
from cases.kinds.base import Family, KindSpec, Origin, Sender, Told


def heading(claims: Sequence[Claim], told: Told) -> str:
    """Who takes how long for what; else who speaks of lead times."""
    said = next(iter(only(LeadTimeClaim, claims)), None)
    if said is None:
        return f"{told.who} speaks of lead times" + (f": {told.subject}" if told.subject else "")
    return f"{said.vendor_text} takes {said.days_now:f} days for {said.product_text}, {said.days_before:f} before"


SPEC = KindSpec(
    kind=Kind.LEAD_TIME_DRIFT,
    title="Lead time drifts",
    means="A supplier's real lead times have moved.",
    family=Family.REPLENISHMENT,
    claims=(LeadTimeClaim, MentionClaim),
    comes_by=frozenset({Origin.SCAN, Origin.MAIL, Origin.DOCUMENT}),
    written_by=frozenset({Sender.VENDOR, Sender.COLLEAGUE}),
    names=frozenset({"product.product"}),
    within=frozenset({"res.partner"}),
    may_propose=frozenset(
        {
            ActionName.ADJUST_REORDER_RULE,
            ActionName.MESSAGE_SUPPLIER,
            ActionName.SCHEDULE_ACTIVITY,
        }
    ),
    told=heading,
)
