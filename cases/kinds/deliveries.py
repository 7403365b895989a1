"""What goes wrong between our dock and the customer's door. One shipment is one case, whichever of the two it is."""

from __future__ import annotations

from collections.abc import Sequence

from cases.actions.base import ActionName, words_of
from cases.claims import Claim, DeliveryClaim, only
from cases.kind import Kind
from cases.kinds.base import Family, KindSpec, Origin, Sender, Told

_SHIPMENT = "delivery"


def heading(claims: Sequence[Claim], told: Told) -> str:
    """The delivery, whose it is, and what happened last."""
    said = [claim for claim in only(DeliveryClaim, claims) if not claim.is_over]
    last = max(said, key=lambda claim: (claim.occurred_at is not None, claim.occurred_at), default=None)
    what = told.record.label if told.record else next((_named(claim) for claim in said), "a delivery")
    whose = f" for {told.partner.label}" if told.partner and told.record else ""
    if last is None or last.status is None:
        return f"{what}{whose}: {last.happened}, says {told.who}" if last else f"{what}{whose}"
    back = f", goes back on {words_of(last.return_by)}" if last.return_by else ""
    return f"{what}{whose}: {last.happened}{back}"


def _named(claim: DeliveryClaim) -> str:
    return claim.tracking_text or claim.order_text or "a delivery"


_COMES_BY = frozenset({Origin.CARRIER, Origin.MAIL, Origin.DOCUMENT, Origin.PERSON})
_WRITTEN_BY = frozenset({Sender.CARRIER, Sender.CUSTOMER, Sender.COLLEAGUE})
_MAY_PROPOSE = frozenset(
    {
        ActionName.MESSAGE_CUSTOMER,
        ActionName.MESSAGE_CARRIER,
        ActionName.REQUEST_REATTEMPT,
        ActionName.FILE_CLAIM,
        ActionName.CREATE_RETURN,
        ActionName.SHIP_REPLACEMENT,
        ActionName.OFFER_CREDIT,
        ActionName.OPEN_TICKET,
        ActionName.SCHEDULE_ACTIVITY,
        ActionName.RECORD_MILESTONE,
    }
)


def _of_shipments(kind: Kind, title: str, means: str, *more: Origin) -> KindSpec:
    return KindSpec(
        one_way=True,
        kind=kind,
        title=title,
        means=means,
        family=Family.DELIVERY,
        claims=(DeliveryClaim,),
        comes_by=_COMES_BY | set(more),
        written_by=_WRITTEN_BY,
        names=frozenset({"stock.picking"}),
        may_propose=_MAY_PROPOSE,
        told=heading,
        keyed_as=_SHIPMENT,
    )


SPECS = (
    _of_shipments(Kind.FAILED_DELIVERY, "Failed delivery", "A carrier could not hand over a delivery."),
    _of_shipments(Kind.TRANSIT_DELAY, "Late in transit", "A shipment on its way will be late.", Origin.SCAN),
)
