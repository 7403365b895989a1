"""Return wanted: a customer wants to send goods back. One order is one case."""

from __future__ import annotations

from collections.abc import Sequence

from cases.actions.base import ActionName
from cases.claims import Claim, MentionClaim, ReturnClaim, only
from cases.kind import Kind
from cases.kinds.base import Family, KindSpec, Origin, Sender, Told


def heading(claims: Sequence[Claim], told: Told) -> str:
    """Who wants to send what back."""
    said = only(ReturnClaim, claims)
    if not said:
        return f"{told.who} wants to send goods back" + (f": {told.subject}" if told.subject else "")
    whose = told.partner.label if told.partner and told.record else told.who
    of = f" ({told.record.label})" if told.record and any(one.product_text for one in said) else ""
    return f"{whose} wants to send back {', '.join(dict.fromkeys(one.goods for one in said))}{of}"


SPEC = KindSpec(
    kind=Kind.RETURN_REQUEST,
    title="Return wanted",
    means="A customer wants to send goods back.",
    family=Family.DELIVERY,
    claims=(ReturnClaim, MentionClaim),
    comes_by=frozenset({Origin.MAIL, Origin.DOCUMENT}),
    written_by=frozenset({Sender.CUSTOMER}),
    names=frozenset({"sale.order"}),
    may_propose=frozenset(
        {
            ActionName.CREATE_RETURN,
            ActionName.OFFER_CREDIT,
            ActionName.MESSAGE_CUSTOMER,
            ActionName.SCHEDULE_ACTIVITY,
        }
    ),
    told=heading,
)
