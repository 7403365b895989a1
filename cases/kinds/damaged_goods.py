"""Damaged goods: they arrived broken, at a customer's or at our dock. One shipment is one case."""

from __future__ import annotations

from collections.abc import Sequence

from cases.actions.base import ActionName
from cases.claims import Claim, DamageClaim, MentionClaim, only
from cases.kind import Kind
from cases.kinds.base import Family, KindSpec, Origin, Sender, Told


def heading(claims: Sequence[Claim], told: Told) -> str:
    """What arrived broken, and by which delivery or order."""
    said = only(DamageClaim, claims)
    if not said:
        return f"{told.who} reports damaged goods" + (f": {told.subject}" if told.subject else "")
    whose = f" of {told.partner.label}" if told.partner and told.record else ""
    by = f" ({told.record.label}{whose})" if told.record else f", says {told.who}"
    return f"{', '.join(dict.fromkeys(one.goods for one in said))} arrived broken{by}"


SPEC = KindSpec(
    kind=Kind.DAMAGED_GOODS,
    title="Damaged goods",
    means="Goods were damaged on the way.",
    family=Family.DELIVERY,
    claims=(DamageClaim, MentionClaim),
    comes_by=frozenset({Origin.MAIL, Origin.DOCUMENT}),
    written_by=frozenset({Sender.CARRIER, Sender.CUSTOMER, Sender.COLLEAGUE}),
    names=frozenset({"stock.picking", "purchase.order"}),
    may_propose=frozenset(
        {
            ActionName.SHIP_REPLACEMENT,
            ActionName.CREATE_RETURN,
            ActionName.OFFER_CREDIT,
            ActionName.FILE_CLAIM,
            ActionName.MESSAGE_CUSTOMER,
            ActionName.MESSAGE_SUPPLIER,
            ActionName.OPEN_TICKET,
            ActionName.SCHEDULE_ACTIVITY,
        }
    ),
    told=heading,
    keyed_as="delivery",
)
